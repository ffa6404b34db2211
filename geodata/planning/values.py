"""
What the siting models take and give: an instance of numbers, and a solution that says what it proves.

Nothing here knows a store: rows are demand, columns are candidates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from geodata.errors import TooLarge

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Model(StrEnum):
    """What a plan minimises or maximises."""

    P_MEDIAN = "p_median"  # least total of weight × cost
    MAX_COVER = "max_cover"  # most weight within the minutes
    SET_COVER = "set_cover"  # fewest new points that have everyone within the minutes
    P_CENTER = "p_center"  # least worst cost


class NothingFound(TooLarge):
    """No answer at all was found in the time that a solve was given."""


class StoppedBy(StrEnum):
    """Why a solver stopped."""

    OPTIMAL = "optimal"
    TIME_LIMIT = "time_limit"
    GIVEN = "given"  # nobody looked for better: an open set was evaluated as it is


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """At least and at most so many open columns of a group (locked ones count)."""

    columns: tuple[int, ...]
    least: int = 0
    most: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Instance:
    """
    One siting problem: n rows of demand, m columns of candidates.

    ``costs`` (n × m) are minutes, or any cost ≥ 0; ``inf``: cannot be reached.
    ``weights`` (n) are ≥ 0. ``locked`` columns are open whatever happens and
    are not counted in ``sites``; ``forbidden`` ones never open. ``capacity``
    (m, in units of weight; ``inf``: any) makes each row be served whole by one
    column. ``prices`` (m) of new columns add up to at most ``budget``.
    """

    model: Model
    costs: Floats
    weights: Floats
    sites: int | None = None  # new columns, exactly; set_cover has none
    minutes: float | None = None  # of max_cover and set_cover
    locked: tuple[int, ...] = ()
    forbidden: tuple[int, ...] = ()
    limits: tuple[GroupLimit, ...] = ()
    capacity: Floats | None = None
    prices: Floats | None = None
    budget: float | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Return rows and columns."""
        rows, columns = self.costs.shape
        return rows, columns


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Solution:
    """
    What a model found.

    ``opened`` are the open columns in ascending order, locked ones included;
    ``assigned`` (n) the column that serves each row, -1 where none can (for
    the covering models: the nearest open one, also beyond the minutes; -1
    where it cannot be reached at all). Rows that no column that may open can
    reach (for set_cover: within the minutes) are ``unreachable``, count in no
    objective and make nothing infeasible. ``gap`` is a fraction. ``objective``
    and ``bound`` are in the unit of the model: weight × cost, weight covered,
    new points, cost.
    """

    opened: tuple[int, ...]
    assigned: npt.NDArray[np.int64]
    objective: float
    bound: float
    gap: float
    optimal: bool
    stopped_by: StoppedBy
    seconds: float
    ties_broken: bool  # whether the first set in the order of the columns among equally good ones is proved
    unreachable: tuple[int, ...] = ()
    rounds: int = field(default=1)  # how often the model was widened and solved again


# Told how far a solve is (0 – 1), with the best objective and the bound so far (None: none yet).
Progress = Callable[[float, float | None, float | None], None]


def silent(_fraction: float, _objective: float | None, _bound: float | None) -> None:
    """Tell nobody."""
