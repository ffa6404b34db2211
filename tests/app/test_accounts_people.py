"""People, one-time links and one's own account, through the pages."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

import pytest

from geodata.office import users
from geodata.office.audit import COMMAND_LINE
from geodata.office.vocabulary import RoleName
from tests.app.account_helpers import NEW_PASSWORD, begin, post, signed_in_as
from tests.app.pages_helpers import read
from tests.factories import fill_world
from tests.office_factories import PASSWORD, make_administrator, make_user

SA_PA = "90102 2025-07-01"


@pytest.fixture
def boss(empty_app, sqlite_store):
    """A client in which an administrator is signed in, over the small world."""
    fill_world(sqlite_store)
    client = empty_app.test_client()
    signed_in_as(client, sqlite_store, RoleName.ADMINISTRATOR)
    return client


def link_in(page):
    """Return the path of the one-time link that a page shows."""
    found = re.search(r'id="one-time-link"[^>]*value="([^"]+)"', page.text)
    return urlsplit(unescape(found[1])).path if found else None


def invite(boss, **values):
    """Invite a person; return the path of the link."""
    return link_in(post(boss, "/people/invitations", "/people", name="Lan", role="editor", **values))


def accept(client, path, login="lan", password=PASSWORD, repeated=None):
    """Make an account by a link."""
    return post(client, path, login=login, password=password, repeated=repeated or password)


def test_an_invited_person_makes_an_account_and_is_signed_in(boss, empty_client):
    path = invite(boss, units=[SA_PA])
    assert "Lan" in read(empty_client, path).text
    assert accept(empty_client, path).location == "/account"
    page = read(empty_client, "/account").text
    assert "Sa Pa ward" in page
    assert "Welcome, Lan" in page


def test_a_link_is_shown_once_and_works_once(boss, empty_client):
    path = invite(boss)
    assert path not in boss.get("/people").text
    accept(empty_client, path)
    again = empty_client.get(path)
    assert again.status_code == 404
    assert "ask an administrator" in again.text


def test_what_is_wrong_with_a_new_account_is_said_beside_the_form(boss, empty_client):
    path = invite(boss)
    assert "easy to guess" in accept(empty_client, path, password="123456789012").text
    assert "differ" in accept(empty_client, path, repeated="khác hẳn").text
    answer = accept(empty_client, path, login="hai từ")
    assert answer.status_code == 400
    assert "A login name has" in answer.text
    assert PASSWORD not in answer.text
    assert accept(empty_client, path).status_code == 303


def test_a_login_that_is_taken_is_said(boss, empty_client, sqlite_store):
    make_user(sqlite_store, "lan")
    answer = accept(empty_client, invite(boss))
    assert answer.status_code == 409
    assert "is taken" in answer.text


def test_an_open_link_can_be_withdrawn(boss, empty_client):
    path = invite(boss)
    (address,) = re.findall(r'action="(/people/invitations/\w+/withdraw)"', boss.get("/people").text)
    post(boss, address, "/people")
    assert empty_client.get(path).status_code == 404


def test_units_must_be_among_those_that_are_offered(boss):
    answer = post(
        boss, "/people/invitations", "/people", name="Lan", role="editor", units=["99999 2025-07-01"]
    )
    assert answer.status_code == 400
    assert "choose from the list" in answer.text


def test_role_and_units_of_a_person_are_changed(boss, sqlite_store):
    user = make_user(sqlite_store)
    address = f"/people/{user.user_id}"
    post(boss, address, name="Lan Trần", role="editor", units=[SA_PA], version=1)
    page = boss.get(address).text
    assert re.search(rf'value="{SA_PA}" checked', page)
    changed = users.find_user(sqlite_store, user.user_id)
    assert (changed.name, users.unit_texts(changed.units)) == ("Lan Trần", [SA_PA])


def test_a_change_over_somebody_elses_is_refused_and_keeps_what_was_typed(boss, sqlite_store):
    user = make_user(sqlite_store)
    users.change_user(sqlite_store, COMMAND_LINE, user.user_id, 1, name="A", role=RoleName.EDITOR, units=())
    answer = post(boss, f"/people/{user.user_id}", name="Bản của tôi", role="planner", version=1)
    assert answer.status_code == 409
    assert "in the meantime" in answer.text
    assert "Bản của tôi" in answer.text


def test_the_last_administrator_is_told_why_not(boss, sqlite_store):
    (user,) = users.list_users(sqlite_store)
    answer = post(boss, f"/people/{user.user_id}/deactivate", f"/people/{user.user_id}", version=1)
    assert answer.status_code == 409
    assert "only administrator" in answer.text


def test_who_is_deactivated_is_out_at_once_and_may_come_back(boss, empty_client, sqlite_store):
    user = make_user(sqlite_store)
    begin(empty_client, sqlite_store, user)
    page = f"/people/{user.user_id}"
    post(boss, f"{page}/deactivate", page, version=1)
    assert empty_client.get("/account").status_code == 303
    post(boss, f"{page}/activate", page, version=2)
    assert users.find_user(sqlite_store, user.user_id).active


def test_an_administrator_gives_a_link_for_a_new_password(boss, empty_client, sqlite_store):
    user = make_user(sqlite_store)
    page = f"/people/{user.user_id}"
    path = link_in(post(boss, f"{page}/password-link", page))
    assert post(empty_client, path, password=NEW_PASSWORD, repeated=NEW_PASSWORD).location == "/account"
    assert read(empty_client, "/account").text.count("lan") >= 1


def test_an_administrator_signs_somebody_out(boss, empty_client, sqlite_store):
    user = make_user(sqlite_store)
    begin(empty_client, sqlite_store, user)
    post(boss, f"/people/{user.user_id}/sign-out", f"/people/{user.user_id}")
    assert empty_client.get("/account").status_code == 303


def test_an_own_password_is_changed_with_the_present_one(empty_client, sqlite_store):
    begin(empty_client, sqlite_store, make_user(sqlite_store))
    values = {"password": NEW_PASSWORD, "repeated": NEW_PASSWORD}
    wrong = post(empty_client, "/account/password", "/account", present="sai rồi nhé bạn", **values)
    assert wrong.status_code == 400
    assert "present password" in wrong.text
    right = post(empty_client, "/account/password", "/account", present=PASSWORD, **values)
    assert right.location == "/account"
    assert "signed out everywhere else" in read(empty_client, "/account").text


def token_in(page):
    """Return the API token that a page shows."""
    found = re.search(r'id="new-token"[^>]*value="([^"]+)"', page.text)
    return found[1] if found else None


def make_token(client, present=PASSWORD):
    """Make an API token."""
    return post(client, "/account/tokens", "/account", name="báo cáo", days="30", present=present)


def test_an_api_token_stands_for_its_owner_below_the_api_alone(empty_app, empty_client, sqlite_store):
    begin(empty_client, sqlite_store, make_user(sqlite_store))
    token = token_in(make_token(empty_client))
    program = empty_app.test_client()
    header = {"Authorization": f"Bearer {token}"}
    assert program.get("/api/v1/me", headers=header).json["user"]["login"] == "lan"
    assert program.get("/account", headers=header).status_code == 303
    assert token not in empty_client.get("/account").text


def test_a_token_asks_for_the_password_and_can_be_withdrawn(empty_client, sqlite_store):
    begin(empty_client, sqlite_store, make_user(sqlite_store))
    assert make_token(empty_client, "sai rồi nhé bạn").status_code == 400
    token = token_in(make_token(empty_client))
    (address,) = re.findall(r'action="(/account/tokens/\w+/withdraw)"', empty_client.get("/account").text)
    post(empty_client, address, "/account")
    header = {"Authorization": f"Bearer {token}"}
    assert empty_client.get("/api/v1/me", headers=header).json["user"] is None


def test_beside_an_api_token_the_cookie_counts_for_nothing(empty_client, sqlite_store):
    begin(empty_client, sqlite_store, make_administrator(sqlite_store))
    for token in ("wrong", ""):
        answer = empty_client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.json["user"] is None


def test_names_of_people_are_text(boss, sqlite_store):
    user = make_user(sqlite_store, name="<b>{{ 6*7 }}</b>")
    for address in ("/people", f"/people/{user.user_id}", "/audit"):
        page = boss.get(address).text
        assert "&lt;b&gt;{{ 6*7 }}&lt;/b&gt;" in page
        assert "<b>{{" not in page
