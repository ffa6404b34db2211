"""Tours over the reference data: days that can be driven, visits while it is open, everything told."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from geodata.errors import Infeasible, InvalidInput
from geodata.network.current import current_network
from geodata.network.values import Variant
from geodata.tourism.preparing import IN_ONE_COMMUNE_MIN
from geodata.tourism.registry_places import tour_places
from geodata.tourism.tours import prepare_tour, run_tour_wishes, try_tour_wishes
from geodata.tourism.wishes import is_about_the_registry, read_wishes
from geodata.view import View
from geodata.vocabulary import UnitSystem

TODAY = date(2026, 11, 22)
BAC_HA, LAO_CAI = [104.29, 22.53], [103.97, 22.48]
SUNDAY, MONDAY = "2026-12-06", "2026-12-07"
WISHES = {"start": BAC_HA, "dates": [SUNDAY], "units": "2024", "iterations": 300, "time_limit_s": 2}


def asked(store, **changes):
    """Return the answer of a tour."""
    return run_tour_wishes(store, json.dumps(WISHES | changes), None, TODAY)


def market(store):
    """Return the key of the weekly market of Bắc Hà."""
    places = tour_places(store, View(units=UnitSystem.Y2024, today=TODAY)).items
    (found,) = [place.place_id for place in places if "Chợ phiên Bắc Hà" in place.also]
    return found


def at(text):
    """Return a moment of an answer."""
    return datetime.fromisoformat(text)


def test_a_sunday_tour_can_take_in_bac_ha_market_and_a_monday_tour_cannot(reference_store):
    key = market(reference_store)
    found = asked(reference_store, must=[key])
    assert key in [visit["stop"] for visit in found["days"][0]["visits"]]
    with pytest.raises(Infeasible) as refused:
        asked(reference_store, must=[key], dates=[MONDAY])
    assert refused.value.values["stops"] == [key]
    assert "Chợ phiên Bắc Hà" in str(refused.value)


def test_every_visit_lies_in_its_day_and_follows_its_leg(reference_store):
    found = asked(reference_store, dates=[SUNDAY, MONDAY], nights=[LAO_CAI], end=LAO_CAI)
    for day in found["days"]:
        now = at(day["depart"])
        assert now >= at(f"{day['date']}T07:30")
        for leg, visit in zip(day["legs"], day["visits"], strict=False):
            driven = (at(visit["arrive"]) - now).total_seconds() / 60
            assert driven >= leg["minutes"]
            now = at(visit["leave"])
        assert at(day["arrive"]) <= at(f"{day['date']}T18:00")
        assert len(day["legs"]) == len(day["visits"]) + 1


def test_a_tour_is_planned_with_the_high_end_of_each_leg(reference_store):
    for leg in asked(reference_store)["days"][0]["legs"]:
        assert leg["range"]["low"] <= leg["range"]["likely"] <= leg["range"]["high"] <= leg["minutes"]


def test_days_follow_each_other_from_night_to_night(reference_store):
    found = asked(reference_store, dates=[SUNDAY, MONDAY], nights=[LAO_CAI])
    first, second = found["days"]
    assert first["legs"][-1]["to"] == second["legs"][0]["from"] == "103.97,22.48"
    assert second["legs"][-1]["to"] == "104.29,22.53"


def test_limits_of_kinds_driving_and_lunch_are_kept(reference_store):
    found = asked(
        reference_store,
        limits=[{"group": "purchase", "min": 1, "max": 2, "each_day": True}],
        max_drive_min_per_day=60,
        lunch={"from": "11:00", "to": "13:30", "minutes": 60},
    )
    (day,) = found["days"]
    bought = [visit["stop"] for visit in day["visits"] if found["stops"][visit["stop"]]["is_purchase"]]
    assert 1 <= len(bought) <= 2
    assert day["drive_min"] <= 60
    assert "11:00" <= day["lunch_at"][11:16] <= "12:30"


def test_every_place_is_visited_or_skipped_with_a_reason_or_left_out(reference_store):
    found = asked(reference_store)
    places = tour_places(reference_store, View(units=UnitSystem.Y2024, today=TODAY))
    visited = {visit["stop"] for visit in found["days"][0]["visits"]}
    skipped = {each["stop"] for each in found["skipped"]}
    assert visited | skipped == {place.place_id for place in places.items}
    assert not visited & skipped
    assert sum(found["left_out"].values()) == len(places.left_out)


def test_each_stop_says_why_it_is_worth_its_prize_and_what_is_assumed(reference_store):
    found = asked(reference_store)
    assert found["prize"] == pytest.approx(sum(stop["prize"] for stop in found["stops"].values()))
    for stop in found["stops"].values():
        assert stop["prize"] == pytest.approx(sum(part["value"] for part in stop["why"]))
        assert stop["visit_min"] > 0


def test_an_interest_alone_brings_its_stops_alone(reference_store):
    found = asked(reference_store, interests={"craft": 1})
    assert {part["interest"] for stop in found["stops"].values() for part in stop["why"]} == {"craft"}


def test_the_same_seed_and_iterations_give_the_same_tour(reference_store):
    first, second = (asked(reference_store, time_limit_s=30, iterations=60) for _ in range(2))
    assert first["days"] == second["days"]


def test_stops_that_share_the_point_of_their_commune_are_not_beside_each_other(reference_store):
    wishes = read_wishes(json.dumps(WISHES))
    prepared = prepare_tour(reference_store, wishes, current_network(reference_store, None), TODAY)
    by_point = {}
    for number, place in enumerate(prepared.places):
        if not place.own_point:
            by_point.setdefault((place.lon, place.lat), []).append(prepared.row_of(number))
    one, other = next(rows for rows in by_point.values() if len(rows) > 1)[:2]
    for variant in Variant:
        assert prepared.minutes[variant][one, other] == IN_ONE_COMMUNE_MIN[variant]
        assert prepared.minutes[variant][one, one] == 0


def test_a_town_is_not_beside_the_stops_that_share_its_point(reference_store):
    town = "town:080"
    wishes = read_wishes(json.dumps(WISHES | {"start": town}))
    prepared = prepare_tour(reference_store, wishes, current_network(reference_store, None), TODAY)
    start = prepared.spots[0]
    rows = [
        prepared.row_of(number)
        for number, place in enumerate(prepared.places)
        if not place.own_point and (place.lon, place.lat) == (start.lon, start.lat)
    ]
    assert rows
    for row in rows:
        assert prepared.minutes[Variant.LOW][0, row] == IN_ONE_COMMUNE_MIN[Variant.LOW]
        assert prepared.minutes[Variant.HIGH][row, 0] == IN_ONE_COMMUNE_MIN[Variant.HIGH]


def test_a_tour_that_may_take_longer_is_left_to_a_job(reference_store):
    assert try_tour_wishes(reference_store, json.dumps(WISHES | {"time_limit_s": 20}), None, TODAY) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"start": None},
        {"start": "nobody"},
        {"start": [200, 22]},
        {"dates": []},
        {"dates": ["2026-12-07", "2026-12-06"]},
        {"dates": ["tomorrow"]},
        {"day_start": "25:00"},
        {"day_start": "18:00", "day_end": "07:00"},
        {"nights": [LAO_CAI]},
        {"interests": {"shopping": 1}},
        {"interests": {"craft": -1}},
        {"must": ["nobody"]},
        {"limits": [{"group": "casino", "max": 1}]},
        {"lunch": {"from": "13:00", "to": "11:00", "minutes": 60}},
        {"units": "2019"},
        {"colour": "red"},
    ],
)
def test_what_is_not_right_is_named(reference_store, changes):
    with pytest.raises(InvalidInput):
        asked(reference_store, **changes)


def test_a_body_with_minutes_is_no_tour_over_the_registry():
    assert is_about_the_registry('{"start": [104, 22]}')
    assert not is_about_the_registry('{"minutes": [[0]]}')
