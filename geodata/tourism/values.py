"""
What the tour solver takes and gives: an instance of numbers, and a plan of visits that can be checked.

Nothing here knows a store. Times are minutes since an origin of the caller's
choice (the API uses the midnight before the first day); rows are places of
the matrix of minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Interval = tuple[float, float]  # from, to; a visit lies wholly inside


class StoppedBy(StrEnum):
    """Why the solver stopped."""

    ITERATIONS = "iterations"  # the same seed gives the same tour again
    TIME_LIMIT = "time_limit"
    EXACT = "exact"  # proved by the model
    GIVEN = "given"  # a given order was timed


class Reason(StrEnum):
    """Why a stop is in no day."""

    AVOIDED = "avoided"
    NO_PRIZE = "no_prize"  # worth nothing: it would only cost time
    UNREACHABLE = "unreachable"
    CLOSED = "closed"  # on every day of the tour, or never long enough
    TOO_FAR = "too_far"  # even alone: no day has room for the way there, the visit and the way on
    GROUP_FULL = "group_full"  # it would still fit, but as many of its kind as were wanted are in
    NO_TIME = "no_time"  # it fits nowhere between the others
    OTHER_TOUR = "other_tour"  # it would still fit, and is left to another of the alternatives
    NOT_ORDERED = "not_ordered"  # a given order leaves it out


@dataclass(frozen=True, slots=True)
class Stop:
    """
    One place that may be visited once.

    ``index`` is its row of the matrix; ``prize`` and ``visit_min`` are ≥ 0;
    ``open`` are intervals (None: always open; a visit does not span two, even
    where they touch); a ``must`` is in every tour; an ``avoid`` in none;
    ``groups`` are kinds that limits count.
    """

    index: int
    prize: float
    visit_min: float
    open: tuple[Interval, ...] | None = None
    must: bool = False
    avoid: bool = False
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Day:
    """
    One day: where it starts and ends, from when, until when, and how long may be driven.

    Its end is reached even where nothing is visited: a night elsewhere must be
    driven to. Where ``lunch`` is given and the day has room for it, there is a
    pause of ``lunch_min`` that lies wholly inside ``lunch`` and inside the day:
    before a visit, after it or on the way, never during a visit.
    """

    start: int
    end: int
    start_at: float
    end_at: float
    max_drive_min: float | None = None
    lunch: Interval | None = None
    lunch_min: float = 0.0


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """At least and at most so many stops of a group, in the whole tour or on each day."""

    group: str
    least: int = 0
    most: int | None = None
    each_day: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TourInstance:
    """
    One tour problem.

    ``minutes`` (r × r; ``inf``: no way) lead from row to row; they need be
    neither symmetric nor shortest ways. A place is 0 minutes from itself
    whatever the diagonal says.
    """

    minutes: Floats
    stops: tuple[Stop, ...]
    days: tuple[Day, ...]
    limits: tuple[GroupLimit, ...] = ()


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of the stop at position ``stop`` in ``TourInstance.stops``, from ``begin`` to ``leave``."""

    stop: int
    arrive: float
    begin: float  # after waiting for it to open, or after a lunch there
    leave: float


@dataclass(frozen=True, slots=True)
class DayPlan:
    """
    One day of a tour.

    ``arrive`` is when it is over (after a lunch at its end). ``legs`` are
    minutes of driving: to the first visit, to each next one, to the end (one
    more than visits; ``inf``: no way). ``depart_latest`` is the
    latest start with which every visit and the end are still in time, None
    where they are not even now; ``lunch_at`` None where there is no pause.
    """

    visits: tuple[Visit, ...]
    legs: tuple[float, ...]
    depart: float
    arrive: float
    drive_min: float
    depart_latest: float | None
    lunch_at: float | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A stop that is in no day, and why."""

    stop: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Tour:
    """A plan; ``bound`` is the most prize that any tour can have, where it is known."""

    days: tuple[DayPlan, ...]
    prize: float
    skipped: tuple[Skipped, ...]
    bound: float | None
    stopped_by: StoppedBy
    seconds: float


class Fault(StrEnum):
    """What is wrong with a given order."""

    CLOSED = "closed"
    ARRIVES_LATE = "arrives_late"
    DAY_TOO_LONG = "day_too_long"
    TOO_MUCH_DRIVING = "too_much_driving"
    UNREACHABLE = "unreachable"
    MUST_MISSING = "must_missing"
    AVOIDED = "avoided"
    TWICE = "twice"
    TOO_MANY = "too_many"
    TOO_FEW = "too_few"
    NO_LUNCH = "no_lunch"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a given order: at which day and stop, and the figures that say it."""

    fault: Fault
    day: int | None = None
    stop: int | None = None
    values: dict[str, object] = field(default_factory=dict)
