"""What each further point brings: one solve for each number of points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from geodata.errors import Infeasible
from geodata.planning.evaluation import Rows, as_assigned, evaluate, objective_of
from geodata.planning.solving import solve
from geodata.planning.values import Instance, Model

Step = Callable[[float], None]


class CurvePoint(NamedTuple):
    """The best plan of so many new points; None where there is none."""

    sites: int
    objective: float | None
    bound: float | None
    optimal: bool
    gain: float | None  # against one point fewer, in the unit of the model; positive is better
    opened: tuple[int, ...]
    mean: float | None
    worst: float | None
    assigned: Rows | None  # who serves each row; None where there is no plan


def draw_curve(
    instance: Instance, most: int, *, time_limit_s: float, step: Step = lambda _: None
) -> list[CurvePoint]:
    """
    Return the best plans of 0 … ``most`` new points, fewer where fewer may open.

    Parameters
    ----------
    instance
        Of a model with ``sites``.
    most
        The last number of points.
    time_limit_s
        Seconds for all of them together; each gets an even share of what is left.
    step
        Told after each how far it is (0 – 1).
    """
    free = instance.shape[1] - len(set(instance.locked) | set(instance.forbidden))
    last = min(most, free)
    left_s = time_limit_s
    found: list[CurvePoint] = []
    for sites in range(last + 1):
        point, spent_s = _point(instance, sites, left_s / (last + 1 - sites), found)
        left_s = max(left_s - spent_s, 0.1)
        found.append(point)
        step((sites + 1) / (last + 1))
    return found


def _point(
    instance: Instance, sites: int, time_limit_s: float, before: list[CurvePoint]
) -> tuple[CurvePoint, float]:
    """Return one point of the curve and the seconds that it took."""
    if sites == 0 and not instance.limits and instance.capacity is None:
        opened = instance.locked
        objective = objective_of(instance, opened) if opened or instance.model is Model.MAX_COVER else None
        now = evaluate(instance, opened)
        return CurvePoint(0, objective, objective, True, None, opened, now.mean, now.worst, now.assigned), 0.0
    try:
        solution = solve(replace(instance, sites=sites), time_limit_s=time_limit_s)
    except Infeasible:
        return CurvePoint(sites, None, None, True, None, (), None, None, None), 0.0
    # Not the nearest point of each row: with a capacity that one may be full.
    now = as_assigned(instance, solution.assigned)
    earlier = before[-1].objective if before else None
    gain = None if earlier is None else _gain(instance.model, earlier, solution.objective)
    point = CurvePoint(
        sites,
        solution.objective,
        solution.bound,
        solution.optimal,
        gain,
        solution.opened,
        now.mean,
        now.worst,
        solution.assigned,
    )
    return point, solution.seconds


def _gain(model: Model, before: float, now: float) -> float:
    """Return how much better ``now`` is than ``before``."""
    return now - before if model is Model.MAX_COVER else before - now
