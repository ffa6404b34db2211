"""The line of a leg is asked for once, and again only where another router stood in for the engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from geodata.network.current import current_network
from geodata.network.values import Leg
from geodata.tourism.leg_lines import leg_lines
from geodata.tourism.prepared import Spot

START, END = Spot(None, None, 103.97, 22.48), Spot("a", "A", 103.84646, 22.33632)
LEG = Leg(
    shape=shapely.LineString([(103.9700001, 22.48), (103.9, 22.4), (103.84646, 22.33632)]),
    km=20.0,
    low=30.0,
    likely=40.0,
    high=60.0,
    engine="osrm",
    estimate=False,
    roads=("QL.4D",),
)


class Router:
    """A router that counts how often it is asked for a way."""

    def __init__(self, leg):
        self.answer, self.asked = leg, 0

    def leg(self, origin, destination):
        self.asked += 1
        assert np.allclose([*origin, *destination], [START.lon, START.lat, END.lon, END.lat])
        return self.answer


def lines(store, leg, times=2):
    """Return the line as often as it is asked for, and how often the router was."""
    router = Router(leg)
    network = replace(current_network(store, None), router=router, checksum=f"made up {id(router)}")
    return [leg_lines(store, network).line(START, END) for _ in range(times)], router.asked


def test_a_line_is_asked_for_once_and_rounded_to_a_metre(reference_store):
    found, asked = lines(reference_store, LEG)
    assert asked == 1
    assert found[0] == found[1]
    assert found[0].line == [[103.97, 22.48], [103.9, 22.4], [103.84646, 22.33632]]
    assert (found[0].real, found[0].roads) == (True, ("QL.4D",))


@pytest.mark.parametrize(
    "leg", [replace(LEG, fallback="The outside engine cannot be reached.", estimate=True)]
)
def test_what_stands_in_for_an_engine_is_asked_for_again(reference_store, leg):
    found, asked = lines(reference_store, leg)
    assert asked == 2
    assert not found[0].real


def test_where_there_is_no_way_there_is_no_line(reference_store):
    found, _asked = lines(reference_store, None)
    assert (found[0].line, found[0].real, found[0].roads) == (None, False, ())
