"""Festivals by solar or lunar date, as staff enter them: the data that are shipped name none with its day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from geodata.errors import N_, InvalidInput
from geodata.tourism.lunar import LunarDate, lunar_of

if TYPE_CHECKING:  # frames: only for those who need them
    from geodata.units import UnitKey

LONGEST_DAYS = 60


class CalendarKind(StrEnum):
    """By which calendar the day of a festival is told."""

    SOLAR = "solar"
    LUNAR = "lunar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Festival:
    """
    A festival of every year: its first day and how many days it lasts.

    ``place_id`` is the stop that it is held at, None where it is held in a
    whole commune, ``unit`` (code and first day of validity). A lunar one is
    held in the month itself, not in the leap month of that number. ``source``
    is who says so; it is shown.

    Raises
    ------
    InvalidInput
        There is no such day in the calendar, it lasts no day or over 60, or nobody is named as the source.
    """

    festival_id: str
    name: str
    calendar: CalendarKind
    month: int
    day: int
    days: int = 1
    place_id: str | None = None
    unit: UnitKey | None = None
    source: str

    def __post_init__(self) -> None:
        """Refuse a day that no year has."""
        longest = 30 if self.calendar is CalendarKind.LUNAR or self.month in (4, 6, 9, 11) else 31
        longest = 29 if self.calendar is CalendarKind.SOLAR and self.month == 2 else longest
        if not (1 <= self.month <= 12 and 1 <= self.day <= longest):
            raise InvalidInput(
                N_("There is no day %(day)s of month %(month)s in that calendar"),
                day=self.day,
                month=self.month,
            )
        if not 1 <= self.days <= LONGEST_DAYS:
            raise InvalidInput(
                N_("A festival lasts from 1 to %(most)s days, not %(value)s"),
                most=LONGEST_DAYS,
                value=self.days,
            )
        if not self.source.strip():
            raise InvalidInput(N_("Name the source of the day of the festival %(name)s"), name=self.name)

    def is_held_on(self, day: date) -> bool:
        """Tell whether it is held on a day; a day that a year lacks (29 February) is not made up for."""
        return any(self._begins_on(day - timedelta(back)) for back in range(self.days))

    def _begins_on(self, day: date) -> bool:
        """Tell whether its first day is ``day``."""
        if self.calendar is CalendarKind.SOLAR:
            return (day.month, day.day) == (self.month, self.day)
        found: LunarDate = lunar_of(day)
        return (found.month, found.day, found.leap) == (self.month, self.day, False)


def festivals_on(festivals: Iterable[Festival], days: Sequence[date]) -> tuple[tuple[Festival, date], ...]:
    """Return each festival with each of ``days`` on which it is held, day by day and in the given order."""
    listed = tuple(festivals)
    return tuple((festival, day) for day in days for festival in listed if festival.is_held_on(day))
