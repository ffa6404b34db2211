"""
Engines of SQLAlchemy for the two databases, and transactions as this product needs them.

Reading is one snapshot that cannot write; on SQLite a writer takes its lock at once.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from geodata import presence
from geodata.errors import N_, InvalidInput, StoreUnavailable

BUSY_TIMEOUT_MS = 10_000
JOURNAL_PAUSE = 0.01  # seconds
SYNCHRONOUS = "NORMAL"  # with a write-ahead journal no power cut leaves a broken file
# psycopg prepares what it sends for the fifth time, and PostgreSQL soon keeps one plan of it. One that was
# made while a table was empty then looked a thousand identifiers up one by one in every row of a large
# table: an undo of 20,000 records took 34 s in place of 4 s. Rows that are sent together are still prepared.
NEVER_PREPARED = 1_000_000_000  # executions of one statement
WRITES = "ocop_writes"  # execution option of a connection that will write


def make_engine(url: str, *, serving: bool = False) -> sa.Engine:
    """
    Return an engine for ``url`` that begins transactions the way this product needs them.

    Raises
    ------
    InvalidInput
        The address cannot be read, or is of another kind.
    StoreUnavailable
        The folder for a SQLite file cannot be made.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "postgresql":
        name = presence.SERVING if serving else presence.WORKING
        options = {
            "connect_timeout": 10,
            "application_name": name,
            "prepare_threshold": NEVER_PREPARED,
        }
        return sa.create_engine(
            parsed, pool_pre_ping=True, pool_size=8, connect_args=options, hide_parameters=True
        )
    _make_folder(parsed)
    # The text of an error goes into the log: it names the statement, never the values of a record.
    engine = sa.create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _parse(url: str) -> sa.URL:
    """Return ``url`` with our driver, or ``InvalidInput``; never repeat it, it may hold a password."""
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise InvalidInput(
            N_(
                "The address of the database cannot be read; it looks like sqlite:///folder/ocop.db"
                " or postgresql://user@host/database"
            )
        ) from error
    scheme = parsed.drivername
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if scheme in {"sqlite", "sqlite+pysqlite"} and parsed.database not in {None, "", ":memory:"}:
        return parsed
    raise InvalidInput(
        N_(
            "The database is a SQLite file (sqlite:///folder/ocop.db) or PostgreSQL"
            " (postgresql://user@host/database), not %(scheme)s"
        ),
        scheme=scheme,
    )


def _make_folder(url: sa.URL) -> None:
    """Make the folder of a SQLite file."""
    folder = Path(str(url.database)).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(
            N_("The folder %(folder)s for the database cannot be made: %(reason)s"),
            folder=folder,
            reason=error.strerror,
        ) from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Set what SQLite forgets between connections; the driver leaves BEGIN to us."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}").close()
    _write_ahead(connection)
    for pragma in (f"synchronous = {SYNCHRONOUS}", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Set the journal to write-ahead; a new file that another just makes is waited for, as for any lock."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
            return
        except sqlite3.OperationalError as error:
            # SQLite answers this one at once while somebody writes: the busy timeout does not hold for it.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
        time.sleep(JOURNAL_PAUSE)


def _begin_sqlite(connection: sa.Connection) -> None:
    """Begin at once with the write lock where the caller will write; refuse writes elsewhere."""
    writes = bool(connection.get_execution_options().get(WRITES))
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction(engine: sa.Engine, *, writes: bool) -> Iterator[sa.Connection]:
    """
    Give a connection inside one transaction: a read-only snapshot, or the one that may write.

    Raises
    ------
    StoreUnavailable
        The database does not answer.
    """
    options: dict[str, Any] = {WRITES: writes}
    if engine.dialect.name == "postgresql" and not writes:
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        connection = engine.connect().execution_options(**options)
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        raise _unreachable(engine, error) from error
    with connection:
        try:
            transaction = connection.begin()
        except sa.exc.OperationalError as error:
            raise _unreachable(engine, error) from error
        with transaction:
            yield connection


def require_file(engine: sa.Engine) -> None:
    """Raise ``StoreUnavailable`` where a SQLite file to be read is not there; opening it would make it."""
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        raise StoreUnavailable(
            N_("There is no database at %(url)s yet: set it up first"), url=engine.url.render_as_string()
        )


def _unreachable(engine: sa.Engine, error: sa.exc.SQLAlchemyError) -> StoreUnavailable:
    """Return the error that says which database does not answer, and why."""
    return StoreUnavailable(
        N_("The database %(url)s does not answer: %(reason)s"),
        url=engine.url.render_as_string(),
        reason=reason_of(error),
    )


def reason_of(error: Exception) -> str:
    """Return the first line of what the database itself says."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]
