"""
Headers that answers carry, and the Content-Security-Policy.

Inline scripts and styles are allowed by their hash, never wholesale. A template
writes them through ``inline_script`` and ``inline_style``, which note the hash;
a script that got into the page any other way has none and does not run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from http import HTTPStatus

from flask import Flask, Response, g
from markupsafe import Markup

from app.office import allowed_tiles

HEADERS: tuple[tuple[str, str], ...] = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    # Tile services answer only to a page that says which site it is.
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
# They tell what a document may do; a script or a layer would only be heavier, fifty times on a first map.
PAGE_HEADERS: tuple[tuple[str, str], ...] = (
    ("Permissions-Policy", "geolocation=(self), camera=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"


def init_app(app: Flask) -> None:
    """Set the headers on every answer and give templates the two inline functions."""
    app.after_request(_secure)
    app.jinja_env.globals["inline_script"] = inline_script
    app.jinja_env.globals["inline_style"] = inline_style


def inline_script(text: str) -> Markup:
    """Return ``text`` as a script element, and allow it by its hash in this answer."""
    return _inline("script", text)


def inline_style(text: str) -> Markup:
    """Return ``text`` as a style element, and allow it by its hash in this answer."""
    return _inline("style", text)


def source_hash(text: str) -> str:
    """Return the hash of an inline script or style as the policy writes it."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def let_frame(hosts: Iterable[str]) -> None:
    """Let this site and ``hosts`` show the answer to this request in a frame; no other answer may be."""
    g.framed_by = ["'self'", *hosts]


def page_policy(
    scripts: Iterable[str],
    styles: Iterable[str],
    image_hosts: Iterable[str],
    framed_by: Iterable[str] = ("'none'",),
) -> str:
    """
    Return the policy of a page.

    Parameters
    ----------
    scripts, styles
        Hashes of the inline elements of the page.
    image_hosts
        Hosts of the tile services that a user may choose.
    framed_by
        Who may show the page in a frame.
    """
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *scripts],
        "style-src": ["'self'", *styles],
        "img-src": ["'self'", "data:", "blob:", *image_hosts],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": list(framed_by),
    }
    return "; ".join(" ".join([name, *values]) for name, values in rules.items())


def _inline(tag: str, text: str) -> Markup:
    """Write an inline element and note its hash."""
    # Browsers read line ends as \n before they hash.
    body = text.replace("\r\n", "\n").replace("\r", "\n")
    if f"</{tag}" in body.lower():
        raise ValueError(f"an inline {tag} cannot contain its own end tag")
    hashes: dict[str, list[str]] = g.setdefault("inline_hashes", {})
    noted = hashes.setdefault(tag, [])
    if (value := source_hash(body)) not in noted:
        noted.append(value)
    return Markup(f"<{tag}>{body}</{tag}>")


def _secure(response: Response) -> Response:
    """Set the headers of this answer."""
    framed_by: list[str] | None = g.get("framed_by")
    for name, value in HEADERS:
        # Its two values know no list of hosts: the policy says who may.
        if framed_by is None or name != "X-Frame-Options":
            response.headers.setdefault(name, value)
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        # The policy came with the bytes; another one here would replace it.
        return response
    if response.mimetype != "text/html":
        response.headers.setdefault("Content-Security-Policy", DATA_POLICY)
        return response
    for name, value in PAGE_HEADERS:
        response.headers.setdefault(name, value)
    hosts: tuple[str, ...] = ()
    if services := allowed_tiles():
        from layers.assets import tile_hosts

        hosts = tile_hosts(services)
    hashes: dict[str, list[str]] = g.get("inline_hashes", {})
    scripts, styles = hashes.get("script", []), hashes.get("style", [])
    policy = page_policy(scripts, styles, hosts, framed_by or ("'none'",))
    response.headers.setdefault("Content-Security-Policy", policy)
    return response
