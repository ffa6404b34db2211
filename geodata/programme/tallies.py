"""
How many products and producers something is known of: yes, no, or nothing known; the three close to all.

Counted are products named as recognised, and producers with such a product. A unit's
row holds what lies in it; what is known only by its district, or nowhere, stands in
rows of its own, so that the rows of a level add up to the province.

A product is counted by its own facts alone. Where nothing is known of it, a
source may still say so of its producer (a mark that is the cooperative's):
``said_of_producer`` counts these, which stay among those of which nothing is known;
not where the producer is only inferred.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from geodata.collation import vietnamese_key
from geodata.joins import producers_in, products_in
from geodata.plain import rows_of
from geodata.programme.answers import Answer, Followable, Linked
from geodata.programme.current import CurrentFacts, answer_of, current_facts
from geodata.programme.makers import makers_of
from geodata.programme.tokens import VALUE_FILTERS
from geodata.records.vocabulary import E_COMMERCE, PRODUCER_FACTS, PRODUCT_FACTS, Fact
from geodata.store import Store
from geodata.view import ProductFilter, View
from geodata.vocabulary import Recognition, UnitLevel

PRODUCTS, PRODUCERS = "products", "producers"
FACTS_OF: Mapping[str, tuple[Followable, ...]] = {
    PRODUCTS: (*PRODUCT_FACTS, Linked.ZONE),
    PRODUCERS: (*PRODUCER_FACTS, Linked.ZONE),
}
RECOGNISED = ProductFilter(recognition=frozenset({Recognition.RECOGNISED.value}))


@dataclass(frozen=True, slots=True)
class Tally:
    """Of so many: how many a source says it of, how many it denies, of how many nothing is known."""

    yes: int
    no: int
    unknown: int

    @property
    def of(self) -> int:
        """All that were asked about."""
        return self.yes + self.no + self.unknown


@dataclass(frozen=True, slots=True)
class UnitTally:
    """
    The tallies of one unit, or of what lies in none of the level (``code`` None).

    ``values`` counts each value of sales channels, stages and protected marks; a
    record with two channels stands in both. ``said_of_producer``: of the products
    of which a fact is not known, those whose producer a source says it of.
    """

    code: str | None
    name: str | None
    count: int
    facts: Mapping[Followable, Tally]
    values: Mapping[Followable, Mapping[str, int]]
    said_of_producer: Mapping[Followable, int]

    def known(self) -> dict[Followable, Tally]:
        """Return the facts of which a source says something of a record."""
        return {fact: tally for fact, tally in self.facts.items() if tally.yes or tally.no}


def counted(store: Store, view: View, kind: str, chosen: ProductFilter = RECOGNISED) -> pd.DataFrame:
    """
    Return the records that tallies count, each once, placed in the unit system of ``view``.

    Two producers at one place are two: each has facts of its own.

    ``chosen`` is a filter of products; producers are counted whatever it says.
    """
    if kind == PRODUCTS:
        return products_in(store, view, chosen)
    producers = producers_in(store, view)
    return producers[producers["product_count"] > 0]


def tally_units(store: Store, view: View, kind: str, level: UnitLevel) -> list[UnitTally]:
    """
    Return the tallies of the province, or of each of its districts or communes that has a record.

    In the order of their names; what lies in no unit of the level comes last.
    Districts are those until 30 June 2025, whatever the unit system.
    """
    groups: defaultdict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    id_column = f"{kind.removesuffix('s')}_id"
    for row in rows_of(counted(store, view, kind)):
        unit = (None, None) if level is UnitLevel.PROVINCE else (row[f"{level}_code"], row[level.value])
        groups[unit].append(row[id_column])
    tally = _tallying(store, view, kind)
    found = [tally(code, name, keys) for (code, name), keys in groups.items()]
    return sorted(found, key=lambda one: (one.code is None, vietnamese_key(one.name or ""), one.code or ""))


def tally_records(store: Store, view: View, kind: str, keys: Sequence[str]) -> UnitTally:
    """Return the tallies of some records by their identifiers, as of the day of ``view``."""
    return _tallying(store, view, kind)(None, None, keys)


def _tallying(
    store: Store, view: View, kind: str
) -> Callable[[str | None, str | None, Sequence[str]], UnitTally]:
    """Return what tallies some records of a kind, as of the day of ``view``."""
    facts = current_facts(store, view.status_day, view.today)
    return partial(_tally, facts, kind, makers_of(store) if kind == PRODUCTS else {})


def _tally(
    facts: CurrentFacts,
    kind: str,
    makers: Mapping[str, str],
    code: str | None,
    name: str | None,
    keys: Sequence[str],
) -> UnitTally:
    """Return the tallies of some records; ``makers`` are the producers of products."""
    values: dict[Followable, Counter[str]] = {fact: Counter() for fact in VALUE_FILTERS.values()}
    for key in keys:
        held = {
            (one.fact, one.value)
            for one in facts.of(kind, key)
            if one.fact in values and one.value is not None and one.answer is Answer.YES
        }
        # Each record once, however many other channels it has.
        for fact, value in held:
            values[fact][value] += 1
    told: dict[Followable, Tally] = {}
    of_producer: dict[Followable, int] = {}
    for asked in FACTS_OF[kind]:
        answers = [facts.answer(kind, key, asked) for key in keys]
        told[asked] = tally_of(answers)
        silent = (key for key, answer in zip(keys, answers, strict=True) if answer is Answer.UNKNOWN)
        if kind == PRODUCTS and asked in PRODUCER_FACTS:
            said = (facts.answer(PRODUCERS, makers[key], asked) for key in silent if key in makers)
            of_producer[asked] = sum(answer is Answer.YES for answer in said)
    return UnitTally(code, name, len(keys), told, values, of_producer)


def tally_of(answers: Iterable[Answer]) -> Tally:
    """Return how often each answer is given."""
    counts = Counter(answers)
    return Tally(counts[Answer.YES], counts[Answer.NO], counts[Answer.UNKNOWN])


def sold_online(facts: CurrentFacts, kind: str, key: str) -> Answer:
    """Return whether a source names an e-commerce channel of a record; that none is named says nothing."""
    channels = facts.of_fact(kind, key, Fact.SALES_CHANNEL)
    return answer_of(one for one in channels if one.value in E_COMMERCE)


def answers_by_commune(
    store: Store, view: View, kind: str, fact: Followable | None, chosen: ProductFilter = RECOGNISED
) -> pd.DataFrame:
    """
    Return ``yes``, ``no`` and ``unknown`` (int) of a fact by commune code; ``fact`` None: sold online.

    Records of no commune are in none; ``view`` is of a system with outlines. ``chosen``: see ``counted``.
    """
    facts = current_facts(store, view.status_day, view.today)
    records = counted(store, view, kind, chosen)
    keys = records[f"{kind.removesuffix('s')}_id"]
    answers = [
        sold_online(facts, kind, key) if fact is None else facts.answer(kind, key, fact) for key in keys
    ]
    table = pd.crosstab(records["commune_code"], pd.Series(answers, index=records.index, dtype="object"))
    return table.reindex(columns=[answer.value for answer in Answer], fill_value=0).astype("int64")
