"""A tour over the registry as it is asked for: JSON into frozen values, every number checked."""

from __future__ import annotations

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
    read_object,
    read_optional,
    read_text,
    read_whole,
)
from geodata.tourism.calendars import check_days
from geodata.tourism.interests import DEFAULT_INTERESTS, Interest
from geodata.tourism.reading import (
    MAX_ITERATIONS,
    MAX_LIMITS,
    MAX_SEED,
    MAX_STOPS,
    SEND,
    read_clock,
    read_time_limit,
)
from geodata.tourism.values import GroupLimit
from geodata.vocabulary import UnitSystem

NAMES = (
    "start",
    "end",
    "nights",
    "dates",
    "day_start",
    "day_end",
    "lunch",
    "interests",
    "must",
    "avoid",
    "limits",
    "max_drive_min_per_day",
    "units",
    "on",
    "seed",
    "iterations",
    "time_limit_s",
)
USUAL_START, USUAL_END = "07:30", "18:00"
A_PLACE = "[104.0, 22.3], a place id"
A_LUNCH = '{"from": "11:00", "to": "13:30", "minutes": 60}'
A_LIMIT = '{"group": "market", "min": 0, "max": 1, "each_day": false}'

# A place of the registry by its key, or longitude and latitude in degrees (EPSG:4326).
Where = str | tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lunch:
    """A pause of ``minutes`` between two times, in minutes after midnight."""

    begin: float
    end: float
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TourWishes:
    """What a tour over the registry should be; times of the day are minutes after midnight."""

    start: Where
    end: Where
    nights: tuple[Where, ...]
    dates: tuple[date, ...]
    day_start: float
    day_end: float
    lunch: Lunch | None
    interests: dict[Interest, float]
    must: tuple[str, ...]
    avoid: tuple[str, ...]
    limits: tuple[GroupLimit, ...]
    max_drive_min: float | None
    units: UnitSystem
    on: date | None
    seed: int
    iterations: int | None
    time_limit_s: float


def is_about_the_registry(text: str | bytes) -> bool:
    """Return whether a body asks for a tour over the registry, not over minutes of its own."""
    return "minutes" not in read_object(text, SEND)


def read_wishes(text: str | bytes) -> TourWishes:
    """
    Return the wishes of a JSON text.

    Raises
    ------
    InvalidInput
        It is no JSON object, or a value is unknown, missing or not allowed.
    """
    given = read_object(text, SEND)
    check_known(given, NAMES)
    dates = _dates(given.get("dates"))
    start = _where("start", given.get("start"))
    day_start, day_end = (
        read_clock(name, given.get(name, usual))
        for name, usual in (("day_start", USUAL_START), ("day_end", USUAL_END))
    )
    if day_end < day_start:
        raise InvalidInput(N_("%(name)s ends before it begins"), name="day_end")
    return TourWishes(
        start=start,
        end=start if given.get("end") is None else _where("end", given["end"]),
        nights=_nights(given.get("nights"), start, len(dates)),
        dates=dates,
        day_start=day_start,
        day_end=day_end,
        lunch=read_optional(given, "lunch", _lunch),
        interests=_interests(given.get("interests")),
        must=_keys("must", given.get("must", [])),
        avoid=_keys("avoid", given.get("avoid", [])),
        limits=_limits(given.get("limits", [])),
        max_drive_min=read_optional(given, "max_drive_min_per_day", read_amount),
        units=UnitSystem(read_choice(given, "units", ("2024", "2025")) or UnitSystem.Y2025),
        on=read_optional(given, "on", read_day),
        seed=read_whole("seed", given.get("seed", 1), 0, MAX_SEED),
        iterations=None
        if given.get("iterations") is None
        else read_whole("iterations", given["iterations"], 1, MAX_ITERATIONS),
        time_limit_s=read_time_limit(given),
    )


def _dates(value: object) -> tuple[date, ...]:
    """Return the days of the tour."""
    if not isinstance(value, list) or not value:
        raise bad("dates", value, '["2026-12-05", …]')
    return check_days([read_day(f"dates[{number}]", each) for number, each in enumerate(value)])


def _where(name: str, value: object) -> Where:
    """Return a place: its key, or longitude and latitude."""
    if isinstance(value, str):
        return read_text(name, value)
    if not isinstance(value, list) or len(value) != 2 or not all(is_number(part) for part in value):
        raise bad(name, value, A_PLACE)
    lon, lat = (float(part) for part in value)
    if abs(lon) > 180 or abs(lat) > 90:
        raise bad(name, value, A_PLACE)
    return lon, lat


def _nights(value: object, start: Where, days: int) -> tuple[Where, ...]:
    """Return where each night is spent; without a word, at the start."""
    if value is None:
        return (start,) * (days - 1)
    if not isinstance(value, list) or len(value) != days - 1:
        raise bad("nights", value, f"[{A_PLACE}, … × {days - 1}]")
    return tuple(_where(f"nights[{number}]", each) for number, each in enumerate(value))


def _lunch(name: str, value: object) -> Lunch:
    """Return when lunch is and how long it takes."""
    if not isinstance(value, dict):
        raise bad(name, value, A_LUNCH)
    check_known(value, ("from", "to", "minutes"))
    begin, end = (read_clock(f"{name}.{part}", value.get(part)) for part in ("from", "to"))
    if end < begin:
        raise InvalidInput(N_("%(name)s ends before it begins"), name=name)
    return Lunch(begin, end, read_amount(f"{name}.minutes", value.get("minutes")))


def _interests(value: object) -> dict[Interest, float]:
    """Return the weights of the interests; without a word, the usual ones."""
    if value is None:
        return dict(DEFAULT_INTERESTS)
    if not isinstance(value, dict):
        raise bad("interests", value, '{"craft": 1, …}')
    check_known(value, tuple(Interest))
    return {Interest(name): read_amount(f"interests.{name}", weight) for name, weight in value.items()}


def _keys(name: str, value: object) -> tuple[str, ...]:
    """Return keys of places, each once."""
    if not isinstance(value, list) or len(value) > MAX_STOPS:
        raise bad(name, value, '["…", …]')
    return tuple(dict.fromkeys(read_text(name, each) for each in value))


def _limits(value: object) -> tuple[GroupLimit, ...]:
    """Return at least and at most how many stops of a kind there are."""
    if not isinstance(value, list) or len(value) > MAX_LIMITS:
        raise bad("limits", value, f"[{A_LIMIT}, …]")
    return tuple(_limit(f"limits[{number}]", each) for number, each in enumerate(value))


def _limit(name: str, value: Json | object) -> GroupLimit:
    """Return one limit."""
    if not isinstance(value, dict) or "group" not in value:
        raise bad(name, value, A_LIMIT)
    check_known(value, ("group", "min", "max", "each_day"))
    if not isinstance(value.get("each_day", False), bool):
        raise bad(f"{name}.each_day", value["each_day"], "true, false")
    least = 0 if value.get("min") is None else read_whole(f"{name}.min", value["min"], 0, MAX_STOPS)
    most = None if value.get("max") is None else read_whole(f"{name}.max", value["max"], 0, MAX_STOPS)
    return GroupLimit(read_text(f"{name}.group", value["group"]), least, most, value.get("each_day", False))
