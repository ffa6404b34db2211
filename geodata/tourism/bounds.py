"""The most prize that any tour can have: cheap to say, never too low."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from geodata.tourism.hopes import Hopes
from geodata.tourism.timetable import SAME
from geodata.tourism.values import Day


def most_prize(hopes: Hopes, candidates: Sequence[int]) -> float:
    """
    Return a bound on the prize of every tour over ``candidates``.

    Whoever visits a stop drives to it and stays there: at least the shortest
    way from anywhere, and the visit. All days together have so much time, less
    the least way to each end and the lunches. The bound is the fractional
    knapsack over that (Dantzig 1957); where every day limits driving, also the
    one over driving alone; the lower of the two.
    """
    table = hopes.shortest
    days, stops = table.instance.days, table.instance.stops
    rows = {stops[stop].index for stop in candidates} | {day.start for day in days}

    def nearest(row: int, own: Sequence[int] = ()) -> float:
        # Two places in one row are 0 minutes apart, so a place's own row counts unless nobody else is there.
        return min((table.minutes[other][row] for other in rows if other not in own), default=0.0)

    into = {}
    for stop in candidates:
        row = stops[stop].index
        alone = sum(stops[other].index == row for other in candidates) == 1
        shared = not alone or any(day.start == row for day in days)
        into[stop] = nearest(row, () if shared else (row,))
    prizes = [stops[stop].prize for stop in candidates]
    lunches = [pause.minutes if pause else 0.0 for pause in table.pauses]
    room = sum(
        max(0.0, day.end_at - day.start_at - nearest(day.end) - lunch)
        for day, lunch in zip(days, lunches, strict=True)
    )
    bound = _knapsack(prizes, [into[stop] + stops[stop].visit_min for stop in candidates], room)
    if all(day.max_drive_min is not None for day in days):
        drive = sum(_room(day, nearest) for day in days)
        bound = min(bound, _knapsack(prizes, [into[stop] for stop in candidates], drive))
    return bound


def _room(day: Day, nearest: Callable[[int], float]) -> float:
    """Return how long one may drive to stops on a day."""
    return max(0.0, (day.max_drive_min or 0.0) - nearest(day.end))


def _knapsack(prizes: Sequence[float], sizes: Sequence[float], room: float) -> float:
    """Return the most prize of things that fit into ``room`` when the last one may be cut."""
    total, left = 0.0, room + SAME
    order = sorted(
        range(len(prizes)), key=lambda thing: -prizes[thing] / sizes[thing] if sizes[thing] > 0 else -math.inf
    )
    for thing in order:
        if sizes[thing] <= left:
            total += prizes[thing]
            left -= sizes[thing]
        else:
            return total + prizes[thing] * left / sizes[thing]
    return total
