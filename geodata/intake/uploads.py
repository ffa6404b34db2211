"""
Files that were handed in and are not stored yet: kept with what their user chose, until they are too old.

Nothing here is part of the registry: no write of these rows makes a new revision.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, Conflict, NotFound, Stale
from geodata.intake import choices as choice_values
from geodata.intake.choices import Choices
from geodata.intake.containers import sniff
from geodata.intake.limits import check_bytes
from geodata.intake.matching import heading_key, is_heading
from geodata.intake.part_tables import TableKind
from geodata.office.audit import Actor
from geodata.office.clock import as_utc, utc_now
from geodata.records.tables import column_choices, uploads
from geodata.store import Store

KEPT_FOR = timedelta(days=7)
MOST_PER_USER = 20
LONGEST_NAME = 200
STORED = N_("The file %(name)s is stored already")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in, without its content; times in UTC; ``change_id``: it is stored."""

    upload_id: str
    created_at: datetime
    expires_at: datetime
    actor_id: str | None
    actor_name: str
    file_name: str
    sha256: str
    size: int
    choices: Choices
    version: int
    preview_of: str | None
    change_id: int | None


def add_upload(
    store: Store, actor: Actor, file_name: str, content: bytes, choices: Choices | None = None
) -> str:
    """
    Keep a file and return its identifier; what is too old is thrown away first.

    Raises
    ------
    InvalidInput, DataProblem, TooLarge
        It is none of the kinds of files that are taken (``containers.sniff``).
    Conflict
        The user has too many files that are neither stored nor thrown away.
    """
    check_bytes(len(content))
    sniff(content)
    now = utc_now()
    upload_id = secrets.token_hex(8)
    with store.write(revises=False) as connection:
        connection.execute(uploads.delete().where(uploads.c.expires_at < now))
        mine = sa.select(sa.func.count()).where(uploads.c.actor_id == actor.user_id, _open())
        if (connection.scalar(mine) or 0) >= MOST_PER_USER:
            raise Conflict(
                N_("You have %(count)s files that are not stored yet: store them or throw them away first"),
                count=MOST_PER_USER,
            )
        connection.execute(
            uploads.insert().values(
                upload_id=upload_id,
                created_at=now,
                expires_at=now + KEPT_FOR,
                actor_id=actor.user_id,
                actor_name=actor.name,
                file_name=clean_file_name(file_name),
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
                choices=(choices or Choices()).dumped(),
                version=1,
            )
        )
    return upload_id


def drop_expired(store: Store) -> int:
    """Delete the files that are too old, stored ones among them, and return how many; the worker calls it."""
    over = uploads.c.expires_at < utc_now()
    with store.read() as connection:
        if connection.scalar(sa.select(sa.func.count()).where(over)) == 0:
            return 0  # mostly: no writer is asked to wait for this
    with store.write(revises=False) as connection:
        return connection.execute(uploads.delete().where(over)).rowcount


def clean_file_name(name: str) -> str:
    """Return the last part of a name, as it may be shown: printable, not too long."""
    plain = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable())
    return plain.strip()[-LONGEST_NAME:] or "file"


def find_upload(store: Store, upload_id: str) -> Upload:
    """Return a file without its content; ``NotFound`` where there is none of that identifier."""
    with store.read() as connection:
        return read_upload(connection, upload_id)


def read_upload(connection: sa.Connection, upload_id: str) -> Upload:
    """Return a file without its content, inside a transaction of the caller."""
    row = connection.execute(_described().where(uploads.c.upload_id == upload_id)).one_or_none()
    if row is None or as_utc(row.expires_at) < utc_now():
        raise NotFound(N_("There is no file %(id)s that was handed in, or it has expired"), id=upload_id[:40])
    return _upload(row)


def uploads_of(store: Store, user_id: str | None) -> list[Upload]:
    """Return the files of a user (None: of everybody) that are not stored yet, the newest first."""
    wanted = sa.and_(_open(), uploads.c.expires_at >= utc_now())
    if user_id is not None:
        wanted = sa.and_(wanted, uploads.c.actor_id == user_id)
    select = _described().where(wanted).order_by(uploads.c.created_at.desc(), uploads.c.upload_id)
    with store.read() as connection:
        return [_upload(row) for row in connection.execute(select)]


def content_of(store: Store, upload_id: str) -> bytes:
    """Return the bytes of a file."""
    with store.read() as connection:
        found = connection.scalar(sa.select(uploads.c.content).where(uploads.c.upload_id == upload_id))
    if found is None:
        raise NotFound(N_("There is no file %(id)s that was handed in, or it has expired"), id=upload_id[:40])
    return bytes(found)


