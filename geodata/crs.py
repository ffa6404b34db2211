"""
The only module that changes a CRS, and the only one that measures.

Everything on the wire and in the store is WGS 84 (EPSG:4326, degrees);
lengths and areas are taken in VN-2000 / TM-3 104-45 (EPSG:9208, metres), the
zone of Lào Cai.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import CRS, Geod, Transformer
from shapely.geometry import Point

from geodata.crs_names import METRIC as METRIC
from geodata.crs_names import POINT_METRES
from geodata.crs_names import VN2000_DEGREES as VN2000_DEGREES
from geodata.crs_names import VN2000_METRES as VN2000_METRES
from geodata.crs_names import WGS84 as WGS84
from geodata.errors import N_, InvalidInput

Floats = npt.NDArray[np.float64]
Shapes = TypeVar("Shapes", gpd.GeoDataFrame, gpd.GeoSeries)


def to_metric(shapes: Shapes) -> Shapes:
    """Return ``shapes`` (any known CRS) in EPSG:9208, metres; ``InvalidInput`` where the CRS is missing."""
    _require_crs(shapes)
    return shapes.to_crs(METRIC)


def to_wgs84(shapes: Shapes) -> Shapes:
    """Return ``shapes`` (any known CRS) in EPSG:4326, degrees; ``InvalidInput`` where the CRS is missing."""
    _require_crs(shapes)
    return shapes.to_crs(WGS84)


def to_output(shapes: Shapes, crs: str) -> Shapes:
    """
    Return ``shapes`` (any known CRS) in a CRS that files are given away in.

    Raises
    ------
    InvalidInput
        ``crs`` is neither EPSG:4326 nor one of ``VN2000_METRES``, or the CRS of ``shapes`` is missing.
    """
    allowed = (WGS84, *VN2000_METRES)
    if crs not in allowed:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="crs",
            value=crs,
            allowed=", ".join(allowed),
        )
    _require_crs(shapes)
    return shapes.to_crs(crs)


def to_metres(points: gpd.GeoSeries, crs: str) -> gpd.GeoSeries:
    """Return points (any known CRS) in one of ``POINT_METRES``; ``InvalidInput`` where the CRS is missing."""
    _require_crs(points)
    return points.to_crs(crs)


def begins_with_north(crs: str) -> bool:
    """Tell whether the first axis of ``crs``, as its authority defines it, points north (EPSG:4326 does)."""
    return str(CRS.from_user_input(crs).axis_info[0].direction) == "north"


def area_km2(shapes: gpd.GeoSeries) -> pd.Series[float]:
    """
    Return the area of each shape in square kilometres, on the index of ``shapes``.

    Parameters
    ----------
    shapes
        Polygons in any known CRS; a missing shape has a missing area.
    """
    return (to_metric(shapes).area / 1e6).rename("area_km2").where(shapes.notna())


def length_km(lines: gpd.GeoSeries) -> pd.Series[float]:
    """Return the length of each line (any known CRS) in kilometres, on the index of ``lines``."""
    return (to_metric(lines).length / 1e3).rename("length_km").where(lines.notna())


def geodesic_km(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """
    Return the shortest way on the ellipsoid of WGS 84 between pairs of points, in kilometres.

    All four are arrays of one length, degrees (EPSG:4326). Karney (2013), Algorithms for geodesics.
    """
    _, _, metres = _ellipsoid().inv(lon, lat, to_lon, to_lat)
    return np.asarray(metres, dtype=np.float64) / 1e3


def within_radius(points: gpd.GeoDataFrame, centre: Point, radius_m: float) -> gpd.GeoDataFrame:
    """
    Return the rows of ``points`` at most ``radius_m`` metres from ``centre``.

    Parameters
    ----------
    points
        Geometries of any kind in any known CRS; the answer keeps their CRS.
    centre
        A point in EPSG:4326 (degrees).
    radius_m
        Radius in metres, at least 0.
    """
    if radius_m < 0:
        raise InvalidInput(N_("The radius must be at least 0 metres, got %(radius)s"), radius=radius_m)
    target = to_metric(gpd.GeoSeries([centre], crs=WGS84)).iloc[0]
    return points[to_metric(points).distance(target) <= radius_m]


def vn2000(lon: float, lat: float) -> tuple[float, float]:
    """Return easting and northing in metres (EPSG:9208) of a point in EPSG:4326 (degrees)."""
    easting_m, northing_m = _transformer(WGS84, METRIC).transform(lon, lat)
    return float(easting_m), float(northing_m)


def from_vn2000(easting_m: float, northing_m: float, crs: str = METRIC) -> tuple[float, float]:
    """
    Return longitude and latitude (EPSG:4326, degrees) of a point in metres of a VN-2000 zone.

    Raises
    ------
    InvalidInput
        ``crs`` is none of ``VN2000_METRES``.
    """
    if crs not in VN2000_METRES:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="crs",
            value=crs,
            allowed=", ".join(VN2000_METRES),
        )
    return from_metres(easting_m, northing_m, crs)


def from_metres(easting_m: float, northing_m: float, crs: str) -> tuple[float, float]:
    """
    Return longitude and latitude (EPSG:4326, degrees) of a point in metres of VN-2000 or UTM (WGS 84).

    Raises
    ------
    InvalidInput
        ``crs`` is none of ``POINT_METRES``.
    """
    if crs not in POINT_METRES:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="crs",
            value=crs,
            allowed=", ".join(POINT_METRES),
        )
    lon, lat = _transformer(crs, WGS84).transform(easting_m, northing_m)
    return float(lon), float(lat)


def vn2000_parameters() -> dict[str, float | str]:
    """
    Return all that a browser needs to turn WGS 84 degrees into EPSG:9208 metres as PROJ does.

    The steps: WGS 84 degrees → geocentric metres on the ellipsoid; the
    *inverse* of the seven-parameter transformation EPSG:6960 (``VN-2000 to
    WGS 84 (2)``, coordinate-frame convention, accuracy 1 m), so::

        X_wgs = t + (1 + s·1e-6) · R · X_vn,
        R = [[1, rz, −ry], [−rz, 1, rx], [ry, −rx, 1]]      (radians)

    back to degrees on the same ellipsoid; Transverse Mercator. Source of the
    figures: EPSG Geodetic Parameter Dataset (EPSG:6960, EPSG:9208), as
    carried by PROJ.
    """
    return {
        "source": "EPSG:6960, EPSG:9208",
        "convention": "coordinate_frame",
        "a_m": 6378137.0,
        "inverse_flattening": 298.257223563,
        "lon_0_deg": 104.75,
        "lat_0_deg": 0.0,
        "scale": 0.9999,
        "false_easting_m": 500_000.0,
        "false_northing_m": 0.0,
        "tx_m": -191.90441429,
        "ty_m": -39.30318279,
        "tz_m": -111.45032835,
        "rx_arcsec": -0.00928836,
        "ry_arcsec": 0.01975479,
        "rz_arcsec": -0.00427372,
        "scale_ppm": 0.252906278,
    }


def to_vn2000(lon: float, lat: float, crs: str) -> tuple[float, float]:
    """Return easting and northing in metres of one of ``VN2000_METRES`` of a point in EPSG:4326 (degrees)."""
    easting_m, northing_m = _transformer(WGS84, crs).transform(lon, lat)
    return float(easting_m), float(northing_m)


def degrees_of_vn2000(lon: float, lat: float) -> tuple[float, float]:
    """Return longitude and latitude (EPSG:4326, degrees) of a point in degrees of VN-2000 (EPSG:4756)."""
    lon_deg, lat_deg = _transformer(VN2000_DEGREES, WGS84).transform(lon, lat)
    return float(lon_deg), float(lat_deg)


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two points (EPSG:4326, degrees) in metres (EPSG:9208)."""
    (x, y), (other_x, other_y) = vn2000(*one), vn2000(*other)
    return float(((x - other_x) ** 2 + (y - other_y) ** 2) ** 0.5)


def read_as_vn2000(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """
    Return what ``shapes`` are in EPSG:4326 if their degrees were VN-2000 (EPSG:4756) all along.

    This is how an import tells a file whose label is wrong: the two readings
    lie about 223 m apart.
    """
    return shapes.set_crs(VN2000_DEGREES, allow_override=True).to_crs(WGS84)


def _require_crs(shapes: gpd.GeoDataFrame | gpd.GeoSeries) -> None:
    """Raise where nothing says what the coordinates mean."""
    if shapes.crs is None:
        raise InvalidInput(
            N_("The geometries have no coordinate reference system (CRS): nothing says what they mean")
        )


@lru_cache(maxsize=1)
def _ellipsoid() -> Geod:
    """Return the ellipsoid of WGS 84."""
    return Geod(ellps="WGS84")


@lru_cache(maxsize=16)
def _transformer(source: str, target: str) -> Transformer:
    """Return a transformer with x = longitude or easting; pyproj's are safe across threads."""
    return Transformer.from_crs(source, target, always_xy=True)
