"""
How remote a place is: the minutes to the nearest town that was the seat of a district.

Until 30 June 2025 each district had a town with its offices, market, shops
and beds; visitors start from there, and what lies far from all of them sees
few. Since then there are no districts, but the towns are the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from geodata.errors import N_, DataProblem
from geodata.network.values import Router
from geodata.planning.places import least_minutes
from geodata.store import Store
from geodata.tourism.places import TourPlace
from geodata.units import units_in
from geodata.vocabulary import UnitLevel, UnitSystem

# Commune of 2024 that each district had its seat in, the city's ward with the station first.
SEATS: Mapping[str, str] = {
    "080": "02641",  # Lào Cai: Lào Cai ward
    "082": "02683",  # Bát Xát
    "083": "02761",  # Mường Khương
    "084": "02809",  # Si Ma Cai
    "085": "02839",  # Bắc Hà
    "086": "02905",  # Bảo Thắng: Phố Lu
    "087": "02947",  # Bảo Yên: Phố Ràng
    "088": "03001",  # Sa Pa
    "089": "03055",  # Văn Bàn: Khánh Yên
}
# An hour from the nearest town counts as remote as can be: half a day goes to get there and back.
REMOTE_MIN = 60.0


def seat_points(store: Store) -> np.ndarray:
    """
    Return lon and lat (degrees, EPSG:4326) of an interior point of each seat's commune (9 × 2).

    Raises
    ------
    DataProblem
        The store lacks one of the communes.
    """
    communes = units_in(store, UnitSystem.Y2024, UnitLevel.COMMUNE).set_index("unit_code")
    missing = [code for code in SEATS.values() if code not in communes.index]
    if missing:
        raise DataProblem(
            N_("The store holds no commune %(code)s: load the reference data first"), code=missing[0]
        )
    points = communes.loc[list(SEATS.values()), ["label_lon", "label_lat"]]
    return np.asarray(points, dtype=np.float64)


def minutes_to_towns(store: Store, router: Router, places: Sequence[TourPlace]) -> dict[str, float | None]:
    """
    Return the likely minutes from the nearest seat to each place, by key; None where no road leads there.

    Places at one point are asked for once.
    """
    if not places:
        return {}
    where = np.array([(place.lon, place.lat) for place in places], dtype=np.float64)
    points, at = np.unique(where, axis=0, return_inverse=True)
    times = least_minutes(router.travel_times(seat_points(store), points).likely)[at.reshape(-1)]
    return {
        place.place_id: float(minutes) if np.isfinite(minutes) else None
        for place, minutes in zip(places, times, strict=True)
    }


def remoteness(minutes: float | None) -> float:
    """Return 0 (in a town) to 1 (``REMOTE_MIN`` minutes or more from the nearest); 0 where nobody knows."""
    return 0.0 if minutes is None else min(1.0, max(0.0, minutes / REMOTE_MIN))
