"""Sunrise and sunset: another calculator's figures for Lào Cai, and what holds on every day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.tourism.daylight import daylight

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
# Lon, lat in and around the province.
POINTS = st.tuples(st.floats(103.0, 105.5), st.floats(21.0, 23.5))


# Minutes after midnight at 104.0° E, 22.3° N by the library astral 3.2, which follows the same equations.
@pytest.mark.parametrize(
    ("day", "dawn", "sunrise", "sunset", "dark"),
    [
        (date(2025, 6, 20), 295.2, 320.8, 1130.4, 1156.0),
        (date(2025, 12, 22), 374.7, 399.6, 1045.5, 1070.4),
        (date(2026, 3, 22), 343.9, 366.7, 1095.5, 1118.3),
    ],
)
def test_the_sun_rises_when_another_calculator_says(day, dawn, sunrise, sunset, dark):
    light = daylight(day)
    assert (light.dawn, light.sunrise) == pytest.approx((dawn, sunrise), abs=1)
    assert (light.sunset, light.dark) == pytest.approx((sunset, dark), abs=1)


@given(DAYS, POINTS)
def test_dawn_comes_before_sunrise_and_dark_after_sunset(day, point):
    light = daylight(day, point)
    assert 0 < light.dawn < light.sunrise < 720 < light.sunset < light.dark < 1440


@given(DAYS, POINTS)
def test_the_sun_rises_earlier_in_the_east(day, point):
    lon, lat = point
    # 1° is four minutes; the sun itself moves a little in them.
    assert daylight(day, point).sunrise - daylight(day, (lon + 1, lat)).sunrise == pytest.approx(4, abs=0.05)


ANYWHERE = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(DAYS, ANYWHERE)
def test_light_has_an_order_everywhere_on_earth(day, point):
    light = daylight(day, point)
    assert light.dawn <= light.sunrise <= light.sunset <= light.dark <= light.dawn + 1440


def test_at_the_pole_the_sun_does_not_rise_in_december_and_does_not_set_in_june():
    winter, summer = daylight(date(2026, 12, 5), (180, 90)), daylight(date(2026, 6, 21), (180, 90))
    assert winter.sunrise == winter.sunset
    assert summer.sunset - summer.sunrise == 1440


@given(POINTS)
def test_june_has_the_longest_day_and_december_the_shortest(point):
    lengths = {month: daylight(date(2026, month, 21), point) for month in range(1, 13)}
    ordered = sorted(lengths, key=lambda month: lengths[month].sunset - lengths[month].sunrise)
    assert (ordered[0], ordered[-1]) == (12, 6)
