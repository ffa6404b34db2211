"""
One record with everything its page shows, as plain values.

Queries live here so that pages open no frame. A record is read by its
identifier, placed in a unit system as every list and layer places it, and
joined with what stands beside it: certificates, observations, market days,
the other roles of its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa

from geodata import joins, tables
from geodata.certificates.newness import newest_first
from geodata.collation import vietnamese_key
from geodata.errors import N_, NotFound
from geodata.lapsing import dates_of, ending
from geodata.osm_points import POINT_SOURCE
from geodata.plain import Row, rows_of
from geodata.programme_tables import planned_sites
from geodata.status import status_on
from geodata.store import Store
from geodata.units import system_day
from geodata.view import ProductFilter, View
from geodata.vocabulary import Recognition, Role, SalesPointKind, Status, UnitSystem, Weekday

# The words of the collector in a market's note: another source says every night.
EVERY_NIGHT = "hằng đêm"
# What a figure of a zone states, besides who states it.
STATED = (
    *("year", "year_text", "area_ha_min", "area_ha_max", "production", "households"),
    *("certification", "linked_producer", "linked_product"),
)

Joined = Callable[[Store, View, ProductFilter | None], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record: its path segment, its layer, its table, its list and the role of its place."""

    path: str
    layer: str
    table: sa.Table
    joined: Joined
    role: Role | None = None

    @property
    def id_column(self) -> str:
        """Name of the identifier in the table."""
        return str(next(iter(self.table.primary_key)).name)


KINDS: dict[str, RecordKind] = {
    kind.path: kind
    for kind in (
        RecordKind("products", "products", tables.products, joins.products_in),
        RecordKind("producers", "producers", tables.producers, joins.producers_in, Role.PRODUCER),
        RecordKind(
            "craft-villages",
            "craft_villages",
            tables.craft_villages,
            joins.craft_villages_in,
            Role.CRAFT_VILLAGE,
        ),
        RecordKind("zones", "material_zones", tables.material_zones, joins.zones_in),
        RecordKind(
            "sales-points", "sales_points", tables.sales_points, joins.sales_points_in, Role.SALES_POINT
        ),
        RecordKind("markets", "markets", tables.sales_points, joins.markets_in, Role.MARKET),
        RecordKind("sights", "sights", tables.sights, joins.sights_in, Role.SIGHT),
        RecordKind("planned-sites", "planned_sites", planned_sites, joins.planned_sites_in),
    )
}
PATH_OF_ROLE: dict[str, str] = {kind.role.value: kind.path for kind in KINDS.values() if kind.role}


@dataclass(frozen=True, slots=True)
class RecordDetail:
    """
    One record, placed in two unit systems.

    ``record`` holds its columns and where it falls today; ``before`` where it
    fell on 30 June 2025. Both hold their units (kind and name) as
    ``commune_unit`` and ``district_unit``, None where unknown. ``roles`` are
    the other records of the same place.
    """

    kind: RecordKind
    record: Row
    before: Row
    roles: tuple[Row, ...]

    @property
    def record_id(self) -> str:
        """The identifier of the record."""
        return str(self.record[self.kind.id_column])


@dataclass(frozen=True, slots=True)
class StatusTold:
    """
    The status of a product on a day and why.

    ``reason`` is ``not_recognised``, ``not_yet``, ``no_certificate_date``,
    ``year_only``, ``dated`` or ``revoked``. The last certificate ends somewhere from
    ``ends_first`` to ``ends_last`` (the first days on which it no longer
    holds); both None where nothing is known of its day.
    """

    day: date
    status: Status | None
    reason: str
    ends_first: date | None = None
    ends_last: date | None = None


def find_kind(path: str) -> RecordKind:
    """Return the kind of record of a path segment; NotFound names those that exist."""
    if path not in KINDS:
        raise NotFound(N_("No records %(kind)s; there are %(allowed)s"), kind=path, allowed=", ".join(KINDS))
    return KINDS[path]


