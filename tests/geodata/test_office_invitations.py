"""One-time links: each works once, for seven days, for what it was made for."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from geodata.errors import Conflict, InvalidInput, NotFound
from geodata.office import invitations, sessions, tokens, users
from geodata.office.audit import COMMAND_LINE, LogFilter, read_log
from geodata.office.invitations import LASTS
from geodata.office.tables import invitations as table
from geodata.office.vocabulary import RoleName
from tests.office_factories import NOON, PASSWORD, make_administrator, make_user

SA_PA = ("90102", date(2025, 7, 1))
NEW = "chợ phiên Bắc Hà chủ nhật"


def invite(store, actor=COMMAND_LINE, role=RoleName.EDITOR):
    """Make a link for a new person."""
    return invitations.invite(store, actor, name="Trần Thị Lan", role=role, units=[SA_PA], at=NOON)


def accept(store, token, login="lan", at=NOON):
    """Make an account by a link."""
    return invitations.accept_new(store, token, login=login, password=PASSWORD, at=at)


def test_a_link_makes_the_account_that_it_was_made_for(store):
    user = accept(store, invite(store))
    assert (user.login, user.name, user.role, user.units) == (
        "lan",
        "Trần Thị Lan",
        RoleName.EDITOR,
        (SA_PA,),
    )
    assert sessions.sign_in(store, "lan", PASSWORD, NOON) is not None


def test_a_link_works_once(store):
    token = invite(store)
    accept(store, token)
    with pytest.raises(NotFound, match="ask an administrator"):
        accept(store, token, "another")
    assert invitations.list_invitations(store, NOON) == []


def test_of_several_people_who_use_a_link_at_once_one_gets_in(store):
    token, made, refused = invite(store), [], []

    def run(login: str) -> None:
        try:
            made.append(accept(store, token, login))
        except NotFound:
            refused.append(login)

    threads = [threading.Thread(target=run, args=(f"user-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused), len(users.list_users(store))) == (1, 3, 1)


def test_a_link_ends_after_seven_days(store):
    token = invite(store)
    assert invitations.find_invitation(store, token, NOON + LASTS - timedelta(seconds=1))
    with pytest.raises(NotFound):
        invitations.find_invitation(store, token, NOON + LASTS)
    with pytest.raises(NotFound):
        accept(store, token, at=NOON + LASTS)


def test_a_link_stays_open_when_the_login_is_taken_or_the_password_is_refused(store):
    make_user(store, "lan")
    token = invite(store)
    with pytest.raises(Conflict):
        accept(store, token, "lan")
    with pytest.raises(InvalidInput):
        invitations.accept_new(store, token, login="lan2", password="123456789012", at=NOON)
    assert accept(store, token, "lan2").login == "lan2"


def test_the_store_holds_no_token_and_the_log_neither(store):
    token = invite(store)
    with store.read() as connection:
        row = connection.execute(table.select()).one()
    assert len(token) >= 43
    assert token not in repr(row)
    assert token not in repr(read_log(store, LogFilter(), 10))


def test_a_link_can_be_withdrawn(store):
    token = invite(store)
    (held,) = invitations.list_invitations(store, NOON)
    invitations.withdraw(store, COMMAND_LINE, held.invitation_id)
    with pytest.raises(NotFound):
        accept(store, token)
    with pytest.raises(NotFound):
        invitations.withdraw(store, COMMAND_LINE, held.invitation_id)


def test_the_links_of_an_administrator_end_with_the_administrator(store):
    boss, _ = make_administrator(store), make_user(store, "second", RoleName.ADMINISTRATOR)
    token = invite(store, boss.actor, RoleName.ADMINISTRATOR)
    users.set_active(store, COMMAND_LINE, boss.user_id, 1, active=False)
    with pytest.raises(NotFound):
        accept(store, token)


def test_a_link_for_a_new_password_ends_sessions_tokens_and_the_rest_of_the_account(store):
    user = make_user(store)
    begun = sessions.begin(store, user.user_id, NOON)
    key = tokens.create_token(store, user, "script", 30, NOON)
    token = invitations.invite_reset(store, COMMAND_LINE, user.user_id, NOON)
    assert invitations.find_invitation(store, token, NOON).login == "lan"
    assert invitations.accept_reset(store, token, password=NEW, at=NOON).user_id == user.user_id
    assert sessions.find_session(store, begun.token, NOON) is None
    assert tokens.find_token(store, key, NOON) is None
    assert sessions.sign_in(store, "lan", NEW, NOON) is not None


def test_a_second_link_for_a_new_password_ends_the_first(store):
    user = make_user(store)
    first, second = (invitations.invite_reset(store, COMMAND_LINE, user.user_id, NOON) for _ in range(2))
    with pytest.raises(NotFound):
        invitations.accept_reset(store, first, password=NEW, at=NOON)
    assert invitations.accept_reset(store, second, password=NEW, at=NOON)


def test_who_is_shut_out_gets_no_new_password(store):
    user = make_user(store)
    token = invitations.invite_reset(store, COMMAND_LINE, user.user_id, NOON)
    users.set_active(store, COMMAND_LINE, user.user_id, 1, active=False)
    with pytest.raises(NotFound):
        invitations.accept_reset(store, token, password=NEW, at=NOON)
    with pytest.raises(Conflict, match="activate"):
        invitations.invite_reset(store, COMMAND_LINE, user.user_id, NOON)


def test_a_link_of_one_kind_is_of_no_use_as_the_other(store):
    user = make_user(store)
    with pytest.raises(NotFound):
        accept(store, invitations.invite_reset(store, COMMAND_LINE, user.user_id, NOON), "thief")
    token = invite(store)
    with pytest.raises(NotFound):
        invitations.accept_reset(store, token, password=NEW, at=NOON)
    assert accept(store, token, "new").login == "new"


def test_who_uses_a_link_is_in_the_log_as_themselves(store):
    user = accept(store, invite(store))
    (entry,), _ = read_log(store, LogFilter(action="user_added"), 10)
    assert (entry.actor_id, entry.actor_name) == (user.user_id, "Trần Thị Lan")
    with store.read() as connection:
        assert connection.scalar(sa.select(table.c.used_at)) is not None
