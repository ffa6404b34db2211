"""A tour over the registry as it is asked for: JSON into frozen values, every number checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from geodata.errors import N_, InvalidInput
from geodata.json_reading import (
    Json,
    bad,
    check_known,
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
from geodata.tourism.paces import (
    USUAL_BREAK_AFTER_MIN,
    USUAL_DAY_END,
    USUAL_DAY_START,
    USUAL_LUNCH,
    Lunch,
    Pace,
    PaceAssumption,
)
from geodata.tourism.reading import (
    MAX_DAYS,
    MAX_ITERATIONS,
    MAX_LIMITS,
    MAX_SEED,
    MAX_STOPS,
    SEND,
    read_clock,
    read_time_limit,
)
from geodata.tourism.score_weights import DEFAULT_WEIGHTS, ScorePart, read_score_weights
from geodata.tourism.values import GroupLimit
from geodata.tourism.vehicles import Vehicle
from geodata.tourism.wish_parts import (
    A_PLACE,
    AnyWeek,
    DayChange,
    FixedVisit,
    OwnStop,
    Party,
    StopWish,
    Where,
    read_any_week,
    read_choices,
    read_day_changes,
    read_fixed,
    read_lunch,
    read_own_stops,
    read_party,
    read_where,
)
from geodata.vocabulary import UnitSystem

__all__ = ["PlanWith", "TourWishes", "Where", "is_about_the_registry", "read_wishes"]

NAMES = (
    "start",
    "end",
    "nights",
    "night_towns",
    "dates",
    "any_week",
    "days",
    "day_start",
    "day_end",
    "lunch",
    "pace",
    "vehicle",
    "party",
    "break_after_min",
    "interests",
    "score_weights",
    "must",
    "avoid",
    "limits",
    "max_drive_min_per_day",
    "own_stops",
    "choices",
    "fixed",
    "plan_with",
    "alternatives",
    "units",
    "on",
    "seed",
    "iterations",
    "time_limit_s",
)
SUGGEST = "suggest"
# What is usual where it is not said.
LUNCH, MAX_DRIVE = "lunch", "max_drive_min_per_day"
USUAL = (LUNCH, MAX_DRIVE)
MAX_NIGHT_TOWNS = 30
MAX_ALTERNATIVES = 3
LONGEST_BREAK_MIN = 600
A_LIMIT = '{"group": "market", "min": 0, "max": 1, "each_day": false}'


class PlanWith(StrEnum):
    """Which end of the range of travel times a tour is planned with."""

    HIGH = "high"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True, kw_only=True)
class TourWishes:
    """
    What a tour over the registry should be; times of the day are minutes after midnight.

    ``dates`` are empty where ``any_week`` is asked for, ``nights`` where they
    are to be suggested (among ``night_towns``; empty: all towns). ``days`` is
    empty, or holds what is otherwise on each day. ``order`` holds the stops
    of each day by key; None: it is to be made. ``max_drive_min`` is what was
    said: see ``driving_limit``.
    """

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
    suggest_nights: bool = False
    night_towns: tuple[Where, ...] = ()
    any_week: AnyWeek | None = None
    days: tuple[DayChange, ...] = ()
    pace: Pace = Pace.USUAL
    vehicle: Vehicle = Vehicle.CAR
    party: Party | None = None  # None: not said
    break_after_min: float = USUAL_BREAK_AFTER_MIN
    own_stops: tuple[OwnStop, ...] = ()
    choices: Mapping[str, StopWish] = field(default_factory=dict)
    fixed: Mapping[str, FixedVisit] = field(default_factory=dict)
    plan_with: PlanWith = PlanWith.HIGH
    alternatives: int = 1
    score_weights: Mapping[ScorePart, float] = field(default_factory=lambda: DEFAULT_WEIGHTS)
    order: tuple[tuple[str, ...], ...] | None = None
    assumed: tuple[str, ...] = ()  # names of what was not said and is taken as usual

    def driving_limit(self, paces: Mapping[Pace, PaceAssumption]) -> float | None:
        """Return how many minutes may be driven in a day: what was said, else as the pace; None: any."""
        if MAX_DRIVE in self.assumed:
            return paces[self.pace].max_drive_min
        return self.max_drive_min


def is_about_the_registry(text: str | bytes) -> bool:
    """Return whether a body asks for a tour over the registry, not over minutes of its own."""
    return "minutes" not in read_object(text, SEND)


def read_wishes(text: str | bytes, *, with_order: bool = False) -> TourWishes:
    """
    Return the wishes of a JSON text; ``with_order``: those of a tour whose stops are given.

    Where ``lunch`` or ``max_drive_min_per_day`` is not named it is the usual
    one (of the pace) and stands in ``assumed``; null means none. A body with an
    order does not leave open when it is, or where its nights are.

    Raises
    ------
    InvalidInput
        It is no JSON object, or a value is unknown, missing or not allowed.
    """
    given = read_object(text, SEND)
    check_known(given, (*NAMES, "order") if with_order else NAMES)
    any_week = read_optional(given, "any_week", read_any_week)
    dates = _dates(given.get("dates"), any_week)
    count = any_week.days if any_week else len(dates)
    if with_order:
        _check_settled(given)
    start = read_where("start", given.get("start"))
    fixed = read_optional(given, "fixed", read_fixed) or {}
    _check_fixed(fixed, dates)
    day_start, day_end = _hours(given)
    return TourWishes(
        start=start,
        end=start if given.get("end") is None else read_where("end", given["end"]),
        nights=_nights(given.get("nights"), start, count),
        suggest_nights=given.get("nights") == SUGGEST,
        night_towns=_night_towns(given.get("night_towns")),
        dates=dates,
        any_week=any_week,
        days=() if given.get("days") is None else read_day_changes(given["days"], count),
        day_start=day_start,
        day_end=day_end,
        lunch=read_optional(given, LUNCH, read_lunch) if LUNCH in given else USUAL_LUNCH,
        interests=_interests(given.get("interests")),
        must=tuple(dict.fromkeys([*_keys("must", given.get("must", [])), *fixed])),
        avoid=_keys("avoid", given.get("avoid", [])),
        limits=_limits(given.get("limits", [])),
        max_drive_min=read_optional(given, MAX_DRIVE, read_amount),
        pace=Pace(read_choice(given, "pace", tuple(Pace)) or Pace.USUAL),
        vehicle=Vehicle(read_choice(given, "vehicle", tuple(Vehicle)) or Vehicle.CAR),
        party=read_optional(given, "party", read_party),
        break_after_min=read_optional(given, "break_after_min", _break_after) or USUAL_BREAK_AFTER_MIN,
        own_stops=read_optional(given, "own_stops", read_own_stops) or (),
        choices=read_optional(given, "choices", read_choices) or {},
        fixed=fixed,
        plan_with=PlanWith(read_choice(given, "plan_with", tuple(PlanWith)) or PlanWith.HIGH),
        alternatives=read_whole("alternatives", given.get("alternatives", 1), 1, MAX_ALTERNATIVES),
        score_weights=read_optional(given, "score_weights", read_score_weights) or DEFAULT_WEIGHTS,
        order=_order(given.get("order"), count) if with_order else None,
        assumed=tuple(name for name in USUAL if name not in given),
        units=UnitSystem(read_choice(given, "units", ("2024", "2025")) or UnitSystem.Y2025),
        on=read_optional(given, "on", read_day),
        seed=read_whole("seed", given.get("seed", 1), 0, MAX_SEED),
        iterations=read_optional(given, "iterations", _iterations),
        time_limit_s=read_time_limit(given),
    )


def _break_after(name: str, value: object) -> float:
    """Return the minutes of driving after which a break is due."""
    return float(read_whole(name, value, 1, LONGEST_BREAK_MIN))


def _iterations(name: str, value: object) -> int:
    """Return how many iterations a search has."""
    return read_whole(name, value, 1, MAX_ITERATIONS)


def _hours(given: Json) -> tuple[float, float]:
    """Return when the days begin and end."""
    day_start, day_end = (
        read_clock(name, given.get(name, usual))
        for name, usual in (("day_start", USUAL_DAY_START), ("day_end", USUAL_DAY_END))
    )
    if day_end < day_start:
        raise InvalidInput(N_("%(name)s ends before it begins"), name="day_end")
    return day_start, day_end


def _dates(value: object, any_week: AnyWeek | None) -> tuple[date, ...]:
    """Return the days of the tour; none where any week is meant."""
    if any_week is not None:
        if value is not None:
            raise InvalidInput(N_("Name either the dates or any week, not both"))
        return ()
    if not isinstance(value, list) or not value or len(value) > MAX_DAYS:
        raise bad("dates", value, f'["2026-12-05", …] ≤ {MAX_DAYS}')
    return check_days([read_day(f"dates[{number}]", each) for number, each in enumerate(value)])


def _check_settled(given: Json) -> None:
    """Refuse to time an order whose dates or nights are still open."""
    if given.get("any_week") is not None:
        raise InvalidInput(N_("An order is timed on dates, not in any week"))
    if given.get("nights") == SUGGEST:
        raise InvalidInput(N_("An order is timed with nights that are named, not with suggested ones"))


def _check_fixed(fixed: Mapping[str, FixedVisit], dates: tuple[date, ...]) -> None:
    """Refuse a visit on a day that is none of the tour."""
    for key, visit in fixed.items():
        if visit.day not in dates:
            raise InvalidInput(
                N_("The visit of %(id)s is fixed on %(day)s, which is no day of the tour"),
                id=key,
                day=visit.day.isoformat(),
            )


def _nights(value: object, start: Where, days: int) -> tuple[Where, ...]:
    """Return where each night is spent; without a word, at the start; none where they are suggested."""
    if value is None:
        return (start,) * (days - 1)
    if value == SUGGEST:
        return ()
    if not isinstance(value, list) or len(value) != days - 1:
        raise bad("nights", value, f'[{A_PLACE}, … × {days - 1}], "{SUGGEST}"')
    return tuple(read_where(f"nights[{number}]", each) for number, each in enumerate(value))


def _night_towns(value: object) -> tuple[Where, ...]:
    """Return the places among which nights are suggested; none: all towns."""
    if value is None:
        return ()
    if not isinstance(value, list) or not value or len(value) > MAX_NIGHT_TOWNS:
        raise bad("night_towns", value, f"[{A_PLACE}, …] ≤ {MAX_NIGHT_TOWNS}")
    return tuple(
        dict.fromkeys(read_where(f"night_towns[{number}]", each) for number, each in enumerate(value))
    )


def _order(value: object, days: int) -> tuple[tuple[str, ...], ...]:
    """Return the stops of each day by key; one that stands twice is left for the check to find."""
    if value is None:
        raise InvalidInput(N_("%(name)s is missing"), name="order")
    if not isinstance(value, list) or len(value) != days or not all(isinstance(each, list) for each in value):
        raise bad("order", value, f'[["…", …], … × {days}]')
    if sum(map(len, value)) > MAX_STOPS:
        raise bad("order", value, f"≤ {MAX_STOPS}")
    return tuple(
        tuple(read_text(f"order[{day}][{number}]", stop) for number, stop in enumerate(stops))
        for day, stops in enumerate(value)
    )


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
