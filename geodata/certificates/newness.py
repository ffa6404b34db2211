"""
Which certificate of a product is the newest: the one rule for its stars, its page, its lapse and its points.

The newest is the one that can have been given last: by its day, or by the last
day of its year where only that is known; of those alike the one that cannot
have been given earlier, then the one of the later identifier. One of which
neither day nor year is known comes after all others. Where two may have been
given in either order, the rule still picks one and ``is_newest_told`` says no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from geodata.status import CertificateDate, given_span

Certificate = TypeVar("Certificate", bound=Mapping[str, Any])


def newest(certificates: Sequence[Certificate]) -> Certificate | None:
    """Return the newest of some certificates, rows whose days are dates or ISO texts; None: there is none."""
    if len(certificates) == 1:
        return certificates[0]
    return max(certificates, key=newness, default=None)


def newest_first(certificates: Sequence[Certificate]) -> list[Certificate]:
    """Return the certificates, the newest first and those of no known day or year last."""
    return sorted(certificates, key=newness, reverse=True)


def newness(certificate: Mapping[str, Any]) -> tuple[date, date, str]:
    """Return what grows with the newness of a certificate: last and first day it can be of, identifier."""
    first, last = _span(certificate) or (date.min, date.min)
    return last, first, certificate["certificate_id"]


def is_newest_told(certificates: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether the newest was certainly given after every other one; true where there are no others."""
    first, *others = newest_first(certificates) or [{}]
    return all(is_before(other, first) for other in others)


def is_before(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    """Return whether a certificate was certainly given on a day before another one."""
    spans = _span(earlier), _span(later)
    return spans[0] is not None and spans[1] is not None and spans[0][1] < spans[1][0]


def _span(certificate: Mapping[str, Any]) -> tuple[date, date] | None:
    """Return the first and the last day on which a certificate can have been given."""
    given, revoked = _day(certificate["certified_on"]), _day(certificate["revoked_on"])
    return given_span(CertificateDate(given, certificate["certified_year"], revoked))


def _day(value: date | str | None) -> date | None:
    """Return a day of a stored row or of the state of a record."""
    return date.fromisoformat(value) if isinstance(value, str) else value
