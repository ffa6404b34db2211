"""A restore, a migration and a write that are killed leave the old state or the new one, nothing between."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.migrations import HEAD
from geodata.office.audit import COMMAND_LINE, note
from geodata.office.backup import make_backup, table_lines
from geodata.office.backup_format import schema_of
from geodata.office.settings import change_setting, read_settings, stored_settings
from geodata.office.tables import audit_log
from geodata.store import Store, connected, migrate, version_of
from tests.conftest import sqlite_url
from tests.system.crash_harness import CROPS, TRIES

ROOT = Path(__file__).parents[2]
TRIGGERS = {
    "sqlite": "SELECT name || ' ' || sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname || ' ' || tgenabled::text FROM pg_trigger t"
    " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE NOT tgisinternal AND n.nspname = current_schema() ORDER BY tgname",
}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork, which Windows has not")

Try = dict[str, object]


def state(url: str) -> dict[str, object]:
    """Return everything that must be all old or all new, without the moments of the writes themselves."""
    with connected(url) as connection:
        version = version_of(connection)
        found: dict[str, object] = {"version": version}
        if version is None:
            return found
        found["triggers"] = list(connection.scalars(sa.text(TRIGGERS[connection.dialect.name])))
        found["revision"] = connection.scalar(sa.select(tables.store_state.c.revision))
        for shape in schema_of(version):
            lines = list(table_lines(connection, shape))
            # Lines of the log and the state of the store tell when they were written.
            is_told_by_count = shape.name in ("audit_log", "store_state")
            digest = hashlib.sha256(b"".join(lines)).hexdigest()
            found[shape.name] = len(lines) if is_told_by_count else digest
        if connection.dialect.name == "sqlite":
            assert connection.scalar(sa.text("PRAGMA integrity_check")) == "ok"
    return found


def tries(task: str, url: str, folder: Path, file: Path | str = "", before: Path | str = "") -> Iterator[Try]:
    """Give every try of the harness, first the one that ended; each is looked at before the next begins."""
    command = [
        sys.executable,
        "-m",
        "tests.system.crash_harness",
        task,
        url,
        str(file),
        str(folder),
        str(before),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as harness:
        assert harness.stdin is not None
        assert harness.stdout is not None
        for number, line in enumerate(harness.stdout):
            yield json.loads(line)
            if number:
                harness.stdin.write("\n")
                harness.stdin.flush()
    assert harness.returncode == 0


def killed_by_all_means(results: list[Try]) -> bool:
    """Return whether every try ran, and many were killed; one that was to be killed by time may be faster."""
    return len(results) == TRIES + 1 and sum(bool(one["killed"]) for one in results) >= TRIES * 2 // 5


def can_be_written(url: str) -> bool:
    """Return whether the lock of the dead is gone and the audit log is still closed."""
    with Store.open(url) as store:
        revision = store.revision()
        with store.write() as connection:
            connection.execute(tables.crops.insert().values(crop="sau cùng"))
            # A trigger of SQLite is asked for rows: the log may still have been empty.
            note(connection, COMMAND_LINE, "written", "crop", "sau cùng")
        with pytest.raises(sa.exc.DBAPIError, match="only added to"), store.write() as connection:
            connection.execute(audit_log.delete())
        return store.revision() == revision + 1


@pytest.fixture
def restored(sqlite_store: Store, tmp_path: Path) -> tuple[Path, Path]:
    """Two backups: of a state with many rows, and of one that somebody worked on since."""
    old, new = tmp_path / "old.zip", tmp_path / "new.zip"
    with sqlite_store.write() as connection:
        connection.execute(tables.crops.insert(), [{"crop": f"chè {number}"} for number in range(2_000)])
    change_setting(sqlite_store, "name", "Sở mới", 0, COMMAND_LINE)
    make_backup(sqlite_store.url, new)
    with sqlite_store.write() as connection:
        connection.execute(tables.crops.delete().where(tables.crops.c.crop.like("%1%")))
        connection.execute(tables.places.insert(), [{"place_id": "p", "name": "Bắc Hà"}])
    change_setting(sqlite_store, "name", "Sở cũ", 1, COMMAND_LINE)
    make_backup(sqlite_store.url, old)
    return old, new


def test_a_killed_restore_leaves_the_old_state_or_the_new(sqlite_store, restored, tmp_path):
    old = state(sqlite_store.url)
    results, left = [], []
    new: dict[str, object] = {}
    sqlite_store.close()
    for one in tries("restore", sqlite_store.url, tmp_path, file=restored[1]):
        results.append(one)
        found = state(str(one["url"]))
        new = new or found
        assert found in (old, new)
        left.append(found == new)
        assert can_be_written(str(one["url"]))
    assert new != old
    assert killed_by_all_means(results)
    # A whole restore was not only begun.
    assert left[0]
    assert not all(left)


def test_a_killed_restore_into_a_new_file_leaves_nothing_or_all(restored, tmp_path):
    results = []
    for number, one in enumerate(tries("restore", fresh_url(tmp_path), tmp_path, file=restored[1])):
        results.append(one)
        found = state(str(one["url"]))
        if number == 0:
            new = found
        assert found in ({"version": None}, new)
    assert killed_by_all_means(results)


def fresh_url(folder: Path) -> str:
    """Return the address of an empty file."""
    path = folder / "nothing.db"
    path.touch()
    return sqlite_url(path)


def test_a_killed_restore_on_postgresql_leaves_the_old_state_or_the_new(
    postgis_schema_url, restored, tmp_path
):
    old_file, new_file = restored
    migrate(postgis_schema_url)
    states: dict[str, dict[str, object]] = {}
    for name, file in (("old", old_file), ("new", new_file)):
        from geodata.office.backup_restore import restore

        restore(postgis_schema_url, file)
        states[name] = rows_of(postgis_schema_url)
    results = []
    for number, one in enumerate(
        tries("restore", postgis_schema_url, tmp_path, file=new_file, before=old_file)
    ):
        results.append(one)
        found = rows_of(postgis_schema_url)
        assert found in states.values()
        assert number or found == states["new"]
    assert killed_by_all_means(results)
    assert can_be_written(postgis_schema_url)


def rows_of(url: str) -> dict[str, object]:
    """Return the state without what counts restores."""
    return {name: value for name, value in state(url).items() if name not in ("revision", "audit_log")}


def test_a_killed_migration_leaves_the_old_version_or_the_new(tmp_path):
    url = sqlite_url(tmp_path / "old.db")
    migrate(url, "0001")
    with connected(url, writes=True) as connection:
        connection.execute(tables.crops.insert(), [{"crop": f"chè {number}"} for number in range(500)])
    old = state(url)
    new: dict[str, object] = {}
    results = []
    for one in tries("migrate", url, tmp_path):
        results.append(one)
        found = state(str(one["url"]))
        new = new or found
        assert found in (old, new)
        migrate(str(one["url"]))
        assert state(str(one["url"])) == new
    assert (old["version"], new["version"]) == ("0001", HEAD)
    assert killed_by_all_means(results)


@pytest.fixture(params=["sqlite", "postgis"])
def written_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty migrated database of each kind."""
    if request.param == "sqlite":
        url = sqlite_url(tmp_path / "written.db")
    else:
        url = request.getfixturevalue("postgis_schema_url")
    migrate(url)
    return url


def test_a_killed_write_is_all_there_or_not_at_all(written_url, tmp_path):
    results = []
    for one in tries("write", written_url, tmp_path):
        results.append(one)
        with Store.open(str(one["url"])) as store:
            check_whole(store)
    assert killed_by_all_means(results)
    assert can_be_written(str(results[-1]["url"]))


def check_whole(store: Store) -> None:
    """Assert that each write of the harness is there with all of its parts, or with none."""
    found = read_settings(store)
    versions = {stored_settings(store)[name].version for name in ("name", "signatory_name")}
    assert found.name == found.signatory_name == found.signatory_position
    assert len(versions) == 1
    with store.read() as connection:
        crops = list(connection.scalars(sa.select(tables.crops.c.crop)))
        made_up = list(
            connection.scalars(sa.select(audit_log.c.subject_id).where(audit_log.c.action == "made_up"))
        )
        changes = len(connection.scalars(sa.select(audit_log.c.audit_id)).all()) - len(made_up)
    assert sorted(made_up) == sorted({crop.partition("-")[0] for crop in crops})
    assert len(crops) == CROPS * len(made_up)
    assert changes == 3 * versions.pop()
    assert store.revision() == len(made_up) + changes // 3
