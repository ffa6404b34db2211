"""GPX files read as tours: days, halts, stops by name and by point; hostile files refused."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InvalidInput, TooLarge
from geodata.tourism.gpx_file import LARGEST_GPX, read_gpx
from geodata.tourism.matching import PlaceNames, place_names
from geodata.tourism.route_gpx import MOST_LINES, read_route_gpx
from geodata.tourism.track_halts import MOST_POINTS, thinned
from geodata.tourism.wish_parts import MAX_OWN_STOPS
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.geodata.tourism.given_factories import gpx, place, point

TODAY = date(2026, 11, 22)
# 0.001° is about 103 m from west to east, 111 m from south to north here.
NAMES = PlaceNames.of(
    [
        place("fall", "Thác Thử", lon=104.0, lat=22.3),
        place("lake", "Hồ Thử", lon=104.1, lat=22.4),
        place("vague", "Bản Thử", lon=104.2, lat=22.5, own_point=False),
        place("twin1", "Chợ Thử", lon=104.3, lat=22.3),
        place("twin2", "Chợ Thử", lon=104.3, lat=22.5),
    ]
)


def stops(text: str):
    """Return the places of a file of one day."""
    (day,) = read_route_gpx(text, NAMES).days
    return day


def keys(text: str, names: PlaceNames = NAMES) -> list[list[str | None]]:
    """Return the stops of each day."""
    return [[stop.place_id for stop in day if not stop.is_end] for day in read_route_gpx(text, names).days]


def track(
    *parts: tuple[float, float, int], begin: str = "2026-12-05T01:00:00+00:00", timed: bool = True
) -> str:
    """Return a track that stays so many minutes at each point, with half an hour of way between them."""
    now = datetime.fromisoformat(begin)
    found = []
    for number, (lon, lat, minutes) in enumerate(parts):
        if number:
            west, south, _ = parts[number - 1]
            for step in range(1, 30):
                now += timedelta(minutes=1)
                found.append((west + (lon - west) * step / 30, south + (lat - south) * step / 30, now))
            now += timedelta(minutes=1)
        for minute in range(minutes + 1):
            found.append((lon, lat, now + timedelta(minutes=minute)))
        now += timedelta(minutes=minutes)
    points = [
        point("trkpt", round(lon, 6), round(lat, 6), time=at.astimezone(UTC).isoformat() if timed else "")
        for lon, lat, at in found
    ]
    return f"<trk><trkseg>{''.join(points)}</trkseg></trk>"


@pytest.fixture(scope="module")
def names(reference_store):
    return place_names(reference_store, View(units=UnitSystem.Y2025, today=TODAY))


def test_a_point_within_250_m_of_a_stop_is_the_stop_and_any_other_is_a_place_of_the_user():
    near, far = stops(gpx(point("wpt", 104.002, 22.3), point("wpt", 104.003, 22.3, "Quán &amp; nhà")))
    assert (near.place_id, near.similarity, near.own) == ("fall", None, None)
    assert far.place_id is None
    assert (far.own.name, far.own.lon, far.own.lat) == ("Quán & nhà", 104.003, 22.3)
    assert [candidate.place_id for candidate in far.candidates] == ["fall"]


def test_a_stop_that_is_known_only_by_its_commune_is_taken_by_its_name_and_never_by_its_point():
    by_point, by_name, too_far = stops(
        gpx(
            point("wpt", 104.2, 22.5),
            point("wpt", 104.25, 22.5, "bản thử"),
            point("wpt", 104.9, 22.5, "Bản Thử"),
        )
    )
    assert by_point.place_id is None
    assert (by_name.place_id, by_name.similarity) == ("vague", 1)
    assert too_far.place_id is None
    assert [candidate.place_id for candidate in too_far.candidates] == ["vague"]


def test_of_two_stops_of_one_name_the_point_decides():
    assert keys(gpx(point("wpt", 104.3, 22.5, "Chợ Thử"))) == [["twin2"]]


def test_every_route_is_a_day_and_ends_that_are_no_way_points_are_no_stops():
    waypoints = (point("wpt", 104.0, 22.3, "1.1 Thác Thử"), point("wpt", 104.1, 22.4, "2.1 Hồ Thử"))
    town = point("rtept", 103.9, 22.5, "Phố")
    text = gpx(
        *waypoints,
        f"<rte>{town}{point('rtept', 104.0, 22.3, '1.1 Thác Thử')}{town}</rte>",
        f"<rte>{town}{point('rtept', 104.1, 22.4, '2.1 Hồ Thử')}{town}</rte>",
    )
    assert keys(text) == [["fall"], ["lake"]]
    first = read_route_gpx(text, NAMES).days[0]
    assert [stop.is_end for stop in first] == [True, False, True]


def test_points_of_a_route_that_only_shape_its_line_are_no_places():
    shape = "".join(point("rtept", 104.0 + step / 100, 22.3) for step in range(1, 9))
    text = gpx(
        f"<rte>{point('rtept', 104.0, 22.3, 'Thác Thử')}{shape}{point('rtept', 104.1, 22.4, 'Hồ Thử')}</rte>"
    )
    assert keys(text) == [["fall", "lake"]]


def test_way_points_that_no_route_passes_are_told():
    tour = read_route_gpx(
        gpx(point("wpt", 104.5, 22.6, "Chòi"), f"<rte>{point('rtept', 104.0, 22.3, 'Thác Thử')}</rte>"), NAMES
    )
    (problem,) = [each for each in tour.problems if each.key == "left"]
    assert problem.values == {"count": 1, "names": "Chòi"}


def test_a_timed_track_is_read_as_its_halts_with_arrival_and_stay():
    day = stops(gpx(track((103.9, 22.2, 0), (104.0, 22.3, 40), (104.4, 22.4, 15), (103.9, 22.2, 0))))
    assert [stop.is_end for stop in day] == [True, False, False, True]
    fall, unknown = day[1:3]
    # 8:00 in Việt Nam and half an hour of way; the last minutes of the way are within reach of the halt.
    assert (fall.place_id, fall.at) == ("fall", "08:30")
    assert unknown.own.visit_min == 15


def test_a_stay_of_less_than_ten_minutes_is_no_halt():
    assert keys(gpx(track((103.9, 22.2, 0), (104.0, 22.3, 8), (103.9, 22.2, 0)))) == [[]]


def test_a_track_over_midnight_is_two_days_and_the_night_is_no_halt():
    text = gpx(
        track((103.9, 22.2, 0), (104.0, 22.3, 30), (104.4, 22.4, 1000), (104.1, 22.4, 30), (103.9, 22.2, 0))
    )
    assert keys(text) == [["fall"], ["lake"]]


def test_a_way_point_at_a_halt_gives_it_its_name_and_one_on_the_way_stands_between():
    text = gpx(
        point("wpt", 104.4, 22.4, "Quán cơm"),
        point("wpt", 103.95, 22.25, "Chòi ngắm"),
        track((103.9, 22.2, 0), (104.0, 22.3, 40), (104.4, 22.4, 15), (103.9, 22.2, 0)),
    )
    day = stops(text)
    assert [stop.line for stop in day if stop.own and not stop.is_end] == ["Chòi ngắm", "Quán cơm"]
    assert [stop.at is None for stop in day] == [True, True, False, False, True]


def test_a_track_without_times_is_its_ends_and_the_way_points():
    text = gpx(
        point("wpt", 104.0, 22.3, "Thác Thử"),
        track((103.9, 22.2, 0), (104.0, 22.3, 3), (104.4, 22.4, 0), timed=False),
    )
    tour = read_route_gpx(text, NAMES)
    assert [(stop.place_id, stop.is_end) for stop in tour.days[0]] == [
        (None, True),
        ("fall", False),
        (None, True),
    ]
    assert "no_times" in [problem.key for problem in tour.problems]


def test_a_long_track_is_thinned_and_keeps_its_ends():
    points = read_gpx(
        gpx(
            "<trk><trkseg>",
            "".join(point("trkpt", 104, 22 + n / 1e5) for n in range(12_345)),
            "</trkseg></trk>",
        )
    ).tracks[0]
    kept = thinned(points)
    assert len(kept) <= MOST_POINTS
    assert (kept[0], kept[-1]) == (points[0], points[-1])


def test_of_very_many_tracks_the_first_are_read_and_that_is_told():
    one = track((104.0, 22.3, 0), (104.1, 22.4, 0))
    tour = read_route_gpx(gpx(*[one] * (MOST_LINES + 1)), NAMES)
    assert len(tour.days) <= MOST_LINES
    assert "lines_left" in [problem.key for problem in tour.problems]


def test_points_that_lie_nowhere_are_left_out_and_counted():
    tour = read_route_gpx(
        gpx(point("wpt", 104.0, 99, ""), point("wpt", float("nan"), 22), "<wpt/>", point("wpt", 104.0, 22.3)),
        NAMES,
    )
    assert keys(gpx(point("wpt", 104.0, 99), point("wpt", 104.0, 22.3))) == [["fall"]]
    assert [problem.values for problem in tour.problems if problem.key == "unreadable"] == [{"count": 3}]


def test_a_file_of_another_end_of_the_earth_is_read():
    (stop,) = stops(gpx(point("wpt", -170.0, -60.0)))
    assert stop.own is not None


def test_more_places_of_the_user_than_a_tour_takes_are_told():
    tour = read_route_gpx(gpx(*(point("wpt", 105 + n / 100, 23) for n in range(MAX_OWN_STOPS + 5))), NAMES)
    assert sum(stop.own is not None for stop in tour.days[0]) == MAX_OWN_STOPS
    assert "too_many_own" in [problem.key for problem in tour.problems]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no file",
        "<kml/>",
        "<gpx>",
        "<gpx>\x00</gpx>",
        '<!DOCTYPE gpx [<!ENTITY a "b">]><gpx>&a;</gpx>',
        '<!DOCTYPE gpx SYSTEM "file:///etc/passwd"><gpx/>',
        "<gpx>&a;</gpx>",
    ],
)
def test_what_is_no_gpx_or_brings_entities_is_refused(text):
    with pytest.raises(InvalidInput):
        read_gpx(text)


def test_a_file_of_more_than_two_megabytes_is_refused():
    with pytest.raises(TooLarge):
        read_gpx(gpx(" " * LARGEST_GPX))


def test_elements_of_other_name_spaces_and_deep_ones_are_left_alone():
    deep = "<a>" * 5_000 + "</a>" * 5_000
    text = gpx(
        f'<extensions xmlns:x="urn:x"><x:wpt lat="1" lon="2"/>{deep}</extensions>', point("wpt", 104.0, 22.3)
    )
    assert keys(text) == [["fall"]]


def test_the_file_of_a_made_tour_reads_back_as_its_stops(names):
    chance = random.Random(5)
    everything = list(names.places.values())
    for _ in range(10):
        days = [chance.sample(everything, 5) for _ in range(2)]
        waypoints = [
            point("wpt", stop.lon, stop.lat, f"{day}.{number} {stop.name}")
            for day, chosen in enumerate(days, start=1)
            for number, stop in enumerate(chosen, start=1)
        ]
        town = point("rtept", 103.97, 22.48, "Lào Cai")
        routes = [
            "<rte>"
            + town
            + "".join(each.replace("wpt", "rtept") for each in waypoints[5 * day : 5 * day + 5])
            + town
            + "</rte>"
            for day in range(2)
        ]
        assert keys(gpx(*waypoints, *routes), names) == [
            [stop.place_id for stop in chosen] for chosen in days
        ]


TAGS = st.sampled_from(["wpt", "rte", "rtept", "trk", "trkseg", "trkpt", "name", "time", "x"])
DEGREES = st.sampled_from(["104.0", "22.3", "91", "-180", "nan", "inf", "1e999", "", "abc", "22,3"])
TIMES = st.sampled_from(
    ["2026-12-05T01:00:00Z", "2026-12-05", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "x"]
)
ELEMENTS = st.recursive(
    st.one_of(TIMES, st.just("tên")),
    lambda inner: st.builds(
        lambda tag, lat, lon, children: f'<{tag} lat="{lat}" lon="{lon}">{"".join(children)}</{tag}>',
        TAGS,
        DEGREES,
        DEGREES,
        st.lists(inner, max_size=5),
    ),
    max_leaves=25,
)


@given(st.lists(ELEMENTS, max_size=6))
def test_no_file_whatever_stops_the_reader(elements):
    tour = read_route_gpx(gpx(*elements), NAMES)
    assert all(stop.place_id or stop.own for day in tour.days for stop in day)


@given(st.text(max_size=80))
def test_a_text_that_is_no_file_is_refused_as_that(text):
    with pytest.raises(InvalidInput):
        read_gpx(f"x{text}")
