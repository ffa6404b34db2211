"""Any week: the runs of days that may be meant, and what each of them was found worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from geodata.tourism.calendars import any_week
from geodata.tourism.trials import Trial
from geodata.tourism.wishes import TourWishes


def dated(wishes: TourWishes, today: date) -> tuple[TourWishes, ...]:
    """Return the wishes on each run of days that they may mean: seven where any week is meant, else one."""
    if wishes.any_week is None:
        return (wishes,)
    after = wishes.any_week.after or today
    return tuple(replace(wishes, dates=dates) for dates in any_week(wishes.any_week.days, after))


def told_weeks(trials: Sequence[Trial], chosen: tuple[date, ...]) -> list[dict[str, Any]]:
    """
    Return each run of days with the prize that a quick search found, the same search for each.

    None: no tour grants the wishes on these days. The full search that
    follows on the chosen ones may find more.
    """
    prizes: dict[tuple[date, ...], float | None] = {}
    for trial in trials:
        dates = trial.prepared.wishes.dates
        known = [prize for prize in (prizes.get(dates), trial.prize) if prize is not None]
        prizes[dates] = max(known, default=None)
    return [
        {"dates": [day.isoformat() for day in dates], "prize": prize, "chosen": dates == chosen}
        for dates, prize in prizes.items()
    ]
