"""Jobs over HTTP: asked for, looked at, cancelled, fetched; each by the one whose they are."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app import create_app
from app.jobs import api, ownership, queue, results
from app.jobs.kinds import JobKinds
from geodata.office import jobs
from geodata.office.jobs import Beat, Ending
from geodata.office.vocabulary import JobState, RoleName
from geodata.store import Store
from tests import jobkinds
from tests.app.account_helpers import begin, signed_in_as
from tests.app.conftest import closing, settings_for

JOBS = "/api/v1/jobs"
DAY = timedelta(days=1)


@pytest.fixture
def app(sqlite_store: Store, tmp_path: Path):
    """The application with the kinds of the tests, on an empty store and an instance folder of its own."""
    for app in closing(create_app(settings_for(sqlite_store, instance_dir=tmp_path / "instance"))):
        app.extensions[api.EXTENSION] = jobkinds.KINDS
        yield app


@pytest.fixture
def boss(app, sqlite_store):
    """A client in which an administrator is signed in."""
    client = app.test_client()
    signed_in_as(client, sqlite_store, RoleName.ADMINISTRATOR)
    return client


def headers_of(client):
    """Return what the page sends with a write."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/jobs").text)
    return {"X-CSRFToken": found[1]}


def post(client, kind="slow", headers=None, **inputs):
    body = {"kind": kind, "inputs": inputs}
    return client.post(JOBS, json=body, headers=headers or headers_of(client))


def delete(client, job_id):
    return client.delete(f"{JOBS}/{job_id}", headers=headers_of(client))


def run(store, answer, result=None):
    """Take the oldest job and end it, as a consumer does; ``result`` is a text to write first."""
    job = jobs.claim(store)
    jobs.end(store, job.job_id, Ending(JobState.DONE, jobs.DONE, DAY, {}, result and job.job_id, "a.txt"))
    return answer.json["id"]


# --- asking for one ---------------------------------------------------------------------------------------


def test_a_job_is_accepted_with_its_address(client):
    answer = post(client, steps=2)
    assert answer.status_code == 202
    assert answer.headers["Location"] == answer.json["href"] == f"{JOBS}/{answer.json['id']}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert (answer.json["state"], answer.json["progress"], answer.json["result"]) == ("queued", 0, None)
    assert client.get(answer.headers["Location"]).json == answer.json


def test_a_bell_rings_for_a_new_job(client, app):
    post(client)
    huey = queue.make_huey(app.extensions["ocop"].settings)
    assert huey.storage.queue_size() == 1
    huey.storage.close()


def test_a_bell_that_cannot_ring_does_not_lose_the_job(client, app, caplog):
    folder = app.extensions["ocop"].settings.instance_path
    folder.mkdir()
    (folder / queue.FILE).mkdir()
    assert post(client).status_code == 202
    assert "could not be rung" in caplog.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "nope"}, 404),
        ({}, 400),
        ([], 400),
        ({"kind": 3}, 400),
        ({"kind": "slow", "inputs": []}, 400),
        ({"kind": "slow", "extra": 1}, 400),
        ({"kind": "slow", "inputs": {"nope": 1}}, 400),
        ({"kind": "slow", "inputs": {"steps": "3"}}, 400),
        ({"kind": "slow", "inputs": {"steps": True}}, 400),
        ({"kind": "slow", "inputs": {"steps": 0}}, 400),
        ({"kind": "parent"}, 400),
        ({"kind": "count"}, 401),
    ],
)
def test_what_is_wrong_with_an_order_is_said_in_the_one_envelope(client, body, status):
    answer = client.post(JOBS, json=body, headers=headers_of(client))
    assert answer.status_code == status
    assert set(answer.json) == {"error", "message", "details"}


def test_a_form_is_no_order(client):
    answer = client.post(JOBS, data={"kind": "slow"}, headers=headers_of(client))
    assert answer.status_code == 400


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"X-CSRFToken": "made up"}])
def test_another_site_can_neither_start_nor_cancel(client, headers):
    job_id = post(client).json["id"]
    assert client.post(JOBS, json={"kind": "slow"}, headers=headers).status_code in (400, 403)
    assert client.delete(f"{JOBS}/{job_id}", headers=headers).status_code in (400, 403)
    assert client.get(f"{JOBS}/{job_id}").json["state"] == "queued"


