"""The API of tours on explicit instances: it needs no data of ours."""

from __future__ import annotations

import copy

import pytest

API = "/api/v1/tours"
BODY = {
    "minutes": [[0, 60, 30], [60, 0, 45], [30, 45, 0]],
    "stops": [
        {
            "index": 1,
            "prize": 5,
            "visit_min": 60,
            "open": [["2026-12-06T09:00", "2026-12-06T12:00"]],
        },
        {"index": 2, "prize": 2.5, "visit_min": 30},
    ],
    "days": [{"start": 0, "end": 0, "from": "2026-12-06T07:30", "to": "2026-12-06T18:00"}],
}


@pytest.fixture
def asked(empty_app):
    """Post a body, changed as asked, and give back the response."""
    client = empty_app.test_client()

    def ask(path: str = "", **changes):
        return client.post(API + path, json=copy.deepcopy(BODY) | changes)

    return ask


def changed(where: str, place: int, **values) -> dict:
    """Return one list of the body with one of its objects changed."""
    items = copy.deepcopy(BODY[where])
    items[place] |= values
    return {where: items}


def test_a_tour_is_answered_with_its_days_legs_and_visits(asked):
    answer = asked().json
    (day,) = answer["days"]
    # The other way round drives as far and is over half an hour later.
    assert (day["date"], day["depart"]) == ("2026-12-06", "2026-12-06T07:30")
    assert [(visit["stop"], visit["arrive"], visit["leave"]) for visit in day["visits"]] == [
        (1, "2026-12-06T08:00", "2026-12-06T08:30"),
        (0, "2026-12-06T09:15", "2026-12-06T10:15"),
    ]
    assert day["legs"][1] == {"from": 2, "to": 1, "minutes": 45, "km": None}
    assert (answer["prize"], answer["bound"], answer["stopped_by"]) == (7.5, 7.5, "exact")
    assert answer["skipped"] == []


def test_a_tour_says_how_long_one_waits_and_when_one_must_leave_at_the_latest(asked):
    body = changed("stops", 0, open=[["2026-12-06T16:00", "2026-12-06T17:00"]])
    (day,) = asked("/check", **body, order=[[1, 0]]).json["days"]
    assert day["visits"][1]["wait_min"] == 405
    assert day["depart_latest"] == "2026-12-06T14:15"


def test_a_time_with_an_offset_is_the_same_moment_in_viet_nam(asked):
    body = changed("days", 0, **{"from": "2026-12-06T00:30Z", "to": "2026-12-06T11:00+00:00"})
    assert asked(**body).json["days"] == asked().json["days"]


def test_a_sunday_market_is_closed_on_monday(asked):
    body = changed("days", 0, **{"from": "2026-12-07T07:30", "to": "2026-12-07T18:00"})
    answer = asked(**body).json
    assert [visit["stop"] for visit in answer["days"][0]["visits"]] == [1]
    assert answer["skipped"] == [{"stop": 0, "reason": "closed"}]


def test_a_must_that_is_closed_on_all_days_is_a_422_that_names_it(asked):
    body = changed("days", 0, **{"from": "2026-12-07T07:30", "to": "2026-12-07T18:00"})
    response = asked(**body, must=[0])
    assert response.status_code == 422
    assert response.json["error"] == "infeasible"
    assert response.json["details"]["stops"] == [0]
    assert response.json["details"]["reasons"] == {"0": "closed"}


def test_a_must_that_is_to_be_avoided_is_a_422_that_names_it(asked):
    response = asked(must=[0], avoid=[0])
    assert (response.status_code, response.json["details"]["reasons"]) == (422, {"0": "avoided"})


def test_what_is_to_be_avoided_is(asked):
    answer = asked(avoid=[0]).json
    assert answer["skipped"] == [{"stop": 0, "reason": "avoided"}]


def test_driving_is_limited_for_each_day(asked):
    assert asked(max_drive_min_per_day=60).json["days"][0]["drive_min"] == 60
    body = changed("days", 0, max_drive_min=0)
    assert asked(**body, max_drive_min_per_day=60).json["days"][0]["visits"] == []


def test_a_group_is_limited_and_called_by_its_name(asked):
    answer = asked(limits=[{"group": [0, 1], "max": 1}]).json
    assert answer["skipped"] == [{"stop": 1, "reason": "group_full"}]
    refused = asked(limits=[{"group": [1], "min": 2, "name": "shops"}])
    assert refused.status_code == 422
    assert refused.json["details"]["group"] == "shops"


def test_a_lunch_is_told(asked):
    (day,) = asked(lunch={"from": "11:00", "to": "13:00", "minutes": 60}).json["days"]
    assert day["lunch_at"] is not None
    assert "2026-12-06T11:00" <= day["lunch_at"] <= "2026-12-06T12:00"


