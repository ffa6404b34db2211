"""The legend of a siting plan and of a tour on a map: symbols, colours, points and stops, estimates."""

from __future__ import annotations

from collections import Counter
from functools import partial

from geodata.errors import N_
from layers.print_maps.badges import SOMEWHERE, swatch
from layers.print_maps.data import rows_on
from layers.print_maps.flow import Item, Row, Words
from layers.print_maps.frames import Frame
from layers.print_maps.looks import PLAIN, Fill, line_of, state_fill
from layers.print_maps.made import Plan, Tour
from layers.print_maps.made_drawing import STATES, is_placed, plan_points, visit_text
from layers.print_maps.made_looks import (
    MINUTE_CLASSES,
    MINUTE_COLOURS,
    NOT_REACHED,
    leg_line,
    minute_class,
    minute_fill,
    point_colour,
)
from layers.print_maps.made_orders import PlanColours
from layers.print_maps.swatches import draw_area_swatch, draw_line_swatch
from layers.print_maps.writing import printable
from layers.tour_files.colours import day_colour
from layers.wording import Wording

# The same texts as the legends of the desks have.
STATE_TEXTS = {
    "new": N_("new point"),
    "locked": N_("locked: stays in every plan"),
    "existing": N_("existing OCOP point"),
    "forbidden": N_("forbidden for a new point"),
}
WITHIN, BEYOND = N_("%(from)s–%(to)s min"), N_("more than %(minutes)s min")
UNREACHED = N_("not reached")
SERVED = N_("Communes have the colour of the point that serves them")
LINE = N_("A line leads from each commune to its point.")
END_TEXTS = {"start": N_("start"), "night": N_("night"), "end": N_("end")}
HOLLOW = N_("A hollow mark stands somewhere in its commune.")

PLAN = N_("Siting plan “%(name)s”")
BEFORE = N_("Without the siting plan “%(name)s”")
TOUR = N_("Tour “%(name)s”")
UNPLACED = N_("%(count)s without a place, not on the map")
NO_ROAD = N_("Such a line is no road.")
COMMUNES = N_("%(count)s communes")
COMMUNES_SHOWN = N_("%(count)s communes on this sheet")
NO_PART = N_("no part of the plan")
MINUTES = {
    (PlanColours.MINUTES, True): N_("Minutes to the nearest open point (estimate, likely value)"),
    (PlanColours.MINUTES, False): N_("Minutes to the nearest open point (likely value)"),
    (PlanColours.BEFORE, True): N_("Minutes to the nearest existing point (estimate, likely value)"),
    (PlanColours.BEFORE, False): N_("Minutes to the nearest existing point (likely value)"),
}
ESTIMATE = N_("All minutes are estimates on a schematic network.")
POINTS = N_("Points of the plan, and how many communes each serves")
MORE = N_("… and %(count)s more")
DAY = N_("%(day)s; stops: %(count)s")
STOPS = N_("Stops")
STOP = N_("%(number)s %(name)s, %(arrive)s–%(leave)s")
DASHED = N_("Dashed lines are schematic: no road is known there, and minutes are estimates.")
MOST_LISTED = 24  # of points and of stops: the tables have them all


def plan_title(plan: Plan, words: Wording) -> str:
    """Return what a plan is called on a map."""
    return words.text(BEFORE if plan.is_before else PLAN, name=printable(plan.found.name))


def tour_title(tour: Tour, words: Wording) -> str:
    """Return what a tour is called on a map."""
    return words.text(TOUR, name=printable(tour.found.title))


def plan_items(plan: Plan, words: Wording, frame: Frame, grey: bool, left_out: int) -> list[Item]:
    """
    Return the rows of a plan: its points, its colours, what its minutes are.

    ``left_out`` is the number of communes on the sheet that are no part of it.
    """
    points = list(plan_points(plan))
    counts = Counter(state for state, _, _ in points)
    missing = Counter(state for state, spot, _ in points if not is_placed(spot))
    items: list[Item] = [Words(plan_title(plan, words), bold=True, before=0.5, most=3)]
    for state in STATES:
        if not counts[state]:
            continue
        told = f"{words.translate(STATE_TEXTS[state])}: {words.number(counts[state])}"
        if missing[state]:
            told += f"; {words.text(UNPLACED, count=words.number(missing[state]))}"
        number = "" if state == "forbidden" else str(_first_number(points, state) or "")
        colour = point_colour(int(number or 1), grey)
        items.append(Row(partial(swatch, state, number, colour), told))
    items += _colour_items(plan, words, frame, grey)
    # Without colours the lines say who serves a commune: all of them are white.
    if left_out and not (grey and plan.colours is PlanColours.SERVED):
        items.append(_no_part_item(words, left_out, grey))
    if not plan.is_before:
        items.append(Words(f"{words.translate(LINE)} {words.translate(NO_ROAD)}", 0.86))
    if plan.answer["travel"]["estimate"]:
        items.append(Words(words.translate(ESTIMATE), 0.86))
    return items if plan.is_before else [*items, *_point_list(plan, words)]


def _first_number(points: list[tuple[str, object, int | None]], state: str) -> int | None:
    """Return the number of the first point of a state that has one."""
    return min((number for one, _, number in points if one == state and number is not None), default=None)


