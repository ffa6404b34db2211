"""The ways to take something out of the map, as the row of links that every page of /exports begins with."""

from __future__ import annotations

from flask import request
from flask_babel import gettext

from geodata.errors import N_

WAYS: tuple[tuple[str, str], ...] = (
    ("/exports", N_("Layers")),
    ("/exports/maps", N_("Print maps")),
    ("/exports/reports", N_("Reports")),
    ("/exports/atlas", N_("Atlas in one file")),
    ("/exports/services", N_("Services for programs")),
    ("/exports/api", N_("The API in words")),
    ("/share", N_("Share")),
)

# What the menu of the map offers besides layers: each page takes the map's own parameters.
MAP_WAYS: tuple[tuple[str, str], ...] = (
    ("/exports/maps", N_("Print this map")),
    ("/exports/reports", N_("Report")),
    ("/exports/atlas", N_("Atlas in one file")),
    ("/share", N_("Share, embed, QR code")),
)


def export_ways() -> list[dict[str, str | bool]]:
    """Return title and address of each way, and whether it is the page that is shown."""
    return [
        {"title": gettext(title), "href": request.script_root + path, "here": request.path == path}
        for path, title in WAYS
    ]
