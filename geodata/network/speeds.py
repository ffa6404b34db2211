"""
Speeds on the roads of Lào Cai by class, as a range.

One rule for every class. A published model of transport in Vietnam gives each
class a lowest and a highest speed; their geometric mean is the speed that it
would expect. What travellers observed, divided by that, is a set of ratios:
their median is the one factor on the speeds of all classes, their quantiles
the range around it, so that low : likely : high is the same for every class.
No road has a figure of its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np
import sqlalchemy as sa

from geodata import tables
from geodata.errors import N_, DataProblem
from geodata.registry.roads import read_speeds
from geodata.store import Store

# The classes of road_links.csv, fastest first, and the row of speed_assumptions that the model has for
# each. The model's levels: 0 national, 1 provincial, 2 local (a district's roads), 3 other.
MOUNTAIN_MAIN = "mountain terrain (used for all Lào Cai roads): national, provincial and local"
MODEL_ROWS: Mapping[str, str] = {
    "expressway": "flat terrain: expressway",
    "national": MOUNTAIN_MAIN,
    "provincial": MOUNTAIN_MAIN,
    "district": MOUNTAIN_MAIN,
    "commune": "mountain terrain: other roads",
}
CLASSES: tuple[str, ...] = tuple(MODEL_ROWS)
# How an observed way names an expressway; every other one is told of main roads.
EXPRESSWAY_MARK = "(CT."

# One in ten figures may lie below the range and one in ten above it.
LOW_QUANTILE, HIGH_QUANTILE = 0.1, 0.9

OSM_CLASSES: Mapping[str, str] = {
    "motorway": "expressway",
    "motorway_link": "national",
    "trunk": "national",
    "trunk_link": "national",
    "primary": "national",
    "primary_link": "national",
    "secondary": "provincial",
    "secondary_link": "provincial",
    "tertiary": "district",
    "tertiary_link": "district",
}
# What is likely on them is the low end of a commune's road.
SLOWEST = frozenset({"track", "service", "living_street"})
# The model's "other roads" are the unpaved ones: a road without a paved surface gets their speed.
UNPAVED = frozenset(
    {
        "clay",
        "compacted",
        "dirt",
        "earth",
        "fine_gravel",
        "grass",
        "gravel",
        "ground",
        "mud",
        "pebblestone",
        "rock",
        "sand",
        "unpaved",
    }
)

SPEED_LIMIT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(km/?h|kph|mph)?", re.IGNORECASE)
KMH_PER_MPH = 1.609344
# Slower than somebody on foot is a slip of the pen.
LEAST_LIMIT_KMH = 5.0


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of some ratios and the quantiles on both sides of it."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, ratios: Iterable[float]) -> Self:
        """Return the median and the quantiles 0.1 and 0.9 of at least one ratio."""
        low, middle, high = np.quantile(list(ratios), [LOW_QUANTILE, 0.5, HIGH_QUANTILE])
        return cls(float(low), float(middle), float(high))


@dataclass(frozen=True, slots=True)
class SpeedRange:
    """Speeds in km/h: low ≤ likely ≤ high."""

    low_kmh: float
    likely_kmh: float
    high_kmh: float

    def at_most(self, limit_kmh: float) -> SpeedRange:
        """Return the range under a speed limit; it may be narrower than before."""
        return SpeedRange(
            min(self.low_kmh, limit_kmh), min(self.likely_kmh, limit_kmh), min(self.high_kmh, limit_kmh)
        )

    def scaled(self, factor: float) -> SpeedRange:
        """Return the range times ``factor``."""
        return SpeedRange(self.low_kmh * factor, self.likely_kmh * factor, self.high_kmh * factor)


def speeds_by_class(store: Store) -> Mapping[str, SpeedRange]:
    """
    Return the speeds of each of ``CLASSES`` by the assumptions in the store.

    Raises
    ------
    DataProblem
        The store lacks the model's figures for a class.
    """
    with store.read() as connection:
        rows = connection.execute(sa.select(tables.speed_assumptions)).all()
    return class_speeds([row._asdict() for row in rows])


@lru_cache(maxsize=1)
def shipped_speeds() -> Mapping[str, SpeedRange]:
    """Return the speeds of each of ``CLASSES`` by the table that this version ships."""
    return class_speeds(read_speeds()[0])


def class_speeds(assumptions: Iterable[Mapping[str, Any]]) -> dict[str, SpeedRange]:
    """
    Return the speeds of each of ``CLASSES``.

    Parameters
    ----------
    assumptions
        Rows of ``tables.speed_assumptions``.

    Raises
    ------
    DataProblem
        The model's figures for a class are missing.
    """
    rows = [row for row in assumptions if row["kmh_low"] is not None and row["kmh_high"] is not None]
    model = {name: _model_range(name, rows) for name in CLASSES}
    ratios = [
        row[column] / model[_observed_class(row["subject"])].likely_kmh
        for row in rows
        if row["kind"] == "observed"
        for column in ("kmh_low", "kmh_high")
    ]
    if not ratios:
        return model
    seen = Spread.of(ratios)
    return {
        name: SpeedRange(*(speeds.likely_kmh * ratio for ratio in (seen.low, seen.middle, seen.high)))
        for name, speeds in model.items()
    }


def _model_range(name: str, rows: Iterable[Mapping[str, Any]]) -> SpeedRange:
    """Return what the model says about a class: its two ends and their geometric mean."""
    wanted = MODEL_ROWS[name]
    found = next((row for row in rows if row["kind"] == "model" and row["subject"].startswith(wanted)), None)
    if found is None:
        raise DataProblem(N_("No speed is known for roads of the class %(name)s"), name=name)
    low, high = found["kmh_low"], found["kmh_high"]
    return SpeedRange(low, math.sqrt(low * high), high)


def _observed_class(subject: str) -> str:
    """Return the class that an observed way is held against."""
    return "expressway" if EXPRESSWAY_MARK in subject else "national"


def class_of(highway: str, surface: str | None = None) -> str:
    """Return the class (of ``CLASSES``) of a road of OpenStreetMap by its ``highway`` and ``surface``."""
    if surface in UNPAVED:
        return "commune"
    return OSM_CLASSES.get(highway, "commune")


def speed_for(
    highway: str,
    surface: str | None = None,
    maxspeed: str | None = None,
    speeds: Mapping[str, SpeedRange] | None = None,
) -> SpeedRange:
    """
    Return the speeds on a road of OpenStreetMap.

    Parameters
    ----------
    highway, surface, maxspeed
        The values of these tags; None or a value that nobody knows changes nothing.
    speeds
        Speeds by class; those of the shipped table unless given.

    Notes
    -----
    A speed limit cuts what is above it, so that low : likely : high is the one
    ratio of all classes only where no limit is met.
    """
    by_class = shipped_speeds() if speeds is None else speeds
    found = by_class[class_of(highway, surface)]
    if highway in SLOWEST:
        slow = by_class["commune"]
        found = slow.scaled(slow.low_kmh / slow.likely_kmh)
    limit = speed_limit_kmh(maxspeed)
    return found if limit is None else found.at_most(limit)


def speed_limit_kmh(text: str | None) -> float | None:
    """
    Return the lowest limit that ``maxspeed`` names (``50``, ``30 mph``, ``50; 60``), in km/h.

    Words (``none``, ``signals``, ``VN:urban``) name no figure: None.
    """
    named = [SPEED_LIMIT.fullmatch(part.strip()) for part in re.split(r"[;,|]", text or "")]
    limits = [
        float(limit[1]) * (KMH_PER_MPH if (limit[2] or "").lower() == "mph" else 1)
        for limit in named
        if limit is not None
    ]
    return min((limit for limit in limits if limit >= LEAST_LIMIT_KMH), default=None)
