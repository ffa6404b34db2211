"""Numbered symbols of plans and tours: where each stands on the page, and how it is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.print_maps.drawing import MARKS, Pen
from layers.print_maps.frames import Box, Frame
from layers.print_maps.looks import VIEW_BOX
from layers.print_maps.made_looks import (
    DARK,
    FORBIDDEN,
    MARK_PIXELS,
    body_path,
    glyph_path,
    point_colour,
)
from layers.print_maps.marks import MM_PER_PIXEL
from layers.print_maps.placing import Taken, around
from layers.print_maps.writing import MM_PER_POINT, extents

if TYPE_CHECKING:
    from matplotlib.path import Path

VISIT, SOMEWHERE = "visit", "somewhere"
VISIT_SIZE = 6.5  # points on A4
VISIT_PAD = 0.9  # millimetres on A4
# Sizes of the numbers and their middles in units of the picture, y up.
LETTERS = {"new": (12.0, 2.8), "locked": (12.0, 0.0), "existing": (11.0, 0.0)}
TIP = 14.0  # units from the middle of a drop down to its tip
STEPS = (0.25, 0.7, 1.3, 2.0)  # of the height, away from the spot


@dataclass(frozen=True, slots=True)
class Symbol:
    """What stands at a spot of the page (millimetres): what it is, what is written in it, its colour."""

    kind: str
    text: str
    colour: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Badge:
    """A symbol and the box that it takes; ``moved``: there was no room at its spot."""

    symbol: Symbol
    box: Box
    moved: bool


def place_badges(symbols: Iterable[Symbol], frame: Frame, scale: float, taken: Taken) -> list[Badge]:
    """Return the symbols whose spots are in the frame, the first ones first, none touching another."""
    badges = []
    for symbol in symbols:
        if not _holds(frame.box, symbol):
            continue
        home = home_box(symbol, scale)
        steps = [home.height * step for step in STEPS]
        candidates = [home, *around(symbol.x, symbol.y, home.width, home.height, steps)[1:]]
        found = taken.first_free(candidates)
        if found is None:
            taken.add(home)
        badges.append(Badge(symbol, candidates[found or 0], bool(found)))
    return badges


def _holds(box: Box, symbol: Symbol) -> bool:
    """Tell whether a spot lies in a box."""
    return box.left <= symbol.x <= box.right and box.bottom <= symbol.y <= box.top


def home_box(symbol: Symbol, scale: float) -> Box:
    """Return the box of a symbol that stands at its spot: a drop with its tip, any other with its middle."""
    if symbol.kind in (VISIT, SOMEWHERE):
        size = VISIT_SIZE * scale
        room = extents(symbol.text, size, bold=True)
        high = extents("0", size, bold=True).above + 2 * VISIT_PAD * scale
        width = max(room.width + 2 * VISIT_PAD * scale, high)
        return Box(symbol.x - width / 2, symbol.y - high / 2, width, high)
    unit = MARK_PIXELS[symbol.kind] * MM_PER_PIXEL * scale / VIEW_BOX
    low, high = body_path(symbol.kind).get_extents().get_points() * unit
    lift = TIP * unit if symbol.kind == "new" else 0.0
    return Box(symbol.x + low[0], symbol.y + low[1] + lift, high[0] - low[0], high[1] - low[1])


def draw_badges(pen: Pen, badges: Sequence[Badge]) -> None:
    """Draw symbols, the first ones above, with a line to the spot of each that had to stand beside it."""
    for badge in badges:
        if badge.moved:
            _draw_pointer(pen, badge)
    for at, badge in enumerate(reversed(badges)):
        draw_symbol(pen, badge.symbol, badge.box, MARKS + at / (2 * len(badges) + 1))


def _draw_pointer(pen: Pen, badge: Badge) -> None:
    """Draw a line from a symbol to its spot, and a dot there."""
    middle = _middle(badge.box)
    spot = badge.symbol.x, badge.symbol.y
    looks: dict[str, Any] = {"color": "black", "zorder": MARKS - 0.1}
    pen.axes.plot([spot[0], middle[0]], [spot[1], middle[1]], linewidth=0.5 * pen.scale, **looks)
    pen.axes.plot(*spot, marker="o", markersize=1.8 * pen.scale, **looks)


def _middle(box: Box) -> tuple[float, float]:
    """Return the middle of a box."""
    return box.left + box.width / 2, box.bottom + box.height / 2


def draw_symbol(pen: Pen, symbol: Symbol, box: Box, order: float) -> None:
    """Draw one symbol into its box."""
    if symbol.kind in (VISIT, SOMEWHERE):
        _draw_visit(pen, symbol, box, order)
        return
    body = body_path(symbol.kind)
    low, high = body.get_extents().get_points()
    unit = box.width / (high[0] - low[0])
    middle = box.left - low[0] * unit, box.bottom - low[1] * unit
    fill, edge, width = _colours(symbol)
    if symbol.kind == "locked":
        lock = np.array([(-3, 9), (-3, 13), (-1.5, 15.5), (1.5, 15.5), (3, 13), (3, 9)]) * unit + middle
        pen.axes.plot(*lock.T, color=DARK, linewidth=2 * unit / MM_PER_POINT, zorder=order)
    _fill(pen, body, middle, unit, order, facecolor=fill, edgecolor=edge, linewidth=width)
    glyph = glyph_path(symbol.kind)
    if glyph is not None:
        _fill(pen, glyph, middle, unit, order, facecolor="#ffffff", edgecolor="none", linewidth=0)
    if symbol.kind == "forbidden":
        for side in (-1, 1):
            cross = np.array([(-6, -6 * side), (6, 6 * side)]) * unit + middle
            pen.axes.plot(*cross.T, color=FORBIDDEN, linewidth=3 * unit / MM_PER_POINT, zorder=order)
    if symbol.text:
        _write(pen, symbol, middle, unit, order)


def _colours(symbol: Symbol) -> tuple[str, str, float]:
    """Return fill, colour of the edge and its width in units."""
    match symbol.kind:
        case "new":
            return symbol.colour, "#ffffff", 2
        case "locked":
            return symbol.colour, DARK, 2.5
        case "existing":
            return "#ffffff", DARK, 3
        case "forbidden":
            return "#ffffff", FORBIDDEN, 3
    return DARK, "#ffffff", 2


def _fill(
    pen: Pen,
    path: Path,
    middle: tuple[float, float],
    unit: float,
    order: float,
    **looks: Any,  # noqa: ANN401
) -> None:
    """Draw a shape at its place; the width of its edge is in units."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    moved = Path(np.asarray(path.vertices) * unit + np.array(middle), path.codes)
    looks["linewidth"] *= unit / MM_PER_POINT
    pen.axes.add_artist(PathPatch(moved, zorder=order, **looks))


