"""
Where somebody who recorded a track has halted.

A halt is a stay within ``HALT_M`` metres of its first point for ``HALT_MIN``
minutes or more: the stay points of Li, Zheng, Xie, Chen, Liu, Ma (2008),
Mining user similarity based on location history, section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import numpy as np

from geodata.network.snapping import metric_xy
from geodata.network.values import Floats
from geodata.tourism.gpx_file import GpxPoint

HALT_M = 150.0
HALT_MIN = 10.0
# A track of a day has a point every few seconds; every few of them are enough to find halts of minutes.
MOST_POINTS = 5_000


@dataclass(frozen=True, slots=True)
class Halt:
    """
    A stay on a track (degrees, EPSG:4326); ``at`` is the position of its first point in the thinned track.

    ``is_end``: the first or the last point of its day lies in it, so it is where the day begins or ends;
    then it may be a point alone, with ``leave`` = ``arrive``.
    """

    lon: float
    lat: float
    arrive: datetime
    leave: datetime
    at: int
    is_end: bool


def thinned(points: Sequence[GpxPoint]) -> tuple[GpxPoint, ...]:
    """Return at most ``MOST_POINTS`` points of a track, evenly, its last one among them."""
    step = -(-len(points) // MOST_POINTS) if points else 1
    kept = tuple(points[::step])
    return kept if not points or kept[-1] is points[-1] else (*kept[: MOST_POINTS - 1], points[-1])


def is_timed(points: Sequence[GpxPoint]) -> bool:
    """Tell whether every point of a track has a time and they run on."""
    times = [point.time for point in points if point.time is not None]
    return len(times) == len(points) > 1 and times == sorted(times) and times[0] < times[-1]


def halts_by_day(points: Sequence[GpxPoint]) -> list[list[Halt]]:
    """Return the halts of a timed track for each date in Việt Nam, with where each day begins and ends."""
    xy = metric_xy(np.array([(point.lon, point.lat) for point in points]))
    numbered = [(number, point, point.time) for number, point in enumerate(points) if point.time is not None]
    days = [list(day) for _date, day in groupby(numbered, key=lambda each: each[2].date())]
    return [_halts(day, xy[day[0][0] : day[-1][0] + 1]) for day in days]


def _halts(track: Sequence[tuple[int, GpxPoint, datetime]], xy: Floats) -> list[Halt]:
    """Return the halts of one day (``xy``: its points in metres), with where it begins and where it ends."""
    minutes = np.array([time.timestamp() / 60 for _, _, time in track])
    stays: list[tuple[int, int]] = []
    first = 0
    while first < len(track):
        beyond = _stay(xy, first)
        if minutes[beyond - 1] - minutes[first] >= HALT_MIN:
            stays.append((first, beyond))
            first = beyond
        else:
            first += 1
    if not stays or stays[0][0] > 0:
        stays.insert(0, (0, 1))
    if stays[-1][1] < len(track):
        stays.append((len(track) - 1, len(track)))
    return [_halt(track, first, beyond) for first, beyond in stays]


def _stay(xy: Floats, first: int) -> int:
    """Return the first position behind ``first`` that is farther than a halt reaches."""
    with np.errstate(invalid="ignore"):  # outside the zone there are no metres
        apart = np.hypot(*(xy[first:] - xy[first]).T)
    gone = np.flatnonzero(~(apart <= HALT_M))
    gone = gone[gone > 0]
    return first + int(gone[0]) if len(gone) else len(xy)


def _halt(track: Sequence[tuple[int, GpxPoint, datetime]], first: int, beyond: int) -> Halt:
    """Return the halt of some points of a day that follow each other."""
    points = [point for _, point, _ in track[first:beyond]]
    return Halt(
        lon=round(sum(point.lon for point in points) / len(points), 6),
        lat=round(sum(point.lat for point in points) / len(points), 6),
        arrive=track[first][2],
        leave=track[beyond - 1][2],
        at=track[first][0],
        is_end=first == 0 or beyond == len(track),
    )
