"""
The state of a record: everything that belongs to it, as plain values.

A state is ``{table: [rows]}`` with a list for every table of its kind
(``KindSpec.tables``), rows in the order of their keys, dates as ISO texts. Its
JSON leaves out what is unknown, so that a column that a later version of the
database adds changes no tag.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa

from geodata.columns import TextList
from geodata.programme_tables import registry_tables
from geodata.records.kinds import KindSpec, RecordKind, spec_of
from geodata.units import UnitKey
from geodata.vocabulary import Role
from geodata.writing import real_part

Row = dict[str, Any]
State = Mapping[str, list[Row]]
# The state that is stored and the one that is wanted; None: not in the registry.
Pair = tuple[State | None, State | None]
Changes = Mapping[RecordKind, Mapping[str, Pair]]  # kind → identifier → states

TABLES: Mapping[str, sa.Table] = {table.name: table for table in registry_tables()}
# Below what a statement of either database takes.
CHUNK = 1_000
TAG_LENGTH = 16

ROLES: Mapping[RecordKind, frozenset[str]] = {
    RecordKind.PRODUCERS: frozenset({Role.PRODUCER}),
    RecordKind.CRAFT_VILLAGES: frozenset({Role.CRAFT_VILLAGE}),
    RecordKind.SALES_POINTS: frozenset({Role.SALES_POINT, Role.MARKET}),
    RecordKind.SIGHTS: frozenset({Role.SIGHT}),
}


def read_state(connection: sa.Connection, kind: RecordKind, record_id: str) -> State | None:
    """Return the state of one record; None where the registry holds none of that identifier."""
    return read_states(connection, kind, [record_id]).get(record_id)


def read_states(
    connection: sa.Connection, kind: RecordKind, ids: Collection[str] | None = None
) -> dict[str, State]:
    """
    Return the states of many records by identifier, in the order of the identifiers.

    One query for each table and thousand records, never one for a record.
    ``ids`` None: all records of the kind; those that are not there are left out.
    """
    spec = spec_of(kind)
    found: dict[str, dict[str, list[Row]]] = {}
    for row in _rows(connection, spec.table, spec.id_column, ids):
        found[row[spec.id_column]] = {table: [] for table in tables_of(kind)} | {spec.table: [row]}
    owners: dict[str, dict[str, str]] = {spec.table: {own: own for own in found}}
    for owned in spec.owned:
        owners[owned.table] = {}
        above = owners[owned.through or spec.table]
        wanted = None if ids is None else list(above)
        for row in _rows(connection, owned.table, owned.refers_by, wanted, owned.fixed):
            owner = above.get(row[owned.refers_by])
            if owner is not None:
                found[owner][owned.table].append(row)
                if len(owned.key) == 1:
                    owners[owned.table][row[owned.key[0]]] = owner
    if spec.has_place:
        _add_places(connection, spec, found, ids)
    return {key: _sorted(kind, found[key]) for key in sorted(found)}


def _add_places(
    connection: sa.Connection,
    spec: KindSpec,
    found: Mapping[str, dict[str, list[Row]]],
    ids: Collection[str] | None,
) -> None:
    """Add the roles of the records and the rows of their places."""
    roles = ROLES[spec.kind]
    for row in _rows(connection, "place_roles", "record_id", ids):
        if row["role"] in roles and row["record_id"] in found:
            found[row["record_id"]]["place_roles"].append(row)
    used = {row["place_id"] for state in found.values() for row in state["place_roles"]}
    named = {row["place_id"]: row for row in _rows(connection, "places", "place_id", used)}
    for state in found.values():
        for place_id in sorted({row["place_id"] for row in state["place_roles"]}):
            state["places"].append(dict(named[place_id]))


def _rows(
    connection: sa.Connection,
    name: str,
    column: str,
    values: Collection[str] | None,
    fixed: Mapping[str, str] | None = None,
) -> Iterator[Row]:
    """Give the rows of a table whose ``column`` is one of ``values`` (None: all), as plain values."""
    table = TABLES[name]
    select = sa.select(table)
    for other, value in (fixed or {}).items():
        select = select.where(table.c[other] == value)
    chunks: Iterable[Sequence[str] | None] = [None] if values is None else in_chunks(sorted(values))
    names = [each.name for each in table.columns]
    dates = [each.name for each in table.columns if isinstance(each.type, sa.Date)]
    for chunk in chunks:
        asked = select if chunk is None else select.where(table.c[column].in_(chunk))
        for found in connection.execute(asked).all():
            row = dict(zip(names, found, strict=True))
            for each in dates:
                if row[each] is not None:
                    row[each] = row[each].isoformat()
            yield row


def in_chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Give ``values`` in pieces that a statement of either database takes."""
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def normal(kind: RecordKind, state: Mapping[str, Iterable[Mapping[str, Any]]]) -> State:
    """
    Return a state in its one form: every table and column of the kind, plain values, rows by key.

    Two states tell the same if and only if their normal forms are equal.
    """
    return {
        table: _by_key(table, [_normal_row(table, row) for row in rows]) if (rows := state.get(table)) else []
        for table in tables_of(kind)
    }


