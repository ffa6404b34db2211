"""Which outside engine is asked for travel times, and how. Imports nothing: the settings of a server do."""

from __future__ import annotations

from dataclasses import dataclass

OSRM, VALHALLA = "osrm", "valhalla"
ENGINES = (OSRM, VALHALLA)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Which outside engine is asked, where, and how much at a time."""

    engine: str  # of ``ENGINES``
    url: str
    timeout_s: float
    table_size: int  # most origins, and most destinations, in one table
