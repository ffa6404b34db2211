"""
The office's work written again over reference data that were loaded anew.

The tables are filled with what is shipped; then the last version of every
record that the office touched goes over it: archived ones are deleted again,
merged ones lead to the record that was kept. Where the shipped row is no
longer the one that the office began from, the report says so; one that takes
the name of a product of the office stays out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from geodata.osm_points import is_at_osm_point
from geodata.records.differences import difference
from geodata.records.kinds import RecordKind
from geodata.records.redirects import read_redirect
from geodata.records.references import REFERENCES, missing_units
from geodata.records.state import (
    TABLES,
    Pair,
    Row,
    State,
    in_chunks,
    name_of,
    read_dumped,
    read_states,
    record_of,
)
from geodata.records.tables import record_redirects, record_versions
from geodata.records.writing import write_states
from geodata.registry.report import ProblemLog
from geodata.units import UnitKey
from geodata.vocabulary import Placement

States = dict[str, State | None]


@dataclass(slots=True)
class OfficeWork:
    """What the office knows: the first and last version of each record it touched, and what those need."""

    first: dict[RecordKind, States] = field(default_factory=dict)
    last: dict[RecordKind, States] = field(default_factory=dict)
    needed: dict[RecordKind, dict[str, State]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many records the office touched."""
        return sum(len(states) for states in self.last.values())


def remember(connection: sa.Connection) -> OfficeWork:
    """Return what is to be written again, before the tables are emptied."""
    work = OfficeWork()
    t = record_versions
    newest = sa.select(t.c.kind, t.c.record_id, sa.func.max(t.c.number).label("number"))
    last = newest.group_by(t.c.kind, t.c.record_id).subquery()
    same = sa.and_(t.c.kind == last.c.kind, t.c.record_id == last.c.record_id)
    select = sa.select(t.c.kind, t.c.record_id, t.c.number, t.c.state).join(last, same)
    for row in connection.execute(select.where(sa.or_(t.c.number == 0, t.c.number == last.c.number))):
        kind = RecordKind(row.kind)
        into = work.first if row.number == 0 else work.last
        into.setdefault(kind, {})[row.record_id] = None if row.state is None else read_dumped(kind, row.state)
    for kind, (by_kind, table, column) in REFERENCES.items():
        used = {
            row[column]
            for state in work.last.get(by_kind, {}).values()
            for row in (state or {}).get(table, ())
        }
        work.needed[kind] = read_states(connection, kind, used - {None})
    return work


def replay(connection: sa.Connection, work: OfficeWork, log: ProblemLog) -> None:
    """
    Write the office's work over reference data that were just loaded, and log what a person should look at.

    Nothing is added to the history: the states are those that it tells of.
    """
    changes: dict[RecordKind, dict[str, Pair]] = {}
    for kind, states in work.last.items():
        shipped = read_states(connection, kind, states)
        for key, state in states.items():
            _compare(kind, work.first[kind].get(key), shipped.get(key), log)
            changes.setdefault(kind, {})[key] = (shipped.get(key), state)
    _add_needed(connection, work, changes)
    _lead_on(connection, changes, log)
    _keep_used(connection, changes, log)
    _keep_names(connection, changes, log)
    _drop_units(changes, missing_units(connection, changes), log)
    write_states(connection, changes)


def _compare(kind: RecordKind, first: State | None, shipped: State | None, log: ProblemLog) -> None:
    """Log where the shipped row is not the one that the office began from."""
    changed = difference(kind, first, shipped) if (first is None) == (shipped is None) else []
    if first is not None and shipped is None:
        log.noted(_line(kind, first), "office_record_not_shipped", None, name_of(kind, first))
    elif shipped is not None and (first is None or changed):
        named = ", ".join(sorted({change.field for change in changed}))
        log.noted(_line(kind, shipped), "office_version_kept", named or None, name_of(kind, shipped))


def _line(kind: RecordKind, state: State) -> int:
    """Return the line of a record in its file; 1 where it has none."""
    return int(record_of(kind, state).get("source_row") or 1)


def _add_needed(
    connection: sa.Connection, work: OfficeWork, changes: dict[RecordKind, dict[str, Pair]]
) -> None:
    """Bring along the producers and zones that are shipped no longer but that the office's records need."""
    for kind, states in work.needed.items():
        held = read_states(connection, kind, states)
        for key, state in states.items():
            if key not in held and key not in changes.get(kind, {}):
                changes.setdefault(kind, {})[key] = (None, state)


