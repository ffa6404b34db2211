"""The days of a tour: real dates as minutes, weekdays, and every week that "any week" may mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from geodata.errors import N_, InvalidInput
from geodata.tourism.assumptions import DAY_MIN
from geodata.tourism.values import Interval
from geodata.vocabulary import Weekday

MOST_DAYS = 31  # of one tour, rest days between them included
FURTHEST_FIRST_DAY = 13  # days from any day to the Sunday of the week after

DAY_TITLES: dict[Weekday, str] = {
    Weekday.MON: N_("Monday"),
    Weekday.TUE: N_("Tuesday"),
    Weekday.WED: N_("Wednesday"),
    Weekday.THU: N_("Thursday"),
    Weekday.FRI: N_("Friday"),
    Weekday.SAT: N_("Saturday"),
    Weekday.SUN: N_("Sunday"),
}


class DayNames(tuple[str, ...]):
    """Names of weekdays as a value of a note: each is a text for the translators, listed with commas."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return the English names, listed."""
        return ", ".join(self)


def day_names(days: Iterable[Weekday]) -> DayNames:
    """Return the names of weekdays in the order of the week, or that it is every day."""
    known = set(days)
    if len(known) == len(Weekday):
        return DayNames([N_("every day")])
    return DayNames(DAY_TITLES[day] for day in Weekday if day in known)


def weekday_of(day: date) -> Weekday:
    """Return the weekday of a date."""
    return tuple(Weekday)[day.weekday()]


def check_days(days: Sequence[date]) -> tuple[date, ...]:
    """
    Return the days of a tour.

    Raises
    ------
    InvalidInput
        There are none, they do not ascend, or lie more than a month apart.
    """
    if not days:
        raise InvalidInput(N_("A tour needs at least one day"))
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise InvalidInput(N_("The days of a tour have to follow one another, each once"))
    if (days[-1] - days[0]).days >= MOST_DAYS:
        raise InvalidInput(N_("The days of a tour lie within %(most)s days"), most=MOST_DAYS)
    return tuple(days)


def midnight(days: Sequence[date], day: date) -> float:
    """Return the minutes from the midnight before the first day to the midnight before ``day``."""
    return (day - days[0]).days * DAY_MIN


def any_week(n_days: int, after: date) -> tuple[tuple[date, ...], ...]:
    """
    Return the seven runs of ``n_days`` days in a row that "any week" may mean, by the weekday they begin on.

    The first begins on the first Monday after ``after``, the others on the
    days behind it: markets repeat every week, seasons are those of that time.

    Raises
    ------
    InvalidInput
        A tour has not so many days, or no calendar reaches so far.
    """
    if not 1 <= n_days <= MOST_DAYS:
        raise InvalidInput(N_("A tour has from 1 to %(most)s days"), most=MOST_DAYS)
    if (date.max - after).days < FURTHEST_FIRST_DAY + n_days:
        raise InvalidInput(N_("No calendar reaches beyond %(day)s: name an earlier day"), day=date.max)
    monday = after + timedelta(7 - after.weekday())
    return tuple(tuple(monday + timedelta(start + number) for number in range(n_days)) for start in range(7))


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return intervals in order, those that touch or overlap as one; empty ones are left out."""
    found: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)
