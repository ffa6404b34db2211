"""The score of a tour: every figure counts what it says, and unknown is counted as unknown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from geodata.network.current import current_network
from geodata.tourism.registry_places import tour_places
from geodata.tourism.remoteness import minutes_to_towns
from geodata.tourism.score import PARTS, UNITS
from geodata.tourism.score_figures import evenness
from geodata.tourism.score_weights import (
    DEFAULT_WEIGHTS,
    MOST_POINTS,
    REMOTE_FROM_MIN,
    SCORE_TITLES,
    ScorePart,
    read_score_weights,
)
from geodata.tourism.vehicles import VEHICLES, Vehicle
from geodata.view import View
from tests.geodata.tourism.order_helpers import LAO_CAI, MONDAY, SUNDAY, TODAY, checked, key_of

STOPS = ("Chợ phiên Bắc Hà", "HTX Quang Tom", "Dinh Hoàng", "Bản Phố")


@pytest.fixture(scope="module")
def places(reference_store):
    return tour_places(reference_store, View(today=TODAY)).by_id


@pytest.fixture(scope="module")
def answer(reference_store):
    """A tour of four stops and a party of four."""
    order = [key_of(reference_store, name) for name in STOPS]
    return checked(reference_store, order, party={"adults": 3, "children": 1})


@pytest.fixture(scope="module")
def score(answer):
    return answer["score"]


def key_list(notes) -> list[str]:
    """Return the keys of notes."""
    return [note["key"] for note in notes]


def part_of(score, key: str):
    """Return one part."""
    (found,) = [part for part in score["parts"] if part["key"] == key]
    return found


def test_products_are_those_of_the_stops_by_star_and_by_group(answer, score, places):
    products = [
        product for key in answer["stops"] for product in places[key].products if product.is_recognised
    ]
    found = score["products"]
    assert found["count"] == len(products) > 0
    for stars in (5, 4, 3, None):
        key = "unknown" if stars is None else str(stars)
        assert found["by_star"][key] == sum(product.stars == stars for product in products)
    assert sum(found["by_star"].values()) == sum(found["by_group"].values()) == len(products)


def test_producers_and_purchase_stops_are_counted_by_the_stops(answer, score, places):
    stops = [places[key] for key in answer["stops"]]
    assert score["purchase_stops"] == sum(stop.is_purchase for stop in stops) == 2
    assert score["producers"] == sum(stop["producer_count"] for stop in answer["stops"].values()) == 1
    hours = score["drive_min"]["likely"] / 60
    assert score["purchase_per_drive_hour"] == pytest.approx(2 / hours, rel=0.05)


def test_driving_is_the_sum_of_the_legs_as_a_range(answer, score):
    legs = [leg for day in answer["days"] for leg in day["legs"]]
    for end in ("low", "likely", "high"):
        assert score["drive_min"][end] == pytest.approx(sum(leg["range"][end] for leg in legs), abs=1)
    assert score["km"]["likely"] == pytest.approx(sum(leg["km"] or 0 for leg in legs), abs=0.3)


def test_co2_is_kilometres_times_the_factor_of_the_vehicle_shared_by_the_party(score):
    factor = VEHICLES[Vehicle.CAR].co2_g_km
    found = score["co2_kg"]
    assert found["factor_g_km"] == factor
    assert found["value"] == pytest.approx(score["km"]["likely"] * factor / 1000, abs=0.1)
    assert found["per_person"] == pytest.approx(found["value"] / 4, abs=0.1)
    assert VEHICLES[Vehicle.CAR].co2_source in found["note"]["values"]["source"]


def test_a_producer_counts_as_a_purchase_stop_only_as_an_assumption_that_is_said(answer, score, places):
    assumed = [key for key in answer["stops"] if places[key].is_purchase_assumed]
    assert [places[key].name for key in assumed] == ["HTX Quang Tom"]
    assert (score["purchase_stops"], score["purchase_assumed"]) == (2, 1)
    values = part_of(score, "purchases")["note"]["values"]
    assert (values["sure"], values["assumed"]) == (1, 1)
    told = [key for key, stop in answer["stops"].items() if "purchase_assumed" in key_list(stop["notes"])]
    assert told == assumed == [key for key, stop in answer["stops"].items() if stop["purchase_assumed"]]


@pytest.mark.parametrize(("vehicle", "vehicles"), [("car", 6), ("minibus", 3), ("coach", 1)])
def test_a_party_that_does_not_fit_in_one_vehicle_takes_more_and_all_of_them_give_off_co2(
    reference_store, vehicle, vehicles
):
    order = [key_of(reference_store, "Thác Bạc")]
    party = {"adults": 30, "children": 10}
    one = checked(reference_store, order, start=LAO_CAI, vehicle=vehicle)["score"]["co2_kg"]
    found = checked(reference_store, order, start=LAO_CAI, vehicle=vehicle, party=party)["score"]
    co2 = found["co2_kg"]
    assert (one["vehicles"], co2["vehicles"]) == (1, vehicles)
    assert co2["value"] == pytest.approx(one["value"] * vehicles, abs=0.1 * vehicles)
    assert co2["per_person"] == pytest.approx(co2["value"] / 40, abs=0.1)
    for note in (co2["note"], part_of(found, "co2")["note"]):
        assert note["values"]["vehicles"] == vehicles


def test_driving_without_a_stop_earns_no_points(reference_store):
    found = checked(reference_store, [], start=LAO_CAI, party={"adults": 2, "children": 0})["score"]
    assert [part_of(found, key)["points"] for key in ("driving", "co2")] == [None, None]
    assert found["total"] == 0.0


def test_kilometres_between_stops_at_one_point_of_a_commune_are_said_to_be_missing(reference_store):
    order = [key_of(reference_store, name) for name in ("Chợ phiên Bắc Hà", "Dinh Hoàng", "Đền Bắc Hà")]
    found = checked(reference_store, order)["score"]
    assert found["km"]["missing_legs"] == 2
    assert found["co2_kg"]["note"]["key"] == "co2_missing"
    order = [key_of(reference_store, name) for name in ("Chợ phiên Bắc Hà", "Bản Phố")]
    apart = checked(reference_store, order)["score"]
    assert (apart["km"]["missing_legs"], apart["co2_kg"]["note"]["key"]) == (0, "co2")


def test_without_a_party_nobody_is_told_a_share_and_the_part_does_not_count(reference_store, answer):
    alone = checked(reference_store, [key_of(reference_store, name) for name in STOPS])["score"]
    assert alone["co2_kg"]["per_person"] is None
    assert part_of(alone, "co2")["points"] is None
    known = [part for part in alone["parts"] if part["points"] is not None]
    weights = sum(part["weight"] for part in known)
    assert alone["total"] == pytest.approx(
        sum(part["points"] * part["weight"] for part in known) / weights, abs=0.01
    )


def test_the_total_is_the_weighted_mean_of_points_from_0_to_10(score):
    assert all(0 <= part["points"] <= MOST_POINTS for part in score["parts"])
    weights = sum(part["weight"] for part in score["parts"])
    mean = sum(part["points"] * part["weight"] for part in score["parts"]) / weights
    assert score["total"] == pytest.approx(mean, abs=0.01)
    assert score["weights"] == {part.value: weight for part, weight in DEFAULT_WEIGHTS.items()}


def test_a_request_may_bring_weights_of_its_own(reference_store):
    order = [key_of(reference_store, name) for name in STOPS]
    only = {part.value: 0 for part in ScorePart} | {"balance": 3}
    found = checked(reference_store, order, score_weights=only)["score"]
    assert found["total"] == part_of(found, "balance")["points"]
    none = checked(reference_store, order, score_weights=dict.fromkeys(only, 0))["score"]
    assert none["total"] is None


def test_remote_communes_are_those_half_an_hour_from_every_town(reference_store, places):
    order = [key_of(reference_store, name) for name in ("Chợ phiên Bắc Hà", "Vùng chè hữu cơ Bản Liền")]
    found = checked(reference_store, order)["score"]
    router = current_network(reference_store, None).router
    minutes = minutes_to_towns(reference_store, router, [places[key] for key in order])
    remote = sum(minutes[key] >= REMOTE_FROM_MIN for key in order)
    assert (found["communes"]["visited"], found["communes"]["remote"]) == (2, remote) == (2, 1)
    assert part_of(found, "remote")["value"] == 0.5


def test_a_tour_without_a_stop_reaches_nothing_and_is_scored(reference_store):
    found = checked(reference_store, [])["score"]
    assert (found["products"]["count"], found["producers"], found["purchase_stops"]) == (0, 0, 0)
    assert found["communes"] == {"visited": 0, "remote": 0, "balance": 0.0}
    assert found["purchase_per_drive_hour"] is None


def test_a_place_that_is_visited_twice_is_counted_once(reference_store):
    stop = key_of(reference_store, "HTX Quang Tom")
    once = checked(reference_store, [stop], dates=[MONDAY])["score"]
    twice = checked(reference_store, [stop, stop], dates=[MONDAY])["score"]
    assert (once["products"], once["producers"]) == (twice["products"], twice["producers"])


def test_own_stops_reach_nothing_and_lie_in_no_commune(reference_store):
    own = {"id": "own:1", "name": "Quán", "lon": 104.2, "lat": 22.5, "visit_min": 25}
    found = checked(reference_store, ["own:1"], own_stops=[own])["score"]
    assert found["communes"]["visited"] == found["products"]["count"] == 0


def test_a_slower_vehicle_drives_longer_and_a_larger_one_gives_off_more(reference_store):
    order = [key_of(reference_store, "Thác Bạc")]
    car, coach = (
        checked(reference_store, order, start=LAO_CAI, vehicle=vehicle)["score"]
        for vehicle in ("car", "coach")
    )
    assert coach["drive_min"]["likely"] > car["drive_min"]["likely"]
    assert coach["co2_kg"]["value"] > car["co2_kg"]["value"]
    assert coach["km"] == car["km"]


def test_days_are_added_up(reference_store):
    order = [key_of(reference_store, "Thác Bạc")]
    one = checked(reference_store, order, start=LAO_CAI)["score"]
    two = checked(reference_store, order, [], start=LAO_CAI, dates=[SUNDAY, MONDAY])["score"]
    assert two["drive_min"] == one["drive_min"]
    assert part_of(two, "products")["value"] == part_of(one, "products")["value"]


def test_every_part_has_a_title_a_weight_a_unit_and_a_way_to_be_counted():
    for table in (SCORE_TITLES, DEFAULT_WEIGHTS, UNITS, PARTS):
        assert list(table) == list(ScorePart)


@given(st.lists(st.floats(0, 1e6), max_size=12))
def test_evenness_runs_from_0_to_1_and_is_1_for_equal_amounts(amounts):
    found = evenness(amounts)
    known = [amount for amount in amounts if amount > 0]
    assert (found is None) is (len(known) < 2)
    assert found is None or 0 <= found <= 1
    if len(known) > 1:
        assert evenness([7.5] * len(known)) == pytest.approx(1)


def test_evenness_of_a_known_example():
    # H = −(½ ln ½ + 2 · ¼ ln ¼) = 1.0397; ln 3 = 1.0986.
    assert evenness([2, 1, 1]) == pytest.approx(1.0397 / math.log(3), abs=1e-4)


@pytest.mark.parametrize(
    "value", [[], {"x": 1}, {"co2": -1}, {"co2": 11}, {"co2": None}, {"co2": True}, "co2"]
)
def test_weights_that_are_none_are_refused(value):
    with pytest.raises(InvalidInput):
        read_score_weights("score_weights", value)


def test_weights_that_are_not_named_stay_as_they_are():
    assert read_score_weights("score_weights", {"co2": 3}) == {**DEFAULT_WEIGHTS, ScorePart.CO2: 3.0}