def change_choices(store: Store, upload_id: str, given: dict[str, Any], version: int) -> Upload:
    """
    Set choices of a file anew and return it.

    A column that the user matches is remembered for later files of the kind.

    Raises
    ------
    InvalidInput
        A choice is not allowed.
    Stale
        Somebody changed them since ``version``.
    Conflict
        The file is stored already.
    """
    with store.write(revises=False) as connection:
        now = read_upload(connection, upload_id)
        _check_version(now, version)
        new = choice_values.changed(now.choices, given)
        connection.execute(
            uploads.update()
            .where(uploads.c.upload_id == upload_id)
            .values(choices=new.dumped(), version=now.version + 1)
        )
        if new.kind is not None and "columns" in given:
            remember_columns(connection, new.kind, new)
        return read_upload(connection, upload_id)


def remove_upload(store: Store, upload_id: str, version: int) -> None:
    """Throw a file away; ``Stale`` where somebody changed its choices since ``version``."""
    with store.write(revises=False) as connection:
        _check_version(read_upload(connection, upload_id), version)
        connection.execute(uploads.delete().where(uploads.c.upload_id == upload_id))


def close_upload(connection: sa.Connection, upload_id: str, version: int, change_id: int) -> None:
    """Say inside the transaction of a change that it stored a file; its bytes are not kept any longer."""
    _check_version(read_upload(connection, upload_id), version)
    connection.execute(
        uploads.update()
        .where(uploads.c.upload_id == upload_id)
        .values(change_id=change_id, content=b"", preview=None, preview_of=None, version=version + 1)
    )


def keep_preview(store: Store, upload_id: str, of: str, packed: bytes) -> None:
    """Keep what the rows of a file come to (``keeping.packed``), and what that was told from."""
    with store.write(revises=False) as connection:
        connection.execute(
            uploads.update()
            .where(uploads.c.upload_id == upload_id, _open())
            .values(preview=packed, preview_of=of)
        )


def kept_preview(store: Store, upload_id: str, of: str) -> bytes | None:
    """Return what the rows of a file come to; None where it was told from something else or not at all."""
    t = uploads.c
    with store.read() as connection:
        found = connection.scalar(sa.select(t.preview).where(t.upload_id == upload_id, t.preview_of == of))
    return None if found is None else bytes(found)


def earlier_columns(store: Store, kind: TableKind) -> dict[str, str | None]:
    """Return what headings meant when somebody last said so: key of the heading → field (None: not read)."""
    t = column_choices.c
    with store.read() as connection:
        rows = connection.execute(sa.select(t.heading, t.field).where(t.kind == kind.value))
        return {row.heading: row.field for row in rows}


def remember_columns(connection: sa.Connection, kind: TableKind, choices: Choices) -> None:
    """Keep what the columns of a file mean, for later files."""
    t = column_choices
    for heading, name in choices.columns.items():
        key = heading_key(heading)
        if not key:
            continue
        this = sa.and_(t.c.kind == kind.value, t.c.heading == key)
        connection.execute(t.delete().where(this))
        # A heading of a field that is not read in one file is read in the next.
        if name is not None or not is_heading(heading, [kind]):
            connection.execute(t.insert().values(kind=kind.value, heading=key, field=name, at=utc_now()))


def _described() -> sa.Select[Any]:
    """Return the select of everything but the bytes."""
    t = uploads.c
    light = [column for column in t if column.name not in ("content", "preview")]
    return sa.select(*light, sa.func.length(t.content).label("size"))


def _open() -> sa.ColumnElement[bool]:
    """Return the condition that a file is not stored yet."""
    return uploads.c.change_id.is_(None)


def _check_version(upload: Upload, version: int) -> None:
    """Refuse a change of a file that is stored, or that somebody else changed."""
    if upload.change_id is not None:
        raise Conflict(STORED, name=upload.file_name)
    if upload.version != version:
        raise Stale(
            N_("Somebody else has changed %(name)s in the meantime: look at the page again, then change it"),
            name=upload.file_name,
        )


def _upload(row: sa.Row[Any]) -> Upload:
    """Return a row as a value."""
    return Upload(
        row.upload_id,
        as_utc(row.created_at),
        as_utc(row.expires_at),
        row.actor_id,
        row.actor_name,
        row.file_name,
        row.sha256,
        row.size or 0,
        choice_values.loaded(row.choices),
        row.version,
        row.preview_of,
        row.change_id,
    )
