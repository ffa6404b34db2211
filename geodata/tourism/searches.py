"""The searches that make one answer: what they share, how long each may take, how far they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from geodata.network.current import CurrentNetwork
from geodata.store import Store
from geodata.tourism.explicit import usual_iterations
from geodata.tourism.nights import night_places
from geodata.tourism.preparing import Ground, find_ground
from geodata.tourism.solving import solve_tour
from geodata.tourism.values import Tour, TourInstance
from geodata.tourism.wish_parts import Where
from geodata.tourism.wishes import TourWishes
from geodata.view import View

# A quick search finds which few choices are worth a full one: with a fifth of these iterations the best
# nights of three days came tenth of twelve. The clock is only there for the worst of days.
QUICK_ITERATIONS, QUICK_LIMIT_S = 1_000, 10.0

Progress = Callable[[float], None]


def silent(_fraction: float) -> None:
    """Tell nobody how far it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Making:
    """What a tour is made with, whatever its days are; ``towns`` are where nights may be spent."""

    store: Store
    network: CurrentNetwork
    wishes: TourWishes
    ground: Ground
    towns: tuple[Where, ...]
    should_stop: Callable[[], bool]
    progress: Progress


def making_of(
    store: Store,
    wishes: TourWishes,
    network: CurrentNetwork,
    today: date,
    should_stop: Callable[[], bool],
    progress: Progress,
) -> Making:
    """Return what a tour is made with; raises as ``preparing.find_ground``."""
    towns: tuple[Where, ...] = ()
    if wishes.suggest_nights:
        view = View(units=wishes.units, on=wishes.on, today=today)
        towns = wishes.night_towns or tuple(town.key for town in night_places(store, view))
    ground = find_ground(store, wishes, network, today, towns)
    return Making(store, network, wishes, ground, towns, should_stop, progress)


def full_search(making: Making, instance: TourInstance) -> Tour:
    """Return a tour with the iterations of the wishes; several tours share the time. Raises as the solver."""
    iterations, limit_s = _effort(making, instance)
    return _search(making, iterations, limit_s, instance)


def quick_search(making: Making, instance: TourInstance) -> Tour:
    """Return a tour after a quick search, which is never longer than a full one. Raises as the solver."""
    iterations, _limit_s = _effort(making, instance)
    return _search(making, min(QUICK_ITERATIONS, iterations), QUICK_LIMIT_S, instance)


def _effort(making: Making, instance: TourInstance) -> tuple[int, float]:
    """Return the iterations and the seconds of a full search."""
    wishes = making.wishes
    limit_s = wishes.time_limit_s / wishes.alternatives
    return wishes.iterations or usual_iterations(instance, limit_s), limit_s


def _search(making: Making, iterations: int, limit_s: float, instance: TourInstance) -> Tour:
    """Return a tour."""
    return solve_tour(
        instance,
        seed=making.wishes.seed,
        iterations=iterations,
        time_limit_s=limit_s,
        should_stop=making.should_stop,
    )
