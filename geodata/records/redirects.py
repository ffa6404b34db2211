"""Records that were merged into others: their old addresses lead there."""

from __future__ import annotations

import sqlalchemy as sa

from geodata.records.kinds import RecordKind
from geodata.records.tables import record_redirects
from geodata.store import Store


def redirect_of(store: Store, kind: RecordKind, record_id: str) -> str | None:
    """Return the record that one was merged into, and that one in turn; None where it was not merged."""
    with store.read() as connection:
        return read_redirect(connection, kind, record_id)


def read_redirect(connection: sa.Connection, kind: RecordKind, record_id: str) -> str | None:
    """Return the record that one was merged into, inside a transaction of the caller."""
    t = record_redirects
    seen = {record_id}
    found: str | None = None
    following: str | None = record_id
    while following is not None:
        following = connection.scalar(
            sa.select(t.c.new_id).where(t.c.kind == kind.value, t.c.old_id == following)
        )
        if following in seen:
            break
        if following is not None:
            seen.add(following)
            found = following
    return found


def merged_ids(connection: sa.Connection, kind: RecordKind, record_id: str) -> list[str]:
    """Return a record and all that were merged into it, for what hangs on identifiers (pictures)."""
    t = record_redirects
    found = [record_id]
    for key in found:
        into = sa.select(t.c.old_id).where(t.c.kind == kind.value, t.c.new_id == key).order_by(t.c.old_id)
        found += [old for old in connection.scalars(into) if old not in found]
    return found


def merges_into(connection: sa.Connection, kind: RecordKind, record_id: str) -> set[int]:
    """Return the changes, still in force, that merged another record into one."""
    t = record_redirects
    select = sa.select(t.c.change_id).where(t.c.kind == kind.value, t.c.new_id == record_id)
    return set(connection.scalars(select))


def redirect(connection: sa.Connection, kind: RecordKind, old_id: str, new_id: str, change_id: int) -> None:
    """Let a record's address lead to another one from a change on."""
    t = record_redirects
    connection.execute(t.delete().where(t.c.kind == kind.value, t.c.old_id == old_id))
    connection.execute(t.insert().values(kind=kind.value, old_id=old_id, new_id=new_id, change_id=change_id))


def drop_redirects(connection: sa.Connection, change_id: int) -> None:
    """Take back what a change redirected."""
    connection.execute(record_redirects.delete().where(record_redirects.c.change_id == change_id))
