"""The lines and roads of legs, asked of the router once for each pair of places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geodata.network.current import CurrentNetwork
from geodata.network.values import Leg
from geodata.store import Store
from geodata.tourism.prepared import Spot

DECIMALS = 5  # of a degree: about a metre
KEPT = 4_000  # ways that are remembered for a graph

Point = tuple[float, float]
Points = list[list[float]]


@dataclass(frozen=True, slots=True)
class LegLine:
    """
    How a leg is drawn: pairs of lon and lat (EPSG:4326), None where there is no way.

    ``real``: it follows roads of a file or of an engine; else it joins points of communes.
    """

    line: Points | None
    real: bool
    roads: tuple[str, ...]


def leg_lines(store: Store, network: CurrentNetwork) -> LegLines:
    """Return the lines of the quickest ways of a graph, each made once; ask for them once for an answer."""
    return store.remembered(("leg_lines", network.checksum), lambda: LegLines(network))


class LegLines:
    """The ways of one graph; the way along it does not change while the graph does not."""

    def __init__(self, network: CurrentNetwork) -> None:
        """Ask the router of ``network``."""
        self._network = network
        self._kept: dict[tuple[Point, Point], LegLine] = {}

    def line(self, start: Spot, end: Spot) -> LegLine:
        """Return the line of the quickest way between two places."""
        places = (start.lon, start.lat), (end.lon, end.lat)
        kept = self._kept.get(places)
        if kept is not None:
            return kept
        leg = self._network.router.leg(*map(np.array, places))
        line = _line(leg)
        # What stands in for an engine that is away is asked for again.
        if leg is None or leg.fallback is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            self._kept[places] = line
        return line


def _line(leg: Leg | None) -> LegLine:
    """Return a leg as it is drawn."""
    if leg is None:
        return LegLine(None, False, ())
    points = np.round(shapely.get_coordinates(leg.shape), DECIMALS).tolist()
    return LegLine(points, not leg.estimate, leg.roads)
