"""Wishes that no tour can grant: they are named, and only where it is proved."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from geodata.errors import N_, Infeasible
from geodata.tourism.exact import MOST_STOPS, Budget, TooMany, day_routes, join_days, members
from geodata.tourism.hopes import Hopes
from geodata.tourism.limits import NO_LIMITS, Limits


def hopeless_day(hopes: Hopes) -> None:
    """Raise ``Infeasible`` if the end of a day cannot be reached in time from its start."""
    table = hopes.shortest
    for day in range(len(table.instance.days)):
        if math.isinf(table.arrival(day, [])):
            raise Infeasible(
                N_("Day %(day)s cannot get from its start to its end in its time and driving limit"),
                day=day + 1,
            )


def hopeless_musts(hopes: Hopes, musts: frozenset[int]) -> None:
    """Raise ``Infeasible`` if stops that must be visited cannot be on any day, even alone; with reasons."""
    lost = [stop for stop in sorted(musts) if hopes.reasons[stop] is not None]
    if lost:
        raise Infeasible(
            N_("These stops must be visited and cannot be on any day: %(names)s"),
            names=listed(lost),
            stops=lost,
            reasons={str(stop): str(hopes.reasons[stop]) for stop in lost},
        )


def too_few_of_a_group(hopes: Hopes, musts: frozenset[int]) -> None:
    """Raise ``Infeasible`` if a limit asks for more of a group than there are, or musts alone pass it."""
    instance = hopes.shortest.instance
    limits, days = Limits.of(instance), len(instance.days)
    for limit in instance.limits:
        can = [stop for stop, reason in enumerate(hopes.reasons) if reason is None]
        among = [[s for s in can if day in hopes.days[s]] for day in range(days)] if limit.each_day else [can]
        least = min(limits.count(limit.group, stops) for stops in among)
        if least < limit.least:
            raise Infeasible(
                N_("At least %(least)s stops of “%(group)s” are wanted, and only %(found)s can be visited"),
                group=limit.group,
                least=limit.least,
                found=least,
            )
        wanted = [stop for stop in sorted(musts) if limit.group in limits.groups[stop]]
        most = math.inf if limit.most is None else limit.most * (days if limit.each_day else 1)
        if len(wanted) > most:
            raise Infeasible(
                N_("At most %(most)s stops of “%(group)s” are wanted, and these must be visited: %(names)s"),
                group=limit.group,
                most=limit.most,
                names=listed(wanted),
                stops=wanted,
            )


def musts_apart(hopes: Hopes, musts: frozenset[int]) -> None:
    """
    Raise ``Infeasible`` if the stops that must be visited cannot all be in one tour; it names the fewest.

    Over shortest ways and without limits, so what is impossible there is
    impossible. Returns without a proof where there are too many to try.
    """
    stops = sorted(musts)
    if not stops or len(stops) > MOST_STOPS:
        return
    table = hopes.shortest
    try:
        days = [day_routes(table, day, stops, NO_LIMITS, Budget()) for day in range(len(table.instance.days))]
    except TooMany:
        return
    possible = np.isfinite(join_days(days, len(stops))[0])
    if possible[-1]:
        return
    together = min(
        (mask for mask in range(len(possible)) if not possible[mask]), key=lambda m: (m.bit_count(), m)
    )
    apart = members(together, stops)
    raise Infeasible(
        N_("These stops must be visited and cannot all be in one tour: %(names)s"),
        names=listed(apart),
        stops=apart,
    )


def listed(stops: Sequence[int]) -> str:
    """Return positions of stops as a text."""
    return ", ".join(map(str, stops))
