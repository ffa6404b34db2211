"""What a reader has chosen to see: unit system, day and filter. Plain values, no data."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta, timezone

from geodata.vocabulary import UnitSystem

# Asia/Ho_Chi_Minh has had no other offset since 1975; a fixed one needs no time-zone database on Windows.
OFFICE_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")

# The last day that may be asked for: what is counted on from it stays within the calendar.
LATEST_DAY = date(2999, 12, 31)

# Stands in filters for "the value is unknown".
NONE = "none"


def office_today() -> date:
    """Return today's date in Lào Cai."""
    return datetime.now(OFFICE_TIME).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """
    The unit system records are drawn on, and the day that picks which count.

    ``on`` None means all records, whatever their date; a status is then the
    one of ``today``.
    """

    units: UnitSystem = UnitSystem.Y2025
    on: date | None = None
    today: date = field(default_factory=office_today)

    @property
    def status_day(self) -> date:
        """Day for which a status is told."""
        return self.on or self.today


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """
    Values that a record must have; an empty set lets every value through.

    ``NONE`` in a set means "unknown"; ``expiring`` holds numbers of months; ``fact`` and the three
    behind it ask for what the programme follows (``programme.tokens``). ``without_inferred``
    leaves out records whose stars, group or commune are inferred. ``text`` is compared without
    accents and case against the name, the producer and the places.
    """

    group: frozenset[str] = frozenset()
    stars: frozenset[str] = frozenset()
    status: frozenset[str] = frozenset()
    recognition: frozenset[str] = frozenset()
    producer_kind: frozenset[str] = frozenset()
    district: frozenset[str] = frozenset()
    commune: frozenset[str] = frozenset()
    placement: frozenset[str] = frozenset()
    confidence: frozenset[str] = frozenset()
    weekday: frozenset[str] = frozenset()
    expiring: frozenset[str] = frozenset()
    fact: frozenset[str] = frozenset()
    channel: frozenset[str] = frozenset()
    stage: frozenset[str] = frozenset()
    trademark: frozenset[str] = frozenset()
    planned_kind: frozenset[str] = frozenset()
    planned_stage: frozenset[str] = frozenset()
    without_inferred: bool = False
    text: str = ""

    def chosen(self) -> dict[str, frozenset[str]]:
        """Return the sets that restrict something, by name."""
        sets = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in sets.items() if isinstance(value, frozenset) and value}

    def of_place(self) -> ProductFilter:
        """Return what is asked of the place and the texts of a record, which records of all kinds have."""
        return ProductFilter(district=self.district, commune=self.commune, text=self.text)

    def is_empty(self) -> bool:
        """Tell whether every record passes."""
        return not self.chosen() and not self.without_inferred and not self.text
