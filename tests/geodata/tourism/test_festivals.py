"""Festivals by solar and by lunar date; none is shipped."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from geodata.tourism.festivals import CalendarKind, Festival, festivals_on
from geodata.tourism.lunar import lunar_of

SOURCE = "https://laocai.gov.vn/made-up"


def make(calendar=CalendarKind.LUNAR, month=1, day=15, **values):
    given_values = {"festival_id": "f1", "name": "Made-up", "source": SOURCE, **values}
    return Festival(calendar=calendar, month=month, day=day, **given_values)


def test_a_lunar_festival_moves_with_the_moon():
    full_moon = make()
    assert full_moon.is_held_on(date(2026, 3, 3))  # 15 of the first month of 2026
    assert full_moon.is_held_on(date(2025, 2, 12))
    assert not full_moon.is_held_on(date(2026, 2, 12))


def test_a_solar_festival_stays_on_its_day():
    held = make(CalendarKind.SOLAR, 6, 1)
    assert [year for year in (2025, 2026, 2027) if held.is_held_on(date(year, 6, 1))] == [2025, 2026, 2027]


def test_a_leap_month_repeats_no_festival():
    held = make(month=6, day=1)
    days = [day for n in range(365) if held.is_held_on(day := date(2025, 1, 1) + timedelta(n))]
    assert days == [date(2025, 6, 25)]
    assert lunar_of(date(2025, 7, 25)).leap


@given(st.integers(1, 12), st.integers(1, 29), st.integers(1, 30), st.integers(2000, 2090))
def test_a_festival_of_some_days_is_held_that_many_days_in_a_row(month, day, days, year):
    held = make(month=month, day=day, days=days)
    start = next(
        first
        for n in range(400)
        if (lunar_of(first := date(year, 3, 1) + timedelta(n)).month, lunar_of(first).day) == (month, day)
        and not lunar_of(first).leap
    )
    found = [n for n in range(-1, days + 1) if held.is_held_on(start + timedelta(n))]
    assert found == list(range(days))


def test_the_festivals_of_a_tour_are_told_day_by_day():
    lunar, solar = make(), make(CalendarKind.SOLAR, 3, 4, festival_id="f2")
    days = [date(2026, 3, 3), date(2026, 3, 4)]
    assert festivals_on([lunar, solar], days) == ((lunar, days[0]), (solar, days[1]))


@pytest.mark.parametrize(
    ("calendar", "month", "day"),
    [
        (CalendarKind.SOLAR, 2, 30),
        (CalendarKind.SOLAR, 4, 31),
        (CalendarKind.SOLAR, 13, 1),
        (CalendarKind.LUNAR, 1, 31),
        (CalendarKind.LUNAR, 0, 1),
        (CalendarKind.LUNAR, 1, 0),
    ],
)
def test_a_day_of_no_year_is_refused(calendar, month, day):
    with pytest.raises(InvalidInput, match="no day"):
        make(calendar, month, day)


@pytest.mark.parametrize("values", [{"days": 0}, {"days": 61}, {"source": " "}])
def test_a_festival_needs_days_and_a_source(values):
    with pytest.raises(InvalidInput):
        make(**values)
