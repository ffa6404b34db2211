"""Why these points: whom each serves, what it adds alone, what is lost without it, who comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from geodata.planning.evaluation import (
    Evaluation,
    evaluate,
    honours_limits,
    is_better,
    objective_of,
)
from geodata.planning.values import Instance, Model, Solution


class NextBest(NamedTuple):
    """The column that would take the place of another one, the rest staying as it is."""

    column: int
    objective: float
    difference: float  # its objective minus the one of the plan


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Choice:
    """
    One new point of a plan.

    ``alone`` is what the locked points and this one are worth, ``without``
    what the plan is worth without it. Their objectives are in the unit of the
    model; None where somebody whom a candidate could serve would be left out,
    and with a capacity, where the nearest point may be full.
    """

    column: int
    rows: tuple[int, ...]  # whom it serves
    weight: float
    alone: Evaluation
    without: Evaluation
    objective_alone: float | None
    objective_without: float | None
    next_best: NextBest | None


def explain_choices(instance: Instance, solution: Solution) -> list[Choice]:
    """Return one ``Choice`` for each new point, in the order of the columns."""
    locked = set(instance.locked)
    return [_choice(instance, solution, column) for column in solution.opened if column not in locked]


def _choice(instance: Instance, solution: Solution, column: int) -> Choice:
    """Return what is to be said of one new point."""
    rows = tuple(int(row) for row in np.flatnonzero(solution.assigned == column))
    alone = [*instance.locked, column]
    without = [other for other in solution.opened if other != column]
    return Choice(
        column=column,
        rows=rows,
        weight=float(instance.weights[list(rows)].sum()),
        alone=evaluate(instance, alone),
        without=evaluate(instance, without),
        objective_alone=_objective(instance, alone),
        objective_without=_objective(instance, without),
        next_best=_next_best(instance, solution, column),
    )


def _objective(instance: Instance, opened: list[int]) -> float | None:
    """Return the objective of an open set; None where only the solver could tell."""
    return objective_of(instance, opened) if instance.capacity is None else None


def _next_best(instance: Instance, solution: Solution, column: int) -> NextBest | None:
    """Return the best column in place of ``column`` that keeps to every limit; None where none may."""
    others = [other for other in solution.opened if other != column]
    shut = set(solution.opened) | set(instance.forbidden)
    best: tuple[int, float] | None = None
    # Where each row is served whole within a capacity, a swap would need the solver: it is not told.
    if instance.capacity is not None:
        return None
    for candidate in range(instance.shape[1]):
        opened = [*others, candidate]
        if candidate in shut or not honours_limits(instance, opened):
            continue
        objective = objective_of(instance, opened)
        if objective is None:
            continue
        if best is None or is_better(instance.model, objective, best[1]):
            best = (candidate, objective)
    return None if best is None else NextBest(*best, best[1] - solution.objective)


def without_wishes(instance: Instance, wished: Iterable[int], left_out: Sequence[int] = ()) -> Instance:
    """
    Return the instance without what a user forced: nothing locked but the rest, nothing forbidden, no limits.

    ``wished`` are the columns that the user locked (existing points stay):
    as many more may open freely, so that both plans have the same number of points.
    ``left_out`` are rows that the plan can serve from no column that may open:
    they count in no objective of it, so they may count in none of this one.
    """
    freed = set(wished)
    kept = tuple(column for column in instance.locked if column not in freed)
    sites = None if instance.sites is None else instance.sites + len(freed)
    costs = instance.costs
    if len(left_out) and instance.model is not Model.MAX_COVER:
        costs = costs.copy()
        costs[list(left_out)] = np.inf
    return replace(
        instance,
        costs=costs,
        locked=kept,
        forbidden=(),
        limits=(),
        sites=sites,
        capacity=None,
        prices=None,
        budget=None,
    )


class GroupFairness(NamedTuple):
    """How one group of rows fares."""

    group: str
    weight: float
    mean: float | None
    worst: float | None
    share_beyond: float | None  # of its weight, beyond the minutes or not reached; None: it has no weight


class Fairness(NamedTuple):
    """Who is served worst, and how much lies beyond the minutes."""

    worst_rows: tuple[int, ...]  # the five that are furthest, furthest first, unreached ones before all
    share_beyond: float | None
    groups: tuple[GroupFairness, ...]


WORST_SHOWN = 5


def tell_fairness(found: Evaluation, groups: Sequence[str], minutes: float) -> Fairness:
    """Return how rows and their groups (one name for each row) fare; beyond ``minutes`` is badly."""
    order = sorted(range(len(found.costs)), key=lambda row: (-found.costs[row], row))
    parts = []
    for group in sorted(set(groups)):
        mask = np.array([name == group for name in groups])
        part = Evaluation(assigned=found.assigned[mask], costs=found.costs[mask], weights=found.weights[mask])
        parts.append(
            GroupFairness(
                group, float(part.weights.sum()), part.mean, part.worst, _share_beyond(part, minutes)
            )
        )
    return Fairness(tuple(order[:WORST_SHOWN]), _share_beyond(found, minutes), tuple(parts))


def _share_beyond(found: Evaluation, minutes: float) -> float | None:
    """Return the share of the weight that is not within ``minutes``; None where there is no weight."""
    total = float(found.weights.sum())
    return 1 - found.covered(minutes) / total if total > 0 else None


def has_sites(model: Model) -> bool:
    """Return whether a model is told how many new points there are."""
    return model is not Model.SET_COVER
