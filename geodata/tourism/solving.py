"""Solve a tour: exactly where it is small, else with PyVRP; checked, a reason for every stop left out."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from geodata.errors import N_, Infeasible
from geodata.planning.models.clock import Cancelled, Clock, never
from geodata.tourism.bounds import most_prize
from geodata.tourism.checking import check_instance, check_order
from geodata.tourism.contradictions import hopeless_day, hopeless_musts, musts_apart, too_few_of_a_group
from geodata.tourism.exact import MOST_STOPS, Budget, TooMany, solve_exactly
from geodata.tourism.hopes import Hopes, find_hopes
from geodata.tourism.limits import NO_LIMITS, Limits
from geodata.tourism.repair import Bench, Orders, insertions, open_wishes, settle
from geodata.tourism.routing_model import Stop, Wish, search
from geodata.tourism.timetable import SAME, Timetable
from geodata.tourism.values import Reason, Skipped, StoppedBy, Tour, TourInstance

__all__ = ["Cancelled", "solve_tour"]

# How often limits that PyVRP does not hold are turned into wishes that it does.
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """Orders of the days, and how they were found."""

    orders: Orders
    bound: float
    stopped_by: StoppedBy


def solve_tour(
    instance: TourInstance,
    *,
    seed: int = 1,
    iterations: int = 20_000,
    time_limit_s: float = 10.0,
    should_stop: Callable[[], bool] = never,
) -> Tour:
    """
    Return the tour with the most prize, proved where it is small, else the best that was found.

    Few stops are solved exactly (``exact``; ``bound`` is then the prize). More
    are searched with PyVRP for so many ``iterations``; the same seed and
    iterations give the same tour unless the time was out before. Every tour
    that is returned keeps to all that ``checking.check_order`` knows, and no
    single stop with a prize still fits into it.

    Raises
    ------
    InvalidInput
        If the instance is not sound.
    Infeasible
        If a stop that must be visited cannot be, on any day or beside the
        others, or no tour that keeps to the limits was found; ``values`` name
        which.
    Cancelled
        If ``should_stop`` said so.
    """
    clock = Clock(time_limit_s, should_stop)
    bench = _prepare(instance)
    found = _exact(bench) or _searched(bench, seed, iterations, clock)
    return _tour(bench, found, clock)


def refuse_hopeless(instance: TourInstance) -> None:
    """Raise ``Infeasible`` if a wish is hopeless by itself, which takes no search; else say nothing."""
    _prepare(instance)


def solve_small(instance: TourInstance) -> Tour | None:
    """Return the proved tour of a small instance, as ``solve_tour`` does; None: it is not small."""
    clock = Clock(1.0)
    bench = _prepare(instance)
    found = _exact(bench)
    return None if found is None else _tour(bench, found, clock)


def retold(instance: TourInstance, tour: Tour) -> Tour:
    """Return a tour made for other prizes and limits by those of ``instance``; it keeps to these, too."""
    bench = _prepare(instance)
    orders = [tuple(visit.stop for visit in day.visits) for day in tour.days]
    plans, _findings = check_order(instance, orders)
    return Tour(
        days=plans,
        prize=bench.prize([stop for order in orders for stop in order]),
        skipped=_skipped(bench, orders),
        bound=None,
        stopped_by=tour.stopped_by,
        seconds=tour.seconds,
    )


def _prepare(instance: TourInstance) -> Bench:
    """Return what a tour is made with; wishes that are hopeless by themselves are refused."""
    check_instance(instance)
    hopes = find_hopes(instance)
    musts = frozenset(number for number, stop in enumerate(instance.stops) if stop.must)
    hopeless_day(hopes)
    hopeless_musts(hopes, musts)
    too_few_of_a_group(hopes, musts)
    return Bench(Timetable.of(instance), Limits.of(instance), hopes, _candidates(hopes), musts)


def _tour(bench: Bench, found: Found, clock: Clock) -> Tour:
    """Return the tour of some orders, after a check that they keep to everything."""
    plans, findings = check_order(bench.table.instance, found.orders)
    if findings:
        raise _unkept(bench)
    prize = bench.prize([stop for order in found.orders for stop in order])
    return Tour(
        days=plans,
        prize=prize,
        skipped=_skipped(bench, found.orders),
        bound=max(prize, found.bound),
        stopped_by=found.stopped_by,
        seconds=clock.seconds,
    )


def _candidates(hopes: Hopes) -> tuple[int, ...]:
    """Return the stops that a tour may want: with a prize, wanted, counted by a limit, or a short cut."""
    instance, shortest = hopes.shortest.instance, hopes.shortest.minutes
    needed = {limit.group for limit in instance.limits if limit.least > 0}
    given = Timetable.of(instance).minutes
    rows = {stop.index for stop in instance.stops} | {
        row for day in instance.days for row in (day.start, day.end)
    }
    short_cuts = any(shortest[a][b] < given[a][b] - SAME for a in rows for b in rows)
    return tuple(
        number
        for number, stop in enumerate(instance.stops)
        if hopes.reasons[number] is None
        and (stop.prize > 0 or stop.must or short_cuts or stop.groups & needed)
    )


def _exact(bench: Bench) -> Found | None:
    """Return the optimum; None where there are too many stops or ways to it."""
    try:
        orders = solve_exactly(bench.table, bench.candidates, bench.musts, bench.limits, Budget())
    except TooMany:
        return None
    if orders is None:
        musts_apart(bench.hopes, bench.musts)
        raise _unkept(bench)
    return Found(orders, bench.prize([stop for order in orders for stop in order]), StoppedBy.EXACT)


def _searched(bench: Bench, seed: int, iterations: int, clock: Clock) -> Found:
    """
    Return the best tour that PyVRP and the repair find.

    What PyVRP does not hold is made a wish of the next round: the stops that
    the repair kept of a group with too many are the only ones of it that are
    allowed, the ones that it squeezed in are bound to their day.
    """
    wish = Wish(bench.candidates, bench.musts, {})
    best: Orders | None = None
    ended = StoppedBy.ITERATIONS
    rounds = ROUNDS if _needs_rounds(bench) else 1
    for number in range(rounds):
        stop = Stop(iterations // rounds, clock)
        orders = search(bench.table, bench.limits, wish, seed + number, stop)
        if stop.out_of_time:
            ended = StoppedBy.TIME_LIMIT
        if orders is None and number == 0:
            musts_apart(bench.hopes, bench.musts)
        settled = settle(bench, orders if orders is not None else [()] * len(bench.table.instance.days))
        if open_wishes(bench, settled):
            settled = _better(bench, settled, _from_musts(bench))
        best = _better(bench, best, settled)
        if stop.out_of_time:
            break
        wish = _next_wish(bench, best)
    assert best is not None
    return Found(best, most_prize(bench.hopes, bench.candidates), ended)


def _from_musts(bench: Bench) -> Orders:
    """Return orders that begin with the musts, joined exactly where they are few; by short cuts if needed."""
    orders: Orders | None = None
    for stops in (bench.musts, bench.musts.union(_short_cuts(bench))):
        with suppress(TooMany):
            orders = solve_exactly(bench.table, sorted(stops), bench.musts, NO_LIMITS, Budget())
        if orders is not None:
            break
    return settle(bench, orders if orders is not None else [()] * len(bench.table.instance.days))


def _short_cuts(bench: Bench) -> list[int]:
    """
    Return the stops by which musts and ends are reached quicker than straight, the most minutes saved first.

    Given minutes need not be those of shortest ways. With the musts they are as many as are tried exactly.
    """
    minutes, stops = bench.table.minutes, bench.table.instance.stops
    rows = {stops[must].index for must in bench.musts}
    rows |= {row for day in bench.table.instance.days for row in (day.start, day.end)}

    def saved(stop: int) -> float:
        by, visit = stops[stop].index, stops[stop].visit_min
        detours = ((minutes[a][b], minutes[a][by] + visit + minutes[by][b]) for a in rows for b in rows)
        return max((straight - around for straight, around in detours if math.isfinite(around)), default=0.0)

    reached = {stop: saved(stop) for stop in bench.candidates if stop not in bench.musts}
    useful = sorted(
        (stop for stop in reached if reached[stop] > SAME), key=lambda stop: (-reached[stop], stop)
    )
    return useful[: max(0, MOST_STOPS - len(bench.musts))]


def _needs_rounds(bench: Bench) -> bool:
    """Return whether there is a limit that PyVRP does not hold."""
    several = len(bench.table.instance.days) > 1
    return any(limit.least > 0 or (several and not limit.each_day) for limit in bench.limits.limits)


def _better(bench: Bench, best: Orders | None, other: Orders) -> Orders:
    """Return the one that keeps to more, or among equals has more prize."""
    if best is None:
        return other

    def rank(orders: Orders) -> tuple[int, float]:
        return -open_wishes(bench, orders), bench.prize([stop for order in orders for stop in order])

    return other if rank(other) > rank(best) else best


def _next_wish(bench: Bench, orders: Orders) -> Wish:
    """Return the wish that makes PyVRP keep to what a tour found about the limits that it does not hold."""
    day_of = {stop: day for day, order in enumerate(orders) for stop in order}
    allowed = set(bench.candidates)
    bound: dict[int, int] = {}
    for limit in bench.limits.limits:
        group = [stop for stop in bench.candidates if limit.group in bench.limits.groups[stop]]
        kept = sorted((stop for stop in group if stop in day_of), key=lambda stop: -bench.prize([stop]))
        if limit.most is not None and not limit.each_day and len(kept) >= limit.most:
            allowed -= set(group) - set(kept) - bench.musts
        if limit.least > 0 and limit.each_day:
            for day in range(len(orders)):
                bound |= dict.fromkeys([s for s in kept if day_of[s] == day][: limit.least], day)
        elif limit.least > 0:
            bound |= {stop: day_of[stop] for stop in kept[: limit.least]}
    return Wish(frozenset(allowed), bench.musts | bound.keys(), bound)


def _skipped(bench: Bench, orders: Orders) -> tuple[Skipped, ...]:
    """Return a reason for every stop that is in no day."""
    inside = {stop for order in orders for stop in order}
    return tuple(
        Skipped(stop, _reason(bench, orders, stop))
        for stop in range(len(bench.table.instance.stops))
        if stop not in inside
    )


def _reason(bench: Bench, orders: Orders, stop: int) -> Reason:
    """Return why a stop is in no day; a limit only where it is the only thing that keeps it out."""
    known = bench.hopes.reasons[stop]
    if known is not None:
        return known
    if bench.table.instance.stops[stop].prize <= 0:
        return Reason.NO_PRIZE
    fits = any(True for _place in insertions(bench, orders, stop, with_limits=False))
    return Reason.GROUP_FULL if fits else Reason.NO_TIME


def _unkept(bench: Bench) -> Infeasible:
    """Return the error that no tour keeps to everything; it names what must be kept to."""
    return Infeasible(
        N_("No tour was found that visits every stop that must be visited and keeps to all limits"),
        stops=sorted(bench.musts),
        groups=sorted({limit.group for limit in bench.limits.limits}),
    )
