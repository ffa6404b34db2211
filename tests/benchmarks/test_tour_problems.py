"""The tours that the bench solves are sound, the same every time, and written for the peer without loss."""

from __future__ import annotations

import json

import numpy as np

from geodata.tourism.checking import check_instance
from geodata.tourism.solving import solve_tour
from scripts._bench import tours
from scripts._bench.tours_optimum import best_prize


def test_each_size_is_a_sound_instance_that_is_the_same_again():
    for stops, days in tours.SIZES:
        first, second = (tours.tour_problem(stops, days, 1) for _ in range(2))
        check_instance(first)
        assert (len(first.stops), len(first.days)) == (stops, days)
        assert np.array_equal(first.minutes, second.minutes)
        assert first.stops == second.stops


def test_the_peer_is_given_every_number_as_it_is():
    instance = tours.tour_problem(40, 2, 3)
    held = json.loads(json.dumps(tours._plain(instance)))
    assert held["minutes"] == instance.minutes.tolist()
    for stop, (index, prize, visit, openings) in zip(instance.stops, held["stops"], strict=True):
        assert (index, prize, visit) == (stop.index, stop.prize, stop.visit_min)
        assert openings == (None if stop.open is None else [list(each) for each in stop.open])
    assert [day[0] for day in held["days"]] == [day.start for day in instance.days]


def test_every_stop_can_be_visited_on_some_day():
    for stops, days in tours.SIZES:
        instance = tours.tour_problem(stops, days, 2)
        assert all(
            stop.open is None or any(b - a >= stop.visit_min for a, b in stop.open) for stop in instance.stops
        )


def test_the_best_possible_prize_is_that_of_the_exact_solver_for_few_stops():
    for seed in range(30):
        instance = tours.tour_problem(7, 1, seed)
        assert best_prize(instance) == solve_tour(instance, iterations=1).prize
