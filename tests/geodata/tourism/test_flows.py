"""Lines of tours laid over each other, held against counting by hand and against every segment."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.crs import WGS84, to_metric
from geodata.store import Store
from geodata.tourism.flow_communes import (
    LEAST_INSIDE_M,
    FlowState,
    WhyLeftOut,
    commune_flows,
    passed_communes,
)
from geodata.tourism.flows import FlowKind, Stretch, flow_tour, stretches_of
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.factories import square
from tests.geodata.tourism.flow_factories import make_answer, make_tour

DAY = date(2026, 11, 22)
CELL = 1e-5
# Lattice of 100 cells: what one line leaves and another joins lies between points of theirs.
places = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(
    lambda at: (round(104 + at[0] / 1000, 5), round(22 + at[1] / 1000, 5))
)
lines = st.lists(places, min_size=2, max_size=5)
tours = st.lists(st.lists(lines, min_size=1, max_size=3), min_size=1, max_size=5)


def passes_at(stretches, lon: float, lat: float) -> set[int]:
    """Return the tours of the stretch that holds a place."""
    point = shapely.Point(lon, lat)
    return {tour for one in stretches if one.line.distance(point) < CELL for tour in one.tours}


def test_a_stretch_that_two_tours_share_is_there_once_with_both():
    west, middle, east, north = (104.0, 22.0), (104.1, 22.0), (104.2, 22.0), (104.1, 22.1)
    found = stretches_of([make_tour("a", [west, middle, east]), make_tour("b", [west, middle, north])])
    assert sorted(one.tours for one in found) == [(0,), (0, 1), (1,)]
    assert found[0].line.equals(shapely.LineString([west, middle]))


def test_a_tour_that_drives_there_and_back_counts_once():
    there = [(104.0, 22.0), (104.1, 22.0)]
    (stretch,) = stretches_of([make_tour("a", there, there[::-1])])
    assert stretch.tours == (0,)


def test_a_tour_that_joins_a_line_between_two_of_its_points_shares_the_rest_of_it():
    # A third of the way, rounded to the decimals of answers: not exactly on the line.
    whole = [(104.0, 22.0), (104.10001, 22.03337)]
    joined = (104.03334, 22.01112)
    found = stretches_of([make_tour("a", whole), make_tour("b", [joined, whole[1]])])
    assert [one.tours for one in found] == [(0, 1), (0,)]
    assert found[0].line.length == pytest.approx(2 / 3 * shapely.LineString(whole).length, rel=1e-3)


def test_legs_without_a_line_are_on_no_stretch():
    answer = make_answer([[(None, None)]])
    assert stretches_of([flow_tour(answer, key="a", kind=FlowKind.DRAFT)]) == ()


@pytest.mark.parametrize(
    ("km", "minutes", "missing"),
    [(None, None, True), (3.5, 7.0, True), (0.0, 0.0, False), (None, 20.0, False)],
)
def test_a_leg_without_a_line_is_missing_unless_it_leads_to_the_place_where_it_begins(km, minutes, missing):
    answer = make_answer([[(None, None)]])
    answer["days"][0]["legs"][0] |= {"km": km, "minutes": minutes}
    (day,) = flow_tour(answer, key="a", kind=FlowKind.DRAFT).days
    assert day[0].is_missing is missing


def test_a_tour_is_real_only_where_every_line_of_it_follows_roads():
    line = [(104.0, 22.0), (104.1, 22.0)]
    answer = make_answer([[(line, None)], [(line, None)]])
    assert flow_tour(answer, key="a", kind=FlowKind.PUBLISHED).is_real
    answer["days"][1]["legs"][0]["real"] = False
    assert not flow_tour(answer, key="a", kind=FlowKind.PUBLISHED).is_real


def distance_cells(point, start, end) -> float:
    """Return how far a place lies from a segment, in cells of the grid, by school geometry."""
    (px, py), (ax, ay), (bx, by) = (np.array(one) / CELL for one in (point, start, end))
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = (
        0.0 if length == 0 else max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    )
    return math.hypot(px - ax - share * (bx - ax), py - ay - share * (by - ay))


def driving_over(every, point, cells: float) -> set[int]:
    """Return the tours with a segment that runs over a place, by looking at all segments of all lines."""
    return {
        number
        for number, parts in enumerate(every)
        for part in parts
        for start, end in pairwise(part)
        if start != end and distance_cells(point, start, end) < cells
    }


@settings(max_examples=150)
@given(tours)
def test_on_every_stretch_drive_exactly_the_tours_with_a_segment_there(every):
    stretches = stretches_of([make_tour(str(number), *parts) for number, parts in enumerate(every)])
    for stretch in stretches:
        for start, end in pairwise(stretch.line.coords):
            # A crossing at a sharp angle is noded within a cell: a piece of two cells says nothing.
            if math.dist(start, end) < 5 * CELL:
                continue
            middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
            # Between the two lies what runs beside it at a sharp angle and is neither on it nor off it.
            assert driving_over(every, middle, 0.7) <= set(stretch.tours) <= driving_over(every, middle, 0.8)


@settings(max_examples=150)
@given(tours)
def test_every_place_of_every_line_lies_on_a_stretch_of_its_tour(every):
    stretches = stretches_of([make_tour(str(number), *parts) for number, parts in enumerate(every)])
    for number, parts in enumerate(every):
        for part in parts:
            for start, end in pairwise(part):
                if start == end:
                    continue
                # Off the lattice, where lines of others cross.
                at = [start[axis] + 0.437 * (end[axis] - start[axis]) for axis in (0, 1)]
                assert number in passes_at(stretches, *at)


# Communes


def make_communes(*codes: str) -> gpd.GeoDataFrame:
    """Return squares of 0.1° in a row (104.0° E, 22.3° N)."""
    shapes = [square(place, 0) for place in range(len(codes))]
    return gpd.GeoDataFrame({"unit_code": list(codes)}, geometry=shapes, crs=WGS84)


def test_a_tour_passes_the_communes_through_which_its_line_runs():
    (stretch,) = stretches_of([make_tour("a", [(104.05, 22.35), (104.15, 22.35)])])
    passed = passed_communes(make_communes("00001", "00002", "00003"), [stretch], 1)
    assert passed == {"00001": {0}, "00002": {0}, "00003": set()}


def test_a_line_that_only_touches_a_commune_does_not_pass_it():
    # 50 m over the border, and along it.
    over = Stretch(shapely.LineString([(104.05, 22.35), (104.1005, 22.35)]), (0,))
    along = Stretch(shapely.LineString([(104.2, 22.3), (104.2, 22.4)]), (1,))
    passed = passed_communes(make_communes("00001", "00002", "00003"), [over, along], 2)
    assert passed["00002"] == {1}  # an edge belongs to both sides
    assert passed["00001"] == {0}


inner = st.floats(104.0, 104.3), st.floats(22.25, 22.45)


STEP_M = 20.0


def metres_by_sampling(line: shapely.Geometry, area: shapely.Geometry) -> float:
    """Return about how much of a line (metres) lies in an area, by the middle of each step."""
    total = 0.0
    for part in shapely.get_parts(shapely.unary_union(line)):
        steps = max(1, round(part.length / STEP_M))
        middles = shapely.line_interpolate_point(part, (np.arange(steps) + 0.5) / steps, normalized=True)
        total += shapely.contains(area, middles).sum() * part.length / steps
    return total


@settings(max_examples=60)
@given(st.lists(st.lists(st.tuples(*inner), min_size=2, max_size=4), min_size=1, max_size=3))
def test_the_communes_passed_are_those_that_hold_points_sampled_along_the_lines(drawn):
    communes = make_communes("00001", "00002", "00003")
    rounded = [[(round(lon, 5), round(lat, 5)) for lon, lat in line] for line in drawn]
    stretches = stretches_of([make_tour(str(number), line) for number, line in enumerate(rounded)])
    passed = passed_communes(communes, stretches, len(rounded))
    metric = to_metric(gpd.GeoSeries([shapely.LineString(line) for line in rounded], crs=WGS84))
    for code, area in zip(communes["unit_code"], to_metric(communes.geometry), strict=True):
        for number, line in enumerate(metric):
            inside = metres_by_sampling(line, area)
            # A crossing is told to one step, and there may be several.
            if abs(inside - LEAST_INSIDE_M) > 3 * STEP_M:
                assert (number in passed[code]) == (inside > LEAST_INSIDE_M)


@pytest.fixture(scope="module")
def view() -> View:
    return View(units=UnitSystem.Y2025, on=None, today=DAY)


def rows_of_flows(store: Store, view: View, *tours_):
    """Return the rows of communes by code, for the tours that are given."""
    return {row.code: row for row in commune_flows(store, view, tours_, stretches_of(tours_)).rows}


def test_without_tours_every_commune_with_records_is_left_out_and_no_other(
    reference_store: Store, view: View
):
    rows = rows_of_flows(reference_store, view).values()
    left = [row for row in rows if row.state is FlowState.MISSED]
    assert (len(left), sum(row.state is FlowState.NO_RECORDS for row in rows)) == (48, 51)
    assert all(row.why is not None for row in left)
    assert all(row.why is None for row in rows if row.state is FlowState.NO_RECORDS)


def test_a_visit_counts_in_the_commune_that_the_registry_places_the_stop_in(
    reference_store: Store, view: View
):
    from geodata.tourism.registry_places import tour_places

    place = tour_places(reference_store, view).items[0]
    # The line ends elsewhere: the stop's own commune counts all the same.
    answer = make_answer([[([(104.0, 22.4), (104.01, 22.4)], place.place_id)]])
    answer["stops"][place.place_id] = {"name": place.name, "lon": 104.01, "lat": 22.4, "kinds": []}
    answer["days"][0]["legs"].append({"line": None, "real": True, "km": None})
    rows = rows_of_flows(reference_store, view, flow_tour(answer, key="a", kind=FlowKind.DRAFT))
    row = rows[place.commune_code]
    assert (row.state, row.visiting, row.visits, row.why) == (FlowState.VISITED, (0,), 1, None)


def test_a_commune_that_is_left_out_says_why(reference_store: Store, view: View):
    rows = rows_of_flows(reference_store, view).values()
    whys = {row.why for row in rows}
    assert {WhyLeftOut.NOT_CHOSEN, WhyLeftOut.DISTRICT_ONLY, WhyLeftOut.NO_STOP} <= whys
    for row in rows:
        if row.why is WhyLeftOut.NOT_CHOSEN:
            assert row.stops
        elif row.why is not None:
            assert not row.stops
            assert (row.district_only > 0) == (row.why is WhyLeftOut.DISTRICT_ONLY)
