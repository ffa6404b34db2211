"""
How often a worker looks for garbage that reference counting leaves behind.

Python's usual 700 allocations suit small programs. After a write a page is made
of hundreds of thousands of values that all live until the next one: a third of
the processor's time went into looking through them, and nothing was found.
"""

from __future__ import annotations

import gc

from app.settings import Settings

# Objects that are made and not yet taken back; some 20,000 of them are a few MB.
THRESHOLDS = (20_000, 20, 20)


def init_app(settings: Settings) -> None:
    """Look more seldom, in the whole process; a test run decides for itself."""
    if not settings.testing:
        gc.set_threshold(*THRESHOLDS)
