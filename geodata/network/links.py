"""The schematic links between the communes of 2024, and the quickest way along them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geodata import tables
from geodata.errors import N_, DataProblem
from geodata.network.speeds import CLASSES, SpeedRange
from geodata.network.values import Floats, Ints
from geodata.store import Store

ESTIMATED = "estimated"  # length_basis of a link whose length is a straight line × 1.5
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Links:
    """
    The k links of ``road_links.csv``, each driven both ways.

    ``tail`` and ``head`` (k) are positions in ``codes``; ``length_km`` (k) as
    the table has it; ``road_class`` (k) positions in ``speeds.CLASSES``; ``road``
    (k) positions in ``roads``, the numbers of roads; -1: none is known.
    """

    codes: tuple[str, ...]  # communes of 2024
    tail: Ints
    head: Ints
    length_km: Floats
    road_class: npt.NDArray[np.int16]
    estimated: npt.NDArray[np.bool_]
    road: Ints
    roads: tuple[str, ...]

    def km(self, detour: float) -> Floats:
        """Return the km of each link: the estimated ones times ``detour``."""
        return np.where(self.estimated, self.length_km * detour, self.length_km)

    def minutes(self, speeds: Mapping[str, SpeedRange], detour: float) -> Floats:
        """Return the minutes of each link at the likely speed of its class."""
        kmh = np.array([speeds[name].likely_kmh for name in CLASSES])
        minutes: Floats = self.km(detour) / kmh[self.road_class] * 60
        return minutes


def read_links(store: Store) -> Links:
    """
    Return the schematic links of a store.

    Raises
    ------
    DataProblem
        There are none, or one is of a class without speeds.
    """
    t = tables.road_links
    with store.read() as connection:
        rows = connection.execute(sa.select(t).order_by(t.c.link_id)).all()
    if not rows:
        raise DataProblem(N_("The store holds no links between communes: load the reference data first"))
    unknown = sorted({row.road_class for row in rows} - set(CLASSES))
    if unknown:
        raise DataProblem(N_("No speed is known for roads of the class %(name)s"), name=unknown[0])
    codes = tuple(sorted({code for row in rows for code in (row.from_code, row.to_code)}))
    place = {code: position for position, code in enumerate(codes)}
    roads = tuple(sorted({row.road_ref for row in rows if row.road_ref}))
    return Links(
        codes=codes,
        tail=np.array([place[row.from_code] for row in rows], dtype=np.int64),
        head=np.array([place[row.to_code] for row in rows], dtype=np.int64),
        length_km=np.array([row.length_km for row in rows], dtype=np.float64),
        road_class=np.array([CLASSES.index(row.road_class) for row in rows], dtype=np.int16),
        estimated=np.array([row.length_basis == ESTIMATED for row in rows], dtype=np.bool_),
        road=np.array([roads.index(row.road_ref) if row.road_ref else -1 for row in rows], dtype=np.int64),
        roads=roads,
    )


def quickest(links: Links, minutes: Floats, pairs: Iterable[Pair]) -> dict[Pair, list[int]]:
    """
    Return the links (positions) of the quickest way between the two communes of each pair.

    Pairs that nothing joins, or whose codes no link has, are left out.

    Parameters
    ----------
    minutes
        Minutes of each link, more than 0.
    pairs
        Codes of communes of 2024.
    """
    place = {code: position for position, code in enumerate(links.codes)}
    wanted = [pair for pair in pairs if pair[0] in place and pair[1] in place]
    if not wanted:
        return {}
    best = _best_links(links, minutes)
    origins = sorted({place[start] for start, _ in wanted})
    row_of = {origin: row for row, origin in enumerate(origins)}
    tails, heads = zip(*best, strict=True)
    size = len(links.codes)
    graph = csr_array((minutes[list(best.values())], (tails, heads)), shape=(size, size))
    before = dijkstra(graph, indices=origins, return_predecessors=True)[1]
    ways = {
        (start, end): _walk_back(before[row_of[place[start]]], place[start], place[end], best)
        for start, end in wanted
    }
    return {pair: way for pair, way in ways.items() if way is not None}


def _best_links(links: Links, minutes: Floats) -> dict[tuple[int, int], int]:
    """Return the quickest link from each node to each neighbour, both ways."""
    best: dict[tuple[int, int], int] = {}
    # The quicker of two links between the same communes is written last.
    for link in np.argsort(-minutes, kind="stable").tolist():
        tail, head = int(links.tail[link]), int(links.head[link])
        best[tail, head] = best[head, tail] = link
    return best


def _walk_back(
    before: Sequence[int], origin: int, node: int, best: Mapping[tuple[int, int], int]
) -> list[int] | None:
    """Return the links from ``origin`` to ``node``; None where there is no way."""
    found: list[int] = []
    while node != origin:
        previous = int(before[node])
        if previous < 0:
            return None
        found.append(best[previous, node])
        node = previous
    return found[::-1]
