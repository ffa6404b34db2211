"""Is an instance sound? Every fault is found at once; the first one is the message."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geodata.errors import N_, InvalidInput, TooLarge
from geodata.planning.values import Floats, Instance, Model

MAX_CELLS = 1_000_000  # of the matrix of costs
MAX_PAIRS = 100_000  # where a capacity makes a variable of every pair that may serve

# A text for the translators and what fills it.
Fault = tuple[str, dict[str, object]]


def check_instance(instance: Instance) -> None:
    """
    Return if the instance is sound.

    Raises
    ------
    TooLarge
        If the matrix has more cells than the product takes.
    InvalidInput
        If anything is wrong with it; ``faults`` holds text and values of every fault.
    """
    if instance.costs.ndim == 2:
        _check_size(instance)
    faults = list(_faults(instance))
    if faults:
        text, values = faults[0]
        raise InvalidInput(
            text, **values, faults=[{"text": each, "values": filled} for each, filled in faults]
        )


def _check_size(instance: Instance) -> None:
    """Refuse what is too large, naming both numbers."""
    rows, columns = instance.shape
    most = MAX_CELLS
    if instance.capacity is not None:
        most = MAX_PAIRS
    if rows * columns > most:
        raise TooLarge(
            N_(
                "%(rows)s demand points × %(columns)s candidates are more than the %(most)s pairs that are"
                " taken at once."
            ),
            rows=rows,
            columns=columns,
            most=most,
        )


def _faults(instance: Instance) -> Iterator[Fault]:
    """Yield every fault; the parts that need a sound matrix are left out where it is not."""
    if instance.costs.ndim != 2 or 0 in instance.costs.shape:
        yield N_("The costs must be a table with at least one row and one column."), {}
        return
    yield from _matrix_faults(instance)
    yield from _number_faults(instance)
    yield from _column_faults(instance)
    yield from _limit_faults(instance)
    yield from _money_faults(instance)


def _matrix_faults(instance: Instance) -> Iterator[Fault]:
    """Yield what is wrong with costs, weights and capacities."""
    rows, columns = instance.shape
    bad = np.argwhere(np.isnan(instance.costs) | (instance.costs < 0))
    if len(bad):
        yield (
            N_("Costs must be 0 or more: row %(row)s, column %(column)s is not."),
            {"row": int(bad[0][0]), "column": int(bad[0][1])},
        )
    yield from _list_faults(instance.weights, rows, "weights", finite=True)
    if instance.capacity is not None:
        yield from _list_faults(instance.capacity, columns, "capacity", finite=False)


def _list_faults(numbers: Floats, count: int, name: str, *, finite: bool) -> Iterator[Fault]:
    """Yield what is wrong with a list of numbers that are 0 or more."""
    if numbers.shape != (count,):
        yield (
            N_("“%(name)s” must hold %(count)s numbers, not %(given)s."),
            {"name": name, "count": count, "given": int(numbers.size)},
        )
        return
    wrong = np.isnan(numbers) | (numbers < 0) | (np.isinf(numbers) & finite)
    if wrong.any():
        yield (
            N_("“%(name)s” must be numbers of 0 or more: place %(place)s is not."),
            {"name": name, "place": int(np.flatnonzero(wrong)[0])},
        )


def _number_faults(instance: Instance) -> Iterator[Fault]:
    """Yield what is wrong with the number of sites and the minutes."""
    if instance.model is not Model.SET_COVER:
        if instance.sites is None:
            yield N_("This model needs the number of new points."), {}
        elif instance.sites < 0:
            yield N_("The number of new points must be 0 or more."), {}
    if instance.model in {Model.MAX_COVER, Model.SET_COVER}:
        if instance.minutes is None:
            yield N_("This model needs a number of minutes."), {}
        elif not (np.isfinite(instance.minutes) and instance.minutes >= 0):
            yield N_("The minutes must be 0 or more."), {}


def _column_faults(instance: Instance) -> Iterator[Fault]:
    """Yield what is wrong with the columns that are locked, forbidden or in a group."""
    columns = instance.shape[1]
    named = [("locked", instance.locked), ("forbidden", instance.forbidden)]
    named += [("limits", limit.columns) for limit in instance.limits]
    for name, numbers in named:
        beyond = [number for number in numbers if not 0 <= number < columns]
        if beyond:
            yield (
                N_("“%(name)s” names candidate %(column)s; there are %(count)s, numbered from 0."),
                {"name": name, "column": beyond[0], "count": columns},
            )
    both = sorted(set(instance.locked) & set(instance.forbidden))
    if both:
        yield N_("Candidate %(column)s is both locked and forbidden."), {"column": both[0]}


def _limit_faults(instance: Instance) -> Iterator[Fault]:
    """Yield what is wrong with the numbers of the group limits."""
    for limit in instance.limits:
        if limit.least < 0 or (limit.most is not None and limit.most < 0):
            yield N_("Limits of a group must be 0 or more."), {}


def _money_faults(instance: Instance) -> Iterator[Fault]:
    """Yield what is wrong with prices and budget."""
    if instance.prices is not None:
        yield from _list_faults(instance.prices, instance.shape[1], "prices", finite=True)
    if instance.budget is not None:
        if instance.prices is None:
            yield N_("A budget needs the price of each candidate."), {}
        if not (np.isfinite(instance.budget) and instance.budget >= 0):
            yield N_("The budget must be 0 or more."), {}
