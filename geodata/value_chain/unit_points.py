"""Where the records of a commune without a boundary stand, whatever list of units is asked for."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from geodata import tables
from geodata.store import Store
from geodata.units import UnitKey, place_in_system
from geodata.view import View
from geodata.vocabulary import UnitSystem

Point = tuple[float, float]
# The finest first: a commune of 2024 is a part of one since July 2025.
SYSTEMS = (UnitSystem.Y2024, UnitSystem.Y2025)


def settled_points(store: Store, view: View) -> Mapping[UnitKey, tuple[Point | None, Point]]:
    """
    Return, of each unit without a boundary, the point of ``view`` and the one that is the same in all lists.

    Both are longitude and latitude (EPSG:4326) of the interior point of a commune that took all of
    the unit: of the list of ``view`` (None: there is none), and of the oldest list with one. Units that
    no such commune took are not in it.
    """
    t = tables.units
    query = sa.select(t.c.unit_code, t.c.valid_from, t.c.label_lon, t.c.label_lat)
    with store.read() as connection:
        labels = {
            (row.unit_code, row.valid_from): None if row.label_lon is None else (row.label_lon, row.label_lat)
            for row in connection.execute(query)
        }
    found: dict[UnitSystem, dict[UnitKey, Point]] = {}
    for system in SYSTEMS:
        communes = place_in_system(store, system, view.today)
        keys = zip(communes["commune_code"], communes["commune_valid_from"], strict=True)
        points = ((unit, labels.get(key)) for unit, key in zip(communes.index, keys, strict=True))
        found[system] = {unit: point for unit, point in points if point is not None}
    settled = found[UnitSystem.Y2025] | found[UnitSystem.Y2024]
    return {
        unit: (found[view.units].get(unit), point)
        for unit, point in settled.items()
        if labels.get(unit) is None
    }
