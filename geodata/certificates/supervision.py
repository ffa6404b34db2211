"""
What the checks after recognition say of a recognition, without a store.

A check finds that the requirements are met, faults to be put right, or that the
requirements are not met. It changes no status: a recognition ends 36 months
after its day or by a decision that revokes it (``geodata.status``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from geodata.records.vocabulary import InspectionResult
from geodata.status import CertificateDate, certificate_status
from geodata.vocabulary import Status

Row = dict[str, Any]


class Supervision(StrEnum):
    """What is known of the checks since a recognition, what asks for most first."""

    FAILED = "failed"
    REMEDY = "remedy"
    NO_RESULT = "no_result"  # there was a check, and no source tells what it found
    NONE = "none"  # no check is known; that does not mean that there was none
    PASSED = "passed"


# The worst first; a check without a result may have found anything but is no finding.
WORST = (Supervision.FAILED, Supervision.REMEDY, Supervision.NO_RESULT, Supervision.PASSED)
FAULTY = frozenset({Supervision.FAILED, Supervision.REMEDY})
_OF_RESULT = {
    InspectionResult.FAILED.value: Supervision.FAILED,
    InspectionResult.REMEDY.value: Supervision.REMEDY,
    InspectionResult.PASSED.value: Supervision.PASSED,
    None: Supervision.NO_RESULT,
}


def supervision_of(inspections: Iterable[Row], day: date) -> Supervision:
    """
    Return what the checks by ``day`` say: the worst that the newest of them can have found.

    A check of which the day is not known may be the newest; several of one day
    are told by the worst of them.
    """
    by_then = made_by(inspections, day)
    dated = [row["inspected_on"] for row in by_then if row["inspected_on"] is not None]
    last = max(dated, default=None)
    found = {_OF_RESULT[row["result"]] for row in by_then if row["inspected_on"] in (None, last)}
    return next((one for one in WORST if one in found), Supervision.NONE)


def made_by(inspections: Iterable[Row], day: date) -> list[Row]:
    """Return the checks that were, or may have been, made by ``day``, the newest first, undated ones last."""
    found = [row for row in inspections if row["inspected_on"] is None or row["inspected_on"] <= day]
    found = sorted(found, key=lambda row: str(row["inspection_id"]))
    return sorted(found, key=lambda row: row["inspected_on"] or date.min, reverse=True)


def holding(certificates: Sequence[Row], day: date) -> list[Row]:
    """Return the certificates that hold, or may hold, on ``day``: of them are checks since recognition."""
    return [row for row in certificates if _status(row, day) in (Status.IN_FORCE, Status.UNDETERMINED)]


def _status(row: Row, day: date) -> Status | None:
    """Return the status that one certificate gives."""
    dates = CertificateDate(row["certified_on"], row["certified_year"], row["revoked_on"])
    return certificate_status(dates, day)
