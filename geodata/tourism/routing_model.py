"""
The tour as PyVRP sees it: days are vehicles, stops are clients with prizes, everything in whole numbers.

What it cannot hold exactly is left to ``repair``: that a lunch is not eaten
during a visit, at least so many of a group, at most so many in several days.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pyvrp import (
    Client,
    ClientGroup,
    CostEvaluator,
    Depot,
    IteratedLocalSearch,
    IteratedLocalSearchParams,
    Location,
    PenaltyManager,
    PenaltyParams,
    ProblemData,
    RandomNumberGenerator,
    Solution,
    VehicleType,
)
from pyvrp.search import (
    OPERATORS,
    LocalSearch,
    PerturbationManager,
    PerturbationParams,
    compute_neighbours,
)

from geodata.planning.models.clock import Clock
from geodata.tourism.limits import Limits
from geodata.tourism.timetable import Pause, Timetable

Order = tuple[int, ...]

# Found on 120 stops in 3 days and 300 in 5: the dearest prize worth so many minutes of driving, penalties
# for a minute too late that begin low (lower still, and the first thousand iterations find nothing that is in
# time), a short memory and fewer perturbations give up to a third more prize than PyVRP's own settings.
LARGEST_PRIZE = 10_000
FIRST_PENALTY = 250.0
# So high that PyVRP never meets it and never warns; times it, a day's minutes stay far below 2^63.
LARGEST_PENALTY = 1e8
HISTORY, PERTURBATIONS = 50, 20
# After so many iterations without any tour that keeps to everything there is no use in more.
HOPELESS_AFTER = 5_000
# Of the time that is given; the rest is for what comes after.
SEARCH_SHARE = 0.85
LARGEST = int(np.iinfo(np.int64).max)
# Units of a minute, the first that holds every number exactly; the last rounds to the safe side.
SCALES = (1, 2, 60, 1000)


@dataclass(frozen=True, slots=True, eq=False)
class Wish:
    """Which stops may be visited, which must, and to which day some of them are bound."""

    allowed: Collection[int]
    musts: Collection[int]
    bound: Mapping[int, int]


class Stop:
    """Ends the search: after so many iterations, when the time is out, when it is hopeless or cancelled."""

    def __init__(self, iterations: int, clock: Clock) -> None:
        self.left = iterations
        self.clock = clock
        self.done = 0
        self.out_of_time = False

    def __call__(self, best_cost: int) -> bool:
        """Return whether it ends; ``best_cost`` is the largest number while nothing feasible is known."""
        self.clock.check()
        hopeless = self.done >= HOPELESS_AFTER and best_cost >= LARGEST
        if hopeless or self.done >= self.left:
            return True
        self.done += 1
        self.out_of_time = self.clock.seconds > SEARCH_SHARE * self.clock.limit_s
        return self.out_of_time


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A problem for PyVRP, and the stop of each of its clients."""

    data: ProblemData
    owners: tuple[int, ...]


def search(table: Timetable, limits: Limits, wish: Wish, seed: int, stop: Stop) -> list[Order] | None:
    """
    Return the best orders of the days that were found; None where none visits every must.

    The same seed and iterations give the same orders unless the clock ended it.
    """
    model = make_model(table, limits, wish)
    data, rng = model.data, RandomNumberGenerator(seed=seed)
    perturbations = PerturbationManager(PerturbationParams(1, PERTURBATIONS))
    local = LocalSearch(data, rng, compute_neighbours(data), perturbations)
    for operator in OPERATORS:
        if operator.supports(data):
            local.add_operator(operator(data))
    first = [FIRST_PENALTY] * data.num_load_dimensions
    penalties = PenaltyManager(
        (first, FIRST_PENALTY, FIRST_PENALTY), PenaltyParams(max_penalty=LARGEST_PENALTY)
    )
    evaluator = CostEvaluator(first, FIRST_PENALTY, FIRST_PENALTY)
    start = local(Solution.make_random(data, rng), evaluator, exhaustive=True)
    params = IteratedLocalSearchParams(history_length=HISTORY)
    best = IteratedLocalSearch(data, penalties, local, start, params).run(stop, False, False).best
    if not best.is_feasible():
        return None
    orders: list[Order] = [()] * len(table.instance.days)
    for route in best.routes():
        visits = (model.owners[each.idx] for each in route if each.is_client())
        orders[route.vehicle_type()] = tuple(visits)
    return orders


