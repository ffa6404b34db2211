"""Crafts, OCOP sales points and rounds of recognition as of the date of a figure."""

from __future__ import annotations

import re
from collections import Counter as Tallies
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.collation import SortKey, vietnamese_key
from geodata.coverage import units_beyond
from geodata.joins import sales_points_in
from geodata.plain import rows_of
from geodata.reconciliation.holding import Basis, Doubt, Span
from geodata.reconciliation.members import Area
from geodata.reconciliation.tallies import NONE, Doubts, Item, Tally, counted_items, product_item
from geodata.registry_counts import CRAFT_METRICS
from geodata.store import Store
from geodata.vocabulary import CraftStanding, SalesPointKind

ROUND = re.compile(r"(\d{4})-\d{1,2}")
STANDINGS = (CraftStanding.RECOGNISED, CraftStanding.REVOKED)


def dated_by_year(year: int | None, span: Span) -> Doubts | None:
    """Tell whether what began in ``year`` had begun on every day of ``span``; None: certainly not yet."""
    if year is None:
        return frozenset({Doubt.NO_DATE})
    if year > span.last.year:
        return None
    return frozenset({Doubt.YEAR_ONLY}) if year >= span.first.year else NONE


def crafts(store: Store, area: Area, metric: str, span: Span, basis: Basis) -> Tally:
    """
    Count the crafts of a recognised kind in the area of a figure.

    One of which a source says that its recognition was revoked only may count:
    nobody knows the day; it counts among those ever recognised.
    """
    t = tables.craft_villages
    wanted = sa.and_(t.c.kind == CRAFT_METRICS[metric], t.c.standing.in_(STANDINGS))
    items = []
    for row in rows_of(store.frame(sa.select(t).where(wanted).order_by(t.c.craft_village_id))):
        doubts = dated_by_year(row["recognised_year"], span)
        if doubts is None or _unit_of(row) in area.beyond:
            continue
        if row["standing"] == CraftStanding.REVOKED and basis is Basis.IN_FORCE:
            doubts |= {Doubt.REVOKED}
        items.append(_item("craft-villages", "craft_village_id", row, doubts))
    return counted_items(sorted(items, key=_order))


def sales_points(store: Store, area: Area, span: Span) -> Tally:
    """Count the OCOP points of the area that had opened; that one has closed since, no record tells."""
    t = tables.sales_points
    query = sa.select(t).where(t.c.kind == SalesPointKind.OCOP_POINT).order_by(t.c.sales_point_id)
    items = []
    for row in rows_of(store.frame(query)):
        doubts = dated_by_year(row["opened_year"], span)
        if doubts is not None and _unit_of(row) not in area.beyond:
            items.append(_item("sales-points", "sales_point_id", row, doubts))
    return counted_items(sorted(items, key=_order))


def _unit_of(row: dict[str, Any]) -> tuple[Any, Any]:
    """Return the key of the unit that a record names."""
    return row["unit_code"], row["unit_valid_from"]


def _order(item: Item) -> SortKey:
    """Return the key by which a list of places is sorted."""
    return vietnamese_key(item.name)


def opened_in(store: Store, area: Area, year: int) -> tuple[Tallies[str], Tallies[str]]:
    """Return how many OCOP points opened in a year, certainly and at most, by district; some of none."""
    # No former district is one of a commune of the other former province.
    beyond = units_beyond(store)
    found = [row for row in rows_of(sales_points_in(store, area.view)) if _unit_of(row) not in beyond]
    certain: Tallies[str] = Tallies()
    most: Tallies[str] = Tallies()
    for row in found:
        if row["kind"] != SalesPointKind.OCOP_POINT or row["opened_year"] not in (None, year):
            continue
        # Of which district it is may be unknown: then it may be of any.
        codes = list(area.districts) if row["district_code"] is None else [row["district_code"]]
        most.update(codes)
        if row["opened_year"] == year and row["district_code"] is not None:
            certain[row["district_code"]] += 1
    return certain, most


def recognised_in_round(store: Store, area: Area, key: str | None, source: str) -> Tally | None:
    """
    Count the products of a round of recognition (``2021-2``).

    Certainly those whose decision the source of the figure names; any other
    that can be of that year, and of no other decision, may be. None where the
    key is no round.
    """
    found = ROUND.fullmatch(key or "")
    if found is None:
        return None
    year = int(found[1])
    certificates = store.remembered(("decided_certificates",), lambda: _decided(store))
    items = []
    for product in area.products:
        own = [_of_round(row, year, source) for row in certificates.get(product["product_id"], [])]
        told = [doubts for doubts in own if doubts is not None]
        if not certificates.get(product["product_id"]):
            told = [frozenset({Doubt.NO_DATE})]
        if told:
            inferred = "certified_year" in product["inferred_fields"]
            items.append(product_item(product, min(told, key=len), inferred))
    return counted_items(items)


def _decided(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return day, year and decision of the certificates of each product."""
    t = tables.certificates
    columns = (t.c.product_id, t.c.certified_on, t.c.certified_year, t.c.decision_number)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(store.frame(sa.select(*columns).order_by(t.c.certificate_id))):
        found.setdefault(row["product_id"], []).append(row)
    return found


def _of_round(certificate: dict[str, Any], year: int, source: str) -> Doubts | None:
    """Tell whether a certificate is of the round of a year that ``source`` describes; None: it is not."""
    number, on = certificate["decision_number"], certificate["certified_on"]
    if number:
        # Another decision is another round, unless the source names none at all.
        if number in source:
            return NONE
        if "QĐ-UBND" in source:
            return None
    known = on.year if on is not None else certificate["certified_year"]
    if known is None:
        return frozenset({Doubt.NO_DATE})
    return frozenset({Doubt.ROUND}) if known == year else None


def _item(path: str, id_column: str, row: dict[str, Any], doubts: Doubts) -> Item:
    """Return a record as an item."""
    inferred = not {"recognised_year", "opened_year", "kind"}.isdisjoint(row["inferred_fields"])
    return Item(path, row[id_column], row["name"], doubts, inferred, row)
