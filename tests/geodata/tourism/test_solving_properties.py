"""What every tour keeps to, over thousands of made-up ones; the search is given few iterations."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from geodata.errors import Infeasible
from geodata.tourism import exact
from geodata.tourism.checking import check_order
from geodata.tourism.solving import Cancelled, solve_tour
from geodata.tourism.values import Day, Reason, Stop, StoppedBy, Tour, TourInstance
from tests.geodata.tourism.test_solving_small import orders_of
from tests.geodata.tourism.tour_oracle import is_in_time, random_instance

# The exact model and the search both answer; a tour that cannot be is not counted.
KINDS = [
    ("exact", range(1500), None),
    ("searched", range(5000, 6200), None),
    ("longer", range(9000, 9150), 25),
]


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind[0])
def tours(request) -> list[tuple[TourInstance, Tour]]:
    """Many tours, each with its instance."""
    name, seeds, stops = request.param
    found = []
    with pytest.MonkeyPatch.context() as patch:
        if name == "searched":
            patch.setattr(exact, "MOST_STOPS", -1)
        for seed in seeds:
            instance = random_instance(seed, stops=stops)
            try:
                found.append((instance, solve_tour(instance, seed=seed, iterations=60, time_limit_s=60)))
            except Infeasible:
                continue
    assert len(found) > len(seeds) / 3
    return found


def test_every_day_is_in_time_by_the_slow_oracle(tours):
    for instance, tour in tours:
        for day, order in enumerate(orders_of(tour)):
            assert is_in_time(instance, day, order, to_the_end=True)


def test_every_visit_lies_wholly_inside_one_opening(tours):
    for instance, tour in tours:
        for visit in (visit for day in tour.days for visit in day.visits):
            openings = instance.stops[visit.stop].open or [(-math.inf, math.inf)]
            assert visit.arrive <= visit.begin + 1e-6
            assert visit.leave == pytest.approx(visit.begin + instance.stops[visit.stop].visit_min)
            assert any(a <= visit.begin + 1e-6 and visit.leave <= b + 1e-6 for a, b in openings)


def test_no_day_is_too_long_and_none_drives_too_much(tours):
    for instance, tour in tours:
        for day, plan in zip(instance.days, tour.days, strict=True):
            assert day.start_at <= plan.depart
            assert plan.arrive <= day.end_at + 1e-6
            assert plan.drive_min <= (math.inf if day.max_drive_min is None else day.max_drive_min) + 1e-6
            assert plan.drive_min == pytest.approx(sum(plan.legs))


def test_every_stop_is_visited_once_or_skipped_with_a_reason(tours):
    for instance, tour in tours:
        visited = [stop for order in orders_of(tour) for stop in order]
        assert sorted([*visited, *(skipped.stop for skipped in tour.skipped)]) == list(
            range(len(instance.stops))
        )
        assert tour.prize == pytest.approx(sum(instance.stops[stop].prize for stop in visited))


def test_every_must_is_in_and_nothing_to_be_avoided(tours):
    for instance, tour in tours:
        visited = {stop for order in orders_of(tour) for stop in order}
        assert {number for number, stop in enumerate(instance.stops) if stop.must} <= visited
        assert not {number for number, stop in enumerate(instance.stops) if stop.avoid} & visited


def test_every_limit_of_a_group_is_kept(tours):
    for instance, tour in tours:
        whole = [stop for order in orders_of(tour) for stop in order]
        for limit in instance.limits:
            for part in orders_of(tour) if limit.each_day else [whole]:
                count = sum(limit.group in instance.stops[stop].groups for stop in part)
                assert limit.least <= count
                assert limit.most is None or count <= limit.most


def test_lunch_lies_in_its_time_and_in_no_visit(tours):
    for instance, tour in tours:
        for day, plan in zip(instance.days, tour.days, strict=True):
            if plan.lunch_at is None:
                continue
            assert day.lunch is not None
            assert day.lunch[0] <= plan.lunch_at
            assert plan.lunch_at + day.lunch_min <= day.lunch[1] + 1e-6
            for visit in plan.visits:
                assert (
                    plan.lunch_at + day.lunch_min <= visit.begin + 1e-6 or visit.leave <= plan.lunch_at + 1e-6
                )


def test_a_stop_that_still_fits_is_left_out_for_its_limit_alone(tours):
    for instance, tour in tours:
        orders = orders_of(tour)
        for skipped in tour.skipped:
            fits = any(
                is_in_time(instance, day, [*order[:place], skipped.stop, *order[place:]], to_the_end=True)
                for day, order in enumerate(orders)
                for place in range(len(order) + 1)
            )
            allowed = skipped.reason in {Reason.GROUP_FULL, Reason.NO_PRIZE, Reason.AVOIDED}
            assert not fits or allowed, skipped


def test_a_bound_is_never_below_the_prize(tours):
    for _instance, tour in tours:
        assert tour.bound is not None
        assert tour.bound >= tour.prize


def test_the_latest_start_still_works_and_a_later_one_does_not(tours):
    for instance, tour in tours[:200]:
        for day, (order, plan) in enumerate(zip(orders_of(tour), tour.days, strict=True)):
            assert plan.depart_latest is not None
            assert is_in_time(_starting(instance, day, plan.depart_latest), day, order, to_the_end=True)
            later = _starting(instance, day, plan.depart_latest + 1)
            assert not is_in_time(later, day, order, to_the_end=True)


def _starting(instance: TourInstance, day: int, start_at: float) -> TourInstance:
    """Return the instance with one day that starts at another time."""
    days = list(instance.days)
    days[day] = replace(days[day], start_at=start_at)
    return replace(instance, days=tuple(days))


@pytest.mark.parametrize("seed", range(5))
def test_a_run_ended_by_iterations_gives_the_same_tour_twice(seed):
    instance = _open_instance(60)
    first, second = (solve_tour(instance, seed=seed, iterations=200, time_limit_s=60) for _ in range(2))
    assert first.stopped_by is StoppedBy.ITERATIONS
    assert orders_of(first) == orders_of(second)
    assert first.days == second.days
    assert first.skipped == second.skipped


def test_a_search_that_is_told_to_stop_stops():
    with pytest.raises(Cancelled):
        solve_tour(_open_instance(40), iterations=10**9, time_limit_s=600, should_stop=lambda: True)


def test_the_clock_ends_a_search_and_says_so():
    tour = solve_tour(_open_instance(40), iterations=10**9, time_limit_s=0.2)
    assert tour.stopped_by is StoppedBy.TIME_LIMIT
    assert not check_order(_open_instance(40), orders_of(tour))[1]


def _open_instance(stops: int) -> TourInstance:
    """Return an instance without limits, wishes and openings."""
    places = np.random.default_rng(1).random((stops, 2)) * 100
    minutes = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    return TourInstance(
        minutes=minutes,
        stops=tuple(Stop(row, 1.0 + row % 7, 20.0) for row in range(stops)),
        days=(Day(0, 0, 0.0, 500.0),),
    )