def make_model(table: Timetable, limits: Limits, wish: Wish) -> Model:
    """Return the problem for PyVRP; its rows are the places that are used."""
    instance = table.instance
    chosen = sorted(wish.allowed)
    used = {instance.stops[stop].index for stop in chosen}
    rows = sorted(used | {row for day in instance.days for row in (day.start, day.end)})
    place = {row: number for number, row in enumerate(rows)}
    scale = _scale(table, chosen)
    largest = max((instance.stops[stop].prize for stop in chosen), default=0.0)
    worth = LARGEST_PRIZE * scale / largest if largest > 0 else 0.0
    matrix = _matrix(table, rows, scale)
    capped = [
        limit for limit in limits.limits if limit.most is not None and (limit.each_day or _single(table))
    ]
    clients: list[Client] = []
    groups: list[ClientGroup] = []
    owners: list[int] = []
    for stop in chosen:
        each = instance.stops[stop]
        begins = _begins(table, wish, stop, scale)
        if not begins:
            # Only a lunch in the middle of a short opening does that; ``repair`` still sees the stop.
            continue
        group = None
        if len(begins) > 1:
            group = len(groups)
            numbers = list(range(len(clients), len(clients) + len(begins)))
            groups.append(ClientGroup(numbers, required=stop in wish.musts))
        clients += [
            Client(
                place[each.index],
                delivery=[int(limit.group in each.groups) for limit in capped],
                service_duration=_up(each.visit_min, scale),
                tw_early=first,
                tw_late=last,
                prize=round(each.prize * worth),
                required=group is None and stop in wish.musts,
                group=group,
            )
            for first, last in begins
        ]
        owners += [stop] * len(begins)
    depots = [Depot(number) for number in range(len(rows))]
    vehicles = _vehicles(table, place, scale, [limit.most or 0 for limit in capped])
    places = [Location(0, 0) for _ in rows]
    # PyVRP's stub writes the type of an array in a way that no array has.
    matrices: Any = [matrix]
    return Model(ProblemData(places, clients, depots, vehicles, matrices, matrices, groups), tuple(owners))


def _single(table: Timetable) -> bool:
    """Return whether the tour is one day, of which a limit of the tour is one of the day."""
    return len(table.instance.days) == 1


def _vehicles(
    table: Timetable, place: Mapping[int, int], scale: int, capacity: Sequence[int]
) -> list[VehicleType]:
    """Return a vehicle for each day: driving is its distance, the lunch is cut out of its time."""
    found = []
    for number, day in enumerate(table.instance.days):
        most = LARGEST if day.max_drive_min is None else _down(day.max_drive_min, scale)
        end = _compressed(day.end_at, table.pauses[number])
        found.append(
            VehicleType(
                1,
                capacity=list(capacity),
                start_depot=place[day.start],
                end_depot=place[day.end],
                tw_early=_up(day.start_at - _origin(table), scale),
                tw_late=_down(end - _origin(table), scale),
                max_distance=most,
            )
        )
    return found


def _begins(table: Timetable, wish: Wish, stop: int, scale: int) -> list[tuple[int, int]]:
    """Return from when to when a visit may begin, one interval for each client that PyVRP is given."""
    instance = table.instance
    days = [wish.bound[stop]] if stop in wish.bound else range(len(instance.days))
    begins = table.begins[stop]
    visit = instance.stops[stop].visit_min
    if begins is None and stop not in wish.bound:
        return [(0, LARGEST)]
    found: set[tuple[int, int]] = set()
    for number in days:
        day, pause = instance.days[number], table.pauses[number]
        for first, last in begins if begins is not None else [(-math.inf, math.inf)]:
            opens, closes = max(first, day.start_at), min(last, day.end_at - visit)
            if opens > closes:
                continue
            early = _up(_compressed(opens, pause) - _origin(table), scale)
            late = _down(_compressed(closes + visit, pause) - visit - _origin(table), scale)
            if early <= late:
                found.add((early, late))
    return sorted(found)


def _compressed(time: float, pause: Pause | None) -> float:
    """
    Return a time with the lunch cut out of the day: PyVRP drives through it as if it were not there.

    It lies in the middle of the time that it may lie in; ``repair`` moves it to where nobody is in the
    middle of a visit.
    """
    if pause is None:
        return time
    middle = (pause.earliest + pause.latest_end - pause.minutes) / 2
    return time if time <= middle else max(middle, time - pause.minutes)


def _origin(table: Timetable) -> float:
    """Return the earliest time of all, which is 0 to PyVRP."""
    return min(day.start_at for day in table.instance.days)


def _scale(table: Timetable, stops: Sequence[int]) -> int:
    """Return how many units of PyVRP a minute has."""
    instance = table.instance
    flat = np.array(table.minutes).ravel()
    flat = np.concatenate([flat[np.isfinite(flat)], [instance.stops[stop].visit_min for stop in stops]])
    for scale in SCALES[:-1]:
        if np.allclose(flat * scale, np.round(flat * scale), rtol=0, atol=1e-6):
            return scale
    return SCALES[-1]


def _matrix(table: Timetable, rows: Sequence[int], scale: int) -> npt.NDArray[np.int64]:
    """Return the minutes between ``rows`` in units, rounded up; no way is longer than any day."""
    instance = table.instance
    days = max(day.end_at for day in instance.days) - _origin(table)
    never = math.ceil((days + 1) * scale) * 2
    minutes = np.array(table.minutes)[np.ix_(rows, rows)] * scale
    return np.minimum(np.where(np.isfinite(minutes), np.ceil(minutes - 1e-6), never), never).astype(np.int64)


def _up(minutes: float, scale: int) -> int:
    """Return minutes in units, rounded up."""
    return math.ceil(minutes * scale - 1e-6)


def _down(minutes: float, scale: int) -> int:
    """Return minutes in units, rounded down."""
    return math.floor(minutes * scale + 1e-6)
