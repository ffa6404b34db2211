"""How often each point stays chosen when the minutes vary within their range."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from geodata.errors import Infeasible
from geodata.network.values import RoadNetwork
from geodata.planning.solving import solve
from geodata.planning.values import Floats, Instance


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Stability:
    """How often each column was open among the samples that had an answer."""

    samples: int
    answered: int
    seed: int
    shares: Floats  # (m) fractions
    worst_gap: float  # the largest gap of an answer that the clock stopped


def sample_networks(network: RoadNetwork, samples: int, seed: int) -> Iterator[RoadNetwork]:
    """
    Give the network with minutes drawn within their range, the same ones for the same seed.

    Each class of road draws one place in its range (a wet season slows all
    of them), each arc one more (a slide on one road); its minutes are at the
    mean of the two. Places are triangular with the likely minutes as the mode.
    """
    generator = np.random.default_rng(seed)
    span = network.high - network.low
    # A range of no width stays where it is.
    mode = np.divide(network.likely - network.low, span, out=np.full_like(span, 0.5), where=span > 0)
    for _ in range(samples):
        by_class = _draw(generator.random(len(network.classes))[network.road_class], mode)
        by_arc = _draw(generator.random(len(network.likely)), mode)
        minutes = network.low + span * (by_class + by_arc) / 2
        yield replace(network, low=minutes, likely=minutes, high=minutes)


def measure_stability(
    instance: Instance,
    costs: Iterator[Floats],
    *,
    samples: int,
    seed: int,
    time_limit_s: float,
    step: Callable[[float], None] = lambda _: None,
) -> Stability:
    """Solve the instance with each of the ``costs`` and count how often each column is open."""
    open_count = np.zeros(instance.shape[1])
    answered, worst_gap = 0, 0.0
    for number, sampled in enumerate(costs):
        try:
            solution = solve(replace(instance, costs=sampled), time_limit_s=time_limit_s / samples)
        except Infeasible:
            continue
        finally:
            step((number + 1) / samples)
        answered += 1
        worst_gap = max(worst_gap, solution.gap)
        open_count[list(solution.opened)] += 1
    shares = open_count / answered if answered else open_count
    return Stability(samples=samples, answered=answered, seed=seed, shares=shares, worst_gap=worst_gap)


def _draw(uniform: Floats, mode: Floats) -> Floats:
    """Return triangular places on 0 – 1 with this mode, from uniform ones (inverse of the distribution)."""
    left = uniform < mode
    rising = np.sqrt(uniform * mode)
    falling = 1 - np.sqrt((1 - uniform) * (1 - mode))
    return np.where(left, rising, falling)
