"""The words of one language for work that no request asks for."""

from __future__ import annotations

import gettext
from typing import TYPE_CHECKING

from app.settings import ROOT

if TYPE_CHECKING:
    from layers.wording import Wording


def wording_of(language: str) -> Wording:
    """Return the words of ``language``; texts that are not compiled yet stay English."""
    from layers.wording import Wording  # the catalogue and labels: not in processes that only list the kinds

    texts = gettext.translation("messages", ROOT / "app" / "translations", [language], fallback=True)
    # gettext answers an empty text with the head of its catalogue.
    return Wording(language, lambda text: texts.gettext(text) if text else text, texts.ngettext)
