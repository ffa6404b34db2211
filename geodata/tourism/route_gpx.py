"""
A GPX file as the places of a tour: routes are days, else tracks by their halts, else way points.

A point is a stop of ours where it bears the name of one that may lie there, or
lies within ``NEAR_M`` metres of one whose own point is known; any other is a
place of the user. A stop that is known only by its commune is never taken by
its point: that is somewhere in the commune.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from geodata.errors import N_
from geodata.network.snapping import metric_xy
from geodata.network.values import Floats
from geodata.planning.notes import Note
from geodata.tourism.assumptions import LONGEST_VISIT_MIN
from geodata.tourism.given_tours import MOST_PLACES, TOO_MANY, GivenStop, GivenTour, doubts
from geodata.tourism.gpx_file import GpxFile, GpxPoint, read_gpx
from geodata.tourism.matching import PlaceNames
from geodata.tourism.point_matching import NEAR_M, Days, Mark, PointMatcher, metres_apart, name_of
from geodata.tourism.track_halts import Halt, halts_by_day, is_timed, thinned
from geodata.tourism.wish_parts import MAX_OWN_STOPS

# Tracks of a file that are read: one for each day of the longest tour, and for each vehicle that was changed.
MOST_LINES = 100
# A route with more points that bear no name is the line of a road, not a list of places.
MOST_ROUTE_POINTS = 60

UNREADABLE = N_("%(count)s points of the file lie nowhere on earth and were left out")
LEFT = N_("%(count)s way points lie on no route of the file and were left out: %(names)s")
NO_TIMES = N_("The track has no times: only where it begins and ends and the way points were read")
LINES_LEFT = N_("Only the first %(most)s tracks of the file were read")
TOO_MANY_OWN = N_("A tour takes %(most)s places of your own; the others were left without one")
NAMES_SHOWN = 5


def read_route_gpx(text: str, names: PlaceNames) -> GivenTour:
    """
    Return the places of a GPX file by day.

    Raises
    ------
    InvalidInput, TooLarge
        It is no GPX file, or too large (``gpx_file.read_gpx``).
    """
    file = read_gpx(text)
    problems = []
    if file.unreadable:
        problems.append(Note("unreadable", UNREADABLE, {"count": file.unreadable}))
    days, told = _days_of(file)
    problems += told
    if sum(map(len, days)) > MOST_PLACES:
        problems.append(Note("too_many", TOO_MANY, {"most": MOST_PLACES}))
        days = _first(days, MOST_PLACES)
    found = PointMatcher(names).days(days)
    own = sum(stop.own is not None for day in found for stop in day)
    if own > MAX_OWN_STOPS:
        problems.append(Note("too_many_own", TOO_MANY_OWN, {"most": MAX_OWN_STOPS}))
        found = _first_own(found)
    return GivenTour(found, (*problems, *doubts(found)))


def _days_of(file: GpxFile) -> tuple[Days, list[Note]]:
    """Return the points of each day, and what of the file was left out."""
    routes = [route for route in file.routes if route]
    if routes and any(len(route) <= MOST_ROUTE_POINTS or _is_named(route) for route in routes):
        return _of_routes(file, routes)
    lines = [line for line in (*file.tracks, *routes) if line]
    if lines:
        days, told = _of_tracks(file, [thinned(line) for line in lines[:MOST_LINES]])
        return days, [
            *told,
            *([Note("lines_left", LINES_LEFT, {"most": MOST_LINES})] * (len(lines) > MOST_LINES)),
        ]
    return [[_mark(point) for point in file.waypoints]], []


def _is_named(route: Sequence[GpxPoint]) -> bool:
    """Tell whether a route names places."""
    return any(point.name for point in route)


def _of_routes(file: GpxFile, routes: Sequence[Sequence[GpxPoint]]) -> tuple[Days, list[Note]]:
    """Return a day for each route; points without a name between named ones only shape it."""
    listed = {_key(point) for point in file.waypoints}
    days: Days = []
    passed: set[tuple[float, float, str | None]] = set()
    for route in routes:
        last = len(route) - 1
        kept = [
            (number, point)
            for number, point in enumerate(route)
            if point.name or not _is_named(route) or number in (0, last)
        ]
        passed |= {_key(point) for _, point in kept}
        # A file that lists its stops as way points begins and ends its routes elsewhere.
        days.append(
            [
                replace(
                    _mark(point), is_end=bool(listed) and number in (0, last) and _key(point) not in listed
                )
                for number, point in kept
            ]
        )
    left = [point for point in file.waypoints if _key(point) not in passed]
    if not left:
        return days, []
    shown = ", ".join(name_of(_mark(point)) for point in left[:NAMES_SHOWN])
    return days, [Note("left", LEFT, {"count": len(left), "names": shown})]


def _key(point: GpxPoint) -> tuple[float, float, str | None]:
    """Return what makes a way point and a point of a route the same."""
    return point.lon, point.lat, point.name


def _of_tracks(file: GpxFile, tracks: Sequence[Sequence[GpxPoint]]) -> tuple[Days, list[Note]]:
    """Return the halts of timed tracks by date; of others where they begin and end; way points between."""
    timed = all(is_timed(track) for track in tracks)
    days: list[list[tuple[float, Mark]]] = []
    at = 0  # position of the first point of a track among all points
    for track in tracks:
        if timed:
            days += [[(at + halt.at, _of_halt(halt)) for halt in day] for day in halts_by_day(track)]
        else:
            ends = ((at, track[0]), (at + len(track) - 1, track[-1]))
            days.append([(place, replace(_mark(point), is_end=True)) for place, point in ends])
        at += len(track)
    line = metric_xy(np.array([(point.lon, point.lat) for track in tracks for point in track]))
    for waypoint in file.waypoints[:MOST_PLACES]:
        _insert(days, waypoint, line)
    found = [[mark for _, mark in day] for day in days]
    return found, [] if timed else [Note("no_times", NO_TIMES)]


def _insert(days: list[list[tuple[float, Mark]]], waypoint: GpxPoint, line: Floats) -> None:
    """Put a way point where the track passes it; one at a halt gives the halt its name."""
    mark = _mark(waypoint)
    apart = metres_apart(metric_xy(np.array([(mark.lon, mark.lat)])), line)[0]
    place = float(np.argmin(apart))
    day = next((each for each in reversed(days) if each[0][0] <= place), days[0])
    halts = np.array([(each.lon, each.lat) for _, each in day])
    near = metres_apart(metric_xy(np.array([(mark.lon, mark.lat)])), metric_xy(halts))[0]
    closest = int(np.argmin(near))
    if near[closest] <= NEAR_M and day[closest][1].name is None:
        day[closest] = (day[closest][0], replace(day[closest][1], name=mark.name))
        return
    # Behind whatever stands at the same point: where the day begins comes first.
    behind = next((number for number, each in enumerate(day) if each[0] > place), len(day))
    if behind == len(day) and len(day) > 1 and day[-1][1].is_end:
        behind -= 1
    day.insert(behind, (place, mark))


def _mark(point: GpxPoint) -> Mark:
    """Return a point as a place without times: those of a file say when it was written."""
    return Mark(point.lon, point.lat, point.name)


def _of_halt(halt: Halt) -> Mark:
    """Return a halt as a place with the time of arrival; where a day begins or ends nothing is visited."""
    if halt.is_end:
        return Mark(halt.lon, halt.lat, None, is_end=True)
    minutes = min(LONGEST_VISIT_MIN, (halt.leave - halt.arrive).total_seconds() / 60)
    return Mark(halt.lon, halt.lat, None, f"{halt.arrive:%H:%M}", round(minutes))


def _first(days: Days, most: int) -> Days:
    """Return the first places of all days; days that keep none are left out."""
    kept: Days = []
    left = most
    for day in days:
        kept.append(day[:left])
        left -= len(kept[-1])
        if not left:
            break
    return [day for day in kept if day]


def _first_own(days: tuple[tuple[GivenStop, ...], ...]) -> tuple[tuple[GivenStop, ...], ...]:
    """Return the days with as many places of the user as a tour takes."""
    left = iter(range(MAX_OWN_STOPS))

    def kept(stops: Sequence[GivenStop]) -> Iterator[GivenStop]:
        for stop in stops:
            yield stop if stop.own is None or next(left, None) is not None else replace(stop, own=None)

    return tuple(tuple(kept(day)) for day in days)
