"""Which router answers: the outside engine of the settings, and the own graph where it does not."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from geodata.errors import EngineUnavailable
from geodata.network.engine_settings import OSRM, VALHALLA, EngineSettings
from geodata.network.engines import SLOW, UNREACHED, Engine
from geodata.network.graph_router import GraphRouter
from geodata.network.legs import rounded_line
from geodata.network.off_network import off_network_minutes, pair_metres, with_ends
from geodata.network.osrm import Osrm
from geodata.network.reaches import checked_minutes, nested
from geodata.network.snapping import SNAP_LIMIT_M, as_places, metres_between, metric_xy
from geodata.network.valhalla import Valhalla
from geodata.network.values import (
    Floats,
    Leg,
    NetworkKind,
    Reach,
    RoadNetwork,
    Router,
    TravelTimes,
    Variant,
)

__all__ = ["EngineRouter", "EngineSettings", "Spread", "open_router", "spread_of"]

TITLES = {OSRM: "OSRM", VALHALLA: "Valhalla"}
# An engine that could not be reached is left alone for so long: nobody waits for it at every click.
REST_S = 30.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Low and high minutes as shares of the likely ones."""

    low: float
    high: float


def spread_of(network: RoadNetwork) -> Spread:
    """Return the range that the calibrated speeds of ``network`` have over all its roads together."""
    likely = float(network.likely.sum())
    if likely <= 0:
        return Spread(1.0, 1.0)
    return Spread(float(network.low.sum()) / likely, float(network.high.sum()) / likely)


def open_router(network: RoadNetwork, engine: EngineSettings | None, spread: Spread | None = None) -> Router:
    """
    Return the router for ``network``: its own, or the outside engine with its own behind it.

    An engine gives one figure for each pair; ``spread`` makes it a range, by
    default the one of the calibrated speeds of ``network``.
    """
    own = GraphRouter(network)
    if engine is None:
        return own
    client: Engine = Osrm(engine) if engine.engine == OSRM else Valhalla(engine)
    return EngineRouter(client, own, spread or spread_of(network))


class EngineRouter:
    """
    A ``Router`` that asks an outside engine, and the own graph where that fails: the answer says why.

    All of an answer comes from one of the two. What lies between a place and
    the road of the engine is added as the own graph adds it.
    """

    def __init__(self, engine: Engine, own: GraphRouter, spread: Spread) -> None:
        """Ask ``engine`` first, then ``own``."""
        self.engine = engine
        self.own = own
        self._shares = {Variant.LOW: spread.low, Variant.LIKELY: 1.0, Variant.HIGH: spread.high}
        self._resting: tuple[float, str] | None = None  # until when, and why

    def travel_times(self, origins: Floats, destinations: Floats) -> TravelTimes:
        """Return minutes and km from each origin to each destination."""
        starts, ends = as_places(origins), as_places(destinations)
        try:
            return self._engine_times(starts, ends)
        except EngineUnavailable as error:
            return replace(self.own.travel_times(starts, ends), fallback=self._noted(error))

    def reaches(self, places: Floats, minutes: Sequence[float]) -> list[Reach]:
        """
        Return for each of ``minutes`` and each variant the area within it of any of ``places``.

        An engine begins on its road: what lies between a place and the road
        is not taken off the minutes.
        """
        where, limits = as_places(places), checked_minutes(minutes)
        try:
            found = self._engine_reaches(where, limits)
        except EngineUnavailable as error:
            reason = self._noted(error)
            return [replace(reach, fallback=reason) for reach in self.own.reaches(where, minutes)]
        return [found[float(limit), variant] for limit, variant in itertools.product(minutes, Variant)]

    def leg(self, origin: Floats, destination: Floats) -> Leg | None:
        """Return the quickest way between two places; None where there is none."""
        ends = as_places([origin, destination])
        try:
            return self._engine_leg(ends)
        except EngineUnavailable as error:
            reason = self._noted(error)
            leg = self.own.leg(ends[0], ends[1])
            return leg and replace(leg, fallback=reason)

    def _engine_times(self, starts: Floats, ends: Floats) -> TravelTimes:
        """Return what the engine says, as a range and with what lies off its roads."""
        self._check_rest()
        table = self.engine.table(starts, ends)
        off_start, off_end = (_on_network(metres) for metres in table.off_m)
        off_m, straight = pair_metres(metric_xy(starts), off_start, metric_xy(ends), off_end)
        low, likely, high = (
            with_ends(table.minutes * share, off_network_minutes(off_m, variant), straight)
            for variant, share in self._shares.items()
        )
        return TravelTimes(
            low=low,
            likely=likely,
            high=high,
            km=with_ends(table.km, off_m / 1000.0, straight),
            off_network_m=(off_start, off_end),
            engine=self.engine.name,
            estimate=False,
            network=TITLES[self.engine.name],
        )

    def _engine_reaches(self, places: Floats, limits: Floats) -> dict[tuple[float, Variant], Reach]:
        """Return what the engine draws: where low minutes are meant, as far as the likely ones may be."""
        self._check_rest()
        asked = {
            (float(limit), variant): float(limit) / share
            for limit, (variant, share) in itertools.product(limits, self._shares.items())
        }
        likely = np.unique(np.round(list(asked.values()), 1))
        areas = dict(zip(likely.tolist(), self.engine.areas(places, likely), strict=True))
        wanted = {key: areas[float(np.round(minutes, 1))] for key, minutes in asked.items()}
        return {key: replace(reach, engine=self.engine.name) for key, reach in nested(wanted).items()}

    def _engine_leg(self, ends: Floats) -> Leg | None:
        """Return the way of the engine, with straight ends to the places."""
        self._check_rest()
        way = self.engine.way(ends[0], ends[1])
        off_start, off_end = (_on_network(metres_between(ends, way.coordinates[[0, -1]])))[:, None]
        xy = metric_xy(ends)
        off_m, straight = pair_metres(xy[:1], off_start, xy[1:], off_end)
        if np.isnan(off_m[0, 0]):
            return None
        along = way.coordinates[:0] if straight[0, 0] else way.coordinates
        minutes = np.array([[way.minutes]])
        low, likely, high = (
            float(with_ends(minutes * share, off_network_minutes(off_m, variant), straight)[0, 0])
            for variant, share in self._shares.items()
        )
        return Leg(
            shape=rounded_line(ends[0], along, ends[1]),
            km=float(with_ends(np.array([[way.km]]), off_m / 1000.0, straight)[0, 0]),
            low=low,
            likely=likely,
            high=high,
            engine=self.engine.name,
            estimate=False,
        )

    def _check_rest(self) -> None:
        """Raise where the engine did not answer a moment ago."""
        if self._resting and time.monotonic() < self._resting[0]:
            raise EngineUnavailable(self._resting[1])

    def _noted(self, error: EngineUnavailable) -> str:
        """Return why the engine was not used, and let one that does not answer rest."""
        now = time.monotonic()
        resting = self._resting is not None and now < self._resting[0]
        if error.message in (UNREACHED, SLOW) and not resting:
            self._resting = (now + REST_S, error.message)
        return error.message


def _on_network(metres: Floats) -> Floats:
    """Return metres to the road, ``nan`` where they are too many: the roads of an engine are a file's."""
    return np.where(metres <= SNAP_LIMIT_M[NetworkKind.IMPORTED], metres, np.nan)
