"""A road graph whose arcs have one weight: minutes, or minutes and km packed into one."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from geodata.network import matrix
from geodata.network.matrix import Adjacency, Ties
from geodata.network.packing import Packing
from geodata.network.snapping import Holds
from geodata.network.values import Floats, Ints, RoadNetwork


class WeightedGraph:
    """The arcs of ``network`` weighing ``minutes``, or with ``packing`` minutes and km together."""

    def __init__(self, network: RoadNetwork, minutes: Floats, packing: Packing | None = None) -> None:
        """Weigh the arcs of ``network``; graphs are made when first needed."""
        self.network = network
        self.minutes = minutes
        self.packing = packing

    def part_costs(self, arc: Ints, share: Floats) -> Floats:
        """Return what driving ``share`` (0 – 1) of each of ``arc`` weighs."""
        minutes = share * self.minutes[arc]
        if self.packing is None:
            return minutes
        return self.packing.pack(minutes, share * self.network.length_km[arc])

    def between(self, starts: Holds, ends: Holds) -> Floats:
        """Return the least weight from each start to each end along the arcs (``inf``: no way)."""
        out = matrix.ties_out(starts, self.network.head)
        into = matrix.ties_in(ends, self.network.tail)
        # One tree for each place of the smaller set.
        if ends.off_m.size < starts.off_m.size:
            found = matrix.least(self.reversed, into, self._costs(into), out, self._costs(out)).T
        else:
            found = matrix.least(self.forward, out, self._costs(out), into, self._costs(into))
        origin, destination, arc, share = matrix.along_shared_arcs(starts, ends)
        np.minimum.at(found, (origin, destination), self.part_costs(arc, share))
        return found

    @cached_property
    def forward(self) -> Adjacency:
        """The graph, tail to head."""
        return matrix.adjacency(self.network.tail, self.network.head, self._weights, self._nodes)

    @cached_property
    def reversed(self) -> Adjacency:
        """The graph, head to tail."""
        return matrix.adjacency(self.network.head, self.network.tail, self._weights, self._nodes)

    @property
    def _nodes(self) -> int:
        """The number of nodes."""
        return len(self.network.node_lon)

    @property
    def _weights(self) -> Floats:
        """The weight of each whole arc."""
        arcs = np.arange(len(self.minutes))
        return self.part_costs(arcs, np.ones(len(arcs)))

    def _costs(self, ties: Ties) -> Floats:
        """Return what the arcs between places and nodes weigh."""
        return self.part_costs(ties.arc, ties.share)
