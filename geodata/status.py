"""
Status of a recognition on a day.

A recognition lasts 36 months from the day of its certificate (Decision
148/QĐ-TTg of 24 February 2023): it is in force from that day up to, not
including, the same day 36 months later, or the day on which it was revoked. A
bare year leaves its whole span open, up to a revocation. A revocation ends one
certificate: another one of the product goes on by itself.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from geodata.vocabulary import Status

VALID_MONTHS = 36
# Twenty thousand certificates share some two thousand days; so many answers are remembered.
REMEMBERED = 8192
# The first of these that any certificate gives is the status of the product.
PRECEDENCE = (Status.IN_FORCE, Status.UNDETERMINED, Status.LAPSED)


class CertificateDate(NamedTuple):
    """What is known of the days of one certificate: given on or in, revoked on (None: not revoked)."""

    certified_on: date | None
    certified_year: int | None
    revoked_on: date | None = None


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later; a day that the month lacks becomes its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def expires_on(certified_on: date) -> date:
    """Return the first day on which a certificate of ``certified_on`` no longer holds."""
    return add_months(certified_on, VALID_MONTHS)


@lru_cache(maxsize=REMEMBERED)
def given_span(certificate: CertificateDate) -> tuple[date, date] | None:
    """
    Return the first and the last day on which the certificate can have been given; None: nothing is known.

    Nobody revokes what was not given yet: a revocation within the span ends it.
    """
    if certificate.certified_on is not None:
        return certificate.certified_on, certificate.certified_on
    if certificate.certified_year is None:
        return None
    first, last = date(certificate.certified_year, 1, 1), date(certificate.certified_year, 12, 31)
    revoked = certificate.revoked_on
    return first, last if revoked is None or revoked < first else min(last, revoked)


@lru_cache(maxsize=REMEMBERED)
def end_span(certificate: CertificateDate) -> tuple[date, date] | None:
    """
    Return from when to when the certificate ends: first days on which it no longer holds.

    None where nothing is known of when it was given and it was not revoked.
    """
    span, revoked = given_span(certificate), certificate.revoked_on
    if span is None:
        return None if revoked is None else (revoked, revoked)
    ends = expires_on(span[0]), expires_on(span[1])
    return ends if revoked is None else (min(ends[0], revoked), min(ends[1], revoked))


@lru_cache(maxsize=REMEMBERED)
def certificate_status(certificate: CertificateDate, day: date) -> Status | None:
    """Return the status that one certificate gives on ``day``; None: certainly not given yet."""
    span, ends = given_span(certificate), end_span(certificate)
    if span is None or ends is None:
        is_over = ends is not None and day >= ends[1]
        return Status.LAPSED if is_over else Status.UNDETERMINED
    first, last = span
    if day < first:
        return None
    # A day of revocation before the certificate contradicts it: it was never in force.
    if day >= max(ends[1], last):
        return Status.LAPSED
    if last <= day < ends[0]:
        return Status.IN_FORCE
    return Status.UNDETERMINED


def status_on(certificates: Iterable[CertificateDate], day: date) -> Status | None:
    """
    Return the status of a recognised product on ``day``.

    The best certificate decides: one certainly in force wins, then one that
    cannot be told, then a lapsed one. No certificate at all cannot be told.
    None means that every certificate came certainly later: the product was not
    recognised yet on that day.
    """
    given = list(certificates)
    if not given:
        return Status.UNDETERMINED
    found = {certificate_status(certificate, day) for certificate in given}
    return next((status for status in PRECEDENCE if status in found), None)
