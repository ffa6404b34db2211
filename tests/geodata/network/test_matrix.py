"""Minutes and km between places are those of the quickest way, whatever the graph is like."""

from __future__ import annotations

import dataclasses
import math
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from geodata.network import matrix
from geodata.network.graph_router import GraphRouter
from geodata.network.packing import packing_for
from geodata.network.snapping import SNAP_LIMIT_M
from geodata.network.values import NetworkKind
from tests.geodata.network.road_graphs import metres, network, networks, place_at, slow_times, two_way

# Weights are packed in units of 8 millionths of a minute and 3 cm.
CLOSE = {"abs": 1e-3, "rel": 1e-6}
SPOTS = st.tuples(st.floats(-1, 6), st.floats(-1, 6))


def places(*steps: tuple[float, float]) -> np.ndarray:
    return np.array([place_at(*step) for step in steps])


def nodes_of(graph) -> np.ndarray:
    return np.column_stack([graph.node_lon, graph.node_lat])


def same(found: float, expected: float) -> bool:
    return (math.isinf(found) and math.isinf(expected)) or found == pytest.approx(expected, **CLOSE)


@given(networks())
@settings(max_examples=40)
def test_between_nodes_it_is_what_floyd_and_warshall_say(graph):
    nodes = nodes_of(graph)[np.unique(np.concatenate([graph.tail, graph.head]))]
    found = GraphRouter(graph).travel_times(nodes, nodes)

    for i, origin in enumerate(nodes):
        for j, destination in enumerate(nodes):
            (minutes, km), *_ = slow_times(graph, graph.likely, origin, destination)
            assert same(found.likely[i, j], minutes)
            # Of two ways whose minutes differ by less than the unit either is right.
            assert same(found.km[i, j], km)


@given(
    networks(one_ratio=False),
    st.lists(SPOTS, min_size=1, max_size=3),
    st.lists(SPOTS, min_size=1, max_size=3),
)
@settings(max_examples=40)
def test_between_any_places_each_end_of_the_range_is_the_quickest_way_at_its_speeds(
    graph, origins, destinations
):
    found = GraphRouter(graph).travel_times(places(*origins), places(*destinations))

    for i, origin in enumerate(places(*origins)):
        for j, destination in enumerate(places(*destinations)):
            for got, arcs, kmh in (
                (found.low, graph.low, 20),
                (found.likely, graph.likely, 15),
                (found.high, graph.high, 10),
            ):
                (minutes, _), start_m, end_m = slow_times(graph, arcs, origin, destination)
                apart_m = _apart(origin, destination)
                off_m = start_m + end_m
                whole = apart_m if apart_m <= off_m else off_m
                along = 0.0 if apart_m <= off_m else minutes
                minutes = along + whole / 1000 / kmh * 60
                assert same(got[i, j], math.inf if math.isnan(minutes) else minutes)
                assert found.off_network_m[0][i] == pytest.approx(start_m, abs=0.01, nan_ok=True)
                assert found.off_network_m[1][j] == pytest.approx(end_m, abs=0.01, nan_ok=True)


def _apart(one, other) -> float:
    return math.dist(metres(one), metres(other))


@given(networks())
@settings(max_examples=40)
def test_low_likely_and_high_are_in_order(graph):
    nodes = nodes_of(graph)
    found = GraphRouter(graph).travel_times(nodes, nodes)

    assert (found.low <= found.likely).all()
    assert (found.likely <= found.high).all()


@given(networks(apart=True))
@settings(max_examples=40)
def test_a_detour_by_a_third_place_is_never_quicker(graph):
    nodes = nodes_of(graph)[np.unique(np.concatenate([graph.tail, graph.head]))]
    found = GraphRouter(graph).travel_times(nodes, nodes).likely

    detour = (found[:, :, None] + found[None, :, :]).min(axis=1)
    assert (found <= detour + 1e-3).all()


@given(networks())
@settings(max_examples=40)
def test_three_scalings_of_one_run_are_what_three_runs_give(graph):
    nodes = nodes_of(graph)
    one_run, three_runs = GraphRouter(graph), GraphRouter(graph)
    three_runs.ratios = None
    got, expected = one_run.travel_times(nodes, nodes), three_runs.travel_times(nodes, nodes)

    assert one_run.ratios is not None
    np.testing.assert_allclose(got.low, expected.low, atol=1e-3)
    np.testing.assert_allclose(got.high, expected.high, atol=1e-3)


@given(networks(), st.integers(1, 6))
@settings(max_examples=40)
def test_it_does_not_matter_which_side_is_smaller_nor_how_trees_are_blocked(graph, size):
    nodes = nodes_of(graph)
    whole = GraphRouter(graph).travel_times(nodes, nodes)
    part = GraphRouter(graph).travel_times(nodes, nodes[:size])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matrix, "BLOCK_BYTES", 1)
        blocked = GraphRouter(graph).travel_times(nodes, nodes)

    np.testing.assert_array_equal(part.likely, whole.likely[:, :size])
    np.testing.assert_array_equal(part.km, whole.km[:, :size])
    np.testing.assert_array_equal(blocked.likely, whole.likely)


def test_of_parallel_roads_the_quickest_counts_not_their_sum():
    graph = network([(0, 0), (2, 0)], [(0, 1, 9, 2), (0, 1, 5, 3), (0, 1, 7, 1)])
    found = GraphRouter(graph).travel_times(places((0, 0)), places((2, 0)))

    assert (found.likely[0, 0], found.km[0, 0]) == (5, 3)


def test_a_road_without_length_is_a_road():
    graph = network([(0, 0), (0, 0), (2, 0)], [(0, 1, 0, 0), (1, 2, 4, 2)])
    found = GraphRouter(graph).travel_times(places((0, 0)), places((2, 0)))

    assert (found.likely[0, 0], found.km[0, 0]) == (4, 2)


