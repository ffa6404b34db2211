"""The accepted rows of a table written to the registry: one transaction, one change, one line in the log."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from geodata.errors import N_, Conflict, InvalidInput, Stale
from geodata.intake.part_tables import TableKind
from geodata.intake.preview import Preview
from geodata.leaders.keeping import TABLE as LEADERS
from geodata.leaders.keeping import without_leaders
from geodata.office.audit import Actor
from geodata.records.history import begin_change, put_all
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.state import CHUNK, Changes, Pair, State, read_states, tag_of
from geodata.records.vocabulary import Action
from geodata.tables import metadata

LONGEST_REASON = 500
LISTED = 5

NOTHING = N_("There is nothing to store: no row is new or changed and taken")
MOVED_ON = N_(
    "The registry was changed since the preview was made (%(count)s records, %(names)s): look at it again"
)
LONG_REASON = N_("The reason is too long: at most %(most)s signs")


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    What is to be written.

    ``tags`` are, by kind and identifier, those of the states that the preview
    found (None: there was none), ``states`` the ones that follow. Neither has
    anything of leaders, whom no file tells of: a preview waits for days, and
    nobody forgets leaders there. Those that are kept stay with their producers.
    """

    kind: TableKind
    tags: Mapping[RecordKind, Mapping[str, str | None]]
    states: Mapping[RecordKind, Mapping[str, State]]

    @property
    def records(self) -> int:
        """Return how many records are touched."""
        return sum(map(len, self.states.values()))


def wanted_of(preview: Preview) -> Wanted:
    """Return what a preview wants to be written."""
    tags: dict[RecordKind, dict[str, str | None]] = {}
    states: dict[RecordKind, dict[str, State]] = {}
    for kind, pairs in preview.pairs.items():
        tags[kind] = {
            key: None if before is None else tag_of(without_leaders(before))
            for key, (before, _) in pairs.items()
        }
        states[kind] = {key: without_leaders(after) for key, (_, after) in pairs.items() if after is not None}
    return Wanted(preview.kind, tags, states)


def store_wanted(
    connection: sa.Connection,
    actor: Actor,
    wanted: Wanted,
    title: str,
    *,
    file_sha256: str | None = None,
    reason: str | None = None,
    may: Callable[[RecordKind, State], bool] = lambda _kind, _state: True,
) -> int:
    """
    Write what a preview found inside the caller's transaction, and return the number of the change.

    Raises
    ------
    InvalidInput
        There is nothing to be written, or the reason is too long.
    Stale
        A record was changed, made or archived since the preview.
    Conflict
        A record may not be written by who stores it (any more).
    """
    if not wanted.records:
        raise InvalidInput(NOTHING)
    if reason is not None and len(reason) > LONGEST_REASON:
        raise InvalidInput(LONG_REASON, most=LONGEST_REASON)
    changes = _current(connection, wanted)
    for kind, pairs in changes.items():
        if wanted.kind is RecordKind.PRODUCTS and kind is not wanted.kind:
            continue  # new producers come with their products
        for pair in pairs.values():
            if not all(state is None or may(kind, state) for state in pair):
                raise Conflict(
                    N_("You may not write some of these records any more: look at the preview again")
                )
    change_id = begin_change(
        connection, actor, Action.IMPORT, title, reason, wanted.records, file_sha256=file_sha256
    )
    # The states are whole, with their places: the checker made them.
    put_all(connection, change_id, changes, exact=True)
    return change_id


def _current(connection: sa.Connection, wanted: Wanted) -> Changes:
    """Return the stored states beside the wanted ones; ``Stale`` where a stored one is another one."""
    changes: dict[RecordKind, dict[str, Pair]] = {}
    moved: list[str] = []
    for kind, states in wanted.states.items():
        tags = wanted.tags[kind]
        known = [key for key in states if tags[key] is not None]
        held = read_states(connection, kind, known)
        moved += [key for key in known if key not in held or tag_of(without_leaders(held[key])) != tags[key]]
        moved += _present(connection, kind, [key for key in states if tags[key] is None])
        changes[kind] = {key: (held.get(key), _led(state, held.get(key))) for key, state in states.items()}
    if moved:
        raise Stale(MOVED_ON, count=len(moved), names=", ".join(sorted(moved)[:LISTED]))
    return changes


def _led(state: State, held: State | None) -> State:
    """Return a wanted state with the leaders of the stored one."""
    leaders = [] if held is None else held.get(LEADERS, [])
    return {**state, LEADERS: leaders} if leaders else state


def _present(connection: sa.Connection, kind: RecordKind, ids: Collection[str]) -> list[str]:
    """Return those of ``ids`` that the registry holds."""
    column = metadata.tables[spec_of(kind).table].c[spec_of(kind).id_column]
    if len(ids) > CHUNK:
        # Thousands of identifiers in a statement take longer than reading those that there are.
        return list(set(ids).intersection(connection.scalars(sa.select(column))))
    return [str(key) for key in connection.scalars(sa.select(column).where(column.in_(ids)))]
