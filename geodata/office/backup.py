"""
A backup of the whole database in one file, made from one snapshot while the site runs.

Password hashes, the hashes of tokens and the audit log are in it: the file is
made for its owner's eyes alone. The secret key of the site is in no database and
in no backup, and neither are sessions: after a restore everybody signs in anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa

from geodata.errors import N_, Conflict, OcopError, StoreUnavailable
from geodata.migrations import HEAD
from geodata.office.backup_format import (
    FORMAT,
    MANIFEST,
    STATE,
    Manifest,
    Member,
    TableShape,
    encoded,
    known_versions,
    schema_of,
)
from geodata.office.clock import utc_now
from geodata.store import connected, version_of

Tell = Callable[..., object]  # a text for the translators, and the values that fill it

ROOT = Path(__file__).resolve().parent.parent.parent
# A copied sign-in must not come to life again: a session ends, and no backup brings it back.
LEFT_OUT = frozenset({"sessions"})
KEPT_BEFORE_UPGRADES = 5
BEFORE = "before-upgrade-"
# A hundred photos have 40 MB.
ROWS_AT_ONCE = 100


def silent(_text: str, **_values: object) -> None:
    """Tell nobody."""


def product_version() -> str:
    """Return the version of the program, as its project file says it."""
    try:
        return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "unknown"


def file_stamp(at: datetime) -> str:
    """Return a moment for the name of a file."""
    return at.strftime("%Y%m%dT%H%M%SZ")


def make_backup(url: str, target: Path, tell: Tell = silent) -> Manifest:
    """
    Write the database at ``url`` into the file ``target``.

    Every row comes from one snapshot, however much is written meanwhile. The
    file appears when it is complete; until then it has another name.

    Parameters
    ----------
    tell
        Called with a text for the translators, and its values, before each step.

    Raises
    ------
    Conflict
        There is such a file already.
    StoreUnavailable
        The database does not answer, is empty or newer than this program, or the file cannot be written.
    """
    with connected(url) as connection:
        version = version_of(connection)
        if version is None:
            raise StoreUnavailable(
                N_("The database %(url)s is empty: there is nothing to back up"),
                url=connection.engine.url.render_as_string(),
            )
        schema = schema_of(version)
        with _new_file(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            members = tuple(_write_table(connection, shape, archive, tell) for shape in schema)
            manifest = Manifest(
                format=FORMAT,
                program=product_version(),
                schema_version=version,
                created_at=utc_now().isoformat(timespec="seconds"),
                dialect=connection.dialect.name,
                revision=int(connection.scalar(sa.text(f"SELECT revision FROM {STATE}")) or 0),  # noqa: S608
                members=members,
            )
            archive.writestr(MANIFEST, manifest.text())
    return manifest


@contextmanager
def _new_file(target: Path) -> Iterator[IO[bytes]]:
    """Give a file that only its owner may read, and that becomes ``target`` when everything is in it."""
    if target.exists():
        raise Conflict(N_("There is a file %(file)s already: give another name"), file=target)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise StoreUnavailable(
            N_("%(file)s cannot be written: %(reason)s"), file=target, reason=error.strerror or error
        ) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()


def _write_table(
    connection: sa.Connection, shape: TableShape, archive: zipfile.ZipFile, tell: Tell
) -> Member:
    """Write one table, in the order of its key; return what the manifest says about it."""
    member = Member(shape.name, 0, 0, "")
    digest, size, count = hashlib.sha256(), 0, 0
    with archive.open(member.file, "w", force_zip64=True) as out:
        for line in table_lines(connection, shape):
            out.write(line)
            digest.update(line)
            size, count = size + len(line), count + 1
    tell(N_("Saved %(table)s: %(rows)s rows"), table=shape.name, rows=count)
    return Member(shape.name, count, size, digest.hexdigest())


def table_lines(connection: sa.Connection, shape: TableShape) -> Iterator[bytes]:
    """Give the rows of a table as lines, in an order that is the same on both databases."""
    if shape.name in LEFT_OUT:
        return
    table = shape.table()
    keys: list[sa.ColumnElement[Any]] = [table.c[name] for name in shape.key]
    if connection.dialect.name == "postgresql":
        # By bytes, as SQLite orders texts.
        keys = [sa.collate(key, "C") if isinstance(key.type, sa.Text) else key for key in keys]
    select = sa.select(table).order_by(*keys)
    for row in connection.execute(select, execution_options={"yield_per": ROWS_AT_ONCE}):
        yield encoded(shape, row)


def back_up_before_upgrade(url: str, folder: Path, tell: Tell = silent) -> Path | None:
    """
    Back up a database that is older than this program, before it is migrated; keep the last five of these.

    Returns
    -------
    Path or None
        The file; None where there is nothing to lose: no database, an empty one, or one of this version.
    """
    version = _found_version(url)
    if version in (None, HEAD) or version not in known_versions():
        return None
    target = folder / f"{BEFORE}{file_stamp(utc_now())}-{version}.zip"
    tell(N_("The database is of an older version: saving it to %(file)s first"), file=target)
    if not target.exists():
        make_backup(url, target, tell)
    for old in sorted(folder.glob(f"{BEFORE}*.zip"))[:-KEPT_BEFORE_UPGRADES]:
        old.unlink()
    return target


def _found_version(url: str) -> str | None:
    """Return the version of the database; None where there is none yet."""
    try:
        with connected(url) as connection:
            return version_of(connection)
    except OcopError:
        # What is wrong with it, the migration that follows says better.
        return None
