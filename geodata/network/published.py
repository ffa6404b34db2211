"""Published ways between two communes: each pair once, with the lowest and the highest figure of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

import sqlalchemy as sa

from geodata.network.links import Pair


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """What is published for a pair of places (km or minutes): the lowest, the middle one, the highest."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class PublishedPair:
    """Two places, as their sources write them, the communes that they are, and what is published."""

    from_place: str
    to_place: str
    codes: Pair
    km: PublishedFigure | None
    minutes: PublishedFigure | None


def published_pairs(ways: Iterable[sa.Row[Any]]) -> tuple[PublishedPair, ...]:
    """Return each pair of communes of some rows of ``published_ways`` once, whichever way they are told."""
    by_pair: dict[Pair, list[sa.Row[Any]]] = defaultdict(list)
    for way in ways:
        first, second = sorted((way.from_code, way.to_code))
        by_pair[first, second].append(way)
    return tuple(
        PublishedPair(
            rows[0].from_place,
            rows[0].to_place,
            codes,
            _figure(rows, lambda row: (row.km_min, row.km_max)),
            _figure(rows, lambda row: (row.minutes_min, row.minutes_max)),
        )
        for codes, rows in sorted(by_pair.items())
    )


def _figure(
    rows: Iterable[sa.Row[Any]], ends: Callable[[sa.Row[Any]], tuple[float | None, float | None]]
) -> PublishedFigure | None:
    """Return the lowest, middle and highest of what rows say; None where they say nothing."""
    said = [(low, high) for low, high in map(ends, rows) if low is not None and high is not None]
    if not said:
        return None
    return PublishedFigure(
        min(low for low, _ in said),
        median((low + high) / 2 for low, high in said),
        max(high for _, high in said),
    )
