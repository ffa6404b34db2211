"""
The best small tour as an integer programme that HiGHS proves: a second oracle, of another kind.

Orienteering with prizes, several days and time windows: an arc of each day is
driven or not, a visit chooses its day and one of its openings, times follow
the arcs (Miller, Tucker and Zemlin 1960), and a lunch lies on one arc. Times
count from the start of their day, so that no constant is longer than a day
and a leg. Whole-numbered instances only: HiGHS keeps its rows to a tolerance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import highspy

from geodata.tourism.values import Day, TourInstance

START, END = "start", "end"
# Worth more than all driving of a small tour: prizes decide, and minutes among equal prizes.
MINUTES_FOR_A_PRIZE = 10_000.0


@dataclass(frozen=True)
class ModelTour:
    """What HiGHS proves: the prize, the minutes driven, the stops of each day."""

    prize: float
    drive_min: float
    orders: list[list[int]]


@dataclass
class DayParts:
    """The variables of one day: arcs, the arc of the lunch, the begin of each visit, visits by opening."""

    arcs: dict[tuple[Any, Any], Any] = field(default_factory=dict)
    lunch: dict[tuple[Any, Any], Any] = field(default_factory=dict)
    begin: dict[int, Any] = field(default_factory=dict)
    place: dict[int, Any] = field(default_factory=dict)  # of a visit in its day
    visits: dict[int, list[Any]] = field(default_factory=dict)


def best_by_model(instance: TourInstance) -> ModelTour | None:
    """Return the tour with the most prize, among equals with the least driving; None: there is none."""
    model = highspy.Highs()
    for option, value in {
        "output_flag": False,
        "threads": 1,
        "mip_rel_gap": 0.0,
        "mip_feasibility_tolerance": 1e-9,
    }.items():
        model.setOptionValue(option, value)
    days = [_day(model, instance, number) for number in range(len(instance.days))]
    _choose_stops(model, instance, days)
    stops = instance.stops
    prize = sum(
        stops[stop].prize * visit for day in days for stop, visits in day.visits.items() for visit in visits
    )
    drive = sum(
        _leg(instance, plan, arc) * var
        for plan, day in zip(instance.days, days, strict=True)
        for arc, var in day.arcs.items()
    )
    model.maximize(MINUTES_FOR_A_PRIZE * prize - drive)
    status = model.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    assert status == highspy.HighsModelStatus.kOptimal, status
    orders = [_order(model, day) for day in days]
    return ModelTour(
        prize=sum(stops[stop].prize for order in orders for stop in order),
        drive_min=sum(
            _leg(instance, plan, arc)
            for plan, day in zip(instance.days, days, strict=True)
            for arc, var in day.arcs.items()
            if model.val(var) > 0.5
        ),
        orders=orders,
    )


def _day(model: highspy.Highs, instance: TourInstance, number: int) -> DayParts:
    """Add one day: what may be visited in it, the way from its start to its end, times, driving, lunch."""
    plan, parts = instance.days[number], DayParts()
    length = plan.end_at - plan.start_at
    for stop in range(len(instance.stops)):
        _add_visit(model, instance, plan, stop, parts)
    for tail in (START, *parts.begin):
        for head in (*parts.begin, END):
            if tail != head and math.isfinite(_leg(instance, plan, (tail, head))):
                parts.arcs[tail, head] = model.addBinary()
    for stop, visits in parts.visits.items():
        visited = sum(visits)
        model.addConstr(_sum_of(parts.arcs, head=stop) == visited)
        model.addConstr(_sum_of(parts.arcs, tail=stop) == visited)
    model.addConstr(_sum_of(parts.arcs, tail=START) == 1)
    model.addConstr(_sum_of(parts.arcs, head=END) == 1)
    pause = _pause(plan)
    if pause:
        parts.lunch = {arc: model.addBinary() for arc in parts.arcs}
        model.addConstr(sum(parts.lunch.values()) == 1)
    for arc in parts.arcs:
        _time_arc(model, instance, plan, parts, arc, length)
    if plan.max_drive_min is not None:
        driven = sum(_leg(instance, plan, arc) * var for arc, var in parts.arcs.items())
        model.addConstr(driven <= plan.max_drive_min)
    return parts


def _add_visit(model: highspy.Highs, instance: TourInstance, plan: Day, number: int, parts: DayParts) -> None:
    """Add the visits of a stop in a day, one for each opening; its begin is 0 where it is not visited."""
    stop = instance.stops[number]
    if stop.avoid:
        return
    windows = [
        (max(opens, plan.start_at) - plan.start_at, min(closes, plan.end_at) - stop.visit_min - plan.start_at)
        for opens, closes in stop.open or ((plan.start_at, plan.end_at),)
    ]
    windows = [(first, last) for first, last in windows if first <= last]
    if not windows:
        return
    visits = [model.addBinary() for _window in windows]
    begin = model.addVariable(lb=0.0, ub=max(last for _first, last in windows))
    model.addConstr(
        begin >= sum(first * visit for (first, _last), visit in zip(windows, visits, strict=True))
    )
    model.addConstr(begin <= sum(last * visit for (_first, last), visit in zip(windows, visits, strict=True)))
    model.addConstr(sum(visits) <= 1)
    parts.visits[number], parts.begin[number] = visits, begin
    parts.place[number] = model.addVariable(lb=0.0, ub=len(instance.stops))


def _time_arc(
    model: highspy.Highs,
    instance: TourInstance,
    plan: Day,
    parts: DayParts,
    arc: tuple[Any, Any],
    length: float,
) -> None:
    """Say that whoever drives an arc is later at its head, and later still with the lunch on it."""
    tail, head = arc
    leg, driven = _leg(instance, plan, arc), parts.arcs[arc]
    # 0 where the tail is not visited, and never more than the length of the day.
    leave = (
        0.0 if tail == START else parts.begin[tail] + instance.stops[tail].visit_min * sum(parts.visits[tail])
    )
    reached = length if head == END else parts.begin[head]
    pause = 0.0
    if parts.lunch:
        opens, closes = _pause(plan)
        here = parts.lunch[arc]
        pause = plan.lunch_min * here
        model.addConstr(here <= driven)
        model.addConstr(reached - (opens + plan.lunch_min) * here >= 0)
        model.addConstr(leave + plan.lunch_min * here <= closes + (length - closes) * (1 - here))
    longest = length + leg
    model.addConstr(reached - leave - leg * driven - pause >= -longest * (1 - driven))
    # Visits and legs may take no time at all: without places in the day, two of them could follow each other.
    if tail != START and head != END:
        many = len(instance.stops) + 1
        model.addConstr(parts.place[head] - parts.place[tail] >= 1 - many * (1 - driven))


def _choose_stops(model: highspy.Highs, instance: TourInstance, days: list[DayParts]) -> None:
    """Visit each stop once at most, a must once, and keep the limits of groups."""
    for number, stop in enumerate(instance.stops):
        visited = sum(
            (sum(day.visits[number]) for day in days if number in day.visits), start=_nothing(model)
        )
        model.addConstr(visited == 1) if stop.must else model.addConstr(visited <= 1)
    for limit in instance.limits:
        for part in [[day] for day in days] if limit.each_day else [days]:
            count = sum(
                (
                    sum(visits)
                    for day in part
                    for stop, visits in day.visits.items()
                    if limit.group in instance.stops[stop].groups
                ),
                start=_nothing(model),
            )
            model.addConstr(count >= limit.least)
            if limit.most is not None:
                model.addConstr(count <= limit.most)


def _nothing(model: highspy.Highs) -> Any:
    """Return an expression that is 0, so that a sum over nothing is one, too."""
    return model.addVariable(lb=0.0, ub=0.0) * 1.0


def _sum_of(arcs: dict[tuple[Any, Any], Any], *, tail: Any = None, head: Any = None) -> Any:
    """Return the sum of the arcs from ``tail`` or to ``head``."""
    return sum(var for arc, var in arcs.items() if tail in (None, arc[0]) and head in (None, arc[1]))


def _leg(instance: TourInstance, plan: Day, arc: tuple[Any, Any]) -> float:
    """Return the minutes of an arc."""
    rows = {START: plan.start, END: plan.end}
    a, b = (rows[node] if node in rows else instance.stops[node].index for node in arc)
    return 0.0 if a == b else float(instance.minutes[a, b])


def _pause(plan: Day) -> tuple[float, float] | None:
    """Return from when to when lunch may be had, from the start of the day on; None where there is none."""
    if plan.lunch is None:
        return None
    opens, closes = max(plan.lunch[0], plan.start_at), min(plan.lunch[1], plan.end_at)
    has_room = opens + plan.lunch_min <= closes
    return (opens - plan.start_at, closes - plan.start_at) if has_room else None


def _order(model: highspy.Highs, day: DayParts) -> list[int]:
    """Return the stops of a day from its start along the arcs that are driven."""
    following = {tail: head for (tail, head), var in day.arcs.items() if model.val(var) > 0.5}
    order, at = [], following[START]
    while at != END:
        order.append(at)
        at = following[at]
    return order
