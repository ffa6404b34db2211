"""
Does one thing to a database again and again, and is killed at another moment each time.

``python -m tests.system.crash_harness TASK URL FILE FOLDER``. The libraries are
imported once; each try is a fork of its own, killed with SIGKILL: by itself at
the n-th step of its work (a statement, its end, a commit, or a few thousand
operations inside SQLite), or by this process after a random part of the time that
the work takes. Prints one line of JSON per try; the tests look at what is left.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import sqlalchemy as sa

from geodata import tables
from geodata.migrations import HEAD
from geodata.office.audit import Actor
from geodata.office.backup_format import schema_of
from geodata.office.backup_restore import restore
from geodata.office.settings import change_settings, stored_settings
from geodata.office.tables import audit_log
from geodata.store import Store, connected, migrate

TRIES = 20
TRIES_OF = {"import": 30, "merge": 12, "undo": 12, "turns": 18}  # where the task has others
# What a task imports late, imported once before its tries.
RECORDS = ("geodata.records.merging", "geodata.records.undo", "geodata.registry.zones")
INTAKE = ("geodata.intake.making", "geodata.intake.storing")
MODULES_OF = dict.fromkeys(("merge", "undo"), RECORDS) | {"turns": (*RECORDS, *INTAKE)}
VM_STEPS = 3_000  # operations of SQLite between two looks
LONGEST_REST_S = 60
WHO = Actor(None, "Lan")
CROPS = 150
SQLITE = "sqlite:///"


class Steps:
    """Counts the steps of the work, and kills the process at one of them."""

    def __init__(self, last: int | None) -> None:
        """Kill at step ``last``; None: never."""
        self.count = 0
        self.last = last
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            sa.event.listen(sa.Engine, name, self.step)
        sa.event.listen(sa.Engine, "connect", self.watch)

    def step(self, *_: object) -> None:
        """Count one step."""
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, connection: object, _record: object) -> None:
        """Count inside SQLite's statements too."""
        if isinstance(connection, sqlite3.Connection):
            connection.set_progress_handler(lambda: self.step() or 0, VM_STEPS)


def do_restore(url: str, file: str) -> None:
    """Put the backup back."""
    restore(url, Path(file))


def do_migrate(url: str, _file: str) -> None:
    """Bring the database to the newest version."""
    migrate(url)


def do_write(url: str, _file: str) -> None:
    """Change three settings to one text, then write many rows: all in one, or none."""
    with Store.open(url) as store:
        now = stored_settings(store)
        number = now["name"].version + 1
        names = ("name", "signatory_name", "signatory_position")
        versions = {name: now[name].version for name in names}
        change_settings(store, dict.fromkeys(names, f"Sở {number}"), versions, WHO)
        with store.write() as connection:
            rows = [{"crop": f"{number}-{row}"} for row in range(CROPS)]
            connection.execute(tables.crops.insert(), rows)
            connection.execute(audit_log.insert().values(**made_up(number)))


def do_import(url: str, upload_id: str) -> None:
    """Store a file that was handed in and previewed: the records, their history, the log, the file itself."""
    from geodata.intake.making import store_upload
    from geodata.intake.uploads import find_upload
    from geodata.office.users import find_user
    from geodata.view import office_today

    with Store.open(url) as store:
        upload = find_upload(store, upload_id)
        user = find_user(store, str(upload.actor_id))
        store_upload(store, upload_id, upload.version, user, office_today())


def do_merge(url: str, _file: str) -> None:
    """Merge one producer, with all its products, into another."""
    from geodata.records.kinds import RecordKind
    from geodata.records.merging import merge_records
    from geodata.records.state import read_state, tag_of

    kind = RecordKind.PRODUCERS
    with Store.open(url) as store:
        with store.read() as connection:
            found = {key: read_state(connection, kind, key) for key in ("h1", "h2")}
        tags = {key: tag_of(state) for key, state in found.items() if state is not None}
        merge_records(store, WHO, kind, "h1", "h2", {"name": "HTX Sa Pa mới"}, tags, "là một")


def do_undo(url: str, _file: str) -> None:
    """Take back the newest change that was not taken back and takes nothing back itself."""
    from geodata.records.history import ChangeFilter, changes
    from geodata.records.undo import undo_change

    with Store.open(url) as store:
        found, _ = changes(store, ChangeFilter(), 1)
        undo_change(store, WHO, found[0].change_id)


