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

import sqlalchemy as sa

from geodata import tables
from geodata.plain import Row, rows_of
from geodata.standing import MONTHS, Certainty, certainty_of, last_day
from geodata.status import CertificateDate, end_span
from geodata.store import Store


@dataclass(frozen=True, slots=True)
class Lapse:
    """
    One product whose recognition ends or may end.

    The last day known of its certificates ends from ``first`` to ``last`` (the
    first days on which it no longer holds); ``certificate`` is the one that
    ends last, a row of ``tables.certificates``.
    """

    product: Row
    certainty: Certainty
    first: date
    last: date
    certificate: Row


def lapses(store: Store, products: Iterable[Row], day: date, months: int = MONTHS) -> list[Lapse]:
    """Return the products whose recognition ends after ``day`` and by ``months`` later, the soonest first."""
    known = certificates_by_product(store)
    then = last_day(day, months)
    found = []
    for product in products:
        rows = known.get(product["product_id"], [])
        certainty = certainty_of(dates_of(rows), day, then)
        if certainty is not None:
            certificate, (first, last) = ending_last(rows)
            found.append(Lapse(product, certainty, first, last, certificate))
    return sorted(found, key=lambda lapse: (lapse.last, lapse.product["name"], lapse.product["product_id"]))


def certificates_by_product(store: Store) -> Mapping[str, list[Row]]:
    """Return the certificates of every product that has any, by its identifier."""
    found: defaultdict[str, list[Row]] = defaultdict(list)
    t = tables.certificates
    for row in rows_of(store.frame(sa.select(t).order_by(t.c.certificate_id))):
        found[row["product_id"]].append(row)
    return found


def dates_of(rows: Iterable[Row]) -> list[CertificateDate]:
    """Return what is known of the days of some certificates."""
    return [CertificateDate(row["certified_on"], row["certified_year"], row["revoked_on"]) for row in rows]


def ending_last(rows: Sequence[Row]) -> tuple[Row, tuple[date, date]]:
    """
    Return the certificate that ends last, and from when to when the product's recognition ends.

    At least one of them must have a known day or year, or have been revoked.
    """
    ends = [
        (span[1], span[0], row["certificate_id"], row)
        for row, span in ((row, end_span(dates_of([row])[0])) for row in rows)
        if span is not None
    ]
    last, _, _, certificate = max(ends, key=lambda end: end[:3])
    return certificate, (max(first for _, first, _, _ in ends), last)
