"""An order that is given is timed as the solver times its own, whatever is wrong with it."""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from geodata.tourism import orders
from geodata.tourism.orders import check_tour_order
from geodata.tourism.registry_places import tour_places
from geodata.tourism.tours import run_tour_wishes
from geodata.view import View
from tests.geodata.tourism.order_helpers import (
    BAC_HA,
    LAO_CAI,
    MONDAY,
    SUNDAY,
    TODAY,
    WISHES,
    checked,
    key_of,
    keys,
    text_of,
)

# Small, so that hundreds of them take seconds: what a body says beside its stops.
BODIES = st.fixed_dictionaries(
    {
        "start": st.sampled_from([BAC_HA, LAO_CAI]),
        "lunch": st.sampled_from([None, {"from": "11:00", "to": "13:30", "minutes": 45}]),
        "plan_with": st.sampled_from(["high", "likely"]),
        "day_end": st.sampled_from(["15:00", "18:00", "21:00"]),
        "max_drive_min_per_day": st.sampled_from([None, 120, 300]),
    }
)


def faults(answer) -> list[str]:
    """Return what is wrong with an order."""
    return [finding["fault"] for finding in answer["findings"]]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BODIES, st.integers(1, 2), st.integers(0, 9))
def test_the_order_of_a_solved_tour_keeps_and_has_its_times_and_warnings(reference_store, body, days, seed):
    wishes = WISHES | body | {"dates": [SUNDAY, MONDAY][:days], "seed": seed, "iterations": 30}
    solved = run_tour_wishes(reference_store, json.dumps(wishes), None, TODAY)
    order = [[visit["stop"] for visit in day["visits"]] for day in solved["days"]]
    again = check_tour_order(reference_store, json.dumps(wishes | {"order": order}), None, TODAY)
    assert (again["keeps"], again["findings"]) == (True, [])
    same = ("days", "stops", "prize", "score", "dates", "travel")
    assert [again[name] for name in same] == [solved[name] for name in same]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_order_is_timed_visit_by_visit(reference_store, data):
    stops = [place.place_id for place in tour_places(reference_store, View(today=TODAY)).items]
    days = data.draw(st.lists(st.lists(st.sampled_from(stops), max_size=8), min_size=1, max_size=2))
    answer = checked(reference_store, *days, dates=[SUNDAY, MONDAY][: len(days)])
    assert [[visit["stop"] for visit in day["visits"]] for day in answer["days"]] == days
    for day in answer["days"]:
        now = datetime.fromisoformat(day["depart"])
        for leg, visit in zip(day["legs"], day["visits"], strict=False):
            reached = datetime.fromisoformat(visit["reached"])
            assert reached >= now + timedelta(minutes=leg["minutes"] or 0)
            now = datetime.fromisoformat(visit["leave"])
    assert answer["keeps"] is (not answer["findings"])
    assert all(text_of(finding) for finding in answer["findings"])


def test_the_order_of_the_same_stops_does_not_hang_on_what_was_asked_before(reference_store):
    stops = [key_of(reference_store, name) for name in ("Bản Phố", "Dinh Hoàng", "Đền Bắc Hà")]
    first = checked(reference_store, stops)
    checked(reference_store, stops[::-1])
    again = checked(reference_store, stops)
    assert again["days"] == first["days"]


def test_wishes_are_made_ready_once_for_all_orders(reference_store, monkeypatch):
    made = []
    real = orders.prepare_tour
    monkeypatch.setattr(orders, "prepare_tour", lambda *given: made.append(1) or real(*given))
    stop = key_of(reference_store, "Thác Bạc")
    for order in ([stop], [], [stop, stop]):
        checked(reference_store, order, day_start="06:47")
    assert len(made) == 1
    checked(reference_store, [stop], day_start="06:48")
    assert len(made) == 2


def test_a_closed_market_is_a_finding_that_names_it_and_its_days(reference_store):
    market = key_of(reference_store, "Chợ phiên Bắc Hà")
    answer = checked(reference_store, [market], dates=[MONDAY])
    assert faults(answer) == ["closed"]
    assert answer["findings"][0]["stop"] == market
    assert "Chợ phiên Bắc Hà" in text_of(answer["findings"][0])
    assert "Sunday" in text_of(answer["findings"][0])
    assert answer["days"][0]["visits"][0]["stop"] == market


def test_a_stop_that_stands_twice_is_a_finding_and_both_visits_are_timed(reference_store):
    stop = key_of(reference_store, "Đền Bắc Hà")
    answer = checked(reference_store, [stop, stop])
    assert faults(answer) == ["twice"]
    assert len(answer["days"][0]["visits"]) == 2
    assert answer["days"][0]["legs"][1]["minutes"] == 0


