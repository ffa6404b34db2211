"""Any week: the runs of days that may be meant, and what each of them was found worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from geodata.tourism.calendars import any_week
from geodata.tourism.checking import check_order
from geodata.tourism.solving import retold
from geodata.tourism.trials import Trial
from geodata.tourism.wishes import TourWishes


def dated(wishes: TourWishes, today: date) -> tuple[TourWishes, ...]:
    """Return the wishes on each run of days that they may mean: seven where any week is meant, else one."""
    if wishes.any_week is None:
        return (wishes,)
    after = wishes.any_week.after or today
    return tuple(replace(wishes, dates=dates) for dates in any_week(wishes.any_week.days, after))


def with_tours_of_other_weeks(trials: Sequence[Trial]) -> list[Trial]:
    """
    Return the trials, each with the best of their tours that can be driven as it is on its days and nights.

    A search finds now a little more, now a little less: no week is told to be
    worth less than a tour that was found for another one gives in it.
    """
    best_first = sorted(trials, key=lambda trial: -trial.worth)
    found = list(trials)
    for number, trial in enumerate(trials):
        for other in best_first:
            if other.tour is None or other.worth <= trial.worth:
                break
            moved = _moved(other, trial) if other.nights == trial.nights else None
            if moved is not None and moved.worth > trial.worth:
                found[number] = moved
                break
    return found


def _moved(other: Trial, trial: Trial) -> Trial | None:
    """Return a trial with the tour of another one; None where it does not work on its days."""
    assert other.tour is not None
    instance = trial.prepared.request.instance
    orders = [[visit.stop for visit in day.visits] for day in other.tour.days]
    if check_order(instance, orders)[1]:
        return None
    bound = None if trial.tour is None else trial.tour.bound
    return Trial(trial.prepared, replace(retold(instance, other.tour), bound=bound))


def told_weeks(trials: Sequence[Trial], chosen: tuple[date, ...]) -> list[dict[str, Any]]:
    """
    Return each run of days with the prize of the best tour that was found for it; each was searched fully.

    None: no tour grants the wishes on these days.
    """
    best: dict[tuple[date, ...], Trial] = {}
    for trial in trials:
        known = best.setdefault(trial.dates, trial)
        best[trial.dates] = max(known, trial, key=lambda each: each.worth)
    return [
        {"dates": [day.isoformat() for day in dates], "prize": trial.prize, "chosen": dates == chosen}
        for dates, trial in best.items()
    ]
