"""
Models with capacity: each row is served whole by one column, which has room for so much weight.

x_ij = 1 if row i is served by column j (Sridharan, The capacitated plant
location problem, European J. Oper. Res. 87, 1995). Here who serves whom is
part of the optimum; among equally good sets of columns the first is returned,
and within it rows go where the sum of weight × cost is least.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from geodata.planning.models.answer import Answer, NothingFits, NothingYet, equal, opened_of
from geodata.planning.models.clock import Clock
from geodata.planning.models.highs import SCALE, Ended, Outcome, Program
from geodata.planning.models.problem import EQUAL, Ints, Problem, column_program
from geodata.planning.models.start import GRACE_S
from geodata.planning.models.ties import first_set
from geodata.planning.values import Bools, Floats, Model


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Who may be served by whom: the program, ``row`` and ``column`` of each x; ``first`` is the first x."""

    program: Program
    row: Ints
    column: Ints
    first: int

    def assigned(self, values: Floats, rows: int) -> Ints:
        """Return the column that serves each row, -1 where none does."""
        served = np.full(rows, -1, dtype=np.int64)
        chosen = values[self.first : self.first + len(self.row)] > 0.5
        served[self.row[chosen]] = self.column[chosen]
        return served


def pairs_of(problem: Problem, near: Bools) -> Pairs:
    """Return the program in which only near columns (n × m) serve a row."""
    capacity = problem.instance.capacity
    assert capacity is not None
    fits = problem.weights[:, None] <= capacity[None, :] * (1 + EQUAL)
    row, column = np.nonzero(near & fits)
    program = column_program(problem)
    count = len(row)
    first = program.add_variables(np.zeros(count), integral=True)
    own, x = np.arange(count), first + np.arange(count)
    rows, ones = len(problem.rows), np.ones(count)
    once = sparse.csr_array((ones, (row, x)), (rows, program.width))
    program.add_rows(once, 1.0 if problem.must_serve else 0.0, 1.0)
    linked = (np.concatenate([ones, -ones]), (np.tile(own, 2), np.concatenate([column, x])))
    program.add_rows(sparse.csr_array(linked, (count, program.width)), 0.0, np.inf)
    narrow = np.flatnonzero(np.isfinite(capacity) & problem.limits.may_open)
    scale = 1000.0 / np.maximum(capacity[narrow], 1e-300)
    room = np.full(problem.columns, -1)
    room[narrow] = np.arange(len(narrow))
    bound = room[column] >= 0
    at = room[column[bound]]
    load = np.where(capacity[narrow] > 0, 1000.0, 0.0)
    data = np.concatenate([-problem.weights[row[bound]] * scale[at], load])
    where = (np.concatenate([at, np.arange(len(narrow))]), np.concatenate([x[bound], narrow]))
    program.add_rows(sparse.csr_array((data, where), (len(narrow), program.width)), 0.0, np.inf)
    return Pairs(program, row.astype(np.int64), column.astype(np.int64), first)


def solve_with_capacity(problem: Problem, clock: Clock) -> Answer:
    """
    Return the best set of columns and who is served by whom.

    Raises
    ------
    NothingFits
        If the limits and the capacities contradict.
    NothingYet
        If time ran out before an answer was found.
    Cancelled
        If the clock's ``should_stop`` says so.
    """
    if problem.instance.model is Model.P_CENTER:
        return _solve_p_center(problem, clock)
    pairs = pairs_of(problem, problem.within)
    cost = _costs(problem, pairs)
    scale = SCALE / max(float(np.abs(cost).sum()), 1e-300) if cost.any() else 1.0
    counting = pairs.program.copy()
    counting.set_all_costs(cost * scale)
    outcome, values = _found(counting.solve(clock), counting, clock)
    best = float(cost @ values)
    bound = best if outcome.ended is Ended.OPTIMAL else min(best, outcome.bound / scale)
    sign = -1.0 if problem.instance.model is Model.MAX_COVER else 1.0
    if not equal(bound, best):
        opened = opened_of(values, problem.columns)
        assigned = pairs.assigned(values, len(problem.rows))
        return Answer(opened, sign * best, sign * bound, ties_broken=False, assigned=assigned)
    row = sparse.csr_array(cost[None, :] * scale)
    pairs.program.add_rows(row, -np.inf, (best + EQUAL * abs(best)) * scale)
    return _first(problem, pairs, values, cost, sign, clock)


def _costs(problem: Problem, pairs: Pairs) -> Floats:
    """Return the cost of each variable, to be minimised."""
    cost = np.zeros(pairs.program.width)
    x = slice(pairs.first, pairs.first + len(pairs.row))
    match problem.instance.model:
        case Model.P_MEDIAN:
            cost[x] = problem.weighted[pairs.row, pairs.column]
        case Model.MAX_COVER:
            cost[x] = -problem.weights[pairs.row]
        case Model.SET_COVER:
            cost[: problem.columns] = ~problem.limits.locked
        case Model.P_CENTER:
            pass
    return cost


