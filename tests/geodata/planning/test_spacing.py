"""A least distance: limits on cliques that allow exactly what the pairs one by one allow."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.crs import vn2000
from geodata.planning.spacing import near_pairs, spaced

DEGREES = st.tuples(st.floats(103.9, 104.1), st.floats(22.3, 22.5))
POINTS = st.lists(DEGREES, max_size=12).map(lambda found: np.array(found, dtype=float).reshape(-1, 2))
KM = st.floats(0.5, 15)


def slow_pairs(points, km: float, fixed=()) -> set[tuple[int, int]]:
    """Every pair that is too near, one by one (metres of EPSG:9208)."""
    metric = [vn2000(*point) for point in points]
    return {
        (i, j)
        for i, j in combinations(range(len(points)), 2)
        if np.hypot(metric[i][0] - metric[j][0], metric[i][1] - metric[j][1]) < km * 1000
        and not (i in fixed and j in fixed)
    }


@given(POINTS, KM, st.sets(st.integers(0, 11)))
def test_the_pairs_are_those_of_measuring_every_one(points, km, fixed):
    assert set(near_pairs(points, km, fixed)) == slow_pairs(points, km, fixed)


@given(POINTS, KM, st.sets(st.integers(0, 11)))
def test_the_limits_forbid_every_near_pair_and_no_other(points, km, fixed):
    limits = spaced(points, km, fixed)
    forbidden = {pair for limit in limits for pair in combinations(limit.columns, 2)}
    assert forbidden == slow_pairs(points, km, fixed)
    assert all(limit.most == 1 and limit.least == 0 for limit in limits)


def test_points_in_one_heap_need_one_limit():
    heap = np.array([[104.0 + n / 10_000, 22.3] for n in range(30)])
    (limit,) = spaced(heap, 5.0, name="5 km")
    assert limit.columns == tuple(range(30))
    assert limit.name == "5 km"


def test_two_points_that_stay_open_anyway_are_no_conflict():
    near = np.array([[104.0, 22.3], [104.001, 22.3], [104.002, 22.3]])
    assert near_pairs(near, 1.0, fixed={0, 1}) == ((0, 2), (1, 2))
    assert {limit.columns for limit in spaced(near, 1.0, fixed={0, 1})} == {(0, 2), (1, 2)}


@pytest.mark.parametrize("km", [0.0, -1.0])
def test_no_distance_is_no_limit(km):
    assert spaced(np.array([[104.0, 22.3], [104.0, 22.3]]), km) == ()
