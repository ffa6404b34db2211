"""
The audit log: what was changed, by whom, from what to what.

Rows are only ever added, inside the transaction of the change itself: a change
that is rolled back leaves no line, and a line that cannot be written leaves
the change undone. Triggers of both databases refuse UPDATE and DELETE.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geodata.office.clock import as_utc, utc_now
from geodata.office.tables import audit_log
from geodata.store import Store

Values = Mapping[str, object]

# A line of the log is read by people and exported: none of these belongs into it.
SECRET_NAMES = frozenset({"password", "password_hash", "token", "token_hash", "secret", "link"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something; without an id: the command line."""

    user_id: str | None
    name: str


COMMAND_LINE = Actor(None, "command line")
# Who tried to sign in and is nobody that the office knows.
NOBODY = Actor(None, "nobody signed in")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; ``at`` is in UTC."""

    audit_id: int
    at: datetime
    actor_id: str | None
    actor_name: str
    action: str
    subject_kind: str
    subject_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which lines are wanted; what is empty or None asks for nothing."""

    actor: str = ""  # text in the name of the actor
    action: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    since: datetime | None = None
    until: datetime | None = None  # not included


def note(
    connection: sa.Connection,
    actor: Actor,
    action: str,
    subject_kind: str,
    subject_id: str,
    before: Values | None = None,
    after: Values | None = None,
    reason: str | None = None,
) -> None:
    """
    Add a line to the log inside the transaction of the change.

    Parameters
    ----------
    action
        A stable key as ``user_invited``; ``app/accounts/labels.py`` has its words.
    subject_kind, subject_id
        What was changed.
    before, after
        The values that changed, as JSON can carry them; never a secret.

    Raises
    ------
    ValueError
        The values name a secret.
    """
    for values in (before, after):
        if values is not None and (found := SECRET_NAMES & values.keys()):
            raise ValueError(f"the audit log takes no secrets: {sorted(found)}")
    connection.execute(
        audit_log.insert().values(
            at=utc_now(),
            actor_id=actor.user_id,
            actor_name=actor.name,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            before=_text(before),
            after=_text(after),
            reason=reason,
        )
    )


def read_log(store: Store, chosen: LogFilter, limit: int, offset: int = 0) -> tuple[list[Entry], int]:
    """Return lines that pass the filter, the newest first, and how many there are in all."""
    condition = _condition(chosen)
    lines = (
        audit_log.select().where(condition).order_by(audit_log.c.audit_id.desc()).limit(limit).offset(offset)
    )
    with store.read() as connection:
        total = connection.scalar(sa.select(sa.func.count()).select_from(audit_log).where(condition))
        return [_entry(row) for row in connection.execute(lines)], int(total or 0)


def known_keys(store: Store) -> tuple[list[str], list[str]]:
    """Return the actions and the kinds of subjects that the log holds, for the choices of a filter."""
    columns = (audit_log.c.action, audit_log.c.subject_kind)
    with store.read() as connection:
        actions, kinds = (
            sorted(connection.scalars(sa.select(column).distinct()).all()) for column in columns
        )
    return actions, kinds


def _condition(chosen: LogFilter) -> sa.ColumnElement[bool]:
    """Return the condition of a filter."""
    t = audit_log.c
    parts: list[sa.ColumnElement[bool]] = [sa.true()]
    if chosen.actor:
        parts.append(t.actor_name.icontains(chosen.actor, autoescape=True))
    for name in ("action", "subject_kind", "subject_id"):
        if value := getattr(chosen, name):
            parts.append(t[name] == value)
    if chosen.since is not None:
        parts.append(t.at >= chosen.since)
    if chosen.until is not None:
        parts.append(t.at < chosen.until)
    return sa.and_(*parts)


def _entry(row: sa.Row[Any]) -> Entry:
    """Return a row as a value."""
    values = dict(row._mapping)
    return Entry(
        **values
        | {
            "at": as_utc(values["at"]),
            "before": _values(values["before"]),
            "after": _values(values["after"]),
        }
    )


def _text(values: Values | None) -> str | None:
    """Return values as JSON text."""
    if values is None:
        return None
    return json.dumps(dict(values), ensure_ascii=False, allow_nan=False, sort_keys=True)


def _values(text: str | None) -> dict[str, Any] | None:
    """Return the values that JSON text holds."""
    return None if text is None else dict(json.loads(text))
