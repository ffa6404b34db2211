"""What an atlas is to hold and what it shows first, from the texts of a query string."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from geodata.errors import N_, NotFound, TooLarge
from geodata.indicator_names import Indicator
from geodata.indicators import recognised_unless_chosen
from geodata.json_reading import bad, check_known, read_object
from geodata.programme.tokens import VALUES_OF as FOLLOWED
from geodata.view import ProductFilter, View
from geodata.view_reading import FILTER_NAMES, MAX_TEXT, not_allowed, read_day, read_filter, read_one_of
from geodata.vocabulary import UnitSystem
from layers.catalogue import CATALOGUE, LayerSpec, find_layer
from layers.classes import MAX_CLASSES, MIN_CLASSES, Palette, Scheme
from layers.exports.orders import A_TEXT, LONGEST_ORDER

# What every number on the screen is counted from.
ALWAYS = ("products", "communes")
SYSTEMS = (UnitSystem.Y2025, UnitSystem.Y2024)
NO_INDICATOR = "none"
# What the map shows, named as in a link to it (static/js/permalink.js); "base" is taken and not used.
START_NAMES = ("indicator", "crop", "scheme", "classes", "palette", "table", "sort", "at", "base", "shown")
# The browser filters, and knows no day on which a recognition ends, and no fact of the programme.
NOT_INSIDE = ("expiring", *FOLLOWED)
ATLAS_NAMES = (
    *("layers", "units", "on", *START_NAMES),
    *(name for name in FILTER_NAMES if name not in NOT_INSIDE),
)
LANGUAGE = "lang"
NOT_AN_ORDER = N_('Send one JSON object: {"layers": "products,sights", "units": "2025"}')
SORT = re.compile(r"-?[a-z_]{1,40}", re.ASCII)
PLACE = re.compile(r"-?\d{1,3}(\.\d{1,10})?,-?\d{1,3}(\.\d{1,10})?,\d{1,2}(\.\d{1,3})?", re.ASCII)
SHOWN = re.compile(r"[a-z_]+(:\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtlasOrder:
    """
    Layers, unit systems and day of an atlas, and its first view.

    ``systems`` begins with the one that is shown first; ``start`` is a link's
    query, empty where the office's own first view is to be shown. ``chosen``
    is the filter at the start: every record is inside all the same.
    """

    layers: tuple[LayerSpec, ...] = CATALOGUE
    systems: tuple[UnitSystem, ...] = SYSTEMS
    on: date | None = None
    today: date
    chosen: ProductFilter = field(default_factory=ProductFilter)
    start: str = ""

    @property
    def views(self) -> tuple[View, ...]:
        """The views that are inside."""
        return tuple(View(units=system, on=self.on, today=self.today) for system in self.systems)


def read_atlas(given: Mapping[str, str], today: date) -> AtlasOrder:
    """
    Return the order that ``ATLAS_NAMES`` of a query string give; values of one name are separated by commas.

    Raises
    ------
    InvalidInput, NotFound
        A value is not allowed, or there is no such layer.
    """
    layers = _layers(given)
    keys = {spec.key for spec in layers}
    start = {name: given[name] for name in (*START_NAMES, *FILTER_NAMES) if name in given and name != "base"}
    _check_start(start, keys)
    shown = start.pop("shown", None)
    if shown is not None:
        start["layers"] = shown
    systems = _systems(given)
    if start:
        start["units"] = systems[0].value
    chosen = read_filter(given)
    return AtlasOrder(
        layers=layers,
        systems=systems,
        on=read_day(given, "on"),
        today=today,
        # "recognition=" alone lifts the filter that the map begins with.
        chosen=chosen if "recognition" in given else recognised_unless_chosen(chosen),
        start=urlencode(start),
    )


def read_atlas_body(text: str, today: date) -> tuple[dict[str, str], AtlasOrder]:
    """
    Return the texts of a JSON object, named as in addresses (its language among them), and their order.

    A value is a text, or a list of texts, which are put between commas.

    Raises
    ------
    InvalidInput, NotFound, TooLarge
        As ``read_atlas``; the text is no such object, or too long.
    """
    if len(text) > LONGEST_ORDER:
        raise TooLarge(N_("An order holds at most %(allowed)s signs"), allowed=LONGEST_ORDER)
    body = read_object(text, NOT_AN_ORDER)
    check_known(body, (*ATLAS_NAMES, LANGUAGE))
    given = {name: _text(name, value) for name, value in body.items() if value is not None}
    return given, read_atlas(given, today)


def _text(name: str, value: Any) -> str:  # noqa: ANN401 -- any JSON value
    """Return a value as it would stand in an address."""
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str) for part in parts):
        raise bad(name, value, A_TEXT)
    return ",".join(parts)


def _layers(given: Mapping[str, str]) -> tuple[LayerSpec, ...]:
    """Return the layers that are to be inside, in the order of the catalogue."""
    named = [key for key in given.get("layers", "").split(",") if key]
    wanted = {find_layer(key).key for key in named} or {spec.key for spec in CATALOGUE}
    return tuple(spec for spec in CATALOGUE if spec.key in wanted or spec.key in ALWAYS)


def _systems(given: Mapping[str, str]) -> tuple[UnitSystem, ...]:
    """Return the unit systems that are to be inside, the first one to be shown first."""
    named = given.get("units", ",".join(SYSTEMS)).split(",")
    for value in named:
        if value not in SYSTEMS:
            raise not_allowed("units", value, ", ".join(SYSTEMS))
    return tuple(UnitSystem(value) for value in dict.fromkeys(named))


def _check_start(start: Mapping[str, str], keys: set[str]) -> None:
    """Refuse a first view that the map would not show."""
    if start.get("indicator") != NO_INDICATOR:
        read_one_of(start, "indicator", Indicator, Indicator.PRODUCTS)
    read_one_of(start, "scheme", Scheme, Scheme.NATURAL_BREAKS)
    read_one_of(start, "palette", Palette, Palette.BLUES)
    classes = [str(count) for count in range(MIN_CLASSES, MAX_CLASSES + 1)]
    if start.get("classes", classes[0]) not in classes:
        raise not_allowed("classes", start["classes"], f"{MIN_CLASSES} – {MAX_CLASSES}")
    if len(start.get("crop", "")) > MAX_TEXT:
        raise not_allowed("crop", f"{start['crop'][:20]}…", N_("at most 100 signs"))
    if start.get("table") and start["table"] not in keys:
        raise NotFound(
            N_("No layer %(key)s; there are %(allowed)s"), key=start["table"], allowed=", ".join(keys)
        )
    for name, form, example in (("sort", SORT, "name, -name"), ("at", PLACE, "22.35000,104.20000,9.5")):
        if start.get(name) and not form.fullmatch(start[name]):
            raise not_allowed(name, start[name], example)
    for item in start.get("shown", "").split(","):
        if item and not SHOWN.fullmatch(item):
            raise not_allowed("shown", item, "products,communes:60")
