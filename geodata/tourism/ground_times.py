"""
Minutes between the places of tours, asked of the router once for each set of places.

On an imported graph they take seconds, and whoever works on a tour changes
hours, locks and choices far oftener than where the days begin.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import numpy as np

from geodata.network.current import CurrentNetwork
from geodata.network.values import Floats, TravelTimes
from geodata.store import Store

# Sets of places that stay known for a graph; one of 250 places takes 2 MB.
KEPT = 12


def times_between(store: Store, network: CurrentNetwork, points: Floats) -> TravelTimes:
    """
    Return minutes and km between all of ``points`` (k × 2 degrees, EPSG:4326); nobody may change them.

    What stands in for an outside engine that gave no answer is not kept: it is asked again.
    """
    kept = store.remembered(("tour_times", network.checksum), _Kept)
    return kept.times(network, points)


class _Kept:
    """The times of one graph that were asked for last; several threads may use it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = Lock()
        self._times: OrderedDict[bytes, TravelTimes] = OrderedDict()

    def times(self, network: CurrentNetwork, points: Floats) -> TravelTimes:
        """Return the times between points, made where they are not kept."""
        key = np.ascontiguousarray(points).tobytes()
        with self._lock:
            found = self._times.get(key)
            if found is not None:
                self._times.move_to_end(key)
                return found
        made = network.router.travel_times(points, points)
        if made.fallback is None:
            with self._lock:
                self._times[key] = made
                while len(self._times) > KEPT:
                    self._times.popitem(last=False)
        return made
