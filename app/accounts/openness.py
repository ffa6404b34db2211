"""Whether anyone may look, as the office has set it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, current_app

from app.state import EXTENSION, Ocop

if TYPE_CHECKING:
    from geodata.store import Store

NAME = "ocop_openness"


class Openness:
    """Remembers the answer for one revision of the store: a change of the setting makes a new one."""

    def __init__(self, held: Ocop) -> None:
        """Ask the store of ``held``."""
        self._held = held
        self._known: tuple[int, bool] | None = None

    def is_public(self) -> bool:
        """Return whether somebody who is not signed in may look."""
        # Asked before the setting is read: what is remembered may be newer than its revision, never older.
        revision = self._held.cache.moment().revision
        known = self._known
        if known is None or known[0] != revision:
            known = self._known = (revision, is_public(self._held.store))
        return known[1]


def init_app(app: Flask) -> None:
    """Hang the memory on the application."""
    app.extensions[NAME] = Openness(app.extensions[EXTENSION])


def currently_public() -> bool:
    """Return whether the office of the current application shows its map to everybody."""
    openness: Openness = current_app.extensions[NAME]
    return openness.is_public()


def is_public(store: Store) -> bool:
    """Return the setting itself."""
    from geodata.office.settings import read_settings  # SQLAlchemy: not while the program starts

    return read_settings(store).public
