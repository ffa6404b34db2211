"""A plan over an explicit matrix: from a request to an instance, from a solution to an answer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from geodata.planning.evaluation import as_assigned
from geodata.planning.requests import MatrixRequest, NamedLimit
from geodata.planning.values import GroupLimit, Instance, Model, Solution

Answer = dict[str, Any]


def instance_of(request: MatrixRequest) -> Instance:
    """Return the instance that a request describes."""
    return Instance(
        model=request.model,
        costs=np.array(request.costs, dtype=float),
        weights=np.array(request.weights, dtype=float),
        sites=request.sites,
        minutes=request.minutes,
        locked=request.locked,
        forbidden=request.forbidden,
        limits=group_limits(request.limits, lambda group: [int(column) for column in group]),
        capacity=None if request.capacity is None else np.array(request.capacity, dtype=float),
        prices=None if request.prices is None else np.array(request.prices, dtype=float),
        budget=request.budget,
    )


def group_limits(
    limits: Sequence[NamedLimit], columns_of: Callable[[Sequence[str | int]], Sequence[int]]
) -> tuple[GroupLimit, ...]:
    """Return the limits of an instance, each group as its columns."""
    return tuple(
        GroupLimit(
            columns=tuple(columns_of(limit.group)),
            least=limit.least,
            most=limit.most,
            name=limit.name or ", ".join(str(member) for member in limit.group),
        )
        for limit in limits
    )


def solution_answer(
    instance: Instance,
    solution: Solution,
    columns: Sequence[str | int] | None = None,
    rows: Sequence[str | int] | None = None,
) -> Answer:
    """Return what every plan says; ``columns`` and ``rows`` are the names that a caller knows them by."""
    count_rows, count_columns = instance.shape
    columns = range(count_columns) if columns is None else columns
    rows = range(count_rows) if rows is None else rows
    found = as_assigned(instance, solution.assigned)
    answer: Answer = {
        "model": instance.model.value,
        "opened": [columns[column] for column in solution.opened],
        "new": [columns[column] for column in solution.opened if column not in set(instance.locked)],
        "assigned": [None if column < 0 else columns[column] for column in solution.assigned.tolist()],
        "objective": finite(solution.objective),
        "bound": finite(solution.bound),
        "gap": finite(solution.gap),
        "optimal": solution.optimal,
        "stopped_by": solution.stopped_by.value,
        "seconds": round(solution.seconds, 4),
        "ties_broken": solution.ties_broken,
        "explain": {
            "unreachable": [rows[row] for row in solution.unreachable],
            "unassigned": [rows[row] for row in np.flatnonzero(solution.assigned < 0).tolist()],
        },
    }
    if instance.model is Model.P_MEDIAN:
        answer["mean"] = found.mean
    if instance.model is Model.MAX_COVER:
        total = float(instance.weights.sum())
        answer["share"] = solution.objective / total if total > 0 else None
    return answer


def finite(value: float) -> float | None:
    """Return a number that JSON knows; null for one that there is not."""
    return value if math.isfinite(value) else None