def do_file(url: str, file: str) -> None:
    """Import a file as the command line does."""
    from geodata.intake.choices import Choices
    from geodata.intake.making import preview_file
    from geodata.intake.storing import store_wanted, wanted_of
    from geodata.records.kinds import RecordKind
    from geodata.view import office_today

    with Store.open(url) as store:
        choices = Choices(kind=RecordKind.SALES_POINTS)
        _, preview = preview_file(store, Path(file).read_bytes(), choices, office_today())
        with store.write() as connection:
            store_wanted(connection, WHO, wanted_of(preview), "list.csv")


def do_turns(url: str, file: str) -> None:
    """Import a file, take that back, merge two producers, take that back, and so on."""
    from geodata.records.history import ChangeFilter, changes
    from geodata.records.vocabulary import Action

    with Store.open(url) as store:
        newest, _ = changes(store, ChangeFilter(), 1)
        done = {action: changes(store, ChangeFilter(action=action), 1)[1] for action in Action}
    if newest and newest[0].action is not Action.UNDO:
        do_undo(url, file)
    else:
        (do_file if done[Action.IMPORT] == done[Action.MERGE] else do_merge)(url, file)


def made_up(number: int) -> dict[str, object]:
    """Return a line of the audit log."""
    from geodata.office.clock import utc_now

    names = dict.fromkeys(("actor_name", "action", "subject_kind"), "made_up")
    return {**names, "subject_id": str(number), "at": utc_now()}


TASKS: dict[str, Callable[[str, str], None]] = {
    "restore": do_restore,
    "migrate": do_migrate,
    "write": do_write,
    "import": do_import,
    "merge": do_merge,
    "undo": do_undo,
    "turns": do_turns,
}


def forked(work: Callable[[], None], last: int | None, kill_after_s: float | None = None) -> tuple[bool, int]:
    """Do ``work`` in a process of its own; return whether it was killed, and its steps where it was not."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        steps = Steps(last)
        try:
            work()
            os.write(into, str(steps.count).encode())
        except BaseException as error:  # noqa: BLE001 -- the parent says it
            os.write(into, f"failed: {error!r}".encode())
        os._exit(0)
    os.close(into)
    if kill_after_s is not None:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(out, "rb") as pipe:
        told = pipe.read().decode()
    if told.startswith("failed"):
        raise RuntimeError(told)
    return os.WIFSIGNALED(status), int(told or 0)


def fresh(url: str, folder: Path, number: int) -> str:
    """Return a copy of a SQLite database for one try; PostgreSQL goes on with the one there is."""
    if not url.startswith(SQLITE):
        return url
    copy = folder / f"{number}.db"
    shutil.copy(url.removeprefix(SQLITE), copy)
    return f"{SQLITE}{copy}"


# Locks on tables of this schema that other sessions hold.
HELD = sa.text(
    "SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
    " JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = current_schema() AND l.pid <> pg_backend_pid()"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def await_rest(url: str) -> None:
    """
    Wait until no session holds a table of a PostgreSQL database any more.

    A server ends what it was asked for last before it sees that who asked is dead: a commit that was under
    way is done a moment after the kill, and would fall between two looks of a test. Its locks go after what
    it wrote is seen. SQLite has no server: with the process everything has ended.
    """
    if url.startswith(SQLITE):
        return
    until = time.monotonic() + LONGEST_REST_S
    while True:
        with connected(url) as connection:
            if not connection.scalar(HELD):
                return
        if time.monotonic() > until:
            raise TimeoutError(f"the session of a killed process still holds its tables in {url}")
        time.sleep(0.01)


def main(task: str, url: str, file: str, folder: str, before: str = "") -> None:
    """Try the task to its end once, then up to random moments; ``before`` is restored before each."""
    chance = random.Random(f"killed {task}")
    place = Path(folder)

    def prepared(number: int) -> str:
        address = fresh(url, place, number)
        if before:
            forked(lambda: restore(address, Path(before)), None)
        return address

    schema_of(HEAD)  # once, here: what the tries share is not what they try
    for module in MODULES_OF.get(task, ()):
        import_module(module)
    whole = prepared(0)
    began = time.monotonic()
    _, steps = forked(lambda: TASKS[task](whole, file), None)
    took_s = time.monotonic() - began
    print(json.dumps({"url": whole, "killed": False, "steps": steps}), flush=True)
    for number in range(1, TRIES_OF.get(task, TRIES) + 1):
        address = prepared(number)
        by_time = number % 2 == 0
        last = None if by_time else chance.randint(1, steps)
        after_s = took_s * chance.random() if by_time else None
        killed, _ = forked(lambda address=address: TASKS[task](address, file), last, after_s)
        await_rest(address)
        print(json.dumps({"url": address, "killed": killed, "step": last}), flush=True)
        sys.stdin.readline()  # the test has looked


if __name__ == "__main__":
    main(*sys.argv[1:])
