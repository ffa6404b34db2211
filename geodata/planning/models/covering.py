"""
Covering models: most weight within the minutes, and fewest new points that have everyone within them.

Church, ReVelle, The maximal covering location problem, Papers of the Regional
Science Association 32, 1974; Toregas, Swain, ReVelle, Bergman, The location of
emergency service facilities, Operations Research 19, 1971. Rows that the same
columns can cover are one row with their weights together.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from geodata.planning.models.answer import Answer, equal, opened_of
from geodata.planning.models.clock import Clock
from geodata.planning.models.highs import SCALE, Ended, Program
from geodata.planning.models.problem import EQUAL, Problem, add_service, column_program, distinct_rows
from geodata.planning.models.start import feasible_set, thinned
from geodata.planning.models.ties import first_set
from geodata.planning.values import Bools, Floats


def solve_max_cover(problem: Problem, clock: Clock) -> Answer:
    """
    Return the set of columns that covers most weight.

    Raises
    ------
    NothingFits, NothingYet, Cancelled
        As ``start.feasible_set``.
    """
    opened = feasible_set(problem, clock, wish=-(problem.weights @ problem.within))
    best, total = _covered(problem, opened), float(problem.weights.sum())
    program, patterns, scale, offset = _cover_program(problem)

    def values_of(chosen: Bools) -> Floats:
        return np.concatenate([chosen, (patterns & chosen).any(axis=1)]).astype(float)

    outcome = program.solve(clock, start=values_of(opened))
    if outcome.values is not None:
        found = opened_of(outcome.values, problem.columns)
        if _covered(problem, found) > best and problem.limits.meets(found):
            opened, best = found, _covered(problem, found)
    bound = best if outcome.ended is not Ended.TIME_LIMIT else min(total, offset - outcome.bound / scale)
    bound = max(bound, best)
    if not equal(bound, best):
        return Answer(opened, best, bound, ties_broken=False)
    row = sparse.csr_array(-program.cost[None, :])
    program.add_rows(row, (best * (1 - EQUAL) - offset) * scale, np.inf)

    def is_optimal(values: Floats) -> bool:
        chosen = opened_of(values, problem.columns)
        return equal(_covered(problem, chosen), best) and problem.limits.meets(chosen)

    values, proved = first_set(program, values_of(opened), problem.free, is_optimal, clock)
    opened = opened_of(values, problem.columns)
    best = _covered(problem, opened)
    return Answer(opened, best, best, ties_broken=proved)


def _covered(problem: Problem, opened: Bools) -> float:
    """Return the weight that a set covers."""
    return float(problem.weights[problem.within[:, opened].any(axis=1)].sum())


def _cover_program(problem: Problem) -> tuple[Program, Bools, float, float]:
    """Return the program, the columns of its covering variables, its scale, what is covered anyway."""
    within, locked = problem.within, problem.limits.locked
    anyway = within[:, locked].any(axis=1)
    open_question = ~anyway & within.any(axis=1) & (problem.weights > 0)
    patterns, which = distinct_rows(within[open_question])
    weight = np.bincount(which, weights=problem.weights[open_question], minlength=len(patterns))
    scale = SCALE / float(weight.sum()) if len(weight) else 1.0
    program = column_program(problem)
    first = program.add_variables(np.asarray(-weight * scale, dtype=np.float64))
    by_column = sparse.csr_array(patterns.astype(float))
    own = sparse.csr_array(
        (np.ones(len(weight)), (np.arange(len(weight)), first + np.arange(len(weight)))),
        (len(weight), program.width),
    )
    wide = sparse.csr_array((by_column.data, by_column.indices, by_column.indptr), own.shape)
    if len(weight):
        program.add_rows(sparse.csr_array(wide - own), 0.0, np.inf)
    return program, patterns, scale, float(problem.weights[anyway].sum())


def solve_set_cover(problem: Problem, clock: Clock) -> Answer:
    """
    Return the smallest set of new columns that has every row within the minutes.

    Raises
    ------
    NothingFits, NothingYet, Cancelled
        As ``start.feasible_set``.
    """
    new = (~problem.limits.locked).astype(float)
    # Any set will do for the proof; a thin one is what is answered where time runs out at once.
    opened = thinned(problem, feasible_set(problem, clock))
    program = column_program(problem)
    add_service(program, problem.within)
    counting = program.copy()
    counting.set_cost(new)
    outcome = counting.solve(clock, start=opened.astype(float))
    if outcome.values is not None:
        found = opened_of(outcome.values, problem.columns)
        if new @ found < new @ opened:
            opened = found
    best = float(new @ opened)
    bound = best if outcome.ended is not Ended.TIME_LIMIT else max(0.0, np.ceil(outcome.bound - 1e-6))
    bound = min(float(bound), best)
    if bound < best:
        return Answer(opened, best, bound, ties_broken=False)
    program.add_rows(sparse.csr_array(new[None, :]), best, best)

    def is_optimal(values: Floats) -> bool:
        return problem.limits.meets(opened_of(values, problem.columns))

    values, proved = first_set(program, opened.astype(float), problem.free, is_optimal, clock)
    return Answer(opened_of(values, problem.columns), best, best, ties_broken=proved)
