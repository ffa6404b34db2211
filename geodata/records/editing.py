"""
Records created, changed, archived and brought back: each deed one transaction with its history.

A form or the API hands in what it read (``raw``: field → text or JSON value);
a ``Checker`` makes a state of it. ``tag`` is the version that was seen
(``state.tag_of``), ``gate`` says who may change what.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa

from geodata.errors import N_, Conflict, InvalidInput, NotFound
from geodata.office.audit import Actor
from geodata.records.checking import Checked, Checker
from geodata.records.current import Gate, anybody, current_state, present_state, refuse_present
from geodata.records.differences import FieldChange, difference, told
from geodata.records.history import Version, begin_change, put, read_versions
from geodata.records.kinds import RecordKind
from geodata.records.problems import FieldProblem
from geodata.records.redirects import merges_into, read_redirect
from geodata.records.state import Pair, Row, State, name_of
from geodata.records.vocabulary import Action
from geodata.store import Store
from geodata.view import office_today

Raw = Mapping[str, object]

# What only says where a record is: a change of nothing else is a move.
PLACE_COLUMNS = frozenset(
    {"raw_commune", "raw_district", "village", "address", "placement", "unit_code", "outside", "lon", "lat"}
)
# What follows every edit, whatever it is of.
OF_EVERY_EDIT = frozenset({"sources", "inferred_fields", "confidence", "point_source"})


def create_record(
    store: Store,
    actor: Actor,
    kind: RecordKind,
    raw: Raw,
    reason: str | None = None,
    today: date | None = None,
    gate: Gate = anybody,
) -> str:
    """
    Make a record of what is known of it, and return its identifier.

    Raises
    ------
    InvalidInput
        A field is missing or does not take its value, or the registry holds
        the record already: ``problems`` lists why.
    """
    with store.write() as connection:
        checked = Checker(connection, today or office_today()).check(kind, raw, None)
        state = accepted(checked)
        gate(kind, state)
        key = str(checked.record_id)
        write_change(connection, actor, Action.CREATE, kind, key, (None, state), reason)
    return key


def change_record(
    store: Store,
    actor: Actor,
    kind: RecordKind,
    record_id: str,
    raw: Raw,
    tag: str,
    reason: str | None = None,
    today: date | None = None,
    gate: Gate = anybody,
) -> tuple[FieldProblem, ...]:
    """
    Change the fields that ``raw`` names, and return the warnings; what changes nothing leaves no trace.

    Raises
    ------
    NotFound
        There is no such record, or it is archived or merged into another one.
    Stale
        It was changed since ``tag``; the difference is in the error.
    InvalidInput
        A field does not take its value: ``problems`` lists why.
    Conflict
        Another product of the producer has that name.
    """
    with store.write() as connection:
        state = current_state(connection, kind, record_id, tag)
        gate(kind, state)
        checked = Checker(connection, today or office_today()).check(kind, raw, state)
        after = accepted(checked)
        gate(kind, after)
        changes = difference(kind, state, after)
        if changes:
            action = Action.MOVE if _is_move(changes) else Action.EDIT
            write_change(connection, actor, action, kind, record_id, (state, after), reason)
    return checked.warnings


def archive_record(
    store: Store,
    actor: Actor,
    kind: RecordKind,
    record_id: str,
    tag: str,
    reason: str | None = None,
    gate: Gate = anybody,
) -> None:
    """
    Take a record out of the registry; it stays on the shelf of the archive.

    Raises
    ------
    NotFound, Stale
        As ``change_record``.
    Conflict
        Products need it; the error lists them.
    """
    with store.write() as connection:
        state = current_state(connection, kind, record_id, tag)
        gate(kind, state)
        write_change(connection, actor, Action.ARCHIVE, kind, record_id, (state, None), reason)


def restore_record(
    store: Store,
    actor: Actor,
    kind: RecordKind,
    record_id: str,
    reason: str | None = None,
    gate: Gate = anybody,
) -> None:
    """
    Bring an archived record back as it was.

    Raises
    ------
    NotFound
        No record of that identifier was ever archived, or it was merged into another one.
    Conflict
        It is in the registry, or what it refers to is not.
    """
    with store.write() as connection:
        refuse_present(connection, kind, record_id)
        state = last_state(connection, kind, record_id)
        gate(kind, state)
        write_change(connection, actor, Action.RESTORE, kind, record_id, (None, state), reason, exact=True)


def revert_record(
    store: Store,
    actor: Actor,
    kind: RecordKind,
    record_id: str,
    number: int,
    tag: str,
    reason: str | None = None,
    gate: Gate = anybody,
) -> None:
    """
    Put a record back to what it was at a version.

    Raises
    ------
    NotFound, Stale
        As ``change_record``; there is no such version.
    InvalidInput
        The registry did not hold the record at that version.
    Conflict
        What the version refers to is not in the registry any more, or another record was merged into
        this one since.
    """
    with store.write() as connection:
        state = current_state(connection, kind, record_id, tag)
        version = _version(connection, kind, record_id, number)
        if version.state is None:
            raise InvalidInput(
                N_("The registry did not hold the record at version %(number)s: archive it instead"),
                number=number,
            )
        gate(kind, state)
        gate(kind, version.state)
        if version.state != state:
            pair = (state, version.state)
            write_change(connection, actor, Action.REVERT, kind, record_id, pair, reason, exact=True)


def change_part(
    store: Store,
    actor: Actor,
    kind: RecordKind,
    record_id: str,
    part: tuple[str, str | None],
    raw: Raw | None,
    tag: str,
    reason: str | None = None,
    today: date | None = None,
    gate: Gate = anybody,
) -> tuple[FieldProblem, ...]:
    """
    Change, add or remove a part of a record: a certificate, a fact, a linked zone; return the warnings.

    Parameters
    ----------
    part
        The table and the key of its row as one text; no key: a new part.
    raw
        The fields to change; None removes the part.

    Raises
    ------
    NotFound, Stale, InvalidInput
        As ``change_record``; there is no such part.
    """
    table, part_id = part
    with store.write() as connection:
        state = current_state(connection, kind, record_id, tag)
        gate(kind, state)
        checker = Checker(connection, today or office_today())
        warnings: tuple[FieldProblem, ...] = ()
        if raw is not None:
            checked = checker.check_part(kind, table, part_id, raw, state)
            after, warnings = accepted(checked), checked.warnings
        elif part_id is None:
            raise NotFound(N_("There is no part %(part)s of %(kind)s"), part=table, kind=kind.value)
        else:
            after = checker.remove_part(kind, table, part_id, state)
        if difference(kind, state, after):
            write_change(connection, actor, Action.EDIT, kind, record_id, (state, after), reason)
    return warnings


def write_change(
    connection: sa.Connection,
    actor: Actor,
    action: Action,
    kind: RecordKind,
    record_id: str,
    pair: Pair,
    reason: str | None,
    *,
    exact: bool = False,
) -> None:
    """Write one record with its change, its version and its line in the audit log."""
    before, after = told(difference(kind, *pair))
    name = next(name_of(kind, state) for state in reversed(pair) if state is not None)
    subject = (kind, record_id)
    if pair[1] is None:
        before, after = {"name": name}, {}
    change_id = begin_change(
        connection, actor, action, name, reason, 1, subject=subject, before=before, after=after
    )
    put(connection, change_id, kind, {record_id: pair}, exact=exact)


def accepted(checked: Checked) -> State:
    """Return the state that an entry makes; ``InvalidInput`` with every problem where it makes none."""
    if checked.state is None:
        raise InvalidInput(
            N_("%(number)s fields cannot be taken as they are"),
            number=len(checked.problems),
            problems=[shown_problem(problem) for problem in checked.problems],
        )
    return checked.state


def shown_problem(problem: FieldProblem) -> Row:
    """Return a problem as an error carries it; ``text`` with its ``values`` is for the translators."""
    return {
        "field": problem.field,
        "value": problem.value,
        "rule": problem.rule,
        "text": problem.message,
        "values": {"value": problem.value, **problem.values},
        "suggestions": [
            {"value": each.value, "label": each.label, "fields": dict(each.fields)}
            for each in problem.suggestions
        ],
    }


def last_state(connection: sa.Connection, kind: RecordKind, record_id: str) -> State:
    """Return the last state of a record that is not there; ``NotFound`` where none was, or it was merged."""
    versions = read_versions(connection, kind, record_id)
    if read_redirect(connection, kind, record_id) is not None or not versions:
        present_state(connection, kind, record_id)
    state = next((v.state for v in reversed(versions) if v.state is not None), None)
    if state is None:
        raise NotFound(N_("There is no record %(id)s here"), id=record_id)
    return state


def _version(connection: sa.Connection, kind: RecordKind, record_id: str, number: int) -> Version:
    """Return a version of a record, unless going back to it would lose what a merge brought."""
    versions = {version.number: version for version in read_versions(connection, kind, record_id)}
    if number not in versions:
        raise NotFound(N_("The record %(id)s has no version %(number)s"), id=record_id, number=number)
    merges = merges_into(connection, kind, record_id)
    for later, version in versions.items():
        if later > number and version.change.change_id in merges:
            raise Conflict(
                N_(
                    "Version %(number)s is of the time before another record was merged into this one: what"
                    " came from there would be lost. Take back the merge first (change %(change)s)"
                ),
                number=number,
                change=version.change.change_id,
            )
    return versions[number]


def _is_move(changes: list[FieldChange]) -> bool:
    """Return whether changes only say where a record is."""
    own = {change.field for change in changes if change.part is None} - OF_EVERY_EDIT
    return own <= PLACE_COLUMNS and all(change.part is None for change in changes) and bool(own)
