"""What the registry holds already, by what tells records of a kind apart; read once for many rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.names import bare_name, tone_key
from geodata.osm_points import Point, read_osm_points
from geodata.records.entries import Entry
from geodata.records.former import Former, read_former
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.state import State, record_of
from geodata.records.tables import record_versions
from geodata.records.vocabulary import ENTERED
from geodata.registry.markets import short_name
from geodata.registry.reading import record_id
from geodata.store import Store

Row = dict[str, Any]
Identity = tuple[Any, ...]
FIRST_AGAIN = 2
PROVINCE_DIGITS = 2  # of a code: those of communes and districts have more


def reading(source: Store | sa.Connection) -> AbstractContextManager[sa.Connection]:
    """Return a connection to read with: the one that is given, or one of a store."""
    return source.read() if isinstance(source, Store) else nullcontext(source)


def identity(kind: RecordKind, row: Row, zone_units: Iterable[Row] = ()) -> Identity:
    """
    Return what tells a record from others of its kind; the columns of a row, dates as ISO texts.

    A product by name and producer (without one: and its unit), a zone by crop,
    kind and the communes or districts where it lies (``zone_units``, rows of
    that table; where none is known: as they are written), a published figure by
    all that it says besides the number, everything else by name and unit.
    """
    told_by = spec_of(kind).told_by
    if told_by:
        return tuple(row[name] for name in told_by)
    if kind is RecordKind.MATERIAL_ZONES:
        return tone_key(row["crop"]), row["kind"], *_where(row, zone_units)
    unit = (row["unit_code"], row["unit_valid_from"])
    if kind is RecordKind.PRODUCTS:
        return tone_key(row["name"]), *((row["producer_id"],) if row["producer_id"] else unit)
    return tone_key(row["name"]), *unit


def identity_of(kind: RecordKind, state: State) -> Identity:
    """Return what tells a record from others of its kind (``identity``)."""
    return identity(kind, record_of(kind, state), state.get("zone_units", ()))


def identity_of_entry(entry: Entry, row: Row, current: State | None) -> Identity:
    """Return what will tell the record of an entry from others."""
    if entry.area is None:
        return identity(entry.kind, row, () if current is None else current.get("zone_units", ()))
    units = [{"unit_code": code, "unit_valid_from": day.isoformat()} for code, day in entry.area.units]
    return identity(entry.kind, row, units)


def _where(row: Row, zone_units: Iterable[Row]) -> Identity:
    """Return what tells where a zone lies: its units, however they are spelt; of a province the words."""
    units = sorted((each["unit_code"], each["unit_valid_from"]) for each in zone_units)
    if units and all(len(code) > PROVINCE_DIGITS for code, _ in units):
        return tuple(units)
    listed = ((row[name] or "").split(";") for name in ("raw_commune", "raw_district"))
    return tuple(";".join(sorted(tone_key(bare_name(part)) for part in parts)) for parts in listed)


class Known:
    """The records of the registry, kind by kind as they are asked for."""

    def __init__(self, source: Store | sa.Connection) -> None:
        self._source = source
        self._by_identity: dict[RecordKind, dict[Identity, str]] = {}
        self._names: dict[RecordKind, dict[str, str]] = {}
        self._called: dict[RecordKind, dict[str, list[str]]] = {}
        self._taken: dict[RecordKind, set[str]] = {}
        self._former: dict[RecordKind, Former] | None = None
        self._former_identities: dict[RecordKind, dict[Identity, str | None]] = {}
        self._entered: dict[RecordKind, int] = {}
        self._places: dict[Identity, Row] | None = None
        self._producers: dict[str, list[Row]] | None = None

    @cached_property
    def osm_points(self) -> dict[str, Point]:
        """Return the points of OpenStreetMap by sight (``read_osm_points``)."""
        with reading(self._source) as connection:
            return read_osm_points(connection)

    def names(self, kind: RecordKind) -> dict[str, str]:
        """Return identifier → name of every record of a kind."""
        self._load(kind)
        return self._names[kind]

    def find(self, kind: RecordKind, told: Identity) -> str | None:
        """Return the record that is told apart by ``told``."""
        self._load(kind)
        return self._by_identity[kind].get(told) or (
            None if self._former is None else self._formerly(kind).get(told)
        )

    def follow_former(self) -> None:
        """From now on, what a record was called before finds it too: lists are older than the registry."""
        self._former = {}

    def has_former(self, kind: RecordKind) -> bool:
        """Return whether any record of a kind was called or placed otherwise once, or lies in the archive."""
        return bool(self._former_of(kind).rows)

    def is_archived(self, kind: RecordKind, told: Identity) -> bool:
        """Return whether only a record in the archive was told apart by ``told`` once."""
        return self._formerly(kind).get(told, "") is None

    def is_name_of_archived(self, kind: RecordKind, name: str) -> bool:
        """Return whether a record in the archive has a name."""
        return None in self._former_of(kind).called(name)

    def former_producers(self, name: str) -> tuple[list[Row], bool]:
        """Return the producers that had a name once, and whether one in the archive has it."""
        if self._former is None:
            return [], False
        ids = self._former_of(RecordKind.PRODUCERS).called(name)
        if not ids:
            return [], False
        called = [self.names(RecordKind.PRODUCERS)[key] for key in sorted(each for each in ids if each)]
        rows = [row for name in dict.fromkeys(map(tone_key, called)) for row in self.producers_called(name)]
        return [row for row in rows if row["producer_id"] in ids], None in ids

    def called(self, kind: RecordKind, name: str) -> list[str]:
        """Return the records of a name, tone marks and case aside; else those that had it once."""
        if kind not in self._called:
            found: dict[str, list[str]] = {}
            for key, each in self.names(kind).items():
                found.setdefault(tone_key(each), []).append(key)
            self._called[kind] = found
        now = self._called[kind].get(tone_key(name))
        if now:
            return now
        former = self._former_of(kind)
        return sorted(key for key in former.called(name) if key is not None) if former.rows else []

    def remember(self, kind: RecordKind, told: Identity, key: str, name: str) -> None:
        """Note a record that is about to be written, so that no second one is made of it."""
        self._load(kind)
        self._by_identity[kind][told] = key
        self._names[kind][key] = name
        self._taken[kind].add(key)
        if kind in self._called:
            self._called[kind].setdefault(tone_key(name), []).append(key)

    def forget(self, kind: RecordKind, key: str) -> None:
        """Leave a record out of account that is about to go."""
        self._load(kind)
        held = self._by_identity[kind]
        self._by_identity[kind] = {told: other for told, other in held.items() if other != key}

    def free_id(self, kind: RecordKind, name: str, qualifier: str | None) -> str:
        """Return an identifier that no record has or had, archived ones included."""
        self._load(kind)
        taken, found, number = self._taken[kind], record_id(name, qualifier), FIRST_AGAIN
        while found in taken:
            found = record_id(name, f"{qualifier or ''}|{number}")
            number += 1
        return found

    def next_row(self, kind: RecordKind) -> int:
        """Return the number of the next entered row of a kind."""
        self._load(kind)
        self._entered[kind] += 1
        return self._entered[kind]

    def producers_called(self, name: str) -> list[Row]:
        """Return the producers of a name, case and place of the tone mark aside."""
        if self._producers is None:
            t = tables.producers
            self._producers = {}
            select = sa.select(t.c.producer_id, t.c.name, t.c.unit_code, t.c.unit_valid_from)
            with reading(self._source) as connection:
                for row in connection.execute(select.order_by(t.c.producer_id)).mappings():
                    self._producers.setdefault(tone_key(row["name"]), []).append(dict(row))
        return self._producers.get(tone_key(name), [])

    def place_called(self, name: str, unit: tuple[str, str]) -> Row | None:
        """Return the place of that name (brackets aside) in that unit (code, ISO day)."""
        if self._places is None:
            self._places = {}
            with reading(self._source) as connection:
                for row in _places(connection):
                    day = row["unit_valid_from"].isoformat()
                    key = (short_name(row["name"]), row["unit_code"], day)
                    place = {"place_id": row["place_id"], "name": row["place_name"]}
                    self._places.setdefault(key, place)
        return self._places.get((short_name(name), *unit))

    def is_shared(self, place_id: str, key: str) -> bool:
        """Return whether other records stand at a place."""
        t = tables.place_roles
        others = sa.select(sa.func.count()).where(t.c.place_id == place_id, t.c.record_id != key)
        with reading(self._source) as connection:
            return bool(connection.scalar(others))

    def _former_of(self, kind: RecordKind) -> Former:
        """Return the former records of a kind, read once; none where they are not followed."""
        if self._former is None:
            return Former()
        if kind not in self._former:
            with reading(self._source) as connection:
                self._former[kind] = read_former(connection, kind, self.names(kind))
        return self._former[kind]

    def _formerly(self, kind: RecordKind) -> dict[Identity, str | None]:
        """Return what told former records apart; a product by the producer that there is now."""
        if self._former is None:
            return {}
        if kind not in self._former_identities:
            found: dict[Identity, str | None] = {}
            for row, now in self._former_of(kind).rows:
                told = identity(kind, self._of_now(kind, row), row.get("zone_units", ()))
                if now is not None or told not in found:
                    found[told] = now
            self._former_identities[kind] = found
        return self._former_identities[kind]

    def _of_now(self, kind: RecordKind, row: Row) -> Row:
        """Return the row of a former product with the producer into which its own was merged."""
        own = row.get("producer_id")
        if kind is not RecordKind.PRODUCTS or own is None or own in self.names(RecordKind.PRODUCERS):
            return row
        rows = self._former_of(RecordKind.PRODUCERS).rows
        now = next((key for each, key in rows if each["producer_id"] == own and key is not None), own)
        return row | {"producer_id": now}

    def _load(self, kind: RecordKind) -> None:
        """Read the records of a kind, once."""
        if kind in self._names:
            return
        spec = spec_of(kind)
        table = tables.metadata.tables[spec.table]
        dates = [column.name for column in table.columns if isinstance(column.type, sa.Date)]
        found: dict[Identity, str] = {}
        names: dict[str, str] = {}
        entered = 0
        with reading(self._source) as connection:
            lying = _zone_units(connection) if kind is RecordKind.MATERIAL_ZONES else {}
            for each in connection.execute(sa.select(table).order_by(table.c[spec.id_column])).mappings():
                row = {**each, **{name: each[name] and each[name].isoformat() for name in dates}}
                key = row[spec.id_column]
                found.setdefault(identity(kind, row, lying.get(key, ())), key)
                names[key] = row.get("name") or key
                if row.get("source_table") == ENTERED:
                    entered = max(entered, row["source_row"])
            t = record_versions
            past = connection.scalars(sa.select(t.c.record_id).where(t.c.kind == kind.value).distinct())
            self._taken[kind] = {*names, *past}
        self._by_identity[kind], self._names[kind], self._entered[kind] = found, names, entered


def _zone_units(connection: sa.Connection) -> dict[str, list[Row]]:
    """Return the units of every zone, days as ISO texts."""
    found: dict[str, list[Row]] = {}
    for row in connection.execute(sa.select(tables.zone_units)).mappings():
        unit = {"unit_code": row["unit_code"], "unit_valid_from": row["unit_valid_from"].isoformat()}
        found.setdefault(row["zone_id"], []).append(unit)
    return found


def _places(connection: sa.Connection) -> Iterator[Row]:
    """Give the records that stand at places, with the names of both."""
    p = tables.places
    for kind in RecordKind:
        spec = spec_of(kind)
        if not spec.has_place:
            continue
        t = tables.metadata.tables[spec.table]
        select = sa.select(
            t.c.name, t.c.unit_code, t.c.unit_valid_from, p.c.place_id, p.c.name.label("place_name")
        ).join(p, p.c.place_id == t.c.place_id)
        for row in connection.execute(select.where(t.c.unit_code.is_not(None))).mappings():
            yield dict(row)
