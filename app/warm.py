"""Loads the heavy libraries in the background, so that the first reader need not wait."""

from __future__ import annotations

from importlib import import_module
from threading import Thread

from app.settings import Settings

# What the first map and the first layer need; a second or two of imports.
HEAVY = ("layers.page", "layers.answers", "xyzservices")


def init_app(settings: Settings) -> Thread | None:
    """Start loading, without keeping anybody; the store is not opened here, a server may yet fork."""
    if settings.testing or not settings.warm_up:
        return None
    thread = Thread(target=load, name="warm-up", daemon=True)
    thread.start()
    return thread


def load() -> None:
    """Import the heavy modules."""
    for name in HEAVY:
        import_module(name)