def _write(pen: Pen, symbol: Symbol, middle: tuple[float, float], unit: float, order: float) -> None:
    """Write the number of a point, smaller where it has three digits."""
    letters, lift = LETTERS[symbol.kind]
    size = letters * unit / MM_PER_POINT * min(1.0, math.sqrt(2 / len(symbol.text)))
    room = extents(symbol.text, size, bold=True)
    colour = DARK if symbol.kind == "existing" else "#ffffff"
    x, y = middle[0] - room.width / 2, middle[1] + lift * unit - extents("0", size, bold=True).above / 2
    pen.write(x, y, symbol.text, size, bold=True, color=colour, zorder=order)


def _draw_visit(pen: Pen, symbol: Symbol, box: Box, order: float) -> None:
    """Draw the numbers of stops; hollow where they are somewhere in their commune."""
    from matplotlib.patches import FancyBboxPatch

    is_hollow = symbol.kind == SOMEWHERE
    patch = FancyBboxPatch(
        (box.left, box.bottom), box.width, box.height, boxstyle=f"round,pad=0,rounding_size={box.height / 3}",
        facecolor="#ffffff" if is_hollow else symbol.colour, zorder=order,
        edgecolor=symbol.colour if is_hollow else "#ffffff",
        linewidth=(1.2 if is_hollow else 0.6) * pen.scale,
    )  # fmt: skip
    pen.axes.add_artist(patch)
    size = VISIT_SIZE * pen.scale * box.height / home_box(symbol, pen.scale).height
    room = extents(symbol.text, size, bold=True)
    x = box.left + (box.width - room.width) / 2
    y = box.bottom + (box.height - extents("0", size, bold=True).above) / 2
    colour = symbol.colour if is_hollow else "#ffffff"
    pen.write(x, y, symbol.text, size, bold=True, color=colour, zorder=order)


def swatch(kind: str, text: str, colour: str, pen: Pen, box: Box) -> None:
    """Draw a symbol as large as it fits in the middle of a row of the legend."""
    wide = Symbol(kind, text, colour, 0, 0)
    home = home_box(wide, pen.scale)
    part = min(1.0, box.height * 0.94 / home.height, box.width / home.width)
    width, height = home.width * part, home.height * part
    middle = _middle(box)
    draw_symbol(pen, wide, Box(middle[0] - width / 2, middle[1] - height / 2, width, height), SWATCH_ORDER)


SWATCH_ORDER = 8.0


def numbered(kind: str, number: int | None, x: float, y: float, black_and_white: bool) -> Symbol:
    """Return the symbol of a point of a plan; None: it serves nobody and has no number."""
    text = "" if number is None else str(number)
    return Symbol(kind, text, point_colour(number or 1, black_and_white), x, y)
