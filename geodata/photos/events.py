"""What was done with the photos of a record: who, when, what. The audit log keeps it, without their texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geodata.office.clock import as_utc
from geodata.office.tables import audit_log
from geodata.records.kinds import RecordKind
from geodata.records.redirects import merged_ids
from geodata.store import Store

ADDED, CHANGED, ORDERED = "photo_added", "photo_changed", "photos_ordered"
REMOVED, RESTORED, DELETED = "photo_removed", "photo_restored", "photo_deleted"
DEEDS = (ADDED, CHANGED, ORDERED, REMOVED, RESTORED, DELETED)
# Of one record; twelve photos and as many removed ones seldom see more.
MOST_EVENTS = 500


@dataclass(frozen=True, slots=True)
class PhotoEvent:
    """
    One deed; ``at`` in UTC.

    ``photo_id`` is None where it is the order of all; ``fields`` is which texts
    were changed (``caption``, ``credit``).
    """

    at: datetime
    actor_id: str | None
    actor_name: str
    deed: str  # one of DEEDS
    photo_id: str | None
    fields: tuple[str, ...]
    reason: str | None


def photo_events(store: Store, kind: RecordKind, record_id: str) -> list[PhotoEvent]:
    """Return what was done with the photos of a record and of those merged into it, the newest first."""
    t = audit_log.c
    with store.read() as connection:
        ids = merged_ids(connection, kind, record_id)
        select = sa.select(t.at, t.actor_id, t.actor_name, t.action, t.before, t.after, t.reason).where(
            t.subject_kind == kind.value, t.subject_id.in_(ids), t.action.in_(DEEDS)
        )
        rows = connection.execute(select.order_by(t.audit_id.desc()).limit(MOST_EVENTS)).mappings()
        return [_event(row) for row in rows]


def _event(row: Mapping[Any, Any]) -> PhotoEvent:
    """Return a line of the log as a value."""
    told = json.loads(row["after"] or row["before"] or "{}")
    return PhotoEvent(
        as_utc(row["at"]),
        row["actor_id"],
        row["actor_name"],
        row["action"],
        told.get("photo"),
        tuple(told.get("fields", ())),
        row["reason"],
    )
