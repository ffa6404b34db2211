"""Minutes between the places of tours are asked for once, unless something stood in for an engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geodata.network.current import current_network
from geodata.tourism.ground_times import KEPT, times_between

POINTS = np.array([[103.97, 22.48], [104.29, 22.53], [103.84, 22.34]])


class Counting:
    """A router that counts how often it is asked."""

    def __init__(self, times):
        self.times, self.asked = times, 0

    def travel_times(self, origins, destinations):
        self.asked += 1
        return self.times


@pytest.fixture
def network(reference_store):
    return current_network(reference_store, None)


@pytest.fixture
def counting(network, request):
    """The network with a router that counts, under a checksum of its own."""
    times = network.router.travel_times(POINTS, POINTS)
    return replace(network, router=Counting(times), checksum=request.node.name)


def test_they_are_those_of_the_router_and_asked_for_once(reference_store, network, counting):
    first = times_between(reference_store, counting, POINTS)
    assert times_between(reference_store, counting, POINTS.copy()) is first
    assert counting.router.asked == 1
    assert np.array_equal(first.likely, network.router.travel_times(POINTS, POINTS).likely)


def test_other_places_are_asked_for_and_the_oldest_are_forgotten(reference_store, counting):
    for number in range(KEPT + 1):
        times_between(reference_store, counting, POINTS + number / 1_000)
    times_between(reference_store, counting, POINTS + KEPT / 1_000)
    assert counting.router.asked == KEPT + 1
    times_between(reference_store, counting, POINTS)
    assert counting.router.asked == KEPT + 2


def test_what_stands_in_for_an_engine_is_asked_for_again(reference_store, counting):
    counting.router.times = replace(counting.router.times, fallback="away")
    for _ in range(2):
        times_between(reference_store, counting, POINTS)
    assert counting.router.asked == 2
