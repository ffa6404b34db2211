"""From wishes to an instance: the registry's stops and the user's own, hours, prizes, minutes, the days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from geodata.errors import N_, InvalidInput
from geodata.network.current import CurrentNetwork
from geodata.network.values import Floats, TravelTimes, Variant
from geodata.planning.notes import Note
from geodata.planning.spots import communes_of
from geodata.store import Store
from geodata.tourism.assumptions import DAY_MIN, Assumptions
from geodata.tourism.calendars import midnight
from geodata.tourism.ground_times import times_between
from geodata.tourism.interests import Prize, Setting, prize_of
from geodata.tourism.nights import night_places
from geodata.tourism.office_table import current_assumptions, festivals_in
from geodata.tourism.openings import Choice, Opening, Visit, open_on
from geodata.tourism.own_stops import own_opening, own_place
from geodata.tourism.paces import PaceAssumption, paced
from geodata.tourism.places import TourPlace, TourPlaces
from geodata.tourism.prepared import PreparedTour, Spot, origin_of
from geodata.tourism.registry_places import tour_places
from geodata.tourism.remoteness import minutes_to_towns
from geodata.tourism.requests import TourRequest
from geodata.tourism.values import Day, Interval, Stop, TourInstance
from geodata.tourism.vehicle_roads import roads_for
from geodata.tourism.wish_parts import DayChange, FixedVisit, StopWish, Where
from geodata.tourism.wishes import PlanWith, TourWishes
from geodata.view import View

# Between two places that are known only by the same commune and so share one point: nobody knows how far
# they are apart. Assumed as a short way on commune roads, low, likely and high minutes.
IN_ONE_COMMUNE_MIN = {Variant.LOW: 5.0, Variant.LIKELY: 10.0, Variant.HIGH: 20.0}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Ground:
    """
    What holds whatever the days are: stops, the places that days may begin and end at, minutes between all.

    ``ends`` are the first rows of ``times`` and ``minutes`` (of the vehicle),
    by what the wishes call them; the stops follow. ``assumptions`` are those
    that the office has now.
    """

    found: TourPlaces
    places: tuple[TourPlace, ...]
    town_min: Mapping[str, float | None]
    ends: dict[Where, Spot]
    times: TravelTimes
    minutes: dict[Variant, Floats]
    assumptions: Assumptions


def prepare_tour(store: Store, wishes: TourWishes, network: CurrentNetwork, today: date) -> PreparedTour:
    """
    Return the instance that wishes make of the registry; their dates and nights are named.

    Raises
    ------
    InvalidInput
        A wish names a place that is no stop, a kind that no stop has, or a day that ends before it begins.
    """
    return prepare_on(store, find_ground(store, wishes, network, today), wishes)


def find_ground(
    store: Store, wishes: TourWishes, network: CurrentNetwork, today: date, also: Sequence[Where] = ()
) -> Ground:
    """Return stops and minutes for wishes; days may end at the places of ``also``, too. Raises as above."""
    view = View(units=wishes.units, on=wishes.on, today=today)
    found = tour_places(store, view)
    places = (*found.items, *(own_place(stop) for stop in wishes.own_stops))
    _check_keys(wishes, places)
    town_min = store.remembered(
        ("minutes_to_towns", view, network.checksum),
        lambda: minutes_to_towns(store, network.router, found.items),
    )
    known = {place.place_id: Spot.of_place(place) for place in places}
    known |= {town.key: Spot.of_town(town) for town in night_places(store, view)}
    ends = {where: _spot(name, where, known) for name, where in _ends_of(wishes, also)}
    ends = _with_outside(store, view, ends)
    spots = [*ends.values(), *(known[place.place_id] for place in places)]
    points = np.array([(spot.lon, spot.lat) for spot in spots], dtype=np.float64)
    times = times_between(store, roads_for(store, network, wishes.vehicle), points)
    assumptions = current_assumptions(store)
    factor = assumptions.vehicles[wishes.vehicle].time_factor
    minutes = {variant: _with_communes(times, variant, spots, places) * factor for variant in Variant}
    return Ground(
        found=found,
        places=places,
        town_min=town_min,
        ends=ends,
        times=times,
        minutes=minutes,
        assumptions=assumptions,
    )


def prepare_on(store: Store, ground: Ground, wishes: TourWishes) -> PreparedTour:
    """Return the instance of wishes, whose dates and nights are named, over a ground that knows them."""
    assumptions = ground.assumptions
    festivals = festivals_in(store, View(units=wishes.units, on=wishes.on))
    registry = ground.places[: len(ground.places) - len(wishes.own_stops)]
    openings = tuple(
        _chosen(
            open_on(
                place,
                wishes.dates,
                assumptions=assumptions,
                choice=_choice(wishes.choices.get(place.place_id)),
                festivals=festivals,
            ),
            wishes.choices.get(place.place_id),
            assumptions.paces[wishes.pace],
        )
        for place in registry
    ) + tuple(own_opening(stop, wishes.dates) for stop in wishes.own_stops)
    prizes = tuple(
        prize_of(
            place,
            wishes.interests,
            Setting(town_min=ground.town_min[place.place_id], in_season=opening.in_season),
        )
        for place, opening in zip(registry, openings, strict=False)
    ) + tuple(Prize(0.0, ()) for _stop in wishes.own_stops)
    planned = ground.minutes[Variant.HIGH if wishes.plan_with is PlanWith.HIGH else Variant.LIKELY]
    instance = TourInstance(
        # Up to whole minutes: nobody drives by seconds, and what is promised still holds.
        minutes=np.ceil(planned),
        stops=_stops(wishes, ground.places, openings, prizes, len(ground.ends)),
        days=days_of(wishes, list(ground.ends), assumptions),
        limits=wishes.limits,
    )
    spots = (*ground.ends.values(), *map(Spot.of_place, ground.places))
    return PreparedTour(
        wishes=wishes,
        places=ground.places,
        openings=openings,
        prizes=prizes,
        spots=spots,
        minutes=ground.minutes,
        times=ground.times,
        request=TourRequest(
            instance=instance,
            origin=origin_of(wishes),
            seed=wishes.seed,
            time_limit_s=wishes.time_limit_s,
            iterations=wishes.iterations,
        ),
        left_out=ground.found,
        assumptions=assumptions,
        town_min=tuple(ground.town_min.get(place.place_id) for place in ground.places),
    )


def _check_keys(wishes: TourWishes, places: Sequence[TourPlace]) -> None:
    """Refuse a key of no stop, and a limit of a kind that no stop has."""
    known = {place.place_id for place in places}
    named = {
        "must": wishes.must,
        "avoid": wishes.avoid,
        "choices": wishes.choices,
        "fixed": wishes.fixed,
    }
    for name, keys in named.items():
        for key in keys:
            if key not in known:
                raise InvalidInput(N_("%(name)s names %(id)s, which is no stop here"), name=name, id=key)
    groups = {group for place in places for group in place.groups}
    for limit in wishes.limits:
        if limit.group not in groups:
            raise InvalidInput(
                N_("There are no stops of the kind %(kind)s; there are %(allowed)s"),
                kind=limit.group,
                allowed=", ".join(sorted(groups)),
            )


def _ends_of(wishes: TourWishes, also: Sequence[Where]) -> list[tuple[str, Where]]:
    """Return every place that a day may begin or end at, with the name of the wish that says so."""
    changed = [
        (f"days[{number}].{name}", where)
        for number, change in enumerate(wishes.days)
        for name, where in (("start", change.start), ("end", change.end))
        if where is not None
    ]
    return [
        ("start", wishes.start),
        ("end", wishes.end),
        *((f"nights[{number}]", where) for number, where in enumerate(wishes.nights)),
        *changed,
        *(("night_towns", where) for where in also),
    ]


def _spot(name: str, where: Where, known: Mapping[str, Spot]) -> Spot:
    """Return the place that a wish names."""
    if not isinstance(where, str):
        return Spot(None, None, *where)
    if where not in known:
        raise InvalidInput(N_("%(name)s names %(id)s, which is no stop here"), name=name, id=where)
    return known[where]


def _with_outside(store: Store, view: View, ends: dict[Where, Spot]) -> dict[Where, Spot]:
    """Return the places where days begin and end; of bare points it is said which lie in no commune here."""
    points = [(spot.lon, spot.lat) for spot in ends.values() if spot.key is None]
    if not points:
        return ends
    communes = store.remembered(("communes_of", view), lambda: communes_of(store, view))
    held = communes.holding(points)
    outside = {point for point, (code, _metres) in zip(points, held, strict=True) if code is None}
    return {
        where: replace(spot, outside=spot.key is None and (spot.lon, spot.lat) in outside)
        for where, spot in ends.items()
    }


def _with_communes(
    times: TravelTimes, variant: Variant, spots: Sequence[Spot], places: Sequence[TourPlace]
) -> Floats:
    """
    Return the minutes, with an assumed way to a stop from what shares the point of its commune.

    That is another such stop, or a place where a day begins or ends: a town stands at that point, too.
    A stall is where its market is.
    """
    minutes: Floats = getattr(times, variant.value).copy()
    ends = len(spots) - len(places)
    vague = np.array([False] * ends + [not place.own_point for place in places])
    coarse = np.array([True] * ends + [False] * len(places)) | vague
    lon, lat = (np.array([getattr(spot, name) for spot in spots]) for name in ("lon", "lat"))
    shared = (lon[:, None] == lon[None, :]) & (lat[:, None] == lat[None, :])
    some_stop = (vague[:, None] & coarse[None, :]) | (coarse[:, None] & vague[None, :])
    known = {place.place_id: place.ground for place in places}
    grounds = np.array([known.get(spot.label, spot.label) for spot in spots])
    minutes[shared & some_stop & (grounds[:, None] != grounds[None, :])] = IN_ONE_COMMUNE_MIN[variant]
    np.fill_diagonal(minutes, 0.0)
    return minutes


def _choice(wish: StopWish | None) -> Choice:
    """Return what was chosen of a stop's hours."""
    return Choice() if wish is None else Choice(reading=wish.reading, as_place=wish.as_place)


