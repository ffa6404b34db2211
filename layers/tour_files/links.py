"""Addresses that the map application of a telephone opens."""

from __future__ import annotations

from urllib.parse import quote

from layers.tour_files.sheet import Point


def geo_link(point: Point, name: str) -> str:
    """Return the address (RFC 5870) of a point in degrees (EPSG:4326), named as Android shows it."""
    lon, lat = point
    where = f"{lat:.6f},{lon:.6f}"
    return f"geo:{where}?q={where}({quote(name, safe='')})"
