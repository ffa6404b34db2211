"""Faults of an order in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.planning.wording import filled
from geodata.errors import N_

# Days are told from 1, stops by their position, times of the day by the clock.
FAULTS: dict[str, str] = {
    "closed": N_("Day %(day)s: stop %(stop)s is not open long enough on this day"),
    "arrives_late": N_(
        "Day %(day)s: the visit of stop %(stop)s would begin at %(arrive)s; %(latest)s is the latest"
    ),
    "day_too_long": N_("Day %(day)s ends at %(arrive)s, after its end at %(end)s"),
    "too_much_driving": N_("Day %(day)s drives %(minutes)s minutes; %(most)s is the most"),
    "unreachable": N_("Day %(day)s: there is no way to stop %(stop)s"),
    "must_missing": N_("Stop %(stop)s must be visited and is in no day"),
    "avoided": N_("Day %(day)s: stop %(stop)s is to be avoided"),
    "twice": N_("Day %(day)s: stop %(stop)s is visited a second time"),
    "too_many": N_("Day %(day)s: %(count)s stops of “%(group)s”; at most %(most)s are wanted"),
    "too_few": N_("Day %(day)s: %(count)s stops of “%(group)s”; at least %(least)s are wanted"),
    "no_lunch": N_("Day %(day)s has no room for a lunch of %(minutes)s minutes"),
}
# Where a fault is not of one day, or not of a stop.
ELSEWHERE: dict[str, str] = {
    "too_many": N_("The tour has %(count)s stops of “%(group)s”; at most %(most)s are wanted"),
    "too_few": N_("The tour has %(count)s stops of “%(group)s”; at least %(least)s are wanted"),
    "unreachable": N_("Day %(day)s: there is no way to its end"),
}
CLOCK = slice(len("2026-12-05T"), len("2026-12-05T08:00"))
TIMES = frozenset({"arrive", "latest", "end"})


def finding_text(finding: Mapping[str, Any]) -> str:
    """Return one fault of the check's answer in the language of the reader."""
    fault, day, stop = finding["fault"], finding["day"], finding["stop"]
    values = {
        name: str(value)[CLOCK] if name in TIMES else value for name, value in finding["values"].items()
    }
    of_all = day is None or (fault == "unreachable" and stop is None)
    text = ELSEWHERE.get(fault, FAULTS[fault]) if of_all else FAULTS[fault]
    return filled(text, {**values, "day": None if day is None else str(day + 1), "stop": str(stop)})
