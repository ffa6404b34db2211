"""The ways to take something out of the map, as the row of links that every page of /exports begins with."""

from __future__ import annotations

from flask import request
from flask_babel import gettext

from geodata.errors import N_

WAYS: tuple[tuple[str, str], ...] = (("/exports", N_("Layers")),)


def export_ways() -> list[dict[str, str | bool]]:
    """Return title and address of each way, and whether it is the page that is shown."""
    return [
        {"title": gettext(title), "href": request.script_root + path, "here": request.path == path}
        for path, title in WAYS
    ]
