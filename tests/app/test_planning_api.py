"""The planning API on the reference data: travel times, isochrones, plans."""

from __future__ import annotations

import json

import pytest

API = "/api/v1"
LAO_CAI, BAC_HA, HA_NOI = [103.97, 22.48], [104.29, 22.53], [105.85, 21.02]
PLAN = {
    "model": "p_median",
    "sites": 2,
    "units": "2024",
    "candidates": {"kinds": ["markets", "commune_centres"]},
}
MATRIX = {
    "model": "p_median",
    "sites": 1,
    "costs": [[1, 5, 3], [4, 2, None], [None, None, None]],
    "weights": [1, 2, 3],
}


def make_plan(client, **changes):
    """Ask for a plan."""
    return client.post(f"{API}/siting-plans", json=PLAN | changes)


# Travel times


def test_travel_times_are_a_range_and_the_schematic_network_calls_them_an_estimate(client):
    found = client.post(f"{API}/travel-times", json={"from": [LAO_CAI], "to": [BAC_HA]}).json
    low, likely, high = (found["minutes"][end][0][0] for end in ("low", "likely", "high"))
    assert low < likely < high
    assert found["estimate"] is True


def test_a_place_too_far_from_any_road_is_unreachable(client):
    found = client.post(f"{API}/travel-times", json={"from": [LAO_CAI], "to": [BAC_HA, HA_NOI]}).json
    assert found["minutes"]["likely"][0][1] is None
    assert found["km"][0][1] is None
    assert [metres is None for metres in found["off_network_m"]] == [False, False, True]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"from": [LAO_CAI]},
        {"from": [], "to": [BAC_HA]},
        {"from": [[200, 22]], "to": [BAC_HA]},
        {"from": [["104", "22"]], "to": [BAC_HA]},
        {"from": [LAO_CAI], "to": [BAC_HA], "by": "bus"},
    ],
)
def test_bad_places_are_a_400(client, body):
    assert client.post(f"{API}/travel-times", json=body).status_code == 400


def test_too_many_pairs_are_a_413_and_not_cut(client):
    body = {"from": [LAO_CAI] * 600, "to": [BAC_HA] * 501}
    answer = client.post(f"{API}/travel-times", json=body)
    assert (answer.status_code, answer.json["error"]) == (413, "too_large")


def test_what_only_asks_needs_json_and_no_csrf_mark(client):
    as_form = client.post(f"{API}/siting-plans", data=json.dumps(MATRIX), content_type="text/plain")
    assert as_form.status_code == 415
    assert client.post(f"{API}/siting-plans", json=MATRIX).status_code == 200


# Isochrones


def test_isochrones_have_one_feature_for_each_number_of_minutes_and_each_end_of_the_range(client):
    found = client.post(f"{API}/isochrones", json={"from": [LAO_CAI], "minutes": [60, 30]}).json
    told = [
        (feature["properties"]["minutes"], feature["properties"]["variant"]) for feature in found["features"]
    ]
    assert sorted(told) == sorted((m, v) for m in (30, 60) for v in ("low", "likely", "high"))


def test_more_minutes_never_reach_less(client):
    found = client.post(f"{API}/isochrones", json={"from": [LAO_CAI], "minutes": [30, 60]}).json
    inside = {
        (feature["properties"]["minutes"], feature["properties"]["variant"]): {
            commune["id"] for commune in feature["properties"]["inside"]["communes"]
        }
        for feature in found["features"]
    }
    for variant in ("low", "likely", "high"):
        assert inside[30, variant] <= inside[60, variant]
        assert inside[60, "high"] <= inside[60, variant]


@pytest.mark.parametrize("minutes", [[], [0], [-5], ["30"], 30, [1, 2, 3, 4, 5, 6, 7], [10_000]])
def test_bad_minutes_are_a_400(client, minutes):
    assert client.post(f"{API}/isochrones", json={"from": [LAO_CAI], "minutes": minutes}).status_code == 400


# Plans


def test_an_explicit_instance_needs_no_data_of_ours(empty_app):
    answer = empty_app.test_client().post(f"{API}/siting-plans", json=MATRIX).json
    assert (answer["opened"], answer["assigned"], answer["objective"]) == ([0], [0, 0, None], 9)
    assert answer["explain"]["unreachable"] == [2]
    assert (answer["optimal"], answer["stopped_by"], answer["gap"], answer["mean"]) == (True, "optimal", 0, 3)


def test_sites_are_new_points_and_existing_ones_stay_open(client):
    answer = make_plan(client).json
    assert len(answer["new"]) == 2
    assert len(answer["opened"]) == 2 + 2  # one of the three known points is known by its district alone
    assert {item["state"] for item in answer["candidates"]} == {"new", "existing", "free"}


