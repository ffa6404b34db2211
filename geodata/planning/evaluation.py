"""What an open set of columns is worth: plain arithmetic on an instance, without a solver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.planning.values import Bools, Floats, Instance, Model

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Evaluation:
    """
    What every row of demand gets from an open set.

    ``costs`` (n) is ``inf`` and ``assigned`` (n) -1 where nothing open reaches a row.
    """

    assigned: Rows
    costs: Floats
    weights: Floats

    @property
    def reached(self) -> Bools:
        """Return which rows something open reaches."""
        return np.isfinite(self.costs)

    @property
    def total(self) -> float:
        """Return Σ weight × cost of the rows that are reached."""
        return float(self.weights[self.reached] @ self.costs[self.reached])

    @property
    def mean(self) -> float | None:
        """Return the mean cost of a unit of weight that is reached; None where there is none."""
        weight = float(self.weights[self.reached].sum())
        return self.total / weight if weight > 0 else None

    @property
    def worst(self) -> float | None:
        """Return the largest cost of a row that is reached; None where none is."""
        return float(self.costs[self.reached].max()) if self.reached.any() else None

    @property
    def unreached_weight(self) -> float:
        """Return the weight of the rows that nothing open reaches."""
        return float(self.weights[~self.reached].sum())

    def covered(self, minutes: float) -> float:
        """Return the weight within ``minutes``."""
        return float(self.weights[self.costs <= minutes].sum())


def evaluate(instance: Instance, opened: Iterable[int]) -> Evaluation:
    """Return what each row gets when it goes to the nearest open column (the lowest one among equals)."""
    columns = np.array(sorted(set(opened)), dtype=np.int64)
    rows, _ = instance.shape
    if columns.size == 0:
        return Evaluation(
            assigned=np.full(rows, -1), costs=np.full(rows, np.inf), weights=instance.weights.astype(float)
        )
    open_costs = instance.costs[:, columns]
    nearest = open_costs.argmin(axis=1)
    costs = open_costs[np.arange(rows), nearest]
    assigned = np.where(np.isfinite(costs), columns[nearest], -1)
    return Evaluation(assigned=assigned, costs=costs, weights=instance.weights.astype(float))


def as_assigned(instance: Instance, assigned: Rows) -> Evaluation:
    """Return what each row gets from an assignment that a model chose (-1: from nobody)."""
    rows = np.arange(len(assigned))
    costs = np.where(assigned >= 0, instance.costs[rows, np.maximum(assigned, 0)], np.inf)
    return Evaluation(assigned=assigned, costs=costs, weights=instance.weights.astype(float))


def objective_of(instance: Instance, opened: Iterable[int]) -> float | None:
    """
    Return the objective of an open set in the unit of the model, with every row at its nearest column.

    None where a row that some column may reach is not reached: no answer of ``p_median`` or
    ``p_center``, and for ``set_cover`` where one stays beyond the minutes.
    """
    columns = sorted(set(opened))
    found = evaluate(instance, columns)
    if instance.model is Model.MAX_COVER:
        return found.covered(_minutes(instance))
    reachable = reachable_rows(instance)
    if instance.model is Model.SET_COVER:
        served = found.costs <= _minutes(instance)
        return float(len(set(columns) - set(instance.locked))) if served[reachable].all() else None
    if not found.reached[reachable].all():
        return None
    if instance.model is Model.P_MEDIAN:
        return found.total
    return found.worst or 0.0


def reachable_rows(instance: Instance) -> Bools:
    """Return which rows some column that may open reaches; for ``set_cover`` within the minutes."""
    may_open = np.ones(instance.shape[1], dtype=bool)
    may_open[list(instance.forbidden)] = False
    may_open[list(instance.locked)] = True
    limit = _minutes(instance) if instance.model is Model.SET_COVER else np.finfo(float).max
    return np.asarray((instance.costs[:, may_open] <= limit).any(axis=1))


def honours_limits(instance: Instance, opened: Iterable[int]) -> bool:
    """Return whether an open set keeps to what is locked, forbidden, limited by groups, and the budget."""
    columns = set(opened)
    new = columns - set(instance.locked)
    if not set(instance.locked) <= columns or new & set(instance.forbidden):
        return False
    for limit in instance.limits:
        count = len(columns & set(limit.columns))
        if count < limit.least or (limit.most is not None and count > limit.most):
            return False
    if instance.prices is None or instance.budget is None:
        return True
    # Prices are whole đồng mostly; a sum of decimals may end a hair above the budget.
    return float(instance.prices[sorted(new)].sum()) <= instance.budget * (1 + 1e-9)


def is_better(model: Model, one: float, other: float) -> bool:
    """Return whether objective ``one`` is better than ``other``."""
    return one > other if model is Model.MAX_COVER else one < other


def _minutes(instance: Instance) -> float:
    """Return the minutes of a covering model."""
    if instance.minutes is None:
        raise ValueError(f"{instance.model} needs minutes")
    return instance.minutes
