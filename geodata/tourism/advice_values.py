"""One thing to look out for on a day of a tour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from geodata.planning.notes import Note
from geodata.tourism.assumptions import DAY_MIN
from geodata.tourism.calendars import midnight
from geodata.tourism.daylight import Daylight
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.stop_answers import told_note

CLOCK = slice(len("2026-12-05T"), len("2026-12-05T08:00"))


class Severity(StrEnum):
    """How much depends on it, the most first."""

    BREAKS = "breaks"  # as planned or on slow roads something of the day cannot be done
    WARNING = "warning"  # it can be done, and somebody should know
    NOTE = "note"  # what to ask about, what is as it should be


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to look out for: on a leg or at a visit (positions in the day), or on the whole day."""

    severity: Severity
    note: Note
    leg: int | None = None
    visit: int | None = None

    def told(self) -> dict[str, Any]:
        """Return it as JSON in no language."""
        return {
            "leg": self.leg,
            "visit": self.visit,
            "severity": self.severity.value,
            "note": told_note(self.note),
        }


def clock_of(prepared: PreparedTour, number: int, minutes: float) -> str:
    """Return a time of the instance as ``08:30``; ``00:30 (+1)`` on the day after day ``number``."""
    dates = prepared.wishes.dates
    later = int((round(minutes) - midnight(dates, dates[number])) // DAY_MIN)
    clock = prepared.request.moment(round(minutes))[CLOCK]
    return f"{clock} (+{later})" if later > 0 else clock


def is_dark(begin: float, end: float, midnight_: float, light: Daylight) -> bool:
    """Tell whether something lasts into the night of a day; its midnight and its light are given."""
    return begin < midnight_ + DAY_MIN + light.dawn and end > midnight_ + light.dark
