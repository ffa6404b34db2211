"""
Points of OpenStreetMap that sights stand at (© OpenStreetMap contributors, ODbL 1.0).

They live in ``osm_places`` alone. A row there names its sight; the sight says
by ``point_source`` whether it stands there: so a point stays through every
renaming, falls away where somebody says otherwise, and comes back with the
version of the sight that had it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from geodata.tables import osm_places

POINT_SOURCE = "OpenStreetMap"

Point = tuple[float, float]


def read_osm_points(connection: sa.Connection) -> dict[str, Point]:
    """Return the points that sights may stand at, by sight: longitude, latitude in degrees (EPSG:4326)."""
    t = osm_places.c
    rows = connection.execute(
        sa.select(t.sight_id, t.lon, t.lat).where(t.sight_id.is_not(None)).order_by(t.osm_id)
    )
    points: dict[str, Point] = {}
    for row in rows:
        points.setdefault(row.sight_id, (row.lon, row.lat))
    return points


def is_at_osm_point(row: Mapping[str, Any]) -> bool:
    """Return whether a stored record stands at its point of OpenStreetMap, without coordinates of its own."""
    return row["lon"] is None and row["point_source"] == POINT_SOURCE
