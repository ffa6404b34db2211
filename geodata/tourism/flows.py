"""
Where tours pass: their lines laid over each other, so that a shared stretch is there once.

A tour is read from its answer: the lines of its legs and its visits. A leg
without a line is on no stretch and is counted. On the schematic graph a line
is no road: it says between which communes a tour drives, not where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import csr_matrix

Points = npt.NDArray[np.float64]  # k × 2: lon, lat in degrees (EPSG:4326)
Ints = npt.NDArray[np.int64]
Json = Mapping[str, Any]
Lines = Sequence[Sequence[Sequence[float]]]

DECIMALS = 5  # of the lines of answers: about 1 m
# What is rounded lies at most half a diagonal of the grid beside its line.
ON_LINE = 0.75
CRAFT = "craft"  # the kind of a stop at which a craft is practised


class FlowKind(StrEnum):
    """What a tour is that is counted."""

    PUBLISHED = "published"
    DRAFT = "draft"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class FlowVisit:
    """One visit: the key of the stop, its name and place (degrees, EPSG:4326), whether a craft is there."""

    stop: str
    name: str
    lon: float
    lat: float
    is_craft: bool


@dataclass(frozen=True, slots=True, eq=False)
class FlowLeg:
    """
    One leg: its line (k × 2; None: not known) and the visit that it leads to (None: the end of a day).

    ``km`` is the way that it takes, which on the schematic graph is longer than its line.
    """

    line: Points | None
    to: FlowVisit | None
    km: float | None = None

    @property
    def is_missing(self) -> bool:
        """Tell whether it leads somewhere else and nobody knows along which line."""
        return self.line is None and self.km != 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class FlowTour:
    """One tour as it is counted; ``is_real`` says that every line of it follows roads."""

    key: str  # another one whenever its lines may be others
    kind: FlowKind
    name: str
    tour_id: str | None  # of a saved tour
    days: tuple[tuple[FlowLeg, ...], ...]
    is_real: bool

    @property
    def lines(self) -> list[Points]:
        """Return the lines of its legs, in their order."""
        return [leg.line for day in self.days for leg in day if leg.line is not None]

    @property
    def visits(self) -> list[FlowVisit]:
        """Return its visits, in their order."""
        return [leg.to for day in self.days for leg in day if leg.to is not None]


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A piece of line (EPSG:4326) that the same tours drive over, by their positions; each counts once."""

    line: shapely.LineString
    tours: tuple[int, ...]


def flow_tour(
    answer: Json,
    *,
    key: str,
    kind: FlowKind,
    name: str = "",
    tour_id: str | None = None,
    lines: Lines | None = None,
) -> FlowTour:
    """
    Return a tour from its answer.

    Parameters
    ----------
    answer
        Of the solver or of a check; only ``days[].legs[].line`` and ``real``,
        ``days[].visits[].stop`` and ``stops`` are read.
    key, kind, name, tour_id
        See ``FlowTour``.
    lines
        Where ``line`` is the number of a line and not the line itself: all lines.
    """
    stops = answer["stops"]
    days = tuple(_legs(day, stops, lines) for day in answer["days"])
    real = [bool(leg.get("real")) for day in answer["days"] for leg in day["legs"] if leg["line"] is not None]
    is_real = bool(real) and all(real)
    return FlowTour(key=key, kind=kind, name=name, tour_id=tour_id, days=days, is_real=is_real)


def _legs(day: Json, stops: Json, lines: Lines | None) -> tuple[FlowLeg, ...]:
    """Return the legs of one day: one to each visit, then one to its end."""
    visits = [*(_visit(visit["stop"], stops) for visit in day["visits"]), None]
    legs = zip(day["legs"], visits, strict=True)
    return tuple(FlowLeg(_line(leg["line"], lines), to, _km(leg)) for leg, to in legs)


def _km(leg: Json) -> float | None:
    """Return the km of a leg; 0 between stops at one point: their minutes are known, it leads nowhere."""
    km: float | None = leg.get("km")
    return 0.0 if km is None and leg["line"] is None and leg.get("minutes") is not None else km


def _visit(stop: str, stops: Json) -> FlowVisit:
    """Return a visit."""
    told = stops[stop]
    return FlowVisit(
        stop, told["name"], float(told["lon"]), float(told["lat"]), CRAFT in told.get("kinds", ())
    )


