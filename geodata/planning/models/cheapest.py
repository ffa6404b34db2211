"""
The cheapest columns when each has a price: what the Lagrangian bound of the p-median asks at each step.

Sets of a fixed size with at least and at most so many columns of groups that
do not overlap are the bases of a matroid: the greedy choice is the cheapest,
and the cheapest set with (or without) a given column differs from it by one
exchange. Limits on groups that overlap, and money, are left out here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geodata.planning.models.problem import Ints, Problem
from geodata.planning.values import Bools, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """``of`` (m): the group of each column; at least and at most so many new columns in each group."""

    of: Ints
    least: Floats
    most: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The cheapest new columns, and what forcing each column in or out adds (``inf``: impossible)."""

    chosen: Bools
    added: Floats


def groups_of(problem: Problem) -> Groups:
    """Return groups that do not overlap; columns of none are one more group, the last."""
    columns, locked = problem.columns, problem.limits.locked
    of = np.full(columns, -1, dtype=np.int64)
    least: list[float] = []
    most: list[float] = []
    for limit in problem.instance.limits:
        members = np.unique(np.array(limit.columns, dtype=np.int64))
        if not len(members) or (of[members] >= 0).any():
            continue
        of[members] = len(least)
        open_anyway = int(locked[members].sum())
        least.append(max(0.0, limit.least - open_anyway))
        most.append(np.inf if limit.most is None else limit.most - open_anyway)
    of[of < 0] = len(least)
    return Groups(of, np.array([*least, 0.0]), np.array([*most, np.inf]))


def choose(groups: Groups, price: Floats, usable: Ints, count: int) -> Choice:
    """Return the ``count`` usable columns with the least sum of prices (m), and the exchanges."""
    order = usable[price[usable].argsort(kind="stable")]
    group = groups.of[order]
    needed = np.zeros(len(order), dtype=bool)
    allowed = np.zeros(len(order), dtype=bool)
    for number, (least, most) in enumerate(zip(groups.least, groups.most, strict=True)):
        places = np.flatnonzero(group == number)
        needed[places[: int(least)]] = True
        allowed[places[int(least) : None if np.isinf(most) else int(most)]] = True
    needed[np.flatnonzero(allowed)[: max(0, count - int(needed.sum()))]] = True
    chosen = np.zeros(len(price), dtype=bool)
    chosen[order[needed]] = True
    return Choice(chosen, _added(groups, price, order, chosen))


def _added(groups: Groups, price: Floats, order: Ints, chosen: Bools) -> Floats:
    """Return what it adds to put each column in that is not chosen, or out that is."""
    inside, outside = order[chosen[order]], order[~chosen[order]]
    size = len(groups.least)
    dearest, cheapest = np.full(size, -np.inf), np.full(size, np.inf)
    np.maximum.at(dearest, groups.of[inside], price[inside])
    np.minimum.at(cheapest, groups.of[outside], price[outside])
    count = np.bincount(groups.of[inside], minlength=size)
    may_lose, may_gain = count > groups.least, count < groups.most
    # An exchange within a group is always allowed, one between groups where both have room for it.
    leaving = np.maximum(dearest, np.where(may_gain, dearest[may_lose].max(initial=-np.inf), -np.inf))
    entering = np.minimum(cheapest, np.where(may_lose, cheapest[may_gain].min(initial=np.inf), np.inf))
    added = np.zeros(len(price))
    added[outside] = price[outside] - leaving[groups.of[outside]]
    added[inside] = entering[groups.of[inside]] - price[inside]
    return added
