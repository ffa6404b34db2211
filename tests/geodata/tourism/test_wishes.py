"""Every wish of a tour is read into a frozen value, or refused by its name."""

from __future__ import annotations

import json
from datetime import date

import pytest

from geodata.errors import InvalidInput
from geodata.tourism.market_readings import Reading
from geodata.tourism.paces import PACES, USUAL_LUNCH, Pace, paced
from geodata.tourism.vehicles import VEHICLES, Vehicle
from geodata.tourism.wish_parts import AnyWeek, DayChange, FixedVisit, OwnStop, Party, StopWish
from geodata.tourism.wishes import PlanWith, read_wishes

DATES = ["2026-12-05", "2026-12-06"]
BODY = {"start": [104.0, 22.4], "dates": DATES}
OWN = {"id": "own:1", "name": " Nhà hàng ", "lon": 104.1, "lat": 22.5, "visit_min": 45}


def read(with_order: bool = False, **changes):
    """Return the wishes of a body, changed as asked; None takes a name out."""
    body = {name: value for name, value in (BODY | changes).items() if value is not None}
    return read_wishes(json.dumps(body), with_order=with_order)


def test_what_is_not_said_is_usual_and_named_as_assumed():
    wishes = read()
    assert (wishes.pace, wishes.vehicle, wishes.party) == (Pace.USUAL, Vehicle.CAR, None)
    assert wishes.lunch == USUAL_LUNCH
    assert wishes.driving_limit(PACES) == PACES[Pace.USUAL].max_drive_min
    assert wishes.assumed == ("lunch", "max_drive_min_per_day")
    assert (wishes.plan_with, wishes.alternatives, wishes.break_after_min) == (PlanWith.HIGH, 1, 120)
    assert wishes.nights == ((104.0, 22.4),)


def test_null_means_no_lunch_and_no_limit_of_driving():
    wishes = read_wishes(json.dumps(BODY | {"lunch": None, "max_drive_min_per_day": None}))
    assert (wishes.lunch, wishes.driving_limit(PACES), wishes.assumed) == (None, None, ())


def test_the_usual_limit_of_driving_is_that_of_the_pace():
    limits = [read(pace=pace).driving_limit(PACES) for pace in ("calm", "usual", "brisk")]
    assert limits == [240, 360, 480]
    assert read(pace="calm", max_drive_min_per_day=300).driving_limit(PACES) == 300


def test_every_new_wish_is_read():
    wishes = read(
        pace="calm",
        vehicle="coach",
        party={"adults": 20, "children": 3},
        break_after_min=90,
        own_stops=[OWN],
        choices={"cho": {"reading": "other", "as_place": True, "visit_min": 30}},
        fixed={"cho": {"date": "2026-12-06", "at": "09:30"}},
        plan_with="likely",
        alternatives=3,
        days=[{"start": "town:085", "day_end": "20:00"}, None],
    )
    assert wishes.party == Party(20, 3)
    assert wishes.party.people == 23
    assert wishes.own_stops == (OwnStop(stop_id="own:1", name="Nhà hàng", lon=104.1, lat=22.5, visit_min=45),)
    assert wishes.choices == {"cho": StopWish(reading=Reading.OTHER, as_place=True, visit_min=30)}
    assert wishes.fixed == {"cho": FixedVisit(date(2026, 12, 6), 570.0)}
    assert wishes.days == (DayChange(start="town:085", day_end=1200.0), DayChange())
    assert (wishes.plan_with, wishes.alternatives) == (PlanWith.LIKELY, 3)


def test_a_fixed_stop_must_be_visited():
    assert read(must=["a"], fixed={"b": {"date": DATES[0]}}).must == ("a", "b")


def test_any_week_stands_in_place_of_dates():
    wishes = read(dates=None, any_week={"days": 3, "after": "2026-12-01"})
    assert (wishes.any_week, wishes.dates) == (AnyWeek(3, date(2026, 12, 1)), ())
    assert len(wishes.nights) == 2


