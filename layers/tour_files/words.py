"""How the files of a tour write numbers, days, times and spans in the language of the reader."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from geodata.errors import N_
from geodata.tourism.calendars import DAY_TITLES, weekday_of


@dataclass(frozen=True, slots=True)
class Words:
    """
    The words of one language.

    ``translate`` gives a text of ours in that language, ``number`` writes a
    number with its marks; nothing here knows where either comes from.
    """

    language: str
    translate: Callable[[str], str]
    number: Callable[[float], str]

    def text(self, message: str, **values: object) -> str:
        """Return a text of ours: translated first, filled in afterwards."""
        found = self.translate(message)
        return found % values if values else found

    def day(self, day: date) -> str:
        """Return a date as Vietnamese offices write it, in both languages."""
        return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"

    def clock(self, moment: datetime, day: date | None = None) -> str:
        """Return the time of the day; ``00:30 (+1)`` where it is on the day after ``day``."""
        clock = f"{moment.hour:02d}:{moment.minute:02d}"
        later = 0 if day is None else (moment.date() - day).days
        return f"{clock} (+{later})" if later > 0 else clock

    def weekday(self, day: date) -> str:
        """Return the name of the day of the week."""
        return self.text(DAY_TITLES[weekday_of(day)])

    def duration(self, minutes: float) -> str:
        """Return minutes as hours and minutes."""
        hours, left = divmod(math.ceil(minutes), 60)
        if not hours:
            return self.text(N_("%(minutes)s min"), minutes=left)
        if not left:
            return self.text(N_("%(hours)s h"), hours=hours)
        return self.text(N_("%(hours)s h %(minutes)s min"), hours=hours, minutes=left)

    def span(self, low: float, high: float) -> str:
        """Return a range of minutes, outwards to whole ones."""
        return self.text(N_("%(low)s–%(high)s min"), low=math.floor(low), high=math.ceil(high))
