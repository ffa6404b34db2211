"""
One unit of administration with everything its page shows, as plain values.

A unit is a code with a day: the same code may have meant another place. Its
records are joined in the newest unit system in which it held, or in the one
that is asked for. What is counted is in ``unit_figures``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.collation import vietnamese_key
from geodata.details import KINDS, list_records
from geodata.errors import N_, NotFound
from geodata.names import search_key
from geodata.plain import Row, rows_of
from geodata.store import Store
from geodata.summaries import summarise
from geodata.units import (
    coverage_of,
    find_unit_by_code,
    place_in_system,
    predecessors,
    successors,
    system_day,
)
from geodata.view import ProductFilter, View
from geodata.vocabulary import Recognition, UnitLevel, UnitSystem

# Boundaries of two polygons that share a line, not only points (DE-9IM).
SHARED_LINE = "****1****"
FIELDS = tuple(column for column in tables.units.c if column.name != "shape")


@dataclass(frozen=True, slots=True)
class UnitDetail:
    """
    One unit and its surroundings in space and time.

    ``system`` is the unit system asked for, else the newest one that has the
    unit, None where it is in none. ``view`` picks its records and the day of
    their status. ``versions`` are all units that ever had the code; ``alike``
    other units whose names differ in nothing but accents, or not at all.
    """

    unit: Row
    system: UnitSystem | None
    view: View
    parents: tuple[Row, ...]
    versions: tuple[Row, ...]
    older: tuple[Row, ...]
    newer: tuple[Row, ...]
    alike: tuple[Row, ...]
    neighbours: tuple[Row, ...]
    members: tuple[Row, ...]
    population: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class UnitRecords:
    """
    What the registry names in a unit: lists by kind, and the numbers of the products.

    ``summary`` is that of ``summaries.summarise``, None where no unit system
    has the unit; products that were only evaluated are in ``evaluated``, in no
    count.
    """

    lists: Mapping[str, tuple[Row, ...]]
    evaluated: tuple[Row, ...]
    summary: Mapping[str, Any] | None


def unit_for_page(
    store: Store,
    code: str,
    level: UnitLevel,
    on: date | None,
    today: date,
    system: UnitSystem | None = None,
) -> Row:
    """
    Return the unit that the page of ``code`` shows.

    With ``system`` the version that this unit system has, else the one of
    ``on``. With neither the one that lives today, else the last version (its
    ``valid_to`` is then past and the page is under another address).

    Raises
    ------
    NotFound
        There is no such unit in that system or on that day, or it is of another level.
    """
    day = system_day(system, today) if system else on
    unit = find_unit_by_code(store, code, day, today=today)._asdict()
    if unit["level"] != level:
        raise NotFound(N_("No unit of this level has the code %(code)s"), code=code)
    plain = {name: value for name, value in unit.items() if name != "shape"}
    return plain | coverage_of(store, plain, today)


def system_of(unit: Row, today: date) -> UnitSystem | None:
    """Return the newest unit system that has ``unit``, as the systems are ``today``."""
    days = {system: system_day(system, today) for system in UnitSystem}
    holding = [system for system, day in days.items() if holds(unit, day)]
    return max(holding, key=days.__getitem__, default=None)


def holds(unit: Row, day: date) -> bool:
    """Tell whether ``unit`` held on ``day``."""
    return unit["valid_from"] <= day and (unit["valid_to"] is None or unit["valid_to"] >= day)


def read_unit(
    store: Store, unit: Row, today: date, on: date | None = None, system: UnitSystem | None = None
) -> UnitDetail:
    """
    Return ``unit`` (of ``unit_for_page``) with its neighbours in space and time.

    ``on`` picks the records that count and the day of their status, as on the
    map; without it all count and the status is that of ``today``, also for a
    unit that ended. Where such a unit lay is told in the unit system as it was
    on its last day.
    """
    code, valid_from = unit["unit_code"], unit["valid_from"]
    last = min(unit["valid_to"] or today, today)
    system = system or system_of(unit, last)
    day = system_day(system, last) if system else valid_from
    # Only the system of 2025 is read on a day of its own: an ended unit of it, on its last.
    read_on = last if system is UnitSystem.Y2025 else today
    view = View(units=system or UnitSystem.Y2025, on=on or (last if read_on < today else None), today=read_on)
    return UnitDetail(
        unit=unit,
        system=system,
        view=view,
        parents=_parents(store, unit, system, last),
        versions=_units(store, tables.units.c.unit_code == code),
        older=tuple(rows_of(predecessors(store, code, valid_from))),
        newer=tuple(rows_of(successors(store, code, valid_from))),
        alike=_alike(store, unit),
        neighbours=_neighbours(store, unit, day),
        members=_members(store, unit, system),
        population=_population(store, code, valid_from),
    )


def _units(store: Store, *wanted: sa.ColumnElement[bool]) -> tuple[Row, ...]:
    """Return units without their shapes, the oldest first."""
    order = (tables.units.c.valid_from, tables.units.c.unit_code)
    return tuple(rows_of(store.frame(sa.select(*FIELDS).where(*wanted).order_by(*order))))


def _parents(store: Store, unit: Row, system: UnitSystem | None, today: date) -> tuple[Row, ...]:
    """
    Return the units above: the province, and the district, which since July 2025 is a former one.

    A commune of today gets the district in which all of it lay, where there was one.
    """
    t = tables.units
    found: list[Row] = []
    key = (unit["parent_code"], unit["parent_valid_from"])
    while key[0] is not None:
        rows = _units(store, t.c.unit_code == key[0], t.c.valid_from == key[1])
        if not rows:
            break
        found.insert(0, rows[0])
        key = (rows[0]["parent_code"], rows[0]["parent_valid_from"])
    if unit["level"] == UnitLevel.COMMUNE and not any(row["level"] == UnitLevel.DISTRICT for row in found):
        found += _former_district(store, unit, system, today)
    return tuple(found)


def _former_district(store: Store, unit: Row, system: UnitSystem | None, today: date) -> tuple[Row, ...]:
    """Return the district, until 30 June 2025, of all of a commune of today; nothing where it had several."""
    if system is None:
        return ()
    place = place_in_system(store, system, today).loc[(unit["unit_code"], unit["valid_from"])]
    if place["district_code"] is None:
        return ()
    t = tables.units
    same = (t.c.unit_code == place["district_code"], t.c.valid_from == place["district_valid_from"])
    return _units(store, *same)


def _alike(store: Store, unit: Row) -> tuple[Row, ...]:
    """Return other units of the level whose names a careless reader takes for this one's."""
    t = tables.units
    key = search_key(unit["name"])
    rows = _units(store, t.c.level == unit["level"], t.c.unit_code != unit["unit_code"])
    return tuple(row for row in rows if search_key(row["name"]) == key)


