"""The texts that the page of maps needs in the browser, by key; see ``app.texts``."""

from __future__ import annotations

from flask_babel import gettext

from app.desk_texts import DESK_TEXTS
from geodata.errors import N_

MAP_PAGE_TEXTS: dict[str, str] = {
    "maps.choose": N_("Choose at least one layer."),
    "maps.choose_unit": N_("Choose a commune or a district from the list."),
    "maps.drawing": N_("The map is being drawn …"),
    "maps.preview": N_("Preview: %(title)s"),
    "maps.scale": N_("Scale 1:%(number)s on %(paper)s"),
    "maps.made": N_("The map is ready: %(name)s"),
    "maps.ready": N_("The file is ready:"),
    "maps.failed": N_("The map could not be made: %(reason)s"),
    "maps.at_once": N_("It comes at once."),
    "maps.as_job": N_("It is drawn in the background; this page tells how far it is."),
    "maps.most_dpi": N_("At most %(dpi)s dpi on this paper."),
    "maps.unit": N_("Commune or district"),
    "maps.chosen_unit": N_("Chosen: %(name)s"),
    "search.commune": N_("commune"),
    "search.district": N_("district (until 30 June 2025)"),
    "place.placeholder": N_("Name, with or without accents"),
    "place.none": N_("No place of this name"),
    "search.results": N_("Search results"),
    "search.count": N_("%(count)s results"),
    "error.network": N_("The server cannot be reached. Check the connection and try again."),
    "error.server": N_("The server answered with error %(status)s."),
}


def map_page_texts() -> dict[str, str]:
    """Return every text in the language of the reader."""
    return {key: str(gettext(text)) for key, text in (DESK_TEXTS | MAP_PAGE_TEXTS).items()}
