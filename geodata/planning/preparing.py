"""From a request to numbers: demand, candidates, existing points, minutes between them, and the instance."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from geodata.errors import N_, InvalidInput
from geodata.network.current import CurrentNetwork
from geodata.network.values import TravelTimes
from geodata.planning.candidates import Candidates, candidates
from geodata.planning.demand import Demand, demand_points
from geodata.planning.existing import ExistingPoint, ExistingPoints, existing_points
from geodata.planning.matrix_plans import group_limits
from geodata.planning.reading import check_size
from geodata.planning.requests import PlanRequest
from geodata.planning.spacing import spaced
from geodata.planning.values import Floats, Instance
from geodata.store import Store
from geodata.tourism.flow_sources import published_versions
from geodata.view import View

EXISTING = "existing:"
# The price of every candidate that has none of its own.
EVERY_OTHER = "*"
TOO_NEAR = N_("Least distance between points")
UNKNOWN = N_("%(name)s names %(id)s, which is no candidate here")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Prepared:
    """
    What a plan is made from: n rows of demand, m columns (candidates, then the existing points that stay).

    ``ids`` are the keys of the columns, ``points`` their places (m × 2; lon,
    lat), ``wished`` the columns that the user locked.
    """

    request: PlanRequest
    view: View
    demand: Demand
    candidates: Candidates
    existing: ExistingPoints
    times: TravelTimes
    instance: Instance
    ids: tuple[str, ...]
    points: Floats
    wished: tuple[int, ...]
    checksums: Mapping[str, str]

    @property
    def kept(self) -> tuple[int, ...]:
        """Return the columns of the existing points that stay open."""
        return tuple(range(len(self.candidates.items), len(self.ids)))


def view_of_request(request: PlanRequest, today: date) -> View:
    """Return the view that a plan is made in."""
    return View(units=request.units, on=request.on, today=today)


def prepare(store: Store, request: PlanRequest, network: CurrentNetwork, today: date) -> Prepared:
    """
    Return the numbers of a plan.

    Raises
    ------
    InvalidInput
        There are no candidates or no roads to any, or the request names a candidate, a unit or a kind
        that there is not.
    TooLarge
        There are more rows or columns than one plan takes.
    """
    view, demand, found, existing = _read(store, request, today)
    kept = _kept(request, existing)
    _check_any(found)
    ids = (*found.ids, *(EXISTING + point.point_id for point in kept))
    check_size(len(demand.ids), len(ids))
    _check_wishes(request, {*ids, *(EXISTING + point.point_id for point in existing.items)})
    stay = np.array([(point.lon, point.lat) for point in kept], dtype=np.float64).reshape(-1, 2)
    points = np.vstack([found.points, stay])
    times = network.router.travel_times(demand.points, points)
    if not np.isfinite(times.likely).any():
        # An answer would be "best" with nobody served and no minutes at all.
        raise InvalidInput(
            N_(
                "No commune can be reached from any candidate on the roads in use (%(network)s): they may"
                " cover another area"
            ),
            network=times.network,
        )
    wished = _columns(request.locked, ids, "locked")
    return Prepared(
        request=request,
        view=view,
        demand=demand,
        candidates=found,
        existing=existing,
        times=times,
        instance=_instance(request, demand, found, kept, ids, points, times.likely, wished),
        ids=ids,
        points=points,
        wished=tuple(column for column in wished if column < len(found.items)),
        checksums=checksums_of(demand, found, existing, network),
    )


def basis_of(store: Store, request: PlanRequest, network: CurrentNetwork, today: date) -> dict[str, str]:
    """Return the checksums of what a plan would rest on now, without asking for a single travel time."""
    _, demand, found, existing = _read(store, request, today)
    return checksums_of(demand, found, existing, network)


def _read(store: Store, request: PlanRequest, today: date) -> tuple[View, Demand, Candidates, ExistingPoints]:
    """Return what the store holds for a request."""
    view = view_of_request(request, today)
    demand = _demand(store, view, request)
    found = candidates(
        store, view, request.kinds, request.points, request.excluded, request.least_distance_km
    )
    existing = store.remembered(("existing_points", view), lambda: existing_points(store, view))
    return view, demand, found, existing


def _kept(request: PlanRequest, existing: ExistingPoints) -> tuple[ExistingPoint, ...]:
    """Return the existing points that stay open: those that have a place and that nobody wants closed."""
    if not request.keep_existing:
        return ()
    closed = set(request.forbidden)
    return tuple(point for point in existing.placed if EXISTING + point.point_id not in closed)


def _check_any(found: Candidates) -> None:
    """Refuse a plan without any place for a new point, and say which part of the request leaves none."""
    if found.items:
        return
    if found.dropped:
        raise InvalidInput(
            N_("All %(count)s candidates lie in an excluded area: make the areas smaller"),
            count=len(found.dropped),
        )
    raise InvalidInput(N_("There is no candidate: choose kinds of places, draw points or upload them"))


def _check_wishes(request: PlanRequest, known: set[str]) -> None:
    """Refuse a point that has to open and may not, and one that nobody knows."""
    if both := [key for key in request.locked if key in set(request.forbidden)]:
        raise InvalidInput(N_("%(id)s is both locked and forbidden"), id=both[0])
    if unknown := [key for key in request.forbidden if key not in known]:
        raise InvalidInput(UNKNOWN, name="forbidden", id=unknown[0])


def _demand(store: Store, view: View, request: PlanRequest) -> Demand:
    """Return the demand of a request; that of published records and tours alone is read once for them."""
    if request.table is not None or request.tours is not None:
        return demand_points(store, view, request.demand, request.table, request.tours)
    mix = tuple(sorted(request.demand.items()))
    key = ("demand_points", view, mix, published_versions(store))
    return store.remembered(key, lambda: demand_points(store, view, dict(mix)))


def checksums_of(
    demand: Demand, found: Candidates, existing: ExistingPoints, network: CurrentNetwork
) -> dict[str, str]:
    """Return a checksum of each thing that a plan rests on, to tell later whether it has changed."""
    return {
        "demand": _checksum([demand.ids, demand.weights.tolist(), demand.points.tolist()]),
        "candidates": _checksum([found.ids, found.points.tolist()]),
        "existing": _checksum([[item.point_id, item.lon, item.lat] for item in existing.items]),
        "network": network.checksum,
    }


def _checksum(value: object) -> str:
    """Return a short SHA-256 of plain values."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]


