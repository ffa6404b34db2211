"""Parts of the wishes of a tour: frozen values, and how each is read from JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from geodata.errors import N_, InvalidInput
from geodata.json_reading import (
    Json,
    bad,
    check_known,
    is_number,
    read_amount,
    read_choice,
    read_day,
    read_optional,
    read_text,
    read_whole,
)
from geodata.tourism.assumptions import LONGEST_VISIT_MIN
from geodata.tourism.market_readings import Reading
from geodata.tourism.paces import Lunch
from geodata.tourism.reading import MAX_STOPS, read_clock

A_PLACE = "[104.0, 22.3], a place id"
A_LUNCH = '{"from": "11:00", "to": "13:30", "minutes": 60}'
A_DAY = '{"start": null, "end": null, "day_start": "07:30", "day_end": null}'
AN_OWN_STOP = '{"id": "own:1", "name": "…", "lon": 104.0, "lat": 22.3, "visit_min": 30}'
A_CHOICE = '{"place id": {"reading": "first", "as_place": false, "visit_min": null}, …}'
A_FIXED = '{"place id": {"date": "2026-12-05", "at": "09:30"}, …}'
A_PARTY = '{"adults": 2, "children": 0}'
ANY_WEEK = '{"days": 2, "after": "2026-12-01"}'
OWN_ID = re.compile(r"own:[0-9]{1,4}")
MAX_OWN_STOPS, MAX_NAME, MAX_PARTY = 50, 120, 500
LONGEST_RUN = 5  # days of a tour in "any week"

# A place of the registry, a town or a stop of one's own by its key, or lon and lat in degrees (EPSG:4326).
Where = str | tuple[float, float]


@dataclass(frozen=True, slots=True)
class AnyWeek:
    """So many days in a row in the first whole week after a day; None: after today."""

    days: int
    after: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChange:
    """What is otherwise on one day than on the others; times are minutes after midnight."""

    start: Where | None = None
    end: Where | None = None
    day_start: float | None = None
    day_end: float | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Who travels."""

    adults: int
    children: int

    @property
    def people(self) -> int:
        """Return how many they are."""
        return self.adults + self.children


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStop:
    """A place that the user put on the map (degrees, EPSG:4326): no fact is known of it."""

    stop_id: str
    name: str
    lon: float
    lat: float
    visit_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWish:
    """What is chosen for one stop, as ``openings.Choice``; ``visit_min`` None: as assumed or stated."""

    reading: Reading = Reading.FIRST
    as_place: bool = False
    visit_min: float | None = None


@dataclass(frozen=True, slots=True)
class FixedVisit:
    """A stop is visited on a day, and begins at a minute after midnight; None: at any time of it."""

    day: date
    at: float | None


def read_where(name: str, value: object) -> Where:
    """Return a place: its key, or longitude and latitude."""
    if isinstance(value, str):
        return read_text(name, value)
    if not isinstance(value, list) or len(value) != 2:
        raise bad(name, value, A_PLACE)
    lon, lat = value
    if not _is_degree(lon, 180) or not _is_degree(lat, 90):
        raise bad(name, value, A_PLACE)
    return float(lon), float(lat)


def read_lunch(name: str, value: object) -> Lunch:
    """Return when lunch is and how long it takes."""
    given = _object(name, value, A_LUNCH, ("from", "to", "minutes"))
    begin, end = (read_clock(f"{name}.{part}", given.get(part)) for part in ("from", "to"))
    if end < begin:
        raise InvalidInput(N_("%(name)s ends before it begins"), name=name)
    return Lunch(begin, end, read_amount(f"{name}.minutes", given.get("minutes")))


def read_any_week(name: str, value: object) -> AnyWeek:
    """Return for how many days, and after which, any week is meant."""
    given = _object(name, value, ANY_WEEK, ("days", "after"))
    days = read_whole(f"{name}.days", given.get("days"), 1, LONGEST_RUN)
    after = given.get("after")
    return AnyWeek(days, None if after is None else read_day(f"{name}.after", after))


def read_day_changes(value: object, days: int) -> tuple[DayChange, ...]:
    """Return what is otherwise on each day."""
    if not isinstance(value, list) or len(value) != days:
        raise bad("days", value, f"[{A_DAY}, … × {days}]")
    return tuple(_day_change(f"days[{number}]", each) for number, each in enumerate(value))


def _day_change(name: str, value: object) -> DayChange:
    """Return what is otherwise on one day."""
    if value is None:
        return DayChange()
    given = _object(name, value, A_DAY, ("start", "end", "day_start", "day_end"))

    def inner(part: str) -> str:
        return f"{name}.{part}"

    return DayChange(
        start=read_optional(given, "start", lambda part, each: read_where(inner(part), each)),
        end=read_optional(given, "end", lambda part, each: read_where(inner(part), each)),
        day_start=read_optional(given, "day_start", lambda part, each: read_clock(inner(part), each)),
        day_end=read_optional(given, "day_end", lambda part, each: read_clock(inner(part), each)),
    )


