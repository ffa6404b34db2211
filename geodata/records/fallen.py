"""
What fell away when two records were merged: rows of parts of which one record holds one for each thing.

Of two links of one product with one zone, two leaders, two entries of one
market day, one stays: the newer, or the one of a known day, else what the
kept record had. The history holds the states before and after a merge, so that
what fell away is read from it and stored nowhere else; undoing the merge
brings it back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from geodata.records.kinds import RecordKind, spec_of
from geodata.records.references import REFERENCES
from geodata.records.state import Changes, Pair, Row, State, read_dumped
from geodata.records.tables import record_redirects, record_versions
from geodata.store import Store

# What tells two rows of a part apart where a second one would say the same of the same thing.
ONE_EACH: Mapping[str, tuple[str, ...]] = {
    "product_zones": ("zone_id",),
    "producer_leaders": ("producer_id",),
    "zone_units": ("unit_code", "unit_valid_from"),
    "market_days": ("weekday", "evening"),
}
# Columns that do not tell two rows of a part apart: their keys and whom they belong to.
MARKS = frozenset({"source_table", "source_row"})


class Why(StrEnum):
    """Why a row stays where another one falls away."""

    NEWER = "newer"
    DATED = "dated"  # the other one is of an unknown day
    KEPT = "kept"  # neither is certainly newer: what the kept record had


@dataclass(frozen=True, slots=True)
class FallenRow:
    """A row of the part ``table`` of a record that a merge dropped, and the row that stands for it."""

    kind: RecordKind
    record_id: str
    table: str
    row: Row
    kept: Row

    @property
    def why(self) -> Why:
        """Why the other row stays."""
        if not is_newer(self.kept, self.row):
            return Why.KEPT
        return Why.DATED if self.row["as_of"] is None else Why.NEWER


def is_newer(row: Row, other: Row) -> bool:
    """Tell whether a row is as of a later day than another one; a known day goes before an unknown one."""
    return (row.get("as_of") or "") > (other.get("as_of") or "")


def fallen_rows(changes: Changes, merged: Collection[str]) -> Iterator[FallenRow]:
    """Give what the changes of a merge drop; ``merged`` are the two records that become one."""
    stays: dict[tuple[object, ...], Row] = {}
    for kind, pairs in changes.items():
        for key, (_, after) in pairs.items():
            stays |= {_thing(key, table, row, merged): row for table, row in _rows(kind, after)}
    for kind, pairs in changes.items():
        for key, (before, _) in pairs.items():
            for table, row in _rows(kind, before):
                kept = stays.get(_thing(key, table, row, merged))
                if kept is not None and _told(kept) != _told(row):
                    yield FallenRow(kind, key, table, row, kept)


def _rows(kind: RecordKind, state: State | None) -> Iterator[tuple[str, Row]]:
    """Give the rows of a state of which there is one for each thing, with their tables."""
    for owned in spec_of(kind).owned if state is not None else ():
        if owned.table in ONE_EACH:
            yield from ((owned.table, row) for row in (state or {})[owned.table])


def _thing(key: str, table: str, row: Row, merged: Collection[str]) -> tuple[object, ...]:
    """Return of what a row of a record tells, whichever of the two records that become one it names."""
    told = (key, *(row[name] for name in ONE_EACH[table]))
    return (table, *("" if value in merged else value for value in told))


def _told(row: Row) -> Row:
    """Return what a row tells of its thing."""
    return {name: value for name, value in row.items() if name not in MARKS and not name.endswith("_id")}


def fallen_of(store: Store, kind: RecordKind, record_id: str) -> dict[int, list[FallenRow]]:
    """Return what fell away when others were merged into a record, by change; of merges in force alone."""
    t = record_redirects.c
    select = sa.select(t.change_id, t.old_id).where(t.kind == kind.value, t.new_id == record_id)
    with store.read() as connection:
        merges = connection.execute(select).all()
        found = {
            merge.change_id: list(
                fallen_rows(_pairs(connection, kind, merge.change_id), {record_id, merge.old_id})
            )
            for merge in merges
        }
    return {change_id: rows for change_id, rows in found.items() if rows}


def _pairs(connection: sa.Connection, kind: RecordKind, change_id: int) -> Changes:
    """Return what a merge of records of a kind changed, as far as rows of parts can have fallen away."""
    by_kind, table, _ = REFERENCES.get(kind, (kind, "", ""))
    kinds = {kind, by_kind} if table in ONE_EACH else {kind}
    t = record_versions
    before = t.alias()
    same = sa.and_(
        before.c.kind == t.c.kind,
        before.c.record_id == t.c.record_id,
        before.c.number == t.c.number - 1,
    )
    select = (
        sa.select(t.c.kind, t.c.record_id, before.c.state.label("before"), t.c.state.label("after"))
        .join(before, same)
        .where(t.c.change_id == change_id, t.c.kind.in_(kinds), t.c.number > 0)
    )
    pairs: dict[RecordKind, dict[str, Pair]] = {}
    for row in connection.execute(select):
        found = RecordKind(row.kind)
        states = [None if text is None else read_dumped(found, text) for text in (row.before, row.after)]
        pairs.setdefault(found, {})[row.record_id] = (states[0], states[1])
    return pairs
