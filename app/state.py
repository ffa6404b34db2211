"""What one application holds: its settings, its store, its ready answers. Nothing is global."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from flask import current_app

from geodata.errors import N_, StoreUnavailable

if TYPE_CHECKING:
    from app.files import AssetIndex
    from app.ready import ReadyCache
    from app.settings import Settings
    from geodata.store import Store
    from layers.tiles import TileFile

EXTENSION = "ocop"


class StoreOpener:
    """Opens the store at first use: after a server has forked its workers, and not while it starts."""

    def __init__(self, url: str) -> None:
        """Remember the address."""
        self._url = url
        self._lock = Lock()
        self._store: Store | None = None
        self._is_closed = False

    def get(self) -> Store:
        """
        Return the open store; a failure is tried again by the next request.

        Raises
        ------
        StoreUnavailable
            The application was closed: a request that was still on its way opens nothing again.
        """
        if self._store is None:
            with self._lock:
                if self._is_closed:
                    raise StoreUnavailable(N_("The server is being stopped"))
                if self._store is None:
                    # geopandas takes most of a second to import: not before somebody asks for data.
                    from geodata.store import Store

                    self._store = Store.open(self._url, serving=True)
        return self._store

    def close(self) -> None:
        """Close the store if it was opened, for good."""
        with self._lock:
            self._is_closed = True
            if self._store is not None:
                self._store.close()
            self._store = None


@dataclass(frozen=True, slots=True)
class Ocop:
    """What the application holds; ``app.extensions["ocop"]``."""

    settings: Settings
    cache: ReadyCache
    assets: AssetIndex
    version: str  # changes with the program
    opener: StoreOpener = field(repr=False)
    base_tiles: TileFile | None = None

    @property
    def store(self) -> Store:
        """The store, opened at first use."""
        return self.opener.get()

    def close(self) -> None:
        """Let go of the database and of the ready answers."""
        self.opener.close()
        self.cache.clear()


def current_ocop() -> Ocop:
    """Return what the current application holds."""
    held: Ocop = current_app.extensions[EXTENSION]
    return held


def current_store() -> Store:
    """Return the store of the current application."""
    return current_ocop().store


def current_settings() -> Settings:
    """Return the settings of the current application."""
    return current_ocop().settings
