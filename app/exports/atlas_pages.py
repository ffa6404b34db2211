"""The page /exports/atlas: what is in the file, what is to go in, how it gets onto a stick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext

from app.clock import today
from app.exports.atlas_page_texts import atlas_page_texts
from app.filters import base_date_text, filter_text
from app.i18n import LANGUAGE_NAMES, check_language, current_language
from app.params import FILTER_NAMES, check_names
from app.settings import LANGUAGES
from geodata.programme.tokens import VALUES_OF as FOLLOWED
from layers.catalogue import CATALOGUE, GROUP_TITLES

if TYPE_CHECKING:
    from layers.standalone.orders import AtlasOrder

# Layers and unit systems inside, and the language of the file (app/exports/atlas_api.py).
FILE_NAMES = ("inside", "systems", "file_lang")

bp = Blueprint("atlas_pages", __name__)


@bp.get("/exports/atlas")
def show_atlas() -> Response:
    """
    Show the choices; a link to the map brings its layers, day, filter and colours along.

    ``FILE_NAMES`` are what the address of a file that is not made yet says besides.
    """
    # The indicators and classes that an order is checked against come with GeoPandas.
    from layers.standalone.orders import ALWAYS, ATLAS_NAMES, LANGUAGE, START_NAMES, SYSTEMS, read_atlas

    check_names(request.args, (*ATLAS_NAMES, *FILE_NAMES, *FOLLOWED))
    given = dict(request.args)
    # The map filters by facts, which are not inside: the page says so instead of refusing.
    left_out = [name for name in FOLLOWED if given.pop(name, "")]
    inside, systems, language = (given.pop(name, "") for name in FILE_NAMES)
    # A link to the map names the layers that it shows, with their opacity; the rest may go in unseen.
    if shown := given.pop("layers", ""):
        given["shown"] = shown
    order = read_atlas(given | {"layers": inside} | ({"units": systems} if systems else {}), today())
    chosen = check_language(language) if language else current_language()
    first = order.systems if systems or "units" in given else SYSTEMS
    kept = {name: given[name] for name in (*START_NAMES, *FILTER_NAMES) if name in given}
    response = make_response(
        render_template(
            "atlas.html",
            groups=_groups(ALWAYS, order),
            # The first one that is ticked is shown first.
            systems=[
                (system.value, not systems or system in order.systems)
                for system in dict.fromkeys((*first, *SYSTEMS))
            ],
            is_not_made=bool(language),
            languages=[(code, LANGUAGE_NAMES[code], code == chosen) for code in LANGUAGES],
            language_name=LANGUAGE,
            on=order.on,
            kept=kept,
            filter_words=filter_text(order.chosen, order.views[0]) if kept else "",
            left_out=bool(left_out),
            base_date=base_date_text(),
            texts=atlas_page_texts(),
            page_state={"api": f"{request.script_root}/api/v1", "lang": current_language()},
        )
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _groups(always: tuple[str, ...], order: AtlasOrder) -> list[dict[str, Any]]:
    """Return the branches of the layer tree with their layers."""
    return [
        {
            "title": gettext(title),
            "layers": [
                {
                    "key": spec.key,
                    "title": gettext(spec.title),
                    "always": spec.key in always,
                    "inside": spec in order.layers,
                }
                for spec in CATALOGUE
                if spec.group is group
            ],
        }
        for group, title in GROUP_TITLES.items()
    ]
