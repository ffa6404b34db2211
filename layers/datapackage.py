"""
Every public table as a Frictionless Data Package, for programs: a table schema, sources, licences, checksums.

Specification: Data Package, Tabular Data Resource, Table Schema, version 1
(specs.frictionlessdata.io), which readers of version 2 read too. The tables
are the layers of the catalogue with codes as codes, names of fields as
headings and nothing below the rows, which the CSV for people cannot have.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from geodata.crs import WGS84
from geodata.errors import N_
from geodata.plain import Row
from geodata.store import Store
from geodata.view import View
from layers.catalogue import CATALOGUE, Field, LayerGroup, LayerSpec, find_layer
from layers.encode import neutral_cell
from layers.exports.columns import BETWEEN
from layers.exports.content import Content, coordinate_fields, coordinates, read_content
from layers.exports.facts import NO_FORCE, Facts, facts_of
from layers.exports.orders import LayerChoice
from layers.exports.texts import storable
from layers.labels import LABELS
from layers.wording import Wording

NAME = "ocop-lao-cai"
TITLE = N_("OCOP registry of Lào Cai with communes, districts, province and schematic roads")
ABOUT = N_(
    "Tables of the OCOP map of Lào Cai. An empty cell is unknown and never zero. Lists are separated by"
    " semicolons. A text that a spreadsheet would take for a formula begins with an apostrophe. Outlines are"
    " in the GeoJSON of the same layer."
)
# Field → layer and field that hold its values.
REFERENCES: Mapping[str, tuple[str, str]] = {
    "producer_id": ("producers", "id"),
    "commune_code": ("communes", "code"),
    "district_code": ("districts", "code"),
}
TYPES = {"number": "number", "year": "year", "date": "date", "flag": "boolean", "coordinate": "number"}
MIT = {
    "name": "MIT",
    "path": "https://opensource.org/license/mit",
    "title": "MIT License",
}
ODBL = {
    "name": "ODbL-1.0",
    "path": "https://opendatacommons.org/licenses/odbl/1-0/",
    "title": "Open Data Commons Open Database License 1.0",
}
# Sights are called by kinds of which a source may have its own.
OPEN_VOCABULARIES = frozenset({"sight_kind"})


def data_package(store: Store, view: View, words: Wording, address: str) -> dict[str, Any]:
    """
    Return the descriptor: a resource for each layer of the catalogue in a unit system.

    ``address`` is where ``/api/v1`` is (``https://host/prefix/api/v1``).
    """
    state = store.state()
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": words.translate(TITLE),
        "description": f"{words.translate(ABOUT)} {words.translate(NO_FORCE)} {words.base_date(store)}.",
        "homepage": address.removesuffix("/api/v1") or address,
        "version": str(state.revision),
        "base_date": state.reference_edition.isoformat() if state.reference_edition else None,
        "unit_system": view.units.value,
        "status_day": view.status_day.isoformat(),
        "licenses": [MIT, ODBL],
        "resources": [_resource(store, spec, view, words, address) for spec in CATALOGUE],
    }


def table_bytes(store: Store, key: str, view: View) -> bytes:
    """
    Return the table of a layer as the descriptor describes it: CSV in UTF-8 without BOM.

    Raises
    ------
    NotFound
        There is no such layer.
    """
    return _table(_content(store, find_layer(key), view))


def _content(store: Store, spec: LayerSpec, view: View) -> Content:
    """Return every record of a layer."""
    return read_content(store, LayerChoice(spec), view, WGS84)


def _resource(store: Store, spec: LayerSpec, view: View, words: Wording, address: str) -> dict[str, Any]:
    """Return the description of one table."""
    content = _content(store, spec, view)
    body = _table(content)
    facts = facts_of(store, content, words)
    return {
        "profile": "tabular-data-resource",
        "name": spec.key.replace("_", "-"),
        "title": facts.title,
        "description": _about(spec, facts, words),
        "path": f"{address}/datapackage/{spec.key}.csv?units={view.units.value}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n", "header": True},
        "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
        "sources": [{"title": facts.plain["source"]}],
        # Points of communes lie inside the boundaries, those of some places come from OpenStreetMap.
        "licenses": [MIT, ODBL] if spec.group in (LayerGroup.REGISTRY, LayerGroup.PLACES) else [MIT],
        "rights": facts.plain["licence"],
        "records": len(content.rows),
        "content_sha256": content.checksum,
        "schema": _schema(content, words),
    }


def _about(spec: LayerSpec, facts: Facts, words: Wording) -> str:
    """Return what has to be known of a table."""
    lines = [words.translate(spec.note)] if spec.note else []
    return " ".join([*lines, *facts.texts])


def _schema(content: Content, words: Wording) -> dict[str, Any]:
    """Return the table schema."""
    key = key_field(content.spec)
    fields = [_field(field, content, key, words) for field in columns_of(content)]
    names = {field.name for field in content.spec.fields}
    references = [
        {"fields": name, "reference": {"resource": layer, "fields": there}}
        for name, (layer, there) in REFERENCES.items()
        if name in names and layer != content.spec.key and name != key
    ]
    return {
        "fields": fields,
        "missingValues": [""],
        "primaryKey": key,
        **({"foreignKeys": references} if references else {}),
    }


def key_field(spec: LayerSpec) -> str:
    """Return the field that names a row: the identifier of a record, the code of a unit in its system."""
    return "id" if any(field.name == "id" for field in spec.fields) else "code"


def columns_of(content: Content) -> tuple[Field, ...]:
    """Return the columns of a table: every field, then longitude and latitude of points."""
    return (*content.spec.fields, *coordinate_fields(content))


def _field(field: Field, content: Content, key: str, words: Wording) -> dict[str, Any]:
    """Return what a column holds."""
    vocabulary = field.kind.removeprefix("code:")
    labels = LABELS.get(vocabulary, {}) if field.kind.startswith("code:") else {}
    kind = TYPES.get(field.kind, "string")
    constraints: dict[str, Any] = {"required": True, "unique": True} if field.name == key else {}
    if labels and vocabulary not in OPEN_VOCABULARIES:
        constraints["enum"] = list(labels)
    if field.kind == "coordinate":
        limit = 180 if field.name == "lon" else 90
        constraints |= {"minimum": -limit, "maximum": limit}
    return {
        "name": field.name,
        "title": words.translate(field.title),
        "type": "integer" if kind == "number" and field.name in content.whole else kind,
        **({"constraints": constraints} if constraints else {}),
        **({"labels": {code: words.translate(text) for code, text in labels.items()}} if labels else {}),
    }


def _table(content: Content) -> bytes:
    """Return the rows under the names of their fields."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    columns = columns_of(content)
    writer.writerow([field.name for field in columns])
    pairs = coordinates(content) if coordinate_fields(content) else []
    for at, row in enumerate(content.rows):
        cells = [_cell(row, field, content.whole) for field in content.spec.fields]
        writer.writerow([*cells, *(_places(pairs[at]) if pairs else ())])
    return out.getvalue().encode("utf-8", "replace")


def _places(pair: tuple[float, float] | None) -> tuple[str, str]:
    """Return longitude and latitude; nothing where a record has no place."""
    return ("", "") if pair is None else (str(pair[0]), str(pair[1]))


def _cell(row: Row, field: Field, whole: frozenset[str]) -> str:
    """Return a value as its type is written; nothing where it is unknown."""
    value: Any = row[field.name]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if field.name in whole:
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    text = BETWEEN.join(map(str, value)) if isinstance(value, list) else str(value)
    return neutral_cell(storable(text))
