"""Signing in and out through the pages: cookies, forms, limits, where one goes."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from app import create_app
from app.accounts.links import safe_next
from geodata.office.audit import LogFilter, read_log
from geodata.office.clock import LONGEST_SESSION, utc_now
from geodata.office.sessions import FREE_FAILURES
from geodata.office.vocabulary import RoleName
from tests.app.account_helpers import MARK, begin, csrf_of, post, signed_in_as
from tests.app.conftest import closing, settings_for
from tests.office_factories import PASSWORD, make_user

HTTPS = "https://ocop.laocai.gov.vn"


def sign_in(client, login="lan", password=PASSWORD, **values):
    """Send the form of the sign-in page."""
    return post(client, "/sign-in", login=login, password=password, **values)


def cookie_of(response, name="ocop_session"):
    """Return the Set-Cookie header of the session."""
    return next(value for value in response.headers.getlist("Set-Cookie") if value.partition("=")[0] == name)


def without_marks(page):
    """Return a page without its CSRF marks, which hold the time."""
    return MARK.sub("", page.text)


def me(client):
    """Return who the site takes the client for."""
    return client.get("/api/v1/me").json["user"]


def test_login_and_password_lead_to_the_map_and_the_site_knows_who_it_is(empty_client, sqlite_store):
    make_user(sqlite_store)
    answer = sign_in(empty_client)
    assert (answer.status_code, urlsplit(answer.location).path) == (303, "/")
    assert me(empty_client) == {"login": "lan", "name": "Trần Thị Lan", "role": "editor"}


def test_a_reader_is_nobody(empty_client):
    assert empty_client.get("/api/v1/me").json == {"user": None, "links": []}


def test_a_refusal_reads_the_same_whether_or_not_there_is_such_an_account(empty_client, sqlite_store):
    make_user(sqlite_store)
    known = sign_in(empty_client, password="một mật khẩu khác hẳn")
    unknown = sign_in(empty_client, login="nobody")
    assert known.status_code == unknown.status_code == 401
    assert "or ask an administrator" in known.text
    assert without_marks(known).replace('value="lan"', "") == without_marks(unknown).replace(
        'value="nobody"', ""
    )
    assert PASSWORD not in unknown.text


def test_an_account_that_rests_answers_as_for_a_wrong_password(empty_client, sqlite_store):
    make_user(sqlite_store)
    wrong = [sign_in(empty_client, password="một mật khẩu khác hẳn") for _ in range(FREE_FAILURES)]
    assert without_marks(sign_in(empty_client)) == without_marks(wrong[0])
    assert me(empty_client) is None


def test_too_many_tries_from_one_address_are_refused_with_how_long_to_wait(empty_client):
    mark = csrf_of(empty_client, "/sign-in")
    answers = [empty_client.post("/sign-in", data={"csrf_token": mark}) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [401] * 20 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 61
    assert "Too many requests" in answers[-1].text


def test_a_form_without_its_mark_or_with_that_of_another_session_is_refused(empty_app, sqlite_store):
    make_user(sqlite_store)
    here, there = empty_app.test_client(), empty_app.test_client()
    values = {"login": "lan", "password": PASSWORD}
    foreign = csrf_of(there, "/sign-in")
    csrf_of(here, "/sign-in")
    for mark in ({}, {"csrf_token": "x"}, {"csrf_token": foreign}):
        answer = here.post("/sign-in", data=values | mark)
        assert answer.status_code == 400
        assert "did not come from this site" in answer.text
    assert me(here) is None


def test_signing_in_begins_a_new_cookie_in_which_nothing_of_the_old_one_stays(empty_client, sqlite_store):
    make_user(sqlite_store)
    with empty_client.session_transaction() as session:
        session.update({"planted": "by somebody else", "_user_id": "planted"})
    sign_in(empty_client)
    with empty_client.session_transaction() as session:
        assert "planted" not in session
        assert session["_user_id"] != "planted"
        assert len(session["_user_id"]) >= 43


def test_on_a_laptop_the_cookie_is_kept_from_scripts_and_other_sites(empty_client, sqlite_store):
    make_user(sqlite_store)
    cookie = cookie_of(sign_in(empty_client))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(empty_client, sqlite_store):
    make_user(sqlite_store)
    page = empty_client.get("/sign-in", base_url=HTTPS)
    mark = MARK.search(page.text)[1]
    answer = empty_client.post(
        "/sign-in",
        base_url=HTTPS,
        headers={"Referer": f"{HTTPS}/sign-in"},
        data={"csrf_token": mark, "login": "lan", "password": PASSWORD},
    )
    assert answer.status_code == 303
    assert "Secure" in cookie_of(answer, "__Host-ocop_session")
    assert all("Secure" in value for value in answer.headers.getlist("Set-Cookie"))


@pytest.mark.parametrize(
    ("changes", "name"),
    [({}, "__Host-ocop_session"), ({"url_prefix": "/ocop"}, "__Secure-ocop_session")],
)
def test_an_office_can_insist_on_secure_cookies(sqlite_store, changes, name):
    for app in closing(create_app(settings_for(sqlite_store, secure_cookies=True, **changes))):
        answer = app.test_client().get(f"{changes.get('url_prefix', '')}/sign-in")
        assert "Secure" in cookie_of(answer, name)


def test_after_signing_out_a_copy_of_the_cookie_is_worth_nothing(empty_app, sqlite_store):
    make_user(sqlite_store)
    client, thief = empty_app.test_client(), empty_app.test_client()
    sign_in(client)
    thief.set_cookie("ocop_session", client.get_cookie("ocop_session").value)
    assert me(thief) is not None
    post(client, "/sign-out", "/account")
    assert me(client) is None
    assert me(thief) is None


def test_signing_out_everywhere_ends_the_other_sessions_too(empty_app, sqlite_store):
    user = make_user(sqlite_store)
    here, there = empty_app.test_client(), empty_app.test_client()
    for client in (here, there):
        begin(client, sqlite_store, user)
    post(here, "/sign-out-everywhere", "/account")
    assert me(there) is None


def test_an_hour_without_use_ends_a_session_and_use_keeps_it(empty_client, sqlite_store):
    user = make_user(sqlite_store)
    begin(empty_client, sqlite_store, user, utc_now() - timedelta(minutes=59))
    assert me(empty_client) is not None
    with empty_client.session_transaction() as session:
        assert utc_now().timestamp() - session["seen"] < 60
        session["seen"] = (utc_now() - timedelta(minutes=61)).timestamp()
    assert me(empty_client) is None


def test_a_session_ends_after_its_longest_time_however_it_is_used(empty_client, sqlite_store):
    user = make_user(sqlite_store)
    begin(empty_client, sqlite_store, user, utc_now() - LONGEST_SESSION)
    with empty_client.session_transaction() as session:
        session["seen"] = utc_now().timestamp()
    assert me(empty_client) is None


def test_who_is_signed_in_already_goes_on(empty_client, sqlite_store):
    signed_in_as(empty_client, sqlite_store, RoleName.EDITOR)
    assert empty_client.get("/sign-in?next=/quality").location == "/quality"


def test_after_signing_in_one_goes_where_one_wanted_to(empty_client, sqlite_store):
    make_user(sqlite_store)
    asked = empty_client.get("/account")
    assert asked.status_code == 303
    page = empty_client.get(asked.location)
    assert 'name="next" value="/account"' in page.text
    assert sign_in(empty_client, next="/account").location == "/account"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/ocop/..//evil.example",
        "/%2e%2e/x",
        "evil",
        "",
        " /x",
        "/x\n",
    ],
)
def test_no_address_leads_elsewhere(empty_app, empty_client, sqlite_store, target):
    with empty_app.test_request_context("/sign-in"):
        assert safe_next(target) is None
    make_user(sqlite_store)
    assert sign_in(empty_client, next=target).location == "/"


@pytest.mark.parametrize(
    "target", ["/", "/?units=2024&on=2020-01-01", "/communes/90102", "/products?q=ch%C3%A8"]
)
def test_an_address_of_this_site_is_kept(empty_app, target):
    with empty_app.test_request_context("/sign-in"):
        assert safe_next(target) == target


def test_under_a_path_an_address_outside_of_it_is_another_site(sqlite_store):
    for app in closing(create_app(settings_for(sqlite_store))):
        with app.test_request_context("/sign-in", base_url="http://localhost/ocop"):
            assert safe_next("/ocop/quality") == "/ocop/quality"
            assert safe_next("/other") is None


def test_signing_in_and_out_and_refusals_are_in_the_log(empty_client, sqlite_store):
    make_user(sqlite_store)
    sign_in(empty_client, password="một mật khẩu khác hẳn")
    sign_in(empty_client)
    post(empty_client, "/sign-out", "/account")
    entries, _ = read_log(sqlite_store, LogFilter(), 3)
    assert [entry.action for entry in entries] == ["signed_out", "signed_in", "sign_in_refused"]


def test_no_page_of_an_account_is_kept_anywhere(empty_client, sqlite_store):
    signed_in_as(empty_client, sqlite_store, RoleName.ADMINISTRATOR)
    for address in ("/account", "/people", "/audit", "/audit.csv", "/api/v1/me", "/sign-in"):
        assert empty_client.get(address).headers["Cache-Control"] == "no-store", address
