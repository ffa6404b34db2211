"""The lines and roads of legs, asked of the router once for each pair of places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from geodata.network.current import CurrentNetwork
from geodata.network.values import Leg
from geodata.store import Store
from geodata.tourism.prepared import Spot

DECIMALS = 5  # of a degree: about a metre
KEPT = 4_000  # ways that are remembered for a graph

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


def leg_line(store: Store, network: CurrentNetwork, start: Spot, end: Spot) -> LegLine:
    """Return the line of the quickest way between two places."""
    ways = store.remembered(("leg_lines", network.checksum), lambda: _Lines(network))
    return ways.line((start.lon, start.lat), (end.lon, end.lat))


class _Lines:
    """The ways of one graph; the way along it does not change while the graph does not."""

    def __init__(self, network: CurrentNetwork) -> None:
        """Ask the router of ``network``."""
        self.line = lru_cache(maxsize=KEPT)(lambda start, end: _line(network, start, end))


def _line(network: CurrentNetwork, start: tuple[float, float], end: tuple[float, float]) -> LegLine:
    """Ask for one way."""
    leg: Leg | None = network.router.leg(np.array(start), np.array(end))
    if leg is None:
        return LegLine(None, False, ())
    points = np.round(shapely.get_coordinates(leg.shape), DECIMALS).tolist()
    return LegLine(points, not leg.estimate, leg.roads)
