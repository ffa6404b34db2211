"""
Pieces of road become arcs: points at which a road only goes on are no longer nodes, but keep its shape.

Every distance between two remaining nodes stays what it was, in km and in minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.network.segments import NONE, Pieces

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """
    A simplified graph: n nodes and m arcs, no two of which lead from one node to the same other one.

    ``node`` (n) holds the numbers that the nodes had among the pieces, ``tail``
    and ``head`` are indices into it. ``points`` (those numbers again) is cut by
    ``offset`` (m + 1) into the line of each arc, both ends included.
    """

    node: Ints
    tail: Ints
    head: Ints
    km: Floats
    kind: Ints  # index into ``Pieces.kinds``
    points: Ints
    offset: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Halves:
    """Each piece twice, once in each direction: half 2i runs from first to second, half 2i + 1 back."""

    tail: Ints
    head: Ints
    kind: Ints
    km: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Chains:
    """Halves in the order in which they follow each other, cut by ``offset`` into c chains."""

    half: Ints
    offset: Ints

    @property
    def first(self) -> Ints:
        """The first half of each chain."""
        return self.half[self.offset[:-1]]

    @property
    def last(self) -> Ints:
        """The last half of each chain."""
        return self.half[self.offset[1:] - 1]

    @property
    def length(self) -> Ints:
        """The number of halves of each chain."""
        return np.diff(self.offset)


def simplify(pieces: Pieces) -> Arcs:
    """
    Join pieces that follow each other on one kind of road.

    Parameters
    ----------
    pieces
        A connected graph of at least one piece.

    Notes
    -----
    Loops and roads that join the same two nodes keep one or two of their
    points as nodes, so that a pair of nodes has at most one arc in each
    direction.
    """
    halves = _Halves(
        tail=_alternating(pieces.first, pieces.second),
        head=_alternating(pieces.second, pieces.first),
        kind=_alternating(pieces.forward, pieces.backward),
        km=np.repeat(pieces.km, 2),
    )
    before = _before(halves, len(pieces.lon))
    if (before >= 0).all():
        # A single ring without an end: it has to begin somewhere.
        before[halves.tail == 0] = NONE
    chains = _chains(before)
    inner = _second_ways(halves, chains)
    if len(inner):
        before[np.isin(halves.tail, inner)] = NONE
        chains = _chains(before)
    return _arcs(halves, chains)


def _alternating(one: Ints, other: Ints) -> Ints:
    """Return the values of both in turn."""
    return np.stack([one, other], axis=1).ravel()


def _before(halves: _Halves, nodes: int) -> Ints:
    """Return for each half the one that it continues; ``NONE`` where it begins at a node that has to stay."""
    order = np.argsort(halves.tail, kind="stable")
    degree = np.bincount(halves.tail, minlength=nodes)
    begins = np.cumsum(degree) - degree
    passed = begins[degree == 2]
    one, other = order[passed], order[passed + 1]
    # Half h ^ 1 is the same piece the other way round.
    same = (halves.kind[one] == halves.kind[other ^ 1]) & (halves.kind[other] == halves.kind[one ^ 1])
    before = np.full(len(halves.tail), NONE, dtype=np.int64)
    before[one[same]] = other[same] ^ 1
    before[other[same]] = one[same] ^ 1
    return before


def _chains(before: Ints) -> _Chains:
    """Return the halves chain by chain; by doubling steps, so that the longest chain takes a few rounds."""
    root = np.where(before >= 0, before, np.arange(len(before)))
    steps = (before >= 0).astype(np.int64)
    while True:
        further = root[root]
        if np.array_equal(further, root):
            break
        steps, root = steps + steps[root], further
    order = np.lexsort((steps, root))
    starts = np.flatnonzero(steps[order] == 0)
    return _Chains(order, np.append(starts, len(order)))


def _second_ways(halves: _Halves, chains: _Chains) -> Ints:
    """Return nodes to keep in loops and in all but one of the chains that join the same two nodes."""
    tail, head = halves.tail[chains.first], halves.head[chains.last]
    # Every chain is there in both directions; one of them is enough.
    once = (tail < head) | ((tail == head) & (chains.first < (chains.last ^ 1)))
    chosen = np.flatnonzero(once)
    chosen = chosen[np.lexsort((chains.first[chosen], chains.length[chosen], head[chosen], tail[chosen]))]
    again = (tail[chosen][1:] == tail[chosen][:-1]) & (head[chosen][1:] == head[chosen][:-1])
    loop = tail[chosen] == head[chosen]
    second = chosen[np.concatenate([[False], again]) & ~loop]
    loops = chosen[loop]
    # A loop has at least three pieces, a second way at least two: no two pieces join the same nodes.
    places = [
        chains.offset[second] + chains.length[second] // 2,
        chains.offset[loops] + chains.length[loops] // 3,
        chains.offset[loops] + 2 * chains.length[loops] // 3,
    ]
    return np.unique(halves.tail[chains.half[np.concatenate(places)]])


def _arcs(halves: _Halves, chains: _Chains) -> Arcs:
    """Return the chains that may be driven."""
    driven = halves.kind[chains.first] != NONE
    length = chains.length[driven]
    half = chains.half[np.repeat(driven, chains.length)]
    starts = np.cumsum(length) - length
    km = np.add.reduceat(halves.km[half], starts)
    tail, head = halves.tail[half[starts]], halves.head[half[starts + length - 1]]
    node, ends = np.unique(np.stack([tail, head]), return_inverse=True)
    offset = np.concatenate([[0], np.cumsum(length + 1)])
    points = np.empty(int(offset[-1]), dtype=np.int64)
    begins = np.zeros(len(points), dtype=bool)
    begins[offset[:-1]] = True
    points[begins], points[~begins] = tail, halves.head[half]
    return Arcs(node, ends[0], ends[1], km, halves.kind[half[starts]], points, offset)
