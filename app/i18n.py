"""Languages: Vietnamese by default, English by switch; numbers and dates as each writes them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Flask, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale

from app.ogc.forms import is_for_program, is_ogc
from app.settings import LANGUAGES, ROOT
from app.state import current_settings
from geodata.errors import N_, InvalidInput
from geodata.writing import day_text, number_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import WSGIEnvironment

COOKIE = "lang"
# A frame in another site gets no cookie: its address and its requests say the language themselves.
LANGUAGE_HEADER = "X-OCOP-Language"
EMBED = "/embed"
# Where ``lang`` is a parameter like any other: nothing is kept, nobody is sent elsewhere.
OWN_PARAMETER = ("/api/", EMBED, "/exports/atlas.html", "/expiry.ics")
COOKIE_AGE_S = 365 * 24 * 3600
TRANSLATIONS = ROOT / "app" / "translations"
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


def init_app(app: Flask) -> None:
    """Register the translations, the language switch and the filters of templates."""
    Babel(app, default_locale="en", locale_selector=select_language)
    app.before_request(_switch_language)
    app.add_template_filter(number)
    app.add_template_filter(date_text)
    app.add_template_filter(isolated)
    app.jinja_env.globals["language"] = current_language
    app.jinja_env.globals["language_links"] = language_links


def tell_of_missing_texts(app: Flask, folder: Path = TRANSLATIONS) -> None:
    """Warn of languages whose texts nobody has compiled: scripts/serve.py does, a start by hand does not."""
    for language in LANGUAGES:
        texts = folder / language / "LC_MESSAGES" / "messages.po"
        if texts.exists() and not texts.with_suffix(".mo").exists():
            app.logger.warning(
                "The texts of the language %s are not compiled: its pages are in English. Start with"
                " scripts/serve.py, or run: python -m babel.messages.frontend compile -d app/translations",
                language,
            )


def language_of_cookies(header: str, default: str) -> str:
    """
    Return the language that the ``Cookie`` header asks for.

    The header is read by hand because the fast path asks thousands of times a second.
    """
    for item in header.split(";"):
        name, _, value = item.strip().partition("=")
        if name == COOKIE and value in LANGUAGES:
            return value
    return default


def language_of_headers(environ: WSGIEnvironment, default: str) -> str:
    """Return the language that a request says in its header, else in its cookie."""
    said = environ.get("HTTP_X_OCOP_LANGUAGE", "")
    return said if said in LANGUAGES else language_of_cookies(environ.get("HTTP_COOKIE", ""), default)


def select_language() -> str:
    """Return the language of the current request."""
    if (request.path == EMBED or _says_itself()) and (said := request.args.get("lang")) in LANGUAGES:
        return str(said)
    return language_of_headers(request.environ, current_settings().default_language)


def check_language(code: str) -> str:
    """Return ``code``; raises ``InvalidInput`` where there is no such language."""
    if code not in LANGUAGES:
        raise InvalidInput(
            N_("There is no language %(value)s; there are %(allowed)s"),
            value=code,
            allowed=", ".join(LANGUAGES),
        )
    return code


def current_language() -> str:
    """Return ``vi`` or ``en``: what the answer to the current request is written in."""
    locale = get_locale()
    return locale.language if locale else current_settings().default_language


def language_links() -> list[tuple[str, str, str]]:
    """Return code, name and address of the current page in every other language."""
    others = [code for code in LANGUAGES if code != current_language()]
    return [(code, LANGUAGE_NAMES[code], f"?{_query([('lang', code)])}") for code in others]


def number(value: float | None, digits: int | None = None) -> str:
    """Write a number with the marks of the language; ``digits`` fixes the decimals."""
    return number_text(value, current_language(), digits)


def date_text(value: date | str | None) -> str:
    """Write a date as dd/mm/yyyy, as Vietnamese offices do; the English pages do the same."""
    return day_text(value)


def isolated(name: object) -> str:
    """
    Return a name for the middle of a sentence: marks of direction in it do not turn what stands around it.

    A right-to-left override of a name holds to the end of the line unless it stands between
    U+2068 and U+2069 (Unicode Standard Annex 9). Where a name fills an element, the style sheet does that.
    """
    return f"\u2068{name}\u2069"


def _switch_language() -> ResponseReturnValue | None:
    """Answer ``?lang=en``: keep the choice in a cookie and go to the same address without it."""
    if "lang" not in request.args or request.path.startswith(OWN_PARAMETER) or request.routing_exception:
        return None
    if _says_itself():
        return None
    code = check_language(request.args["lang"])
    query = _query([])
    # One leading slash: //host would be another site.
    address = request.script_root + "/" + request.path.lstrip("/")
    response = redirect(f"{address}?{query}" if query else address)
    response.set_cookie(
        COOKIE,
        code,
        max_age=COOKIE_AGE_S,
        path=request.script_root or "/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    response.headers["Cache-Control"] = "no-store"
    current_app.logger.debug("Language switched to %s", code)
    return response


def _says_itself() -> bool:
    """Tell whether the address says the language each time: of a program, which keeps no cookie."""
    return is_ogc(request.path) and is_for_program(request)


def _query(extra: Iterable[tuple[str, str]]) -> str:
    """Return the query of the current request without ``lang``, with ``extra``."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return urlencode([*kept, *extra])
