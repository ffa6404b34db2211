"""One entry while it is checked: what was sent, as values, and what of it is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa

from geodata.columns import TextList
from geodata.records.fields import Field, FieldType, Part, fields_of
from geodata.records.flat import values_of
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.problems import FieldProblem, problem
from geodata.records.spans import with_spans
from geodata.records.state import State
from geodata.records.values import Read, read_value
from geodata.registry.placing import Area
from geodata.tables import metadata

Row = dict[str, Any]
Values = Mapping[str, Any]

# Their values come from short lists: each is read once, however many rows say it.
REPEATED = frozenset(
    {FieldType.CHOICE, FieldType.STARS, FieldType.YEAR, FieldType.DATE, FieldType.UNIT, FieldType.FLAG}
)
MOST_REMEMBERED = 2_000  # of each field


@dataclass(slots=True)
class Entry:
    """
    What an entry says of a record.

    ``values`` are what it names, ``before`` what is stored (empty for a new
    record), ``changed`` those of ``values`` that differ from it.
    """

    kind: RecordKind
    fields: Mapping[str, Field]
    before: Values
    values: Row = field(default_factory=dict)
    changed: Row = field(default_factory=dict)
    problems: list[FieldProblem] = field(default_factory=list)
    warnings: list[FieldProblem] = field(default_factory=list)
    area: Area | None = None  # of a zone, where the entry says where it lies
    follows_point: bool = False  # nobody says in which commune the record lies: it is the one of its point

    def set(self, name: str, value: object) -> None:
        """Take a value for a field, and note whether it is new."""
        self.values[name] = value
        if self.before.get(name) == value:
            self.changed.pop(name, None)
        else:
            self.changed[name] = value

    def value(self, name: str) -> Any:  # noqa: ANN401 -- the plain value of any field
        """Return what a field will be: what the entry says, else what is stored."""
        return self.values[name] if name in self.values else self.before.get(name)

    def names_certificate(self) -> bool:
        """Return whether the entry tells anything of a certificate."""
        return any(
            self.fields[name].part is Part.CERTIFICATE and value is not None
            for name, value in self.values.items()
        )


@cache
def fields_by_name(kind: RecordKind) -> Mapping[str, Field]:
    """Return the fields of a kind by name, in the order of a form."""
    return {each.name: each for each in fields_of(kind)}


def read_entry(kind: RecordKind, raw: Mapping[str, object], current: State | None) -> Entry:
    """Read every value of ``raw``; the names of no field are problems."""
    fields = fields_by_name(kind)
    before: Values = {} if current is None else values_of(kind, current)
    entry = Entry(kind, fields, before)
    values, changed = entry.values, entry.changed
    remembered = _remembered(kind)
    for name, cell in with_spans(fields, raw, before).items():
        known = fields.get(name)
        if known is None:
            entry.problems.append(problem(name, name, "unknown_field"))
            continue
        memory = remembered.get(name)
        value, wrong = read_value(known, cell) if memory is None else _read(memory, known, cell)
        if wrong is not None:
            entry.problems.append(wrong)
            continue
        # As ``Entry.set`` does, for a name that comes once: a workbook has hundreds of thousands of cells.
        values[name] = value
        if before.get(name) != value:
            changed[name] = value
    if "source" in entry.changed and not spec_of(kind).is_figure:
        _drop_known_sources(entry)
    return entry


def _drop_known_sources(entry: Entry) -> None:
    """Sources are added, never taken away: those that the record names already change nothing."""
    held = entry.before.get("source") or []
    if all(source in held for source in entry.values["source"] or []):
        entry.changed.pop("source")


@cache
def _remembered(kind: RecordKind) -> Mapping[str, dict[object, Read]]:
    """Return what was read of each field of a kind whose values repeat: by text, or by type and number."""
    return {each.name: {} for each in fields_of(kind) if each.type in REPEATED}


def _read(memory: dict[object, Read], known: Field, cell: object) -> Read:
    """Read one value; what repeats is read once."""
    if type(cell) is str:
        key: object = cell
    elif isinstance(cell, int | float):
        key = (type(cell), cell)  # 1, 1.0 and a truth are equal, and not the same
    else:
        return read_value(known, cell)
    found = memory.get(key)
    if found is None:
        if len(memory) >= MOST_REMEMBERED:
            memory.clear()
        found = memory[key] = read_value(known, cell)
    return found


@cache
def _blank(table: str) -> tuple[Mapping[str, None], tuple[str, ...]]:
    """Return the columns of a table with nothing in them, and those that hold lists."""
    columns: list[sa.Column[Any]] = list(metadata.tables[table].columns)
    lists = tuple(column.name for column in columns if isinstance(column.type, TextList))
    return {column.name: None for column in columns}, lists


def blank_row(table: str) -> Row:
    """Return a row of a table in which nothing is known."""
    names, lists = _blank(table)
    row: Row = dict(names)
    for name in lists:
        row[name] = []
    return row
