"""The one table of what is assumed for tours, as staff see and edit it: every row with its usual value."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, NotFound, Stale
from geodata.office import audit
from geodata.office.audit import Actor
from geodata.office.clock import as_utc, utc_now
from geodata.office.tables import tour_assumptions
from geodata.store import Store
from geodata.tourism.assumption_values import read_value
from geodata.tourism.assumptions import DEFAULTS, KindAssumption
from geodata.tourism.kinds import KIND_TITLES, StopKind
from geodata.tourism.office_table import HARVEST, KIND, PACE, SEASON, VEHICLE, Row, with_rows
from geodata.tourism.paces import Pace, PaceAssumption
from geodata.tourism.seasons import SeasonAssumption
from geodata.tourism.vehicles import Vehicle, VehicleAssumption

SUBJECT = "tour_assumption"
# What the rows of seasons and harvests are about, for a heading.
SUBJECTS: dict[str, str] = {
    "season:rice": N_("Rice terraces"),
    "season:plum_picking": N_("Picking plums"),
    "season:plum_blossom": N_("Plum blossom"),
    "season:buckwheat": N_("Buckwheat flowers"),
    "season:tea": N_("Tea"),
    "season:pineapple": N_("Pineapple fields"),
    "season:clouds": N_("Seas of clouds"),
    "harvest:pineapple": N_("Pineapples"),
    "harvest:plum": N_("Plums"),
    "harvest:longan": N_("Longans"),
    "harvest:custard_apple": N_("Custard apples"),
    "harvest:pear": N_("Pears"),
    "harvest:dragon_fruit": N_("Dragon fruits"),
    "harvest:young_rice": N_("Young rice"),
    "harvest:persimmon": N_("Persimmons"),
    "harvest:pomelo": N_("Pomelos"),
    "harvest:mandarin": N_("Mandarins and oranges"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionRow:
    """
    One row: what holds now, what usually does, and who changed it.

    ``group`` is ``kind``, ``season``, ``harvest``, ``pace`` or ``vehicle``;
    ``title`` is a text for the translators; ``words`` are those of a name by
    which a season is told.
    ``version`` 0: nobody has changed it yet.
    """

    key: str
    group: str
    title: str
    words: tuple[str, ...]
    value: Row
    usual: Row
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    @property
    def is_changed(self) -> bool:
        """Tell whether the office holds something else than the program does."""
        return self.value != self.usual


def assumption_rows(store: Store) -> list[AssumptionRow]:
    """Return every row: kinds of stops, seasons of sights, harvests of products, paces, vehicles."""
    with store.read() as connection:
        return list(_rows(connection).values())


def change_assumption(store: Store, actor: Actor, key: str, version: int, value: object) -> AssumptionRow:
    """
    Change one row and note it in the audit log; ``value`` None goes back to the usual one.

    A kind is ``{"visit_min", "hours": [["08:00", "17:00"], …], "reason"}``, a
    season or harvest ``{"months", "title", "reason"}``, where ``title`` is the
    sentence that readers see; without it the usual one stays, as long as the
    months do. A pace is ``{"visit_factor", "max_drive_min", "reason"}``, a vehicle
    ``{"time_factor", "seats", "co2_g_km", "co2_source", "reason"}``, whose usual
    source stays as long as the grams do.

    Raises
    ------
    NotFound
        There is no such row.
    InvalidInput
        A value is not allowed; the values name the field.
    Stale
        Somebody changed the row since ``version``; the values hold what it is ``now``.
    """
    usual = _usual().get(key)
    if usual is None:
        raise NotFound(N_("There is no assumption %(id)s"), id=key[:64])
    wanted = None if value is None else read_value(usual.group, usual.usual, value)
    if wanted is not None:
        with_rows({key: wanted})  # what tours are made of has the last word
    with store.write() as connection:
        before = _rows(connection)[key]
        if before.version != version:
            raise Stale(
                N_("%(who)s has changed this row in the meantime: compare it with yours, then change it"),
                who=before.changed_by or "?",
                version=before.version,
                now=before.value,
            )
        row = {
            "value": json.dumps(wanted, ensure_ascii=False),
            "version": version + 1,
            "changed_at": utc_now(),
            "changed_by": actor.name,
        }
        if version:
            own = tour_assumptions.c.row_key == key
            connection.execute(tour_assumptions.update().where(own).values(**row))
        else:
            connection.execute(tour_assumptions.insert().values(row_key=key, **row))
        action = "tour_assumption_reset" if wanted is None else "tour_assumption_changed"
        audit.note(connection, actor, action, SUBJECT, key, before.value, wanted)
        return _rows(connection)[key]


def clock(minutes: float) -> str:
    """Return minutes after midnight as a time of the day; the end of the day is 24:00."""
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"


def _usual() -> dict[str, AssumptionRow]:
    """Return the rows as the program has them."""
    found = [_kind(kind, row) for kind, row in DEFAULTS.kinds.items()]
    found += [_season(SEASON, row) for row in DEFAULTS.seasons]
    found += [_season(HARVEST, row) for row in DEFAULTS.harvests]
    found += [_pace(pace, row) for pace, row in DEFAULTS.paces.items()]
    found += [_vehicle(vehicle, row) for vehicle, row in DEFAULTS.vehicles.items()]
    return {row.key: row for row in found}


def _kind(kind: StopKind, row: KindAssumption) -> AssumptionRow:
    """Return the row of a kind of stops."""
    hours = [list(pair) for pair in row.hours]
    value = {"visit_min": row.visit_min, "hours": hours, "reason": row.reason}
    title = KIND_TITLES[kind]
    return AssumptionRow(key=f"{KIND}:{kind.value}", group=KIND, title=title, words=(), **_same(value))


def _season(group: str, row: SeasonAssumption) -> AssumptionRow:
    """Return the row of a season or a harvest."""
    key = f"{group}:{row.key}"
    value = {"months": sorted(row.months), "title": row.title, "reason": row.reason}
    return AssumptionRow(key=key, group=group, title=SUBJECTS[key], words=row.words, **_same(value))


def _pace(pace: Pace, row: PaceAssumption) -> AssumptionRow:
    """Return the row of a pace."""
    value = {"visit_factor": row.visit_factor, "max_drive_min": row.max_drive_min, "reason": row.reason}
    return AssumptionRow(key=f"{PACE}:{pace.value}", group=PACE, title=row.title, words=(), **_same(value))


def _vehicle(vehicle: Vehicle, row: VehicleAssumption) -> AssumptionRow:
    """Return the row of a vehicle."""
    names = ("time_factor", "seats", "co2_g_km", "co2_source", "reason")
    value = {name: getattr(row, name) for name in names}
    key = f"{VEHICLE}:{vehicle.value}"
    return AssumptionRow(key=key, group=VEHICLE, title=row.title, words=(), **_same(value))


def _same(value: Row) -> dict[str, Any]:
    """Return a value as the one that holds and the usual one."""
    return {"value": value, "usual": value}


def _rows(connection: sa.Connection) -> dict[str, AssumptionRow]:
    """Return every row that this program knows, by key."""
    stored = {row.row_key: row for row in connection.execute(sa.select(tour_assumptions))}
    return {key: _with(row, stored.get(key)) for key, row in _usual().items()}


def _with(usual: AssumptionRow, stored: sa.Row[Any] | None) -> AssumptionRow:
    """Return a row as the office has it."""
    if stored is None:
        return usual
    value = json.loads(stored.value)
    return AssumptionRow(
        key=usual.key,
        group=usual.group,
        title=usual.title,
        words=usual.words,
        value=usual.usual if value is None else value,
        usual=usual.usual,
        version=stored.version,
        changed_at=as_utc(stored.changed_at),
        changed_by=stored.changed_by,
    )