def _neighbours(store: Store, unit: Row, day: date) -> tuple[Row, ...]:
    """Return the units of the level that share a line of the border on ``day``, in Vietnamese order."""
    if unit["min_lon"] is None:
        return ()
    t = tables.units
    box = (unit["min_lon"], unit["min_lat"], unit["max_lon"], unit["max_lat"])
    holds = sa.and_(t.c.valid_from <= day, sa.or_(t.c.valid_to.is_(None), t.c.valid_to >= day))
    near = store.geo_frame(sa.select(t).where(t.c.level == unit["level"], holds, tables.overlaps(t, box)))
    own = near["unit_code"] == unit["unit_code"]
    if not own.any():
        return ()
    shape = near.loc[own, "shape"].iloc[0]
    touching = near[~own & near["shape"].relate_pattern(shape, SHARED_LINE).fillna(False)]
    return tuple(sorted(rows_of(touching), key=lambda row: vietnamese_key(row["name"])))


def _members(store: Store, unit: Row, system: UnitSystem | None) -> tuple[Row, ...]:
    """Return the communes of a district, in Vietnamese order."""
    if unit["level"] != UnitLevel.DISTRICT or system is None:
        return ()
    t = tables.units
    day = system_day(system)  # districts are in the systems of the past alone
    rows = _units(store, t.c.parent_code == unit["unit_code"], t.c.level == UnitLevel.COMMUNE)
    held = (row for row in rows if holds(row, day))
    return tuple(sorted(held, key=lambda row: vietnamese_key(row["name"])))