def _instance(
    request: PlanRequest,
    demand: Demand,
    found: Candidates,
    existing: Sequence[ExistingPoint],
    ids: Sequence[str],
    points: Floats,
    costs: Floats,
    wished: Iterable[int],
) -> Instance:
    """Return the instance of a request."""
    kept = range(len(found.items), len(ids))
    groups = _groups(found, existing, ids)
    known = set(demand.ids) | set(demand.rows["district_code"].dropna())
    limits = group_limits(request.limits, lambda group: _members(group, groups, known))
    near = spaced(points, request.least_distance_km or 0.0, kept, name=TOO_NEAR)
    return Instance(
        model=request.model,
        costs=costs,
        weights=demand.weights,
        sites=request.sites,
        minutes=request.minutes,
        locked=tuple(sorted({*wished, *kept})),
        forbidden=tuple(column for column, key in enumerate(ids) if key in set(request.forbidden)),
        limits=(*limits, *near),
        capacity=_capacity(request, ids, len(found.items)),
        prices=_prices(request, ids, len(found.items)),
        budget=request.budget,
    )


def _columns(keys: Iterable[str], ids: Sequence[str], name: str) -> tuple[int, ...]:
    """Return the columns of keys; ``InvalidInput`` names one that is no candidate."""
    place = {key: column for column, key in enumerate(ids)}
    found = []
    for key in keys:
        if key not in place:
            raise InvalidInput(UNKNOWN, name=name, id=key)
        found.append(place[key])
    return tuple(sorted(found))


def _groups(found: Candidates, existing: Sequence[ExistingPoint], ids: Sequence[str]) -> dict[str, list[int]]:
    """Return the columns of every key and of every commune and district in which one stands."""
    items: list[Any] = [*found.items, *existing]
    groups: dict[str, list[int]] = {}
    for column, (key, item) in enumerate(zip(ids, items, strict=True)):
        for member in {key, item.unit_code, item.district_code} - {None}:
            groups.setdefault(member, []).append(column)
    return groups


def _members(group: Sequence[str | int], groups: Mapping[str, list[int]], known: set[str]) -> list[int]:
    """Return the columns of a group of keys and unit codes; a unit in which nothing stands adds none."""
    columns: set[int] = set()
    for member in group:
        if member not in groups and member not in known:
            raise InvalidInput(
                N_("%(name)s names %(id)s, which is neither a candidate nor a commune or district here"),
                name="limits",
                id=member,
            )
        columns.update(groups.get(str(member), ()))
    return sorted(columns)


def _capacity(request: PlanRequest, ids: Sequence[str], candidates_count: int) -> Floats | None:
    """Return what each column can serve, in units of weight; existing points serve any number."""
    if request.capacity is None and not request.capacities:
        return None
    _columns(request.capacities, ids, "capacity")
    usual = math.inf if request.capacity is None else request.capacity
    return np.array(
        [
            request.capacities.get(key, usual if column < candidates_count else math.inf)
            for column, key in enumerate(ids)
        ]
    )


def _prices(request: PlanRequest, ids: Sequence[str], candidates_count: int) -> Floats | None:
    """Return what each new column costs; a budget needs the price of every candidate."""
    given = dict(request.prices)
    other = given.pop(EVERY_OTHER, None)
    _columns(given, ids, "prices")
    if request.budget is None:
        return None
    missing = [key for key in ids[:candidates_count] if key not in given]
    if missing and other is None:
        raise InvalidInput(
            N_(
                "A budget needs the price of every candidate; %(count)s have none, the first is %(id)s."
                ' One price for all others is given as "*"'
            ),
            count=len(missing),
            id=missing[0],
        )
    prices = [given.get(key, other) if column < candidates_count else 0.0 for column, key in enumerate(ids)]
    return np.array(prices, dtype=np.float64)
