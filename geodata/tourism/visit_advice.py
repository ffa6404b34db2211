"""What to look out for at the visits of a day: closed, late, in the dark, to be asked for."""

from __future__ import annotations

from collections.abc import Iterator

from geodata.errors import N_
from geodata.planning.notes import Note
from geodata.tourism.advice_values import Advice, Severity, clock_of, is_dark
from geodata.tourism.assumptions import DAY_MIN
from geodata.tourism.calendars import day_names, midnight, weekday_of
from geodata.tourism.daylight import daylight
from geodata.tourism.kinds import StopKind
from geodata.tourism.market_readings import MarketDays, Reading
from geodata.tourism.order_faults import held_on
from geodata.tourism.prepared import PreparedTour
from geodata.tourism.timetable import SAME
from geodata.tourism.values import DayPlan, Visit
from geodata.tourism.wish_parts import StopWish
from geodata.vocabulary import Weekday

NOT_HELD = N_("Market closed: %(stop)s is held on %(held)s")
DAY_UNKNOWN = N_("No source says on which days %(stop)s is held: ask before you go")
CLOSED = N_("%(stop)s is not open long enough on this day for a visit of %(minutes)s minutes")
LATE = N_("Late: %(stop)s is reached at %(arrive)s and the visit has to begin by %(latest)s")
AS_PLACE = N_("The market is not held on this day (it is on %(held)s): %(stop)s is visited as a place")
AS_PLACE_UNKNOWN = N_("No source says whether the market is held on this day: %(stop)s is visited as a place")
DISPUTED = N_(
    "Sources differ on the market days of %(stop)s: %(taken)s is assumed, another source says %(other)s."
    " Ask before you go"
)
DISPUTED_ELSEWHERE = N_(
    "Sources differ on the market days of %(stop)s: %(taken)s is assumed, another source gives that day to"
    " another market. Ask before you go"
)
DARK = N_("In the dark: the visit of %(stop)s lasts until %(leave)s, and it is dark from %(dark)s")
ASK_THE_WAY = N_(
    "Only the commune of %(stop)s is known, not the place (somewhere in %(unit)s): ask for the way"
)
CALL_FIRST = N_("No source says that %(stop)s receives visitors: call first")

MAKING = frozenset({StopKind.CRAFT, StopKind.PRODUCER})


def advise_visits(prepared: PreparedTour, number: int, plan: DayPlan) -> Iterator[Advice]:
    """Give what to look out for at each visit of day ``number``."""
    for position, visit in enumerate(plan.visits):
        if prepared.is_own(visit.stop):
            yield from _when(prepared, number, position, visit)
            continue
        for advise in (_when, _market, _light, _unknown):
            yield from advise(prepared, number, position, visit)


def _when(prepared: PreparedTour, number: int, position: int, visit: Visit) -> Iterator[Advice]:
    """Say that a visit lies in no opening: closed that day, or too late for it."""
    stop = prepared.request.instance.stops[visit.stop]
    if stop.open is None or any(
        opens <= visit.begin + SAME and visit.leave <= closes + SAME for opens, closes in stop.open
    ):
        return
    place, weekday = prepared.places[visit.stop], _weekday(prepared, number)
    midnight_ = midnight(prepared.wishes.dates, prepared.wishes.dates[number])
    latest = [
        closes - stop.visit_min
        for opens, closes in stop.open
        if midnight_ <= opens < midnight_ + DAY_MIN and opens <= closes - stop.visit_min + SAME
    ]
    held = held_on(prepared, visit.stop)
    if latest:
        values = {
            "arrive": clock_of(prepared, number, visit.arrive),
            "latest": clock_of(prepared, number, max(latest)),
        }
        note = Note("late", LATE, {"stop": place.name, **values})
    elif held is not None and weekday not in held:
        text = NOT_HELD if held else DAY_UNKNOWN
        note = Note("closed", text, {"stop": place.name, "held": day_names(held)})
    else:
        note = Note("closed", CLOSED, {"stop": place.name, "minutes": round(stop.visit_min)})
    yield Advice(Severity.BREAKS, note, visit=position)


def _market(prepared: PreparedTour, number: int, position: int, visit: Visit) -> Iterator[Advice]:
    """Say that a market may not be held on the day, although it is planned to be, or visited as a place."""
    place = prepared.places[visit.stop]
    market, weekday = place.market, _weekday(prepared, number)
    if market is None:
        return
    choice = prepared.wishes.choices.get(place.place_id, StopWish())
    taken = market.days(choice.reading)
    note = None
    if choice.as_place:
        if weekday not in taken:
            text = AS_PLACE if taken else AS_PLACE_UNKNOWN
            note = Note("as_place", text, {"stop": place.name, "held": day_names(taken)})
    elif weekday in taken and weekday not in _other(market, choice.reading):
        other = _other(market, choice.reading)
        text = DISPUTED if other else DISPUTED_ELSEWHERE
        values = {"stop": place.name, "taken": day_names(taken), "other": day_names(other)}
        note = Note("disputed", text, values)
    if note is not None:
        yield Advice(Severity.WARNING, note, visit=position)


def _other(market: MarketDays, reading: Reading) -> frozenset[Weekday]:
    """Return the weekdays of the reading that is not believed."""
    return market.days(Reading.OTHER if reading is Reading.FIRST else Reading.FIRST)


def _light(prepared: PreparedTour, number: int, position: int, visit: Visit) -> Iterator[Advice]:
    """Say that a visit lasts into the dark, where that is not what one comes for."""
    place = prepared.places[visit.stop]
    if StopKind.EVENING_MARKET in place.kinds:
        return
    day = prepared.wishes.dates[number]
    start, light = midnight(prepared.wishes.dates, day), daylight(day, (place.lon, place.lat))
    dark = start + light.dark
    if is_dark(visit.begin, visit.leave, start, light):
        values = {"leave": clock_of(prepared, number, visit.leave), "dark": clock_of(prepared, number, dark)}
        yield Advice(Severity.WARNING, Note("dark", DARK, {"stop": place.name, **values}), visit=position)


def _unknown(prepared: PreparedTour, _number: int, position: int, visit: Visit) -> Iterator[Advice]:
    """Say what has to be asked for before or on the way."""
    place = prepared.places[visit.stop]
    if not place.own_point:
        note = Note("ask_the_way", ASK_THE_WAY, {"stop": place.name, "unit": place.commune})
        yield Advice(Severity.NOTE, note, visit=position)
    # A shop or a place that receives visitors is open to them, whoever makes something there.
    if any(note.key == "call_first" for note in place.notes) and MAKING.issuperset(place.kinds):
        yield Advice(Severity.NOTE, Note("call_first", CALL_FIRST, {"stop": place.name}), visit=position)


def _weekday(prepared: PreparedTour, number: int) -> Weekday:
    """Return the weekday of a day of the tour."""
    return weekday_of(prepared.wishes.dates[number])
