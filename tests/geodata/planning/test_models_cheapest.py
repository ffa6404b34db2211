"""The cheapest columns under limits of groups, and what it adds to exchange one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata.planning.models.cheapest import choose, groups_of
from geodata.planning.models.problem import Problem, prepare
from geodata.planning.values import GroupLimit, Instance, Model


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Return seven columns in two groups and none, some of them locked."""
    group = draw(st.lists(st.integers(0, 2), min_size=7, max_size=7))
    limits = tuple(
        GroupLimit(
            tuple(column for column in range(7) if group[column] == number),
            draw(st.integers(0, 2)),
            draw(st.sampled_from([None, 1, 2, 3])),
        )
        for number in (0, 1)
    )
    locked = tuple(draw(st.sets(st.integers(0, 6), max_size=2)))
    return prepare(
        Instance(
            model=Model.P_MEDIAN,
            costs=np.zeros((1, 7)),
            weights=np.ones(1),
            sites=draw(st.integers(1, 4)),
            locked=locked,
            limits=limits,
        )
    )


def total(price: np.ndarray, chosen: tuple[int, ...]) -> float:
    """Return the sum of the prices of some columns."""
    return float(price[list(chosen)].sum())


@settings(max_examples=200, deadline=None)
@given(problems(), st.lists(st.integers(-20, 0), min_size=7, max_size=7))
def test_choice_and_exchanges_are_those_of_trying_every_set(problem, prices):
    price = np.array(prices, dtype=float)
    locked = problem.limits.locked
    free = np.flatnonzero(~locked)
    able = [
        chosen
        for chosen in itertools.combinations(free.tolist(), problem.instance.sites)
        if problem.limits.meets(np.isin(np.arange(7), chosen) | locked)
    ]
    assume(able)

    found = choose(groups_of(problem), price, free, problem.instance.sites)

    best = min(total(price, chosen) for chosen in able)
    assert float(price[found.chosen].sum()) == best
    assert problem.limits.meets(found.chosen | locked)
    for column in free:
        # In, where it is out; out, where it is in.
        other = [total(price, chosen) for chosen in able if (column in chosen) != bool(found.chosen[column])]
        assert found.added[column] == pytest.approx(min(other, default=np.inf) - best)


def test_of_two_groups_that_overlap_the_second_is_left_out():
    limits = (GroupLimit((0, 1), 1, 1), GroupLimit((1, 2), 2, 2))
    instance = Instance(
        model=Model.P_MEDIAN, costs=np.zeros((1, 3)), weights=np.ones(1), sites=1, limits=limits
    )
    groups = groups_of(prepare(instance))
    assert groups.of.tolist() == [0, 0, 1]
    assert groups.most.tolist() == [1, np.inf]
