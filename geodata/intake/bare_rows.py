"""
Rows that name a record and nothing that tells it from others of the name: no producer, no place.

Such a row never makes a second record of a name that the registry holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from geodata.intake.matching import ID
from geodata.intake.problems import row_problem
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.known import Known
from geodata.records.place_entry import ALL_FIELDS
from geodata.records.problems import FieldProblem, Suggestion
from geodata.records.state import State, name_of, read_states

# What tells a zone or a figure from others is no name.
KINDS = frozenset(kind for kind in RecordKind if not spec_of(kind).is_figure) - {RecordKind.MATERIAL_ZONES}
TELLING = ALL_FIELDS | {"producer"}
MOST_SHOWN = 10


def called_alike(known: Known, kind: RecordKind, raw: Mapping[str, Any]) -> list[str]:
    """Return the records of the name of a row that says nothing else to tell them apart; else none."""
    name = raw.get("name")
    if kind not in KINDS or not isinstance(name, str) or any(raw.get(one) is not None for one in TELLING):
        return []
    return known.called(kind, name)


def several_called(
    connection: sa.Connection, known: Known, kind: RecordKind, name: object, keys: Sequence[str]
) -> FieldProblem:
    """Return the problem of a row that may tell of several records, with those that may be meant."""
    states = read_states(connection, kind, keys[:MOST_SHOWN])
    producers = known.names(RecordKind.PRODUCERS) if kind is RecordKind.PRODUCTS else {}
    meant = tuple(
        # The name stays what the file writes: what is picked is the record.
        Suggestion(name, label_of(kind, state, producers), {ID: key})
        for key, state in states.items()
    )
    return row_problem("name", name, "name_several", meant, count=len(keys))


def label_of(kind: RecordKind, state: State, producers: Mapping[str, str]) -> str:
    """Return what tells a record from others of its name: its producer, or where it is written to be."""
    row = state[kind.value][0]
    told = producers.get(str(row.get("producer_id"))) or row.get("raw_commune") or row.get("raw_district")
    return f"{name_of(kind, state)} – {told}" if told else name_of(kind, state)
