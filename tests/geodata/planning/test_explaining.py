"""Where no set of columns meets the limits, the answer says which of them contradict."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geodata.errors import Infeasible
from geodata.planning.explaining import Limit, _asked, _contradicts
from geodata.planning.models.clock import Clock
from geodata.planning.models.problem import prepare
from geodata.planning.solving import solve
from geodata.planning.values import GroupLimit, Instance, Model
from tests.geodata.planning.siting_oracle import best_set, random_instance

# Three places that only reach themselves.
APART = np.where(np.eye(3) == 1, 0.0, np.inf)
INSTANCE = Instance(model=Model.P_MEDIAN, costs=APART, weights=np.ones(3), sites=3)


def refused(instance: Instance) -> Infeasible:
    """Return the error of a problem without an answer."""
    with pytest.raises(Infeasible) as error:
        solve(instance, time_limit_s=10)
    return error.value


def kinds(error: Infeasible) -> set[str]:
    """Return the kinds of the limits that contradict, each of which can be told."""
    assert all(limit["text"] % limit["values"] for limit in error.values["limits"])
    return {limit["kind"] for limit in error.values["limits"]}


def test_too_few_points_are_told_with_the_number_that_it_takes():
    error = refused(replace(INSTANCE, sites=1))
    assert kinds(error) == {"sites", "service"}
    assert error.values["least_sites"] == 3
    assert "it takes at least 3" in str(error)
    assert len(error.values["rows"]) == 2  # one point cannot serve both


def test_more_points_than_places_are_told_with_the_room_that_there_is():
    error = refused(replace(INSTANCE, model=Model.MAX_COVER, minutes=5.0, sites=4))
    assert kinds(error) == {"sites"}
    assert error.values["most_sites"] == 3


def test_the_room_is_told_also_where_not_everyone_could_be_served_anyway():
    error = refused(replace(INSTANCE, sites=2, limits=(GroupLimit((0, 1, 2), 0, 1, "Văn Bàn"),)))
    assert kinds(error) == {"sites", "most"}
    assert error.values["most_sites"] == 1
    assert "at most 1" in str(error)


def test_groups_that_ask_for_more_than_the_sites_are_named():
    limits = (GroupLimit((0,), 1, None, "Sa Pa"), GroupLimit((1, 2), 2, None, "Bắc Hà"))
    error = refused(replace(INSTANCE, model=Model.MAX_COVER, minutes=5.0, sites=2, limits=limits))
    assert kinds(error) == {"sites", "least"}
    assert {limit["values"]["name"] for limit in error.values["limits"] if limit["kind"] == "least"} == {
        "Sa Pa",
        "Bắc Hà",
    }
    assert error.values["least_sites"] == 3


def test_a_group_that_contradicts_itself_is_all_that_is_named():
    limits = (GroupLimit((0, 1), 0, 2), GroupLimit((0, 1, 2), 2, 1, "Bát Xát"))
    error = refused(replace(INSTANCE, model=Model.MAX_COVER, minutes=5.0, limits=limits, sites=2))
    assert kinds(error) == {"least", "most"}
    assert {limit["values"]["group"] for limit in error.values["limits"]} == {1}


def test_too_small_a_budget_is_told_with_what_it_takes():
    error = refused(replace(INSTANCE, prices=np.array([5.0, 6.0, 7.0]), budget=17.0))
    assert "budget" in kinds(error)
    assert error.values["least_budget"] == 18
    assert "18" in str(error)


def test_too_little_room_is_told():
    costs = np.zeros((3, 2))
    crowded = Instance(
        model=Model.SET_COVER, costs=costs, weights=np.full(3, 4.0), minutes=5.0, capacity=np.full(2, 5.0)
    )
    error = refused(crowded)
    assert kinds(error) == {"service", "capacity"}
    assert "no room" in str(error)


def test_a_locked_point_beyond_what_a_group_allows_is_told():
    limits = (GroupLimit((0, 1), 0, 1),)
    error = refused(replace(INSTANCE, sites=1, locked=(0, 1), limits=limits))
    assert kinds(error) == {"locked", "most"}


def test_whom_nobody_can_reach_is_told_beside_the_contradiction():
    costs = np.vstack([APART, np.full(3, np.inf)])
    error = refused(replace(INSTANCE, costs=costs, weights=np.ones(4), sites=2))
    assert error.values["unreachable"] == [3]


def test_without_any_one_of_the_limits_there_would_be_an_answer():
    rng = np.random.default_rng(919)
    seen = 0
    for number in range(600):
        model = list(Model)[number % 4]
        instance = random_instance(rng, model, capacity=number % 3 == 0)
        if best_set(instance) is not None:
            continue
        seen += 1
        error = refused(instance)
        problem, clock = prepare(instance), Clock(20)
        every = np.arange(len(problem.rows))
        told = {(limit["kind"], limit["values"].get("group", -1)) for limit in error.values["limits"]}
        kept = [limit for limit in _asked(problem) if (limit.kind, limit.group) in told]
        assert len(kept) == len(told) > 0
        assert _contradicts(problem, kept, every, clock)
        for limit in kept:
            rest = [other for other in kept if other != limit]
            assert not _contradicts(problem, rest, every, clock)
        if Limit("service") in kept:
            rows = np.searchsorted(problem.rows, error.values["rows"])
            assert _contradicts(problem, kept, rows, clock)
    assert seen > 100
