"""Tours against an exact integer model that HiGHS proves: another method, the same answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geodata.errors import Infeasible
from geodata.tourism import solving
from geodata.tourism.checking import check_order
from geodata.tourism.solving import solve_tour
from geodata.tourism.values import Day, GroupLimit, Stop, Tour, TourInstance
from tests.geodata.tourism.test_solving_small import orders_of
from tests.geodata.tourism.test_timing import LINE
from tests.geodata.tourism.tour_model import ModelTour, best_by_model
from tests.geodata.tourism.tour_oracle import random_instance

CASES = 90


@pytest.fixture(scope="module")
def cases() -> list[tuple[TourInstance, ModelTour | None]]:
    """Return random tours of four to nine stops in one to three days, with what the model proves."""
    found = [random_instance(5000 + n, stops=4 + n % 6, days=1 + n // 6 % 3) for n in range(CASES)]
    return [(instance, best_by_model(instance)) for instance in found]


def solved(instance: TourInstance, **options: int) -> Tour | None:
    """Return the tour that is found; None: there is none."""
    try:
        return solve_tour(instance, time_limit_s=60, **options)
    except Infeasible:
        return None


def test_a_small_tour_has_the_prize_and_the_driving_that_the_integer_model_proves(cases):
    for instance, proved in cases:
        tour = solved(instance)
        assert (tour is None) == (proved is None)
        if tour is not None:
            assert (tour.prize, sum(day.drive_min for day in tour.days)) == (proved.prize, proved.drive_min)


def test_the_tour_of_the_integer_model_keeps_to_everything_that_an_order_is_checked_for(cases):
    proved = [(instance, found) for instance, found in cases if found is not None]
    assert all(check_order(instance, found.orders)[1] == () for instance, found in proved)
    # Without lunches, limits, musts, windows and days in them the cases would show little.
    assert len(proved) > CASES / 2
    instances = [instance for instance, _found in proved]
    assert any(len(each.days) == 3 for each in instances)
    assert any(day.lunch for each in instances for day in each.days)
    assert any(limit.most is not None for each in instances for limit in each.limits)
    assert any(limit.least for each in instances for limit in each.limits)
    assert any(stop.must for each in instances for stop in each.stops)


def test_the_search_never_passes_the_integer_model_and_nearly_always_reaches_it(cases, monkeypatch):
    monkeypatch.setattr(solving, "_exact", lambda bench: None)  # as with more stops than it takes
    pairs = [(solved(instance, iterations=300), proved) for instance, proved in cases]
    assert [tour is None for tour, _proved in pairs] == [proved is None for _tour, proved in pairs]
    prizes = [(tour.prize, proved.prize) for tour, proved in pairs if tour is not None]
    assert all(found <= most for found, most in prizes)
    assert sum(found == most for found, most in prizes) >= 0.9 * len(prizes)


def test_the_integer_model_puts_lunch_where_the_tour_gains_most():
    # Lunch after the third visit, as late as the day allows; before it the third stop would be closed.
    stops = (Stop(1, 5, 30), Stop(2, 5, 30, ((540, 600),)), Stop(3, 5, 30, ((600, 660),)))
    day = Day(0, 3, 480, 720, lunch=(640, 720), lunch_min=60)
    instance = TourInstance(minutes=LINE, stops=stops, days=(day,))
    assert best_by_model(instance).orders == orders_of(solve_tour(instance)) == [[0, 1, 2]]
    earlier = replace(instance, days=(replace(day, lunch=(600, 660)),))
    assert best_by_model(earlier).prize == solve_tour(earlier).prize == 10


def test_the_integer_model_finds_nothing_where_wishes_contradict_each_other():
    stops = (Stop(1, 5, 30, must=True, groups=frozenset({"shop"})),)
    limits = (GroupLimit("shop", most=0),)
    instance = TourInstance(minutes=LINE, stops=stops, days=(Day(0, 0, 480, 1080),), limits=limits)
    assert best_by_model(instance) is None
    assert solved(instance) is None