def _population(store: Store, code: str, valid_from: date) -> tuple[Row, ...]:
    """Return the published numbers of residents, newest first."""
    t = tables.unit_population
    query = sa.select(t).where(t.c.unit_code == code, t.c.valid_from == valid_from)
    return tuple(rows_of(store.frame(query.order_by(t.c.year.desc(), t.c.basis))))


def unit_records(store: Store, detail: UnitDetail) -> UnitRecords | None:
    """Return what the registry names in the unit; None where no table covers it."""
    if not detail.unit["has_records"]:
        return None
    if detail.system is None:
        return _records_named(store, detail)
    view = detail.view
    code = str(detail.unit["unit_code"])
    if detail.unit["level"] == UnitLevel.COMMUNE:
        chosen = ProductFilter(commune=frozenset({code}))
        lists = records_in_commune(store, view, code)
    else:
        chosen = ProductFilter(district=frozenset({code}))
        lists = {path: tuple(list_records(store, kind, view, chosen)) for path, kind in KINDS.items()}
    return _told_apart(lists, summarise(store, view, chosen))


def province_records(store: Store, view: View) -> UnitRecords:
    """Return everything that the registry names in a unit system, as ``unit_records`` does for one unit."""
    lists = {path: tuple(list_records(store, kind, view)) for path, kind in KINDS.items()}
    return _told_apart(lists, summarise(store, view))


def _told_apart(lists: Mapping[str, tuple[Row, ...]], summary: Mapping[str, Any] | None) -> UnitRecords:
    """Return the lists with the products that were only evaluated set apart."""
    products = lists["products"]
    recognised = tuple(row for row in products if row["recognition"] == Recognition.RECOGNISED)
    return UnitRecords(
        lists={**lists, "products": recognised},
        evaluated=tuple(row for row in products if row["recognition"] != Recognition.RECOGNISED),
        summary=summary,
    )


def _records_named(store: Store, detail: UnitDetail) -> UnitRecords:
    """Return the records whose sources name a unit that is in no unit system; they have no summary."""
    view = detail.view
    key = (detail.unit["unit_code"], detail.unit["valid_from"])
    lists = {
        path: tuple(
            row
            for row in list_records(store, kind, view)
            if (row["unit_code"], row["unit_valid_from"]) == key
        )
        for path, kind in KINDS.items()
    }
    return _told_apart(lists, None)


def records_in_commune(store: Store, view: View, code: str) -> dict[str, tuple[Row, ...]]:
    """Return the records of every kind that lie in a commune of the unit system, by path segment."""
    chosen = ProductFilter(commune=frozenset({code}))
    lists = {
        path: tuple(list_records(store, kind, view, chosen))
        for path, kind in KINDS.items()
        if path != "zones"
    }
    return {**lists, "zones": _zones_over(store, view, code)}


def _zones_over(store: Store, view: View, code: str) -> tuple[Row, ...]:
    """Return the zones that lie in a commune, wholly or among other communes."""
    places = place_in_system(store, view.units, view.today)["commune_code"].to_dict()
    t = tables.zone_units
    links = rows_of(store.frame(sa.select(t.c.zone_id, t.c.unit_code, t.c.unit_valid_from)))
    inside = {
        row["zone_id"] for row in links if places.get((row["unit_code"], row["unit_valid_from"])) == code
    }
    rows = list_records(store, KINDS["zones"], view)
    return tuple(row for row in rows if row["zone_id"] in inside or row["commune_code"] == code)


def list_units(store: Store, system: UnitSystem, level: UnitLevel, today: date | None = None) -> list[Row]:
    """Return the units of a level in a system, as it is ``today``, in Vietnamese order."""
    t = tables.units
    day = system_day(system, today)
    rows = _units(store, t.c.level == level)
    held = (row | coverage_of(store, row, day) for row in rows if holds(row, day))
    return sorted(held, key=lambda row: (vietnamese_key(row["name"]), row["unit_code"]))


def product_counts(store: Store, view: View, level: UnitLevel) -> Counter[str]:
    """Return the number of products named as recognised in each commune or district of the system."""
    chosen = ProductFilter(recognition=frozenset({Recognition.RECOGNISED.value}))
    rows = list_records(store, KINDS["products"], view, chosen)
    codes = (row[f"{level.value}_code"] for row in rows)
    return Counter(code for code in codes if code is not None)
