"""A tour as GPX 1.1: way points, a route for each day, a track only where the line is a road."""

from __future__ import annotations

from datetime import UTC
from xml.sax.saxutils import escape

from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXTrack, GPXTrackPoint, GPXTrackSegment, GPXWaypoint

from layers.tour_files.document import Document
from layers.tour_files.sheet import Place, Sheet, SheetDay, Visit
from layers.tour_files.visit_texts import visit_lines, visit_times
from layers.tour_files.words import Words

CREATOR = "OCOP Lào Cai"


def gpx_of(sheet: Sheet, document: Document, words: Words) -> bytes:
    """
    Return the file in UTF-8, degrees (EPSG:4326).

    A device steers along a track as if it were a road: legs whose line is
    schematic have none, and the description says so.
    """
    gpx = GPX()
    gpx.creator = CREATOR
    gpx.name = sheet.title
    gpx.description = "\n".join(sheet.about)
    gpx.author_name = document.author
    gpx.time = document.made_at.astimezone(UTC)
    if document.address is not None:
        gpx.link = _attribute(document.address)
        gpx.link_text = sheet.title
    for day in sheet.days:
        gpx.waypoints.extend(_waypoint(visit, document, words) for visit in day.visits)
        gpx.routes.append(_route(day, words))
        if any(leg.is_real for leg in day.legs):
            gpx.tracks.append(_track(day))
    return gpx.to_xml(version="1.1").encode()


def _waypoint(visit: Visit, document: Document, words: Words) -> GPXWaypoint:
    """Return the point of a visit."""
    lon, lat = visit.point
    point = GPXWaypoint(
        latitude=lat,
        longitude=lon,
        name=f"{visit.label} {visit.name}",
        description="\n".join(visit_lines(visit, words)),
        type=visit.kinds or None,
    )
    if document.address is not None:
        # Its types say that a point never has one.
        point.link = _attribute(document.address)  # type: ignore[assignment]
        point.link_text = document.title  # type: ignore[assignment]
    return point


def _attribute(address: str) -> str:
    """Return an address as an attribute holds it: the library writes those as they are given."""
    return escape(address, {'"': "&quot;"})


def _route(day: SheetDay, words: Words) -> GPXRoute:
    """Return the order of a day: where it begins, its stops, where it ends."""
    route = GPXRoute(name=day.title, description="\n".join((*day.ends, *day.facts)), number=day.number)
    route.points.append(_end(day.start))
    for visit in day.visits:
        lon, lat = visit.point
        times = visit_times(visit, words)
        route.points.append(
            GPXRoutePoint(latitude=lat, longitude=lon, name=f"{visit.label} {visit.name}", description=times)
        )
    route.points.append(_end(day.end))
    return route


def _end(place: Place) -> GPXRoutePoint:
    """Return where a day begins or ends."""
    lon, lat = place.point
    return GPXRoutePoint(latitude=lat, longitude=lon, name=place.name, description=place.where or None)


def _track(day: SheetDay) -> GPXTrack:
    """Return the roads of a day, a segment for each leg whose line is one."""
    track = GPXTrack(name=day.title, number=day.number)
    for leg in day.legs:
        if leg.is_real:
            points = [GPXTrackPoint(latitude=lat, longitude=lon) for lon, lat in leg.line]
            track.segments.append(GPXTrackSegment(points))
    return track
