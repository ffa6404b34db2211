"""A motorbike is led round expressways, everything else takes the roads of a car."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geodata.network.current import CurrentNetwork, current_network
from geodata.network.graph_router import GraphRouter
from geodata.network.routing import EngineRouter, spread_of
from geodata.network.values import RoadNetwork
from geodata.tourism.vehicle_roads import EXPRESSWAY_NUMBER, roads_for, without_arcs
from geodata.tourism.vehicles import Vehicle
from tests.geodata.network.road_graphs import network, place_at
from tests.geodata.tourism.order_helpers import BAC_HA, LAO_CAI, checked, keys

# From node 0 to node 2 straight over the expressway, or slowly by node 1.
NODES = [(0, 0), (5, 5), (10, 0)]
ARCS = [(0, 2, 10, 10), (2, 0, 10, 10), (0, 1, 15, 8), (1, 0, 15, 8), (1, 2, 15, 8), (2, 1, 15, 8)]


def graph(**changes) -> RoadNetwork:
    """Return roads whose first two arcs are an expressway by its number."""
    numbered = {"road": np.array([1, 1, 0, 0, 0, 0]), "roads": ("QL.4E", "CT.05")}
    return replace(network(NODES, ARCS), **(numbered | changes))


def minutes(store, roads: RoadNetwork, vehicle: Vehicle) -> float:
    """Return the likely minutes from the first node to the last one."""
    current = CurrentNetwork(roads, GraphRouter(roads), f"made-up-{id(roads)}")
    places = np.array([place_at(*NODES[0]), place_at(*NODES[2])])
    return float(roads_for(store, current, vehicle).router.travel_times(places, places).likely[0, 1])


@pytest.mark.parametrize(
    "roads",
    [
        graph(),
        graph(
            road=None,
            roads=(),
            classes=("road", "expressway"),
            road_class=np.array([1, 1, 0, 0, 0, 0], dtype=np.int16),
        ),
    ],
    ids=["by number", "by class"],
)
def test_a_motorbike_goes_round_an_expressway_that_is_told_by_its_number_or_its_class(sqlite_store, roads):
    assert minutes(sqlite_store, roads, Vehicle.CAR) == pytest.approx(10, abs=0.1)
    assert minutes(sqlite_store, roads, Vehicle.MOTORBIKE) == pytest.approx(30, abs=0.1)


def test_where_only_an_expressway_leads_a_motorbike_has_no_way(sqlite_store):
    # Of the side road only the way back to the first node is left.
    roads = graph(road=np.array([1, 1, 1, 0, 1, 0]))
    assert np.isinf(minutes(sqlite_store, roads, Vehicle.MOTORBIKE))


def test_where_an_engine_is_asked_for_cars_a_motorbike_takes_the_graph_of_ours(sqlite_store):
    # The graph knows of no expressway, the engine may.
    roads = graph(road=None, roads=())
    engine = CurrentNetwork(roads, EngineRouter(None, GraphRouter(roads), spread_of(roads)), "engine")
    assert isinstance(roads_for(sqlite_store, engine, Vehicle.MOTORBIKE).router, GraphRouter)
    assert roads_for(sqlite_store, engine, Vehicle.CAR) is engine


def lines_of(roads: RoadNetwork) -> list[list[float]]:
    """Return the longitudes of the line of each arc."""
    ends = zip(roads.shape_offset, roads.shape_offset[1:], strict=False)
    return [roads.shape_lon[start:end].tolist() for start, end in ends]


def test_arcs_that_are_left_out_take_their_lines_with_them():
    lines = [[NODES[tail], (tail + 0.5, head), NODES[head]][: 2 + tail % 2] for tail, head, *_ in ARCS]
    whole = network(NODES, ARCS, shapes=lines)
    dropped = np.array([False, True, False, True, True, False])
    kept = without_arcs(whole, dropped)
    assert lines_of(kept) == [line for line, gone in zip(lines_of(whole), dropped, strict=True) if not gone]
    assert kept.tail.tolist() == whole.tail[~dropped].tolist()
    assert len(kept.shape_lat) == len(kept.shape_lon) == kept.shape_offset[-1]


@pytest.mark.parametrize(
    ("road", "is_one"), [("CT.05", True), ("CT05", True), ("CT 05", True), ("QL.4E", False), ("Ctr", False)]
)
def test_the_number_of_an_expressway_begins_with_ct_and_a_figure(road, is_one):
    assert bool(EXPRESSWAY_NUMBER.match(road)) is is_one


def test_the_same_roads_are_given_again(reference_store):
    current = current_network(reference_store, None)
    assert roads_for(reference_store, current, Vehicle.COACH) is current
    first, second = (roads_for(reference_store, current, Vehicle.MOTORBIKE) for _ in range(2))
    assert first is second
    assert first.checksum != current.checksum


def test_every_commune_is_still_reached_without_expressways(reference_store):
    current = current_network(reference_store, None)
    places = np.column_stack([current.network.node_lon, current.network.node_lat])
    router = roads_for(reference_store, current, Vehicle.MOTORBIKE).router
    assert np.isfinite(router.travel_times(places, places).likely).all()


def test_a_tour_by_motorbike_takes_another_road_and_says_so(reference_store):
    # Down the Red River the expressway is the quickest for a car.
    down = {"start": LAO_CAI, "end": [104.18, 22.32]}
    found = {
        vehicle: checked(reference_store, [], vehicle=vehicle, **down) for vehicle in ("car", "motorbike")
    }
    legs = {vehicle: answer["days"][0]["legs"][0] for vehicle, answer in found.items()}
    on_expressway = {
        vehicle: any(EXPRESSWAY_NUMBER.match(road) for road in leg["roads"]) for vehicle, leg in legs.items()
    }
    assert on_expressway == {"car": True, "motorbike": False}
    # More than the tenth that a motorbike takes longer on the same road.
    assert legs["motorbike"]["range"]["likely"] > 1.1 * legs["car"]["range"]["likely"] + 1
    assert "round_expressways" in [note["key"] for note in found["motorbike"]["notes"]]
    assert "round_expressways" not in [note["key"] for note in found["car"]["notes"]]


def test_a_motorbike_is_no_longer_warned_of_a_road_that_it_does_not_take(reference_store):
    day = checked(reference_store, [], start=LAO_CAI, end=BAC_HA, vehicle="motorbike")["days"][0]
    assert day["legs"][0]["roads"]
    assert "not_by_motorbike" not in keys(day["warnings"])
