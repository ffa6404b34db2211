"""The first administrator comes from the command line."""

from __future__ import annotations

import io
from urllib.parse import urlsplit

import pytest

from geodata.office import sessions, users
from geodata.office.audit import LogFilter, read_log
from geodata.office.clock import utc_now
from geodata.office.vocabulary import RoleName
from scripts import create_admin
from tests.app.account_helpers import NEW_PASSWORD, post
from tests.office_factories import PASSWORD, make_user


def run(store, monkeypatch, *options, typed=PASSWORD):
    """Run the command with a line on stdin; return its exit code."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    return create_admin.main(["--database", store.url, "--lang", "en", *options])


def test_a_login_a_name_and_a_password_make_an_administrator(sqlite_store, monkeypatch, capsys):
    assert run(sqlite_store, monkeypatch, "--login", "Ann", "--name", "Nguyễn An") == 0
    (user,) = users.list_users(sqlite_store)
    assert (user.login, user.name, user.role) == ("ann", "Nguyễn An", RoleName.ADMINISTRATOR)
    assert sessions.sign_in(sqlite_store, "ann", PASSWORD, utc_now()) is not None
    assert PASSWORD not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "typed", "reason"),
    [
        (["--login", "ann", "--name", "An"], "123456789012", "easy to guess"),
        (["--login", "ann", "--name", "An"], "", "12 to 128"),
        (["--login", "hai từ", "--name", "An"], PASSWORD, "login name"),
        (["--login", "ann"], PASSWORD, "--name"),
        (["--link"], PASSWORD, "--name"),
        (["--link", "--login", "nobody"], PASSWORD, "no account"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(sqlite_store, monkeypatch, capsys, options, typed, reason):
    assert run(sqlite_store, monkeypatch, *options, typed=typed) == 1
    assert reason in capsys.readouterr().err
    assert users.list_users(sqlite_store) == []


def test_a_link_makes_an_administrator_who_chooses_login_and_password(
    sqlite_store, empty_client, monkeypatch, capsys
):
    assert run(sqlite_store, monkeypatch, "--link", "--name", "An", "--site", "http://map/ocop/") == 0
    link = capsys.readouterr().out.splitlines()[-1]
    assert link.startswith("http://map/ocop/invitations/")
    path = urlsplit(link).path.removeprefix("/ocop")
    post(empty_client, path, login="ann", password=PASSWORD, repeated=PASSWORD)
    assert users.list_users(sqlite_store)[0].role is RoleName.ADMINISTRATOR


def test_a_link_lets_the_only_administrator_back_in(sqlite_store, empty_client, monkeypatch, capsys):
    make_user(sqlite_store, "ann", RoleName.ADMINISTRATOR)
    assert run(sqlite_store, monkeypatch, "--link", "--login", "ANN") == 0
    path = urlsplit(capsys.readouterr().out.splitlines()[-1]).path
    assert post(empty_client, path, password=NEW_PASSWORD, repeated=NEW_PASSWORD).status_code == 303


def test_the_log_says_that_it_was_the_command_line(sqlite_store, monkeypatch):
    run(sqlite_store, monkeypatch, "--login", "ann", "--name", "An")
    (entry,), _ = read_log(sqlite_store, LogFilter(action="user_added"), 5)
    assert (entry.actor_id, entry.actor_name) == (None, "command line")
