"""A least distance between points, as limits that a model keeps: of each group at most one is open."""

from __future__ import annotations

from collections.abc import Collection

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geodata.crs import WGS84, to_metric
from geodata.planning.values import GroupLimit

Floats = npt.NDArray[np.float64]
Pair = tuple[int, int]


def near_pairs(points: Floats, km: float, fixed: Collection[int] = ()) -> tuple[Pair, ...]:
    """
    Return the pairs (i < j) of points that lie nearer than ``km`` kilometres, straight through the air.

    Parameters
    ----------
    points
        Array (k × 2) of lon, lat in degrees (EPSG:4326).
    km
        The least distance; a pair exactly that far apart is allowed.
    fixed
        Points that are open whatever happens: two of them are no pair.
    """
    if km <= 0 or len(points) < 2:
        return ()
    metric = to_metric(gpd.GeoSeries(shapely.points(points), crs=WGS84)).to_numpy()
    first, second = shapely.STRtree(metric).query(metric, predicate="dwithin", distance=km * 1000)
    apart = shapely.distance(metric[first], metric[second])
    found = zip(first.tolist(), second.tolist(), (apart < km * 1000).tolist(), strict=True)
    kept = frozenset(fixed)
    return tuple(sorted((i, j) for i, j, near in found if i < j and near and not (i in kept and j in kept)))


def spaced(points: Floats, km: float, fixed: Collection[int] = (), name: str = "") -> tuple[GroupLimit, ...]:
    """
    Return limits that keep any two open points at least ``km`` apart; see ``near_pairs``.

    A limit on a clique is as true as its pairs one by one and much stronger
    in a linear model, so the pairs are covered by few cliques, greedily in
    the order of the points. ``name`` becomes the name of every limit.
    """
    pairs = near_pairs(points, km, fixed)
    near: dict[int, set[int]] = {}
    for i, j in pairs:
        near.setdefault(i, set()).add(j)
        near.setdefault(j, set()).add(i)
    left = set(pairs)
    limits = []
    for pair in pairs:
        if pair in left:
            clique = _grown(pair, near, left)
            left -= {(i, j) for i in clique for j in clique if i < j}
            limits.append(GroupLimit(columns=tuple(sorted(clique)), most=1, name=name))
    return tuple(limits)


def _grown(pair: Pair, near: dict[int, set[int]], left: set[Pair]) -> set[int]:
    """Return a clique around a pair that no point can be added to, first those that cover most open pairs."""
    clique = set(pair)
    common = near[pair[0]] & near[pair[1]]
    while common:
        best = min(common, key=lambda one: (-_open_pairs(one, clique, left), one))
        clique.add(best)
        common &= near[best]
    return clique


def _open_pairs(one: int, clique: set[int], left: set[Pair]) -> int:
    """Count the pairs of ``one`` with a clique that no limit covers yet."""
    return sum((min(one, other), max(one, other)) in left for other in clique)
