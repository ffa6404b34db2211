"""
When the sun rises and sets, so that a tour can warn of a drive or a visit after dark.

The equations are those of the solar calculator of NOAA's Global Monitoring
Laboratory, after J. Meeus, Astronomical Algorithms; they are good to about a
minute at these latitudes. Mountains are not in them: in a valley it is dark
earlier. The library astral holds the same equations; its last release is of
2022 and brings more than these forty lines need.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from geodata.tourism.lunar import HOURS_EAST, JULIAN_OF_ORDINAL

SUNRISE_ZENITH = 90.833  # the upper edge of the sun on the horizon, with refraction
CIVIL_ZENITH = 96.0  # civil twilight: lamps are needed beyond
# The middle of the two ends of the province: 40 km either way is two minutes.
PROVINCE_POINT = (104.0, 22.3)  # lon, lat in degrees (EPSG:4326)


@dataclass(frozen=True, slots=True)
class Daylight:
    """
    One day's light, in minutes after midnight in Việt Nam (UTC+7).

    Where the sun does not set, the light lasts twelve hours to either side of
    noon; where it does not rise, sunrise and sunset both stand at noon.
    """

    dawn: float  # civil twilight begins
    sunrise: float
    sunset: float
    dark: float  # civil twilight ends


def daylight(day: date, point: tuple[float, float] = PROVINCE_POINT) -> Daylight:
    """
    Return dawn, sunrise, sunset and dark of a day.

    Parameters
    ----------
    point
        Lon, lat in degrees (EPSG:4326).
    """
    lon, lat = point
    noon = day.toordinal() + JULIAN_OF_ORDINAL - lon / 360
    t = (noon - 2_451_545.0) / 36525
    declination, ahead = _sun(t)
    middle = 720 - 4 * lon - ahead + 60 * HOURS_EAST
    sun, civil = (4 * _hour_angle(lat, declination, zenith) for zenith in (SUNRISE_ZENITH, CIVIL_ZENITH))
    return Daylight(middle - civil, middle - sun, middle + sun, middle + civil)


def _sun(t: float) -> tuple[float, float]:
    """Return the declination (degrees) and the equation of time (minutes), ``t`` centuries after 2000."""
    mean = math.radians((280.46646 + t * (36000.76983 + t * 0.0003032)) % 360)
    anomaly = math.radians(357.52911 + t * (35999.05029 - 0.0001537 * t))
    eccentricity = 0.016708634 - t * (0.000042037 + 0.0000001267 * t)
    centre = (1.914602 - t * (0.004817 + 0.000014 * t)) * math.sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * math.sin(2 * anomaly) + 0.000289 * math.sin(3 * anomaly)
    node = math.radians(125.04 - 1934.136 * t)
    apparent = mean + math.radians(centre - 0.00569 - 0.00478 * math.sin(node))
    tilt = math.radians(23.4392911 - 0.0130042 * t + 0.00256 * math.cos(node))
    declination = math.degrees(math.asin(math.sin(tilt) * math.sin(apparent)))
    y = math.tan(tilt / 2) ** 2
    ahead = y * math.sin(2 * mean) - 2 * eccentricity * math.sin(anomaly)
    ahead += 4 * eccentricity * y * math.sin(anomaly) * math.cos(2 * mean)
    ahead -= y**2 / 2 * math.sin(4 * mean) + 1.25 * eccentricity**2 * math.sin(2 * anomaly)
    return declination, 4 * math.degrees(ahead)


def _hour_angle(lat: float, declination: float, zenith: float) -> float:
    """
    Return the degrees that the earth turns between noon and the moment the sun is at ``zenith``.

    0 where it stays below on the whole day (polar night), 180 where it stays above (polar day).
    """
    north, sun = math.radians(lat), math.radians(declination)
    cosine = math.cos(math.radians(zenith)) / (math.cos(north) * math.cos(sun))
    return math.degrees(math.acos(min(1.0, max(-1.0, cosine - math.tan(north) * math.tan(sun)))))
