"""
Which part of its record a row tells of: a fact that is on record already, a zone that is linked already.

A fact is found by its identifier. Without one, a row tells of a fact that is on
record where it says the same of the same day, or where the same source says of
the same day another thing of what can be only one (``SEVERAL`` can be more).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from geodata.names import tone_key
from geodata.programme.current import SEVERAL
from geodata.records.fields import Field, fields_of_part
from geodata.records.kinds import RecordKind
from geodata.records.part_rules import text_key
from geodata.records.spans import AS_OF, PRECISION, last_day, with_spans
from geodata.records.state import Row
from geodata.records.values import read_value
from geodata.records.vocabulary import Precision

# What two statements of one day differ in; the source alone makes no second one.
TELLING = ("value", "link", "amount_vnd", "note")
TEXTS = ("value", "source", "note")
FACTS = "programme_facts"
LISTED_SEVERAL = frozenset(fact.value for fact in SEVERAL)


def said_of(kind: RecordKind, raw: Mapping[str, Any]) -> Row:
    """Return what a row says of a fact as it would be kept; what cannot be read is left out."""
    fields = _fields(kind)
    told = {name: cell for name, cell in raw.items() if name in fields}
    said = {name: read_value(fields[name], cell)[0] for name, cell in with_spans(fields, told, {}).items()}
    if said.get(AS_OF) is not None:
        said[PRECISION] = said.get(PRECISION) or Precision.DAY.value
        said[AS_OF] = last_day(said[AS_OF], said[PRECISION])
    return said


def fact_meant(said: Row, rows: Sequence[Row]) -> Row | None:
    """Return which of the facts of a record a row without an identifier tells of; None: of none."""
    day = _day(said)
    of_day = [row for row in rows if row["fact"] == said.get("fact") and _day(row) == day]
    same = [row for row in of_day if all(_is_same(said.get(name), row[name]) for name in TELLING)]
    if same:
        return next((row for row in same if _is_respelt(said.get("source"), row["source"])), same[0])
    if said.get("fact") in LISTED_SEVERAL or said.get("source") is None:
        return None
    of_source = [row for row in of_day if _is_respelt(said["source"], row["source"])]
    return of_source[0] if len(of_source) == 1 else None


def without_respelt(raw: Mapping[str, Any], row: Row) -> dict[str, Any]:
    """Return what a row says without texts that are stored in other letters: capitals rename nothing."""
    return {
        name: cell
        for name, cell in raw.items()
        if not (name in TEXTS and cell != row.get(name) and _is_respelt(cell, row.get(name)))
    }


@cache
def _fields(kind: RecordKind) -> Mapping[str, Field]:
    """Return the fields of a fact by name."""
    return {field.name: field for field in fields_of_part(kind, FACTS)}


def _day(row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the day of a fact and how much of it is known."""
    day = row.get(AS_OF)
    return (None, None) if day is None else (day, row.get(PRECISION) or Precision.DAY.value)


def _is_same(value: object, held: object) -> bool:
    """Return whether a row says what is stored, or nothing; texts as those of one part are compared."""
    if isinstance(value, str) and isinstance(held, str):
        return text_key(value) == text_key(held)
    return value is None or value == held


def _is_respelt(value: object, held: object) -> bool:
    """Return whether two texts are the same but for case, spaces and the place of a tone mark."""
    return isinstance(value, str) and isinstance(held, str) and tone_key(value) == tone_key(held)
