"""The planning API where requests are odd: hostile bodies, conditions that leave nothing, hand-set points."""

from __future__ import annotations

import pytest

from app import create_app
from tests.app.conftest import closing, settings_for
from tests.app.test_planning_api import API, MATRIX, make_plan
from tests.geodata.network.osm_files import graph_of, nodes, way

ASKING = ("travel-times", "isochrones", "siting-plans")
MARKETS = {"kinds": ["markets"]}
SQUARE = [[100, 20], [110, 20], [110, 25], [100, 25], [100, 20]]
BOW = [[103, 22], [104, 23], [104, 22], [103, 23], [103, 22]]


def polygon(ring):
    """Return a GeoJSON polygon."""
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.mark.parametrize("path", ASKING)
@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 50_000, '{"from": [["\\ud800"]]}', '["\\u0000"]'])
def test_what_is_too_deep_or_cannot_be_stored_is_a_400(client, path, body):
    answer = client.post(f"{API}/{path}", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_input")


def test_signs_beyond_the_first_plane_are_texts_like_others(client):
    points = {"points": [{"id": "a", "name": "\U0001f6d2", "lon": 104.0, "lat": 22.4}]}
    found = make_plan(client, candidates=points, sites=1).json
    assert found["candidates"][0]["name"] == "\U0001f6d2"


@pytest.mark.parametrize("model", [[], {}, 5])
def test_a_model_that_is_no_word_is_a_400(client, model):
    assert client.post(f"{API}/siting-plans", json=MATRIX | {"model": model}).status_code == 400


@pytest.mark.parametrize("more", [{"curve": True}, {"robustness": {"samples": 2}}])
def test_what_is_wrong_with_a_plan_is_said_before_a_job_is_made(client, more):
    assert make_plan(client, locked=["nobody"], **more).status_code == 400


def test_a_model_without_a_curve_is_answered_at_once(client):
    assert make_plan(client, model="set_cover", minutes=120, curve=True).status_code == 200


def test_a_point_both_locked_and_forbidden_is_named_by_its_key(client):
    answer = make_plan(client, locked=["commune:02647"], forbidden=["commune:02647"])
    assert answer.status_code == 400
    assert "commune:02647" in answer.json["message"]


def test_areas_that_leave_no_candidate_are_told_from_no_choice_of_candidates(client):
    client.set_cookie("lang", "en")
    none = make_plan(client, candidates={"kinds": []}).json["message"]
    answer = make_plan(client, excluded=[polygon(SQUARE)])
    assert answer.status_code == 400
    assert "excluded area" in answer.json["message"]
    assert answer.json["message"] != none


def test_a_polygon_that_crosses_itself_is_refused_with_the_place(client):
    answer = make_plan(client, excluded=[polygon(BOW)])
    assert answer.status_code == 400
    assert "103.5, 22.5" in answer.json["message"]
    assert "Self" not in answer.json["message"]


def test_the_limits_that_contradict_are_told_in_the_language_of_the_reader(client):
    told = {}
    for language in ("vi", "en"):
        client.set_cookie("lang", language)
        limits = make_plan(client, least_distance_km=500).json["details"]["limits"]
        told[language] = next(limit["text"] for limit in limits if limit["kind"] == "most")
    assert "Least distance" in told["en"]
    assert "distance" not in told["vi"]


def test_an_existing_point_that_is_forbidden_is_closed(client):
    kept = make_plan(client).json
    first = next(item["id"] for item in kept["candidates"] if item["state"] == "existing")
    closed = make_plan(client, forbidden=[first]).json
    assert first in kept["opened"]
    assert first not in closed["opened"]
    assert closed["objective"] > kept["objective"]


def test_what_a_target_says_of_itself_is_in_the_language_of_the_reader(client):
    notes = {}
    for language in ("vi", "en"):
        client.set_cookie("lang", language)
        notes[language] = [target["note"] for target in make_plan(client).json["targets"]]
    assert not any("Plan 182" in note for note in notes["vi"])
    assert any("Plan 182" in note for note in notes["en"])


# Those whom set_cover leaves out


def test_people_beyond_the_minutes_of_every_candidate_still_go_to_the_nearest_point(client):
    answer = make_plan(client, model="set_cover", minutes=10, candidates=MARKETS).json
    beyond = set(answer["explain"]["unreachable"])
    assert beyond
    rows = [row for row in answer["rows"] if row["id"] in beyond]
    assert all(row["minutes"]["likely"] >= 10 for row in rows)
    after = answer["figures"]["after"]
    assert after["worst"]["likely"] == max(row["minutes"]["likely"] for row in answer["rows"])
    assert after["unreached_weight"] == 0
    assert "unreachable" in [note["key"] for note in answer["notes"]]


def test_forcing_points_never_gains_a_point_of_set_cover(client):
    plain = {"model": "set_cover", "minutes": 60}
    free = make_plan(client, **plain).json
    forced = make_plan(client, **plain, locked=free["new"][:3]).json["forced"]
    assert forced["difference"] == 0
    assert forced["objective"] == free["objective"]


def test_the_price_of_forbidden_places_is_told_for_the_same_people(client):
    plain = {"model": "set_cover", "minutes": 10, "candidates": MARKETS}
    free = make_plan(client, **plain).json
    without = make_plan(client, **plain, forbidden=free["new"][:2]).json
    assert len(without["explain"]["unreachable"]) > len(free["explain"]["unreachable"])
    assert without["forced"]["difference"] >= 0


# Points set by hand


@pytest.mark.parametrize(
    "limit",
    [
        {"forbidden": ["commune:02647"]},
        {"limits": [{"group": ["080"], "max": 0}]},
        {"budget": 1, "prices": {"*": 2}},
    ],
)
def test_a_given_plan_that_breaks_a_condition_says_so(client, limit):
    notes = make_plan(client, opened=["commune:02647"], **limit).json["notes"]
    assert "limits_broken" in [note["key"] for note in notes]


def test_a_given_plan_says_whom_it_leaves_out(client):
    wanted = {"model": "set_cover", "minutes": 20}
    few = make_plan(client, **wanted, opened=["commune:02647"]).json
    assert few["objective"] is None
    assert "left_out" in [note["key"] for note in few["notes"]]
    best = make_plan(client, **wanted).json
    all_of_them = make_plan(client, **wanted, opened=best["new"]).json
    assert "left_out" not in [note["key"] for note in all_of_them["notes"]]
    assert all_of_them["objective"] == best["objective"]


def test_a_given_plan_says_where_a_point_would_be_too_small(client):
    wanted = {"opened": ["commune:02647"], "existing": "ignore"}
    small = make_plan(client, **wanted, capacity=1000).json
    large = make_plan(client, **wanted, capacity=1e9).json
    keys = [[note["key"] for note in found["notes"]] for found in (small, large)]
    assert ["capacity_broken" in found for found in keys] == [True, False]


def test_with_a_capacity_nobody_says_what_other_points_would_be_worth(client):
    (first, *_) = make_plan(client, capacity=300_000, time_limit_s=1).json["points"]
    assert first["alone"]["mean"] is None
    assert first["without"]["covered_range"]["likely"] is None
    assert first["next_best"] is None


@pytest.fixture
def app_of_far_roads(own_reference_store, tmp_path):
    """An application whose roads are those of another area."""
    graph_of(own_reference_store, tmp_path, nodes({1: (-200, -200), 2: (-199, -200)}), [way(1, [1, 2])])
    yield from closing(create_app(settings_for(own_reference_store, instance_dir=tmp_path / "instance")))


def test_roads_of_another_area_make_no_plan_that_serves_nobody(app_of_far_roads):
    client = app_of_far_roads.test_client()
    client.set_cookie("lang", "en")
    for model in ({}, {"model": "set_cover", "minutes": 60}):
        answer = make_plan(client, **model)
        assert answer.status_code == 400
        assert "roads" in answer.json["message"]