def test_an_order_that_keeps_to_everything_has_no_findings(asked):
    answer = asked("/check", order=[[1, 0]]).json
    assert (answer["keeps"], answer["findings"], answer["stopped_by"]) == (True, [], "given")
    assert answer["days"] == asked().json["days"]


def test_every_fault_of_an_order_is_named_in_words_and_it_is_timed_anyway(asked):
    body = changed("stops", 0, open=[["2026-12-06T06:00", "2026-12-06T09:00"]])
    answer = asked("/check?", **body, order=[[1, 0, 0]], must=[]).json
    assert answer["keeps"] is False
    assert [finding["fault"] for finding in answer["findings"]] == ["arrives_late", "arrives_late", "twice"]
    assert answer["findings"][0]["values"] == {"arrive": "2026-12-06T09:15", "latest": "2026-12-06T08:00"}
    assert "09:15" in answer["findings"][0]["text"]
    assert len(answer["days"][0]["visits"]) == 3


def test_a_stop_that_an_order_leaves_out_is_told(asked):
    answer = asked("/check", order=[[1]], must=[0]).json
    assert answer["skipped"] == [{"stop": 0, "reason": "not_ordered"}]
    assert [finding["fault"] for finding in answer["findings"]] == ["must_missing"]


def test_a_leg_without_a_way_is_null(asked):
    minutes = [[0, None, 30], [60, 0, 45], [30, 45, 0]]
    answer = asked("/check", minutes=minutes, order=[[0]]).json
    assert answer["days"][0]["legs"][0]["minutes"] is None
    assert answer["findings"][0]["text"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"minutes": None}, "minutes"),
        ({"minutes": []}, "minutes"),
        ({"minutes": [[0, 1], [1]]}, "1"),
        ({"minutes": [[0, -1, 1], [1, 0, 1], [1, 1, 0]]}, "minutes[0][1]"),
        ({"minutes": [[0, "1", 1], [1, 0, 1], [1, 1, 0]]}, "minutes[0][1]"),
        ({"stops": {}}, "stops"),
        ({"stops": [1]}, "stops[0]"),
        (changed("stops", 1, index=3), "stops[1].index"),
        (changed("stops", 1, index=True), "stops[1].index"),
        (changed("stops", 1, prize=-1), "stops[1].prize"),
        (changed("stops", 1, prize=None), "stops[1].prize"),
        (changed("stops", 1, visit_min="30"), "stops[1].visit_min"),
        (changed("stops", 1, must=True), "must"),
        (changed("stops", 1, open=[["2026-12-06T09:00"]]), "stops[1].open[0]"),
        (changed("stops", 1, open=[["09:00", "10:00"]]), "stops[1].open[0][0]"),
        (changed("stops", 1, open=[["2026-12-06T10:00", "2026-12-06T09:00"]]), "stops[1].open[0]"),
        (changed("stops", 1, open="always"), "stops[1].open"),
        ({"days": []}, "days"),
        (changed("days", 0, start=-1), "days[0].start"),
        (changed("days", 0, end=9), "days[0].end"),
        (changed("days", 0, to="2026-12-06T07:00"), "days[0]"),
        (changed("days", 0, to="2026-13-06T07:00"), "days[0].to"),
        (changed("days", 0, to="9999-12-31T23:59"), "days[0].to"),
        (changed("days", 0, to=5), "days[0].to"),
        ({"must": [2]}, "must[0]"),
        ({"avoid": ["a"]}, "avoid[0]"),
        ({"max_drive_min_per_day": -1}, "max_drive_min_per_day"),
        ({"lunch": {"from": "11", "to": "12:00", "minutes": 30}}, "lunch.from"),
        ({"lunch": {"from": "13:00", "to": "12:00", "minutes": 30}}, "lunch"),
        ({"limits": [{"min": 1}]}, "limits[0]"),
        ({"limits": [{"group": [5]}]}, "limits[0].group[0]"),
        ({"limits": [{"group": [0], "name": "a"}, {"group": [1], "name": "a"}]}, "a"),
        ({"limits": [{"group": [0], "min": 2, "max": 1}]}, "limits[0]"),
        ({"seed": -1}, "seed"),
        ({"iterations": 0}, "iterations"),
        ({"time_limit_s": 31}, "time_limit_s"),
        ({"time_limit_s": 0}, "time_limit_s"),
        ({"speed": 1}, "speed"),
    ],
)
def test_a_bad_value_is_a_400_that_names_it(asked, change, named):
    response = asked(**change)
    assert response.status_code == 400, response.json
    assert named in response.json["message"]


