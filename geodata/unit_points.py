"""Where a record stands of which only the commune is known: one point, whatever list of units is shown."""

from __future__ import annotations

from datetime import date

import pandas as pd
import sqlalchemy as sa

from geodata import tables
from geodata.store import Store
from geodata.units import place_in_system
from geodata.vocabulary import UnitLevel, UnitSystem

KEY = ["unit_code", "unit_valid_from"]
# The finest first: a commune of 2024 is a part of one since July 2025.
SYSTEMS = (UnitSystem.Y2024, UnitSystem.Y2025)


def unit_points(store: Store, today: date) -> pd.DataFrame:
    """
    Return the point of every commune, of whatever list.

    A commune has an interior point of its own outline. One without an outline
    (Tà Chải, which ended in November 2024, and all of 2019) has the point of
    the smallest commune that took all of it: of the list of 2024, else of the
    one since July 2025. One that none took whole has none. ``today`` is the day
    that the latter list is read on.

    Returns
    -------
    DataFrame
        ``unit_code``, ``unit_valid_from``; ``unit_lon`` and ``unit_lat`` in
        degrees (EPSG:4326), missing where there is no point.
    """
    return store.remembered(("unit_points", today), lambda: _read(store, today))


def _read(store: Store, today: date) -> pd.DataFrame:
    """Read the points of the communes and settle those without an outline."""
    t = tables.units.c
    select = sa.select(
        t.unit_code,
        t.valid_from.label("unit_valid_from"),
        t.label_lon.label("unit_lon"),
        t.label_lat.label("unit_lat"),
    ).where(t.level == UnitLevel.COMMUNE)
    own = store.frame(select).set_index(KEY).astype("float64")
    points = own
    for system in SYSTEMS:
        taken = place_in_system(store, system, today)[["commune_code", "commune_valid_from"]]
        taken = taken.rename_axis(KEY).join(own, on=["commune_code", "commune_valid_from"])
        points = points.fillna(taken[["unit_lon", "unit_lat"]])
    return points.reset_index()
