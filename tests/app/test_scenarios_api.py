"""Scenarios and entered points over HTTP, on reference data that each test may write."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
import sqlalchemy as sa

from app import create_app
from app.jobs import results
from geodata import tables
from geodata.office import jobs
from geodata.office.jobs import Ending
from geodata.office.tables import scenarios
from geodata.office.vocabulary import JobState, RoleName
from tests.app.account_helpers import signed_in_as
from tests.app.conftest import closing, settings_for
from tests.app.test_jobs import DAY
from tests.app.test_planning_api import API, PLAN, make_plan


@pytest.fixture
def app(own_reference_store, tmp_path):
    """The application on reference data of its own."""
    yield from closing(create_app(settings_for(own_reference_store, instance_dir=tmp_path / "instance")))


@pytest.fixture
def planner(app, own_reference_store):
    """A client in which a planner is signed in, and that shows where its writes come from."""
    return marked(app, own_reference_store, RoleName.PLANNER)


def marked(app, store, role, login=None):
    """Return a client of a person whose writes carry the CSRF mark."""
    client = app.test_client()
    signed_in_as(client, store, role, login)
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/jobs").text)
    client.environ_base["HTTP_X_CSRFTOKEN"] = found[1]
    return client


def test_the_curve_and_the_robustness_are_a_matter_of_a_job(planner):
    answer = make_plan(planner, curve=3, robustness={"samples": 2, "seed": 1})
    assert answer.status_code == 202
    assert answer.json["kind"] == "siting_plan"


# Scenarios


def save(client, name="Phương án 1", **changes):
    """Keep a plan."""
    return client.post(f"{API}/scenarios", json={"name": name, "note": "nháp", "plan": PLAN | changes})


def test_a_saved_plan_keeps_every_input_and_is_not_stale(planner):
    saved = save(planner)
    assert saved.status_code == 201
    found = planner.get(saved.headers["Location"]).json
    assert found["request"] == PLAN
    assert found["stale"] == []
    assert found["answer"]["opened"] == make_plan(planner).json["opened"]


def test_a_plan_is_stale_when_a_point_was_entered_since(planner):
    saved = save(planner).json
    point = {"name": "Điểm OCOP Bát Xát", "unit_code": "02683", "units": "2024", "opened_year": 2023}
    assert planner.post(f"{API}/ocop-points", json=point).status_code == 201
    assert "existing" in planner.get(f"{API}/scenarios/{saved['id']}").json["stale"]
    (listed,) = planner.get(f"{API}/scenarios").json["items"]
    assert "existing" in listed["stale"]


def test_a_reader_sees_a_scenario_only_when_it_is_shared(planner, client):
    saved = save(planner).json
    address = f"{API}/scenarios/{saved['id']}"
    assert client.get(address).status_code == 404
    assert planner.patch(address, json={"shared": True}, headers={"If-Match": "1"}).status_code == 200
    assert client.get(address).json["can_change"] is False
    assert client.get(f"{address}/points.csv").status_code == 200


def test_a_change_from_an_old_version_is_a_412(planner):
    address = f"{API}/scenarios/{save(planner).json['id']}"
    planner.patch(address, json={"name": "B"}, headers={"If-Match": "1"})
    answer = planner.delete(address, headers={"If-Match": "1"})
    assert (answer.status_code, answer.json["error"]) == (412, "stale")
    assert planner.delete(address, headers={"If-Match": "2"}).status_code == 204
    assert planner.get(address).status_code == 404
    assert planner.get(f"{API}/scenarios").json["items"] == []


def test_a_removed_scenario_comes_back_with_one_request_and_who_may_not_plan_brings_none_back(
    planner, client
):
    saved = save(planner).json
    address = f"{API}/scenarios/{saved['id']}"
    assert planner.delete(address, headers={"If-Match": "1"}).status_code == 204
    assert client.post(f"{address}/restore", json={}).status_code in (401, 403)
    assert planner.post(f"{address}/restore", json={"name": "B"}).status_code == 400
    assert planner.post(f"{API}/scenarios/nope/restore", json={}).status_code == 404
    for _ in range(2):
        back = planner.post(f"{address}/restore", json={})
        assert (back.status_code, back.json["name"], back.json["version"]) == (200, saved["name"], 1)
    assert planner.get(address).json["request"] == PLAN


def test_making_it_again_from_the_same_data_gives_the_same(planner):
    address = f"{API}/scenarios/{save(planner).json['id']}/again"
    found = planner.post(address).json
    assert (found["recomputed"], found["same"]) == (True, True)


def test_a_plan_that_was_stopped_by_the_clock_is_shown_as_it_was_stored(planner, own_reference_store):
    scenario_id = save(planner).json["id"]
    with own_reference_store.write(revises=False) as connection:
        answer = json.loads(connection.scalar(sa.select(scenarios.c.answer)))
        stopped = json.dumps(answer | {"stopped_by": "time_limit", "optimal": False, "objective": 1.0})
        connection.execute(scenarios.update().values(answer=stopped))
    found = planner.post(f"{API}/scenarios/{scenario_id}/again").json
    assert (found["recomputed"], found["answer"]["objective"]) == (False, 1.0)


def test_a_plan_of_a_job_is_saved_as_the_job_made_it(planner, app, own_reference_store):
    asked = PLAN | {"curve": 2}
    job = planner.post(f"{API}/siting-plans", json=asked).json
    answer = make_plan(planner).json | {"mark": "of the job"}
    file = results.result_file(app.extensions["ocop"].settings, job["id"])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(answer), encoding="utf-8")
    jobs.claim(own_reference_store)
    ending = Ending(JobState.DONE, jobs.DONE, DAY, {}, job["id"], "plan.json")
    jobs.end(own_reference_store, job["id"], ending)
    body = {"name": "A", "plan": asked, "job": job["id"]}
    assert planner.post(f"{API}/scenarios", json=body).json["answer"]["mark"] == "of the job"
    assert planner.get(f"{API}/siting-plans/{job['id']}").json["mark"] == "of the job"
    other = {"name": "B", "plan": PLAN, "job": job["id"]}
    assert planner.post(f"{API}/scenarios", json=other).status_code == 409


def test_a_scenario_is_exported_with_what_its_numbers_rest_on(planner):
    address = f"{API}/scenarios/{save(planner).json['id']}"
    layer = json.loads(planner.get(f"{address}/communes.geojson").data)
    assert layer["count"] == 151
    assert layer["travel"]["estimate"] is True
    table = planner.get(f"{address}/communes.csv").data.decode("utf-8-sig")
    assert len(table.split("\r\n\r\n")[0].splitlines()) == 152
    assert planner.get(f"{address}/nothing.csv").status_code == 404


def test_the_table_of_points_names_the_kinds_of_places_in_the_language_of_the_reader(planner):
    address = f"{API}/scenarios/{save(planner).json['id']}/points.csv"
    assert "Commune centres" not in planner.get(address).data.decode("utf-8-sig")
    planner.set_cookie("lang", "en")
    assert "Commune centres" in planner.get(address).data.decode("utf-8-sig")


def test_an_export_says_of_when_it_is_and_what_has_changed_since(planner, own_reference_store):
    planner.set_cookie("lang", "en")
    address = f"{API}/scenarios/{save(planner).json['id']}"
    day = planner.get(address).json["answer"]["basis"]["base_date"]
    with own_reference_store.write() as connection:
        connection.execute(tables.store_state.update().values(reference_edition=date(2031, 1, 2)))
    point = {"name": "Điểm OCOP Bát Xát", "unit_code": "02683", "units": "2024"}
    assert planner.post(f"{API}/ocop-points", json=point).status_code == 201
    table = planner.get(f"{address}/points.csv").data.decode("utf-8-sig")
    year, month, rest = day.split("-")
    assert f"put together on {rest}/{month}/{year}" in table
    assert "Changed since: existing points" in table
    assert planner.get(f"{address}/points.geojson").json["stale"] == ["existing"]


@pytest.mark.parametrize("name", ["\ud800", "a\u0000b"])
def test_a_name_that_no_database_keeps_is_a_400(planner, name):
    assert save(planner, name).status_code == 400


def test_readers_and_editors_keep_no_scenarios(app, own_reference_store, client):
    assert client.get(f"{API}/scenarios").status_code == 401
    editor = marked(app, own_reference_store, RoleName.EDITOR)
    assert save(editor).status_code == 403


# Entered points


POINT = {"name": "Điểm OCOP Mường Vi", "unit_code": "02686", "units": "2024", "source": "Sở Công Thương"}


def test_an_entered_point_is_in_the_lists_and_in_the_next_plan(planner, client):
    before = client.get(f"{API}/sales-points?limit=1").json["total"]
    assert planner.post(f"{API}/ocop-points", json=POINT).status_code == 201
    assert client.get(f"{API}/sales-points?limit=1").json["total"] == before + 1
    assert make_plan(client).json["existing"]["known"] == 4


def test_an_entered_point_is_changed_and_removed_by_its_tag(planner):
    planner.post(f"{API}/ocop-points", json=POINT)
    (point,) = planner.get(f"{API}/ocop-points").json["items"]
    address = f"{API}/ocop-points/{point['id']}"
    changed = planner.put(address, json=POINT | {"opened_year": 2024}, headers={"If-Match": point["tag"]})
    assert changed.json["opened_year"] == 2024
    assert planner.delete(address, headers={"If-Match": point["tag"]}).status_code == 412
    assert planner.delete(address, headers={"If-Match": changed.json["tag"]}).status_code == 204


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": 5},
        {"lon": "104"},
        {"lon": 104.0},
        {"opened_year": 2023.5},
        {"opened_year": True},
        {"units": "2019"},
        {"lon": 105.85, "lat": 21.02},
        {"colour": "red"},
    ],
)
def test_a_point_that_is_not_right_is_a_400(planner, changes):
    assert planner.post(f"{API}/ocop-points", json=POINT | changes).status_code == 400


def test_a_unit_that_is_not_there_is_a_404(planner):
    assert planner.post(f"{API}/ocop-points", json=POINT | {"unit_code": "99999"}).status_code == 404
