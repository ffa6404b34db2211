"""
The bell: Huey carries "there is something to do" and "end this one" from web processes to consumers.

A message says nothing about the job itself and may be lost or come twice: who
takes which job is decided by the row (``geodata.office.jobs.claim``). What Huey
brings is that a bell rings across processes and machines, also while a long
write holds the store: its SQLite file is another one, and its tables on
PostgreSQL are not behind the store's writing lock.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.settings import SQLITE, Settings

# Only a process that rings or listens pays for the import.
if TYPE_CHECKING:
    from huey import Huey

NAME = "ocop"
FILE = "wakeups.db"
BUSY_S = 2
TAKE = "take"  # the one message: look for jobs

logger = logging.getLogger(__name__)


def make_huey(settings: Settings, *, listens: bool = False) -> Huey:
    """
    Return Huey on its SQLite storage in the instance folder, or on the PostgreSQL database of the store.

    ``listens``: a consumer, which makes the tables; a web process may lack the right to.
    """
    import huey
    from huey.serializer import SignedSerializer

    common: dict[str, Any] = {
        "results": False,
        # Huey pickles: what was not signed with our key is never read.
        "serializer": SignedSerializer(secret=settings.secret_key or "testing", salt="ocop.jobs"),
    }
    if settings.store_url.startswith(SQLITE):
        settings.instance_path.mkdir(parents=True, exist_ok=True)
        file = str(settings.instance_path / FILE)
        return huey.SqliteHuey(NAME, filename=file, timeout=BUSY_S, fsync=False, **common)
    import psycopg

    _, _, rest = settings.store_url.partition("://")
    options = {"dsn": f"postgresql://{rest}", "table_prefix": "huey", **common}
    try:
        return huey.PostgresHuey(NAME, create_tables=listens, **options)
    except psycopg.errors.UniqueViolation:
        # Two consumers made the tables at the same moment: PostgreSQL's IF NOT EXISTS does not see that.
        return huey.PostgresHuey(NAME, create_tables=listens, **options)


def message(huey: Huey, work: Callable[[], None] | None = None) -> Callable[[], object]:
    """Register the one message with what it starts, and return what sends it."""

    def take() -> None:
        """Begin to work; a web process only sends."""
        if work is not None:
            work()

    # Huey names a task after the module of its function too: both sides have to have this one.
    send: Callable[[], object] = huey.task(name=TAKE)(take)
    return send


def ring(settings: Settings) -> None:
    """Tell the consumers that a job waits."""
    _send(settings, lambda huey: message(huey)())


def ring_to_cancel(settings: Settings, job_id: str) -> None:
    """Tell the consumer of a job to end it, even while the job itself holds the store."""
    _send(settings, lambda huey: huey.storage.put_data(_cancel_key(job_id), b"1"))


def told_to_cancel(huey: Huey, job_id: str) -> bool:
    """Return whether somebody has rung to end this job."""
    return bool(huey.storage.has_data_for_key(_cancel_key(job_id)))


def forget(huey: Huey, job_id: str) -> None:
    """Forget the bell of a job that has ended."""
    huey.storage.delete_data(_cancel_key(job_id))


def storage_errors() -> tuple[type[Exception], ...]:
    """Return what Huey's storages raise where they cannot be used."""
    import psycopg

    return (sqlite3.Error, psycopg.Error, OSError)


def _send(settings: Settings, what: Callable[[Huey], object]) -> None:
    """
    Send one message.

    A bell that does not ring is no failure: consumers look at the rows every
    few seconds as well.
    """
    try:
        huey = make_huey(settings)
        try:
            what(huey)
        finally:
            huey.storage.close()
    except storage_errors() as error:
        logger.warning("The consumers could not be rung: %s", error)


def _cancel_key(job_id: str) -> str:
    """Return the key under which the wish to end a job lies."""
    return f"cancel.{job_id}"
