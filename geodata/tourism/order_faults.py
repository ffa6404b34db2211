"""Faults of an order over the registry, in words with the names of its stops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geodata.errors import N_
from geodata.planning.notes import Note
from geodata.tourism.advice_values import clock_of
from geodata.tourism.calendars import day_names, weekday_of
from geodata.tourism.kinds import KIND_TITLES, StopKind
from geodata.tourism.places import PURCHASE
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.stop_answers import told_note
from geodata.tourism.values import Fault, Finding
from geodata.tourism.wish_parts import StopWish
from geodata.vocabulary import Weekday

TEXTS: Mapping[Fault, str] = {
    Fault.CLOSED: N_("Day %(day)s: %(stop)s is not open long enough on this day for a visit"),
    Fault.ARRIVES_LATE: N_("Day %(day)s: at %(stop)s at %(arrive)s; the visit has to begin by %(latest)s"),
    Fault.DAY_TOO_LONG: N_("Day %(day)s ends at %(arrive)s, after its end at %(end)s"),
    Fault.TOO_MUCH_DRIVING: N_("Day %(day)s drives %(minutes)s minutes; %(most)s is the most"),
    Fault.UNREACHABLE: N_("Day %(day)s: no road that is known leads to %(stop)s"),
    Fault.MUST_MISSING: N_("%(stop)s must be visited and is in no day"),
    Fault.AVOIDED: N_("Day %(day)s: %(stop)s is to be avoided"),
    Fault.TWICE: N_("Day %(day)s: %(stop)s is visited a second time"),
    Fault.TOO_MANY: N_("Day %(day)s: %(count)s stops of “%(group)s”; at most %(most)s are wanted"),
    Fault.TOO_FEW: N_("Day %(day)s: %(count)s stops of “%(group)s”; at least %(least)s are wanted"),
    Fault.NO_LUNCH: N_("Day %(day)s has no room for a lunch of %(minutes)s minutes"),
}
# Where a fault is of the whole tour, or of the end of a day.
OF_TOUR: Mapping[Fault, str] = {
    Fault.TOO_MANY: N_("The tour has %(count)s stops of “%(group)s”; at most %(most)s are wanted"),
    Fault.TOO_FEW: N_("The tour has %(count)s stops of “%(group)s”; at least %(least)s are wanted"),
}
NO_WAY_TO_END = N_("Day %(day)s: there is no way to its end")
HELD_OTHERWISE = N_("Day %(day)s: %(stop)s is closed; the market is held on %(held)s")
DAY_UNKNOWN = N_("Day %(day)s: no source says on which days %(stop)s is held")
PURCHASE_TITLE = N_("Places to buy")
TIMES = frozenset({"arrive", "latest", "end"})


def told_finding(prepared: PreparedTour, finding: Finding) -> dict[str, Any]:
    """Return one fault: day by its position, stop by its key, its figures, and a note that says it."""
    values = {
        name: prepared.request.moment(value)
        if name in TIMES and isinstance(value, float | int)
        else _plain(value)
        for name, value in finding.values.items()
    }
    return {
        "fault": finding.fault.value,
        "day": finding.day,
        "stop": None if finding.stop is None else prepared.places[finding.stop].place_id,
        "values": values,
        "note": told_note(_note(prepared, finding, values)),
    }


def _note(prepared: PreparedTour, finding: Finding, values: Mapping[str, object]) -> Note:
    """Return a fault in words; days are told from 1, times by the clock."""
    fault, day, stop = finding.fault, finding.day, finding.stop
    filled = {
        name: clock_of(prepared, day, value)
        if name in TIMES and day is not None and isinstance(value, float | int)
        else values[name]
        for name, value in finding.values.items()
    }
    if day is not None:
        filled["day"] = day + 1
    if stop is not None:
        filled["stop"] = prepared.places[stop].name
    if "group" in filled:
        filled["group"] = group_title(str(filled["group"]))
    if fault is Fault.CLOSED and stop is not None and day is not None:
        held = held_on(prepared, stop)
        if held is not None and weekday_of(prepared.wishes.dates[day]) not in held:
            text = HELD_OTHERWISE if held else DAY_UNKNOWN
            return Note(fault.value, text, {**filled, "held": day_names(held)})
    if fault is Fault.UNREACHABLE and stop is None:
        return Note(fault.value, NO_WAY_TO_END, filled)
    text = OF_TOUR[fault] if day is None and fault in OF_TOUR else TEXTS[fault]
    return Note(fault.value, text, filled)


def held_on(prepared: PreparedTour, stop: int) -> frozenset[Weekday] | None:
    """Return the weekdays of a market by the reading that was chosen; None for what is no market."""
    market = prepared.places[stop].market
    choice = prepared.wishes.choices.get(prepared.places[stop].place_id, StopWish())
    return None if market is None or choice.as_place else market.days(choice.reading)


def _plain(value: object) -> object:
    """Return minutes as a whole number: nobody drives by seconds."""
    return round(value) if isinstance(value, float) else value


def group_title(group: str) -> str:
    """Return what a group of stops is called, a text for the translators."""
    if group == PURCHASE:
        return PURCHASE_TITLE
    return KIND_TITLES[StopKind(group)] if group in set(StopKind) else group
