"""Why a stop is in no day of a tour, in words with figures."""

from __future__ import annotations

import math

from geodata.errors import N_
from geodata.planning.notes import Note
from geodata.tourism.calendars import day_names, weekday_of
from geodata.tourism.openings import Closed
from geodata.tourism.order_faults import group_title
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.values import Reason

AVOIDED = N_("It is to be avoided, as you asked")
NO_PRIZE = N_("Worth nothing for these interests")
UNREACHABLE = N_("No road that is known leads there")
CLOSED = N_("Not open long enough within these days and hours for a visit of %(minutes)s minutes")
FIXED_CLOSED = N_("Its visit is fixed on %(day)s and it is not open then")
FIXED_CLOSED_AT = N_("Its visit is fixed at %(time)s on %(day)s and it is not open for all of it")
OTHER_DAYS = N_("The market is held on %(held)s, and the tour is on %(days)s")
TOO_FAR = N_(
    "Too far: even alone it takes %(drive)s minutes of driving and a visit of %(visit)s minutes;"
    " the longest day has %(day)s minutes"
)
TOO_MUCH_DRIVING = N_(
    "Too far: even alone it takes %(drive)s minutes of driving; at most %(most)s are wanted"
)
OUT_OF_REACH = N_("Too far to be there while it is open: even alone it takes %(drive)s minutes of driving")
GROUP_FULL = N_("It would fit, but of “%(kind)s” at most %(most)s are wanted")
NO_TIME = N_("No time: %(visit)s minutes there and the way fit nowhere between the other stops")
OTHER_TOUR = N_("It would fit, and is left to another of these tours")
NOT_ORDERED = N_("The given order leaves it out")
PLAIN: dict[Reason, str] = {
    Reason.AVOIDED: AVOIDED,
    Reason.NO_PRIZE: NO_PRIZE,
    Reason.UNREACHABLE: UNREACHABLE,
    Reason.OTHER_TOUR: OTHER_TOUR,
    Reason.NOT_ORDERED: NOT_ORDERED,
}


def why_not(prepared: PreparedTour, number: int, reason: Reason) -> Note:
    """Return in words why a stop (by position) is in no day: closed on which days, how far alone."""
    if reason in PLAIN:
        return Note(reason.value, PLAIN[reason])
    if reason is Reason.CLOSED:
        return _closed(prepared, number)
    if reason is Reason.TOO_FAR:
        return _too_far(prepared, number)
    if reason is Reason.GROUP_FULL:
        return _group_full(prepared, number)
    visit = prepared.request.instance.stops[number].visit_min
    return Note(reason.value, NO_TIME, {"visit": visit})


def _group_full(prepared: PreparedTour, number: int) -> Note:
    """Say which limit keeps a stop out: the tightest of those that count it."""
    instance = prepared.request.instance
    limits = [
        (limit.most, limit.group)
        for limit in instance.limits
        if limit.most is not None and limit.group in instance.stops[number].groups
    ]
    most, group = min(limits)
    return Note(Reason.GROUP_FULL.value, GROUP_FULL, {"most": most, "kind": group_title(group)})


def _closed(prepared: PreparedTour, number: int) -> Note:
    """Say when a stop is open instead."""
    place, opening, wishes = prepared.places[number], prepared.openings[number], prepared.wishes
    key = Reason.CLOSED.value
    fixed = wishes.fixed.get(place.place_id)
    if opening.closed is Closed.DAY_UNKNOWN:
        return next(note for note in opening.notes if note.key == Closed.DAY_UNKNOWN.value)
    if opening.closed is Closed.OTHER_DAYS and place.market is not None:
        choice = wishes.choices.get(place.place_id)
        held = place.market.first if choice is None else place.market.days(choice.reading)
        days = day_names(weekday_of(day) for day in wishes.dates)
        return Note(key, OTHER_DAYS, {"held": day_names(held), "days": days})
    if fixed is not None:
        day = fixed.day.strftime("%d/%m/%Y")
        if fixed.at is None:
            return Note(key, FIXED_CLOSED, {"day": day})
        at = f"{int(fixed.at) // 60:02d}:{int(fixed.at) % 60:02d}"
        return Note(key, FIXED_CLOSED_AT, {"day": day, "time": at})
    return Note(key, CLOSED, {"minutes": prepared.request.instance.stops[number].visit_min})


def _too_far(prepared: PreparedTour, number: int) -> Note:
    """Say how many minutes a stop takes on the day on which it takes least, if nothing else is visited."""
    instance = prepared.request.instance
    stop, minutes = instance.stops[number], instance.minutes
    drives = [minutes[day.start, stop.index] + minutes[stop.index, day.end] for day in instance.days]
    number_of_day = min(range(len(drives)), key=lambda day: drives[day])
    drive, day = float(drives[number_of_day]), instance.days[number_of_day]
    if not math.isfinite(drive):
        return Note(Reason.UNREACHABLE.value, UNREACHABLE)
    values = {"drive": round(drive), "visit": stop.visit_min}
    key = Reason.TOO_FAR.value
    longest = max(day.end_at - day.start_at for day in instance.days)
    if drive + stop.visit_min > longest:
        return Note(key, TOO_FAR, {**values, "day": round(longest)})
    if day.max_drive_min is not None and drive > day.max_drive_min:
        return Note(key, TOO_MUCH_DRIVING, {"drive": round(drive), "most": round(day.max_drive_min)})
    return Note(key, OUT_OF_REACH, {"drive": round(drive)})
