"""The radii of the rows of a p-median: which steps of cost go into the program, and their rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from geodata.planning.models.dual import Reduction
from geodata.planning.models.problem import Ints, distinct_rows
from geodata.planning.values import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Radii:
    """
    One variable per different set of columns that some radius encloses: 1 if none of them is open.

    ``sets`` (v × m): the columns; ``steps`` (v): what the variable being 1
    costs; ``after`` (v): the variable of the next smaller radius (-1: none);
    ``ring`` (v × m): the columns that come in with this radius. ``counted``
    (n): the most that the program counts for a row.
    """

    sets: Bools
    steps: Floats
    after: Ints
    ring: Bools
    offset: float
    counted: Floats

    @property
    def least(self) -> Floats:
        """Right-hand sides of ``rows``."""
        return np.where(self.after < 0, 1.0, 0.0)

    def rows(self, columns: int, first: int) -> sparse.csr_array:
        """Return z_k − z_{k−1} + Σ y (columns new within the radius); ``first`` is the first z."""
        count = len(self.steps)
        at, column = np.nonzero(self.ring)
        own = np.arange(count)
        chained = np.flatnonzero(self.after >= 0)
        data = np.concatenate([np.ones(len(at) + count), -np.ones(len(chained))])
        row = np.concatenate([at, own, chained])
        col = np.concatenate([column, first + own, first + self.after[chained]])
        return sparse.csr_array((data, (row, col)), (count, first + count))

    def beyond(self, opened: Bools) -> Floats:
        """Return the values of the variables for a set of open columns."""
        return (~(self.sets & opened).any(axis=1)).astype(float)

    def short_of(self, weighted: Floats, opened: Bools) -> Bools:
        """Return the rows that cost more than the program counted for them."""
        return weighted[:, opened].min(axis=1, initial=np.inf) > self.counted


def radii_of(weighted: Floats, reduction: Reduction, depth: Ints) -> Radii:
    """Return the radii of each row (n × m: weight × cost), at most ``depth`` (n) of each."""
    rows, columns = weighted.shape
    usable = np.where(reduction.near(weighted), weighted, np.inf)
    order = usable.argsort(axis=1, kind="stable")
    cost = np.take_along_axis(usable, order, axis=1)
    offset = 0.0
    counted = np.zeros(rows)
    sets: list[Bools] = []
    rings: list[Bools] = []
    steps: list[float] = []
    after: list[int] = []
    for row in range(rows):
        known = int(np.searchsorted(cost[row], np.inf))
        levels = np.unique(cost[row, :known])
        offset += levels[0]
        used = levels[: depth[row] + 1]
        counted[row] = np.inf if len(used) == len(levels) else used[-1]
        inside = np.zeros(columns, dtype=bool)
        last = -1
        for low, high in pairwise(used):
            ring = usable[row] == low
            inside = inside | ring
            sets.append(inside)
            rings.append(ring)
            steps.append(high - low)
            after.append(last)
            last = len(steps) - 1
    return _merged(
        np.array(sets, dtype=bool).reshape(-1, columns),
        np.array(steps, dtype=float),
        np.array(after, dtype=np.int64),
        np.array(rings, dtype=bool).reshape(-1, columns),
        offset,
        counted,
    )


def _merged(sets: Bools, steps: Floats, after: Ints, rings: Bools, offset: float, counted: Floats) -> Radii:
    """Return the radii with one variable for all that enclose the same columns."""
    if not len(steps):
        return Radii(sets, steps, after, rings, offset, counted)
    packed, which = distinct_rows(sets)
    _, first = np.unique(which, return_index=True)
    total = np.zeros(len(packed))
    np.add.at(total, which, steps)
    before = after[first]
    chain = np.where(before >= 0, which[before], -1)
    return Radii(packed, total, chain.astype(np.int64), rings[first], offset, counted)
