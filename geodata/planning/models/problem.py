"""An instance made ready for the models: which rows count, which columns may open, and the limits as rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from geodata.planning.models.highs import Program
from geodata.planning.values import Bools, Floats, Instance, Model

Ints = npt.NDArray[np.int64]

# Two objectives are called equal where they differ by less than this share of the larger one.
EQUAL = 1e-9
MOST_COMPARED = 2000  # rows that are looked at two by two: 16 MB


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Linear limits on the columns: ``lower`` ≤ rows @ y ≤ ``upper``, and which columns are fixed."""

    rows: sparse.csr_array
    lower: Floats
    upper: Floats
    locked: Bools
    may_open: Bools

    def meets(self, opened: Bools) -> bool:
        """Return whether a set of open columns keeps every limit."""
        total = self.rows @ opened.astype(float)
        slack = EQUAL * (1 + np.abs(total))
        inside = np.all(total >= self.lower - slack) and np.all(total <= self.upper + slack)
        return bool(inside and np.all(opened[self.locked]) and not np.any(opened[~self.may_open]))


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """
    n' rows that count, m columns.

    ``costs`` (n' × m) are ``inf`` in columns that may not open. ``rows`` are
    the numbers of these rows in the instance; the others are unreachable.
    """

    instance: Instance
    rows: Ints
    costs: Floats
    weights: Floats
    limits: Limits

    @property
    def columns(self) -> int:
        """How many candidates there are."""
        return self.costs.shape[1]

    @property
    def free(self) -> Bools:
        """Which columns a model decides about."""
        return self.limits.may_open & ~self.limits.locked

    @property
    def weighted(self) -> Floats:
        """Weight × cost (n' × m), ``inf`` where a row cannot be served, also where its weight is 0."""
        product = self.weights[:, None] * np.where(np.isfinite(self.costs), self.costs, 0.0)
        return np.where(np.isfinite(self.costs), product, np.inf)

    @property
    def within(self) -> Bools:
        """Which columns can serve a row (n' × m): in the minutes, for the models that have minutes."""
        model, minutes = self.instance.model, self.instance.minutes
        if model in {Model.MAX_COVER, Model.SET_COVER} and minutes is not None:
            return self.costs <= minutes
        return np.isfinite(self.costs)

    @property
    def must_serve(self) -> bool:
        """Whether every row that counts has to be served."""
        return self.instance.model is not Model.MAX_COVER


def prepare(instance: Instance, rows: Ints | None = None) -> Problem:
    """
    Return the problem of a sound instance (``checking.check_instance``).

    ``rows``: the rows that count; None: those which a column that may open can
    reach (set_cover: within the minutes).
    """
    limits = limits_of(instance)
    costs = np.where(limits.may_open[None, :], instance.costs, np.inf)
    if rows is None:
        reach = instance.minutes if instance.model is Model.SET_COVER else None
        near = np.isfinite(costs) if reach is None else costs <= reach
        rows = np.flatnonzero(near.any(axis=1)).astype(np.int64)
    return Problem(instance, rows, costs[rows], instance.weights[rows], limits)


def limits_of(instance: Instance) -> Limits:
    """Return the limits of an instance on its columns: number of new ones, groups, budget."""
    columns = instance.shape[1]
    locked, may_open = np.zeros(columns, dtype=bool), np.ones(columns, dtype=bool)
    locked[list(instance.locked)] = True
    may_open[list(instance.forbidden)] = False
    rows: list[Floats] = []
    lower: list[float] = []
    upper: list[float] = []
    if instance.sites is not None and instance.model is not Model.SET_COVER:
        rows.append((~locked).astype(float))
        lower.append(instance.sites)
        upper.append(instance.sites)
    for limit in instance.limits:
        member = np.zeros(columns)
        member[list(limit.columns)] = 1.0
        rows.append(member)
        lower.append(limit.least)
        upper.append(np.inf if limit.most is None else limit.most)
    if instance.budget is not None and instance.prices is not None:
        # Money comes in millions: brought near 1,000, HiGHS' tolerance is far below one đồng.
        scale = 1000.0 / max(instance.budget, float(instance.prices.max()), 1e-300)
        rows.append(np.where(locked, 0.0, instance.prices) * scale)
        lower.append(-np.inf)
        upper.append(instance.budget * scale)
    matrix = sparse.csr_array(np.array(rows).reshape(len(rows), columns))
    return Limits(matrix, np.array(lower, dtype=float), np.array(upper, dtype=float), locked, may_open)


def column_program(problem: Problem, closed: Bools | None = None) -> Program:
    """Return a program of the columns and their limits alone; ``closed`` columns are known not to open."""
    limits = problem.limits
    may_open = limits.may_open if closed is None else limits.may_open & ~closed
    program = Program(limits.locked.astype(float), may_open.astype(float))
    if limits.rows.shape[0]:
        program.add_rows(limits.rows, limits.lower, limits.upper)
    return program


def add_service(program: Program, near: Bools) -> None:
    """Ask for at least one open column among the near ones of each row (n' × m)."""
    if near.shape[0]:
        patterns = hardest_rows(near)
        program.add_rows(sparse.csr_array(patterns.astype(float)), 1.0, np.inf)


def hardest_rows(near: Bools) -> Bools:
    """Return the rows of which no other row is a part, once each: whoever serves these serves all."""
    patterns = distinct_rows(near)[0]
    if len(patterns) > MOST_COMPARED:
        return patterns
    sizes = patterns.sum(axis=1)
    patterns, sizes = patterns[sizes.argsort(kind="stable")], np.sort(sizes)
    shared = patterns.astype(np.float32) @ patterns.T.astype(np.float32)
    # Different rows that hold all of an earlier, smaller one.
    holds = (shared == sizes[:, None]) & (sizes[:, None] < sizes[None, :])
    return patterns[~holds.any(axis=0)]


def distinct_rows(table: Bools) -> tuple[Bools, Ints]:
    """Return the different rows of a table and, for each of its rows, which of them it is."""
    packed = np.ascontiguousarray(np.packbits(table, axis=1))
    keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    return table[first], which.astype(np.int64)