def _chosen(opening: Opening, wish: StopWish | None, pace: PaceAssumption) -> Opening:
    """Return an opening with the length of the visit that was set, else with that of the pace."""
    if wish is not None and wish.visit_min is not None:
        why = Note("visit_chosen", N_("The length of the visit was set for this tour"))
        notes = [note for note in opening.notes if note != opening.visit.why]
        return replace(opening, visit=Visit(wish.visit_min, False, why), notes=(*notes, why))
    minutes = paced(opening.visit.minutes, pace.visit_factor)
    if minutes == opening.visit.minutes:
        return opening
    text = N_("At the pace of this tour (%(pace)s): %(minutes)s minutes")
    note = Note("visit_paced", text, {"pace": pace.title, "minutes": minutes})
    return replace(opening, visit=replace(opening.visit, minutes=minutes), notes=(*opening.notes, note))


def _stops(
    wishes: TourWishes,
    places: Sequence[TourPlace],
    openings: Sequence[Opening],
    prizes: Sequence[Prize],
    first_row: int,
) -> tuple[Stop, ...]:
    """Return the stops of the instance, in the order of the places."""
    own = {stop.stop_id for stop in wishes.own_stops}
    return tuple(
        Stop(
            index=first_row + number,
            prize=prize.value,
            visit_min=opening.visit.minutes,
            open=_intervals(wishes, place.place_id, opening, always=place.place_id in own),
            must=place.place_id in wishes.must,
            avoid=place.place_id in wishes.avoid,
            groups=place.groups,
        )
        for number, (place, opening, prize) in enumerate(zip(places, openings, prizes, strict=True))
    )


