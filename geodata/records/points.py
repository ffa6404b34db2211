"""Whether a point lies in the unit that its record names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

from geodata import tables
from geodata.crs import WGS84, to_metric, vn2000
from geodata.units import UnitKey

Record = dict[str, Any]

# Reference lines are generalised by 40 m, and some inner ones are approximate.
MOST_BEYOND_M = 1_000.0
# Points outside their units that are read in other ways: of all rows of a wrong file it would take minutes.
MOST_TRIED = 200


class Outlines:
    """The outlines of units; in metres (EPSG:9208) and prepared when first asked for."""

    def __init__(self, connection: sa.Connection) -> None:
        t = tables.units
        rows = connection.execute(
            sa.select(t.c.unit_code, t.c.valid_from, t.c.shape).where(t.c.shape.is_not(None))
        )
        self._shapes: dict[UnitKey, BaseGeometry] = {(r.unit_code, r.valid_from): r.shape for r in rows}
        self._metric: dict[UnitKey, BaseGeometry] = {}
        self._tried = 0

    def may_try(self) -> bool:
        """Return whether one more point may be read in other ways; a file has its own doubts beyond that."""
        self._tried += 1
        return self._tried <= MOST_TRIED

    def is_near(self, unit: UnitKey, lon: float, lat: float) -> bool:
        """
        Return whether a point (degrees, EPSG:4326) lies in a unit or at most 1 km beyond it.

        A unit without an outline refuses no point.
        """
        shape = self._in_metres(unit)
        return shape is None or bool(shapely.dwithin(shape, shapely.Point(vn2000(lon, lat)), MOST_BEYOND_M))

    def containing(self, units: Sequence[Record], lon: float, lat: float) -> list[Record]:
        """Return those of ``units`` in which a point (degrees, EPSG:4326) lies."""
        point = shapely.Point(lon, lat)
        return [
            unit
            for unit in units
            if (shape := self._shapes.get((unit["unit_code"], unit["valid_from"]))) is not None
            and unit["min_lon"] <= lon <= unit["max_lon"]
            and unit["min_lat"] <= lat <= unit["max_lat"]
            and shape.intersects(point)
        ]

    def _in_metres(self, unit: UnitKey) -> BaseGeometry | None:
        """Return the prepared outline of a unit in metres."""
        if unit not in self._metric and unit in self._shapes:
            shape = to_metric(gpd.GeoSeries([self._shapes[unit]], crs=WGS84)).iloc[0]
            shapely.prepare(shape)
            self._metric[unit] = shape
        return self._metric.get(unit)
