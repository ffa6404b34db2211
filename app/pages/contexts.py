"""What the pages of units and records show: plain values for their templates."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from typing import Any

from app.filters import table_notes, value_text
from app.pages.known_texts import known_text
from app.pages.labels import unit_title
from app.pages.take_away import offers_of_record, offers_of_unit
from geodata import details, unit_details
from geodata.certificates.inspections import checks_of, faulty_products, inspections_by_certificate
from geodata.certificates.newness import is_newest_told
from geodata.certificates.supervision import holding, made_by
from geodata.records.history import last_changed_on
from geodata.records.kinds import RecordKind
from geodata.store import Store
from geodata.unit_details import unit_for_page
from geodata.unit_figures import unit_figures
from geodata.view import ProductFilter, View
from geodata.vocabulary import Recognition, UnitLevel, UnitSystem, ZoneKind
from layers import answers
from layers.catalogue import Field, find_layer

__all__ = ["of_list", "of_record", "of_unit", "of_units", "unit_for_page"]

Row = dict[str, Any]


def of_unit(store: Store, unit: Row, today: date, on: date | None, system: UnitSystem | None) -> Row:
    """Return what the page of a unit shows; ``on`` picks records and the day of their status."""
    detail = unit_details.read_unit(store, unit, today, on, system)
    records = unit_details.unit_records(store, detail)
    # One heading for each list that the unit was formed from, the newest first.
    older = sorted(detail.older, key=lambda row: row["valid_to"], reverse=True)
    return {
        "unit": unit,
        "detail": detail,
        "records": records,
        "figures": unit_figures(store, detail, records) if records else None,
        "versions": _spans(detail.versions),
        "renamed": any(other["name"] != unit["name"] for other in detail.versions),
        "older": [(ended, list(rows)) for ended, rows in groupby(older, key=lambda row: row["valid_to"])],
        "offers": offers_of_unit(detail, records, today),
        "neighbour_names": ", ".join(unit_title(other) for other in detail.neighbours),
    }


def _spans(versions: tuple[Row, ...]) -> list[Row]:
    """Return the versions of a code, those that follow each other under one name and kind as one span."""
    spans: list[Row] = []
    for version in versions:
        last = spans[-1] if spans else None
        if last and (last["name"], last["kind"]) == (version["name"], version["kind"]):
            spans[-1] = version | {"span_from": last["span_from"]}
        else:
            spans.append(version | {"span_from": version["valid_from"]})
    return spans


def of_record(store: Store, path: str, record_id: str, today: date, on: date) -> Row:
    """Return what the page of a record shows: itself, its places, and what lies in its commune today."""
    detail = details.read_record(store, details.find_kind(path), record_id, today)
    code = detail.record["commune_code"]
    beside = unit_details.records_in_commune(store, View(today=today), code) if code else {}
    shared = {
        "detail": detail,
        "record": detail.record,
        "before": detail.before,
        "kind": detail.kind,
        "osm": details.osm_point_of(store, detail.record),
        "office_changed": last_changed_on(store, RecordKind(detail.kind.table.name), detail.record_id),
        "beside": {other: _without(rows, other, detail) for other, rows in beside.items()},
    }
    return shared | {"offers": offers_of_record(detail)} | _own_parts(store, detail, on)


def _without(rows: tuple[Row, ...], path: str, detail: details.RecordDetail) -> list[Row]:
    """Return the rows without the record itself."""
    kind = details.KINDS[path]
    return [
        row for row in rows if kind.table is not detail.kind.table or row[kind.id_column] != detail.record_id
    ]


def _own_parts(store: Store, detail: details.RecordDetail, on: date) -> Row:
    """Return what only the pages of one kind of record show."""
    if detail.kind.path == "products":
        return _of_product(store, detail, on)
    if detail.kind.path == "producers":
        return {"products": details.products_of(store, View(today=on), detail.record_id)}
    if detail.kind.path == "zones":
        return {
            "observations": details.observations_of(store, detail.record_id),
            "zone_units": details.units_of_zone(store, detail.record_id),
            "crops": details.crop_line(store, detail.record["crop"]),
            "is_zone": detail.record["kind"] == ZoneKind.ZONE,
        }
    if detail.kind.path in ("sales-points", "markets"):
        days = details.market_days_of(store, detail.record_id)
        markets = details.list_records(store, details.KINDS["markets"], View(today=on))
        market = next((row for row in markets if row["sales_point_id"] == detail.record_id), None)
        return {"days": days, "other_days": details.says_every_night(detail.record), "market": market}
    return {}


def _of_product(store: Store, detail: details.RecordDetail, on: date) -> Row:
    """Return what the page of a product shows besides what every page does."""
    certificates = details.certificates_of(store, detail.record_id)
    inspected = inspections_by_certificate(store, [row["certificate_id"] for row in certificates])
    is_recognised = detail.record["recognition"] == Recognition.RECOGNISED
    producer_id = detail.record["producer_id"]
    others = details.products_of(store, View(today=on), producer_id) if producer_id else []
    return {
        "certificates": certificates,
        "order_open": not is_newest_told(certificates),
        "inspected": {key: made_by(rows, on) for key, rows in inspected.items()},
        # Of one that holds no longer nobody asks for checks.
        "supervision": checks_of(certificates, inspected, on)[0]
        if is_recognised and holding(certificates, on)
        else None,
        "status": details.status_told(detail.record, certificates, on),
        "producer": details.producer_of(store, producer_id),
        "siblings": [row for row in others if row["product_id"] != detail.record_id],
        "namesakes": details.namesakes(store, detail.kind, detail.record_id, detail.record["name"]),
    }


def of_units(store: Store, view: View, level: UnitLevel) -> Row:
    """Return what a list of units shows."""
    return {
        "view": view,
        "level": level.value,
        "systems": [system.value for system in UnitSystem],
        "units": unit_details.list_units(store, view.units, level),
        "counts": unit_details.product_counts(store, view, level),
    }


def of_list(store: Store, path: str, view: View, chosen: ProductFilter, part: tuple[int, int]) -> Row:
    """Return one part (offset, limit) of the list of a kind of record, cell by cell as its CSV has it."""
    offset, limit = part
    spec = find_layer(details.find_kind(path).layer)
    fields = [field for field in spec.fields if field.in_table]
    items = answers.list_records(store, spec.key, view, chosen)
    rows = [
        {"id": item["id"], "cells": [_cell(field, item) for field in fields]}
        for item in items[offset : offset + limit]
    ]
    return {
        "path": path,
        "spec": spec,
        "fields": fields,
        "view": view,
        "chosen": chosen,
        "notes": table_notes(spec, view, chosen),
        "by_recognition": Counter(item.get("recognition") for item in items) if path == "products" else None,
        "rows": rows,
        "faults": faulty_products(store, view.status_day) if path == "products" else {},
        "total": len(items),
        "offset": offset,
        "limit": limit,
    }


# Field of a list → field of the record that may be inferred.
INFERRED_OF = {
    "name": "name",
    "producer": "producer_id",
    "producer_kind": "kind",
    "kind": "kind",
    "group": "product_group",
    "stars": "stars",
    "year": "certified_year",
    "recognition": "recognition",
    "commune": "unit_code",
}
# Where these are empty nothing is unknown: there is none.
MAY_BE_EMPTY = frozenset({"status", "inferred", "weekdays", "units", "parent_crop"})


def _cell(field: Field, item: Row) -> Row:
    """Return a cell: its text, whether it is inferred, and whether its value is unknown."""
    text = value_text(field, item[field.name])
    if field.kind == "text" and field.name == "kind":
        text = known_text(text)  # a closed set that the source writes in English
    return {
        "text": text,
        "inferred": bool(text) and INFERRED_OF.get(field.name) in item.get("inferred", ()),
        "unknown": not text and field.name not in MAY_BE_EMPTY,
        "number": field.kind == "number",
    }
