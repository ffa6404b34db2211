"""Simplifying changes no way between the nodes that stay; the oracle walks the graph as it was."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geodata.network.car_rules import Drive
from geodata.network.osm import DEGREE, CarWays
from geodata.network.segments import NONE, Pieces, pieces_of, strongly_connected
from geodata.network.simplifying import Arcs, simplify

DRIVES = tuple(
    Drive(name, direction, kmh * 0.8, kmh, kmh * 1.2)
    for name, kmh in (("district", 36.0), ("commune", 20.0))
    for direction in (0, 1, -1)
)
NOWHERE = np.array([], dtype=np.int64)
# Few places, so that ways meet, cross and lie on each other; those two-way most often.
PLACES = st.integers(0, 15)
WAYS = st.lists(
    st.tuples(st.lists(PLACES, min_size=2, max_size=9), st.sampled_from([0, 0, 0, 1, 2, 3])),
    min_size=1,
    max_size=7,
)


def car_ways(ways: list[tuple[list[int], int]]) -> CarWays:
    """Return ways over the places of a grid of four by four, about a kilometre wide."""
    places = np.array([place for refs, _ in ways for place in refs])
    return CarWays(
        lon=104 * DEGREE + places % 4 * 100_000,
        lat=22 * DEGREE + places // 4 * 100_000,
        way=np.repeat(np.arange(len(ways)), [len(refs) for refs, _ in ways]),
        drive_of=np.array([number for _, number in ways]),
        drives=DRIVES,
        ref_of=np.full(len(ways), -1),
    )


def connected(ways: list[tuple[list[int], int]]) -> Pieces:
    """Return the pieces that lie in the largest part."""
    assume(any(one != other for refs, _ in ways for one, other in itertools.pairwise(refs)))
    pieces, _ = pieces_of(car_ways(ways), NOWHERE, NOWHERE)
    kept = strongly_connected(pieces)
    assume(kept.any())
    return pieces.kept(kept)


def slow_minutes(pieces: Pieces) -> np.ndarray:
    """Return minutes between all nodes before anything is simplified."""
    size = len(pieces.lon)
    least = np.full((size, size), np.inf)
    np.fill_diagonal(least, 0)
    for first, second, km, forward, backward in zip(
        pieces.first, pieces.second, pieces.km, pieces.forward, pieces.backward, strict=True
    ):
        for tail, head, kind in ((first, second, forward), (second, first, backward)):
            if kind != NONE:
                least[tail, head] = min(least[tail, head], km / pieces.kinds[kind].likely_kmh)
    for middle in range(size):
        least = np.minimum(least, least[:, [middle]] + least[[middle], :])
    return least


def quick_minutes(pieces: Pieces, arcs: Arcs) -> np.ndarray:
    """Return minutes between the nodes that stayed."""
    size = len(arcs.node)
    kmh = np.array([kind.likely_kmh for kind in pieces.kinds])[arcs.kind]
    graph = coo_array((arcs.km / kmh, (arcs.tail, arcs.head)), shape=(size, size)).tocsr()
    return dijkstra(graph)


@given(WAYS)
def test_every_way_between_nodes_that_stay_takes_as_long_as_before(ways):
    pieces = connected(ways)
    arcs = simplify(pieces)
    before = slow_minutes(pieces)[np.ix_(arcs.node, arcs.node)]
    assert np.isfinite(before).all()
    assert quick_minutes(pieces, arcs) == pytest.approx(before)


@given(WAYS)
def test_no_two_arcs_lead_from_one_node_to_the_same_other_one_and_none_back_to_itself(ways):
    arcs = simplify(connected(ways))
    pairs = list(zip(arcs.tail.tolist(), arcs.head.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    assert (arcs.tail != arcs.head).all()


@given(WAYS)
def test_every_piece_lies_on_the_line_of_exactly_one_arc_in_each_direction_driven(ways):
    pieces = connected(ways)
    arcs = simplify(pieces)
    steps = []
    for start, end in itertools.pairwise(arcs.offset):
        line = arcs.points[start:end].tolist()
        steps += list(itertools.pairwise(line))
    driven = [
        *zip(pieces.first[pieces.forward != NONE], pieces.second[pieces.forward != NONE], strict=True),
        *zip(pieces.second[pieces.backward != NONE], pieces.first[pieces.backward != NONE], strict=True),
    ]
    assert sorted(steps) == sorted((int(tail), int(head)) for tail, head in driven)


@given(WAYS)
def test_the_line_of_an_arc_runs_from_its_tail_to_its_head(ways):
    arcs = simplify(connected(ways))
    assert (arcs.points[arcs.offset[:-1]] == arcs.node[arcs.tail]).all()
    assert (arcs.points[arcs.offset[1:] - 1] == arcs.node[arcs.head]).all()


@given(WAYS)
def test_junctions_and_ends_stay(ways):
    pieces = connected(ways)
    degree = np.bincount(np.concatenate([pieces.first, pieces.second]))
    assert set(np.flatnonzero(degree != 2).tolist()) <= set(simplify(pieces).node.tolist())


@given(WAYS)
def test_bends_of_a_road_of_one_kind_stay_only_where_rings_need_them(ways):
    pieces = connected([(refs, 0) for refs, _ in ways])
    degree = np.bincount(np.concatenate([pieces.first, pieces.second]))
    rings = len(pieces.first) - len(pieces.lon) + 1
    bends = [node for node in simplify(pieces).node.tolist() if degree[node] == 2]
    assert len(bends) <= 2 * rings + (len(pieces.lon) == degree.tolist().count(2))


def test_a_long_road_becomes_one_arc_in_each_direction():
    count = 3000
    places = np.arange(count)
    ways = CarWays(
        lon=104 * DEGREE + places * 1000,
        lat=np.full(count, 22 * DEGREE),
        way=np.zeros(count, dtype=np.int64),
        drive_of=np.array([0]),
        drives=DRIVES,
        ref_of=np.array([-1]),
    )
    pieces, _ = pieces_of(ways, NOWHERE, NOWHERE)
    arcs = simplify(pieces)
    assert arcs.km.tolist() == pytest.approx([pieces.km.sum()] * 2)
    assert arcs.points[:count].tolist() in (list(range(count)), list(range(count))[::-1])


def test_an_arc_ends_where_the_number_of_the_road_changes():
    count = 6
    places = np.arange(count)
    ways = CarWays(
        lon=104 * DEGREE + np.concatenate([places[:4], places[3:]]) * 1000,
        lat=np.full(count + 1, 22 * DEGREE),
        way=np.array([0, 0, 0, 0, 1, 1, 1]),
        drive_of=np.array([0, 0]),
        drives=DRIVES,
        ref_of=np.array([1, 0]),
        refs=("QL.279", "QL.4D"),
    )
    pieces, _ = pieces_of(ways, NOWHERE, NOWHERE)
    arcs = simplify(pieces)
    assert sorted(pieces.kinds[kind].ref for kind in arcs.kind) == ["QL.279", "QL.279", "QL.4D", "QL.4D"]