def _colour_items(plan: Plan, words: Wording, frame: Frame, grey: bool) -> list[Item]:
    """Return what the colours of the communes mean, with how many of those on the sheet have each."""
    if plan.colours is PlanColours.NONE:
        return []
    rows = {row["id"]: row for row in plan.answer["rows"]}
    codes = [plan.communes.rows[at]["code"] for at in rows_on(plan.communes, frame)]
    seen = [rows[code] for code in codes]
    counted = COMMUNES if len(seen) == len(rows) else COMMUNES_SHOWN

    def area(fill: Fill, text: str, count: int) -> Item:
        told = words.text(counted, count=words.number(count))
        return _area_row(fill, f"{text} ({told})", grey)

    not_reached = state_fill(NOT_REACHED, grey)
    if plan.colours is PlanColours.SERVED:
        missing = sum(row["assigned"] is None for row in seen)
        told: list[Item] = [] if grey else [Words(words.translate(SERVED), 0.86)]
        return [*told, *([area(not_reached, words.translate(UNREACHED), missing)] if missing else [])]
    key = "before" if plan.colours is PlanColours.BEFORE else "minutes"
    classes = Counter(minute_class(row[key]["likely"]) for row in seen)
    title = MINUTES[plan.colours, bool(plan.answer["travel"]["estimate"])]
    items: list[Item] = [Words(words.translate(title), bold=True, before=0.3)]
    for at in range(len(MINUTE_COLOURS)):
        items.append(area(minute_fill(at, grey), class_text(at, words), classes[at]))
    if classes[None]:
        items.append(area(not_reached, words.translate(UNREACHED), classes[None]))
    return items


def class_text(at: int, words: Wording) -> str:
    """Return the limits of a class of minutes."""
    if at == len(MINUTE_CLASSES):
        return words.text(BEYOND, minutes=MINUTE_CLASSES[-1])
    low = MINUTE_CLASSES[at - 1] if at else 0
    return words.text(WITHIN, **{"from": low, "to": MINUTE_CLASSES[at]})


def _no_part_item(words: Wording, count: int, grey: bool) -> Item:
    """Return the row of the communes that are no part of a plan."""
    told = words.text(COMMUNES, count=words.number(count))
    fill = Fill("#ffffff" if grey else PLAIN)
    return _area_row(fill, f"{words.translate(NO_PART)} ({told})", grey)


def _area_row(fill: Fill, text: str, grey: bool) -> Row:
    """Return the row of one fill."""
    return Row(partial(draw_area_swatch, fill, line_of("communes", grey).colour), text)


def _point_list(plan: Plan, words: Wording) -> list[Item]:
    """Return the points that serve, by their numbers, with how many communes each serves."""
    serves = Counter(row["assigned"] for row in plan.answer["rows"])
    names = {key: str(spot["name"]) for key, spot in plan.spots.items()}
    lines = [
        f"{number} {printable(names.get(key, key))}: {words.number(serves[key])}"
        for key, number in plan.numbers.items()
    ]
    return _listed(words.translate(POINTS), lines, words)


def _listed(title: str, lines: list[str], words: Wording) -> list[Item]:
    """Return a heading and so many lines as a map has room for."""
    if not lines:
        return []
    more = len(lines) - MOST_LISTED
    shown = [*lines[:MOST_LISTED], *([words.text(MORE, count=words.number(more))] if more > 0 else [])]
    return [Words(title, 0.9, bold=True, before=0.3), *(Words(line, 0.86, most=2) for line in shown)]


def tour_items(tour: Tour, words: Wording, grey: bool) -> list[Item]:
    """Return the rows of a tour: its days, its symbols, its stops, what its lines are."""
    sheet = tour.sheet
    several = len(sheet.days) > 1
    items: list[Item] = [Words(tour_title(tour, words), bold=True, before=0.5, most=3)]
    for day in sheet.days:
        line = leg_line(day_colour(day.number), all(leg.is_real for leg in day.legs), grey)
        told = words.text(DAY, day=printable(day.title), count=words.number(len(day.visits)))
        items.append(Row(partial(draw_line_swatch, line), told, high=0.8))
    ends = [("start", sheet.days[0].start), *(("night", day.end) for day in sheet.days[:-1])]
    for kind, place in (*ends, ("end", sheet.days[-1].end)):
        told = f"{words.translate(END_TEXTS[kind])}: {printable(place.title)}"
        items.append(Row(partial(swatch, kind, "", ""), told))
    lines = [
        words.text(
            STOP,
            number=visit_text(visit.day if several else None, [visit.number]),
            name=printable(visit.name),
            arrive=f"{visit.begin:%H:%M}",
            leave=f"{visit.leave:%H:%M}",
        )
        for day in sheet.days
        for visit in day.visits
    ]
    items += _listed(words.translate(STOPS), lines, words)
    if any(not visit.own_point for day in sheet.days for visit in day.visits):
        first = "#000000" if grey else day_colour(1)
        items.append(Row(partial(swatch, SOMEWHERE, "1", first), words.translate(HOLLOW)))
    if sheet.schematic:
        items.append(Words(words.translate(DASHED), 0.86))
    return items
