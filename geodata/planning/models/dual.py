"""
Lagrangian bound of the p-median, and what it settles before HiGHS is asked.

With a multiplier λ_i for each row's being served once, the relaxed problem
opens the columns with the least ρ_j = Σ_i min(0, weight × cost − λ_i), and
L(λ) = Σ λ_i + Σ ρ of the open ones is a lower bound (Cornuéjols, Fisher,
Nemhauser, Location of bank accounts, Management Science 23, 1977; subgradient
steps after Held, Wolfe, Crowder, 1974). With the cost U of a known set:

- a column whose opening lifts the bound over U is closed in every optimum,
- a column whose closing does so is open in every optimum,
- no row costs more than λ_i + U − L(λ) in any optimum.

Limits on groups and money are left out here: the bound stays one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geodata.planning.models.clock import Clock
from geodata.planning.models.problem import EQUAL, Problem
from geodata.planning.values import Bools, Floats

STEPS = 400  # at most
PATIENCE = 20  # steps without a better bound before the step is halved
SMALLEST = 0.005  # step factor at which nothing more comes


@dataclass(slots=True, eq=False)
class Reduction:
    """What is known about every set that is as good as the best known one."""

    opened: Bools  # the best set known
    best: float
    bound: float
    closed: Bools  # columns that no optimum opens
    forced: Bools  # columns that every optimum opens
    reach: Floats  # the most that a row costs in any optimum

    def near(self, weighted: Floats) -> Bools:
        """Return (n × m) which columns may serve which row in an optimum."""
        forced = weighted[:, self.forced].min(axis=1, initial=np.inf)
        most = np.minimum(self.reach, forced)
        return np.isfinite(weighted) & ~self.closed & (weighted <= most[:, None])


def reduce(problem: Problem, weighted: Floats, opened: Bools, best: float, clock: Clock) -> Reduction:
    """
    Return bound, better set and what is settled, from a known set ``opened`` that costs ``best``.

    ``weighted`` (n × m) is weight × cost. Stops early where the bound meets the set.
    """
    limits = problem.limits
    state = Reduction(
        opened.copy(), best, 0.0, ~limits.may_open, limits.locked.copy(), np.full(len(weighted), np.inf)
    )
    sites = int(opened.sum() - limits.locked.sum())
    lam = _first_multipliers(weighted, opened)
    factor, since = 1.0, 0
    for _ in range(STEPS):
        if clock.is_out or factor < SMALLEST or state.best - state.bound <= EQUAL * state.best:
            break
        clock.check()
        bound, gradient, chosen = _look(problem, weighted, lam, sites, state)
        since = 0 if bound > state.bound else since + 1
        state.bound = max(state.bound, bound)
        if since == 0:
            _try(problem, weighted, chosen, state)
        if since >= PATIENCE:
            factor, since = factor / 2, 0
        length = float(gradient @ gradient)
        if length == 0:
            break
        lam = np.maximum(0.0, lam + factor * (state.best * 1.001 - bound) / length * gradient)
    return state


def _first_multipliers(weighted: Floats, opened: Bools) -> Floats:
    """Return the second-best cost of each row in a known set, the best where there is no other."""
    among = np.sort(np.where(opened, weighted, np.inf), axis=1)
    second = among[:, 1] if among.shape[1] > 1 else among[:, 0]
    return np.where(np.isfinite(second), second, among[:, 0])


def _look(
    problem: Problem, weighted: Floats, lam: Floats, sites: int, state: Reduction
) -> tuple[float, Floats, Bools]:
    """Return L(λ), its subgradient and the columns that it opens; settle what it settles."""
    locked = problem.limits.locked
    gain = np.minimum(weighted - lam[:, None], 0.0)
    rho = gain.sum(axis=0)
    free = np.flatnonzero(~state.closed & ~locked)
    order = free[rho[free].argsort(kind="stable")]
    chosen = locked.copy()
    chosen[order[:sites]] = True
    bound = float(lam.sum() + rho[chosen].sum())
    # What rounding may take away, and sets that are equally good, stay in.
    most = state.best * (1 + 2 * EQUAL) + 1e-13 * float(lam.sum() + np.abs(rho[chosen]).sum())
    if len(order) > sites:
        following = rho[order[sites]]
        if sites:
            dear = order[sites:]
            state.closed[dear[bound + rho[dear] - rho[order[sites - 1]] > most]] = True
        needed = order[:sites]
        state.forced[needed[bound - rho[needed] + following > most]] = True
    state.reach = np.minimum(state.reach, lam + max(most - bound, 0.0))
    served = (gain[:, chosen] < 0).sum(axis=1)
    return bound, 1.0 - served, chosen


def _try(problem: Problem, weighted: Floats, chosen: Bools, state: Reduction) -> None:
    """Take the columns that the bound opens, where they are a better set."""
    worth = float(weighted[:, chosen].min(axis=1, initial=np.inf).sum())
    if worth < state.best and problem.limits.meets(chosen):
        state.opened, state.best = chosen.copy(), worth