def test_suggested_nights_are_left_open_among_the_towns_that_are_named():
    wishes = read(nights="suggest", night_towns=["town:085", [103.8, 22.3], "town:085"])
    assert (wishes.suggest_nights, wishes.nights) == (True, ())
    assert wishes.night_towns == ("town:085", (103.8, 22.3))


def test_an_order_is_read_only_where_it_is_asked_for():
    order = [["a", "b"], ["own:1", "a"]]
    assert read(with_order=True, order=order).order == (("a", "b"), ("own:1", "a"))
    with pytest.raises(InvalidInput, match="order"):
        read(order=order)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"order": None}, "order"),
        ({"order": [[]]}, "order"),
        ({"order": [["a"], "b"]}, "order"),
        ({"order": [["a"], [1]]}, "order"),
        ({"order": [[], []], "nights": "suggest"}, "nights"),
        ({"order": [[], []], "dates": None, "any_week": {"days": 2}}, "dates"),
    ],
)
def test_an_order_leaves_neither_dates_nor_nights_open(changes, named):
    with pytest.raises(InvalidInput, match=named):
        read(with_order=True, **changes)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"any_week": {"days": 2}}, "dates"),
        ({"dates": None}, "dates"),
        ({"dates": [f"2026-12-{day:02d}" for day in range(1, 16)]}, "dates"),
        ({"dates": None, "any_week": {"days": 6}}, "any_week.days"),
        ({"dates": None, "any_week": {"days": 2, "after": "soon"}}, "any_week.after"),
        ({"nights": "anywhere"}, "nights"),
        ({"night_towns": []}, "night_towns"),
        ({"pace": "slow"}, "pace"),
        ({"vehicle": "train"}, "vehicle"),
        ({"party": {"adults": 0, "children": 0}}, "party"),
        ({"party": {"adults": -1}}, "party.adults"),
        ({"break_after_min": 0}, "break_after_min"),
        ({"own_stops": [OWN | {"id": "mine"}]}, "own_stops[0].id"),
        ({"own_stops": [OWN | {"name": "x" * 121}]}, "own_stops[0].name"),
        ({"own_stops": [OWN | {"lat": 91}]}, "own_stops[0].lat"),
        ({"own_stops": [OWN | {"visit_min": 721}]}, "own_stops[0].visit_min"),
        ({"own_stops": [OWN, OWN]}, "own:1"),
        ({"choices": {"a": {"reading": "third"}}}, "reading"),
        ({"choices": {"a": {"as_place": 1}}}, "choices.a.as_place"),
        ({"choices": {"a": {"visit_min": -1}}}, "choices.a.visit_min"),
        ({"fixed": {"a": {}}}, "fixed.a.date"),
        ({"fixed": {"a": {"date": "2026-12-07"}}}, "no day of the tour"),
        ({"fixed": {"a": {"date": "2026-12-05", "at": "9"}}}, "fixed.a.at"),
        ({"plan_with": "low"}, "plan_with"),
        ({"alternatives": 4}, "alternatives"),
        ({"days": [{}]}, "days"),
        ({"days": [{"start": [0]}, {}]}, "days[0].start"),
        ({"days": [{"day_start": "x"}, {}]}, "days[0].day_start"),
        ({"days": [{"colour": 1}, {}]}, "colour"),
    ],
)
def test_what_is_not_right_is_named(changes, named):
    with pytest.raises(InvalidInput) as refused:
        read(**changes)
    assert named in str(refused.value)


def test_a_pace_changes_a_visit_by_its_factor_to_the_nearest_five_minutes():
    assert [paced(45, PACES[pace].visit_factor) for pace in Pace] == [55, 45, 35]
    assert paced(0, 1.25) == 0
    assert paced(2, 0.8) == 5


def test_no_vehicle_is_faster_than_the_car_that_travel_times_are_of():
    assert VEHICLES[Vehicle.CAR].time_factor == 1.0
    assert all(row.time_factor >= 1.0 for row in VEHICLES.values())


def test_grams_of_carbon_dioxide_are_litres_times_what_a_litre_gives():
    assert {vehicle.value: row.co2_g_km for vehicle, row in VEHICLES.items()} == {
        "car": 270,
        "minibus": 298,
        "coach": 627,
        "motorbike": 107,
    }
