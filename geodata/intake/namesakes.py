"""
Rows that would make a second record of a name which the registry holds where the row may be.

A list that leaves out the producer, or names the commune of today where the
record names the one until 30 June 2025, tells of the same record. Whether it
does is asked: only a person can know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_
from geodata.intake.bare_rows import KINDS, MOST_SHOWN, label_of
from geodata.intake.matching import ID, NEW
from geodata.intake.problems import row_problem
from geodata.records.kinds import RecordKind
from geodata.records.known import Known
from geodata.records.problems import FieldProblem, Suggestion
from geodata.records.state import Row, State, record_of, unit_of
from geodata.records.unit_finding import OLD, UnitFinder, system_of_unit
from geodata.tables import crosswalk
from geodata.units import UnitKey
from geodata.vocabulary import UnitLevel

A_NEW_ONE = N_("a new record")


class Grounds:
    """Which units of the lists before and after 1 July 2025 may be the same place."""

    def __init__(self, connection: sa.Connection, units: UnitFinder) -> None:
        t = crosswalk.c
        self._units = units
        self._new: dict[UnitKey, set[UnitKey]] = defaultdict(set)
        for row in connection.execute(sa.select(t.old_code, t.old_valid_from, t.new_code, t.new_valid_from)):
            self._new[row.old_code, row.old_valid_from].add((row.new_code, row.new_valid_from))
        self._communes: dict[UnitKey, list[UnitKey]] = defaultdict(list)
        for key, unit in units.by_key.items():
            self._communes[unit["parent_code"], unit["parent_valid_from"]].append(key)

    def may_be_one(self, one: UnitKey | None, other: UnitKey | None) -> bool:
        """
        Return whether what lies in ``one`` may be what lies in ``other``; an unknown unit may be any.

        Units of one list are one place only where they are the same, or one is
        the district of the other; those of two lists where the newer one was
        made of a part of the older.
        """
        if one is None or other is None or one == other:
            return True
        systems = {system_of_unit(one[1]), system_of_unit(other[1])}
        if len(systems) == 1:
            return systems == {OLD} and (one in self._communes[other] or other in self._communes[one])
        old, new = sorted((one, other), key=lambda key: key[1])
        parts = self._communes[old] if self._is_district(old) else [old]
        return any(new in self._new[part] for part in parts)

    def _is_district(self, key: UnitKey) -> bool:
        """Return whether a unit is a district."""
        return bool(self._units.by_key[key]["level"] == UnitLevel.DISTRICT)


def named_alike(known: Known, kind: RecordKind, raw: Mapping[str, Any]) -> list[str]:
    """Return the records of the name of a row; none of kinds whose records have no name of their own."""
    name = raw.get("name")
    return known.called(kind, name) if kind in KINDS and isinstance(name, str) else []


def asked_about(
    kind: RecordKind,
    row: Row,
    others: Mapping[str, State],
    grounds: Grounds,
    producers: Mapping[str, str],
    here: Mapping[str, int],
) -> FieldProblem | None:
    """
    Return the problem of a new record of a name that others have, of which it may be one; else None.

    Parameters
    ----------
    row
        The record as its row tells it.
    others
        The records of its name, by identifier.
    producers
        The names of producers, by identifier.
    here
        The rows of the file that are the first to tell of records, by identifier.
    """
    meant = [key for key, state in others.items() if _may_be(kind, row, state, grounds)]
    if not meant:
        return None
    suggested = _suggested(kind, row["name"], meant, others, producers)
    if meant[0] in here:
        return row_problem("name", row["name"], "name_in_file", suggested, row=here[meant[0]])
    return row_problem("name", row["name"], "name_there", suggested)


def _suggested(
    kind: RecordKind,
    name: str,
    keys: Sequence[str],
    states: Mapping[str, State],
    producers: Mapping[str, str],
) -> tuple[Suggestion, ...]:
    """Return the records that may be meant, and that none of them is."""
    # The name stays what the file writes: what is picked is the record.
    found = [Suggestion(name, label_of(kind, states[key], producers), {ID: key}) for key in keys[:MOST_SHOWN]]
    return (*found, Suggestion(name, A_NEW_ONE, {ID: NEW}))


def _may_be(kind: RecordKind, row: Row, state: State, grounds: Grounds) -> bool:
    """Return whether a row may tell of a record: neither producer nor place contradict."""
    other = record_of(kind, state)
    named = row.get("producer_id"), other.get("producer_id")
    if None not in named and named[0] != named[1]:
        return False
    if (row.get("outside") is None) != (other.get("outside") is None):
        return False
    here = (
        None if row["unit_code"] is None else (row["unit_code"], date.fromisoformat(row["unit_valid_from"]))
    )
    return grounds.may_be_one(here, unit_of(kind, state))
