"""
The texts that the browser needs, by key.

Templates hand them over as JSON in ``<script type="application/json" id="texts">``;
``%(name)s`` is filled in by the browser, as text.
"""

from __future__ import annotations

from dataclasses import asdict

from flask_babel import gettext

from app.base_tiles import base_choice
from app.exports.texts import MENU_TEXTS
from app.map_texts import MAP_TEXTS
from app.office import allowed_tiles
from geodata.errors import N_

TEXTS: dict[str, str] = {
    "loading": N_("Loading …"),
    "load_failed": N_("This layer could not be loaded."),
    "retry": N_("Try again"),
    "zoom_in": N_("Zoom in"),
    "zoom_out": N_("Zoom out"),
    "close": N_("Close"),
    **MAP_TEXTS,
    **MENU_TEXTS,
}


def browser_texts() -> dict[str, str]:
    """Return every text in the language of the reader."""
    return {key: gettext(text) for key, text in TEXTS.items()}


def tile_choices() -> list[dict[str, object]]:
    """Return the office's own base map, if there is one, and the tile services that it allows."""
    own = base_choice()
    choices = [own] if own else []
    services = [asdict(service) | {"title": gettext(service.title)} for service in allowed_tiles()]
    return [*choices, *services]
