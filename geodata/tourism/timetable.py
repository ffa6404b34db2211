"""An instance as plain numbers that are quick to walk along: legs, when visits may begin, pauses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np

from geodata.tourism.values import Day, Floats, Interval, Stop, TourInstance

# Minutes; times that differ by less are the same: sums of decimals are not exact.
SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of ``minutes`` that begins at ``earliest`` or later and ends at ``latest_end`` or before."""

    earliest: float
    latest_end: float
    minutes: float

    def begin(self, leave: float) -> float:
        """Return when it begins for whoever leaves at ``leave``; ``inf`` where it is too late for it."""
        at = max(leave, self.earliest)
        return at if at + self.minutes <= self.latest_end + SAME else math.inf

    def ready(self, leave: float, leg: float) -> float:
        """Return when one is at the end of a leg with the pause before it, on it, or after it."""
        if math.isinf(self.begin(leave)):
            return math.inf
        return max(leave + leg, self.earliest) + self.minutes


@dataclass(frozen=True, slots=True, eq=False)
class Timetable:
    """
    The numbers of an instance.

    ``minutes`` are rows of the matrix as lists, the diagonal 0; ``begins``
    hold for each stop from when to when a visit may begin (None: at any time);
    ``pauses`` the lunch of each day, None where it has none.
    """

    instance: TourInstance
    minutes: list[list[float]]
    begins: tuple[tuple[Interval, ...] | None, ...]
    pauses: tuple[Pause | None, ...]

    @classmethod
    def of(cls, instance: TourInstance, minutes: Floats | None = None) -> Self:
        """Return the numbers of ``instance``; with other ``minutes`` where they are given."""
        matrix = np.array(instance.minutes if minutes is None else minutes, dtype=float)
        np.fill_diagonal(matrix, 0.0)
        return cls(
            instance,
            matrix.tolist(),
            tuple(_begins(stop) for stop in instance.stops),
            tuple(_pause(day) for day in instance.days),
        )

    def begin_at(self, stop: int, ready: float) -> float:
        """Return when a visit begins for whoever is ready at ``ready``; ``inf`` where it is too late."""
        begins = self.begins[stop]
        if begins is None:
            return ready
        return min((max(first, ready) for first, last in begins if last + SAME >= ready), default=math.inf)

    def begin_by(self, stop: int, latest: float) -> float:
        """Return the latest begin of a visit that is at most ``latest``; ``-inf`` where there is none."""
        begins = self.begins[stop]
        if begins is None:
            return latest
        return max((min(last, latest) for first, last in begins if first <= latest + SAME), default=-math.inf)

    def arrival(self, day: int, order: Sequence[int]) -> float:
        """
        Return when a day that visits ``order`` is over at the earliest; ``inf`` where it cannot be done.

        Ways, opening hours, lunch, driving limit and the end of the day are kept.
        """
        plan, stops, pause = self.instance.days[day], self.instance.stops, self.pauses[day]
        row, driven = plan.start, 0.0
        # The earliest times without and with the pause behind one; both only ever grow with what is before.
        before, after = plan.start_at, math.inf if pause else plan.start_at
        for stop in order:
            leg = self.minutes[row][stops[stop].index]
            driven += leg
            rested = pause.ready(before, leg) if pause else math.inf
            visit = stops[stop].visit_min
            after = self.begin_at(stop, min(after + leg, rested)) + visit
            before = self.begin_at(stop, before + leg) + visit if pause else after
            row = stops[stop].index
        leg = self.minutes[row][plan.end]
        driven += leg
        arrive = min(after + leg, pause.ready(before, leg) if pause else math.inf)
        if arrive > plan.end_at + SAME:
            return math.inf
        return math.inf if plan.max_drive_min is not None and driven > plan.max_drive_min + SAME else arrive

    def driving(self, day: int, order: Sequence[int]) -> float:
        """Return the minutes of driving of a day."""
        return sum(self.legs(day, order))

    def legs(self, day: int, order: Sequence[int]) -> tuple[float, ...]:
        """Return the minutes of each leg of a day, the last one to its end."""
        plan = self.instance.days[day]
        rows = [plan.start, *(self.instance.stops[stop].index for stop in order), plan.end]
        return tuple(self.minutes[a][b] for a, b in pairwise(rows))


def _begins(stop: Stop) -> tuple[Interval, ...] | None:
    """Return from when to when a visit may begin, in order; intervals that are too short are left out."""
    if stop.open is None:
        return None
    fits = ((opens, closes - stop.visit_min) for opens, closes in stop.open)
    return tuple(sorted((first, last) for first, last in fits if last + SAME >= first))


def has_pause(day: Day) -> bool:
    """Tell whether a day has a lunch: one is wanted, and the day does not lie outside its time."""
    return _pause(day) is not None


def _pause(day: Day) -> Pause | None:
    """Return the lunch of a day; None where there is none, or the day lies outside its time."""
    if day.lunch is None or day.lunch_min <= 0:
        return None
    earliest, latest_end = max(day.lunch[0], day.start_at), min(day.lunch[1], day.end_at)
    if earliest + day.lunch_min > latest_end + SAME:
        return None
    return Pause(earliest, latest_end, day.lunch_min)
