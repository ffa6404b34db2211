"""Paces and vehicles that the office changed hold in tours, their figures and what they say of themselves."""

from __future__ import annotations

import json
import shutil

import pytest

from geodata.office.audit import Actor
from geodata.store import Store
from geodata.tourism.assumption_rows import change_assumption
from geodata.tourism.assumptions import DEFAULTS
from geodata.tourism.options import tour_options
from geodata.tourism.orders import check_tour_order
from geodata.tourism.vehicles import Vehicle
from geodata.view import View
from tests.conftest import sqlite_url
from tests.geodata.tourism.order_helpers import SUNDAY, TODAY, checked, key_of

LAN = Actor("u-lan", "Trần Thị Lan")
CALM = {"visit_factor": 2, "max_drive_min": 90, "reason": "Asked of three guides"}
COACH = {"time_factor": 2, "seats": 20, "co2_g_km": 800, "co2_source": "Our own log", "reason": "Timed by us"}
WISHES = {"pace": "calm", "vehicle": "coach", "party": {"adults": 21}}


@pytest.fixture(scope="module")
def order(reference_store):
    return [key_of(reference_store, name) for name in ("Dinh Hoàng", "Bản Phố")]


@pytest.fixture(scope="module")
def office(_reference_file, tmp_path_factory):
    """The reference data with two rows of the office."""
    path = tmp_path_factory.mktemp("ways") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        change_assumption(store, LAN, "pace:calm", 0, CALM)
        change_assumption(store, LAN, "vehicle:coach", 0, COACH)
        yield store


@pytest.fixture(scope="module")
def both(reference_store, office, order):
    """One order, timed with the usual rows and with those of the office."""
    return tuple(checked(store, order, **WISHES) for store in (reference_store, office))


def test_minutes_and_visits_follow_the_rows_of_the_office(both):
    before, after = both
    usual = DEFAULTS.vehicles[Vehicle.COACH].time_factor
    for was, now in zip(before["days"][0]["legs"], after["days"][0]["legs"], strict=True):
        assert now["range"]["likely"] == pytest.approx(was["range"]["likely"] * 2 / usual, abs=0.2)
    # 45 and 90 minutes are assumed of the two.
    assert [stop["visit_min"] for stop in after["stops"].values()] == [90, 180]


def test_seats_and_grams_of_the_office_count_in_the_score(both):
    before, after = (answer["score"]["co2_kg"] for answer in both)
    assert (before["vehicles"], after["vehicles"]) == (1, 2)
    assert after["factor_g_km"] == 800
    assert after["note"]["values"]["source"] == "Our own log"


def test_an_answer_tells_the_rows_that_it_used(both):
    after = both[1]
    basis = after["basis"]
    assert (basis["pace"]["visit_factor"], basis["pace"]["max_drive_min"]) == (2, 90)
    assert (basis["vehicle"]["time_factor"], basis["vehicle"]["seats"]) == (2, 20)
    notes = {note["key"]: note["values"] for note in after["notes"]}
    assert (notes["vehicle_time"]["factor"], notes["vehicle_time"]["reason"]) == (2, "Timed by us")


def test_the_usual_limit_of_driving_is_the_one_that_the_office_has_for_the_pace(office, order):
    far = {"start": [103.97, 22.48], "pace": "calm"}
    found = checked(office, order, max_drive_min_per_day=100_000, **far)
    assert "too_much_driving" not in [each["fault"] for each in found["findings"]]
    body = far | {"order": [order]}
    unsaid = checked_without_limit(office, body)
    fault = next(each for each in unsaid["findings"] if each["fault"] == "too_much_driving")
    assert fault["note"]["values"]["most"] == 90
    told = next(note for note in unsaid["notes"] if note["key"] == "usual_drive")
    assert told["values"] == {"minutes": 90, "reason": "Asked of three guides"}


def checked_without_limit(store, body):
    """Return the answer of an order whose wishes say nothing of driving."""
    return check_tour_order(store, json.dumps({"dates": [SUNDAY], **body}), None, TODAY)


def test_the_form_offers_the_rows_of_the_office(office):
    options = tour_options(office, View(today=TODAY))
    coach = next(row for row in options["vehicles"] if row["key"] == "coach")
    assert (coach["seats"], coach["factor"], coach["explanation"]) == (20, 2, "Timed by us")
