"""Addresses that the map application of a telephone opens; nothing is loaded from them."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from layers.tour_files.sheet import Place, Point

WAY = "https://www.google.com/maps/dir/"


def geo_link(place: Place) -> str:
    """
    Return the address (RFC 5870) of a place, named as Android shows it.

    A stop of which only the commune is known gets no pin at a point where it
    does not lie: its name and commune are searched for (``geo:0,0?q=…`` is
    what Android takes for a search).
    """
    if place.search is not None:
        return f"geo:0,0?q={quote(place.search, safe='')}"
    where = _degrees(place.point)
    return f"geo:{where}?q={where}({quote(place.name, safe='')})"


def way_link(start: Place, end: Place) -> str:
    """Return the address (Google's Maps URLs, ``api=1``) of the way by road from place to place."""
    query = {
        "api": "1",
        "origin": start.search or _degrees(start.point),
        "destination": end.search or _degrees(end.point),
        "travelmode": "driving",
    }
    return f"{WAY}?{urlencode(query, safe=',')}"


def _degrees(point: Point) -> str:
    """Return a point (EPSG:4326) as latitude and longitude."""
    lon, lat = point
    return f"{lat:.6f},{lon:.6f}"
