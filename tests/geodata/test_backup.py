"""A backup holds every row; a restore puts every one back, on and between both databases, or does nothing."""

from __future__ import annotations

import errno
import json
import math
import os
import random
import shutil
import stat
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box

from geodata import presence, tables
from geodata.errors import Conflict, DataProblem, NotFound, OcopError, StoreUnavailable
from geodata.migrations import HEAD
from geodata.office import backup, backup_format, backup_restore
from geodata.office import tables as office
from geodata.office.audit import COMMAND_LINE, LogFilter, note, read_log
from geodata.office.backup import back_up_before_upgrade, make_backup, table_lines
from geodata.office.backup_format import (
    MANIFEST,
    Manifest,
    TableShape,
    decoded,
    encoded,
    opened,
    schema_of,
)
from geodata.office.backup_restore import check, restore
from geodata.office.settings import Actor, change_setting, read_settings
from geodata.store import Store, connected, migrate
from scripts import _databases as databases
from scripts import backup as backup_command
from scripts import load_reference as load_command
from scripts import restore as restore_command
from tests.conftest import new_database, sqlite_url

SHAPE = box(103.9, 22.1, 104.1, 22.3333333333)
AT = datetime(2025, 7, 1, 3, 4, 5, 678901, tzinfo=UTC)


def address(store: Store) -> str:
    """Return the address of a store, with its password."""
    return store._engine.url.render_as_string(hide_password=False)


def fill(store: Store) -> None:
    """Write values that are easily lost: accents, borders, nothing, bytes, moments."""
    with store.write() as connection:
        connection.execute(
            tables.units.insert(),
            [
                {
                    "unit_code": code,
                    "valid_from": date(2025, 7, 1),
                    "level": "commune",
                    "kind": "commune",
                    "name": name,
                    "has_records": True,
                    "source": "made up",
                    "shape": SHAPE if code == "00001" else None,
                    "area_km2": 0.1 + 0.2,
                    "label_lon": -0.0,
                }
                for code, name in [("00001", "Bản Hồ"), ("00010", "{{ 6*7 }}\n\u2028'\""), ("0001", "Ả")]
            ],
        )
        connection.execute(
            office.office_files.insert().values(
                name="logo-x", media_type="image/png", content=bytes(range(256)), checksum="c"
            )
        )
        user = {"login": "lan", "name": "Lan", "password_hash": "$argon2id$…", "role": "editor"}
        user |= {"user_id": "u1", "active": True, "session_epoch": 3, "failed_sign_ins": 0, "version": 1}
        connection.execute(office.users.insert().values(**user, created_at=AT))
        token = {"token_id": "t1", "token_hash": "h", "user_id": "u1", "name": "QGIS", "expires_at": AT}
        connection.execute(office.api_tokens.insert().values(**token, created_at=AT))
        note(connection, COMMAND_LINE, "made_up", "test", "1", None, {"name": "Đà"})


