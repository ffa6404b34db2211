"""Among equally good sets the first in the order of the candidates is the answer."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.planning.solving import solve
from geodata.planning.values import GroupLimit, Instance, Model


@pytest.mark.parametrize("model", Model)
def test_where_all_candidates_are_alike_the_first_ones_open(model):
    costs = np.full((40, 30), 7.0)
    instance = Instance(model=model, costs=costs, weights=np.ones(40), sites=3, minutes=10.0)
    found = solve(instance, time_limit_s=20)
    assert found.opened == ((0,) if model is Model.SET_COVER else (0, 1, 2))
    assert found.ties_broken
    assert set(found.assigned.tolist()) == {0}


@pytest.mark.parametrize("model", Model)
def test_two_candidates_at_one_place_leave_the_later_one_closed(model):
    rng = np.random.default_rng(3)
    places = rng.integers(0, 30, (12, 2)).astype(float)
    twice = np.concatenate([places, places])
    costs = np.abs(places[:, None, :] - twice[None, :, :]).sum(axis=2)
    instance = Instance(model=model, costs=costs, weights=np.ones(12), sites=4, minutes=12.0)
    found = solve(instance, time_limit_s=20)
    assert found.ties_broken
    assert not {column - 12 for column in found.opened if column >= 12} - set(found.opened)


def test_limits_say_which_of_the_equal_candidates_come_first():
    costs = np.full((5, 20), 4.0)
    limits = (GroupLimit(tuple(range(10)), 0, 1), GroupLimit((15, 17), 1, None))
    instance = Instance(model=Model.P_MEDIAN, costs=costs, weights=np.ones(5), sites=3, limits=limits)
    assert solve(instance, time_limit_s=20).opened == (0, 10, 15)


def test_the_same_problem_has_the_same_answer_every_time():
    rng = np.random.default_rng(4)
    costs = rng.integers(1, 20, (30, 25)).astype(float)
    instance = Instance(model=Model.MAX_COVER, costs=costs, weights=np.ones(30), sites=4, minutes=5.0)
    first, second = solve(instance, time_limit_s=20), solve(instance, time_limit_s=20)
    assert first.ties_broken
    assert (first.opened, first.assigned.tolist()) == (second.opened, second.assigned.tolist())
