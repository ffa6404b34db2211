"""Choices of days and nights: each is tried with a quick search, the best few with a full one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from geodata.errors import Infeasible
from geodata.tourism.explicit import ITERATIONS_A_SECOND
from geodata.tourism.night_choice import Nights, likely_nights
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.preparing import prepare_on
from geodata.tourism.refusals import of_all, require_ways, with_names
from geodata.tourism.searches import QUICK_ITERATIONS, Making, full_search, quick_search
from geodata.tourism.solving import refuse_hopeless
from geodata.tourism.values import StoppedBy, Tour
from geodata.tourism.wishes import TourWishes

# Choices of nights that are tried for a run of days, and choices that are searched fully in the end.
NIGHTS, FULLY = 12, 3
# Iterations of all searches, and searches times days; with more of them a job makes the tour.
MOST_QUICK_ITERATIONS, MOST_QUICK_TOURS = 10_000, 9
WEEKS = 7
# Of the whole work, what the trials are taken to be.
SHARE_OF_TRIALS = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One choice of days and nights: the best tour that was found, or why no tour grants the wishes."""

    prepared: PreparedTour
    tour: Tour | None
    refusal: Infeasible | None = None

    @property
    def dates(self) -> tuple[date, ...]:
        """Return the days of the choice."""
        return self.prepared.wishes.dates

    @property
    def nights(self) -> Nights:
        """Return the nights of the choice."""
        return self.prepared.wishes.nights

    @property
    def prize(self) -> float | None:
        """Return the prize of the tour; None where there is none."""
        return None if self.tour is None else self.tour.prize

    @property
    def worth(self) -> float:
        """Return by what choices are compared: sums of decimals are not exact."""
        return -1.0 if self.tour is None else round(self.tour.prize, 6)


def is_quick(wishes: TourWishes) -> bool:
    """Tell whether few enough iterations are needed for an answer at once."""
    weeks, days = (1, len(wishes.dates)) if wishes.any_week is None else (WEEKS, wishes.any_week.days)
    choices = weeks * (NIGHTS if wishes.suggest_nights and days > 1 else 1)
    full = wishes.iterations or round(wishes.time_limit_s / wishes.alternatives * ITERATIONS_A_SECOND)
    iterations = choices * min(QUICK_ITERATIONS, full) + max(weeks, FULLY) * full if choices > 1 else 0
    tours = wishes.alternatives * days if wishes.alternatives > 1 else 0
    return iterations <= MOST_QUICK_ITERATIONS and tours <= MOST_QUICK_TOURS


def refuse_if_hopeless(making: Making, dated: Sequence[TourWishes]) -> None:
    """Raise ``Infeasible`` if every choice of days and nights is seen to be hopeless without a search."""
    refused: list[tuple[str, Infeasible]] = []
    for wishes in dated:
        for nights in _nights(making, wishes):
            prepared = prepare_on(making.store, making.ground, replace(wishes, nights=nights))
            try:
                require_ways(prepared)
                refuse_hopeless(prepared.request.instance)
            except Infeasible as error:
                refused.append((_first_day(wishes), with_names(error, prepared)))
            else:
                return
    raise of_all(refused)


def try_choices(making: Making, dated: Sequence[TourWishes]) -> list[Trial]:
    """Return a trial for every choice of days with the most hopeful nights of each."""
    chosen = [replace(wishes, nights=nights) for wishes in dated for nights in _nights(making, wishes)]
    found = []
    for number, wishes in enumerate(chosen):
        making.progress(SHARE_OF_TRIALS * number / len(chosen))
        found.append(_tried(making, wishes))
    return found


def search_best(making: Making, trials: Sequence[Trial]) -> list[Trial]:
    """
    Return the trials with those that may be the best searched fully.

    These are the best few of all, the best of each run of days, so that their
    prizes can be compared, and of one run the nights at the start: what is
    suggested is no worse than to come back every evening.
    """
    chosen = _worth_a_search(making, trials)
    found = list(trials)
    for done, number in enumerate(chosen):
        making.progress(SHARE_OF_TRIALS + (1 - SHARE_OF_TRIALS) * done / len(chosen))
        found[number] = _searched(making, trials[number])
    return found


def best_of(trials: Sequence[Trial]) -> tuple[PreparedTour, Tour]:
    """Return the choice with the most prize, the first of several; ``Infeasible`` where there is none."""
    best = max(trials, key=lambda trial: trial.worth)
    if best.tour is not None:
        return best.prepared, best.tour
    refused = [(trial.prepared.wishes, trial.refusal) for trial in trials if trial.refusal is not None]
    raise of_all([(_first_day(wishes), refusal) for wishes, refusal in refused])


def _first_day(wishes: TourWishes) -> str:
    """Return the first day of a tour as it is written."""
    return wishes.dates[0].strftime("%d/%m/%Y")


def _worth_a_search(making: Making, trials: Sequence[Trial]) -> list[int]:
    """Return the positions of the trials that are searched fully, in their order."""
    order = sorted(
        (number for number, trial in enumerate(trials) if trial.tour is not None),
        key=lambda number: -trials[number].worth,
    )
    first_of: dict[tuple[date, ...], int] = {}
    for number in order:
        first_of.setdefault(trials[number].dates, number)
    chosen = {*order[:FULLY], *first_of.values()}
    if len(first_of) == 1:
        chosen |= {number for number in order if set(trials[number].nights) == {making.wishes.start}}
    return sorted(chosen)


def _searched(making: Making, trial: Trial) -> Trial:
    """Return a trial with what a full search finds, if that is better; what is proved is not searched."""
    if trial.tour is None or trial.tour.stopped_by is StoppedBy.EXACT:
        return trial
    try:
        fully = Trial(trial.prepared, full_search(making, trial.prepared.request.instance))
    except Infeasible:
        # Other iterations may miss a tour that keeps to all limits: the one that was found does.
        return trial
    return max(fully, trial, key=lambda each: each.worth)


def _nights(making: Making, wishes: TourWishes) -> list[Nights]:
    """Return the nights that are tried for wishes on their dates."""
    if not wishes.suggest_nights:
        return [wishes.nights]
    nights = len(wishes.dates) - 1
    anywhere = replace(wishes, nights=making.towns[:1] * nights)
    prepared = prepare_on(making.store, making.ground, anywhere)
    found = likely_nights(making.ground, prepared, making.towns, NIGHTS) or [anywhere.nights]
    at_start = (wishes.start,) * nights
    return [*found, at_start] if wishes.start in making.towns and at_start not in found else found


def _tried(making: Making, wishes: TourWishes) -> Trial:
    """Return what a quick search finds."""
    prepared = prepare_on(making.store, making.ground, wishes)
    try:
        require_ways(prepared)
        return Trial(prepared, quick_search(making, prepared.request.instance))
    except Infeasible as error:
        return Trial(prepared, None, with_names(error, prepared))
