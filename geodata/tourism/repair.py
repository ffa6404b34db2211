"""Makes orders keep to everything, and leaves no prize lying where a stop still fits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geodata.tourism.exact import Budget, TooMany, day_routes, members
from geodata.tourism.hopes import Hopes
from geodata.tourism.limits import NO_LIMITS, Limits
from geodata.tourism.timetable import SAME, Timetable

Orders = list[tuple[int, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """What orders are worked on with: the numbers, the limits, what may and must be visited."""

    table: Timetable
    limits: Limits
    hopes: Hopes
    candidates: tuple[int, ...]
    musts: frozenset[int]

    def prize(self, stops: Sequence[int]) -> float:
        """Return the prize of some stops."""
        return sum(self.table.instance.stops[stop].prize for stop in stops)

    def fits(self, day: int, order: Sequence[int]) -> bool:
        """Return whether a day can visit ``order``."""
        return math.isfinite(self.table.arrival(day, order))


def settle(bench: Bench, orders: Orders) -> Orders:
    """
    Return orders that keep to times, limits and musts as far as leaving out and squeezing in can.

    Whether they do is for ``checking`` to say; nothing is proved here.
    """
    found = [_timely(bench, day, order) for day, order in enumerate(orders)]
    found = drop_excess(bench, found)
    for day in range(len(found)):
        # Its end may only be reached by way of a stop.
        if not bench.fits(day, found[day]):
            found = squeeze_in(bench, found, bench.candidates, [day])
    for stop in sorted(bench.musts):
        if all(stop not in order for order in found):
            found = squeeze_in(bench, found, [stop], range(len(found)))
    for limit in bench.limits.limits:
        group = [stop for stop in bench.candidates if limit.group in bench.limits.groups[stop]]
        days = [[day] for day in range(len(found))] if limit.each_day else [list(range(len(found)))]
        # The days with the least choice first.
        for among in sorted(days, key=lambda days: sum(bool(bench.hopes.days[s] & set(days)) for s in group)):
            for _ in range(limit.least):
                if bench.limits.count(limit.group, [s for day in among for s in found[day]]) < limit.least:
                    found = squeeze_in(bench, found, group, among, limit.group)
    return improve(bench, found)


def improve(bench: Bench, orders: Orders) -> Orders:
    """Return the orders with stops inserted and exchanged until no single one brings more prize."""
    found = list(orders)
    while True:
        better = _inserted(bench, found) or _exchanged(bench, found)
        if better is None:
            return found
        found = better


def insertions(
    bench: Bench, orders: Orders, stop: int, *, with_limits: bool = True
) -> Iterator[tuple[int, int, float]]:
    """Give where a stop fits between the others as they are: the day, the position, the minutes it adds."""
    table = bench.table
    whole = [each for order in orders for each in order]
    for day in sorted(bench.hopes.days[stop]):
        order = orders[day]
        if with_limits and not bench.limits.may_join(stop, order, whole):
            continue
        spare, drive = _room(table, day, order)
        for position in range(len(order) + 1):
            added = _added(table, day, order, position, stop)
            if added > drive + SAME or added + table.instance.stops[stop].visit_min > spare + SAME:
                continue
            if bench.fits(day, (*order[:position], stop, *order[position:])):
                yield day, position, added


def _room(table: Timetable, day: int, order: Sequence[int]) -> tuple[float, float]:
    """Return how many minutes a day has left at most, and how many of driving."""
    plan = table.instance.days[day]
    driven = table.driving(day, order)
    busy = driven + sum(table.instance.stops[stop].visit_min for stop in order)
    drive = math.inf if plan.max_drive_min is None else plan.max_drive_min - driven
    return plan.end_at - plan.start_at - busy, drive


def _added(table: Timetable, day: int, order: Sequence[int], position: int, stop: int) -> float:
    """Return the minutes of driving that a stop adds at a position."""
    plan, stops = table.instance.days[day], table.instance.stops
    before = stops[order[position - 1]].index if position else plan.start
    after = stops[order[position]].index if position < len(order) else plan.end
    row = stops[stop].index
    return table.minutes[before][row] + table.minutes[row][after] - table.minutes[before][after]


def _inserted(bench: Bench, orders: Orders) -> Orders | None:
    """Return the orders with what still fits, the dearest first, where it adds least; None: nothing does."""
    found = orders
    for stop in _outside(bench, orders):
        places = list(insertions(bench, found, stop))
        if places:
            day, position, _added = min(places, key=lambda place: (place[2], place[0], place[1]))
            found = _with(found, day, (*found[day][:position], stop, *found[day][position:]))
    return None if found is orders else found


def _exchanged(bench: Bench, orders: Orders) -> Orders | None:
    """Return the orders with one stop in place of one that is worth less; None: there is no such pair."""
    prizes = [stop.prize for stop in bench.table.instance.stops]
    for stop in _outside(bench, orders):
        for day in sorted(bench.hopes.days[stop]):
            for position, old in enumerate(orders[day]):
                if old in bench.musts or prizes[old] >= prizes[stop] - 1e-9:
                    continue
                order = (*orders[day][:position], stop, *orders[day][position + 1 :])
                changed = _with(orders, day, order)
                if bench.fits(day, order) and not any(bench.limits.findings(changed)):
                    return changed
    return None


def _outside(bench: Bench, orders: Orders) -> list[int]:
    """Return the candidates with a prize that are in no day, the dearest first."""
    prizes = [stop.prize for stop in bench.table.instance.stops]
    inside = {stop for order in orders for stop in order}
    return sorted(
        (stop for stop in bench.candidates if stop not in inside and prizes[stop] > 0),
        key=lambda stop: (-prizes[stop], stop),
    )


def _with(orders: Orders, day: int, order: tuple[int, ...]) -> Orders:
    """Return the orders with one day changed."""
    return [*orders[:day], order, *orders[day + 1 :]]


def _timely(bench: Bench, day: int, order: tuple[int, ...]) -> tuple[int, ...]:
    """Return a day that can be done: in another order, or with the cheapest stops left out."""
    while order and not bench.fits(day, order):
        try:
            routes = day_routes(bench.table, day, order, NO_LIMITS, Budget())
        except TooMany:
            routes = {}
        kept = {mask: set(members(mask, order)) for mask in routes}
        sound = [mask for mask, stops in kept.items() if not (bench.musts & set(order)) - stops]
        if sound:
            best = max(sound, key=lambda mask: (bench.prize(sorted(kept[mask])), -mask))
            return routes[best].order
        cheapest = min(order, key=lambda stop: (stop in bench.musts, bench.table.instance.stops[stop].prize))
        order = tuple(stop for stop in order if stop != cheapest)
    return order


def drop_excess(bench: Bench, orders: Orders) -> Orders:
    """Return the orders without the cheapest stops of the groups that have too many."""
    found = list(orders)
    for limit in bench.limits.limits:
        if limit.most is None:
            continue
        for among in [[day] for day in range(len(found))] if limit.each_day else [list(range(len(found)))]:
            group = [
                (stop in bench.musts, bench.table.instance.stops[stop].prize, stop)
                for day in among
                for stop in found[day]
                if limit.group in bench.limits.groups[stop]
            ]
            gone = {stop for _must, _prize, stop in sorted(group)[: max(0, len(group) - limit.most)]}
            found = [tuple(stop for stop in order if stop not in gone) for order in found]
    return found


def squeeze_in(
    bench: Bench, orders: Orders, stops: Sequence[int], days: Sequence[int], group: str | None = None
) -> Orders:
    """
    Return the orders with one of ``stops`` in one of ``days``, also taken from another day.

    What makes way for it is worth least. The orders stay as they are where no
    way of doing it leaves fewer wishes open.
    """
    best = (open_wishes(bench, orders), 0.0)
    found = orders
    for stop in stops:
        for day in sorted(bench.hopes.days[stop].intersection(days)):
            if stop in orders[day]:
                continue
            others = [tuple(each for each in order if each != stop) for order in orders]
            for position in range(len(others[day]) + 1):
                order = (*others[day][:position], stop, *others[day][position:])
                made = _made_room(bench, day, order, stop, group)
                if made is None:
                    continue
                changed = drop_excess(bench, _with(others, day, made))
                worth = -bench.prize([each for other in changed for each in other])
                rank = (open_wishes(bench, changed), worth)
                if rank[0] < best[0] or (found is not orders and rank < best):
                    best, found = rank, changed
    return found


def open_wishes(bench: Bench, orders: Orders) -> int:
    """Return how many days, limits and musts are not kept to."""
    inside = {stop for order in orders for stop in order}
    late = sum(not bench.fits(day, order) for day, order in enumerate(orders))
    return late + len(bench.musts - inside) + sum(1 for _finding in bench.limits.findings(orders))


def _made_room(
    bench: Bench, day: int, order: tuple[int, ...], kept: int, group: str | None
) -> tuple[int, ...] | None:
    """Return a day that can be done with ``kept`` in it, others left out one by one; None: there is none."""
    stops = bench.table.instance.stops
    while not bench.fits(day, order):
        free = [
            stop
            for stop in order
            if stop != kept and stop not in bench.musts and (group is None or group not in stops[stop].groups)
        ]
        if not free:
            return None
        # One that makes it fit, the cheapest of those; else the one with the least prize for its minutes.
        single = [stop for stop in free if bench.fits(day, tuple(each for each in order if each != stop))]
        gone = min(single or free, key=lambda stop: (stops[stop].prize, -stops[stop].visit_min, stop))
        order = tuple(stop for stop in order if stop != gone)
    return order
