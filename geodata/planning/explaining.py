"""
Why no set of columns meets the limits: a small set of limits that contradict each other, in words and values.

Limits are given up one by one; one that can be given up while the rest still
contradict is left out (a deletion filter: Chinneck, Dravnieks, Locating
minimal infeasible constraint sets in linear programs, ORSA J. Comput. 3, 1991).
What is left is irreducible: without any one of them there would be an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geodata.errors import N_, Infeasible
from geodata.planning.models.assignment import pairs_of
from geodata.planning.models.clock import Clock
from geodata.planning.models.highs import Ended, Program
from geodata.planning.models.problem import Ints, Problem, add_service, column_program, limits_of
from geodata.planning.values import Floats, GroupLimit, Model

SECONDS = 6.0  # for finding the reason, whatever the limit of the solve

# What a limit asks for, by its kind; filled with the values that stand beside it.
LIMIT_TEXTS = {
    "service": N_("everyone who can be reached has to be served"),
    "sites": N_("exactly %(sites)s new points"),
    "locked": N_("%(count)s points stay open"),
    "forbidden": N_("%(count)s places may not open"),
    "least": N_("at least %(least)s points in “%(name)s”"),
    "most": N_("at most %(most)s points in “%(name)s”"),
    "budget": N_("a budget of %(budget)s"),
    "capacity": N_("the capacity of the points"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing that is asked for; ``group``: which of the group limits."""

    kind: str
    group: int = -1


def infeasible(problem: Problem, clock: Clock) -> Infeasible:
    """
    Return the error that says why the problem has no answer.

    Its values: ``limits`` (which contradict: kind, text, values), ``rows`` (the
    demand that they cannot serve together), ``unreachable``, and where they
    can be told ``least_sites``, ``most_sites``, ``least_budget``.

    Raises
    ------
    Cancelled
        If the clock's ``should_stop`` says so.
    """
    own = Clock(SECONDS, clock.should_stop)
    every = np.arange(len(problem.rows))
    kept = _irreducible(_asked(problem), lambda limits: _contradicts(problem, limits, every, own))
    instance = problem.instance
    values: dict[str, object] = {
        "limits": [_told(problem, limit) for limit in kept],
        "unreachable": np.setdiff1d(np.arange(instance.shape[0]), problem.rows).tolist(),
    }
    new = (~problem.limits.locked).astype(float)
    if Limit("sites") in kept:
        values["sites"] = instance.sites
        values["least_sites"] = _extreme(problem, kept, {"sites", "budget"}, new, own)
        most = _extreme(problem, kept, {"sites", "budget"}, -new, own)
        values["most_sites"] = None if most is None else -most
    if Limit("budget") in kept and instance.prices is not None:
        values["budget"] = _plain(instance.budget)
        values["least_budget"] = _extreme(problem, kept, {"budget"}, new * instance.prices, own)
    # Last, because it takes longest: fewer rows are clearer, but more are true as well.
    rows = _fewest_rows(problem, kept, own) if Limit("service") in kept else every[:0]
    values["rows"] = problem.rows[rows].tolist()
    return Infeasible(_message(kept, values), **values)


def _message(kept: list[Limit], values: dict[str, object]) -> str:
    """Return the text that tells the contradiction best, filling ``values`` with what it needs."""
    kinds = {limit.kind for limit in kept}
    sites, least, most = (values.get(name) for name in ("sites", "least_sites", "most_sites"))
    if "budget" in kinds and values.get("least_budget") is not None:
        return N_(
            "The budget of %(budget)s is too small: what else is asked for costs at least %(least_budget)s."
        )
    if isinstance(sites, int) and isinstance(least, int) and least > sites:
        if "service" in kinds:
            return N_(
                "%(sites)s new points cannot serve everyone who can be reached: it takes at least"
                " %(least_sites)s."
            )
        return N_("%(sites)s new points are too few: the limits ask for at least %(least_sites)s.")
    if isinstance(sites, int) and isinstance(most, int) and most < sites:
        return N_("%(sites)s new points are too many: the limits leave room for at most %(most_sites)s.")
    if kinds <= {"service", "capacity", "forbidden"} and "capacity" in kinds:
        return N_("The places that may open have no room for everyone who has to be served.")
    values["count"] = len(kept)
    return N_("No choice of points meets all limits: %(count)s of them contradict each other.")


def _asked(problem: Problem) -> list[Limit]:
    """Return everything that is asked for; what was set by hand is tried last, so that it stays."""
    instance = problem.instance
    found: list[Limit] = []
    if problem.must_serve:
        found.append(Limit("service"))
    if instance.model is not Model.SET_COVER and instance.sites is not None:
        found.append(Limit("sites"))
    if instance.capacity is not None:
        found.append(Limit("capacity"))
    if instance.budget is not None:
        found.append(Limit("budget"))
    if instance.forbidden:
        found.append(Limit("forbidden"))
    if instance.locked:
        found.append(Limit("locked"))
    for number, group in enumerate(instance.limits):
        if group.most is not None:
            found.append(Limit("most", number))
        if group.least:
            found.append(Limit("least", number))
    return found


