"""
The best tour of few stops, by trying every set of stops on every day.

A day is a dynamic programme over sets (Held and Karp 1962): for each set of
stops and each last one, the ways to have visited them that no other way beats
in time, driving and lunch at once. Days are then joined set by set, so the
answer is the optimum; nothing is assumed of the minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from geodata.tourism.limits import Limits
from geodata.tourism.timetable import SAME, Timetable

# So many ways of one problem are looked at: about a second. Counted, not timed, so that an answer repeats.
MOST_WAYS = 60_000
MOST_STOPS = 12

# When one may go on, whether lunch is behind, minutes driven, the visits so far.
Way = tuple[float, bool, float, tuple[int, ...]]


class TooMany(Exception):
    """More ways than are looked at; whoever asked has a heuristic."""


@dataclass(frozen=True, slots=True)
class SetRoute:
    """The least driving with which a day visits one set of stops."""

    drive_min: float
    arrive: float
    order: tuple[int, ...]


class Budget:
    """So many ways may still be looked at."""

    def __init__(self, ways: int = MOST_WAYS) -> None:
        self.ways = ways

    def spend(self) -> None:
        """Count one, or raise ``TooMany``."""
        self.ways -= 1
        if self.ways < 0:
            raise TooMany


def solve_exactly(
    table: Timetable, stops: Sequence[int], musts: frozenset[int], limits: Limits, budget: Budget
) -> list[tuple[int, ...]] | None:
    """
    Return the order of each day with the most prize, among equals with the least driving.

    None: no tour keeps to everything.

    Raises
    ------
    TooMany
        If there are more stops or ways than are looked at.
    """
    if len(stops) > MOST_STOPS:
        raise TooMany
    days = [day_routes(table, day, stops, limits, budget) for day in range(len(table.instance.days))]
    cost, chosen = join_days(days, len(stops))
    prizes = np.array([table.instance.stops[stop].prize for stop in stops])
    needed = sum(1 << place for place, stop in enumerate(stops) if stop in musts)
    sets = [
        mask
        for mask in np.flatnonzero(np.isfinite(cost)).tolist()
        if mask & needed == needed and limits.whole_tour(members(mask, stops))
    ]
    if not sets:
        return None
    totals = {mask: float(sum(prizes[list(_places(mask))])) for mask in sets}
    most = max(totals.values())
    best = min((mask for mask in sets if totals[mask] >= most - 1e-9 * max(1.0, most)), key=lambda m: cost[m])
    orders = []
    for day in range(len(days) - 1, -1, -1):
        mask = int(chosen[day][best])
        orders.append(days[day][mask].order)
        best ^= mask
    return orders[::-1]


def day_routes(
    table: Timetable, day: int, stops: Sequence[int], limits: Limits, budget: Budget
) -> dict[int, SetRoute]:
    """Return for each set of ``stops`` (a bit for each place) that one day can visit, how it does it best."""
    found: dict[int, SetRoute] = {}
    layer: dict[tuple[int, int], list[Way]] = {(0, -1): [_first_way(table, day)]}
    while layer:
        following: dict[tuple[int, int], list[Way]] = {}
        for (mask, last), ways in layer.items():
            _finish(table, day, stops, mask, last, ways, found)
            for place, stop in enumerate(stops):
                if mask >> place & 1 or not limits.may_join(stop, members(mask, stops)):
                    continue
                key = (mask | 1 << place, place)
                for way in ways:
                    for longer in _extended(table, day, stops, last, place, way):
                        budget.spend()
                        _keep(following.setdefault(key, []), longer)
        layer = {key: ways for key, ways in following.items() if ways}
    return {mask: route for mask, route in found.items() if limits.one_day(members(mask, stops))}


def join_days(days: Sequence[dict[int, SetRoute]], count: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return for each set of stops the least driving of all days, and the part of it that each day visits."""
    masks = np.arange(1 << count)
    cost = np.full(1 << count, np.inf)
    cost[0] = 0.0
    chosen = []
    for routes in days:
        joined = np.full(1 << count, np.inf)
        share = np.zeros(1 << count, dtype=np.int64)
        for mask, route in routes.items():
            rest = masks[(masks & mask) == 0]
            total = cost[rest] + route.drive_min
            better = total < joined[rest | mask]
            joined[rest[better] | mask] = total[better]
            share[rest[better] | mask] = mask
        cost = joined
        chosen.append(share)
    return cost, chosen


def members(mask: int, stops: Sequence[int]) -> list[int]:
    """Return the stops of a set."""
    return [stops[place] for place in _places(mask)]


def _places(mask: int) -> Iterator[int]:
    """Give the places of the bits of a set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _first_way(table: Timetable, day: int) -> Way:
    """Return the way that has visited nothing."""
    return table.instance.days[day].start_at, table.pauses[day] is None, 0.0, ()


def _row(table: Timetable, day: int, stops: Sequence[int], last: int) -> int:
    """Return the row where a way stands."""
    return table.instance.days[day].start if last < 0 else table.instance.stops[stops[last]].index


def _ready(table: Timetable, day: int, way: Way, leg: float) -> Iterator[tuple[float, bool]]:
    """Give when one is ready at the end of a leg, without the pause on it and with it."""
    now, rested, _driven, _order = way
    pause = table.pauses[day]
    yield now + leg, rested
    if pause is not None and not rested:
        yield pause.ready(now, leg), True


def _extended(
    table: Timetable, day: int, stops: Sequence[int], last: int, place: int, way: Way
) -> Iterator[Way]:
    """Give the ways that go on to one more stop and can be home in time as far as the stop itself tells."""
    plan, stop = table.instance.days[day], stops[place]
    target = table.instance.stops[stop]
    leg = table.minutes[_row(table, day, stops, last)][target.index]
    driven = way[2] + leg
    if plan.max_drive_min is not None and driven > plan.max_drive_min + SAME:
        return
    for ready, rested in _ready(table, day, way, leg):
        leave = table.begin_at(stop, ready) + target.visit_min
        if leave <= plan.end_at + SAME:
            yield leave, rested, driven, (*way[3], stop)


def _keep(ways: list[Way], new: Way) -> None:
    """Put a way among others unless one of them is at least as good; drop those that it beats."""
    if any(old[0] <= new[0] and old[1] >= new[1] and old[2] <= new[2] for old in ways):
        return
    ways[:] = [old for old in ways if not (new[0] <= old[0] and new[1] >= old[1] and new[2] <= old[2])]
    ways.append(new)


def _finish(
    table: Timetable,
    day: int,
    stops: Sequence[int],
    mask: int,
    last: int,
    ways: Sequence[Way],
    found: dict[int, SetRoute],
) -> None:
    """Take those ways to the end of the day that reach it in time; keep the one that drives least."""
    plan = table.instance.days[day]
    leg = table.minutes[_row(table, day, stops, last)][plan.end]
    for way in ways:
        driven = way[2] + leg
        arrive = min((ready for ready, rested in _ready(table, day, way, leg) if rested), default=np.inf)
        if arrive > plan.end_at + SAME:
            continue
        if plan.max_drive_min is not None and driven > plan.max_drive_min + SAME:
            continue
        route = SetRoute(driven, arrive, way[3])
        if mask not in found or (driven, arrive) < (found[mask].drive_min, found[mask].arrive):
            found[mask] = route
