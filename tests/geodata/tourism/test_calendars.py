"""Days of a tour as minutes, weekdays and weeks."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from geodata.tourism.calendars import any_week, check_days, day_names, merged, midnight, weekday_of
from geodata.vocabulary import Weekday

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))
TIMES = st.integers(0, 200).map(float)


def test_6_december_2026_is_a_sunday():
    assert weekday_of(date(2026, 12, 6)) is Weekday.SUN


@given(DAYS, st.integers(1, 31))
def test_any_week_begins_once_on_each_weekday(after, n_days):
    runs = any_week(n_days, after)
    assert [weekday_of(run[0]) for run in runs] == list(Weekday)
    for run in runs:
        assert [(day - run[0]).days for day in run] == list(range(n_days))
        assert 0 < (run[0] - after).days <= 13


@pytest.mark.parametrize("n_days", [0, 32])
def test_any_week_has_a_day_and_not_more_than_a_month(n_days):
    with pytest.raises(InvalidInput):
        any_week(n_days, date(2026, 11, 22))


@pytest.mark.parametrize("after", [date(9999, 12, 18), date(9999, 12, 30), date.max])
def test_any_week_after_the_last_day_of_the_calendar_is_refused(after):
    with pytest.raises(InvalidInput, match="9999-12-31"):
        any_week(1, after)


@given(st.dates(min_value=date(9990, 1, 1)), st.integers(1, 31))
def test_any_week_is_refused_or_has_seven_runs(after, n_days):
    try:
        assert len(any_week(n_days, after)) == 7
    except InvalidInput:
        assert (date.max - after).days < 7 + 6 + n_days


@given(DAYS, st.sets(st.integers(0, 30), min_size=1))
def test_midnights_are_whole_days_after_the_first(first, gaps):
    days = [first + timedelta(gap) for gap in sorted(gaps)]
    assert check_days(days) == tuple(days)
    assert [midnight(days, day) for day in days] == [(gap - min(gaps)) * 1440 for gap in sorted(gaps)]


@pytest.mark.parametrize(
    "days",
    [
        [],
        [date(2026, 12, 6), date(2026, 12, 5)],
        [date(2026, 12, 5), date(2026, 12, 5)],
        [date(2026, 12, 1), date(2027, 1, 1)],
    ],
)
def test_days_that_are_no_tour_are_refused(days):
    with pytest.raises(InvalidInput):
        check_days(days)


@given(st.lists(st.tuples(TIMES, TIMES)))
def test_merged_intervals_hold_the_same_minutes_sorted_and_apart(intervals):
    found = merged(intervals)
    assert all(start < end for start, end in found)
    assert all(a[1] < b[0] for a, b in pairwise(found))

    def minutes(each):
        return {minute for start, end in each for minute in range(int(start), int(end))}

    assert minutes(found) == minutes(intervals)


def test_weekdays_are_named_in_the_order_of_the_week():
    assert str(day_names([Weekday.SUN, Weekday.FRI])) == "Friday, Sunday"
    assert str(day_names(Weekday)) == "every day"
