"""
OSRM's HTTP API, version 1: the services ``table`` and ``route`` of the profile ``driving``.

https://project-osrm.org/docs/v5.24.0/api/. Durations are seconds, distances
metres; a waypoint says where on the roads a place was put.
"""

from __future__ import annotations

import numpy as np
import shapely

from geodata.errors import N_, EngineUnavailable
from geodata.network.engine_settings import OSRM, EngineSettings
from geodata.network.engines import (
    REFUSED,
    UNREADABLE,
    Client,
    Deadline,
    EngineTable,
    EngineWay,
    at,
    chunks,
    degrees,
    listed,
    numbers,
)
from geodata.network.snapping import metres_between
from geodata.network.values import Floats

NO_AREAS = N_("The outside engine (OSRM) does not draw areas of travel time.")
DECIMALS = 6


class Osrm:
    """An ``Engine`` that asks OSRM."""

    name = OSRM

    def __init__(self, settings: EngineSettings) -> None:
        """Ask the server of ``settings``."""
        self._client = Client(settings)
        self._size = settings.table_size

    def table(self, origins: Floats, destinations: Floats) -> EngineTable:
        """Return minutes and km from each origin to each destination, asked in tables the server takes."""
        shape = (len(origins), len(destinations))
        minutes, km = np.zeros(shape), np.zeros(shape)
        off_m = np.zeros(len(origins)), np.zeros(len(destinations))
        deadline = self._client.deadline()
        for rows in chunks(len(origins), self._size):
            for columns in chunks(len(destinations), self._size):
                part = self._part(origins[rows], destinations[columns], deadline)
                minutes[rows, columns], km[rows, columns] = part.minutes, part.km
                off_m[0][rows], off_m[1][columns] = part.off_m
        return EngineTable(minutes, km, off_m)

    def way(self, origin: Floats, destination: Floats) -> EngineWay:
        """Return the quickest way between two places."""
        path = (
            f"/route/v1/driving/{_places(np.array([origin, destination]))}?overview=full&geometries=geojson"
        )
        answer = self._asked(path, self._client.deadline())
        line = at(answer, "routes", 0, "geometry", "coordinates")
        return EngineWay(
            degrees(line),
            float(numbers(at(answer, "routes", 0, "distance"))) / 1000.0,
            float(numbers(at(answer, "routes", 0, "duration"))) / 60.0,
        )

    def areas(self, places: Floats, minutes: Floats) -> list[shapely.Geometry]:
        """Say that OSRM has no such service."""
        raise EngineUnavailable(NO_AREAS)

    def _part(self, origins: Floats, destinations: Floats, deadline: Deadline) -> EngineTable:
        """Return one table."""
        count = len(origins)
        path = (
            f"/table/v1/driving/{_places(np.vstack([origins, destinations]))}"
            f"?sources={_indices(0, count)}&destinations={_indices(count, len(destinations))}"
            "&annotations=duration,distance"
        )
        answer = self._asked(path, deadline)
        shape = (count, len(destinations))
        used = [
            degrees([at(point, "location") for point in listed(at(answer, name))])
            for name in ("sources", "destinations")
        ]
        if (len(used[0]), len(used[1])) != shape:
            raise EngineUnavailable(UNREADABLE)
        return EngineTable(
            numbers(at(answer, "durations"), *shape) / 60.0,
            numbers(at(answer, "distances"), *shape) / 1000.0,
            (metres_between(origins, used[0]), metres_between(destinations, used[1])),
        )

    def _asked(self, path: str, deadline: Deadline) -> object:
        """Return an answer whose ``code`` is Ok."""
        answer = self._client.get(path, deadline)
        if at(answer, "code") != "Ok":
            raise EngineUnavailable(REFUSED)
        return answer


def _places(places: Floats) -> str:
    """Return places as OSRM takes them in a path."""
    return ";".join(f"{lon:.{DECIMALS}f},{lat:.{DECIMALS}f}" for lon, lat in places)


def _indices(first: int, count: int) -> str:
    """Return ``count`` numbers of places from ``first`` on."""
    return ";".join(str(first + index) for index in range(count))
