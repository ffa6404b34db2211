"""
OCOP sales points that the office enters itself: records of ``sales_points`` like any other.

They have ``ENTERED`` in the place of a file name, a place of their own, and
a note that says when; who did it stands in the history of the record and in
the audit log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from geodata import tables
from geodata.errors import N_, Conflict, InvalidInput, NotFound
from geodata.office.audit import Actor
from geodata.records.current import current_state
from geodata.records.history import begin_change, last_numbers, put
from geodata.records.kinds import RecordKind
from geodata.records.reach import Reach
from geodata.records.state import Pair, Row, State, record_of, tag_of
from geodata.records.state import read_states as read_records
from geodata.records.vocabulary import ENTERED as ENTERED
from geodata.records.vocabulary import Action
from geodata.registry.entries import PointEntry, checked_entry
from geodata.registry.markets import short_name
from geodata.registry.reading import record_id
from geodata.store import Store
from geodata.units import UnitKey
from geodata.view import office_today
from geodata.vocabulary import Confidence, Placement, SalesPointKind, UnitLevel

KIND = RecordKind.SALES_POINTS


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
        point_id = _new_id(connection, checked)
        row = {
            "sales_point_id": point_id,
            "place_id": _place_of(connection, checked),
            "source_table": ENTERED,
            "source_row": int(connection.scalar(rows) or 0) + 1,
            "note": f"Văn phòng nhập ngày {day:%d/%m/%Y}",
            **_columns(checked, level),
        }
        _write(connection, actor, Action.CREATE, point_id, (None, _state(row)), checked)
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
    with store.write() as connection:
        _require_entered(connection, point_id)
        state = current_state(connection, KIND, point_id, tag)
        row = record_of(KIND, state)
        checked, level = checked_entry(connection, entry, day)
        _refuse_same(connection, checked, point_id)
        first = (row["note"] or "").split("; sửa", 1)[0]
        note = "; ".join(part for part in (first, f"sửa ngày {day:%d/%m/%Y}") if part)
        after = {**state, KIND.value: [row | {"note": note} | _columns(checked, level)]}
        _write(connection, actor, Action.EDIT, point_id, (state, after), checked)


def remove_point(store: Store, actor: Actor, point_id: str, tag: str) -> None:
    """
    Archive an entered point; its place goes with it where no other record stands there.

    Raises
    ------
    NotFound
        No entered point has that identifier; rows of the reference data are not removed here.
    Conflict
        It was changed since ``tag``.
    """
    with store.write() as connection:
        _require_entered(connection, point_id)
        state = current_state(connection, KIND, point_id, tag)
        _write(connection, actor, Action.ARCHIVE, point_id, (state, None), None)


def find_point(store: Store, point_id: str) -> EnteredPoint:
    """Return an entered point; ``NotFound`` where there is none of that identifier."""
    with store.read() as connection:
        _require_entered(connection, point_id)
        return _points(connection, [point_id])[0]


def entered_points(store: Store) -> list[EnteredPoint]:
    """Return every entered point, in the order in which they were entered."""
    t = tables.sales_points
    select = sa.select(t.c.sales_point_id).where(_entered()).order_by(t.c.source_row)
    with store.read() as connection:
        return _points(connection, connection.scalars(select).all())


def units_of_entry(store: Store, unit: UnitKey, today: date | None = None) -> tuple[UnitKey, ...]:
    """
    Return every unit that a point in ``unit`` lies in, for ``User.edits``.

    The unit itself, its communes of 30 June 2025 and of today as far as they
    are certain, and its district until 30 June 2025.
    """
    return tuple(sorted(Reach.of(store, today).units(unit)))


def _entered() -> sa.ColumnElement[bool]:
    """Return the condition that a row was entered."""
    return tables.sales_points.c.source_table == ENTERED


def _require_entered(connection: sa.Connection, point_id: str) -> None:
    """Raise where no entered point has an identifier."""
    t = tables.sales_points
    if connection.scalar(sa.select(t.c.name).where(t.c.sales_point_id == point_id, _entered())) is None:
        raise NotFound(N_("No point that the office entered has the key %(id)s"), id=point_id)


def _points(connection: sa.Connection, ids: Sequence[str]) -> list[EnteredPoint]:
    """Return entered points in the order of ``ids``."""
    states = read_records(connection, KIND, ids)
    found: list[EnteredPoint] = []
    for point_id in ids:
        row = record_of(KIND, states[point_id])
        tag = tag_of(states[point_id])
        found.append(EnteredPoint(point_id, _entry(row), row["name"], row["note"], tag))
    return found


def _state(row: Row) -> State:
    """Return the state of a new point, without the place that it will get."""
    return {KIND.value: [row], "market_days": [], "places": [], "place_roles": []}


def _write(
    connection: sa.Connection, actor: Actor, action: Action, key: str, pair: Pair, entry: PointEntry | None
) -> None:
    """Write a point with its history."""
    before = None if pair[0] is None else _entry(record_of(KIND, pair[0]))
    name = next(record_of(KIND, state)["name"] for state in reversed(pair) if state is not None)
    change_id = begin_change(
        connection,
        actor,
        action,
        name,
        None,
        1,
        subject=(KIND, key),
        before=None if before is None else before.told(),
        after=None if entry is None else entry.told(),
    )
    put(connection, change_id, KIND, {key: pair})


def _entry(row: Row) -> PointEntry | None:
    """Return what was entered; None where the unit is gone."""
    if row["unit_code"] is None:
        return None
    return PointEntry(
        name=row["name"],
        unit_code=row["unit_code"],
        unit_valid_from=date.fromisoformat(row["unit_valid_from"]),
        address=row["address"],
        lon=row["lon"],
        lat=row["lat"],
        opened_year=row["opened_year"],
        operator=row["operator"],
        source=row["sources"][0] if row["sources"] else None,
    )


def _new_id(connection: sa.Connection, entry: PointEntry) -> str:
    """Return an identifier that no sales point has or had; a name that was left may come again."""
    t = tables.sales_points
    number = 0
    while True:
        found = record_id(entry.name, f"{ENTERED}|{entry.unit_code}|{entry.unit_valid_from}|{number}")
        held = connection.scalar(sa.select(t.c.name).where(t.c.sales_point_id == found))
        if held is None and not last_numbers(connection, KIND, [found]):
            return found
        number += 1


def _place_of(connection: sa.Connection, entry: PointEntry) -> str | None:
    """Return the place of the point that a new one is the same as; None: it gets one of its own."""
    if entry.same_as is None:
        return None
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


def _columns(entry: PointEntry, level: UnitLevel) -> Row:
    """Return the columns that an entry decides."""
    own = entry.lon is not None
    placement = Placement.COMMUNE if level is UnitLevel.COMMUNE else Placement.DISTRICT
    return {
        "name": entry.name,
        "kind": SalesPointKind.OCOP_POINT.value,
        "operator": entry.operator,
        "opened_year": entry.opened_year,
        "address": entry.address,
        "placement": (Placement.OFFICE if own else placement).value,
        "unit_code": entry.unit_code,
        "unit_valid_from": entry.unit_valid_from.isoformat(),
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
