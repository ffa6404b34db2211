"""A report as somebody orders it, read from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.json_reading import bad, check_known, read_object
from geodata.view import ProductFilter, View
from geodata.view_reading import read_view
from geodata.vocabulary import UnitSystem
from layers.exports.orders import A_TEXT
from layers.reports.narrowing import CONTRADICTING, FILTER_NAMES, read_narrowing
from layers.reports.subjects import EXAMPLE, NOT_TAKEN, Subject, read_subject

LONGEST_ORDER = 2_000
NOT_AN_ORDER = N_('Send one JSON object: {"subject": {"kind": "province"}, "units": "2025"}')
VIEW_AND_LANGUAGE = ("units", "on", "language")
NAMES = ("subject", *VIEW_AND_LANGUAGE, *FILTER_NAMES, *CONTRADICTING)


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """
    One report: its subject, the view of its records and the filter of its products.

    ``units`` None: the unit system is that of the subject. ``language`` None:
    that of the reader.
    """

    subject: Subject
    units: UnitSystem | None
    on: date | None
    language: str | None
    wanted: ProductFilter = field(default_factory=ProductFilter)


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
    texts = _texts(given)
    subject = read_subject(given["subject"])
    for name in ("units", "on", *FILTER_NAMES, *CONTRADICTING):
        # A scenario or tour was made in a view of its own, of what its maker chose.
        if subject.is_saved and name in texts:
            raise InvalidInput(NOT_TAKEN, kind=subject.kind.value, name=name)
    view: View = read_view({name: texts[name] for name in ("units", "on") if name in texts}, today)
    units = view.units if "units" in texts else None
    return ReportOrder(subject, units, view.on, texts.get("language"), read_narrowing(texts))


def _texts(given: Mapping[str, Any]) -> dict[str, str]:
    """Return the values beside the subject as they would stand in an address; a filter may be a list."""
    found = {}
    for name, value in given.items():
        if name == "subject" or value is None:
            continue
        parts = value if isinstance(value, list) and name not in VIEW_AND_LANGUAGE else [value]
        if not all(isinstance(part, str) for part in parts):
            raise bad(name, value, A_TEXT)
        found[name] = ",".join(parts)
    return found
