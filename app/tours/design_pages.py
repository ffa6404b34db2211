"""The page /tours: tourism staff say what a tour should be, read it, change it by hand, and keep it."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from app.accounts.current import current_account
from app.accounts.rights import EDITOR, READER
from app.files import asset_url
from app.i18n import current_language
from app.mapdata import modules_of, page_state
from app.params import check_names
from app.texts import browser_texts, tile_choices
from app.tours.design_texts import design_texts
from geodata.errors import N_, NotFound

API = "/api/v1"
# What the map of a tour lies on: Folium gets their keys and addresses, the browser fetches them.
OUTLINES = frozenset({"provinces", "districts", "communes"})
TOUR_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
MAIN = "js/tours/main.js"

bp = Blueprint("tour_design", __name__)


@bp.get("/tours")
def show_design() -> Response:
    """Show the desk with empty wishes; what a link holds stands behind its # and is read by the browser."""
    check_names(request.args, ())
    return _page({})


@bp.get("/tours/<tour_id>/edit")
def show_saved(tour_id: str) -> Response:
    """Show the desk for a saved tour; the browser asks the API for it, which knows who may see it."""
    check_names(request.args, ())
    if not TOUR_ID.fullmatch(tour_id):
        raise NotFound(N_("There is no tour %(id)s"), id=tour_id[:64])
    return _page({"tour": tour_id})


def _page(state: dict[str, Any]) -> Response:
    """Answer the page; it differs by who asks, so nobody keeps it."""
    # Folium and numpy take over half a second to import: only where a map is drawn.
    from layers.catalogue import CATALOGUE
    from layers.page import MapOptions, render_map

    options = MapOptions(
        asset_url=asset_url,
        api=request.script_root + API,
        language=current_language(),
        translate=gettext,
    )
    account = current_account()
    level = READER if account is None else account.level
    own = {"may": {"save": level >= EDITOR}, "page": f"{request.script_root}/tours"}
    body = render_template(
        "tours.html",
        parts=render_map(options, [spec for spec in CATALOGUE if spec.key in OUTLINES]),
        texts=browser_texts() | design_texts(),
        tiles=tile_choices(),
        page_state=page_state(API) | own | state,
        modules=[path for path in modules_of("desk", "tours") if path != MAIN],
        script=MAIN,
    )
    response = make_response(body)
    response.headers["Cache-Control"] = "no-store"
    return response
