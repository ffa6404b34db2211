"""A preview as JSON, which is kept with the file so that every worker can show and store it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from geodata.intake.encodings import LABELS
from geodata.intake.part_tables import table_kind
from geodata.intake.preview import Outcome, Preview, RowResult, headings_of
from geodata.intake.quiet import undisturbed
from geodata.intake.reading import ReadFile
from geodata.intake.storing import Wanted, wanted_of
from geodata.records.editing import shown_problem
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.problems import FieldProblem
from geodata.records.state import Row, State, name_of

Told = dict[str, Any]
FORMAT = 3  # of what is kept: a program that writes it otherwise makes the preview anew
SHARED = 2  # rows at least for each value of a column that is told by its values


def preview_told(read: ReadFile, preview: Preview) -> Told:
    """Return a preview as plain values; messages are texts for the translators, with their values beside."""
    headings = headings_of(read)
    with undisturbed():
        return _told(preview, headings) | {"file": _file(read), "doubt": _doubt(preview)}


def _file(read: ReadFile) -> Told:
    """Return what is shown of a file above its rows: how it was read, and its columns with samples."""
    return {
        "container": read.container.value,
        "sheets": list(read.sheets),
        "sheet": read.sheet.name,
        "header_row": read.sheet.header_row,
        "rows": len(read.sheet.rows),
        "encoding": None if read.encoding is None else read.encoding.value,
        "encodings": [
            {"value": one.encoding.value, "label": LABELS[one.encoding], "sample": list(one.sample)}
            for one in read.candidates
        ],
        "crs": read.crs,
        "needs_crs": read.needs_crs,
        "notes": [{"text": text, "values": values} for text, values in read.sheet.notes],
        "columns": [
            {
                "heading": column.heading,
                "field": column.field,
                "how": column.how.value,
                "samples": read.sheet.samples(number),
            }
            for number, column in enumerate(read.columns)
        ],
    }


def _doubt(preview: Preview) -> Told | None:
    """Return what speaks against the points of a file, as a text with its values."""
    found = preview.doubt
    return None if found is None else {"text": found.message, "values": dict(found.values), "crs": found.crs}


def _told(preview: Preview, headings: Mapping[str, str]) -> Told:
    """Return a preview as plain values."""
    wanted = wanted_of(preview)
    return {
        "kind": preview.kind.value,
        "sheet": preview.sheet,
        "counts": preview.counts(),
        "records": wanted.records,
        "new_producers": list(preview.new_producers),
        "producers": {
            key: name_of(RecordKind.PRODUCERS, state)
            for key, state in wanted.states.get(RecordKind.PRODUCERS, {}).items()
            if preview.kind is RecordKind.PRODUCTS
        },
        "rows": [_row(row, headings) for row in preview.rows],
        "tags": {kind.value: dict(tags) for kind, tags in wanted.tags.items()},
        "states": {kind.value: _packed(kind, states) for kind, states in wanted.states.items()},
    }


def wanted_told(told: Told) -> Wanted:
    """Return what a preview that was kept wants to be written."""
    with undisturbed():
        return Wanted(
            table_kind(told["kind"]),
            {RecordKind(kind): tags for kind, tags in told["tags"].items()},
            {
                RecordKind(kind): _unpacked(RecordKind(kind), packed)
                for kind, packed in told["states"].items()
            },
        )


def _packed(kind: RecordKind, states: Mapping[str, State]) -> Told:
    """Return states table by table, columns once and only those that say something: quickly read again."""
    tables: Told = {}
    held: dict[str, list[Row]] = {table: [] for table in spec_of(kind).tables}
    owners: dict[str, list[str]] = {table: [] for table in held}
    # Once through all states: they are more than what a processor keeps at hand.
    for key, state in states.items():
        for table, own in state.items():
            held[table] += own
            owners[table] += [key] * len(own)
    for table, rows in held.items():
        names = list(rows[0]) if rows else []
        # More columns than one: each row then comes as the tuple of its values.
        columns = zip(*map(itemgetter(*names), rows), strict=True) if rows else ()
        tables[table] = {
            "names": names,
            "columns": {
                name: _packed_column(values)
                for name, values in zip(names, columns, strict=True)
                if _any_said(values)
            },
            "owners": owners[table],
        }
    return {"ids": list(states), "tables": tables}


def _any_said(values: Sequence[object]) -> bool:
    """Return whether a column has a value in any row."""
    return values.count(None) < len(values)


def _packed_column(values: Sequence[Any]) -> Told:
    """Return a column as its values and which one each row has, where rows share few; else as it is."""
    plain = values
    if list in set(map(type, values)):
        plain = [tuple(value) if type(value) is list else value for value in values]
    index = {value: at for at, value in enumerate(dict.fromkeys(plain))}
    if SHARED * len(index) > len(values):
        return {"values": list(values)}
    return {"values": list(index), "at": list(map(index.__getitem__, plain))}


def _unpacked_column(packed: Told) -> list[Any]:
    """Return the values of a column, row by row."""
    values: list[Any] = packed["values"]
    return values if "at" not in packed else [values[at] for at in packed["at"]]


def _unpacked(kind: RecordKind, packed: Told) -> dict[str, State]:
    """Return the states that ``_packed`` told, in normal form as they were."""
    tables = spec_of(kind).tables
    states: dict[str, dict[str, list[Row]]] = {key: {name: [] for name in tables} for key in packed["ids"]}
    for name, table in packed["tables"].items():
        names, owners, said = table["names"], table["owners"], table["columns"]
        nothing = [None] * len(owners)
        columns = [_unpacked_column(said[each]) if each in said else nothing for each in names]
        for key, values in zip(owners, zip(*columns, strict=True), strict=True):
            states[key][name].append(dict(zip(names, values, strict=True)))
    return dict(states)


def _row(row: RowResult, headings: Mapping[str, str]) -> Told:
    """Return one row, its changes as field, before, after; what it has none of is left out."""
    told: Told = {
        "row": row.row,
        "outcome": row.outcome.value,
        "id": row.record_id,
        "name": row.name,
        "taken": row.taken,
    }
    if row.owner_kind is not None:
        told["kind"] = row.owner_kind.value
    # Of a new record nothing was known: what it does not say changes nothing.
    is_new = row.outcome is Outcome.NEW
    changes = [[*one] for one in row.changes if not is_new or one.after is not None]
    if changes:
        told["changes"] = changes
    for name, found in (("problems", row.problems), ("warnings", row.warnings)):
        if found:
            told[name] = [_problem(one, headings) for one in found]
    return told


def _problem(problem: FieldProblem, headings: Mapping[str, str]) -> Told:
    """Return a problem with the column that it stands in."""
    return shown_problem(problem) | {"column": headings.get(problem.field)}
