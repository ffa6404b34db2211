"""Metres are metres of VN-2000, and a browser can reproduce them."""

from __future__ import annotations

import math

import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from geodata.crs import (
    METRIC,
    WGS84,
    area_km2,
    from_vn2000,
    length_km,
    read_as_vn2000,
    to_metric,
    to_wgs84,
    vn2000,
    vn2000_parameters,
    within_radius,
)
from geodata.errors import InvalidInput

LONGITUDES, LATITUDES = st.floats(103.5, 105.2), st.floats(21.3, 22.9)


def as_a_browser_would(lon: float, lat: float, p: dict) -> tuple[float, float]:
    """Return EPSG:9208 metres by textbook formulas from ``vn2000_parameters`` alone."""
    f = 1 / p["inverse_flattening"]
    e2 = f * (2 - f)
    x, y, z = _geocentric(math.radians(lon), math.radians(lat), p["a_m"], e2)
    x, y, z = (value - p[f"t{axis}_m"] for value, axis in zip((x, y, z), "xyz", strict=True))
    rx, ry, rz = (math.radians(p[f"r{axis}_arcsec"] / 3600) for axis in "xyz")
    s = 1 / (1 + p["scale_ppm"] * 1e-6)
    # The inverse of a small rotation is its transpose.
    x, y, z = s * (x - rz * y + ry * z), s * (rz * x + y - rx * z), s * (-ry * x + rx * y + z)
    return _transverse_mercator(math.atan2(y, x), _latitude(x, y, z, e2), f, p)


def _geocentric(lam: float, phi: float, a: float, e2: float) -> tuple[float, float, float]:
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    return n * math.cos(phi) * math.cos(lam), n * math.cos(phi) * math.sin(lam), n * (1 - e2) * math.sin(phi)


def _latitude(x: float, y: float, z: float, e2: float) -> float:
    a, level = 6378137.0, math.hypot(x, y)
    phi = math.atan2(z, level * (1 - e2))
    for _ in range(6):
        n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
        phi = math.atan2(z + e2 * n * math.sin(phi), level)
    return phi


def _transverse_mercator(lam: float, phi: float, f: float, p: dict) -> tuple[float, float]:
    """Krüger's series to the third order: better than a millimetre within three degrees."""
    n = f / (2 - f)
    radius = p["a_m"] / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16,
        13 * n**2 / 48 - 3 * n**3 / 5,
        61 * n**3 / 240,
    )
    e = 2 * math.sqrt(n) / (1 + n)
    t = math.sinh(math.atanh(math.sin(phi)) - e * math.atanh(e * math.sin(phi)))
    away = lam - math.radians(p["lon_0_deg"])
    xi, eta = math.atan2(t, math.cos(away)), math.atanh(math.sin(away) / math.hypot(1, t))
    terms = list(enumerate(alpha, start=1))
    east = eta + sum(a * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, a in terms)
    north = xi + sum(a * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, a in terms)
    k = p["scale"] * radius
    return p["false_easting_m"] + k * east, p["false_northing_m"] + k * north


@given(LONGITUDES, LATITUDES)
def test_a_browser_gets_the_same_metres_from_the_parameters(lon, lat):
    easting, northing = as_a_browser_would(lon, lat, vn2000_parameters())
    expected = vn2000(lon, lat)
    assert math.hypot(easting - expected[0], northing - expected[1]) < 0.02


@given(LONGITUDES, LATITUDES)
def test_metres_lead_back_to_the_same_degrees(lon, lat):
    back = to_wgs84(to_metric(gpd.GeoSeries([Point(lon, lat)], crs=WGS84))).iloc[0]
    assert back.x == pytest.approx(lon, abs=1e-7)  # a centimetre
    assert back.y == pytest.approx(lat, abs=1e-7)  # a centimetre


def test_one_point_and_a_series_agree():
    point = to_metric(gpd.GeoSeries([Point(103.97, 22.48)], crs=WGS84)).iloc[0]
    assert vn2000(103.97, 22.48) == pytest.approx((point.x, point.y))


def test_an_area_is_that_of_the_ground_not_of_mercator():
    shapes = gpd.GeoSeries([box(104.0, 22.0, 104.1, 22.1), None], index=["a", "b"], crs=WGS84)
    areas = area_km2(shapes)
    # 0.1° of longitude × 0.1° of latitude at 22.05° N on the ellipsoid: 10.325 × 11.073 km
    assert areas["a"] == pytest.approx(114.3, rel=0.002)
    assert math.isnan(areas["b"])
    assert areas.index.tolist() == ["a", "b"]


def test_a_length_is_in_kilometres():
    lines = gpd.GeoSeries([LineString([(104.75, 22.0), (104.75, 22.1)])], crs=WGS84)
    assert length_km(lines).tolist() == pytest.approx([11.072], abs=0.01)


def test_a_radius_is_in_metres_and_takes_its_edge_in():
    east_1_km = shapely.get_coordinates(
        to_wgs84(gpd.GeoSeries([Point(vn2000(104.0, 22.0)[0] + 1000, vn2000(104.0, 22.0)[1])], crs=METRIC))
    )[0]
    points = gpd.GeoDataFrame(
        {"name": ["here", "1 km east"]}, geometry=[Point(104.0, 22.0), Point(east_1_km)], crs=WGS84
    )
    assert within_radius(points, Point(104.0, 22.0), 999)["name"].tolist() == ["here"]
    assert within_radius(points, Point(104.0, 22.0), 1000.001)["name"].tolist() == ["here", "1 km east"]
    assert within_radius(points, Point(104.0, 22.0), 0).crs == WGS84
    with pytest.raises(InvalidInput, match="-1"):
        within_radius(points, Point(104.0, 22.0), -1)


def test_degrees_of_vn2000_read_as_wgs84_are_223_metres_off():
    here = gpd.GeoSeries([Point(104.0, 22.3)], crs=WGS84)
    moved = read_as_vn2000(here)
    assert to_metric(here).distance(to_metric(moved)).iloc[0] == pytest.approx(223, abs=3)


def test_shapes_without_a_crs_are_refused():
    with pytest.raises(InvalidInput, match="CRS"):
        to_metric(gpd.GeoSeries([Point(104.0, 22.3)]))
    with pytest.raises(InvalidInput, match="CRS"):
        to_wgs84(gpd.GeoSeries([Point(104.0, 22.3)]))


@given(st.floats(103.4, 104.8), st.floats(21.7, 22.9))
def test_a_point_in_vn2000_comes_back_to_where_it_was(lon, lat):
    assert from_vn2000(*vn2000(lon, lat)) == pytest.approx((lon, lat), abs=1e-7)


def test_a_zone_that_is_none_of_vn2000_is_refused():
    with pytest.raises(InvalidInput):
        from_vn2000(500_000, 2_400_000, "EPSG:32648")
