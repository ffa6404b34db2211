"""The state that a change begins from: is it there, is it the one that was seen, who may change it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, Conflict, NotFound, Stale
from geodata.records.differences import FieldChange, difference
from geodata.records.history import Version, last_numbers, read_versions
from geodata.records.kinds import RecordKind
from geodata.records.redirects import read_redirect
from geodata.records.state import State, name_of, read_state, tag_of

# Raises where the person may not change a record that has, or will have, a state.
Gate = Callable[[RecordKind, State], None]


def anybody(_kind: RecordKind, _state: State) -> None:
    """Let everybody change everything: the command line, and who asked already."""


# Of ``If-Match``: the record as it is, whatever that is (RFC 9110, section 13.1.1).
ANY_TAG = "*"


def current_state(connection: sa.Connection, kind: RecordKind, record_id: str, tag: str) -> State:
    """
    Return the stored state of a record that is to be changed from ``tag`` (``ANY_TAG``: as it is).

    Raises
    ------
    NotFound
        There is no such record, or it is archived or merged into another one.
    Stale
        It was changed since; the difference is in the error.
    """
    state = present_state(connection, kind, record_id)
    if tag not in (ANY_TAG, tag_of(state)):
        raise _stale(connection, kind, record_id, state, tag)
    return state


def present_state(connection: sa.Connection, kind: RecordKind, record_id: str) -> State:
    """Return the stored state of a record; ``NotFound`` says where it went."""
    state = read_state(connection, kind, record_id)
    if state is not None:
        return state
    into = read_redirect(connection, kind, record_id)
    if into is not None:
        raise NotFound(N_("The record %(id)s was merged into %(into)s"), id=record_id, into=into)
    if last_numbers(connection, kind, [record_id]):
        raise NotFound(N_("The record %(id)s is archived: restore it first"), id=record_id)
    raise NotFound(N_("There is no record %(id)s here"), id=record_id)


def _stale(connection: sa.Connection, kind: RecordKind, record_id: str, state: State, tag: str) -> Stale:
    """Return the error that tells what differs from what the caller saw, and who changed it when."""
    versions = read_versions(connection, kind, record_id)
    started = next((v for v in reversed(versions) if v.state is not None and tag_of(v.state) == tag), None)
    later = [] if started is None else versions[started.number :]
    changes = [] if started is None else difference(kind, started.state, state)
    last = versions[-1].change if versions else None
    return Stale(
        N_("Somebody else has changed %(name)s in the meantime: compare, then save again"),
        name=name_of(kind, state),
        tag=tag_of(state),
        who=None if last is None else last.actor_name,
        at=None if last is None else last.at.isoformat(),
        known=started is not None,
        difference=[_told(change, kind, later) for change in changes],
    )


def _told(change: FieldChange, kind: RecordKind, versions: list[Version]) -> dict[str, Any]:
    """Return a difference with the last change that made it; ``text`` is the label, for the reader."""
    by = None
    for one, other in pairwise(versions):
        same = [c for c in difference(kind, one.state, other.state) if _is_same(c, change)]
        by = other.change if same else by
    return {
        "field": change.field,
        "text": change.label,
        "values": {},
        "part": change.part,
        "part_id": change.part_id,
        "started": change.before,
        "now": change.after,
        "who": None if by is None else by.actor_name,
        "at": None if by is None else by.at.isoformat(),
    }


def _is_same(one: FieldChange, other: FieldChange) -> bool:
    """Return whether two differences are of one field, or of one row of a part."""
    if other.part is not None and one.part == other.part:
        return one.part_id == other.part_id
    return (one.field, one.part) == (other.field, other.part)


def refuse_present(connection: sa.Connection, kind: RecordKind, record_id: str) -> None:
    """Raise where a record is in the registry that is to be brought back."""
    state = read_state(connection, kind, record_id)
    if state is not None:
        raise Conflict(N_("%(name)s is in the registry"), name=name_of(kind, state))
