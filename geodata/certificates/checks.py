"""Checks after recognition, product by product: which found faults, and of which none is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from geodata.certificates.expiry import Question, recognised
from geodata.certificates.inspections import checks_of, inspections_by_certificate
from geodata.certificates.newness import newest
from geodata.certificates.supervision import Supervision, holding
from geodata.collation import vietnamese_key
from geodata.lapsing import certificates_by_product
from geodata.plain import Row
from geodata.store import Store


@dataclass(frozen=True, slots=True)
class Checked:
    """
    One product whose recognition holds or may hold.

    ``certificate`` is the newest that does, None where no source names any;
    ``found`` are the checks of those that do, the newest first.
    """

    product: Row
    certificate: Row | None
    supervision: Supervision
    found: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Checks:
    """
    What a question found: every product that is asked about, what asks for most first.

    ``counts`` add up to ``total``; ``others`` have lapsed, or are recognised only later.
    """

    question: Question
    every: tuple[Checked, ...]
    others: int

    @property
    def total(self) -> int:
        """Number of products whose recognition holds or may hold."""
        return len(self.every)

    @property
    def counts(self) -> Mapping[Supervision, int]:
        """How many products there are of each kind."""
        found = Counter(one.supervision for one in self.every)
        return {one: found[one] for one in Supervision}

    def only(self, supervision: Supervision | None) -> Sequence[Checked]:
        """Return the products of one kind; None: all of them."""
        return [one for one in self.every if supervision in (None, one.supervision)]


def read_checks(store: Store, question: Question) -> Checks:
    """Return the recognised products of a question whose recognition holds or may hold, with their checks."""
    products = recognised(store, question)
    certificates, known = certificates_by_product(store), inspections_by_certificate(store)
    every, others = [], 0
    for product in products:
        rows = certificates.get(product["product_id"], [])
        current = holding(rows, question.day)
        if rows and not current:
            others += 1
            continue
        supervision, found = checks_of(rows, known, question.day)
        every.append(Checked(product, newest(current), supervision, found))
    return Checks(question, tuple(sorted(every, key=_urgent)), others)


def _urgent(one: Checked) -> tuple[int, date, int, Sequence[object], str]:
    """Return the key of the order: what asks for most, then who has been recognised for longest."""
    given, product = one.certificate or {}, one.product
    day = given.get("certified_on") or date(given.get("certified_year") or date.max.year, 12, 31)
    kinds = list(Supervision)
    return (
        kinds.index(one.supervision),
        day,
        len(one.found),
        vietnamese_key(product["name"]),
        product["product_id"],
    )
