"""People: added, changed, shut out; never without an administrator, never over somebody else's change."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.errors import Conflict, InvalidInput, NotFound
from geodata.office import sessions, tokens, users
from geodata.office.audit import COMMAND_LINE, LogFilter, read_log
from geodata.office.vocabulary import RoleName
from tests.office_factories import NOON, PASSWORD, make_administrator, make_user

SA_PA = ("90102", date(2025, 7, 1))
BAC_HA = ("901", date(2020, 1, 1))


def test_a_person_is_found_as_they_were_added(store):
    added = users.create_user(
        store,
        COMMAND_LINE,
        login=" Lan.Tran ",
        name="Trần  Thị Lan",
        role=RoleName.EDITOR,
        password=PASSWORD,
        units=[SA_PA, BAC_HA, SA_PA],
    )
    found = users.find_user(store, added.user_id)
    assert found == added
    assert (found.login, found.name, found.role) == ("lan.tran", "Trần Thị Lan", RoleName.EDITOR)
    assert found.units == (BAC_HA, SA_PA)


def test_the_log_says_what_a_person_became_and_holds_no_password(store):
    user = make_user(store)
    (entry,), _ = read_log(store, LogFilter(action="user_added"), 10)
    assert entry.after == {"login": "lan", "name": "Trần Thị Lan", "role": "editor", "units": []}
    assert entry.subject_id == user.user_id
    assert "argon2" not in repr(entry)


@pytest.mark.parametrize("login", ["LAN", "lan", "ＬＡＮ"])
def test_a_login_is_taken_whatever_its_case_and_width(store, login):
    make_user(store, "lan")
    with pytest.raises(Conflict, match="taken"):
        make_user(store, login)


@pytest.mark.parametrize("login", ["", "ab", "hai từ", "a" * 61, "x/y", "<b>"])
def test_a_login_that_cannot_be_is_refused(store, login):
    with pytest.raises(InvalidInput, match="login name"):
        make_user(store, login)


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b"])
def test_a_name_that_cannot_be_is_refused(store, name):
    with pytest.raises(InvalidInput, match="A name has"):
        make_user(store, name=name)


def test_each_role_may_all_that_the_ones_before_it_may(store):
    made = [make_user(store, f"user-{role}", role) for role in RoleName]
    assert [[user.may(least) for least in RoleName] for user in made] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


def test_an_editor_of_some_units_edits_only_there(store):
    held = make_user(store, "held", units=[SA_PA])
    assert held.edits([("90101", date(2020, 1, 1)), SA_PA])
    assert not held.edits([BAC_HA])
    assert not held.edits([])
    assert make_user(store, "free").edits([BAC_HA])


def test_only_an_editor_is_held_to_units(store):
    editor = make_user(store, units=[SA_PA])
    planner = users.change_user(
        store, COMMAND_LINE, editor.user_id, 1, name=editor.name, role=RoleName.PLANNER, units=[SA_PA]
    )
    assert planner.units == ()
    assert planner.edits([BAC_HA])


def test_a_change_is_in_the_log_from_what_to_what(store):
    boss, editor = make_administrator(store), make_user(store)
    users.change_user(store, boss.actor, editor.user_id, 1, name="Lan", role=RoleName.EDITOR, units=[SA_PA])
    (entry,), _ = read_log(store, LogFilter(action="user_changed"), 10)
    assert (entry.actor_id, entry.subject_id) == (boss.user_id, editor.user_id)
    assert (entry.before["name"], entry.after["name"]) == ("Trần Thị Lan", "Lan")
    assert (entry.before["units"], entry.after["units"]) == ([], ["90102 2025-07-01"])


def test_of_two_changes_on_one_version_the_second_is_a_conflict(store):
    user = make_user(store)
    users.change_user(store, COMMAND_LINE, user.user_id, 1, name="A", role=RoleName.PLANNER, units=())
    with pytest.raises(Conflict, match="in the meantime"):
        users.change_user(store, COMMAND_LINE, user.user_id, 1, name="B", role=RoleName.EDITOR, units=())
    assert users.find_user(store, user.user_id).name == "A"


def test_the_last_administrator_can_neither_be_shut_out_nor_made_less(store):
    boss = make_administrator(store)
    with pytest.raises(Conflict, match="only administrator"):
        users.set_active(store, COMMAND_LINE, boss.user_id, 1, active=False)
    with pytest.raises(Conflict, match="only administrator"):
        users.change_user(
            store, COMMAND_LINE, boss.user_id, 1, name=boss.name, role=RoleName.EDITOR, units=()
        )
    other = make_user(store, "second", RoleName.ADMINISTRATOR)
    assert users.set_active(store, COMMAND_LINE, boss.user_id, 1, active=False).active is False
    assert users.find_user(store, other.user_id).active


def test_who_is_shut_out_has_neither_session_nor_token_and_none_comes_back(store):
    user = make_user(store)
    begun = sessions.begin(store, user.user_id, NOON)
    token = tokens.create_token(store, user, "script", 30, NOON)
    users.set_active(store, COMMAND_LINE, user.user_id, 1, active=False)
    users.set_active(store, COMMAND_LINE, user.user_id, 2, active=True)
    assert sessions.find_session(store, begun.token, NOON) is None
    assert tokens.find_token(store, token, NOON) is None


def test_active_people_are_listed_first(store):
    for login in ("ba", "an", "chi"):
        make_user(store, f"{login}-x")
    gone = next(user for user in users.list_users(store) if user.login == "an-x")
    users.set_active(store, COMMAND_LINE, gone.user_id, 1, active=False)
    assert [user.login for user in users.list_users(store)] == ["ba-x", "chi-x", "an-x"]


def test_nobody_is_told_from_somebody_by_a_plain_error(store):
    with pytest.raises(NotFound, match="no such person"):
        users.find_user(store, "nobody")


def test_writing_people_makes_no_new_revision(store):
    before = store.revision()
    make_user(store)
    assert store.revision() == before


def test_a_unit_text_that_cannot_be_is_refused():
    assert users.units_of_texts(users.unit_texts([SA_PA])) == (SA_PA,)
    with pytest.raises(InvalidInput, match="choose from the list"):
        users.units_of_texts(["90102"])
