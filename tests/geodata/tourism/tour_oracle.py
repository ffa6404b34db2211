"""The best prize of a small tour by trying everything, slow and obvious; random instances to try it on."""

from __future__ import annotations

import math

import numpy as np

from geodata.tourism.values import Day, GroupLimit, Stop, TourInstance

DAY = 1440.0


def best_prize(instance: TourInstance) -> float | None:
    """Return the most prize of any tour; None: there is none."""
    best: list[float] = []
    _try_days(instance, [], best)
    return max(best, default=None)


def _try_days(instance: TourInstance, orders: list[list[int]], best: list[float]) -> None:
    if len(orders) == len(instance.days):
        if _is_allowed(instance, orders):
            best.append(sum(instance.stops[stop].prize for order in orders for stop in order))
        return
    used = {stop for order in orders for stop in order}
    for order in _orders_of_a_day(instance, len(orders), [], used):
        _try_days(instance, [*orders, order], best)


def _orders_of_a_day(instance, day, order, used):
    if is_in_time(instance, day, order, to_the_end=True):
        yield order
    for stop in range(len(instance.stops)):
        if stop in used or stop in order or instance.stops[stop].avoid:
            continue
        # What is late after these visits is late after more of them too.
        if is_in_time(instance, day, [*order, stop], to_the_end=False):
            yield from _orders_of_a_day(instance, day, [*order, stop], used)


def is_in_time(instance: TourInstance, day: int, order: list[int], *, to_the_end: bool) -> bool:
    """Return whether a day can visit ``order``, whichever leg its lunch is on."""
    plan = instance.days[day]
    lunch = None
    if plan.lunch is not None:
        opens, closes = max(plan.lunch[0], plan.start_at), min(plan.lunch[1], plan.end_at)
        lunch = (opens, closes) if opens + plan.lunch_min <= closes else None
    legs = len(order) + to_the_end
    choices = [None] if lunch is None else [*range(legs)] if to_the_end else [*range(legs), None]
    return any(_walk(instance, plan, order, lunch, choice, to_the_end) for choice in choices)


def _walk(instance, plan, order, lunch, pause_leg, to_the_end) -> bool:
    now, row, driven = plan.start_at, plan.start, 0.0
    targets = [instance.stops[stop].index for stop in order] + ([plan.end] if to_the_end else [])
    for number, target in enumerate(targets):
        leg = 0.0 if row == target else float(instance.minutes[row, target])
        driven += leg
        if number == pause_leg:
            begin = max(now, lunch[0])
            if begin + plan.lunch_min > lunch[1]:
                return False
            # Before leaving, on the way, or after arriving: whichever is when it begins.
            now = begin + plan.lunch_min + max(0.0, leg - (begin - now))
        else:
            now += leg
        row = target
        if number < len(order):
            stop = instance.stops[order[number]]
            begins = [
                max(now, opens)
                for opens, closes in stop.open or [(-math.inf, math.inf)]
                if max(now, opens) + stop.visit_min <= closes
            ]
            if not begins:
                return False
            now = min(begins) + stop.visit_min
    return now <= plan.end_at and driven <= (math.inf if plan.max_drive_min is None else plan.max_drive_min)


def _is_allowed(instance: TourInstance, orders: list[list[int]]) -> bool:
    whole = [stop for order in orders for stop in order]
    if any(stop.must and number not in whole for number, stop in enumerate(instance.stops)):
        return False
    for limit in instance.limits:
        for part in orders if limit.each_day else [whole]:
            count = sum(limit.group in instance.stops[stop].groups for stop in part)
            if count < limit.least or (limit.most is not None and count > limit.most):
                return False
    return True


def random_instance(seed: int, *, stops: int | None = None, days: int | None = None) -> TourInstance:
    """Return whole-numbered places on a square, or minutes by pure chance, with windows, musts and limits."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 9)) if stops is None else stops
    day_count = int(rng.integers(1, 4)) if days is None else days
    rows = count + 2
    if rng.random() < 0.7:
        places = rng.integers(0, 100, (rows, 2))
        minutes = np.ceil(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)))
    else:
        minutes = rng.integers(0, 120, (rows, rows)).astype(float)
        minutes[rng.random((rows, rows)) < 0.1] = np.inf
    length = float(rng.choice([150, 240, 300]))
    return TourInstance(
        minutes=minutes,
        stops=tuple(_stop(rng, row, day_count) for row in range(count)),
        days=tuple(_day(rng, day, rows, length) for day in range(day_count)),
        limits=_limits(rng),
    )


def _stop(rng: np.random.Generator, row: int, days: int) -> Stop:
    windows = None
    if rng.random() < 0.6:
        windows = tuple(
            (begin, begin + float(rng.integers(20, 200)))
            for begin in (
                float(rng.integers(0, days)) * DAY + float(rng.integers(440, 700))
                for _ in range(int(rng.integers(1, 4)))
            )
        )
    must = bool(rng.random() < 0.06)
    return Stop(
        index=row,
        prize=float(rng.integers(0, 20)),
        visit_min=float(rng.choice([0, 10, 30, 60])),
        open=windows,
        must=must,
        avoid=not must and bool(rng.random() < 0.05),
        groups=frozenset({"a"} if rng.random() < 0.4 else set())
        | frozenset({"b"} if rng.random() < 0.3 else set()),
    )


def _day(rng: np.random.Generator, day: int, rows: int, length: float) -> Day:
    start = day * DAY + 450.0
    return Day(
        start=rows - 1,
        end=rows - int(rng.integers(1, 3)),
        start_at=start,
        end_at=start + length,
        max_drive_min=float(rng.integers(100, 220)) if rng.random() < 0.4 else None,
        lunch=(start + 60, start + 60 + float(rng.integers(40, 120))) if rng.random() < 0.3 else None,
        lunch_min=30.0,
    )


def _limits(rng: np.random.Generator) -> tuple[GroupLimit, ...]:
    found = []
    if rng.random() < 0.3:
        found.append(GroupLimit("a", most=int(rng.integers(0, 3)), each_day=bool(rng.random() < 0.5)))
    if rng.random() < 0.15:
        found.append(GroupLimit("b", least=1, each_day=bool(rng.random() < 0.3)))
    return tuple(found)
