"""Lunar dates of Việt Nam: published days of Tết, leap months, and every day there and back."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from geodata.tourism.lunar import LunarDate, lunar_of, solar_of

DAYS = st.dates(date(1968, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("year", "tet"),
    [
        (1968, date(1968, 1, 29)),  # the first Tết by UTC+7; 30 January in the south and in China
        (1985, date(1985, 1, 21)),  # a month before China, which began its year on 20 February
        (2007, date(2007, 2, 17)),  # a day before China
        (2024, date(2024, 2, 10)),
        (2025, date(2025, 1, 29)),
        (2026, date(2026, 2, 17)),
        (2030, date(2030, 2, 2)),  # a day before China
    ],
)
def test_tet_is_on_the_published_day(year, tet):
    assert solar_of(LunarDate(year, 1, False, 1)) == tet
    assert lunar_of(tet) == LunarDate(year, 1, False, 1)


@pytest.mark.parametrize(
    ("year", "month"),
    [(1985, 2), (1987, 7), (2017, 6), (2020, 4), (2023, 2), (2025, 6), (2028, 5), (2033, 11)],
)
def test_leap_months_are_the_published_ones(year, month):
    leap = solar_of(LunarDate(year, month, True, 1))
    assert lunar_of(leap) == LunarDate(year, month, True, 1)
    assert lunar_of(leap - timedelta(1)).month == month
    others = [number for number in range(1, 13) if number != month]
    for number in others:
        with pytest.raises(InvalidInput):
            solar_of(LunarDate(year, number, True, 1))


@given(DAYS)
def test_a_day_there_and_back_is_the_same_day(day):
    assert solar_of(lunar_of(day)) == day


@given(DAYS.filter(lambda day: day < date(2100, 12, 31)))
def test_after_a_day_comes_the_next_or_the_first_of_the_next_month(day):
    today, tomorrow = lunar_of(day), lunar_of(day + timedelta(1))
    if tomorrow.day == 1:
        assert today.day in (29, 30)
        assert (tomorrow.year, tomorrow.month) != (today.year, today.month) or tomorrow.leap
    else:
        assert tomorrow == LunarDate(today.year, today.month, today.leap, today.day + 1)


@given(st.integers(1968, 2100))
def test_every_lunar_year_has_its_twelve_months(year):
    starts = [solar_of(LunarDate(year, month, False, 1)) for month in range(1, 12)]
    gaps = [(later - earlier).days for earlier, later in pairwise(starts)]
    # Two months lie between where a leap month stands; there is at most one.
    assert set(gaps) <= {29, 30, 58, 59, 60}
    assert sum(gap > 30 for gap in gaps) <= 1


@pytest.mark.parametrize("day", [date(1967, 12, 31), date(2101, 1, 1)])
def test_days_out_of_range_are_refused(day):
    with pytest.raises(InvalidInput, match="1968 to 2100"):
        lunar_of(day)


@pytest.mark.parametrize(
    "lunar", [LunarDate(2026, 13, False, 1), LunarDate(2026, 1, False, 0), LunarDate(2026, 1, False, 31)]
)
def test_a_day_that_no_lunar_year_has_is_refused(lunar):
    with pytest.raises(InvalidInput):
        solar_of(lunar)


def test_a_thirtieth_that_the_month_lacks_is_refused():
    lengths = {
        month: (
            solar_of(LunarDate(2026, month + 1, False, 1)) - solar_of(LunarDate(2026, month, False, 1))
        ).days
        for month in range(1, 11)
    }
    short = next(month for month, length in lengths.items() if length == 29)
    with pytest.raises(InvalidInput):
        solar_of(LunarDate(2026, short, False, 30))
