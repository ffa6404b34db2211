"""The kinds of files that a tour can be taken away as; light, for the addresses name them."""

from __future__ import annotations

from collections.abc import Mapping

# By extension.
MEDIA_TYPES: Mapping[str, str] = {
    "gpx": "application/gpx+xml",
    "kml": "application/vnd.google-earth.kml+xml",
    "kmz": "application/vnd.google-earth.kmz",
    "ics": "text/calendar; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "geojson": "application/geo+json",
}
