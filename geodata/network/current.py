"""The road graph in use, an imported one or else the embedded one, and the router that asks it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from geodata.network.embedded import embedded_network
from geodata.network.imported import active_network
from geodata.network.routing import EngineSettings, open_router
from geodata.network.values import RoadNetwork, Router, TravelTimes
from geodata.store import Store


@dataclass(frozen=True, slots=True, eq=False)
class CurrentNetwork:
    """A graph, the router that asks it or an outside engine, and a checksum that changes with either."""

    network: RoadNetwork
    router: Router
    checksum: str

    def described(self, times: TravelTimes) -> dict[str, object]:
        """Return what travel times come from, for whoever reads them."""
        return {
            "engine": times.engine,
            "estimate": times.estimate,
            "fallback": times.fallback,
            "network": times.network,
            "kind": self.network.kind.value,
            "source": self.network.source,
            "as_of": None if self.network.as_of is None else self.network.as_of.isoformat(),
        }


def current_network(store: Store, engine: EngineSettings | None) -> CurrentNetwork:
    """
    Return what travel times are asked of now.

    Made once for each graph and engine: its index of roads takes a second on a large graph.
    """
    network = active_network(store) or embedded_network(store)
    return store.remembered(("current_network", network.network_id, engine), lambda: _open(network, engine))


def current_router(store: Store, engine: EngineSettings | None) -> Router:
    """Return the router in use."""
    return current_network(store, engine).router


def _open(network: RoadNetwork, engine: EngineSettings | None) -> CurrentNetwork:
    """Return a graph with its router."""
    digest = hashlib.sha256(repr((network.network_id, engine)).encode())
    for values in (network.tail, network.head, network.low, network.likely, network.high, network.length_km):
        digest.update(np.ascontiguousarray(values).tobytes())
    return CurrentNetwork(network, open_router(network, engine), digest.hexdigest()[:16])
