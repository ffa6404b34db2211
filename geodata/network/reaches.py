"""
Areas within so many minutes: roads that are reached, with a corridor on both sides, and the way to them.

Dissolving 100,000 corridors as polygons takes minutes. They are drawn on a
grid instead, cells a quarter of the corridor wide: the cells that a reached
piece of road crosses, all cells within the corridor of those, their outline.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage

from geodata.crs import METRIC, to_wgs84
from geodata.errors import N_, InvalidInput
from geodata.network import matrix
from geodata.network.off_network import OFF_NETWORK_KMH, off_network_minutes
from geodata.network.snapping import Holds, Shapes
from geodata.network.values import Floats, Ints, NetworkKind, Reach, Variant
from geodata.network.weighted import WeightedGraph

# Metres to each side of a reached road that are drawn as reached. Along a real road that is its
# roadside: 2 minutes at the likely speed off the network. A schematic link stands for a road whose
# course is not known and winds around the straight line.
CORRIDOR_M = {NetworkKind.SCHEMATIC: 2_500.0, NetworkKind.IMPORTED: 500.0}
CELLS_PER_CORRIDOR = 4
# A network larger than a province gets larger cells.
MOST_CELLS = 4_000_000
DECIMALS = 6
DISC_SEGMENTS = 16
# The least area first: at the slowest speeds.
GROWING = (Variant.HIGH, Variant.LIKELY, Variant.LOW)

Areas = dict[tuple[float, Variant], shapely.Geometry]


class Canvas:
    """A grid over the arcs of a network, on which reached pieces are drawn; read by any number of threads."""

    def __init__(self, lines: Shapes, kind: NetworkKind) -> None:
        """Lay a grid over ``lines`` (metres, EPSG:9208) and note the cells that each of them crosses."""
        self.lines = lines
        self.corridor_m = CORRIDOR_M[kind]
        bounds = shapely.total_bounds(lines) if len(lines) else np.zeros(4)
        margin = 2 * self.corridor_m
        self.west, self.south = bounds[:2] - margin
        size = bounds[2:] - bounds[:2] + 2 * margin
        self.cell_m = max(self.corridor_m / CELLS_PER_CORRIDOR, float(np.sqrt(size.prod() / MOST_CELLS)))
        columns, rows = np.ceil(size / self.cell_m).astype(int)
        self.shape = (int(rows), int(columns))
        arcs = np.arange(len(lines))
        self._cells, self._counts = self._crossed(arcs, np.zeros(len(arcs)), np.ones(len(arcs)))

    def draw(self, arc: Ints, start: Floats, end: Floats) -> shapely.Geometry:
        """Return the corridor of the pieces of ``arc`` between the shares ``start`` and ``end`` (metres)."""
        mask = np.zeros(self.shape, dtype=bool)
        whole = np.zeros(len(self.lines), dtype=bool)
        is_whole = (start <= 0.0) & (end >= 1.0)
        whole[arc[is_whole]] = True
        mask.ravel()[self._cells[np.repeat(whole, self._counts)]] = True
        cut, _ = self._crossed(arc[~is_whole], start[~is_whole], end[~is_whole])
        mask.ravel()[cut] = True
        return self._outline(mask) if mask.any() else shapely.Polygon()

    def _crossed(self, arc: Ints, start: Floats, end: Floats) -> tuple[Ints, Ints]:
        """Return the cells that pieces cross, piece after piece, and how many each has."""
        metres = shapely.length(self.lines[arc])
        # Half a cell apart no cell of any size is missed by more than the corridor makes good.
        count = np.ceil(metres * (end - start) / (self.cell_m / 2)).astype(np.int64) + 1
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        share = np.repeat(start, count) + step * np.repeat((end - start) / np.maximum(count - 1, 1), count)
        points = shapely.line_interpolate_point(
            np.repeat(self.lines[arc], count), share * np.repeat(metres, count)
        )
        column = ((shapely.get_x(points) - self.west) / self.cell_m).astype(np.int64)
        row = ((shapely.get_y(points) - self.south) / self.cell_m).astype(np.int64)
        return row * self.shape[1] + column, count

    def _outline(self, mask: npt.NDArray[np.bool_]) -> shapely.Geometry:
        """Return all within the corridor of the cells of ``mask``, its outline no finer than cells."""
        reach = int(np.ceil(self.corridor_m / self.cell_m)) + 1
        rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
        first_row, first_column = max(rows[0] - reach, 0), max(columns[0] - reach, 0)
        part = mask[first_row : rows[-1] + reach + 1, first_column : columns[-1] + reach + 1]
        inside = ndimage.distance_transform_edt(~part) * self.cell_m <= self.corridor_m
        edges = np.diff(np.pad(inside, ((0, 0), (1, 1))).astype(np.int8), axis=1)
        row, begin = np.nonzero(edges == 1)
        stop = np.nonzero(edges == -1)[1]
        south = self.south + (row + first_row) * self.cell_m
        boxes = shapely.box(
            self.west + (begin + first_column) * self.cell_m,
            south,
            self.west + (stop + first_column) * self.cell_m,
            south + self.cell_m,
        )
        return shapely.simplify(_without_pinholes(shapely.union_all(boxes), self.corridor_m), self.cell_m)


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Reached parts of arcs: from share ``start`` to share ``end`` of ``arc``."""

    arc: Ints
    start: Floats
    end: Floats


