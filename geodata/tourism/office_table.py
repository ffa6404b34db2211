"""
What the office keeps for tours: its own rows in place of assumed ones, and festivals with their sources.

``current_assumptions`` and ``current_festivals`` are what tours are made with;
both are made once for each revision of the store.
"""

from __future__ import annotations

import json
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from geodata.office.tables import festivals, tour_assumptions
from geodata.store import Store
from geodata.tourism.assumptions import DEFAULTS, Assumptions, Hours, KindAssumption
from geodata.tourism.festivals import CalendarKind, Festival
from geodata.tourism.paces import PACES, PaceAssumption
from geodata.tourism.seasons import SeasonAssumption
from geodata.tourism.vehicles import VEHICLES, VehicleAssumption
from geodata.view import View

if TYPE_CHECKING:
    import pandas as pd

    from geodata.units import UnitKey

KIND, SEASON, HARVEST, PACE, VEHICLE = "kind", "season", "harvest", "pace", "vehicle"
# JSON of a row: of a kind {"visit_min", "hours": [[480, 1020], …] in minutes after midnight, "reason"}, of a
# season or a harvest {"months", "title", "reason"}, of a pace {"visit_factor", "max_drive_min", "reason"}, of
# a vehicle {"time_factor", "seats", "co2_g_km", "co2_source", "reason"}.
Row = dict[str, Any]


def current_assumptions(store: Store) -> Assumptions:
    """Return what is assumed of stops: the rows of the office, and the usual ones where it has none."""
    return store.remembered(("tour_assumptions",), lambda: _read_assumptions(store))


def current_festivals(store: Store) -> tuple[Festival, ...]:
    """Return the festivals that the office entered, by name."""
    return store.remembered(("festivals",), lambda: _read_festivals(store))


def festivals_in(store: Store, view: View) -> tuple[Festival, ...]:
    """
    Return the festivals, each of a whole commune with the commune of ``view`` that its unit falls in.

    One whose unit falls in no single commune of the unit system is held at no stop of it.
    """
    listed = current_festivals(store)
    if all(festival.unit is None for festival in listed):
        return listed
    from geodata.units import place_in_system  # frames: only where a commune has a festival

    places = place_in_system(store, view.units, view.today)
    return tuple(
        festival if festival.unit is None else replace(festival, unit=_commune(places, festival.unit))
        for festival in listed
    )


def _commune(places: pd.DataFrame, unit: UnitKey) -> UnitKey | None:
    """Return the commune in which a unit lies whole; None where there is none, or not one."""
    if unit not in places.index:
        return None
    where = places.loc[[unit]].iloc[0]
    code = where["commune_code"]
    return None if code is None else (str(code), where["commune_valid_from"])


def with_rows(rows: dict[str, Row]) -> Assumptions:
    """
    Return the usual table with other rows, by their key (``kind:market``, ``harvest:plum``, ``pace:calm``).

    A key that this program does not know (of a newer one, before a backup was
    restored) changes nothing.

    Raises
    ------
    InvalidInput
        A row is one with which no visit could be placed.
    """
    kinds = {kind: _kind(rows.get(f"{KIND}:{kind}"), row) for kind, row in DEFAULTS.kinds.items()}
    return Assumptions(
        kinds=MappingProxyType(kinds),
        seasons=tuple(_season(rows.get(f"{SEASON}:{row.key}"), row) for row in DEFAULTS.seasons),
        harvests=tuple(_season(rows.get(f"{HARVEST}:{row.key}"), row) for row in DEFAULTS.harvests),
        paces=MappingProxyType({pace: _pace(rows.get(f"{PACE}:{pace}"), row) for pace, row in PACES.items()}),
        vehicles=MappingProxyType(
            {vehicle: _vehicle(rows.get(f"{VEHICLE}:{vehicle}"), row) for vehicle, row in VEHICLES.items()}
        ),
    )


def festival_of(row: sa.Row[Any]) -> Festival:
    """Return a festival from its row in the store."""
    return Festival(
        festival_id=row.festival_id,
        name=row.name,
        calendar=CalendarKind(row.calendar),
        month=row.month,
        day=row.day,
        days=row.days,
        place_id=row.place_id,
        unit=None if row.unit_code is None else (row.unit_code, row.unit_valid_from),
        source=row.source,
    )


def _read_assumptions(store: Store) -> Assumptions:
    """Return the table from the store; a row that went back to the usual one is JSON null."""
    select = sa.select(tour_assumptions.c.row_key, tour_assumptions.c.value)
    with store.read() as connection:
        stored = {row.row_key: json.loads(row.value) for row in connection.execute(select)}
    return with_rows({key: value for key, value in stored.items() if value is not None})


def _read_festivals(store: Store) -> tuple[Festival, ...]:
    """Return the festivals from the store."""
    select = sa.select(festivals).order_by(festivals.c.name, festivals.c.festival_id)
    with store.read() as connection:
        return tuple(festival_of(row) for row in connection.execute(select))


def _kind(value: Row | None, usual: KindAssumption) -> KindAssumption:
    """Return the row of one kind."""
    if value is None:
        return usual
    hours: Hours = tuple((float(opens), float(closes)) for opens, closes in value["hours"])
    return KindAssumption(visit_min=float(value["visit_min"]), hours=hours, reason=value["reason"])


def _season(value: Row | None, usual: SeasonAssumption) -> SeasonAssumption:
    """Return the row of one season or harvest; its words stay."""
    if value is None:
        return usual
    months, title, reason = frozenset(value["months"]), value["title"], value["reason"]
    return replace(usual, months=months, title=title, reason=reason)


def _pace(value: Row | None, usual: PaceAssumption) -> PaceAssumption:
    """Return the row of one pace; its title stays."""
    if value is None:
        return usual
    factor, most = float(value["visit_factor"]), float(value["max_drive_min"])
    return replace(usual, visit_factor=factor, max_drive_min=most, reason=value["reason"])


def _vehicle(value: Row | None, usual: VehicleAssumption) -> VehicleAssumption:
    """Return the row of one vehicle; its title stays."""
    if value is None:
        return usual
    return replace(
        usual,
        seats=int(value["seats"]),
        time_factor=float(value["time_factor"]),
        reason=value["reason"],
        co2_g_km=int(value["co2_g_km"]),
        co2_source=value["co2_source"],
    )
