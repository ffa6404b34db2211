"""The curve of further points, and how often each stays chosen when minutes vary."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.network.values import NetworkKind, RoadNetwork
from geodata.planning.curves import draw_curve
from geodata.planning.robustness import measure_stability, sample_networks
from geodata.planning.values import GroupLimit, Instance, Model

COSTS = np.array([[1.0, 5, 9, 4], [7, 2, 9, 4], [9, 8, 3, 4], [6, 6, 6, 6]])
WEIGHTS = np.array([1.0, 2, 3, 4])


def instance(model=Model.P_MEDIAN, **more):
    """Return an instance of four rows and four columns."""
    return Instance(model=model, costs=COSTS, weights=WEIGHTS, **({"sites": 1} | more))


def network(low, likely, high):
    """Return a graph whose arcs have these minutes."""
    count = len(likely)
    return RoadNetwork(
        network_id="n",
        name="n",
        kind=NetworkKind.SCHEMATIC,
        node_lon=np.linspace(104, 105, count + 1),
        node_lat=np.full(count + 1, 22.0),
        tail=np.arange(count),
        head=np.arange(1, count + 1),
        length_km=np.ones(count),
        low=np.array(low, float),
        likely=np.array(likely, float),
        high=np.array(high, float),
        road_class=np.zeros(count, dtype=np.int16),
        classes=("commune",),
        source="",
        as_of=None,
    )


def test_each_point_of_the_curve_is_the_best_plan_of_so_many_points():
    curve = draw_curve(instance(), 4, time_limit_s=10)
    assert [point.sites for point in curve] == [0, 1, 2, 3, 4]
    for point in curve[1:]:
        sets = itertools.combinations(range(4), point.sites)
        assert point.objective == min(float(WEIGHTS @ COSTS[:, list(opened)].min(axis=1)) for opened in sets)


def test_without_anything_open_there_is_no_plan_of_no_points():
    first = draw_curve(instance(), 1, time_limit_s=10)[0]
    assert (first.objective, first.opened) == (None, ())


def test_no_new_point_leaves_what_is_open_as_it_is():
    first = draw_curve(instance(locked=(3,)), 1, time_limit_s=10)[0]
    assert (first.objective, first.opened) == (4 * 1 + 4 * 2 + 4 * 3 + 6 * 4, (3,))


def test_the_gain_is_the_difference_to_one_point_fewer():
    curve = draw_curve(instance(locked=(3,)), 3, time_limit_s=10)
    for earlier, later in itertools.pairwise(curve):
        assert later.gain == pytest.approx(earlier.objective - later.objective)
        assert later.gain >= 0


def test_more_covered_is_a_gain_too():
    curve = draw_curve(instance(Model.MAX_COVER, minutes=3), 3, time_limit_s=10)
    assert [point.objective for point in curve] == [0, 3, 5, 6]
    assert [point.gain for point in curve[1:]] == [3, 2, 1]


def test_the_curve_ends_where_no_more_points_may_open():
    assert draw_curve(instance(forbidden=(0, 1)), 9, time_limit_s=10)[-1].sites == 2


def test_a_number_of_points_that_limits_forbid_has_no_plan():
    curve = draw_curve(instance(limits=(GroupLimit((0, 1, 2, 3), least=2),)), 3, time_limit_s=10)
    assert [point.objective is None for point in curve] == [True, True, False, False]


ARCS = st.lists(
    st.tuples(st.floats(0, 10), st.floats(0, 10), st.floats(0, 10)).map(sorted), min_size=1, max_size=6
)


@settings(max_examples=50)
@given(arcs=ARCS, seed=st.integers(0, 1000))
def test_sampled_minutes_stay_within_their_range(arcs, seed):
    low, likely, high = np.array(arcs).T
    for sampled in sample_networks(network(low, likely, high), 3, seed):
        assert (sampled.likely >= low - 1e-9).all()
        assert (sampled.likely <= high + 1e-9).all()


def test_one_seed_draws_the_same_minutes_and_another_one_others():
    graph = network([1, 1], [2, 2], [5, 5])
    first, again = (np.array([n.likely for n in sample_networks(graph, 4, 7)]) for _ in range(2))
    other = np.array([n.likely for n in sample_networks(graph, 4, 8)])
    assert (first == again).all()
    assert (first != other).any()


def test_the_mean_of_many_samples_is_the_mean_of_the_triangle():
    drawn = [n.likely[0] for n in sample_networks(network([1], [2], [6]), 4000, 1)]
    assert np.mean(drawn) == pytest.approx((1 + 2 + 6) / 3, abs=0.05)


def test_a_point_that_is_best_in_every_sample_has_a_share_of_one():
    costs = [COSTS, COSTS * 2, COSTS]
    found = measure_stability(instance(), iter(costs), samples=3, seed=1, time_limit_s=10)
    assert found.answered == 3
    assert found.shares.tolist() == [0, 0, 0, 1]


def test_the_shares_count_the_samples_in_which_a_point_is_open():
    worse = COSTS.copy()
    worse[:, 3] = 50
    found = measure_stability(instance(), iter([COSTS, worse]), samples=2, seed=1, time_limit_s=10)
    assert found.shares[3] == 0.5
    assert found.shares.sum() == 1


def test_with_a_capacity_the_curve_tells_the_minutes_of_those_who_are_served():
    point = draw_curve(instance(capacity=np.array([4.0, 6, 0, 0])), 2, time_limit_s=10)[2]
    assert point.assigned is not None
    assert point.worst == max(COSTS[row, column] for row, column in enumerate(point.assigned))
    assert point.objective == pytest.approx(point.mean * WEIGHTS.sum())


def test_points_that_are_open_already_have_no_room_for_more_than_their_capacity():
    first = draw_curve(instance(locked=(0,), capacity=np.array([1.0, 20, 20, 20])), 1, time_limit_s=10)[0]
    assert (first.objective, first.opened) == (None, ())
