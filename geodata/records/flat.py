"""A state as the values of its fields: what a form shows, and what an entry is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from geodata.certificates.newness import newest
from geodata.records.fields import Part, fields_of
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.product_fields import CERTIFICATE_FIELDS
from geodata.records.site_fields import OBSERVATION_FIELDS
from geodata.records.state import Row, State
from geodata.records.unit_finding import system_of_unit

CERTIFICATE_COLUMNS: Mapping[str, str] = {
    field.name: "kind" if field.name == "certificate_kind" else field.name for field in CERTIFICATE_FIELDS
}


def values_of(kind: RecordKind, state: State) -> dict[str, Any]:
    """
    Return field → plain value of a state, for every field of its kind.

    Of a product the certificate fields are those of its newest certificate
    (``geodata.certificates.newness``), of a zone the figures are those of its newest year.
    """
    row = state[spec_of(kind).table][0]
    found = {field.name: row.get(field.name) for field in fields_of(kind) if field.part is Part.RECORD}
    if not spec_of(kind).is_figure:
        found["source"] = list(row["sources"])
        found |= {name: value for name, value in _place(row).items() if name in _names(kind)}
    if kind is RecordKind.PRODUCTS:
        found |= _certificate(row, state["certificates"])
    elif kind is RecordKind.MATERIAL_ZONES:
        found |= _zone(state)
    elif kind is RecordKind.SIGHTS:
        ends = [row["entry_fee_min_vnd"], row["entry_fee_max_vnd"]]
        found["entry_fee_vnd"] = None if ends[0] is None else ends
        found["kind"] = row["kind"] or None  # a sight of no stated kind has an empty one
    return found


@cache
def _names(kind: RecordKind) -> frozenset[str]:
    """Return the names of the fields of a kind; a zone has no point and no address."""
    return frozenset(field.name for field in fields_of(kind))


def _place(row: Row) -> Row:
    """Return the fields that say where a record is."""
    code, start = row["unit_code"], row["unit_valid_from"]
    return {
        "unit_code": code,
        "units": None if start is None else system_of_unit(date.fromisoformat(start)),
        "commune": row["raw_commune"],
        "district": row["raw_district"],
        "village": row["village"],
        "address": row["address"],
        "lon": row["lon"],
        "lat": row["lat"],
        "easting": None,
        "northing": None,
        "epsg": None,
        "placement": None if row["lon"] is None else row["placement"],
    }


def _certificate(row: Row, certificates: Sequence[Row]) -> Row:
    """Return the certificate fields of a product; stars may be known without a certificate."""
    last = newest(certificates)
    found = {name: None if last is None else last[column] for name, column in CERTIFICATE_COLUMNS.items()}
    found["producer"] = row["producer_id"]
    found["producer_kind"] = None
    if found["stars"] is None:
        found["stars"] = row["stars"]
    return found


def _zone(state: State) -> Row:
    """Return where a zone lies and its figures of the newest year."""
    units = state["zone_units"]
    starts = [date.fromisoformat(unit["unit_valid_from"]) for unit in units]
    listed = state["zone_observations"]
    last = max(listed, key=lambda o: (o["year"] or 0, o["observation_id"]), default=None)
    found = {"units": system_of_unit(starts[0]) if starts else None}
    return found | {field.name: observed(last, field.name) for field in OBSERVATION_FIELDS}


def observed(row: Row | None, name: str) -> object:
    """Return a field of the figures of a zone."""
    if row is None:
        return None
    if name == "source" and "sources" in row:
        return row["sources"]
    if name != "area_ha":
        return row[name]
    return None if row["area_ha_min"] is None else [row["area_ha_min"], row["area_ha_max"]]
