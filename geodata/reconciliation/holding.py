"""
Whether a product counted on a day that is only partly known, by certificates of which little is known.

A published figure is of a day, of a month or of a year; a certificate has a
day, a year or nothing. What counted on every day that the figure can be of is
certain; what may have counted on one of them may count. The rule for one day is
that of ``geodata.status``: 36 months from the day of the certificate.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from geodata.status import CertificateDate, add_months, end_span, given_span

Stars = frozenset[int | None]
FOREVER = date.max.toordinal()
NEVER = date.min.toordinal()


class Basis(StrEnum):
    """What is counted: recognitions in force then, or every product recognised by then, lapsed or not."""

    IN_FORCE = "in_force"
    EVER = "ever"


class Standing(StrEnum):
    """How a product stands to a figure."""

    CERTAIN = "certain"
    MAY = "may"
    LAPSED = "lapsed"  # certainly over by then
    LATER = "later"  # certainly recognised only afterwards


class Doubt(StrEnum):
    """Why something only may count."""

    NO_DATE = "no_date"  # nothing is known of the day
    YEAR_ONLY = "year_only"  # only the year of the certificate is known
    FIGURE_SPAN = "figure_span"  # only the month or the year of the figure is known
    STARS = "stars"
    GROUP = "group"
    DISTRICT = "district"
    COMMUNE = "commune"
    PRODUCER = "producer"
    KIND = "kind"
    ROUND = "round"
    REVOKED = "revoked"  # on an unknown day


class Span(NamedTuple):
    """The first and the last day that a date can be."""

    first: date
    last: date


class Given(NamedTuple):
    """What is known of one certificate."""

    certified_on: date | None
    certified_year: int | None
    revoked_on: date | None
    stars: int | None


class Holding(NamedTuple):
    """How a product stands to a span of days, the stars that it can have had then, and what is in doubt."""

    standing: Standing
    stars: Stars
    doubts: frozenset[Doubt]


def span_of(as_of: date, precision: str) -> Span:
    """Return the days that a published date can be: itself, its month or its year."""
    if precision == "day":
        return Span(as_of, as_of)
    if precision == "month":
        first = as_of.replace(day=1)
        return Span(first, date.fromordinal(add_months(first, 1).toordinal() - 1))
    return Span(date(as_of.year, 1, 1), date(as_of.year, 12, 31))


def holding(certificates: Sequence[Given], own_stars: int | None, span: Span, basis: Basis) -> Holding:
    """
    Tell how a recognised product stands to the days of ``span``.

    ``own_stars`` are the latest that a source mentions; they stand for those of
    a single certificate that tells none. Of several certificates those can
    have held that were not certainly followed by another one before ``span``.
    """
    if not certificates:
        return Holding(Standing.MAY, frozenset({own_stars}), frozenset({Doubt.NO_DATE}))
    first, last = span.first.toordinal(), span.last.toordinal()
    possible = [one for one in certificates if _touches(_possible(one, basis), first, last)]
    if not possible:
        given = any(_days(one)[0] <= last for one in certificates)
        return Holding(Standing.LAPSED if given else Standing.LATER, frozenset(), frozenset())
    current = [one for one in possible if not _followed(one, certificates, first)]
    stars = frozenset(_stars_of(one, certificates, own_stars) for one in current or possible)
    if _covered([_certain(one, basis) for one in certificates], first, last):
        return Holding(Standing.CERTAIN, stars, frozenset())
    return Holding(Standing.MAY, stars, frozenset({_doubt(possible)}))


def _days(one: Given) -> tuple[int, int]:
    """Return the first and the last day on which a certificate can have been given, as ordinals."""
    span = given_span(_date_of(one))
    return (NEVER, FOREVER) if span is None else (span[0].toordinal(), span[1].toordinal())


def _date_of(one: Given) -> CertificateDate:
    """Return what a status is told from."""
    return CertificateDate(one.certified_on, one.certified_year, one.revoked_on)


def _possible(one: Given, basis: Basis) -> tuple[int, int]:
    """Return the days on which a certificate can count, the second no longer."""
    first, last = _days(one)
    ends = end_span(_date_of(one))
    if basis is Basis.EVER or ends is None:
        return first, FOREVER
    # As a status does: a revocation before the certificate contradicts it, and ends it at once.
    end = ends[1].toordinal()
    return first, end if last == FOREVER else max(end, last)


def _certain(one: Given, basis: Basis) -> tuple[int, int]:
    """Return the days on which a certificate counts whatever its real day is, the second no longer."""
    last = _days(one)[1]
    ends = end_span(_date_of(one))
    if last == FOREVER or ends is None:
        return FOREVER, FOREVER
    return last, FOREVER if basis is Basis.EVER else ends[0].toordinal()


def _touches(days: tuple[int, int], first: int, last: int) -> bool:
    """Tell whether some day from ``first`` to ``last`` is among ``days``."""
    return days[0] <= last and first < days[1]


def _covered(days: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    """Tell whether every day from ``first`` to ``last`` is among one of ``days``."""
    reached = first
    for start, end in sorted(days):
        if start <= reached < end:
            reached = end
    return reached > last


def _followed(one: Given, every: Sequence[Given], first: int) -> bool:
    """Tell whether another certificate was certainly given later, and by the day ``first``."""
    given = _days(one)[1]
    return any(given < _days(other)[0] and _days(other)[1] <= first for other in every)


def _stars_of(one: Given, every: Sequence[Given], own_stars: int | None) -> int | None:
    """Return the stars of a certificate."""
    return own_stars if one.stars is None and len(every) == 1 else one.stars


def _doubt(possible: Sequence[Given]) -> Doubt:
    """Return why a product only may count: the least that is known of its certificates."""
    if any(one.certified_on is None and one.certified_year is None for one in possible):
        return Doubt.NO_DATE
    return Doubt.YEAR_ONLY if any(one.certified_on is None for one in possible) else Doubt.FIGURE_SPAN
