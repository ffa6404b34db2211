"""A whole change taken back: each of its records is put to the state before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, Conflict
from geodata.office.audit import Actor
from geodata.records.current import Gate, anybody
from geodata.records.history import (
    Change,
    Touched,
    begin_change,
    last_numbers,
    put_all,
    read_change,
    read_touched,
    undo_chains,
)
from geodata.records.kinds import RecordKind
from geodata.records.redirects import drop_redirects
from geodata.records.references import LISTED
from geodata.records.state import Pair, State, in_chunks, read_dumped, read_states
from geodata.records.tables import record_versions
from geodata.records.vocabulary import Action
from geodata.store import Store


def undo_change(
    store: Store, actor: Actor, change_id: int, reason: str | None = None, gate: Gate = anybody
) -> int:
    """
    Take back a change, which is a change of its own, and return its number.

    One that was taken back, and is in force again because that was taken back,
    can be taken back anew.

    Raises
    ------
    NotFound
        There is no such change.
    Conflict
        It was taken back already, a later change touched one of its records
        (the error lists them), or the registry would contradict itself.
    """
    with store.write() as connection:
        change = read_change(connection, change_id)
        _refuse_done(connection, change)
        # Where it was taken back and that was taken back, the latter is what holds now.
        change_id = ([change_id] + undo_chains(connection, [change_id])[change_id])[-1]
        touched = read_touched(connection, change_id)
        _refuse_touched(connection, touched)
        pairs = _pairs(connection, touched)
        for kind, changes in pairs.items():
            for states in changes.values():
                for state in states:
                    if state is not None:
                        gate(kind, state)
        drop_redirects(connection, change_id)
        title, count = change.title, len(touched)
        new_id = begin_change(connection, actor, Action.UNDO, title, reason, count, undoes=change_id)
        put_all(connection, new_id, pairs, exact=True)
    return new_id


def _refuse_done(connection: sa.Connection, change: Change) -> None:
    """Raise where a change was taken back, or cannot be because it brought back two merged records."""
    if change.undone_by is not None:
        raise Conflict(N_("This change was taken back already"), undone_by=change.undone_by)
    if change.undoes is not None and read_change(connection, change.undoes).action is Action.MERGE:
        raise Conflict(N_("Two records that were parted again are not put together by undoing: merge them"))


def _refuse_touched(connection: sa.Connection, touched: list[Touched]) -> None:
    """Raise where later changes left records otherwise than this one did; one that was taken back did not."""
    by_kind: dict[RecordKind, list[Touched]] = defaultdict(list)
    for record in touched:
        by_kind[record.kind].append(record)
    later: list[Touched] = []
    for kind, records in by_kind.items():
        last = last_numbers(connection, kind, [record.record_id for record in records])
        moved = [record for record in records if last[record.record_id] > record.number]
        then = _texts(connection, kind, {record.record_id: record.number for record in moved})
        now = _texts(connection, kind, {record.record_id: last[record.record_id] for record in moved})
        later += [record for record in moved if then[record.record_id] != now[record.record_id]]
    if later:
        raise Conflict(
            N_("Later changes touched %(number)s of its records: take those back first (%(names)s)"),
            number=len(later),
            names=", ".join(record.name for record in later[:LISTED]),
            records=[_named(record) for record in later[:LISTED]],
        )


def _named(record: Touched) -> dict[str, Any]:
    """Return a record as an error lists it."""
    return {"kind": record.kind.value, "id": record.record_id, "name": record.name}


def _pairs(connection: sa.Connection, touched: list[Touched]) -> dict[RecordKind, dict[str, Pair]]:
    """Return the stored state of each record and the one before the change."""
    by_kind: dict[RecordKind, dict[str, int]] = defaultdict(dict)
    for record in touched:
        by_kind[record.kind][record.record_id] = record.number - 1
    pairs: dict[RecordKind, dict[str, Pair]] = {}
    for kind, numbers in by_kind.items():
        now = read_states(connection, kind, numbers)
        before = _texts(connection, kind, numbers)
        pairs[kind] = {key: (now.get(key), _state(kind, before[key])) for key in numbers}
    return pairs


def _state(kind: RecordKind, text: str | None) -> State | None:
    """Return the state that a version holds."""
    return None if text is None else read_dumped(kind, text)


def _texts(connection: sa.Connection, kind: RecordKind, numbers: Mapping[str, int]) -> dict[str, str | None]:
    """Return the state of each record at its number, as it is kept."""
    t = record_versions
    select = sa.select(t.c.record_id, t.c.number, t.c.state).where(t.c.kind == kind.value)
    return {
        row.record_id: row.state
        for chunk in in_chunks(sorted(numbers))
        for row in connection.execute(select.where(t.c.record_id.in_(chunk)))
        if row.number == numbers[row.record_id]
    }