def _line(value: Any, lines: Lines | None) -> Points | None:  # noqa: ANN401 -- a line or its number
    """Return a line as points; None where there is none, or where it stays in one place."""
    if value is None:
        return None
    given: Points = np.array(value if lines is None else lines[value], dtype=np.float64)
    points: Points = np.round(given, DECIMALS)
    return points if len(points) > 1 and (points != points[0]).any() else None


def stretches_of(tours: Sequence[FlowTour]) -> tuple[Stretch, ...]:
    """
    Return the stretches that tours drive over, the most driven ones first.

    All lines are noded on the grid of their decimals (Hobby 1999, snap
    rounding: a line that runs through the cell of another one's end takes it
    as a point of its own), so that what two tours share becomes the same
    pieces even where they join it between two of its points. Either direction
    counts, a tour once however often it passes.
    """
    pieces, of_tour = _pieces([tour.lines for tour in tours])
    if not len(pieces):
        return ()
    edges = _noded(pieces)
    driven = (of_tour @ _covers(pieces, edges)).tocsc()
    driven.sort_indices()
    groups: dict[tuple[int, ...], list[int]] = {}
    for edge in range(len(edges)):
        who = driven.indices[driven.indptr[edge] : driven.indptr[edge + 1]]
        groups.setdefault(tuple(who.tolist()), []).append(edge)
    found = [Stretch(line, who) for who, members in groups.items() for line in _merged(edges[members])]
    return tuple(sorted(found, key=lambda one: (-len(one.tours), one.line.coords[0], one.line.coords[-1])))


def _pieces(lines: Sequence[Sequence[Points]]) -> tuple[Ints, csr_matrix]:
    """Return the different pieces of all lines (p × 4, in cells of the grid), and which tour has which."""
    found, owners = [], []
    for owner, parts in enumerate(lines):
        for part in parts:
            cells = np.rint(part * 10**DECIMALS).astype(np.int64)
            ends = np.hstack([cells[:-1], cells[1:]])
            found.append(ends[(ends[:, :2] != ends[:, 2:]).any(axis=1)])
            owners.append(np.full(len(found[-1]), owner))
    if not found:
        return np.empty((0, 4), dtype=np.int64), csr_matrix((len(lines), 0))
    pieces, at = np.unique(_one_way(np.vstack(found)), axis=0, return_inverse=True)
    ones = np.ones(at.size, dtype=np.int32)
    return pieces, csr_matrix((ones, (np.concatenate(owners), at.reshape(-1))), (len(lines), len(pieces)))


def _one_way(ends: Ints) -> Ints:
    """Return pieces with the western end first, so that there and back are the same."""
    turned = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    return np.where(turned[:, None], ends[:, [2, 3, 0, 1]], ends)


def _noded(pieces: Ints) -> Ints:
    """Return the pieces cut where they meet (e × 4), each once."""
    whole = shapely.unary_union(shapely.linestrings(pieces.reshape(-1, 2, 2)), grid_size=1.0)
    parts = [np.rint(shapely.get_coordinates(part)).astype(np.int64) for part in shapely.get_parts(whole)]
    return np.unique(_one_way(np.vstack([np.hstack([part[:-1], part[1:]]) for part in parts])), axis=0)


def _covers(pieces: Ints, edges: Ints) -> csr_matrix:
    """Return which piece (rows) runs over which edge (columns)."""
    middles = shapely.points((edges[:, :2] + edges[:, 2:]) / 2.0)
    tree = shapely.STRtree(shapely.linestrings(pieces.reshape(-1, 2, 2)))
    edge, piece = tree.query(middles, predicate="dwithin", distance=ON_LINE)
    return csr_matrix((np.ones(len(edge), dtype=np.int32), (piece, edge)), (len(pieces), len(edges)))


def _merged(edges: Ints) -> list[shapely.LineString]:
    """Return edges as lines in degrees, those that follow each other as one."""
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(edges.reshape(-1, 2, 2))))
    degrees = shapely.transform(merged, lambda points: np.round(points / 10**DECIMALS, DECIMALS))
    return [line for line in shapely.get_parts(degrees) if isinstance(line, shapely.LineString)]
