"""The times of a given order: when one arrives, waits, eats and leaves, and what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geodata.tourism.timetable import SAME, Timetable
from geodata.tourism.values import DayPlan, Fault, Finding, Visit


@dataclass(frozen=True, slots=True)
class Walk:
    """A day walked along from one start, with the pause on one leg: its visits, its end, its faults."""

    visits: tuple[Visit, ...]
    arrive: float
    lunch_at: float | None
    findings: tuple[Finding, ...]


def plan_day(table: Timetable, day: int, order: Sequence[int]) -> tuple[DayPlan, tuple[Finding, ...]]:
    """
    Return the times of a day that visits ``order``, and every fault of it.

    A place that is closed is visited when one arrives, a leg without a way
    takes no time: whatever is wrong, the rest is timed. Of all legs on which
    the pause may lie, the one with the fewest faults, then the earliest end is
    taken. The start is as late as it can be without any visit moving, so that
    nobody waits at the first stop.
    """
    plan, pause = table.instance.days[day], table.pauses[day]
    legs = table.legs(day, order)
    choices: list[int | None] = [None] if pause is None else [*range(len(legs)), None]
    walks = [(_walk(table, day, order, plan.start_at, leg), leg) for leg in choices]
    walk, pause_leg = min(walks, key=lambda pair: (len(pair[0].findings), pair[0].arrive))
    depart = _depart(table, day, order, walk, pause_leg)
    if depart > plan.start_at:
        walk = _walk(table, day, order, depart, pause_leg)
    latest = None
    if not walk.findings:
        latest = max(depart, *_latest_starts(table, day, order, choices))
    driven = sum(leg for leg in legs if math.isfinite(leg))
    findings = walk.findings
    if plan.max_drive_min is not None and driven > plan.max_drive_min + SAME:
        values: dict[str, object] = {"minutes": driven, "most": plan.max_drive_min}
        findings = (*findings, Finding(Fault.TOO_MUCH_DRIVING, day, None, values))
    return DayPlan(walk.visits, legs, depart, walk.arrive, driven, latest, walk.lunch_at), findings


def walk_from(table: Timetable, day: int, order: Sequence[int], depart: float) -> Walk:
    """
    Return how a day goes that starts at ``depart``, whatever is then late.

    The pause is where it does least harm: nobody eats at the minute of a plan
    while the next market closes.
    """
    legs: list[int | None] = [None] if table.pauses[day] is None else [*range(len(order) + 1), None]
    walks = [_walk(table, day, order, depart, leg) for leg in legs]
    return min(walks, key=lambda walk: (len(walk.findings), walk.arrive))


def _walk(table: Timetable, day: int, order: Sequence[int], depart: float, pause_leg: int | None) -> Walk:
    """Walk along a day that starts at ``depart`` with its pause on one leg (None: without)."""
    plan, pause, stops = table.instance.days[day], table.pauses[day], table.instance.stops
    findings: list[Finding] = []
    visits: list[Visit] = []
    now, lunch_at = depart, None
    if pause is not None and pause_leg is None:
        findings.append(Finding(Fault.NO_LUNCH, day, None, {"minutes": pause.minutes}))
    for number, (leg, stop) in enumerate(zip(table.legs(day, order), [*order, None], strict=True)):
        if math.isinf(leg):
            findings.append(Finding(Fault.UNREACHABLE, day, stop))
            leg = 0.0
        reached = ready = now + leg
        if pause is not None and pause_leg == number:
            lunch_at = max(now, pause.earliest)
            if math.isinf(pause.begin(now)):
                findings.append(Finding(Fault.NO_LUNCH, day, None, {"minutes": pause.minutes}))
            ready = max(reached, lunch_at) + pause.minutes
            # Whoever arrives before it eats there; else it delays the arrival.
            reached = reached if lunch_at >= reached else ready
        if stop is None:
            now = ready
            break
        begin = table.begin_at(stop, ready)
        if math.isinf(begin):
            findings.append(_closed(table, day, stop, ready))
            begin = ready
        now = begin + stops[stop].visit_min
        visits.append(Visit(stop, reached, begin, now))
    if now > plan.end_at + SAME:
        findings.append(Finding(Fault.DAY_TOO_LONG, day, None, {"arrive": now, "end": plan.end_at}))
    return Walk(tuple(visits), now, lunch_at, tuple(findings))


def _closed(table: Timetable, day: int, stop: int, ready: float) -> Finding:
    """Return the fault of a visit that no interval holds: too late for today, or closed all day."""
    plan = table.instance.days[day]
    begins = table.begins[stop] or ()
    visit = table.instance.stops[stop].visit_min
    today = [
        min(last, plan.end_at - visit)
        for first, last in begins
        if max(first, plan.start_at) <= min(last, plan.end_at - visit) + SAME
    ]
    if today:
        return Finding(Fault.ARRIVES_LATE, day, stop, {"arrive": ready, "latest": max(today)})
    return Finding(Fault.CLOSED, day, stop, {"arrive": ready})


def _depart(table: Timetable, day: int, order: Sequence[int], walk: Walk, pause_leg: int | None) -> float:
    """Return the latest start with which the first visit (or the end) is not a minute later."""
    plan, pause = table.instance.days[day], table.pauses[day]
    if not order:
        return plan.start_at
    leg = table.legs(day, order)[0]
    latest = walk.visits[0].begin - (leg if math.isfinite(leg) else 0.0)
    if pause is not None and pause_leg == 0:
        latest = min(latest - pause.minutes, pause.latest_end - pause.minutes)
    return max(plan.start_at, latest)


def _latest_starts(
    table: Timetable, day: int, order: Sequence[int], choices: Sequence[int | None]
) -> Iterator[float]:
    """
    Give the latest start for each leg on which the pause may lie.

    Whoever sets off so late that the pause no longer fits has had it before: there it binds nothing.
    """
    pause = table.pauses[day]
    for leg in choices:
        start = _latest_start(table, day, order, leg)
        if leg is not None or pause is None or start + pause.minutes > pause.latest_end + SAME:
            yield start


def _latest_start(table: Timetable, day: int, order: Sequence[int], pause_leg: int | None) -> float:
    """Return the latest start with which every visit and the end are in time; ``-inf``: there is none."""
    plan, pause = table.instance.days[day], table.pauses[day]
    legs = table.legs(day, order)
    latest = plan.end_at
    for number in range(len(legs) - 1, -1, -1):
        if pause is not None and pause_leg == number:
            if pause.earliest + pause.minutes > latest + SAME:
                return -math.inf
            latest = min(latest - legs[number], pause.latest_end) - pause.minutes
        else:
            latest -= legs[number]
        if number:
            stop = order[number - 1]
            latest = table.begin_by(stop, latest - table.instance.stops[stop].visit_min)
    return latest
