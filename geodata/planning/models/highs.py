"""
The one place that talks to HiGHS: a mixed-integer program of arrays, solved once.

Every program begins with one binary variable per candidate column (``y``, 1 =
open), so that limits on the columns, ties and answers look the same in all
models. HiGHS lets other threads run while it solves, prints nothing here, and
runs on one thread of its own: the same program always gives the same answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from geodata.planning.models.clock import Clock
from geodata.planning.values import Bools, Floats

SCALE = 2.0**13  # to which objectives are brought, so that HiGHS' 1e-6 is a relative 1e-10
INFINITY = float(highspy.kHighsInf)


class Ended(StrEnum):
    """How HiGHS came out of a program."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    TIME_LIMIT = "time_limit"


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What HiGHS says: ``values`` of all variables (None: none was found), and what is proved."""

    ended: Ended
    values: Floats | None
    bound: float  # no solution is better; ±inf where HiGHS has none


class Program:
    """A minimisation over ``y`` (0 or 1) and further variables, with linear rows."""

    def __init__(self, lower: Floats, upper: Floats) -> None:
        """Begin with one binary variable per candidate column, within its bounds."""
        self.columns = len(lower)
        self._cost: list[Floats] = [np.zeros(self.columns)]
        self._lower: list[Floats] = [np.asarray(lower, dtype=float)]
        self._upper: list[Floats] = [np.asarray(upper, dtype=float)]
        self._integral: list[Bools] = [np.ones(self.columns, dtype=bool)]
        self._rows: list[sparse.csr_array] = []
        self._row_lower: list[Floats] = []
        self._row_upper: list[Floats] = []
        self.width = self.columns

    def add_variables(self, cost: Floats, upper: float = 1.0, *, integral: bool = False) -> int:
        """Add variables from 0 to ``upper``; return the number of the first."""
        first, count = self.width, len(cost)
        self._cost.append(np.asarray(cost, dtype=float))
        self._lower.append(np.zeros(count))
        self._upper.append(np.full(count, upper))
        self._integral.append(np.full(count, integral))
        self.width += count
        return first

    def add_rows(self, rows: sparse.csr_array, lower: Floats | float, upper: Floats | float) -> None:
        """Add ``lower`` ≤ rows @ variables ≤ ``upper``; rows may be narrower than the program."""
        count = rows.shape[0]
        self._rows.append(rows)
        self._row_lower.append(np.broadcast_to(np.asarray(lower, dtype=float), count))
        self._row_upper.append(np.broadcast_to(np.asarray(upper, dtype=float), count))

    @property
    def cost(self) -> Floats:
        """The cost of each variable."""
        return np.concatenate(self._cost)

    def copy(self) -> Program:
        """Return a program that can be changed without changing this one."""
        made = Program(self._lower[0].copy(), self._upper[0].copy())
        made._cost, made._integral = list(self._cost), list(self._integral)
        made._lower, made._upper = [made._lower[0], *self._lower[1:]], [made._upper[0], *self._upper[1:]]
        made._rows, made.width = list(self._rows), self.width
        made._row_lower, made._row_upper = list(self._row_lower), list(self._row_upper)
        return made

    def fix(self, columns: npt.NDArray[np.int64], value: float) -> None:
        """Open (1) or close (0) candidate columns."""
        self._lower[0][columns] = value
        self._upper[0][columns] = value

    def set_cost(self, cost: Floats) -> None:
        """Put ``cost`` (of ``y``; 0 for everything else) in place of the costs."""
        self.set_all_costs(np.concatenate([cost, np.zeros(self.width - self.columns)]))

    def set_all_costs(self, cost: Floats) -> None:
        """Put the costs of all variables in place of those they have."""
        self._cost = [np.asarray(cost, dtype=float)]

    def solve(self, clock: Clock, *, start: Floats | None = None) -> Outcome:
        """
        Minimise. ``start``: the values of a solution that is known.

        Raises
        ------
        Cancelled
            Where the clock's ``should_stop`` says so.
        """
        clock.check()
        solver = _silent_solver(clock)
        solver.passModel(self._as_highs())
        if start is not None:
            solution = highspy.HighsSolution()
            solution.col_value = start
            solver.setSolution(solution)
        solver.solve()
        clock.check()
        return _outcome(solver)

    def _as_highs(self) -> highspy.HighsLp:
        """Return the program as HiGHS takes it, by rows."""
        lp = highspy.HighsLp()
        lp.num_col_ = self.width
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = (
            self.cost,
            *map(np.concatenate, (self._lower, self._upper)),
        )
        kinds = highspy.HighsVarType
        lp.integrality_ = [
            kinds.kInteger if whole else kinds.kContinuous
            for whole in np.concatenate(self._integral).tolist()
        ]
        rows = _stacked(self._rows, self.width)
        lp.num_row_ = rows.shape[0]
        lp.row_lower_ = np.concatenate([np.zeros(0), *self._row_lower])
        lp.row_upper_ = np.concatenate([np.zeros(0), *self._row_upper])
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = rows.indptr, rows.indices
        lp.a_matrix_.value_ = rows.data
        return lp


def _stacked(rows: Sequence[sparse.csr_array], width: int) -> sparse.csr_array:
    """Return the rows below each other, all ``width`` wide."""
    if not rows:
        return sparse.csr_array((0, width))
    data = np.concatenate([part.data for part in rows])
    indices = np.concatenate([part.indices for part in rows])
    counts = np.concatenate([np.diff(part.indptr) for part in rows])
    return sparse.csr_array((data, indices, np.concatenate([[0], np.cumsum(counts)])), (len(counts), width))


def _silent_solver(clock: Clock) -> highspy.Highs:
    """Return HiGHS set to prove optima, to say nothing, and to look at the clock."""
    solver = highspy.Highs()
    options: dict[str, Any] = {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "time_limit": max(clock.remaining, 0.001),
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.0,
    }
    for name, value in options.items():
        solver.setOptionValue(name, value)

    def look(event: highspy.HighsCallbackEvent) -> None:
        clock.tick()
        if clock.should_stop():
            event.interrupt()

    solver.cbMipInterrupt.subscribe(look)
    return solver


def _outcome(solver: highspy.Highs) -> Outcome:
    """Return what HiGHS found and proved."""
    status, info = solver.getModelStatus(), solver.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    values = np.asarray(solver.getSolution().col_value, dtype=float) if found else None
    states = highspy.HighsModelStatus
    if status in {states.kOptimal, states.kModelEmpty}:
        bound = info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else info.objective_function_value
        return Outcome(Ended.OPTIMAL, values, bound)
    if status in {states.kInfeasible, states.kUnboundedOrInfeasible, states.kObjectiveBound}:
        return Outcome(Ended.INFEASIBLE, None, INFINITY)
    return Outcome(Ended.TIME_LIMIT, values, info.mip_dual_bound)
