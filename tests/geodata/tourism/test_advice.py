"""What a tour warns of: what is closed, late, dark, far, unknown, and the leg that may break it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.tourism.advice import advise_day
from geodata.tourism.checking import check_order
from geodata.tourism.daylight import daylight
from geodata.tourism.driving_advice import drives
from geodata.tourism.order_faults import group_title
from geodata.tourism.slow_days import OneDay, find_break
from geodata.tourism.values import Day, Fault, Stop, TourInstance
from tests.geodata.tourism.order_helpers import (
    LAO_CAI,
    MONDAY,
    SATURDAY,
    SUNDAY,
    checked,
    key_of,
    keys,
    prepared_of,
    text_of,
)

FRIDAY = "2026-12-04"


def warned(store, *stops: str, **changes):
    """Return the warnings of a day that visits some stops by their names."""
    order = [key_of(store, name) for name in stops]
    return checked(store, order, **changes)["days"][0]["warnings"]


def of_key(warnings, key: str):
    """Return the one warning of a key."""
    (found,) = [each for each in warnings if each["note"]["key"] == key]
    return found


def day_of(legs, high, stops, *, start: float = 480, end: float = 1080, lunch=None) -> OneDay:
    """Return a day of given legs; stops are (visit minutes, open)."""
    count = len(stops)
    instance = TourInstance(
        minutes=np.zeros((count + 2, count + 2)),
        stops=tuple(Stop(place, 1, visit, open_) for place, (visit, open_) in enumerate(stops, start=1)),
        days=(Day(0, count + 1, start, end, lunch=lunch, lunch_min=60 if lunch else 0),),
    )
    return OneDay(instance, tuple(legs), tuple(high), start)


# Visits


def test_a_market_on_another_day_breaks_the_day_and_says_when_it_is_held(reference_store):
    warning = of_key(warned(reference_store, "Chợ phiên Bắc Hà", dates=[MONDAY]), "closed")
    assert (warning["severity"], warning["visit"], warning["leg"]) == ("breaks", 0, None)
    assert "Sunday" in text_of(warning)


def test_a_market_on_its_day_is_not_warned_of(reference_store):
    found = keys(warned(reference_store, "Chợ phiên Bắc Hà"))
    assert not {"closed", "late", "disputed", "as_place"} & set(found)


def test_a_market_of_unknown_days_says_that_nobody_says_when(reference_store):
    warning = of_key(warned(reference_store, "Chợ đêm Bắc Hà"), "closed")
    assert "No source says" in text_of(warning)


def test_a_market_that_is_visited_as_a_place_says_when_it_is_held(reference_store):
    key = key_of(reference_store, "Chợ phiên Bắc Hà")
    chosen = {"choices": {key: {"as_place": True}}}
    warning = of_key(warned(reference_store, "Chợ phiên Bắc Hà", dates=[MONDAY], **chosen), "as_place")
    assert warning["severity"] == "warning"
    assert "as_place" not in keys(warned(reference_store, "Chợ phiên Bắc Hà", **chosen))


def test_a_day_that_rests_on_one_of_two_readings_names_both(reference_store):
    assumed = of_key(warned(reference_store, "Chợ Lùng Phình"), "disputed")
    assert assumed["severity"] == "warning"
    assert "Sunday" in text_of(assumed)
    assert "Friday" in text_of(assumed)
    key = key_of(reference_store, "Chợ Lùng Phình")
    other = warned(reference_store, "Chợ Lùng Phình", dates=[FRIDAY], choices={key: {"reading": "other"}})
    assert "disputed" in keys(other)


def test_who_comes_too_late_is_told_when_he_should_have_come(reference_store):
    late = of_key(warned(reference_store, "Chợ phiên Bắc Hà", day_start="11:30"), "late")
    assert late["severity"] == "breaks"
    assert "10:45" in text_of(late)


@pytest.mark.parametrize(("minutes", "is_dark"), [(-30, False), (-10, True)])
def test_a_visit_that_lasts_beyond_civil_twilight_is_warned_of(reference_store, minutes, is_dark):
    key = key_of(reference_store, "Cửa khẩu quốc tế")
    begin = int(daylight(date(2026, 12, 6), (103.97, 22.5)).dark) + minutes
    fixed = {key: {"date": SUNDAY, "at": f"{begin // 60:02}:{begin % 60:02}"}}
    found = warned(reference_store, "Cửa khẩu quốc tế", fixed=fixed, start=LAO_CAI, day_end="21:00")
    assert ("dark" in keys(found)) is is_dark


def test_an_evening_market_is_not_warned_of_for_being_dark(reference_store):
    found = keys(
        warned(reference_store, "Chợ đêm Nghĩa Đô", dates=[SATURDAY], day_start="14:00", day_end="23:00")
    )
    assert "dark_drive" in found
    assert not {"closed", "late", "dark"} & set(found)


def test_a_stop_that_only_its_commune_places_says_to_ask_for_the_way(reference_store):
    assert of_key(warned(reference_store, "Đền Bắc Hà"), "ask_the_way")["severity"] == "note"
    assert "ask_the_way" not in keys(warned(reference_store, "Thác Bạc", start=LAO_CAI))


def test_a_producer_is_called_first_and_a_shop_is_not(reference_store):
    assert "call_first" in keys(warned(reference_store, "HTX Quang Tom", dates=[MONDAY]))
    assert "call_first" not in keys(warned(reference_store, "Công ty TNHH TMTH Lan Rừng", start=LAO_CAI))


# Driving


def test_a_leg_that_ends_after_dark_is_warned_of(reference_store):
    found = warned(reference_store, "Thác Bạc", start=LAO_CAI, day_start="14:30", day_end="22:00")
    dark = of_key(found, "dark_drive")
    assert (dark["severity"], dark["leg"], dark["visit"]) == ("warning", 1, None)


def test_driving_longer_than_wished_without_a_break_is_warned_of_once_for_each_stretch(reference_store):
    found = warned(reference_store, "Thác Bạc", break_after_min=60, lunch=None)
    legs = [each["leg"] for each in found if each["note"]["key"] == "no_break"]
    assert legs == [0, 1]
    assert "no_break" not in keys(warned(reference_store, "Thác Bạc", break_after_min=600, lunch=None))


def test_a_lunch_on_the_way_is_a_break():
    instance = TourInstance(
        minutes=np.array([[0.0, 100.0], [100.0, 0.0]]),
        stops=(Stop(1, 1, 30),),
        days=(Day(0, 0, 480, 1080, lunch=(540, 600), lunch_min=30),),
    )
    (plan,), findings = check_order(instance, [[0]])
    assert not findings
    found = drives(plan, 30)
    assert [(drive.leg, drive.end - drive.begin) for drive in found] == [(0, 60), (0, 40), (1, 100)]
    assert found[1].begin - found[0].end == 30


def test_a_day_that_is_too_long_and_one_without_room_for_lunch_say_so(reference_store):
    found = warned(reference_store, "Thác Bạc", day_end="12:00")
    assert of_key(found, "too_long")["severity"] == "breaks"
    full = warned(
        reference_store,
        "Dinh Hoàng",
        lunch={"from": "10:00", "to": "11:00", "minutes": 55},
        day_start="09:30",
        day_end="11:30",
        fixed={key_of(reference_store, "Dinh Hoàng"): {"date": SUNDAY, "at": "10:10"}},
    )
    assert of_key(full, "no_lunch")["severity"] == "warning"


def test_the_worst_comes_first(reference_store):
    order = ["breaks", "warning", "note"]
    found = warned(
        reference_store, "HTX Quang Tom", "Chợ phiên Bắc Hà", "Thác Bạc", dates=[MONDAY], day_end="14:00"
    )
    places = [order.index(each["severity"]) for each in found]
    assert places == sorted(places)
    assert len(set(places)) == 3


# Slow roads


def test_a_day_planned_with_the_high_end_holds_and_says_how_much_later_it_may_begin(reference_store):
    holds = of_key(warned(reference_store, "Thác Bạc", start=LAO_CAI), "holds")
    assert holds["severity"] == "note"
    assert holds["note"]["values"]["minutes"] > 0


def test_a_day_planned_with_likely_minutes_names_the_leg_and_the_visit_that_it_makes_late(reference_store):
    key = key_of(reference_store, "Thác Bạc")
    body = {"plan_with": "likely", "lunch": None}
    planned = checked(reference_store, [key], **body)["days"][0]
    leg = planned["legs"][0]
    assert leg["range"]["high"] - leg["range"]["likely"] > 20
    reached = planned["visits"][0]["reached"][11:]
    fixed = {key: {"date": SUNDAY, "at": reached}}
    found = of_key(warned(reference_store, "Thác Bạc", fixed=fixed, **body), "breaks_visit")
    assert (found["severity"], found["leg"], found["visit"]) == ("breaks", 0, 0)
    assert "Thác Bạc" in text_of(found)
    assert reached in text_of(found)


def test_a_leg_that_breaks_the_day_alone_is_named_before_one_that_breaks_it_with_others():
    late = ((30, ((500, 560),)), (30, ((600, 660),)))
    alone = find_break(day_of([20, 40, 10], [21, 110, 10], late))
    assert (alone.leg, alone.alone, alone.visit, alone.finding.fault) == (1, True, 1, Fault.ARRIVES_LATE)
    together = find_break(day_of([20, 60, 10], [45, 80, 10], late))
    assert (together.leg, together.alone, together.visit) == (0, False, 1)


def test_a_day_that_ends_too_late_on_slow_roads_names_its_end():
    found = find_break(day_of([60, 60], [60, 600], [(30, None)]))
    assert (found.leg, found.visit, found.finding.fault) == (1, None, Fault.DAY_TOO_LONG)


def test_what_is_wrong_on_quick_roads_too_is_not_the_fault_of_slow_ones():
    assert find_break(day_of([60, 60], [60, 60], [(30, ((0, 10),))])) is None
    assert find_break(day_of([60, 60], [90, 60], [(30, ((0, 10),))])) is None


LEGS = st.lists(st.integers(0, 200), min_size=1, max_size=5)


@given(LEGS, st.data())
def test_a_day_breaks_on_slow_roads_if_and_only_if_it_is_late_when_it_is_walked_again(planned, data):
    """The oracle walks the day leg by leg with the high minutes; without a lunch there is no choice."""
    high = [leg + data.draw(st.integers(0, 100)) for leg in planned]
    stops = [
        (
            visit := data.draw(st.integers(0, 60)),
            data.draw(st.sampled_from([None, ((500, 500 + visit + 100),)])),
        )
        for _ in planned[1:]
    ]
    end = data.draw(st.integers(600, 1200))

    def late(legs) -> set[int]:
        now, found = 480.0, set()
        for number, leg in enumerate(legs):
            now += leg
            if number == len(stops):
                return found | ({number} if now > end else set())
            visit, open_ = stops[number]
            if open_ is not None:
                found |= {number} if now > open_[0][1] - visit else set()
                now = max(now, open_[0][0]) if now <= open_[0][1] - visit else now
            now += visit
        return found

    day = day_of(planned, high, stops, end=end)
    assert (find_break(day) is not None) is bool(late(high) - late(planned))


def test_a_way_that_nobody_knows_is_warned_of_and_stops_nothing(reference_store):
    prepared = prepared_of(reference_store)
    instance = prepared.request.instance
    instance = replace(instance, minutes=np.full_like(instance.minutes, np.inf))
    apart = replace(prepared, request=replace(prepared.request, instance=instance))
    (plan,), _ = check_order(instance, [[0]])
    found = advise_day(apart, 0, plan)
    assert [each["leg"] for each in found if each["note"]["key"] == "no_way"] == [0, 1]


def test_a_day_without_a_stop_says_so_and_not_that_it_works(reference_store):
    found = keys(warned(reference_store))
    assert "no_stop" in found
    assert "holds" not in found


@pytest.mark.parametrize(
    ("group", "title"), [("purchase", "Places to buy"), ("craft", "Craft village or craft")]
)
def test_a_group_of_stops_has_a_title(group, title):
    assert group_title(group) == title
