"""Siting problems made by chance, and their answers by trying every set of columns."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from geodata.planning.values import GroupLimit, Instance, Model

EQUAL = 1e-9


def random_instance(rng: np.random.Generator, model: Model, *, capacity: bool = False) -> Instance:
    """Return a tiny problem: whole and broken costs, null cells, locked, forbidden, limits, money."""
    rows, columns = int(rng.integers(1, 6 if capacity else 8)), int(rng.integers(1, 5 if capacity else 8))
    whole = rng.random() < 0.7
    costs = rng.integers(0, 9, (rows, columns)).astype(float) if whole else rng.random((rows, columns)) * 60
    costs[rng.random((rows, columns)) < rng.choice([0.0, 0.1, 0.4])] = np.inf
    weights = rng.integers(0, 5, rows).astype(float) if rng.random() < 0.7 else rng.random(rows) * 10
    mixed = rng.permutation(columns).tolist()
    locked = int(rng.choice([0, 0, 1, 2]))
    forbidden = mixed[locked : locked + int(rng.choice([0, 0, 1, 2]))]
    prices = rng.integers(0, 10, columns).astype(float) if rng.random() < 0.3 else None
    return Instance(
        model=model,
        costs=costs,
        weights=weights,
        sites=int(rng.integers(0, min(columns, 4) + 1)),
        minutes=float(rng.integers(0, 9)) if whole else 30.0,
        locked=tuple(mixed[:locked]),
        forbidden=tuple(forbidden),
        limits=tuple(_random_group(rng, columns) for _ in range(rng.choice([0, 0, 1, 2]))),
        prices=prices,
        budget=None if prices is None else float(rng.integers(0, 25)),
        capacity=_random_room(rng, columns) if capacity else None,
    )


def _random_group(rng: np.random.Generator, columns: int) -> GroupLimit:
    members = rng.permutation(columns)[: rng.integers(1, columns + 1)].tolist()
    most = None if rng.random() < 0.4 else int(rng.integers(0, 4))
    return GroupLimit(tuple(members), int(rng.integers(0, 2)), most)


def _random_room(rng: np.random.Generator, columns: int) -> np.ndarray:
    room = rng.integers(0, 12, columns).astype(float)
    room[rng.random(columns) < 0.2] = np.inf
    return room


def every_set(instance: Instance) -> Iterator[tuple[int, ...]]:
    """Yield each set of open columns that meets the limits on columns, in the order of combinations."""
    columns = instance.shape[1]
    free = [j for j in range(columns) if j not in instance.forbidden and j not in instance.locked]
    sizes = range(len(free) + 1) if instance.model is Model.SET_COVER else [instance.sites or 0]
    for size in sizes:
        for new in itertools.combinations(free, size):
            opened = tuple(sorted({*new, *instance.locked}))
            if keeps_limits(instance, opened):
                yield opened


def keeps_limits(instance: Instance, opened: Sequence[int]) -> bool:
    """Return whether the open columns keep groups, budget, locked, forbidden and the number of new ones."""
    new = set(opened) - set(instance.locked)
    for limit in instance.limits:
        count = len(set(limit.columns) & set(opened))
        if count < limit.least or (limit.most is not None and count > limit.most):
            return False
    if instance.budget is not None and instance.prices is not None:
        spent = sum(instance.prices[j] for j in new)
        if spent > instance.budget * (1 + EQUAL) + EQUAL:
            return False
    if instance.model is not Model.SET_COVER and len(new) != instance.sites:
        return False
    return set(instance.locked) <= set(opened) and not new & set(instance.forbidden)


def reaches(instance: Instance, row: int, column: int) -> bool:
    """Return whether a column may serve a row."""
    if instance.model in {Model.SET_COVER, Model.MAX_COVER}:
        return bool(instance.costs[row, column] <= instance.minutes)
    return bool(np.isfinite(instance.costs[row, column]))


def rows_that_count(instance: Instance) -> list[int]:
    """Return the rows that some column that is not forbidden can serve."""
    may = [j for j in range(instance.shape[1]) if j not in instance.forbidden]
    return [i for i in range(instance.shape[0]) if any(reaches(instance, i, j) for j in may)]


def worth(instance: Instance, opened: Sequence[int]) -> float | None:
    """Return the objective of a set, to be minimised (max_cover: below 0); None: not everyone is served."""
    rows, model = rows_that_count(instance), instance.model
    if instance.capacity is not None:
        return _worth_with_capacity(instance, opened, rows)
    if model is Model.MAX_COVER:
        covered = [i for i in rows if any(reaches(instance, i, j) for j in opened)]
        return -float(sum(instance.weights[i] for i in covered))
    if any(not any(reaches(instance, i, j) for j in opened) for i in rows):
        return None
    if model is Model.SET_COVER:
        return float(len(set(opened) - set(instance.locked)))
    best = [min(instance.costs[i, j] for j in opened) for i in rows]
    if model is Model.P_CENTER:
        return float(max(best, default=0.0))
    return float(sum(instance.weights[i] * cost for i, cost in zip(rows, best, strict=True)))


def _worth_with_capacity(instance: Instance, opened: Sequence[int], rows: list[int]) -> float | None:
    """Return the best over every way to send each row to one open column that has room."""
    places = [*opened, None] if instance.model is Model.MAX_COVER else list(opened)
    found = [_cost_of_sending(instance, rows, sent) for sent in itertools.product(places, repeat=len(rows))]
    able = [cost for cost in found if cost is not None]
    if not able:
        return None
    return float(len(set(opened) - set(instance.locked))) if instance.model is Model.SET_COVER else min(able)


def _cost_of_sending(instance: Instance, rows: list[int], sent: Sequence[int | None]) -> float | None:
    """Return the objective of one way to send the rows; None where it is not allowed."""
    assert instance.capacity is not None
    pairs = [(i, j) for i, j in zip(rows, sent, strict=True) if j is not None]
    if not all(reaches(instance, i, j) for i, j in pairs):
        return None
    for column in {j for _, j in pairs}:
        load = sum(instance.weights[i] for i, j in pairs if j == column)
        if load > instance.capacity[column] * (1 + EQUAL):
            return None
    if instance.model is Model.MAX_COVER:
        return -float(sum(instance.weights[i] for i, _ in pairs))
    if instance.model is Model.P_CENTER:
        return float(max((instance.costs[i, j] for i, j in pairs), default=0.0))
    return float(sum(instance.weights[i] * instance.costs[i, j] for i, j in pairs))


def best_set(instance: Instance) -> tuple[float, tuple[int, ...]] | None:
    """Return the best objective and the first set that has it; None: no set meets the limits."""
    best: tuple[float, tuple[int, ...]] | None = None
    for opened in every_set(instance):
        value = worth(instance, opened)
        if value is None:
            continue
        if best is None or value < best[0] - EQUAL * abs(best[0]):
            best = (value, opened)
        if instance.model is Model.SET_COVER:
            break
    return best
