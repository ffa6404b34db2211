"""Solve a siting problem exactly: check it, give it to its model, answer in the rows of the instance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geodata.errors import N_
from geodata.planning.checking import check_instance
from geodata.planning.explaining import infeasible
from geodata.planning.models.answer import Answer, NothingFits, NothingYet, equal, nearest
from geodata.planning.models.assignment import solve_with_capacity
from geodata.planning.models.clock import Cancelled, Clock, never
from geodata.planning.models.covering import solve_max_cover, solve_set_cover
from geodata.planning.models.p_center import solve_p_center
from geodata.planning.models.p_median import solve_p_median
from geodata.planning.models.problem import Problem, prepare
from geodata.planning.values import Instance, Model, NothingFound, Progress, Solution, StoppedBy, silent

__all__ = ["Cancelled", "NothingFound", "solve"]


MODELS: dict[Model, Callable[[Problem, Clock], Answer]] = {
    Model.P_MEDIAN: solve_p_median,
    Model.MAX_COVER: solve_max_cover,
    Model.SET_COVER: solve_set_cover,
    Model.P_CENTER: solve_p_center,
}


def solve(
    instance: Instance,
    *,
    time_limit_s: float,
    progress: Progress = silent,
    should_stop: Callable[[], bool] = never,
) -> Solution:
    """
    Return the optimum, or the best that was found in ``time_limit_s`` seconds with its bound and gap.

    Among equally good sets (objectives that differ by less than 1e-9 of
    themselves) the first in the order of the columns is returned. Without
    capacity each row is assigned to the nearest open column, the lowest among
    equals. A solve that ends by itself always gives the same answer.
    Other threads run meanwhile; nothing is printed.

    Raises
    ------
    InvalidInput, TooLarge
        If the instance is not sound (``checking.check_instance``).
    Infeasible
        If no set of columns meets the limits; its values say which contradict.
    NothingFound
        If no answer at all was found in the time.
    Cancelled
        If ``should_stop`` said so. It is looked at between the steps and,
        inside HiGHS, several times a second.
    """
    check_instance(instance)
    clock = Clock(time_limit_s, should_stop, progress)
    problem = prepare(instance)
    model = solve_with_capacity if instance.capacity is not None else MODELS[instance.model]
    try:
        answer = model(problem, clock)
    except NothingFits:
        raise infeasible(problem, clock) from None
    except NothingYet:
        raise NothingFound(
            N_("No answer was found in %(seconds)s seconds. Allow more time, or fewer candidates."),
            seconds=round(time_limit_s, 1),
        ) from None
    clock.tell(answer.objective, answer.bound)
    return _solution(problem, answer, clock)


def _solution(problem: Problem, answer: Answer, clock: Clock) -> Solution:
    """Return the answer in the rows of the instance."""
    rows = problem.instance.shape[0]
    assigned = np.full(rows, -1, dtype=np.int64)
    served = answer.assigned
    assigned[problem.rows] = nearest(problem.costs, answer.opened)[0] if served is None else served
    proved = equal(answer.objective, answer.bound)
    apart = abs(answer.objective - answer.bound)
    # Nothing covered so far and anything possible: as far apart as can be.
    gap = apart / abs(answer.objective) if answer.objective else 1.0
    return Solution(
        opened=tuple(int(column) for column in np.flatnonzero(answer.opened)),
        assigned=assigned,
        objective=answer.objective,
        bound=answer.objective if proved else answer.bound,
        gap=0.0 if proved else gap,
        optimal=proved,
        stopped_by=StoppedBy.OPTIMAL if proved else StoppedBy.TIME_LIMIT,
        seconds=clock.seconds,
        ties_broken=answer.ties_broken,
        unreachable=tuple(int(row) for row in np.setdiff1d(np.arange(rows), problem.rows)),
        rounds=answer.rounds,
    )
