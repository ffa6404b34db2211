"""What is wished of a tour over the registry is granted, told, or refused with the reason in words."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

from geodata.errors import Infeasible, InvalidInput
from geodata.network.current import current_network
from geodata.network.values import Variant
from geodata.tourism.registry_places import tour_places
from geodata.tourism.tours import prepare_tour
from geodata.tourism.wishes import read_wishes
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.geodata.tourism.registry_tours import (
    LAO_CAI,
    MONDAY,
    SATURDAY,
    SUNDAY,
    TODAY,
    WISHES,
    asked,
    at,
    faults_of,
    visited,
    visits_of,
)

OWN = {"id": "own:7", "name": "Quán của bà Sùng", "lon": 104.3, "lat": 22.54, "visit_min": 40}


def key_of(store, name):
    """Return the key of the stop that a source calls so."""
    places = tour_places(store, View(units=UnitSystem.Y2024, today=TODAY)).items
    return next(place.place_id for place in places if name in (place.name, *place.also))


def test_an_own_stop_is_visited_where_it_must_be_and_says_that_nothing_is_known(reference_store):
    found = asked(reference_store, own_stops=[OWN], must=["own:7"])
    stop = found["stops"]["own:7"]
    assert (stop["own"], stop["prize"], stop["commune"], stop["products"]) == (True, 0, None, [])
    assert [note["key"] for note in stop["notes"]] == ["own_stop"]
    (visit,) = [visit for visit in visits_of(found) if visit["stop"] == "own:7"]
    assert visit["open"] is None
    assert not any(stop["own"] for key, stop in found["stops"].items() if key != "own:7")


def test_an_own_stop_that_nobody_asks_for_is_worth_nothing(reference_store):
    found = asked(reference_store, own_stops=[OWN])
    assert ("own:7", "no_prize") in [(each["stop"], each["reason"]) for each in found["skipped"]]


def test_days_may_begin_and_end_at_towns_and_own_stops(reference_store):
    found = asked(
        reference_store,
        dates=[SATURDAY, SUNDAY],
        nights=["town:088"],
        own_stops=[OWN],
        days=[{}, {"start": "own:7", "end": "town:080"}],
    )
    first, second = found["days"]
    town = {"id": "town:088", "name": "Sa Pa", "lon": 103.84646, "lat": 22.33632}
    assert first["end"] == town | {"own_point": False, "within": ["Lào Cai"]}
    assert (second["start"]["id"], second["start"]["name"]) == ("own:7", OWN["name"])
    assert (second["end"]["id"], second["legs"][-1]["to"]) == ("town:080", "town:080")
    point = {"id": None, "name": None, "lon": 104.29, "lat": 22.53}
    assert first["start"] == point | {"own_point": True, "within": []}


def test_a_night_that_is_moved_moves_the_next_morning_too(reference_store):
    found = asked(reference_store, dates=[SATURDAY, SUNDAY], days=[{"end": "town:085"}, {}])
    assert found["days"][1]["start"]["id"] == "town:085"


def test_hours_of_one_day_may_differ(reference_store):
    found = asked(
        reference_store,
        dates=[SATURDAY, SUNDAY],
        days=[{"day_start": "09:00", "day_end": "12:00"}, {}],
        lunch=None,
    )
    first = found["days"][0]
    assert at(first["depart"]).hour >= 9
    assert first["arrive"] <= f"{SATURDAY}T12:00"
    assert first["slack_min"] == (at(f"{SATURDAY}T12:00") - at(first["arrive"])).seconds / 60


def test_a_market_of_other_weekdays_may_be_visited_as_a_place(reference_store):
    key = key_of(reference_store, "Chợ phiên Bắc Hà")
    found = asked(reference_store, dates=[MONDAY], must=[key], choices={key: {"as_place": True}})
    assert key in visited(found)
    assert "as_place" in [note["key"] for note in found["stops"][key]["notes"]]


def test_the_other_reading_of_a_disputed_market_day_may_be_believed(reference_store):
    key = key_of(reference_store, "Chợ Lùng Phình")
    friday = {"dates": ["2026-12-04"], "must": [key]}
    with pytest.raises(Infeasible):
        asked(reference_store, **friday)
    assert key in visited(asked(reference_store, **friday, choices={key: {"reading": "other"}}))


def test_the_length_of_a_visit_may_be_set_whatever_the_pace(reference_store):
    key = key_of(reference_store, "Chợ phiên Bắc Hà")
    found = asked(reference_store, must=[key], pace="calm", choices={key: {"visit_min": 33}})
    assert found["stops"][key]["visit_min"] == 33
    assert not found["stops"][key]["visit_assumed"]


def test_a_calm_pace_stays_longer_and_says_so(reference_store):
    key = key_of(reference_store, "Chợ phiên Bắc Hà")
    usual, calm = (asked(reference_store, must=[key], pace=pace) for pace in ("usual", "calm"))
    assert calm["stops"][key]["visit_min"] > usual["stops"][key]["visit_min"]
    assert "visit_paced" in [note["key"] for note in calm["stops"][key]["notes"]]


def test_a_fixed_visit_begins_when_it_is_wished(reference_store):
    key = key_of(reference_store, "Chợ phiên Bắc Hà")
    fixed = {key: {"date": SUNDAY, "at": "09:10"}}
    found = asked(reference_store, dates=[SATURDAY, SUNDAY], fixed=fixed)
    assert [visit["arrive"] for visit in visits_of(found) if visit["stop"] == key] == [f"{SUNDAY}T09:10"]


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ({"date": SATURDAY}, "is fixed on 05/12/2026 and it is not open then"),
        ({"date": SUNDAY, "at": "11:30"}, "is fixed at 11:30 on 06/12/2026"),
    ],
)
def test_a_visit_fixed_while_it_is_closed_is_refused_in_words(reference_store, when, told):
    key = key_of(reference_store, "Chợ phiên Bắc Hà")
    with pytest.raises(Infeasible) as refused:
        asked(reference_store, dates=[SATURDAY, SUNDAY], fixed={key: when})
    assert refused.value.values["stops"] == [key]
    assert told in str(refused.value)


def test_a_must_that_is_closed_names_the_days_of_the_market_and_of_the_tour(reference_store):
    key = key_of(reference_store, "Chợ phiên Bắc Hà")
    with pytest.raises(Infeasible) as refused:
        asked(reference_store, dates=[MONDAY], must=[key])
    assert "The market is held on Sunday, and the tour is on Monday" in str(refused.value)
    assert refused.value.values["reasons"] == {key: "closed"}


def test_a_must_beyond_the_driving_limit_names_its_minutes(reference_store):
    key = key_of(reference_store, "Chợ Mường Khương")
    with pytest.raises(Infeasible) as refused:
        asked(reference_store, start=LAO_CAI, must=[key], max_drive_min_per_day=60)
    assert "at most 60 are wanted" in str(refused.value)


def test_a_stop_that_is_wanted_and_not_wanted_is_refused_by_its_name(reference_store):
    key = key_of(reference_store, "Chợ phiên Bắc Hà")
    with pytest.raises(Infeasible, match=r"Bắc Hà.*to be avoided") as refused:
        asked(reference_store, must=[key], avoid=[key])
    assert refused.value.values["reasons"] == {key: "avoided"}


@pytest.mark.parametrize("name", ["must", "avoid", "choices", "fixed"])
def test_a_wish_for_what_is_no_stop_is_refused(reference_store, name):
    value = {"choices": {"nobody": {}}, "fixed": {"nobody": {"date": SUNDAY}}}.get(name, ["nobody"])
    with pytest.raises(InvalidInput, match="nobody"):
        asked(reference_store, **{name: value})


def test_a_coach_takes_longer_than_a_car_on_every_leg(reference_store):
    network = current_network(reference_store, None)
    car, coach = (
        prepare_tour(reference_store, read_wishes(json.dumps(WISHES | {"vehicle": vehicle})), network, TODAY)
        for vehicle in ("car", "coach")
    )
    for variant in Variant:
        assert np.allclose(coach.minutes[variant], car.minutes[variant] * 1.25)
    assert np.array_equal(coach.times.km, car.times.km)


def test_a_tour_may_be_planned_with_likely_minutes_and_says_what_that_means(reference_store):
    found = asked(reference_store, plan_with="likely")
    assert found["notes"][0]["key"] == "likely"
    for leg in found["days"][0]["legs"]:
        assert leg["range"]["likely"] <= leg["minutes"] < leg["range"]["likely"] + 1.1


def test_assumed_lunch_and_driving_are_named_in_the_answer(reference_store):
    keys = [note["key"] for note in asked(reference_store)["notes"]]
    assert {"usual_lunch", "usual_drive"} <= set(keys)
    said = asked(reference_store, lunch={"from": "11:00", "to": "13:00", "minutes": 45})
    assert "usual_lunch" not in [note["key"] for note in said["notes"]]
    assert said["days"][0]["lunch_min"] == 45


def test_every_skipped_stop_says_why_in_words(reference_store):
    found = asked(reference_store, interests={"markets": 1}, avoid=[key_of(reference_store, "Chợ Cốc Ly")])
    told = {each["reason"]: each["why"] for each in found["skipped"]}
    assert {"avoided", "closed", "too_far", "no_prize"} <= set(told)
    for why in told.values():
        assert why["message"] % why["values"]
    assert "minutes of driving" in told["too_far"]["message"] % told["too_far"]["values"]


def test_a_skipped_market_says_on_which_days_it_is_held(reference_store):
    skipped = {each["stop"]: each for each in asked(reference_store)["skipped"]}
    why = skipped[key_of(reference_store, "Chợ Cán Cấu")]["why"]
    assert why["message"] % why["values"] == "The market is held on Saturday, and the tour is on Sunday"


def test_each_leg_has_a_line_between_its_places_and_the_roads_that_are_known(reference_store):
    (day,) = asked(reference_store, start=LAO_CAI)["days"]
    ends = [day["start"], *(None for _ in day["visits"]), day["end"]]
    for place, leg in zip(ends, day["legs"], strict=False):
        assert leg["real"] is False
        assert len(leg["line"]) >= 1
        assert place is None or leg["line"][0] == [place["lon"], place["lat"]]
    assert any(leg["roads"] for leg in day["legs"])


def test_a_day_tells_its_weekday_and_daylight(reference_store):
    (day,) = asked(reference_store)["days"]
    assert day["weekday"] == "sun"
    assert "06:00" < day["sunrise"] < "07:00"
    assert "17:00" < day["sunset"] < "18:00"


def test_a_stop_tells_its_products_records_and_sources(reference_store):
    for stop in asked(reference_store, interests={"producers": 1})["stops"].values():
        assert stop["records"]
        assert stop["sources"]
        assert stop["producer_count"] == sum(each["role"] == "producer" for each in stop["records"])
        assert all(product["id"] and product["name"] for product in stop["products"])


def test_random_wishes_are_kept_to_by_every_answer(reference_store):
    places = tour_places(reference_store, View(units=UnitSystem.Y2024, today=TODAY)).items
    answered = 0
    for seed in range(24):
        body = _random_body(seed, places)
        try:
            found = asked(reference_store, **body)
        except Infeasible:
            continue
        answered += 1
        assert faults_of(found, read_wishes(json.dumps(WISHES | body))) == [], body
    assert answered >= 12


def _random_body(seed, places):
    """Return wishes by chance: days, hours, musts, fixed and own stops, pace, vehicle, limits."""
    chance = random.Random(seed)
    dates = [SATURDAY, SUNDAY, MONDAY][: chance.choice([1, 1, 2, 3])]
    pool = chance.sample([place.place_id for place in places], 6)
    near = [place.place_id for place in places if place.district in ("Bắc Hà", None)]
    body = {
        "dates": dates,
        "nights": [chance.choice(["town:085", "town:080", LAO_CAI]) for _ in dates[1:]],
        "pace": chance.choice(["calm", "usual", "brisk"]),
        "vehicle": chance.choice(["car", "coach", "motorbike"]),
        "plan_with": chance.choice(["high", "likely"]),
        "avoid": pool[:2],
        "own_stops": [OWN | {"id": f"own:{number}", "lon": 104.2 + number / 20} for number in range(2)],
        "must": ["own:0"] * chance.randint(0, 1),
        "days": [{"day_end": chance.choice([None, "20:00", "16:00"])} for _ in dates],
        "iterations": 30,
    }
    stop = chance.choice(near)
    if stop not in body["avoid"]:
        body["choices"] = {stop: {"as_place": True, "visit_min": chance.choice([None, 20])}}
        body["fixed"] = {stop: {"date": chance.choice(dates), "at": chance.choice([None, "09:00", "14:00"])}}
    if chance.random() < 0.5:
        body["limits"] = [{"group": "purchase", "min": 1, "max": 3, "each_day": True}]
    if chance.random() < 0.3:
        body["max_drive_min_per_day"] = chance.choice([120, 240])
    return body


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"dates": [SATURDAY, SUNDAY], "nights": ["town:089"], "max_drive_min_per_day": 60},
            "Day 1: from 104.29,22.53 to Khánh Yên it takes",
        ),
        (
            {"dates": [SATURDAY, SUNDAY], "nights": ["town:089"], "day_end": "08:00", "lunch": None},
            "than the 30 minutes of the day",
        ),
        ({"end": [105.85, 21.02]}, "no road that is known here leads from any stop to 105.85,21.02"),
    ],
)
def test_a_day_that_cannot_reach_its_end_is_refused_with_its_figures(reference_store, changes, told):
    with pytest.raises(Infeasible) as refused:
        asked(reference_store, **changes)
    assert told in str(refused.value)
    assert refused.value.values["day"] == 1


def test_more_of_a_kind_than_can_be_visited_is_refused_by_its_title(reference_store):
    limits = [{"group": "evening_market", "min": 1}]
    with pytest.raises(Infeasible) as refused:
        asked(reference_store, limits=limits)
    assert "“Evening market”" in str(refused.value)
    assert refused.value.values["group_key"] == "evening_market"


def test_a_stop_that_a_limit_alone_keeps_out_names_the_limit(reference_store):
    limits = [{"group": "purchase", "max": 1}]
    found = asked(reference_store, interests={"markets": 1, "producers": 1}, limits=limits)
    why = next(each["why"] for each in found["skipped"] if each["reason"] == "group_full")
    text = why["message"] % why["values"]
    assert text == "It would fit, but of “Places to buy” at most 1 are wanted"
