"""
Answers kept ready: the bytes of one address, in each encoding compressed once, when it is first asked for.

Everything is dropped when the store has a new revision or a new day begins;
files are kept as long as they are the same on the disk.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import brotli

from app.clock import today

IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"
PREFERENCE = (BROTLI, GZIP, IDENTITY)
# Below this a compressed answer saves no packet on the wire.
COMPRESS_FROM_BYTES = 860
COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/javascript",
    "image/svg+xml",
)
# Two steps below the best: a little larger and much faster; the first reader after a write waits for it.
BROTLI_QUALITY = 9
GZIP_LEVEL = 9
# From this size on the best steps take longer than what they save takes on the wire.
LARGE_BYTES = 1_000_000
LARGE_BROTLI_QUALITY = 5
LARGE_GZIP_LEVEL = 6
OVERHEAD_BYTES = 1500  # headers and bookkeeping of one entry

Headers = list[tuple[str, str]]


class Key(NamedTuple):
    """What an answer depends on, besides the revision and the day."""

    root: str  # path under which the site is mounted
    path: str
    query: str  # sorted
    language: str
    audience: str = ""  # empty: everybody; else the bytes never leave without passing Flask


class Moment(NamedTuple):
    """What every answer from the store depends on."""

    revision: int
    day: date


class Bodies:
    """The bytes of one answer by encoding; a compressed form is made when it is first asked for."""

    def __init__(self, body: bytes, content_type: str = "") -> None:
        """Take the bytes as they are; small ones and pictures have no other form."""
        self._made = {IDENTITY: body}
        compressible = len(body) >= COMPRESS_FROM_BYTES and content_type.startswith(COMPRESSIBLE)
        self.encodings = PREFERENCE if compressible else (IDENTITY,)

    def __getitem__(self, encoding: str) -> bytes:
        """Return the bytes in one of ``encodings``; two threads may both make them, and make the same."""
        if encoding not in self._made:
            self._made[encoding] = _compress(self._made[IDENTITY], encoding)
        return self._made[encoding]

    @property
    def size(self) -> int:
        """Bytes of memory, with room for the compressed forms: together they take less than half."""
        plain = len(self._made[IDENTITY])
        return plain + (plain // 2 if GZIP in self.encodings else 0)


def _compress(body: bytes, encoding: str) -> bytes:
    """Return ``body`` in one encoding; without a time in it, two workers give the same bytes."""
    large = len(body) >= LARGE_BYTES
    if encoding == GZIP:
        return gzip.compress(body, compresslevel=LARGE_GZIP_LEVEL if large else GZIP_LEVEL, mtime=0)
    return brotli.compress(body, quality=LARGE_BROTLI_QUALITY if large else BROTLI_QUALITY)


@dataclass(frozen=True, slots=True)
class Ready:
    """One answer: its bytes by encoding, and its headers without length and encoding."""

    bodies: Bodies
    headers: Headers
    etag: str
    moment: Moment | None  # None: a file
    file: Path | None = None
    file_time_ns: int = 0

    @property
    def size(self) -> int:
        """Bytes that it takes in memory."""
        return OVERHEAD_BYTES + self.bodies.size

    def is_of(self, moment: Moment | None) -> bool:
        """Return whether it still holds at ``moment``."""
        if self.file is None:
            return moment is not None and self.moment == moment
        try:
            return self.file.stat().st_mtime_ns == self.file_time_ns
        except OSError:
            return False


def sorted_query(query: str) -> str:
    """Return a raw query string with its parts in order."""
    return "&".join(sorted(query.split("&"))) if "&" in query else query


def weak_etag(*parts: object) -> str:
    """Return a tag of ``parts``; weak, because the encodings of one answer differ in their bytes."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
    return f'W/"{digest[:24]}"'


def matches(if_none_match: str, etag: str) -> bool:
    """Return whether the reader already has the answer ``etag`` (weak comparison)."""
    if not if_none_match:
        return False
    if if_none_match.strip() == "*":
        return True
    wanted = etag.removeprefix("W/")
    return any(item.strip().removeprefix("W/") == wanted for item in if_none_match.split(","))


