"""The cells of a row about a part in the words of lists, as the registry keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from geodata.intake.fact_words import VALUES
from geodata.intake.part_tables import FACT_ID, OWNER_FIELDS, PartSpec, PartTable, table_field
from geodata.intake.problems import row_problem
from geodata.reconciliation.holding import span_of
from geodata.records.fields import fields_of_part
from geodata.records.kinds import RecordKind
from geodata.records.problems import FieldProblem, problem
from geodata.records.spans import AS_OF, PRECISION, written_span
from geodata.records.state import State
from geodata.records.values import read_value
from geodata.records.vocabulary import Precision

Read = tuple[dict[str, Any], list[FieldProblem]]


def read_cells(spec: PartSpec, kind: RecordKind, raw: Mapping[str, Any], state: State) -> Read:
    """
    Return what a row says of a part, without what names its record, and what cannot be read.

    Words of Vietnamese lists become the values of their facts; ``state`` is
    that of the record, whose fact a row may name by its identifier alone.
    """
    told = {name: cell for name, cell in raw.items() if name not in OWNER_FIELDS}
    if spec.kind is not PartTable.FACTS:
        return told, []
    problems: list[FieldProblem] = []
    for name in ("fact", PRECISION):
        if told.get(name) is not None:
            told[name], wrong = _word(name, None, str(told[name]))
            problems += [] if wrong is None else [wrong]
    fact = told.get("fact") or _fact_of(raw.get(FACT_ID), state)
    offered = next(each.choices for each in fields_of_part(kind, spec.table) if each.name == "fact")
    if told.get("fact") is not None and told["fact"] not in (offered or ()):
        problems.append(problem("fact", raw["fact"], "fact_not_here"))
    if fact in VALUES and told.get("value") is not None:
        told["value"], wrong = _word("value", fact, str(told["value"]))
        problems += [] if wrong is None else [wrong]
    problems += _beyond(told)
    return told, problems


# Thousands of rows share few words; what is wrong with one is worked out once too.
@lru_cache(maxsize=4_096)
def _word(name: str, fact: str | None, text: str) -> tuple[str | None, FieldProblem | None]:
    """Return the value that a word of a closed list stands for; those of ``value`` are the list of a fact."""
    field = table_field(PartTable.FACTS, name) if fact is None else VALUES[fact]
    if field is None:
        raise AssertionError(name)
    return read_value(field, text)


def _fact_of(fact_id: object, state: State) -> str | None:
    """Return which fact an identifier is of."""
    rows = state["programme_facts"]
    return next((str(row["fact"]) for row in rows if row["fact_id"] == str(fact_id)), None)


def _beyond(told: Mapping[str, Any]) -> list[FieldProblem]:
    """
    Return the problem of a day, or a month, beside the word that only its month or year is known.

    Who corrects the one forgets the other. Programs of tables keep a month as
    its first day, this map as its last.
    """
    precision, cell = told.get(PRECISION), told.get(AS_OF)
    if precision in (None, Precision.DAY.value) or cell is None:
        return []
    written = written_span(cell)
    if written is not None:
        is_month_of_year = written[1] == Precision.MONTH.value and precision == Precision.YEAR.value
        return [row_problem(AS_OF, cell, "day_beyond_year")] if is_month_of_year else []
    field = table_field(PartTable.FACTS, AS_OF)
    day = None if field is None else read_value(field, cell)[0]
    if day is None:
        return []
    span = span_of(date.fromisoformat(day), precision)
    if date.fromisoformat(day) in (span.first, span.last):
        return []
    return [row_problem(AS_OF, f"{date.fromisoformat(day):%d/%m/%Y}", f"day_beyond_{precision}")]
