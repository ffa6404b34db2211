"""
Whether the office keeps sex and ethnic group of leaders, and forgetting them.

They stand in ``producer_leaders`` and in the states of the history. Forgetting
takes them out of both in one transaction: a state without leaders has the tag
that it would have had if nobody had ever entered any, so that later edits,
comparisons and undoing go on from there. Files of producers that wait to be
stored go with them: nothing of leaders is read from a file, but it is kept as
its user made it, with whatever columns it has.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa

from geodata.office.audit import Actor, note
from geodata.office.tables import office_settings
from geodata.programme_tables import producer_leaders
from geodata.records.kinds import RecordKind
from geodata.records.state import State, dumped, in_chunks
from geodata.records.tables import record_versions, uploads

SETTING = "leaders_kept"
TABLE = producer_leaders.name
FORGOTTEN = "leaders_forgotten"


@dataclass(frozen=True, slots=True)
class Held:
    """How many leaders are kept, how many versions tell of one, and how many files may that wait."""

    leaders: int
    versions: int
    files: int = 0

    def __bool__(self) -> bool:
        """Return whether there is anything to forget."""
        return bool(self.leaders or self.versions or self.files)


def are_leaders_kept(connection: sa.Connection) -> bool:
    """Return whether the office keeps sex and ethnic group of leaders, inside a transaction."""
    t = office_settings
    value = connection.scalar(sa.select(t.c.value).where(t.c.name == SETTING))
    return value is not None and json.loads(value) is True


def held_leaders(connection: sa.Connection) -> Held:
    """Return how much there is to forget."""
    leaders = connection.scalar(sa.select(sa.func.count()).select_from(producer_leaders))
    versions = connection.scalar(sa.select(sa.func.count()).where(_tells()))
    return Held(int(leaders or 0), int(versions or 0), len(_waiting_files(connection)))


def forget_leaders(connection: sa.Connection, actor: Actor) -> Held:
    """
    Delete all leaders, also from every version of the history, and note how many, never who.

    Part of the transaction of the caller: all of it or nothing.
    """
    held = held_leaders(connection)
    t = record_versions
    ids = connection.scalars(sa.select(t.c.version_id).where(_tells())).all()
    for chunk in in_chunks(ids):
        rows = connection.execute(sa.select(t.c.version_id, t.c.state).where(t.c.version_id.in_(chunk)))
        scrubbed = [{"key": row.version_id, "scrubbed": _without_leaders(row.state)} for row in rows]
        update = t.update().where(t.c.version_id == sa.bindparam("key"))
        connection.execute(update.values(state=sa.bindparam("scrubbed")), scrubbed)
    connection.execute(producer_leaders.delete())
    for chunk in in_chunks(_waiting_files(connection)):
        connection.execute(uploads.delete().where(uploads.c.upload_id.in_(chunk)))
    # What other files come to is made anew when somebody looks at it.
    connection.execute(uploads.update().values(preview=None, preview_of=None))
    if held:
        told = {"leaders": held.leaders, "versions": held.versions, "files": held.files}
        note(connection, actor, FORGOTTEN, "setting", SETTING, None, told)
    return held


def without_leaders(state: State) -> State:
    """Return a state as it would be if nobody had ever entered a leader."""
    return {**state, TABLE: []} if state.get(TABLE) else state


def _waiting_files(connection: sa.Connection) -> list[str]:
    """Return the files that are not stored yet, of producers or of nobody knows what."""
    t = uploads.c
    rows = connection.execute(sa.select(t.upload_id, t.choices).where(t.change_id.is_(None)))
    kinds = (None, RecordKind.PRODUCERS.value)
    return [row.upload_id for row in rows if json.loads(row.choices).get("kind") in kinds]


def _tells() -> sa.ColumnElement[bool]:
    """Return the condition that a version tells of a leader: its JSON names the table."""
    t = record_versions
    named = t.c.state.contains(f'"{TABLE}":', autoescape=True)
    return sa.and_(t.c.kind == RecordKind.PRODUCERS.value, named)


def _without_leaders(text: str) -> str:
    """Return the JSON of a state without leaders, written as ``state.dumped`` writes any."""
    return dumped({table: rows for table, rows in json.loads(text).items() if table != TABLE})
