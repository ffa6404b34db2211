"""Draws a siting plan and a tour over the ground of a map: areas, lines, numbered symbols."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.print_maps.badges import SOMEWHERE, VISIT, Symbol, numbered
from layers.print_maps.drawing import AREAS, BORDERS, Pen, draw_areas, draw_lines
from layers.print_maps.frames import Frame
from layers.print_maps.looks import Fill, Line, line_of
from layers.print_maps.made import Plan, Tour
from layers.print_maps.made_looks import (
    CASING_WIDTH,
    GREY_LINE,
    PLAN_WIDTH,
    leg_line,
    point_colour,
    row_fill,
)
from layers.print_maps.made_orders import PlanColours
from layers.tour_files.colours import day_colour
from layers.tour_files.map_parts import metres_of
from layers.tour_files.marks import runs_of
from layers.tour_files.sheet import SheetDay, Visit
from layers.tour_files.tour_map import SAME_MM, leg_strokes, shared_marks

PLAN_AREAS, PLAN_LINES, CASINGS, LEGS = AREAS + 0.1, BORDERS + 0.2, BORDERS + 0.3, BORDERS + 0.4
# Symbols that there is most need of get their places first.
STATES = ("new", "locked", "existing", "forbidden")


def draw_plan(pen: Pen, plan: Plan, frame: Frame) -> None:
    """Draw the communes of a plan in its colours, and lines to the points that serve them."""
    if plan.colours is not PlanColours.NONE:
        groups: dict[Fill, list[BaseGeometry | None]] = {}
        for fill, shape in plan_fills(plan, pen.black_and_white):
            groups.setdefault(fill, []).append(shape)
        for fill, shapes in groups.items():
            draw_areas(pen, shapes, frame, fill, line_of("communes", pen.black_and_white), PLAN_AREAS)
    if plan.is_before:
        return
    for number, lines in _service_lines(plan).items():
        colour = GREY_LINE if pen.black_and_white else point_colour(number)
        draw_lines(pen, lines, frame, Line(colour, PLAN_WIDTH), PLAN_LINES)


def plan_fills(plan: Plan, black_and_white: bool) -> Iterator[tuple[Fill, BaseGeometry | None]]:
    """Give how each commune of a plan is drawn, with its outline (EPSG:9208)."""
    outlines = {
        row["code"]: shape for row, shape in zip(plan.communes.rows, plan.communes.shapes, strict=True)
    }
    for row in plan.answer["rows"]:
        yield row_fill(row, plan.colours, plan.numbers, black_and_white), outlines[row["id"]]


def _service_lines(plan: Plan) -> dict[int, list[BaseGeometry]]:
    """Return the lines from communes to the points that serve them, by the number of the point."""
    served = [
        (row, plan.spots[row["assigned"]])
        for row in plan.answer["rows"]
        if row["assigned"] in plan.spots and is_placed(row) and is_placed(plan.spots[row["assigned"]])
    ]
    if not served:
        return {}
    ends = metres_of([(one["lon"], one["lat"]) for pair in served for one in pair]).reshape(-1, 2, 2)
    found: dict[int, list[BaseGeometry]] = {}
    for (row, _), line in zip(served, ends, strict=True):
        if not np.array_equal(line[0], line[1]):
            found.setdefault(plan.numbers[row["assigned"]], []).append(shapely.LineString(line))
    return found


def is_placed(spot: Any) -> bool:  # noqa: ANN401 -- a point of an answer
    """Tell whether a point of an answer has coordinates."""
    return spot["lon"] is not None and spot["lat"] is not None


def plan_symbols(plan: Plan, frame: Frame, black_and_white: bool) -> list[Symbol]:
    """Return the points of a plan on the page, in the order in which they get their places."""
    listed = sorted(plan_points(plan), key=lambda one: (STATES.index(one[0]), one[2] or 0))
    placed = [one for one in listed if is_placed(one[1])]
    if not placed:
        return []
    spots = frame.on_page(metres_of([(spot["lon"], spot["lat"]) for _, spot, _ in placed]))
    return [
        numbered(state, number, x, y, black_and_white)
        for (state, _, number), (x, y) in zip(placed, spots.tolist(), strict=True)
    ]


def plan_points(plan: Plan) -> Iterator[tuple[str, Any, int | None]]:
    """
    Give state, point and number of all that the map shows.

    Free candidates are no part of a plan, and before it there are existing
    points alone, whose numbers are those of the plan.
    """
    for item in () if plan.is_before else plan.answer["candidates"]:
        if item["state"] in STATES and item["state"] != "existing":
            yield item["state"], item, plan.numbers.get(item["id"])
    # Where the plan takes no notice of them, existing points are there all the same.
    for point in plan.answer["existing"]["points"]:
        yield "existing", point, None if plan.is_before else plan.numbers.get(point["id"])


def draw_legs(pen: Pen, tour: Tour, frame: Frame) -> None:
    """Draw the legs of a tour in the colours of its days; dashed where no road is known."""
    for day in tour.sheet.days:
        strokes = list(leg_strokes(day, [metres_of(leg.line) for leg in day.legs]))
        for real in (True, False):
            lines = [shapely.LineString(line) for line, is_real in strokes if is_real is real]
            draw_lines(pen, lines, frame, Line("#ffffff", CASING_WIDTH), CASINGS)
            draw_lines(pen, lines, frame, leg_line(day_colour(day.number), real, pen.black_and_white), LEGS)


def tour_symbols(tour: Tour, frame: Frame, black_and_white: bool) -> list[Symbol]:
    """Return the stops of a tour on the page, then where it begins, stays overnight and ends."""
    days = tour.sheet.days
    found = [symbol for day in days for symbol in _visit_symbols(day, frame, black_and_white, len(days) > 1)]
    ends = [("start", days[0].start), *(("night", day.end) for day in days[:-1]), ("end", days[-1].end)]
    spots = frame.on_page(metres_of([place.point for _, place in ends]))
    return [
        *found,
        *(Symbol(kind, "", "", x, y) for (kind, _), (x, y) in zip(ends, spots.tolist(), strict=True)),
    ]


def _visit_symbols(day: SheetDay, frame: Frame, black_and_white: bool, several: bool) -> Iterable[Symbol]:
    """Return the stops of one day, those at one spot under one symbol."""
    colour = "#000000" if black_and_white else day_colour(day.number)
    for kind, is_exact in ((VISIT, True), (SOMEWHERE, False)):
        visits: Sequence[Visit] = [visit for visit in day.visits if visit.own_point is is_exact]
        if not visits:
            continue
        spots = frame.on_page(metres_of([visit.point for visit in visits]))
        named = [(visit.number, spot) for visit, spot in zip(visits, spots, strict=True)]
        for (x, y), numbers in shared_marks(named, SAME_MM):
            yield Symbol(kind, visit_text(day.number if several else None, numbers), colour, x, y)


def visit_text(day: int | None, numbers: Sequence[int]) -> str:
    """Return the numbers of stops as they are written: 1, 3–5; with the day before them 2.1, 2.3–5."""
    head = "" if day is None else f"{day}."
    return ", ".join(f"{head}{run}" for run in runs_of(numbers))
