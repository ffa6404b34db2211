"""Places for signs: entries into a commune of a zone, and turns towards a craft on a graph made by hand."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.network.values import NetworkKind
from geodata.store import Store
from geodata.tourism.flows import FlowKind, FlowTour, flow_tour
from geodata.tourism.signs import SignKind
from geodata.tourism.turn_signs import craft_signs
from geodata.tourism.zone_signs import ZoneCommune, zone_communes, zone_signs
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.factories import square
from tests.geodata.network.road_graphs import network, place_at, two_way
from tests.geodata.tourism.flow_factories import make_answer, make_tour

DAY = date(2026, 11, 22)
TEA = ZoneCommune("00001", "Bản Liền", square(1, 0), ("chè",))  # from 104.1° to 104.2° E
OUT, IN, BEYOND = (104.05, 22.35), (104.15, 22.35), (104.25, 22.35)

# West – junction – east, from the junction north past a bend to the village, and a lane at the bend.
NODES = [(0, 0), (2, 0), (5, 0), (2, 1), (2, 3), (3, 1)]
WEST, JUNCTION, EAST, BEND, VILLAGE, LANE = (place_at(*at) for at in NODES)
ROADS = network(
    NODES,
    two_way((0, 1, 2, 2), (1, 2, 3, 3), (1, 3, 1, 1), (3, 4, 2, 2), (3, 5, 1, 1)),
)


def crafts(*days, key: str = "a") -> FlowTour:
    """Return a tour that visits the craft village ``v``."""
    answer = make_answer(days, v=(*VILLAGE, "craft"), s=(*EAST, "shop"), b=(*BEND, "nature"))
    return flow_tour(answer, key=key, kind=FlowKind.PUBLISHED)


def test_a_tour_that_comes_into_the_commune_of_a_zone_sees_a_sign_at_its_edge():
    (sign,) = zone_signs([make_tour("a", [OUT, IN])], [TEA])
    assert (sign.kind, sign.target, sign.crops, sign.km) == (SignKind.ZONE, "00001", ("chè",), None)
    assert (sign.lon, sign.lat) == pytest.approx((104.1, 22.35), abs=1e-3)
    assert (sign.direction, sign.seen_by) == ("e", (0,))


def test_leaving_a_zone_and_beginning_in_it_are_no_entries():
    assert zone_signs([make_tour("a", [IN, BEYOND])], [TEA]) == []


def test_each_edge_of_a_zone_at_which_tours_come_in_has_a_sign_the_most_seen_first():
    tours = [make_tour("a", [OUT, IN]), make_tour("b", [BEYOND, IN]), make_tour("c", [OUT, BEYOND])]
    signs = zone_signs(tours, [TEA])
    assert [(sign.direction, sign.seen_by) for sign in signs] == [("e", (0, 2)), ("w", (1,))]


def test_a_zone_is_entered_once_by_a_road_that_leaves_it_for_less_than_two_kilometres():
    # 1 km out of the commune, twenty times as far in it.
    wiggly = [OUT, (104.105, 22.35), (104.105, 22.399), (104.105, 22.404), (104.11, 22.404), (104.11, 22.35)]
    assert len(zone_signs([make_tour("a", wiggly)], [TEA])) == 1


def test_without_tours_or_zones_there_is_no_sign():
    assert zone_signs([], [TEA]) == []
    assert zone_signs([make_tour("a", [OUT, IN])], []) == []


def test_a_sign_towards_a_craft_stands_at_the_last_junction_at_which_tours_part():
    going = crafts([([WEST, JUNCTION, BEND, VILLAGE], "v"), ([VILLAGE, BEND, JUNCTION, WEST], None)])
    passing = make_tour("b", [WEST, JUNCTION, EAST])
    (sign,), without = craft_signs([going, passing], ROADS)
    assert (sign.lon, sign.lat) == pytest.approx(JUNCTION, abs=1e-5)
    assert (sign.seen_by, sign.going, sign.direction, without) == ((0, 1), (0,), "n", 0)
    assert sign.km == pytest.approx(3.3, abs=0.1)


def test_where_a_tour_parts_nearer_to_the_craft_the_sign_stands_there():
    going = crafts([([WEST, JUNCTION, BEND, VILLAGE], "v"), (None, None)])
    lane = make_tour("b", [WEST, JUNCTION, BEND, LANE])
    (sign,), _ = craft_signs([going, lane], ROADS)
    assert (sign.lon, sign.lat) == pytest.approx(BEND, abs=1e-5)


def test_where_all_tours_go_to_the_craft_the_sign_stands_at_the_last_junction():
    going = crafts([([WEST, JUNCTION, BEND, VILLAGE], "v"), (None, None)])
    (sign,), _ = craft_signs([going], ROADS)
    assert (sign.lon, sign.lat) == pytest.approx(BEND, abs=1e-5)


def test_who_comes_out_of_the_road_to_the_craft_does_not_see_its_sign():
    going = crafts([([WEST, JUNCTION, BEND, VILLAGE], "v"), (None, None)])
    out = make_tour("b", [VILLAGE, BEND, JUNCTION, EAST])
    by = make_tour("c", [EAST, JUNCTION, WEST])
    (sign,), _ = craft_signs([going, out, by], ROADS)
    assert sign.seen_by == (0, 2)


def test_a_visit_without_a_junction_on_the_way_is_counted_and_not_dropped():
    alone = crafts([([(104.5, 22.5), VILLAGE], "v"), (None, None)])
    signs, without = craft_signs([alone], network([(0, 0), (1, 0)], two_way((0, 1, 1, 1))))
    assert (signs, without) == ([], 1)


def test_stops_without_a_craft_ask_for_no_sign():
    tour = crafts([([WEST, JUNCTION, EAST], "s"), (None, None)])
    assert craft_signs([tour], ROADS) == ([], 0)


def test_the_way_to_a_craft_is_a_part_of_the_km_of_the_leg_where_a_line_is_only_schematic():
    answer = make_answer([[([WEST, JUNCTION, BEND, VILLAGE], "v"), (None, None)]], v=(*VILLAGE, "craft"))
    answer["days"][0]["legs"][0]["km"] = 10.0
    going = flow_tour(answer, key="a", kind=FlowKind.PUBLISHED)
    (sign,), _ = craft_signs([going, make_tour("b", [WEST, EAST])], ROADS)
    assert sign.km == pytest.approx(10 * 3 / 5, abs=0.3)


def test_on_the_schematic_graph_every_commune_through_which_one_can_drive_is_a_junction():
    # From the west to the village there is no third way anywhere.
    plain = [(0, 0), (2, 0), (2, 3)]
    roads = two_way((0, 1, 2, 2), (1, 2, 3, 3))
    going = crafts([([WEST, JUNCTION, VILLAGE], "v"), (None, None)])
    imported, _ = craft_signs([going], network(plain, roads))
    schematic, _ = craft_signs([going], network(plain, roads, kind=NetworkKind.SCHEMATIC))
    assert (len(imported), len(schematic)) == (0, 1)


def test_the_communes_of_zones_hold_no_plan_nursery_or_factory(reference_store: Store):
    view = View(units=UnitSystem.Y2024, on=None, today=DAY)
    found = zone_communes(reference_store, view)
    assert all(zone.crops and zone.shape is not None for zone in found)
    assert "cây ăn quả ôn đới" not in {crop for zone in found for crop in zone.crops}
    assert [zone.code for zone in found] == sorted({zone.code for zone in found})
