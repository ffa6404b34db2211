"""The audit log: lines are added inside the change, found by filter, and never touched again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from geodata.office import audit
from geodata.office.audit import Actor, LogFilter, known_keys, note, read_log
from geodata.office.clock import utc_now

LAN = Actor("u1", "Trần Thị Lan")


def add(store, *lines):
    """Add lines: actor, action, kind and subject."""
    with store.write(revises=False) as connection:
        for line in lines:
            note(connection, *line)


def test_a_line_says_who_changed_what_from_what_to_what(store):
    with store.write() as connection:
        note(
            connection, LAN, "setting_changed", "setting", "name", {"value": "Sở"}, {"value": "Chi cục"}, "vì"
        )
    (entry,), total = read_log(store, LogFilter(), 10)
    assert (entry.actor_id, entry.actor_name, entry.action) == ("u1", "Trần Thị Lan", "setting_changed")
    assert (entry.subject_kind, entry.subject_id, entry.reason) == ("setting", "name", "vì")
    assert (entry.before, entry.after) == ({"value": "Sở"}, {"value": "Chi cục"})
    assert abs(entry.at - utc_now()) < timedelta(minutes=1)
    assert total == 1


def change_that_fails(store):
    """Note a change that is then refused by the database."""
    with store.write(revises=False) as connection:
        note(connection, LAN, "setting_changed", "setting", "name")
        connection.execute(sa.text("SELECT 1 FROM no_such_table"))


def test_a_change_that_is_rolled_back_leaves_no_line(store):
    with pytest.raises(sa.exc.DBAPIError):
        change_that_fails(store)
    assert read_log(store, LogFilter(), 10) == ([], 0)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_log SET actor_name = 'nobody'", "DELETE FROM audit_log"],
)
def test_no_line_can_be_changed_or_taken_away(store, statement):
    add(store, (LAN, "setting_changed", "setting", "name"))
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), store.write() as connection:
        connection.execute(sa.text(statement))
    assert read_log(store, LogFilter(), 10)[1] == 1


def test_the_log_cannot_be_emptied_wholesale_on_postgresql(postgis_store):
    add(postgis_store, (LAN, "setting_changed", "setting", "name"))
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), postgis_store.write() as connection:
        connection.execute(sa.text("TRUNCATE audit_log"))


@pytest.mark.parametrize("name", sorted(audit.SECRET_NAMES))
def test_a_secret_is_refused(store, name):
    with pytest.raises(ValueError, match="no secrets"):
        add(store, (LAN, "user_changed", "user", "u1", None, {name: "x"}))


def test_the_newest_line_comes_first_and_parts_fit_together(store):
    add(store, *((LAN, "user_changed", "user", f"u{number}") for number in range(5)))
    first, total = read_log(store, LogFilter(), 3)
    rest, _ = read_log(store, LogFilter(), 3, 3)
    assert [entry.subject_id for entry in first + rest] == ["u4", "u3", "u2", "u1", "u0"]
    assert total == 5


def test_lines_are_found_by_actor_action_kind_subject_and_time(store):
    bình = Actor("u2", "Nguyễn Văn Bình 100%")
    add(store, (LAN, "user_invited", "invitation", "i1"), (bình, "user_changed", "user", "u1"))

    def found(**chosen):
        return [entry.subject_id for entry in read_log(store, LogFilter(**chosen), 10)[0]]

    assert found(actor="lan") == ["i1"]
    assert found(actor="%") == ["u1"]
    assert found(action="user_changed") == found(subject_kind="user") == found(subject_id="u1") == ["u1"]
    assert found(since=utc_now() + timedelta(hours=1)) == found(until=utc_now() - timedelta(hours=1)) == []
    assert found(since=utc_now() - timedelta(hours=1), until=utc_now() + timedelta(hours=1)) == ["u1", "i1"]


def test_a_filter_offers_what_the_log_holds(store):
    add(store, (LAN, "user_invited", "invitation", "i1"), (LAN, "user_changed", "user", "u1"))
    assert known_keys(store) == (["user_changed", "user_invited"], ["invitation", "user"])
