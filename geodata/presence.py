"""
Whether somebody serves people from a database, so that a restore does not pull it away under them.

On SQLite every serving process holds a lock on ``<database>.serving``, which
the system lets go when the process ends, however it ends. On PostgreSQL each
connection carries a name, and the server lists them: that costs no connection
of its own, comes back by itself after the server was restarted, and works
where a pooler would lose an advisory lock. Nothing is written, so a reader of
a replica is seen too.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO

import sqlalchemy as sa

from geodata.errors import N_, StoreUnavailable

SERVING = "ocop-serving"
WORKING = "ocop-working"
# Windows has no shared locks: each process holds one byte of these.
PLACES = 64
Lock = Callable[[int, int], None]  # descriptor, bytes
BUSY = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLK})


def lock_file(database: Path) -> Path:
    """Return the file that those who serve from a SQLite file hold."""
    return database.with_name(f"{database.name}.serving")


def hold(database: Path, system: str = os.name) -> IO[bytes]:
    """
    Hold the lock of those who serve from a SQLite file, until the answer is closed.

    Raises
    ------
    StoreUnavailable
        The file cannot be made.
    """
    path = lock_file(database)
    try:
        handle = path.open("a+b")
    except OSError as error:
        raise StoreUnavailable(
            N_("%(file)s cannot be written: %(reason)s"), file=path, reason=error.strerror
        ) from error
    if not _take(handle, shared=True, system=system):
        # Somebody looks at this very moment whether anybody serves; the next open tells him.
        handle.close()
        raise StoreUnavailable(N_("A restore is being prepared: try again in a moment"))
    return handle


def is_served(connection: sa.Connection, system: str = os.name) -> bool:
    """Return whether anybody else serves people from the database."""
    if connection.dialect.name == "postgresql":
        others = sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = :name AND pid <> pg_backend_pid()"
        )
        return bool(connection.scalar(others, {"name": SERVING}))
    path = lock_file(Path(str(connection.engine.url.database)))
    if not path.exists():
        return False
    with path.open("a+b") as handle:
        return not _take(handle, shared=False, system=system)


def _take(handle: IO[bytes], *, shared: bool, system: str) -> bool:
    """Take the lock without waiting; return whether it was free."""
    if system == "nt":
        return _take_bytes(handle, shared=shared)
    import fcntl

    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in BUSY:
            raise
        return False
    return True


def _take_bytes(handle: IO[bytes], *, shared: bool, lock: Lock | None = None) -> bool:
    """Take one free byte of the file, or all of them, as Windows locks files."""
    lock = lock or _windows_lock
    for start, length in [(place, 1) for place in range(PLACES)] if shared else [(0, PLACES)]:
        handle.seek(start)
        try:
            lock(handle.fileno(), length)
        except OSError as error:
            if error.errno not in BUSY:
                raise
        else:
            return True
    return False


def _windows_lock(descriptor: int, length: int) -> None:
    """Lock bytes from where the file stands, or raise at once."""
    import msvcrt

    # By name: type checkers on other systems do not know them.
    getattr(msvcrt, "locking")(descriptor, getattr(msvcrt, "LK_NBLCK"), length)  # noqa: B009