def test_more_than_allowed_of_one_kind_is_a_409(boss):
    assert post(boss, "count").status_code == 202
    refused = post(boss, "count")
    assert (refused.status_code, refused.json["error"]) == (409, "conflict")


# --- whose it is ------------------------------------------------------------------------------------------


def test_nobody_sees_cancels_or_fetches_the_job_of_another(app, client, sqlite_store):
    job_id = run(sqlite_store, post(client))
    other = app.test_client()
    post(other)
    for answer in (
        other.get(f"{JOBS}/{job_id}"),
        other.get(f"{JOBS}/{job_id}/result"),
        delete(other, job_id),
        other.get(f"{JOBS}/{'0' * 32}"),
    ):
        assert answer.status_code == 404
    assert [job["id"] for job in client.get(JOBS).json["items"]] == [job_id]
    assert job_id not in [job["id"] for job in other.get(JOBS).json["items"]]


def test_who_only_looks_gets_no_jobs_and_no_id(app):
    client = app.test_client()
    answer = client.get(JOBS)
    assert (answer.json["items"], answer.json["total"]) == ([], 0)
    with client.session_transaction() as session:
        assert ownership.READER_ID not in session


def test_a_job_of_no_user_is_nobodys(client, sqlite_store):
    job = jobs.submit(sqlite_store, "slow", None, "{}", of_this_kind=1)
    assert client.get(f"{JOBS}/{job.job_id}").status_code == 404


def test_an_administrator_sees_all_jobs_and_may_cancel_them(client, boss):
    job_id = post(client).json["id"]
    assert [job["id"] for job in boss.get(JOBS).json["items"]] == [job_id]
    assert delete(boss, job_id).json["state"] == "cancelled"


def test_a_job_belongs_to_the_account_and_not_to_the_browser(app, sqlite_store):
    first, second = app.test_client(), app.test_client()
    lan = signed_in_as(first, sqlite_store, RoleName.EDITOR)
    job_id = post(first).json["id"]
    with first.session_transaction() as session:
        assert ownership.READER_ID not in session
    begin(second, sqlite_store, lan)
    assert [job["id"] for job in second.get(JOBS).json["items"]] == [job_id]


def test_kinds_are_offered_to_those_who_may_start_them(client, boss, sqlite_store):
    assert "count" not in [kind["kind"] for kind in client.get(JOBS).json["kinds"]]
    assert "count" in [kind["kind"] for kind in boss.get(JOBS).json["kinds"]]
    signed_in_as(client, sqlite_store, RoleName.PLANNER)
    assert post(client, "count").status_code == 403


# --- looking ----------------------------------------------------------------------------------------------


def test_a_running_job_shows_progress_message_and_time_left(client, sqlite_store):
    job_id = post(client).json["id"]
    jobs.claim(sqlite_store)
    assert client.get(f"{JOBS}/{job_id}").json["time_left_s"] is None
    jobs.report(
        sqlite_store, {job_id: Beat(0.5, "Step %(step)s of %(steps)s", {"step": 1500, "steps": 3000})}
    )
    answer = client.get(f"{JOBS}/{job_id}").json
    assert (answer["state"], answer["progress"]) == ("running", 0.5)
    assert answer["message"] == "Step 1.500 of 3.000"
    assert answer["time_left_s"] >= 0
    assert answer["started_at"].endswith("+07:00")


def test_the_message_is_in_the_language_of_the_reader(client):
    job_id = post(client).json["id"]
    client.set_cookie("lang", "en")
    assert client.get(f"{JOBS}/{job_id}").json["message"] == jobs.WAITING


def test_two_first_jobs_at_once_belong_to_one_reader(app, client):
    headers = headers_of(client)
    cookie = client.get_cookie("ocop_session")
    others = [app.test_client() for _ in range(2)]
    for other in others:
        other.set_cookie("ocop_session", cookie.value)
        assert post(other, headers=headers).status_code == 202
    assert others[0].get(JOBS).json["total"] == 2


def test_a_job_of_a_kind_that_is_gone_is_still_shown(client, app):
    job_id = post(client).json["id"]
    app.extensions[api.EXTENSION] = JobKinds(())
    assert client.get(f"{JOBS}/{job_id}").json["title"] == "slow"