def _lead_on(connection: sa.Connection, changes: dict[RecordKind, dict[str, Pair]], log: ProblemLog) -> None:
    """Let newly shipped products of a merged producer be products of the one that was kept."""
    kind, by_kind = RecordKind.PRODUCERS, RecordKind.PRODUCTS
    old = sa.select(record_redirects.c.old_id).where(record_redirects.c.kind == kind.value)
    merged = set(connection.scalars(old))
    for key, state in _users(connection, merged, changes):
        producer = read_redirect(connection, kind, str(record_of(by_kind, state)["producer_id"]))
        row = record_of(by_kind, state) | {"producer_id": producer}
        if _is_named(connection, changes, row):
            log.refused(_line(by_kind, state), "duplicate_record", None, row["name"])
            changes.setdefault(by_kind, {})[key] = (state, None)
        else:
            changes.setdefault(by_kind, {})[key] = (state, {**state, by_kind.value: [row]})


def _is_named(connection: sa.Connection, changes: dict[RecordKind, dict[str, Pair]], row: Row) -> bool:
    """Return whether a producer has, or will have, another product of the name of one."""
    named = (row["name"], row["producer_id"])
    pairs = changes.get(RecordKind.PRODUCTS, {})
    for _, after in pairs.values():
        if after is not None:
            held = record_of(RecordKind.PRODUCTS, after)
            if (held["name"], held["producer_id"]) == named:
                return True
    t = TABLES["products"]
    found = connection.scalars(
        sa.select(t.c.product_id).where(t.c.name == named[0], t.c.producer_id == named[1])
    )
    return any(key not in pairs for key in found)


def _keep_used(
    connection: sa.Connection, changes: dict[RecordKind, dict[str, Pair]], log: ProblemLog
) -> None:
    """Keep archived producers of which products are newly shipped."""
    kind = RecordKind.PRODUCERS
    gone = {key for key, (_, after) in changes.get(kind, {}).items() if after is None}
    for _, state in _users(connection, gone, changes):
        producer = str(record_of(RecordKind.PRODUCTS, state)["producer_id"])
        before, _ = changes[kind].pop(producer, (None, None))
        if before is not None:
            log.noted(_line(kind, before), "office_archived_needed", None, name_of(kind, before))


def _keep_names(
    connection: sa.Connection, changes: dict[RecordKind, dict[str, Pair]], log: ProblemLog
) -> None:
    """Leave out shipped products of a name that the office gave to another product of their producer."""
    kind = RecordKind.PRODUCTS
    pairs = changes.get(kind, {})
    rows = [record_of(kind, after) for _, after in pairs.values() if after is not None]
    taken = {(row["name"], row["producer_id"]) for row in rows if row["producer_id"] is not None}
    for key, state in _users(connection, {str(producer) for _, producer in taken}, changes):
        row = record_of(kind, state)
        if (row["name"], row["producer_id"]) in taken:
            log.refused(_line(kind, state), "office_name_kept", None, row["name"])
            pairs[key] = (state, None)


def _users(
    connection: sa.Connection, producers: set[str], changes: dict[RecordKind, dict[str, Pair]]
) -> Iterator[tuple[str, State]]:
    """Give the products of some producers that the office never touched."""
    t = TABLES["products"]
    ids = {
        key
        for chunk in in_chunks(sorted(producers))
        for key in connection.scalars(sa.select(t.c.product_id).where(t.c.producer_id.in_(chunk)))
    }
    left = ids - changes.get(RecordKind.PRODUCTS, {}).keys()
    yield from read_states(connection, RecordKind.PRODUCTS, left).items()


def _drop_units(changes: dict[RecordKind, dict[str, Pair]], lost: set[UnitKey], log: ProblemLog) -> None:
    """Keep records whose unit is not among the units any more without one."""
    gone = {(code, valid_from.isoformat()) for code, valid_from in lost}
    if not gone:
        return
    for kind, pairs in changes.items():
        for key, (before, after) in pairs.items():
            if after is None:
                continue
            row = record_of(kind, after)
            unit = (row.get("unit_code"), row.get("unit_valid_from"))
            lies = [one for one in after.get("zone_units", ()) if _unit(one) in gone]
            if unit not in gone and not lies:
                continue
            log.kept(
                _line(kind, after), "entered_unit_gone", "unit_code", f"{unit[0]} {unit[1]}: {row['name']}"
            )
            pairs[key] = (before, _without(kind, after, gone))


def _unit(row: Row) -> tuple[str | None, str | None]:
    """Return the unit that a row names."""
    return row.get("unit_code"), row.get("unit_valid_from")


def _without(kind: RecordKind, state: State, gone: set[tuple[str, str]]) -> State:
    """Return a state that names none of some units."""
    row = record_of(kind, state)
    if _unit(row) in gone:
        has_point = row["lon"] is not None or is_at_osm_point(row)
        placement = row["placement"] if has_point else Placement.UNKNOWN.value
        row = row | {"unit_code": None, "unit_valid_from": None, "placement": placement}
    left = {**state, kind.value: [row]}
    if "zone_units" in state:
        left["zone_units"] = [one for one in state["zone_units"] if _unit(one) not in gone]
    return left
