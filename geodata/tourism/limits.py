"""Limits of groups: what a day and a whole tour may hold, and what they lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geodata.tourism.values import Fault, Finding, GroupLimit, TourInstance


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """The limits of an instance and the groups of its stops."""

    groups: tuple[frozenset[str], ...]
    limits: tuple[GroupLimit, ...]

    @classmethod
    def of(cls, instance: TourInstance) -> Limits:
        """Return the limits of ``instance``."""
        return cls(tuple(stop.groups for stop in instance.stops), instance.limits)

    def count(self, group: str, stops: Sequence[int]) -> int:
        """Return how many of ``stops`` are in a group."""
        return sum(group in self.groups[stop] for stop in stops)

    def one_day(self, stops: Sequence[int]) -> bool:
        """Return whether one day may hold just these stops."""
        return all(
            limit.least <= (count := self.count(limit.group, stops))
            and (limit.most is None or count <= limit.most)
            for limit in self.limits
            if limit.each_day
        )

    def whole_tour(self, stops: Sequence[int]) -> bool:
        """Return whether a whole tour may hold just these stops."""
        return all(
            limit.least <= (count := self.count(limit.group, stops))
            and (limit.most is None or count <= limit.most)
            for limit in self.limits
            if not limit.each_day
        )

    def may_join(self, stop: int, in_day: Sequence[int], in_tour: Sequence[int] = ()) -> bool:
        """Return whether no limit is passed where a stop joins a day and, where given, a tour."""
        return not any(
            limit.most is not None
            and limit.group in self.groups[stop]
            and self.count(limit.group, in_day if limit.each_day else in_tour) >= limit.most
            for limit in self.limits
        )

    def findings(self, orders: Sequence[Sequence[int]]) -> Iterator[Finding]:
        """Give every limit that a tour does not keep to."""
        whole = [stop for order in orders for stop in order]
        for limit in self.limits:
            parts = list(enumerate(orders)) if limit.each_day else [(None, whole)]
            for day, stops in parts:
                count = self.count(limit.group, stops)
                values: dict[str, object] = {"group": limit.group, "count": count}
                if count < limit.least:
                    yield Finding(Fault.TOO_FEW, day, None, {**values, "least": limit.least})
                if limit.most is not None and count > limit.most:
                    yield Finding(Fault.TOO_MANY, day, None, {**values, "most": limit.most})


# A problem without any: no stop is asked for its groups.
NO_LIMITS = Limits((), ())
