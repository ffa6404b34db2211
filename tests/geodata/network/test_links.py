"""The schematic links, and the quickest way along them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import DataProblem
from geodata.network.links import Links, quickest, read_links
from tests.geodata.network.road_rows import codes, fill_roads, link_row

NODES = 6


def some_links(ends, km):
    """Links between made-up communes."""
    return Links(
        codes=tuple(codes(NODES)),
        tail=np.array([tail for tail, _ in ends], dtype=np.int64),
        head=np.array([head for _, head in ends], dtype=np.int64),
        length_km=np.array(km, dtype=np.float64),
        road_class=np.zeros(len(km), dtype=np.int16),
        estimated=np.ones(len(km), dtype=np.bool_),
        road=np.full(len(km), -1, dtype=np.int64),
        roads=(),
    )


def floyd_warshall(ends, minutes):
    """Minutes between all nodes, the slow and obvious way."""
    found = np.full((NODES, NODES), np.inf)
    np.fill_diagonal(found, 0)
    for (tail, head), cost in zip(ends, minutes, strict=True):
        found[tail, head] = found[head, tail] = min(found[tail, head], cost)
    for middle in range(NODES):
        found = np.minimum(found, found[:, [middle]] + found[[middle], :])
    return found


ENDS = st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).filter(lambda ends: ends[0] != ends[1])


@given(st.lists(st.tuples(ENDS, st.integers(1, 50)), min_size=1, max_size=14))
def test_the_quickest_way_takes_as_long_as_floyd_and_warshall_say(drawn):
    ends, minutes = [pair for pair, _ in drawn], np.array([float(cost) for _, cost in drawn])
    links, oracle = some_links(ends, minutes), floyd_warshall(ends, minutes)
    pairs = [(one, other) for one in links.codes for other in links.codes if one != other]
    found = quickest(links, minutes, pairs)
    for one, other in pairs:
        best = oracle[links.codes.index(one), links.codes.index(other)]
        assert ((one, other) in found) == np.isfinite(best)
        if np.isfinite(best):
            assert minutes[found[one, other]].sum() == best


def test_a_way_is_told_link_by_link_in_order():
    links = some_links([(0, 1), (2, 1), (2, 3)], [1, 1, 1])
    first, *_, last = links.codes[:4]
    assert quickest(links, links.length_km, [(first, last)]) == {(first, last): [0, 1, 2]}


def test_a_commune_that_no_link_knows_has_no_way():
    links = some_links([(0, 1)], [1])
    assert quickest(links, links.length_km, [("00000", links.codes[0])]) == {}


def test_only_estimated_lengths_are_stretched(sqlite_store):
    one, two, three = codes(3)
    fill_roads(sqlite_store, [link_row(one, two, 10), link_row(two, three, 10, length_basis="published")])
    assert read_links(sqlite_store).km(0.5).tolist() == [5, 10]


def test_a_store_without_links_says_so(sqlite_store):
    with pytest.raises(DataProblem, match="no links"):
        read_links(sqlite_store)


def test_a_class_without_speeds_is_named(sqlite_store):
    one, two = codes(2)
    fill_roads(sqlite_store, [link_row(one, two, 10, road_class="canal")])
    with pytest.raises(DataProblem, match="canal"):
        read_links(sqlite_store)
