"""
The expiry board: which recognitions end, in which month, commune and of which producer.

Every product that counts is told once in ``standings``, so that the counts
close. A recognition of which the month is certain stands in that month; one of
which only the year is known stands in every month in which it may end, apart
from the others, and is one product of the total all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import compress

import pandas as pd

from geodata.certificates.inspections import checks_of, inspections_by_certificate
from geodata.collation import vietnamese_key
from geodata.joins import products_in
from geodata.lapsing import Lapse, certificates_by_product, dates_of, lapse_of
from geodata.plain import Row, rows_of
from geodata.standing import Certainty, Standing, last_day, standing_of
from geodata.status import add_months
from geodata.store import Store
from geodata.view import ProductFilter, View
from geodata.vocabulary import Recognition


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: records of a view that pass a filter, some months ahead, of one producer or all."""

    view: View
    months: int
    chosen: ProductFilter = field(default_factory=ProductFilter)
    producer: str | None = None

    @property
    def day(self) -> date:
        """The day from which is looked."""
        return self.view.status_day

    @property
    def then(self) -> date:
        """The day up to which is looked."""
        return last_day(self.day, self.months)


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the strip: products that end in it for certain, and those that may end in it."""

    first: date  # its first day
    certain: int
    may: int


@dataclass(frozen=True, slots=True)
class Group:
    """The lapses of one commune or producer; without a key they are of none."""

    key: str | None
    name: str | None
    counts: Mapping[Certainty, int]

    @property
    def total(self) -> int:
        """Number of its products."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Board:
    """
    What a question found.

    ``lapses`` are those that end or may end within the months, the soonest
    first; ``over`` those that have lapsed already, the latest first.
    """

    question: Question
    standings: Mapping[Standing, int]
    lapses: tuple[Lapse, ...]
    over: tuple[Lapse, ...]

    @property
    def total(self) -> int:
        """Number of recognised products that pass the filter; the sum of ``standings``."""
        return sum(self.standings.values())

    @cached_property
    def strip(self) -> tuple[Month, ...]:
        """Every month from the day to the last one, also those in which nothing ends."""
        first = self.question.day.replace(day=1)
        count = self.question.then.month - first.month + 12 * (self.question.then.year - first.year)
        certain, may = Counter[date](), Counter[date]()
        for lapse in self.lapses:
            found = months_of_lapse(lapse, self.question)
            (certain if is_dated(lapse) else may).update(found)
        months = (add_months(first, ahead) for ahead in range(count + 1))
        return tuple(Month(month, certain[month], may[month]) for month in months)

    @property
    def dated(self) -> int:
        """Number of lapses whose month is certain: the sum of ``certain`` over the strip."""
        return sum(map(is_dated, self.lapses))

    def in_month(self, month: date | None) -> Sequence[Lapse]:
        """Return the lapses that end or may end in the month of a day; None: all of them."""
        if month is None:
            return self.lapses
        return [one for one in self.lapses if month.replace(day=1) in months_of_lapse(one, self.question)]

    def by_commune(self, month: date | None = None) -> list[Group]:
        """Return the lapses, of one month or all, by commune of the unit system, those in none last."""
        return _groups(self.in_month(month), lambda row: (row["commune_code"], row["commune"]))

    def by_producer(self, month: date | None = None) -> list[Group]:
        """Return the lapses, of one month or all, by producer, those of none last."""
        return _groups(self.in_month(month), lambda row: (row["producer_id"], row["producer"]))


def read_board(store: Store, question: Question) -> Board:
    """Return the board; only recognised products are on it."""
    products = _recognised(store, question)
    known, inspected = certificates_by_product(store), inspections_by_certificate(store)
    day, then = question.day, question.then
    stands = [standing_of(dates_of(known.get(key, ())), day, then) for key in products["product_id"]]
    standings = Counter(stands)
    found, over = list[Lapse](), list[Lapse]()
    # What goes on, or cannot be told, is counted and no more: its row is not made.
    told = [standing in ENDING or standing is Standing.LAPSED for standing in stands]
    for product, standing in zip(rows_of(products[told]), compress(stands, told), strict=True):
        rows = known.get(product["product_id"], [])
        if standing is Standing.LAPSED:
            over.append(lapse_of(product, Certainty.CERTAIN, rows, day))
        else:
            lapse = lapse_of(product, Certainty(standing.value), rows, day)
            found.append(replace(lapse, supervision=checks_of(rows, inspected, day)[0]))
    return Board(
        question,
        {standing: standings[standing] for standing in Standing},
        tuple(sorted(found, key=_soonest)),
        tuple(sorted(over, key=_latest)),
    )


ENDING: Collection[Standing] = frozenset((Standing.CERTAIN, Standing.POSSIBLE, Standing.IF_IN_FORCE))


def recognised(store: Store, question: Question) -> list[Row]:
    """Return the recognised products that the question is about."""
    return rows_of(_recognised(store, question))


def _recognised(store: Store, question: Question) -> pd.DataFrame:
    """Return the recognised products that the question is about, as ``joins.products_in`` has them."""
    products = products_in(store, question.view, question.chosen)
    kept = products["recognition"] == Recognition.RECOGNISED
    if question.producer is not None:
        kept &= products["producer_id"] == question.producer
    return products[kept]


def is_dated(lapse: Lapse) -> bool:
    """Tell whether it is certain that and in which month a recognition ends."""
    return lapse.certainty is Certainty.CERTAIN and lapse.first.replace(day=1) == lapse.last.replace(day=1)


def months_of_lapse(lapse: Lapse, question: Question) -> list[date]:
    """Return the first day of each month, of those asked for, in which a recognition can end."""
    first = max(lapse.first, question.day + timedelta(days=1))
    last = min(lapse.last, question.then)
    if last < first:
        return []
    count = 12 * (last.year - first.year) + last.month - first.month
    return [add_months(first.replace(day=1), ahead) for ahead in range(count + 1)]


def _groups(lapses: Iterable[Lapse], of: Callable[[Row], tuple[str | None, str | None]]) -> list[Group]:
    """Return the lapses counted under what ``of`` tells, in Vietnamese order of the names."""
    counts: dict[tuple[str | None, str | None], Counter[Certainty]] = {}
    for lapse in lapses:
        counts.setdefault(of(lapse.product), Counter())[lapse.certainty] += 1
    groups = [
        Group(key, name, {certainty: found[certainty] for certainty in Certainty})
        for (key, name), found in counts.items()
    ]
    return sorted(groups, key=lambda one: (one.key is None, vietnamese_key(one.name or ""), one.key or ""))


def _soonest(lapse: Lapse) -> tuple[date, date, Sequence[object], str]:
    """Return what the lapses are put in order by."""
    product = lapse.product
    return lapse.last, lapse.first, vietnamese_key(product["name"]), product["product_id"]


def _latest(lapse: Lapse) -> tuple[int, Sequence[object], str]:
    """Return what those that have lapsed are put in order by."""
    return -lapse.last.toordinal(), vietnamese_key(lapse.product["name"]), lapse.product["product_id"]
