"""What the shells ask for, as bytes and plain values: they open no frame themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geodata import joins
from geodata.collation import vietnamese_key
from geodata.errors import N_, InvalidInput, NotFound, TooLarge
from geodata.indicator_names import INDICATOR_TEXTS, ZONE_SUMS_OF, Indicator, obeys_filter
from geodata.indicators import CellState, crops_with_hectares, indicator_by_commune
from geodata.names import search_key
from geodata.plain import rows_of
from geodata.store import Store
from geodata.units import (
    find_unit_by_code,
    predecessors,
    successors,
    unit_versions,
    units_in,
    units_on,
)
from geodata.view import ProductFilter, View
from geodata.vocabulary import UnitLevel, UnitSystem
from layers.build import Bbox, Layer, build, takes_filter
from layers.catalogue import CATALOGUE, Field, LayerSpec, find_layer
from layers.classes import NO_DATA_COLOUR, NONE_RECORDED_COLOUR, Palette, Scheme, classify
from layers.encode import to_csv, to_geojson, to_items
from layers.followed_cells import told_beside, with_beside
from layers.indicator_notes import indicator_notes


def layer_geojson(
    store: Store,
    spec: LayerSpec,
    view: View,
    chosen: ProductFilter,
    *,
    bbox: Bbox | None = None,
    zoom: int | None = None,
    max_features: int,
    labels: Mapping[str, object] | None = None,
) -> bytes:
    """
    Return a layer as GeoJSON; TooLarge says how to ask for less.

    ``labels``: the vocabularies that ``spec.brings``, in the language of the reader.
    """
    _check_filter(spec, chosen)
    layer = build(spec, store, view, chosen, bbox)
    return built_geojson(store, layer, view, zoom=zoom, max_features=max_features, labels=labels)


def check_size(layer: Layer, max_features: int) -> None:
    """Raise TooLarge where a layer has more features than one answer may hold."""
    if len(layer.frame) > max_features:
        raise TooLarge(
            N_("%(count)s features; at most %(allowed)s go into one answer: choose a bbox or a filter"),
            count=len(layer.frame),
            allowed=max_features,
        )


def built_geojson(
    store: Store,
    layer: Layer,
    view: View,
    *,
    zoom: int | None,
    max_features: int,
    labels: Mapping[str, object] | None = None,
) -> bytes:
    """Return a layer that is built already, as ``layer_geojson`` does."""
    check_size(layer, max_features)
    members = {
        "units": view.units.value,
        "on": view.on.isoformat() if view.on else None,
        "status_day": view.status_day.isoformat(),
        "revision": store.revision(),
        **({"labels": labels} if labels else {}),
    }
    return to_geojson(layer, members, zoom)


def _check_filter(spec: LayerSpec, chosen: ProductFilter) -> None:
    """Refuse a filter on a layer that has no records to choose among."""
    if not takes_filter(spec) and not chosen.is_empty():
        raise InvalidInput(N_("The layer %(key)s takes no filter"), key=spec.key)


def layer_csv(
    store: Store,
    spec: LayerSpec,
    view: View,
    chosen: ProductFilter,
    title_of: Callable[[Field], str],
    text_of: Callable[[Field, Any, bool], str],
    notes: list[str],
    shown: tuple[Indicator, str | None] | None = None,
) -> bytes:
    """
    Return the table of a layer as CSV, in Vietnamese order.

    See ``layers.encode.to_csv`` and, for ``shown``, ``chosen_layer``.
    """
    layer = chosen_layer(store, spec, view, chosen, shown)
    return to_csv(layer, title_of, text_of, notes)


def chosen_layer(
    store: Store,
    spec: LayerSpec,
    view: View,
    chosen: ProductFilter,
    shown: tuple[Indicator, str | None] | None = None,
    bbox: Bbox | None = None,
) -> Layer:
    """
    Return a layer as its table is given away, in Vietnamese order of the names.

    ``shown`` is the indicator (and crop) that communes are coloured by: its
    value, or why there is none, is then a column of each commune.
    """
    if shown is None:
        _check_filter(spec, chosen)
        layer = build(spec, store, view, chosen, bbox)
    else:
        layer = _with_indicator(store, build(spec, store, view, bbox=bbox), view, chosen, *shown)
    return in_order(layer)


def in_order(layer: Layer) -> Layer:
    """Return a layer in Vietnamese order of the names."""
    name = "from_name" if layer.spec.geometry == "line" else "name"
    keys = [vietnamese_key(text) for text in layer.frame[name].fillna("")]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return Layer(layer.spec, layer.frame.iloc[order])


def _with_indicator(
    store: Store, layer: Layer, view: View, chosen: ProductFilter, indicator: Indicator, crop: str | None
) -> Layer:
    """Add what the map shows of each commune: value, lower end, year, and why there is none."""
    cells = indicator_by_commune(store, view, indicator, chosen, crop)
    fields = [Field("indicator", INDICATOR_TEXTS[indicator].title, "number")]
    if "low" in cells:
        fields += [
            Field("indicator_low", N_("Lower end"), "number"),
            Field("indicator_year", N_("Year"), "year"),
        ]
    layer, beside = with_beside(store, layer, view, indicator, chosen)
    fields += beside
    fields.append(Field("indicator_state", N_("State of the figure"), "code:cell_state"))
    columns = {
        "indicator": "value",
        "indicator_low": "low",
        "indicator_year": "year",
        "indicator_state": "state",
    }
    added = {
        field.name: layer.frame["code"].map(cells[columns[field.name]])
        for field in fields
        if field.name in columns
    }
    spec = replace(layer.spec, fields=(*layer.spec.fields, *fields))
    return Layer(spec, layer.frame.assign(**added))


def layer_counts(store: Store, view: View) -> dict[str, int]:
    """Return the number of features of every layer."""
    return {spec.key: len(build(spec, store, view).frame) for spec in CATALOGUE}


def list_records(store: Store, key: str, view: View, chosen: ProductFilter) -> list[dict[str, Any]]:
    """Return the records of the layer ``key`` that pass ``chosen``, in Vietnamese order of their names."""
    items = to_items(build(find_layer(key), store, view, chosen))
    return sorted(items, key=lambda item: (vietnamese_key(item["name"] or ""), item["id"]))


_READERS = {
    "products": (joins.products_in, "product_id"),
    "producers": (joins.producers_in, "producer_id"),
    "craft_villages": (joins.craft_villages_in, "craft_village_id"),
    "material_zones": (joins.zones_in, "zone_id"),
    "sales_points": (joins.sales_points_in, "sales_point_id"),
    "markets": (joins.markets_in, "sales_point_id"),
    "sights": (joins.sights_in, "sight_id"),
    "planned_sites": (joins.planned_sites_in, "site_id"),
}


def show_record(store: Store, key: str, view: View, record_id: str) -> dict[str, Any]:
    """Return everything that is known of one record, its sources among it; NotFound names the identifier."""
    read, id_column = _READERS[key]
    found = read(store, view)
    rows = rows_of(found[found[id_column] == record_id])
    if not rows:
        raise NotFound(N_("No record %(id)s"), id=record_id)
    dropped = {"unit_valid_from", "commune_valid_from", "producer_kind" if key == "producers" else ""}
    record = {name: value for name, value in rows[0].items() if name not in dropped}
    return {"id": record_id, **record, "unit_system": view.units.value}


def list_units(
    store: Store, view: View, *, level: UnitLevel | None, parent: str | None, text: str
) -> list[dict[str, Any]]:
    """Return the units of the system, or of the day ``view.on``, in Vietnamese order."""
    units = units_on(store, view.on, level) if view.on else units_in(store, view.units, level, view.today)
    if parent is not None:
        units = units[units["parent_code"] == parent]
    rows = [unit_row(row) for row in rows_of(units.drop(columns="shape"))]
    if text:
        wanted = search_key(text)
        rows = [row for row in rows if wanted in search_key(row["name"])]
    return sorted(rows, key=lambda row: (vietnamese_key(row["name"]), row["code"]))


def show_unit(store: Store, code: str, on: date | None) -> dict[str, Any]:
    """Return one unit with the versions of its code and the units before and after it."""
    unit = find_unit_by_code(store, code, on)
    key = unit.unit_code, unit.valid_from
    neighbours = {"predecessors": predecessors(store, *key), "successors": successors(store, *key)}
    row = dict(unit._mapping)
    return {
        **unit_row(row),
        "has_outline": row["shape"] is not None,
        "versions": [
            _dates(unit_row(row)) for row in rows_of(unit_versions(store, code).drop(columns="shape"))
        ],
        **{name: [_dates(unit_row(row)) for row in rows_of(found)] for name, found in neighbours.items()},
    }


def _dates(unit: dict[str, Any]) -> dict[str, Any]:
    """Return what names a version of a unit."""
    return {name: unit[name] for name in ("code", "name", "kind", "valid_from", "valid_to") if name in unit}


def unit_row(row: dict[str, Any]) -> dict[str, Any]:
    """Return a unit as the API names it."""
    hidden = {"shape", "min_lon", "min_lat", "max_lon", "max_lat", "unit_code"}
    return {"code": row["unit_code"], **{name: value for name, value in row.items() if name not in hidden}}


def choropleth(
    store: Store,
    view: View,
    indicator: Indicator,
    chosen: ProductFilter,
    *,
    crop: str | None,
    scheme: Scheme,
    classes: int,
    palette: Palette,
) -> dict[str, Any]:
    """
    Return one indicator by commune with its classes.

    ``title`` and ``unit`` are texts for the translators, ``notes`` such texts
    with the values that fill them. ``values`` are numbers or None; ``state``
    says why there is none.
    """
    told = indicator_figures(store, view, indicator, chosen, crop)
    known = np.array([value for value in told["values"].values() if value is not None], dtype=np.float64)
    found = classify(known, scheme, classes, palette)
    return {
        **told,
        "classes": [{"from": c.lowest, "to": c.highest, "colour": c.colour, "count": c.count} for c in found],
        "scheme": scheme.value,
        "palette": palette.value,
    }


def indicator_figures(
    store: Store, view: View, indicator: Indicator, chosen: ProductFilter, crop: str | None
) -> dict[str, Any]:
    """Return what ``choropleth`` does without classes, scheme and palette."""
    crops = crops_with_hectares(store, view)
    if indicator is Indicator.ZONE_HA and crop is None and crops:
        crop = crops[0]
    cells = indicator_by_commune(store, view, indicator, chosen, crop)
    added_up = indicator not in (Indicator.PRODUCTS_PER_10000, Indicator.ZONE_HA, *ZONE_SUMS_OF)
    return {
        "indicator": indicator.value,
        "title": INDICATOR_TEXTS[indicator].title,
        "unit": INDICATOR_TEXTS[indicator].unit,
        "crop": crop if indicator is Indicator.ZONE_HA else None,
        "crops": crops,
        "units": view.units.value,
        "on": view.on.isoformat() if view.on else None,
        "status_day": view.status_day.isoformat(),
        "values": _by_code(cells, "value"),
        # Both ends and the year of a figure that is a range of one year's source.
        "lows": _by_code(cells, "low"),
        "years": _by_code(cells, "year"),
        # Of what the programme follows: what a source denies, and what nobody knows.
        "beside": told_beside(store, view, indicator, chosen),
        "state": dict(cells["state"]),
        "states": {state.value: int((cells["state"] == state).sum()) for state in CellState},
        "none_recorded_colour": NONE_RECORDED_COLOUR,
        "no_data_colour": NO_DATA_COLOUR,
        # Rates and hectares of communes are not added up: a zone of two communes stands in both.
        "total": int(cells["value"].dropna().sum()) if added_up else None,
        "notes": indicator_notes(store, view, indicator, chosen),
        "filtered": obeys_filter(indicator),
    }


def _by_code(cells: pd.DataFrame, column: str) -> dict[str, float | None]:
    """Return a column by commune code, None where there is no value; empty where there is no column."""
    if column not in cells:
        return {}
    return {code: None if pd.isna(value) else float(value) for code, value in cells[column].items()}


# The kinds of records that a search goes through: layer, address of its pages.
SEARCHED = {
    "products": "products",
    "producers": "producers",
    "craft_villages": "craft-villages",
    "sights": "sights",
    "sales_points": "sales-points",
    "material_zones": "zones",
    "planned_sites": "planned-sites",
}


def search(store: Store, view: View, text: str, limit: int) -> list[dict[str, Any]]:
    """
    Return communes, districts and records whose name holds ``text``, accents and case aside.

    Names that are the text come first, then those that begin with it, the
    same accents before others; then Vietnamese order. ``url`` is a path below the site's own prefix.
    """
    wanted = search_key(text)
    hits = [hit for key, hit in searchable(store, view) if wanted in key]

    def rank(hit: dict[str, Any]) -> tuple[bool, bool, bool, Any]:
        name, folded = hit["name"], search_key(hit["name"])
        accents = text.casefold() in name.casefold()
        return (folded != wanted, not folded.startswith(wanted), not accents, vietnamese_key(name))

    return sorted(hits, key=rank)[:limit]


def searchable(store: Store, view: View) -> list[tuple[str, dict[str, Any]]]:
    """Return everything that a search goes through, each with the key of its name; nobody may change it."""
    return store.remembered(("searched", view), lambda: _searched(store, view))


def _searched(store: Store, view: View) -> list[tuple[str, dict[str, Any]]]:
    """Return everything that a search goes through, each with the key of its name."""
    hits = [*_unit_hits(store, view), *_record_hits(store, view)]
    return [(search_key(hit["name"]), hit) for hit in hits]


def _unit_hits(store: Store, view: View) -> list[dict[str, Any]]:
    """Return the communes of the system and the old districts."""
    system = UnitSystem.Y2024 if view.units is UnitSystem.Y2019 else view.units
    levels = {"commune": (system, "communes"), "district": (UnitSystem.Y2024, "districts")}
    return [
        {
            "type": level,
            "id": row["unit_code"],
            "name": row["name"],
            "detail": row["former_province"],
            "kind": row["kind"],
            "lon": row["label_lon"],
            "lat": row["label_lat"],
            "url": f"/{path}/{row['unit_code']}" + ("" if level == "district" else f"?units={listed.value}"),
        }
        for level, (listed, path) in levels.items()
        for row in rows_of(units_in(store, listed, UnitLevel(level), view.today))
    ]


def _record_hits(store: Store, view: View) -> list[dict[str, Any]]:
    """Return the records."""
    return [
        {
            "type": key,
            "id": item["id"],
            "name": item["name"],
            "detail": item.get("producer") or item["commune"] or item["district"],
            "kind": None,
            "lon": item["lon"],
            "lat": item["lat"],
            "url": f"/{path}/{item['id']}",
        }
        for key, path in SEARCHED.items()
        for item in to_items(build(find_layer(key), store, view))
    ]
