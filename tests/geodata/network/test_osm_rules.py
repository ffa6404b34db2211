"""Which ways a car drives, in which direction, how fast, and what stops it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.network.car_rules import FERRY, ROADS, Drive, LeftOut, drive, duration_minutes, shuts
from geodata.network.speeds import CLASSES, class_of, speed_for

MAYBE = st.sampled_from(["", "yes", "no", "private", "-1", "1", "grade1", "grade5", "alley", "gravel", "50"])


@pytest.mark.parametrize("highway", sorted(ROADS - {"track"}))
def test_every_car_road_is_driven_at_the_speed_of_its_class(highway):
    told, speeds = drive({"highway": highway}), speed_for(highway)
    assert isinstance(told, Drive)
    assert told.road_class == class_of(highway)
    assert (told.low_kmh, told.likely_kmh, told.high_kmh) == (
        speeds.low_kmh,
        speeds.likely_kmh,
        speeds.high_kmh,
    )


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"highway": "footway"}, LeftOut.NO_CAR_ROAD),
        ({"highway": "path"}, LeftOut.NO_CAR_ROAD),
        ({"highway": "cycleway"}, LeftOut.NO_CAR_ROAD),
        ({"highway": "steps"}, LeftOut.NO_CAR_ROAD),
        ({"highway": "construction"}, LeftOut.NO_CAR_ROAD),
        ({"highway": "proposed"}, LeftOut.NO_CAR_ROAD),
        ({"highway": "track"}, LeftOut.TRACK),
        ({"highway": "track", "tracktype": "grade3"}, LeftOut.TRACK),
        ({"highway": "track", "access": "yes"}, LeftOut.TRACK),
        ({"highway": "service", "service": "parking_aisle"}, LeftOut.SERVICE),
        ({"highway": "service", "service": "driveway"}, LeftOut.SERVICE),
        ({"highway": "residential", "area": "yes"}, LeftOut.AREA),
        ({"highway": "residential", "access": "no"}, LeftOut.NO_ACCESS),
        ({"highway": "residential", "access": "private"}, LeftOut.NO_ACCESS),
        ({"highway": "residential", "access": "yes", "motor_vehicle": "no"}, LeftOut.NO_ACCESS),
        ({"highway": "primary", "oneway": "reversible"}, LeftOut.REVERSIBLE),
        ({"route": "bus"}, LeftOut.FERRY_WITHOUT_CARS),
        ({"route": "ferry", "duration": "00:20"}, LeftOut.FERRY_WITHOUT_CARS),
        ({"route": "ferry", "duration": "00:20", "motor_vehicle": "no"}, LeftOut.FERRY_WITHOUT_CARS),
        (
            {"route": "ferry", "duration": "00:20", "motor_vehicle": "yes", "access": "private"},
            LeftOut.FERRY_WITHOUT_CARS,
        ),
        ({"route": "ferry", "motor_vehicle": "yes"}, LeftOut.FERRY_WITHOUT_TIME),
        ({"route": "ferry", "motor_vehicle": "yes", "duration": "soon"}, LeftOut.FERRY_WITHOUT_TIME),
    ],
)
def test_what_no_car_drives_is_left_out_with_its_reason(tags, reason):
    assert drive(tags) is reason


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "track", "tracktype": "grade1"},
        {"highway": "track", "tracktype": "grade2"},
        {"highway": "track", "tracktype": "grade4", "motor_vehicle": "yes"},
        {"highway": "service", "service": "alley"},
        {"highway": "residential", "access": "no", "motor_vehicle": "destination"},
        {"highway": "residential", "vehicle": "no", "motorcar": "yes"},
        {"highway": "primary", "route": "bus"},
    ],
)
def test_the_most_particular_tag_lets_a_car_in(tags):
    assert isinstance(drive(tags), Drive)


@pytest.mark.parametrize(
    ("tags", "direction"),
    [
        ({}, 0),
        ({"oneway": "yes"}, 1),
        ({"oneway": "1"}, 1),
        ({"oneway": "true"}, 1),
        ({"oneway": "-1"}, -1),
        ({"oneway": "no"}, 0),
        ({"oneway": "alternating"}, 0),
        ({"oneway": "perhaps"}, 0),
        ({"junction": "roundabout"}, 1),
        ({"junction": "circular"}, 1),
        ({"junction": "roundabout", "oneway": "no"}, 0),
        ({"highway": "motorway"}, 1),
        ({"highway": "motorway", "oneway": "no"}, 0),
        ({"highway": "motorway_link"}, 0),
    ],
)
def test_a_way_is_driven_in_the_direction_that_its_tags_say_or_imply(tags, direction):
    told = drive({"highway": "primary"} | tags)
    assert isinstance(told, Drive)
    assert told.direction == direction


def test_surface_and_speed_limit_slow_a_road_down():
    plain, rough, slow = (
        drive({"highway": "primary"} | tags) for tags in ({}, {"surface": "gravel"}, {"maxspeed": "10 mph"})
    )
    assert rough.likely_kmh < plain.likely_kmh
    assert slow.high_kmh == pytest.approx(16.09344)


@pytest.mark.parametrize(
    "maxspeed", ["none", "walk", "signals", "VN:urban", "RU:rural", "fast", "", "50 knots", "0"]
)
def test_a_limit_without_a_figure_changes_no_speed(maxspeed):
    assert drive({"highway": "primary", "maxspeed": maxspeed}) == drive({"highway": "primary"})


def test_of_two_limits_the_lower_one_counts():
    assert drive({"highway": "motorway", "maxspeed": "30; 20"}).high_kmh == 20


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("00:20", 20),
        ("1:30", 90),
        ("01:30:30", 90.5),
        ("45", 45),
        ("PT1H5M", 65),
        ("pt20m", 20),
        ("00:00", None),
        ("0", None),
        ("PT", None),
        ("1:75", None),
        ("20 min", None),
        ("²", None),
        ("", None),
        (None, None),
    ],
)
def test_a_duration_is_read_as_the_wiki_writes_it_or_not_at_all(text, minutes):
    assert duration_minutes(text) == minutes


def test_a_ferry_takes_what_its_duration_says_and_else_what_its_speed_says():
    carries = {"route": "ferry", "motor_vehicle": "yes"}
    timed = drive(carries | {"duration": "00:10", "maxspeed": "9"})
    swift = drive(carries | {"maxspeed": "9"})
    assert (timed.road_class, timed.minutes) == (FERRY, 10)
    assert (swift.road_class, swift.minutes, swift.low_kmh, swift.high_kmh) == (FERRY, None, 9, 9)


@pytest.mark.parametrize(
    "tags",
    [
        {"barrier": "bollard"},
        {"barrier": "block"},
        {"barrier": "cycle_barrier"},
        {"barrier": "something new"},
        {"barrier": "gate", "access": "no"},
        {"barrier": "gate", "access": "private"},
        {"barrier": "lift_gate", "access": "yes", "motor_vehicle": "no"},
    ],
)
def test_a_barrier_stops_cars(tags):
    assert shuts(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {"barrier": "gate"},
        {"barrier": "toll_booth"},
        {"barrier": "lift_gate"},
        {"barrier": "border_control"},
        {"barrier": "bollard", "motor_vehicle": "yes"},
        {"barrier": "gate", "access": "no", "motorcar": "yes"},
        {},
    ],
)
def test_a_barrier_that_lets_cars_through_stops_none(tags):
    assert not shuts(tags)


@given(
    st.dictionaries(
        st.sampled_from(
            [
                *("oneway", "junction", "surface", "tracktype", "maxspeed", "motorcar", "motor_vehicle"),
                *("vehicle", "access", "service", "duration", "area"),
            ]
        ),
        MAYBE.filter(bool),
    ),
    st.sampled_from(sorted(ROADS)),
)
def test_whatever_the_tags_are_a_car_drives_at_some_speed_or_a_reason_is_given(tags, highway):
    told = drive({"highway": highway} | tags)
    if isinstance(told, Drive):
        assert told.road_class in CLASSES
        assert 0 < told.low_kmh <= told.likely_kmh <= told.high_kmh
    else:
        assert told in LeftOut
