"""
Among equally good sets, the first one in the order of the columns.

A set comes before another of the same size if it has the lowest column that
only one of them has: the order of ``itertools.combinations``. Columns are
settled in blocks: among all optima (a program whose solutions are just these),
HiGHS opens the columns of a block that weigh most, with weights that halve
from column to column, so that a lower column outweighs all later ones.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from geodata.planning.models.answer import opened_of
from geodata.planning.models.clock import Clock
from geodata.planning.models.highs import Ended, Program
from geodata.planning.models.problem import Ints
from geodata.planning.values import Bools, Floats

BLOCK = 12  # columns at once: weights up to 2^11, far above HiGHS' tolerances


def first_set(
    optima: Program, known: Floats, candidates: Bools, is_optimal: Callable[[Floats], bool], clock: Clock
) -> tuple[Floats, bool]:
    """
    Return the values of the first set of ``optima``, and whether it is proved to be the first.

    ``known``: the values of one optimum. ``candidates``: the columns that some
    optimum may open. ``is_optimal`` looks at a solution without HiGHS'
    tolerances. All optima open equally many columns. ``optima`` is changed.
    """
    columns = optima.columns
    order = np.flatnonzero(candidates)
    left = int(opened_of(known, columns)[order].sum())
    optima.fix(np.flatnonzero(~candidates & ~opened_of(known, columns)), 0)
    while left and len(order):
        chosen = opened_of(known, columns)[order]
        leading = int(np.argmin(chosen)) if not chosen.all() else len(order)
        if leading:
            # Nothing comes before columns that are open already.
            _settle(optima, order[:leading], opened_of(known, columns))
            left, order = left - leading, order[leading:]
            continue
        if left == len(order):
            break
        block = order[:BLOCK]
        better, proved = _first_in_block(optima, known, block, is_optimal, clock)
        if better is not None:
            known = better
        if not proved:
            return known, False
        _settle(optima, block, opened_of(known, columns))
        left -= int(opened_of(known, columns)[block].sum())
        order = order[len(block) :]
    return known, True


def _first_in_block(
    optima: Program, known: Floats, block: Ints, is_optimal: Callable[[Floats], bool], clock: Clock
) -> tuple[Floats | None, bool]:
    """Return an optimum whose part in the block comes first (None: the known one), and if that is proved."""
    columns = optima.columns
    weights = 2.0 ** np.arange(len(block) - 1, -1, -1)
    cost = np.zeros(columns)
    cost[block] = -weights
    program = optima.copy()
    program.set_cost(cost)
    while not clock.is_out:
        outcome = program.solve(clock, start=known)
        if outcome.ended is Ended.TIME_LIMIT:
            return None, False
        if outcome.values is None:
            # The known optimum lies within the tolerances of its own program or this is all there is.
            return None, True
        opened = opened_of(outcome.values, columns)
        if weights @ opened[block] <= weights @ opened_of(known, columns)[block]:
            return None, True
        if is_optimal(outcome.values):
            return outcome.values, True
        # HiGHS lets in what is worse by less than its tolerance: not this set again.
        _refuse(program, opened)
    return None, False


def _refuse(program: Program, opened: Bools) -> None:
    """Ask for any set of as many columns but this one."""
    refused = np.flatnonzero(opened)
    where = (np.zeros(len(refused), dtype=int), refused)
    row = sparse.csr_array((np.ones(len(refused)), where), (1, program.columns))
    program.add_rows(row, -np.inf, len(refused) - 1.0)


def _settle(optima: Program, block: Ints, opened: Bools) -> None:
    """Fix the columns of a block as they are in ``opened``."""
    optima.fix(block[opened[block]], 1)
    optima.fix(block[~opened[block]], 0)
