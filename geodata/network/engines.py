"""
What every outside engine shares: a careful client, and what it answers.

Only the address of the settings is ever asked, redirects are not followed,
and whatever comes back is checked before it is believed.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import shapely
import urllib3

from geodata.errors import N_, EngineUnavailable
from geodata.network.engine_settings import EngineSettings
from geodata.network.values import Floats

UNREACHED = N_("The outside engine cannot be reached.")
SLOW = N_("The outside engine did not answer in time.")
REFUSED = N_("The outside engine answered with an error.")
UNREADABLE = N_("The outside engine gave an answer that cannot be read.")
TOO_LARGE = N_("The outside engine gave an answer that is too large.")
NO_WAY = N_("The outside engine found no way between some of the places.")

# One try more after an answer that may be better the next time.
TRIES = 2
PAUSE_S = 0.1
PASSING = frozenset({500, 502, 503, 504})
# However many requests a table takes, all of them together may take so many times one's time.
WHOLE_TIMES = 6
# 300,000 pairs of an engine that writes 60 characters for each are 18 MB.
MOST_BYTES = 24_000_000
CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class EngineTable:
    """Minutes and km between the roads nearest to a origins and b destinations, and the metres to those."""

    minutes: Floats
    km: Floats
    off_m: tuple[Floats, Floats]  # nan: no road near


@dataclass(frozen=True, slots=True, eq=False)
class EngineWay:
    """One way along roads: degrees (EPSG:4326, k × 2), km, minutes."""

    coordinates: Floats
    km: float
    minutes: float


class Engine(Protocol):
    """An outside engine; every method raises ``EngineUnavailable`` whatever goes wrong."""

    name: str

    def table(self, origins: Floats, destinations: Floats) -> EngineTable:
        """Return minutes and km from each origin to each destination (k × 2 degrees)."""

    def way(self, origin: Floats, destination: Floats) -> EngineWay:
        """Return the quickest way between two places (2 degrees each)."""

    def areas(self, places: Floats, minutes: Floats) -> list[shapely.Geometry]:
        """Return for each of ``minutes`` the area within it of any of ``places`` (EPSG:4326)."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a question as a whole has taken too long, on the clock of ``time.monotonic``."""

    at: float

    def check(self) -> None:
        """Raise ``EngineUnavailable`` where it has passed."""
        if time.monotonic() > self.at:
            raise EngineUnavailable(SLOW)


class Client:
    """Asks one server for JSON."""

    def __init__(self, settings: EngineSettings) -> None:
        """Ask the server of ``settings``."""
        self._url = settings.url.rstrip("/")
        self._timeout_s = settings.timeout_s
        self._http = urllib3.PoolManager(
            num_pools=1,
            timeout=urllib3.Timeout(connect=settings.timeout_s, read=settings.timeout_s),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        )

    def deadline(self) -> Deadline:
        """Return when a question that is asked now has taken too long."""
        return Deadline(time.monotonic() + WHOLE_TIMES * self._timeout_s)

    def get(self, path: str, deadline: Deadline) -> object:
        """Return what the server answers at ``path``, as JSON."""
        return self._json("GET", path, None, deadline)

    def post(self, path: str, body: object, deadline: Deadline) -> object:
        """Return what the server answers to ``body`` at ``path``, as JSON."""
        return self._json("POST", path, json.dumps(body).encode(), deadline)

    def _json(self, method: str, path: str, body: bytes | None, deadline: Deadline) -> object:
        """Return the answer; ``EngineUnavailable`` where there is none that can be read."""
        status, content = self._tried(method, path, body, deadline)
        if status != 200:
            raise EngineUnavailable(REFUSED)
        try:
            return json.loads(content)
        except (ValueError, RecursionError) as error:
            raise EngineUnavailable(UNREADABLE) from error

    def _tried(self, method: str, path: str, body: bytes | None, deadline: Deadline) -> tuple[int, bytes]:
        """Ask until there is an answer that another try would not better."""
        for last in (False,) * (TRIES - 1) + (True,):
            deadline.check()
            try:
                status, content = self._asked(method, path, body, deadline)
                if last or status not in PASSING:
                    return status, content
            except urllib3.exceptions.HTTPError as error:
                if last:
                    # urllib3 counts a refused connection among those that took too long.
                    refused = isinstance(error, urllib3.exceptions.NewConnectionError)
                    slow = isinstance(error, urllib3.exceptions.TimeoutError) and not refused
                    raise EngineUnavailable(SLOW if slow else UNREACHED) from error
            time.sleep(PAUSE_S)
        raise AssertionError("the last try returns or raises")

    def _asked(self, method: str, path: str, body: bytes | None, deadline: Deadline) -> tuple[int, bytes]:
        """Ask once; an answer is read piece by piece, so that neither its size nor its pace does harm."""
        headers = {**self._http.headers, "Content-Type": "application/json"} if body else None
        response = self._http.request(
            method,
            self._url + path,
            body=body,
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            content = bytearray()
            while chunk := response.read1(CHUNK_BYTES):
                content += chunk
                if len(content) > MOST_BYTES:
                    raise EngineUnavailable(TOO_LARGE)
                deadline.check()
        finally:
            # Closed, not handed back: a server that was slow once keeps nothing of ours open.
            response.close()
        return response.status, bytes(content)


def numbers(values: object, *shape: int, least: float = 0.0) -> Floats:
    """Return ``values`` as an array of that shape, all finite and at least ``least``; else raise."""
    try:
        found = np.array(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise EngineUnavailable(UNREADABLE) from error
    if found.shape != shape:
        raise EngineUnavailable(UNREADABLE)
    if np.isnan(found).any():  # what null becomes
        raise EngineUnavailable(NO_WAY)
    if np.isinf(found).any() or (found < least).any():
        raise EngineUnavailable(UNREADABLE)
    return found


def degrees(coordinates: object) -> Floats:
    """Return pairs of longitude and latitude as k × 2 degrees; ``EngineUnavailable`` for anything else."""
    found = numbers(coordinates, len(listed(coordinates)), 2, least=-180.0)
    if not (np.abs(found) <= (180.0, 90.0)).all():
        raise EngineUnavailable(UNREADABLE)
    return found


def at(answer: object, *path: str | int) -> object:
    """Return what lies at ``path`` in an answer; ``EngineUnavailable`` where nothing does."""
    found: Any = answer
    try:
        for step in path:
            found = found[step]
    except (KeyError, IndexError, TypeError) as error:
        raise EngineUnavailable(UNREADABLE) from error
    return found


def listed(values: object) -> list[object]:
    """Return ``values`` where they are a list with something in it; else ``EngineUnavailable``."""
    if not isinstance(values, list) or not values:
        raise EngineUnavailable(UNREADABLE)
    return values


def chunks(count: int, size: int) -> list[slice]:
    """Return slices of at most ``size`` that together are ``count`` long."""
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]
