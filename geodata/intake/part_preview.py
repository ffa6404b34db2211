"""
What the rows of a table of parts would do to the records that they name.

A row is a fact of a product or producer, or a zone that a product is linked
with; several rows of one record come to one edit of it. As with records,
nothing is written here, and ``storing`` writes the states.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from geodata.intake.choices import Choices
from geodata.intake.given import Given, given_by, raw_of
from geodata.intake.matching import ID
from geodata.intake.owners import Owner, OwnerFinder
from geodata.intake.part_finding import fact_meant, said_of, without_respelt
from geodata.intake.part_reading import read_cells
from geodata.intake.part_tables import FACT_ID, NAME, PART_SPECS, PRODUCER, ZONE_KEY, PartSpec, PartTable
from geodata.intake.preview import CHECKING, PROGRESS_ROWS, May, Outcome, Preview, Progress, RowResult
from geodata.intake.problems import row_problem
from geodata.intake.quiet import undisturbed
from geodata.intake.reading import ReadFile
from geodata.intake.zones_named import ZoneFinder
from geodata.records.checking import Change, Checked, Checker
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.part_checking import part_key
from geodata.records.problems import FieldProblem
from geodata.records.spans import AS_OF, PRECISION
from geodata.records.state import Pair, Row, State, name_of, read_states
from geodata.records.vocabulary import Precision
from geodata.writing import real_part

# Each further part of a record is compared with all that it has.
MOST_PARTS = 200


@dataclass(slots=True)
class _Run:
    """What is known while the rows are gone through; ``row_of``: the row that told of a part first."""

    spec: PartSpec
    checker: Checker
    zones: ZoneFinder
    choices: Choices
    may: May
    states: dict[Owner, State] = field(default_factory=dict)
    after: dict[Owner, State] = field(default_factory=dict)
    row_of: dict[tuple[Owner, str], int] = field(default_factory=dict)
    allowed: dict[Owner, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with the record that it names, None where there is none."""

    number: int
    given: Given
    owner: Owner | None
    problems: tuple[FieldProblem, ...]
    warnings: tuple[FieldProblem, ...]


def preview_parts(
    connection: sa.Connection,
    read: ReadFile,
    choices: Choices,
    today: date,
    may: May,
    progress: Progress,
) -> Preview:
    """
    Check every row of a table of parts against the registry as ``connection`` sees it.

    The parameters are those of ``preview.preview_rows``.
    """
    spec = PART_SPECS[PartTable(read.kind)]
    checker = Checker(connection, today)
    # A list may be older than a rename or a merge.
    checker.known.follow_former()
    run = _Run(spec, checker, ZoneFinder(connection, checker.known), choices, may)
    results: dict[int, RowResult] = {}
    with undisturbed():
        lines = _lines(run, connection, read)
        for kind in spec.owners:
            keys = {line.owner[1] for line in lines if line.owner is not None and line.owner[0] is kind}
            found = read_states(connection, kind, keys)
            run.states |= {(kind, key): state for key, state in found.items()}
        for done, line in enumerate(lines):
            if done % PROGRESS_ROWS == 0:
                progress(done / len(lines), CHECKING)
            results[line.number] = _result(run, line)
    pairs: dict[RecordKind, dict[str, Pair]] = {kind: {} for kind in spec.owners}
    for (kind, key), state in run.after.items():
        pairs[kind][key] = (run.states[kind, key], state)
    rows = tuple(results[number] for number in sorted(results))
    return Preview(spec.kind, read.sheet.name, rows, pairs)


def _lines(run: _Run, connection: sa.Connection, read: ReadFile) -> list[_Line]:
    """Return the rows with the records that they name; those that are left out come last."""
    left_out = set(run.choices.left_out)
    order = sorted(read.sheet.rows, key=lambda row: row.number in left_out)
    given = [
        (row.number, given_by(raw_of(row, read, run.choices), read.problems.get(row.number))) for row in order
    ]
    finder = OwnerFinder(connection, run.checker.known, run.spec)
    finder.read_facts([str(one.raw[FACT_ID]) for _, one in given if one.raw.get(FACT_ID) is not None])
    lines = []
    for number, one in given:
        found = finder.find(one)
        lines.append(_Line(number, one, found.owner, found.problems, found.warnings))
    return lines


def _result(run: _Run, line: _Line) -> RowResult:
    """Return what a row comes to."""
    if line.owner is None:
        return _refused(run, line, line.problems, line.warnings)
    kind, _ = line.owner
    state = run.after.get(line.owner, run.states[line.owner])
    raw, problems = read_cells(run.spec, kind, line.given.raw, state)
    warnings = list(line.warnings)
    if run.spec.kind is PartTable.LINKED_ZONES:
        raw, wrong, told = run.zones.named(raw, line.given.raw.get(ZONE_KEY))
        problems += wrong
        warnings += told
    if problems:
        return _refused(run, line, problems, warnings)
    before, raw, told = _meant(run, kind, line.given.raw.get(FACT_ID), raw, state)
    warnings += told
    if before is None and len(state[run.spec.table]) >= MOST_PARTS:
        many = row_problem(NAME, name_of(kind, state), "parts_many", most=MOST_PARTS)
        return _refused(run, line, [many], warnings)
    key = part_key(spec_of(kind), spec_of(kind).part(run.spec.table))
    part_id = None if before is None else str(before[key])
    checked = run.checker.check_part(kind, run.spec.table, part_id, raw, state)
    checked = _as_dated(checked, before, state)
    problems = [*checked.problems, *_refusals(run, line.owner, part_id, checked, state)]
    warnings += checked.warnings
    if problems or checked.state is None:
        return _refused(run, line, problems, warnings)
    own = part_id or _new_key(run.spec.table, key, state, checked.state)
    after = next(row for row in checked.state[run.spec.table] if str(row[key]) == own)
    shown = _shown(run.spec, checked.changes, before, after)
    return _accepted(run, line, own, before is None, replace(checked, changes=shown), warnings)


