"""What a stop is worth: never less than nothing, the sum of its parts, and said why."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from geodata.tourism.interests import DEFAULT_INTERESTS, MOST_POINTS, Interest, Setting, prize_of
from geodata.tourism.kinds import StopKind
from geodata.tourism.registry_places import tour_places
from geodata.view import View

WEIGHTS = st.dictionaries(st.sampled_from(Interest), st.floats(0, 10))
SETTINGS = st.builds(
    Setting,
    town_min=st.one_of(st.none(), st.floats(0, 500)),
    in_season=st.sampled_from([None, True, False]),
)


@pytest.fixture(scope="module")
def places(reference_store):
    return tour_places(reference_store, View(today=date(2026, 11, 22))).items


def named(places, name):
    (place,) = [item for item in places if item.name.startswith(name)]
    return place


@given(st.data(), WEIGHTS, SETTINGS)
def test_a_prize_is_the_sum_of_its_parts_and_never_negative(places, data, weights, setting):
    prize = prize_of(data.draw(st.sampled_from(places)), weights, setting)
    assert prize.value == math.fsum(part.value for part in prize.parts) >= 0
    assert all(0 < part.points <= MOST_POINTS for part in prize.parts)
    assert all(part.why.text() for part in prize.parts)
    values = [part.value for part in prize.parts]
    assert values == sorted(values, reverse=True)


@given(st.data(), WEIGHTS, SETTINGS, st.sampled_from(Interest))
def test_more_weight_never_makes_a_stop_worth_less(places, data, weights, setting, interest):
    place = data.draw(st.sampled_from(places))
    more = {**weights, interest: min(10.0, weights.get(interest, 0.0) + 1)}
    assert prize_of(place, more, setting).value >= prize_of(place, weights, setting).value


def test_every_stop_is_worth_something_to_somebody_with_all_interests(places):
    assert all(prize_of(place).value > 0 for place in places)


def test_without_any_interest_nothing_is_worth_anything(places):
    assert {prize_of(place, {}).value for place in places} == {0.0}


def test_a_weekly_market_is_worth_more_than_a_daily_one_to_who_likes_markets(places):
    weekly, daily = named(places, "Chợ phiên Bắc Hà"), named(places, "Chợ Sa Pa")
    only = {Interest.MARKETS: 1.0}
    assert (prize_of(weekly, only).value, prize_of(daily, only).value) == (10, 5)


def test_a_weekly_market_is_as_much_culture_as_a_community_place(places):
    market = named(places, "Chợ phiên Bắc Hà")
    community = next(place for place in places if place.kinds == (StopKind.COMMUNITY,))
    only = {Interest.CULTURE: 1.0}
    assert prize_of(market, only).value == prize_of(community, only).value


def test_more_stars_are_worth_more(places):
    one = next(item for item in places if len(item.products) == 1 and item.products[0].stars == 3)
    prizes = [
        prize_of(
            replace(one, products=(replace(one.products[0], stars=stars),)), {Interest.PRODUCERS: 1}
        ).value
        for stars in (None, 3, 4, 5)
    ]
    assert prizes == [4, 6, 8, 10]


def test_a_producer_with_more_products_is_worth_more(places):
    one = next(item for item in places if len(item.products) == 1 and item.products[0].stars == 3)
    product = one.products[0]
    two = replace(one, products=(product, replace(product, product_id="second")))
    only = {Interest.PRODUCERS: 1.0}
    assert prize_of(two, only).value == prize_of(one, only).value + 1


def test_a_product_that_was_only_evaluated_is_worth_little_and_said_to_be_so(places):
    household = named(places, "HKD Vũ Thị Thiệm")
    (part,) = prize_of(household, {Interest.FOOD: 1}).parts
    assert part.points == 2
    assert "evaluated only" in part.why.text()


def test_far_from_the_towns_is_worth_more_up_to_an_hour(places):
    only = {Interest.REMOTE: 1.0}
    found = [prize_of(places[0], only, Setting(town_min=minutes)).value for minutes in (None, 0, 30, 60, 90)]
    assert found == [0, 0, 5, 10, 10]


def test_nature_out_of_season_is_worth_half(places):
    terraces = named(places, "Ruộng bậc thang Sín Chéng")
    only = {Interest.NATURE: 1.0}
    values = [prize_of(terraces, only, Setting(in_season=season)).value for season in (None, True, False)]
    assert values == [8, 8, 4]


def test_a_recognised_craft_is_worth_more_than_a_club(places):
    craft, club = named(places, "Nghề đan lát người Hà Nhì"), named(places, "Câu lạc bộ đan lát mây tre")
    only = {Interest.CRAFT: 1.0}
    assert (prize_of(craft, only).value, prize_of(club, only).value) == (10, 6)


@pytest.mark.parametrize(
    "weights", [{"beer": 1.0}, {"craft": -1.0}, {"craft": 11.0}, {"craft": float("nan")}]
)
def test_odd_weights_are_refused(places, weights):
    with pytest.raises(InvalidInput):
        prize_of(places[0], weights)


def test_interests_may_be_given_as_plain_texts(places):
    texts = {interest.value: weight for interest, weight in DEFAULT_INTERESTS.items()}
    assert [prize_of(place, texts).value for place in places] == [prize_of(place).value for place in places]
