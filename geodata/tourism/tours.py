"""
A tour over the registry: stops, opening hours and travel times become an instance, its answer is told.

It is planned with the high end of the travel times, so that it still works on
a slow day; every leg tells its range.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import numpy as np

from geodata.errors import N_, Infeasible, InvalidInput
from geodata.network.current import CurrentNetwork, current_network
from geodata.network.engine_settings import EngineSettings
from geodata.network.values import Floats, TravelTimes, Variant
from geodata.planning.models.clock import never
from geodata.planning.notes import Note
from geodata.store import Store
from geodata.tourism.calendars import midnight
from geodata.tourism.explicit import QUICK_S, Answer, usual_iterations
from geodata.tourism.interests import Prize, Setting, prize_of
from geodata.tourism.openings import Opening, open_on
from geodata.tourism.places import TourPlace, TourPlaces
from geodata.tourism.registry_places import tour_places
from geodata.tourism.remoteness import minutes_to_towns
from geodata.tourism.requests import LOCAL, TourRequest
from geodata.tourism.solving import solve_small, solve_tour
from geodata.tourism.values import Day, DayPlan, Stop, Tour, TourInstance
from geodata.tourism.wishes import TourWishes, Where, read_wishes
from geodata.view import View

# Between two stops that are known only by the same commune and so share one point: nobody knows how far
# they are apart. Assumed as a short way on commune roads, low, likely and high minutes.
IN_ONE_COMMUNE_MIN = {Variant.LOW: 5.0, Variant.LIKELY: 10.0, Variant.HIGH: 20.0}
SAME_POINT_NOTE = N_(
    "Stops that are known only by the same commune stand at one point: %(low)s to %(high)s minutes"
    " between them are assumed"
)
HIGH_NOTE = N_("Planned with the high end of the travel times, so that it still works on a slow day")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PreparedTour:
    """The instance of a tour over the registry: rows are the places of the days, then the stops."""

    wishes: TourWishes
    places: tuple[TourPlace, ...]
    openings: tuple[Opening, ...]
    prizes: tuple[Prize, ...]
    names: tuple[str, ...]  # of the rows: a stop's key, or "lon,lat"
    minutes: dict[Variant, Floats]
    times: TravelTimes
    request: TourRequest
    left_out: TourPlaces


def run_tour_wishes(
    store: Store,
    text: str | bytes,
    engine: EngineSettings | None,
    today: date,
    should_stop: Callable[[], bool] = never,
) -> Answer:
    """
    Return the answer of a tour over the registry.

    Raises
    ------
    InvalidInput
        The request is not right, or names a place that is no stop.
    Infeasible
        No tour grants the wishes; the values name which of them.
    """
    wishes = read_wishes(text)
    network = current_network(store, engine)
    prepared = prepare_tour(store, wishes, network, today)
    iterations = wishes.iterations or usual_iterations(prepared.request.instance, wishes.time_limit_s)
    try:
        tour = solve_tour(
            prepared.request.instance,
            seed=wishes.seed,
            iterations=iterations,
            time_limit_s=wishes.time_limit_s,
            should_stop=should_stop,
        )
    except Infeasible as error:
        raise _with_names(error, prepared.places) from None
    return _answer(store, prepared, tour, network)


def try_tour_wishes(
    store: Store, text: str | bytes, engine: EngineSettings | None, today: date
) -> Answer | None:
    """Return the answer of a tour that is made at once, or is small; None: a job should make it."""
    wishes = read_wishes(text)
    if wishes.time_limit_s <= QUICK_S:
        return run_tour_wishes(store, text, engine, today)
    network = current_network(store, engine)
    prepared = prepare_tour(store, wishes, network, today)
    small = solve_small(prepared.request.instance)
    return None if small is None else _answer(store, prepared, small, network)


def _with_names(error: Infeasible, places: Sequence[TourPlace]) -> Infeasible:
    """Return the error with keys and names of places instead of positions of stops."""
    values = dict(error.values)
    stops = values.get("stops")
    if isinstance(stops, list | tuple):
        values["stops"] = [places[stop].place_id for stop in stops]
        values["names"] = ", ".join(places[stop].name for stop in stops)
    return Infeasible(error.message, **values)


def prepare_tour(store: Store, wishes: TourWishes, network: CurrentNetwork, today: date) -> PreparedTour:
    """Return the instance that wishes make of the registry; raises as ``run_tour_wishes``."""
    found = tour_places(store, View(units=wishes.units, on=wishes.on, today=today))
    places = found.items
    _check_keys(wishes, found)
    openings = tuple(open_on(place, wishes.dates) for place in places)
    towns = minutes_to_towns(store, network.router, places)
    prizes = tuple(
        prize_of(
            place, wishes.interests, Setting(town_min=towns[place.place_id], in_season=opening.in_season)
        )
        for place, opening in zip(places, openings, strict=True)
    )
    ends = _ends(wishes, found)
    points = np.array([*(point for _, point in ends), *((p.lon, p.lat) for p in places)], dtype=np.float64)
    times = network.router.travel_times(points, points)
    minutes = {variant: _with_communes(times, variant, len(ends), places) for variant in Variant}
    instance = TourInstance(
        # Up to whole minutes: nobody drives by seconds, and what is promised still holds.
        minutes=np.ceil(minutes[Variant.HIGH]),
        stops=_stops(wishes, places, openings, prizes, len(ends)),
        days=_days(wishes),
        limits=wishes.limits,
    )
    first = wishes.dates[0]
    origin = datetime(first.year, first.month, first.day, tzinfo=LOCAL)
    request = TourRequest(
        instance=instance, origin=origin, seed=wishes.seed, time_limit_s=wishes.time_limit_s
    )
    return PreparedTour(
        wishes=wishes,
        places=places,
        openings=openings,
        prizes=prizes,
        names=(*(name for name, _ in ends), *(place.place_id for place in places)),
        minutes=minutes,
        times=times,
        request=request,
        left_out=found,
    )


def _check_keys(wishes: TourWishes, found: TourPlaces) -> None:
    """Refuse a key of no stop, and say why where the place is left out."""
    known = {place.place_id for place in found.items}
    for name, keys in (("must", wishes.must), ("avoid", wishes.avoid)):
        for key in keys:
            if key not in known:
                raise InvalidInput(N_("%(name)s names %(id)s, which is no stop here"), name=name, id=key)
    groups = {group for place in found.items for group in place.groups}
    for limit in wishes.limits:
        if limit.group not in groups:
            raise InvalidInput(
                N_("There are no stops of the kind %(kind)s; there are %(allowed)s"),
                kind=limit.group,
                allowed=", ".join(sorted(groups)),
            )


def _ends(wishes: TourWishes, found: TourPlaces) -> list[tuple[str, tuple[float, float]]]:
    """Return start, nights and end of the tour: name and point of each, one after the other."""
    by_id = {place.place_id: place for place in found.items}

    def located(where: Where) -> tuple[str, tuple[float, float]]:
        if not isinstance(where, str):
            return f"{where[0]},{where[1]}", where
        if where not in by_id:
            raise InvalidInput(N_("%(name)s names %(id)s, which is no stop here"), name="start", id=where)
        return where, (by_id[where].lon, by_id[where].lat)

    return [located(where) for where in (wishes.start, *wishes.nights, wishes.end)]


def _with_communes(times: TravelTimes, variant: Variant, ends: int, places: Sequence[TourPlace]) -> Floats:
    """Return the minutes, with an assumed way between stops that share the point of their commune."""
    minutes: Floats = getattr(times, variant.value).copy()
    vague = np.array([False] * ends + [not place.own_point for place in places])
    lon = np.array([math.nan] * ends + [place.lon for place in places])
    lat = np.array([math.nan] * ends + [place.lat for place in places])
    shared = (lon[:, None] == lon[None, :]) & (lat[:, None] == lat[None, :]) & vague[:, None] & vague[None, :]
    minutes[shared] = IN_ONE_COMMUNE_MIN[variant]
    np.fill_diagonal(minutes, 0.0)
    return minutes


def _stops(
    wishes: TourWishes,
    places: Sequence[TourPlace],
    openings: Sequence[Opening],
    prizes: Sequence[Prize],
    first_row: int,
) -> tuple[Stop, ...]:
    """Return the stops of the instance, in the order of the places."""
    return tuple(
        Stop(
            index=first_row + number,
            prize=prize.value,
            visit_min=opening.visit.minutes,
            open=opening.intervals,
            must=place.place_id in wishes.must,
            avoid=place.place_id in wishes.avoid,
            groups=place.groups,
        )
        for number, (place, opening, prize) in enumerate(zip(places, openings, prizes, strict=True))
    )


def _days(wishes: TourWishes) -> tuple[Day, ...]:
    """Return the days: from the start, from night to night, to the end (rows 0, 1, …)."""
    found = []
    for number, day in enumerate(wishes.dates):
        begin = midnight(wishes.dates, day)
        lunch = wishes.lunch
        found.append(
            Day(
                start=number,
                end=number + 1,
                start_at=begin + wishes.day_start,
                end_at=begin + wishes.day_end,
                max_drive_min=wishes.max_drive_min,
                lunch=None if lunch is None else (begin + lunch.begin, begin + lunch.end),
                lunch_min=0.0 if lunch is None else lunch.minutes,
            )
        )
    return tuple(found)


def _answer(store: Store, prepared: PreparedTour, tour: Tour, network: CurrentNetwork) -> Answer:
    """Return what a tour over the registry says."""
    state = store.state()
    edition = state.reference_edition
    low, high = (round(IN_ONE_COMMUNE_MIN[end]) for end in (Variant.LOW, Variant.HIGH))
    notes = [Note("high_end", HIGH_NOTE), Note("one_commune", SAME_POINT_NOTE, {"low": low, "high": high})]
    return {
        "days": [_day(prepared, number, plan) for number, plan in enumerate(tour.days)],
        "prize": tour.prize,
        "skipped": [
            {"stop": prepared.places[each.stop].place_id, "reason": each.reason.value}
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
            "units": prepared.wishes.units.value,
        },
        "notes": [_note(note) for note in notes],
    }


def _day(prepared: PreparedTour, number: int, plan: DayPlan) -> Answer:
    """Return one day: its legs with their range, its visits by the keys of the stops."""
    moment = prepared.request.moment
    instance = prepared.request.instance
    day = instance.days[number]
    rows = [day.start, *(instance.stops[visit.stop].index for visit in plan.visits), day.end]
    return {
        "date": prepared.wishes.dates[number].isoformat(),
        "depart": moment(plan.depart),
        "arrive": moment(plan.arrive),
        "depart_latest": None if plan.depart_latest is None else moment(plan.depart_latest),
        "drive_min": plan.drive_min,
        "lunch_at": None if plan.lunch_at is None else moment(plan.lunch_at),
        "legs": [_leg(prepared, a, b) for a, b in pairwise(rows)],
        "visits": [
            {
                "stop": prepared.places[visit.stop].place_id,
                "arrive": moment(visit.begin),
                "leave": moment(visit.leave),
                "wait_min": round(visit.begin - visit.arrive, 1),
            }
            for visit in plan.visits
        ],
    }


def _leg(prepared: PreparedTour, start: int, end: int) -> Answer:
    """Return one leg: the minutes that it is planned with, their range, and kilometres."""
    spans = {variant.value: float(prepared.minutes[variant][start, end]) for variant in Variant}
    km = float(prepared.times.km[start, end])
    return {
        "from": prepared.names[start],
        "to": prepared.names[end],
        "minutes": _known(float(prepared.request.instance.minutes[start, end])),
        "range": {name: _known(value) for name, value in spans.items()},
        "km": _known(km),
    }


def _known(value: float) -> float | None:
    """Return a figure with one decimal; None where there is no way."""
    return round(value, 1) if math.isfinite(value) else None


def _visited(prepared: PreparedTour, tour: Tour) -> dict[str, Any]:
    """Return what is to be said of each stop that the tour visits."""
    numbers = sorted({visit.stop for day in tour.days for visit in day.visits})
    return {prepared.places[number].place_id: _stop(prepared, number) for number in numbers}


def _stop(prepared: PreparedTour, number: int) -> Answer:
    """Return one stop: where it is, what it is worth and why, what of its times is assumed."""
    place, opening, prize = prepared.places[number], prepared.openings[number], prepared.prizes[number]
    return {
        "name": place.name,
        "lon": place.lon,
        "lat": place.lat,
        "own_point": place.own_point,
        "commune": place.commune,
        "district": place.district,
        "kinds": [kind.value for kind in place.kinds],
        "is_purchase": place.is_purchase,
        "prize": prize.value,
        "why": [
            {"interest": part.interest.value, "value": part.value, "why": _note(part.why)}
            for part in prize.parts
        ],
        "visit_min": opening.visit.minutes,
        "visit_assumed": opening.visit.assumed,
        "hours_assumed": opening.hours_assumed,
        "days_assumed": opening.days_assumed,
        "notes": [_note(note) for note in (*place.notes, *opening.notes)],
    }


def _note(note: Note) -> Answer:
    """Return a note with its text for the translators."""
    return {"key": note.key, "message": note.message, "values": dict(note.values)}
