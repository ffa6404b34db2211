"""Connections to SQLite wait for one another, also while the file is new."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from geodata import engines
from geodata.engines import make_engine, transaction
from geodata.errors import StoreUnavailable
from tests.unsynced import SHIPPED


@pytest.fixture
def busy_file(tmp_path: Path):
    """A new file, not yet write-ahead, and the connection that is writing into it."""
    path = tmp_path / "new.db"
    writer = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("CREATE TABLE made_first (a)")
    yield path, writer
    writer.close()


def test_a_new_file_that_another_just_makes_is_waited_for(busy_file):
    path, writer = busy_file
    threading.Timer(0.2, lambda: writer.execute("COMMIT")).start()
    engine = make_engine(f"sqlite:///{path}")
    with transaction(engine, writes=False) as connection:
        assert sa.inspect(connection).get_table_names() == ["made_first"]
    engine.dispose()


def test_a_new_file_that_stays_locked_is_told_after_the_wait(busy_file, monkeypatch):
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 50)
    engine = make_engine(f"sqlite:///{busy_file[0]}")
    with pytest.raises(StoreUnavailable, match="locked"), transaction(engine, writes=True):
        pass
    engine.dispose()


def test_sqlite_keeps_a_log_beside_the_file_and_enforces_keys(tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "SYNCHRONOUS", SHIPPED)
    engine = make_engine(f"sqlite:///{tmp_path / 'kept.db'}")
    with transaction(engine, writes=False) as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous", "query_only")
        }
    engine.dispose()
    assert pragmas == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "synchronous": 1,
        "query_only": 1,
    }
