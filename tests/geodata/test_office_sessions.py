"""Signing in: who gets in, how an account rests, and when a session is over."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from geodata.errors import Conflict, InvalidInput
from geodata.office import passwords, sessions, users
from geodata.office.audit import COMMAND_LINE, LogFilter, read_log
from geodata.office.clock import LONGEST_SESSION
from geodata.office.sessions import FREE_FAILURES, LONGEST_REST, rest_after
from geodata.office.tables import sessions as table
from geodata.office.tables import users as users_table
from tests.office_factories import NOON, PASSWORD, make_user

WRONG = "một mật khẩu khác hẳn"


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check passwords without the tenth of a second: these tests are about counting."""
    monkeypatch.setattr(passwords, "verify", lambda known, given: known is not None and given == PASSWORD)


def fail(store, times, at=NOON):
    """Sign in wrongly, several times."""
    for _ in range(times):
        assert sessions.sign_in(store, "lan", WRONG, at) is None


def test_login_and_password_begin_a_session(store):
    user = make_user(store)
    begun = sessions.sign_in(store, " LAN ", PASSWORD, NOON)
    assert begun.user == user
    assert sessions.find_session(store, begun.token, NOON) == user


def test_the_store_never_holds_what_the_cookie_holds(store):
    make_user(store)
    begun = sessions.sign_in(store, "lan", PASSWORD, NOON)
    with store.read() as connection:
        (kept,) = connection.scalars(sa.select(table.c.token_hash)).all()
    assert len(begun.token) >= 43
    assert begun.token not in kept


@pytest.mark.parametrize(("login", "password"), [("lan", WRONG), ("nobody", PASSWORD), ("", ""), ("lan", "")])
def test_anything_else_is_refused_in_one_way_and_written_down(store, login, password):
    make_user(store)
    assert sessions.sign_in(store, login, password, NOON) is None
    (entry,), _ = read_log(store, LogFilter(action="sign_in_refused"), 10)
    assert entry.actor_name == "nobody signed in"


def test_a_password_typed_as_a_login_is_not_in_the_log(store):
    sessions.sign_in(store, "bímậtcủatôi", WRONG, NOON)
    assert "bímật" not in repr(read_log(store, LogFilter(), 10))


def test_a_password_is_checked_whether_or_not_there_is_such_an_account(store, monkeypatch):
    make_user(store)
    checked = []
    monkeypatch.setattr(passwords, "verify", lambda known, given: checked.append(known is None) or False)
    sessions.sign_in(store, "lan", WRONG, NOON)
    sessions.sign_in(store, "nobody", WRONG, NOON)
    assert checked == [False, True]


@pytest.mark.usefixtures("_quick")
def test_after_some_wrong_passwords_not_even_the_right_one_gets_in_for_a_while(store):
    make_user(store)
    fail(store, FREE_FAILURES)
    assert sessions.sign_in(store, "lan", PASSWORD, NOON + timedelta(seconds=29)) is None
    assert sessions.sign_in(store, "lan", PASSWORD, NOON + timedelta(seconds=31)) is not None


@pytest.mark.usefixtures("_quick")
def test_a_try_while_the_account_rests_makes_the_rest_no_longer(store):
    make_user(store)
    fail(store, FREE_FAILURES + 20)
    assert sessions.sign_in(store, "lan", PASSWORD, NOON + timedelta(seconds=31)) is not None


@pytest.mark.usefixtures("_quick")
def test_a_sign_in_that_succeeds_forgets_the_wrong_ones(store):
    make_user(store)
    fail(store, FREE_FAILURES - 1)
    assert sessions.sign_in(store, "lan", PASSWORD, NOON) is not None
    fail(store, FREE_FAILURES - 1)
    assert sessions.sign_in(store, "lan", PASSWORD, NOON) is not None


