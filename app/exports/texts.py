"""The texts that the menu and the page of exports need in the browser, by key; see ``app.texts``."""

from __future__ import annotations

from flask_babel import gettext

from app.desk_texts import DESK_TEXTS
from geodata.errors import N_

# The menu "take away" of the map.
MENU_TEXTS: dict[str, str] = {
    "takeaway.title": N_("Take away"),
    "takeaway.of": N_("Take away: %(layer)s"),
    "takeaway.more": N_("More layers, coordinate systems …"),
}
EXPORT_TEXTS: dict[str, str] = {
    "export.choose": N_("Choose at least one layer."),
    "export.points_only": N_(
        "%(format)s carries points only: layers of lines and outlines cannot be chosen."
    ),
    "export.making": N_("The file is being made …"),
    "export.made": N_("%(name)s: %(records)s records, %(unplaced)s of them without a place."),
    "export.packed": N_("The zip is ready:"),
    "export.failed": N_("The zip could not be made: %(reason)s"),
    "export.layers_chosen": N_("%(count)s layers in one zip"),
    "export.one_chosen": N_("One layer: the file comes at once"),
    "error.network": N_("The server cannot be reached. Check the connection and try again."),
    "error.server": N_("The server answered with error %(status)s."),
}


def export_texts() -> dict[str, str]:
    """Return every text in the language of the reader."""
    return {key: str(gettext(text)) for key, text in (DESK_TEXTS | EXPORT_TEXTS).items()}
