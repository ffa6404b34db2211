"""Applications for tests, each on a store of its own or on the shared reference data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from app import Settings, create_app
from app.errors import MapServer
from geodata.store import Store

if TYPE_CHECKING:
    from tests.app.ogc_helpers import Reader

CATALOGUE = Path(__file__).parents[2] / "app" / "translations" / "vi" / "LC_MESSAGES" / "messages.po"


@pytest.fixture(scope="session", autouse=True)
def _translations() -> None:
    """The Vietnamese texts, compiled where set-up has not done it since they changed."""
    compiled = CATALOGUE.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= CATALOGUE.stat().st_mtime_ns:
        return
    fresh = compiled.with_suffix(f".{id(compiled)}.tmp")
    with CATALOGUE.open("rb") as source, fresh.open("wb") as target:
        write_mo(target, read_po(source, locale="vi"))
    # Several test processes may do this at once: each moves a whole file.
    fresh.replace(compiled)


def settings_for(store: Store, **changes: object) -> Settings:
    """Return test settings on the database of ``store``."""
    return Settings(**{"testing": True, "database_url": store.url, "revision_poll_s": 0.0} | changes)


def closing(app: MapServer) -> Iterator[MapServer]:
    """Give the application and let go of its database afterwards."""
    yield app
    app.extensions["ocop"].close()


@pytest.fixture(scope="session")
def _reference_app(reference_store: Store) -> Iterator[MapServer]:
    """The application on the shared reference data: what one test has read is ready for the next."""
    yield from closing(create_app(settings_for(reference_store)))


@pytest.fixture
def app(_reference_app: MapServer) -> MapServer:
    """The application on the shared reference data: read it, never write it, never change it."""
    return _reference_app


@pytest.fixture
def client(app: MapServer) -> FlaskClient:
    """A reader of ``app``."""
    return app.test_client()


@pytest.fixture
def empty_app(sqlite_store: Store) -> Iterator[MapServer]:
    """The application on an empty store of its own."""
    yield from closing(create_app(settings_for(sqlite_store)))


@pytest.fixture
def empty_client(empty_app: MapServer) -> FlaskClient:
    """A reader of ``empty_app``."""
    return empty_app.test_client()


@pytest.fixture(scope="session")
def ogc(reference_store: Store) -> Iterator[Reader]:
    """A reader of the OGC service on the shared reference data."""
    from tests.app.ogc_helpers import reading  # it takes settings_for from here

    with reading(reference_store) as reader:
        yield reader


@pytest.fixture(scope="session")
def openapi(ogc: Reader) -> dict[str, Any]:
    """The description of the OGC service."""
    return ogc.json("/openapi")
