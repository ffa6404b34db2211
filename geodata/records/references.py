"""What records refer to: nothing that is missing, and nothing goes that others need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, Conflict
from geodata.records.kinds import RecordKind
from geodata.records.state import TABLES, Changes, Row, State, in_chunks, record_of
from geodata.records.tables import record_versions
from geodata.tables import material_zones, producers, products, units
from geodata.units import UnitKey

LISTED = 20  # how many records an error names

# A kind of record, and where another kind's state names it: table and column.
REFERENCES: Mapping[RecordKind, tuple[RecordKind, str, str]] = {
    RecordKind.PRODUCERS: (RecordKind.PRODUCTS, "products", "producer_id"),
    RecordKind.MATERIAL_ZONES: (RecordKind.PRODUCTS, "product_zones", "zone_id"),
}
PLACED_TABLES = ("zone_units",)


def refuse_broken(connection: sa.Connection, changes: Changes) -> None:
    """
    Raise ``Conflict`` where the registry would contradict itself after ``changes``.

    A record names a producer, zone or unit that is not there; a producer or
    zone goes that other products name; two products of a producer have one name.
    """
    for kind, (by_kind, table, column) in REFERENCES.items():
        gone = {key for key, (_, after) in changes.get(kind, {}).items() if after is None}
        users = _users(connection, table, column, gone) - changes.get(by_kind, {}).keys()
        if users:
            _refuse_needed(connection, kind, gone, by_kind, users)
        missing = _named(changes, by_kind, table, column) - _there(connection, changes, kind)
        if missing:
            _refuse_missing(connection, kind, missing)
    lost = missing_units(connection, changes)
    if lost:
        raise Conflict(
            N_("The registry no longer holds the unit %(unit)s: choose another one"),
            unit=", ".join(f"{code} {valid_from}" for code, valid_from in sorted(lost)),
        )
    _refuse_taken(connection, changes.get(RecordKind.PRODUCTS, {}))


def missing_units(connection: sa.Connection, changes: Changes) -> set[UnitKey]:
    """Return the units that states after ``changes`` name and that are not there."""
    named = {
        (row["unit_code"], date.fromisoformat(row["unit_valid_from"]))
        for row in _placed_rows(changes)
        if row.get("unit_code") is not None
    }
    codes = sorted({code for code, _ in named})
    held = {
        (row.unit_code, row.valid_from)
        for chunk in in_chunks(codes)
        for row in connection.execute(
            sa.select(units.c.unit_code, units.c.valid_from).where(units.c.unit_code.in_(chunk))
        )
    }
    return named - held


def _placed_rows(changes: Changes) -> Iterator[Row]:
    """Give the rows of states after the changes that may name a unit."""
    for kind, pairs in changes.items():
        for _, after in pairs.values():
            if after is not None:
                yield record_of(kind, after)
                for table in PLACED_TABLES:
                    yield from after.get(table, ())


def _named(changes: Changes, kind: RecordKind, table: str, column: str) -> set[str]:
    """Return the identifiers that states after the changes name in a column."""
    states: Iterable[State | None] = (after for _, after in changes.get(kind, {}).values())
    return {
        row[column]
        for state in states
        if state is not None
        for row in state[table]
        if row[column] is not None
    }


def _there(connection: sa.Connection, changes: Changes, kind: RecordKind) -> set[str]:
    """Return the identifiers of a kind that are in the registry after the changes."""
    table = {RecordKind.PRODUCERS: producers, RecordKind.MATERIAL_ZONES: material_zones}[kind]
    held = set(connection.scalars(sa.select(next(iter(table.primary_key)))))
    for key, (_, after) in changes.get(kind, {}).items():
        (held.discard if after is None else held.add)(key)
    return held


def _users(connection: sa.Connection, table: str, column: str, gone: Collection[str]) -> set[str]:
    """Return the products that name one of ``gone`` in a column."""
    t = TABLES[table]
    return {
        key
        for chunk in in_chunks(sorted(gone))
        for key in connection.scalars(sa.select(t.c.product_id).where(t.c[column].in_(chunk)))
    }


def _refuse_needed(
    connection: sa.Connection,
    kind: RecordKind,
    gone: Collection[str],
    by_kind: RecordKind,
    users: Collection[str],
) -> None:
    """Raise where records go that products need, and name the products."""
    ids = sorted(users)[:LISTED]
    t = products
    select = sa.select(t.c.product_id, t.c.name).where(t.c.product_id.in_(ids))
    names: dict[str, str] = dict(connection.execute(select).all())
    raise Conflict(
        N_("%(number)s products need it: change or archive them first (%(names)s)"),
        number=len(users),
        names=", ".join(names[key] for key in ids),
        records=[{"kind": by_kind.value, "id": key, "name": names[key]} for key in ids],
        needed=[{"kind": kind.value, "id": key} for key in sorted(gone)[:LISTED]],
    )


def _refuse_missing(connection: sa.Connection, kind: RecordKind, missing: Collection[str]) -> None:
    """Raise where records are named that are not in the registry, by their last names."""
    ids = sorted(missing)[:LISTED]
    t = record_versions
    select = sa.select(t.c.record_id, t.c.name).where(t.c.kind == kind.value, t.c.record_id.in_(ids))
    names: dict[str, str] = dict(connection.execute(select.order_by(t.c.number)).all())
    raise Conflict(
        N_("It needs records that are not in the registry: restore them first, or choose others (%(names)s)"),
        names=", ".join(names.get(key, key) for key in ids),
        records=[{"kind": kind.value, "id": key, "name": names.get(key, key)} for key in ids],
    )


def _refuse_taken(connection: sa.Connection, pairs: Mapping[str, tuple[State | None, State | None]]) -> None:
    """Raise where a product would have the name of another one of its producer."""
    named: dict[tuple[str, str], str] = {}
    wanted: set[tuple[str, str]] = set()
    for key, (before, after) in pairs.items():
        name = _name_key(after)
        if name is None:
            continue
        if named.setdefault(name, key) != key:
            _taken(name[0], named[name])
        if before is None or _name_key(before) != name:
            wanted.add(name)
    t = products
    select = sa.select(t.c.product_id, t.c.name, t.c.producer_id)
    for chunk in in_chunks(sorted({producer for _, producer in wanted})):
        for row in connection.execute(select.where(t.c.producer_id.in_(chunk))):
            if row.product_id not in pairs and (row.name, row.producer_id) in wanted:
                _taken(row.name, row.product_id)


def _name_key(state: State | None) -> tuple[str, str] | None:
    """Return name and producer of a product that has one."""
    if state is None:
        return None
    row: Mapping[str, Any] = record_of(RecordKind.PRODUCTS, state)
    return None if row["producer_id"] is None else (row["name"], row["producer_id"])


def _taken(name: str, product_id: str) -> None:
    """Raise: a producer has no two products of one name."""
    raise Conflict(
        N_("The producer already has another product called %(name)s: merge the two, or name them apart"),
        name=name,
        records=[{"kind": RecordKind.PRODUCTS.value, "id": product_id, "name": name}],
    )
