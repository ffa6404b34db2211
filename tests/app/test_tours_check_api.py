"""The API that times an order over the registry and reads tours that people hand in."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from app import create_app
from geodata.tourism.gpx_file import LARGEST_GPX
from geodata.tourism.handed_in import LARGEST_TEXT
from tests.app.conftest import closing, settings_for
from tests.contract import DOCUMENT
from tests.geodata.tourism.given_factories import gpx, point

API = "/api/v1/tours"
WISHES = {"start": [104.29, 22.53], "dates": ["2026-12-06"], "iterations": 200}


@pytest.fixture(scope="module")
def app(reference_store):
    """One application for all tests: they only ask, and what it has read it keeps."""
    yield from closing(create_app(settings_for(reference_store)))


@pytest.fixture(scope="module")
def solved(app):
    """A tour of the solver."""
    return app.test_client().post(API, json=WISHES).json


def faults(answer, name: str) -> list[str]:
    """Return what in an answer is not as a schema of the API document says."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(answer)]


def order_of(answer) -> list[list[str]]:
    """Return the stops of each day."""
    return [[visit["stop"] for visit in day["visits"]] for day in answer["days"]]


def read_back(client, **body) -> list[list[str | None]]:
    """Return the stops of each day of what is handed in, without where its days begin and end."""
    answer = client.post(f"{API}/read", json=body)
    assert answer.status_code == 200, answer.json
    return [[stop["place_id"] for stop in day if not stop["is_end"]] for day in answer.json["days"]]


# Checking


def test_the_order_of_a_solved_tour_keeps_and_is_told_as_the_tour(client, solved):
    answer = client.post(f"{API}/check", json=WISHES | {"order": order_of(solved)}).json
    assert (answer["keeps"], answer["findings"], answer["stopped_by"]) == (True, [], "given")
    assert [answer[name] for name in ("days", "stops", "score")] == [
        solved[name] for name in ("days", "stops", "score")
    ]


def test_findings_and_warnings_are_in_the_language_of_the_reader_and_name_the_stops(client, solved):
    (stops,) = order_of(solved)
    name = solved["stops"][stops[0]]["name"]
    texts = {}
    for language in ("vi", "en"):
        client.set_cookie("lang", language)
        answer = client.post(f"{API}/check", json=WISHES | {"order": [[stops[0], stops[0]]]}).json
        (finding,) = [each for each in answer["findings"] if each["fault"] == "twice"]
        assert (finding["stop"], finding["day"]) == (stops[0], 0)
        assert name in finding["text"]
        warnings = [each["note"]["text"] for each in answer["days"][0]["warnings"]]
        parts = [part["title"] + part["note"]["text"] for part in answer["score"]["parts"]]
        texts[language] = [finding["text"], *warnings, *parts]
    assert not [text for text in texts["vi"] + texts["en"] if "%(" in text]


def test_an_unknown_stop_of_an_order_is_a_400_that_names_it(client):
    answer = client.post(f"{API}/check", json=WISHES | {"order": [["nobody"]]})
    assert (answer.status_code, answer.json["details"]["id"]) == (400, "nobody")


def test_an_explicit_instance_is_checked_with_its_numbers(empty_client):
    body = {
        "minutes": [[0, 60], [60, 0]],
        "stops": [{"index": 1, "prize": 1, "visit_min": 30}],
        "days": [{"start": 0, "end": 0, "from": "2026-12-06T07:30", "to": "2026-12-06T09:00"}],
        "order": [[0]],
    }
    answer = empty_client.post(f"{API}/check", json=body).json
    assert [finding["fault"] for finding in answer["findings"]] == ["day_too_long"]


def test_the_answers_are_as_the_document_says(client, solved):
    (stops,) = order_of(solved)
    order = WISHES | {"order": [stops[::-1] + stops[:1]], "score_weights": {"co2": 0}}
    checked = client.post(f"{API}/check", json=order).json
    assert faults(checked, "CheckedRegistryTour") == []
    assert faults(order["score_weights"], "TourWishes/properties/score_weights") == []
    text = gpx(point("wpt", 104.25, 22.51, "Quán"), point("wpt", 104.29, 22.53, "Chợ phiên Bắc Hà"))
    for body in ({"gpx": text}, {"text": "8h30 sáng: Chợ Bắc Hà\nabc"}):
        assert faults(client.post(f"{API}/read", json=body).json, "ReadTour") == []


# Reading


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("extension", ["gpx", "txt"])
def test_a_made_tour_that_is_taken_away_reads_back_as_its_stops(client, solved, language, extension):
    order = order_of(solved)
    if extension == "gpx":
        tour = {"title": "Tuyến thử", "tour": WISHES | {"order": order}}
        taken = client.post(f"{API}/file.gpx?lang={language}", json=tour)
        assert taken.status_code == 200
        assert read_back(client, gpx=taken.get_data(as_text=True)) == order
        return
    heading = {"vi": "Ngày 1: Chủ nhật, 06/12/2026", "en": "Day 1: Sunday, 06/12/2026"}[language]
    lines = [
        f"{visit['arrive'][11:]} {solved['stops'][visit['stop']]['name']}"
        for visit in solved["days"][0]["visits"]
    ]
    assert read_back(client, text="\n".join([heading, *lines])) == order


def test_every_line_tells_what_was_written_its_time_and_what_may_be_meant(client):
    answer = client.post(f"{API}/read", json={"text": "8h30: Chợ phiên Bắc Hà\nChợ Bắc Hà\nQuán cơm"}).json
    (day,) = answer["days"]
    market, unsure, unknown = day
    assert (market["at"], market["similarity"]) == ("08:30", 1.0)
    assert unsure["place_id"] is None
    assert market["place_id"] in [each["place_id"] for each in unsure["candidates"]]
    assert {"name", "commune", "similarity"} <= unsure["candidates"][0].keys()
    assert (unknown["line"], unknown["place_id"]) == ("Quán cơm", None)
    assert [problem["key"] for problem in answer["problems"]] == ["to_choose"]
    assert answer["problems"][0]["text"]


def test_a_point_that_is_no_stop_becomes_an_own_stop_that_a_tour_takes(client):
    text = gpx(point("wpt", 104.25, 22.51, "Quán <b>".replace("<", "&lt;")))
    (own,) = [stop["own"] for stop in client.post(f"{API}/read", json={"gpx": text}).json["days"][0]]
    assert own["name"] == "Quán <b>"
    order = {"own_stops": [own], "order": [[own["id"]]]}
    answer = client.post(f"{API}/check", json=WISHES | order)
    assert answer.status_code == 200
    assert answer.json["stops"][own["id"]]["own"] is True


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "a", "gpx": "<gpx/>"},
        {"text": 5},
        {"gpx": None},
        {"gpx": "x"},
        {"gpx": '<!DOCTYPE gpx [<!ENTITY a "b">]><gpx>&a;</gpx>'},
        {"text": "a", "units": "2019"},
        {"text": "a", "on": "soon"},
        {"text": "a", "more": 1},
    ],
)
def test_what_cannot_be_read_is_a_400(client, body):
    assert client.post(f"{API}/read", json=body).status_code == 400


@pytest.mark.parametrize("body", [{"text": "a" * (LARGEST_TEXT + 1)}, {"gpx": gpx(" " * LARGEST_GPX)}])
def test_what_is_too_large_is_a_413(client, body):
    assert client.post(f"{API}/read", json=body).status_code == 413


def test_a_form_and_a_query_are_refused(client):
    assert client.post(f"{API}/read", data={"text": "a"}).status_code == 415
    assert client.post(f"{API}/read?x=1", json={"text": "a"}).status_code == 400