def list_records(
    store: Store, kind: RecordKind, view: View, chosen: ProductFilter | None = None
) -> list[Row]:
    """Return the records of ``kind`` that count in ``view`` and pass ``chosen``, in Vietnamese order."""
    return _in_order(kind, rows_of(kind.joined(store, view, chosen)))


def _in_order(kind: RecordKind, rows: list[Row]) -> list[Row]:
    """Return records in Vietnamese order, those of one name by their identifiers."""
    return sorted(rows, key=lambda row: (vietnamese_key(row["name"]), row[kind.id_column]))


def read_record(store: Store, kind: RecordKind, record_id: str, today: date) -> RecordDetail:
    """
    Return one record with its place today and before 1 July 2025.

    Raises
    ------
    NotFound
        There is no such record, or a market page was asked for that is no market.
    """
    query = sa.select(kind.table).where(kind.table.c[kind.id_column] == record_id)
    if kind.role is Role.MARKET:
        query = query.where(kind.table.c.kind == SalesPointKind.MARKET)
    frame = store.frame(query)
    if frame.empty:
        raise NotFound(N_("There is no record %(id)s here"), id=record_id)
    now, before = (
        _with_units(store, rows_of(joins.place_records(store, frame, View(units=units, today=today)))[0])
        for units in (UnitSystem.Y2025, UnitSystem.Y2024)
    )
    return RecordDetail(kind, now, before, _other_roles(store, kind, now.get("place_id"), record_id))


def _with_units(store: Store, record: Row) -> Row:
    """Return a placed record with kind and name of its commune and of its (former) district."""
    t = tables.units
    last_day = system_day(UnitSystem.Y2024)
    keys = {
        "commune_unit": (
            t.c.unit_code == record["commune_code"],
            t.c.valid_from == record["commune_valid_from"],
        ),
        "district_unit": (t.c.unit_code == record["district_code"], t.c.valid_to == last_day),
    }
    with store.read() as connection:
        found = {
            name: connection.execute(sa.select(t.c.kind, t.c.name).where(*wanted)).mappings().first()
            for name, wanted in keys.items()
        }
    return record | {name: dict(unit) if unit else None for name, unit in found.items()}


def _other_roles(store: Store, kind: RecordKind, place_id: str | None, record_id: str) -> tuple[Row, ...]:
    """Return the other roles of the place of a record: ``role``, ``path``, ``id`` and ``name``."""
    if place_id is None:
        return ()
    roles = tables.place_roles
    with store.read() as connection:
        found = connection.execute(
            sa.select(roles.c.role, roles.c.record_id)
            .where(roles.c.place_id == place_id)
            .order_by(roles.c.role, roles.c.record_id)
        ).all()
        return tuple(
            {
                "role": role,
                "path": PATH_OF_ROLE[role],
                "id": other,
                "name": _name_of(connection, KINDS[PATH_OF_ROLE[role]], other),
            }
            for role, other in found
            if (role, other) != (kind.role, record_id)
        )


def _name_of(connection: sa.Connection, kind: RecordKind, record_id: str) -> str | None:
    """Return the name of a record."""
    return connection.scalar(sa.select(kind.table.c.name).where(kind.table.c[kind.id_column] == record_id))


def certificates_of(store: Store, product_id: str) -> list[Row]:
    """Return the certificates of a product, newest first; undated ones last."""
    t = tables.certificates
    rows = rows_of(store.frame(sa.select(t).where(t.c.product_id == product_id)))
    return newest_first(rows)


def status_told(record: Row, certificates: list[Row], day: date) -> StatusTold:
    """Return the status of a product on ``day`` with the reason."""
    if record["recognition"] != Recognition.RECOGNISED:
        return StatusTold(day, None, "not_recognised")
    status = status_on(dates_of(certificates), day)
    if status is None:
        return StatusTold(day, None, "not_yet")
    found = ending(certificates, day)
    if found is None:
        return StatusTold(day, status, "no_certificate_date")
    if found.certificate["revoked_on"] == found.last:
        return StatusTold(day, status, "revoked", found.first, found.last)
    reason = "dated" if found.certificate["certified_on"] else "year_only"
    return StatusTold(day, status, reason, found.first, found.last)


