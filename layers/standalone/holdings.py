"""What the file holds instead of a server: layers, figures, search and pages, as the API names them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pandas as pd

from geodata.collation import vietnamese_key
from geodata.indicator_names import INDICATOR_TEXTS, Indicator, counts_products
from geodata.indicators import CellState, crops_with_hectares, indicator_by_commune, residents_of_rates
from geodata.plain import rows_of
from geodata.store import Store
from geodata.summaries import summarise
from geodata.view import View
from layers.answers import built_geojson, searchable
from layers.classes import MAX_CLASSES, NONE_RECORDED_COLOUR, Palette, palette_colours
from layers.encode import COARSE_DECIMALS, DECIMALS
from layers.indicator_notes import indicator_notes
from layers.standalone.built import Built
from layers.standalone.communes import commune_pages
from layers.standalone.orders import AtlasOrder
from layers.standalone.packing import Shelf, to_json
from layers.standalone.words import PageWords

# The two steps of outlines that the map asks for (static/js/layerdata.js), and their decimals.
DETAILS = ((9, COARSE_DECIMALS), (12, DECIMALS))
MEMBERS = ("units", "on", "status_day", "revision")
# Of a hit only what the search box shows and follows.
HIT = ("type", "id", "name", "detail", "lon", "lat")
UNIT_LAYERS = {"commune": "communes", "district": "districts"}
# What the browser tells of a commune without being told.
SILENT = (CellState.NONE_RECORDED.value, CellState.NO_DATA.value)


def held_data(kept: Mapping[str, str], about: Mapping[str, Any]) -> str:
    """Return everything that ``static/js/standalone/inside.js`` reads, as JSON that ends no script block."""
    texts = {**kept, "about": to_json(about)}
    return "{" + ",".join(f'"{name}":{text}' for name, text in texts.items()) + "}"


def held_parts(store: Store, order: AtlasOrder, built: Built, words: PageWords, most: int) -> dict[str, str]:
    """
    Return each part of the data as JSON: all that does not depend on what the file shows first.

    Raises
    ------
    TooLarge
        A layer has more than ``most`` features.
    """
    shelf = Shelf()
    layers: dict[str, Any] = {}
    members: dict[str, Any] = {}
    for view in order.views:
        layers[view.units.value], members[view.units.value] = _layers(store, order, built, view, shelf, most)
    by_system = {view.units.value: view for view in order.views}
    crops = {units: crops_with_hectares(store, view) for units, view in by_system.items()}
    parts = {
        "layers": layers,
        "members": members,
        "summary": summarise(store, View(today=order.today)),
        "indicators": {
            units: _indicators(store, view, words, crops[units]) for units, view in by_system.items()
        },
        "crops": crops,
        "residents": {units: _residents(store, view) for units, view in by_system.items()},
        "palettes": _palettes(),
        "search": {units: _search(store, view, built) for units, view in by_system.items()},
        "communes": {units: commune_pages(store, view, words) for units, view in by_system.items()},
    }
    texts = {name: to_json(value) for name, value in parts.items()}
    return texts | {"tables": f"[{','.join(shelf.tables)}]", "shapes": f"[{','.join(shelf.shapes)}]"}


@cache
def _palettes() -> dict[str, dict[int, list[str]]]:
    """Return the colours of every palette by number of classes."""
    counts = range(1, MAX_CLASSES + 1)
    return {
        palette.value: {count: palette_colours(palette, count) for count in counts} for palette in Palette
    }


def _layers(
    store: Store, order: AtlasOrder, built: Built, view: View, shelf: Shelf, most: int
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Put the layers of a view on the shelf; return where each is, and the members of the collections."""
    places: dict[str, Any] = {}
    members: dict[str, Any] = {}
    for spec in order.layers:
        steps = DETAILS if spec.geometry == "polygon" else ((None, DECIMALS),)
        shapes: dict[str, int] = {}
        for zoom, decimals in steps:
            answer = json.loads(
                built_geojson(store, built[view.units, spec.key], view, zoom=zoom, max_features=most)
            )
            shapes["" if zoom is None else str(zoom)] = shelf.put_shapes(answer["features"], decimals)
        places[spec.key] = {"table": shelf.put_table(answer["features"]), "shapes": shapes}
        members = {name: answer[name] for name in MEMBERS}
    return places, members


def _indicators(store: Store, view: View, words: PageWords, crops: list[str]) -> dict[str, Any]:
    """Return what is told of every indicator, hectares by crop; figures where the filter changes none."""
    asked: dict[str, tuple[Indicator, str | None]] = {
        indicator.value: (indicator, None) for indicator in Indicator if indicator is not Indicator.ZONE_HA
    }
    asked |= {f"{Indicator.ZONE_HA.value} {crop}": (Indicator.ZONE_HA, crop) for crop in crops}
    return {key: _indicator(store, view, words, *one) for key, one in asked.items()}


def _indicator(
    store: Store, view: View, words: PageWords, indicator: Indicator, crop: str | None
) -> dict[str, Any]:
    """Return words and notes of an indicator and, unless the browser counts them again, its figures."""
    texts = INDICATOR_TEXTS[indicator]
    notes = indicator_notes(store, view, indicator)
    told = {
        "indicator": indicator.value,
        "title": words.text(texts.title),
        "unit": words.text(texts.unit),
        "crop": crop,
        "units": view.units.value,
        "none_recorded_colour": NONE_RECORDED_COLOUR,
        "notes": [words.text(message, **values) for message, values in notes],
        "filtered": counts_products(indicator),
    }
    if counts_products(indicator):
        return told
    cells = indicator_by_commune(store, view, indicator, None, crop)
    return told | {"ranged": "low" in cells, "cells": dict(_cells(cells))}


def _cells(cells: pd.DataFrame) -> Iterator[tuple[str, list[Any]]]:
    """Give state, value, lower end and year of the communes of which anything is told."""
    columns = [name for name in ("state", "value", "low", "year") if name in cells]
    told = cells[~cells["state"].isin(SILENT)]
    for code, row in zip(told.index, rows_of(told[columns]), strict=True):
        yield str(code), [row[name] for name in columns]


def _residents(store: Store, view: View) -> dict[str, int]:
    """Return the residents that rates are told of, by commune."""
    return {code: int(count) for code, count in residents_of_rates(store, view).dropna().items()}


def _search(store: Store, view: View, built: Built) -> list[list[Any]]:
    """Return what a search goes through, in Vietnamese order: the records and units that are inside."""
    inside = {
        (key, identifier)
        for (units, key), layer in built.items()
        if units is view.units
        for identifier in layer.frame["id" if "id" in layer.frame else "code"]
    }
    hits = [hit for _, hit in searchable(store, View(units=view.units, today=view.today))]
    found = [hit for hit in hits if (UNIT_LAYERS.get(hit["type"], hit["type"]), hit["id"]) in inside]
    return [[hit[name] for name in HIT] for hit in sorted(found, key=lambda hit: vietnamese_key(hit["name"]))]
