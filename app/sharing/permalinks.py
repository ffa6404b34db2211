"""
The address of the map as the server reads it: what a link shows, for ``/share`` and ``/embed``.

The browser reads the same names in ``static/js/permalink.js`` and passes over what it does
not know; here everything unknown or not allowed is refused, so that a frame in another site
shows what was meant or says why not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.clock import today
from app.office import start_of_map
from app.params import Args, check_names
from geodata.errors import N_, InvalidInput
from geodata.indicator_names import Indicator
from geodata.programme.tokens import VALUES_OF as FOLLOWED
from geodata.view import ProductFilter, View
from geodata.view_reading import not_allowed, read_filter, read_text, read_view
from geodata.vocabulary import Recognition, UnitSystem
from layers.catalogue import CATALOGUE, LayerSpec, find_layer

# What both the map and its filter panel know: market days are no filter of products.
FACETS = (
    "group",
    "stars",
    "status",
    "recognition",
    "producer_kind",
    "district",
    "commune",
    "placement",
    "confidence",
    *FOLLOWED,
    "inferred",
    "q",
)
COLOURS = ("indicator", "crop", "scheme", "classes", "palette")
# What a frame takes; the map knows the two of its table besides.
EMBED_NAMES = ("units", "on", "layers", "base", "at", *COLOURS, *FACETS)
PERMALINK_NAMES = (*EMBED_NAMES, "table", "sort")
NO_COLOUR = NO_BASE = "none"
KEY = re.compile(r"[A-Za-z0-9_.-]{1,60}")
LAYER = re.compile(r"([a-z_]+)(?::(\d{1,3}))?", re.ASCII)
# Units of 2019 have names and no outlines.
DRAWN_UNITS = (UnitSystem.Y2025.value, UnitSystem.Y2024.value)
# As far as the map goes.
ZOOMS = (0.0, 18.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Permalink:
    """
    What a link to the map shows.

    ``layers`` are the drawn ones, each with its opacity in percent; ``at`` is latitude,
    longitude (degrees, WGS 84) and zoom, None: the whole province.
    """

    view: View
    chosen: ProductFilter
    layers: tuple[tuple[LayerSpec, int], ...]
    indicator: str
    crop: str
    base: str
    at: tuple[float, float, float] | None


def read_permalink(args: Args, names: tuple[str, ...] = PERMALINK_NAMES) -> Permalink:
    """
    Return what an address shows; without any parameter, what the office shows first.

    Raises
    ------
    InvalidInput, NotFound
        A parameter is unknown, given twice or not allowed; the message says what is.
    """
    check_names(args, names)
    given = args.to_dict() if args else _of_office()
    if given.get("units", DRAWN_UNITS[0]) not in DRAWN_UNITS:
        raise not_allowed("units", given["units"], ", ".join(DRAWN_UNITS))
    view = read_view(given, today())
    _check_colours(given)
    if given.get("table"):
        find_layer(given["table"])
    # What the map counts until somebody says otherwise; "recognition=" alone lifts it.
    filters = {"recognition": Recognition.RECOGNISED.value, **given}
    return Permalink(
        view=view,
        chosen=read_filter({name: filters[name] for name in FACETS if name in filters}),
        layers=_layers(given.get("layers")),
        indicator=given.get("indicator", Indicator.PRODUCTS.value),
        crop=read_text(given, "crop"),
        base=_key(given, "base", NO_BASE),
        at=_at(given.get("at", "")),
    )


def _of_office() -> dict[str, str]:
    """Return the parameters of what the office shows first."""
    start = start_of_map()
    shown = {"units": start["units"], "indicator": start["indicator"]}
    if start["layers"] is not None:
        shown["layers"] = ",".join(start["layers"])
    if (at := start["view"]) is not None:
        shown["at"] = f"{at['lat']},{at['lon']},{at['zoom']}"
    return shown


def _check_colours(given: Mapping[str, str]) -> None:
    """Refuse an indicator, classes or a palette that there are not."""
    from layers.classes import MAX_CLASSES, MIN_CLASSES, Palette, Scheme  # numpy

    allowed = {
        "indicator": (NO_COLOUR, *Indicator),
        "scheme": tuple(Scheme),
        "palette": tuple(Palette),
        "classes": tuple(str(number) for number in range(MIN_CLASSES, MAX_CLASSES + 1)),
    }
    for name, values in allowed.items():
        if name in given and given[name] not in values:
            raise not_allowed(name, given[name], ", ".join(values))


def _layers(text: str | None) -> tuple[tuple[LayerSpec, int], ...]:
    """Return the layers of ``communes:60,products``, each with its opacity, in the order of the catalogue."""
    if text is None:
        return tuple((spec, 100) for spec in CATALOGUE if spec.shown)
    chosen = {}
    for part in filter(None, text.split(",")):
        found = LAYER.fullmatch(part)
        if found is None or int(found[2] or 100) > 100:
            raise not_allowed("layers", part[:40], "communes:60,products")
        chosen[find_layer(found[1]).key] = int(found[2] or 100)
    return tuple((spec, chosen[spec.key]) for spec in CATALOGUE if spec.key in chosen)


def _key(given: Mapping[str, str], name: str, usual: str) -> str:
    """Return the key of a base map; whether it is offered today, the office decides."""
    value = given.get(name, usual)
    if not KEY.fullmatch(value):
        raise not_allowed(name, value[:40], N_("the key of a base map"))
    return value


def _at(text: str) -> tuple[float, float, float] | None:
    """Return latitude, longitude and zoom."""
    if not text:
        return None
    try:
        lat, lon, zoom = (float(part) for part in text.split(","))
    except ValueError:
        raise _bad_place(text) from None
    fits = all(map(math.isfinite, (lat, lon, zoom))) and abs(lat) <= 90 and abs(lon) <= 180
    if not fits or not ZOOMS[0] <= zoom <= ZOOMS[1]:
        raise _bad_place(text)
    return lat, lon, zoom


def _bad_place(text: str) -> InvalidInput:
    """Return the error that says how a place is written."""
    return not_allowed("at", text[:40], "22.34,104.09,9")
