"""The map as a web application: HTTP, and nothing but HTTP."""

from __future__ import annotations

import os
from importlib import import_module

from flask import Blueprint

from app import (
    accounts,
    base_tiles,
    caching,
    collector,
    errors,
    files,
    i18n,
    logs,
    navigation,
    office,
    proxy,
    security,
    warm,
)
from app.accounts import limits
from app.errors import MapServer
from app.exports import leftovers
from app.fastpath import FastPath
from app.ready import ReadyCache
from app.settings import ROOT, Settings
from app.state import EXTENSION, Ocop, StoreOpener, current_settings, current_store
from geodata.errors import N_, InvalidInput

__all__ = ["Settings", "create_app", "current_settings", "current_store"]

# Each module has a blueprint ``bp``.
BLUEPRINTS = (
    "app.health",
    "app.api",
    "app.base_tiles",
    "app.pages.map",
    "app.pages.records",
    "app.pages.quality",
    "app.pages.quality_records",
    "app.pages.help",
    "app.pages.office",
    "app.registry.leaders_api",
    "app.registry.leaders_pages",
    "app.jobs.api",
    "app.jobs.pages",
    "app.exports.api",
    "app.exports.pages",
    "app.exports.maps_api",
    "app.exports.maps_pages",
    "app.exports.reports_api",
    "app.exports.reports_pages",
    "app.exports.atlas_api",
    "app.exports.atlas_pages",
    "app.exports.services_page",
    "app.registry.records_api",
    "app.registry.changes_api",
    "app.registry.photos_api",
    "app.registry.photo_files",
    "app.registry.import_api",
    "app.registry.import_pages",
    "app.registry.record_pages",
    "app.registry.expiry_api",
    "app.registry.expiry_checks_pages",
    "app.registry.expiry_pages",
    "app.registry.upgrades_api",
    "app.registry.upgrades_pages",
    "app.registry.chain_api",
    "app.registry.chain_pages",
    "app.ogc.routes",
    "app.exports.made_api",
    "app.exports.datapackage_api",
    "app.exports.api_docs_page",
    "app.sharing.api",
    "app.sharing.pages",
    "app.sharing.embed",
    "app.sharing.office_page",
    "app.planning.api",
    "app.planning.scenarios_api",
    "app.planning.points_api",
    "app.planning.pages",
    "app.tours.design_pages",
    "app.tours.api",
    "app.tours.flows_api",
    "app.tours.flows_page",
    "app.tours.checking_api",
    "app.tours.files_api",
    "app.tours.options_api",
    "app.tours.saved_api",
    "app.tours.assumptions_api",
    "app.tours.festivals_api",
    "app.tours.pages",
    "app.registry.programme_api",
    "app.registry.programme_pages",
    "app.registry.reconciliation_api",
    "app.registry.reconciliation_pages",
)


# Bytes of one request: nothing that is sent is larger than a logo. A view for larger files raises it.
LARGEST_REQUEST = 1024 * 1024


def create_app(settings: Settings | None = None) -> MapServer:
    """
    Return the application.

    The store is opened by the first request that needs it, so that a server
    may load the program once and fork. geopandas and Folium are imported
    where they are used: a start without them takes a quarter of the time.

    Raises
    ------
    InvalidInput
        A setting is unknown, not allowed, or the secret key is missing.
    """
    settings = settings if settings is not None else Settings.from_env(os.environ)
    if not settings.secret_key and not settings.testing:
        raise InvalidInput(
            N_(
                "OCOP_SECRET_KEY is empty: give every worker the same long random text"
                " (scripts/serve.py does it)"
            )
        )
    app = MapServer(__name__, static_folder=None, instance_path=str(settings.instance_path))
    app.static_folder = "static"
    app.secret_key = settings.secret_key or "testing"
    app.testing = settings.testing
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    cache = _hold(app, settings)
    caching.init_app(app)
    for part in (errors, security, i18n, navigation, files, office, accounts):
        part.init_app(app)
    for name in BLUEPRINTS:
        blueprint: Blueprint = import_module(name).bp
        app.register_blueprint(blueprint)
    # Around views, which have to be there.
    limits.init_app(app)
    app.wsgi_app = FastPath(app.wsgi_app, cache, settings.default_language)  # type: ignore[method-assign]
    proxy.init_app(app, settings)
    logs.init_app(app, settings)
    i18n.tell_of_missing_texts(app)
    leftovers.init_app(app, settings)
    collector.init_app(settings)
    warm.init_app(app, settings)
    return app


def _hold(app: MapServer, settings: Settings) -> ReadyCache:
    """Hang settings, store and cache on the application; return the cache."""
    opener = StoreOpener(settings.store_url)
    cache = ReadyCache(
        revision=lambda: opener.get().revision(),
        poll_s=settings.revision_poll_s,
        limit_bytes=settings.cache_mb * 1024 * 1024,
    )
    tiles = base_tiles.find(app, settings)
    app.extensions[EXTENSION] = Ocop(
        settings=settings,
        cache=cache,
        assets=files.AssetIndex(ROOT / "app" / "static"),
        # Pages name the base map: another file is another page.
        version=files.program_version() + base_tiles.version_of(tiles),
        opener=opener,
        base_tiles=tiles,
    )
    return cache
