"""
Which recognitions end within some months, by the same rule that tells a status.

A product is told of where the status of today may be lost by then: what holds
today and is certain to have lapsed, what may have, and what may hold today and
is certain not to hold then. Everything else goes on, is over, or cannot be told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from geodata import tables
from geodata.certificates.newness import newness
from geodata.certificates.supervision import Supervision
from geodata.certificates.vocabulary import Todo
from geodata.plain import Row
from geodata.standing import MONTHS, Certainty, certainty_of, last_day
from geodata.status import CertificateDate, certificate_status, end_span, given_span, status_on
from geodata.store import Store
from geodata.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Lapse:
    """
    One product whose recognition ends or may end.

    It ends somewhere from ``first`` to ``last`` (the first days on which it no
    longer holds, see ``ending``); ``certificate``, a row of ``tables.certificates``,
    is the one that decides. ``supervision`` is what the checks since
    recognition say (None: nobody asked for it).
    """

    product: Row
    certainty: Certainty
    first: date
    last: date
    certificate: Row
    supervision: Supervision | None = None

    @property
    def has_day(self) -> bool:
        """Whether it is certain that and on which day it ends."""
        return self.certainty is Certainty.CERTAIN and self.first == self.last

    @property
    def todo(self) -> Todo:
        """What is to be done: where the end is not certain the day that is missing comes first."""
        if self.has_day:
            return Todo.RENEW
        return Todo.FIND_DAY if self.certificate["certified_on"] is None else Todo.FIND_OTHER_DAY


def lapses(store: Store, products: Iterable[Row], day: date, months: int = MONTHS) -> list[Lapse]:
    """Return the products whose recognition ends after ``day`` and by ``months`` later, the soonest first."""
    known = certificates_by_product(store)
    then = last_day(day, months)
    found = []
    for product in products:
        rows = known.get(product["product_id"], [])
        certainty = certainty_of(dates_of(rows), day, then)
        if certainty is not None:
            found.append(lapse_of(product, certainty, rows, day))
    return sorted(found, key=lambda lapse: (lapse.last, lapse.product["name"], lapse.product["product_id"]))


def lapse_of(product: Row, certainty: Certainty, rows: Sequence[Row], day: date) -> Lapse:
    """Return the lapse of a product that ends, or has ended, by certificates of which an end is known."""
    found = ending(rows, day)
    assert found is not None  # what is told for certain of a lapse rests on an end that is known
    return Lapse(product, certainty, found.first, found.last, found.certificate)


def certificates_by_product(store: Store) -> Mapping[str, list[Row]]:
    """Return the certificates of every product that has any, by its identifier."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    t = tables.certificates
    # Not through a frame: of twenty thousand that is three times the work.
    with store.read() as connection:
        result = connection.execute(sa.select(t).order_by(t.c.certificate_id))
        names = tuple(result.keys())
        for values in result.all():
            row = dict(zip(names, values, strict=True))
            found[row["product_id"]].append(row)
    return found


def dates_of(rows: Iterable[Row]) -> list[CertificateDate]:
    """Return what is known of the days of some certificates."""
    return [CertificateDate(row["certified_on"], row["certified_year"], row["revoked_on"]) for row in rows]


class Ending(NamedTuple):
    """The certificate that decides about an end, and from when to when it lies (first days without)."""

    certificate: Row
    first: date
    last: date


def ending(rows: Sequence[Row], day: date) -> Ending | None:
    """
    Return when the recognition ends, or has ended, by the certificates that were given by ``day``.

    What is in force on ``day`` ends on the first day on which it is not certain
    to hold, at the latest on the first on which it is certain not to: another
    certificate may follow in between. None where nothing is known of an end.
    """
    dates = dates_of(rows)
    now = status_on(dates, day)
    given = [
        (span, certificate_status(one, day), row)
        for one, span, row in zip(dates, map(end_span, dates), rows, strict=True)
        if span is not None and certificate_status(one, day) is not None
    ]
    if not given:
        return None
    deciding = [(span, row) for span, status, row in given if status is now]
    deciding = deciding or [(span, row) for span, _, row in given]
    _, certificate = max(deciding, key=lambda one: (one[0][1], one[0][0], newness(one[1])))
    first, last = max(span[0] for span, _ in deciding), max(span[1] for span, _ in deciding)
    if now is Status.IN_FORCE:
        told = [(turn, status_on(dates, turn)) for turn in _turns(dates) if turn > day]
        first = next((turn for turn, status in told if status is not Status.IN_FORCE), first)
        last = next((turn for turn, status in told if status is Status.LAPSED), last)
    return Ending(certificate, first, last)


def _turns(dates: Iterable[CertificateDate]) -> list[date]:
    """Return every day on which what is known of some certificates turns, the first first."""
    spans = [span for one in dates for span in (given_span(one), end_span(one)) if span is not None]
    return sorted({day for span in spans for day in span})