def test_a_plan_warns_until_all_published_points_are_known(client):
    answer = make_plan(client).json
    assert (answer["existing"]["known"], answer["existing"]["published"]) == (3, 8)
    assert "points_not_known" in [note["key"] for note in answer["notes"]]


def test_every_figure_of_a_plan_is_a_range(client):
    figures = make_plan(client).json["figures"]["after"]
    assert figures["mean"]["low"] < figures["mean"]["likely"] < figures["mean"]["high"]
    assert figures["covered"]["low"] > figures["covered"]["high"]


def test_the_weights_of_the_rows_are_the_residents_of_the_communes(client):
    answer = make_plan(client).json
    assert sum(row["weight"] for row in answer["rows"]) == answer["demand"]["totals"]["residents"]
    assert answer["objective"] == pytest.approx(answer["mean"] * answer["demand"]["total"])


def test_each_point_tells_whom_it_serves_what_is_lost_and_who_is_next(client):
    answer = make_plan(client).json
    for point in answer["points"]:
        served = {row["id"] for row in answer["rows"] if row["assigned"] == point["id"]}
        assert {row["id"] for row in point["serves"]} == served
        assert point["without"]["objective"] >= answer["objective"]
        assert point["next_best"]["objective"] >= answer["objective"]


def test_a_given_plan_is_evaluated_and_not_improved(client):
    best = make_plan(client).json
    other = [item["id"] for item in best["candidates"] if item["state"] == "free"][:2]
    given = make_plan(client, opened=other).json
    assert given["new"] == sorted(other)
    assert (given["stopped_by"], given["bound"]) == ("given", None)
    assert given["objective"] > best["objective"]


def test_a_dragged_point_takes_its_figures_with_it(client):
    points = {"kinds": [], "points": [{"id": "a", "name": "A", "lon": 104.29, "lat": 22.53}]}
    moved = {"kinds": [], "points": [{"id": "a", "name": "A", "lon": 103.84, "lat": 22.34}]}
    before = make_plan(client, candidates=points, sites=1, opened=["point:a"]).json
    after = make_plan(client, candidates=moved, sites=1, opened=["point:a"]).json
    assert before["objective"] != after["objective"]


def test_limits_by_district_are_kept_and_their_price_is_told(client):
    answer = make_plan(client, limits=[{"group": ["082"], "min": 2, "name": "Bát Xát"}]).json
    districts = {item["code"]: item["new"] for item in answer["by_district"]}
    assert districts["082"] == 2
    assert answer["forced"]["difference"] == pytest.approx(
        answer["objective"] - answer["forced"]["objective"]
    )
    assert answer["forced"]["difference"] > 0


def test_limits_that_contradict_are_a_422_that_names_them(client):
    answer = make_plan(client, limits=[{"group": ["082"], "min": 3, "name": "Bát Xát"}])
    assert (answer.status_code, answer.json["error"]) == (422, "infeasible")
    assert "Bát Xát" in json.dumps(answer.json["details"]["limits"], ensure_ascii=False)


@pytest.mark.parametrize(
    "changes",
    [
        {"candidates": {"kinds": []}},
        {"candidates": {"kinds": ["airports"]}},
        {"locked": ["commune:99999"]},
        {"limits": [{"group": ["nobody"], "max": 1}]},
        {"demand": {"tourists": 1}},
        {"budget": 5},
        {"opened": ["point:none"]},
        {"candidates": {"points": [{"id": "a", "lon": 105.85, "lat": 21.02}]}},
    ],
)
def test_what_a_plan_cannot_be_made_of_is_a_400(client, changes):
    answer = make_plan(client, **changes)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_input")


def test_the_answer_speaks_the_language_of_the_reader(client):
    texts = {}
    for language in ("vi", "en"):
        client.set_cookie("lang", language)
        texts[language] = [note["text"] for note in make_plan(client).json["notes"]]
    assert texts["vi"] != texts["en"]
    assert not any("%(" in text for text in texts["vi"] + texts["en"])


def test_the_options_name_kinds_with_the_period_of_the_decision(client):
    found = client.get(f"{API}/siting-options?units=2024").json
    assert {"markets", "rest_stops", "post_offices"} <= {kind["key"] for kind in found["kinds"]}
    assert (found["decision"]["first_year"], found["decision"]["last_year"]) == (2023, 2025)


def test_an_empty_store_has_options_too(empty_app):
    answer = empty_app.test_client().get(f"{API}/siting-options")
    assert answer.status_code in (200, 422)
