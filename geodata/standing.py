"""
How a recognised product stands between a day and one some months later: the rule of lapses, without a store.

What holds on the first day and not on the second is told by the same rule as a
status (``geodata.status``); month ends as there: what a month lacks becomes its
last day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache

from geodata.status import REMEMBERED, CertificateDate, add_months, status_on
from geodata.vocabulary import Status

MONTHS = 12
# How far ahead a reader may look; the filter of the lists has the first three.
AHEAD = (3, 6, 12, 24)
FILTERS = AHEAD[:3]


class Certainty(StrEnum):
    """How sure it is that a recognition ends."""

    CERTAIN = "certain"  # in force today, lapsed then
    POSSIBLE = "possible"  # in force today; then it cannot be told
    IF_IN_FORCE = "if_in_force"  # it cannot be told today whether it holds; it does not then


class Standing(StrEnum):
    """How a recognised product stands between a day and one some months later; each has exactly one."""

    CERTAIN = "certain"  # as Certainty
    POSSIBLE = "possible"
    IF_IN_FORCE = "if_in_force"
    HOLDS = "holds"  # in force on both days
    LAPSED = "lapsed"  # already on the first
    UNDETERMINED = "undetermined"  # on the first, and not certain to have lapsed by the second
    NOT_YET = "not_yet"  # certainly recognised later


def last_day(day: date, months: int = MONTHS) -> date:
    """Return the day up to which is looked."""
    return add_months(day, months)


def standing_of(certificates: Sequence[CertificateDate], day: date, then: date) -> Standing:
    """Return how a recognised product with these certificates stands between ``day`` and ``then``."""
    return _standing(tuple(certificates), day, then)


@lru_cache(maxsize=REMEMBERED)
def _standing(certificates: tuple[CertificateDate, ...], day: date, then: date) -> Standing:
    """Return what ``standing_of`` does: most products have one certificate, of one of few days."""
    now, later = status_on(certificates, day), status_on(certificates, then)
    if now is None:
        return Standing.NOT_YET
    if now is Status.LAPSED:
        return Standing.LAPSED
    if now is Status.IN_FORCE:
        told = {Status.IN_FORCE: Standing.HOLDS, Status.LAPSED: Standing.CERTAIN}
        return Standing.POSSIBLE if later is None else told.get(later, Standing.POSSIBLE)
    return Standing.IF_IN_FORCE if later is Status.LAPSED else Standing.UNDETERMINED


def certainty_of(certificates: Sequence[CertificateDate], day: date, then: date) -> Certainty | None:
    """Return how sure it is that a recognition has ended by ``then``; None: it goes on, or is over."""
    standing = standing_of(certificates, day, then).value
    return Certainty(standing) if standing in set(Certainty) else None


def months_of(certificates: Sequence[CertificateDate], day: date) -> list[str]:
    """Return within how many months (of ``FILTERS``) a recognition ends or may end, as texts."""
    return [
        str(months)
        for months in FILTERS
        if certainty_of(certificates, day, last_day(day, months)) is not None
    ]
