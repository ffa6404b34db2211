"""
What records were called before: renamed, merged into others, or laid into the archive.

A list that was written before a rename or a merge tells of the same record
still, and what is in the archive is not made a second time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from geodata.names import tone_key
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.state import Row, in_chunks, read_dumped, record_of
from geodata.records.tables import record_changes, record_redirects, record_versions
from geodata.records.vocabulary import Action


@dataclass(slots=True)
class Former:
    """
    Former records of one kind.

    ``rows`` are the rows that they had, each with the record that it is now
    (None: it lies in the archive).
    """

    rows: list[tuple[Row, str | None]] = field(default_factory=list)
    _called: dict[str, set[str | None]] = field(default_factory=dict)

    def add(self, row: Row, now: str | None) -> None:
        """Note a row that a record had."""
        self.rows.append((row, now))
        self._called.setdefault(tone_key(row["name"]), set()).add(now)

    def called(self, name: str) -> set[str | None]:
        """Return which records had a name; None among them: one in the archive had it."""
        return self._called.get(tone_key(name), set())


def read_former(connection: sa.Connection, kind: RecordKind, names: Mapping[str, str]) -> Former:
    """
    Return the former records of a kind; ``names`` are identifier → name of those that are there.

    A record whose making was taken back was never one.
    """
    if spec_of(kind).is_figure:
        return Former()  # a figure has no name, and is not merged
    v, r = record_versions, record_redirects
    redirects: dict[str, str] = dict(
        connection.execute(sa.select(r.c.old_id, r.c.new_id).where(r.c.kind == kind.value)).all()
    )
    told = connection.execute(sa.select(v.c.record_id, v.c.name).where(v.c.kind == kind.value).distinct())
    moved = {
        row.record_id
        for row in told
        if row.record_id not in names or tone_key(row.name) != tone_key(names[row.record_id])
    }
    shelf = _archived(connection, kind) if any(key not in names for key in moved) else set()
    now = {key: _now(key, redirects, names) for key in moved}
    wanted = sorted(key for key in moved if now[key] is not None or key in shelf)
    found = Former()
    for chunk in in_chunks(wanted):
        select = sa.select(v.c.record_id, v.c.state).where(v.c.kind == kind.value, v.c.record_id.in_(chunk))
        for key, text in connection.execute(select.where(v.c.state.is_not(None)).order_by(v.c.version_id)):
            state = read_dumped(kind, text)
            # Where a zone lies is no column of its row.
            units = {"zone_units": state["zone_units"]} if kind is RecordKind.MATERIAL_ZONES else {}
            found.add({**record_of(kind, state), **units}, now[key])
    return found


def _now(key: str, redirects: Mapping[str, str], names: Mapping[str, str]) -> str | None:
    """Return the record that one is now: itself, or what it was merged into; None where neither is there."""
    seen: set[str] = set()
    while key in redirects and key not in seen and key not in names:
        seen.add(key)
        key = redirects[key]
    return key if key in names else None


def _archived(connection: sa.Connection, kind: RecordKind) -> set[str]:
    """Return the records that somebody laid into the archive once."""
    v, c = record_versions, record_changes
    select = sa.select(v.c.record_id).join(c, c.c.change_id == v.c.change_id)
    of_kind = sa.and_(v.c.kind == kind.value, c.c.action == Action.ARCHIVE.value)
    return set(connection.scalars(select.where(of_kind).distinct()))
