"""What differs between two states of a record, as people read it: field by field, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from geodata.errors import N_
from geodata.records.fields import Choices, fields_of, fields_of_part
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.part_fields import PART_LABELS
from geodata.records.state import Row, State

# Columns that hold nothing for people, or that another one tells already.
HIDDEN = frozenset(
    {"source_table", "source_row", "place_id", "unit_valid_from", "subject_kind", "subject_id"}
)
OTHERS = frozenset({"producer_id", "certificate_id", "zone_id"})  # keys of other records
# Kept only where the office wants it, and never copied into a log that nobody can delete.
PRIVATE = frozenset({"producer_leaders"})

# Columns whose field has another name, or none.
LABELS: Mapping[str, str] = {
    "producer_id": N_("Producer"),
    "unit_code": N_("Commune or district"),
    "raw_commune": N_("Commune as the source writes it"),
    "raw_district": N_("District as the source writes it"),
    "outside": N_("Other province"),
    "point_source": N_("Source of the point"),
    "placement": N_("How exact the point is"),
    "sources": N_("Source"),
    "confidence": N_("How far the record is stated"),
    "inferred_fields": N_("Inferred fields"),
    "inferred_note": N_("What was inferred"),
    "stars": N_("Stars"),
    "entry_fee_min_vnd": N_("Entry fee from (đồng)"),
    "entry_fee_max_vnd": N_("Entry fee to (đồng)"),
    "area_ha_min": N_("Area from (ha)"),
    "area_ha_max": N_("Area to (ha)"),
    "year": N_("Year"),
    "zone_units": N_("Communes and districts of the zone"),
    "as_of_precision": N_("How much of the date is known"),
    "province_code": N_("Province"),
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """
    One field that differs.

    ``field`` is the column, or the table of a part that was added (``before``
    None) or removed (``after`` None) as a whole; ``label`` is for the
    translators; ``part`` the table and ``part_id`` the key of the row where
    the field is one of a part; ``choices`` (value → label) where it has some.
    A unit is ``code|first day``.
    """

    field: str
    label: str
    before: Any
    after: Any
    part: str | None = None
    part_id: str | None = None
    choices: Choices | None = None


def difference(kind: RecordKind, before: State | None, after: State | None) -> list[FieldChange]:
    """Return what differs between two states in normal form, in the order of the tables and columns."""
    spec = spec_of(kind)
    found: list[FieldChange] = []
    held, wanted = (_row(kind, before), _row(kind, after))
    found += _columns(spec.table, held, wanted, described(kind, None))
    for owned in spec.owned:
        found += _parts(kind, owned.table, before, after)
    return found


def told(changes: list[FieldChange]) -> tuple[dict[str, object], dict[str, object]]:
    """Return what differs as the audit log keeps it: before and after by field, never a leader's values."""
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for change in changes:
        name = change.field if change.part is None else f"{change.part}.{change.part_id}.{change.field}"
        if change.part in PRIVATE or change.field in PRIVATE:
            after[name] = "changed"
            continue
        before[name], after[name] = change.before, change.after
    return before, after


def part_key(kind: RecordKind, table: str, row: Mapping[str, Any]) -> str:
    """Return what tells a row of a part from the others of its record, as one text: addresses carry it."""
    spec = spec_of(kind)
    names = [name for name in spec.part(table).key if name != spec.id_column] or [spec.id_column]
    return "|".join(str(row[name]) for name in names)


def part_label(table: str) -> str:
    """Return what the rows of a part are called, for the translators."""
    return PART_LABELS.get(table) or LABELS[table]


def shown_row(table: str, row: Mapping[str, Any]) -> Row:
    """Return what people are shown of a row of a part: known values without keys and marks of ours."""
    others = OTHERS - {"certificate_id"} if table == "certificates" else OTHERS
    hidden = HIDDEN | {name for name in row if name.endswith("_id") and name not in others}
    values = {name: value for name, value in row.items() if name not in hidden and value is not None}
    return values | ({"unit_code": _unit(row)} if table == "zone_units" else {})


def _row(kind: RecordKind, state: State | None) -> Row:
    """Return the record's own row; empty where there is none."""
    return {} if state is None else state[spec_of(kind).table][0]


def _parts(kind: RecordKind, table: str, before: State | None, after: State | None) -> Iterator[FieldChange]:
    """Give what differs in the rows of a part."""
    held = {part_key(kind, table, row): row for row in (before or {}).get(table, ())}
    wanted = {part_key(kind, table, row): row for row in (after or {}).get(table, ())}
    label = part_label(table)
    for key in sorted(held.keys() | wanted.keys()):
        one, other = held.get(key), wanted.get(key)
        if one is not None and other is not None:
            yield from _columns(table, one, other, described(kind, table), key)
        else:
            gone, new = (None if row is None else shown_row(table, row) for row in (one, other))
            yield FieldChange(table, label, gone, new, part=table, part_id=key)


Described = Mapping[str, tuple[str, Choices | None]]


def _columns(
    table: str, before: Row, after: Row, described: Described, key: str | None = None
) -> Iterator[FieldChange]:
    """Give the columns of a row that differ."""
    own_key = {name for name in (*before, *after) if name.endswith("_id")} - OTHERS
    names = [name for name in (before or after) if name not in HIDDEN and name not in own_key]
    part = None if key is None else table
    for name in names:
        one, other = _value(name, before), _value(name, after)
        if one != other:
            label, choices = described.get(name) or (LABELS.get(name, name), None)
            yield FieldChange(name, label, one, other, part, key, choices)


def _value(name: str, row: Row) -> object:
    """Return a value of a row; a unit with the day from which it holds, an empty list as nothing."""
    value = _unit(row) if name == "unit_code" else row.get(name)
    return None if value == [] else value


def _unit(row: Mapping[str, Any]) -> str | None:
    """Return the unit of a row as one text."""
    return None if row.get("unit_code") is None else f"{row['unit_code']}|{row['unit_valid_from']}"


@cache
def described(kind: RecordKind, table: str | None) -> Described:
    """Return the label and the choices of the columns of a record or of a part."""
    fields = fields_of(kind) if table is None or table == "zone_units" else fields_of_part(kind, table)
    found = {field.name: (field.label, field.choices) for field in fields}
    return found | {name: (label, found.get(name, ("", None))[1]) for name, label in LABELS.items()}
