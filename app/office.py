"""
The settings of the office as the application uses them, remembered for one revision of the store.

A change makes a new revision, which every worker sees within
``revision_poll_s``; nothing has to be told to anybody.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, request

from app.state import EXTENSION, Ocop, current_settings
from geodata.errors import StoreUnavailable
from geodata.links import is_listed
from geodata.office.setting_values import OfficeSettings

if TYPE_CHECKING:
    from layers.assets import TileService

NAME = "ocop_office"
UPLOAD = "office.change_logo"
# The logo and what a form adds to it; nothing of a larger one is read.
MOST_UPLOAD_BYTES = 300_000


class OfficeMemory:
    """Reads the settings once for each revision; several threads may ask."""

    def __init__(self, held: Ocop) -> None:
        """Ask the store of ``held``."""
        self._held = held
        self._known: tuple[int, OfficeSettings] | None = None

    def now(self) -> OfficeSettings:
        """Return the settings as they stand; raises what the store raises."""
        # Asked before the settings are read: they may be newer than their revision, never older.
        revision = self._held.cache.moment().revision
        known = self._known
        if known is None or known[0] != revision:
            from geodata.office.settings import read_settings  # SQLAlchemy: not while the program starts

            known = self._known = (revision, read_settings(self._held.store))
        return known[1]


def init_app(app: Flask) -> None:
    """Hang the memory on the application, and let every page name the office."""
    app.extensions[NAME] = OfficeMemory(app.extensions[EXTENSION])
    app.jinja_env.globals["office"] = shown_office
    app.before_request(_bound_upload)


def _bound_upload() -> None:
    """Bound an upload before anybody, the check of the form's mark included, reads it."""
    if request.endpoint == UPLOAD:
        request.max_content_length = MOST_UPLOAD_BYTES


def current_office() -> OfficeSettings:
    """Return the settings of the office, at most ``revision_poll_s`` old."""
    memory: OfficeMemory = current_app.extensions[NAME]
    return memory.now()


def shown_office() -> OfficeSettings:
    """Return the settings for the frame of a page; the usual ones where the store is down."""
    try:
        return current_office()
    except StoreUnavailable:
        return OfficeSettings()


def trusts_host(host: str) -> bool:
    """Return whether a source on ``host`` may be shown as a link."""
    hosts = current_office().trusted_hosts
    return is_listed(host, current_settings().trusted_link_hosts if hosts is None else hosts)


def allowed_tiles() -> tuple[TileService, ...]:
    """Return the tile services that both the deployment and the office allow."""
    if not current_settings().allow_tiles:
        return ()
    # xyzservices reads a file of every service there is: only where a page is made.
    from layers.assets import tile_services

    office = shown_office()
    return tuple(service for service in tile_services() if office.allows_tiles(service.key))


def office_zone() -> tzinfo:
    """Return the time zone in which the pages of this office tell moments."""
    return shown_office().zone()


def start_of_map() -> dict[str, Any]:
    """Return what ``/`` shows to a reader whose address says nothing; None is the program's own choice."""
    return start_of(current_office())


def start_of(office: OfficeSettings) -> dict[str, Any]:
    """Return the first view that settings of an office say."""
    from layers.catalogue import CATALOGUE
    from layers.page import PROVINCE_BOUNDS

    known = {spec.key for spec in CATALOGUE}
    layers = office.default_layers
    (south, west), (north, east) = PROVINCE_BOUNDS
    centre = {"lat": (south + north) / 2, "lon": (west + east) / 2, "zoom": office.default_zoom}
    return {
        "units": office.default_units,
        "indicator": office.default_indicator,
        "layers": None if layers is None else [key for key in layers if key in known],
        "view": None if office.default_zoom is None else centre,
    }
