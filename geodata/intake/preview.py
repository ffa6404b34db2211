"""
What the rows of a table would do to the registry: new, changed field by field, the same, or refused and why.

Nothing is written here. ``storing`` writes the states that a preview found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from geodata.errors import N_
from geodata.intake.bare_rows import TELLING, called_alike, several_called
from geodata.intake.choices import Choices
from geodata.intake.given import Given, given_by, raw_of, settled
from geodata.intake.matching import ID
from geodata.intake.namesakes import Grounds, asked_about, named_alike
from geodata.intake.part_tables import TableKind
from geodata.intake.positions import Doubt
from geodata.intake.problems import row_problem
from geodata.intake.quiet import undisturbed
from geodata.intake.reading import ReadFile
from geodata.intake.spellings import not_respelt
from geodata.records.checking import Change, Checked, Checker
from geodata.records.fields import Part, fields_of
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.known import Identity, identity_of
from geodata.records.problems import FieldProblem, problem
from geodata.records.redirects import read_redirect
from geodata.records.state import Pair, State, name_of, read_states

# Whether the person who imports may write a record that has, or will have, a state.
May = Callable[[RecordKind, State], bool]
Progress = Callable[[float, str], None]

CHECKING = N_("Checking the rows")
PROGRESS_ROWS = 1_000


class Outcome(StrEnum):
    """What a row comes to."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RowResult:
    """
    One row: its number in the sheet, the record that it tells of, and what it changes.

    ``taken`` is False where the user left the row out, or rows of its outcome.
    ``owner_kind`` is the kind of the record where the row tells a part of it.
    """

    row: int
    outcome: Outcome
    record_id: str | None
    name: str
    taken: bool
    changes: tuple[Change, ...] = ()
    problems: tuple[FieldProblem, ...] = ()
    warnings: tuple[FieldProblem, ...] = ()
    owner_kind: RecordKind | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """
    What a table comes to; ``doubt`` is what speaks against its points as a whole.

    ``pairs`` are the states to be written, by kind and identifier: the one that
    was stored when this was told (None: none) and the one that is wanted. New
    producers of products are among them.
    """

    kind: TableKind
    sheet: str
    rows: tuple[RowResult, ...]
    pairs: Mapping[RecordKind, Mapping[str, Pair]]
    new_producers: tuple[str, ...] = ()
    doubt: Doubt | None = None

    def counts(self) -> dict[str, int]:
        """Return how many rows came to each outcome, and how many are taken."""
        found = Counter(row.outcome.value for row in self.rows)
        taken = sum(row.taken for row in self.rows)
        return {outcome.value: found[outcome.value] for outcome in Outcome} | {"taken": taken}


@dataclass(slots=True)
class _Run:
    """What is known while the rows are gone through."""

    kind: RecordKind
    checker: Checker
    choices: Choices
    may: May
    states: dict[str, State] = field(default_factory=dict)
    after: dict[str, State] = field(default_factory=dict)
    row_of: dict[str, int] = field(default_factory=dict)
    names_ids: bool = False


def preview_rows(
    connection: sa.Connection,
    read: ReadFile,
    choices: Choices,
    today: date,
    may: May = lambda _kind, _state: True,
    progress: Progress = lambda _fraction, _message: None,
) -> Preview:
    """
    Check every row of a table against the registry as ``connection`` sees it.

    Parameters
    ----------
    connection
        A snapshot, or the transaction that will write.
    read
        The table with its columns.
    choices
        What the user said: values picked, rows left out, whether empty cells clear.
    today
        The day in Lào Cai.
    may
        Whether a state may be written by who imports.
    progress
        Is told how far it is (0 – 1).
    """
    kind = RecordKind(read.kind)
    names_ids = any(column.field == ID for column in read.columns)
    run = _Run(kind, Checker(connection, today, makes_producers=True), choices, may, names_ids=names_ids)
    # A list may be older than a rename or a merge.
    run.checker.known.follow_former()
    with undisturbed():
        results = _all_results(run, connection, read, progress)
        pairs: dict[RecordKind, dict[str, Pair]] = {
            kind: {key: (run.states.get(key), after) for key, after in run.after.items()}
        }
        is_product = kind is RecordKind.PRODUCTS
        producers = run.checker.new_producers(run.after.values()) if is_product else {}
    if producers:
        pairs[RecordKind.PRODUCERS] = {key: (None, state) for key, state in producers.items()}
    names = tuple(sorted(name_of(RecordKind.PRODUCERS, state) for state in producers.values()))
    rows = tuple(results[number] for number in sorted(results))
    return Preview(kind, read.sheet.name, rows, pairs, names)