def _intervals(
    wishes: TourWishes, key: str, opening: Opening, *, always: bool
) -> tuple[Interval, ...] | None:
    """Return when a stop may be visited: while it is open, and where its visit is fixed then alone."""
    fixed = wishes.fixed.get(key)
    if fixed is None:
        return None if always else opening.intervals
    return narrowed(opening.intervals, midnight(wishes.dates, fixed.day), fixed, opening.visit.minutes)


def narrowed(
    intervals: Sequence[Interval], begin: float, fixed: FixedVisit, visit_min: float
) -> tuple[Interval, ...]:
    """Return what a fixed visit leaves of the hours of its day (from ``begin`` on); none: it is closed."""
    if fixed.at is None:
        return tuple(each for each in intervals if begin <= each[0] and each[1] <= begin + DAY_MIN)
    at, until = begin + fixed.at, begin + fixed.at + visit_min
    return ((at, until),) if any(a <= at and until <= b for a, b in intervals) else ()


def days_of(wishes: TourWishes, ends: Sequence[Where], assumptions: Assumptions) -> tuple[Day, ...]:
    """Return the days: each begins where the night before was spent, unless the wishes say otherwise."""
    found = []
    most = wishes.driving_limit(assumptions.paces)
    changes = wishes.days or (DayChange(),) * len(wishes.dates)
    start = wishes.start
    for number, (day, change) in enumerate(zip(wishes.dates, changes, strict=True)):
        begin = midnight(wishes.dates, day)
        usual_end = wishes.nights[number] if number < len(wishes.nights) else wishes.end
        end = usual_end if change.end is None else change.end
        from_, until = _day_hours(wishes, change, number)
        lunch = wishes.lunch
        found.append(
            Day(
                start=ends.index(start if change.start is None else change.start),
                end=ends.index(end),
                start_at=begin + from_,
                end_at=begin + until,
                max_drive_min=most,
                lunch=None if lunch is None else (begin + lunch.begin, begin + lunch.end),
                lunch_min=0.0 if lunch is None else lunch.minutes,
            )
        )
        start = end
    return tuple(found)


def _day_hours(wishes: TourWishes, change: DayChange, number: int) -> Interval:
    """Return from when to when a day lasts, in minutes after its midnight."""
    from_ = wishes.day_start if change.day_start is None else change.day_start
    until = wishes.day_end if change.day_end is None else change.day_end
    if until < from_:
        raise InvalidInput(N_("%(name)s ends before it begins"), name=f"days[{number}]")
    return from_, until
