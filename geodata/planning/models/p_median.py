"""
The p-median: least Σ weight × cost of the nearest open column.

Rows are told by radii (Elloumi, A tighter formulation of the p-median problem,
J. Comb. Optim. 19, 2010; García, Labbé, Marín, Solving large p-median problems
with a radius formulation, INFORMS J. Comput. 23, 2011): for the different
costs D_1 < D_2 < … of a row, z_k = 1 if no column within D_k is open, and the
row costs D_1 + Σ_k (D_{k+1} − D_k) z_k. Only so many radii as are likely to
matter go into the program. What it finds then is a lower bound, the true cost
of the set it opens is an upper one, and the rows where the two differ get more
radii until they meet. Before that a Lagrangian bound (``dual``) closes columns
and cuts radii that no optimum uses.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from geodata.planning.models.answer import Answer, equal, opened_of
from geodata.planning.models.clock import Clock
from geodata.planning.models.dual import Reduction, reduce
from geodata.planning.models.highs import SCALE, Ended, Program
from geodata.planning.models.problem import EQUAL, Problem, add_service, column_program
from geodata.planning.models.radii import Radii, radii_of
from geodata.planning.models.start import exchange, feasible_set
from geodata.planning.models.ties import first_set
from geodata.planning.values import Bools, Floats

NEAREST = 30  # radii of each row in the first round


def solve_p_median(problem: Problem, clock: Clock) -> Answer:
    """
    Return the best set of columns.

    Raises
    ------
    NothingFits, NothingYet, Cancelled
        As ``start.feasible_set``.
    """
    weighted = problem.weighted
    opened, best = exchange(problem, weighted, feasible_set(problem, clock), clock)
    reduction = reduce(problem, weighted, opened, best, clock)
    opened, best, bound = reduction.opened, reduction.best, reduction.bound
    depth = np.full(len(weighted), NEAREST)
    rounds = 0
    while not clock.is_out:
        rounds += 1
        radii = radii_of(weighted, reduction, depth)
        program, scale, offset = _program(problem, reduction, radii, best)
        outcome = program.solve(clock, start=_values(radii, opened))
        bound = max(bound, min(best, outcome.bound / scale + offset))
        if outcome.values is not None:
            found = opened_of(outcome.values, problem.columns)
            worth = cost_of(weighted, found)
            if worth < best and problem.limits.meets(found):
                opened, best = found, worth
            short = radii.short_of(weighted, found)
            if outcome.ended is Ended.OPTIMAL and not short.any():
                bound = best
            depth[short] *= 2
        clock.tell(best, bound)
        if equal(bound, best):
            break
    bound = min(bound, best)
    if not equal(bound, best):
        return Answer(opened, best, bound, ties_broken=False, rounds=rounds)
    opened, proved = _first(problem, weighted, reduction, opened, best, clock)
    best = cost_of(weighted, opened)
    return Answer(opened, best, best, ties_broken=proved, rounds=rounds)


def cost_of(weighted: Floats, opened: Bools) -> float:
    """Return Σ weight × cost of the nearest open column."""
    return float(weighted[:, opened].min(axis=1, initial=np.inf).sum())


def _program(
    problem: Problem, reduction: Reduction, radii: Radii, best: float
) -> tuple[Program, float, float]:
    """Return the program, how its objective is scaled, and the constant that it leaves out."""
    program = column_program(problem, reduction.closed)
    program.fix(np.flatnonzero(reduction.forced), 1)
    scale = SCALE / best if best > 0 else 1.0
    first = program.add_variables(radii.steps * scale)
    program.add_rows(radii.rows(problem.columns, first), radii.least, np.inf)
    add_service(program, reduction.near(problem.weighted))
    return program, scale, radii.offset


def _values(radii: Radii, opened: Bools) -> Floats:
    """Return the values of all variables for a set of open columns."""
    return np.concatenate([opened.astype(float), radii.beyond(opened)])


def _first(
    problem: Problem, weighted: Floats, reduction: Reduction, opened: Bools, best: float, clock: Clock
) -> tuple[Bools, bool]:
    """Return the first of the equally good sets, and whether that is proved."""
    candidates = problem.free & ~reduction.closed
    if int(candidates.sum()) == int((opened & candidates).sum()):
        return opened, True
    if clock.is_out:
        return opened, False
    depth = np.full(len(weighted), problem.columns)
    radii = radii_of(weighted, reduction, depth)
    program, scale, offset = _program(problem, reduction, radii, best)
    optima = program.copy()
    row = sparse.csr_array(program.cost[None, :])
    optima.add_rows(row, -np.inf, (best * (1 + EQUAL) - offset) * scale)

    def is_optimal(values: Floats) -> bool:
        found = opened_of(values, problem.columns)
        return equal(cost_of(weighted, found), best) and problem.limits.meets(found)

    values, proved = first_set(optima, _values(radii, opened), candidates, is_optimal, clock)
    return opened_of(values, problem.columns), proved
