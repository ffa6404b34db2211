"""
What an entry would make of a record: the state that follows, or what is wrong with it.

Forms, API and imports all ask a ``Checker``. It is prepared once and reads the
registry kind by kind at the first question, never for a single entry.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa

from geodata import tables
from geodata.names import tone_key
from geodata.records import product_building, site_building, target_entry, total_entry
from geodata.records.decisions import settle_decision
from geodata.records.entries import Entry, Row, blank_row, read_entry
from geodata.records.evaluation import settle_evaluation
from geodata.records.fields import required_fields
from geodata.records.flat import CERTIFICATE_COLUMNS, values_of
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.known import Known, identity_of, identity_of_entry, reading
from geodata.records.origin import inferred_unit, office_source, origin_columns
from geodata.records.part_checking import checked_part, without_part
from geodata.records.place_entry import ALL_FIELDS, UNPLACED, Placer, point_fields
from geodata.records.places import with_place
from geodata.records.points import Outlines
from geodata.records.problems import FieldProblem, Suggestion, problem
from geodata.records.producer_entry import ProducerFinder
from geodata.records.state import State, normal
from geodata.records.unit_finding import OLD, UnitFinder
from geodata.store import Store
from geodata.vocabulary import Recognition, UnitLevel


class Change(NamedTuple):
    """One field that an entry changes, with its plain values; a tuple, because imports hold thousands."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Checked:
    """
    What an entry comes to.

    ``state`` is None where there are problems, and the current state where
    nothing changes (``changes`` is empty). ``warnings`` are worth saying and
    hinder nothing.
    """

    record_id: str | None
    state: State | None
    problems: tuple[FieldProblem, ...] = ()
    warnings: tuple[FieldProblem, ...] = ()
    changes: tuple[Change, ...] = ()


