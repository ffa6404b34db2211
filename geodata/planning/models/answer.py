"""What a model gives back, before it is put into the rows of the instance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geodata.planning.models.problem import EQUAL, Ints
from geodata.planning.values import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """A set of open columns, what it is worth, what is proved. ``assigned``: of the rows that count."""

    opened: Bools
    objective: float
    bound: float
    ties_broken: bool
    assigned: Ints | None = None  # None: each row goes to the nearest open column
    rounds: int = 1


class NothingFits(Exception):
    """No set of columns meets the limits. ``solving`` finds out why and says it."""


class NothingYet(Exception):
    """Time ran out before any set of columns was found that meets the limits."""


def nearest(costs: Floats, opened: Bools) -> tuple[Ints, Floats]:
    """Return for each row the nearest open column (the lowest among equals, -1: none) and its cost."""
    rows = costs.shape[0]
    columns = np.flatnonzero(opened)
    if not len(columns):
        return np.full(rows, -1, dtype=np.int64), np.full(rows, np.inf)
    among = costs[:, columns]
    place = among.argmin(axis=1)
    cost = among[np.arange(rows), place]
    return np.where(np.isfinite(cost), columns[place], -1).astype(np.int64), cost


def equal(first: float, second: float) -> bool:
    """Return whether two objectives count as equally good."""
    return abs(first - second) <= EQUAL * max(abs(first), abs(second))


def opened_of(values: Floats, columns: int) -> Bools:
    """Return which columns a solution of a program opens."""
    return values[:columns] > 0.5
