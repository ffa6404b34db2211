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

Limits on groups that overlap and on money are left out here: the bound stays one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geodata.planning.models.cheapest import Groups, choose, groups_of
from geodata.planning.models.clock import Clock
from geodata.planning.models.problem import EQUAL, Ints, Problem
from geodata.planning.models.start import exchange
from geodata.planning.values import Bools, Floats

STEPS = 1200  # at most
PATIENCE = 30  # steps without a better bound before the step is shortened
SHORTER = 0.7
SMALLEST = 0.005  # step factor at which nothing more comes
MEMORY = 0.7  # how much of the last direction stays in the next (Camerini, Fratta, Maffioli, 1975)
EXCHANGE_EVERY = 20  # steps after which the relaxed set is made a set as good as exchanges make it


@dataclass(slots=True, eq=False)
class Reduction:
    """What is known about every set that is as good as the best known one."""

    opened: Bools  # the best set known
    best: float
    bound: float
    closed: Bools  # columns that no optimum opens
    forced: Bools  # columns that every optimum opens
    reach: Floats  # the most that a row costs in any optimum
    table: Floats | None = None  # weight × cost of the columns that are not closed

    @property
    def is_settled(self) -> bool:
        """Return whether nothing better is possible, or only one set is left."""
        met = self.best - self.bound <= EQUAL * self.best
        return met or bool(np.array_equal(~self.closed, self.opened))

    def near(self, weighted: Floats) -> Bools:
        """Return (n × m) which columns may serve which row in an optimum."""
        forced = weighted[:, self.forced].min(axis=1, initial=np.inf)
        most = np.minimum(self.reach, forced)
        return np.isfinite(weighted) & ~self.closed & (weighted <= most[:, None])


def reduce(problem: Problem, weighted: Floats, opened: Bools, best: float, clock: Clock) -> Reduction:
    """
    Return bound, better set and what is settled, from a known set ``opened`` that costs ``best``.

    ``weighted`` (n × m) is weight × cost. Stops early where the bound meets the set.

    Raises
    ------
    Cancelled
        If the clock's ``should_stop`` says so.
    """
    limits = problem.limits
    state = Reduction(
        opened.copy(), best, 0.0, ~limits.may_open, limits.locked.copy(), np.full(len(weighted), np.inf)
    )
    groups = groups_of(problem)
    lam = highest = _first_multipliers(weighted, opened)
    direction = np.zeros(len(lam))
    factor, since = 1.0, 0
    seen: set[bytes] = set()
    for step in range(1, STEPS + 1):
        if clock.is_out or factor < SMALLEST or state.is_settled:
            break
        clock.check()
        bound, gradient, chosen = _look(problem, weighted, lam, groups, state)
        if bound > state.bound:
            state.bound, highest, since = bound, lam, 0
        else:
            since += 1
        if step % EXCHANGE_EVERY == 0 and chosen.tobytes() not in seen:
            seen.add(chosen.tobytes())
            _try(problem, weighted, chosen, state, clock)
            clock.tell(state.best, state.bound)
        if since >= PATIENCE:
            factor, since, lam = factor * SHORTER, 0, highest
        direction = gradient + MEMORY * direction
        length = float(direction @ direction)
        if length == 0:
            break
        lam = np.maximum(0.0, lam + factor * (state.best * 1.0005 - bound) / length * direction)
    return state


def _first_multipliers(weighted: Floats, opened: Bools) -> Floats:
    """Return the second-best cost of each row in a known set, the best where there is no other."""
    among = np.sort(np.where(opened, weighted, np.inf), axis=1)
    second = among[:, 1] if among.shape[1] > 1 else among[:, 0]
    return np.where(np.isfinite(second), second, among[:, 0])


def _look(
    problem: Problem, weighted: Floats, lam: Floats, groups: Groups, state: Reduction
) -> tuple[float, Floats, Bools]:
    """Return L(λ), its subgradient and the columns that it opens; settle what it settles."""
    locked = problem.limits.locked
    usable = np.flatnonzero(~state.closed)
    gain = np.minimum(_columns_of(weighted, usable, state) - lam[:, None], 0.0)
    rho = np.zeros(problem.columns)
    rho[usable] = gain.sum(axis=0)
    free = usable[~locked[usable]]
    choice = choose(groups, rho, free, int(state.opened.sum() - locked.sum()))
    chosen = choice.chosen | locked
    bound = float(lam.sum() + rho[chosen].sum())
    # What rounding may take away, and sets that are equally good, stay in.
    most = state.best * (1 + 2 * EQUAL) + 1e-13 * float(lam.sum() + np.abs(rho[chosen]).sum())
    settled = free[bound + choice.added[free] > most]
    state.closed[settled[~chosen[settled]]] = True
    state.forced[settled[chosen[settled]]] = True
    state.reach = np.minimum(state.reach, lam + max(most - bound, 0.0))
    served = (gain[:, chosen[usable]] < 0).sum(axis=1)
    return bound, 1.0 - served, chosen


def _columns_of(weighted: Floats, usable: Ints, state: Reduction) -> Floats:
    """Return the columns that may be open, copied again only when there are fewer of them."""
    if state.table is None or state.table.shape[1] != len(usable):
        state.table = weighted[:, usable]
    return state.table


def _try(problem: Problem, weighted: Floats, chosen: Bools, state: Reduction, clock: Clock) -> None:
    """Exchange columns of the set that the bound opens, and keep the result where it is better."""
    if problem.limits.meets(chosen):
        opened, best = exchange(problem, weighted, chosen, clock)
        if best < state.best:
            state.opened, state.best = opened, best