def _meant(
    run: _Run, kind: RecordKind, fact_id: object, raw: dict[str, Any], state: State
) -> tuple[Row | None, dict[str, Any], list[FieldProblem]]:
    """Return the part that a row tells of (None: a new one), what it says of it, and warnings."""
    rows = state[run.spec.table]
    if run.spec.kind is PartTable.LINKED_ZONES:
        linked = next((row for row in rows if row["zone_id"] == raw.get("zone_id")), None)
        return linked, raw if linked is None else without_respelt(raw, linked), []
    if fact_id is not None:
        return next(row for row in rows if row["fact_id"] == str(fact_id)), raw, []
    is_first = all(row["fact"] != raw.get("fact") for row in rows)
    held = None if is_first else fact_meant(said_of(kind, raw), rows)
    if held is None:
        return None, raw, []
    raw = without_respelt(raw, held)
    if raw.get("source") in (None, held["source"]) or held["source"] is None:
        return held, raw, []
    source = raw.pop("source")
    return held, raw, [row_problem("source", source, "source_kept", now=held["source"])]


def _as_dated(checked: Checked, before: Row | None, state: State) -> Checked:
    """Return a check without the mere word that a day is known to the day: that is what it was."""
    only = [change.field for change in checked.changes] == [PRECISION]
    if only and before is not None and checked.state is not None:
        (change,) = checked.changes
        if change.before is None and change.after == Precision.DAY.value:
            return Checked(checked.record_id, state, warnings=checked.warnings)
    return checked


def _refusals(
    run: _Run, owner: Owner, part_id: str | None, checked: Checked, state: State
) -> Iterator[FieldProblem]:
    """Give what hinders a row that is right in itself: another row, or the rights."""
    first = None if part_id is None else run.row_of.get((owner, part_id))
    if first is not None and any(change.before is not None for change in checked.changes):
        yield row_problem(ID, name_of(owner[0], state), "twice", row=first)
    if checked.changes and not _is_allowed(run, owner):
        yield row_problem(ID, None, "not_yours")


def _is_allowed(run: _Run, owner: Owner) -> bool:
    """Return whether who imports may write a record; no part moves it."""
    if owner not in run.allowed:
        run.allowed[owner] = run.may(owner[0], run.states[owner])
    return run.allowed[owner]


def _new_key(table: str, key: str, before: State, after: State) -> str:
    """Return the key of the part that was added."""
    held = {row[key] for row in before[table]}
    return next(str(row[key]) for row in after[table] if row[key] not in held)


def _accepted(
    run: _Run, line: _Line, part_id: str, is_new: bool, checked: Checked, warnings: Sequence[FieldProblem]
) -> RowResult:
    """Return the result of a row without problems; keep the state of its record where it is taken."""
    owner, state = line.owner, checked.state
    if owner is None or state is None:
        raise AssertionError(line.number)
    outcome = Outcome.NEW if is_new else Outcome.CHANGED if checked.changes else Outcome.SAME
    wanted = {
        Outcome.NEW: run.choices.takes_new,
        Outcome.CHANGED: run.choices.takes_changed,
        Outcome.SAME: False,
    }[outcome]
    is_left_out = line.number in run.choices.left_out
    taken = wanted and not is_left_out
    if taken:
        run.after[owner] = state
    if taken or (outcome is Outcome.SAME and not is_left_out):
        run.row_of.setdefault((owner, part_id), line.number)
    return RowResult(
        line.number,
        outcome,
        owner[1],
        name_of(owner[0], state),
        taken,
        checked.changes,
        warnings=tuple(warnings),
        owner_kind=owner[0],
    )


def _shown(spec: PartSpec, changes: Sequence[Change], before: Row | None, after: Row) -> tuple[Change, ...]:
    """Return what changes in the order of the columns, days as far as they are known: 2025 or 2025-11."""
    places = {one.name: place for place, one in enumerate(spec.fields)}
    found = []
    for change in sorted(changes, key=lambda one: places[one.field]):
        if change.field == AS_OF:
            found.append(Change(AS_OF, _real_day(before), _real_day(after)))
        elif change.field == PRECISION and any(each.field == AS_OF for each in found):
            continue  # the day says it
        elif before is not None or change.after is not None:
            found.append(change)
    return tuple(found)


def _real_day(row: Row | None) -> str | None:
    """Return as much of the day of a part as is known."""
    if row is None or row[AS_OF] is None:
        return None
    return real_part(date.fromisoformat(row[AS_OF]), row.get(PRECISION))


def _refused(
    run: _Run, line: _Line, problems: Sequence[FieldProblem], warnings: Sequence[FieldProblem]
) -> RowResult:
    """Return the result of a row that cannot be taken; it is called what it calls its record."""
    kind, key = (None, None) if line.owner is None else line.owner
    raw = line.given.raw
    written = next((str(raw[one]) for one in (NAME, PRODUCER) if raw.get(one) is not None), "")
    name = written if line.owner is None else name_of(line.owner[0], run.states[line.owner])
    return RowResult(
        line.number,
        Outcome.REFUSED,
        key,
        name,
        False,
        problems=tuple(problems),
        warnings=tuple(warnings),
        owner_kind=kind,
    )
