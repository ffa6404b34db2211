"""A place holds on to the nearest point of the nearest arcs, found by looking at every one of them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.network.snapping import SAME_M, SNAP_LIMIT_M, Snapper
from geodata.network.values import NetworkKind
from tests.geodata.network.road_graphs import line_of, metres, nearest_on, network, place_at, two_way

POINT = st.tuples(st.floats(0, 8), st.floats(0, 8))
LINE = st.lists(POINT, min_size=2, max_size=5)


@given(st.lists(LINE, min_size=1, max_size=8), st.lists(POINT, min_size=1, max_size=5))
@settings(max_examples=60)
def test_on_lines_of_any_shape_it_is_what_measuring_all_of_them_says(lines, steps):
    nodes = [point for line in lines for point in (line[0], line[-1])]
    arcs = [(2 * row, 2 * row + 1, 1, 1) for row in range(len(lines))]
    graph = network(nodes, arcs, shapes=lines)
    places = np.array([place_at(*step) for step in steps])
    found = Snapper(graph).snap(places)

    for row, place in enumerate(places):
        nearest = [nearest_on(line_of(graph, arc), metres(place)) for arc in range(len(lines))]
        least = min(far for far, _ in nearest)
        if least > SNAP_LIMIT_M[graph.kind]:
            assert np.isnan(found.off_m[row])
            continue
        assert found.off_m[row] == pytest.approx(least, abs=1e-3)
        arcs_held = found.arc[found.place == row]
        assert {arc for arc, (far, _) in enumerate(nearest) if far <= least + SAME_M / 2} <= set(arcs_held)
        for arc, share in zip(arcs_held, found.share[found.place == row], strict=True):
            assert nearest[arc][0] <= least + 2 * SAME_M
            point = _point_at(line_of(graph, arc), share)
            assert np.hypot(*np.subtract(point, metres(place))) == pytest.approx(nearest[arc][0], abs=1e-3)


def _point_at(line, share: float) -> tuple[float, float]:
    """Return the point of a line before which ``share`` of its length lies."""
    lengths = [float(np.hypot(b[0] - a[0], b[1] - a[1])) for a, b in itertools.pairwise(line)]
    left = share * sum(lengths)
    for (a, b), length in zip(itertools.pairwise(line), lengths, strict=True):
        if left <= length and length:
            return a[0] + left / length * (b[0] - a[0]), a[1] + left / length * (b[1] - a[1])
        left -= length
    return line[-1]


@pytest.mark.parametrize("kind", NetworkKind)
def test_a_place_in_a_node_is_there_and_holds_to_every_arc_of_it(kind):
    graph = network([(0, 0), (3, 0), (3, 4)], two_way((0, 1, 3, 3), (1, 2, 4, 4)), kind=kind)
    found = Snapper(graph).snap([place_at(3, 0)])

    assert found.off_m[0] == 0
    assert dict(zip(found.arc, found.share, strict=True)) == pytest.approx({0: 1, 1: 0, 2: 0, 3: 1}, abs=1e-9)


def test_both_directions_of_a_road_are_held_at_the_same_point():
    graph = network([(0, 0), (4, 0)], two_way((0, 1, 4, 4)))
    found = Snapper(graph).snap([place_at(1, 0.5)])

    assert dict(zip(found.arc, found.share, strict=True)) == pytest.approx({0: 0.25, 1: 0.75}, abs=1e-4)


def test_a_road_without_length_is_held_at_its_beginning():
    graph = network([(0, 0), (0, 0)], [(0, 1, 2, 0)])
    found = Snapper(graph).snap([place_at(0, 1)])

    assert (found.arc.tolist(), found.share.tolist()) == ([0], [0.0])