def test_every_other_fault_is_told_in_words(reference_store):
    market, temple = (key_of(reference_store, name) for name in ("Chợ phiên Bắc Hà", "Đền Bắc Hà"))
    waterfall = key_of(reference_store, "Thác Bạc")
    answer = checked(
        reference_store,
        [temple, waterfall, market],
        must=[key_of(reference_store, "Dinh Hoàng")],
        avoid=[temple],
        day_start="11:00",
        day_end="14:00",
        max_drive_min_per_day=10,
        limits=[{"group": "market", "max": 0}, {"group": "purchase", "min": 3, "each_day": True}],
    )
    assert {
        "arrives_late",
        "day_too_long",
        "too_much_driving",
        "must_missing",
        "avoided",
        "too_many",
        "too_few",
    } <= set(faults(answer))
    assert not [text for finding in answer["findings"] if "%(" in (text := text_of(finding))]
    assert keys(answer["findings"]) == faults(answer)


def test_a_visit_that_is_fixed_keeps_its_time_or_is_a_finding(reference_store):
    temple = key_of(reference_store, "Đền Bắc Hà")
    kept = checked(reference_store, [temple], fixed={temple: {"date": SUNDAY, "at": "10:15"}})
    assert (kept["keeps"], kept["days"][0]["visits"][0]["arrive"]) == (True, f"{SUNDAY}T10:15")
    late = checked(
        reference_store, [temple], day_start="11:00", fixed={temple: {"date": SUNDAY, "at": "10:15"}}
    )
    assert "arrives_late" in faults(late) or "closed" in faults(late)


def test_own_stops_are_timed_and_have_no_facts(reference_store):
    own = {"id": "own:1", "name": "Quán nhà", "lon": 104.2, "lat": 22.5, "visit_min": 25}
    answer = checked(reference_store, ["own:1"], own_stops=[own])
    assert answer["keeps"]
    assert (answer["stops"]["own:1"]["own"], answer["stops"]["own:1"]["commune"]) == (True, None)
    assert keys(answer["days"][0]["warnings"]) == ["holds"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"order": [["nobody"]]}, "nobody"),
        ({"order": None}, "order"),
        ({"order": []}, "order"),
        ({"order": [[], []]}, "order"),
        ({"order": "x"}, "order"),
        ({"order": [[7]]}, "order[0][0]"),
        ({"order": [[]], "must": ["nobody"]}, "nobody"),
        ({"order": [[]], "score_weights": {"x": 1}}, "x"),
        ({"order": [[]], "score_weights": {"co2": 11}}, "co2"),
    ],
)
def test_an_order_that_cannot_be_meant_is_refused_by_name(reference_store, changes, named):
    with pytest.raises(InvalidInput) as refused:
        check_tour_order(reference_store, json.dumps(WISHES | changes), None, TODAY)
    assert named in str(refused.value)


def test_kilometres_between_stops_at_one_point_are_not_known_rather_than_nought(reference_store):
    order = [key_of(reference_store, name) for name in ("Dinh Hoàng", "Đền Bắc Hà")]
    legs = checked(reference_store, order)["days"][0]["legs"]
    assert legs[1]["km"] is None
    assert legs[1]["minutes"] > 0


def test_minutes_that_are_planned_lie_inside_the_range_as_it_is_shown(reference_store):
    stops = [place.place_id for place in tour_places(reference_store, View(today=TODAY)).items]
    for vehicle in ("car", "motorbike"):
        legs = checked(reference_store, stops, vehicle=vehicle)["days"][0]["legs"]
        known = [leg for leg in legs if leg["range"]["high"] is not None]
        assert len(known) > 100
        assert all(leg["minutes"] <= math.ceil(leg["range"]["high"]) for leg in known)
        assert all(leg["range"]["low"] <= leg["range"]["likely"] <= leg["range"]["high"] for leg in known)


def test_where_a_day_begins_or_ends_tells_whether_its_point_is_that_of_the_place(reference_store):
    vague = key_of(reference_store, "Bản Phố")
    found = checked(reference_store, [], start="town:085", end=vague)["days"][0]
    assert (found["start"]["own_point"], found["start"]["within"]) == (False, ["Lào Cai"])
    assert (found["end"]["own_point"], found["end"]["within"]) == (False, ["Bắc Hà"])
    point = checked(reference_store, [])["days"][0]["start"]
    assert (point["own_point"], point["within"]) == (True, [])
