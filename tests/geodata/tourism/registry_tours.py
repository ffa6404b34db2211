"""Tours over the reference data for tests: a body, its answer, and what must hold of any answer."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from geodata.tourism.paces import PACES
from geodata.tourism.tours import run_tour_wishes

TODAY = date(2026, 11, 22)
BAC_HA, LAO_CAI = [104.29, 22.53], [103.97, 22.48]
SATURDAY, SUNDAY, MONDAY = "2026-12-05", "2026-12-06", "2026-12-07"
WISHES: dict[str, Any] = {
    "start": BAC_HA,
    "dates": [SUNDAY],
    "units": "2024",
    "iterations": 60,
    "time_limit_s": 2,
}


def asked(store, **changes):
    """Return the answer of a tour; None takes a name out of the body."""
    body = {name: value for name, value in (WISHES | changes).items() if value is not None}
    return run_tour_wishes(store, json.dumps(body), None, TODAY)


def at(text: str) -> datetime:
    """Return a moment of an answer."""
    return datetime.fromisoformat(text)


def minutes_between(start: str, end: str) -> float:
    """Return the minutes from one moment of an answer to another."""
    return (at(end) - at(start)) / timedelta(minutes=1)


def visits_of(answer) -> list[dict[str, Any]]:
    """Return all visits of an answer."""
    return [visit for day in answer["days"] for visit in day["visits"]]


def visited(answer) -> list[str]:
    """Return the keys of the stops in their order."""
    return [visit["stop"] for visit in visits_of(answer)]


def faults_of(answer, wishes) -> list[str]:
    """Return everything in an answer that does not keep to ``wishes``: told slowly, from the answer alone."""
    found = []
    stops = visited(answer)
    found += [f"twice {key}" for key in set(stops) if stops.count(key) > 1]
    found += [f"missing {key}" for key in {*wishes.must, *wishes.fixed} if key not in stops]
    found += [f"unwanted {key}" for key in wishes.avoid if key in stops]
    for visit in visits_of(answer):
        begin, leave = at(visit["arrive"]), at(visit["leave"])
        hours = visit["open"]
        if hours is not None and not any(at(a) <= begin and leave <= at(b) for a, b in hours):
            found.append(f"closed {visit['stop']}")
        if hours is not None and {moment[:10] for span in hours for moment in span} != {visit["arrive"][:10]}:
            found.append(f"hours of another day at {visit['stop']}")
        length = answer["stops"][visit["stop"]]["visit_min"]
        if abs(minutes_between(visit["arrive"], visit["leave"]) - length) > 1e-6:
            found.append(f"not {length} minutes at {visit['stop']}")
        fixed = wishes.fixed.get(visit["stop"])
        if fixed is not None and begin.date() != fixed.day:
            found.append(f"{visit['stop']} on another day")
        if fixed is not None and fixed.at is not None and begin.hour * 60 + begin.minute != fixed.at:
            found.append(f"{visit['stop']} at another time")
    for number, day in enumerate(answer["days"]):
        found += [f"day {number}: {fault}" for fault in _day_faults(day, number, wishes)]
    return found


def _day_faults(day, number, wishes) -> list[str]:
    """Return what is wrong with one day: its times, its driving, its lunch."""
    found = []
    change = wishes.days[number] if wishes.days else None
    first = wishes.day_start if change is None or change.day_start is None else change.day_start
    last = wishes.day_end if change is None or change.day_end is None else change.day_end
    midnight = datetime.fromisoformat(day["date"])
    if at(day["depart"]) < midnight + timedelta(minutes=first):
        found.append("leaves too early")
    if at(day["arrive"]) > midnight + timedelta(minutes=last):
        found.append("arrives too late")
    most = wishes.driving_limit(PACES)
    if most is not None and day["drive_min"] > most:
        found.append("drives too much")
    now, lunch = day["depart"], day["lunch_at"]
    for leg, visit in zip(day["legs"], day["visits"], strict=False):
        if minutes_between(now, visit["arrive"]) < leg["minutes"] - 1e-6:
            found.append(f"too quick to {visit['stop']}")
        now = visit["leave"]
        if lunch is not None and visit["arrive"] < _later(lunch, day["lunch_min"]) and lunch < visit["leave"]:
            found.append(f"lunch during the visit of {visit['stop']}")
    if minutes_between(now, day["arrive"]) < day["legs"][-1]["minutes"] - 1e-6:
        found.append("too quick to the end")
    return found


def _later(moment: str, minutes: float) -> str:
    """Return a moment some minutes later."""
    return (at(moment) + timedelta(minutes=minutes)).isoformat(timespec="minutes")