def dumped(state: State) -> str:
    """Return the JSON of a state in normal form: keys sorted, what is unknown left out."""
    told = {
        table: [
            {name: value for name in _in_order(tuple(row)) if (value := row[name]) is not None}
            for row in rows
        ]
        for table in _in_order(tuple(state))
        if (rows := state[table])
    }
    return _JSON.encode(told)


@lru_cache(maxsize=256)
def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names in their order: thousands of rows share those of their table."""
    return tuple(sorted(names))


# Plain values are no rings: nobody has to look for one. The keys come in their order.
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))


def read_dumped(kind: RecordKind, text: str) -> State:
    """Return the state, in normal form, that ``dumped`` wrote, of this or an earlier version."""
    return normal(kind, json.loads(text))


def tag_of(state: State) -> str:
    """Return what changes with every change of a state: a form sends it back as ``If-Match``."""
    return hashlib.sha256(dumped(state).encode()).hexdigest()[:TAG_LENGTH]


def record_of(kind: RecordKind, state: State) -> Row:
    """Return the row of the record itself."""
    return state[kind][0]


def name_of(kind: RecordKind, state: State) -> str:
    """Return what a record is called; a published figure by what it is of and when."""
    row, called_by = record_of(kind, state), spec_of(kind).called_by
    return figure_name(row, called_by) if called_by else str(row["name"])


def figure_name(row: Mapping[str, Any], called_by: Sequence[str]) -> str:
    """Return what a published figure is called: its codes, and as much of its day as is known."""
    known = {name: row[name] for name in called_by if row[name] is not None}
    if (day := known.get("as_of")) is not None:
        day = day if isinstance(day, date) else date.fromisoformat(day)
        known["as_of"] = real_part(day, row["as_of_precision"])
    return " ".join(map(str, known.values()))


def unit_of(kind: RecordKind, state: State) -> UnitKey | None:
    """Return the unit that a record lies in; None where it has none."""
    row = record_of(kind, state)
    if row.get("unit_code") is None:
        return None
    return row["unit_code"], date.fromisoformat(row["unit_valid_from"])


@cache
def key_columns(table: str) -> tuple[str, ...]:
    """Return the columns of the primary key of a table."""
    return tuple(column.name for column in TABLES[table].primary_key)


def key_of(table: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the primary key of a row."""
    return tuple(row[name] for name in key_columns(table))


def _sorted(kind: RecordKind, state: Mapping[str, list[Row]]) -> State:
    """Return a state with its tables and rows in their order."""
    return {table: _by_key(table, state[table]) for table in tables_of(kind)}


@cache
def tables_of(kind: RecordKind) -> tuple[str, ...]:
    """Return the tables of a state, the record's own first."""
    return spec_of(kind).tables


def _by_key(table: str, rows: list[Row]) -> list[Row]:
    """Return rows in the order of their keys."""
    if len(rows) < 2:
        return rows
    return sorted(rows, key=lambda row: tuple(map(str, key_of(table, row))))


def _normal_row(table: str, row: Mapping[str, Any]) -> Row:
    """Return a row with every column of its table as a plain value."""
    if tuple(row) == _names(table) and _are_plain(table, tuple(map(type, row.values()))):
        return dict(row)
    get = row.get
    return {
        name: ([] if kept is list else None)
        if (value := get(name)) is None
        else value
        if type(value) is kept
        else make(value)
        for name, kept, make in _columns(table)
    }


@lru_cache(maxsize=4096)
def _are_plain(table: str, types: tuple[type, ...]) -> bool:
    """Return whether values of these types, one for each column, are plain already: rows mostly are."""
    return all(
        found is kept or (found is type(None) and kept is not list)
        for found, (_, kept, _) in zip(types, _columns(table), strict=True)
    )


@cache
def _names(table: str) -> tuple[str, ...]:
    """Return the names of the columns of a table."""
    return tuple(column.name for column in TABLES[table].columns)


Make = Callable[[Any], Any]


@cache
def _columns(table: str) -> tuple[tuple[str, type, Make], ...]:
    """Return the columns of a table, the type that a value may stay, and what makes any other plain."""
    return tuple((column.name, *_maker(column.type)) for column in TABLES[table].columns)


def _maker(type_: sa.types.TypeEngine[Any]) -> tuple[type, Make]:
    """Return the plain type of a column and what makes a value so."""
    if isinstance(type_, TextList):
        return list, lambda value: [str(each) for each in value]
    if isinstance(type_, sa.Date):
        return str, _iso
    for known, plain in ((sa.Boolean, bool), (sa.Integer, int), (sa.Float, float)):
        if isinstance(type_, known):
            return plain, plain
    return str, str


def _iso(value: date) -> str:
    """Return a day as an ISO text."""
    return (value.date() if isinstance(value, datetime) else value).isoformat()
