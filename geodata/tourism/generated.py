"""
Tours made by a stated plan, to see where visitors would pass before anybody has published a tour.

The plan is balanced and seeded: weekday, season and length go through all
their combinations in turn, starts and interests through shuffled rounds, so
that each comes as often as any other, at most one time more or less. Nothing
says that visitors choose so: it is a plan, and told as one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np

from geodata.collation import vietnamese_key
from geodata.errors import N_, Infeasible, InvalidInput
from geodata.network.current import current_network
from geodata.network.engine_settings import EngineSettings
from geodata.store import Store
from geodata.tourism.calendars import weekday_of
from geodata.tourism.flows import FlowKind, FlowTour, flow_tour
from geodata.tourism.interests import Interest
from geodata.tourism.remoteness import SEATS, seat_points
from geodata.tourism.tours import run_tour_wishes
from geodata.units import units_in
from geodata.vocabulary import UnitLevel, UnitSystem, Weekday

Json = Mapping[str, Any]
Value = TypeVar("Value")

USUAL_COUNT = 84  # every weekday in every season with every length once
MOST_TOURS = 336
MOST_DAYS = 3
# The interest whose turn it is counts so much, each of the others so little that a day is still full.
EMPHASIS, OTHERS = 3.0, 0.5
ITERATIONS, TIME_LIMIT_S = 200, 10.0
SECOND_WEEK = 8  # the first days of January and of September are holidays
MAKING = N_("Making tour %(number)s of %(count)s")


class Season(StrEnum):
    """The four seasons, each by a month in its middle."""

    WINTER = "winter"
    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"


MONTHS: Mapping[Season, int] = {Season.WINTER: 1, Season.SPRING: 4, Season.SUMMER: 7, Season.AUTUMN: 10}
SEASON_TITLES: dict[Season, str] = {
    Season.WINTER: N_("Winter (January)"),
    Season.SPRING: N_("Spring (April)"),
    Season.SUMMER: N_("Summer (July)"),
    Season.AUTUMN: N_("Autumn (October)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowPlan:
    """
    How many tours, from which seed, and after which day they begin.

    Raises
    ------
    InvalidInput
        There are none, or too many.
    """

    count: int
    seed: int
    after: date

    def __post_init__(self) -> None:
        """Refuse a plan that makes nothing or never ends."""
        if not 1 <= self.count <= MOST_TOURS:
            raise InvalidInput(
                N_("From 1 to %(most)s tours can be made at a time, not %(count)s"),
                most=MOST_TOURS,
                count=self.count,
            )


@dataclass(frozen=True, slots=True)
class PlannedTour:
    """One tour of a plan: where it starts and ends (code of a seat), its days, and what it is after."""

    number: int
    start: str
    dates: tuple[date, ...]
    season: Season
    interest: Interest


def planned_tours(plan: FlowPlan) -> tuple[PlannedTour, ...]:
    """Return the tours of a plan; the same plan gives the same ones."""
    draw = np.random.default_rng(plan.seed)
    starts, interests = _rounds(tuple(SEATS.values()), draw), _rounds(tuple(Interest), draw)
    found = []
    for number in range(plan.count):
        weekday = tuple(Weekday)[number % len(Weekday)]
        season = tuple(Season)[number // len(Weekday) % len(Season)]
        days = 1 + number // (len(Weekday) * len(Season)) % MOST_DAYS
        first = day_in(season, weekday, plan.after)
        dates = tuple(first + timedelta(days=day) for day in range(days))
        found.append(PlannedTour(number, next(starts), dates, season, next(interests)))
    return tuple(found)


def day_in(season: Season, weekday: Weekday, after: date) -> date:
    """Return the next such weekday after a day, in the second week of the month that stands for a season."""
    for year in (after.year, after.year + 1, after.year + 2):
        days = (date(year, MONTHS[season], SECOND_WEEK) + timedelta(days=step) for step in range(7))
        found = next(day for day in days if weekday_of(day) is weekday)
        if found > after:
            return found
    raise AssertionError("every month comes again within two years")


def make_tours(
    store: Store,
    engine: EngineSettings | None,
    plan: FlowPlan,
    today: date,
    tell: Callable[..., None],
) -> dict[str, Any]:
    """
    Make the tours of a plan, as JSON that ``generated_flows`` reads.

    Parameters
    ----------
    store, engine, today
        As for ``tours.run_tour_wishes``.
    tell
        Is told how far it is (0 – 1), in words.

    Returns
    -------
    dict
        ``plan``, ``tours`` (each with ``days`` and ``stops`` as in an answer,
        ``line`` being a number of ``lines``), ``lines``, ``failed`` (numbers
        of those that cannot be made), ``travel`` and ``basis``.
    """
    points = dict(zip(SEATS.values(), seat_points(store).tolist(), strict=True))
    names = _names(store)
    lines: dict[str, int] = {}
    made, failed = [], []
    travel: Any = None
    for planned in planned_tours(plan):
        tell(planned.number / plan.count, MAKING, number=planned.number + 1, count=plan.count)
        try:
            answer = run_tour_wishes(store, _body(planned, points[planned.start], plan.seed), engine, today)
        except Infeasible:
            failed.append(planned.number)
            continue
        travel = answer["travel"]
        made.append(_told(planned, names[planned.start], answer, lines))
    state = store.state()
    network = current_network(store, engine)
    return {
        "plan": {"count": plan.count, "seed": plan.seed, "after": plan.after.isoformat()},
        "tours": made,
        "lines": [json.loads(line) for line in lines],
        "failed": failed,
        "travel": travel,
        "basis": {
            "revision": state.revision,
            "base_date": None if state.reference_edition is None else state.reference_edition.isoformat(),
            "network": network.checksum,
            "made_on": today.isoformat(),
        },
    }


def generated_flows(made: Json, key: str) -> tuple[FlowTour, ...]:
    """Return the tours that ``make_tours`` made; ``key`` is that of the job."""
    return tuple(
        flow_tour(tour, key=f"{key}:{tour['number']}", kind=FlowKind.GENERATED, lines=made["lines"])
        for tour in made["tours"]
    )


def _rounds(values: Sequence[Value], draw: np.random.Generator) -> Iterator[Value]:
    """Give the values in rounds, each round in an order of its own."""
    while True:
        yield from (values[place] for place in draw.permutation(len(values)))


def _body(planned: PlannedTour, start: Sequence[float], seed: int) -> str:
    """Return the wishes of one tour as a text."""
    weights = {each.value: EMPHASIS if each is planned.interest else OTHERS for each in Interest}
    return json.dumps(
        {
            "start": list(start),
            "end": list(start),
            "dates": [day.isoformat() for day in planned.dates],
            "interests": weights,
            "seed": seed + planned.number,
            "iterations": ITERATIONS,
            "time_limit_s": TIME_LIMIT_S,
        }
    )


def _names(store: Store) -> dict[str, str]:
    """Return the names of the communes in which the towns lie."""
    communes = units_in(store, UnitSystem.Y2024, UnitLevel.COMMUNE)
    return dict(zip(communes["unit_code"], communes["name"], strict=True))


def _told(planned: PlannedTour, start: str, answer: Json, lines: dict[str, int]) -> dict[str, Any]:
    """Return what is kept of one tour; its lines go among the others, each once."""
    return {
        "number": planned.number,
        "start": {"code": planned.start, "name": start},
        "dates": [day.isoformat() for day in planned.dates],
        "season": planned.season.value,
        "interest": planned.interest.value,
        "days": [
            {
                "legs": [_leg(leg, lines) for leg in day["legs"]],
                "visits": [{"stop": visit["stop"]} for visit in day["visits"]],
            }
            for day in answer["days"]
        ],
        "stops": {
            key: {name: stop[name] for name in ("name", "lon", "lat", "kinds")}
            for key, stop in answer["stops"].items()
        },
    }


def _leg(leg: Json, lines: dict[str, int]) -> dict[str, Any]:
    """Return one leg with the number of its line."""
    line = leg["line"]
    number = None if line is None else lines.setdefault(json.dumps(line), len(lines))
    return {"line": number, "real": leg["real"], "km": leg["km"], "minutes": leg["minutes"]}


def tell_made(made: Json) -> dict[str, Any]:
    """Return how many tours of which kind ``make_tours`` has made, and of what, without the tours."""
    tours = made["tours"]
    starts = Counter(tour["start"]["name"] for tour in tours)
    firsts = Counter(weekday_of(date.fromisoformat(tour["dates"][0])) for tour in tours)
    return {
        "plan": made["plan"],
        "made": len(tours),
        "failed": len(made["failed"]),
        "starts": [{"name": name, "count": starts[name]} for name in sorted(starts, key=vietnamese_key)],
        "weekdays": {day.value: firsts[day] for day in Weekday},
        "seasons": _counted(Season, [tour["season"] for tour in tours]),
        "interests": _counted(Interest, [tour["interest"] for tour in tours]),
        "days": {str(days): count for days, count in sorted(Counter(len(t["dates"]) for t in tours).items())},
        "travel": made["travel"],
        "basis": made["basis"],
    }


def _counted(kinds: type[StrEnum], values: Sequence[str]) -> dict[str, int]:
    """Return how often each member is among some values; 0 where it is not."""
    counts = Counter(values)
    return {kind.value: counts[kind.value] for kind in kinds}
