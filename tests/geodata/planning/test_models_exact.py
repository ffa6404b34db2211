"""Every model finds what trying every set finds."""

from __future__ import annotations

import numpy as np
import pytest

from geodata.errors import Infeasible
from geodata.planning.solving import solve
from geodata.planning.values import Instance, Model, Solution
from tests.geodata.planning.siting_oracle import best_set, random_instance, reaches, rows_that_count

MANY, SOME = 1000, 250


def assert_is_best(instance: Instance) -> Solution | None:
    """Assert that the answer is the first best set, and return it."""
    best = best_set(instance)
    if best is None:
        with pytest.raises(Infeasible):
            solve(instance, time_limit_s=20)
        return None
    found = solve(instance, time_limit_s=20)
    sign = -1 if instance.model is Model.MAX_COVER else 1
    assert found.objective == pytest.approx(sign * best[0], rel=1e-9, abs=1e-9)
    assert found.opened == best[1]
    assert (found.optimal, found.ties_broken, found.gap, found.bound) == (True, True, 0.0, found.objective)
    return found


@pytest.mark.parametrize("model", Model)
def test_random_problems_have_the_answer_that_trying_every_set_gives(model):
    rng = np.random.default_rng(950)
    solved = 0
    for _ in range(MANY):
        instance = random_instance(rng, model)
        found = assert_is_best(instance)
        if found is None:
            continue
        solved += 1
        counted = rows_that_count(instance)
        for row, column in enumerate(found.assigned.tolist()):
            among = instance.costs[row, list(found.opened)]
            if row in counted and np.isfinite(among).any():
                # The nearest open column, the lowest among equals.
                assert column == found.opened[int(np.argmin(among))]
            else:
                assert column == -1 or row not in found.unreachable
    assert solved > MANY / 3


@pytest.mark.parametrize("model", Model)
def test_random_problems_with_capacity_have_the_answer_that_trying_everything_gives(model):
    rng = np.random.default_rng(148)
    solved = 0
    for _ in range(SOME):
        instance = random_instance(rng, model, capacity=True)
        found = assert_is_best(instance)
        if found is None:
            continue
        solved += 1
        served = [(i, j) for i, j in enumerate(found.assigned.tolist()) if j >= 0]
        assert all(j in found.opened and reaches(instance, i, j) for i, j in served)
        for column in found.opened:
            load = sum(instance.weights[i] for i, j in served if j == column)
            assert load <= instance.capacity[column] * (1 + 1e-9)
        if model is not Model.MAX_COVER:
            assert {i for i, _ in served} == set(rows_that_count(instance))
    assert solved > SOME / 4


def test_there_and_back_may_take_different_times():
    # Column 0 is quick to reach from everywhere, column 1 is quick to leave: costs run from row to column.
    costs = np.array([[0.0, 50.0], [10.0, 0.0]])
    instance = Instance(model=Model.P_MEDIAN, costs=costs, weights=np.ones(2), sites=1)
    assert solve(instance, time_limit_s=5).opened == (0,)
    turned = Instance(model=Model.P_MEDIAN, costs=costs.T, weights=np.ones(2), sites=1)
    assert solve(turned, time_limit_s=5).opened == (1,)


def test_who_cannot_be_reached_is_named_and_counts_in_no_objective():
    costs = np.array([[3.0, 9.0], [np.inf, np.inf], [np.inf, 4.0]])
    weights = np.array([1.0, 100.0, 1.0])
    instance = Instance(
        model=Model.P_MEDIAN, costs=costs, weights=weights, sites=0, locked=(0,), forbidden=(1,)
    )
    found = solve(instance, time_limit_s=5)
    assert found.unreachable == (1, 2)
    assert found.assigned.tolist() == [0, -1, -1]
    assert found.objective == 3.0