def producer_of(store: Store, producer_id: str | None) -> Row | None:
    """Return identifier, name and kind of a producer; None where the product's source names none."""
    if producer_id is None:
        return None
    t = tables.producers
    rows = rows_of(store.frame(sa.select(t).where(t.c.producer_id == producer_id)))
    return rows[0] if rows else None


def products_of(store: Store, view: View, producer_id: str) -> list[Row]:
    """Return the products of a producer, recognised or only evaluated, in Vietnamese order."""
    kind = KINDS["products"]
    products = kind.joined(store, view, None)
    return _in_order(kind, rows_of(products[products["producer_id"] == producer_id]))


def namesakes(store: Store, kind: RecordKind, record_id: str, name: str) -> list[Row]:
    """Return the other records of ``kind`` that bear the same name: identifier and name."""
    t = kind.table
    query = sa.select(t).where(t.c.name == name, t.c[kind.id_column] != record_id)
    return rows_of(store.frame(query.order_by(t.c[kind.id_column])))


def observations_of(store: Store, zone_id: str) -> list[Row]:
    """
    Return every dated figure of a zone, newest first, the undated last; they are never added up.

    What several statements say alike is one figure: ``statements`` tells how
    many there are, ``sources`` and ``note`` are of all of them.
    """
    t = tables.zone_observations
    rows = rows_of(store.frame(sa.select(t).where(t.c.zone_id == zone_id).order_by(t.c.observation_id)))
    alike: dict[tuple[object, ...], list[Row]] = {}
    for row in sorted(rows, key=lambda row: (-(row["year"] or 0), row["source_row"])):
        alike.setdefault(tuple(row[name] for name in STATED), []).append(row)
    return [
        rows[0]
        | {
            "statements": len(rows),
            "sources": list(dict.fromkeys(source for row in rows for source in row["sources"])),
            "note": "; ".join(dict.fromkeys(row["note"] for row in rows if row["note"])) or None,
        }
        for rows in alike.values()
    ]


def units_of_zone(store: Store, zone_id: str) -> list[Row]:
    """Return the units that a zone lies in, as its sources name them."""
    zone_units, units = tables.zone_units, tables.units
    same = sa.and_(
        units.c.unit_code == zone_units.c.unit_code, units.c.valid_from == zone_units.c.unit_valid_from
    )
    shown = ("unit_code", "valid_from", "valid_to", "level", "kind", "name")
    query = sa.select(*(units.c[name] for name in shown)).join(zone_units, same)
    query = query.where(zone_units.c.zone_id == zone_id).order_by(units.c.name, units.c.unit_code)
    return rows_of(store.frame(query))


def market_days_of(store: Store, sales_point_id: str) -> list[Row]:
    """Return the days of a market, source by source, in the order of the week."""
    t = tables.market_days
    rows = rows_of(store.frame(sa.select(t).where(t.c.sales_point_id == sales_point_id)))
    order = list(Weekday)
    return sorted(rows, key=lambda row: (order.index(row["weekday"]), row["source_row"]))


def says_every_night(record: Row) -> bool:
    """Tell whether the note of a market names a source by which it is held every night."""
    return EVERY_NIGHT in (record["note"] or "")


def crop_line(store: Store, crop: str) -> list[str]:
    """Return ``crop`` and the crops it is part of, the widest first."""
    t = tables.crops
    with store.read() as connection:
        parents: dict[str, str | None] = dict(connection.execute(sa.select(t.c.crop, t.c.parent_crop)).all())
    line: list[str] = []
    name: str | None = crop
    while name is not None and name not in line:
        line.append(name)
        name = parents.get(name)
    return line[::-1]


def osm_point_of(store: Store, record: Row) -> Row | None:
    """Return the OpenStreetMap row that gives a record its point, or None."""
    if "sight_id" not in record or record["point_source"] != POINT_SOURCE:
        return None
    t = tables.osm_places
    rows = rows_of(store.frame(sa.select(t).where(t.c.sight_id == record["sight_id"]).order_by(t.c.osm_id)))
    return rows[0] if rows else None
