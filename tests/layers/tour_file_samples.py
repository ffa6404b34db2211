"""A made-up tour of two days for the tests of its files."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

from layers.tour_files.document import Document, Office
from layers.tour_files.reading import sheet_of
from layers.tour_files.sheet import Sheet
from layers.tour_files.words import Words

LOCAL = timezone(timedelta(hours=7))
ADDRESS = "https://ocop.example.vn/tours/abc_DEF-1?a=1&b=2"
TITLE = "Chợ phiên và làng nghề Bắc Hà"
LONG = "Tên gọi rất dài của một điểm dừng ở Lào Cai " * 10  # over 400 signs
ENGLISH = Words(language="en", translate=lambda text: text, number=lambda value: f"{value:g}")


def make_stop(**changes: Any) -> dict[str, Any]:
    """Return one stop of an answer."""
    stop: dict[str, Any] = {
        "name": "Bản Phố (nấu rượu ngô)",
        "lon": 104.27351,
        "lat": 22.55012,
        "own_point": True,
        "commune": "Bản Phố",
        "district": "Bắc Hà",
        "kinds": ["craft", "producer"],
        "products": [
            {"id": "ruou-ngo", "name": "Rượu ngô", "group": "beverage", "stars": 4, "recognised": True,
             "inferred": False},
            {"id": "men-la", "name": "Men lá", "group": None, "stars": None, "recognised": False,
             "inferred": True},
        ],
        "crafts": [{"name": "Làng nghề nấu rượu", "craft": "rượu", "standing": "recognised"}],
        "entry_fee_vnd": [20000, 30000],
        "sources": ["https://baolaocai.vn/ban-pho", "Báo cáo của Sở"],
        "notes": [{"key": "visit_assumed", "text": "No source says how long a visit takes"}],
    }  # fmt: skip
    return stop | changes


def make_leg(start: str, end: str, **changes: Any) -> dict[str, Any]:
    """Return one leg of an answer."""
    leg: dict[str, Any] = {
        "from": start,
        "to": end,
        "minutes": 40.0,
        "range": {"low": 20.4, "likely": 25.0, "high": 39.2},
        "km": 18.9,
        "line": [[104.29, 22.53], [104.28, 22.54], [104.27351, 22.55012]],
        "real": False,
        "roads": ["QL4D"],
    }
    return leg | changes


def make_visit(stop: str, begin: str, leave: str, **changes: Any) -> dict[str, Any]:
    """Return one visit of an answer."""
    return {"stop": stop, "arrive": begin, "leave": leave, "wait_min": 0.0, "reached": begin} | changes


def make_day(
    day: str, legs: list[dict[str, Any]], visits: list[dict[str, Any]], **changes: Any
) -> dict[str, Any]:
    """Return one day of an answer, from Bắc Hà back to it."""
    found: dict[str, Any] = {
        "date": day,
        "start": {"id": None, "name": None, "lon": 104.29, "lat": 22.53},
        "end": {"id": "cho-bac-ha", "name": "Chợ Bắc Hà", "lon": 104.2915, "lat": 22.5312},
        "depart": f"{day}T07:30",
        "arrive": f"{day}T11:05",
        "depart_latest": f"{day}T09:15",
        "drive_min": 80.0,
        "lunch_at": f"{day}T11:10",
        "lunch_min": 60.0,
        "sunrise": "06:29",
        "sunset": "17:18",
        "legs": legs,
        "visits": visits,
        "warnings": [
            {
                "leg": None,
                "visit": 0,
                "severity": "warning",
                "note": {"key": "late", "text": "Chợ tan lúc 12:00"},
            }
        ],
    }
    return found | changes


def make_answer(**changes: Any) -> dict[str, Any]:
    """Return an answer: a Saturday with a stop known by a real road, an empty Sunday."""
    saturday, sunday = "2026-12-05", "2026-12-06"
    visits = [make_visit("ban-pho", f"{saturday}T08:10", f"{saturday}T09:10", wait_min=12.0)]
    legs = [
        make_leg("104.29,22.53", "ban-pho", real=True),
        make_leg("ban-pho", "cho-bac-ha", line=None, roads=[], km=None),
    ]
    answer: dict[str, Any] = {
        "dates": [saturday, sunday],
        "vehicle": "minibus",
        "pace": "calm",
        "days": [
            make_day(saturday, legs, visits),
            make_day(sunday, [make_leg("104.29,22.53", "cho-bac-ha", line=None)], [], lunch_at=None,
                     lunch_min=None, depart_latest=None, warnings=[]),
        ],
        "stops": {"ban-pho": make_stop()},
        "travel": {"network": "Links between communes", "source": "Put together", "estimate": True},
        "basis": {"revision": 3, "base_date": "2026-11-21", "units": "2024"},
        "score": {
            "total": 6.5,
            "parts": [
                {"key": "products", "title": "Products by star", "value": 3.0, "unit": "products",
                 "points": 8.0, "weight": 2.0, "note": {"key": "products", "text": "Recognised products"}},
                {"key": "co2", "title": "CO₂", "value": None, "unit": "kg", "points": None, "weight": 1.0,
                 "note": {"key": "co2_unknown", "text": "Not counted"}},
            ],
        },
        "notes": [{"key": "high_end", "text": "Planned with the high end of the travel times"}],
    }  # fmt: skip
    return answer | changes


def make_long_day(stops: int) -> dict[str, Any]:
    """Return an answer of one day with so many stops, each with two products."""
    day = "2026-12-05"
    keys = [f"diem-{number}" for number in range(1, stops + 1)]
    visits, now = [], datetime.fromisoformat(f"{day}T07:30")
    for key in keys:
        begin, leave = now + timedelta(minutes=15), now + timedelta(minutes=45)
        visits.append(make_visit(key, begin.isoformat(), leave.isoformat()))
        now = leave
    passed = ["start", *keys, "end"]
    legs = [make_leg(a, b, line=None) for a, b in pairwise(passed)]
    places = {
        key: make_stop(name=f"Điểm dừng số {number}", lon=104.2 + number / 60, lat=22.4 + number % 3 / 20)
        for number, key in enumerate(keys, start=1)
    }
    arrive = (now + timedelta(minutes=15)).isoformat()
    days = [make_day(day, legs, visits, arrive=arrive)]
    return make_answer(dates=[day], days=days, stops=places)


def make_document(**changes: Any) -> Document:
    """Return a document of the sample."""
    document = Document(
        key="abc_DEF-1",
        title=TITLE,
        note="Mang theo áo ấm.\nĂn trưa ở chợ.",
        address=ADDRESS,
        author="Trần Thị Lan",
        is_draft=False,
        made_at=datetime(2026, 11, 22, 8, 0, tzinfo=LOCAL),
        version=3,
        language="en",
        answer=make_answer(),
        office=Office("Sở Công Thương tỉnh Lào Cai"),
    )
    return replace(document, **changes)


def make_sheet(document: Document) -> Sheet:
    """Return the document in English."""
    return sheet_of(document, ENGLISH)
