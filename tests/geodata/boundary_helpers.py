"""Files as a province might send them, of the made-up world of ``tests.factories``."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import geopandas as gpd
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geodata.boundaries import BoundaryImport, BoundaryReport, import_boundaries
from geodata.boundaries.report import Severity
from geodata.crs import WGS84
from geodata.store import Store
from geodata.vocabulary import UnitLevel
from tests.factories import square

NEW_DAY = date(2026, 4, 30)
# The four communes of the made-up world since July 2025.
HELD = {
    "90102": ("Phường Sa Pa", square(0, 0, 2)),
    "90201": ("Xã Nậm Chảy", square(2, 0)),
    "90202": ("Xã Sa Pả", square(3, 0)),
    "90901": ("Xã Mường Lò", square(4, 0)),
}
METRE_DEG = 1 / 103_000  # of longitude at 22.3° N


def frame(units: Mapping[str, tuple[str | None, BaseGeometry]], crs: str | None = WGS84) -> gpd.GeoDataFrame:
    """Return units as a file of a province might hold them."""
    rows = [{"MA_XA": code, "TEN_XA": name} for code, (name, _) in units.items()]
    return gpd.GeoDataFrame(rows, geometry=[shape for _, shape in units.values()], crs=crs)


def geojson(path: Path, units: Mapping[str, tuple[str | None, BaseGeometry]]) -> Path:
    """Write units as GeoJSON, vertex for vertex."""
    features = [
        {"type": "Feature", "properties": {"MA_XA": code, "TEN_XA": name}, "geometry": mapping(shape)}
        for code, (name, shape) in units.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def crosswalk_file(path: Path, *rows: tuple[str, str, str]) -> Path:
    """Write a crosswalk file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("old_code", "new_code", "part"), *rows])
    return path


def run(store: Store, path: Path, **more: object) -> BoundaryReport:
    """Import communes that hold from ``NEW_DAY`` on."""
    return import_boundaries(
        store, BoundaryImport(**{"path": path, "level": UnitLevel.COMMUNE, "valid_from": NEW_DAY, **more})
    )


def rules(report: BoundaryReport, severity: Severity | None = None) -> list[str]:
    """Return the rules of a report, in order."""
    return [one.rule for one in report.findings if severity in {None, one.severity}]
