"""
A tour over the registry: stops, opening hours and travel times become an instance, its answer is told.

It is planned with the high end of the travel times, unless the wishes say
otherwise, so that it still works on a slow day; every leg tells its range.
Where days or nights are open, every choice of days and the most hopeful
choices of nights are searched quickly and alike; the best few are searched
fully, and the best of these is the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from math import inf
from time import monotonic

from geodata.errors import Infeasible
from geodata.network.current import current_network
from geodata.network.engine_settings import EngineSettings
from geodata.planning.models.clock import Cancelled, never
from geodata.store import Store
from geodata.tourism.alternatives import find_alternatives
from geodata.tourism.answers import Answer, tour_answer
from geodata.tourism.explicit import QUICK_S
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.preparing import prepare_on, prepare_tour
from geodata.tourism.refusals import require_ways, with_names
from geodata.tourism.searches import Making, Progress, full_search, making_of, silent
from geodata.tourism.solving import solve_small
from geodata.tourism.stop_answers import told_note
from geodata.tourism.trials import best_of, is_quick, refuse_if_hopeless, search_best, try_choices
from geodata.tourism.values import Tour
from geodata.tourism.weeks import dated, told_weeks, with_tours_of_other_weeks
from geodata.tourism.wishes import read_wishes

# Several searches that are not done after so many seconds are left to a job.
LONGEST_WAIT_S = 2.5

__all__ = ["Answer", "PreparedTour", "prepare_tour", "run_tour_wishes", "tour_answer", "try_tour_wishes"]


def run_tour_wishes(
    store: Store,
    text: str | bytes,
    engine: EngineSettings | None,
    today: date,
    should_stop: Callable[[], bool] = never,
    progress: Progress = silent,
) -> Answer:
    """
    Return the answer of a tour over the registry.

    ``weeks`` are in it where any week was asked for, ``alternatives`` where
    more than one tour was. ``progress`` is told how far it is (0 – 1).

    Raises
    ------
    InvalidInput
        The request is not right, or names a place that is no stop.
    Infeasible
        No tour grants the wishes; the values name which of them and why.
    Cancelled
        If ``should_stop`` said so.
    """
    wishes = read_wishes(text)
    making = making_of(store, wishes, current_network(store, engine), today, should_stop, progress)
    choices = dated(wishes, today)
    if len(choices) == 1 and not wishes.suggest_nights:
        prepared = prepare_on(store, making.ground, wishes)
        return _answer(making, prepared, _solved(making, prepared))
    trials = search_best(making, try_choices(making, choices))
    if wishes.any_week is not None:
        trials = with_tours_of_other_weeks(trials)
    prepared, tour = best_of(trials)
    answer = _answer(making, prepared, tour)
    if wishes.any_week is not None:
        answer["weeks"] = told_weeks(trials, prepared.wishes.dates)
    return answer


def try_tour_wishes(
    store: Store, text: str | bytes, engine: EngineSettings | None, today: date
) -> Answer | None:
    """
    Return the answer of a tour that is made at once, or is small; None: a job should make it.

    Where several searches are needed they are tried for a few seconds: how
    long they take is known when they are done. What is hopeless without a
    search is refused at once; raises as ``run_tour_wishes``.
    """
    wishes = read_wishes(text)
    is_one = wishes.any_week is None and not wishes.suggest_nights and wishes.alternatives == 1
    if wishes.time_limit_s <= QUICK_S and is_quick(wishes):
        ends_at = inf if is_one else monotonic() + LONGEST_WAIT_S
        try:
            return run_tour_wishes(store, text, engine, today, lambda: monotonic() > ends_at)
        except Cancelled:
            return None
    network = current_network(store, engine)
    if not is_one:
        refuse_if_hopeless(making_of(store, wishes, network, today, never, silent), dated(wishes, today))
        return None
    prepared = prepare_tour(store, wishes, network, today)
    try:
        require_ways(prepared)
        small = solve_small(prepared.request.instance)
    except Infeasible as error:
        raise with_names(error, prepared) from None
    return None if small is None else tour_answer(store, prepared, small, network)


def _answer(making: Making, prepared: PreparedTour, tour: Tour) -> Answer:
    """Return the answer of a tour, with alternatives where they were asked for."""
    answer = tour_answer(making.store, prepared, tour, making.network)
    wanted = making.wishes.alternatives - 1
    if not wanted:
        return answer
    told = []
    for each in find_alternatives(prepared.request.instance, tour, wanted, partial(full_search, making)):
        other = tour_answer(making.store, prepared, each.tour, making.network)
        told.append(
            {**other, "share": round(each.share, 3), "notes": [told_note(each.note), *other["notes"]]}
        )
    return {**answer, "alternatives": told}


def _solved(making: Making, prepared: PreparedTour) -> Tour:
    """Return the tour of an instance; what cannot be is told by names."""
    try:
        require_ways(prepared)
        return full_search(making, prepared.request.instance)
    except Infeasible as error:
        raise with_names(error, prepared) from None
