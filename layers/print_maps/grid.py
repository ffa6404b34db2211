"""The grid of VN-2000, the scale bar, the arrow to the north, and the inset."""

from __future__ import annotations

import math
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.crs import METRIC, to_wgs84, vn2000
from geodata.errors import N_
from layers.print_maps.drawing import FOCUS, PANEL, Pen, draw_areas, draw_lines
from layers.print_maps.frames import Box, Frame, fitted
from layers.print_maps.looks import OUTSIDE, PLAIN, Fill, Line
from layers.print_maps.writing import extents
from layers.tour_files.map_parts import round_length
from layers.wording import Wording

GRID_LINES = 4  # at least half as many across the map
GRID_SIZE = 4.6  # points on A4
EDGE = 3.0  # millimetres around the map on A4, for the figures of the grid
GRID = "#000000"
BAR_SIZE = 5.6
NORTHWARD_DEG = 0.1


def grid_step(frame: Frame) -> float:
    """Return from line to line of the grid in metres: 1, 2 or 5 × 10ⁿ."""
    return round_length(max(frame.box.width, frame.box.height) * frame.metres_per_mm / GRID_LINES)


def grid_values(low: float, high: float, step: float) -> list[float]:
    """Return the multiples of ``step`` between two coordinates (metres)."""
    return [step * at for at in range(math.ceil(low / step), math.floor(high / step) + 1)]


def draw_grid(pen: Pen, frame: Frame) -> None:
    """Draw the lines of VN-2000 (EPSG:9208) with their metres in the edge of the map, and its frame."""
    west, south, east, north = frame.bounds
    step, box, size = grid_step(frame), frame.box, GRID_SIZE * pen.scale
    thin: dict[str, Any] = {
        "color": GRID,
        "linewidth": 0.25 * pen.scale,
        "alpha": 0.55,
        "zorder": FOCUS - 0.5,
    }
    gap = 0.7 * pen.scale
    for value in grid_values(west, east, step):
        x = box.left + (value - west) / frame.metres_per_mm
        pen.axes.plot([x, x], [box.bottom, box.top], **thin)
        if box.left + 6 * pen.scale < x < box.right - 6 * pen.scale:
            for y, side in ((box.top + gap, "bottom"), (box.bottom - gap, "top")):
                pen.write(x, y, metres_text(value), size, ha="center", va=side)
    for value in grid_values(south, north, step):
        y = box.bottom + (value - south) / frame.metres_per_mm
        pen.axes.plot([box.left, box.right], [y, y], **thin)
        if box.bottom + 6 * pen.scale < y < box.top - 6 * pen.scale:
            for x, side in ((box.left - gap, "right"), (box.right + gap, "left")):
                pen.write(x, y, metres_text(value), size, ha=side, va="center", rotation=90)
    pen.fill_box(box, Fill("none"), "black", 0.8 * pen.scale)
    outer = Box(box.left, box.bottom, box.width, box.height).inside(-EDGE * pen.scale)
    pen.fill_box(outer, Fill("none"), "black", 0.4 * pen.scale)


def metres_text(value: float) -> str:
    """Return a coordinate as maps write it: 2 480 000."""
    return f"{value:,.0f}".replace(",", " ")


def north_turn(frame: Frame) -> float:
    """Return how far true north lies to the right of the grid's north in the middle of a map (radians)."""
    west, south, east, north = frame.bounds
    middle = shapely.Point((west + east) / 2, (south + north) / 2)
    place = to_wgs84(gpd.GeoSeries([middle], crs=METRIC)).iloc[0]
    x, y = vn2000(place.x, place.y + NORTHWARD_DEG)
    return math.atan2(x - middle.x, y - middle.y)


def draw_north(pen: Pen, box: Box, frame: Frame, words: Wording) -> None:
    """Draw an arrow to the true north in a box of the page."""
    turn = north_turn(frame)
    length, half = box.height * 0.62, box.height * 0.15
    shape = np.array([[0, length], [-half, 0], [0, length * 0.22], [half, 0]])
    ahead, aside = math.cos(turn), math.sin(turn)
    turned = shape @ np.array([[ahead, -aside], [aside, ahead]])
    x, y = box.left + box.width / 2, box.bottom + box.height * 0.08
    on_page = turned + np.array([x, y])
    edge: dict[str, Any] = {"edgecolor": "black", "linewidth": 0.6 * pen.scale, "zorder": PANEL}
    pen.axes.fill(*on_page.T, facecolor="white", **edge)
    pen.axes.fill(*on_page[:3].T, facecolor="black", **edge)
    letter, size = words.translate(N_("N")), 8 * pen.scale
    room = extents(letter, size, bold=True)
    pen.write(x + turned[0][0] - room.width / 2, y + length * 1.1, letter, size, bold=True)


def bar_length(frame: Frame, width_mm: float) -> float:
    """Return the length of the scale bar in metres: the longest of 1, 2, 5 × 10ⁿ that fits."""
    return round_length(width_mm * frame.metres_per_mm)


def draw_scale(pen: Pen, box: Box, frame: Frame, words: Wording) -> None:
    """Draw the scale as a number and as a bar of a round length, in a box of the page."""
    size = BAR_SIZE * pen.scale
    pen.write(box.left, box.top - 2.2 * pen.scale, scale_text(frame, words), size * 1.15, bold=True)
    metres = bar_length(frame, box.width * 0.86)
    length, thick = metres / frame.metres_per_mm, 1.1 * pen.scale
    bottom = box.top - 5.2 * pen.scale
    for at, colour in enumerate(("#000000", "#ffffff", "#000000", "#ffffff")):
        quarter = Box(box.left + 0.5 + at * length / 4, bottom, length / 4, thick)
        pen.fill_box(quarter, Fill(colour), "black", 0.4 * pen.scale)
    kilometres = metres >= 1000
    for part in (0.0, 0.5, 1.0):
        value = words.number(metres * part / 1000 if kilometres else metres * part)
        text = f"{value} {'km' if kilometres else 'm'}" if part == 1 else value
        pen.write(
            box.left + 0.5 + part * length,
            bottom - 2.5 * pen.scale,
            text,
            size,
            ha="center" if part else "left",
        )


def scale_text(frame: Frame, words: Wording) -> str:
    """Return the scale in words."""
    number = f"{frame.denominator:,.0f}".replace(",", " ")
    return words.text(N_("Scale 1:%(number)s"), number=number)


def draw_inset(pen: Pen, box: Box, frame: Frame, province: BaseGeometry) -> None:
    """Draw the province in a box of the page, with the extent of the map marked in it."""
    small = fitted(province.bounds, box, 0.06)
    pen.fill_box(box, Fill(OUTSIDE if not pen.black_and_white else "#ffffff"), "black", 0.4 * pen.scale)
    land = Fill("#e4e4e4" if pen.black_and_white else PLAIN)
    draw_areas(pen, [province], small, land, Line("#2a2a2a", 0.8), PANEL)
    low, high = small.on_page(np.array(frame.bounds).reshape(2, 2))
    shown = shapely.box(*small.bounds).intersection(frame.land())
    if shown.is_empty:
        return
    draw_lines(pen, [shown], small, Line("#000000" if pen.black_and_white else "#c00000", 2.0), PANEL)
    # On a map of the province a commune is a point.
    if min(high - low) < 2.5 * pen.scale:
        x, y = (low + high) / 2
        mark: dict[str, Any] = {"marker": "o", "markersize": 9 * pen.scale, "fillstyle": "none"}
        pen.axes.plot(x, y, color="#000000" if pen.black_and_white else "#c00000", zorder=PANEL, **mark)
