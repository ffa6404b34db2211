"""Made-up road graphs, Hypothesis strategies for them, and a slow, obvious answer for every way."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from geodata.crs import vn2000
from geodata.network.snapping import SAME_M, SNAP_LIMIT_M
from geodata.network.values import NetworkKind, RoadNetwork

CENTRE = (104.0, 22.3)
STEP = 0.01  # about 1 km
NOWHERE = (math.inf, math.inf)


def place_at(x: float, y: float) -> tuple[float, float]:
    """Return the degrees of a place in steps east and north of the centre."""
    return CENTRE[0] + STEP * x, CENTRE[1] + STEP * y


def network(
    nodes: Sequence[tuple[float, float]],
    arcs: Sequence[tuple[int, int, float, float]],
    *,
    kind: NetworkKind = NetworkKind.IMPORTED,
    low: Sequence[float] | float = 0.5,
    high: Sequence[float] | float = 2.0,
    shapes: Sequence[Sequence[tuple[float, float]]] | None = None,
) -> RoadNetwork:
    """
    Return a graph: nodes in steps, arcs as (tail, head, minutes, km).

    ``low`` and ``high`` are factors of the minutes, for all arcs or for each;
    ``shapes`` lines in steps.
    """
    positions = np.array([place_at(*node) for node in nodes]).reshape(-1, 2)
    table = np.array(arcs, dtype=float).reshape(-1, 4)
    lines = None if shapes is None else [[place_at(*point) for point in line] for line in shapes]
    flat = None if lines is None else np.array(list(itertools.chain.from_iterable(lines)))
    return RoadNetwork(
        network_id="made-up",
        name="Made-up roads",
        kind=kind,
        node_lon=positions[:, 0],
        node_lat=positions[:, 1],
        tail=table[:, 0].astype(np.int64),
        head=table[:, 1].astype(np.int64),
        length_km=table[:, 3],
        low=table[:, 2] * np.asarray(low),
        likely=table[:, 2],
        high=table[:, 2] * np.asarray(high),
        road_class=np.zeros(len(table), dtype=np.int16),
        classes=("road",),
        source="made up",
        as_of=None,
        shape_lon=None if flat is None else flat[:, 0],
        shape_lat=None if flat is None else flat[:, 1],
        shape_offset=None if lines is None else np.cumsum([0, *map(len, lines)]),
    )


def two_way(*roads: tuple[int, int, float, float]) -> list[tuple[int, int, float, float]]:
    """Return both arcs of each road."""
    return [
        arc
        for tail, head, minutes, km in roads
        for arc in ((tail, head, minutes, km), (head, tail, minutes, km))
    ]


@st.composite
def networks(draw: st.DrawFn, *, one_ratio: bool = True, apart: bool = False) -> RoadNetwork:
    """
    Draw small graphs with everything that goes wrong: parallel and one-way arcs, loops, no time, no way.

    Nodes lie on a raster, arcs are straight, minutes and km whole. Arcs may
    pass over nodes that they do not lead to, unless nodes are ``apart``: then
    they lie on a parabola, of which no chord holds a third one.
    """
    count = draw(st.integers(2, 6))
    spots = st.tuples(st.integers(0, 5), st.integers(0, 5))
    if apart:
        spots = st.integers(0, 5).map(lambda x: (x, x * x / 5))
    nodes = draw(st.lists(spots, min_size=count, max_size=count, unique=True))
    ends = st.integers(0, count - 1)
    arc = st.tuples(ends, ends, st.integers(0, 9), st.integers(0, 9))
    arcs = draw(st.lists(arc, min_size=1, max_size=12))
    if one_ratio:
        return network(nodes, arcs)
    each = {"min_size": len(arcs), "max_size": len(arcs)}
    low = draw(st.lists(st.sampled_from([0.25, 0.5, 1.0]), **each))
    return network(nodes, arcs, low=low, high=draw(st.lists(st.sampled_from([1.0, 1.5, 3.0]), **each)))


def metres(place: Sequence[float]) -> tuple[float, float]:
    """Return a place in metres."""
    return vn2000(float(place[0]), float(place[1]))


def nearest_on(line: Sequence[tuple[float, float]], place: tuple[float, float]) -> tuple[float, float]:
    """Return the metres from ``place`` to ``line`` (both metric), and the share of it before that point."""
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(line)]
    best, behind = NOWHERE, 0.0
    for (a, b), length in zip(itertools.pairwise(line), lengths, strict=True):
        along = 0.0
        if length:
            dot = (place[0] - a[0]) * (b[0] - a[0]) + (place[1] - a[1]) * (b[1] - a[1])
            along = min(1.0, max(0.0, dot / length**2))
        point = (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1]))
        total = sum(lengths)
        share = (behind + along * length) / total if total else 0.0
        best = min(best, (math.dist(point, place), share))
        behind += length
    return best


def line_of(graph: RoadNetwork, arc: int) -> list[tuple[float, float]]:
    """Return the line of an arc in metres."""
    if graph.shape_offset is None:
        ends = (graph.tail[arc], graph.head[arc])
        return [metres((graph.node_lon[end], graph.node_lat[end])) for end in ends]
    part = slice(graph.shape_offset[arc], graph.shape_offset[arc + 1])
    return [metres(point) for point in zip(graph.shape_lon[part], graph.shape_lat[part], strict=True)]


def slow_times(
    graph: RoadNetwork, minutes: np.ndarray, origin: Sequence[float], destination: Sequence[float]
) -> tuple[tuple[float, float], float, float]:
    """
    Return ((minutes, km) along the arcs, metres off at the origin, metres off at the destination).

    Each place becomes a node in the middle of its arcs; Floyd and Warshall
    do the rest on pairs, so that km decide between equal minutes.
    """
    n = len(graph.node_lon)
    ways = {(i, j): NOWHERE for i in range(n + 2) for j in range(n + 2)} | {
        (i, i): (0.0, 0.0) for i in range(n + 2)
    }

    def add(start: int, end: int, arc: int, share: float) -> None:
        cost = (share * float(minutes[arc]), share * float(graph.length_km[arc]))
        ways[start, end] = min(ways[start, end], cost)

    on: list[dict[int, float]] = []
    off: list[float] = []
    for node, place in ((n, origin), (n + 1, destination)):
        found = [nearest_on(line_of(graph, arc), metres(place)) for arc in range(len(graph.tail))]
        least = min(metres_off for metres_off, _ in found)
        off.append(least if least <= SNAP_LIMIT_M[graph.kind] else math.nan)
        on.append({arc: share for arc, (far, share) in enumerate(found) if far <= least + SAME_M})
        for arc, share in on[-1].items():
            add(int(graph.tail[arc]), node, arc, share)
            add(node, int(graph.head[arc]), arc, 1 - share)
    for arc, tail in enumerate(graph.tail):
        add(int(tail), int(graph.head[arc]), arc, 1.0)
    for arc in on[0].keys() & on[1].keys():
        if on[1][arc] >= on[0][arc]:
            add(n, n + 1, arc, on[1][arc] - on[0][arc])
    for middle, start, end in itertools.product(range(n + 2), repeat=3):
        first, second = ways[start, middle], ways[middle, end]
        ways[start, end] = min(ways[start, end], (first[0] + second[0], first[1] + second[1]))
    return ways[n, n + 1], off[0], off[1]
