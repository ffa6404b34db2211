"""The main menu."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import gettext

from geodata.errors import N_

SITE_LINKS: tuple[tuple[str, str], ...] = (
    ("/", N_("Map")),
    ("/products", N_("Products")),
    ("/expiry", N_("Expiry")),
    ("/chain", N_("Value chain")),
    ("/planning", N_("Sales point planning")),
    ("/tours", N_("Tours")),
    ("/exports", N_("Take away")),
    ("/quality", N_("Data quality")),
    ("/help", N_("Help")),
)


def init_app(app: Flask) -> None:
    """Give templates the menu."""
    app.jinja_env.globals["site_links"] = site_links


def site_links() -> list[tuple[str, str]]:
    """Return address and title of each entry, under the path where the site is mounted."""
    return [(request.script_root + path, gettext(title)) for path, title in SITE_LINKS]
