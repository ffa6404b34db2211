"""
The p-centre: least worst cost, whatever the weights.

The worst cost is one of the costs of the matrix. Whether a set of columns has
every row within a cost is a covering question without an objective; the least
such cost is found by halving the list of different costs (Minieka, The
m-center problem, SIAM Review 12, 1970).
"""

from __future__ import annotations

import numpy as np

from geodata.planning.models.answer import Answer, nearest, opened_of
from geodata.planning.models.clock import Clock
from geodata.planning.models.highs import Ended, Program
from geodata.planning.models.problem import EQUAL, Problem, add_service, column_program
from geodata.planning.models.start import feasible_set
from geodata.planning.models.ties import first_set
from geodata.planning.values import Bools, Floats


def solve_p_center(problem: Problem, clock: Clock) -> Answer:
    """
    Return the set of columns whose worst row is best.

    Raises
    ------
    NothingFits, NothingYet, Cancelled
        As ``start.feasible_set``.
    """
    opened = feasible_set(problem, clock)
    best = worst_cost(problem, opened)
    if not len(problem.rows):
        return _first(problem, opened, best, clock, 1)
    levels = np.unique(problem.costs[np.isfinite(problem.costs)])
    levels = levels[(levels >= problem.costs.min(axis=1).max()) & (levels <= best)]
    low, high, rounds = 0, len(levels) - 1, 0  # the least possible cost is among levels[low … high]
    while low < high:
        rounds += 1
        middle = (low + high) // 2
        if _is_out_of_reach(problem, float(levels[middle])):
            low = middle + 1
            continue
        outcome = _within(problem, float(levels[middle])).solve(clock)
        if outcome.ended is Ended.INFEASIBLE:
            low = middle + 1
        elif outcome.values is None:
            return Answer(opened, best, float(levels[low]), ties_broken=False, rounds=rounds)
        else:
            opened = opened_of(outcome.values, problem.columns)
            best = worst_cost(problem, opened)
            high = int(np.searchsorted(levels, best))
        clock.tell(best, float(levels[low]))
    return _first(problem, opened, best, clock, max(1, rounds))


def worst_cost(problem: Problem, opened: Bools) -> float:
    """Return the cost of the worst served row; 0 where there is no row."""
    return float(nearest(problem.costs, opened)[1].max(initial=0.0))


def _is_out_of_reach(problem: Problem, cost: float) -> bool:
    """Return whether more rows than new points share, two by two, no column within a cost."""
    near = problem.costs <= cost * (1 + EQUAL)
    left = near[~near[:, problem.limits.locked].any(axis=1)]
    left = left[left.sum(axis=1).argsort(kind="stable")]
    for _ in range((problem.instance.sites or 0) + 1):
        if not len(left):
            return False
        left = left[~(left & left[0]).any(axis=1)]
    return True


def _within(problem: Problem, cost: float) -> Program:
    """Return the program whose solutions have every row within a cost."""
    program = column_program(problem)
    add_service(program, problem.costs <= cost * (1 + EQUAL))
    return program


def _first(problem: Problem, opened: Bools, best: float, clock: Clock, rounds: int) -> Answer:
    """Return the answer with the first of the equally good sets."""

    def is_optimal(values: Floats) -> bool:
        return problem.limits.meets(opened_of(values, problem.columns))

    values, proved = first_set(_within(problem, best), opened.astype(float), problem.free, is_optimal, clock)
    opened = opened_of(values, problem.columns)
    best = worst_cost(problem, opened)
    return Answer(opened, best, best, ties_broken=proved, rounds=rounds)