def read_party(name: str, value: object) -> Party:
    """Return who travels: at least one."""
    given = _object(name, value, A_PARTY, ("adults", "children"))
    adults, children = (
        read_whole(f"{name}.{part}", given.get(part, 0), 0, MAX_PARTY) for part in ("adults", "children")
    )
    if not adults + children:
        raise bad(name, value, A_PARTY)
    return Party(adults, children)


def read_own_stops(name: str, value: object) -> tuple[OwnStop, ...]:
    """Return the places that the user put on the map, each under a key of its own."""
    if not isinstance(value, list) or len(value) > MAX_OWN_STOPS:
        raise bad(name, value, f"[{AN_OWN_STOP}, …] ≤ {MAX_OWN_STOPS}")
    found = tuple(_own_stop(f"{name}[{number}]", each) for number, each in enumerate(value))
    ids = [stop.stop_id for stop in found]
    twice = next((each for number, each in enumerate(ids) if each in ids[:number]), None)
    if twice is not None:
        raise InvalidInput(N_("Two stops of your own are called %(id)s"), id=twice)
    return found


def _own_stop(name: str, value: object) -> OwnStop:
    """Return one place of the user."""
    given = _object(name, value, AN_OWN_STOP, ("id", "name", "lon", "lat", "visit_min"))
    stop_id = given.get("id")
    if not isinstance(stop_id, str) or not OWN_ID.fullmatch(stop_id):
        raise bad(f"{name}.id", stop_id, "own:0 – own:9999")
    title = read_text(f"{name}.name", given.get("name"))
    if len(title) > MAX_NAME:
        raise bad(f"{name}.name", title, f"1 – {MAX_NAME} …")
    for part, most in (("lon", 180), ("lat", 90)):
        if not _is_degree(given.get(part), most):
            raise bad(f"{name}.{part}", given.get(part), f"-{most} – {most}")
    return OwnStop(
        stop_id=stop_id,
        name=title,
        lon=float(given["lon"]),
        lat=float(given["lat"]),
        visit_min=_visit(f"{name}.visit_min", given.get("visit_min")),
    )


def read_choices(name: str, value: object) -> dict[str, StopWish]:
    """Return what is chosen for each stop, by its key."""
    return {key: _choice(f"{name}.{key}", each) for key, each in _by_key(name, value, A_CHOICE).items()}


def _choice(name: str, value: object) -> StopWish:
    """Return what is chosen for one stop."""
    given = _object(name, value, A_CHOICE, ("reading", "as_place", "visit_min"))
    as_place = given.get("as_place", False)
    if not isinstance(as_place, bool):
        raise bad(f"{name}.as_place", as_place, "true, false")
    visit = given.get("visit_min")
    return StopWish(
        reading=Reading(read_choice(given, "reading", tuple(Reading)) or Reading.FIRST),
        as_place=as_place,
        visit_min=None if visit is None else _visit(f"{name}.visit_min", visit),
    )


def read_fixed(name: str, value: object) -> dict[str, FixedVisit]:
    """Return on which day, and when on it, stops are visited, by their key."""
    return {key: _fixed(f"{name}.{key}", each) for key, each in _by_key(name, value, A_FIXED).items()}


def _fixed(name: str, value: object) -> FixedVisit:
    """Return when one stop is visited."""
    given = _object(name, value, A_FIXED, ("date", "at"))
    at = given.get("at")
    return FixedVisit(
        read_day(f"{name}.date", given.get("date")), None if at is None else read_clock(f"{name}.at", at)
    )


def _by_key(name: str, value: object, example: str) -> Mapping[str, object]:
    """Return an object whose names are keys of places."""
    if not isinstance(value, dict) or len(value) > MAX_STOPS:
        raise bad(name, value, example)
    return {read_text(name, key): each for key, each in value.items()}


def _object(name: str, value: object, example: str, names: tuple[str, ...]) -> Json:
    """Return an object that holds known names alone."""
    if not isinstance(value, dict):
        raise bad(name, value, example)
    check_known(value, names)
    return value


def _visit(name: str, value: object) -> float:
    """Return the minutes of a visit."""
    if not is_number(value) or not 0 <= value <= LONGEST_VISIT_MIN:  # type: ignore[operator]
        raise bad(name, value, f"0 – {LONGEST_VISIT_MIN:.0f}")
    return float(value)  # type: ignore[arg-type]


def _is_degree(value: object, most: float) -> bool:
    """Return whether a value is a number of degrees."""
    return is_number(value) and abs(value) <= most  # type: ignore[arg-type]
