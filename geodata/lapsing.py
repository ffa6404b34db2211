"""
Which recognitions end within some months, by the same rule that tells a status.

A product is told of where the status of today may be lost by then: what holds
today and is certain to have lapsed, what may have, and what may hold today and
is certain not to hold then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from geodata import tables
from geodata.plain import Row, rows_of
from geodata.status import CertificateDate, add_months, expires_on, status_on
from geodata.store import Store
from geodata.vocabulary import Status

MONTHS = 12


class Certainty(StrEnum):
    """How sure it is that a recognition ends."""

    CERTAIN = "certain"  # in force today, lapsed then
    POSSIBLE = "possible"  # in force today; then it cannot be told
    IF_IN_FORCE = "if_in_force"  # it cannot be told today whether it holds; it does not then


@dataclass(frozen=True, slots=True)
class Lapse:
    """
    One product whose recognition ends or may end.

    The last day known of its certificates ends from ``first`` to ``last`` (the
    first days on which it no longer holds).
    """

    product: Row
    certainty: Certainty
    first: date
    last: date


def last_day(day: date, months: int = MONTHS) -> date:
    """Return the day up to which is looked."""
    return add_months(day, months)


def lapses(store: Store, products: Iterable[Row], day: date, months: int = MONTHS) -> list[Lapse]:
    """Return the products whose recognition ends after ``day`` and by ``months`` later, the soonest first."""
    known = _certificates(store)
    then = last_day(day, months)
    found = []
    for product in products:
        certificates = known[product["product_id"]]
        certainty = certainty_of(certificates, day, then)
        if certainty is not None:
            found.append(Lapse(product, certainty, *_end(certificates)))
    return sorted(found, key=lambda lapse: (lapse.last, lapse.product["name"], lapse.product["product_id"]))


def certainty_of(certificates: list[CertificateDate], day: date, then: date) -> Certainty | None:
    """Return how sure it is that a recognition has ended by ``then``; None: it goes on, or is over."""
    now, later = status_on(certificates, day), status_on(certificates, then)
    if now is Status.IN_FORCE and later is not Status.IN_FORCE:
        return Certainty.CERTAIN if later is Status.LAPSED else Certainty.POSSIBLE
    if now is Status.UNDETERMINED and later is Status.LAPSED:
        return Certainty.IF_IN_FORCE
    return None


def _certificates(store: Store) -> defaultdict[str, list[CertificateDate]]:
    """Return what is known of the days of the certificates of every product."""
    t = tables.certificates
    found: defaultdict[str, list[CertificateDate]] = defaultdict(list)
    for row in rows_of(store.frame(sa.select(t.c.product_id, t.c.certified_on, t.c.certified_year))):
        found[row["product_id"]].append(CertificateDate(row["certified_on"], row["certified_year"]))
    return found


def _end(certificates: list[CertificateDate]) -> tuple[date, date]:
    """Return from when to when the last certificate ends, whose day or year is known here."""
    ends = []
    for on, year in certificates:
        if on is not None:
            ends.append((expires_on(on), expires_on(on)))
        elif year is not None:
            ends.append((expires_on(date(year, 1, 1)), expires_on(date(year, 12, 31))))
    return max(first for first, _ in ends), max(last for _, last in ends)