def _irreducible(limits: list[Limit], contradicts: Callable[[list[Limit]], bool]) -> list[Limit]:
    """Return limits that contradict each other, none of which can be left out."""
    kept = list(limits)
    for limit in limits:
        rest = [other for other in kept if other != limit]
        if contradicts(rest):
            kept = rest
    return kept


def _fewest_rows(problem: Problem, limits: list[Limit], clock: Clock) -> Ints:
    """
    Return rows that the limits cannot serve together: halves, quarters, … and single rows are left out.

    As few as there was time for.
    """
    kept = np.arange(len(problem.rows))
    size = max(1, len(kept) // 2)
    while True:
        at = 0
        while at < len(kept) and not clock.is_out:
            rest = np.delete(kept, np.s_[at : at + size])
            if _contradicts(problem, limits, rest, clock):
                kept = rest
            else:
                at += size
        if size == 1 or clock.is_out:
            return kept
        size = max(1, size // 2)


def _contradicts(problem: Problem, limits: list[Limit], rows: Ints, clock: Clock) -> bool:
    """Return whether it is proved that no set of columns meets these limits for these rows."""
    program = _program(problem, limits, rows)
    return program.solve(clock).ended is Ended.INFEASIBLE


def _program(problem: Problem, limits: list[Limit], rows: Ints) -> Program:
    """Return the program of some of the limits; only ``rows`` (numbers in ``problem.rows``) are served."""
    instance, kinds = problem.instance, {limit.kind for limit in limits}
    groups = tuple(
        GroupLimit(
            group.columns,
            group.least if Limit("least", number) in limits else 0,
            group.most if Limit("most", number) in limits else None,
        )
        for number, group in enumerate(instance.limits)
    )
    asked = limits_of(
        replace(
            instance,
            sites=instance.sites if "sites" in kinds else None,
            budget=instance.budget if "budget" in kinds else None,
            forbidden=instance.forbidden if "forbidden" in kinds else (),
            limits=groups,
        )
    )
    if "locked" not in kinds:
        # They may close, and are still no new points.
        asked = replace(asked, locked=np.zeros_like(asked.locked))
    numbers = problem.rows[rows] if "service" in kinds else problem.rows[:0]
    costs = np.where(asked.may_open[None, :], instance.costs[numbers], np.inf)
    part = replace(problem, limits=asked, rows=numbers, costs=costs, weights=instance.weights[numbers])
    if "capacity" in kinds:
        return pairs_of(part, part.within).program
    program = column_program(part)
    add_service(program, part.within)
    return program


def _extreme(
    problem: Problem, kept: list[Limit], without: set[str], cost: Floats, clock: Clock
) -> int | float | None:
    """
    Return the least sum of ``cost`` (m) over the open columns if some kinds of limits are given up.

    Under all others, or where these contradict too, under those of ``kept``. None: not known.
    """
    largest = float(np.abs(cost).max(initial=0.0))
    for limits in (_asked(problem), kept):
        rest = [limit for limit in limits if limit.kind not in without]
        program = _program(problem, rest, np.arange(len(problem.rows)))
        program.set_cost(cost / largest if largest else cost)
        outcome = program.solve(clock)
        if outcome.ended is Ended.OPTIMAL and outcome.values is not None:
            return _plain(float(cost @ np.round(outcome.values[: problem.columns])))
    return None


def _plain(amount: float | None) -> int | float | None:
    """Return a whole amount without the .0 that no reader writes."""
    return int(amount) if amount is not None and float(amount).is_integer() else amount


def _told(problem: Problem, limit: Limit) -> dict[str, object]:
    """Return a limit as kind, text for the translators and what fills it."""
    instance = problem.instance
    values: dict[str, object] = {}
    match limit.kind:
        case "sites":
            values = {"sites": instance.sites}
        case "budget":
            values = {"budget": _plain(instance.budget)}
        case "locked" | "forbidden":
            columns = sorted(set(instance.locked if limit.kind == "locked" else instance.forbidden))
            values = {"count": len(columns), "columns": columns}
        case "least" | "most":
            group = instance.limits[limit.group]
            name = group.name or str(limit.group + 1)
            values = {"name": name, "group": limit.group, "columns": list(group.columns)}
            values[limit.kind] = group.least if limit.kind == "least" else group.most
    return {"kind": limit.kind, "text": LIMIT_TEXTS[limit.kind], "values": values}