def content(store: Store) -> dict[str, list[bytes]]:
    """Return every row of every table but the two that a restore adds to."""
    with store.read() as connection:
        return {
            shape.name: list(table_lines(connection, shape))
            for shape in schema_of(HEAD)
            if shape.name not in ("store_state", "audit_log")
        }


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with some rows, on each of the two databases."""
    fill(store)
    return store


@pytest.fixture
def file(filled: Store, tmp_path: Path) -> Path:
    """A backup of it."""
    target = tmp_path / "copies" / "a.zip"
    make_backup(address(filled), target)
    return target


@pytest.fixture
def small_file(sqlite_store: Store, tmp_path: Path) -> Path:
    """A backup made on SQLite."""
    fill(sqlite_store)
    target = tmp_path / "small.zip"
    make_backup(address(sqlite_store), target)
    return target


@pytest.fixture(params=["sqlite", "postgis"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of another database with nothing in it, of each kind."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "other" / "ocop.db")
        return
    with new_database() as url:
        yield url.render_as_string(hide_password=False)


# --- there and back --------------------------------------------------------------------------------------


def test_every_row_comes_back_bit_for_bit_on_either_database(filled, file, other_url):
    restore(other_url, file)
    with Store.open(other_url) as other:
        assert content(other) == content(filled)
        shape = other.frame(sa.select(tables.units.c.shape).where(tables.units.c.unit_code == "00001"))
        assert shape["shape"].iloc[0].wkb == SHAPE.wkb
        assert other.frame(sa.select(tables.units.c.area_km2))["area_km2"].iloc[0] == 0.1 + 0.2


def test_the_same_rows_make_the_same_members_on_either_database(filled, file, other_url, tmp_path):
    restore(other_url, file)
    again = tmp_path / "again.zip"
    make_backup(other_url, again)
    with opened(file) as one, opened(again) as two:
        own = ("store_state", "audit_log")
        members = [{m.table: m.sha256 for m in x.manifest.members if m.table not in own} for x in (one, two)]
    assert members[0] == members[1]


def test_a_restore_takes_away_what_came_after_the_backup(filled, file):
    before, revision = content(filled), filled.revision()
    change_setting(filled, "name", "Sở khác", 0, Actor(None, "Lan"))
    with filled.write() as connection:
        connection.execute(tables.units.delete())
    restore(address(filled), file)
    assert content(filled) == before
    assert filled.revision() > revision + 2
    assert read_settings(filled).name == ""


def test_a_restore_is_in_the_audit_log_which_stays_closed_and_counts_on(filled, file):
    restore(address(filled), file)
    entries, total = read_log(filled, LogFilter(), 10)
    assert [entry.action for entry in entries] == ["backup_restored", "made_up"]
    newest, first = (entry.audit_id for entry in entries)
    assert newest > first == 1
    assert total == 2
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), filled.write() as connection:
        connection.execute(office.audit_log.delete())


def test_a_restore_that_is_cut_off_lets_the_old_rows_count_on(filled, file, monkeypatch):
    for _ in range(3):
        with filled.write() as connection:
            note(connection, COMMAND_LINE, "written", "crop", "chè")

    def cut(*_args):
        raise StoreUnavailable("cut off")

    monkeypatch.setattr(backup_restore, "_finish", cut)
    url = address(filled)
    filled.close()
    with pytest.raises(StoreUnavailable):
        restore(url, file, force_running=True)
    with Store.open(url) as store, store.write() as connection:
        note(connection, COMMAND_LINE, "written", "crop", "sau cùng")


def test_no_session_revoked_token_or_running_job_comes_back(filled, tmp_path):
    with filled.write() as connection:
        connection.execute(
            office.sessions.insert().values(token_hash="s", user_id="u1", epoch=3, begun_at=AT)
        )
        job = {"job_id": "j1", "kind": "k", "inputs": "{}", "state": "running", "progress": 0.5}
        connection.execute(office.jobs.insert().values(**job, cancel_requested=False, created_at=AT))
    file = tmp_path / "a.zip"
    make_backup(address(filled), file)
    with filled.write() as connection:
        connection.execute(office.api_tokens.update().values(revoked_at=AT))
    restore(address(filled), file)
    with filled.read() as connection:
        assert connection.execute(sa.select(office.sessions)).all() == []
        assert connection.scalar(sa.select(office.api_tokens.c.revoked_at)) is not None
        assert connection.scalar(sa.select(office.jobs.c.state)) == "failed"


def test_a_backup_is_one_snapshot_while_others_write(filled, tmp_path):
    stop = threading.Event()

    def write() -> None:
        # Each write makes as many problems as reports, so that half of one would show.
        number = 0
        while not stop.is_set():
            number += 1
            with filled.write() as connection:
                connection.execute(
                    tables.import_reports.insert().values(
                        source_table=f"t{number}", rows_read=1, rows_written=1
                    )
                )
                problem = {"source_table": "t", "row": 1, "rule": "r", "message": "m", "severity": "kept"}
                connection.execute(tables.import_problems.insert().values(problem_id=number, **problem))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for turn in range(3):
            manifest = make_backup(address(filled), tmp_path / f"{turn}.zip")
            rows = {member.table: member.rows for member in manifest.members}
            assert rows["import_reports"] == rows["import_problems"] == manifest.revision - 1
    finally:
        stop.set()
        thread.join()


def test_views_and_rights_on_the_tables_outlive_a_restore(postgis_store, tmp_path):
    fill(postgis_store)
    file = tmp_path / "a.zip"
    make_backup(address(postgis_store), file)
    with postgis_store.write() as connection:
        connection.execute(sa.text("CREATE VIEW of_the_analysts AS SELECT unit_code, geom FROM units"))
    restore(address(postgis_store), file)
    with postgis_store.read() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM of_the_analysts WHERE geom IS NOT NULL")) == 1


@given(
    st.lists(
        st.tuples(
            st.text(),
            st.none() | st.floats(allow_nan=False),
            st.integers(-(2**31), 2**31 - 1),
            st.booleans(),
            st.binary(max_size=40),
            st.none() | st.dates(),
            st.datetimes(timezones=st.just(UTC)),
        ),
        max_size=5,
    )
)
def test_a_line_gives_back_what_it_was_made_of(rows):
    kinds = ("text", "float", "integer", "boolean", "bytes", "date", "time")
    shape = TableShape("t", tuple(zip("tfibyds", kinds, strict=True)), ())
    for row in rows:
        line = encoded(shape, row)
        found = tuple(decoded(shape, line).values())
        assert line.count(b"\n") == 1
        assert found == row
        assert [type(value) for value in found] == [type(value) for value in row]


def test_what_is_no_number_comes_back_as_such():
    shape = TableShape("t", (("f", "float"),), ())
    found = [decoded(shape, encoded(shape, [value]))["f"] for value in (math.nan, math.inf, -math.inf)]
    assert list(map(str, found)) == ["nan", "inf", "-inf"]


# --- the file --------------------------------------------------------------------------------------------


def test_the_file_says_what_it_is_and_only_its_owner_may_read_it(filled, file):
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with opened(file) as archive:
        manifest = archive.manifest
        assert len(check(archive)) == len(manifest.members)
    assert (manifest.schema_version, manifest.dialect) == (HEAD, filled.dialect)
    assert manifest.revision == filled.revision()
    assert datetime.fromisoformat(manifest.created_at).utcoffset().total_seconds() == 0
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_file_that_is_there_is_not_written_over(sqlite_store, small_file):
    before = small_file.read_bytes()
    with pytest.raises(Conflict):
        make_backup(address(sqlite_store), small_file)
    assert small_file.read_bytes() == before


def test_a_full_disk_is_told_and_leaves_no_half_file(sqlite_store, tmp_path, monkeypatch):
    def no_room(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(backup.os, "fsync", no_room)
    with pytest.raises(StoreUnavailable, match="No space left"):
        make_backup(address(sqlite_store), tmp_path / "folder" / "a.zip")
    assert list((tmp_path / "folder").iterdir()) == []


def test_what_is_not_there_is_told(tmp_path, sqlite_store):
    with pytest.raises(NotFound):
        restore(address(sqlite_store), tmp_path / "nothing.zip")
    with pytest.raises(StoreUnavailable, match="set it up first"):
        make_backup(sqlite_url(tmp_path / "nothing.db"), tmp_path / "a.zip")
    assert not (tmp_path / "nothing.db").exists()
    assert not (tmp_path / "a.zip").exists()


def rewritten(file: Path, change, target: Path) -> Path:
    """Return a copy of a backup whose members ``change`` has been let at."""
    with zipfile.ZipFile(file) as source:
        members = {name: source.read(name) for name in source.namelist()}
    change(members)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, body in members.items():
            copy.writestr(name, body)
    return target


def lose(name):
    """Return a change that leaves a member out."""
    return lambda members: members.pop(name)


def put(name, body):
    """Return a change that writes a member."""
    return lambda members: members.update({name: body})


def say(**values):
    """Return a change of the manifest."""

    def change(members):
        members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | values).encode()

    return change


def name_another_table(members):
    """Let the manifest name a table that no version has."""
    members[MANIFEST] = members[MANIFEST].replace(b'"crops"', b'"users; DROP TABLE users"')
    members["tables/users; DROP TABLE users.jsonl"] = members.pop("tables/crops.jsonl")


@pytest.mark.parametrize(
    "change",
    [
        lose(MANIFEST),
        lose("tables/units.jsonl"),
        put("../../evil", b"x"),
        put("tables/units.jsonl", b""),
        put("tables/crops.jsonl", b'["tea",null]\n'),
        put(MANIFEST, b"{}"),
        put(MANIFEST, b"[]"),
        put(MANIFEST, b"\xff"),
        put(MANIFEST, b" " * 1_000_001),
        say(format=2),
        say(members=[]),
        say(members=[{"table": "units"}]),
        name_another_table,
    ],
)
def test_a_file_that_was_changed_is_refused_and_nothing_with_it(sqlite_store, small_file, tmp_path, change):
    before, state = content(sqlite_store), sqlite_store.state()
    with pytest.raises(DataProblem):
        restore(address(sqlite_store), rewritten(small_file, change, tmp_path / "changed.zip"))
    assert (content(sqlite_store), sqlite_store.state()) == (before, state)


def test_a_backup_of_a_newer_version_is_refused(sqlite_store, small_file, tmp_path):
    newer = rewritten(small_file, say(schema_version="9999"), tmp_path / "newer.zip")
    with pytest.raises(StoreUnavailable, match="9999 of the database is newer"):
        restore(address(sqlite_store), newer)


def test_a_damaged_byte_is_found_or_does_no_harm(sqlite_store, small_file, tmp_path):
    chance = random.Random("damage")
    whole = small_file.read_bytes()
    with opened(small_file) as archive:
        sound = archive.manifest
    damaged = tmp_path / "damaged.zip"
    refused = 0
    for place in chance.sample(range(len(whole)), 60):
        damaged.write_bytes(
            whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]
        )
        try:
            with opened(damaged) as archive:
                for shape in schema_of(HEAD):
                    list(archive.rows(shape))
                # What is left of the zip besides the members: times, attributes, the program that made it.
                assert archive.manifest == sound
        except OcopError:
            refused += 1
    assert refused > 20


@pytest.mark.parametrize("method", [0b1100, 0b1110, 0b1001, 0b11000])
def test_a_bit_that_names_another_way_of_packing_is_damage(small_file, tmp_path, method):
    whole = bytearray(small_file.read_bytes())
    # The tenth byte of the last header in the directory of the zip; 12 is bzip2, 14 LZMA.
    place = whole.rindex(b"PK\x01\x02") + 10
    assert whole[place] == zipfile.ZIP_DEFLATED
    whole[place] = method
    damaged = tmp_path / "damaged.zip"
    damaged.write_bytes(whole)
    with pytest.raises(DataProblem, match="is damaged"), opened(damaged):
        pass


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_file_that_was_cut_off_is_refused(sqlite_store, small_file, tmp_path, share):
    whole = small_file.read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DataProblem):
        restore(address(sqlite_store), cut)


def test_a_file_that_changes_after_the_check_is_rolled_back(sqlite_store, small_file, monkeypatch):
    rows, reads = backup_format.Archive.rows, []

    def worse(self, shape):
        reads.append(shape.name)
        yield from rows(self, shape)
        if reads.count("users") == 2:
            raise backup_format.damaged(self.path, "changed")

    before, state = content(sqlite_store), sqlite_store.state()
    monkeypatch.setattr(backup_format.Archive, "rows", worse)
    with pytest.raises(DataProblem):
        restore(address(sqlite_store), small_file)
    assert (content(sqlite_store), sqlite_store.state()) == (before, state)


def test_a_row_that_postgresql_does_not_take_is_told_and_changes_nothing(
    sqlite_store, postgis_store, tmp_path
):
    with sqlite_store.write() as connection:
        connection.execute(tables.crops.insert().values(crop="a\0b"))
    file = tmp_path / "a.zip"
    make_backup(address(sqlite_store), file)
    fill(postgis_store)
    before = content(postgis_store)
    with pytest.raises(DataProblem, match="Nothing was changed"):
        restore(address(postgis_store), file)
    assert content(postgis_store) == before


def test_a_database_that_has_no_room_is_told_and_keeps_what_it_has(sqlite_store, tmp_path):
    with sqlite_store.write() as connection:
        connection.execute(tables.crops.insert(), [{"crop": f"chè {number}" * 50} for number in range(2_000)])
    file = tmp_path / "a.zip"
    make_backup(address(sqlite_store), file)
    small = sqlite_url(tmp_path / "small.db")
    migrate(small)
    before = (tmp_path / "small.db").stat().st_size // 4096

    def bound(connection, _record) -> None:
        connection.execute(f"PRAGMA max_page_count = {before + 20}").close()

    sa.event.listen(sa.Engine, "connect", bound)
    try:
        with pytest.raises(StoreUnavailable, match="full: nothing was changed"):
            restore(small, file)
    finally:
        sa.event.remove(sa.Engine, "connect", bound)
    assert crops_of(small) == []


# --- a running site --------------------------------------------------------------------------------------


def test_a_restore_under_a_running_site_is_refused_unless_told(filled, file):
    url = address(filled)
    before = filled.state()
    with Store.open(url, serving=True) as site:
        site.revision()
        with pytest.raises(Conflict, match="--force-running"):
            restore(url, file)
        assert filled.state() == before
        restore(url, file, force_running=True)
        assert site.revision() == filled.revision() > before.revision
    restore(url, file)


def test_two_workers_serve_side_by_side(filled, file):
    url = address(filled)
    first, second = Store.open(url, serving=True), Store.open(url, serving=True)
    second.revision()
    first.close()
    with pytest.raises(Conflict):
        restore(url, file)
    second.close()
    restore(url, file)


def test_a_lock_that_a_dead_site_left_behind_is_free(sqlite_store, small_file):
    database = Path(sqlite_store.url.removeprefix("sqlite:///"))
    presence.lock_file(database).touch()
    restore(address(sqlite_store), small_file)


def test_windows_lets_each_worker_hold_a_byte_of_its_own(tmp_path):
    held: set[int] = set()

    def lock(descriptor: int, length: int) -> None:
        start = os.lseek(descriptor, 0, os.SEEK_CUR)
        wanted = set(range(start, start + length))
        if wanted & held:
            raise OSError(errno.EACCES, "locked")
        held.update(wanted)

    with (tmp_path / "lock").open("a+b", buffering=0) as handle:
        assert presence._take_bytes(handle, shared=True, lock=lock)
        assert presence._take_bytes(handle, shared=True, lock=lock)
        assert not presence._take_bytes(handle, shared=False, lock=lock)
        held.clear()
        assert presence._take_bytes(handle, shared=False, lock=lock)
        assert not presence._take_bytes(handle, shared=True, lock=lock)


# --- versions --------------------------------------------------------------------------------------------


def old_database(url: str) -> None:
    """Make a database of the first version, with a row in it."""
    migrate(url, "0001")
    with connected(url, writes=True) as connection:
        connection.execute(tables.crops.insert().values(crop="chè"))


def crops_of(url: str) -> list[str]:
    """Return what the database holds."""
    with Store.open(url) as store, store.read() as connection:
        return list(connection.scalars(sa.select(tables.crops.c.crop)))


def test_a_backup_of_an_older_version_is_brought_up(empty_url, other_url, tmp_path):
    old_database(empty_url)
    file = tmp_path / "old.zip"
    assert make_backup(empty_url, file).schema_version == "0001"
    restore(other_url, file)
    assert crops_of(other_url) == ["chè"]
    restore(empty_url, file)
    assert crops_of(empty_url) == ["chè"]


def test_an_upgrade_saves_the_older_database_first_and_keeps_the_last_five(
    empty_url, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("OCOP_INSTANCE_DIR", str(tmp_path / "instance"))
    folder = tmp_path / "instance" / "backups"
    folder.mkdir(parents=True)
    for year in range(2018, 2025):
        (folder / f"before-upgrade-{year}0101T000000Z-0000.zip").touch()
    (folder / "ocop-20180101T000000Z.zip").touch()
    old_database(empty_url)
    assert load_command.main(["--database", empty_url, "--lang", "en"]) in (0, 1)
    assert "saving it to" in capsys.readouterr().out
    kept = sorted(path.name for path in folder.iterdir())
    assert kept[0].startswith("before-upgrade-2021")
    assert len(kept) == 6
    assert kept[-1] == "ocop-20180101T000000Z.zip"
    restore(empty_url, folder / kept[-2])
    assert crops_of(empty_url) == ["chè"]


def test_nothing_is_saved_where_there_is_nothing_older(sqlite_store, empty_url, tmp_path):
    assert back_up_before_upgrade(address(sqlite_store), tmp_path / "backups") is None
    assert back_up_before_upgrade(empty_url, tmp_path / "backups") is None
    assert not (tmp_path / "backups").exists()


# --- the commands ----------------------------------------------------------------------------------------


def test_the_commands_say_what_they_do(sqlite_store, tmp_path, capsys):
    fill(sqlite_store)
    url, file = address(sqlite_store), tmp_path / "a.zip"
    before = content(sqlite_store)
    assert backup_command.main(["--database", url, "--output", str(file), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "Saved units: 3 rows" in said
    assert "secret key" in said
    with sqlite_store.write() as connection:
        connection.execute(office.api_tokens.delete())
    assert restore_command.main([str(file), "--database", url, "--lang", "en"]) == 0
    assert "Restored the state of" in capsys.readouterr().out
    assert content(sqlite_store) == before


def test_the_commands_tell_what_to_do(sqlite_store, tmp_path, capsys, monkeypatch):
    url = address(sqlite_store)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"this is a letter")
    assert restore_command.main([str(bad), "--database", url, "--lang", "en"]) == 2
    assert "Copy the file again" in capsys.readouterr().err
    monkeypatch.setenv("OCOP_INSTANCE_DIR", str(tmp_path / "instance"))
    monkeypatch.delenv("OCOP_DATABASE_URL", raising=False)
    assert backup_command.main(["--lang", "en"]) == 2
    assert "set it up first" in capsys.readouterr().err
    shutil.copy(url.removeprefix("sqlite:///"), tmp_path / "instance" / "ocop.db")
    assert backup_command.main(["--lang", "en"]) == 0
    assert [path.suffix for path in (tmp_path / "instance" / "backups").iterdir()] == [".zip"]


@pytest.mark.parametrize(
    ("reason", "advice"),
    [
        ('password authentication failed for user "ocop"', "user and password"),
        ("No space left on device", "Free some space"),
        ("database is locked", "wait a moment"),
    ],
)
def test_what_a_database_says_comes_with_what_to_do(capsys, reason, advice):
    def fail() -> int:
        raise StoreUnavailable("The database does not answer: %(reason)s", reason=reason)

    assert databases.told(fail, lambda text: text) == 2
    said = capsys.readouterr().err
    assert reason in said
    assert advice in said


def test_a_manifest_is_read_as_it_was_written():
    manifest = Manifest(
        format=1, program="1", schema_version="0002", created_at="x", dialect="sqlite", revision=3, members=()
    )
    assert Manifest.from_text(manifest.text()) == manifest
