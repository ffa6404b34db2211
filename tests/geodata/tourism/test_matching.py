"""Names as guides write them: the same name is taken, a guess is only offered."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.names import Alias, search_key
from geodata.tourism.matching import MOST_CANDIDATES, OFFERED_FROM, TAKEN_FROM, PlaceNames, place_names
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.geodata.tourism.given_factories import place

TODAY = date(2026, 11, 22)
PLACES = (
    place("market", "Chợ phiên Bắc Thử (chợ văn hóa Bắc Thử)", "Khu OCOP chợ Bắc Thử"),
    place("night", "Chợ đêm Bắc Thử"),
    place("chay", "HTX Nậm Chảy"),
    place("one", "Đền Cô I"),
    place("two", "Đền Cô II"),
    place("smith1", "Nghề rèn Kíp Tước 1"),
    place("weave", "Nghề thêu thổ cẩm Tả Ngài Chồ"),
)
NAMES = PlaceNames.of(
    PLACES,
    [Alias("Tả Ngài Chồ", "Tả Ngải Chồ"), Alias("Sapa", "Sa Pa"), Alias("Phong", "N.T Phong")],
    [("Bản Cũ", "night"), ("Mường Thử", "market")],
)


def found(text: str):
    """Return what one text means."""
    (match,) = NAMES.find([text])
    return match


@pytest.fixture(scope="module")
def names(reference_store):
    return place_names(reference_store, View(units=UnitSystem.Y2025, today=TODAY))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("chợ PHIÊN bắc thử", "market"),
        ("Chợ phiên Bắc Thử (chợ văn hóa Bắc Thử)", "market"),
        ("Khu OCOP chợ Bắc Thử", "market"),
        ("cho phien bac thu", "market"),
        ("Chợ phien Bắc Thu", "market"),
        ("Chợ-phiên  Bắc Thử!", "market"),
        ("HTX Nâm Chảy", None),
        ("HTX Nậm Chảỷ", None),
        ("HTX Nậm Chầy", None),
        ("HTX Nam Chay", "chay"),
        ("Nghề thêu thổ cẩm Tả Ngải Chồ", "weave"),
        ("Nghề thêu thổ cẩm Tả Ngài Chồ", "weave"),
    ],
)
def test_the_same_name_is_taken_whatever_its_case_brackets_or_missing_marks_and_other_marks_are_not(
    text, key
):
    assert found(text).place_id == key


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("HTX Nậm Chầy", "chay"),  # another commune
        ("Chợ Bắc Thử", "night"),  # one of two markets
        ("Nghề rèn Kíp Tước 2", "smith1"),  # another number
        ("chợ văn hóa Bắc Thử", "market"),  # only in brackets
        ("Đền Cô", "one"),  # either of two
    ],
)
def test_a_guess_is_offered_and_not_taken(text, offered):
    match = found(text)
    assert match.place_id is None
    assert offered in [candidate.place_id for candidate in match.candidates]


def test_a_slip_of_the_pen_in_a_long_name_is_taken_and_its_similarity_told():
    match = found("Chợ phiênn Bắc Thử")
    assert match.place_id == "market"
    assert TAKEN_FROM <= match.similarity < 1


def test_an_old_commune_offers_the_stops_that_lay_in_it():
    match = found("bản cũ")
    assert match.place_id is None
    assert "night" in [candidate.place_id for candidate in match.candidates]
    assert NAMES.in_region("Xã Bản Cũ") == {"night"}


def test_two_places_of_one_name_are_both_offered():
    twins = PlaceNames.of([place("a", "Thác Bạc"), place("b", "Thác Bạc")])
    (match,) = twins.find(["thác bạc"])
    assert match.place_id is None
    assert [candidate.place_id for candidate in match.candidates] == ["a", "b"]


def test_without_any_stop_nothing_is_found():
    assert PlaceNames.of([]).find(["Bắc Hà"])[0].candidates == ()


def test_every_stop_of_the_registry_is_found_by_its_own_names(names):
    for stop in names.places.values():
        for match in names.find([stop.name, *stop.also]):
            assert match.place_id == stop.place_id


def test_every_stop_of_the_registry_is_found_by_its_name_without_any_marks_or_offered(names):
    stops = list(names.places.values())
    matches = names.find([search_key(stop.name) for stop in stops])
    for stop, match in zip(stops, matches, strict=True):
        assert stop.place_id == match.place_id or stop.place_id in {c.place_id for c in match.candidates}


def test_a_commune_of_either_system_is_known_by_its_stops(names):
    old, new = names.in_region("Sa Pả"), names.in_region("Phường Sa Pa")
    assert new
    assert not old & names.in_region("Nậm Chảy")


@pytest.mark.parametrize("text", ["Đà Nẵng", "Hà Nội", "Ninh Bình", "Khách sạn Mường Thanh"])
def test_a_place_elsewhere_is_like_no_stop_of_the_registry(names, text):
    assert names.find([text])[0].candidates == ()


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("Bac Ha Sunday market", "Chợ phiên Bắc Hà (chợ văn hóa Bắc Hà)"),
        ("Coc Ly market", "Chợ Cốc Ly"),
        ("Cat Cat village", "Bản Cát Cát"),
        ("Temple of Bao Ha", "Đền Bảo Hà (đền Ông Hoàng Bảy; di tích quốc gia 1997)"),
    ],
)
def test_an_english_word_for_a_kind_of_place_is_read_as_the_vietnamese_one(names, text, taken):
    (match,) = names.find([text])
    assert names.places[match.place_id].name == taken


def test_an_english_market_of_a_town_with_two_is_offered_as_either(names):
    (match,) = names.find(["Bac Ha market"])
    assert match.place_id is None
    first = [candidate.name for candidate in match.candidates[:2]]
    assert first == ["Chợ đêm Bắc Hà", "Chợ phiên Bắc Hà (chợ văn hóa Bắc Hà)"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Lào Cai", "town:080"),
        ("TP. Lào Cai", "town:080"),
        ("Lao Cai city", "town:080"),
        ("Sapa", "town:088"),
        ("thị trấn Bắc Hà", "town:085"),
        ("Sa Pả", None),  # a ward: marks decide
        ("Chợ Sa Pa", None),
        ("Đà Nẵng", None),
    ],
)
def test_a_town_is_known_by_its_name(names, text, key):
    town = names.town(text)
    assert (None if town is None else town.key) == key


@given(st.text(st.characters(), max_size=60))
def test_any_text_is_answered_and_never_taken_below_the_stated_similarity(names, text):
    (match,) = names.find([text])
    likes = [candidate.similarity for candidate in match.candidates]
    assert len(likes) <= MOST_CANDIDATES
    assert likes == sorted(likes, reverse=True)
    assert all(OFFERED_FROM <= like <= 1 for like in likes)
    if match.place_id is not None:
        assert match.similarity == likes[0] >= TAKEN_FROM
