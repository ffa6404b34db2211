"""
Minutes and km between two sets of places on a graph, by Dijkstra's algorithm of scipy.

The smaller set gives the sources (on the reversed graph where that is the
destinations); the other one looks its nodes up in their trees.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csgraph, csr_array

from geodata.network.snapping import Holds
from geodata.network.values import Floats, Ints

# Trees are made in blocks: 300 trees of 100,000 nodes would be 240 MB at once.
BLOCK_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class Adjacency:
    """
    A directed graph of n nodes with one weight per pair: rows of (``heads``, ``weights``, ``arcs``) by tail.

    Of parallel arcs the lightest stands here (``arcs``: its number in the
    network); an arc from a node to itself leads nowhere and is left out. A
    weight of 0 stays an arc.
    """

    starts: Ints  # n + 1
    heads: npt.NDArray[np.int32]
    weights: Floats
    arcs: Ints

    @property
    def nodes(self) -> int:
        """Return n."""
        return len(self.starts) - 1

    def arc_between(self, tail: int, head: int) -> int:
        """Return the arc that leads from ``tail`` to ``head``, which has to be there."""
        first, last = self.starts[tail], self.starts[tail + 1]
        return int(self.arcs[first + np.searchsorted(self.heads[first:last], head)])


def adjacency(tail: Ints, head: Ints, weights: Floats, nodes: int) -> Adjacency:
    """Return the graph of the arcs ``tail`` → ``head`` with ``weights`` ≥ 0."""
    order = np.lexsort((weights, head, tail))
    order = order[tail[order] != head[order]]
    tails, heads = tail[order], head[order]
    lightest = np.ones(len(order), dtype=bool)
    lightest[1:] = (np.diff(tails) != 0) | (np.diff(heads) != 0)
    order, tails, heads = order[lightest], tails[lightest], heads[lightest]
    starts = np.searchsorted(tails, np.arange(nodes + 1)).astype(np.int64)
    return Adjacency(starts, heads.astype(np.int32), weights[order], order.astype(np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Ties:
    """How ``places`` places hang on nodes: place, node, the arc in between and the share of it to drive."""

    places: int
    place: Ints
    node: Ints
    arc: Ints
    share: Floats


def ties_out(holds: Holds, head: Ints) -> Ties:
    """
    Return the nodes that each place drives to first: the heads of its arcs.

    A place in a node holds to every arc there, so the node itself is the head
    of those that lead to it, at no cost.
    """
    return Ties(len(holds.off_m), holds.place, head[holds.arc], holds.arc, 1.0 - holds.share)


def ties_in(holds: Holds, tail: Ints) -> Ties:
    """Return the nodes from which each place is driven to at last: the tails of its arcs."""
    return Ties(len(holds.off_m), holds.place, tail[holds.arc], holds.arc, holds.share)


def least(
    graph: Adjacency, sources: Ties, source_costs: Floats, targets: Ties, target_costs: Floats
) -> Floats:
    """
    Return the least cost from each source to each target (sources × targets; ``inf``: no way).

    ``source_costs`` and ``target_costs`` are the costs of the ties, in the
    unit of the weights.
    """
    found = np.full((sources.places, targets.places), np.inf)
    order = np.argsort(targets.place, kind="stable")
    nodes, costs = targets.node[order], target_costs[order]
    tied, firsts = np.unique(targets.place[order], return_index=True)
    if not len(tied):
        return found
    for rows, tree in _trees(graph, sources, source_costs):
        found[rows[:, None], tied] = np.minimum.reduceat(tree[:, nodes] + costs, firsts, axis=1)
    return found


def tree_of(graph: Adjacency, nodes: Ints, costs: Floats, limit: float = np.inf) -> tuple[Floats, Ints]:
    """
    Return the least cost from anywhere in ``nodes`` (begun with ``costs``) to each node, and the node before.

    The node before is n for a node that a tie leads to, negative where no way
    leads. Costs above ``limit`` are ``inf``.
    """
    extended = _with_sources(graph, np.zeros(len(nodes), dtype=np.int64), nodes, costs, 1)
    cost, before = csgraph.dijkstra(extended, indices=graph.nodes, limit=limit, return_predecessors=True)
    return cost[: graph.nodes], before[: graph.nodes].astype(np.int64)


def along_shared_arcs(origins: Holds, destinations: Holds) -> tuple[Ints, Ints, Ints, Floats]:
    """
    Return (origin, destination, arc, share to drive) for places on one arc, the destination not behind.

    Such a pair need not pass any node.
    """
    order = np.argsort(destinations.arc, kind="stable")
    arcs = destinations.arc[order]
    first = np.searchsorted(arcs, origins.arc, side="left")
    count = np.searchsorted(arcs, origins.arc, side="right") - first
    left = np.repeat(np.arange(len(origins.arc)), count)
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    right = order[np.repeat(first, count) + within]
    share = destinations.share[right] - origins.share[left]
    ahead = share >= 0
    left, right, share = left[ahead], right[ahead], share[ahead]
    return origins.place[left], destinations.place[right], origins.arc[left], share


def _trees(graph: Adjacency, sources: Ties, costs: Floats) -> Iterator[tuple[Ints, Floats]]:
    """Give the sources in blocks with the costs from each to every node."""
    order = np.argsort(sources.place, kind="stable")
    place, node, cost = sources.place[order], sources.node[order], costs[order]
    tied = np.unique(place)
    size = max(1, BLOCK_BYTES // (8 * (graph.nodes + 1)))
    for start in range(0, len(tied), size):
        rows = tied[start : start + size]
        part = slice(*np.searchsorted(place, [rows[0], rows[-1] + 1]))
        row = np.searchsorted(rows, place[part])
        extended = _with_sources(graph, row, node[part], cost[part], len(rows))
        yield rows, csgraph.dijkstra(extended, indices=graph.nodes + np.arange(len(rows)))


def _with_sources(graph: Adjacency, row: Ints, node: Ints, cost: Floats, rows: int) -> csr_array:
    """Return the graph with ``rows`` nodes more, from which arcs lead to ``node`` at ``cost``."""
    ties = adjacency(row, node + rows, cost, rows + graph.nodes)
    starts = np.concatenate([graph.starts, graph.starts[-1] + ties.starts[1 : rows + 1]])
    heads = np.concatenate([graph.heads, ties.heads - np.int32(rows)])
    size = graph.nodes + rows
    # Built from its arrays: a constructor that takes pairs would add parallel arcs up.
    return csr_array(
        (np.concatenate([graph.weights, ties.weights]), heads, starts.astype(np.int32)), shape=(size, size)
    )
