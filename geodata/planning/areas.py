"""
Areas and points that a user draws or uploads: checked before anything is measured on them.

What comes in is hostile until it is read: depth, size, numbers and validity
are looked at here, and nothing but plain polygons comes out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import shapely

from geodata.crs import WGS84, to_metric
from geodata.errors import N_, InvalidInput, TooLarge

MAX_VERTICES = 20_000
# A polygon of one feature, or a collection of them; a collection in a collection is no GeoJSON.
POLYGON, MULTI_POLYGON, FEATURE, COLLECTION = "Polygon", "MultiPolygon", "Feature", "FeatureCollection"

NOT_A_POLYGON = N_("Excluded area %(number)s is no GeoJSON polygon (Polygon or MultiPolygon in degrees)")
NOT_VALID = N_(
    "Excluded area %(number)s is not a valid polygon: look at its line near %(place)s (longitude, latitude)"
)
TOO_MANY = N_("The excluded areas have more than %(limit)s vertices: draw them more simply")


def read_areas(given: Sequence[Mapping[str, Any]]) -> tuple[shapely.Polygon, ...]:
    """
    Return the polygons of GeoJSON objects (EPSG:4326, degrees), parts of a MultiPolygon one by one.

    Parameters
    ----------
    given
        Geometries, Features or FeatureCollections as JSON was read.

    Raises
    ------
    InvalidInput
        One of them is something else, has a number that is no position, or is no valid polygon.
    TooLarge
        Together they have more than ``MAX_VERTICES`` vertices.
    """
    found: list[shapely.Polygon] = []
    left = MAX_VERTICES
    for number, geometry in enumerate((one for item in given for one in _geometries(item)), start=1):
        for rings in _polygons(geometry, number):
            left -= sum(len(ring) for ring in rings if isinstance(ring, list))
            if left < 0:
                raise TooLarge(TOO_MANY, limit=MAX_VERTICES)
            found.append(_polygon(rings, number))
    return tuple(found)


def _geometries(item: object) -> list[object]:
    """Return the geometries that one GeoJSON object holds; what is none is returned as it is."""
    if not isinstance(item, Mapping):
        return [item]
    features = item.get("features") if item.get("type") == COLLECTION else [item]
    if not isinstance(features, list):
        return [item]
    return [
        one.get("geometry") if isinstance(one, Mapping) and one.get("type") == FEATURE else one
        for one in features
    ]


def _polygons(geometry: object, number: int) -> list[list[object]]:
    """Return the lists of rings of a geometry."""
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    parts = [coordinates] if kind == POLYGON else coordinates if kind == MULTI_POLYGON else None
    if not isinstance(parts, list) or not parts or not all(isinstance(one, list) and one for one in parts):
        raise InvalidInput(NOT_A_POLYGON, number=number)
    return parts


def _polygon(rings: Sequence[object], number: int) -> shapely.Polygon:
    """Return one valid polygon."""
    read = [_ring(ring, number) for ring in rings]
    polygon = shapely.Polygon(read[0], read[1:])
    if not polygon.is_valid or polygon.is_empty:
        # "Self-intersection[103.5 22.5]": the words are English, the place is for everybody.
        reason = shapely.is_valid_reason(polygon)
        _, _, place = reason.rstrip("]").partition("[")
        raise InvalidInput(NOT_VALID, number=number, place=place.replace(" ", ", "), reason=reason)
    return polygon


def _ring(ring: object, number: int) -> list[tuple[float, float]]:
    """Return a closed ring of at least four positions."""
    if not isinstance(ring, list) or len(ring) < 4:
        raise InvalidInput(NOT_A_POLYGON, number=number)
    positions = [_position(position, number) for position in ring]
    if positions[0] != positions[-1]:
        raise InvalidInput(NOT_A_POLYGON, number=number)
    return positions


def _position(position: object, number: int) -> tuple[float, float]:
    """Return lon and lat of a position; a height behind them is left out."""
    if not isinstance(position, list) or len(position) not in (2, 3):
        raise InvalidInput(NOT_A_POLYGON, number=number)
    lon, lat = position[0], position[1]
    if not (_is_degree(lon, 180) and _is_degree(lat, 90)):
        raise InvalidInput(NOT_A_POLYGON, number=number)
    return float(lon), float(lat)


def _is_degree(value: object, most: int) -> bool:
    """Return whether a JSON value is a number of degrees; true and false are none."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) <= most
    )


def within_areas(points: Sequence[tuple[float, float]], areas: Sequence[shapely.Polygon]) -> list[bool]:
    """Tell which points (lon, lat in degrees) lie in any of the areas or on their edge."""
    if not areas or not points:
        return [False] * len(points)
    shapely.prepare(list(areas))
    tree = shapely.STRtree(list(areas))
    hit, _ = tree.query(shapely.points(list(points)), predicate="intersects")
    inside = set(hit.tolist())
    return [number in inside for number in range(len(points))]


def nearest_unit(
    points: Sequence[tuple[float, float]], units: gpd.GeoDataFrame
) -> list[tuple[int | None, float]]:
    """
    Return for each point the row number of the unit it lies in (None: in none) and its metres to the nearest.

    Parameters
    ----------
    points
        Pairs of lon, lat in degrees (EPSG:4326).
    units
        Units with outlines in any known CRS; those without one are passed over.
    """
    if not points:
        return []
    metric = to_metric(units.geometry)
    tree = shapely.STRtree(metric.to_numpy())
    asked = to_metric(gpd.GeoSeries(shapely.points(list(points)), crs=WGS84)).to_numpy()
    pairs, distances = tree.query_nearest(asked, return_distance=True, all_matches=False)
    found: dict[int, tuple[int | None, float]] = {}
    for number, unit, distance in zip(*pairs.tolist(), distances.tolist(), strict=True):
        found[number] = (unit if distance == 0 else None, distance)
    return [found.get(number, (None, math.inf)) for number in range(len(points))]
