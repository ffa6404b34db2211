"""Areas within so many minutes hold what is reached, little else, and each other."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from geodata.network.graph_router import GraphRouter
from geodata.network.reaches import CORRIDOR_M
from geodata.network.snapping import metric_points
from geodata.network.values import NetworkKind, Reach, Variant
from tests.geodata.network.road_graphs import network, networks, place_at, two_way

DEGREE = 2e-6  # what rounding to 6 decimals moves
SPOT = st.tuples(st.floats(-1, 6), st.floats(-1, 6))


def places(*steps) -> np.ndarray:
    return np.array([place_at(*step) for step in steps])


def area(found: list[Reach], minutes: float, variant: Variant = Variant.LIKELY) -> shapely.Geometry:
    return next(reach.shape for reach in found if (reach.minutes, reach.variant) == (minutes, variant))


def along_arcs(graph, steps: int) -> np.ndarray:
    """Return places at even distances along each arc."""
    ends = np.array([graph.tail, graph.head])
    lon, lat = graph.node_lon[ends], graph.node_lat[ends]
    share = np.linspace(0, 1, steps)[:, None]
    return np.column_stack(
        [(lon[0] + share * (lon[1] - lon[0])).ravel(), (lat[0] + share * (lat[1] - lat[0])).ravel()]
    )


@given(networks(one_ratio=False), st.lists(SPOT, min_size=1, max_size=3), st.sampled_from(list(Variant)))
@settings(max_examples=30)
def test_every_place_of_a_road_that_is_reached_in_time_lies_inside(graph, origins, variant):
    router, roads = GraphRouter(graph), along_arcs(graph, 12)
    times = router.travel_times(places(*origins), roads)
    reached = roads[getattr(times, variant).min(axis=0) <= 5]

    shape = shapely.buffer(area(router.reaches(places(*origins), [5]), 5, variant), DEGREE)
    assert shapely.covers(shape, shapely.points(reached)).all()


@given(networks(), st.lists(SPOT, min_size=1, max_size=2))
@settings(max_examples=30)
def test_what_is_far_from_every_road_and_way_that_is_reached_lies_outside(graph, origins):
    router, roads = GraphRouter(graph), along_arcs(graph, 80)
    starts = places(*origins)
    times = router.travel_times(starts, roads)
    shape = area(router.reaches(starts, [5]), 5)
    reached = metric_points(np.vstack([roads[times.likely.min(axis=0) <= 5]]))
    off_m = np.minimum(times.off_network_m[0], 5 / 60 * 15_000)
    grid = places(*itertools.product(np.arange(-6, 12, 0.5), repeat=2))
    points = metric_points(grid)
    # Cells and the outline blur by a quarter of the corridor each, a filled hole is as wide as the
    # corridor at most, and the samples along the roads lie up to 100 m apart.
    slack_m = CORRIDOR_M[graph.kind] * 2.5 + 100
    far = np.ones(len(points), dtype=bool)
    for point in reached:
        far &= shapely.distance(points, point) > slack_m
    for centre, radius in zip(metric_points(starts), off_m, strict=True):
        far &= ~(shapely.distance(points, centre) <= radius + slack_m)

    assert not (far & shapely.covers(shape, shapely.points(grid))).any()


@given(networks(one_ratio=False), st.lists(SPOT, min_size=1, max_size=3))
@settings(max_examples=30)
def test_areas_hold_those_of_fewer_minutes_and_of_slower_driving(graph, origins):
    found = GraphRouter(graph).reaches(places(*origins), [10, 3, 6])
    shapes = {(reach.minutes, reach.variant): reach.shape for reach in found}

    order = [Variant.HIGH, Variant.LIKELY, Variant.LOW]
    for (less, slow), (more, quick) in itertools.product(shapes, repeat=2):
        if less <= more and order.index(slow) <= order.index(quick):
            beyond = shapely.difference(shapes[less, slow], shapely.buffer(shapes[more, quick], DEGREE))
            assert beyond.is_empty


@given(networks(), SPOT)
@settings(max_examples=30)
def test_areas_are_valid_and_have_six_decimals(graph, origin):
    for reach in GraphRouter(graph).reaches(places(origin), [4, 8]):
        assert reach.shape.is_valid
        assert reach.shape.geom_type in {"Polygon", "MultiPolygon"}
        coordinates = shapely.get_coordinates(reach.shape)
        np.testing.assert_allclose(coordinates, np.round(coordinates, 6), atol=1e-12)


def test_areas_come_in_the_order_of_the_minutes_that_were_asked_for():
    router = GraphRouter(network([(0, 0), (4, 0)], two_way((0, 1, 8, 4))))
    found = router.reaches(places((0, 0)), [8, 4])

    assert [(reach.minutes, reach.variant) for reach in found] == list(itertools.product([8, 4], Variant))


def test_a_road_is_cut_where_the_minutes_end():
    router = GraphRouter(network([(0, 0), (40, 0)], two_way((0, 1, 40, 40))))
    shape = area(router.reaches(places((10, 0)), [5]), 5)

    west, _, east, _ = shape.bounds
    corridor = CORRIDOR_M[NetworkKind.IMPORTED] / 1030 * 0.01  # metres in a hundredth of a degree here
    assert west == pytest.approx(place_at(5, 0)[0] - corridor, abs=0.003)
    assert east == pytest.approx(place_at(15, 0)[0] + corridor, abs=0.003)


def test_against_a_one_way_road_nothing_is_reached():
    router = GraphRouter(network([(0, 0), (40, 0)], [(0, 1, 40, 40)]))
    shape = area(router.reaches(places((10, 0)), [5]), 5)

    assert shape.bounds[0] > place_at(9, 0)[0]
    assert shape.bounds[2] > place_at(14, 0)[0]


def test_a_schematic_link_has_the_wider_corridor():
    nodes, roads = [(0, 0), (9, 0)], two_way((0, 1, 18, 9))
    wide, narrow = (
        area(GraphRouter(network(nodes, roads, kind=kind)).reaches(places((0, 0)), [9]), 9)
        for kind in (NetworkKind.SCHEMATIC, NetworkKind.IMPORTED)
    )

    assert shapely.covers(wide, narrow)
    assert wide.area > 3 * narrow.area


def test_a_place_that_does_not_get_to_the_road_in_time_has_a_disc():
    router = GraphRouter(network([(0, 0), (9, 0)], two_way((0, 1, 18, 9))))
    shape = area(router.reaches(places((3, 4)), [4]), 4)

    # 4 minutes at 15 km/h are 1 km; the road is more than 4 km away.
    assert shapely.contains(shape, shapely.Point(place_at(3, 4.8)))
    assert not shapely.contains(shape, shapely.Point(place_at(3, 5)))


def test_a_place_too_far_from_any_road_reaches_nothing():
    router = GraphRouter(network([(0, 0), (1, 0)], two_way((0, 1, 2, 1))))

    assert area(router.reaches(places((0, 9)), [30]), 30).is_empty


def test_the_area_of_several_places_holds_the_area_of_each():
    router = GraphRouter(network([(0, 0), (20, 0)], two_way((0, 1, 40, 20))))
    both = shapely.buffer(area(router.reaches(places((2, 0), (18, 0)), [6]), 6), 0.002)

    for place in ((2, 0), (18, 0)):
        assert shapely.covers(both, area(router.reaches(places(place), [6]), 6))


@pytest.mark.parametrize("minutes", [[], [0], [-5], [np.nan], [30, np.inf]])
def test_minutes_that_are_none_are_refused(minutes):
    router = GraphRouter(network([(0, 0), (1, 0)], two_way((0, 1, 2, 1))))

    with pytest.raises(InvalidInput):
        router.reaches(places((0, 0)), minutes)


def test_an_outline_has_no_more_corners_than_a_browser_draws_at_once():
    side = 40
    nodes = list(itertools.product(range(side), repeat=2))
    roads = [
        (i, j, 1, 1)
        for i, node in enumerate(nodes)
        for j in (i + 1, i + side)
        if j < len(nodes) and (j == i + side or node[1] + 1 < side)
    ]
    router = GraphRouter(network(nodes, two_way(*roads)))
    found = router.reaches(places((20, 20), (3, 30)), [10, 15])

    assert max(shapely.get_num_coordinates(reach.shape) for reach in found) < 2000
