"""
A GPX file as the places of a tour: routes are days, else tracks by their halts, else way points.

A point is a stop of ours where it bears the name of one that may lie there, or
lies within ``NEAR_M`` metres of one whose own point is known; any other is a
place of the user. A stop that is known only by its commune is never taken by
its point: that is somewhere in the commune.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from geodata.errors import N_
from geodata.network.snapping import metric_xy
from geodata.network.values import Floats
from geodata.planning.notes import Note
from geodata.tourism.assumptions import LONGEST_VISIT_MIN
from geodata.tourism.given_tours import MOST_PLACES, TOO_MANY, GivenStop, GivenTour, OwnPoint, doubts
from geodata.tourism.gpx_file import GpxFile, GpxPoint, read_gpx
from geodata.tourism.matching import MOST_CANDIDATES, Candidate, NameMatch, PlaceNames
from geodata.tourism.places import TourPlace
from geodata.tourism.track_halts import Halt, halts_by_day, is_timed, thinned
from geodata.tourism.wish_parts import MAX_OWN_STOPS

NEAR_M = 250.0
# So far from where the registry has it a stop of that name may lie: from its own point, from its commune's.
NAMED_M, NAMED_IN_COMMUNE_M = 1_000.0, 15_000.0
OFFERED_M = 1_000.0
# A route with more points that bear no name is the line of a road, not a list of places.
MOST_ROUTE_POINTS = 60

_LABEL = re.compile(r"\d{1,2}(?:[.\-/]\d{1,2})?[.):]?\s+")

UNREADABLE = N_("%(count)s points of the file lie nowhere on earth and were left out")
LEFT = N_("%(count)s way points lie on no route of the file and were left out: %(names)s")
NO_TIMES = N_("The track has no times: only where it begins and ends and the way points were read")
TOO_MANY_OWN = N_("A tour takes %(most)s places of your own; the others were left without one")
NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Mark:
    """A point of a file that may be a place of the tour."""

    lon: float
    lat: float
    name: str | None
    at: str | None = None
    visit_min: int = 0
    is_end: bool = False


_Days = list[list[_Mark]]


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
    found = _Matcher(names).days(days)
    own = sum(stop.own is not None for day in found for stop in day)
    if own > MAX_OWN_STOPS:
        problems.append(Note("too_many_own", TOO_MANY_OWN, {"most": MAX_OWN_STOPS}))
        found = _first_own(found)
    return GivenTour(found, (*problems, *doubts(found)))


def _days_of(file: GpxFile) -> tuple[_Days, list[Note]]:
    """Return the points of each day, and what of the file was left out."""
    routes = [route for route in file.routes if route]
    if routes and any(len(route) <= MOST_ROUTE_POINTS or _is_named(route) for route in routes):
        return _of_routes(file, routes)
    lines = [thinned(line) for line in (*file.tracks, *routes) if line]
    if lines:
        return _of_tracks(file, lines)
    return [[_mark(point) for point in file.waypoints]], []


def _is_named(route: Sequence[GpxPoint]) -> bool:
    """Tell whether a route names places."""
    return any(point.name for point in route)


def _of_routes(file: GpxFile, routes: Sequence[Sequence[GpxPoint]]) -> tuple[_Days, list[Note]]:
    """Return a day for each route; points without a name between named ones only shape it."""
    listed = {_key(point) for point in file.waypoints}
    days: _Days = []
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
    shown = ", ".join(_name(_mark(point)) for point in left[:NAMES_SHOWN])
    return days, [Note("left", LEFT, {"count": len(left), "names": shown})]


def _key(point: GpxPoint) -> tuple[float, float, str | None]:
    """Return what makes a way point and a point of a route the same."""
    return point.lon, point.lat, point.name


def _of_tracks(file: GpxFile, tracks: Sequence[Sequence[GpxPoint]]) -> tuple[_Days, list[Note]]:
    """Return the halts of timed tracks by date; of others where they begin and end; way points between."""
    timed = all(is_timed(track) for track in tracks)
    days: list[list[tuple[float, _Mark]]] = []
    at = 0  # position of the first point of a track among all points
    for track in tracks:
        if timed:
            days += [[(at + halt.at, _of_halt(halt)) for halt in day] for day in halts_by_day(track)]
        else:
            ends = ((at, track[0]), (at + len(track) - 1, track[-1]))
            days.append([(place, replace(_mark(point), is_end=True)) for place, point in ends])
        at += len(track)
    line = metric_xy(np.array([(point.lon, point.lat) for track in tracks for point in track]))
    for waypoint in file.waypoints:
        _insert(days, waypoint, line)
    found = [[mark for _, mark in day] for day in days]
    return found, [] if timed else [Note("no_times", NO_TIMES)]


def _insert(days: list[list[tuple[float, _Mark]]], waypoint: GpxPoint, line: Floats) -> None:
    """Put a way point where the track passes it; one at a halt gives the halt its name."""
    mark = _mark(waypoint)
    apart = _metres(metric_xy(np.array([(mark.lon, mark.lat)])), line)[0]
    place = float(np.argmin(apart))
    day = next((each for each in reversed(days) if each[0][0] <= place), days[0])
    halts = np.array([(each.lon, each.lat) for _, each in day])
    near = _metres(metric_xy(np.array([(mark.lon, mark.lat)])), metric_xy(halts))[0]
    closest = int(np.argmin(near))
    if near[closest] <= NEAR_M and day[closest][1].name is None:
        day[closest] = (day[closest][0], replace(day[closest][1], name=mark.name))
        return
    # Behind whatever stands at the same point: where the day begins comes first.
    behind = next((number for number, each in enumerate(day) if each[0] > place), len(day))
    if behind == len(day) and len(day) > 1 and day[-1][1].is_end:
        behind -= 1
    day.insert(behind, (place, mark))


def _mark(point: GpxPoint) -> _Mark:
    """Return a point as a place without times: those of a file say when it was written."""
    return _Mark(point.lon, point.lat, point.name)


def _of_halt(halt: Halt) -> _Mark:
    """Return a halt as a place with the time of arrival; where a day begins or ends nothing is visited."""
    if halt.is_end:
        return _Mark(halt.lon, halt.lat, None, is_end=True)
    minutes = min(LONGEST_VISIT_MIN, (halt.leave - halt.arrive).total_seconds() / 60)
    return _Mark(halt.lon, halt.lat, None, f"{halt.arrive:%H:%M}", round(minutes))


def _name(mark: _Mark) -> str:
    """Return what a place of the user is called: its name, else where it is."""
    return mark.name or f"{mark.lat:.5f}, {mark.lon:.5f}"


def _metres(points: Floats, others: Floats) -> Floats:
    """Return the metres (EPSG:9208) between points (a × 2) and others (b × 2); ``inf`` outside the zone."""
    with np.errstate(invalid="ignore"):
        apart = points[:, None, :] - others[None, :, :]
        metres = np.hypot(apart[..., 0], apart[..., 1])
    return np.where(np.isnan(metres), np.inf, metres)


class _Matcher:
    """Tells which stops the points of a file are."""

    def __init__(self, names: PlaceNames) -> None:
        """Match against the stops of ``names``."""
        self._names = names
        self._places: list[TourPlace] = list(names.places.values())
        self._xy = metric_xy(np.array([(place.lon, place.lat) for place in self._places]).reshape(-1, 2))
        self._number = {place.place_id: number for number, place in enumerate(self._places)}
        self._own = np.array([place.own_point for place in self._places], dtype=bool)

    def days(self, days: _Days) -> tuple[tuple[GivenStop, ...], ...]:
        """Return the places of each day."""
        marks = [mark for day in days for mark in day]
        if not marks:
            return tuple(() for _ in days)
        matches = self._by_name(marks)
        metres = _metres(metric_xy(np.array([(mark.lon, mark.lat) for mark in marks])), self._xy)
        each = iter(
            self._stop(number, mark, match, row)
            for number, (mark, match, row) in enumerate(zip(marks, matches, metres, strict=True), start=1)
        )
        return tuple(tuple(next(each) for _ in day) for day in days)

    def _by_name(self, marks: Sequence[_Mark]) -> list[NameMatch]:
        """Return what the name of each point means; a number before it is a label of the file."""
        texts = []
        for mark in marks:
            text = mark.name or ""
            label = _LABEL.match(text)
            texts.append(text if not label or self._names.same(text) else text[label.end() :])
        return self._names.find(texts)

    def _stop(self, number: int, mark: _Mark, match: NameMatch, metres: Floats) -> GivenStop:
        """Return one place; ``number`` makes the key of a place of the user."""
        line = _name(mark)
        named = self._named(match, metres)
        if named is not None:
            return GivenStop(
                line=line,
                place_id=named.place_id,
                similarity=named.similarity,
                candidates=match.candidates,
                at=mark.at,
                is_end=mark.is_end,
            )
        near = self._near(metres)
        nearest = near[0] if near and metres[self._number[near[0].place_id]] <= NEAR_M else None
        known = {candidate.place_id for candidate in match.candidates}
        candidates = (*match.candidates, *(each for each in near if each.place_id not in known))
        text = _LABEL.sub("", line, count=1) if mark.name and not match.place_id else line
        return GivenStop(
            line=line,
            place_id=None if nearest is None else nearest.place_id,
            candidates=candidates[:MOST_CANDIDATES],
            own=None
            if nearest is not None
            else OwnPoint(
                own_id=f"own:{number}",
                name=text or line,
                lon=mark.lon,
                lat=mark.lat,
                visit_min=mark.visit_min,
            ),
            at=mark.at,
            is_end=mark.is_end,
        )

    def _named(self, match: NameMatch, metres: Floats) -> Candidate | None:
        """Return the stop that a name stands for, where it may lie there."""
        fits = []
        for candidate in match.candidates:
            place = self._number[candidate.place_id]
            most = NAMED_M if self._own[place] else NAMED_IN_COMMUNE_M
            if metres[place] <= most:
                fits.append(candidate)
        if match.place_id is not None:
            return next((each for each in fits if each.place_id == match.place_id), None)
        # Names that two places share: the point tells them apart.
        same = [each for each in fits if each.similarity == 1]
        return same[0] if len(same) == 1 else None

    def _near(self, metres: Floats) -> list[Candidate]:
        """Return the stops with a point of their own near by, the nearest first."""
        numbers = np.flatnonzero(self._own & (metres <= OFFERED_M))
        ranked = numbers[np.argsort(metres[numbers], kind="stable")][:MOST_CANDIDATES]
        places = (self._places[number] for number in ranked.tolist())
        return [Candidate(place.place_id, place.name, place.commune, None) for place in places]


def _first(days: _Days, most: int) -> _Days:
    """Return the first places of all days; days that keep none are left out."""
    kept: _Days = []
    for day in days:
        kept.append(day[: max(0, most - sum(map(len, kept)))])
    return [day for day in kept if day]


def _first_own(days: tuple[tuple[GivenStop, ...], ...]) -> tuple[tuple[GivenStop, ...], ...]:
    """Return the days with as many places of the user as a tour takes."""
    left = iter(range(MAX_OWN_STOPS))

    def kept(stops: Sequence[GivenStop]) -> Iterator[GivenStop]:
        for stop in stops:
            yield stop if stop.own is None or next(left, None) is not None else replace(stop, own=None)

    return tuple(tuple(kept(day)) for day in days)
