"""The language of the command lines: the compiled texts of the product, without the web application."""

from __future__ import annotations

import argparse
import gettext
from collections.abc import Callable
from pathlib import Path

from geodata.errors import OcopError
from scripts._setup.messages import never_fail_to_print

TRANSLATIONS = Path(__file__).resolve().parent.parent / "app" / "translations"
LANGUAGES = ("vi", "en")
Translate = Callable[[str], str]


def add_language(options: argparse.ArgumentParser) -> None:
    """Add ``--lang``, Vietnamese unless somebody says otherwise."""
    options.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="vi (default) or en")


def translator(language: str) -> Translate:
    """
    Return what puts a text of ours into ``language``.

    Texts that are not compiled yet stay English. A console that lacks a
    Vietnamese letter shows its code.
    """
    never_fail_to_print()
    found = gettext.translation("messages", TRANSLATIONS, [language], fallback=True)
    # gettext answers an empty text with the head of its catalogue.
    return lambda text: found.gettext(text) if text else text


def error_text(error: OcopError, translate: Translate) -> str:
    """Return what went wrong, translated before it is filled in; a reason of ours is translated too."""
    values = {
        name: translate(value) if isinstance(value, str) else value for name, value in error.values.items()
    }
    return translate(error.message) % values if values else translate(error.message)
