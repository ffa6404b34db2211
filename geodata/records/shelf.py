"""The shelf of the archive: records that were archived and not merged, with their last state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from geodata.office.clock import as_utc
from geodata.records.kinds import RecordKind
from geodata.records.tables import record_changes, record_redirects, record_versions
from geodata.records.vocabulary import Action
from geodata.store import Store


@dataclass(frozen=True, slots=True)
class Archived:
    """A record that was archived: its last name, when (UTC), by whom and why."""

    kind: RecordKind
    record_id: str
    name: str
    at: datetime
    actor_id: str | None
    actor_name: str
    reason: str | None


def archived(store: Store, kind: RecordKind | None = None) -> list[Archived]:
    """
    Return the records on the shelf, the last one archived first.

    A record whose making was taken back was never archived and is not among
    them; nor is one that was merged into another.
    """
    v, c, r = record_versions, record_changes, record_redirects
    last = sa.select(v.c.kind, v.c.record_id, sa.func.max(v.c.number).label("number"))
    newest = last.group_by(v.c.kind, v.c.record_id).subquery()
    w = record_versions.alias()
    was_archived = (
        sa.select(w.c.version_id)
        .join(c, c.c.change_id == w.c.change_id)
        .where(w.c.kind == v.c.kind, w.c.record_id == v.c.record_id, c.c.action == Action.ARCHIVE.value)
        .exists()
    )
    merged = sa.select(r.c.old_id).where(r.c.kind == v.c.kind, r.c.old_id == v.c.record_id).exists()
    by = record_changes.alias()
    select = (
        sa.select(v.c.kind, v.c.record_id, v.c.name, by.c.at, by.c.actor_id, by.c.actor_name, by.c.reason)
        .join(
            newest,
            sa.and_(
                v.c.kind == newest.c.kind,
                v.c.record_id == newest.c.record_id,
                v.c.number == newest.c.number,
            ),
        )
        .join(by, by.c.change_id == v.c.change_id)
        .where(v.c.state.is_(None), was_archived, sa.not_(merged))
        .order_by(by.c.change_id.desc(), v.c.record_id)
    )
    if kind is not None:
        select = select.where(v.c.kind == kind.value)
    with store.read() as connection:
        return [
            Archived(
                RecordKind(row.kind),
                row.record_id,
                row.name,
                as_utc(row.at),
                row.actor_id,
                row.actor_name,
                row.reason,
            )
            for row in connection.execute(select)
        ]
