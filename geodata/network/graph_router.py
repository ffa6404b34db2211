"""The product's own router: answers from a road graph in memory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from geodata.network.legs import line_along, quickest_pieces, roads_along
from geodata.network.off_network import off_network_minutes, pair_metres, with_ends
from geodata.network.packing import LONGEST_MIN, packing_for
from geodata.network.reaches import Canvas, reaches
from geodata.network.snapping import Holds, Snapper
from geodata.network.values import Floats, Leg, Reach, RoadNetwork, TravelTimes, Variant
from geodata.network.weighted import WeightedGraph

ENGINE = "own"
# One ratio for all arcs, up to what storing minutes in decimals changes.
RATIO_TOLERANCE = 1e-6
# How much longer ways may be once some were longer than thought.
LONGER = 16.0


class GraphRouter:
    """
    A ``Router`` on ``network``; what it prepares it keeps, and any number of threads may ask.

    The minutes of a pair are those along the arcs between the nearest points
    of the roads, and those off the network at both ends. Places nearer to
    each other than both are to the road, taken together, go straight at the
    speed off the network: from a village far from any road to itself takes no
    time. A place too far from any road has no way to anywhere.
    """

    def __init__(self, network: RoadNetwork) -> None:
        """Answer from ``network``."""
        self.network = network

    def travel_times(self, origins: Floats, destinations: Floats) -> TravelTimes:
        """
        Return minutes and km from each origin to each destination.

        ``km`` belong to the way that is likely the quickest (of equally quick
        ones the shorter) and hold, like the minutes, what lies off the
        network. Low and high minutes are those of the way that is quickest at
        those speeds. ``InvalidInput`` for what is no longitude and latitude.
        """
        return self._times(self.snapper.snap(origins), self.snapper.snap(destinations))

    def reaches(self, places: Floats, minutes: Sequence[float]) -> list[Reach]:
        """
        Return for each of ``minutes`` and each variant the area within it of any of ``places``.

        See ``geodata.network.reaches`` for what is drawn; ``InvalidInput``
        for minutes that are not above 0.
        """
        return reaches(self.by_variant, self.canvas, self.snapper.snap(places), minutes)

    def leg(self, origin: Floats, destination: Floats) -> Leg | None:
        """Return the way that is likely the quickest; None where there is none."""
        start, end = self.snapper.snap([origin]), self.snapper.snap([destination])
        times = self._times(start, end)
        if np.isinf(times.likely[0, 0]):
            return None
        _, straight = pair_metres(start.xy, start.off_m, end.xy, end.off_m)
        pieces = [] if straight[0, 0] else quickest_pieces(self.packed, start, end)
        return Leg(
            shape=line_along(pieces, self.snapper, origin, destination),
            km=float(times.km[0, 0]),
            low=float(times.low[0, 0]),
            likely=float(times.likely[0, 0]),
            high=float(times.high[0, 0]),
            engine=times.engine,
            estimate=times.estimate,
            roads=roads_along(pieces, self.network),
        )

    def _times(self, starts: Holds, ends: Holds) -> TravelTimes:
        """Return minutes and km between places that hold on to the arcs."""
        likely, km = self._quickest(starts, ends)
        off_m, straight = pair_metres(starts.xy, starts.off_m, ends.xy, ends.off_m)

        def whole(along: Floats, variant: Variant) -> Floats:
            return with_ends(along, off_network_minutes(off_m, variant), straight)

        return TravelTimes(
            low=whole(self._scaled(likely, Variant.LOW, starts, ends), Variant.LOW),
            likely=whole(likely, Variant.LIKELY),
            high=whole(self._scaled(likely, Variant.HIGH, starts, ends), Variant.HIGH),
            km=with_ends(km, off_m / 1000.0, straight),
            off_network_m=(starts.off_m, ends.off_m),
            engine=ENGINE,
            estimate=self.network.is_estimate,
            network=self.network.name,
        )

    def with_network(self, network: RoadNetwork) -> GraphRouter:
        """Return a router on ``network``: the same arcs with other minutes, so that their index is shared."""
        found = GraphRouter(network)
        found.snapper = self.snapper
        return found

    @cached_property
    def snapper(self) -> Snapper:
        """The index of the arcs."""
        return Snapper(self.network)

    @cached_property
    def canvas(self) -> Canvas:
        """The grid on which areas are drawn."""
        return Canvas(self.snapper.lines, self.network.kind)

    @cached_property
    def ratios(self) -> dict[Variant, float] | None:
        """Low and high minutes as shares of the likely ones, where all arcs have the same."""
        total = float(self.network.likely.sum())
        ends = {Variant.LOW: self.network.low, Variant.HIGH: self.network.high}
        found = {variant: float(minutes.sum()) / total if total else 1.0 for variant, minutes in ends.items()}
        same = all(
            np.allclose(minutes, self.network.likely * found[variant], rtol=RATIO_TOLERANCE, atol=1e-9)
            for variant, minutes in ends.items()
        )
        return found if same else None

    @cached_property
    def packed(self) -> WeightedGraph:
        """The graph by likely minutes and km; replaced where ways turn out to be longer than thought."""
        return self._packed_for(LONGEST_MIN)

    @cached_property
    def by_variant(self) -> dict[Variant, WeightedGraph]:
        """The graph by the minutes of each end of the range."""
        minutes = {
            Variant.LOW: self.network.low,
            Variant.LIKELY: self.network.likely,
            Variant.HIGH: self.network.high,
        }
        return {variant: WeightedGraph(self.network, values) for variant, values in minutes.items()}

    def _quickest(self, starts: Holds, ends: Holds) -> tuple[Floats, Floats]:
        """Return likely minutes and km along the arcs."""
        while True:
            graph = self.packed
            packing = graph.packing
            assert packing is not None
            minutes, km = packing.unpack(graph.between(starts, ends))
            if packing.holds(minutes):
                return minutes, km
            self.packed = self._packed_for(packing.longest * LONGER)

    def _packed_for(self, longest: float) -> WeightedGraph:
        """Return the graph packed for ways of up to ``longest`` minutes."""
        packing = packing_for(self.network.likely, self.network.length_km, longest)
        return WeightedGraph(self.network, self.network.likely, packing)

    def _scaled(self, likely: Floats, variant: Variant, starts: Holds, ends: Holds) -> Floats:
        """Return the minutes of one end of the range: one scaling of ``likely`` where that is exact."""
        if self.ratios is not None:
            return likely * self.ratios[variant]
        return self.by_variant[variant].between(starts, ends)
