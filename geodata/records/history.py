"""
What people did to the records: one change for each deed, one version for each record that it touched.

History begins when the office first touches a record: version 0 is the state
as it was until then (None: it was not there). Changes and versions are only
ever added, in the transaction of what they tell of, with one line in the
audit log for each change.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, NotFound
from geodata.office import audit
from geodata.office.audit import Actor
from geodata.office.clock import as_utc, utc_now
from geodata.quality_days import note_day
from geodata.records.inserting import insert_rows
from geodata.records.kinds import RecordKind
from geodata.records.places import with_place
from geodata.records.state import Changes, Pair, Row, State, dumped, in_chunks, name_of, normal, read_dumped
from geodata.records.tables import record_changes, record_versions
from geodata.records.vocabulary import Action
from geodata.records.writing import write_states
from geodata.store import Store
from geodata.view import OFFICE_TIME, office_today

AUDIT_PREFIX = "record_"
CHANGE_SUBJECT = "record_change"  # in the audit log, of changes of many records


@dataclass(frozen=True, slots=True)
class Change:
    """
    One deed; ``at`` is in UTC.

    ``undone_by`` is the change that took it back last; None where that was
    taken back itself, so that this one is in force again.
    """

    change_id: int
    at: datetime
    actor_id: str | None
    actor_name: str
    action: Action
    title: str | None
    reason: str | None
    records: int
    file_sha256: str | None = None
    undoes: int | None = None
    undone_by: int | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A state that a record had from a change on; version 0 was there before that change."""

    kind: RecordKind
    record_id: str
    number: int
    name: str
    state: State | None
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilter:
    """Which changes are wanted; what is empty or None asks for nothing."""

    actor: str = ""  # text in the name of the actor
    action: Action | None = None
    kind: RecordKind | None = None
    record_id: str = ""
    since: datetime | None = None
    until: datetime | None = None  # not included


@dataclass(frozen=True, slots=True)
class Touched:
    """A record that a change touched."""

    kind: RecordKind
    record_id: str
    name: str
    number: int
    is_there: bool  # whether the registry held it afterwards


