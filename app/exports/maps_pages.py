"""The page /exports/maps: layers, colours, extent and paper of a map, with a preview that follows."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext

from app.exports.maps_api import MOST_PIXELS_AT_ONCE
from app.exports.maps_made import MADE_NAMES, OfferedMade, offered_made
from app.exports.maps_texts import map_page_texts
from app.filters import base_date_text, filter_text
from app.i18n import current_language
from app.map_texts import MAP_TEXTS
from app.sharing.permalinks import FACETS, NO_COLOUR, PERMALINK_NAMES, Permalink, read_permalink
from app.state import current_store
from geodata.errors import N_
from geodata.indicator_names import INDICATOR_TEXTS
from geodata.vocabulary import Recognition, UnitSystem
from layers.catalogue import CATALOGUE, GROUP_TITLES

UNIT = "unit"
USUAL = {"scheme": "natural_breaks", "classes": "5", "palette": "blues"}
PAPERS: tuple[tuple[str, str], ...] = (
    ("a4", N_("A4 (210 × 297 mm)")),
    ("a3", N_("A3 (297 × 420 mm)")),
    ("a2", N_("A2 (420 × 594 mm)")),
    ("a1", N_("A1 (594 × 841 mm)")),
)
RESOLUTIONS = (100, 150, 200, 300, 400, 600)
# A link says the middle of a screen and its zoom, not how large the screen was: one of a laptop.
SCREEN_PIXELS = (1000, 640)
TILE = 256
DECIMALS = 5

bp = Blueprint("map_pages", __name__)


@bp.get("/exports/maps")
def show_maps() -> Response:
    """
    Show what a map for printing can be; what an address of the map says is chosen beforehand.

    ``unit`` is the code of the commune or district that it is fitted to;
    ``scenario`` and ``tour`` are saved ones that who asks may see.
    """
    link, made = read_permalink(request.args, (*PERMALINK_NAMES, UNIT, *MADE_NAMES)), offered_made()
    if made.units:
        link = replace(link, view=replace(link.view, units=made.units))
    unit, no_colour = _unit(link), MAP_TEXTS["indicator.none"]
    bbox = _bbox(link)
    response = make_response(
        render_template(
            "print_maps.html",
            groups=_groups(_drawn(link, made)),
            made=made,
            extent=_extent(unit, bbox, made),
            units=[(one.value, one is link.view.units) for one in (UnitSystem.Y2025, UnitSystem.Y2024)],
            view=link.view,
            indicators=[
                (NO_COLOUR, gettext(no_colour)),
                *((one.value, gettext(text.title)) for one, text in INDICATOR_TEXTS.items()),
            ],
            choices=_choices(),
            chosen={name: request.args.get(name, usual) for name, usual in USUAL.items()},
            indicator=NO_COLOUR if made.is_chosen and "indicator" not in request.args else link.indicator,
            bbox=bbox,
            papers=[(key, gettext(title)) for key, title in PAPERS],
            resolutions=RESOLUTIONS,
            filter_words=filter_text(link.chosen, link.view),
            unfiltered=f"{url_for('map_pages.show_maps')}?{_without_filter()}",
            base_date=base_date_text(),
            texts=map_page_texts(),
            page_state=_state(link, unit),
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _state(link: Permalink, unit: dict[str, str] | None) -> dict[str, Any]:
    """Return what the script of the page needs to know."""
    from layers.print_maps.orders import MOST_PIXELS, PAPER_MM

    filters = {name: request.args[name] for name in FACETS if request.args.get(name)}
    # The API shows all unless it is told what the map shows; an empty value lifts the map's own choice.
    recognition = request.args.get("recognition", Recognition.RECOGNISED.value)
    return {
        "api": f"{request.script_root}/api/v1",
        "lang": current_language(),
        "filters": filters | {"recognition": recognition or ",".join(Recognition)},
        "crop": link.crop,
        "bbox": _bbox(link),
        "unit": unit,
        "papers": {paper.value: size for paper, size in PAPER_MM.items()},
        "most_pixels": MOST_PIXELS,
        "at_once_pixels": MOST_PIXELS_AT_ONCE,
    }


def _extent(unit: dict[str, str] | None, bbox: str, made: OfferedMade) -> str:
    """Return what the map is fitted to at first."""
    if unit or bbox:
        return UNIT if unit else "bbox"
    return "made" if made.is_chosen else "province"


def _drawn(link: Permalink, made: OfferedMade) -> set[str]:
    """Return the keys of the layers that are chosen at first: those of the map, or below what was saved."""
    from layers.print_maps.made_orders import MADE_LAYERS

    if made.is_chosen and "layers" not in request.args:
        return set(MADE_LAYERS.split(","))
    return {spec.key for spec, _ in link.layers}


def _groups(drawn: set[str]) -> list[dict[str, Any]]:
    """Return the branches of the layer tree with their layers."""
    return [
        {
            "title": gettext(title),
            "layers": [
                {"key": spec.key, "title": gettext(spec.title), "chosen": spec.key in drawn}
                for spec in CATALOGUE
                if spec.group is group
            ],
        }
        for group, title in GROUP_TITLES.items()
    ]


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Return what classes can be made of, with their titles as on the map."""
    from layers.classes import MAX_CLASSES, MIN_CLASSES, Palette, Scheme

    counts = [str(count) for count in range(MIN_CLASSES, MAX_CLASSES + 1)]
    return {
        "scheme": [(one.value, gettext(MAP_TEXTS[f"scheme.{one}"])) for one in Scheme],
        "classes": [(count, count) for count in counts],
        "palette": [(one.value, gettext(MAP_TEXTS[f"palette.{one}"])) for one in Palette],
    }


def _unit(link: Permalink) -> dict[str, str] | None:
    """Return code and title of the unit that the address names; NotFound where there is none."""
    code = request.args.get(UNIT)
    if not code:
        return None
    from app.pages.labels import unit_title
    from geodata.units import find_unit_by_code
    from layers.print_maps.orders import find_extent

    code, valid_from = find_extent(current_store(), code, None, link.view)
    unit = find_unit_by_code(current_store(), code, valid_from)
    return {"code": code, "name": unit_title(unit._asdict())}


def _bbox(link: Permalink) -> str:
    """Return what a screen of usual size showed, in degrees; empty: the address says nothing of it."""
    if link.at is None:
        return ""
    lat, lon, zoom = link.at
    degrees = 360 / (TILE * 2**zoom)  # of a pixel, on the equator
    east, north = (side / 2 * degrees for side in SCREEN_PIXELS)
    north *= math.cos(math.radians(lat))
    # A screen may show more than there is of the world; a map does not.
    box = (max(lon - east, -180), max(lat - north, -85), min(lon + east, 180), min(lat + north, 85))
    return ",".join(str(round(value, DECIMALS)) for value in box)


def _without_filter() -> str:
    """Return the address of this page without its filter."""
    kept = {name: value for name, value in request.args.items() if name not in FACETS}
    return urlencode({**kept, "recognition": ""})
