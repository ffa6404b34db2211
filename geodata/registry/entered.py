"""
OCOP sales points that the office enters itself: rows of ``sales_points`` like any other.

They have ``ENTERED`` in the place of a file name, a place of their own, and
a note that says when; who did it stands in the audit log. Each change is one
transaction with its line there; loading the reference data keeps them
(``geodata.registry.carrying``).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.errors import N_, Conflict, InvalidInput, NotFound, Stale
from geodata.office import audit
from geodata.office.audit import Actor
from geodata.registry.entries import PointEntry, checked_entry
from geodata.registry.markets import short_name
from geodata.registry.reading import record_id
from geodata.store import Store
from geodata.units import UnitKey, place_in_system
from geodata.view import office_today
from geodata.vocabulary import Confidence, Placement, Role, SalesPointKind, UnitLevel, UnitSystem

Record = dict[str, Any]

ENTERED = "entered"  # in source_table, where other rows name their file
SUBJECT = "sales_point"  # in the audit log


@dataclass(frozen=True, slots=True)
class EnteredPoint:
    """
    One entered point as the store holds it.

    ``tag`` changes with every change: a form sends it back, and a stale one
    is a conflict. ``entry`` is None where its unit is gone.
    """

    point_id: str
    entry: PointEntry | None
    name: str
    note: str | None
    tag: str


def add_point(store: Store, actor: Actor, entry: PointEntry, today: date | None = None) -> str:
    """
    Enter one point and return its identifier; the revision of the store is a new one.

    Raises
    ------
    InvalidInput
        A text, the year, the unit or the point is not allowed, or ``same_as`` is no OCOP point of
        the reference data.
    Conflict
        The unit already has an OCOP point of that name.
    """
    day = today or office_today()
    with store.write() as connection:
        checked, level = checked_entry(connection, entry, day)
        _refuse_same(connection, checked, None)
        rows = sa.select(sa.func.max(tables.sales_points.c.source_row)).where(_entered())
        number = int(connection.scalar(rows) or 0) + 1
        point_id = _new_id(connection, checked)
        place_id = _place(connection, checked, point_id)
        connection.execute(
            tables.sales_points.insert().values(
                sales_point_id=point_id,
                place_id=place_id,
                source_table=ENTERED,
                source_row=number,
                note=f"Văn phòng nhập ngày {day:%d/%m/%Y}",
                **_columns(checked, level),
            )
        )
        connection.execute(
            tables.place_roles.insert().values(
                place_id=place_id, role=Role.SALES_POINT.value, record_id=point_id
            )
        )
        audit.note(connection, actor, "sales_point_entered", SUBJECT, point_id, None, checked.told())
    return point_id


def change_point(
    store: Store, actor: Actor, point_id: str, entry: PointEntry, tag: str, today: date | None = None
) -> None:
    """
    Change an entered point; its identifier, and the point that it is the same as, stay.

    Raises
    ------
    InvalidInput
        A text, the year, the unit or the point is not allowed.
    NotFound
        No entered point has that identifier; rows of the reference data are not changed here.
    Conflict
        It was changed since ``tag``, or the unit already has an OCOP point of the new name.
    """
    day = today or office_today()
    t = tables.sales_points
    with store.write() as connection:
        row = _for_change(connection, point_id, tag)
        checked, level = checked_entry(connection, entry, day)
        _refuse_same(connection, checked, point_id)
        first = (row["note"] or "").split("; sửa", 1)[0]
        note = "; ".join(part for part in (first, f"sửa ngày {day:%d/%m/%Y}") if part)
        connection.execute(
            t.update().where(t.c.sales_point_id == point_id).values(note=note, **_columns(checked, level))
        )
        if not _is_shared(connection, row):
            place = tables.places.c.place_id == row["place_id"]
            connection.execute(tables.places.update().where(place).values(name=checked.name))
        before = _entry(row)
        audit.note(
            connection,
            actor,
            "sales_point_changed",
            SUBJECT,
            point_id,
            None if before is None else before.told(),
            checked.told(),
        )


def remove_point(store: Store, actor: Actor, point_id: str, tag: str) -> None:
    """
    Remove an entered point with its place.

    Raises
    ------
    NotFound
        No entered point has that identifier; rows of the reference data are not removed here.
    Conflict
        It was changed since ``tag``.
    """
    with store.write() as connection:
        row = _for_change(connection, point_id, tag)
        points, roles, places = tables.sales_points, tables.place_roles, tables.places
        is_shared = _is_shared(connection, row)
        connection.execute(roles.delete().where(roles.c.record_id == point_id))
        connection.execute(points.delete().where(points.c.sales_point_id == point_id))
        if not is_shared:
            connection.execute(places.delete().where(places.c.place_id == row["place_id"]))
        before = _entry(row)
        told = {"name": row["name"]} if before is None else before.told()
        audit.note(connection, actor, "sales_point_removed", SUBJECT, point_id, told, None)


def find_point(store: Store, point_id: str) -> EnteredPoint:
    """Return an entered point; ``NotFound`` where there is none of that identifier."""
    with store.read() as connection:
        return _point(_row(connection, point_id))


def entered_points(store: Store) -> list[EnteredPoint]:
    """Return every entered point, in the order in which they were entered."""
    t = tables.sales_points
    with store.read() as connection:
        rows = connection.execute(sa.select(t).where(_entered()).order_by(t.c.source_row)).mappings().all()
    return [_point(dict(row)) for row in rows]


def units_of_entry(store: Store, unit: UnitKey, today: date | None = None) -> tuple[UnitKey, ...]:
    """
    Return every unit that a point in ``unit`` lies in, for ``User.edits``.

    The unit itself, its communes of 30 June 2025 and of today as far as they
    are certain, and its district until 30 June 2025.
    """
    keys = {unit}
    for system in (UnitSystem.Y2024, UnitSystem.Y2025):
        places = place_in_system(store, system, today)
        if unit not in places.index:
            continue
        where = places.loc[[unit]].iloc[0]
        for level in ("commune", "district"):
            code, valid_from = where[f"{level}_code"], where[f"{level}_valid_from"]
            if code is not None:
                keys.add((str(code), valid_from))
    return tuple(sorted(keys))


def _entered() -> sa.ColumnElement[bool]:
    """Return the condition that a row was entered."""
    return tables.sales_points.c.source_table == ENTERED


def _row(connection: sa.Connection, point_id: str) -> Record:
    """Return the row of an entered point."""
    t = tables.sales_points
    row = (
        connection.execute(sa.select(t).where(t.c.sales_point_id == point_id, _entered())).mappings().first()
    )
    if row is None:
        raise NotFound(N_("No point that the office entered has the key %(id)s"), id=point_id)
    return dict(row)


def _for_change(connection: sa.Connection, point_id: str, tag: str) -> Record:
    """Return the row of an entered point as the caller last saw it, or ``Stale``."""
    row = _row(connection, point_id)
    if _tag(row) != tag:
        raise Stale(
            N_("Somebody else has changed %(name)s in the meantime: look at the page again, then change it"),
            name=row["name"],
        )
    return row


def _tag(row: Record) -> str:
    """Return a short hash over a row."""
    text = json.dumps(row, default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _point(row: Record) -> EnteredPoint:
    """Return a row as a value."""
    return EnteredPoint(row["sales_point_id"], _entry(row), row["name"], row["note"], _tag(row))


def _entry(row: Record) -> PointEntry | None:
    """Return what was entered; None where the unit is gone."""
    if row["unit_code"] is None:
        return None
    return PointEntry(
        name=row["name"],
        unit_code=row["unit_code"],
        unit_valid_from=row["unit_valid_from"],
        address=row["address"],
        lon=row["lon"],
        lat=row["lat"],
        opened_year=row["opened_year"],
        operator=row["operator"],
        source=row["sources"][0] if row["sources"] else None,
    )


def _new_id(connection: sa.Connection, entry: PointEntry) -> str:
    """Return an identifier that no sales point has; a name that was left by a change may come again."""
    t = tables.sales_points
    number = 0
    while True:
        found = record_id(entry.name, f"{ENTERED}|{entry.unit_code}|{entry.unit_valid_from}|{number}")
        if connection.scalar(sa.select(t.c.name).where(t.c.sales_point_id == found)) is None:
            return found
        number += 1


def _place(connection: sa.Connection, entry: PointEntry, point_id: str) -> str:
    """Return the place of a new point: the one of the point that it is the same as, else a new one."""
    if entry.same_as is None:
        place_id = record_id(entry.name, f"sales_points|{point_id}")
        connection.execute(tables.places.insert().values(place_id=place_id, name=entry.name))
        return place_id
    t = tables.sales_points
    found: str | None = connection.scalar(
        sa.select(t.c.place_id).where(
            t.c.sales_point_id == entry.same_as,
            t.c.kind == SalesPointKind.OCOP_POINT.value,
            t.c.source_table != ENTERED,
        )
    )
    if found is None:
        raise InvalidInput(
            N_("There is no OCOP sales point %(id)s that a new entry could be the same as"), id=entry.same_as
        )
    return found


def _is_shared(connection: sa.Connection, row: Record) -> bool:
    """Return whether other records stand at the place of an entered point."""
    roles = tables.place_roles
    others = sa.select(sa.func.count()).where(
        roles.c.place_id == row["place_id"], roles.c.record_id != row["sales_point_id"]
    )
    return bool(connection.scalar(others))


def _columns(entry: PointEntry, level: UnitLevel) -> Record:
    """Return the columns that an entry decides."""
    own = entry.lon is not None
    placement = Placement.COMMUNE if level is UnitLevel.COMMUNE else Placement.DISTRICT
    return {
        "name": entry.name,
        "kind": SalesPointKind.OCOP_POINT.value,
        "operator": entry.operator,
        "opened_year": entry.opened_year,
        "address": entry.address,
        "placement": (Placement.ADDRESS if own else placement).value,
        "unit_code": entry.unit_code,
        "unit_valid_from": entry.unit_valid_from,
        "lon": entry.lon,
        "lat": entry.lat,
        "point_source": ENTERED if own else None,
        "confidence": Confidence.STATED.value,
        "inferred_fields": [],
        "sources": [entry.source] if entry.source else [],
    }


def _refuse_same(connection: sa.Connection, entry: PointEntry, but: str | None) -> None:
    """Raise ``Conflict`` where the unit has an OCOP point of that name, entered or not."""
    t = tables.sales_points
    rows = connection.execute(
        sa.select(t.c.sales_point_id, t.c.name).where(
            t.c.kind == SalesPointKind.OCOP_POINT.value,
            t.c.unit_code == entry.unit_code,
            t.c.unit_valid_from == entry.unit_valid_from,
        )
    )
    if any(short_name(row.name) == short_name(entry.name) and row.sales_point_id != but for row in rows):
        raise Conflict(N_("This unit already has an OCOP sales point called %(name)s"), name=entry.name)
