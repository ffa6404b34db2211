"""
What the registry names in every commune of a view at once, and what stands around each.

``unit_details`` reads one unit for its page, some hundredths of a second for
each list; whoever needs the pages of a whole province reads the lists once and
deals them out here. What a page counts is counted alike: a test compares.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.details import KINDS, list_records
from geodata.joins import COUNTED_FIELDS
from geodata.names import search_key
from geodata.plain import Row, rows_of
from geodata.store import Store
from geodata.summaries import STARS
from geodata.unit_details import FIELDS, UnitRecords
from geodata.units import UnitKey, place_in_system, units_in
from geodata.view import NONE, View
from geodata.vocabulary import Recognition, Status, UnitLevel, UnitSystem

ZONES = "zones"
# Name of a count of inferred products → the field that is inferred.
INFERRED = {"stars": "stars", "group": "product_group", "commune": "unit_code"}


def records_by_commune(store: Store, view: View) -> dict[str, UnitRecords]:
    """
    Return by commune code what ``unit_details.unit_records`` gives for each commune that a table covers.

    Of the numbers in ``summary`` only those that a page of a commune tells are
    there: ``total``, ``by_status``, ``by_stars``, ``inferred``, ``district_only``.
    """
    communes = rows_of(units_in(store, view.units, UnitLevel.COMMUNE, view.today).drop(columns="shape"))
    dealt = {
        path: _deal(list_records(store, kind, view)) for path, kind in KINDS.items() if path != ZONES
    } | {ZONES: _zones(store, view)}
    found = {}
    for code in (row["unit_code"] for row in communes if row["has_records"]):
        lists = {path: tuple(dealt[path].get(code, ())) for path in KINDS}
        products = lists["products"]
        recognised = tuple(row for row in products if row["recognition"] == Recognition.RECOGNISED)
        evaluated = tuple(row for row in products if row["recognition"] != Recognition.RECOGNISED)
        found[code] = UnitRecords({**lists, "products": recognised}, evaluated, _summary(recognised))
    return found


def _deal(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows by the code of their commune; those in none are in no list."""
    dealt: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["commune_code"] is not None:
            dealt[row["commune_code"]].append(row)
    return dealt


def _zones(store: Store, view: View) -> dict[str, list[Row]]:
    """Return the zones by each commune that they lie in, wholly or among others."""
    places = place_in_system(store, view.units, view.today)["commune_code"].to_dict()
    t = tables.zone_units
    over: dict[str, set[str]] = defaultdict(set)
    for link in rows_of(store.frame(sa.select(t.c.zone_id, t.c.unit_code, t.c.unit_valid_from))):
        over[link["zone_id"]].add(places.get((link["unit_code"], link["unit_valid_from"])))
    dealt: dict[str, list[Row]] = defaultdict(list)
    for row in list_records(store, KINDS[ZONES], view):
        for code in (over[row["zone_id"]] | {row["commune_code"]}) - {None}:
            dealt[code].append(row)
    return dealt


def _summary(products: tuple[Row, ...]) -> dict[str, Any]:
    """Return the numbers of the products of one commune, as ``summaries.summarise`` names them."""
    status = Counter(row["status"] for row in products)
    stars = Counter(NONE if row["stars"] is None else str(row["stars"]) for row in products)
    marked = [set(row["inferred_fields"]) for row in products]
    return {
        "total": len(products),
        "by_status": {one.value: status[one.value] for one in Status},
        "by_stars": {key: stars[key] for key in (*STARS, NONE)},
        "inferred": {
            "records": sum(not COUNTED_FIELDS.isdisjoint(fields) for fields in marked),
            **{key: sum(field in fields for fields in marked) for key, field in INFERRED.items()},
        },
        "district_only": 0,
    }


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    What stands around the communes of a system, each by (code, valid_from).

    ``districts`` is the district of each, a former one since July 2025, where
    it is known; ``older`` and ``newer`` are the units at the other end of the
    crosswalk with ``whole``; ``versions`` are all communes of a code,
    ``alike`` those of a name without marks.
    """

    communes: tuple[Row, ...]
    districts: Mapping[UnitKey, Row]
    population: Mapping[UnitKey, tuple[Row, ...]]
    older: Mapping[UnitKey, tuple[Row, ...]]
    newer: Mapping[UnitKey, tuple[Row, ...]]
    versions: Mapping[str, tuple[Row, ...]]
    alike: Mapping[str, tuple[Row, ...]]


def read_surroundings(store: Store, view: View) -> Surroundings:
    """Return the communes of the system of ``view`` with what stands around them."""
    t = tables.units
    order = (t.c.valid_from, t.c.unit_code)
    every = rows_of(store.frame(sa.select(*FIELDS).where(t.c.level == UnitLevel.COMMUNE).order_by(*order)))
    communes = rows_of(units_in(store, view.units, UnitLevel.COMMUNE, view.today).drop(columns="shape"))
    by_key = {_key(row): row for row in every}
    older, newer = _linked(store, by_key)
    p = tables.unit_population
    people = rows_of(store.frame(sa.select(p).order_by(p.c.year.desc(), p.c.basis)))
    return Surroundings(
        communes=tuple(communes),
        districts=_districts(store, view),
        population=_grouped((_key(row), row) for row in people),
        older=older,
        newer=newer,
        versions=_grouped((row["unit_code"], row) for row in every),
        alike=_grouped((search_key(row["name"]), row) for row in every),
    )


def _districts(store: Store, view: View) -> dict[UnitKey, Row]:
    """Return the district of each unit, until 30 June 2025, where all of it lay in one."""
    districts = rows_of(units_in(store, UnitSystem.Y2024, UnitLevel.DISTRICT).drop(columns="shape"))
    by_code = {row["unit_code"]: row for row in districts}
    codes = place_in_system(store, view.units, view.today)["district_code"].to_dict()
    return {key: by_code[code] for key, code in codes.items() if code in by_code}


def _linked(
    store: Store, by_key: Mapping[UnitKey, Row]
) -> tuple[dict[UnitKey, tuple[Row, ...]], dict[UnitKey, tuple[Row, ...]]]:
    """Return the older and the newer communes of each, in the order of their days and codes."""
    links = rows_of(store.frame(sa.select(tables.crosswalk)))
    pairs = [
        ((row["old_code"], row["old_valid_from"]), (row["new_code"], row["new_valid_from"]), row["whole"])
        for row in links
    ]
    known = [(old, new, whole) for old, new, whole in pairs if old in by_key and new in by_key]
    known.sort(key=lambda link: (link[0][1], link[0][0], link[1][1], link[1][0]))
    older = _grouped((new, by_key[old] | {"whole": whole}) for old, new, whole in known)
    newer = _grouped((old, by_key[new] | {"whole": whole}) for old, new, whole in known)
    return older, newer


def _key(row: Row) -> UnitKey:
    """Return the key of a unit."""
    return row["unit_code"], row["valid_from"]


def _grouped(pairs: Iterable[tuple[Any, Row]]) -> dict[Any, tuple[Row, ...]]:
    """Return the rows of each key, in their order."""
    groups: dict[Any, list[Row]] = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return {key: tuple(rows) for key, rows in groups.items()}
