"""A scenario keeps every input and the answer as it was found, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from geodata.errors import InvalidInput, NotFound, Stale
from geodata.office.audit import Actor, LogFilter, read_log
from geodata.office.backup import make_backup
from geodata.office.backup_restore import restore
from geodata.office.clock import utc_now
from geodata.office.tables import scenarios
from geodata.planning.scenarios import (
    LONGEST_NAME,
    REMOVED_FOR,
    change_scenario,
    find_scenario,
    list_scenarios,
    remove_scenario,
    restore_scenario,
    save_scenario,
)

PLANNER = Actor("u1", "Chị Hoa")
REQUEST = {"model": "p_median", "sites": 2, "note": "Thanh Bình"}
ANSWER = {"objective": 1.5, "opened": ["commune:02683"], "basis": {"revision": 7, "checksum": "ab"}}


def saved(store, name="Phương án 1", note=None):
    """Save one scenario."""
    return save_scenario(store, PLANNER, name, note, REQUEST, ANSWER)


def test_a_scenario_comes_back_as_it_was_saved(store):
    found = find_scenario(store, saved(store, note="  nháp ").scenario_id)
    assert (found.request, found.answer, found.basis) == (REQUEST, ANSWER, ANSWER["basis"])
    assert (found.name, found.note, found.author_name, found.revision) == (
        "Phương án 1",
        "nháp",
        "Chị Hoa",
        7,
    )
    assert found.shared is False


def test_saving_makes_no_new_revision(store):
    before = store.revision()
    saved(store)
    assert store.revision() == before


@pytest.mark.parametrize("name", ["", "   ", None, "x" * (LONGEST_NAME + 1), 5])
def test_a_scenario_needs_a_name_of_reasonable_length(sqlite_store, name):
    with pytest.raises(InvalidInput):
        saved(sqlite_store, name)


def test_a_change_from_an_old_version_is_refused(store):
    found = saved(store)
    change_scenario(store, PLANNER, found.scenario_id, 1, {"shared": True})
    with pytest.raises(Stale):
        change_scenario(store, PLANNER, found.scenario_id, 1, {"name": "Khác"})
    assert find_scenario(store, found.scenario_id).name == "Phương án 1"


def test_what_was_changed_stands_in_the_log(sqlite_store):
    found = saved(sqlite_store)
    change_scenario(sqlite_store, PLANNER, found.scenario_id, 1, {"name": "Phương án 2"})
    entries, _ = read_log(sqlite_store, LogFilter(subject_kind="scenario"), limit=1)
    assert (entries[0].before, entries[0].after) == ({"name": "Phương án 1"}, {"name": "Phương án 2"})


def test_a_removed_scenario_is_gone(store):
    found = saved(store)
    remove_scenario(store, PLANNER, found.scenario_id, 1)
    with pytest.raises(NotFound):
        find_scenario(store, found.scenario_id)
    assert list_scenarios(store, limit=9) == ([], 0)


def test_a_removed_scenario_is_put_back_as_it_was_for_thirty_days(store):
    old, found = saved(store, "cũ"), saved(store, note="nháp")
    for one in (old, found):
        remove_scenario(store, PLANNER, one.scenario_id, 1)
    with store.write(revises=False) as connection:
        longer = utc_now() - REMOVED_FOR - timedelta(seconds=1)
        connection.execute(
            scenarios.update().where(scenarios.c.scenario_id == old.scenario_id).values(removed_at=longer)
        )
    assert restore_scenario(store, PLANNER, found.scenario_id) == found
    assert find_scenario(store, found.scenario_id) == found
    with pytest.raises(NotFound):
        restore_scenario(store, PLANNER, old.scenario_id)
    assert read_log(store, LogFilter(subject_kind="scenario"), limit=1)[0][0].action == "scenario_restored"


def test_the_list_has_the_newest_first_and_counts_all(sqlite_store):
    for number in range(3):
        saved(sqlite_store, f"Phương án {number}")
    headings, total = list_scenarios(sqlite_store, limit=2)
    assert ([heading.name for heading in headings], total) == (["Phương án 2", "Phương án 1"], 3)


def test_a_backup_brings_a_scenario_back_as_it_was(store, tmp_path):
    kept = saved(store)
    address = store._engine.url.render_as_string(hide_password=False)
    make_backup(address, tmp_path / "backup.zip")
    remove_scenario(store, PLANNER, kept.scenario_id, kept.version)
    restore(address, tmp_path / "backup.zip")
    assert find_scenario(store, kept.scenario_id) == kept
