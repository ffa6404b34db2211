"""Ways become pieces of road between neighbouring points, cut at barriers, joined where points are equal."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geodata.crs import geodesic_km
from geodata.errors import N_, DataProblem
from geodata.network.car_rules import FERRY, Drive
from geodata.network.osm import DEGREE, CarWays

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# No road here runs straight that far: the points between are missing, as where a region was cut out of a
# larger file. Ferries do.
MAX_STEP_KM = 5.0
NONE = -1


@dataclass(frozen=True, slots=True)
class RoadKind:
    """What pieces must have in common to become one arc: class, speeds (km/h), the number of the road."""

    road_class: str
    low_kmh: float
    likely_kmh: float
    high_kmh: float
    ref: str = ""  # none is known


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """
    A road graph before it is simplified: n nodes (degrees, EPSG:4326), k straight pieces.

    Piece i joins the nodes ``first`` < ``second``, no other piece joins the
    same two; ``forward`` and ``backward`` are indices into ``kinds``,
    ``NONE`` where nobody may drive that way (never both).
    """

    lon: Floats
    lat: Floats
    first: Ints
    second: Ints
    km: Floats
    forward: Ints
    backward: Ints
    kinds: tuple[RoadKind, ...]

    def kept(self, pieces: Bools) -> Pieces:
        """Return the graph of some of its pieces, without the nodes that none of them touches."""
        used, ends = np.unique(np.stack([self.first[pieces], self.second[pieces]]), return_inverse=True)
        return replace(
            self,
            lon=self.lon[used],
            lat=self.lat[used],
            first=ends[0],
            second=ends[1],
            km=self.km[pieces],
            forward=self.forward[pieces],
            backward=self.backward[pieces],
        )


@dataclass(frozen=True, slots=True)
class Cuts:
    """What was cut out or fell together while pieces were made."""

    without_length: int  # ways all of whose points are one
    gaps: int  # steps longer than ``MAX_STEP_KM``
    doubled: int  # pieces that lay on another one, direction by direction
    barriers: int  # points of roads where a barrier stops cars


@dataclass(frozen=True, slots=True, eq=False)
class _Driven:
    """Steps from node to node in the direction in which they are driven; several may join the same two."""

    tail: Ints
    head: Ints
    km: Floats
    kind: Ints


def pieces_of(ways: CarWays, barrier_lon: Ints, barrier_lat: Ints) -> tuple[Pieces, Cuts]:
    """
    Join ways where their points are equal.

    Parameters
    ----------
    barrier_lon, barrier_lat
        Points (1e-7 degrees) at which every road ends.

    Raises
    ------
    DataProblem
        Nothing is left.
    """
    keys = _keys(ways.lon, ways.lat)
    along = np.flatnonzero((ways.way[1:] == ways.way[:-1]) & (keys[1:] != keys[:-1]))
    way = ways.way[along]
    lon, lat = ways.lon / DEGREE, ways.lat / DEGREE
    km = geodesic_km(lon[along], lat[along], lon[along + 1], lat[along + 1])
    km_of_way = np.bincount(way, weights=km, minlength=len(ways.drive_of)).astype(np.float64)
    kinds, kind_of_way = _kinds(ways, km_of_way)
    ferries = np.array([kind.road_class == FERRY for kind in kinds], dtype=bool)
    whole = (km <= MAX_STEP_KM) | ferries[kind_of_way[way]]
    gaps, without_length = int((~whole).sum()), len(ways.drive_of) - len(np.unique(way))
    along, way, km = along[whole], way[whole], km[whole]
    if not len(along):
        raise DataProblem(N_("No road for cars in the file has two points that belong together"))
    ends, places, barriers = _nodes(keys, along, _keys(barrier_lon, barrier_lat))
    direction = np.array([drive.direction for drive in ways.drives], dtype=np.int64)[ways.drive_of[way]]
    driven = _directed(ends, km, kind_of_way[way], direction)
    pieces = _paired(driven, lon[places], lat[places], kinds)
    doubled = len(driven.tail) - int((pieces.forward != NONE).sum() + (pieces.backward != NONE).sum())
    return pieces, Cuts(without_length, gaps, doubled, barriers)


def strongly_connected(pieces: Pieces) -> Bools:
    """Return which pieces lie in the largest part in which every node can be reached from every other one."""
    forward, backward = pieces.forward != NONE, pieces.backward != NONE
    tail = np.concatenate([pieces.first[forward], pieces.second[backward]])
    head = np.concatenate([pieces.second[forward], pieces.first[backward]])
    size = len(pieces.lon)
    graph = coo_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(size, size)).tocsr()
    _, label = connected_components(graph, directed=True, connection="strong")
    largest = int(np.bincount(label).argmax())
    return np.asarray((label[pieces.first] == largest) & (label[pieces.second] == largest))


def _keys(lon: Ints, lat: Ints) -> Ints:
    """Return one number for each point; equal points have equal numbers."""
    return (lon << 32) + (lat + 90 * DEGREE)


def _kinds(ways: CarWays, km_of_way: Floats) -> tuple[tuple[RoadKind, ...], Ints]:
    """Return the kinds of road, and the kind of each way; a ferry's speed is its length by its duration."""
    numbers: dict[RoadKind, int] = {}
    refs = (*ways.refs, "")  # -1 is the last one

    def number(drive: Drive, ref: str, km: float) -> int:
        kind = RoadKind(drive.road_class, drive.low_kmh, drive.likely_kmh, drive.high_kmh, ref)
        if drive.minutes is not None:
            kmh = max(km, 1e-3) / drive.minutes * 60
            kind = RoadKind(drive.road_class, kmh, kmh, kmh, ref)
        return numbers.setdefault(kind, len(numbers))

    # One number for each way and number of a road.
    both, which = np.unique(ways.drive_of * len(refs) + ways.ref_of + 1, return_inverse=True)
    usual = np.array(
        [number(ways.drives[each // len(refs)], refs[each % len(refs) - 1], 0.0) for each in both],
        dtype=np.int64,
    )
    kind_of_way = usual[which]
    timed = np.array([drive.minutes is not None for drive in ways.drives], dtype=bool)
    for way in np.flatnonzero(timed[ways.drive_of]):
        drive, ref = ways.drives[ways.drive_of[way]], refs[ways.ref_of[way]]
        kind_of_way[way] = number(drive, ref, float(km_of_way[way]))
    return tuple(numbers), kind_of_way


def _nodes(keys: Ints, along: Ints, shut: Ints) -> tuple[Ints, Ints, int]:
    """
    Return the two nodes of each step (2 × steps), the point where each node lies, and the barriers met.

    A point with a barrier is another node for every step that touches it: each road ends there.
    """
    points = np.stack([along, along + 1])
    _, place, node = np.unique(keys[points], return_index=True, return_inverse=True)
    node = node.reshape(points.shape)
    at_barrier = np.isin(keys[points], shut)
    barriers = len(np.unique(node[at_barrier]))
    node[at_barrier] = len(place) + np.arange(int(at_barrier.sum()))
    return node, np.concatenate([points.ravel()[place], points[at_barrier]]), barriers


def _directed(ends: Ints, km: Floats, kind: Ints, direction: Ints) -> _Driven:
    """Return each step in each direction in which it is driven."""
    along, against = direction >= 0, direction <= 0
    return _Driven(
        tail=np.concatenate([ends[0][along], ends[1][against]]),
        head=np.concatenate([ends[1][along], ends[0][against]]),
        km=np.concatenate([km[along], km[against]]),
        kind=np.concatenate([kind[along], kind[against]]),
    )


def _paired(driven: _Driven, lon: Floats, lat: Floats, kinds: tuple[RoadKind, ...]) -> Pieces:
    """Return the two directions between two nodes side by side, the quickest step of each."""
    slowness = -np.array([kind.likely_kmh for kind in kinds])[driven.kind]
    turned = driven.tail > driven.head
    first, second = np.minimum(driven.tail, driven.head), np.maximum(driven.tail, driven.head)
    order = np.lexsort((driven.kind, slowness, turned, second, first))
    first, second, turned = first[order], second[order], turned[order]
    other_pair = np.append(True, (first[1:] != first[:-1]) | (second[1:] != second[:-1]))
    quickest = other_pair | np.append(True, turned[1:] != turned[:-1])
    piece = np.cumsum(other_pair) - 1
    kind = np.full((2, int(other_pair.sum())), NONE, dtype=np.int64)
    kind[turned[quickest].astype(np.int64), piece[quickest]] = driven.kind[order][quickest]
    return Pieces(
        lon=lon,
        lat=lat,
        first=first[other_pair],
        second=second[other_pair],
        km=driven.km[order][other_pair],
        forward=kind[0],
        backward=kind[1],
        kinds=kinds,
    )
