"""What the network functions take and give: a road graph, minutes as a range, areas that can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class NetworkKind(StrEnum):
    """How much a road graph is worth."""

    SCHEMATIC = "schematic"  # links between communes whose order along a road nobody has published
    IMPORTED = "imported"  # roads of a file that the office imported


class Variant(StrEnum):
    """Which end of a range."""

    LOW = "low"
    LIKELY = "likely"
    HIGH = "high"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RoadNetwork:
    """
    A directed graph of car roads: n nodes, m arcs (a two-way road is two arcs).

    Positions are degrees (EPSG:4326), lengths km, times minutes. ``low`` ≤
    ``likely`` ≤ ``high`` element by element. ``shape_offset`` (m + 1) cuts
    ``shape_lon``/``shape_lat`` into one line per arc, tail to head, both ends
    included; None: every arc is a straight line. ``road`` (m) are positions in
    ``roads``, the numbers of roads; -1: the road has none; None: nobody says.
    """

    network_id: str  # "embedded", or the key of an imported one
    name: str
    kind: NetworkKind
    node_lon: Floats
    node_lat: Floats
    tail: Ints
    head: Ints
    length_km: Floats
    low: Floats
    likely: Floats
    high: Floats
    road_class: npt.NDArray[np.int16]  # index into ``classes``
    classes: tuple[str, ...]
    source: str
    as_of: date | None  # the day of the data; None: nobody says
    shape_lon: Floats | None = None
    shape_lat: Floats | None = None
    shape_offset: Ints | None = None
    road: Ints | None = None
    roads: tuple[str, ...] = ()

    @property
    def is_estimate(self) -> bool:
        """Return whether every figure from it has to be called an estimate."""
        return self.kind is NetworkKind.SCHEMATIC


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TravelTimes:
    """
    Minutes and km between a origins and b destinations: arrays (a × b), ``inf`` where there is no way.

    ``off_network_m`` holds, for the origins and for the destinations, the
    metres between each place and the road that it was put on (``nan``: too
    far from any road); the minutes include them.
    """

    low: Floats
    likely: Floats
    high: Floats
    km: Floats
    off_network_m: tuple[Floats, Floats]
    engine: str  # "own", "osrm", "valhalla"
    estimate: bool
    network: str  # name of the graph, for what a screen says
    fallback: str | None = None  # why an outside engine was not used, where one was wanted


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Reach:
    """The area within ``minutes`` of any of the places that were asked for (EPSG:4326, maybe empty)."""

    minutes: float
    variant: Variant
    shape: shapely.Geometry
    engine: str = "own"
    fallback: str | None = None  # why an outside engine was not used, where one was wanted


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Leg:
    """The quickest way from one place to another: its line (EPSG:4326), km and minutes as a range."""

    shape: shapely.LineString
    km: float
    low: float
    likely: float
    high: float
    engine: str
    estimate: bool
    fallback: str | None = None
    roads: tuple[str, ...] = ()  # numbers or names of the roads in order; empty: not known


class Router(Protocol):
    """Whatever answers how long a way takes; places are arrays (k × 2) of lon, lat in degrees."""

    def travel_times(self, origins: Floats, destinations: Floats) -> TravelTimes:
        """Return minutes and km from each origin to each destination."""

    def reaches(self, places: Floats, minutes: Sequence[float]) -> list[Reach]:
        """Return for each number of minutes and each variant what is within it of any of the places."""

    def leg(self, origin: Floats, destination: Floats) -> Leg | None:
        """Return the quickest way between two places; None where there is none."""
