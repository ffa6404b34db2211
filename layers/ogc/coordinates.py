"""
Coordinates in the order that a coordinate system defines (OGC 18-058r1).

EPSG:4326 begins with the latitude, the systems of VN-2000 with the easting;
CRS84 is EPSG:4326 with the longitude first.
"""

from __future__ import annotations

import math

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.crs import begins_with_north, to_output, to_wgs84
from geodata.crs_names import WGS84
from geodata.errors import InvalidInput
from geodata.view_reading import not_allowed
from layers.ogc.names import CRS84, CRS_OF_URI

# The sides of a box are bent by a projection: each is followed in so many steps.
STEPS = 20
BOX, BOX_WITH_HEIGHTS = 4, 6
# A quarter of the way round the Earth: no system in metres has coordinates beyond.
FARTHEST_M = 1e7


def find_crs(name: str, uri: str) -> str:
    """
    Return a URI of ``CRS_OF_URI``, as it was given.

    Raises
    ------
    InvalidInput
        There is no such system here; ``name`` is the parameter that asked for it.
    """
    if uri not in CRS_OF_URI:
        raise not_allowed(name, uri, ", ".join(CRS_OF_URI))
    return uri


def flips(uri: str) -> bool:
    """Tell whether y (north) comes first in a coordinate system."""
    return uri != CRS84 and begins_with_north(CRS_OF_URI[uri])


def projected(shapes: gpd.GeoSeries, uri: str) -> gpd.GeoSeries:
    """Return geometries (EPSG:4326, longitude first) in another system, in the order of its axes."""
    crs = CRS_OF_URI[uri]
    moved = shapes if crs == WGS84 else to_output(shapes, crs)
    return unflipped(moved, uri)


def unflipped(shapes: gpd.GeoSeries, uri: str) -> gpd.GeoSeries:
    """Return geometries with x and y exchanged where the system has them the other way round."""
    if not flips(uri):
        return shapes
    turned = shapely.transform(shapes.to_numpy(), lambda points: points[:, ::-1])
    return gpd.GeoSeries(turned, index=shapes.index, crs=shapes.crs)


def read_box(text: str, uri: str, name: str = "bbox") -> BaseGeometry:
    """
    Return a box of four numbers, or six of which the heights do not count, as an area in EPSG:4326.

    A box of degrees whose west is greater than its east crosses the 180th meridian.

    Raises
    ------
    InvalidInput
        It is no box, or lies outside its coordinate system.
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise _refused(name, text) from None
    if len(numbers) not in (BOX, BOX_WITH_HEIGHTS) or not all(map(math.isfinite, numbers)):
        raise _refused(name, text)
    half = len(numbers) // 2
    (left, bottom), (right, top) = numbers[:2], numbers[half : half + 2]
    if flips(uri):
        left, bottom, right, top = bottom, left, top, right
    if CRS_OF_URI[uri] == WGS84:
        return _degrees(name, text, (left, bottom, right, top))
    if left > right or bottom > top or max(map(abs, numbers)) > FARTHEST_M:
        raise _refused(name, text)
    side = max(right - left, top - bottom)
    outline = shapely.segmentize(shapely.box(left, bottom, right, top), side / STEPS or 1.0)
    area = to_wgs84(gpd.GeoSeries([outline], crs=CRS_OF_URI[uri])).iloc[0]
    if not all(map(math.isfinite, area.bounds)):
        raise _refused(name, text)
    return area


def _degrees(name: str, text: str, box: tuple[float, float, float, float]) -> BaseGeometry:
    """Return a box of degrees."""
    west, south, east, north = box
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise _refused(name, text)
    if west > east:
        return shapely.union(shapely.box(west, south, 180, north), shapely.box(-180, south, east, north))
    return shapely.box(west, south, east, north)


def _refused(name: str, text: str) -> InvalidInput:
    """Return the error that says what is allowed."""
    return not_allowed(name, text, "west,south,east,north; -180 … 180, -90 … 90")
