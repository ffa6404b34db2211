"""
Which ways of OpenStreetMap a car drives, in which direction, and which barriers stop it.

The rules follow the key pages of the OpenStreetMap wiki (highway, oneway, access, barrier, route=ferry)
and, where those leave a choice, the car profile of OSRM.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from geodata.errors import N_
from geodata.network.speeds import class_of, speed_for, speed_limit_kmh

Tags = Mapping[str, str]

FERRY = "ferry"
LINKED = ("motorway", "trunk", "primary", "secondary", "tertiary")
ROADS = frozenset(
    {*LINKED, *(f"{name}_link" for name in LINKED)}
    | {"unclassified", "residential", "living_street", "road", "service", "track"}
)
# A service road that leads somewhere; parking aisles, driveways and the like lead to one door.
THROUGH_SERVICES = frozenset({"", "alley"})
# A track of these grades has a hard or mostly hard bed; the others, and those that nobody graded, are taken
# only where a car is expressly allowed: in the mountains most of them carry motorbikes alone.
CAR_TRACKS = frozenset({"grade1", "grade2"})
ALLOWED = frozenset({"yes", "designated", "permissive", "destination", "customers", "official"})
SHUT = frozenset(
    {
        *("no", "private", "agricultural", "forestry", "agricultural;forestry"),
        *("delivery", "emergency", "military", "permit", "psv", "bus", "use_sidepath"),
    }
)
# From the most particular to the most general: the first one that is set decides.
ACCESS_KEYS = ("motorcar", "motor_vehicle", "vehicle", "access")
# What a car passes unless its access says otherwise; every other barrier stops it.
OPEN_BARRIERS = frozenset(
    {
        *("arch", "border_control", "cattle_grid", "checkpoint", "coupure", "entrance", "gate"),
        *("height_restrictor", "kerb", "lift_gate", "no", "rope", "sally_port", "sliding_gate", "speed_bump"),
        *("swing_gate", "toll_booth", "toll", "weighbridge", "wicket_gate"),
    }
)
ONE_WAY = {"yes": 1, "true": 1, "1": 1, "-1": -1, "reverse": -1} | dict.fromkeys(
    ("no", "false", "0", "alternating"), 0
)
IMPLIED_ONE_WAY = frozenset({"roundabout", "circular"})
CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")
ISO_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", re.IGNORECASE)


class LeftOut(StrEnum):
    """Why a way is not in the graph."""

    NO_CAR_ROAD = "no_car_road"
    TRACK = "track"
    SERVICE = "service"
    AREA = "area"
    NO_ACCESS = "no_access"
    REVERSIBLE = "reversible"
    FERRY_WITHOUT_CARS = "ferry_without_cars"
    FERRY_WITHOUT_TIME = "ferry_without_time"
    NO_LENGTH = "no_length"


LEFT_OUT_TEXTS: Mapping[LeftOut, str] = {
    LeftOut.NO_CAR_ROAD: N_("not for cars (footways, paths, roads being built, …)"),
    LeftOut.TRACK: N_("tracks of grade 3 or worse, or without a grade"),
    LeftOut.SERVICE: N_("driveways, parking aisles and other service roads to one door"),
    LeftOut.AREA: N_("areas"),
    LeftOut.NO_ACCESS: N_("closed to cars in general"),
    LeftOut.REVERSIBLE: N_("one-way roads whose direction changes by the hour"),
    LeftOut.FERRY_WITHOUT_CARS: N_("other routes, and ferries that are not said to carry cars"),
    LeftOut.FERRY_WITHOUT_TIME: N_("ferries without a duration or a speed"),
    LeftOut.NO_LENGTH: N_("ways without a length"),
}


@dataclass(frozen=True, slots=True)
class Drive:
    """
    How a car drives a way: ``direction`` 1 along it, -1 against it, 0 both.

    Speeds are km/h; a ferry that names its duration has ``minutes`` for the whole way instead.
    """

    road_class: str
    direction: int
    low_kmh: float = 0.0
    likely_kmh: float = 0.0
    high_kmh: float = 0.0
    minutes: float | None = None


def drive(tags: Tags) -> Drive | LeftOut:
    """Return how a car drives a way with these tags (no empty values), or why it does not."""
    if "route" in tags and ("highway" not in tags or tags["route"] == FERRY):
        return _ferry(tags)
    if (reason := _left_out(tags)) is not None:
        return reason
    direction = _direction(tags)
    if direction is None:
        return LeftOut.REVERSIBLE
    highway, surface = tags["highway"], tags.get("surface")
    speeds = speed_for(highway, surface, tags.get("maxspeed"))
    return Drive(class_of(highway, surface), direction, speeds.low_kmh, speeds.likely_kmh, speeds.high_kmh)


def shuts(tags: Tags) -> bool:
    """Tell whether a point with these tags stops cars."""
    access = _access(tags)
    if access is not None:
        return access in SHUT
    return "barrier" in tags and tags["barrier"] not in OPEN_BARRIERS


def duration_minutes(text: str | None) -> float | None:
    """Return the minutes that ``duration`` names (``01:30``, ``01:30:00``, ``90``, ``PT1H30M``), or None."""
    text = (text or "").strip()
    if text.isascii() and text.isdigit():
        return float(text) or None
    found = CLOCK.fullmatch(text) or ISO_DURATION.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return hours * 60 + minutes + seconds / 60 or None


def _ferry(tags: Tags) -> Drive | LeftOut:
    """Return how a car takes a ferry; the wait at its landing is in no file."""
    says = next((tags[key] for key in ACCESS_KEYS[:-1] if key in tags), None)
    if tags["route"] != FERRY or says not in ALLOWED or tags.get("access") in SHUT:
        return LeftOut.FERRY_WITHOUT_CARS
    direction = _direction(tags)
    if direction is None:
        return LeftOut.REVERSIBLE
    minutes, kmh = duration_minutes(tags.get("duration")), speed_limit_kmh(tags.get("maxspeed"))
    if minutes is not None:
        return Drive(FERRY, direction, minutes=minutes)
    return LeftOut.FERRY_WITHOUT_TIME if kmh is None else Drive(FERRY, direction, kmh, kmh, kmh)


def _left_out(tags: Tags) -> LeftOut | None:
    """Return why a road carries no car; None where it carries some."""
    highway, access = tags.get("highway", ""), _access(tags)
    if highway not in ROADS:
        return LeftOut.NO_CAR_ROAD
    if tags.get("area") == "yes":
        return LeftOut.AREA
    if access in SHUT:
        return LeftOut.NO_ACCESS
    if highway == "service" and tags.get("service", "") not in THROUGH_SERVICES:
        return LeftOut.SERVICE
    car_allowed = any(tags.get(key) in ALLOWED for key in ("motorcar", "motor_vehicle"))
    if highway == "track" and tags.get("tracktype") not in CAR_TRACKS and not car_allowed:
        return LeftOut.TRACK
    return None


def _access(tags: Tags) -> str | None:
    """Return what the most particular key says about cars; None where no key is set."""
    return next((tags[key] for key in ACCESS_KEYS if key in tags), None)


def _direction(tags: Tags) -> int | None:
    """Return 1, -1 or 0 (both); None where it changes by the hour."""
    implied = tags.get("highway") == "motorway" or tags.get("junction") in IMPLIED_ONE_WAY
    said = tags.get("oneway")
    if said == "reversible":
        return None
    return ONE_WAY.get(said or "", int(implied))
