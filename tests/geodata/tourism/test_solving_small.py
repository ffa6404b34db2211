"""A small tour is the best of all tours; the search for larger ones is held against it."""

from __future__ import annotations

import pytest

from geodata.errors import Infeasible
from geodata.tourism import exact
from geodata.tourism.checking import check_order
from geodata.tourism.solving import solve_tour
from geodata.tourism.values import StoppedBy, Tour, TourInstance
from tests.geodata.tourism.tour_oracle import best_prize, random_instance

CASES, CHUNK = 500, 50


def orders_of(tour: Tour) -> list[list[int]]:
    """Return the stops of each day."""
    return [[visit.stop for visit in day.visits] for day in tour.days]


def prize_of(instance: TourInstance, **options: int) -> float | None:
    """Return the prize of the tour that is found; None: there is none."""
    try:
        return solve_tour(instance, time_limit_s=60, **options).prize
    except Infeasible:
        return None


@pytest.mark.parametrize("first", range(0, CASES, CHUNK))
def test_a_tour_of_up_to_eight_stops_is_as_good_as_trying_everything(first):
    cases = [random_instance(seed) for seed in range(first, first + CHUNK)]
    found = [prize_of(instance) for instance in cases]
    assert found == [best_prize(instance) for instance in cases]
    assert sum(prize is not None for prize in found) > CHUNK / 2


def test_a_small_tour_is_proved_by_its_own_prize():
    tour = solve_tour(random_instance(0))
    assert tour.stopped_by is StoppedBy.EXACT
    assert tour.bound == tour.prize


def test_the_search_finds_a_tour_wherever_there_is_one_and_nearly_always_the_best(monkeypatch):
    cases = [random_instance(seed) for seed in range(1000, 1300)]
    proved = [prize_of(instance) for instance in cases]
    # No stop is few enough for the exact model now.
    monkeypatch.setattr(exact, "MOST_STOPS", -1)
    searched = [prize_of(instance, iterations=300) for instance in cases]
    assert [prize is None for prize in searched] == [prize is None for prize in proved]
    pairs = [(s, p) for s, p in zip(searched, proved, strict=True) if s is not None and p is not None]
    assert all(s <= p for s, p in pairs)
    assert sum(s == p for s, p in pairs) >= 0.9 * len(pairs)


def test_of_two_tours_with_the_same_prize_the_one_with_less_driving_is_taken():
    for seed in range(40):
        instance = random_instance(seed, stops=4, days=1)
        if best_prize(instance) is None:
            continue
        tour = solve_tour(instance)
        backwards = list(reversed(orders_of(tour)[0]))
        plans, findings = check_order(instance, [backwards])
        assert findings or plans[0].drive_min >= tour.days[0].drive_min - 1e-6
