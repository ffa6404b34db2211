"""``/share``: a link in words, as a QR code, for a mail, for other sites; ``/s/<code>`` follows one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.openness import currently_public
from app.exports.api import site_address
from app.i18n import LANGUAGE_NAMES, current_language
from app.office import shown_office
from app.params import check_names
from app.sharing.permalinks import EMBED_NAMES, Permalink, read_permalink
from app.sharing.targets import shared_place
from app.sharing.texts import share_texts
from app.sharing.words import Lines, audience_lines, map_lines, page_title
from app.state import current_store

PAGE, LANGUAGE = "page", "lang"
# Width and height as an iframe says them.
SIZES: tuple[tuple[str, str], ...] = (("100%", "600"), ("800", "600"), ("640", "480"), ("480", "360"))

bp = Blueprint("sharing", __name__)


@bp.app_template_global("share_address")
def share_address() -> str:
    """Return the address of the page that shares the page which is shown."""
    query = request.query_string.decode("latin-1")
    here = f"{request.path}?{query}" if query else request.path
    return f"{url_for('sharing.show_share')}?{urlencode({PAGE: here})}"


@bp.get("/share")
def show_share() -> Response:
    """
    Show what a link shows and the ways to pass it on.

    The link is the one of a map (its own parameters), or of any page that readers may open (``page=/…``).
    """
    if PAGE in request.args:
        check_names(request.args, (PAGE,))
        place, endpoint, values = shared_place(request.args[PAGE])
        title = page_title(place, endpoint, values)
        lines = [(gettext("Page"), title), *audience_lines(endpoint, values)]
        shown = _shown(place, title, lines, None)
    else:
        link = read_permalink(request.args)
        given = list(request.args.items())
        place, _, _ = shared_place(f"/?{urlencode(given)}" if given else "/")
        shown = _shown(place, gettext("OCOP map of Lào Cai"), map_lines(link), link)
    response = make_response(render_template("share.html", **shown))
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/s/<code>")
def follow(code: str) -> AnyResponse:
    """Go where a short link leads: a path below this site, whatever the store holds."""
    from geodata.office.short_links import find_link

    check_names(request.args, ())
    place, _, _ = shared_place(find_link(current_store(), code).target)
    # Not for good: an administrator may remove it.
    response = redirect(request.script_root + place, HTTPStatus.FOUND)
    response.headers["Cache-Control"] = "no-store"
    return response


def _shown(place: str, title: str, lines: Lines, link: Permalink | None) -> dict[str, Any]:
    """Return what the page shows of a place of the site."""
    from layers.qr import fits

    address = site_address() + place
    embed = _embed_path() if link is not None and currently_public() else ""
    told = lines if link is not None else []  # a page says what it is by its title
    mail = "\n".join([title, *(f"{heading}: {text}" for heading, text in told), ""])
    return {
        "title": title,
        "lines": lines,
        "address": address,
        "is_map": link is not None,
        "embed": embed,
        "code": iframe_code(embed, title, *SIZES[0]) if embed else "",
        "sizes": SIZES,
        "hosts": shown_office().embed_hosts,
        "embed_names": (*EMBED_NAMES, LANGUAGE),
        "mail": mail,
        "mailto": f"mailto:?{urlencode({'subject': title, 'body': mail + address}, quote_via=quote)}",
        "qr": f"?{urlencode({'path': place})}" if fits(address) else "",
        "languages": LANGUAGE_NAMES,
        "texts": share_texts(),
        "page_state": {
            "api": f"{request.script_root}/api/v1",
            "lang": current_language(),
            "site": site_address(),
            "prefix": request.script_root,
            "path": place,
            "embed": embed,
            "title": title,
            "mail": mail,
        },
    }


def _embed_path() -> str:
    """Return the place of the frame that shows the map of this request, in the reader's language."""
    kept = [(name, value) for name, value in request.args.items() if name in EMBED_NAMES]
    return f"/embed?{urlencode([*kept, (LANGUAGE, current_language())], safe=',:')}"


def iframe_code(path: str, title: str, width: str, height: str) -> str:
    """Return the element that shows ``path`` of this site in a page of another one."""
    parts = {
        "src": urlsplit(site_address() + path).geturl(),
        "title": title,
        "width": width,
        "height": height,
        "style": "border:0",
        "loading": "lazy",
    }
    written = " ".join(f'{name}="{_escaped(value)}"' for name, value in parts.items())
    return f"<iframe {written} allowfullscreen></iframe>"


def _escaped(text: str) -> str:
    """Return ``text`` as the value of an attribute."""
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
