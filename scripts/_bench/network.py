"""Minutes between 1,000 and 300 places on a made-up graph of 100,000 arcs, beside scipy's plain Dijkstra."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy.sparse import csgraph, csr_array

from geodata.network.graph_router import GraphRouter
from geodata.network.values import Floats, NetworkKind, RoadNetwork
from scripts._bench.figures import Figure, median, ratio

PART = "network"
ARCS = 100_000
ORIGINS, DESTINATIONS = 1000, 300
ROUNDS = 3
MATRIX_S = 2.0
VARIANTS = 3
SEED = 20_260_101
# The streets lie on a grid over the province, crooked, one in five missing, one in ten one-way.
WEST, SOUTH, WIDTH, HEIGHT = 103.6, 21.9, 1.2, 0.9
SIDE = 182
MISSING, ONE_WAY, CROOKED = 0.2, 0.1, 0.3
KM_PER_LON, KM_PER_LAT = 103.0, 110.7
DETOUR, SLOW_KMH, QUICK_KMH = 1.2, 20.0, 60.0
LOW, HIGH = 0.8, 1.5


def made_up_network(side: int = SIDE) -> RoadNetwork:
    """Return a graph of ``side`` × ``side`` crossings, the same every time; by default 100,000 arcs."""
    rng = np.random.default_rng(SEED)
    row, column = np.divmod(np.arange(side * side), side)
    lon = WEST + (column + rng.uniform(-CROOKED, CROOKED, side * side)) / side * WIDTH
    lat = SOUTH + (row + rng.uniform(-CROOKED, CROOKED, side * side)) / side * HEIGHT
    east, north = np.flatnonzero(column < side - 1), np.flatnonzero(row < side - 1)
    start, end = np.concatenate([east, north]), np.concatenate([east + 1, north + side])
    kept = rng.random(len(start)) >= MISSING
    start, end = start[kept], end[kept]
    both = rng.random(len(start)) >= ONE_WAY
    tail, head = np.concatenate([start, end[both]]), np.concatenate([end, start[both]])
    kmh = rng.uniform(SLOW_KMH, QUICK_KMH, len(start))
    km = DETOUR * np.hypot((lon[tail] - lon[head]) * KM_PER_LON, (lat[tail] - lat[head]) * KM_PER_LAT)
    likely = km / np.concatenate([kmh, kmh[both]]) * 60
    return RoadNetwork(
        network_id="made-up",
        name="made up",
        kind=NetworkKind.IMPORTED,
        node_lon=lon,
        node_lat=lat,
        tail=tail,
        head=head,
        length_km=km,
        low=likely * LOW,
        likely=likely,
        high=likely * HIGH,
        road_class=np.zeros(len(tail), dtype=np.int16),
        classes=("road",),
        source="made up",
        as_of=None,
    )


def measure() -> list[Figure]:
    """Measure our table of minutes and km, scipy's plain costs to every node, and areas."""
    network = made_up_network()
    rng = np.random.default_rng(SEED + 1)
    places = np.column_stack(
        [WEST + WIDTH * rng.uniform(0.05, 0.95, ORIGINS), SOUTH + HEIGHT * rng.uniform(0.05, 0.95, ORIGINS)]
    )
    ends = places[:DESTINATIONS] + 0.001
    # Low and high that are no scaling of likely make three runs necessary.
    own_speeds = replace(network, high=network.likely * rng.uniform(1.2, 1.8, len(network.tail)))
    router, uneven = GraphRouter(network), GraphRouter(own_speeds)
    first = seconds(lambda: router.travel_times(places[:1], ends[:1]), rounds=1)
    ours = seconds(lambda: router.travel_times(places, ends))
    three = seconds(lambda: uneven.travel_times(places, ends)) / VARIANTS
    plain = plain_dijkstra(network)
    peer = seconds(lambda: plain(DESTINATIONS))
    reach_first = seconds(lambda: router.reaches(places[:3], [30, 60]), rounds=1)
    reach = seconds(lambda: router.reaches(places[:3], [30, 60]))
    size = f"{ORIGINS:,} × {DESTINATIONS} on {len(network.tail):,} arcs"
    return [
        Figure(PART, f"index of the arcs, once ({len(network.tail):,})", first, "s"),
        Figure(PART, f"minutes and km, {size}, three variants of one ratio", ours, "s", at_most=MATRIX_S),
        Figure(PART, f"the same, each variant by itself: one variant, {size}", three, "s", at_most=MATRIX_S),
        Figure(PART, f"scipy's Dijkstra from {DESTINATIONS} nodes, minutes alone", peer, "s"),
        ratio(PART, "ours ÷ scipy's (with snapping, km and three variants)", ours, peer),
        Figure(PART, "first areas, 30 and 60 minutes × 3, from 3 places", reach_first, "s"),
        Figure(PART, "further areas", reach, "s"),
    ]


def plain_dijkstra(network: RoadNetwork) -> Callable[[int], Floats]:
    """Return what gives scipy's costs from the first nodes to all, on the graph as it is."""
    size = len(network.node_lon)
    # The made-up graph has no parallel arcs: the constructor adds nothing up.
    graph = csr_array((network.likely, (network.tail, network.head)), shape=(size, size))
    return lambda count: np.asarray(csgraph.dijkstra(graph, indices=np.arange(count)))


def seconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return how long ``work`` takes, the middle one of ``rounds``."""
    found = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return median(found)
