"""What is to be taken away: layers with their filters, a view, a format, a CRS; read from JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.indicator_names import Indicator
from geodata.json_reading import bad, check_known, is_number, read_object
from geodata.view import ProductFilter, View
from geodata.view_reading import (
    FILTER_NAMES,
    VIEW_NAMES,
    allowed_of,
    read_bbox,
    read_filter,
    read_one_of,
    read_view,
)
from layers.catalogue import CATALOGUE, LayerSpec, find_layer
from layers.exports.formats import ANY_CRS, FORMATS, Format, check_geometry, find_crs, find_format

Bbox = tuple[float, float, float, float]

INDICATOR_NAMES = ("indicator", "crop")
IDS = "id"
LAYER_NAMES = (IDS, "bbox", *FILTER_NAMES, *INDICATOR_NAMES)
# The names of every filter with every commune are less.
LONGEST_ORDER = 60_000
MOST_IDS = 1_000
NOT_AN_ORDER = N_('Send one JSON object: {"layers": ["products"], "format": "gpkg"}')
AS_OBJECT = '{"key": "products", "filters": {"stars": "4,5"}}'
A_TEXT = "“…”"
LANGUAGE = "lang"
ORDER_NAMES = ("layers", "format", "crs", *VIEW_NAMES, LANGUAGE)


@dataclass(frozen=True, slots=True)
class LayerChoice:
    """
    One layer, and which of its records; ``indicator`` (and crop) are what communes are coloured by.

    ``ids`` are identifiers of records, codes of units: none, and every one is taken.
    """

    spec: LayerSpec
    chosen: ProductFilter = field(default_factory=ProductFilter)
    bbox: Bbox | None = None
    indicator: tuple[Indicator, str | None] | None = None
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """Layers to be taken away together; ``language`` None: that of who asks."""

    layers: tuple[LayerChoice, ...]
    view: View
    form: Format
    crs: str
    language: str | None = None


def read_choice(spec: LayerSpec, given: Mapping[str, str]) -> LayerChoice:
    """
    Return a layer with filter, bbox and indicator, named as in the addresses of layers.

    Raises
    ------
    InvalidInput
        A value is not allowed, or a layer other than communes is to have an indicator.
    """
    indicator = None
    if "indicator" in given:
        if spec.key != "communes":
            raise InvalidInput(N_("The layer %(key)s has no indicator: only communes have"), key=spec.key)
        named = read_one_of(given, "indicator", Indicator, Indicator.PRODUCTS)
        indicator = named, given.get("crop") or None
    return LayerChoice(spec, read_filter(given), read_bbox(given), indicator, _ids(given))


def _ids(given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the identifiers of a comma list, each once."""
    found = tuple(dict.fromkeys(part for part in given.get(IDS, "").split(",") if part))
    if len(found) > MOST_IDS:
        raise TooLarge(
            N_("%(count)s identifiers; at most %(allowed)s go into one order: take a filter"),
            count=len(found),
            allowed=MOST_IDS,
        )
    return found


def read_order(text: str, today: date) -> Order:
    """
    Return the order that a JSON text holds.

    ``layers`` is a list of keys or of ``{"key": …, "filters": {name: value}}``,
    values as in addresses or as lists of texts or numbers; ``format``, ``crs``, ``units``,
    ``on`` and ``lang`` are as in addresses; who takes the order knows the languages.

    Raises
    ------
    InvalidInput, NotFound, TooLarge
        Something is unknown, not allowed or too much; the message says what is allowed.
    """
    if len(text) > LONGEST_ORDER:
        raise TooLarge(N_("An order holds at most %(allowed)s signs"), allowed=LONGEST_ORDER)
    given = read_object(text, NOT_AN_ORDER)
    check_known(given, ORDER_NAMES)
    form = find_format(_text("format", given.get("format")))
    crs = find_crs(form, _text("crs", given["crs"]) if given.get("crs") is not None else None)
    view = read_view(_texts({name: given[name] for name in VIEW_NAMES if given.get(name) is not None}), today)
    listed = given.get("layers")
    if not isinstance(listed, list) or not listed:
        raise bad("layers", listed, _allowed("key"))
    if len(listed) > len(CATALOGUE):
        raise TooLarge(
            N_("%(count)s layers; at most %(allowed)s go into one file, each once"),
            count=len(listed),
            allowed=len(CATALOGUE),
        )
    layers = tuple(_layer(one) for one in listed)
    keys = [layer.spec.key for layer in layers]
    if len(set(keys)) < len(keys):
        raise bad("layers", keys, N_("each layer once"))
    for layer in layers:
        check_geometry(form, layer.spec)
    language = _text(LANGUAGE, given[LANGUAGE]) if given.get(LANGUAGE) is not None else None
    return Order(layers, view, form, crs, language)


def _layer(given: object) -> LayerChoice:
    """Return one layer of the list."""
    if isinstance(given, str):
        return read_choice(find_layer(given), {})
    if not isinstance(given, dict):
        raise bad("layers", given, f"{_allowed('key')}; {AS_OBJECT}")
    check_known(given, ("key", "filters"))
    spec = find_layer(_text("key", given.get("key")))
    filters = given.get("filters") or {}
    if not isinstance(filters, dict):
        raise bad("filters", filters, '{"stars": "4,5"}')
    check_known(filters, LAYER_NAMES)
    return read_choice(spec, _texts(filters))


def _texts(given: Mapping[str, Any]) -> dict[str, str]:
    """Return values as they would stand in an address."""
    return {
        name: ",".join(_address_text(name, part) for part in value)
        if isinstance(value, list)
        else _address_text(name, value)
        for name, value in given.items()
    }


def _address_text(name: str, value: object) -> str:
    """Return one value as it would stand in an address: a number is written as text."""
    return str(value) if is_number(value) else _text(name, value)


def _text(name: str, value: object) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise bad(name, value, _allowed(name))
    return value


def _allowed(name: str) -> str:
    """Return what may stand under a name of an order."""
    match name:
        case "format":
            return ", ".join(form.extension for form in FORMATS)
        case "crs":
            return ", ".join(ANY_CRS)
        case "key":
            return ", ".join(spec.key for spec in CATALOGUE)
        case "indicator":
            return ", ".join(Indicator)
        case "crop" | "id" | "lang":
            return A_TEXT
    return allowed_of(name)
