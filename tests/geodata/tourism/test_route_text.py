"""A pasted programme: places by day, times as hints, and nothing in any text that stops it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.tourism.given_tours import MOST_PLACES, HalfDay
from geodata.tourism.matching import PlaceNames, place_names
from geodata.tourism.route_clock import take_time
from geodata.tourism.route_text import read_route_text
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.geodata.tourism.given_factories import place

TODAY = date(2026, 11, 22)
NAMES = PlaceNames.of(
    [
        place("market", "Chợ phiên Bắc Thử"),
        place("palace", "Dinh A Thử"),
        place("spring", "Suối Tình yêu Dền Sáng"),
        place("village", "Thôn Choản, Y Thử (điểm du lịch; 62 hộ)"),
        place("walls", "Động – thác Cốc Thử"),
        place("dried", "HTX nông sản - dược liệu Thử"),
    ],
    (),
    [("Mường Thử", "market"), ("Mường Thử", "palace")],
)


def keys(text: str, names: PlaceNames = NAMES) -> list[list[str | None]]:
    """Return the stops of each day of a text."""
    return [[stop.place_id for stop in day] for day in read_route_text(text, names).days]


def times(text: str) -> list[str | None]:
    """Return the times of a text of one day."""
    (day,) = read_route_text(text, NAMES).days
    return [stop.at for stop in day]


@pytest.fixture(scope="module")
def names(reference_store):
    return place_names(reference_store, View(units=UnitSystem.Y2025, today=TODAY))


@pytest.mark.parametrize("between", ["\n", " – ", " → ", "; ", ", ", " -> ", " - ", "\t", " | ", "\r\n"])
def test_places_stand_on_lines_or_between_separators(between):
    assert keys(between.join(["Chợ phiên Bắc Thử", "Dinh A Thử"])) == [["market", "palace"]]


@pytest.mark.parametrize("mark", ["- ", "• ", "1. ", "2) ", "(3) ", "a) ", "12/ ", "Điểm 1: ", "Stop 2: "])
def test_bullets_and_numbers_before_a_place_are_left_out(mark):
    assert keys(f"{mark}Dinh A Thử") == [["palace"]]


@pytest.mark.parametrize(
    "heading",
    [
        "Ngày 2:",
        "NGÀY 2 (Chủ nhật, 06/12/2026):",
        "Day 2 –",
        "ngày thứ hai:",
        "Ngày 06/12/2026:",
        "N2:",
        "Chủ nhật:",
        "Day 2: Sunday 06/12/2026",
    ],
)
def test_a_heading_begins_a_day(heading):
    text = f"Ngày 1: Chợ phiên Bắc Thử\n{heading}\nDinh A Thử"
    assert keys(text) == [["market"], ["palace"]]


def test_several_days_may_stand_in_one_line():
    assert keys("Ngày 1: Chợ phiên Bắc Thử Ngày 2: Dinh A Thử") == [["market"], ["palace"]]


def test_a_day_without_a_place_stays_a_day():
    assert keys("Ngày 1:\nNgày 2: Dinh A Thử") == [[], ["palace"]]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("8h30 Dinh A Thử", "08:30"),
        ("8:30: Dinh A Thử", "08:30"),
        ("08g30 – Dinh A Thử", "08:30"),
        ("8 giờ 30 phút: thăm Dinh A Thử", "08:30"),
        ("Dinh A Thử (9h)", "09:00"),
        ("Dinh A Thử, 14h", "14:00"),
        ("7h30 - 9h: Dinh A Thử", "07:30"),
        ("2h chiều: Dinh A Thử", "14:00"),
        ("Chiều: 2h30 Dinh A Thử", "14:30"),
        ("7 giờ tối Dinh A Thử", "19:00"),
        ("1h trưa, Dinh A Thử", "13:00"),
        ("Dinh A Thử (2h)", None),
        ("Dinh A Thử", None),
        ("Dinh A Thử 25h", None),
    ],
)
def test_a_time_is_kept_as_a_hint_and_a_length_of_time_is_none(text, at):
    assert times(text)[0] == at


def test_a_time_on_a_line_of_its_own_is_that_of_the_next_place():
    assert times("8h30\nDinh A Thử\nChợ phiên Bắc Thử") == ["08:30", None]


def test_a_half_of_the_day_holds_until_the_next_one():
    (day,) = read_route_text(
        "Sáng: Dinh A Thử\nChợ phiên Bắc Thử\nChiều:\nSuối Tình yêu Dền Sáng", NAMES
    ).days
    assert [stop.half_day for stop in day] == [HalfDay.MORNING, HalfDay.MORNING, HalfDay.AFTERNOON]
    assert day[2].place_id == "spring"


@pytest.mark.parametrize(
    "name",
    [
        "Suối Tình yêu Dền Sáng",
        "Thôn Choản, Y Thử (điểm du lịch; 62 hộ)",
        "Thôn Choản, Y Thử",
        "Động – thác Cốc Thử",
        "HTX nông sản - dược liệu Thử",
    ],
)
def test_a_name_that_holds_separators_stays_whole(name):
    assert len(keys(f"Dinh A Thử, {name} → Chợ phiên Bắc Thử")[0]) == 3
    assert None not in keys(f"Dinh A Thử, {name} → Chợ phiên Bắc Thử")[0]


def test_a_commune_behind_a_place_says_where_it_is_and_is_no_place():
    assert keys("Dinh A Thử, xã Mường Thử; Chợ phiên Bắc Thử, Mường Thử") == [["palace", "market"]]


@pytest.mark.parametrize("text", ["7h30 Lào Cai\nBản Cát Cát\nSa Pa", "Lào Cai – Bản Cát Cát – TX Sa Pa"])
def test_a_town_at_the_edge_of_a_day_is_where_it_begins_or_ends(names, text):
    tour = read_route_text(text, names)
    start, _, end = tour.days[0]
    assert (start.place_id, start.is_end, end.place_id, end.is_end) == ("town:080", True, "town:088", True)
    assert tour.problems == ()


def test_a_town_in_the_middle_of_a_day_offers_its_stops(names):
    _, town, _ = read_route_text("Dinh Hoàng A Tưởng\nSa Pa\nBản Cát Cát", names).days[0]
    assert (town.place_id, town.is_end) == (None, False)
    assert "Chợ Sa Pa" in [candidate.name for candidate in town.candidates]


def test_what_nobody_knows_is_kept_with_its_line_and_told():
    tour = read_route_text("Quán cơm Bà Tư\nDinh A Thử", NAMES)
    assert [stop.line for stop in tour.days[0]] == ["Quán cơm Bà Tư", "Dinh A Thử"]
    assert [problem.key for problem in tour.problems] == ["to_choose"]


def test_a_text_without_places_says_so():
    assert [problem.key for problem in read_route_text(" \n–\n", NAMES).problems] == ["nothing"]


def test_more_places_than_a_tour_may_have_are_cut_and_told():
    tour = read_route_text("a, " * 2 * MOST_PLACES, NAMES)
    assert sum(map(len, tour.days)) == MOST_PLACES
    assert tour.problems[0].key == "too_many"


NUMBERS = st.lists(st.lists(st.integers(0, 199), min_size=1, max_size=6, unique=True), min_size=1, max_size=3)


@settings(max_examples=40)
@given(
    NUMBERS, st.sampled_from(["\n", " – ", "; ", ", ", " → "]), st.sampled_from(["", "08:30 ", "8h: ", "1. "])
)
def test_the_names_of_any_tour_read_back_are_its_stops(names, numbers, between, before):
    everything = sorted(names.places)
    tour = [[everything[number] for number in day] for day in numbers]
    text = "\n".join(
        f"Ngày {number}:\n" + between.join(before + names.places[key].name for key in day)
        for number, day in enumerate(tour, start=1)
    )
    assert keys(text, names) == tour


# Words and signs of which programmes are made, in every wrong order.
PIECES = st.sampled_from(
    [
        *"()[]–-→>;,|/\\:.\n\t\r\x00\u2028\u202e{}%<>&'\"",
        "Ngày 1:",
        "8h30",
        "–9h",
        "sáng",
        "chiều:",
        "(",
        "thứ hai",
        "1. ",
        "Chợ phiên Bắc Thử",
        "xã Mường Thử",
        "ngày",
        "12/12",
        "%(name)s",
        "{{7*7}}",
        "\ud800",
        "٣h",
        "８h30",
    ]
)


@given(st.one_of(st.text(st.characters(), max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_no_text_whatever_stops_the_reader(text):
    tour = read_route_text(text, NAMES)
    for day in tour.days:
        for stop in day:
            assert stop.line
            assert stop.at is None or len(stop.at) == 5


@given(st.text(st.characters(), max_size=60), st.sampled_from([None, *HalfDay]))
def test_a_time_that_is_read_is_a_time_of_the_day(text, half_day):
    timed = take_time(text, half_day)
    assert timed.at is None or ("04:00" <= timed.at <= "23:59")
