"""Colours, classes and shapes of plans and tours on paper: those of the desks on the screen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.print_maps.looks import PLAIN, Fill, Line, class_fill, state_fill
from layers.print_maps.made_orders import PlanColours

if TYPE_CHECKING:
    from matplotlib.path import Path

# As app/static/js/desk/marks.js.
POINT_COLOURS: tuple[str, ...] = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#8a3a78",
    "#8f6b00",
    "#3d4fb5",
    "#a3211b",
    "#00707a",
    "#5c5c00",
    "#6b4ea0",
)
DARK, FORBIDDEN = "#1d2421", "#8a0f0a"
# Edges of the pictures in pixels of the screen, by what a symbol is.
MARK_PIXELS: Mapping[str, float] = {
    "new": 38,
    "locked": 34,
    "existing": 28,
    "forbidden": 22,
    "start": 26,
    "night": 26,
    "end": 26,
}
# As app/static/js/planning/ranges.js and fills.js: upper bounds of the classes of minutes, and their colours.
MINUTE_CLASSES: tuple[int, ...] = (15, 30, 45, 60, 90)
MINUTE_COLOURS: tuple[str, ...] = ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494")
# As app/static/js/planning/planmap.js: lines and marks have the colour of the communes of their point.
SERVED_OPACITY = 0.5
PLAN_WIDTH, LEG_WIDTH, CASING_WIDTH = 2.0, 3.2, 5.4
# As app/static/js/tours/tourmap.js.
SCHEMATIC = (9.0, 7.0)
GREY_LINE = "#444444"
NOT_REACHED = "no_data"
ROUND_STEPS = 24
Answer = Mapping[str, Any]


def point_colour(number: int, black_and_white: bool = False) -> str:
    """Return the colour of a point of a plan by its number (from 1); without colours black."""
    return "#000000" if black_and_white else POINT_COLOURS[(number - 1) % len(POINT_COLOURS)]


def minute_class(minutes: float | None) -> int | None:
    """Return the class that a number of minutes is in; None: not reached."""
    if minutes is None:
        return None
    return next((at for at, most in enumerate(MINUTE_CLASSES) if minutes <= most), len(MINUTE_CLASSES))


def minute_fill(at: int, black_and_white: bool) -> Fill:
    """Return how a class of minutes is drawn."""
    return class_fill(at, len(MINUTE_COLOURS), MINUTE_COLOURS[at], black_and_white)


def row_fill(row: Answer, by: PlanColours, numbers: Mapping[str, int], black_and_white: bool) -> Fill:
    """Return how a commune of a plan is drawn: by who serves it, or by the likely minutes."""
    unreached = state_fill(NOT_REACHED, black_and_white)
    if by is PlanColours.SERVED:
        if row["assigned"] is None:
            return unreached
        # Greys would not tell a dozen points apart: the lines do.
        return Fill("#ffffff" if black_and_white else _paler(point_colour(numbers[row["assigned"]])))
    at = minute_class(row["before" if by is PlanColours.BEFORE else "minutes"]["likely"])
    return unreached if at is None else minute_fill(at, black_and_white)


def _paler(colour: str) -> str:
    """Return a colour as it shows through at ``SERVED_OPACITY`` over a plain commune."""
    over, under = (np.array([int(one[at : at + 2], 16) for at in (1, 3, 5)]) for one in (colour, PLAIN))
    mixed = np.rint(over * SERVED_OPACITY + under * (1 - SERVED_OPACITY)).astype(int)
    return "#" + "".join(f"{part:02x}" for part in mixed.tolist())


def leg_line(colour: str, is_real: bool, black_and_white: bool) -> Line:
    """Return how the legs of a day are drawn: dashed where no road is known."""
    return Line("#000000" if black_and_white else colour, LEG_WIDTH, () if is_real else SCHEMATIC)


# Shapes in the units of the pictures of the screen, y up.


@cache
def body_path(kind: str) -> Path:
    """Return the shape of a symbol, around 0, 0."""
    match kind:
        case "new":
            return _drop()
        case "locked":
            return _path(shapely.box(-10, -10, 10, 10))
        case "existing":
            return _path(shapely.box(-9, -9, 9, 9))
        case "forbidden":
            return _path(shapely.Point(0, 0).buffer(10, quad_segs=ROUND_STEPS))
    # A square with round corners, 22 units wide: where a tour begins, stays overnight, ends.
    return _path(shapely.box(-7, -7, 7, 7).buffer(4, quad_segs=8))


@cache
def glyph_path(kind: str) -> Path | None:
    """Return what stands in a symbol instead of a number; None where a number does."""
    match kind:
        case "start":
            return _path(shapely.Polygon([(-4, 6), (7, 0), (-4, -6)]))
        case "end":
            return _path(shapely.box(-5, -5, 5, 5))
        case "night":
            return _path(_moon())
    return None


def _drop() -> Path:
    """Return a drop whose tip stands 14 units below its middle."""
    from matplotlib.path import Path

    angles = np.linspace(math.pi, 0, ROUND_STEPS)
    head = np.column_stack([11 * np.cos(angles), 3 + 11 * np.sin(angles)])
    vertices = [(0, -14), (-4, -7), (-11, -4), *head.tolist(), (11, -4), (4, -7), (0, -14), (0, -14)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, *[Path.LINETO] * (len(head) - 1), *[Path.CURVE4] * 3]
    return Path(np.array(vertices), [*codes, Path.CLOSEPOLY])


def _moon() -> BaseGeometry:
    """Return a disc of radius 7 with a bite of radius 6 at its upper right."""
    return _disc(0.85, 0.34, 7).difference(_disc(7.46, 2.98, 6))


def _disc(x: float, y: float, radius: float) -> BaseGeometry:
    """Return a disc."""
    return shapely.Point(x, y).buffer(radius, quad_segs=ROUND_STEPS)


def _path(shape: BaseGeometry) -> Path:
    """Return the outline of an area without holes as a path."""
    from matplotlib.path import Path

    corners: Sequence[Sequence[float]] = shapely.get_coordinates(shape).tolist()
    return Path(np.array(corners), closed=True)
