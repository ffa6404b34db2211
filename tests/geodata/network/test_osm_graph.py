"""Ways of a file become a graph: joined, cut, connected, with the lengths and minutes of their roads."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from geodata.errors import DataProblem
from geodata.network.car_rules import FERRY, LeftOut
from geodata.network.speeds import speed_for
from geodata.network.values import NetworkKind
from tests.geodata.network.osm_files import arcs_of, ban, graph_of, node, nodes, way

LINE = {number: (number, 0) for number in range(1, 6)}
SQUARE = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1)}
# A ring of four one-way streets with two tails, so that all six points stay.
TAILS = SQUARE | {5: (-1, 0), 6: (2, 1)}


def both(*pairs):
    """Return pairs of places in both directions."""
    return {*pairs, *((there, here) for here, there in pairs)}


def test_points_that_a_road_only_passes_are_no_nodes_but_its_shape(sqlite_store, tmp_path):
    points = nodes({1: (0, 0), 2: (1, 0.5), 3: (2, 0.2), 4: (3, 0)})
    network, report = graph_of(sqlite_store, tmp_path, points, [way(1, [1, 2, 3]), way(2, [3, 4])])
    assert (report.nodes, report.arcs) == (2, 2)
    along = int(np.flatnonzero(network.node_lon[network.tail] == points[0].lon)[0])
    line = slice(*network.shape_offset[along : along + 2])
    assert network.shape_lon[line].tolist() == [point.lon for point in points]
    assert network.shape_lat[line].tolist() == [point.lat for point in points]


def test_an_arc_is_as_long_as_its_line_on_the_ellipsoid_and_takes_its_length_by_its_speed(
    sqlite_store, tmp_path
):
    points = nodes({1: (0, 0), 2: (1, 0.5), 3: (2, 0.2)})
    network, _ = graph_of(sqlite_store, tmp_path, points, [way(1, [1, 2, 3], surface="gravel")])
    km = Geod(ellps="WGS84").line_length([p.lon for p in points], [p.lat for p in points]) / 1000
    speeds = speed_for("tertiary", "gravel")
    assert network.length_km.tolist() == pytest.approx([km, km])
    assert network.low.tolist() == pytest.approx([km / speeds.high_kmh * 60] * 2)
    assert network.likely.tolist() == pytest.approx([km / speeds.likely_kmh * 60] * 2)
    assert network.high.tolist() == pytest.approx([km / speeds.low_kmh * 60] * 2)


def test_the_network_says_what_it_is_and_where_it_comes_from(sqlite_store, tmp_path):
    network, _ = graph_of(sqlite_store, tmp_path, nodes(LINE), [way(1, [1, 2])])
    assert network.kind is NetworkKind.IMPORTED
    assert not network.is_estimate
    assert network.source == "© OpenStreetMap contributors, ODbL 1.0"
    assert network.classes[network.road_class[0]] == "district"


def test_where_the_kind_of_road_changes_a_node_stays(sqlite_store, tmp_path):
    ways = [way(1, [1, 2, 3]), way(2, [3, 4, 5], highway="primary")]
    network, _ = graph_of(sqlite_store, tmp_path, nodes(LINE), ways)
    assert set(arcs_of(network)) == both(((1, 0), (3, 0)), ((3, 0), (5, 0)))


def test_one_way_streets_are_driven_one_way(sqlite_store, tmp_path):
    ways = [way(1, [1, 2, 3, 4, 1], oneway="yes"), way(2, [5, 1]), way(3, [3, 6])]
    network, _ = graph_of(sqlite_store, tmp_path, nodes(TAILS), ways)
    found, tails = set(arcs_of(network)), both(((-1, 0), (0, 0)), ((1, 1), (2, 1)))
    assert tails <= found
    assert found - tails in (
        {((0, 0), (1, 1)), ((1, 1), (0, 1)), ((0, 1), (0, 0))},
        {((0, 0), (1, 0)), ((1, 0), (1, 1)), ((1, 1), (0, 0))},
    )


def test_a_street_against_its_points_is_driven_against_them(sqlite_store, tmp_path):
    ways = [way(1, [1, 2], oneway="-1"), way(2, [1, 4, 3, 2])]
    network, _ = graph_of(sqlite_store, tmp_path, nodes(SQUARE), ways)
    found = arcs_of(network)
    assert ((1, 0), (0, 0)) in found
    assert ((0, 0), (1, 0)) not in found


def test_a_roundabout_is_driven_round(sqlite_store, tmp_path):
    arms = {5: (-1, 0), 6: (2, 0), 7: (2, 1), 8: (-1, 1)}
    ways = [way(1, [1, 2, 3, 4, 1], junction="roundabout", landuse="grass")]
    ways += [way(10 + corner, [corner, corner + 4]) for corner in SQUARE]
    network, _ = graph_of(sqlite_store, tmp_path, nodes(SQUARE | arms), ways)
    corners = list(SQUARE.values())
    found = set(arcs_of(network))
    assert {(corners[i], corners[(i + 1) % 4]) for i in range(4)} <= found
    assert not {(corners[(i + 1) % 4], corners[i]) for i in range(4)} & found


@pytest.mark.parametrize("tags", [{"barrier": "bollard"}, {"barrier": "gate", "access": "no"}])
def test_a_road_ends_at_a_barrier_from_both_sides(sqlite_store, tmp_path, tags):
    points = [node(1, 0, 0), node(2, 1, 0), node(3, 2, 0, **tags), node(4, 2.5, 0)]
    network, report = graph_of(sqlite_store, tmp_path, points, [way(1, [1, 2, 3, 4])])
    assert set(arcs_of(network)) == both(((0, 0), (2, 0)))
    assert report.barriers == 1
    assert report.km_dropped == pytest.approx(0.515, abs=0.01)


def test_an_open_gate_ends_no_road(sqlite_store, tmp_path):
    points = [node(1, 0, 0), node(2, 1, 0, barrier="gate"), node(3, 2, 0)]
    network, report = graph_of(sqlite_store, tmp_path, points, [way(1, [1, 2, 3])])
    assert set(arcs_of(network)) == both(((0, 0), (2, 0)))
    assert report.barriers == 0


def test_a_barrier_beside_the_roads_is_not_counted(sqlite_store, tmp_path):
    points = [*nodes(LINE), node(9, 9, 9, barrier="bollard")]
    _, report = graph_of(sqlite_store, tmp_path, points, [way(1, [1, 2, 3])])
    assert report.barriers == 0


def test_a_ferry_takes_its_duration_over_its_whole_length_however_far_its_points_lie_apart(
    sqlite_store, tmp_path
):
    points = nodes({1: (0, 0), 2: (1, 0), 3: (9, 0), 4: (10, 0), 5: (11, 0)})
    ferry = way(2, [2, 3, 4], route="ferry", motor_vehicle="yes", duration="00:30")
    network, report = graph_of(sqlite_store, tmp_path, points, [way(1, [1, 2]), ferry, way(3, [4, 5])])
    on_it = network.road_class == network.classes.index(FERRY)
    assert network.low[on_it].tolist() == pytest.approx([30, 30])
    assert network.high[on_it].tolist() == pytest.approx([30, 30])
    assert report.gaps == 0


def test_a_step_beyond_five_km_is_cut_out_and_counted(sqlite_store, tmp_path):
    points = nodes({1: (0, 0), 2: (1, 0), 3: (9, 0), 4: (9.5, 0)})
    network, report = graph_of(sqlite_store, tmp_path, points, [way(1, [1, 2, 3, 4])])
    assert report.gaps == 1
    assert len(network.node_lon) == 2


def test_a_way_with_points_that_the_file_lacks_keeps_the_known_ones(sqlite_store, tmp_path):
    network, _ = graph_of(sqlite_store, tmp_path, nodes(LINE), [way(1, [77, 1, 2, 88])])
    assert set(arcs_of(network)) == both(((1, 0), (2, 0)))


def test_ways_of_one_known_point_are_no_roads(sqlite_store, tmp_path):
    ways = [way(1, [1, 2]), way(2, [3]), way(3, [4, 99])]
    _, report = graph_of(sqlite_store, tmp_path, nodes(LINE), ways)
    assert report.arcs == 2


def test_a_way_whose_points_are_one_is_counted_as_without_length(sqlite_store, tmp_path):
    points = [*nodes(LINE), node(9, 3, 0)]
    _, report = graph_of(sqlite_store, tmp_path, points, [way(1, [1, 2, 3]), way(2, [3, 9])])
    assert report.left_out == {LeftOut.NO_LENGTH: 1}
    assert report.ways_kept == 1


def test_two_points_at_one_place_are_one_junction(sqlite_store, tmp_path):
    points = [*nodes(LINE), node(9, 3, 0), node(10, 3, 1)]
    network, _ = graph_of(sqlite_store, tmp_path, points, [way(1, [1, 3, 5]), way(2, [9, 10])])
    assert both(((3, 0), (3, 1))) <= set(arcs_of(network))


def test_roads_that_cross_without_a_common_point_do_not_meet(sqlite_store, tmp_path):
    places = {1: (0, 1), 2: (2, 1), 3: (1, 0), 4: (1, 2.5), 5: (3, 0)}
    ways = [way(1, [1, 2]), way(2, [3, 4]), way(3, [3, 5])]
    _, report = graph_of(sqlite_store, tmp_path, nodes(places), ways)
    assert report.arcs == 2
    assert report.km_dropped == pytest.approx(2.06, abs=0.01)


def test_a_road_drawn_twice_counts_once_and_is_driven_at_its_quicker_speed(sqlite_store, tmp_path):
    ways = [way(1, [1, 2, 3], maxspeed="10"), way(2, [3, 2, 1])]
    network, report = graph_of(sqlite_store, tmp_path, nodes(LINE), ways)
    speeds = speed_for("tertiary")
    assert report.doubled == 4
    assert report.arcs == 2
    assert network.likely.tolist() == pytest.approx((network.length_km / speeds.likely_kmh * 60).tolist())


def test_a_way_that_crosses_itself_has_a_junction_there(sqlite_store, tmp_path):
    places = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (2, 1), 5: (1, 1), 6: (1, -1)}
    network, _ = graph_of(sqlite_store, tmp_path, nodes(places), [way(1, [1, 2, 3, 4, 5, 2, 6])])
    found = set(arcs_of(network))
    assert both(((0, 0), (1, 0)), ((1, 0), (1, -1))) <= found
    assert network.length_km.sum() / 2 == pytest.approx(6.41, abs=0.01)


def test_a_loop_keeps_two_of_its_points_so_that_no_arc_ends_where_it_begins(sqlite_store, tmp_path):
    places = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (2, 1), 5: (1, 1)}
    network, report = graph_of(sqlite_store, tmp_path, nodes(places), [way(1, [1, 2, 3, 4, 5, 2])])
    assert (network.tail != network.head).all()
    assert (report.nodes, report.arcs) == (4, 8)


def test_a_ring_without_a_junction_is_a_graph_too(sqlite_store, tmp_path):
    network, report = graph_of(sqlite_store, tmp_path, nodes(SQUARE), [way(1, [1, 2, 3, 4, 1])])
    assert (report.nodes, report.arcs) == (3, 6)
    assert network.length_km.sum() / 2 == pytest.approx(report.km)


def test_two_roads_between_the_same_junctions_are_both_there(sqlite_store, tmp_path):
    places = TAILS | {7: (0.5, 2)}
    ways = [way(1, [5, 1]), way(2, [3, 6]), way(3, [1, 2, 3]), way(4, [1, 4, 3]), way(5, [1, 7, 3])]
    network, report = graph_of(sqlite_store, tmp_path, nodes(places), ways)
    pairs = list(zip(network.tail.tolist(), network.head.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    assert network.length_km.sum() / 2 == pytest.approx(report.km)


def test_the_largest_part_is_kept_and_the_rest_told_in_km(sqlite_store, tmp_path):
    island = {7: (20, 0), 8: (21, 0)}
    ways = [way(1, [1, 2, 3]), way(2, [7, 8]), way(3, [3, 4], oneway="yes")]
    network, report = graph_of(sqlite_store, tmp_path, nodes(LINE | island), ways)
    assert set(arcs_of(network)) == both(((1, 0), (3, 0)))
    assert report.km == pytest.approx(2.06, abs=0.01)
    assert report.km_dropped == pytest.approx(2.06, abs=0.01)


def test_turn_restrictions_are_counted_because_they_are_lost(sqlite_store, tmp_path):
    ways = [way(1, [1, 2]), way(2, [2, 3])]
    _, report = graph_of(sqlite_store, tmp_path, nodes(LINE), ways, [ban(1, 1, 2), ban(2, 2, 1)])
    assert report.restrictions == 2


def test_what_is_left_out_is_counted_by_reason(sqlite_store, tmp_path):
    ways = [way(1, [1, 2]), way(2, [2, 3], highway="path"), way(3, [3, 4], access="no")]
    _, report = graph_of(sqlite_store, tmp_path, nodes(LINE), [*ways, way(4, [4, 5], highway="steps")])
    assert report.left_out == {LeftOut.NO_CAR_ROAD: 2, LeftOut.NO_ACCESS: 1}
    assert (report.ways_read, report.ways_kept) == (4, 1)


def test_the_extent_is_that_of_the_lines_that_were_kept(sqlite_store, tmp_path):
    points = nodes({1: (0, 0), 2: (1, 2), 3: (2, 0), 4: (30, 30), 5: (31, 31)})
    _, report = graph_of(sqlite_store, tmp_path, points, [way(1, [1, 2, 3]), way(2, [4, 5])])
    assert report.bbox == pytest.approx((104.0, 22.3, 104.02, 22.32))


def test_the_day_is_that_of_the_newest_road(sqlite_store, tmp_path):
    ways = [way(1, [1, 2], 1_600_000_000), way(2, [2, 3], 1_700_000_000), way(3, [3, 4])]
    network, report = graph_of(sqlite_store, tmp_path, nodes(LINE), ways)
    assert str(network.as_of) == str(report.as_of) == "2023-11-14"


def test_a_file_without_times_has_no_day(sqlite_store, tmp_path):
    assert graph_of(sqlite_store, tmp_path, nodes(LINE), [way(1, [1, 2])])[1].as_of is None


def test_one_way_streets_that_lead_nowhere_and_back_are_refused(sqlite_store, tmp_path):
    with pytest.raises(DataProblem, match="there and back"):
        graph_of(sqlite_store, tmp_path, nodes(LINE), [way(1, [1, 2, 3], oneway="yes")])


def test_roads_of_gaps_alone_are_refused(sqlite_store, tmp_path):
    with pytest.raises(DataProblem, match="belong together"):
        graph_of(sqlite_store, tmp_path, nodes({1: (0, 0), 2: (20, 0)}), [way(1, [1, 2])])
