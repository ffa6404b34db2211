"""The quickest way between two places as pieces of arcs, and as a line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from shapely.ops import substring

from geodata.crs import METRIC, to_wgs84
from geodata.network import matrix
from geodata.network.snapping import Holds, Snapper
from geodata.network.values import Floats, RoadNetwork
from geodata.network.weighted import WeightedGraph

DECIMALS = 6


class Piece(NamedTuple):
    """The part of an arc between two shares (0 – 1) of its length."""

    arc: int
    start: float
    end: float


def quickest_pieces(graph: WeightedGraph, start: Holds, end: Holds) -> list[Piece]:
    """Return the pieces of the lightest way from the place of ``start`` to that of ``end``; there is one."""
    out = matrix.ties_out(start, graph.network.head)
    into = matrix.ties_in(end, graph.network.tail)
    first, last = graph.part_costs(out.arc, out.share), graph.part_costs(into.arc, into.share)
    cost, before = matrix.tree_of(graph.forward, out.node, first)
    arrivals = cost[into.node] + last
    _, _, arc, share = matrix.along_shared_arcs(start, end)
    direct = graph.part_costs(arc, share)
    if len(direct) and direct.min() <= arrivals.min():
        return [_piece_between(int(arc[direct.argmin()]), start, end)]
    tie = int(arrivals.argmin())
    node = int(into.node[tie])
    pieces = [Piece(int(into.arc[tie]), 0.0, float(into.share[tie]))]
    while before[node] != graph.forward.nodes:
        pieces.append(Piece(graph.forward.arc_between(int(before[node]), node), 0.0, 1.0))
        node = int(before[node])
    tie = int(np.where(out.node == node, first, np.inf).argmin())
    pieces.append(Piece(int(out.arc[tie]), float(1.0 - out.share[tie]), 1.0))
    return pieces[::-1]


def line_along(
    pieces: Sequence[Piece], snapper: Snapper, origin: Floats, destination: Floats
) -> shapely.LineString:
    """Return the line from ``origin`` along ``pieces`` to ``destination`` in degrees (EPSG:4326)."""
    lines = [substring(snapper.lines[arc], start, end, normalized=True) for arc, start, end in pieces]
    along = shapely.get_coordinates(to_wgs84(gpd.GeoSeries(lines, crs=METRIC)).to_numpy())
    return rounded_line(origin, along, destination)


def roads_along(pieces: Sequence[Piece], network: RoadNetwork) -> tuple[str, ...]:
    """Return the numbers of the roads of ``pieces`` in order, each once for as long as it is followed."""
    if network.road is None:
        return ()
    numbers = [int(network.road[piece.arc]) for piece in pieces]
    known = [network.roads[number] for number in numbers if number >= 0]
    return tuple(name for name, _group in groupby(known))


def rounded_line(origin: Floats, along: Floats, destination: Floats) -> shapely.LineString:
    """Return the line through two places and what lies ``along`` (k × 2) between them, with 6 decimals."""
    whole = shapely.LineString(np.round(np.vstack([origin, along, destination]), DECIMALS))
    return shapely.remove_repeated_points(whole)


def _piece_between(arc: int, start: Holds, end: Holds) -> Piece:
    """Return the piece of ``arc`` between two places that hold to it."""
    shares = (float(holds.share[holds.arc == arc][0]) for holds in (start, end))
    return Piece(arc, *shares)
