"""The map of one day on paper: communes, legs, numbered stops, a scale and where north is."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from layers.tour_files.colours import day_colour
from layers.tour_files.map_parts import Frame, Metres, draw_north, draw_scale, frame_around, metres_of, write
from layers.tour_files.marks import runs_of
from layers.tour_files.sheet import SheetDay

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INCH_CM = 2.54
SAME_MM = 3.4  # marks that lie closer together share one
MOST_NAMES, LONGEST_NAME = 40, 22
NAME_MM = (13.0, 3.5)  # what a name takes, across and up
LAND, OUTSIDE, BORDER, NAMES = "#fbfaf6", "#eef1f2", "#9aa3a8", "#6b757b"


def day_map(day: SheetDay, outlines: gpd.GeoDataFrame, size_cm: tuple[float, float], north: str) -> bytes:
    """
    Return the map of a day as SVG, so wide and high, in VN-2000 (EPSG:9208).

    Lines are dashed where they are schematic; ``north`` is the letter at the
    arrow. Texts are shapes, so that no font is looked for when it is printed.

    Parameters
    ----------
    outlines
        ``name`` and outlines of the communes in EPSG:9208.
    """
    out = io.BytesIO()
    day_figure(day, outlines, size_cm, north).savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def day_figure(day: SheetDay, outlines: gpd.GeoDataFrame, size_cm: tuple[float, float], north: str) -> Figure:
    """Return the map of a day, as ``day_map`` writes it."""
    from matplotlib.figure import Figure  # half a second: only where a map is printed

    width_cm, height_cm = size_cm
    lines = [metres_of(leg.line) for leg in day.legs]
    marks = metres_of([day.start.point, day.end.point, *(visit.point for visit in day.visits)])
    frame = frame_around(np.concatenate([marks, *lines]), width_cm, height_cm)
    # Not by pyplot: it keeps its figures in a list of the whole process.
    figure = Figure(figsize=(width_cm / INCH_CM, height_cm / INCH_CM), facecolor=OUTSIDE)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(frame.west, frame.west + frame.width_m)
    axes.set_ylim(frame.south, frame.south + frame.height_m)
    _draw_communes(axes, outlines, frame, marks)
    _draw_legs(axes, day, lines)
    _draw_marks(axes, day, marks, frame)
    draw_scale(axes, frame)
    draw_north(axes, frame, north)
    return figure


def _draw_communes(axes: Axes, outlines: gpd.GeoDataFrame, frame: Frame, marks: Metres) -> None:
    """Draw the communes in the frame, and the names for which there is room between the marks."""
    shown = outlines[outlines.intersects(frame.box())]
    for part in shown.geometry.explode():
        axes.fill(
            *shapely.get_coordinates(part.exterior).T,
            facecolor=LAND, edgecolor=BORDER, linewidth=0.5, zorder=1,
        )  # fmt: skip
    # A name stands in the part that is seen, and no frame cuts it.
    parts = shown.geometry.intersection(frame.box(NAME_MM[0] / 2 * frame.metres_per_mm))
    taken = list(marks)
    for number in parts[~parts.is_empty].area.sort_values(ascending=False).index[:MOST_NAMES]:
        spot = shapely.get_coordinates(shapely.point_on_surface(parts[number]))[0]
        if all(_is_apart(spot, other, frame) for other in taken):
            taken.append(spot)
            write(axes, spot, shown["name"][number][:LONGEST_NAME], size=5.5, order=2, color=NAMES)


def _is_apart(spot: Metres, other: Metres, frame: Frame) -> bool:
    """Tell whether a name written at ``spot`` leaves ``other`` free."""
    across, up = np.abs(spot - other) / frame.metres_per_mm
    return bool(across > NAME_MM[0] or up > NAME_MM[1])


def leg_strokes(day: SheetDay, lines: Sequence[Metres]) -> Iterator[tuple[Metres, bool]]:
    """
    Give what is drawn of the legs of a day, and whether it is a road.

    A schematic way there and back is one dashed line, not two in its gaps.
    """
    drawn = set()
    for leg, line in zip(day.legs, lines, strict=True):
        if leg.is_real:
            yield line, True
            continue
        for piece in pairwise(map(tuple, line.round().tolist())):
            if frozenset(piece) not in drawn:
                drawn.add(frozenset(piece))
                yield np.array(piece), False


def _draw_legs(axes: Axes, day: SheetDay, lines: Sequence[Metres]) -> None:
    """Draw the legs, dashed where they are schematic."""
    for line, is_real in leg_strokes(day, lines):
        style: Any = "-" if is_real else (0, (4, 2.5))
        axes.plot(*line.T, color=day_colour(day.number), linewidth=1.6, linestyle=style, zorder=3)


def _draw_marks(axes: Axes, day: SheetDay, marks: Metres, frame: Frame) -> None:
    """Draw the stops with their numbers; those that lie at one spot share a mark."""
    for spot in marks[:2]:
        axes.plot(*spot, marker="s", markersize=7, color="white", markeredgecolor="black", zorder=4)
    numbered = [(visit.number, spot) for visit, spot in zip(day.visits, marks[2:], strict=True)]
    groups = shared_marks(numbered, SAME_MM * frame.metres_per_mm)
    ground = {
        "boxstyle": "round,pad=0.35,rounding_size=0.7",
        "facecolor": day_colour(day.number),
        "edgecolor": "white",
    }
    for spot, numbers in groups:
        text = ", ".join(runs_of(numbers))
        write(
            axes,
            spot,
            text if len(text) > 1 else f" {text} ",
            size=6.5,
            order=5,
            bold=True,
            color="white",
            bbox=ground,
        )


def shared_marks(numbered: Iterable[tuple[int, Metres]], reach: float) -> list[tuple[Metres, list[int]]]:
    """Return the spots at which a mark stands with the numbers of the stops within ``reach`` of it."""
    groups: list[tuple[Metres, list[int]]] = []
    for number, spot in numbered:
        near = [numbers for at, numbers in groups if math.dist(spot, at) <= reach]
        if near:
            near[0].append(number)
        else:
            groups.append((spot, [number]))
    return groups
