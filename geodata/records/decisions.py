"""The day of a decision that stands beside its number: ``123/QĐ-UBND ngày 12/5/2024``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.records.entries import Entry
from geodata.records.field_types import Field
from geodata.records.problems import FieldProblem, problem
from geodata.records.values import read_value

Row = dict[str, Any]

NUMBER, DAY, YEAR = "decision_number", "certified_on", "certified_year"
_DATED = re.compile(
    r"(?P<number>.*?\S)(?:[\s,;(]+(?:ký )?ngày\s*|\s*[,;(]\s*)(?P<day>\d[^()]*?)\s*\)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Dated:
    """Number and day (ISO) of a decision; ``written`` is the text of both, ``day_text`` that of the day."""

    number: str
    day: str
    written: str
    day_text: str

    def differs_from(self, named: object) -> FieldProblem | None:
        """Return the problem of a day in a field of its own that is another one."""
        if named is None or named == self.day:
            return None
        return problem(DAY, named, "decision_day_differs", found=self.written)

    @property
    def said(self) -> FieldProblem:
        """What is said about it: a text was taken apart."""
        return problem(NUMBER, self.written, "decision_dated", number=self.number, day=self.day_text)


def dated_number(field: Field, written: str | None) -> Dated | None:
    """Return the number and the day of a decision that one text holds; None where it is a number alone."""
    found = None if written is None else _DATED.fullmatch(written)
    if written is None or found is None:
        return None
    day, wrong = read_value(field, found["day"])
    return None if wrong is not None else Dated(found["number"], day, written, found["day"])


def settle_decision(entry: Entry) -> None:
    """
    Take a day out of the number of a decision, and say so; a text that is stored as it is stays.

    Another day in its own field is a contradiction, which is a problem of the entry;
    another year is one too (``part_rules``).
    """
    dated = dated_number(entry.fields[DAY], entry.values.get(NUMBER)) if NUMBER in entry.changed else None
    if dated is None:
        return
    wrong = dated.differs_from(entry.values.get(DAY))
    if wrong is not None:
        entry.problems.append(wrong)
        return
    entry.set(NUMBER, dated.number)
    entry.set(DAY, dated.day)
    entry.warnings.append(dated.said)


def settle_certificate_decision(
    fields: Mapping[str, Field], held: Row, told: Row, values: Row
) -> tuple[list[FieldProblem], list[FieldProblem]]:
    """
    Do the same in a certificate that is entered by itself; return problems and warnings, none of other parts.

    ``held`` is the part as it is stored, ``told`` as it would be, ``values``
    what is entered: both get number and day. A day or a year that is stored
    contradicts as one that is entered does.
    """
    changed = NUMBER in fields and values.get(NUMBER) != held.get(NUMBER)
    dated = dated_number(fields[DAY], values.get(NUMBER)) if changed else None
    if dated is None:
        return [], []
    year, day = told.get(YEAR), told.get(DAY)
    wrong = dated.differs_from(day)
    if wrong is None and day is None and year is not None and year != int(dated.day[:4]):
        wrong = problem(YEAR, year, "year_differs", found=dated.day[:4])
    if wrong is not None:
        return [wrong], []
    both = {NUMBER: dated.number, DAY: dated.day}
    told |= both
    values |= both
    return [], [dated.said]
