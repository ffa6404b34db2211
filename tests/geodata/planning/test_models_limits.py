"""Whatever the limits are, every answer keeps them, and what is proved of it holds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import Infeasible
from geodata.planning.models.clock import Clock
from geodata.planning.models.dual import reduce
from geodata.planning.models.problem import prepare
from geodata.planning.models.start import exchange, feasible_set
from geodata.planning.solving import solve
from geodata.planning.values import GroupLimit, Instance, Model
from tests.geodata.planning.siting_oracle import (
    every_set,
    keeps_limits,
    random_instance,
    rows_that_count,
    worth,
)


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Return a problem of middle size with every kind of limit."""
    rows, columns = draw(st.integers(5, 25)), draw(st.integers(4, 15))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    costs = rng.random((rows, columns)) * 60
    costs[rng.random((rows, columns)) < draw(st.sampled_from([0.0, 0.2]))] = np.inf
    mixed = rng.permutation(columns).tolist()
    half = columns // 2
    prices = rng.integers(1, 100, columns) * 1e7
    return Instance(
        model=draw(st.sampled_from(list(Model))),
        costs=costs,
        weights=rng.integers(0, 50, rows).astype(float),
        sites=draw(st.integers(1, 4)),
        minutes=draw(st.sampled_from([20.0, 35.0])),
        locked=tuple(mixed[: draw(st.integers(0, 2))]),
        forbidden=tuple(mixed[columns - draw(st.integers(0, 1)) :]),
        limits=(
            GroupLimit(tuple(range(half)), draw(st.integers(0, 2)), draw(st.sampled_from([None, 1, 3]))),
            GroupLimit(tuple(range(half, columns)), draw(st.integers(0, 1)), None),
        ),
        prices=prices,
        budget=draw(st.sampled_from([None, 5e8, 2e9])),
        capacity=draw(st.sampled_from([None, np.full(columns, float(rows * 15))])),
    )


@settings(max_examples=150, deadline=None)
@given(instances())
def test_every_answer_keeps_every_limit(instance):
    try:
        found = solve(instance, time_limit_s=20)
    except Infeasible:
        return
    assert keeps_limits(instance, found.opened)
    served = found.assigned[found.assigned >= 0]
    assert set(served.tolist()) <= set(found.opened)
    if instance.capacity is not None:
        loads = np.bincount(
            served, weights=instance.weights[found.assigned >= 0], minlength=instance.shape[1]
        )
        assert np.all(loads <= instance.capacity * (1 + 1e-9))
    if instance.model is not Model.MAX_COVER:
        assert set(np.flatnonzero(found.assigned >= 0)) >= set(rows_that_count(instance))


@settings(max_examples=40, deadline=None)
@given(instances())
def test_a_further_limit_never_makes_an_answer_better(instance):
    free = Instance(
        model=instance.model,
        costs=instance.costs,
        weights=instance.weights,
        sites=instance.sites,
        minutes=instance.minutes,
        locked=instance.locked,
        forbidden=instance.forbidden,
        capacity=instance.capacity,
    )
    try:
        limited = solve(instance, time_limit_s=20).objective
    except Infeasible:
        return
    open_to_all = solve(free, time_limit_s=20).objective
    if instance.model is Model.MAX_COVER:
        assert limited <= open_to_all * (1 + 1e-9)
    else:
        assert limited >= open_to_all * (1 - 1e-9)


def test_what_the_bound_settles_holds_for_every_optimum():
    rng = np.random.default_rng(767)
    settled = 0
    for _ in range(300):
        instance = random_instance(rng, Model.P_MEDIAN)
        values = {opened: worth(instance, opened) for opened in every_set(instance)}
        able = {opened: value for opened, value in values.items() if value is not None}
        if not able:
            continue
        least = min(able.values())
        problem, clock = prepare(instance), Clock(20)
        weighted = problem.weighted
        start, cost = exchange(problem, weighted, feasible_set(problem, clock), clock)
        known = reduce(problem, weighted, start, cost, clock)
        assert known.bound <= least * (1 + 1e-9) + 1e-9
        near = known.near(weighted)
        for opened in (opened for opened, value in able.items() if value <= least * (1 + 1e-9)):
            assert not known.closed[list(opened)].any()
            assert set(np.flatnonzero(known.forced)) <= set(opened)
            assert near[:, list(opened)].any(axis=1).all()
        settled += int(known.closed.sum() > len(instance.forbidden))
    assert settled > 30


@pytest.mark.parametrize("model", [Model.P_MEDIAN, Model.P_CENTER])
def test_candidates_beyond_the_budget_stay_closed(model):
    costs = np.array([[0.0, 5.0, 9.0]])
    instance = Instance(
        model=model,
        costs=costs,
        weights=np.ones(1),
        sites=1,
        prices=np.array([3e9, 2e9, 1.0]),
        budget=2e9,
    )
    assert solve(instance, time_limit_s=5).opened == (1,)
