"""
Where a new sales point would catch tours: candidates by how many pass near, beside the residents near.

A tour is caught once, however often it passes. Points that many tours pass are
not added up: two of them mostly see the same tours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geodata.crs import METRIC, WGS84, to_metric, to_wgs84
from geodata.errors import N_, InvalidInput
from geodata.network.values import Router
from geodata.planning.candidates import Candidate, candidates
from geodata.planning.decision950 import PLACE_KINDS
from geodata.planning.demand import demand_points
from geodata.planning.figures import DemandKind
from geodata.store import Store
from geodata.tourism.flows import Stretch
from geodata.view import View
from geodata.vocabulary import UnitSystem

Floats = npt.NDArray[np.float64]

USUAL_KM, USUAL_MIN = 2.0, 10.0
MOST_KM, MOST_MIN = 50.0, 120.0
# From a candidate to a line is asked as to places on it, each kilometre, and farther apart on very long ones.
SAMPLE_M, MOST_SAMPLES = 1_000.0, 3_000


@dataclass(frozen=True, slots=True)
class Near:
    """What counts as near: kilometres in a straight line, or likely minutes by road; exactly one of them."""

    km: float | None = None
    minutes: float | None = None

    def __post_init__(self) -> None:
        """Refuse neither, both, and what is out of range."""
        if (self.km is None) == (self.minutes is None):
            raise InvalidInput(N_("Say what is near either in kilometres or in minutes"))
        for value, most in ((self.km, MOST_KM), (self.minutes, MOST_MIN)):
            if value is not None and not 0 < value <= most:
                raise InvalidInput(
                    N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
                    name="within_km" if value is self.km else "within_min",
                    value=value,
                    allowed=f"0 < … ≤ {most:.0f}",
                )


@dataclass(frozen=True, slots=True)
class Spot:
    """A candidate, the positions of the tours that pass near it, and the residents of the communes near."""

    candidate: Candidate
    tours: tuple[int, ...]
    residents: float


def catching_spots(
    store: Store, view: View, router: Router, stretches: Sequence[Stretch], near: Near
) -> list[Spot]:
    """
    Return the candidates for a sales point, those that catch the most tours first.

    Parameters
    ----------
    store, view
        Where candidates (all kinds of places of Decision 950) and residents are
        read; residents stand at the interior points of the communes of 2024, the
        smallest units with a census.
    router, near
        With minutes the likely ones count, from the candidate to the line and
        from the commune to the candidate.
    stretches
        What ``flows.stretches_of`` gives.
    """
    items = candidates(store, view, [kind.key for kind in PLACE_KINDS]).items
    if not items:
        return []
    points = np.array([(item.lon, item.lat) for item in items], dtype=np.float64)
    demand = demand_points(store, replace(view, units=UnitSystem.Y2024), {DemandKind.RESIDENTS.value: 1.0})
    if near.km is not None:
        caught = _tours_in_reach(points, stretches, near.km)
        reached = _metres(points, demand.points) <= near.km * 1e3
    else:
        minutes = near.minutes or 0.0
        caught = _tours_in_time(points, stretches, router, minutes)
        reached = (router.travel_times(demand.points, points).likely <= minutes).T
    residents = reached @ demand.rows[DemandKind.RESIDENTS.value].fillna(0.0).to_numpy(dtype=np.float64)
    found = [
        Spot(item, tuple(sorted(tours)), float(people))
        for item, tours, people in zip(items, caught, residents, strict=True)
    ]
    return sorted(found, key=lambda spot: (-len(spot.tours), -spot.residents, spot.candidate.candidate_id))


def _tours_in_reach(points: Floats, stretches: Sequence[Stretch], km: float) -> list[set[int]]:
    """Return the tours that pass within so many km in a straight line of each point."""
    found: list[set[int]] = [set() for _ in points]
    if stretches:
        tree = shapely.STRtree(_metric_lines(stretches))
        for point, stretch in tree.query(_metric(points), predicate="dwithin", distance=km * 1e3).T.tolist():
            found[point].update(stretches[stretch].tours)
    return found


def _tours_in_time(
    points: Floats, stretches: Sequence[Stretch], router: Router, minutes: float
) -> list[set[int]]:
    """Return the tours that pass within so many likely minutes of each point."""
    found: list[set[int]] = [set() for _ in points]
    if stretches:
        samples, of_stretch = _samples(stretches)
        near = router.travel_times(points, samples).likely <= minutes
        for point, sample in np.argwhere(near).tolist():
            found[point].update(stretches[of_stretch[sample]].tours)
    return found


def _samples(stretches: Sequence[Stretch]) -> tuple[Floats, list[int]]:
    """Return places on stretches (lon, lat), and the stretch of each."""
    lines = _metric_lines(stretches)
    step_m = max(SAMPLE_M, sum(line.length for line in lines) / MOST_SAMPLES)
    places, of_stretch = [], []
    for number, line in enumerate(lines):
        parts = max(1, math.ceil(line.length / step_m))
        places += [line.interpolate(part / parts, normalized=True) for part in range(parts + 1)]
        of_stretch += [number] * (parts + 1)
    return shapely.get_coordinates(to_wgs84(gpd.GeoSeries(places, crs=METRIC)).to_numpy()), of_stretch


def _metric_lines(stretches: Sequence[Stretch]) -> list[shapely.LineString]:
    """Return the lines of stretches in metres."""
    return list(to_metric(gpd.GeoSeries([stretch.line for stretch in stretches], crs=WGS84)))


def _metric(points: Floats) -> npt.NDArray[np.object_]:
    """Return points in metres."""
    return np.asarray(to_metric(gpd.GeoSeries(shapely.points(points), crs=WGS84)).to_numpy())


def _metres(points: Floats, others: Floats) -> Floats:
    """Return the metres from each of some points to each of others."""
    return np.asarray(shapely.distance(_metric(points)[:, None], _metric(others)[None, :]))
