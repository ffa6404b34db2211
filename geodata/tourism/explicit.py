"""A tour over an explicit instance, from its JSON to its answer: the one entry for the API and for jobs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from geodata.planning.models.clock import never
from geodata.tourism.checking import check_order
from geodata.tourism.reading import read_request
from geodata.tourism.requests import TourRequest
from geodata.tourism.solving import solve_small, solve_tour
from geodata.tourism.values import DayPlan, Finding, Reason, StoppedBy, Tour, TourInstance

Answer = dict[str, Any]

# Fewer than a core does in a second, so that the iterations end a search and not the clock: with at most so
# many openings, and with more of them.
SMALLER_OPENINGS = 1_000
ITERATIONS_A_SECOND, ITERATIONS_OF_LARGE = 4_000, 2_000
# Longer than this, and a job does it.
QUICK_S = 2.0
# PyVRP takes each opening for a place of its own, and seconds to begin with more of them than these.
MOST_OPENINGS = 3_000
# Values of findings that are times.
MOMENTS = frozenset({"arrive", "latest", "end"})


def run_tour(text: str | bytes, should_stop: Callable[[], bool] = never) -> Answer:
    """
    Return the answer of the tour that a JSON text asks for.

    Raises
    ------
    InvalidInput, TooLarge
        The request is not right.
    Infeasible
        No tour grants the wishes; the values name which of them.
    """
    request = read_request(text)
    return tour_answer(request, _solve(request, should_stop))


def try_tour(text: str | bytes) -> Answer | None:
    """Return the answer of a tour that is made at once, or is small; None: a job should make it."""
    request = read_request(text)
    if request.time_limit_s <= QUICK_S and _openings(request.instance) <= MOST_OPENINGS:
        return tour_answer(request, _solve(request, never))
    small = solve_small(request.instance)
    return None if small is None else tour_answer(request, small)


def check_tour(text: str | bytes) -> Answer:
    """Return the times and faults of the order that a JSON text gives; raises as ``run_tour``."""
    began = perf_counter()
    request = read_request(text, with_order=True)
    order = request.order or ()
    plans, findings = check_order(request.instance, order)
    visited = {stop for stops in order for stop in stops}
    stops = range(len(request.instance.stops))
    answer: Answer = {
        "days": [_day(request, day, plan) for day, plan in enumerate(plans)],
        "prize": sum(request.instance.stops[stop].prize for stop in visited),
        "skipped": [
            {"stop": stop, "reason": Reason.NOT_ORDERED.value} for stop in stops if stop not in visited
        ],
        "bound": None,
        "stopped_by": StoppedBy.GIVEN.value,
        "keeps": not findings,
        "findings": [_finding(request, finding) for finding in findings],
    }
    return {**answer, "seconds": round(perf_counter() - began, 4)}


def usual_iterations(instance: TourInstance, seconds: float) -> int:
    """Return the iterations that a search of so many seconds is given."""
    small = _openings(instance) <= SMALLER_OPENINGS
    return max(1, round(seconds * (ITERATIONS_A_SECOND if small else ITERATIONS_OF_LARGE)))


def _openings(instance: TourInstance) -> int:
    """Return for how many places PyVRP takes the stops."""
    return sum(1 if stop.open is None else len(stop.open) for stop in instance.stops)


def _solve(request: TourRequest, should_stop: Callable[[], bool]) -> Tour:
    """Return the tour of a request."""
    usual = usual_iterations(request.instance, request.time_limit_s)
    return solve_tour(
        request.instance,
        seed=request.seed,
        iterations=usual if request.iterations is None else request.iterations,
        time_limit_s=request.time_limit_s,
        should_stop=should_stop,
    )


def tour_answer(request: TourRequest, tour: Tour) -> Answer:
    """Return what a tour says, stops by their position, places by their row."""
    return {
        "days": [_day(request, day, plan) for day, plan in enumerate(tour.days)],
        "prize": tour.prize,
        "skipped": [{"stop": each.stop, "reason": each.reason.value} for each in tour.skipped],
        "bound": tour.bound,
        "stopped_by": tour.stopped_by.value,
        "seconds": round(tour.seconds, 4),
    }


def _day(request: TourRequest, day: int, plan: DayPlan) -> Answer:
    """Return one day; an explicit instance knows no kilometres."""
    instance = request.instance
    given = instance.days[day]
    rows: Sequence[int] = (
        given.start,
        *(instance.stops[visit.stop].index for visit in plan.visits),
        given.end,
    )
    return {
        "date": request.moment(given.start_at)[:10],
        "depart": request.moment(plan.depart),
        "arrive": request.moment(plan.arrive),
        "depart_latest": None if plan.depart_latest is None else request.moment(plan.depart_latest),
        "drive_min": plan.drive_min,
        "lunch_at": None if plan.lunch_at is None else request.moment(plan.lunch_at),
        "legs": [
            {"from": a, "to": b, "minutes": minutes if math.isfinite(minutes) else None, "km": None}
            for a, b, minutes in zip(rows, rows[1:], plan.legs, strict=False)
        ],
        "visits": [
            {
                "stop": visit.stop,
                "arrive": request.moment(visit.begin),
                "leave": request.moment(visit.leave),
                "wait_min": round(visit.begin - visit.arrive, 6),
            }
            for visit in plan.visits
        ],
    }


def _finding(request: TourRequest, finding: Finding) -> Answer:
    """Return one fault with its figures; days by their position in ``days``."""
    values = {
        name: request.moment(value) if name in MOMENTS and isinstance(value, float | int) else value
        for name, value in finding.values.items()
    }
    return {"fault": finding.fault.value, "day": finding.day, "stop": finding.stop, "values": values}
