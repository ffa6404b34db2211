"""The texts that the page /share needs in the browser, by key; see ``app.texts``."""

from __future__ import annotations

from flask_babel import gettext

from app.desk_texts import DESK_TEXTS
from geodata.errors import N_

SHARE_TEXTS: dict[str, str] = {
    "share.copied": N_("Copied."),
    "share.by_hand": N_("The browser does not allow copying: the text is selected, press Ctrl+C."),
    "share.short_made": N_("The short link: %(url)s"),
    "share.taken_back": N_("The long link again."),
    "error.network": N_("The server cannot be reached. Check the connection and try again."),
    "error.server": N_("The server answered with error %(status)s."),
}


def share_texts() -> dict[str, str]:
    """Return every text in the language of the reader."""
    return {key: str(gettext(text)) for key, text in (DESK_TEXTS | SHARE_TEXTS).items()}