def begin_change(
    connection: sa.Connection,
    actor: Actor,
    action: Action,
    title: str | None,
    reason: str | None,
    records: int,
    *,
    file_sha256: str | None = None,
    undoes: int | None = None,
    subject: tuple[RecordKind, str] | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> int:
    """
    Write the line of a change, and its line in the audit log, and return its number.

    Parameters
    ----------
    title
        The name of the record, or of the file of an import.
    records
        How many records it touches.
    subject, before, after
        The one record that it is about, and what of it changed, for the audit
        log; without them the log tells how many records it touched.
    """
    values = {
        "at": utc_now(),
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "action": action.value,
        "title": title,
        "reason": reason,
        "file_sha256": file_sha256,
        "undoes": undoes,
        "records": records,
    }
    key = connection.execute(record_changes.insert().values(**values)).inserted_primary_key
    change_id = int(key[0]) if key is not None else 0
    kind, record = (CHANGE_SUBJECT, str(change_id)) if subject is None else (subject[0].value, subject[1])
    told: dict[str, object] = {"change": change_id, "records": records, "title": title, "undoes": undoes}
    told = {name: value for name, value in told.items() if value is not None} | dict(after or {})
    audit.note(connection, actor, AUDIT_PREFIX + action.value, kind, record, before, told, reason)
    return change_id


def put(
    connection: sa.Connection,
    change_id: int,
    kind: RecordKind,
    changes: Mapping[str, Pair],
    *,
    exact: bool = False,
) -> Mapping[str, Pair]:
    """Write records of one kind with their history; see ``put_all``."""
    return put_all(connection, change_id, {kind: changes}, exact=exact)[kind]


def put_all(connection: sa.Connection, change_id: int, changes: Changes, *, exact: bool = False) -> Changes:
    """
    Write the states of many records, each with its version, as part of a change.

    A few statements for each table, none for a record. A change puts a record
    once; records of several kinds that need each other go together.

    Parameters
    ----------
    changes
        By kind and identifier the state that is stored, as ``read_states`` gave
        it in this transaction, and the one that is wanted (None: none).
    exact
        States are written as they are (an undo). Otherwise a record that has
        no place yet gets one, and a renamed one renames its place.

    Raises
    ------
    Conflict
        See ``writing.write_states``.
    """
    wanted = {
        kind: {
            key: (before, _made(kind, key, before, after, exact)) for key, (before, after) in pairs.items()
        }
        for kind, pairs in changes.items()
    }
    stored = write_states(connection, wanted)
    for kind, pairs in stored.items():
        _add_versions(connection, change_id, kind, pairs)
    note_day(connection, office_today(), stored)
    return stored


def _made(kind: RecordKind, key: str, before: State | None, after: State | None, exact: bool) -> State | None:
    """Return a state in normal form, with a place of its own where it may have one."""
    if after is None or exact:
        return after
    plain = normal(kind, after)
    made = with_place(kind, key, before, plain)
    return plain if made is plain else normal(kind, made)


def _add_versions(
    connection: sa.Connection, change_id: int, kind: RecordKind, pairs: Mapping[str, Pair]
) -> None:
    """Add a version of each record, and the one before it where the office touches it for the first time."""
    last = last_numbers(connection, kind, pairs)
    rows: list[Row] = []
    kind_value = kind.value
    for key, (before, after) in pairs.items():
        told = after if after is not None else before
        name = key if told is None else name_of(kind, told)
        common = {"kind": kind_value, "record_id": key, "change_id": change_id, "name": name}
        if key not in last:
            rows.append(common | {"number": 0, "state": None if before is None else dumped(before)})
        rows.append(
            common | {"number": last.get(key, 0) + 1, "state": None if after is None else dumped(after)}
        )
    insert_rows(connection, record_versions, rows, by=("kind", "record_id", "number"))


def last_numbers(connection: sa.Connection, kind: RecordKind, ids: Collection[str]) -> dict[str, int]:
    """Return the number of the last version of each record that has a history."""
    t = record_versions
    select = sa.select(t.c.record_id, sa.func.max(t.c.number)).where(t.c.kind == kind.value)
    return {
        key: number
        for chunk in in_chunks(sorted(ids))
        for key, number in connection.execute(select.where(t.c.record_id.in_(chunk)).group_by(t.c.record_id))
    }


def versions_of(store: Store, kind: RecordKind, record_id: str) -> list[Version]:
    """Return the versions of a record, the first one first; none where the office never touched it."""
    with store.read() as connection:
        return read_versions(connection, kind, record_id)


def read_versions(connection: sa.Connection, kind: RecordKind, record_id: str) -> list[Version]:
    """Return the versions of a record inside a transaction of the caller."""
    t = record_versions
    select = sa.select(t).where(t.c.kind == kind.value, t.c.record_id == record_id).order_by(t.c.number)
    rows = connection.execute(select).all()
    known = _changes_by_id(connection, {row.change_id for row in rows})
    return [
        Version(
            kind,
            record_id,
            row.number,
            row.name,
            None if row.state is None else read_dumped(kind, row.state),
            known[row.change_id],
        )
        for row in rows
    ]


def last_changed_on(store: Store, kind: RecordKind, record_id: str) -> date | None:
    """Return the day in Việt Nam on which the office last changed a record; None where it never did."""
    v, c = record_versions, record_changes
    select = sa.select(sa.func.max(c.c.at)).join(v, v.c.change_id == c.c.change_id)
    with store.read() as connection:
        at = connection.scalar(select.where(v.c.kind == kind.value, v.c.record_id == record_id))
    return None if at is None else as_utc(at).astimezone(OFFICE_TIME).date()


def change_of(store: Store, change_id: int) -> tuple[Change, list[Touched]]:
    """Return a change and the records that it touched; ``NotFound`` where there is none of that number."""
    with store.read() as connection:
        return read_change(connection, change_id), read_touched(connection, change_id)


def read_change(connection: sa.Connection, change_id: int) -> Change:
    """Return a change inside a transaction of the caller; ``NotFound`` where there is none."""
    found = _changes_by_id(connection, {change_id}).get(change_id)
    if found is None:
        raise NotFound(N_("There is no change %(number)s"), number=change_id)
    return found


def read_touched(connection: sa.Connection, change_id: int) -> list[Touched]:
    """Return the records that a change touched, by kind and identifier."""
    t = record_versions
    numbered = (
        sa.select(t.c.kind, t.c.record_id, sa.func.max(t.c.number).label("number"))
        .where(t.c.change_id == change_id)
        .group_by(t.c.kind, t.c.record_id)
        .subquery()
    )
    same = sa.and_(
        t.c.kind == numbered.c.kind, t.c.record_id == numbered.c.record_id, t.c.number == numbered.c.number
    )
    there = t.c.state.is_not(None).label("is_there")
    select = sa.select(t.c.kind, t.c.record_id, t.c.name, t.c.number, there).join(numbered, same)
    rows = connection.execute(select.order_by(t.c.kind, t.c.record_id))
    return [Touched(RecordKind(row.kind), row.record_id, row.name, row.number, row.is_there) for row in rows]


def changes(store: Store, chosen: ChangeFilter, limit: int, offset: int = 0) -> tuple[list[Change], int]:
    """Return changes that pass the filter, the newest first, and how many there are in all."""
    t, condition = record_changes, _condition(chosen)
    select = sa.select(t.c.change_id).where(condition).order_by(t.c.change_id.desc())
    with store.read() as connection:
        total = connection.scalar(sa.select(sa.func.count()).select_from(t).where(condition))
        ids = connection.scalars(select.limit(limit).offset(offset)).all()
        found = _changes_by_id(connection, ids)
    return [found[change_id] for change_id in ids], int(total or 0)


def _condition(chosen: ChangeFilter) -> sa.ColumnElement[bool]:
    """Return the condition of a filter."""
    t, v = record_changes.c, record_versions.c
    parts: list[sa.ColumnElement[bool]] = [sa.true()]
    if chosen.actor:
        parts.append(t.actor_name.icontains(chosen.actor, autoescape=True))
    if chosen.action is not None:
        parts.append(t.action == chosen.action.value)
    if chosen.since is not None:
        parts.append(t.at >= chosen.since)
    if chosen.until is not None:
        parts.append(t.at < chosen.until)
    touched = [v.change_id == t.change_id]
    if chosen.kind is not None:
        touched.append(v.kind == chosen.kind.value)
    if chosen.record_id:
        touched.append(v.record_id == chosen.record_id)
    if len(touched) > 1:
        parts.append(sa.exists(sa.select(v.version_id).where(*touched)))
    return sa.and_(*parts)


def _changes_by_id(connection: sa.Connection, ids: Collection[int]) -> dict[int, Change]:
    """Return changes by their numbers."""
    t = record_changes
    chains = undo_chains(connection, ids)
    return {
        row.change_id: _change(row, chains[row.change_id])
        for chunk in in_chunks(sorted(ids))
        for row in connection.execute(sa.select(t).where(t.c.change_id.in_(chunk)))
    }


def undo_chains(connection: sa.Connection, ids: Collection[int]) -> dict[int, list[int]]:
    """
    Return for each change the one that took it back, the one that took that back, and so on.

    A change is taken back where their number is odd.
    """
    t = record_changes
    later: dict[int, int] = {}
    wanted = set(ids)
    while wanted:
        select = sa.select(t.c.undoes, t.c.change_id)
        found = {
            undoes: change_id
            for chunk in in_chunks(sorted(wanted))
            for undoes, change_id in connection.execute(select.where(t.c.undoes.in_(chunk)))
        }
        later |= found
        wanted = set(found.values())
    chains: dict[int, list[int]] = {}
    for change_id in ids:
        chain = chains[change_id] = []
        last = change_id
        while last in later:
            last = later[last]
            chain.append(last)
    return chains


def _change(row: sa.Row[Any], chain: list[int]) -> Change:
    """Return a row as a value; ``chain`` as of ``undo_chains``."""
    return Change(
        row.change_id,
        as_utc(row.at),
        row.actor_id,
        row.actor_name,
        Action(row.action),
        row.title,
        row.reason,
        row.records,
        row.file_sha256,
        row.undoes,
        chain[-1] if len(chain) % 2 else None,
    )
