"""
What becomes of a day of a tour on slow roads: the legs at the high end of their range.

The day is walked along again from the departure of its plan, on a table of its
own places alone, so that it takes no time to ask for every leg.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from geodata.network.values import Variant
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.timetable import Timetable
from geodata.tourism.timing import Walk, walk_from
from geodata.tourism.values import DayPlan, Fault, Finding, TourInstance

# What a slow road can do to a day; whatever else is wrong with an order is wrong on a quick one, too.
LATE = frozenset({Fault.ARRIVES_LATE, Fault.CLOSED, Fault.DAY_TOO_LONG, Fault.NO_LUNCH})


@dataclass(frozen=True, slots=True)
class Break:
    """
    A leg with which a day no longer works.

    ``alone``: the others may be as planned; else it is the one that is most
    above its plan, and breaks the day together with those before it.
    ``planned`` and ``high`` are its minutes; ``finding`` is what goes wrong,
    with the position of the visit in the day (None: its end, or lunch).
    """

    leg: int
    alone: bool
    planned: float
    high: float
    finding: Finding
    visit: int | None


@dataclass(frozen=True, slots=True, eq=False)
class OneDay:
    """One day on its own: its places are rows, one after the other; stops keep their position in the day."""

    instance: TourInstance
    planned: tuple[float, ...]
    high: tuple[float, ...]
    depart: float

    @classmethod
    def of(cls, prepared: PreparedTour, number: int, plan: DayPlan) -> OneDay:
        """Return day ``number`` of a plan."""
        whole = prepared.request.instance
        day = whole.days[number]
        stops = [whole.stops[visit.stop] for visit in plan.visits]
        rows = [day.start, *(stop.index for stop in stops), day.end]
        high = prepared.minutes[Variant.HIGH]
        return cls(
            instance=TourInstance(
                minutes=np.zeros((len(rows), len(rows))),
                stops=tuple(replace(stop, index=place) for place, stop in enumerate(stops, start=1)),
                days=(replace(day, start=0, end=len(rows) - 1),),
            ),
            planned=plan.legs,
            high=tuple(
                0.0 if a == b else math.ceil(high[a, b]) if np.isfinite(high[a, b]) else math.inf
                for a, b in pairwise(rows)
            ),
            depart=plan.depart,
        )

    @property
    def order(self) -> range:
        """Return the stops of the day, in order."""
        return range(len(self.instance.stops))

    def walked(self, legs: Sequence[float]) -> Walk:
        """Return how the day goes with these minutes on its legs."""
        return walk_from(self.table(legs), 0, self.order, self.depart)

    def table(self, legs: Sequence[float]) -> Timetable:
        """Return the numbers of the day with these minutes on its legs."""
        minutes = self.instance.minutes.copy()
        for leg, value in enumerate(legs):
            minutes[leg, leg + 1] = value
        return Timetable.of(self.instance, minutes)


def find_break(day: OneDay) -> Break | None:
    """
    Return the leg with which a day breaks when its minutes are at the high end; None where none does.

    A leg that breaks it alone comes first, and of those the one that takes
    most more than planned.
    """
    before = {_key(finding) for finding in day.walked(day.planned).findings}
    over = sorted(range(len(day.planned)), key=lambda leg: day.planned[leg] - day.high[leg])
    for leg in over:
        legs = [*day.planned[:leg], day.high[leg], *day.planned[leg + 1 :]]
        finding = _new(day.walked(legs), before)
        if finding is not None:
            return _break(day, leg, finding, alone=True)
    finding = _new(day.walked(day.high), before)
    if finding is None:
        return None
    last = len(day.planned) - 1 if finding.stop is None else finding.stop
    return _break(day, next(leg for leg in over if leg <= last), finding, alone=False)


def _break(day: OneDay, leg: int, finding: Finding, *, alone: bool) -> Break:
    """Return a break; the stops of a day of its own are numbered by their visits."""
    return Break(leg, alone, day.planned[leg], day.high[leg], finding, finding.stop)


def _new(walk: Walk, before: set[tuple[Fault, int | None]]) -> Finding | None:
    """Return the first thing that goes wrong and did not before."""
    return next(
        (each for each in walk.findings if each.fault in LATE and _key(each) not in before),
        None,
    )


def _key(finding: Finding) -> tuple[Fault, int | None]:
    """Return what makes two findings the same whatever their times."""
    return finding.fault, finding.stop
