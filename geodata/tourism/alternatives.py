"""Other good tours for the same wishes: where it can be had, 60 % of the stops of each at most are shared."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from geodata.errors import N_, Infeasible
from geodata.planning.notes import Note
from geodata.tourism.solving import retold
from geodata.tourism.values import GroupLimit, Reason, Skipped, Stop, Tour, TourInstance

MOST_SHARED = 0.6
# A stop of a tour before is worth so much of its prize to the next one: what is near it is looked at first.
USED_WORTH = 0.5
# Of the stops of a tour before, the first try may take so many; a further one fewer, the last one none.
FIRST_SHARE, TRIES = 0.5, 3
USED = "used:"  # the group of the stops of a tour before; no kind of stop is called so

SHARED_NOTE = N_("%(shared)s of its %(count)s stops are in another of these tours, too")
MUCH_SHARED_NOTE = N_(
    "%(shared)s of its %(count)s stops are in another of these tours, too: none that differs more was found"
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another tour; ``shared`` of its stops are in one of the tours before it."""

    tour: Tour
    shared: int

    @property
    def count(self) -> int:
        """Return how many stops it visits."""
        return sum(len(day.visits) for day in self.tour.days)

    @property
    def share(self) -> float:
        """Return the share of its stops that are in one of the tours before it (0 – 1)."""
        return self.shared / self.count if self.count else 0.0

    @property
    def note(self) -> Note:
        """Return how much it differs, in words."""
        text = SHARED_NOTE if self.share <= MOST_SHARED else MUCH_SHARED_NOTE
        return Note("alternative", text, {"shared": self.shared, "count": self.count})


def find_alternatives(
    instance: TourInstance, best: Tour, count: int, solve: Callable[[TourInstance], Tour]
) -> list[Alternative]:
    """
    Return up to ``count`` further tours, each as good as can be found and unlike those before it.

    ``solve`` makes a tour of an instance. A tour without a stop of its own is none. What
    is told of each (prize, reasons) is by the prizes of ``instance``.
    """
    found: list[Alternative] = []
    while len(found) < count:
        before = [best, *(each.tour for each in found)]
        other = _unlike(instance, [visited(tour) for tour in before], solve)
        if other is None:
            break
        # What no tour can beat, this one cannot either.
        found.append(replace(other, tour=replace(other.tour, bound=best.bound)))
    return found


def visited(tour: Tour) -> frozenset[int]:
    """Return the stops that a tour visits."""
    return frozenset(visit.stop for day in tour.days for visit in day.visits)


def _unlike(
    instance: TourInstance, before: Sequence[frozenset[int]], solve: Callable[[TourInstance], Tour]
) -> Alternative | None:
    """Return a tour that shares few stops with any of those before; None: there is no other."""
    best: Alternative | None = None
    allowed = math.floor(FIRST_SHARE * min(len(stops) for stops in before))
    for last in (False,) * (TRIES - 1) + (True,):
        try:
            tour = retold(instance, solve(_penalised(instance, before, 0 if last else allowed)))
        except Infeasible:
            break
        stops = visited(tour)
        other = Alternative(_reasoned(tour, before), max(len(stops & each) for each in before))
        # What only leaves stops out is no other tour.
        is_new = not any(stops <= each for each in before)
        if is_new and (best is None or other.share < best.share):
            best = other
        if not allowed or (best is not None and best.share <= MOST_SHARED):
            break
        # So many beside the new ones are at most 60 % of all.
        allowed = min(allowed - 1, math.floor(MOST_SHARED / (1 - MOST_SHARED) * (other.count - other.shared)))
    return best


def _penalised(instance: TourInstance, before: Sequence[frozenset[int]], allowed: int) -> TourInstance:
    """Return the instance with used stops worth less, and at most so many of each tour before allowed."""
    used = frozenset().union(*before)
    musts = {number for number, stop in enumerate(instance.stops) if stop.must}
    stops = tuple(
        _with_groups(stop, number, before, USED_WORTH if number in used else 1.0)
        for number, stop in enumerate(instance.stops)
    )
    limits = tuple(
        GroupLimit(f"{USED}{place}", 0, max(allowed, len(each & musts))) for place, each in enumerate(before)
    )
    return replace(instance, stops=stops, limits=(*instance.limits, *limits))


def _with_groups(stop: Stop, number: int, before: Sequence[frozenset[int]], worth: float) -> Stop:
    """Return a stop in a group for each tour before that visits it."""
    groups = frozenset(f"{USED}{place}" for place, each in enumerate(before) if number in each)
    return replace(stop, prize=stop.prize * worth, groups=stop.groups | groups)


def _reasoned(tour: Tour, before: Sequence[frozenset[int]]) -> Tour:
    """Return a tour that says of the stops which it leaves to the tours before that it does."""
    used = frozenset().union(*before)
    return replace(
        tour,
        skipped=tuple(
            Skipped(each.stop, Reason.OTHER_TOUR)
            if each.reason is Reason.GROUP_FULL and each.stop in used
            else each
            for each in tour.skipped
        ),
    )
