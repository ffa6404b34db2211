"""/exports/atlas.html: the map in one file, kept by revision and day as pages are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from flask_babel import force_locale, gettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import TooManyRequests

from app.caching import cached
from app.clock import today
from app.exports.atlas_texts import ATLAS_TEXTS
from app.i18n import check_language, current_language
from app.jobs.wording import wording_of
from app.mapdata import browser_catalogue, page_state
from app.office import current_office
from app.pages.labels import WORDS
from app.params import check_names
from app.security import source_hash
from app.settings import ROOT
from app.state import current_ocop, current_settings, current_store
from app.texts import browser_texts

if TYPE_CHECKING:
    from layers.standalone.orders import AtlasOrder

LANGUAGE = "lang"
# One takes two or three seconds; who waits longer would hold a thread that others need.
LONGEST_WAIT_S = 5.0
RETRY_AFTER_S = 10

bp = Blueprint("atlas", __name__)


@bp.get("/exports/atlas.html")
def take_atlas() -> Response:
    """Answer the atlas as a file; parameters are those of a link to the map, and what is to be inside."""
    # GeoPandas and Folium: only where somebody takes an atlas away.
    from layers.standalone.files import MEDIA_TYPE, AtlasMaker, atlas_name, make_atlas
    from layers.standalone.orders import ATLAS_NAMES, read_atlas
    from layers.standalone.words import PageWords

    # A form sends each box that is ticked under one name; a link separates them by commas.
    given = MultiDict({name: ",".join(values) for name, values in request.args.lists()})
    check_names(given, (*ATLAS_NAMES, LANGUAGE))
    language = check_language(given[LANGUAGE]) if LANGUAGE in given else current_language()
    order = read_atlas(given, today())

    def make() -> tuple[bytes, str]:
        with force_locale(language):
            blocks = map_blocks(order, "units" in given)
        maker = AtlasMaker(
            store=current_store(),
            words=PageWords(wording_of(language), WORDS),
            static=ROOT / "app" / "static",
            source_hash=source_hash,
            blocks=blocks,
            office=current_office().name,
            most=current_settings().max_features,
        )
        with making_alone():
            return make_atlas(maker, order), MEDIA_TYPE

    # A first view of somebody's own is asked for once; its data are kept all the same.
    response = cached(make, keep=not order.start)
    response.headers["Content-Disposition"] = f'attachment; filename="{atlas_name(order, language)}"'
    return response


@contextmanager
def making_alone() -> Iterator[None]:
    """
    Wait until no other atlas is made by this process, as long as the block runs none other is.

    Raises
    ------
    TooManyRequests
        Others were made all the while; it says when to come again.
    """
    lock = current_ocop().atlas_lock
    if not lock.acquire(timeout=LONGEST_WAIT_S):
        raise TooManyRequests(retry_after=RETRY_AFTER_S)
    try:
        yield
    finally:
        lock.release()


def map_blocks(order: AtlasOrder, names_units: bool) -> dict[str, Any]:
    """Return what the map page holds as JSON, in the language of the moment: of the file, not of the site."""
    keys = {spec.key for spec in order.layers}
    catalogue = browser_catalogue()
    layers = [layer for layer in catalogue["layers"] if layer["key"] in keys]
    state = page_state("")
    first = order.systems[0].value
    start = state["start"] | ({"units": first} if names_units else {})
    return {
        "texts": browser_texts() | {key: gettext(text) for key, text in ATLAS_TEXTS.items()},
        "catalogue": catalogue | {"layers": layers, "formats": [], "ways": []},
        "tile-services": [],
        "page-state": state
        | {
            "units": first,
            "on": order.on.isoformat() if order.on else "",
            "start": start,
            "view": order.start,
            "prefix": "",
            "api": "",
        },
    }
