"""How things look on paper: lines, colours, hatches and shapes of the screen; greys without colour."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.classes import NONE_RECORDED_COLOUR
from layers.exports.looks import GROUP_COLOURS, LAYER_COLOURS, UNKNOWN_COLOUR

if TYPE_CHECKING:
    from matplotlib.path import Path

POINTS_PER_PIXEL = 0.75  # a pixel of CSS is 1/96 inch
# Edge of the picture of a symbol in the units of app/static/js/symbols.js.
VIEW_BOX = 30.0
LETTER_UNITS = 11.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line: colour, width in pixels of the screen, dashes in pixels (none: solid)."""

    colour: str
    width: float
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Fill:
    """An area: its colour, a hatch of matplotlib and the colour of that."""

    colour: str
    hatch: str = ""
    hatch_colour: str = "#000000"


# As app/static/js/boundaries.js draws them.
LINES: Mapping[str, Line] = {
    "communes": Line("#6c7570", 0.8),
    "roads": Line("#8a6d3b", 1.6, (2, 5)),
    "districts": Line("#4d4a6a", 1.8, (6, 4)),
    "provinces": Line("#2a2a2a", 2.6),
}
GREY_LINES: Mapping[str, Line] = {
    "communes": Line("#555555", 0.6),
    "roads": Line("#333333", 1.2, (1, 3)),
    "districts": Line("#000000", 1.6, (6, 3)),
    "provinces": Line("#000000", 2.6),
}
PLAIN = "#f3f1ea"
DISTRICT_BAND = "#7a1fa2"
OUTSIDE = "#eef1f2"
# As the hatches of app/static/js/symbols.js.
NO_DATA = Fill("#d9dcda", "////", "#8d9490")
NO_RATE = Fill("#ffffff", "...", "#6d5a2c")
STATES: Mapping[str, Fill] = {
    "none_recorded": Fill(NONE_RECORDED_COLOUR),
    "no_data": NO_DATA,
    "no_rate": NO_RATE,
    "not_additive": NO_RATE,
    "no_own_figure": NO_RATE,
}
GREY_STATES: Mapping[str, Fill] = {
    "none_recorded": Fill("#ffffff"),
    "no_data": Fill("#ffffff", "//", "#777777"),
    "no_rate": Fill("#ffffff", "oo", "#777777"),
    "not_additive": Fill("#ffffff", "oo", "#777777"),
    "no_own_figure": Fill("#ffffff", "oo", "#777777"),
}
# Neighbours differ in grey and in texture: seven greys alone cannot be told apart on an office's printer.
GREYS: tuple[Fill, ...] = (
    Fill("#e9e9e9"),
    Fill("#d0d0d0", "...", "#000000"),
    Fill("#b8b8b8"),
    Fill("#9c9c9c", "xxx", "#000000"),
    Fill("#787878"),
    Fill("#545454", "...", "#ffffff"),
    Fill("#1f1f1f"),
)

# Dashes of an outline by status, in units of the picture.
DASHES: Mapping[str, tuple[float, ...]] = {"in_force": (), "lapsed": (4, 2.5), "undetermined": (1, 2.5)}
# Sizes of the pictures by stars, in pixels of the screen; others are for unknown stars and for places.
STAR_SIZES: Mapping[int, float] = {3: 26, 4: 29, 5: 33}
NO_STARS_SIZE, PLACE_SIZE = 23.0, 26.0
PLACE_LETTERS: Mapping[str, str] = {
    "producers": "C",
    "craft_villages": "N",
    "material_zones": "V",
    "sales_points": "B",
    "markets": "P",
    "sights": "T",
    "planned_sites": "Q",
    "chain_breaks": "×",
    "chain_unknown": "?",
}
# Shape by product group: corners, turn (radians, y down) and radius; no corners: a circle.
GROUP_SHAPES: Mapping[str, tuple[int, float, float]] = {
    "food": (0, 0.0, 10.0),
    "beverage": (4, math.pi / 4, 9.0 * math.sqrt(2)),
    "herbal": (4, 0.0, 12.5),
    "craft": (3, -math.pi / 2, 13.5),
    "ornamental": (5, -math.pi / 2, 12.0),
    "tourism": (6, 0.0, 11.5),
    "garment": (3, math.pi / 2, 13.5),
    "souvenir": (5, math.pi / 2, 12.0),
}
UNKNOWN_SHAPE = (0, 0.0, 10.0)


def class_fill(index: int, count: int, colour: str, black_and_white: bool) -> Fill:
    """Return how a class is drawn: in its colour, or one of as many greys, spread from light to dark."""
    if not black_and_white:
        return Fill(colour)
    if count <= 1:
        return GREYS[2]
    return GREYS[round(index * (len(GREYS) - 1) / (count - 1))]


def state_fill(state: str, black_and_white: bool) -> Fill:
    """Return how a commune without a figure is drawn."""
    return (GREY_STATES if black_and_white else STATES)[state]


def line_of(key: str, black_and_white: bool) -> Line:
    """Return how the outlines or lines of a layer are drawn."""
    return (GREY_LINES if black_and_white else LINES)[key]


def symbol_colour(layer: str, group: str | None, black_and_white: bool) -> str:
    """Return the colour of a symbol; without colours products are white and places black."""
    if layer == "products":
        return "#ffffff" if black_and_white else GROUP_COLOURS.get(group or "", UNKNOWN_COLOUR)
    return "#000000" if black_and_white else LAYER_COLOURS[layer]


@cache
def symbol_path(layer: str, group: str | None) -> Path:
    """Return the shape of a symbol, one unit high as its picture, around 0, 0 (y up)."""
    from matplotlib.path import Path

    if layer != "products":
        corners = shapely.get_coordinates(shapely.box(-6, -4, 6, 4).buffer(5, quad_segs=6))
        return Path(corners / VIEW_BOX, closed=True)
    sides, turn, radius = GROUP_SHAPES.get(group or "", UNKNOWN_SHAPE)
    if not sides:
        return Path.circle((0, 0), radius / VIEW_BOX)
    angles = turn + 2 * np.pi * np.arange(sides + 1) / sides
    # The screen counts y downwards.
    return Path(np.column_stack([np.cos(angles), -np.sin(angles)]) * radius / VIEW_BOX, closed=True)


def product_size(stars: int | None) -> float:
    """Return the size of the picture of a product in pixels of the screen."""
    return STAR_SIZES.get(stars or 0, NO_STARS_SIZE)
