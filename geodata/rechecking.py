"""
Check what the store holds now: every table against its contract, every sum against its parts.

A load checks what it writes; this finds what was changed since then, by
whatever way, and what an older version of the program let through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

import sqlalchemy as sa

from geodata import quality, tables
from geodata.errors import N_
from geodata.schemas import failures
from geodata.store import Store
from geodata.summaries import summarise
from geodata.view import View
from geodata.vocabulary import InSystem, UnitSystem

# What the store and the loader say about themselves has no contract of a record.
WITHOUT_CONTRACT = frozenset({"store_state", "import_reports", "import_problems"})

CONTRACT = N_("“%(value)s” in column %(column)s breaks a rule of the table.")
NOT_CLOSED = N_("In the unit system %(units)s the parts add up to %(sum)s, the total is %(total)s.")
BROKEN_SUM = N_("The source gives %(total)s as the total on %(day)s; its own parts add up to %(sum)s.")

CHECKING = N_("Checking the table %(table)s")
COUNTING = N_("Counting in the unit system %(units)s")
CHECKED = N_("Checked: %(problems)s problems in %(rows)s records")


class Progress(Protocol):
    """What is told how far the check is (0 – 1), with a text for the translators."""

    def __call__(self, fraction: float, message: str, **values: object) -> None:
        """Take the news."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; ``message`` is a text for the translators, ``record`` the key of the row."""

    table: str
    record: str
    rule: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, in how many records."""

    findings: tuple[Finding, ...]
    rows: int


def check_store(store: Store, today: date, progress: Progress) -> Checked:
    """Check every table, then the counts in every unit system, then the published sums."""
    checked = [table for table in tables.metadata.sorted_tables if table.name not in WITHOUT_CONTRACT]
    steps = len(checked) + len(UnitSystem)
    findings: list[Finding] = []
    rows = 0
    for done, table in enumerate(checked):
        progress(done / steps, CHECKING, table=table.name)
        records = _records(store, table)
        rows += len(records)
        findings.extend(_broken_rows(table, records))
    for done, units in enumerate(UnitSystem, start=len(checked)):
        progress(done / steps, COUNTING, units=units.value)
        findings.extend(_open_counts(store, View(units=units, today=today)))
    findings.extend(_broken_sums(store))
    progress(1.0, CHECKED, problems=len(findings), rows=rows)
    return Checked(tuple(findings), rows)


def _records(store: Store, table: sa.Table) -> list[Mapping[str, Any]]:
    """Return every row of a table."""
    with store.read() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def _broken_rows(table: sa.Table, records: list[Mapping[str, Any]]) -> Iterator[Finding]:
    """Give what breaks the contract of the table."""
    keys = [column.name for column in table.primary_key]
    for index, column, value in failures(table, records):
        record = "" if index is None else " ".join(str(records[index][key]) for key in keys)
        yield Finding(table.name, record, "contract", CONTRACT, {"column": column, "value": value})


def _open_counts(store: Store, view: View) -> Iterator[Finding]:
    """Give the count of products whose parts do not add up to its total."""
    numbers = summarise(store, view)
    parts = sum(numbers[place.value] for place in InSystem)
    if parts != numbers["total"]:
        values = {"units": view.units.value, "sum": parts, "total": numbers["total"]}
        yield Finding("products", "", "count_open", NOT_CLOSED, values)


def _broken_sums(store: Store) -> Iterator[Finding]:
    """Give the published totals whose own source gives parts that add up to something else."""
    for broken in quality.broken_sums(quality.published_totals(store)):
        figure = broken.total
        values = {"total": figure.value, "day": figure.period, "sum": broken.parts_sum}
        yield Finding(
            "published_totals", f"{figure.metric} {figure.source}", "sum_broken", BROKEN_SUM, values
        )
