"""
Vietnamese lunar dates: months begin on the day of the new moon by the clock of Việt Nam (UTC+7).

The calendar of Việt Nam is not the Chinese one, which uses UTC+8: Tết of 1985
and 2007 and the leap months of 1985 and 1987 differ. Rules and series as Hồ
Ngọc Đức publishes them ("Thuật toán tính âm lịch"; "Rules for the Vietnamese
calendar"): the new moon after J. Meeus, Astronomical Algorithms (1998),
chapter 49, and the longitude of the sun after chapter 25, both cut short to
what a day needs. Month 11 holds the winter solstice; of thirteen months
between two of them the first without a major solar term is the leap month.
UTC+7 has been the clock of the calendar since 1 January 1968.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from geodata.errors import N_, InvalidInput

FIRST_YEAR, LAST_YEAR = 1968, 2100
HOURS_EAST = 7.0
# The Julian day that begins at noon of date.fromordinal(n) is n + this.
JULIAN_OF_ORDINAL = 1_721_425
SYNODIC_MONTH = 29.530588853
FIRST_NEW_MOON = 2_415_021.077  # of January 1900, the moon number 0
J2000 = 2_451_545.0


@dataclass(frozen=True, slots=True, order=True)
class LunarDate:
    """A day of the lunar calendar; ``year`` is the one that begins with its Tết."""

    year: int
    month: int
    leap: bool
    day: int


def lunar_of(day: date) -> LunarDate:
    """Return the lunar date of a day from 1 January 1968 to 31 December 2100; InvalidInput beyond."""
    _check_year(day.year)
    number = day.toordinal() + JULIAN_OF_ORDINAL
    moon = math.floor((number - FIRST_NEW_MOON) / SYNODIC_MONTH)
    start = max(found for k in (moon - 1, moon, moon + 1) if (found := _new_moon_day(k)) <= number)
    year = day.year + 1 if start >= _month_11(day.year) else day.year
    month, leap = _months_before_tet(year)[start]
    # Months 11 and 12 (and their leap months) stand before the Tết of the year that was looked at.
    return LunarDate(year - 1 if month >= 11 else year, month, leap, number - start + 1)


def solar_of(lunar: LunarDate) -> date:
    """
    Return the day of a lunar date.

    Raises
    ------
    InvalidInput
        The year is out of range, or has no such leap month or day.
    """
    # Months 11 and 12 of 1967 reach into 1968.
    _check_year(max(lunar.year, FIRST_YEAR) if lunar.month >= 11 else lunar.year)
    months = _months_before_tet(lunar.year + 1 if lunar.month >= 11 else lunar.year)
    starts = [start for start, named in months.items() if named == (lunar.month, lunar.leap)]
    if starts and 1 <= lunar.day <= 30:
        found = date.fromordinal(starts[0] + lunar.day - 1 - JULIAN_OF_ORDINAL)
        if found.year > LAST_YEAR or lunar_of(found) == lunar:
            _check_year(found.year)
            return found
    raise InvalidInput(
        N_("The lunar year %(year)s has no day %(day)s of month %(month)s"),
        year=str(lunar.year),
        day=lunar.day,
        month=lunar.month,
    )


def _check_year(year: int) -> None:
    """Refuse years in which the calendar was reckoned otherwise or the series are not known to hold."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput(
            N_("Lunar dates are known from %(first)s to %(last)s, not for %(year)s"),
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
            year=str(year),
        )


@lru_cache(maxsize=256)
def _months_before_tet(year: int) -> dict[int, tuple[int, bool]]:
    """Return first Julian day → (month, leap), from month 11 before the Tết of ``year`` to month 10 after."""
    first, last = _month_11(year - 1), _month_11(year)
    moon = round((first - FIRST_NEW_MOON) / SYNODIC_MONTH)
    count = round((last - first) / SYNODIC_MONTH)
    starts = [_new_moon_day(moon + number) for number in range(count + 1)]
    without_term = [number for number in range(count) if _term(starts[number]) == _term(starts[number + 1])]
    leap_at = without_term[0] if count == 13 else None
    months, month = {}, 10
    for number, start in enumerate(starts[:-1]):
        if number != leap_at:
            month = month % 12 + 1
        months[start] = (month, number == leap_at)
    return months


@lru_cache(maxsize=256)
def _month_11(year: int) -> int:
    """Return the first Julian day of the lunar month that holds the winter solstice of ``year``."""
    end = date(year, 12, 31).toordinal() + JULIAN_OF_ORDINAL
    moon = math.floor((end - FIRST_NEW_MOON) / SYNODIC_MONTH)
    start = _new_moon_day(moon)
    # The sun has passed 270° when it begins: the solstice lies in the month before.
    return _new_moon_day(moon - 1) if _term(start) >= 9 else start


def _term(julian_day: int) -> int:
    """Return the number (0 to 11) of the 30° of the sun's longitude in which a day begins in Việt Nam."""
    return int(_sun_longitude(julian_day - 0.5 - HOURS_EAST / 24) // 30)


@lru_cache(maxsize=4096)
def _new_moon_day(moon: int) -> int:
    """Return the Julian day, counted by the days of Việt Nam, of the new moon number ``moon`` since 1900."""
    return math.floor(_new_moon(moon) + 0.5 + HOURS_EAST / 24)


def _new_moon(moon: int) -> float:
    """Return the Julian date (UTC) of the new moon number ``moon`` since 1900 (Meeus, chapter 49)."""
    t = moon / 1236.85
    mean = 2415020.75933 + 29.53058868 * moon + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * _sin(166.56 + 132.87 * t - 0.009173 * t**2)
    sun = 359.2242 + 29.10535608 * moon - 0.0000333 * t**2 - 0.00000347 * t**3
    moons = 306.0253 + 385.81691806 * moon + 0.0107306 * t**2 + 0.00001236 * t**3
    node = 21.2964 + 390.67050646 * moon - 0.0016528 * t**2 - 0.00000239 * t**3
    change = (0.1734 - 0.000393 * t) * _sin(sun) + 0.0021 * _sin(2 * sun)
    change += -0.4068 * _sin(moons) + 0.0161 * _sin(2 * moons) - 0.0004 * _sin(3 * moons)
    change += 0.0104 * _sin(2 * node) - 0.0051 * _sin(sun + moons) - 0.0074 * _sin(sun - moons)
    change += 0.0004 * _sin(2 * node + sun) - 0.0004 * _sin(2 * node - sun) - 0.0006 * _sin(2 * node + moons)
    change += 0.0010 * _sin(2 * node - moons) + 0.0005 * _sin(2 * moons + sun)
    # Dynamical time runs ahead of the clocks; a parabola since 1900 is near enough for a day.
    return mean + change - (-0.000278 + 0.000265 * t + 0.000262 * t**2)


def _sun_longitude(julian: float) -> float:
    """Return the true longitude of the sun in degrees (0 ≤ … < 360) at a Julian date (Meeus, chapter 25)."""
    t = (julian - J2000) / 36525
    mean = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    anomaly = 357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3
    centre = (1.914600 - 0.004817 * t - 0.000014 * t**2) * _sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * _sin(2 * anomaly) + 0.000290 * _sin(3 * anomaly)
    return (mean + centre) % 360


def _sin(degrees: float) -> float:
    """Return the sine of degrees."""
    return math.sin(math.radians(degrees))