@pytest.mark.parametrize("order", [None, [], [[0], [1]], [[2]], ["0"], [["0"]]])
def test_a_bad_order_is_a_400(asked, order):
    response = asked("/check", order=order)
    assert response.status_code == 400
    assert "order" in response.json["message"]


def test_an_order_is_for_checking_alone(asked):
    assert asked(order=[[0]]).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": [[0] * 601] * 601},
        {"stops": [BODY["stops"][1]] * 501},
        {"days": BODY["days"] * 15},
        {"stops": [{**BODY["stops"][1], "open": [["2026-12-06T09:00", "2026-12-06T10:00"]] * 25}] * 401},
    ],
)
def test_more_than_a_tour_takes_is_a_413(asked, change):
    response = asked(**change)
    assert response.status_code == 413
    assert response.json["error"] == "too_large"


@pytest.mark.parametrize("text", ["[]", "{", "null", '{"minutes": NaN}', "[" * 100_000])
def test_what_is_no_json_object_is_a_400(empty_app, text):
    response = empty_app.test_client().post(API, data=text, content_type="application/json")
    assert response.status_code == 400


def test_a_form_is_refused_and_so_is_a_query(empty_app):
    client = empty_app.test_client()
    assert client.post(API, data={"minutes": "1"}).status_code == 415
    assert client.post(API + "?seed=1", json=BODY).status_code == 400


def test_a_small_tour_is_answered_at_once_however_long_it_may_take(asked):
    assert asked(time_limit_s=30).status_code == 200


def test_a_larger_tour_that_may_take_long_is_a_job(client):
    stops = [{"index": number % 3, "prize": 1 + number, "visit_min": 5} for number in range(40)]
    response = client.post(API, json=BODY | {"stops": stops, "time_limit_s": 30})
    assert response.status_code == 202
    assert response.json["kind"] == "tour"
    assert client.get(response.headers["Location"]).json["state"] == "queued"


def test_the_job_writes_the_same_answer(tmp_path):
    import json

    from app.tours.jobs import TourInputs, make_tour

    class Task:
        def progress(self, fraction, message, **values):
            assert 0 <= fraction <= 1

        def result(self, name):
            return tmp_path / name

    make_tour.run(None, TourInputs(json.dumps(BODY)), Task())
    answer = json.loads((tmp_path / "tour.json").read_text("utf-8"))
    assert answer["prize"] == 7.5


def test_the_same_body_gives_the_same_tour(asked):
    stops = [{"index": number % 3, "prize": 1 + number, "visit_min": 25.5} for number in range(40)]
    first, second = (asked(stops=stops, iterations=300).json for _ in range(2))
    assert first["stopped_by"] == "iterations"
    assert first["days"] == second["days"]
    assert first["prize"] <= first["bound"]


def test_a_tour_of_thousands_of_openings_is_a_job(client):
    openings = [[f"2026-12-06T{hour:02}:00", f"2026-12-06T{hour:02}:50"] for hour in range(8, 18)]
    stops = [{"index": 1, "prize": 1, "visit_min": 5, "open": openings} for _ in range(301)]
    assert client.post(API, json=BODY | {"stops": stops}).status_code == 202


# Tours over the registry


WISHES = {"start": [104.29, 22.53], "dates": ["2026-12-06"], "units": "2024", "iterations": 200}


def test_a_tour_over_the_registry_tells_stops_legs_and_what_it_rests_on(client):
    answer = client.post(API, json=WISHES).json
    (day,) = answer["days"]
    assert day["visits"]
    assert {visit["stop"] for visit in day["visits"]} == set(answer["stops"])
    assert answer["travel"]["estimate"] is True
    assert answer["basis"]["base_date"]


def test_the_texts_of_a_tour_are_in_the_language_of_the_reader(client):
    texts = {}
    for language in ("vi", "en"):
        client.set_cookie("lang", language)
        answer = client.post(API, json=WISHES).json
        whys = [part["why"]["text"] for stop in answer["stops"].values() for part in stop["why"]]
        notes = [note["text"] for stop in answer["stops"].values() for note in stop["notes"]]
        texts[language] = [note["text"] for note in answer["notes"]] + whys + notes
    assert texts["vi"] != texts["en"]
    assert not [text for text in texts["vi"] + texts["en"] if "%(" in text]


def test_a_long_search_over_the_registry_is_a_job(client):
    answer = client.post(API, json=WISHES | {"time_limit_s": 20})
    assert (answer.status_code, answer.json["kind"]) == (202, "tour")
    assert client.get(f"{API}/{answer.json['id']}").status_code == 409


def test_a_place_that_is_no_stop_is_named(client):
    answer = client.post(API, json=WISHES | {"must": ["nobody"]})
    assert (answer.status_code, answer.json["details"]["id"]) == (400, "nobody")
