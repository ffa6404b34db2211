"""What the coordinates of one record mean: asked where nothing says it, doubted where they look wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Proj

from geodata.crs import degrees_of_vn2000, from_vn2000, metres_between, to_vn2000
from geodata.crs_names import METRIC, VN2000_DEGREES, VN2000_METRES, WGS84
from geodata.records.checking import Checker
from geodata.records.kinds import RecordKind
from geodata.records.point_entry import entered_point, named_crs

TODAY = date(2026, 11, 22)
# In the old commune of Bản Liền.
LON, LAT = 104.42, 22.5
SHOP = {"name": "Điểm thử", "kind": "shop", "commune": "Bản Liền", "district": "Bắc Hà", "units": "2024"}


def nowhere(_lon: float, _lat: float) -> str:
    return ""


def rules(problems):
    return [(one.field, one.rule) for one in problems]


@pytest.fixture
def checker(reference_store):
    return Checker(reference_store, TODAY)


def test_metres_without_a_zone_are_asked_about_with_what_each_zone_comes_to(checker):
    easting, northing = to_vn2000(LON, LAT, METRIC)
    metres = {"easting": easting, "northing": northing}
    checked = checker.check(RecordKind.SALES_POINTS, SHOP | metres)
    assert rules(checked.problems) == [("epsg", "zone_unknown")]
    meant = checked.problems[0].suggestions
    assert {one.value for one in meant} <= set(VN2000_METRES)
    assert (meant[0].value, "22.50000, 104.42000 (Bản Liền)" in meant[0].label) == (METRIC, True)
    made = checker.check(RecordKind.SALES_POINTS, SHOP | metres | {"epsg": meant[0].value})
    row = made.state["sales_points"][0]
    assert (row["lon"], row["lat"]) == pytest.approx((LON, LAT), abs=1e-6)


def test_metres_under_the_name_of_a_wrong_zone_are_pointed_out_with_the_right_one(checker):
    easting, northing = to_vn2000(LON, LAT, METRIC)
    metres = {"easting": easting, "northing": northing, "epsg": "EPSG:3405"}
    checked = checker.check(RecordKind.SALES_POINTS, SHOP | metres)
    assert rules(checked.problems) == [("unit_code", "point_outside_unit"), ("epsg", "zone_doubted")]
    assert (checked.problems[1].suggestions[0].value, checked.problems[1].values["km"]) == (METRIC, 25.7)


@pytest.mark.parametrize("said", ["EPSG:32648", "32648", "WGS 84 / UTM zone 48N"])
def test_metres_of_utm_are_read_where_their_zone_is_written(checker, said):
    # By what UTM is (central meridian 105°, scale 0.9996, false easting 500 km), not by the code.
    utm = Proj("+proj=tmerc +lon_0=105 +k=0.9996 +x_0=500000 +ellps=WGS84")
    easting, northing = utm(LON, LAT)
    checked = checker.check(
        RecordKind.SALES_POINTS, SHOP | {"easting": easting, "northing": northing, "epsg": said}
    )
    row = checked.state["sales_points"][0]
    assert (row["lon"], row["lat"]) == pytest.approx((LON, LAT), abs=1e-6)


def test_a_zone_that_is_neither_of_vn2000_nor_of_utm_nearby_is_refused(checker):
    metres = {"easting": 500_000, "northing": 2_490_000, "epsg": "EPSG:32650"}
    checked = checker.check(RecordKind.SALES_POINTS, SHOP | metres)
    assert rules(checked.problems) == [("epsg", "crs_unknown")]


def test_degrees_that_were_converted_from_a_wrong_zone_are_pointed_out_with_the_right_ones(checker):
    lon, lat = from_vn2000(*to_vn2000(LON, LAT, METRIC), "EPSG:3405")
    checked = checker.check(RecordKind.SALES_POINTS, SHOP | {"lon": lon, "lat": lat})
    assert rules(checked.problems) == [("unit_code", "point_outside_unit"), ("lon", "zone_converted")]
    (meant,) = checked.problems[1].suggestions
    fields = {"lon": meant.value, **meant.fields}
    assert checker.check(RecordKind.SALES_POINTS, SHOP | fields).problems == ()


def test_degrees_that_look_like_those_of_vn2000_are_asked_about(checker):
    kind = RecordKind.SALES_POINTS
    lon, lat = (round(value, 7) for value in degrees_of_vn2000(LON, LAT))
    stored = checker.check(kind, SHOP | {"lon": lon, "lat": lat})
    typed = {"lon": LON, "lat": LAT}
    checked = checker.check(kind, typed, stored.state)
    assert rules(checked.problems) == [("epsg", "datum_doubted")]
    assert [one.value for one in checked.problems[0].suggestions] == [VN2000_DEGREES, WGS84]
    assert checker.check(kind, typed | {"epsg": VN2000_DEGREES}, stored.state).changes == ()
    moved = checker.check(kind, typed | {"epsg": WGS84}, stored.state)
    assert moved.state["sales_points"][0]["lon"] == LON


@given(st.floats(103.5, 104.7), st.floats(21.9, 22.9), st.sampled_from(VN2000_METRES))
def test_metres_come_back_as_the_point_that_they_were_made_of(lon, lat, zone):
    easting, northing = to_vn2000(lon, lat, zone)
    changed = {"easting": easting, "northing": northing, "epsg": zone}
    point, problems = entered_point(changed, (None, None), nowhere)
    assert problems == []
    assert metres_between(point, (lon, lat)) < 0.05


@given(st.floats(103.5, 104.7), st.floats(21.9, 22.9), st.floats(-0.004, 0.004), st.floats(-0.004, 0.004))
def test_a_point_is_asked_about_only_where_the_other_reading_lies_where_the_record_is(lon, lat, east, north):
    held = (lon + east, lat + north)
    point, problems = entered_point({"lon": lon, "lat": lat}, held, nowhere)
    looks_alike = metres_between(degrees_of_vn2000(lon, lat), held) <= 60
    assert (problems == []) == (point == (lon, lat))
    assert bool(problems) <= looks_alike


@pytest.mark.parametrize(
    ("written", "crs"),
    [("9208", METRIC), ("epsg: 9208", METRIC), ("wgs 84", WGS84), ("VN-2000", VN2000_DEGREES), (None, None)],
)
def test_a_system_is_known_by_what_people_write(written, crs):
    assert named_crs(written) == crs


@pytest.mark.parametrize(
    ("written", "degrees"), [("104°45'", 104.75), ("KTT 104°45′", 104.75), ("103°", 103), ("106-00", 106)]
)
def test_a_zone_may_be_named_by_its_central_meridian(written, degrees):
    conversion = CRS(named_crs(written)).coordinate_operation
    told = {each.name: each.value for each in conversion.params}
    assert (told["Longitude of natural origin"], told["Scale factor at natural origin"]) == (degrees, 0.9999)


def test_a_meridian_that_two_zones_have_names_none():
    assert named_crs("105°00'") == "EPSG:105°00'"