def test_a_message_that_looks_like_a_format_is_shown_as_it_is(client, sqlite_store):
    job_id = post(client).json["id"]
    jobs.claim(sqlite_store)
    jobs.report(sqlite_store, {job_id: Beat(0.5, "50 % <b>done</b>")})
    assert client.get(f"{JOBS}/{job_id}").json["message"] == "50 % <b>done</b>"
    assert "&lt;b&gt;done&lt;/b&gt;" in client.get("/jobs").text


def test_the_list_is_paged_and_takes_no_other_parameter(client):
    ids = [post(client).json["id"] for _ in range(3)]
    answer = client.get(f"{JOBS}?limit=1&offset=1").json
    assert ([job["id"] for job in answer["items"]], answer["total"]) == ([ids[1]], 3)
    assert client.get(f"{JOBS}?nope=1").status_code == 400
    assert client.get(f"{JOBS}/{ids[0]}?nope=1").status_code == 400


def test_the_page_shows_the_jobs_and_is_kept_nowhere(client):
    post(client)
    page = client.get("/jobs")
    assert page.headers["Cache-Control"] == "no-store"
    assert 'data-kind="slow"' in page.text
    assert 'data-kind="count"' not in page.text
    assert page.text.count('class="job"') == 1
    assert client.get("/jobs?nope=1").status_code == 400


# --- cancelling -------------------------------------------------------------------------------------------


def test_a_waiting_job_is_cancelled_at_once_and_not_twice(client):
    job_id = post(client).json["id"]
    answer = delete(client, job_id)
    assert (answer.status_code, answer.json["state"]) == (200, "cancelled")
    assert delete(client, job_id).status_code == 409


def test_a_running_job_is_asked_to_end_by_row_and_by_bell(client, app, sqlite_store):
    job_id = post(client).json["id"]
    jobs.claim(sqlite_store)
    answer = delete(client, job_id)
    assert (answer.status_code, answer.json["cancel_requested"]) == (202, True)
    assert delete(client, job_id).status_code == 202
    huey = queue.make_huey(app.extensions["ocop"].settings)
    assert queue.told_to_cancel(huey, job_id)
    queue.forget(huey, job_id)
    assert not queue.told_to_cancel(huey, job_id)
    huey.storage.close()


def test_a_job_that_the_bell_ended_before_the_row_was_written_is_cancelled(client, sqlite_store, monkeypatch):
    job_id = post(client).json["id"]
    jobs.claim(sqlite_store)
    ending = Ending(JobState.CANCELLED, jobs.CANCELLED, DAY)
    monkeypatch.setattr(queue, "ring_to_cancel", lambda *_: jobs.end(sqlite_store, job_id, ending))
    answer = delete(client, job_id)
    assert (answer.status_code, answer.json["state"]) == (200, "cancelled")


# --- results ----------------------------------------------------------------------------------------------


def test_a_result_comes_under_its_own_name(client, app, sqlite_store):
    posted = post(client)
    settings = app.extensions["ocop"].settings
    assert client.get(f"{posted.json['href']}/result").status_code == 409
    results.results_folder(settings).mkdir(parents=True)
    results.result_file(settings, posted.json["id"]).write_text("what came out")
    run(sqlite_store, posted, result="x")
    job = client.get(posted.json["href"]).json
    assert (job["state"], job["result"]["name"]) == ("done", "a.txt")
    answer = client.get(job["result"]["href"])
    assert (answer.status_code, answer.text) == (200, "what came out")
    assert answer.headers["Content-Disposition"] == "attachment; filename=a.txt"
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()


def test_a_job_without_a_result_has_none(client, sqlite_store):
    posted = post(client)
    run(sqlite_store, posted)
    assert client.get(posted.json["href"]).json["result"] is None
    assert client.get(f"{posted.json['href']}/result").status_code == 404


def test_a_result_whose_file_is_gone_is_a_404(client, sqlite_store):
    posted = post(client)
    run(sqlite_store, posted, result="x")
    assert client.get(f"{posted.json['href']}/result").status_code == 404


def test_no_id_of_a_job_leaves_the_folder_of_results(app):
    with pytest.raises(ValueError, match="not the id"):
        results.result_file(app.extensions["ocop"].settings, "../secret_key")
