"""
Which communes there is data about.

``units.has_records`` says where the shipped tables were put together: the area
that somebody went through. Elsewhere (the former Yên Bái) there is data only
where a record names the commune, and then only what the office has entered: a
count there is never all, and none entered is "no data", never 0.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from geodata import programme_tables, tables
from geodata.errors import N_
from geodata.store import Store

UnitKey = tuple[str, date]
FORMER_PROVINCE = "Lào Cai"
# Said of one commune, and beside figures of many.
PARTIAL = N_(
    "Nobody has collected the data of this area systematically:"
    " what is counted here is what the office has entered, not all."
)
PARTIAL_COMMUNES = N_(
    "Communes where nobody has collected the data systematically, and what is counted"
    " is only what the office has entered: %(count)s."
)
LOCATED = (
    tables.producers,
    tables.products,
    tables.craft_villages,
    tables.material_zones,
    tables.zone_units,
    tables.sales_points,
    tables.sights,
    programme_tables.planned_sites,
)


def entered_units(store: Store) -> frozenset[UnitKey]:
    """Return the units outside the collected area that any record names, each (code, valid_from)."""
    return store.remembered(("entered_units",), lambda: _read_entered(store))


def _read_entered(store: Store) -> frozenset[UnitKey]:
    """Read ``entered_units``."""
    units = tables.units.c
    named = [
        sa.select(units.unit_code, units.valid_from)
        .join_from(
            tables.units,
            table,
            sa.and_(table.c.unit_code == units.unit_code, table.c.unit_valid_from == units.valid_from),
        )
        .where(~units.has_records)
        for table in LOCATED
    ]
    with store.read() as connection:
        return frozenset((row.unit_code, row.valid_from) for row in connection.execute(sa.union(*named)))


def units_beyond(store: Store) -> frozenset[UnitKey]:
    """Return the units of today that lie in the other former province."""
    return store.remembered(("units_beyond",), lambda: _read_beyond(store))


def _read_beyond(store: Store) -> frozenset[UnitKey]:
    """Read ``units_beyond``."""
    t = tables.units.c
    wanted = sa.and_(t.former_province.is_not(None), t.former_province != FORMER_PROVINCE)
    with store.read() as connection:
        rows = connection.execute(sa.select(t.unit_code, t.valid_from).where(wanted))
        return frozenset((row.unit_code, row.valid_from) for row in rows)
