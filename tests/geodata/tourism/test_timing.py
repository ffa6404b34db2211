"""The times of a given order, figure by figure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from geodata.tourism.checking import check_order
from geodata.tourism.values import Day, Fault, GroupLimit, Stop, TourInstance
from tests.geodata.tourism.tour_oracle import is_in_time, random_instance

# Row 0 is the town; rows 1 to 3 lie on a line, 30 minutes from one to the next.
LINE = np.abs(np.subtract.outer(np.arange(4), np.arange(4))) * 30.0
MORNING, EVENING = 480.0, 1080.0


def instance_of(
    *stops: Stop, minutes: np.ndarray = LINE, limits=(), days: int = 1, **day: object
) -> TourInstance:
    """Return a tour from and to the town, from 8:00 to 18:00."""
    kept = [
        Day(**{"start": 0, "end": 0, "start_at": MORNING + 1440 * n, "end_at": EVENING + 1440 * n, **day})
        for n in range(days)
    ]
    return TourInstance(minutes=minutes, stops=stops, days=tuple(kept), limits=limits)


def faults(instance: TourInstance, *order: list[int]) -> list[Fault]:
    """Return what is wrong with an order."""
    return [finding.fault for finding in check_order(instance, order)[1]]


def test_visits_follow_each_other_after_the_legs_between_them():
    instance = instance_of(Stop(1, 1, 45), Stop(2, 1, 60))
    (plan,), findings = check_order(instance, [[0, 1]])
    assert not findings
    assert [(v.arrive, v.begin, v.leave) for v in plan.visits] == [(510, 510, 555), (585, 585, 645)]
    assert (plan.depart, plan.arrive, plan.legs, plan.drive_min) == (480, 705, (30, 30, 60), 120)


def test_nobody_waits_at_the_first_stop_but_starts_later():
    instance = instance_of(Stop(1, 1, 45, ((600, 700),)))
    (plan,), _ = check_order(instance, [[0]])
    assert plan.depart == 570
    assert plan.visits[0].arrive == plan.visits[0].begin == 600


def test_who_arrives_at_a_later_stop_too_early_waits_there():
    instance = instance_of(Stop(1, 1, 30), Stop(2, 1, 30, ((700, 800),)))
    (plan,), findings = check_order(instance, [[0, 1]])
    assert not findings
    assert (plan.visits[1].arrive, plan.visits[1].begin) == (570, 700)


def test_the_latest_safe_departure_is_told_by_the_tightest_closing():
    instance = instance_of(Stop(1, 1, 30), Stop(2, 1, 30, ((500, 640),)))
    (plan,), _ = check_order(instance, [[0, 1]])
    # 640 less 30 there, 30 on the way, 30 at the first, 30 to it.
    assert plan.depart_latest == 520


def test_a_lunch_on_the_way_makes_one_arrive_later():
    instance = instance_of(Stop(1, 1, 150), Stop(2, 1, 60), lunch=(660.0, 780.0), lunch_min=60.0)
    (plan,), findings = check_order(instance, [[0, 1]])
    assert not findings
    # 8:30 – 11:00 at the first; lunch at 11:00, then 30 minutes to the second.
    assert plan.lunch_at == 660
    assert plan.visits[1].arrive == 660 + 60 + 30


def test_a_wait_for_an_opening_is_used_for_lunch():
    instance = instance_of(
        Stop(1, 1, 30), Stop(2, 1, 30, ((800, 900),)), lunch=(660.0, 780.0), lunch_min=60.0
    )
    (plan,), findings = check_order(instance, [[0, 1]])
    assert not findings
    assert plan.visits[1].begin == 800
    assert plan.arrive == 890


def test_a_day_before_or_after_noon_needs_no_lunch():
    instance = instance_of(Stop(1, 1, 30), lunch=(660.0, 780.0), lunch_min=60.0, end_at=700.0)
    (plan,), findings = check_order(instance, [[0]])
    assert not findings
    assert plan.lunch_at is None


def test_a_visit_through_noon_leaves_no_room_for_lunch():
    instance = instance_of(Stop(1, 1, 300, ((600, 960),)), lunch=(660.0, 780.0), lunch_min=60.0)
    assert faults(instance, [0]) == [Fault.NO_LUNCH]


@pytest.mark.parametrize(
    ("stop", "fault"),
    [
        (Stop(1, 1, 30, ((490, 520),)), Fault.ARRIVES_LATE),
        (Stop(1, 1, 30, ((100, 200),)), Fault.CLOSED),
        (Stop(1, 1, 30, ()), Fault.CLOSED),
        (Stop(1, 1, 30, ((500, 520), (600, 620))), Fault.CLOSED),
        (Stop(1, 1, 30, avoid=True), Fault.AVOIDED),
        (Stop(1, 1, 600), Fault.DAY_TOO_LONG),
    ],
)
def test_each_fault_of_a_visit_is_named_and_the_rest_is_timed(stop, fault):
    instance = instance_of(stop, Stop(2, 1, 10))
    plans, findings = check_order(instance, [[0, 1]])
    assert [finding.fault for finding in findings] == [fault]
    assert len(plans[0].visits) == 2
    assert (plans[0].depart_latest is None) == (fault is not Fault.AVOIDED)


def test_what_arrives_late_says_when_and_by_when():
    (finding,) = check_order(instance_of(Stop(3, 1, 30, ((480, 560),))), [[0]])[1]
    assert (finding.day, finding.stop, finding.values) == (0, 0, {"arrive": 570, "latest": 530})


def test_a_leg_without_a_way_is_named_and_takes_no_time():
    minutes = LINE.copy()
    minutes[0, 1] = np.inf
    (plan,), findings = check_order(instance_of(Stop(1, 1, 30), minutes=minutes), [[0]])
    assert [finding.fault for finding in findings] == [Fault.UNREACHABLE]
    assert plan.visits[0].begin == MORNING
    assert plan.legs == (np.inf, 30)


def test_driving_is_limited_without_visits_and_waits():
    instance = instance_of(Stop(2, 1, 300), max_drive_min=119.0)
    assert faults(instance, [0]) == [Fault.TOO_MUCH_DRIVING]
    assert faults(instance_of(Stop(2, 1, 300), max_drive_min=120.0), [0]) == []


def test_a_stop_twice_and_a_must_that_is_missing_are_named():
    instance = instance_of(Stop(1, 1, 30), Stop(2, 1, 30, must=True), days=2)
    assert faults(instance, [0], [0]) == [Fault.TWICE, Fault.MUST_MISSING]


def test_limits_of_groups_hold_for_the_tour_or_for_each_day():
    stops = [Stop(1, 1, 5, groups=frozenset({"shop"})), Stop(2, 1, 5, groups=frozenset({"shop"}))]
    daily = instance_of(*stops, days=2, limits=(GroupLimit("shop", least=1, most=1, each_day=True),))
    assert faults(daily, [0], [1]) == []
    assert faults(daily, [0, 1], []) == [Fault.TOO_MANY, Fault.TOO_FEW]
    whole = instance_of(*stops, days=2, limits=(GroupLimit("shop", most=1),))
    assert faults(whole, [0], [1]) == [Fault.TOO_MANY]


@pytest.mark.parametrize("order", [[[0], []], [[7]], [[-1]]])
def test_an_order_of_other_days_or_stops_is_refused(order):
    with pytest.raises(InvalidInput):
        check_order(instance_of(Stop(1, 1, 30)), order)


# What is not a matter of the times of one day.
OF_THE_CHOICE = {Fault.MUST_MISSING, Fault.AVOIDED, Fault.TOO_MANY, Fault.TOO_FEW}


@settings(max_examples=400, deadline=None)
@given(seed=st.integers(0, 100_000), data=st.data())
def test_a_day_has_a_fault_exactly_where_the_slow_oracle_says_that_it_cannot_be_done(seed, data):
    instance = random_instance(seed, stops=6, days=1)
    order = data.draw(st.lists(st.integers(0, 5), unique=True, max_size=5))
    (plan,), findings = check_order(instance, [order])
    of_the_times = [finding for finding in findings if finding.fault not in OF_THE_CHOICE]
    assert (not of_the_times) == is_in_time(instance, 0, order, to_the_end=True)
    assert [visit.stop for visit in plan.visits] == order
    assert (plan.depart_latest is None) or plan.depart_latest >= plan.depart


def test_a_lunch_binds_no_start_that_is_later_than_its_time():
    instance = TourInstance(
        minutes=np.array([[0.0, 10.0], [10.0, 0.0]]),
        stops=(Stop(1, 1, 30),),
        days=(Day(0, 0, 480, 1080, lunch=(660, 810), lunch_min=60),),
    )
    (plan,), findings = check_order(instance, [[0]])
    assert not findings
    assert plan.depart_latest == 1080 - 10 - 30 - 10
