"""
A tour over the registry: stops, opening hours and travel times become an instance, its answer is told.

It is planned with the high end of the travel times, unless the wishes say
otherwise, so that it still works on a slow day; every leg tells its range.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from geodata.errors import Infeasible
from geodata.network.current import current_network
from geodata.network.engine_settings import EngineSettings
from geodata.planning.models.clock import never
from geodata.store import Store
from geodata.tourism.answers import Answer, tour_answer
from geodata.tourism.explicit import QUICK_S, usual_iterations
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.preparing import prepare_tour
from geodata.tourism.solving import solve_small, solve_tour
from geodata.tourism.values import Tour
from geodata.tourism.wishes import read_wishes

__all__ = ["Answer", "PreparedTour", "prepare_tour", "run_tour_wishes", "tour_answer", "try_tour_wishes"]


def run_tour_wishes(
    store: Store,
    text: str | bytes,
    engine: EngineSettings | None,
    today: date,
    should_stop: Callable[[], bool] = never,
) -> Answer:
    """
    Return the answer of a tour over the registry.

    Raises
    ------
    InvalidInput
        The request is not right, or names a place that is no stop.
    Infeasible
        No tour grants the wishes; the values name which of them.
    """
    network = current_network(store, engine)
    prepared = prepare_tour(store, read_wishes(text), network, today)
    return tour_answer(store, prepared, _solved(prepared, should_stop), network)


def try_tour_wishes(
    store: Store, text: str | bytes, engine: EngineSettings | None, today: date
) -> Answer | None:
    """Return the answer of a tour that is made at once, or is small; None: a job should make it."""
    wishes = read_wishes(text)
    if wishes.time_limit_s <= QUICK_S:
        return run_tour_wishes(store, text, engine, today)
    network = current_network(store, engine)
    prepared = prepare_tour(store, wishes, network, today)
    try:
        small = solve_small(prepared.request.instance)
    except Infeasible as error:
        raise _with_names(error, prepared) from None
    return None if small is None else tour_answer(store, prepared, small, network)


def _solved(prepared: PreparedTour, should_stop: Callable[[], bool]) -> Tour:
    """Return the tour of an instance."""
    instance, wishes = prepared.request.instance, prepared.wishes
    try:
        return solve_tour(
            instance,
            seed=wishes.seed,
            iterations=wishes.iterations or usual_iterations(instance, wishes.time_limit_s),
            time_limit_s=wishes.time_limit_s,
            should_stop=should_stop,
        )
    except Infeasible as error:
        raise _with_names(error, prepared) from None


def _with_names(error: Infeasible, prepared: PreparedTour) -> Infeasible:
    """Return the error with keys and names of places instead of positions of stops."""
    values = dict(error.values)
    stops = values.get("stops")
    if isinstance(stops, list | tuple):
        values["stops"] = [prepared.places[stop].place_id for stop in stops]
        values["names"] = ", ".join(prepared.places[stop].name for stop in stops)
    return Infeasible(error.message, **values)