def _found(outcome: Outcome, program: Program, clock: Clock) -> tuple[Outcome, Floats]:
    """Return outcome and values, asking once more for any solution where time ran out without one."""
    if outcome.ended is Ended.INFEASIBLE:
        raise NothingFits
    if outcome.values is not None:
        return outcome, whole(outcome.values)
    any_at_all = program.copy()
    any_at_all.set_cost(np.zeros(program.columns))
    again = any_at_all.solve(Clock(GRACE_S, clock.should_stop))
    if again.ended is Ended.INFEASIBLE:
        raise NothingFits
    if again.values is None:
        raise NothingYet
    return outcome, whole(again.values)


def _first(problem: Problem, pairs: Pairs, values: Floats, cost: Floats, sign: float, clock: Clock) -> Answer:
    """Return the answer with the first of the equally good sets, rows sent where weight × cost is least."""
    best = float(cost @ values)

    def is_optimal(found: Floats) -> bool:
        opened = opened_of(found, problem.columns)
        return equal(float(cost @ whole(found)), best) and problem.limits.meets(opened)

    values, proved = first_set(pairs.program, values, problem.free, is_optimal, clock)
    opened = opened_of(values, problem.columns)
    values = _sent_nearest(problem, pairs, whole(values), clock)
    best = sign * float(cost @ values)
    assigned = pairs.assigned(values, len(problem.rows))
    return Answer(opened, best, best, ties_broken=proved, assigned=assigned)


def _sent_nearest(problem: Problem, pairs: Pairs, values: Floats, clock: Clock) -> Floats:
    """Return the values with the same columns open and the least Σ weight × cost, if there is time."""
    opened = opened_of(values, problem.columns)
    pairs.program.fix(np.flatnonzero(opened), 1)
    pairs.program.fix(np.flatnonzero(~opened), 0)
    cost = np.zeros(pairs.program.width)
    each = problem.weighted[pairs.row, pairs.column]
    largest = float(each.max(initial=0.0))
    cost[pairs.first : pairs.first + len(pairs.row)] = each * (SCALE / largest if largest > 0 else 1.0)
    pairs.program.set_all_costs(cost)
    outcome = pairs.program.solve(clock, start=values)
    return values if outcome.values is None else whole(outcome.values)


def _solve_p_center(problem: Problem, clock: Clock) -> Answer:
    """Halve the list of different costs, as without capacity."""
    pairs = pairs_of(problem, problem.within)
    values = _found(pairs.program.solve(clock), pairs.program, clock)[1]
    best = _worst(problem, pairs, values)
    levels = np.unique(problem.costs[np.isfinite(problem.costs)])
    levels = levels[levels <= best]
    low, high, rounds = 0, len(levels) - 1, 0
    while low < high:
        rounds += 1
        middle = (low + high) // 2
        tried = pairs_of(problem, problem.costs <= levels[middle] * (1 + EQUAL))
        outcome = tried.program.solve(clock)
        if outcome.ended is Ended.INFEASIBLE:
            low = middle + 1
        elif outcome.values is None:
            opened = opened_of(values, problem.columns)
            assigned = pairs.assigned(values, len(problem.rows))
            bound = float(levels[low])
            return Answer(opened, best, bound, ties_broken=False, assigned=assigned, rounds=rounds)
        else:
            pairs, values = tried, whole(outcome.values)
            best = _worst(problem, pairs, values)
            high = int(np.searchsorted(levels, best))
    tight = pairs_of(problem, problem.costs <= best * (1 + EQUAL))
    values = _moved(pairs, tight, values)
    answer = _first(problem, tight, values, np.zeros(tight.program.width), 1.0, clock)
    served = answer.assigned
    assert served is not None
    worst = float(problem.costs[np.arange(len(served)), served].max(initial=0.0))
    return Answer(answer.opened, worst, worst, answer.ties_broken, served, max(1, rounds))


def _worst(problem: Problem, pairs: Pairs, values: Floats) -> float:
    """Return the cost of the worst served row."""
    chosen = values[pairs.first : pairs.first + len(pairs.row)] > 0.5
    return float(problem.costs[pairs.row[chosen], pairs.column[chosen]].max(initial=0.0))


def whole(values: Floats) -> Floats:
    """Return values that HiGHS calls integral as integers."""
    return np.asarray(np.round(values), dtype=np.float64)


def _moved(wide: Pairs, tight: Pairs, values: Floats) -> Floats:
    """Return a solution of the wide program as one of the tight one, which has some of its pairs."""
    chosen = values[wide.first : wide.first + len(wide.row)] > 0.5
    served = set(zip(wide.row[chosen].tolist(), wide.column[chosen].tolist(), strict=True))
    kept = [pair in served for pair in zip(tight.row.tolist(), tight.column.tolist(), strict=True)]
    return np.concatenate([values[: wide.first], np.array(kept, dtype=float)])
