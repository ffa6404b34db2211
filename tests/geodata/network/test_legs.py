"""A leg is the way that the table of minutes is about, drawn."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.network.graph_router import GraphRouter
from geodata.network.legs import quickest_pieces
from geodata.network.values import NetworkKind
from tests.geodata.network.road_graphs import network, networks, place_at, two_way

SPOT = st.tuples(st.floats(-0.5, 5.5), st.floats(-0.5, 5.5))


def place(*step: float) -> np.ndarray:
    return np.array(place_at(*step))


@given(networks(), SPOT, SPOT)
@settings(max_examples=60)
def test_a_leg_has_the_figures_of_the_table(graph, origin, destination):
    router = GraphRouter(graph)
    times = router.travel_times([place(*origin)], [place(*destination)])
    leg = router.leg(place(*origin), place(*destination))

    if math.isinf(times.likely[0, 0]):
        assert leg is None
    else:
        figures = [table[0, 0] for table in (times.low, times.likely, times.high, times.km)]
        assert [leg.low, leg.likely, leg.high, leg.km] == figures


@given(networks(), SPOT, SPOT)
@settings(max_examples=80)
def test_the_pieces_of_a_leg_add_up_to_the_table_and_join_end_to_end(graph, origin, destination):
    router = GraphRouter(graph)
    start, end = (router.snapper.snap([place(*spot)]) for spot in (origin, destination))
    minutes, km = router.packed.packing.unpack(router.packed.between(start, end))
    if np.isinf(minutes[0, 0]):
        return
    pieces = quickest_pieces(router.packed, start, end)

    driven = [(piece.end - piece.start) * graph.likely[piece.arc] for piece in pieces]
    assert sum(driven) == pytest.approx(minutes[0, 0], abs=1e-3)
    lengths = [(piece.end - piece.start) * graph.length_km[piece.arc] for piece in pieces]
    assert sum(lengths) == pytest.approx(km[0, 0], abs=1e-3)
    for one, other in itertools.pairwise(pieces):
        assert (one.end, other.start) == (1.0, 0.0)
        assert graph.head[one.arc] == graph.tail[other.arc]


def test_a_leg_follows_the_shape_of_the_road():
    bend = [(0, 0), (1, 2), (3, 2), (4, 0)]
    graph = network([bend[0], bend[-1]], two_way((0, 1, 8, 8)), shapes=[bend, bend[::-1]])
    leg = GraphRouter(graph).leg(place(0, 0), place(4, 0))

    np.testing.assert_allclose(leg.shape.coords, [place(*corner) for corner in bend], atol=1e-6)


def test_a_leg_begins_and_ends_at_the_places_and_is_cut_out_of_the_road_between():
    graph = network([(0, 0), (9, 0)], two_way((0, 1, 18, 9)))
    leg = GraphRouter(graph).leg(place(6, 0.2), place(2, 0))

    expected = shapely.LineString([place(6, 0.2), place(6, 0), place(2, 0)])
    assert shapely.hausdorff_distance(leg.shape, expected) < 2e-5
    np.testing.assert_array_equal(shapely.get_coordinates(leg.shape)[[0, -1]], [place(6, 0.2), place(2, 0)])


def test_a_leg_from_a_place_to_itself_takes_no_time():
    leg = GraphRouter(network([(0, 0), (9, 0)], two_way((0, 1, 18, 9)))).leg(place(3, 1), place(3, 1))

    assert (leg.km, leg.low, leg.high) == (0, 0, 0)
    assert shapely.length(leg.shape) == 0


def test_between_two_places_without_road_there_is_no_leg():
    graph = network([(0, 0), (1, 0), (4, 4), (5, 4)], two_way((0, 1, 2, 1), (2, 3, 2, 1)))

    assert GraphRouter(graph).leg(place(0, 0), place(5, 4)) is None


@pytest.mark.parametrize("kind", NetworkKind)
def test_only_a_schematic_network_gives_estimates(kind):
    graph = network([(0, 0), (9, 0)], two_way((0, 1, 18, 9)), kind=kind)
    leg = GraphRouter(graph).leg(place(0, 0), place(9, 0))

    assert (leg.engine, leg.estimate) == ("own", kind is NetworkKind.SCHEMATIC)


def test_a_leg_names_its_roads_in_order_each_for_as_long_as_it_is_followed():
    nodes = [(0, 0), (1, 0), (2, 0), (3, 0), (4, 0)]
    arcs = two_way((0, 1, 10, 5), (1, 2, 10, 5), (2, 3, 10, 5), (3, 4, 10, 5))
    # Both directions of each road: QL.4D twice, one without a number, then QL.279.
    numbers = np.repeat([0, 0, -1, 1], 2)
    graph = dataclasses.replace(network(nodes, arcs), road=numbers, roads=("QL.4D", "QL.279"))
    router = GraphRouter(graph)
    assert router.leg(place(0, 0), place(4, 0)).roads == ("QL.4D", "QL.279")
    assert router.leg(place(4, 0), place(0, 0)).roads == ("QL.279", "QL.4D")
    assert GraphRouter(network(nodes, arcs)).leg(place(0, 0), place(4, 0)).roads == ()
