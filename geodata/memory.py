"""Values made from the store, kept for one revision so that several answers share the work."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Any, TypeVar

Value = TypeVar("Value")


class RevisionMemory:
    """The last few values of one revision; several threads may use it, none makes what another makes."""

    def __init__(self, limit: int) -> None:
        """Hold at most ``limit`` values, the ones asked for last."""
        self._limit = limit
        self._lock = Lock()
        self._revision: int | None = None
        self._values: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def get(self, revision: int, key: Hashable, make: Callable[[], Value]) -> Value:
        """
        Return the value of ``key`` at ``revision``; ``make`` it where it is not there yet.

        Ask for the revision before ``make`` reads: a value may then be newer
        than its revision says, never older. A failure is not kept.
        """
        mine: Future[Any] = Future()
        with self._lock:
            if revision != self._revision:
                self._values.clear()
                self._revision = revision
            found = self._values.setdefault(key, mine)
            self._values.move_to_end(key)
            while len(self._values) > self._limit:
                self._values.popitem(last=False)
        if found is mine:
            try:
                mine.set_result(make())
            except BaseException as error:  # noqa: BLE001 -- every caller gets it, this one too
                with self._lock:
                    if self._values.get(key) is mine:
                        del self._values[key]
                mine.set_exception(error)
        value: Value = found.result()
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()

    def __len__(self) -> int:
        """Return how many values are held."""
        return len(self._values)
