"""Travel times and isochrones as JSON can carry them: ``inf`` and ``nan`` become null."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.network.values import Floats, Router, TravelTimes, Variant

MAX_PLACES = 5_000
MAX_PAIRS = 300_000
MAX_STARTS = 100  # of one isochrone
MAX_MINUTES = 6
LONGEST_MINUTES = 600.0

Answer = dict[str, Any]


def read_places(value: object, name: str, most: int = MAX_PLACES) -> Floats:
    """
    Return places (k × 2; lon, lat in degrees) from ``[[lon, lat], …]``.

    Raises
    ------
    InvalidInput
        One is no pair of numbers within the bounds of longitude and latitude.
    TooLarge
        There are more than ``most``.
    """
    if not isinstance(value, list) or not value:
        raise _no_place(name, value)
    if len(value) > most:
        raise TooLarge(
            N_("%(name)s takes at most %(most)s places; these are %(found)s"),
            name=name,
            most=most,
            found=len(value),
        )
    for place in value:
        if not isinstance(place, list) or len(place) != 2 or not all(_is_degree(part) for part in place):
            raise _no_place(name, place)
        if abs(place[0]) > 180 or abs(place[1]) > 90:
            raise _no_place(name, place)
    return np.array(value, dtype=np.float64)


def read_minutes(value: object) -> list[float]:
    """Return the minutes of isochrones, each once and ascending, or raise ``InvalidInput``."""
    good = isinstance(value, list) and 0 < len(value) <= MAX_MINUTES
    if not good or not all(_is_degree(part) and 0 < part <= LONGEST_MINUTES for part in value):  # type: ignore[attr-defined]
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="minutes",
            value=str(value)[:100],
            allowed=f"[0 < … ≤ {LONGEST_MINUTES:.0f}] × 1 – {MAX_MINUTES}",
        )
    return sorted({float(part) for part in value})  # type: ignore[attr-defined]


def tell_travel_times(router: Router, origins: Floats, destinations: Floats) -> Answer:
    """
    Return minutes and km between every two places; null where there is no way.

    ``off_network_m`` is one list: the origins, then the destinations.

    Raises
    ------
    TooLarge
        There are more pairs than one answer carries.
    """
    if len(origins) * len(destinations) > MAX_PAIRS:
        raise TooLarge(
            N_("At most %(most)s pairs of places are told at once; these are %(found)s (%(from)s × %(to)s)"),
            **{
                "most": MAX_PAIRS,
                "found": len(origins) * len(destinations),
                "from": len(origins),
                "to": len(destinations),
            },
        )
    found = router.travel_times(origins, destinations)
    minutes = {variant.value: rounded(getattr(found, variant.value), 1) for variant in Variant}
    off_network = np.concatenate(found.off_network_m)
    return {
        "minutes": minutes,
        "km": rounded(found.km, 2),
        "off_network_m": rounded(off_network, 0),
        **tell_engine(found),
    }


def tell_engine(found: TravelTimes) -> Answer:
    """Return what the minutes come from, and whether they are an estimate."""
    return {
        "engine": found.engine,
        "estimate": found.estimate,
        "network": found.network,
        "fallback": found.fallback,
    }


def rounded(values: Floats, digits: int) -> list[Any]:
    """Return an array as lists of rounded numbers, null where there is none."""
    if values.ndim > 1:
        return [rounded(row, digits) for row in values]
    return [round(value, digits) if math.isfinite(value) else None for value in values.tolist()]


def _is_degree(value: object) -> bool:
    """Return whether a JSON value is a number that could be a degree."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LONGEST_MINUTES


def _no_place(name: str, value: object) -> InvalidInput:
    """Return the error for what is no place."""
    return InvalidInput(
        N_("%(name)s takes places as [longitude, latitude] in degrees, not %(value)s"),
        name=name,
        value=str(value)[:100],
    )


def features(items: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> Answer:
    """Return a FeatureCollection of pairs of geometry and properties."""
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": geometry, "properties": properties}
            for geometry, properties in items
        ],
    }