def _all_results(
    run: _Run, connection: sa.Connection, read: ReadFile, progress: Progress
) -> dict[int, RowResult]:
    """
    Return what every row comes to, by its number.

    Each row is first taken for a new record; those that are none, or that say
    too little to be one, are looked at again with the records that they tell of.
    """
    left_out = set(run.choices.left_out)
    # Rows that are left out come last: nothing that is written rests on them.
    order = sorted(read.sheet.rows, key=lambda row: row.number in left_out)
    results: dict[int, RowResult] = {}
    again: list[tuple[int, Given]] = []
    for done, row in enumerate(order):
        if done % PROGRESS_ROWS == 0:
            progress(done / len(order) / 2, CHECKING)
        given = given_by(raw_of(row, read, run.choices), read.problems.get(row.number))
        found = _as_new(run, row.number, given)
        if found is None:
            again.append((row.number, given))
        else:
            results[row.number] = found
    keys = {number: _key_of(run, connection, given) for number, given in again}
    alike_of = {number: _namesakes(run, given) for number, given in again if keys[number] is None}
    wanted = {key for key in keys.values() if key is not None}.union(*alike_of.values())
    run.states |= read_states(connection, run.kind, wanted)
    grounds = Grounds(connection, run.checker.units) if any(alike_of.values()) else None
    for done, (number, given) in enumerate(again):
        if done % PROGRESS_ROWS == 0:
            progress(0.5 + done / len(again) / 2, CHECKING)
        is_open = keys[number] is None and given.key is None and not given.is_new
        alike = called_alike(run.checker.known, run.kind, given.raw) if is_open else []
        asked = None
        if is_open and alike:
            name = given.raw["name"]
            asked = several_called(connection, run.checker.known, run.kind, name, alike)
        elif is_open and grounds is not None:
            asked = _asked(run, given, alike_of[number], grounds)
        if asked is None:
            results[number] = _as_known(run, number, given, keys[number])
        elif given.meant is None:
            results[number] = _refused(run, number, given, None, [asked], given.warnings)
        else:
            given = settled(given)
            key = _key_of(run, connection, given)
            if key is not None and key not in run.after:
                run.states |= read_states(connection, run.kind, {key} - run.states.keys())
            results[number] = _as_known(run, number, given, key)
    return results


def _namesakes(run: _Run, given: Given) -> list[str]:
    """Return the records of the name of a row that names none of them."""
    return (
        [] if given.is_new or given.key is not None else named_alike(run.checker.known, run.kind, given.raw)
    )


def _asked(run: _Run, given: Given, alike: Sequence[str], grounds: Grounds) -> FieldProblem | None:
    """Return the problem of a row that may tell of a record of its name, in the registry or in the file."""
    states = {key: run.after.get(key) or run.states.get(key) for key in alike}
    others = {key: state for key, state in states.items() if state is not None}
    row = run.checker.row_told(run.kind, given.raw) if others else None
    if row is None:
        return None
    producers = run.checker.known.names(RecordKind.PRODUCERS) if run.kind is RecordKind.PRODUCTS else {}
    here = {key: at for key, at in run.row_of.items() if key in run.after and key not in run.states}
    return asked_about(run.kind, row, others, grounds, producers, here)


def _as_new(run: _Run, number: int, given: Given) -> RowResult | None:
    """Return what a row comes to as a new record; None where it may tell of one that is there."""
    if given.problems:
        return _refused(run, number, given, None, given.problems, given.warnings)
    if given.key is not None or (not given.is_new and named_alike(run.checker.known, run.kind, given.raw)):
        return None
    checked = run.checker.check(run.kind, given.raw)
    if checked.problems:
        return None
    return _judged(run, number, given, None, None, checked)


def _key_of(run: _Run, connection: sa.Connection, given: Given) -> str | None:
    """
    Return the record that a row tells of: by its identifier, else by name and producer or unit.

    A row that says neither tells of the only record of its name.
    """
    if given.is_new:
        return None
    if given.key is None:
        alike = called_alike(run.checker.known, run.kind, given.raw)
        return alike[0] if len(alike) == 1 else run.checker.match(run.kind, given.raw)
    key = str(given.key)
    if key in run.checker.known.names(run.kind):
        return key
    return read_redirect(connection, run.kind, key)


def _as_known(run: _Run, number: int, given: Given, key: str | None) -> RowResult:
    """Return what a row comes to that tells of a record of the registry, of this file, or of none."""
    if given.key is not None and key is None:
        return _refused(run, number, given, None, [row_problem(ID, given.key, "id_unknown")], given.warnings)
    current = None if key is None else run.after.get(key, run.states.get(key))
    if current is not None and not run.names_ids:
        given = replace(given, raw=not_respelt(run.kind, given, current))
    checked = run.checker.check(run.kind, given.raw, current)
    is_matched = current is not None and checked.state is not None and given.key is None
    if is_matched and _tells_apart(run, checked.state) != _tells_apart(run, current):
        given = _as_of_now(run, given, current)
        checked = run.checker.check(run.kind, given.raw, current)
    return _judged(run, number, given, key, current, checked)


def _tells_apart(run: _Run, state: State | None) -> Identity | None:
    """Return what tells a record from others."""
    return None if state is None else identity_of(run.kind, state)


