"""Tours by example: markets, wishes that cannot be, reasons, limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from geodata.errors import Infeasible, InvalidInput
from geodata.tourism import exact
from geodata.tourism.solving import solve_tour
from geodata.tourism.values import Day, GroupLimit, Reason, Stop, StoppedBy, TourInstance
from tests.geodata.tourism.test_solving_small import orders_of
from tests.geodata.tourism.test_timing import LINE, instance_of

SUNDAY, MONDAY = date(2026, 12, 6), date(2026, 12, 7)
# Bắc Hà market: Sundays from 6:00 to 14:00, some two hours from the start.
MARKET_HOURS = (360.0, 840.0)


def market_tour(day: date) -> TourInstance:
    """Return a tour of one day past a market of Sundays; minutes count from the midnight before that day."""
    sunday = (SUNDAY - day).days * 1440.0
    market = Stop(1, 50.0, 90.0, tuple((sunday + a, sunday + b) for a, b in [MARKET_HOURS]))
    village = Stop(2, 10.0, 60.0)
    minutes = np.array([[0.0, 120, 60], [120, 0, 45], [60, 45, 0]])
    return TourInstance(minutes=minutes, stops=(market, village), days=(Day(0, 0, 450, 1080),))


def test_a_sunday_tour_can_take_in_bac_ha_market():
    tour = solve_tour(market_tour(SUNDAY))
    assert 0 in orders_of(tour)[0]
    assert tour.prize == 60


def test_a_monday_tour_cannot_and_says_that_it_is_closed():
    tour = solve_tour(market_tour(MONDAY))
    assert orders_of(tour) == [[1]]
    assert [(skipped.stop, skipped.reason) for skipped in tour.skipped] == [(0, Reason.CLOSED)]


def test_a_must_that_is_closed_all_days_is_named():
    instance = market_tour(MONDAY)
    wanted = replace(instance, stops=(replace(instance.stops[0], must=True), instance.stops[1]))
    with pytest.raises(Infeasible) as refused:
        solve_tour(wanted)
    assert refused.value.values["stops"] == [0]
    assert refused.value.values["reasons"] == {"0": "closed"}


def test_musts_that_cannot_be_together_are_named_and_no_others():
    stops = [Stop(1, 1, 60, ((510, 570),), must=True), Stop(2, 1, 10, must=True)]
    stops.append(Stop(3, 1, 60, ((570, 640),), must=True))
    with pytest.raises(Infeasible) as refused:
        solve_tour(instance_of(*stops))
    assert refused.value.values["stops"] == [0, 2]


def test_the_search_names_musts_that_cannot_be_together_too():
    stops = [Stop(1, 1, 60, ((510, 570),), must=True), Stop(3, 1, 60, ((570, 640),), must=True)]
    others = [Stop(2, 1.0 + n, 10) for n in range(20)]
    with pytest.raises(Infeasible) as refused:
        solve_tour(instance_of(*stops, *others), iterations=100)
    assert refused.value.values["stops"] == [0, 1]


def test_every_reason_for_leaving_a_stop_out_is_told():
    minutes = np.full((8, 8), 30.0)
    minutes[6], minutes[:, 6] = 400.0, 400.0
    minutes[5], minutes[:, 5] = np.inf, np.inf
    stops = [
        Stop(1, 9.0, 400.0),
        Stop(2, 1.0, 400.0),
        Stop(3, 5.0, 10.0, avoid=True),
        Stop(4, 0.0, 10.0),
        Stop(5, 5.0, 10.0),
        Stop(6, 5.0, 10.0),
        Stop(7, 5.0, 10.0, ((0.0, 400.0),)),
        Stop(1, 2.0, 0.0, groups=frozenset({"shop"})),
        Stop(1, 1.0, 0.0, groups=frozenset({"shop"})),
    ]
    tour = solve_tour(instance_of(*stops, minutes=minutes, limits=(GroupLimit("shop", most=1),)))
    assert {skipped.stop: skipped.reason for skipped in tour.skipped} == {
        1: Reason.NO_TIME,
        2: Reason.AVOIDED,
        3: Reason.NO_PRIZE,
        4: Reason.UNREACHABLE,
        5: Reason.TOO_FAR,
        6: Reason.CLOSED,
        8: Reason.GROUP_FULL,
    }


def test_the_end_of_a_day_is_reached_even_where_nothing_is_visited():
    instance = instance_of(Stop(1, 0, 10), end=3)
    assert solve_tour(instance).days[0].legs == (90.0,)


def test_a_day_that_cannot_reach_its_end_is_named():
    with pytest.raises(Infeasible) as refused:
        solve_tour(instance_of(Stop(1, 1, 10), end=3, max_drive_min=89.0))
    assert refused.value.values == {"day": 1}


@pytest.mark.parametrize("limit", [GroupLimit("shop", least=1, each_day=True), GroupLimit("shop", least=3)])
def test_more_of_a_group_than_there_is_is_named(limit):
    shop = Stop(1, 1, 10, ((480, 1080),), groups=frozenset({"shop"}))
    with pytest.raises(Infeasible) as refused:
        solve_tour(instance_of(shop, days=2, limits=(limit,)))
    assert refused.value.values["group"] == "shop"


def test_at_most_so_many_of_a_kind_and_a_purchase_a_day_hold_in_a_long_search(monkeypatch):
    monkeypatch.setattr(exact, "MOST_STOPS", -1)
    rng = np.random.default_rng(4)
    places = rng.random((60, 2)) * 80
    minutes = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    kinds = [frozenset({"nature"}), frozenset({"shop"}), frozenset({"craft"})]
    prizes = [9.0, 0.0, 4.0]
    stops = tuple(Stop(row, prizes[row % 3], 20.0, groups=kinds[row % 3]) for row in range(60))
    limits = (GroupLimit("nature", most=3), GroupLimit("shop", least=1, each_day=True))
    days = tuple(Day(0, 0, 480.0 + 1440 * n, 900.0 + 1440 * n) for n in range(3))
    tour = solve_tour(TourInstance(minutes=minutes, stops=stops, days=days, limits=limits), iterations=300)
    visited = [stop for order in orders_of(tour) for stop in order]
    assert sum("nature" in stops[stop].groups for stop in visited) == 3
    assert all(any("shop" in stops[stop].groups for stop in order) for order in orders_of(tour))
    assert tour.stopped_by is StoppedBy.ITERATIONS


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": LINE[:, :3]},
        {"minutes": LINE - 40},
        {"minutes": LINE * np.nan},
        {"days": ()},
        {"stops": (Stop(4, 1, 1),)},
        {"stops": (Stop(1, -1, 1),)},
        {"stops": (Stop(1, 1, float("inf")),)},
        {"stops": (Stop(1, 1, 1, ((5, 4),)),)},
        {"days": (Day(0, 9, 0, 1),)},
        {"days": (Day(0, 0, 1, 0),)},
        {"days": (Day(0, 0, 0, 1, max_drive_min=-1),)},
        {"days": (Day(0, 0, 0, 1, lunch=(2, 1)),)},
        {"limits": (GroupLimit("a", least=2, most=1),)},
    ],
)
def test_an_instance_that_is_not_sound_is_refused(change):
    with pytest.raises(InvalidInput):
        solve_tour(replace(instance_of(Stop(1, 1, 1)), **change))
