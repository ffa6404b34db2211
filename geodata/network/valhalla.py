"""
Valhalla's HTTP API: ``locate``, ``sources_to_targets``, ``route``, ``isochrone``; the costing ``auto``.

https://valhalla.github.io/valhalla/api/. Times are seconds (those of contours
minutes), distances km; shapes are encoded with six decimals.
"""

from __future__ import annotations

import json

import numpy as np
import shapely

from geodata.errors import EngineUnavailable
from geodata.network.engine_settings import VALHALLA, EngineSettings
from geodata.network.engines import (
    NO_WAY,
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

COSTING = "auto"
# What a server draws at once unless it is told otherwise (service_limits.isochrone.max_contours).
CONTOURS = 4
# Contours are asked for, and come back, in tenths of a minute.
SAME_MINUTES = 0.06
PRECISION = 1e-6


class Valhalla:
    """An ``Engine`` that asks Valhalla."""

    name = VALHALLA

    def __init__(self, settings: EngineSettings) -> None:
        """Ask the server of ``settings``."""
        self._client = Client(settings)
        self._size = settings.table_size

    def table(self, origins: Floats, destinations: Floats) -> EngineTable:
        """
        Return minutes and km from each origin to each destination, asked in tables the server takes.

        A table does not say where on the roads its places were put, so that
        is asked first; places without a road stay out of the tables.
        """
        deadline = self._client.deadline()
        off_m = self._off_m(origins, deadline), self._off_m(destinations, deadline)
        rows, columns = (np.flatnonzero(~np.isnan(metres)) for metres in off_m)
        minutes = np.full((len(origins), len(destinations)), np.inf)
        km = minutes.copy()
        for row in chunks(len(rows), self._size):
            for column in chunks(len(columns), self._size):
                cells = np.ix_(rows[row], columns[column])
                minutes[cells], km[cells] = self._part(
                    origins[rows[row]], destinations[columns[column]], deadline
                )
        return EngineTable(minutes, km, off_m)

    def way(self, origin: Floats, destination: Floats) -> EngineWay:
        """Return the quickest way between two places."""
        body = {
            "locations": _locations(np.array([origin, destination])),
            "costing": COSTING,
            "units": "kilometers",
        }
        trip = at(self._asked("/route", body, self._client.deadline()), "trip")
        if at(trip, "status") != 0:
            raise EngineUnavailable(REFUSED)
        return EngineWay(
            decode_shape(at(trip, "legs", 0, "shape")),
            float(numbers(at(trip, "summary", "length"))),
            float(numbers(at(trip, "summary", "time"))) / 60.0,
        )

    def areas(self, places: Floats, minutes: Floats) -> list[shapely.Geometry]:
        """Return for each of ``minutes`` the area within it of any of ``places`` (EPSG:4326)."""
        deadline = self._client.deadline()
        asked = np.round(minutes, 1)
        found: list[list[shapely.Geometry]] = [[] for _ in asked]
        for place in places:
            for part in chunks(len(asked), CONTOURS):
                body = {
                    "locations": _locations(place[None, :]),
                    "costing": COSTING,
                    "contours": [{"time": float(time)} for time in asked[part]],
                    "polygons": True,
                }
                features = at(self._asked("/isochrone", body, deadline), "features")
                for areas, time in zip(found[part], asked[part], strict=True):
                    areas.append(_contour(features, float(time)))
        return [shapely.union_all(areas) for areas in found]

    def _part(self, origins: Floats, destinations: Floats, deadline: Deadline) -> tuple[Floats, Floats]:
        """Return minutes and km of one table."""
        body = {
            "sources": _locations(origins),
            "targets": _locations(destinations),
            "costing": COSTING,
            "units": "kilometers",
        }
        rows = at(self._asked("/sources_to_targets", body, deadline), "sources_to_targets")
        shape = (len(origins), len(destinations))
        times, lengths = (
            [[at(cell, name) for cell in listed(row)] for row in listed(rows)]
            for name in ("time", "distance")
        )
        return numbers(times, *shape) / 60.0, numbers(lengths, *shape)

    def _off_m(self, places: Floats, deadline: Deadline) -> Floats:
        """Return the metres from each place to the road it is put on; ``nan`` where there is none."""
        used = np.full(places.shape, np.nan)
        for part in chunks(len(places), self._size):
            body = {"locations": _locations(places[part]), "costing": COSTING}
            found = listed(self._asked("/locate", body, deadline))
            if len(found) != len(places[part]):
                raise EngineUnavailable(UNREADABLE)
            for index, place in enumerate(found, start=part.start):
                if edges := at(place, "edges"):  # null where there is no road
                    names = ("correlated_lon", "correlated_lat")
                    used[index] = degrees([[at(edges, 0, name) for name in names]])[0]
        return metres_between(places, used)

    def _asked(self, path: str, body: object, deadline: Deadline) -> object:
        """Return an answer that names no error."""
        answer = self._client.post(path, body, deadline)
        if isinstance(answer, dict) and "error_code" in answer:
            raise EngineUnavailable(REFUSED)
        return answer


def decode_shape(shape: object) -> Floats:
    """
    Return the degrees (k × 2, lon and lat) of an encoded polyline with six decimals.

    Google's Encoded Polyline Algorithm: each figure is the difference to the
    one before, in groups of five bits, lowest first, 32 added to all but the
    last, 63 to each; the lowest bit of the whole is the sign. Latitude comes
    first.
    """
    if not isinstance(shape, str):
        raise EngineUnavailable(UNREADABLE)
    differences, value, shift = [], 0, 0
    for letter in shape:
        group = ord(letter) - 63
        if not 0 <= group < 64 or shift > 60:
            raise EngineUnavailable(UNREADABLE)
        value |= (group & 31) << shift
        shift += 5
        if group < 32:
            differences.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    if shift or len(differences) % 2 or not differences:
        raise EngineUnavailable(UNREADABLE)
    latitude_first = np.cumsum(np.array(differences, dtype=np.float64).reshape(-1, 2), axis=0) * PRECISION
    return degrees(latitude_first[:, ::-1].tolist())


def _locations(places: Floats) -> list[dict[str, float]]:
    """Return places as Valhalla takes them."""
    return [{"lat": round(float(lat), 6), "lon": round(float(lon), 6)} for lon, lat in places]


def _contour(features: object, minutes: float) -> shapely.Geometry:
    """Return the area of the contour of ``minutes`` among the features of an answer."""
    found = [
        at(feature, "geometry")
        for feature in listed(features)
        if abs(float(numbers(at(feature, "properties", "contour"))) - minutes) <= SAME_MINUTES
    ]
    if not found:
        raise EngineUnavailable(NO_WAY)
    shapes = [shapely.from_geojson(json.dumps(geometry), on_invalid="ignore") for geometry in found]
    if any(shape is None or shape.geom_type not in ("Polygon", "MultiPolygon") for shape in shapes):
        raise EngineUnavailable(UNREADABLE)
    return shapely.union_all(shapely.make_valid(np.array(shapes), method="structure"))
