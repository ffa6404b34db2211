"""
``/embed``: the map for a frame in a page of another site, without menus and without cookies.

Whose page may frame it the office sets (``embed_hosts``); the browser holds to it. A browser
sends no cookie from a frame in another site: the language stands in the address, and the
page's own requests say it in a header.
"""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.accounts.openness import currently_public
from app.caching import cached
from app.errors import status_of, translated
from app.files import asset_url
from app.filters import base_date_text
from app.i18n import LANGUAGE_HEADER, check_language, current_language
from app.mapdata import browser_catalogue, page_state
from app.office import shown_office
from app.security import let_frame
from app.sharing.permalinks import EMBED_NAMES, read_permalink
from app.texts import browser_texts, tile_choices
from geodata.errors import N_, OcopError

API = "/api/v1"
NOT_OPEN = N_("This office shows its map only to people who are signed in: it cannot be embedded.")
# What embed.js brings in, for the browser to fetch all at once; a test follows the imports.
MODULES = tuple(
    f"js/{name}.js"
    for name in (
        "api",
        "base",
        "boundaries",
        "choropleth",
        "dom",
        "filterindex",
        "filterpanel",
        "fold",
        "format",
        "labels",
        "layercontrol",
        "layerdata",
        "legend",
        "mapsetup",
        "page",
        "permalink",
        "points",
        "popups",
        "productview",
        "reveal",
        "state",
        "summary",
        "symbols",
    )
)

bp = Blueprint("embedding", __name__)


@bp.get("/embed")
def show_embed() -> Response:
    """Answer the map of a permalink for a frame; what is wrong is said in the frame."""
    let_frame(shown_office().embed_hosts)
    if not currently_public():
        return _said(gettext(NOT_OPEN), HTTPStatus.OK)
    try:
        check_language(request.args.get("lang", current_language()))
        read_permalink(_without_language(), EMBED_NAMES)
    except OcopError as error:
        return _said(translated(error), status_of(error))
    # The source that it names is the host that was asked.
    return cached(lambda: (_page(), "text/html"), variant=request.host)


def _without_language() -> MultiDict[str, str]:
    """Return the parameters of the map alone."""
    return MultiDict([(name, value) for name, value in request.args.items(multi=True) if name != "lang"])


def _said(message: str, status: HTTPStatus) -> Response:
    """Answer a page that says ``message`` and leads to the site."""
    response = make_response(render_template("embed_message.html", message=message), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page() -> str:
    """Return the map; the same shell for every view, as ``/`` is."""
    # Folium and numpy take over half a second to import: only where a map is drawn.
    from layers.catalogue import CATALOGUE
    from layers.page import MapOptions, render_map

    options = MapOptions(
        asset_url=asset_url,
        api=request.script_root + API,
        language=current_language(),
        translate=gettext,
    )
    query = urlencode([*_without_language().items(), ("lang", current_language())], safe=",:")
    return render_template(
        "embed.html",
        parts=render_map(options, CATALOGUE),
        texts=browser_texts(),
        tiles=tile_choices(),
        catalogue=browser_catalogue(),
        page_state=page_state(API)
        | {"headers": {LANGUAGE_HEADER: current_language()}, "pages_lang": current_language()},
        full_map=f"{url_for('map.show_map')}?{query}",
        base_date=base_date_text(),
        modules=MODULES,
    )