def reached_pieces(graph: WeightedGraph, holds: Holds, off_minutes: Floats, minutes: Floats) -> list[Pieces]:
    """
    Return for each of ``minutes`` what is reached of the arcs from any of the places.

    ``graph`` weighs minutes alone; ``off_minutes`` (k) are those from each
    place to the road.
    """
    ties = matrix.ties_out(holds, graph.network.head)
    first = graph.part_costs(ties.arc, ties.share) + off_minutes[ties.place]
    arrival, _ = matrix.tree_of(graph.forward, ties.node, first, limit=float(minutes.max()))
    at_tail = arrival[graph.network.tail]
    near = np.flatnonzero(np.isfinite(at_tail))
    found = []
    for limit in minutes:
        from_tail = _cut(near, np.zeros(len(near)), limit - at_tail[near], graph.minutes)
        from_place = _cut(holds.arc, holds.share, limit - off_minutes[holds.place], graph.minutes)
        parts = zip(from_tail, from_place, strict=True)
        found.append(Pieces(*(np.concatenate(pair) for pair in parts)))
    return found


def _cut(arc: Ints, start: Floats, left: Floats, minutes: Floats) -> tuple[Ints, Floats, Floats]:
    """Return how far ``left`` minutes lead along ``arc`` from the share ``start``; none below 0."""
    going = left >= 0
    arc, start, left = arc[going], start[going], left[going]
    whole = minutes[arc]
    share = np.divide(left, whole, out=np.ones_like(left), where=whole > 0)
    return arc, start, np.minimum(start + share, 1.0)


def reaches(
    graphs: dict[Variant, WeightedGraph], canvas: Canvas, holds: Holds, minutes: Sequence[float]
) -> list[Reach]:
    """
    Return for each of ``minutes`` and each variant the area within it of any of the places (EPSG:4326).

    The low variant is that of the low minutes, the quickest driving, and so
    has the largest area. More minutes, or lower ones for the same way, never
    give less: each area holds the smaller ones, up to the rounding to
    6 decimals. In order of minutes as given, then low, likely, high.
    """
    limits = checked_minutes(minutes)
    areas: Areas = {}
    for variant in Variant:
        pieces = reached_pieces(graphs[variant], holds, off_network_minutes(holds.off_m, variant), limits)
        for limit, part in zip(limits.tolist(), pieces, strict=True):
            drawn = canvas.draw(part.arc, part.start, part.end)
            areas[limit, variant] = shapely.union(drawn, _discs(holds, limit, variant))
    shapes = list(to_wgs84(gpd.GeoSeries(list(areas.values()), crs=METRIC)))
    found = nested(dict(zip(areas, shapes, strict=True)))
    return [found[float(limit), variant] for limit, variant in itertools.product(minutes, Variant)]


def checked_minutes(minutes: Sequence[float]) -> Floats:
    """Return ``minutes`` once each, ascending; ``InvalidInput`` unless there are some, all above 0."""
    limits = np.unique(np.array(minutes, dtype=np.float64))
    if not len(limits) or not np.isfinite(limits).all() or limits[0] <= 0:
        raise InvalidInput(N_("Minutes must be above 0; got %(minutes)s"), minutes=list(minutes))
    return limits


def nested(areas: Areas) -> dict[tuple[float, Variant], Reach]:
    """
    Return ``areas`` (EPSG:4326) with 6 decimals, each widened by those that it has to hold.

    What simplifying an outline cuts off one area and not another is put back
    this way.
    """
    whole: Areas = {}
    limits = sorted({limit for limit, _ in areas})
    for (speed, variant), (place, limit) in itertools.product(enumerate(GROWING), enumerate(limits)):
        below = [whole[limits[place - 1], variant]] if place else []
        below += [whole[limit, GROWING[speed - 1]]] if speed else []
        area = shapely.set_precision(areas[limit, variant], 10.0**-DECIMALS)
        whole[limit, variant] = shapely.union_all([area, *below], grid_size=10.0**-DECIMALS)
    # Nothing and nothing make an empty collection; nothing is an empty polygon here.
    return {
        (limit, variant): Reach(
            minutes=limit, variant=variant, shape=shapely.Polygon() if shape.is_empty else shape
        )
        for (limit, variant), shape in whole.items()
    }


def _discs(holds: Holds, limit: float, variant: Variant) -> shapely.Geometry:
    """Return what is reached off the network around each place, up to where the road begins (metres)."""
    radius = np.minimum(holds.off_m, limit / 60.0 * OFF_NETWORK_KMH[variant] * 1000.0)
    known = np.flatnonzero(radius > 0)  # not those without a network, which are nan
    discs = shapely.buffer(shapely.points(holds.xy[known]), radius[known], quad_segs=DISC_SEGMENTS)
    return shapely.union_all(discs)


def _without_pinholes(area: shapely.Geometry, corridor_m: float) -> shapely.Geometry:
    """Return ``area`` without holes that a circle of the corridor would cover: nobody can tell them there."""
    least = np.pi * corridor_m**2
    kept = []
    for polygon in shapely.get_parts(area):
        holes = [ring for ring in polygon.interiors if shapely.area(shapely.Polygon(ring)) >= least]
        kept.append(shapely.Polygon(polygon.exterior, holes))
    return shapely.MultiPolygon(kept)
