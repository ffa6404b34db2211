"""
The time of a feature: days, both ends included, None where the end is open.

Which field says it is decided here, for each layer: the year in which a
product or craft was recognised, a sales point opened or a figure of a zone
was of; the days from and to which a unit was in its list. A record whose time
nobody knows has none, and the standard lets every ``datetime`` match it
(OGC 17-069r3, /req/core/fc-time-response).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from geodata.errors import InvalidInput
from geodata.plain import Row
from geodata.store import Store
from geodata.units import units_in
from geodata.view import OFFICE_TIME, View
from geodata.view_reading import not_allowed
from geodata.vocabulary import UnitLevel
from layers.catalogue import LayerSpec

YEARS: Mapping[str, str] = {
    "products": "year",
    "craft_villages": "recognised_year",
    "material_zones": "area_year",
    "sales_points": "opened_year",
}
LISTS = ("communes", "districts", "provinces")
ALLOWED = "2025-07-01, 2025-07-01T00:00:00+07:00, 2024-01-01/2024-12-31, ../2025-06-30, 2025-07-01/.."
OPEN = ("", "..")
# RFC 3339, with a day alone and a time of the office allowed as well.
MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both included; None: open at that end."""

    first: date | None
    last: date | None

    def meets(self, other: Span) -> bool:
        """Tell whether the two share a day."""
        begins = self.first is None or other.last is None or self.first <= other.last
        ends = self.last is None or other.first is None or other.first <= self.last
        return begins and ends


def has_time(spec: LayerSpec) -> bool:
    """Tell whether the features of a layer have a time at all."""
    return spec.key in YEARS or spec.key in LISTS


def spans_of(store: Store, spec: LayerSpec, view: View, rows: Sequence[Row]) -> list[Span | None]:
    """Return the time of each row of a layer."""
    if spec.key in YEARS:
        return [_year(row[YEARS[spec.key]]) for row in rows]
    if spec.key not in LISTS:
        return [None] * len(rows)
    # The table of communes does not show when one ended.
    ends = {}
    if spec.key == "communes":
        units = units_in(store, view.units, UnitLevel.COMMUNE, view.today)
        ends = dict(zip(units["unit_code"], units["valid_to"], strict=True))
    return [Span(row["valid_from"], _day(row.get("valid_to", ends.get(row["code"])))) for row in rows]


def extent_of(spans: Sequence[Span | None]) -> Span | None:
    """Return the time from the first to the last of all; None where no row has a time."""
    known = [span for span in spans if span is not None]
    if not known:
        return None
    firsts, lasts = [span.first for span in known], [span.last for span in known]
    return Span(
        None if None in firsts else min(day for day in firsts if day),
        None if None in lasts else max(day for day in lasts if day),
    )


def read_span(text: str) -> Span:
    """
    Return what ``datetime`` asks for: a moment, or two with ``/`` between, either of them open.

    A moment with an offset is the day that it falls on in Lào Cai; one
    without is of the office's time.

    Raises
    ------
    InvalidInput
        It is neither, or ends before it begins.
    """
    parts = text.split("/")
    if len(parts) == 1:
        day = _moment(text, text)
        return Span(day, day)
    if len(parts) != 2 or all(part in OPEN for part in parts):
        raise _refused(text)
    first, last = (None if part in OPEN else _moment(part, text) for part in parts)
    if first and last and first > last:
        raise _refused(text)
    return Span(first, last)


def _moment(part: str, text: str) -> date:
    """Return the day of one end."""
    if not MOMENT.fullmatch(part):
        raise _refused(text)
    try:
        moment = datetime.fromisoformat(part.upper())
        return (moment if moment.tzinfo is None else moment.astimezone(OFFICE_TIME)).date()
    except (ValueError, OverflowError):
        raise _refused(text) from None


def _refused(text: str) -> InvalidInput:
    """Return the error that says what is allowed."""
    return not_allowed("datetime", text, ALLOWED)


def _year(year: int | None) -> Span | None:
    """Return a whole year."""
    return None if year is None else Span(date(year, 1, 1), date(year, 12, 31))


def _day(value: object) -> date | None:
    """Return a day, or None for the many ways in which a frame says that there is none."""
    return value if isinstance(value, date) and value == value else None
