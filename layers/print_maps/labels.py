"""Names of communes: each where there is room for it, none touching another or a symbol."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.exports.content import Content
from layers.print_maps.frames import Box, Frame
from layers.print_maps.placing import Taken, around
from layers.print_maps.writing import extents, printable, wrapped

SIZE = 5.6  # points on A4
SMALLER = (1.0, 0.86)
PAD = 0.45  # millimetres around a name: printers round letters to their own grid
STEPS = (0.3, 1.6, 3.2)  # millimetres away from the middle of the commune
LONGEST_MM = 24.0  # a longer name stands in two lines
TWO_LINES = 2
TALL = "lp"
GAP = 1.12  # from line to line of a name, in heights of its letters


@dataclass(frozen=True, slots=True)
class Label:
    """A line of a name: where its base line begins, in millimetres, and its size in points."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Labelling:
    """The lines of all names that are written, and how many names there was no room for."""

    labels: tuple[Label, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Shaped:
    """A name in lines at a size, and the room that it takes."""

    lines: tuple[str, ...]
    size: float
    width: float
    height: float
    above: float
    step: float


def label_communes(
    communes: Content, frame: Frame, scale: float, taken: Taken, first: BaseGeometry | None
) -> Labelling:
    """
    Return the names of the communes in a frame, the one whose outline is ``first`` before others.

    A name stands in its commune, so that nobody takes it for the neighbour's;
    larger communes come first. What is written is added to ``taken``.
    """
    land = frame.land()
    shapes = communes.shapes.to_numpy()
    seen = [at for at in np.flatnonzero(shapely.intersects(shapes, land)).tolist() if shapes[at] is not None]
    parts = {at: _largest(shapely.intersection(shapes[at], land)) for at in seen}
    chosen = {at for at in seen if first is not None and shapely.equals(shapes[at], first)}
    least = (1.5 * frame.metres_per_mm) ** 2  # a sliver at the edge of the map needs no name
    order = sorted((at for at in seen if parts[at].area > least), key=lambda at: -parts[at].area)
    order.sort(key=lambda at: at not in chosen)
    labels: list[Label] = []
    left_out = 0
    for at in order:
        lines = _find_room(printable(str(communes.rows[at]["name"])), parts[at], frame, scale, taken)
        labels += lines
        left_out += not lines
    return Labelling(tuple(labels), left_out)


def _largest(shape: BaseGeometry) -> BaseGeometry:
    """Return the largest part of an area."""
    return max(shapely.get_parts(shape), key=lambda part: part.area, default=shape)


def _find_room(name: str, part: BaseGeometry, frame: Frame, scale: float, taken: Taken) -> list[Label]:
    """Return the lines of a name where they touch nothing; none where there is no such place."""
    middle = shapely.get_coordinates(shapely.point_on_surface(part))[:1]
    centroid = shapely.get_coordinates(part.centroid)
    spots = frame.on_page(np.concatenate([centroid, middle] if part.contains(part.centroid) else [middle]))
    for smaller in SMALLER:
        shaped = _shape(name, SIZE * scale * smaller)
        for x, y in spots.tolist():
            candidates = [
                box
                for box in around(x, y, shaped.width, shaped.height, [step * scale for step in STEPS])
                if _is_in(box, part, frame)
            ]
            place = taken.first_free(candidates)
            if place is not None:
                return _lines(shaped, candidates[place])
    return []


def _is_in(box: Box, part: BaseGeometry, frame: Frame) -> bool:
    """Tell whether the middle of a box lies in an area of the land."""
    per_mm = frame.metres_per_mm
    x = frame.west + (box.left + box.width / 2 - frame.box.left) * per_mm
    y = frame.south + (box.bottom + box.height / 2 - frame.box.bottom) * per_mm
    return bool(shapely.contains_xy(part, x, y))


def _shape(name: str, size: float) -> _Shaped:
    """Return a name in one line, or in two where it is long."""
    lines = tuple(wrapped(name, LONGEST_MM * size / SIZE, size, most=TWO_LINES))
    # A line has room for a high and a low letter, whatever it says: so do the programs that write it.
    rooms = [extents(line, size) for line in (*lines, TALL)]
    above, below = max(room.above for room in rooms), max(room.below for room in rooms)
    step = (above + below) * GAP
    width = max(room.width for room in rooms[:-1]) + 2 * PAD
    height = above + below + step * (len(lines) - 1) + 2 * PAD
    return _Shaped(lines, size, width, height, above, step)


def _lines(shaped: _Shaped, box: Box) -> list[Label]:
    """Return where the lines of a name begin in their box, each in its middle."""
    found = []
    for at, line in enumerate(shaped.lines):
        x = box.left + (box.width - extents(line, shaped.size).width) / 2
        found.append(Label(line, x, box.top - PAD - shaped.above - at * shaped.step, shaped.size))
    return found