def test_a_one_way_road_is_driven_one_way_also_between_places_on_it():
    graph = network([(0, 0), (4, 0)], [(0, 1, 8, 4)])
    found = GraphRouter(graph).travel_times(places((1, 0), (3, 0)), places((1, 0), (3, 0)))

    assert found.likely[0, 1] == pytest.approx(4, abs=0.01)
    assert found.likely[1, 0] == math.inf
    assert found.likely[0, 0] == 0


def test_the_way_back_may_take_another_time():
    graph = network([(0, 0), (2, 0)], [(0, 1, 3, 2), (1, 0, 7, 2)])
    found = GraphRouter(graph).travel_times(places((0, 0)), places((2, 0)))
    back = GraphRouter(graph).travel_times(places((2, 0)), places((0, 0)))

    assert (found.likely[0, 0], back.likely[0, 0]) == (3, 7)


def test_a_place_without_way_is_infinite_in_all_four_tables():
    graph = network([(0, 0), (1, 0), (4, 4), (5, 4)], two_way((0, 1, 2, 1), (2, 3, 2, 1)))
    found = GraphRouter(graph).travel_times(places((0, 0)), places((5, 4)))

    assert [table[0, 0] for table in (found.low, found.likely, found.high, found.km)] == [math.inf] * 4
    assert found.off_network_m[0][0] == found.off_network_m[1][0] == 0


@pytest.mark.parametrize("kind", NetworkKind)
def test_a_place_beyond_the_limit_is_not_on_the_network(kind):
    graph = network([(0, 0), (1, 0)], two_way((0, 1, 2, 1)), kind=kind)
    steps = SNAP_LIMIT_M[kind] / 1107.0  # metres in a hundredth of a degree of latitude
    found = GraphRouter(graph).travel_times(places((0, 0.98 * steps), (0, 1.02 * steps)), places((0, 0)))

    assert np.isfinite(found.likely[0, 0])
    assert np.isnan(found.off_network_m[0][1])
    assert found.likely[1, 0] == math.inf


def test_a_place_on_another_continent_is_not_on_the_network():
    graph = network([(0, 0), (1, 0)], two_way((0, 1, 2, 1)))
    found = GraphRouter(graph).travel_times(np.array([[-70.0, -30.0], [0.0, 90.0]]), places((0, 0)))

    assert np.isinf(found.likely).all()


def test_from_a_village_far_from_the_road_to_itself_takes_no_time():
    graph = network([(0, 0), (4, 0)], two_way((0, 1, 8, 4)))
    found = GraphRouter(graph).travel_times(places((2, 2)), places((2, 2), (2, 2.1)))

    assert found.likely[0, 0] == found.km[0, 0] == 0
    assert found.likely[0, 1] == pytest.approx(0.1107 / 15 * 60, rel=0.01)


def test_no_roads_and_no_places_are_answered():
    nothing = GraphRouter(network([(0, 0)], []))
    some = GraphRouter(network([(0, 0), (1, 0)], two_way((0, 1, 2, 1))))

    assert np.isinf(nothing.travel_times(places((0, 0)), places((1, 1))).likely).all()
    assert some.travel_times(np.zeros((0, 2)), places((0, 0))).likely.shape == (0, 1)


@pytest.mark.parametrize("wrong", [[[22.0, 104.0]], [[104.0, np.nan]], [[104.0, 22.0, 1.0]], [104.0, 22.0]])
def test_what_is_no_longitude_and_latitude_is_refused(wrong):
    router = GraphRouter(network([(0, 0), (1, 0)], two_way((0, 1, 2, 1))))

    with pytest.raises(InvalidInput):
        router.travel_times(np.array(wrong), places((0, 0)))


def test_ways_of_many_hours_are_as_right_as_short_ones():
    count = 200
    roads = [(i, i + 1, 1000.0, 400.0) for i in range(count)]
    graph = network([(i / 10, 0) for i in range(count + 1)], two_way(*roads))
    found = GraphRouter(graph).travel_times(places((0, 0)), places((count / 10, 0)))

    assert (found.likely[0, 0], found.km[0, 0]) == (1000.0 * count, 400.0 * count)


@given(
    st.lists(st.tuples(st.floats(0, 400), st.floats(0, 2000)), min_size=1, max_size=50).filter(
        lambda arcs: sum(minutes for minutes, _ in arcs) <= 512
    )
)
def test_sums_of_packed_weights_unpack_to_sums(arcs):
    minutes, km = np.array(arcs).T
    packing = packing_for(minutes, km)
    total, length = packing.unpack(np.array([packing.pack(minutes, km).sum(), np.inf]))

    assert total[0] == pytest.approx(minutes.sum(), abs=len(arcs) * packing.minute_unit)
    assert length[0] == pytest.approx(km.sum(), abs=len(arcs) * packing.km_unit)
    assert np.isinf([total[1], length[1]]).all()


def test_the_same_arcs_with_other_minutes_are_answered_without_a_new_index():
    graph = network([(0, 0), (2, 0)], two_way((0, 1, 4, 2)))
    router = GraphRouter(graph)
    slower = router.with_network(dataclasses.replace(graph, likely=graph.likely * 3))

    assert slower.snapper is router.snapper
    assert slower.travel_times(places((0, 0)), places((2, 0))).likely[0, 0] == 12


def test_many_threads_read_one_router():
    graph = network([(0, 0), (1, 0), (2, 0)], two_way((0, 1, 700, 1), (1, 2, 700, 1)))
    router, found = GraphRouter(graph), []
    start = threading.Barrier(8)

    def ask():
        start.wait()
        found.append(router.travel_times(places((0, 0)), places((2, 0))).likely[0, 0])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [1400] * 8