def test_a_rest_grows_twofold_up_to_an_hour():
    rests = [rest_after(failures) for failures in range(1000)]
    assert rests[FREE_FAILURES - 1] == timedelta(0)
    assert rests[FREE_FAILURES] == timedelta(seconds=30)
    assert all(later in (earlier * 2, LONGEST_REST) for earlier, later in pairwise(rests[FREE_FAILURES:]))
    assert rests[-1] == LONGEST_REST


@pytest.mark.usefixtures("_quick")
def test_guesses_made_at_once_are_all_counted(store):
    make_user(store)
    threads = [threading.Thread(target=fail, args=(store, 1)) for _ in range(FREE_FAILURES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sessions.sign_in(store, "lan", PASSWORD, NOON) is None


def test_a_hash_of_old_parameters_is_renewed_by_the_next_sign_in(store):
    user = make_user(store)
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with store.write(revises=False) as connection:
        connection.execute(users_table.update().values(password_hash=old))
    assert sessions.sign_in(store, "lan", PASSWORD, NOON) is not None
    with store.read() as connection:
        kept = connection.scalar(sa.select(users_table.c.password_hash))
    assert not passwords.is_outdated(kept)
    assert sessions.sign_in(store, user.login, PASSWORD, NOON) is not None


def test_who_is_shut_out_does_not_get_in(store):
    user = make_user(store)
    users.set_active(store, COMMAND_LINE, user.user_id, 1, active=False)
    assert sessions.sign_in(store, "lan", PASSWORD, NOON) is None


def test_a_session_is_over_after_its_longest_time(store):
    user = make_user(store)
    begun = sessions.begin(store, user.user_id, NOON)
    last = NOON + LONGEST_SESSION - timedelta(seconds=1)
    assert sessions.find_session(store, begun.token, last) == user
    assert sessions.find_session(store, begun.token, last + timedelta(seconds=1)) is None


def test_signing_out_ends_one_session_even_for_a_copy_of_its_cookie(store):
    user = make_user(store)
    here, there = (sessions.begin(store, user.user_id, NOON) for _ in range(2))
    sessions.sign_out(store, user, here.token)
    assert sessions.find_session(store, here.token, NOON) is None
    assert sessions.find_session(store, there.token, NOON) == user


def test_signing_out_everywhere_ends_the_sessions_of_that_person_alone(store):
    lan, binh = make_user(store), make_user(store, "binh")
    theirs = [sessions.begin(store, lan.user_id, NOON) for _ in range(2)]
    other = sessions.begin(store, binh.user_id, NOON)
    sessions.sign_out_everywhere(store, lan.actor, lan.user_id)
    assert [sessions.find_session(store, begun.token, NOON) for begun in theirs] == [None, None]
    assert sessions.find_session(store, other.token, NOON) == binh


def test_a_new_password_ends_every_session_but_the_one_it_begins(store):
    user = make_user(store)
    old = sessions.begin(store, user.user_id, NOON)
    new = sessions.change_password(store, user, PASSWORD, "chợ phiên Bắc Hà chủ nhật", NOON)
    assert sessions.find_session(store, old.token, NOON) is None
    assert sessions.find_session(store, new.token, NOON) == user
    assert sessions.sign_in(store, "lan", PASSWORD, NOON) is None
    assert sessions.sign_in(store, "lan", "chợ phiên Bắc Hà chủ nhật", NOON) is not None


@pytest.mark.usefixtures("_quick")
def test_the_present_password_is_asked_and_guesses_at_it_are_counted(store):
    user = make_user(store)
    for _ in range(FREE_FAILURES):
        with pytest.raises(InvalidInput, match="present password"):
            sessions.change_password(store, user, WRONG, "chợ phiên Bắc Hà chủ nhật", NOON)
    with pytest.raises(Conflict, match="Too many"):
        sessions.change_password(store, user, PASSWORD, "chợ phiên Bắc Hà chủ nhật", NOON)


def test_sessions_that_are_over_are_forgotten(store):
    user = make_user(store)
    sessions.begin(store, user.user_id, NOON)
    sessions.begin(store, user.user_id, NOON + LONGEST_SESSION)
    with store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 1
