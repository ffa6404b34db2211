"""The answer of a tour over the registry: days, legs and visits, and what a reader has to know of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from geodata.errors import N_
from geodata.network.current import CurrentNetwork
from geodata.network.values import Variant
from geodata.planning.notes import Note
from geodata.store import Store
from geodata.tourism.advice import advise_day
from geodata.tourism.calendars import weekday_of
from geodata.tourism.daylight import daylight
from geodata.tourism.leg_lines import LegLine, LegLines, leg_lines
from geodata.tourism.prepared import PreparedTour, Spot
from geodata.tourism.preparing import IN_ONE_COMMUNE_MIN
from geodata.tourism.score import score_of
from geodata.tourism.score_figures import known_km
from geodata.tourism.skipping import why_not
from geodata.tourism.stop_answers import told_note, told_stop
from geodata.tourism.values import Day, DayPlan, Tour, Visit
from geodata.tourism.vehicle_roads import roads_for
from geodata.tourism.vehicles import Vehicle
from geodata.tourism.wishes import PlanWith

Answer = dict[str, Any]
ENDS = (Variant.LOW, Variant.LIKELY, Variant.HIGH)

SAME_POINT_NOTE = N_(
    "Stops that are known only by the same commune stand at one point: %(low)s to %(high)s minutes"
    " between them are assumed"
)
HIGH_NOTE = N_("Planned with the high end of the travel times, so that it still works on a slow day")
LIKELY_NOTE = N_("Planned with the likely travel times: on a slow day it may not work")
LUNCH_NOTE = N_("No lunch was named: %(minutes)s minutes between %(from)s and %(to)s are assumed")
OUTSIDE_NOTE = N_(
    "The start or the end at %(place)s lies outside the province: the way between it and the roads that are"
    " known here, perhaps across a border, is not known, and the minutes of its leg cannot be relied on"
)
VEHICLE_NOTE = N_("%(vehicle)s: the minutes of a car × %(factor)s. %(reason)s")
ROUND_NOTE = N_(
    "Motorbikes are forbidden on expressways (Law 36/2024/QH15, article 25): all ways lead round them"
)
DRIVE_NOTE = N_("No limit of driving was named: %(minutes)s minutes a day are assumed. %(reason)s")


def tour_answer(store: Store, prepared: PreparedTour, tour: Tour, network: CurrentNetwork) -> Answer:
    """
    Return what a tour over the registry says, as JSON in no language.

    Times are ISO 8601 without an offset, in Việt Nam; places are degrees
    (EPSG:4326), lengths km; notes are ``{"key", "message", "values"}``.
    """
    wishes = prepared.wishes
    state, ways = store.state(), leg_lines(store, roads_for(store, network, wishes.vehicle))
    edition = state.reference_edition
    return {
        "dates": [day.isoformat() for day in wishes.dates],
        "vehicle": wishes.vehicle.value,
        "pace": wishes.pace.value,
        "party": None
        if wishes.party is None
        else {"adults": wishes.party.adults, "children": wishes.party.children},
        "plan_with": wishes.plan_with.value,
        "days": [_day(prepared, number, plan, ways) for number, plan in enumerate(tour.days)],
        "prize": tour.prize,
        "skipped": [
            {
                "stop": prepared.places[each.stop].place_id,
                "name": prepared.places[each.stop].name,
                "reason": each.reason.value,
                "why": told_note(why_not(prepared, each.stop, each.reason)),
            }
            for each in tour.skipped
        ],
        "bound": tour.bound,
        "stopped_by": tour.stopped_by.value,
        "seconds": round(tour.seconds, 4),
        "stops": _visited(prepared, tour),
        "left_out": {reason.value: count for reason, count in prepared.left_out.reasons.items()},
        "travel": network.described(prepared.times),
        "basis": {
            "revision": state.revision,
            "base_date": None if edition is None else edition.isoformat(),
            "units": wishes.units.value,
            "pace": {
                "visit_factor": prepared.pace.visit_factor,
                "max_drive_min": prepared.pace.max_drive_min,
                "reason": told_note(Note("pace", prepared.pace.reason)),
            },
            "vehicle": {
                "time_factor": prepared.vehicle.time_factor,
                "seats": prepared.vehicle.seats,
                "reason": told_note(Note("vehicle", prepared.vehicle.reason)),
            },
        },
        "score": score_of(prepared, tour),
        "notes": [told_note(note) for note in _notes(prepared)],
    }


def _notes(prepared: PreparedTour) -> list[Note]:
    """Return what holds for the whole tour: which minutes it is planned with, what was assumed."""
    wishes = prepared.wishes
    low, high = (round(IN_ONE_COMMUNE_MIN[end]) for end in (Variant.LOW, Variant.HIGH))
    is_high = wishes.plan_with is PlanWith.HIGH
    found = [
        Note("high_end", HIGH_NOTE) if is_high else Note("likely", LIKELY_NOTE),
        Note("one_commune", SAME_POINT_NOTE, {"low": low, "high": high}),
    ]
    vehicle = prepared.vehicle
    if vehicle.time_factor != 1.0:
        values = {"vehicle": vehicle.title, "factor": vehicle.time_factor, "reason": vehicle.reason}
        found.append(Note("vehicle_time", VEHICLE_NOTE, values))
    if wishes.vehicle is Vehicle.MOTORBIKE:
        found.append(Note("round_expressways", ROUND_NOTE))
    if "lunch" in wishes.assumed and wishes.lunch is not None:
        lunch = wishes.lunch
        values = {"minutes": lunch.minutes, "from": clock(lunch.begin), "to": clock(lunch.end)}
        found.append(Note("usual_lunch", LUNCH_NOTE, values))
    days = prepared.request.instance.days
    ends = dict.fromkeys(prepared.spots[row] for day in days for row in (day.start, day.end))
    found += [Note("outside_province", OUTSIDE_NOTE, {"place": spot.label}) for spot in ends if spot.outside]
    if "max_drive_min_per_day" in wishes.assumed:
        values = {"minutes": prepared.pace.max_drive_min, "reason": prepared.pace.reason}
        found.append(Note("usual_drive", DRIVE_NOTE, values))
    return found


def _day(prepared: PreparedTour, number: int, plan: DayPlan, ways: LegLines) -> Answer:
    """Return one day: its legs with their range, its visits by the keys of the stops."""
    moment = prepared.request.moment
    instance = prepared.request.instance
    day, when = instance.days[number], prepared.wishes.dates[number]
    rows = [day.start, *(instance.stops[visit.stop].index for visit in plan.visits), day.end]
    start = prepared.spots[day.start]
    light = daylight(when, (start.lon, start.lat))
    lines = [ways.line(prepared.spots[a], prepared.spots[b]) for a, b in pairwise(rows)]
    return {
        "date": when.isoformat(),
        "weekday": weekday_of(when).value,
        "start": _spot(start),
        "end": _spot(prepared.spots[day.end]),
        "depart": moment(plan.depart),
        "arrive": moment(plan.arrive),
        "depart_latest": None if plan.depart_latest is None else moment(plan.depart_latest),
        "slack_min": round(day.end_at - plan.arrive, 1),
        "drive_min": plan.drive_min,
        "lunch_at": None if plan.lunch_at is None else moment(plan.lunch_at),
        "lunch_min": None if plan.lunch_at is None else day.lunch_min,
        "sunrise": clock(light.sunrise),
        "sunset": clock(light.sunset),
        "legs": [_leg(prepared, a, b, line) for (a, b), line in zip(pairwise(rows), lines, strict=True)],
        "visits": [_visit(prepared, day, visit) for visit in plan.visits],
        "warnings": advise_day(prepared, number, plan),
    }


def clock(minutes: float) -> str:
    """Return minutes after midnight as ``06:12``, to the nearest one."""
    whole = round(minutes)
    return f"{whole // 60:02d}:{whole % 60:02d}"


def _spot(spot: Spot) -> Answer:
    """Return where a day begins or ends; a place of which only its units are known says so."""
    return {
        "id": spot.key,
        "name": spot.name,
        "lon": spot.lon,
        "lat": spot.lat,
        "own_point": spot.own_point,
        "within": list(spot.within),
    }


def _visit(prepared: PreparedTour, day: Day, visit: Visit) -> Answer:
    """Return one visit, with the hours of the stop on that day."""
    moment = prepared.request.moment
    return {
        "stop": prepared.places[visit.stop].place_id,
        "arrive": moment(visit.begin),
        "leave": moment(visit.leave),
        "wait_min": round(visit.begin - visit.arrive, 1),
        "reached": moment(visit.arrive),
        "open": None
        if prepared.is_own(visit.stop)
        else [
            [moment(opens), moment(closes)]
            for opens, closes in prepared.openings[visit.stop].intervals
            if _same_date(opens, day.start_at)
        ],
    }


def _same_date(first: float, second: float) -> bool:
    """Tell whether two times of an instance lie on one date."""
    return first // 1440 == second // 1440


def _leg(prepared: PreparedTour, start: int, end: int, line: LegLine) -> Answer:
    """Return one leg: the minutes that it is planned with, their range, kilometres, its line and roads."""
    low, likely, high = (float(prepared.minutes[end_][start, end]) for end_ in ENDS)
    km = known_km(prepared, start, end)
    planned = 0.0 if start == end else float(prepared.request.instance.minutes[start, end])
    return {
        "from": prepared.spots[start].label,
        "to": prepared.spots[end].label,
        "minutes": _known(planned),
        # Outwards: what is planned with, the high end up to whole minutes, is never above what is shown.
        "range": {"low": _known(low, math.floor), "likely": _known(likely), "high": _known(high, math.ceil)},
        "km": None if km is None else round(km, 1),
        "line": line.line,
        "real": line.real,
        "roads": list(line.roads),
    }


def _known(value: float, towards: Callable[[float], int] = round) -> float | None:
    """Return minutes with one decimal, rounded ``towards`` one side; None where there is no way."""
    return towards(value * 10) / 10 if math.isfinite(value) else None


def _visited(prepared: PreparedTour, tour: Tour) -> dict[str, Answer]:
    """Return what is to be said of each stop that the tour visits."""
    numbers = sorted({visit.stop for day in tour.days for visit in day.visits})
    return {prepared.places[number].place_id: told_stop(prepared, number) for number in numbers}
