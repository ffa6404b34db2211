"""Alternatives on made-up instances that are solved exactly: they differ wherever one that differs exists."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geodata.tourism import alternatives
from geodata.tourism.alternatives import MOST_SHARED, find_alternatives, visited
from geodata.tourism.checking import check_order
from geodata.tourism.solving import solve_tour
from geodata.tourism.values import Reason
from tests.geodata.tourism.tour_oracle import random_instance


def without_wishes(seed, stops=7):
    """Return an instance by chance, with no musts and limits: any feasible part of a tour is one."""
    found = random_instance(seed, stops=stops)
    return replace(
        found, limits=(), stops=tuple(replace(stop, must=False, prize=stop.prize + 1) for stop in found.stops)
    )


def is_metric(minutes):
    """Tell whether no way over a third place is shorter: then a tour may leave out any of its stops."""
    over = (minutes[:, :, None] + minutes[None, :, :]).min(axis=1)
    return bool((minutes <= over + 1e-9).all())


def solved(seeds=range(80)):
    """Give instances on a plane with their best tour, where it visits something."""
    for seed in seeds:
        instance = without_wishes(seed)
        if not is_metric(instance.minutes):
            continue
        try:
            best = solve_tour(instance)
        except alternatives.Infeasible:
            continue
        if visited(best):
            yield instance, best


def test_an_alternative_shares_at_most_three_of_five_stops_wherever_another_stop_can_be_visited():
    count = 0
    for instance, best in solved():
        hopeless = {Reason.AVOIDED, Reason.CLOSED, Reason.TOO_FAR, Reason.UNREACHABLE}
        others = [each.stop for each in best.skipped if each.reason not in hopeless]
        found = find_alternatives(instance, best, 1, solve_tour)
        assert bool(found) == bool(others)
        for each in found:
            count += 1
            assert each.shared == len(visited(each.tour) & visited(best))
            assert each.share <= MOST_SHARED
    assert count > 15


def test_an_alternative_keeps_to_the_instance_and_is_never_better_than_the_best():
    for instance, best in solved():
        for each in find_alternatives(instance, best, 2, solve_tour):
            orders = [[visit.stop for visit in day.visits] for day in each.tour.days]
            assert not check_order(instance, orders)[1]
            assert each.tour.prize == pytest.approx(
                sum(instance.stops[stop].prize for stop in visited(each.tour))
            )
            assert each.tour.prize <= best.prize + 1e-9
            assert each.tour.bound == best.bound


def test_what_an_alternative_leaves_to_a_tour_before_it_is_said_so():
    told = set()
    for instance, best in solved():
        for each in find_alternatives(instance, best, 2, solve_tour):
            left = {skip.stop for skip in each.tour.skipped if skip.reason is Reason.OTHER_TOUR}
            assert not left & visited(each.tour)
            assert not [skip for skip in each.tour.skipped if skip.reason is Reason.GROUP_FULL]
            told |= left
    assert told


def test_the_stops_of_a_tour_before_are_worth_less_and_counted():
    instance, best = next(solved())
    seen = []

    def solve(penalised):
        seen.append(penalised)
        return solve_tour(penalised)

    find_alternatives(instance, best, 1, solve)
    for number, (before, after) in enumerate(zip(instance.stops, seen[0].stops, strict=True)):
        worth = 0.5 if number in visited(best) else 1.0
        assert after.prize == pytest.approx(before.prize * worth)
    assert [limit.most for limit in seen[0].limits] == [len(visited(best)) // 2]
