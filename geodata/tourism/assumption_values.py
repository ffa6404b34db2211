"""Values of the rows that staff edit, from JSON: every number checked, every error names the field."""

from __future__ import annotations

from typing import Any

from geodata.errors import N_, InvalidInput
from geodata.json_reading import bad, check_known, is_number, read_text, read_whole
from geodata.tourism.assumptions import DAY_MIN, LONGEST_VISIT_MIN
from geodata.tourism.office_table import HARVEST, KIND, PACE, SEASON, VEHICLE, Row

MOST_HOURS = 6  # intervals of one day
HOURS = '[["08:00", "11:30"], ["13:30", "17:00"]]'
MONTHS = "[1 – 12, …]"
LEAST_FACTOR, MOST_FACTOR = 0.25, 4.0
MOST_SEATS, MOST_CO2_G_KM = 100, 5_000
# What may be named in the value of a row, by its group.
NAMES: dict[str, tuple[str, ...]] = {
    KIND: ("visit_min", "hours", "reason"),
    SEASON: ("months", "title", "reason"),
    HARVEST: ("months", "title", "reason"),
    PACE: ("visit_factor", "max_drive_min", "reason"),
    VEHICLE: ("time_factor", "seats", "co2_g_km", "co2_source", "reason"),
}


def read_value(group: str, usual: Row, value: object) -> Row:
    """
    Return the value of a row of ``group`` from JSON, whose usual one is ``usual``.

    Raises
    ------
    InvalidInput
        A value is not allowed; the values name the field.
    """
    names = NAMES[group]
    if not isinstance(value, dict):
        raise bad("value", value, ", ".join(names))
    check_known(value, names)
    if group == KIND:
        found = _read_kind(value)
    elif group == PACE:
        found = _read_pace(value)
    elif group == VEHICLE:
        found = _read_vehicle(value, usual)
    else:
        found = _read_months(value, usual)
    return found | {"reason": read_text("reason", value.get("reason"))}


def _read_kind(given: dict[str, Any]) -> Row:
    """Return how long a visit of a kind takes and when it is open."""
    minutes, hours = given.get("visit_min"), given.get("hours")
    if not is_number(minutes) or not 1 <= minutes <= LONGEST_VISIT_MIN:  # type: ignore[operator]
        raise bad("visit_min", minutes, f"1 – {LONGEST_VISIT_MIN:.0f}")
    if not isinstance(hours, list) or not 1 <= len(hours) <= MOST_HOURS:
        raise bad("hours", hours, HOURS)
    spans = [_span(f"hours[{number}]", pair) for number, pair in enumerate(hours)]
    ends = [end for span in spans for end in span]
    if ends != sorted(set(ends)):
        raise InvalidInput(N_("%(name)s: each time has to be later than the one before"), name="hours")
    if max(end - start for start, end in spans) < float(minutes):  # type: ignore[arg-type]
        raise InvalidInput(
            N_("%(name)s: none of them is as long as the visit, %(minutes)s minutes"),
            name="hours",
            minutes=minutes,
        )
    return {"visit_min": float(minutes), "hours": spans}  # type: ignore[arg-type]


def _span(name: str, value: object) -> list[float]:
    """Return from when to when it is open, in minutes after midnight."""
    if not isinstance(value, list) or len(value) != 2:
        raise bad(name, value, HOURS)
    return [_clock_minutes(name, part) for part in value]


def _clock_minutes(name: str, value: object) -> float:
    """Return a time of the day in minutes after midnight; 24:00 is the end of it."""
    hour, sign, minute = value.partition(":") if isinstance(value, str) else ("", "", "")
    digits = len(hour) == len(minute) == 2 and (hour + minute).isascii() and (hour + minute).isdecimal()
    minutes = int(hour) * 60 + int(minute) if sign and digits and int(minute) < 60 else DAY_MIN + 1
    if minutes > DAY_MIN:
        raise bad(name, value, "00:00 – 24:00")
    return float(minutes)


def _read_months(given: dict[str, Any], usual: Row) -> Row:
    """Return the months of a season and the sentence that tells them."""
    months = given.get("months")
    known = range(1, 13)
    if (
        not isinstance(months, list)
        or not months
        or any(isinstance(month, bool) or month not in known for month in months)
    ):
        raise bad("months", months, MONTHS)
    found = sorted({int(month) for month in months})
    title = given.get("title")
    if title in (None, usual["title"]) and found != usual["months"]:
        raise InvalidInput(
            N_("%(name)s: say in a sentence which months they are; the usual one names others"), name="title"
        )
    return {"months": found, "title": usual["title"] if title is None else read_text("title", title)}


def _read_pace(given: dict[str, Any]) -> Row:
    """Return how much longer visits take at a pace, and how long a day may be driven at most."""
    return {
        "visit_factor": _factor("visit_factor", given.get("visit_factor")),
        "max_drive_min": float(read_whole("max_drive_min", given.get("max_drive_min"), 1, int(DAY_MIN))),
    }


def _read_vehicle(given: dict[str, Any], usual: Row) -> Row:
    """Return how much slower than a car a vehicle is, its seats, what it gives off and who says so."""
    grams = read_whole("co2_g_km", given.get("co2_g_km"), 0, MOST_CO2_G_KM)
    source = given.get("co2_source")
    if source in (None, usual["co2_source"]) and grams != usual["co2_g_km"]:
        raise InvalidInput(
            N_("%(name)s: say where this figure comes from; the usual source names another"),
            name="co2_source",
        )
    return {
        "time_factor": _factor("time_factor", given.get("time_factor")),
        "seats": read_whole("seats", given.get("seats"), 1, MOST_SEATS),
        "co2_g_km": grams,
        "co2_source": usual["co2_source"] if source is None else read_text("co2_source", source),
    }


def _factor(name: str, value: object) -> float:
    """Return by what minutes are multiplied."""
    if not is_number(value) or not LEAST_FACTOR <= value <= MOST_FACTOR:  # type: ignore[operator]
        raise bad(name, value, f"{LEAST_FACTOR} – {MOST_FACTOR:.0f}")
    return float(value)  # type: ignore[arg-type]
