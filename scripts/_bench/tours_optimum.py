"""The most prize that one day can hold, by labels: slow, and exact for some tens of stops."""

from __future__ import annotations

from geodata.tourism.values import Day, Stop, TourInstance

# Stops visited (a bit each) and the last of them → the earliest moment at which that can be over.
Labels = dict[tuple[int, int], float]


def best_prize(instance: TourInstance) -> float:
    """
    Return the best prize of an instance of one day without lunch, limits or musts.

    Of all ways to visit the same stops with the same last one only the
    earliest counts: whatever can follow the others can follow it.
    """
    (day,) = instance.days
    labels = _first(instance, day)
    best = 0.0
    while labels:
        best = max(best, *(_prize(instance, mask) for mask, _last in labels))
        labels = _longer(instance, day, labels)
    return best


def _first(instance: TourInstance, day: Day) -> Labels:
    """Return the labels of single visits."""
    found: Labels = {}
    for number, stop in enumerate(instance.stops):
        over = _over(instance, day, day.start, day.start_at, stop)
        if over is not None:
            found[1 << number, number] = over
    return found


def _longer(instance: TourInstance, day: Day, labels: Labels) -> Labels:
    """Return the labels with one visit more."""
    found: Labels = {}
    for (mask, last), moment in labels.items():
        row = instance.stops[last].index
        for number, stop in enumerate(instance.stops):
            if mask >> number & 1:
                continue
            over = _over(instance, day, row, moment, stop)
            if over is not None:
                key = (mask | 1 << number, number)
                found[key] = min(over, found.get(key, over))
    return found


def _over(instance: TourInstance, day: Day, row: int, moment: float, stop: Stop) -> float | None:
    """Return when a visit that begins at once is over; None where it, or the way back, is too late."""
    ready = moment + instance.minutes[row, stop.index]
    for opens, closes in stop.open if stop.open is not None else ((day.start_at, day.end_at),):
        begin = max(ready, opens)
        if begin + stop.visit_min <= closes:
            over = begin + stop.visit_min
            return over if over + instance.minutes[stop.index, day.end] <= day.end_at else None
    return None


def _prize(instance: TourInstance, mask: int) -> float:
    """Return the prize of the stops of a set."""
    return sum(stop.prize for number, stop in enumerate(instance.stops) if mask >> number & 1)
