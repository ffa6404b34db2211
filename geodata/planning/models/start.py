"""A first set of columns that meets the limits, and a better one by exchanging columns."""

from __future__ import annotations

import numpy as np

from geodata.planning.models.answer import NothingFits, NothingYet, opened_of
from geodata.planning.models.clock import Clock
from geodata.planning.models.highs import SCALE, Ended
from geodata.planning.models.problem import Problem, add_service, column_program
from geodata.planning.values import Bools, Floats

GRACE_S = 2.0  # for a first set, however short the time limit: it takes milliseconds


def feasible_set(problem: Problem, clock: Clock, wish: Floats | None = None) -> Bools:
    """
    Return a set of open columns that meets every limit and serves whoever must be served.

    ``wish`` (m): what each column costs; the set with the least sum is taken.

    Raises
    ------
    NothingFits
        If there is no such set.
    NothingYet
        If the time ran out before one was found.
    Cancelled
        If the clock's ``should_stop`` says so.
    """
    program = column_program(problem)
    if problem.must_serve:
        add_service(program, problem.within)
    if wish is not None:
        largest = float(np.abs(wish[problem.free]).max(initial=0.0))
        program.set_cost(wish * (SCALE / largest) if largest > 0 else np.zeros(len(wish)))
    extra = Clock(max(GRACE_S, clock.remaining), clock.should_stop)
    outcome = program.solve(extra)
    if outcome.ended is Ended.INFEASIBLE:
        raise NothingFits
    if outcome.values is None:
        raise NothingYet
    return opened_of(outcome.values, problem.columns)


def thinned(problem: Problem, opened: Bools) -> Bools:
    """Return a set without columns that everybody can do without, those that cover least first."""
    opened = opened.copy()
    covered = problem.within[:, opened].sum(axis=1)
    mine = np.flatnonzero(opened & problem.free)
    for column in mine[np.argsort(problem.within[:, mine].sum(axis=0), kind="stable")]:
        rows = problem.within[:, column]
        if (covered[rows] > 1).all():
            opened[column] = False
            if problem.limits.meets(opened):
                covered[rows] -= 1
            else:
                opened[column] = True
    return opened


def exchange(problem: Problem, weighted: Floats, opened: Bools, clock: Clock) -> tuple[Bools, float]:
    """
    Return the set after swaps of one column while they lower Σ weight × cost, and that sum.

    The interchange of Teitz and Bart (1968), keeping the limits. ``weighted``
    (n × m) is weight × cost, ``inf`` where a row cannot be served.
    """
    opened = opened.copy()
    best = float(weighted[:, opened].min(axis=1, initial=np.inf).sum())
    improved = True
    while improved and not clock.is_out:
        clock.check()
        improved = False
        for column in np.flatnonzero(opened & problem.free):
            opened[column] = False
            rest = weighted[:, opened].min(axis=1, initial=np.inf)
            totals = np.minimum(rest[:, None], weighted).sum(axis=0)
            totals[~_may_join(problem, opened)] = np.inf
            joining = int(totals.argmin())
            if totals[joining] < best * (1 - 1e-12):
                best, improved = float(totals[joining]), True
                opened[joining] = True
            else:
                opened[column] = True
    return opened, best


def _may_join(problem: Problem, opened: Bools) -> Bools:
    """Return which single columns, added to the open ones, give a set that meets the limits."""
    limits = problem.limits
    able = problem.free & ~opened
    if limits.rows.shape[0]:
        totals = (limits.rows @ opened.astype(float))[:, None] + limits.rows.toarray()
        slack = 1e-9 * (1 + np.abs(totals))
        fits = (totals >= limits.lower[:, None] - slack) & (totals <= limits.upper[:, None] + slack)
        able &= fits.all(axis=0)
    return able
