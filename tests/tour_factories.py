"""A made-up tour as the server times it, for tests that need no solver: its shapes are those of the API."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from geodata.tourism.saved import TimedTour

SUNDAY, MONDAY = "2026-12-06", "2026-12-07"


def make_note(key: str, message: str, **values: object) -> dict[str, Any]:
    """Return a note as answers keep it."""
    return {"key": key, "message": message, "values": values}


def make_stop(name: str, lon: float = 104.29, lat: float = 22.53, **changes: Any) -> dict[str, Any]:
    """Return what an answer says of one stop."""
    stop = {
        "name": name,
        "also": [],
        "lon": lon,
        "lat": lat,
        "own_point": True,
        "own": False,
        "commune_code": "02838",
        "commune": "Bắc Hà",
        "district": None,
        "roles": ["market"],
        "kinds": ["market"],
        "is_purchase": True,
        "products": [],
        "crafts": [],
        "producer_count": 0,
        "records": [],
        "entry_fee_vnd": None,
        "sources": [],
        "prize": 2.5,
        "why": [{"interest": "markets", "value": 2.5, "why": make_note("worth_market", "A market")}],
        "visit_min": 75,
        "visit_assumed": True,
        "hours_assumed": True,
        "days_assumed": False,
        "notes": [],
    }
    return stop | changes


def make_visit(day: str, stop: str, arrive: str, leave: str, **changes: Any) -> dict[str, Any]:
    """Return one visit of a day."""
    visit = {
        "stop": stop,
        "arrive": f"{day}T{arrive}",
        "leave": f"{day}T{leave}",
        "reached": f"{day}T{arrive}",
        "wait_min": 0.0,
        "open": [[f"{day}T06:00", f"{day}T12:00"]],
    }
    return visit | changes


def make_leg(start: str, end: str, **changes: Any) -> dict[str, Any]:
    """Return one leg of a day."""
    leg = {
        "from": start,
        "to": end,
        "minutes": 40.0,
        "range": {"low": 25.0, "likely": 32.0, "high": 40.0},
        "km": 18.5,
        "line": [[104.2, 22.5], [104.29, 22.53]],
        "real": False,
        "roads": [],
    }
    return leg | changes


def make_day(day: str, weekday: str, stops: list[str], **changes: Any) -> dict[str, Any]:
    """Return a day that visits stops one after the other, an hour each, from a point and back to it."""
    start = {"id": None, "name": None, "lon": 104.2, "lat": 22.5}
    names = ["104.2,22.5", *stops, "104.2,22.5"]
    made = {
        "date": day,
        "weekday": weekday,
        "start": start,
        "end": start,
        "depart": f"{day}T07:30",
        "arrive": f"{day}T16:00",
        "depart_latest": f"{day}T08:10",
        "slack_min": 120.0,
        "drive_min": 80.0,
        "lunch_at": f"{day}T11:30",
        "lunch_min": 60,
        "sunrise": "06:12",
        "sunset": "17:16",
        "legs": [make_leg(*pair) for pair in pairwise(names)],
        "visits": [
            make_visit(day, stop, f"{8 + number:02d}:10", f"{9 + number:02d}:10")
            for number, stop in enumerate(stops)
        ],
        "warnings": [],
    }
    return made | changes


def make_answer(**changes: Any) -> dict[str, Any]:
    """Return the answer of a tour of one Sunday with one market."""
    answer = {
        "dates": [SUNDAY],
        "vehicle": "car",
        "pace": "usual",
        "party": {"adults": 2, "children": 0},
        "plan_with": "high",
        "days": [make_day(SUNDAY, "sun", ["place:1"])],
        "prize": 2.5,
        "skipped": [],
        "bound": None,
        "stopped_by": "given",
        "seconds": 0.01,
        "stops": {"place:1": make_stop("Chợ phiên Bắc Hà")},
        "left_out": {"district_only": 3},
        "travel": {
            "engine": "embedded",
            "estimate": True,
            "fallback": None,
            "network": "Schematic road graph",
            "kind": "embedded",
            "source": "made up",
            "as_of": None,
        },
        "basis": {"revision": 7, "base_date": "2025-12-31", "units": "2025"},
        "score": None,
        "notes": [make_note("high_end", "Planned with the high end of the travel times")],
        "keeps": True,
        "findings": [],
    }
    return answer | changes


def make_basis(**stops: dict[str, Any]) -> dict[str, Any]:
    """Return a basis that rests on made-up stops, visited on the Sunday."""
    days = dict.fromkeys(stops, SUNDAY)
    return {"units": "2025", "on": None, "choices": {}, "days": days, "stops": stops, "roads": "made up"}


def make_timed(**changes: Any) -> TimedTour:
    """Return a tour as the server timed it; its basis rests on nothing."""
    request = {"start": [104.2, 22.5], "dates": [SUNDAY], "order": [["place:1"]]}
    return TimedTour(request=request, answer=make_answer(**changes), basis=make_basis())