def _as_of_now(run: _Run, given: Given, current: State | None) -> Given:
    """Return a row that found its record by what it was called before: it renames and moves nothing."""
    plain = {name: value for name, value in given.raw.items() if name != "name"}
    state = run.checker.check(run.kind, plain, current).state
    if state is not None and _tells_apart(run, state) != _tells_apart(run, current):
        # It was merged into another one, which has a producer and a place of its own.
        plain = {name: value for name, value in plain.items() if name not in TELLING}
    called = "" if current is None else name_of(run.kind, current)
    warning = row_problem("name", given.raw.get("name"), "name_former", now=called)
    return Given(given.key, plain, given.problems, (*given.warnings, warning), given.is_new)


def _judged(
    run: _Run, number: int, given: Given, key: str | None, current: State | None, checked: Checked
) -> RowResult:
    """Return the result of a row that was checked."""
    warnings = given.warnings + checked.warnings
    problems = [*checked.problems, *_twice(run, key, current, checked)]
    if current is None and checked.state is not None:
        problems += _archived(run, given, checked.state)
    if current is None or checked.changes:
        problems += _forbidden(run, current, checked.state)
    if problems or checked.state is None:
        return _refused(run, number, given, key, problems, warnings)
    return _accepted(run, number, current, checked, warnings)


def _accepted(
    run: _Run, number: int, current: State | None, checked: Checked, warnings: tuple[FieldProblem, ...]
) -> RowResult:
    """Return the result of a row without problems; keep its state where the row is taken."""
    state, key = checked.state, checked.record_id
    if state is None or key is None:
        raise AssertionError(number)
    outcome = Outcome.NEW if current is None else Outcome.CHANGED if checked.changes else Outcome.SAME
    taken = (
        number not in run.choices.left_out
        and {
            Outcome.NEW: run.choices.takes_new,
            Outcome.CHANGED: run.choices.takes_changed,
            Outcome.SAME: False,
        }[outcome]
    )
    if taken:
        run.after[key] = state
        run.row_of.setdefault(key, number)
    return RowResult(
        number, outcome, key, name_of(run.kind, state), taken, checked.changes, warnings=warnings
    )


def _refused(
    run: _Run,
    number: int,
    given: Given,
    key: str | None,
    problems: Sequence[FieldProblem],
    warnings: tuple[FieldProblem, ...],
) -> RowResult:
    """Return the result of a row that cannot be taken; it is called what it calls itself."""
    fields = [one.name for one in fields_of(run.kind) if one.required]
    name = next((str(given.raw[one]) for one in ("name", *fields) if given.raw.get(one) is not None), "")
    return RowResult(number, Outcome.REFUSED, key, name, False, problems=tuple(problems), warnings=warnings)


def _twice(run: _Run, key: str | None, current: State | None, checked: Checked) -> Iterator[FieldProblem]:
    """
    Give the problem of a row that contradicts an earlier row about the same record.

    Figures of a zone and certificates of a product stand beside each other:
    rows may add them, and say more of one, but nothing else of it. What an
    earlier row left open is no contradiction.
    """
    if key not in run.row_of or run.kind is RecordKind.MATERIAL_ZONES or checked.state is None:
        return
    parts = {one.name for one in fields_of(run.kind) if one.part is Part.CERTIFICATE}
    parts |= {"source", "certificates"}
    is_other = any(
        change.field not in parts and change.before is not None and change.before != []
        for change in checked.changes
    )
    if is_other or _contradicts(current, checked.state):
        yield row_problem(ID, name_of(run.kind, checked.state), "twice", row=run.row_of[key])


def _contradicts(before: State | None, after: State) -> bool:
    """Return whether something that is known of a certificate becomes something else."""
    rows = () if before is None else before.get("certificates", ())
    now = {row["certificate_id"]: row for row in after.get("certificates", ())}
    return any(
        value is not None and now.get(row["certificate_id"], row)[name] != value
        for row in rows
        for name, value in row.items()
        if name != "source"
    )


def _archived(run: _Run, given: Given, state: State) -> Iterator[FieldProblem]:
    """Give the problem of a new record that lies in the archive already."""
    known = run.checker.known
    if not known.has_former(run.kind):
        return
    told = identity_of(run.kind, state)
    name = name_of(run.kind, state)
    is_bare = not any(given.raw.get(one) is not None for one in TELLING)
    if known.is_archived(run.kind, told) or (is_bare and known.is_name_of_archived(run.kind, name)):
        yield problem("name", name, "record_archived")


def _forbidden(run: _Run, current: State | None, state: State | None) -> Iterator[FieldProblem]:
    """Give the problem of a record that who imports may not write, as it is or as it will be."""
    if any(one is not None and not run.may(run.kind, one) for one in (current, state)):
        rule = "planners_only" if spec_of(run.kind).is_figure else "not_yours"
        yield row_problem(ID, None, rule)


def headings_of(read: ReadFile) -> dict[str, str]:
    """Return field → heading of the column that means it."""
    return {column.field: column.heading for column in read.columns if column.field is not None}


def refused_rows(rows: Iterable[RowResult]) -> list[RowResult]:
    """Return the rows that are refused."""
    return [row for row in rows if row.outcome is Outcome.REFUSED]
