"""A report as somebody orders it, read from JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.json_reading import bad, check_known, read_object
from geodata.view import View
from geodata.view_reading import read_view
from geodata.vocabulary import UnitSystem
from layers.reports.subjects import EXAMPLE, NOT_TAKEN, Subject, read_subject

LONGEST_ORDER = 2_000
NOT_AN_ORDER = N_('Send one JSON object: {"subject": {"kind": "province"}, "units": "2025"}')
NAMES = ("subject", "units", "on", "language")


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """
    One report: its subject and the view of its records.

    ``units`` None: the unit system is that of the subject. ``language`` None:
    that of the reader.
    """

    subject: Subject
    units: UnitSystem | None
    on: date | None
    language: str | None


def read_report_order(text: str, today: date) -> ReportOrder:
    """
    Return the order that a JSON text holds.

    Raises
    ------
    InvalidInput, TooLarge
        Something is missing, unknown, not allowed or too long; the message says what is allowed.
    """
    if len(text) > LONGEST_ORDER:
        raise TooLarge(N_("An order holds at most %(allowed)s signs"), allowed=LONGEST_ORDER)
    given = read_object(text, NOT_AN_ORDER)
    check_known(given, NAMES)
    if "subject" not in given:
        raise bad("subject", None, EXAMPLE)
    texts = {name: given[name] for name in NAMES if name != "subject" and given.get(name) is not None}
    for name, value in texts.items():
        if not isinstance(value, str):
            raise bad(name, value, "“…”")
    subject = read_subject(given["subject"])
    for name in ("units", "on"):
        # A scenario or tour was made in a view of its own.
        if subject.is_saved and name in texts:
            raise InvalidInput(NOT_TAKEN, kind=subject.kind.value, name=name)
    view: View = read_view({name: texts[name] for name in ("units", "on") if name in texts}, today)
    units = view.units if "units" in texts else None
    return ReportOrder(subject, units, view.on, texts.get("language"))
