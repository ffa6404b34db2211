"""What to look out for on the legs of a day: no way, the dark, too long without a break, slow roads."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from geodata.errors import N_
from geodata.network.values import Variant
from geodata.planning.notes import Note
from geodata.tourism.advice_values import Advice, Severity, clock_of, is_dark
from geodata.tourism.calendars import midnight
from geodata.tourism.daylight import daylight
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.slow_days import Break, OneDay, find_break
from geodata.tourism.timetable import SAME
from geodata.tourism.values import DayPlan, Fault

# A stay that is shorter than this is no break from driving: one gets out and in again. Assumed.
LEAST_BREAK_MIN = 10.0

NO_WAY = N_("No road that is known leads this way: its minutes are missing in all times after it")
DARK = N_("Driving in the dark: this leg ends at %(arrive)s, and it is dark from %(dark)s")
BEFORE_LIGHT = N_("Driving in the dark: this leg begins at %(depart)s, and it is light from %(dawn)s")
NO_BREAK = N_("%(minutes)s minutes of driving without a break, more than %(most)s")
BREAKS_VISIT = N_(
    "If this leg takes %(high)s minutes, not %(planned)s, %(stop)s is reached at %(arrive)s and the visit"
    " has to begin by %(latest)s"
)
BREAKS_VISIT_TOGETHER = N_(
    "If all legs take as long as they may (this one %(high)s minutes, not %(planned)s), %(stop)s is reached"
    " at %(arrive)s and the visit has to begin by %(latest)s"
)
BREAKS_CLOSED = N_("If this leg takes %(high)s minutes, not %(planned)s, %(stop)s is closed when one arrives")
BREAKS_END = N_(
    "If this leg takes %(high)s minutes, not %(planned)s, the day ends at %(arrive)s, after %(end)s"
)
BREAKS_END_TOGETHER = N_(
    "If all legs take as long as they may (this one %(high)s minutes, not %(planned)s), the day ends at"
    " %(arrive)s, after %(end)s"
)
BREAKS_LUNCH = N_("If this leg takes %(high)s minutes, not %(planned)s, no time is left for lunch")
HOLDS = N_("With every leg at the high end of its range this day still works")
HOLDS_LATER = N_(
    "With every leg at the high end of its range this day still works, also if it begins %(minutes)s minutes"
    " later"
)


@dataclass(frozen=True, slots=True)
class Drive:
    """Driving without a break: from when to when, on which leg."""

    leg: int
    begin: float
    end: float


def advise_driving(prepared: PreparedTour, number: int, plan: DayPlan) -> Iterator[Advice]:
    """Give what to look out for on the legs of day ``number``."""
    for leg, minutes in enumerate(plan.legs):
        if math.isinf(minutes):
            yield Advice(Severity.BREAKS, Note("no_way", NO_WAY), leg=leg)
    yield from _dark(prepared, number, plan)
    yield from _without_break(prepared, number, plan)
    yield from _on_slow_roads(prepared, number, plan)


def drives(plan: DayPlan, lunch_min: float) -> list[Drive]:
    """Return the driving of a day, leg by leg; a lunch on the way parts a leg in two."""
    begins = [plan.depart, *(visit.leave for visit in plan.visits)]
    found = []
    for leg, (begin, minutes) in enumerate(zip(begins, plan.legs, strict=True)):
        if not math.isfinite(minutes) or minutes <= 0:
            continue
        lunch = plan.lunch_at
        if lunch is None or not begin - SAME <= lunch < begin + minutes - SAME:
            found.append(Drive(leg, begin, begin + minutes))
            continue
        if lunch > begin + SAME:
            found.append(Drive(leg, begin, lunch))
        found.append(Drive(leg, lunch + lunch_min, begin + minutes + lunch_min))
    return found


def _dark(prepared: PreparedTour, number: int, plan: DayPlan) -> Iterator[Advice]:
    """Say which legs are driven in the dark, by civil twilight where they end or begin."""
    dates = prepared.wishes.dates
    instance = prepared.request.instance
    rows = [*(instance.stops[visit.stop].index for visit in plan.visits), instance.days[number].end]
    start = midnight(dates, dates[number])
    seen = set()
    for drive in drives(plan, instance.days[number].lunch_min):
        spot = prepared.spots[rows[drive.leg]]
        light = daylight(dates[number], (spot.lon, spot.lat))
        if drive.leg in seen:
            continue
        if is_dark(drive.begin, drive.end, start, light):
            values = {
                "arrive": clock_of(prepared, number, drive.end),
                "dark": clock_of(prepared, number, start + light.dark),
            }
            note = Note("dark_drive", DARK, values)
        elif drive.begin < start + light.dawn:
            values = {
                "depart": clock_of(prepared, number, drive.begin),
                "dawn": clock_of(prepared, number, start + light.dawn),
            }
            note = Note("dark_drive", BEFORE_LIGHT, values)
        else:
            continue
        seen.add(drive.leg)
        yield Advice(Severity.WARNING, note, leg=drive.leg)


def _without_break(prepared: PreparedTour, number: int, plan: DayPlan) -> Iterator[Advice]:
    """Say on which leg driving has lasted too long without a stay, once for each stretch."""
    most = prepared.wishes.break_after_min
    stretches: list[list[Drive]] = []
    for drive in drives(plan, prepared.request.instance.days[number].lunch_min):
        if stretches and drive.begin - stretches[-1][-1].end < LEAST_BREAK_MIN:
            stretches[-1].append(drive)
        else:
            stretches.append([drive])
    for stretch in stretches:
        driven = sum(drive.end - drive.begin for drive in stretch)
        if driven > most + SAME:
            note = Note("no_break", NO_BREAK, {"minutes": round(driven), "most": round(most)})
            yield Advice(Severity.WARNING, note, leg=stretch[-1].leg)


def _on_slow_roads(prepared: PreparedTour, number: int, plan: DayPlan) -> Iterator[Advice]:
    """Name the leg that may break the day, or say that none does and how much is left."""
    found = None
    if prepared.planned_with is not Variant.HIGH:
        found = find_break(OneDay.of(prepared, number, plan))
    if found is not None:
        severity = Severity.WARNING if found.finding.fault is Fault.NO_LUNCH else Severity.BREAKS
        yield Advice(severity, _break_note(prepared, number, plan, found), leg=found.leg, visit=found.visit)
    elif plan.visits and plan.depart_latest is not None:
        left = math.floor(plan.depart_latest - plan.depart + SAME)
        is_later = left > 0 and prepared.planned_with is Variant.HIGH
        note = Note("holds", HOLDS_LATER, {"minutes": left}) if is_later else Note("holds", HOLDS)
        yield Advice(Severity.NOTE, note)


def _break_note(prepared: PreparedTour, number: int, plan: DayPlan, found: Break) -> Note:
    """Return a leg that may break the day in words."""
    times = {
        name: clock_of(prepared, number, value)
        for name, value in found.finding.values.items()
        if name != "minutes" and isinstance(value, float | int)
    }
    values: dict[str, object] = {"high": round(found.high), "planned": round(found.planned), **times}
    if found.finding.fault is Fault.NO_LUNCH:
        return Note("breaks_lunch", BREAKS_LUNCH, values)
    if found.visit is None:
        return Note("breaks_end", BREAKS_END if found.alone else BREAKS_END_TOGETHER, values)
    values["stop"] = prepared.places[plan.visits[found.visit].stop].name
    if found.finding.fault is Fault.CLOSED:
        return Note("breaks_visit", BREAKS_CLOSED, values)
    return Note("breaks_visit", BREAKS_VISIT if found.alone else BREAKS_VISIT_TOGETHER, values)