class Checker:
    """
    Checks entries against the registry as it is when first asked.

    Parameters
    ----------
    source
        A store, or a connection inside whose transaction everything is read.
    today
        The day in Lào Cai: it picks the units of today and ends what is no future.
    makes_producers
        Whether a product may name a producer that is not in the registry yet;
        ``new_producers`` then gives those producers, to be written with the products.
    """

    def __init__(self, source: Store | sa.Connection, today: date, *, makes_producers: bool = False) -> None:
        self._source = source
        self.today = today
        self.known = Known(source)
        self._producers = ProducerFinder(self.known, makes_new=makes_producers)

    @cached_property
    def units(self) -> UnitFinder:
        """Return the units of both lists."""
        with reading(self._source) as connection:
            return UnitFinder(connection, self.today)

    @cached_property
    def _outlines(self) -> Outlines:
        """Return the outlines of the units."""
        with reading(self._source) as connection:
            return Outlines(connection)

    @cached_property
    def _placer(self) -> Placer:
        """Return what finds the places of entries."""
        return Placer(self.units, lambda: self._outlines, lambda: self.known.osm_points)

    def _districts(self) -> dict[str, str]:
        """Return the names of the districts until 30 June 2025 by code."""
        return {u["unit_code"]: u["name"] for u in self.units.listed(OLD) if u["level"] == UnitLevel.DISTRICT}

    @cached_property
    def _crops(self) -> site_building.Crops:
        """Return the crops that are known."""
        with reading(self._source) as connection:
            return site_building.Crops(connection.scalars(sa.select(tables.crops.c.crop)))

    def check(self, kind: str, raw: Mapping[str, object], current: State | None = None) -> Checked:
        """
        Return what ``raw`` (field name → cell, form value or JSON) makes of a record.

        Only the fields that ``raw`` names change; None or an empty text empties
        a field. ``current`` None: a new record. Certificate fields of a product
        tell of one certificate (``product_building.meant_certificate``), figures
        of a zone are added beside those that differ.
        """
        spec = spec_of(kind)
        entry = read_entry(spec.kind, raw, current)
        if spec.kind is RecordKind.PRODUCTS:
            self._read_product(entry, current)
        elif spec.kind is RecordKind.MATERIAL_ZONES:
            site_building.read_crop(entry, self._crops)
        else:
            self._read_figure(entry)
        if current is not None and spec.kind is RecordKind.PRODUCTS:
            product_building.settle_certificate(entry, current)
        elif current is not None and spec.kind is RecordKind.MATERIAL_ZONES:
            site_building.settle_figures(entry, current)
        self._require(entry, current)
        state = self._built(entry, current)
        if state is None or entry.problems:
            return self._refused(entry, current)
        key = str(state[spec.table][0][spec.id_column])
        if current is not None and not entry.changed and state == current:
            return Checked(key, current, warnings=tuple(entry.warnings))
        return Checked(key, state, warnings=tuple(entry.warnings), changes=_changes(entry, current, state))

    def match(self, kind: str, raw: Mapping[str, object]) -> str | None:
        """
        Return the record that ``raw`` tells of, by name and producer or unit; None: a new one or unclear.

        Values that cannot be read match nothing.
        """
        entry, row = self._told(kind, raw)
        return None if row is None else self.known.find(entry.kind, identity_of_entry(entry, row, None))

    def row_told(self, kind: str, raw: Mapping[str, object]) -> Row | None:
        """Return the row of a new record as ``raw`` tells it; None where its name or its place is unclear."""
        return self._told(kind, raw)[1]

    def _told(self, kind: str, raw: Mapping[str, object]) -> tuple[Entry, Row | None]:
        """Return ``raw`` as an entry of a new record, and its row as ``row_told`` does."""
        spec = spec_of(kind)
        entry = read_entry(spec.kind, raw, None)
        if spec.kind is RecordKind.PRODUCTS:
            self._read_product(entry, None)
        elif spec.kind is RecordKind.MATERIAL_ZONES:
            site_building.read_crop(entry, self._crops)
        else:
            self._read_figure(entry)
        named = [field.name for field in entry.fields.values() if field.required]
        if any(p.field in named for p in entry.problems) or not entry.values.get(named[0]):
            return entry, None
        return entry, self._row(entry, None)

    def check_part(
        self, kind: str, table: str, part_id: str | None, raw: Mapping[str, object], state: State
    ) -> Checked:
        """
        Return what ``raw`` makes of a part of a record: a certificate, a fact, a linked zone.

        ``part_id`` None: a new part; else only the fields that ``raw`` names change.
        """
        spec = spec_of(kind)
        made, problems, warnings, changed = checked_part(
            spec, table, part_id, raw, state, self.known, self.today
        )
        key = str(state[spec.table][0][spec.id_column])
        changes = tuple(Change(name, before, after) for name, (before, after) in changed.items())
        if problems:
            return Checked(key, None, tuple(problems), tuple(warnings), changes)
        return Checked(key, normal(spec.kind, made), (), tuple(warnings), changes)

    def remove_part(self, kind: str, table: str, part_id: str, state: State) -> State:
        """Return a state without one of its parts; ``NotFound`` where it has none of that identifier."""
        spec = spec_of(kind)
        return normal(spec.kind, without_part(spec, table, part_id, state))

    def new_producers(self, products: Iterable[State]) -> dict[str, State]:
        """Return the states of the producers that ``products`` are the first to name, by identifier."""
        return self._producers.new_states(products, self.units, self.today)

    def _read_product(self, entry: Entry, current: State | None) -> None:
        """Find the producer of a product, and read a recognition that a certificate implies."""
        settle_decision(entry)
        if entry.values.get("producer") is not None:
            unit = None if current is None else current["products"][0]["unit_code"]
            found, wrong, warnings = self._producers.find(entry.values["producer"], entry.values, unit)
            entry.set("producer", found)
            entry.problems += wrong
            entry.warnings += warnings
        # It tells of the producer, and only of one that is new.
        entry.changed.pop("producer_kind", None)
        recognition = entry.value("recognition")
        if recognition is None and entry.names_certificate():
            entry.set("recognition", Recognition.RECOGNISED.value)
        elif recognition is None and not entry.problems:
            entry.problems.append(problem("recognition", None, "recognition_missing"))
        elif recognition != Recognition.RECOGNISED and "certified_year" in entry.values:
            # Of a product that was only evaluated the year is the one of the evaluation.
            year = entry.values.pop("certified_year")
            entry.changed.pop("certified_year", None)
            if year is not None:
                entry.set("evaluated_year", year)
        settle_evaluation(entry, current)

    def _read_figure(self, entry: Entry) -> None:
        """Read of what a published figure is; other kinds have nothing to read."""
        if entry.kind is RecordKind.PUBLISHED_TOTALS:
            total_entry.read_total(entry, self._districts, self.today.isoformat())
        elif entry.kind is RecordKind.PUBLISHED_TARGETS:
            target_entry.read_target(entry)

    def _require(self, entry: Entry, current: State | None) -> None:
        """Note every field that is needed and empty."""
        wrong = {each.field for each in entry.problems}
        for field in required_fields(entry.kind):
            empty = entry.value(field.name) is None
            if empty and field.name not in wrong and (current is None or field.name in entry.values):
                entry.problems.append(problem(field.name, None, "required"))

    def _row(self, entry: Entry, current: State | None) -> Row | None:
        """Return the row of the record itself, without its identifier; None where its place is wrong."""
        spec = spec_of(entry.kind)
        row = blank_row(spec.table) if current is None else dict(current[spec.table][0])
        row |= {name: value for name, value in entry.changed.items() if name in row and name != "placement"}
        if entry.kind is RecordKind.PRODUCTS and "producer" in entry.values:
            row["producer_id"] = entry.values["producer"]
        if spec.placed and entry.kind is not RecordKind.MATERIAL_ZONES:
            places = {name: value for name, value in entry.changed.items() if name in ALL_FIELDS}
            if "units" in places and entry.values.get("unit_code") is not None:
                places["unit_code"] = entry.values["unit_code"]  # the same code of another list: another unit
            if current is not None and not places:
                return row
            if point_fields(places) and "placement" in entry.values:
                places["placement"] = entry.values["placement"]  # said anew of another point
            base = UNPLACED if current is None else current[spec.table][0]
            placed = self._placer.place(base, places, entry.before)
            entry.problems += placed.problems
            entry.warnings += placed.warnings
            entry.follows_point = placed.follows_point
            row |= placed.columns
            return None if placed.problems else row
        if entry.kind is RecordKind.MATERIAL_ZONES:
            return self._zone_row(entry, row)
        return row

    def _zone_row(self, entry: Entry, row: Row) -> Row | None:
        """Return the row of a zone: what it grows, what it really is, where it lies."""
        found, wrong, warnings = site_building.zone_row(entry, row, self.units, self._crops)
        entry.problems += wrong
        entry.warnings += warnings
        return found

    def _built(self, entry: Entry, current: State | None) -> State | None:
        """Return the whole state that an entry makes; None where something is wrong."""
        kind, spec = entry.kind, spec_of(entry.kind)
        wrong_fields = {each.field for each in entry.problems}
        if wrong_fields and (kind is RecordKind.MATERIAL_ZONES or wrong_fields & ALL_FIELDS):
            return None
        row = self._row(entry, current)  # what is wrong with the place is told beside all else
        if row is None or entry.problems:
            return None
        row |= site_building.following_columns(entry, row, current)
        if kind is RecordKind.PRODUCTS:
            row |= product_building.following_columns(entry, row, current)
            wrong, warnings = product_building.entry_problems(entry, row, current, self.today.isoformat())
            entry.problems += wrong
            entry.warnings += warnings
        told = identity_of_entry(entry, row, current)
        own = None if current is None else current[spec.table][0][spec.id_column]
        # What stays as it is called and placed is not compared with all others: an edit is quick.
        is_new = current is None or identity_of(kind, current) != told
        other = self.known.find(kind, told) if is_new else None
        if other is not None and other != own:
            name = self.known.names(kind)[other]
            field = next(iter(entry.fields))
            entry.problems.append(problem(field, name, "duplicate", (Suggestion(other, name),)))
        if entry.problems:
            return None
        if own is None:
            own = self.known.free_id(kind, *self._id_parts(entry, row))
            row |= {spec.id_column: own} | origin_columns(entry, row, None, self.today)
            if "source_row" in row:
                row["source_row"] = self.known.next_row(kind)
            self.known.remember(kind, told, own, str(row.get("name") or own))
        elif entry.changed:
            row |= origin_columns(entry, row, current, self.today)
        if entry.follows_point:
            row |= inferred_unit(row)
        return self._with_parts(entry, row, current)

    def _id_parts(self, entry: Entry, row: Row) -> tuple[str, str | None]:
        """Return the name and the qualifier that an identifier is made of, as the reference data do."""
        if entry.kind is RecordKind.PRODUCTS:
            return row["name"], self._producers.name_of(row["producer_id"])
        if entry.kind is RecordKind.PRODUCERS:
            return tone_key(row["name"]), None
        spec = spec_of(entry.kind)
        if spec.is_figure:
            called = f"{row['metric']} {row[spec.called_by[-1]]}"
            return called, "|".join(str(row[name] or "") for name in spec.told_by)
        if entry.kind is RecordKind.MATERIAL_ZONES:
            return site_building.zone_id_parts(entry, row)
        return row["name"], f"{row['raw_commune'] or ''}|{row['raw_district'] or ''}"

    def _with_parts(self, entry: Entry, row: Row, current: State | None) -> State:
        """Return the state of a row with the parts that the entry tells of, and its place."""
        kind, spec = entry.kind, spec_of(entry.kind)
        state: dict[str, list[Row]] = {table: [] for table in spec.tables}
        if current is not None:
            state = {table: list(rows) for table, rows in current.items()}
        state[spec.table] = [row]
        key = str(row[spec.id_column])
        if kind is RecordKind.PRODUCTS:
            state = dict(product_building.with_certificates(entry, state, office_source(self.today)))
        elif kind is RecordKind.MATERIAL_ZONES:
            site_building.add_zone_parts(entry, state, key)
        elif kind is RecordKind.SALES_POINTS and (
            current is None or entry.changed.keys() & {"market_day", "kind"}
        ):
            state["market_days"] = site_building.days_of_market(row)
        if spec.has_place:
            state = self._at_place(kind, key, state, current)
        return normal(kind, state)

    def _at_place(
        self, kind: RecordKind, key: str, state: dict[str, list[Row]], current: State | None
    ) -> dict[str, list[Row]]:
        """Return a state at its place: a new record of a known name and unit stands where the other does."""
        row = state[kind.value][0]
        if current is None and row["unit_code"] is not None:
            place = self.known.place_called(row["name"], (row["unit_code"], row["unit_valid_from"]))
            if place is not None:
                state["places"], row = [place], row | {"place_id": place["place_id"]}
                state[kind.value] = [row]
        elif current is not None and row["place_id"] is not None:
            before = current[kind.value][0]
            moved = (before["unit_code"], before["unit_valid_from"]) != (
                row["unit_code"],
                row["unit_valid_from"],
            )
            if moved and self.known.is_shared(row["place_id"], key):
                # What moves elsewhere leaves the place that it shared.
                state["places"], state["place_roles"] = [], []
                state[kind.value] = [row | {"place_id": None}]
                return dict(with_place(kind, key, None, state))
        return dict(with_place(kind, key, current, state))

    def _refused(self, entry: Entry, current: State | None) -> Checked:
        """Return an entry with its problems."""
        spec = spec_of(entry.kind)
        key = None if current is None else str(current[spec.table][0][spec.id_column])
        changes = tuple(Change(n, entry.before.get(n), v) for n, v in entry.changed.items())
        return Checked(key, None, tuple(entry.problems), tuple(entry.warnings), changes)


def _changes(entry: Entry, current: State | None, state: State) -> tuple[Change, ...]:
    """
    Return the fields whose values differ between what was stored and what will be.

    A further certificate, or an older one, is one change of ``certificates`` as
    a whole; figures of a zone stand beside the others, each as one of
    ``zone_observations``, which tells its sources too.
    """
    if current is None:
        return tuple(Change(name, None, value) for name, value in entry.changed.items() if value is not None)
    after = values_of(entry.kind, state)
    others: list[tuple[Row | None, Row]] = []
    apart: Container[str] = ()
    table = "certificates"
    if entry.kind is RecordKind.PRODUCTS:
        others = product_building.other_certificates(current, state)
        apart = CERTIFICATE_COLUMNS if others else ()
    elif entry.kind is RecordKind.MATERIAL_ZONES:
        table = "zone_observations"
        others = [(None, row) for row in site_building.added_figures(current, state)]
        apart = {*site_building.FIGURES, "source"} if others else ()
    fields = [
        Change(name, before, after[name])
        for name, before in entry.before.items()
        if name in after and after[name] != before and name not in apart
    ]
    return (*fields, *(Change(table, *pair) for pair in others))
