"""Is an instance sound, and does an order keep to it?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from geodata.errors import N_, InvalidInput
from geodata.tourism.limits import Limits
from geodata.tourism.timetable import Timetable
from geodata.tourism.timing import plan_day
from geodata.tourism.values import Day, DayPlan, Fault, Finding, Stop, TourInstance

# A text for the translators and what fills it.
Wrong = tuple[str, dict[str, object]]


def check_order(
    instance: TourInstance, order: Sequence[Sequence[int]]
) -> tuple[tuple[DayPlan, ...], tuple[Finding, ...]]:
    """
    Return the times of a given order (positions of stops for each day), and every fault of it.

    Raises
    ------
    InvalidInput
        If the instance is not sound, or the order has another number of days or names no stop of it.
    """
    check_instance(instance)
    if len(order) != len(instance.days):
        raise InvalidInput(
            N_("The order has %(given)s days; the tour has %(count)s."),
            given=len(order),
            count=len(instance.days),
        )
    for stop in chain(*order):
        if not 0 <= stop < len(instance.stops):
            raise InvalidInput(
                N_("The order names stop %(stop)s; there are %(count)s, numbered from 0."),
                stop=stop,
                count=len(instance.stops),
            )
    table = Timetable.of(instance)
    planned = [plan_day(table, day, stops) for day, stops in enumerate(order)]
    findings = [finding for _plan, found in planned for finding in found]
    return tuple(plan for plan, _found in planned), (*findings, *_choice_findings(instance, order))


def _choice_findings(instance: TourInstance, order: Sequence[Sequence[int]]) -> Iterator[Finding]:
    """Give the faults of what is visited, whenever it is."""
    seen: set[int] = set()
    for day, stops in enumerate(order):
        for stop in stops:
            if stop in seen:
                yield Finding(Fault.TWICE, day, stop)
            if instance.stops[stop].avoid:
                yield Finding(Fault.AVOIDED, day, stop)
            seen.add(stop)
    for number, each in enumerate(instance.stops):
        if each.must and number not in seen:
            yield Finding(Fault.MUST_MISSING, None, number)
    yield from Limits.of(instance).findings(order)


def check_instance(instance: TourInstance) -> None:
    """
    Return if the instance is sound.

    Raises
    ------
    InvalidInput
        If anything is wrong with it; ``faults`` holds text and values of every fault.
    """
    faults = list(_faults(instance))
    if faults:
        text, values = faults[0]
        raise InvalidInput(
            text, **values, faults=[{"text": each, "values": filled} for each, filled in faults]
        )


def _faults(instance: TourInstance) -> Iterator[Wrong]:
    """Give every fault."""
    shape = instance.minutes.shape
    if len(shape) != 2 or shape[0] != shape[1]:
        yield N_("The minutes must be a table with as many columns as rows."), {}
        return
    bad = np.argwhere(np.isnan(instance.minutes) | (instance.minutes < 0))
    if len(bad):
        yield (
            N_("Minutes must be 0 or more: row %(row)s, column %(column)s is not."),
            {"row": int(bad[0][0]), "column": int(bad[0][1])},
        )
    if not instance.days:
        yield N_("A tour needs at least one day."), {}
    for number, stop in enumerate(instance.stops):
        yield from _stop_faults(number, stop, shape[0])
    for number, day in enumerate(instance.days):
        yield from _day_faults(number, day, shape[0])
    for limit in instance.limits:
        if limit.least < 0 or (limit.most is not None and limit.most < max(0, limit.least)):
            yield N_("The limits of the group “%(group)s” contradict each other."), {"group": limit.group}


def _stop_faults(number: int, stop: Stop, rows: int) -> Iterator[Wrong]:
    """Give what is wrong with one stop."""
    if not 0 <= stop.index < rows:
        yield (
            N_("Stop %(stop)s is in row %(row)s; the minutes have %(count)s, numbered from 0."),
            {"stop": number, "row": stop.index, "count": rows},
        )
    if not all(math.isfinite(value) and value >= 0 for value in (stop.prize, stop.visit_min)):
        yield (
            N_("The prize and the length of the visit of stop %(stop)s must be 0 or more."),
            {"stop": number},
        )
    if any(not (math.isfinite(a) and math.isfinite(b) and a <= b) for a, b in stop.open or ()):
        yield N_("An opening time of stop %(stop)s ends before it begins."), {"stop": number}


def _day_faults(number: int, day: Day, rows: int) -> Iterator[Wrong]:
    """Give what is wrong with one day; days are told from 1."""
    for row in (day.start, day.end):
        if not 0 <= row < rows:
            yield (
                N_("Day %(day)s starts or ends in row %(row)s; the minutes have %(count)s, numbered from 0."),
                {"day": number + 1, "row": row, "count": rows},
            )
    if not (math.isfinite(day.start_at) and math.isfinite(day.end_at) and day.start_at <= day.end_at):
        yield N_("Day %(day)s ends before it begins."), {"day": number + 1}
    if day.max_drive_min is not None and not day.max_drive_min >= 0:
        yield N_("The driving limit of day %(day)s must be 0 or more."), {"day": number + 1}
    if day.lunch is not None and not (day.lunch[0] <= day.lunch[1] and day.lunch_min >= 0):
        yield N_("The lunch of day %(day)s ends before it begins."), {"day": number + 1}
