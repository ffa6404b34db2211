"""Which stops can be in a tour at all, and why the others cannot: what holds whatever else is visited."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from geodata.tourism.timetable import SAME, Timetable
from geodata.tourism.values import Floats, Reason, TourInstance


@dataclass(frozen=True, slots=True, eq=False)
class Hopes:
    """
    What no tour can beat.

    ``shortest`` has the least minutes between rows over any places of the
    instance (a way over another stop can be shorter than the given one);
    ``days`` hold for each stop the days that could visit it if nothing else
    were asked; ``reasons`` why a stop is in none of them (None: it is in some).
    """

    shortest: Timetable
    days: tuple[frozenset[int], ...]
    reasons: tuple[Reason | None, ...]


def find_hopes(instance: TourInstance) -> Hopes:
    """Return for each stop the days on which it could be visited alone, over shortest ways."""
    shortest = Timetable.of(instance, shortest_minutes(instance))
    days, reasons = [], []
    for stop in range(len(instance.stops)):
        each = [_reason(shortest, day, stop) for day in range(len(instance.days))]
        days.append(frozenset(day for day, reason in enumerate(each) if reason is None))
        reasons.append(None if days[-1] else _common(each))
    return Hopes(shortest, tuple(days), tuple(reasons))


def shortest_minutes(instance: TourInstance) -> Floats:
    """Return the least minutes between rows over the places of the instance; other rows are not passed."""
    rows = sorted(
        {stop.index for stop in instance.stops if not stop.avoid}
        | {row for day in instance.days for row in (day.start, day.end)}
    )
    minutes = np.array(instance.minutes, dtype=float)
    among = np.ix_(rows, rows)
    least = minutes[among]
    # Floyd and Warshall; scipy's takes 0 minutes for "no way".
    for row in range(len(rows)):
        np.minimum(least, least[:, row, None] + least[None, row], out=least)
    minutes[among] = least
    return minutes


def _reason(shortest: Timetable, day: int, stop: int) -> Reason | None:
    """Return why a day cannot visit a stop, even alone; None: it can."""
    plan, place = shortest.instance.days[day], shortest.instance.stops[stop]
    if place.avoid:
        return Reason.AVOIDED
    if math.isfinite(shortest.arrival(day, [stop])):
        return None
    to, back = shortest.minutes[plan.start][place.index], shortest.minutes[place.index][plan.end]
    if math.isinf(to + back):
        return Reason.UNREACHABLE
    begins = shortest.begins[stop]
    latest = plan.end_at - place.visit_min
    if begins is not None and not any(
        max(first, plan.start_at) <= min(last, latest) + SAME for first, last in begins
    ):
        return Reason.CLOSED
    return Reason.TOO_FAR


def _common(each: list[Reason | None]) -> Reason:
    """Return one reason for all days: the one that came nearest to a visit."""
    for reason in (Reason.TOO_FAR, Reason.CLOSED, Reason.UNREACHABLE, Reason.AVOIDED):
        if reason in each:
            return reason
    raise AssertionError(each)
