"""How long a solve may still take, whether someone wants it to end, and whom it tells how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable

from geodata.planning.values import Progress, silent


class Cancelled(Exception):
    """Whoever asked for a solve does not want its answer any more. No fault, and never shown."""


def never() -> bool:
    """Ask for no end."""
    return False


class Clock:
    """One solve's time: starts when it is made, is out after ``limit_s`` seconds."""

    def __init__(
        self, limit_s: float, should_stop: Callable[[], bool] = never, progress: Progress = silent
    ) -> None:
        self.limit_s = limit_s
        self.should_stop = should_stop
        self._progress = progress
        self._known: tuple[float | None, float | None] = (None, None)
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._began

    @property
    def remaining(self) -> float:
        """Seconds left, 0 when time is out."""
        return max(0.0, self.limit_s - self.seconds)

    @property
    def is_out(self) -> bool:
        """Whether the time is out."""
        return self.remaining <= 0

    def check(self) -> None:
        """Raise ``Cancelled`` if someone wants the solve to end."""
        if self.should_stop():
            raise Cancelled

    def tell(self, objective: float | None, bound: float | None) -> None:
        """Tell the best objective and the bound so far; the fraction is the share of the time limit."""
        self._known = (objective, bound)
        self.tick()

    def tick(self) -> None:
        """Tell how much of the time has gone, with what is known."""
        self._progress(min(1.0, self.seconds / self.limit_s) if self.limit_s > 0 else 1.0, *self._known)