def choose_encoding(accept: str, encodings: Collection[str]) -> str | None:
    """Return the encoding that the reader takes and we like best; None where it refuses every one."""
    weights: dict[str, float] = {}
    for item in accept.lower().split(","):
        name, _, parameters = item.partition(";")
        weights[name.strip()] = _weight(parameters)
    others = weights.get("*")
    for encoding in PREFERENCE:
        if encoding not in encodings:
            continue
        default = others if others is not None else float(encoding == IDENTITY)
        if weights.get(encoding, default) > 0:
            return encoding
    return None


def _weight(parameters: str) -> float:
    """Return the value of ``q`` in the parameters of one encoding."""
    name, _, value = parameters.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


class ReadyCache:
    """Ready answers of one worker, the least used dropped first; several threads may use it."""

    def __init__(self, revision: Callable[[], int], poll_s: float, limit_bytes: int) -> None:
        """
        Make an empty cache.

        Parameters
        ----------
        revision
            Asks the store for its revision.
        poll_s
            Seconds that an answer to that question may be used for.
        limit_bytes
            Most memory for the answers.
        """
        self._ask = revision
        self._poll_s = poll_s
        self._limit = limit_bytes
        self._lock = Lock()
        self._asking = Lock()
        self._entries: OrderedDict[Key, Ready] = OrderedDict()
        self._bytes = 0
        self._moment: Moment | None = None
        self._asked_at = float("-inf")
        self._waiting = 0
        self.last_made_s = float("-inf")  # when an answer was last made or kept, on the monotonic clock

    @contextmanager
    def making(self) -> Iterator[None]:
        """Note that somebody waits for an answer that is not ready, as long as the block runs."""
        with self._lock:
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1
            self.last_made_s = time.monotonic()

    @property
    def waiting(self) -> int:
        """How many answers are being made now."""
        return self._waiting

    def moment(self) -> Moment:
        """Return the revision and the day, at most ``poll_s`` old; drop what is of another moment."""
        known = self._moment
        if known is not None and time.monotonic() - self._asked_at < self._poll_s:
            return known
        # One thread asks; while it does, the others go on with what they know.
        if not self._asking.acquire(blocking=known is None) and known is not None:
            return known
        try:
            asked_at = time.monotonic()
            moment = Moment(self._ask(), today())
            if moment != self._moment:
                self._drop_other(moment)
            self._moment, self._asked_at = moment, asked_at
        finally:
            self._asking.release()
        return moment

    def get(self, key: Key) -> Ready | None:
        """Return the answer for ``key`` unless it is out of date; raises what the store raises."""
        with self._lock:
            entry = self._entries.get(key)
        if entry is None:
            return None
        if not entry.is_of(self.moment() if entry.file is None else None):
            return None
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
        return entry

    def put(self, key: Key, entry: Ready) -> None:
        """Keep an answer, if it is not a large part of the whole memory."""
        self.last_made_s = time.monotonic()
        if entry.size > self._limit // 4:
            return
        with self._lock:
            self._remove(key)
            self._entries[key] = entry
            self._bytes += entry.size
            while self._bytes > self._limit:
                self._remove(next(iter(self._entries)))

    def clear(self) -> None:
        """Forget every answer and the revision."""
        with self._lock:
            self._entries.clear()
            self._bytes = 0
        self._moment, self._asked_at = None, float("-inf")

    @property
    def bytes_held(self) -> int:
        """Memory that the answers take."""
        return self._bytes

    def __iter__(self) -> Iterator[Key]:
        """Go through what is held now, the least used first."""
        with self._lock:
            return iter(list(self._entries))

    def __len__(self) -> int:
        """Return how many answers are held."""
        return len(self._entries)

    def _remove(self, key: Key) -> None:
        """Drop one answer; the lock is held."""
        entry = self._entries.pop(key, None)
        if entry is not None:
            self._bytes -= entry.size

    def _drop_other(self, moment: Moment) -> None:
        """Drop every answer from the store that is not of ``moment``."""
        with self._lock:
            for key in [key for key, entry in self._entries.items() if entry.moment not in (None, moment)]:
                self._remove(key)
