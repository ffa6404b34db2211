"""
The points of a GPX file (1.0 and 1.1), and nothing else of it.

The file is read by defusedxml alone: its entities, its document type and
whatever lies outside the elements named here are left out. gpxpy would enter
the name spaces of a stranger's file into a table of the whole process.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.names import nfc
from geodata.tourism.requests import LOCAL

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST_GPX = 2_000_000  # bytes
LONGEST_NAME = 120  # of a place that the user brings

NO_GPX = N_("This is no GPX file")
LARGE = N_("A GPX file may have at most %(most)s MB")


@dataclass(frozen=True, slots=True)
class GpxPoint:
    """One point (degrees, EPSG:4326); ``time`` is told in Việt Nam where the file has one."""

    lon: float
    lat: float
    name: str | None
    time: datetime | None


@dataclass(frozen=True, slots=True)
class GpxFile:
    """Way points, routes and tracks (the points of all their segments), each as the file orders them."""

    waypoints: tuple[GpxPoint, ...]
    routes: tuple[tuple[GpxPoint, ...], ...]
    tracks: tuple[tuple[GpxPoint, ...], ...]
    unreadable: int  # points without a place on earth


def read_gpx(text: str) -> GpxFile:
    """
    Return the points of a file.

    Raises
    ------
    InvalidInput
        It is no XML, holds a document type or entities, or is no GPX.
    TooLarge
        It has more than ``LARGEST_GPX`` bytes.
    """
    # Late: only who hands in a file pays for the reader.
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    data = text.lstrip("\ufeff \t\r\n").encode("utf-8", "replace")
    if len(data) > LARGEST_GPX:
        raise TooLarge(LARGE, most=LARGEST_GPX // 1_000_000)
    try:
        root = fromstring(data.decode("utf-8"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise InvalidInput(NO_GPX) from error
    if _local(root) != "gpx":
        raise InvalidInput(NO_GPX)
    waypoints = [_point(each) for each in _named(root, "wpt")]
    routes = [[_point(each) for each in _named(route, "rtept")] for route in _named(root, "rte")]
    tracks = [
        [_point(each) for segment in _named(track, "trkseg") for each in _named(segment, "trkpt")]
        for track in _named(root, "trk")
    ]
    lists = [waypoints, *routes, *tracks]
    return GpxFile(
        _known(waypoints),
        tuple(_known(route) for route in routes),
        tuple(_known(track) for track in tracks),
        sum(point is None for points in lists for point in points),
    )


def _local(element: Element) -> str:
    """Return the name of an element without its name space; comments have none."""
    tag: object = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def _named(parent: Element, name: str) -> Iterator[Element]:
    """Give the children of one name."""
    return (child for child in parent if _local(child) == name)


def _known(points: Iterable[GpxPoint | None]) -> tuple[GpxPoint, ...]:
    """Return the points that have a place."""
    return tuple(point for point in points if point is not None)


def _point(element: Element) -> GpxPoint | None:
    """Return one point; None where it has no place on earth."""
    try:
        lat, lon = (float(element.get(name, "")) for name in ("lat", "lon"))
    except ValueError:
        return None
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return None
    return GpxPoint(round(lon, 6), round(lat, 6), _text(element, "name"), _moment(_text(element, "time")))


def _text(parent: Element, name: str) -> str | None:
    """Return the text of a child, None where it has none."""
    child = next(_named(parent, name), None)
    text = "" if child is None else nfc(child.text or "")[:LONGEST_NAME].strip()
    return text or None


def _moment(text: str | None) -> datetime | None:
    """Return a time in Việt Nam; GPX writes UTC, and one without an offset is meant so."""
    try:
        found = datetime.fromisoformat(text or "")
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(LOCAL)
    except (ValueError, OverflowError):
        return None
