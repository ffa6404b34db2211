"""A province loads its own boundaries of a date: repaired, checked, compared, then taken or refused."""

from geodata.boundaries.importing import BoundaryImport, import_boundaries
from geodata.boundaries.report import BoundaryReport, Finding

__all__ = ["BoundaryImport", "BoundaryReport", "Finding", "import_boundaries"]
