"""
Every fact on record of the products and producers of a view, one by one, and the zones that are linked.

Listed are all of them, whatever their recognition and whether or not they are
still current: each says how it stands on the day of the view. The counts of
``tallies`` are of the current ones of recognised products alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from geodata.collation import vietnamese_key
from geodata.joins import producers_in, products_in
from geodata.plain import Row, rows_of
from geodata.programme.current import CurrentFact, current_on, every_fact
from geodata.programme.tallies import PRODUCERS, PRODUCTS
from geodata.programme.zones import LinkedZone, links_of
from geodata.records.vocabulary import Fact
from geodata.store import Store
from geodata.view import View


class Standing(StrEnum):
    """How a fact stands on a day."""

    CURRENT = "current"
    DISPUTED = "disputed"  # another source that may be as new says otherwise
    OPEN = "open"  # whether it was so on that day cannot be told
    NOT_CURRENT = "not_current"  # superseded, ended by then, or of a later day


@dataclass(frozen=True, slots=True)
class ListedFact:
    """One fact of a record; ``record`` has its ``id``, ``name``, ``commune`` and ``district``."""

    kind: str  # products | producers
    record: Row
    fact: CurrentFact
    standing: Standing


@dataclass(frozen=True, slots=True)
class ListedZone:
    """A zone that a source links with a product; ``standing`` is ``CURRENT`` or ``OPEN``."""

    record: Row
    link: LinkedZone
    standing: Standing


def records_of(store: Store, view: View, kind: str, unit: str | None) -> list[Row]:
    """Return the records of a kind, all or those of a commune or district, in Vietnamese order of names."""
    frame: pd.DataFrame = (products_in if kind == PRODUCTS else producers_in)(store, view)
    id_column = f"{kind.removesuffix('s')}_id"
    if unit is not None:
        frame = frame[(frame["commune_code"] == unit) | (frame["district_code"] == unit)]
    columns = [id_column, "name", "commune", "district"]
    rows = rows_of(frame.drop_duplicates(id_column)[columns].rename(columns={id_column: "id"}))
    return sorted(rows, key=lambda row: (vietnamese_key(row["name"] or ""), row["id"]))


def list_facts(
    store: Store,
    view: View,
    kinds: Sequence[str] = (PRODUCTS, PRODUCERS),
    fact: Fact | None = None,
    unit: str | None = None,
) -> list[ListedFact]:
    """
    Return the facts of records of ``kinds``: of one fact or all, of one commune or district or all.

    In the order of kinds and names; of one record first what stands, then the others.
    """
    every = every_fact(store)
    return [
        ListedFact(kind, record, one, standing)
        for kind in kinds
        for record in records_of(store, view, kind, unit)
        for one, standing in _standings(every.get((kind, record["id"]), []), view)
        if fact is None or one.fact is fact
    ]


def _standings(facts: Sequence[CurrentFact], view: View) -> list[tuple[CurrentFact, Standing]]:
    """Return the facts of one record with how each stands."""
    held = current_on(facts, view.status_day, view.today)
    found = [(one, _standing(one)) for one in held]
    ids = {one.fact_id for one in held}
    return [*found, *((one, Standing.NOT_CURRENT) for one in facts if one.fact_id not in ids)]


def _standing(one: CurrentFact) -> Standing:
    """Return how a fact stands that may be current."""
    if one.is_open:
        return Standing.OPEN
    return Standing.DISPUTED if one.is_disputed else Standing.CURRENT


def list_linked_zones(store: Store, view: View, unit: str | None = None) -> list[ListedZone]:
    """Return the links of products with zones by the day of the view, of one commune or district or all."""
    records = {record["id"]: record for record in records_of(store, view, PRODUCTS, unit)}
    links = [link for link in links_of(store, view.status_day) if link.product_id in records]
    place = {key: number for number, key in enumerate(records)}
    links.sort(key=lambda link: (place[link.product_id], link.zone_id))
    said = {True: Standing.CURRENT, False: Standing.OPEN}
    return [
        ListedZone(records[link.product_id], link, said[link.said_by(view.status_day, view.today)])
        for link in links
    ]
