"""What an open set is worth, counted row by row."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.planning.choices import explain_choices, tell_fairness, without_wishes
from geodata.planning.evaluation import evaluate, honours_limits, objective_of
from geodata.planning.values import GroupLimit, Instance, Model, Solution, StoppedBy

INF = math.inf
COSTS = [[1, 5, 9], [7, 2, 9], [INF, 8, 3], [INF, INF, INF]]


def instance(model=Model.P_MEDIAN, costs=COSTS, weights=(1, 2, 3, 4), **more):
    """Return an instance of four rows and three columns."""
    return Instance(model=model, costs=np.array(costs, float), weights=np.array(weights, float), **more)


def solution(of, opened):
    """Return the solution that opens these columns."""
    found = evaluate(of, opened)
    return Solution(
        opened=tuple(opened),
        assigned=found.assigned,
        objective=objective_of(of, opened),
        bound=0,
        gap=0,
        optimal=True,
        stopped_by=StoppedBy.OPTIMAL,
        seconds=0,
        ties_broken=True,
    )


def test_each_row_goes_to_its_nearest_open_column():
    found = evaluate(instance(), [0, 2])
    assert found.assigned.tolist() == [0, 0, 2, -1]
    assert found.total == 1 * 1 + 2 * 7 + 3 * 3
    assert found.worst == 7
    assert found.unreached_weight == 4


def test_equal_columns_go_to_the_lower_number():
    assert evaluate(instance(costs=[[4, 4, 4]], weights=[1]), [2, 1]).assigned.tolist() == [1]


def test_nothing_open_reaches_nobody():
    found = evaluate(instance(), [])
    assert (found.mean, found.worst, found.unreached_weight) == (None, None, 10)


def test_a_row_that_no_column_reaches_does_not_spoil_a_plan():
    assert objective_of(instance(), [0, 2]) == 24


def test_a_row_that_is_left_out_though_a_column_reaches_it_is_no_answer():
    assert objective_of(instance(), [0]) is None
    assert objective_of(instance(Model.P_CENTER), [0]) is None


def test_set_cover_counts_new_points_alone():
    of = instance(Model.SET_COVER, minutes=5, locked=(0,))
    assert objective_of(of, [0, 1, 2]) == 2


def test_max_cover_counts_the_weight_within_the_minutes():
    assert objective_of(instance(Model.MAX_COVER, minutes=5), [1]) == 1 + 2


@pytest.mark.parametrize(
    ("opened", "kept"),
    [([0, 1], True), ([1, 2], False), ([0, 2], False), ([0], False), ([0, 1, 2], False)],
)
def test_an_open_set_keeps_to_every_limit(opened, kept):
    of = instance(
        locked=(0,),
        forbidden=(2,),
        limits=(GroupLimit(columns=(0, 1), least=2, most=2),),
        prices=np.array([9.0, 1.0, 1.0]),
        budget=1.0,
    )
    assert honours_limits(of, opened) is kept


@given(
    st.lists(st.lists(st.sampled_from([1.0, 2.0, 3.0, INF]), min_size=4, max_size=4), min_size=1, max_size=5)
)
def test_the_next_best_is_the_best_of_all_swaps(costs):
    of = instance(costs=costs, weights=[1.0] * len(costs), sites=2)
    if objective_of(of, [0, 1]) is None:
        return
    for choice in explain_choices(of, solution(of, [0, 1])):
        other = 1 - choice.column
        swaps = {column: objective_of(of, [other, column]) for column in (2, 3)}
        values = [value for value in swaps.values() if value is not None]
        assert (choice.next_best is None) == (not values)
        if choice.next_best is not None:
            assert choice.next_best.objective == min(values)


def test_what_is_lost_without_a_point_is_told_where_the_others_serve_everybody():
    of = instance(costs=[[1, 5], [9, 2]], weights=[1, 1])
    first, second = explain_choices(of, solution(of, [0, 1]))
    assert (first.objective_without, second.objective_without) == (5 + 2, 1 + 9)
    assert (first.rows, second.rows) == ((0,), (1,))


def test_the_free_plan_has_as_many_points_and_keeps_what_exists():
    of = instance(locked=(0, 1), forbidden=(2,), sites=1, limits=(GroupLimit(columns=(2,), most=0),))
    free = without_wishes(of, wished=[1])
    assert (free.locked, free.forbidden, free.limits, free.sites) == ((0,), (), (), 2)


def test_fairness_names_the_furthest_first_and_counts_what_is_beyond():
    found = evaluate(instance(), [0, 2])
    fair = tell_fairness(found, ["a", "a", "b", "b"], minutes=5)
    assert fair.worst_rows[:2] == (3, 1)
    assert fair.share_beyond == pytest.approx((2 + 4) / 10)
    assert [(group.group, group.worst) for group in fair.groups] == [("a", 7), ("b", 3)]
