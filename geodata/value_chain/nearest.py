"""Minutes from each producer to the nearest sales point, as a range; asked once for each different place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.errors import DataProblem
from geodata.network.current import CurrentNetwork, current_network
from geodata.network.engine_settings import EngineSettings
from geodata.network.values import Floats, Router, Variant
from geodata.planning.existing import NOT_SURE_OPEN
from geodata.store import Store
from geodata.units import units_in
from geodata.value_chain.nodes import Key, Node
from geodata.vocabulary import UnitLevel, UnitSystem

# Pairs that are asked for at once: four arrays of them are 16 MB.
MOST_PAIRS = 500_000


@dataclass(frozen=True, slots=True)
class Nearest:
    """
    Minutes to the sales point that is likely the nearest, ``point``; ``inf`` and None where no way leads.

    Each end of the range is the least of all points: another one may be the
    nearest on a quick day.
    """

    low: float = math.inf
    likely: float = math.inf
    high: float = math.inf
    point: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesPlaces:
    """
    The sales points that a producer may be near to.

    ``open`` are those with a point, ``doubtful`` the ones of which the source does not say
    that they were opened; ``districts`` those of which only the district is known, by its
    code, and ``lost`` how many not even that (or only that they lie outside the province).
    """

    open: tuple[Node, ...]
    doubtful: tuple[Node, ...]
    districts: Mapping[str, tuple[Node, ...]]
    lost: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.open) + len(self.doubtful) + sum(map(len, self.districts.values())) + self.lost


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """
    The ways of every producer that has a point, by its identifier, and what they come from.

    ``districts`` holds, by the code of each district that a sales point is known by alone,
    the least minutes to any of its communes on a quick day. ``described`` is empty where
    there are no roads.
    """

    open: Mapping[str, Nearest]
    doubtful: Mapping[str, Nearest]
    districts: Mapping[str, Mapping[str, float]]
    described: Mapping[str, object]


def sales_places(points: Iterable[Node]) -> SalesPlaces:
    """Return sales points by what is known of where they are and whether they are open."""
    placed: dict[bool, list[Node]] = {True: [], False: []}
    districts: dict[str, tuple[Node, ...]] = {}
    lost = 0
    for node in points:
        district = node.row["district_code"]
        if node.point is not None:
            placed[NOT_SURE_OPEN in (node.row["note"] or "")].append(node)
        elif district is not None:
            districts[district] = (*districts.get(district, ()), node)
        else:
            lost += 1
    return SalesPlaces(
        open=tuple(placed[False]), doubtful=tuple(placed[True]), districts=districts, lost=lost
    )


def roads_of(store: Store, engine: EngineSettings | None) -> CurrentNetwork | None:
    """Return what travel times are asked of; None: the store holds no roads, and the chain has no minutes."""
    try:
        return current_network(store, engine)
    except DataProblem:
        return None


def communes_of(store: Store, districts: Iterable[str]) -> dict[str, Floats]:
    """Return the interior points (n × 2; longitude, latitude) of the last communes of districts, by code."""
    communes = units_in(store, UnitSystem.Y2024, UnitLevel.COMMUNE)
    points = communes[["parent_code", "label_lon", "label_lat"]].dropna()
    return {
        code: points.loc[points["parent_code"] == code, ["label_lon", "label_lat"]].to_numpy(dtype=np.float64)
        for code in districts
    }


def find_ways(
    network: CurrentNetwork | None,
    producers: Sequence[Node],
    places: SalesPlaces,
    communes: Mapping[str, Floats],
) -> Ways:
    """
    Return how far it is from each producer that has a point; no ways where there are no roads.

    ``communes``: the points of the communes of each district of ``places``, as ``communes_of``.
    """
    if network is None:
        return Ways({}, {}, {}, {})
    placed = [node for node in producers if node.point is not None]
    ids, router = [node.record_id for node in placed], network.router
    # Thousands of producers stand at some hundred places: each is asked for once.
    origins, of_producer = np.unique(_places(placed), axis=0, return_inverse=True)
    at = of_producer.reshape(-1)
    quick = {code: _quick_to(router, origins, points)[at].tolist() for code, points in communes.items()}
    none = np.zeros((0, 2))
    return Ways(
        dict(zip(ids, _picked(_nearest_of(router, origins, places.open), at), strict=True)),
        dict(zip(ids, _picked(_nearest_of(router, origins, places.doubtful), at), strict=True)),
        {code: dict(zip(ids, minutes, strict=True)) for code, minutes in quick.items()},
        network.described(router.travel_times(none, none)),
    )


def _quick_to(router: Router, origins: Floats, points: Floats) -> Floats:
    """Return the least minutes of each origin to any point; 0 where no point is known: it may lie there."""
    if not len(origins) or not len(points):
        return np.zeros(len(origins))
    return least_minutes(router, origins, points)[0][:, 0]


def _picked(found: Sequence[Nearest], at: npt.NDArray[np.int64]) -> list[Nearest]:
    """Return what was found of the place of each producer, by the number of that place."""
    return [found[place] for place in at.tolist()]


def _nearest_of(router: Router, origins: Floats, points: Sequence[Node]) -> list[Nearest]:
    """Return the nearest of ``points`` for each origin."""
    if not len(origins) or not points:
        return [Nearest()] * len(origins)
    targets, first = np.unique(_places(points), axis=0, return_index=True)
    minutes, at = least_minutes(router, origins, targets)
    return [
        Nearest(low, likely, high, points[first[target]].key) if math.isfinite(likely) else Nearest()
        for (low, likely, high), target in zip(minutes.tolist(), at.tolist(), strict=True)
    ]


def least_minutes(
    router: Router, origins: Floats, targets: Floats, most_pairs: int = MOST_PAIRS
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """
    Return the least low, likely and high minutes from each origin to any target (a × 3), and the likely one.

    Parameters
    ----------
    origins, targets
        Places (a × 2, b × 2; longitude and latitude in degrees), neither empty.
    most_pairs
        So many pairs are asked for at once; the targets are taken in parts, so that
        each of them is routed from once.
    """
    minutes = np.full((len(origins), len(Variant)), np.inf)
    at = np.zeros(len(origins), dtype=np.int64)
    size = max(1, most_pairs // len(origins))
    for start in range(0, len(targets), size):
        times = router.travel_times(origins, targets[start : start + size])
        likely = times.likely.min(axis=1)
        nearer = likely < minutes[:, 1]
        at[nearer] = start + times.likely.argmin(axis=1)[nearer]
        for column, values in enumerate((times.low, times.likely, times.high)):
            minutes[:, column] = np.minimum(minutes[:, column], values.min(axis=1))
    return minutes, at


def _places(nodes: Sequence[Node]) -> Floats:
    """Return longitude and latitude of nodes that have a point."""
    return np.array([node.point for node in nodes], dtype=np.float64).reshape(-1, 2)


def shared_point(node: Node) -> tuple[float, float] | None:
    """Return the interior point that stands for the commune of a record; None: it has one of its own."""
    return None if node.own_point else node.point
