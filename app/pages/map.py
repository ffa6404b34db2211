"""The map page."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext

from app.caching import cached
from app.files import asset_url
from app.i18n import current_language
from app.mapdata import browser_catalogue, browser_modules, page_state
from app.texts import browser_texts, tile_choices

bp = Blueprint("map", __name__)

API = "/api/v1"


@bp.get("/")
def show_map() -> Response:
    """Answer the map: a shell that is the same for every view, filter and day."""
    return cached(lambda: (_page(), "text/html"))


def _page() -> str:
    """Return the map page."""
    # Folium and numpy take over half a second to import: only where a map is drawn.
    from layers.catalogue import CATALOGUE
    from layers.page import MapOptions, render_map

    options = MapOptions(
        asset_url=asset_url,
        api=request.script_root + API,
        language=current_language(),
        translate=gettext,
    )
    return render_template(
        "map.html",
        parts=render_map(options, CATALOGUE),
        texts=browser_texts(),
        tiles=tile_choices(),
        catalogue=browser_catalogue(),
        page_state=page_state(API),
        modules=browser_modules(),
    )
