"""
Makes the first view ready in the background, after a start and after every write.

The first reader of a worker would otherwise wait for a second or two of
imports, and the first after a write for every layer to be made anew.
"""

from __future__ import annotations

import time
from importlib import import_module
from threading import Event, Thread
from typing import TYPE_CHECKING

from flask import Flask

from app.ready import BROTLI, GZIP
from app.settings import Settings
from app.state import EXTENSION, Ocop

if TYPE_CHECKING:
    from app.ready import Moment, ReadyCache

# What the first map and the first layers need.
HEAVY = ("layers.page", "xyzservices", "layers.answers", "mapclassify")
API = "/api/v1"
# What the browser asks for when it opens the map, the page itself first.
FIRST_VIEW = (
    "/",
    f"{API}/summary",
    f"{API}/choropleth?indicator=products&scheme=natural_breaks&classes=5&palette=blues&units=2025"
    "&recognition=recognised",
    f"{API}/layers/products.geojson?units=2025",
    f"{API}/layers/communes.geojson?units=2025&zoom=9",
    f"{API}/layers/districts.geojson?units=2025&zoom=9",
    f"{API}/layers/provinces.geojson?units=2025&zoom=9",
)
# In the WSGI environment of this thread's own requests: also where an office shows its map to nobody else.
IS_WARM_UP = "ocop.warm_up"
# Readers come first: while one waits for an answer of its own, nothing is made in the background.
QUIET_S = 0.5
SHORTEST_WAIT_S = 0.1  # where a test lets the revision be asked for at every request


class WarmUp(Thread):
    """A thread that keeps the first view of one application ready until ``stop``."""

    def __init__(self, app: Flask, wait_s: float) -> None:
        """Look for a new revision every ``wait_s`` seconds."""
        super().__init__(name="warm-up", daemon=True)
        self._app = app
        self._wait_s = max(wait_s, SHORTEST_WAIT_S)
        self._stopped = Event()
        self._ready_at: Moment | None = None
        self._failed = False
        self._seen: tuple[Moment, float] | None = None  # the newest moment and when it was first seen
        self._own_s = float("-inf")  # when this thread's last answer was kept

    def run(self) -> None:
        """Import, then make the first view for each revision and day."""
        load()
        while not self._stopped.is_set():
            try:
                self.look()
                self._failed = False
            except Exception:
                # The edge of the thread: whatever a layer trips over, the next revision is tried again, and
                # who asks for that layer meanwhile gets the error as an answer.
                if not self._failed:
                    self._app.logger.warning("The first view could not be made ready", exc_info=True)
                self._failed = True
            self._stopped.wait(self._wait_s)

    def look(self) -> bool:
        """Make the first view if the store or the day is new and no reader waits; tell whether it did."""
        from werkzeug.test import Client

        held: Ocop = self._app.extensions[EXTENSION]
        moment = held.cache.moment()
        if moment == self._ready_at:
            return False
        if self._seen is None or self._seen[0] != moment:
            self._seen = (moment, time.monotonic())
        if self._ready_at is not None and time.monotonic() - self._seen[1] < QUIET_S:
            # Whoever wrote looks at what it did: that reader makes the first view, alone.
            return False
        # Through all middleware, as a reader's request: the addresses under which answers are kept are its.
        reader = Client(self._app.wsgi_app, use_cookies=False)
        for address in FIRST_VIEW:
            if self._stopped.is_set() or not self._is_quiet(held.cache):
                return False
            for encoding in (GZIP, BROTLI):
                reader.get(
                    address, headers={"Accept-Encoding": encoding}, environ_overrides={IS_WARM_UP: True}
                ).close()
            self._own_s = held.cache.last_made_s
        self._ready_at = moment
        return True

    def _is_quiet(self, cache: ReadyCache) -> bool:
        """Tell whether nobody waits for an answer, and nobody else has for a moment."""
        if cache.waiting:
            return False
        last_s = cache.last_made_s
        return last_s == self._own_s or time.monotonic() - last_s > QUIET_S

    def stop(self) -> None:
        """End after the answer that is being made."""
        self._stopped.set()


def init_app(app: Flask, settings: Settings) -> WarmUp | None:
    """
    Start making ready, without keeping anybody; None where the settings say no.

    The thread opens the store. A server that loads the program and then forks
    would share it between workers: such a server sets ``OCOP_WARM_UP`` to 0.
    """
    if settings.testing or not settings.warm_up:
        return None
    thread = WarmUp(app, settings.revision_poll_s)
    thread.start()
    return thread


def load() -> None:
    """Import the heavy modules."""
    for name in HEAVY:
        import_module(name)
