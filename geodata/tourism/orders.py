"""
A tour over the registry in an order that is given: timed like the solver's own, with every fault in words.

It answers every drag on a screen, so whatever does not depend on the order is
made once for a revision: stops, hours, prizes and minutes of one set of wishes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from itertools import chain
from time import perf_counter, time

from geodata.errors import N_, InvalidInput
from geodata.json_reading import read_object
from geodata.network.current import CurrentNetwork, current_network
from geodata.network.engine_settings import EngineSettings
from geodata.store import Store
from geodata.tourism.answers import Answer, tour_answer
from geodata.tourism.checking import check_order
from geodata.tourism.order_faults import told_finding
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.preparing import prepare_tour
from geodata.tourism.reading import SEND
from geodata.tourism.values import Reason, Skipped, StoppedBy, Tour
from geodata.tourism.wishes import read_wishes

# Sets of wishes that stay prepared: those of the people who work on a tour at the same time.
KEPT = 16
# An outside engine may have been away: its minutes are asked for again after so many seconds.
ENGINE_KEPT_S = 300.0


def check_tour_order(store: Store, text: str | bytes, engine: EngineSettings | None, today: date) -> Answer:
    """
    Return the answer of a tour whose body gives its ``order``: the solver's with ``keeps`` and ``findings``.

    Whatever is wrong with the order, the rest of it is timed: a stop that is
    closed or stands twice is a finding.

    Raises
    ------
    InvalidInput
        The body is not right, or its order names what is no stop.
    """
    began = perf_counter()
    network = current_network(store, engine)
    wishes = read_wishes(text, with_order=True)
    kept = store.remembered(("timed_orders",), lambda: _Kept(store))
    asked_at = 0 if engine is None else int(time() / ENGINE_KEPT_S)
    prepared = kept.prepared(_without_order(text), network, today, asked_at)
    answer = time_order(store, replace(prepared, wishes=wishes), network)
    return {**answer, "seconds": round(perf_counter() - began, 4)}


def time_order(store: Store, prepared: PreparedTour, network: CurrentNetwork) -> Answer:
    """Return the answer of the order that the wishes of ``prepared`` give; raises as ``check_tour_order``."""
    began = perf_counter()
    order = _positions(prepared)
    plans, findings = check_order(prepared.request.instance, order)
    visited = set(chain(*order))
    tour = Tour(
        days=plans,
        # In the order of the visits, as the solver adds them up: sums of decimals are not exact.
        prize=sum(prepared.prizes[stop].value for stop in dict.fromkeys(chain(*order))),
        skipped=tuple(
            Skipped(stop, Reason.NOT_ORDERED) for stop in range(len(prepared.places)) if stop not in visited
        ),
        bound=None,
        stopped_by=StoppedBy.GIVEN,
        seconds=perf_counter() - began,
    )
    return {
        **tour_answer(store, prepared, tour, network),
        "keeps": not findings,
        "findings": [told_finding(prepared, finding) for finding in findings],
    }


def _positions(prepared: PreparedTour) -> Sequence[Sequence[int]]:
    """Return the order as positions of stops."""
    order, numbers = prepared.wishes.order, prepared.number_of
    if order is None:
        raise InvalidInput(N_("%(name)s is missing"), name="order")
    for day, stops in enumerate(order):
        for place, key in enumerate(stops):
            if key not in numbers:
                name = f"order[{day}][{place}]"
                raise InvalidInput(N_("%(name)s names %(id)s, which is no stop here"), name=name, id=key)
    return [[numbers[key] for key in stops] for stops in order]


def _without_order(text: str | bytes) -> str:
    """Return a body with no stop in any day, its names sorted: the same wishes are the same text."""
    given = dict(read_object(text, SEND))
    given["order"] = [[] for _ in given["order"]]
    return json.dumps(given, sort_keys=True)


class _Kept:
    """The wishes that are worked on at one revision, made ready."""

    def __init__(self, store: Store) -> None:
        """Prepare wishes over ``store``."""
        self.prepared = lru_cache(maxsize=KEPT)(partial(_prepared, store))


def _prepared(store: Store, text: str, network: CurrentNetwork, today: date, _asked_at: int) -> PreparedTour:
    """Return the instance of a body."""
    return prepare_tour(store, read_wishes(text, with_order=True), network, today)
