"""
Puts places on the roads: the nearest point of the nearest arcs, and what the way there costs.

An arc is never split in the graph: a place on it is a *hold*, the arc and the
share of it that lies behind the place, and its two ways on are worked out
from that.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geodata.crs import WGS84, to_metric
from geodata.errors import N_, InvalidInput
from geodata.network.values import Floats, Ints, NetworkKind, RoadNetwork

Shapes = npt.NDArray[np.object_]

# Beyond this a place is not on the network. Roads of a file pass nearly every house: 5 km away from
# all of them is another place. A schematic link is a straight line between two communes whose real
# road winds around it, in this terrain by kilometres: 15 km.
SNAP_LIMIT_M = {NetworkKind.SCHEMATIC: 15_000.0, NetworkKind.IMPORTED: 5_000.0}
# Arcs this close to the nearest one are as near as it: the other direction of a two-way road, the
# arcs that meet in a node. Coordinates are stored with 6 or 7 decimals of a degree (1 to 10 cm).
SAME_M = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Holds:
    """
    Where k places hold on to the arcs: s holds, a place may have several or none.

    ``xy`` (k × 2) are the places in metres (EPSG:9208), ``off_m`` (k) the
    metres to the road (``nan``: too far). ``place``, ``arc`` and ``share``
    (s) say which place holds to which arc and how much of it, 0 – 1 of its
    length, lies between its tail and the place.
    """

    xy: Floats
    off_m: Floats
    place: Ints
    arc: Ints
    share: Floats


class Snapper:
    """The arcs of a network as lines in metres, with an index; read by any number of threads."""

    def __init__(self, network: RoadNetwork) -> None:
        """Project and index the arcs of ``network``."""
        self.lines = metric_lines(network)
        self.limit_m = SNAP_LIMIT_M[network.kind]
        self._tree = shapely.STRtree(self.lines)

    def snap(self, places: npt.ArrayLike) -> Holds:
        """
        Return where ``places`` hold on to the arcs.

        Parameters
        ----------
        places
            Longitude and latitude in degrees (EPSG:4326), k × 2;
            ``InvalidInput`` where they are not.
        """
        points = metric_points(as_places(places))
        xy = shapely.get_coordinates(points)
        off_m = np.full(len(points), np.nan)
        # Far outside the zone the projection has no metres: such a place is near no road of ours.
        known = np.flatnonzero(np.isfinite(xy).all(axis=1))
        if len(self.lines) and len(known):
            (row, _), metres = self._tree.query_nearest(
                points[known], max_distance=self.limit_m, return_distance=True, all_matches=False
            )
            off_m[known[row]] = metres
        near = np.flatnonzero(~np.isnan(off_m))
        row, arc = self._tree.query(points[near], predicate="dwithin", distance=off_m[near] + SAME_M)
        place, arc = near[row], np.asarray(arc, dtype=np.int64)
        return Holds(xy, off_m, place, arc, self._shares(arc, points[place]))

    def _shares(self, arc: Ints, points: Shapes) -> Floats:
        """Return how much of each arc lies before the point of it that is nearest to each point."""
        lines = self.lines[arc]
        length = shapely.length(lines)
        metres = shapely.line_locate_point(lines, points)
        # Both ends of a line without length are one place: nothing of it lies before.
        return np.clip(np.divide(metres, length, out=np.zeros_like(length), where=length > 0), 0.0, 1.0)


def as_places(places: npt.ArrayLike) -> Floats:
    """Return ``places`` as k × 2 degrees; ``InvalidInput`` where they are no pairs of lon and lat."""
    found = np.asarray(places, dtype=np.float64)
    if found.size == 0:
        return np.zeros((0, 2))
    if found.ndim != 2 or found.shape[1] != 2:
        raise InvalidInput(
            N_("Places are pairs of longitude and latitude in degrees; got an array of shape %(shape)s"),
            shape=found.shape,
        )
    wrong = ~((np.abs(found) <= (180.0, 90.0)).all(axis=1))
    if wrong.any():
        lon, lat = found[np.argmax(wrong)]
        raise InvalidInput(
            N_("Longitude goes from -180 to 180 and latitude from -90 to 90; got %(lon)s, %(lat)s"),
            lon=lon,
            lat=lat,
        )
    return found


def metric_points(places: Floats) -> Shapes:
    """Return places (k × 2 degrees, EPSG:4326) as points in metres (EPSG:9208)."""
    return _metric(shapely.points(places))


def metres_between(places: Floats, others: Floats) -> Floats:
    """Return the metres between each of ``places`` and its one of ``others`` (degrees; ``nan``: none)."""
    found = np.full(len(places), np.nan)
    known = np.flatnonzero(np.isfinite(others).all(axis=1))
    with np.errstate(invalid="ignore"):  # outside the zone there are no metres
        apart = metric_xy(places[known]) - metric_xy(others[known])
    found[known] = np.hypot(apart[:, 0], apart[:, 1])
    found[~np.isfinite(found)] = np.nan
    return found


def metric_xy(places: Floats) -> Floats:
    """Return places (k × 2 degrees, EPSG:4326) in metres (EPSG:9208); ``inf`` far outside the zone."""
    return np.asarray(shapely.get_coordinates(metric_points(places)))


def metric_lines(network: RoadNetwork) -> Shapes:
    """Return the line of each arc in metres (EPSG:9208), tail to head."""
    if network.shape_lon is not None and network.shape_lat is not None and network.shape_offset is not None:
        coordinates = np.column_stack([network.shape_lon, network.shape_lat])
        lines = shapely.linestrings(
            coordinates, indices=np.repeat(np.arange(len(network.tail)), np.diff(network.shape_offset))
        )
    else:
        ends = np.stack([network.tail, network.head], axis=1)
        lines = shapely.linestrings(np.stack([network.node_lon[ends], network.node_lat[ends]], axis=2))
    return _metric(lines)


def _metric(shapes: Shapes) -> Shapes:
    """Return shapes of EPSG:4326 in EPSG:9208."""
    return to_metric(gpd.GeoSeries(shapes, crs=WGS84)).to_numpy()
