"""
Where a sign is seen by many visitors: at the edge of a raw-material zone, and where one turns off to a craft.

Zones have no outline of their own: a zone is entered where a commune of it is.
The turn towards a craft village is the last junction of the road graph before
it at which some tours go on elsewhere; where all of them go there, the last
junction. On the schematic graph a junction is the interior point of a commune:
the spot itself is to be looked for on site.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import geopandas as gpd
import shapely

from geodata.crs import METRIC, WGS84, to_metric, to_wgs84
from geodata.tourism.flows import DECIMALS, FlowTour, FlowVisit

# Lines are known to about 1 m, and end at places beside the road.
ON_THE_WAY_M = 30.0
# Over so much of the way after a spot its direction is taken.
AHEAD_M = 300.0
COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


class SignKind(StrEnum):
    """What a sign points at."""

    ZONE = "zone"
    CRAFT = "craft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """
    One place for a sign (degrees, EPSG:4326).

    ``target`` is the code of the commune or the key of the stop, ``name`` its
    name. ``direction`` is where those drive whom it concerns, as a point of
    the compass. ``seen_by`` and ``going`` are positions of tours: those that
    come past the spot, and those of them that enter or turn off there.
    ``km`` is the way from the spot to the stop along the line (None: zones).
    """

    kind: SignKind
    target: str
    name: str
    crops: tuple[str, ...]
    lon: float
    lat: float
    direction: str
    seen_by: tuple[int, ...]
    going: tuple[int, ...]
    km: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One leg of a tour, its line in metres (EPSG:9208); ``km`` None: as long as its line."""

    tour: int
    line: shapely.LineString
    to: FlowVisit | None
    km: float | None

    def km_from(self, at: float) -> float:
        """Return the km from ``at`` (metres along the line) to its end."""
        whole = self.line.length / 1e3 if self.km is None else self.km
        return float(whole * (1.0 - at / self.line.length))


class Ways:
    """All legs of some tours in metres, to be asked which of them come past a place."""

    def __init__(self, tours: Sequence[FlowTour]) -> None:
        """Lay the lines of ``tours`` out; a line that several legs have is there once."""
        legs = [(n, leg) for n, tour in enumerate(tours) for day in tour.days for leg in day]
        given = {leg.line.tobytes(): leg.line for _, leg in legs if leg.line is not None}
        metric = to_metric(gpd.GeoSeries([shapely.LineString(line) for line in given.values()], crs=WGS84))
        self.lines: list[shapely.LineString] = list(metric)
        number = dict(zip(given, range(len(given)), strict=True))
        self.of_line: list[list[Way]] = [[] for _ in given]
        for tour, leg in legs:
            if leg.line is not None:
                place = number[leg.line.tobytes()]
                self.of_line[place].append(Way(tour, self.lines[place], leg.to, leg.km))

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The index of the lines."""
        return shapely.STRtree(self.lines)

    def near(self, spot: shapely.Point) -> set[int]:
        """Return the numbers of the lines that come past a place (metres)."""
        return set(self.tree.query(spot, predicate="dwithin", distance=ON_THE_WAY_M).tolist())

    def tours(self, lines: Iterable[int]) -> set[int]:
        """Return the tours that drive along any of some lines."""
        return {way.tour for line in lines for way in self.of_line[line]}


def heading(line: shapely.LineString, at: float) -> str:
    """Return where a line (metres) leads after ``at`` metres, as a point of the compass."""
    start, end = line.interpolate(at), line.interpolate(min(at + AHEAD_M, line.length))
    degrees = math.degrees(math.atan2(end.x - start.x, end.y - start.y))
    return COMPASS[round(degrees / 45) % len(COMPASS)]


def degrees_of(spot: shapely.Point) -> tuple[float, float]:
    """Return lon and lat of a place in metres."""
    point = to_wgs84(gpd.GeoSeries([spot], crs=METRIC)).iloc[0]
    return round(point.x, DECIMALS), round(point.y, DECIMALS)


def rank(sign: Sign) -> tuple[object, ...]:
    """Return the key by which signs are listed: the most seen first."""
    return (-len(sign.seen_by), -len(sign.going), sign.kind.value, sign.name, sign.lon, sign.lat)
