"""A siting plan as a caller asks for it: frozen values, checked by ``geodata.planning.reading``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geodata.planning.values import Model
from geodata.vocabulary import UnitSystem

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NamedLimit:
    """At least and at most so many points of a group, given by keys or by numbers of columns."""

    group: tuple[str, ...] | tuple[int, ...]
    least: int = 0
    most: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class GivenPoint:
    """A candidate that somebody drew or uploaded (degrees, EPSG:4326)."""

    id: str
    name: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class GivenTable:
    """Demand by unit code from a table that somebody uploaded."""

    name: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class GivenTours:
    """Tours that a job has made: how many, and how many of them stop in or pass through each commune."""

    job: str
    count: int
    by_commune: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Robustness:
    """How many times to draw the minutes within their range, and from which seed."""

    samples: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """A plan over the data of the store."""

    model: Model
    sites: int | None
    minutes: float | None
    demand: Mapping[str, float]
    table: GivenTable | None
    tours: GivenTours | None
    kinds: tuple[str, ...]
    points: tuple[GivenPoint, ...]
    excluded: tuple[Json, ...]
    least_distance_km: float | None
    keep_existing: bool
    locked: tuple[str, ...]
    forbidden: tuple[str, ...]
    limits: tuple[NamedLimit, ...]
    capacity: float | None
    capacities: Mapping[str, float]
    prices: Mapping[str, float]
    budget: float | None
    time_limit_s: float
    on: date | None
    units: UnitSystem
    opened: tuple[str, ...] | None  # evaluate these new points as they are; None: find the best ones
    curve: int | None  # up to how many points; None: no curve
    robustness: Robustness | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRequest:
    """A plan over an explicit matrix (``inf``: cannot be reached)."""

    model: Model
    sites: int | None
    minutes: float | None
    costs: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]
    locked: tuple[int, ...]
    forbidden: tuple[int, ...]
    limits: tuple[NamedLimit, ...]
    capacity: tuple[float, ...] | None
    prices: tuple[float, ...] | None
    budget: float | None
    time_limit_s: float
