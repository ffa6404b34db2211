"""
Which towns the nights of a tour may be spent in: all are looked at, the most hopeful choices are tried.

A town for each night makes thousands of choices. Each is given an estimate of
what its days can hold; the few with the highest are left to the solver. The
estimate decides about nothing else, and no prize that is answered rests on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from geodata.tourism.prepared import PreparedTour
from geodata.tourism.preparing import Ground, days_of
from geodata.tourism.values import Day
from geodata.tourism.wish_parts import Where

Floats = npt.NDArray[np.float64]
Nights = tuple[Where, ...]

# So many choices for each last town are kept from night to night, and so many in all are looked at closely.
KEPT_A_TOWN, LOOKED_AT = 25, 150
# A stop costs its visit and this share of the detour to it: others lie beside the same way.
DETOUR_SHARE = 0.5
# A stop that must be visited is worth more than all others together.
MUST_WORTH = 10_000.0


def likely_nights(ground: Ground, prepared: PreparedTour, towns: Sequence[Where], most: int) -> list[Nights]:
    """
    Return the most hopeful choices of a place for each night, at most so many, the best first.

    All of them are returned where there are not more than ``most``, except
    those with a day that has no time for its own way. The same inputs give
    the same choices in the same order.

    Parameters
    ----------
    prepared
        The wishes on their dates, with any nights.
    towns
        Where a night may be spent, ends of ``ground``.
    most
        At most ``KEPT_A_TOWN``.
    """
    if len(prepared.wishes.dates) == 1:
        return [()]
    estimate = _Estimate(ground, prepared)
    choices = [chosen for _worth, chosen in _joined(estimate, towns)]
    if len(choices) > 1:
        choices = sorted(choices, key=lambda chosen: -estimate.together(chosen))
    return choices[:most]


def _joined(estimate: _Estimate, towns: Sequence[Where]) -> list[tuple[float, Nights]]:
    """Return the choices whose days, each looked at alone, can hold most; night by night, the best ones."""
    nights = estimate.nights
    kept: list[tuple[float, Nights]] = [(0.0, ())]
    for night in range(nights):
        after: list[tuple[float, Nights]] = []
        for town in towns:
            longer = [
                (worth + estimate.day_worth(night, (*chosen, town)), (*chosen, town))
                for worth, chosen in kept
            ]
            possible = [each for each in longer if each[0] > -np.inf]
            after += sorted(possible, key=lambda each: -each[0])[:KEPT_A_TOWN]
        kept = after
    last = [(worth + estimate.day_worth(nights, chosen), chosen) for worth, chosen in kept]
    return sorted((each for each in last if each[0] > -np.inf), key=lambda each: -each[0])[:LOOKED_AT]


@dataclass(frozen=True, slots=True, eq=False)
class _Room:
    """What a day between two places can hold: minutes to spend, and what each stop costs (inf: none)."""

    minutes: float  # below 0: there is no time for the way itself
    cost: Floats


class _Estimate:
    """What the days of a tour can hold, for any nights."""

    def __init__(self, ground: Ground, prepared: PreparedTour) -> None:
        """Look at the stops of ``prepared`` between the ends of ``ground``."""
        instance = prepared.request.instance
        self.wishes, self.ends = prepared.wishes, list(ground.ends)
        self.nights, self.assumptions = len(prepared.wishes.dates) - 1, ground.assumptions
        self.minutes = instance.minutes
        self.rows = np.array([stop.index for stop in instance.stops], dtype=np.int64)
        self.visit = np.array([stop.visit_min for stop in instance.stops])
        self.worth = np.array([stop.prize + MUST_WORTH * stop.must for stop in instance.stops])
        avoided = np.array([stop.avoid for stop in instance.stops], dtype=bool)
        open_on = [_open_on(prepared, number) for number in range(self.nights + 1)]
        self.wanted = [held & ~avoided & (self.worth > 0) for held in open_on]
        self._room = cache(self._find_room)
        self._alone = cache(self._find_alone)

    def day_worth(self, day: int, chosen: Nights) -> float:
        """Return what a day can hold by itself, with the nights before and behind it in ``chosen``."""
        plan = self._days(chosen)[day]
        return self._alone(day, plan.start, plan.end)

    def together(self, chosen: Nights) -> float:
        """Return what all days can hold with every stop in one of them: the dearest for its minutes first."""
        rooms = [self._room(number, day.start, day.end) for number, day in enumerate(self._days(chosen))]
        cost = np.array([room.cost for room in rooms])
        left = [room.minutes for room in rooms]
        rate = np.where(np.isfinite(cost), self.worth / np.maximum(cost, 1.0), -np.inf)
        order = np.argsort(-rate, axis=None, kind="stable")[: int(np.isfinite(cost).sum())]
        used: set[int] = set()
        total = 0.0
        for day, stop in zip(*(each.tolist() for each in np.unravel_index(order, cost.shape)), strict=True):
            if stop not in used and cost[day, stop] <= left[day]:
                used.add(stop)
                left[day] -= cost[day, stop]
                total += self.worth[stop]
        return total

    def _days(self, chosen: Nights) -> tuple[Day, ...]:
        """Return the days with these nights; those that are not chosen yet are like the last one."""
        missing = self.nights - len(chosen)
        return self._days_of((*chosen, *(chosen[-1:] * missing)))

    def _days_of(self, nights: Nights) -> tuple[Day, ...]:
        """Return the days of the instance."""
        return days_of(replace(self.wishes, nights=nights), self.ends, self.assumptions)

    def _find_alone(self, day: int, start: int, end: int) -> float:
        """Return the most that one day can hold where parts of visits count, too."""
        room = self._room(day, start, end)
        if room.minutes < 0:
            return -np.inf
        possible = np.flatnonzero(np.isfinite(room.cost))
        order = possible[
            np.argsort(-self.worth[possible] / np.maximum(room.cost[possible], 1.0), kind="stable")
        ]
        before = np.concatenate([[0.0], np.cumsum(room.cost[order])[:-1]])
        share = np.clip((room.minutes - before) / np.maximum(room.cost[order], 1.0), 0.0, 1.0)
        return float((self.worth[order] * share).sum())

    def _find_room(self, number: int, start: int, end: int) -> _Room:
        """Return what a day from one row to another can hold."""
        day = self._days_of((self.ends[0],) * self.nights)[number]
        way = 0.0 if start == end else float(self.minutes[start, end])
        drive = np.inf if day.max_drive_min is None else day.max_drive_min
        lunch = day.lunch_min if day.lunch is not None else 0.0
        minutes = min(day.end_at - day.start_at - lunch - way, np.inf if way <= drive else -1.0)
        detour = np.maximum(self.minutes[start, self.rows] + self.minutes[self.rows, end] - way, 0.0)
        fits = self.wanted[number] & (detour + way <= drive) & (detour + self.visit <= minutes)
        return _Room(minutes, np.where(fits, self.visit + DETOUR_SHARE * detour, np.inf))


def _open_on(prepared: PreparedTour, day: int) -> npt.NDArray[np.bool_]:
    """Return which stops are open long enough for a visit at some time of a day."""
    instance = prepared.request.instance
    plan = instance.days[day]
    return np.array(
        [
            stop.open is None
            or any(
                min(closes, plan.end_at) - max(opens, plan.start_at) >= stop.visit_min
                for opens, closes in stop.open
            )
            for stop in instance.stops
        ]
    )
