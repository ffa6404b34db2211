"""Ready answers and people: they hold nothing personal, and nobody gets them who may not look."""

from __future__ import annotations

import pytest

from app.fastpath import FastPath
from app.warm import IS_WARM_UP
from geodata.office.audit import COMMAND_LINE
from geodata.office.settings import change_setting
from geodata.office.vocabulary import RoleName
from tests.app.account_helpers import begin, signed_in_as
from tests.office_factories import make_user

ADDRESSES = ["/", "/products", "/api/v1/layers", "/api/v1/layers/communes.geojson", "/quality/problems.csv"]


def set_public(store, public, version):
    """Let everybody look, or only who is signed in."""
    change_setting(store, "public", public, version, COMMAND_LINE)


@pytest.fixture
def editor(empty_app, sqlite_store):
    """A client that is signed in."""
    client = empty_app.test_client()
    signed_in_as(client, sqlite_store, RoleName.EDITOR)
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_ready_answer_is_the_same_for_everybody(empty_client, editor, address):
    first = editor.get(address)
    assert first.data == editor.get(address).data == empty_client.get(address).data
    assert "The editor" not in first.text
    assert "Set-Cookie" not in first.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_was_made_ready_for_everybody_is_closed_at_once(empty_client, sqlite_store, address):
    assert empty_client.get(address).status_code == 200
    set_public(sqlite_store, False, 0)
    assert empty_client.get(address).status_code in (303, 401)


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_was_made_ready_for_people_signed_in_goes_to_nobody_else(
    empty_client, editor, sqlite_store, address
):
    set_public(sqlite_store, False, 0)
    made, again = editor.get(address), editor.get(address)
    assert made.data == again.data
    assert "private" in made.headers["Cache-Control"]
    for headers in ({}, {"If-None-Match": made.headers["ETag"]}, {"Cookie": "ocop_session=x"}):
        assert empty_client.get(address, headers=headers).status_code in (303, 401)
        assert empty_client.head(address, headers=headers).status_code in (303, 401)


def test_people_signed_in_get_kept_bytes_and_304_too(empty_app, editor, sqlite_store, monkeypatch):
    set_public(sqlite_store, False, 0)
    made = editor.get("/help")
    monkeypatch.setattr("app.pages.help.render_template", lambda *_, **__: pytest.fail("made again"))
    again = editor.get("/help")
    assert (again.data, again.headers["ETag"]) == (made.data, made.headers["ETag"])
    assert again.headers["Content-Security-Policy"] == made.headers["Content-Security-Policy"]
    assert editor.get("/help", headers={"If-None-Match": made.headers["ETag"]}).status_code == 304
    assert editor.head("/help").data == b""


def test_opened_again_the_map_is_for_everybody(empty_client, sqlite_store):
    set_public(sqlite_store, False, 0)
    assert empty_client.get("/").status_code == 303
    set_public(sqlite_store, True, 1)
    assert empty_client.get("/").status_code == 200
    assert "private" not in empty_client.get("/").headers["Cache-Control"]


def test_a_closed_office_shows_its_sign_in_page_files_and_health(empty_client, sqlite_store):
    set_public(sqlite_store, False, 0)
    for address in ("/sign-in", "/static/css/base.css", "/healthz", "/api/v1/me"):
        assert empty_client.get(address).status_code == 200, address


def test_a_closed_office_tells_programs_401_in_the_envelope(empty_client, sqlite_store):
    set_public(sqlite_store, False, 0)
    answer = empty_client.get("/api/v1/summary")
    assert (answer.status_code, answer.json["error"]) == (401, "sign_in_needed")


def test_no_client_can_pass_for_the_warm_up(empty_client, sqlite_store):
    set_public(sqlite_store, False, 0)
    for headers in ({IS_WARM_UP: "1"}, {IS_WARM_UP.replace(".", "-"): "1"}):
        assert empty_client.get("/", headers=headers).status_code == 303
    assert empty_client.get("/", environ_overrides={IS_WARM_UP: True}).status_code == 200


def test_a_session_that_ends_closes_what_it_opened(empty_app, sqlite_store):
    set_public(sqlite_store, False, 0)
    client = empty_app.test_client()
    begin(client, sqlite_store, make_user(sqlite_store))
    assert client.get("/help").status_code == 200
    with client.session_transaction() as session:
        session.clear()
    assert client.get("/help").status_code == 303


def test_readers_of_a_public_office_cost_no_look_at_people(empty_client, monkeypatch):
    monkeypatch.setattr("app.accounts.current.current_store", lambda: pytest.fail("asked who it is"))
    for _ in range(2):
        assert empty_client.get("/help").status_code == 200
        assert empty_client.get("/static/css/base.css").status_code == 200


def test_static_files_know_no_cookie(empty_client):
    for _ in range(2):
        answer = empty_client.get("/static/css/base.css")
        assert "Cookie" not in answer.headers["Vary"]


def test_the_way_past_flask_asks_for_answers_to_everybody_alone(empty_app):
    key = FastPath(empty_app.wsgi_app, None, "vi")._key({"PATH_INFO": "/", "QUERY_STRING": ""})
    assert key.audience == ""
