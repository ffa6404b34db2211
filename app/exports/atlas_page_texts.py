"""The texts that the page of the atlas needs in the browser, by key; see ``app.texts``."""

from __future__ import annotations

from flask_babel import gettext

from app.desk_texts import DESK_TEXTS
from geodata.errors import N_

ATLAS_PAGE_TEXTS: dict[str, str] = {
    "making.ready": N_("The file is ready:"),
    "making.failed": N_("The file could not be made: %(reason)s"),
    "error.network": N_("The server cannot be reached. Check the connection and try again."),
    "error.server": N_("The server answered with error %(status)s."),
}


def atlas_page_texts() -> dict[str, str]:
    """Return every text in the language of the reader."""
    return {key: str(gettext(text)) for key, text in (DESK_TEXTS | ATLAS_PAGE_TEXTS).items()}
