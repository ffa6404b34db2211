"""A file whose points were read in the wrong system is noticed."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.crs import METRIC, WGS84, vn2000
from geodata.intake.positions import CONVERTED, DATUM, OUTSIDE, ZONE, Placed, doubt_about

DAY = date(2025, 7, 1)
# Squares of 6 km around points of the province stand for communes.
CENTRES = {"a": (103.84, 22.33), "b": (104.29, 22.53), "c": (103.95, 22.48), "d": (104.1, 22.2)}
HALF_M = 3_000.0
ZONE_105 = "EPSG:3405"


def is_in(unit, lon, lat):
    """Tell whether a point lies in the square of its unit."""
    x, y = vn2000(lon, lat)
    cx, cy = vn2000(*CENTRES[unit[0]])
    return abs(x - cx) <= HALF_M and abs(y - cy) <= HALF_M


def moved(point, said, meant):
    """Return a point that is really in ``meant`` and is read as ``said``: the mistake that files hold."""
    there = gpd.GeoSeries([shapely.Point(point)], crs=WGS84).to_crs(meant)
    read = there.set_crs(said, allow_override=True).to_crs(WGS84).iloc[0]
    return read.x, read.y


def test_points_that_lie_where_their_rows_say_leave_no_doubt():
    assert doubt_about([Placed(point, (key, DAY), point) for key, point in CENTRES.items()], is_in) is None


@pytest.mark.parametrize("zone", ["EPSG:9206", "EPSG:9209", "EPSG:3405"])
def test_metres_of_the_province_read_in_another_zone_are_noticed(zone):
    placed = [Placed(moved(point, zone, METRIC), (key, DAY)) for key, point in CENTRES.items()]
    found = doubt_about(placed, is_in, zone)
    assert found is not None
    assert (found.message, found.crs) == (ZONE, METRIC)
    assert doubt_about(placed, is_in).message == CONVERTED


def test_a_zone_a_quarter_of_a_degree_away_is_25_7_km_off():
    # 105 degrees, 15 minutes east of the meridian of Lào Cai.
    placed = [Placed(moved(point, METRIC, ZONE_105), (key, DAY)) for key, point in CENTRES.items()]
    found = doubt_about(placed, is_in, METRIC)
    assert found is not None
    assert found.crs == ZONE_105
    assert found.values["km"] == pytest.approx(25.7, abs=0.4)


def test_degrees_of_vn2000_taken_for_wgs84_are_noticed_by_known_points():
    placed = [Placed(moved(point, WGS84, "EPSG:4756"), (key, DAY), point) for key, point in CENTRES.items()]
    found = doubt_about(placed, is_in)
    assert found is not None
    assert (found.message, found.crs) == (DATUM, "EPSG:4756")
    assert found.values["metres"] == pytest.approx(223, abs=12)


def test_swapped_coordinates_are_outside_and_no_zone_is_suggested():
    placed = [Placed((point[1], point[0] - 90), (key, DAY)) for key, point in CENTRES.items()]
    found = doubt_about(placed, is_in)
    assert found is not None
    assert (found.message, found.crs) == (OUTSIDE, None)


@given(st.integers(0, 2))
def test_two_rows_tell_nothing(count):
    placed = [Placed((0.0, 0.0), (key, DAY), point) for key, point in list(CENTRES.items())[:count]]
    assert doubt_about(placed, is_in) is None
