"""Choices of days and nights: each is tried with a quick search, all alike, and the best is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geodata.errors import Infeasible
from geodata.tourism.night_choice import Nights, likely_nights
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.preparing import prepare_on
from geodata.tourism.refusals import of_all, with_names
from geodata.tourism.searches import Making, quick_search
from geodata.tourism.wishes import TourWishes

# Choices of nights that are tried: for one run of days, and for each of the seven of any week.
NIGHTS, NIGHTS_A_WEEK = 12, 2
# Searches times days; with more of them a job makes the tour.
MOST_QUICK_TRIALS, MOST_QUICK_TOURS = 24, 9
WEEKS = 7
# Of the whole work, what the trials are taken to be.
SHARE_OF_TRIALS = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One choice of days and nights: the prize of a quick search, or why no tour grants the wishes."""

    prepared: PreparedTour
    prize: float | None
    refusal: Infeasible | None = None


def is_quick(wishes: TourWishes) -> bool:
    """Tell whether few enough searches are needed for an answer at once."""
    weeks, days = (1, len(wishes.dates)) if wishes.any_week is None else (WEEKS, wishes.any_week.days)
    nights = 1
    if wishes.suggest_nights and days > 1:
        nights = NIGHTS if weeks == 1 else NIGHTS_A_WEEK
    trials = weeks * nights * days if weeks * nights > 1 else 0
    tours = wishes.alternatives * days if wishes.alternatives > 1 else 0
    return trials <= MOST_QUICK_TRIALS and tours <= MOST_QUICK_TOURS


def try_choices(making: Making, dated: Sequence[TourWishes]) -> list[Trial]:
    """Return a trial for every choice of days with the most hopeful nights of each."""
    most = NIGHTS if len(dated) == 1 else NIGHTS_A_WEEK
    chosen = [replace(wishes, nights=nights) for wishes in dated for nights in _nights(making, wishes, most)]
    found = []
    for number, wishes in enumerate(chosen):
        making.progress(SHARE_OF_TRIALS * number / len(chosen))
        found.append(_tried(making, wishes))
    return found


def best_of(trials: Sequence[Trial]) -> PreparedTour:
    """Return the choice with the most prize, the first of several; ``Infeasible`` where there is none."""
    found = [(trial.prize, trial.prepared) for trial in trials if trial.prize is not None]
    if found:
        return max(found, key=lambda pair: pair[0])[1]
    raise of_all(
        [
            (trial.prepared.wishes.dates[0].strftime("%d/%m/%Y"), trial.refusal)
            for trial in trials
            if trial.refusal is not None
        ]
    )


def _nights(making: Making, wishes: TourWishes, most: int) -> list[Nights]:
    """Return the nights that are tried for wishes on their dates."""
    if not wishes.suggest_nights:
        return [wishes.nights]
    anywhere = replace(wishes, nights=making.towns[:1] * (len(wishes.dates) - 1))
    prepared = prepare_on(making.store, making.ground, anywhere)
    return likely_nights(making.ground, prepared, making.towns, most) or [anywhere.nights]


def _tried(making: Making, wishes: TourWishes) -> Trial:
    """Return what a quick search finds."""
    prepared = prepare_on(making.store, making.ground, wishes)
    try:
        return Trial(prepared, quick_search(making, prepared.request.instance).prize)
    except Infeasible as error:
        return Trial(prepared, None, with_names(error, prepared))
