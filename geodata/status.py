"""
Status of a recognition on a day.

A recognition lasts 36 months from the day of its certificate (Decision
148/QĐ-TTg of 24 February 2023): it is in force from that day up to, not
including, the same day 36 months later. A bare year leaves its whole span open.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from geodata.vocabulary import Status

VALID_MONTHS = 36
# The first of these that any certificate gives is the status of the product.
PRECEDENCE = (Status.IN_FORCE, Status.UNDETERMINED, Status.LAPSED)


class CertificateDate(NamedTuple):
    """What is known of the day of one certificate; both None: nothing."""

    certified_on: date | None
    certified_year: int | None


def add_months(day: date, months: int) -> date:
    """Return the same day ``months`` later; a day that the month lacks becomes its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def expires_on(certified_on: date) -> date:
    """Return the first day on which a certificate of ``certified_on`` no longer holds."""
    return add_months(certified_on, VALID_MONTHS)


def _span(certificate: CertificateDate) -> tuple[date, date] | None:
    """Return the first and the last day on which the certificate can have been given."""
    if certificate.certified_on is not None:
        return certificate.certified_on, certificate.certified_on
    if certificate.certified_year is not None:
        return date(certificate.certified_year, 1, 1), date(certificate.certified_year, 12, 31)
    return None


def certificate_status(certificate: CertificateDate, day: date) -> Status | None:
    """Return the status that one certificate gives on ``day``; None: certainly not given yet."""
    span = _span(certificate)
    if span is None:
        return Status.UNDETERMINED
    first, last = span
    if day < first:
        return None
    if day >= expires_on(last):
        return Status.LAPSED
    if last <= day < expires_on(first):
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
