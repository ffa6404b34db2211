"""What whoever leads a tour has to look out for on each of its days, solved or given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geodata.errors import N_
from geodata.planning.notes import Note
from geodata.tourism.advice_values import Advice, Severity, clock_of
from geodata.tourism.driving_advice import advise_driving
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.timetable import SAME, has_pause
from geodata.tourism.values import DayPlan
from geodata.tourism.visit_advice import advise_visits

NO_STOP = N_("This day has no stop")
TOO_LONG = N_("The day ends at %(arrive)s, after its end at %(end)s")
TOO_MUCH_DRIVING = N_("%(minutes)s minutes of driving; at most %(most)s are wanted")
NO_LUNCH = N_("No room for a lunch of %(minutes)s minutes between %(from)s and %(to)s")


def advise_day(prepared: PreparedTour, number: int, plan: DayPlan) -> list[dict[str, Any]]:
    """
    Return what to look out for on day ``number`` of a tour (from 0), the worst first, then as the day goes.

    Each is ``{"leg", "visit", "severity", "note"}``: positions in the day or
    null; a note has its text for the translators. ``roads`` are the numbers
    or names of the roads of each leg, as far as they are known.
    """
    found = [
        *_whole_day(prepared, number, plan),
        *advise_visits(prepared, number, plan),
        *advise_driving(prepared, number, plan),
    ]
    return [advice.told() for advice in sorted(found, key=_place)]


def _place(advice: Advice) -> tuple[int, float]:
    """Return by what advice is sorted: severity, then where in the day; the whole day comes first."""
    leg = -1.0 if advice.leg is None else float(advice.leg)
    visit = -1.0 if advice.visit is None else advice.visit + 0.5
    return list(Severity).index(advice.severity), max(leg, visit)


def _whole_day(prepared: PreparedTour, number: int, plan: DayPlan) -> Iterator[Advice]:
    """Say that a day has no stop, is too long, drives too much or has no room for lunch."""
    day = prepared.request.instance.days[number]
    if not plan.visits:
        yield Advice(Severity.NOTE, Note("no_stop", NO_STOP))
    if plan.arrive > day.end_at + SAME:
        values = {
            "arrive": clock_of(prepared, number, plan.arrive),
            "end": clock_of(prepared, number, day.end_at),
        }
        yield Advice(Severity.BREAKS, Note("too_long", TOO_LONG, values))
    if day.max_drive_min is not None and plan.drive_min > day.max_drive_min + SAME:
        driven = {"minutes": round(plan.drive_min), "most": round(day.max_drive_min)}
        yield Advice(Severity.WARNING, Note("too_much_driving", TOO_MUCH_DRIVING, driven))
    if day.lunch is not None and plan.lunch_at is None and has_pause(day):
        begin, end = (clock_of(prepared, number, at) for at in day.lunch)
        lunch = {"minutes": round(day.lunch_min), "from": begin, "to": end}
        yield Advice(Severity.WARNING, Note("no_lunch", NO_LUNCH, lunch))
