"""The roads that a vehicle may use: motorbikes are led round expressways."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from geodata.network.current import CurrentNetwork
from geodata.network.graph_router import GraphRouter
from geodata.network.values import RoadNetwork
from geodata.store import Store
from geodata.tourism.vehicles import Vehicle

EXPRESSWAY = "expressway"  # the class of a road; ramps are of another, and lead nowhere without it
# How the numbers of expressways begin (cao tốc): CT.05, without the point in some files.
EXPRESSWAY_NUMBER = re.compile(r"CT[. ]?\d")
OF_ARCS = ("tail", "head", "length_km", "low", "likely", "high", "road_class")


def roads_for(store: Store, network: CurrentNetwork, vehicle: Vehicle) -> CurrentNetwork:
    """
    Return the roads that a vehicle may use, and a router on them; made once for each graph.

    Law 36/2024/QH15 on road traffic order and safety, article 25: on
    expressways no motorbikes. Their ways come from the graph without
    expressways, also where an outside engine is asked for the ways of cars.
    """
    if vehicle is not Vehicle.MOTORBIKE:
        return network
    return store.remembered(("motorbike_roads", network.checksum), lambda: _for_motorbikes(network))


def _for_motorbikes(current: CurrentNetwork) -> CurrentNetwork:
    """Return the graph without expressways; as it is where there are none and no engine knows of any."""
    network = current.network
    forbidden = _expressways(network)
    if not forbidden.any() and isinstance(current.router, GraphRouter):
        return current
    allowed = without_arcs(network, forbidden)
    return CurrentNetwork(allowed, GraphRouter(allowed), f"{current.checksum}-motorbike")


def _expressways(network: RoadNetwork) -> npt.NDArray[np.bool_]:
    """Return which arcs are expressways, by their class or by the number of their road."""
    found = np.zeros(len(network.tail), dtype=bool)
    if EXPRESSWAY in network.classes:
        found |= network.road_class == network.classes.index(EXPRESSWAY)
    numbers = [place for place, road in enumerate(network.roads) if EXPRESSWAY_NUMBER.match(road)]
    if network.road is not None and numbers:
        found |= np.isin(network.road, numbers)
    return found


def without_arcs(network: RoadNetwork, dropped: npt.NDArray[np.bool_]) -> RoadNetwork:
    """Return a graph of the same nodes without the arcs that are ``dropped`` (m)."""
    kept = ~dropped
    arcs = {name: getattr(network, name)[kept] for name in OF_ARCS}
    road = None if network.road is None else network.road[kept]
    if network.shape_offset is None or network.shape_lon is None or network.shape_lat is None:
        return replace(network, road=road, **arcs)
    points = np.diff(network.shape_offset)
    of_kept = np.repeat(kept, points)
    return replace(
        network,
        road=road,
        shape_lon=network.shape_lon[of_kept],
        shape_lat=network.shape_lat[of_kept],
        shape_offset=np.concatenate([[0], np.cumsum(points[kept])]).astype(np.int64),
        **arcs,
    )
