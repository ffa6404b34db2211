"""Whole states into the tables of the registry, many at once and in an order that every constraint allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, Conflict
from geodata.leaders.keeping import TABLE as LEADERS
from geodata.leaders.keeping import are_leaders_kept
from geodata.programme_tables import registry_tables
from geodata.records.crops import add_crops, drop_crops
from geodata.records.inserting import insert_rows
from geodata.records.kinds import RecordKind
from geodata.records.places import PlaceWrites, settled_places
from geodata.records.references import refuse_broken
from geodata.records.state import Changes, Row, State, in_chunks, key_columns, normal, read_states
from geodata.tables import places, products

Key = Any  # of a row: its value, or the tuple of its values


@dataclass(slots=True)
class _Writes:
    """What happens to the rows of one table."""

    inserted: list[Row] = field(default_factory=list)
    updated: list[Row] = field(default_factory=list)
    deleted: list[Row] = field(default_factory=list)


def write_state(connection: sa.Connection, kind: RecordKind, record_id: str, state: State | None) -> None:
    """Make the registry hold ``state`` of a record, or nothing of it, without history."""
    before = read_states(connection, kind, [record_id]).get(record_id)
    after = None if state is None else normal(kind, state)
    write_states(connection, {kind: {record_id: (before, after)}})


def write_states(connection: sa.Connection, changes: Changes) -> Changes:
    """
    Write states over those that are stored, without history, inside the caller's transaction.

    States are in normal form. A row that goes over from one record of
    ``changes`` to another stays the same row. Returns the changes as they are
    stored: a place that other records share keeps its name, whatever a state says.

    Raises
    ------
    Conflict
        A record refers to one that is not in the registry, is referred to by
        one that stays, or has the name of another product of its producer;
        or it tells of a leader, and the office keeps nothing of leaders.
    """
    _refuse_leaders(connection, changes)
    stored, place_writes = settled_places(connection, changes)
    refuse_broken(connection, stored)
    writes = _writes(stored, place_writes)
    _free_names(connection, writes[products.name])
    add_crops(connection, stored)
    ordered = [table for table in registry_tables() if table.name in writes]
    for table in ordered:
        insert_rows(connection, table, writes[table.name].inserted)
        _update(connection, table, writes[table.name].updated)
    for table in reversed(ordered):
        _delete(connection, table, writes[table.name].deleted)
    drop_crops(connection, stored)
    return stored


def _refuse_leaders(connection: sa.Connection, changes: Changes) -> None:
    """Raise where a state tells of a leader and the office keeps nothing of leaders: whoever writes it."""
    pairs = changes.get(RecordKind.PRODUCERS, {}).values()
    tells = any(after is not None and after.get(LEADERS) for _, after in pairs)
    if tells and not are_leaders_kept(connection):
        raise Conflict(N_("This office keeps neither sex nor ethnic group of leaders"))


def _writes(changes: Changes, place_writes: PlaceWrites) -> dict[str, _Writes]:
    """Return what happens to each table, in which a row is known by its key alone."""
    before = _by_table(pair[0] for pairs in changes.values() for pair in pairs.values())
    after = _by_table(pair[1] for pairs in changes.values() for pair in pairs.values())
    writes: dict[str, _Writes] = defaultdict(_Writes)
    for table in before.keys() | after.keys():
        held, wanted = before.get(table, {}), after.get(table, {})
        writes[table] = _Writes(
            [row for key, row in wanted.items() if key not in held],
            [row for key, row in wanted.items() if key in held and row != held[key]],
            [row for key, row in held.items() if key not in wanted],
        )
    writes[places.name] = _Writes(place_writes.inserted, place_writes.renamed, place_writes.deleted)
    return writes


def _by_table(states: Iterable[State | None]) -> dict[str, dict[Key, Row]]:
    """Return the rows of states by table and key; places, which records share, are left out."""
    found: dict[str, dict[Key, Row]] = defaultdict(dict)
    for state in states:
        for table, rows in (state or {}).items():
            if rows and table != places.name:
                key = _key_getter(table)
                held = found[table]
                for row in rows:
                    held[key(row)] = row
    return found


@cache
def _key_getter(table: str) -> Callable[[Row], Key]:
    """Return what gets the key of a row of a table: quicker than ``key_of`` for thousands of them."""
    return itemgetter(*key_columns(table))


def _update(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Write rows over those of their key."""
    keys = key_columns(table.name)
    if not rows or len(keys) == len(table.columns):
        return
    values = [
        {name: value for name, value in row.items() if name not in keys} | _as_key(keys, row)
        for row in _typed(table, rows)
    ]
    connection.execute(table.update().where(_is_key(table, keys)), values)


def _delete(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Delete rows by their keys."""
    keys = key_columns(table.name)
    if len(keys) == 1:
        # A few statements: PostgreSQL takes four times as long for one of each row.
        for chunk in in_chunks([row[keys[0]] for row in rows]):
            connection.execute(table.delete().where(table.c[keys[0]].in_(chunk)))
    elif rows:
        values = [_as_key(keys, row) for row in _typed(table, rows)]
        connection.execute(table.delete().where(_is_key(table, keys)), values)


def _as_key(keys: Iterable[str], row: Row) -> Row:
    """Return the parameters of ``_is_key`` for a row."""
    return {f"key_{name}": row[name] for name in keys}


def _is_key(table: sa.Table, keys: Iterable[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a row has the key in the parameters."""
    return sa.and_(*(table.c[name] == sa.bindparam(f"key_{name}") for name in keys))


def _typed(table: sa.Table, rows: Sequence[Row]) -> list[Row]:
    """Return rows with dates in place of their ISO texts."""
    dates = [column.name for column in table.columns if isinstance(column.type, sa.Date)]
    if not dates:
        return list(rows)
    return [
        row | {name: None if row[name] is None else date.fromisoformat(row[name]) for name in dates}
        for row in rows
    ]


def _free_names(connection: sa.Connection, writes: _Writes) -> None:
    """
    Rename what gives up a name that another product takes in the same step.

    A producer has one product of a name at any moment of a transaction, and
    new rows are written before old ones are deleted.
    """
    taken = {(row["name"], row["producer_id"]) for row in [*writes.inserted, *writes.updated]}
    changing = [row["product_id"] for row in [*writes.updated, *writes.deleted]]
    if not taken or not changing:
        return
    t = products
    producers = sorted({producer for _, producer in taken if producer is not None})
    select = sa.select(t.c.product_id, t.c.name, t.c.producer_id)
    held = [
        row
        for chunk in in_chunks(producers)
        for row in connection.execute(select.where(t.c.producer_id.in_(chunk)))
    ]
    wanted = {row["product_id"]: (row["name"], row["producer_id"]) for row in writes.updated}
    among = set(changing)
    rows = [
        {"key_product_id": row.product_id, "name": f"|{row.product_id}|"}
        for row in held
        if row.product_id in among
        and (row.name, row.producer_id) in taken
        and wanted.get(row.product_id) != (row.name, row.producer_id)
    ]
    if rows:
        connection.execute(t.update().where(_is_key(t, ("product_id",))), rows)
