"""Where tours turn off towards the crafts that they visit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geodata.crs import WGS84, to_metric
from geodata.network.values import NetworkKind, RoadNetwork
from geodata.tourism.flows import FlowTour
from geodata.tourism.signs import ON_THE_WAY_M, Sign, SignKind, Way, Ways, degrees_of, heading, rank

# A junction at the village itself is no turn towards it.
AT_THE_VILLAGE_M = 100.0
LEAST_WAYS: Mapping[NetworkKind, int] = {NetworkKind.IMPORTED: 3, NetworkKind.SCHEMATIC: 2}


def craft_signs(tours: Sequence[FlowTour], network: RoadNetwork) -> tuple[list[Sign], int]:
    """
    Return where tours turn off towards the crafts that they visit, the most seen first.

    Also how many visits of a craft have no junction on the leg that leads to
    them, so that no sign can be told.
    """
    ways = Ways(tours)
    tree = shapely.STRtree(junctions_of(network))
    found: dict[tuple[object, ...], Sign] = {}
    without = 0
    for number, line in enumerate(ways.lines):
        leading = [way for way in ways.of_line[number] if way.to is not None and way.to.is_craft]
        if not leading:
            continue
        turn = _turn(number, ways, tree)
        if turn is None:
            without += len(leading)
            continue
        for way in leading:
            sign = _craft_sign(way, turn, heading(line, turn.at))
            key = (sign.target, sign.lon, sign.lat, sign.direction)
            found[key] = _with_tour(found.get(key, sign), turn, way.tour)
    return sorted(found.values(), key=rank), without


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """A junction on a line: metres along it, the spot, and the tours that come to it on another way out."""

    at: float
    spot: shapely.Point
    seen_by: frozenset[int]


def _turn(number: int, ways: Ways, junctions: shapely.STRtree) -> Turn | None:
    """Return the last junction of a line at which tours part, else its last one; None where it has none."""
    line = ways.lines[number]
    near = junctions.query(line, predicate="dwithin", distance=ON_THE_WAY_M)
    spots = sorted(((float(line.project(spot)), spot) for spot in junctions.geometries[near]), key=_first)
    last: Turn | None = None
    end = float(line.length)
    for at, spot in reversed(spots):
        if line.length - at < AT_THE_VILLAGE_M:
            continue
        beyond = line.interpolate((at + end) / 2)
        seen, parting = _passing(ways, spot, beyond)
        turn = Turn(at, spot, frozenset(seen))
        if parting:
            return turn
        last, end = last or turn, at
    return last


def _passing(ways: Ways, spot: shapely.Point, beyond: shapely.Point) -> tuple[set[int], set[int]]:
    """Return the tours that come to a junction, but not from ``beyond``, and those that part there."""
    on_branch = ways.near(beyond)
    coming = {
        number
        for number in ways.near(spot)
        if number not in on_branch or ways.lines[number].project(beyond) > ways.lines[number].project(spot)
    }
    seen = ways.tours(coming)
    return seen, seen - ways.tours(on_branch)


def _craft_sign(way: Way, turn: Turn, direction: str) -> Sign:
    """Return the sign that one way to a craft asks for, as yet seen by nobody."""
    assert way.to is not None
    lon, lat = degrees_of(turn.spot)
    return Sign(
        kind=SignKind.CRAFT,
        target=way.to.stop,
        name=way.to.name,
        crops=(),
        lon=lon,
        lat=lat,
        direction=direction,
        seen_by=(),
        going=(),
        km=round(way.km_from(turn.at), 1),
    )


def _with_tour(sign: Sign, turn: Turn, tour: int) -> Sign:
    """Return a sign that one more tour turns at."""
    seen = tuple(sorted({*sign.seen_by, *turn.seen_by, tour}))
    return replace(sign, seen_by=seen, going=tuple(sorted({*sign.going, tour})))


def junctions_of(network: RoadNetwork) -> npt.NDArray[np.object_]:
    """
    Return the junctions of a road graph as points in metres (EPSG:9208).

    Three ways lead away from a junction; on the schematic graph every commune
    through which one can drive on is taken for one.
    """
    pairs = np.column_stack([network.tail, network.head])
    pairs = np.unique(np.vstack([pairs, pairs[:, ::-1]]), axis=0)
    ways = np.bincount(pairs[pairs[:, 0] != pairs[:, 1], 0], minlength=len(network.node_lon))
    chosen = ways >= LEAST_WAYS[network.kind]
    points = gpd.points_from_xy(network.node_lon[chosen], network.node_lat[chosen])
    return np.asarray(to_metric(gpd.GeoSeries(points, crs=WGS84)).to_numpy())


def _first(pair: tuple[float, object]) -> float:
    """Return what a pair is sorted by."""
    return pair[0]
