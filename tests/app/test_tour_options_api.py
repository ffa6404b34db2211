"""What a tour may be made of, and wishes that are refused or answered, as the API document says it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from tests.contract import DOCUMENT

API = "/api/v1/tour-options"
TOURS = "/api/v1/tours"
WISHES = {"start": [104.29, 22.53], "dates": ["2026-12-06"], "units": "2024", "iterations": 60}


@pytest.fixture(autouse=True)
def _patience(monkeypatch):
    """However slow the machine is, several searches are not left to a job."""
    monkeypatch.setattr("geodata.tourism.tours.LONGEST_WAIT_S", 600.0)


def faults(answer, name):
    """Return what in an answer is not as a schema of the document says."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(answer)]


@pytest.fixture
def options(client):
    """The choices on a Saturday and a Sunday."""
    return client.get(f"{API}?units=2024&dates=2026-12-05,2026-12-06").json


def stop_of(options, name):
    """Return the stop that a source calls so."""
    return next(stop for stop in options["stops"] if name in (stop["name"], *stop["also"]))


def test_the_choices_are_as_the_document_says(options):
    assert faults(options, "TourOptions") == []


def test_every_place_of_the_registry_is_a_stop_or_left_out_with_a_reason(options):
    counts = {each["key"]: each["count"] for each in options["left_out_reasons"]}
    reasons = [each["reason"] for each in options["left_out"]]
    assert counts == {reason: reasons.count(reason) for reason in set(reasons)}
    assert len({each["id"] for each in (*options["stops"], *options["left_out"])}) == len(
        options["stops"]
    ) + len(options["left_out"])


def test_a_weekly_market_is_open_on_its_day_alone(options):
    market = stop_of(options, "Chợ phiên Bắc Hà")
    assert market["open"] == [[], [["06:00", "12:00"]]]
    assert (market["hours_assumed"], market["closed"]) == (True, None)
    assert stop_of(options, "Chợ đêm Bắc Hà")["closed"] == "day_unknown"


def test_market_days_are_told_in_words_and_disputes_are_named(client):
    client.set_cookie("lang", "en")
    options = client.get(f"{API}?units=2024").json
    assert stop_of(options, "Chợ phiên Bắc Hà")["market"]["text"] == "Held on Sunday"
    disputed = stop_of(options, "Chợ Lùng Phình")
    assert disputed["market"]["text"] == "Held on Sunday; another source says Friday"
    assert disputed["disputed"] is True


def test_without_dates_no_hours_are_told(client):
    options = client.get(API).json
    assert options["dates"] == []
    assert all(stop["open"] is None for stop in options["stops"])


def test_counts_of_kinds_are_those_of_the_stops(options):
    for kind in options["kinds"]:
        assert kind["count"] == sum(kind["key"] in stop["kinds"] for stop in options["stops"])
    (purchase,) = [group["count"] for group in options["groups"] if group["key"] == "purchase"]
    assert purchase == sum(stop["is_purchase"] for stop in options["stops"])


def test_each_vehicle_names_the_source_of_its_carbon_dioxide(options):
    for vehicle in options["vehicles"]:
        assert vehicle["co2_g_km"] > 0
        assert "EMSD" in vehicle["co2_source"]["text"]


def test_towns_of_the_choices_may_be_wished_for(client, options):
    town = options["towns"][0]["id"]
    answer = client.post(TOURS, json=WISHES | {"start": town, "end": town, "iterations": 5})
    assert answer.status_code == 200
    assert answer.json["days"][0]["start"]["id"] == town


@pytest.mark.parametrize(
    "query", ["dates=2026-12-06,2026-12-05", "dates=soon", "units=2019", "colour=red", "dates=2026-12-06,"]
)
def test_what_is_not_right_is_a_400(client, query):
    assert client.get(f"{API}?{query}").status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"alternatives": 2},
        {
            "dates": ["2026-12-05", "2026-12-06"],
            "nights": ["town:085"],
            "own_stops": [{"id": "own:1", "name": "Quán", "lon": 104.3, "lat": 22.5, "visit_min": 30}],
            "must": ["own:1"],
            "party": {"adults": 2, "children": 1},
            "limits": [{"group": "purchase", "min": 1, "each_day": True}],
        },
    ],
)
def test_an_answer_and_its_body_are_as_the_document_says(client, changes):
    assert faults(WISHES | changes, "TourWishes") == []
    answer = client.post(TOURS, json=WISHES | changes)
    assert answer.status_code == 200
    assert faults(answer.json, "RegistryTour") == []


def test_any_week_is_answered_with_seven_runs(client):
    body = {"start": [104.29, 22.53], "units": "2024", "iterations": 20}
    answer = client.post(TOURS, json=body | {"any_week": {"days": 1, "after": "2026-12-01"}}).json
    assert len(answer["weeks"]) == 7
    assert faults(answer, "RegistryTour") == []


def test_a_must_that_is_closed_is_a_422_with_the_reason_in_words(client, options):
    client.set_cookie("lang", "en")
    market = stop_of(options, "Chợ phiên Bắc Hà")
    answer = client.post(TOURS, json=WISHES | {"dates": ["2026-12-07"], "must": [market["id"]]})
    assert answer.status_code == 422
    reason = "The market is held on Sunday, and the tour is on Monday"
    assert reason in answer.json["message"]
    assert [each["text"] for each in answer.json["details"]["why"]] == [reason]
    assert answer.json["details"]["stops"] == [market["id"]]


def test_what_no_day_of_a_week_grants_is_a_422_with_the_reason_in_words(client, options):
    client.set_cookie("lang", "en")
    market = stop_of(options, "Chợ đêm Bắc Hà")
    body = {"start": [104.29, 22.53], "units": "2024", "any_week": {"days": 1}, "must": [market["id"]]}
    answer = client.post(TOURS, json=body)
    assert answer.status_code == 422
    assert "Market day unknown" in answer.json["message"]


def test_the_search_of_nights_for_many_days_is_a_job_that_tells_how_far_it_is(
    client, reference_store, tmp_path, monkeypatch
):
    from app.tours.jobs import TourInputs, make_tour

    body = WISHES | {
        "dates": ["2026-12-05", "2026-12-06", "2026-12-07"],
        "nights": "suggest",
        "iterations": 700,
    }
    assert client.post(TOURS, json=body).status_code == 202
    told = []

    class Task:
        def progress(self, fraction, message, **values):
            told.append(fraction)

        def result(self, name):
            return tmp_path / name

    monkeypatch.setenv("OCOP_SECRET_KEY", "x" * 32)
    monkeypatch.setattr("app.tours.jobs.today", lambda: date(2026, 11, 22))
    make_tour.run(reference_store, TourInputs(json.dumps(body)), Task())
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] <= 1
    assert len(json.loads((tmp_path / "tour.json").read_text("utf-8"))["days"]) == 3
