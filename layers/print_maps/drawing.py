"""What is drawn on the page: areas, lines, symbols and names, in millimetres of one pair of axes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.exports.content import Content
from layers.print_maps.frames import Box, Frame
from layers.print_maps.labels import Label
from layers.print_maps.looks import (
    DASHES,
    DISTRICT_BAND,
    LETTER_UNITS,
    PLACE_LETTERS,
    POINTS_PER_PIXEL,
    VIEW_BOX,
    Fill,
    Line,
    symbol_colour,
    symbol_path,
)
from layers.print_maps.marks import Block, Mark
from layers.print_maps.writing import MM_PER_POINT, extents, outline, text_options

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

AREAS, LINES, BORDERS, VEIL, FOCUS, MARKS, NAMES, PANEL = range(1, 9)
# What artists are called, so that tests find them; no file says it.
NAME_LABEL, AREA_LABEL = "name of a commune", "area"
DISTRICT_SIZE = 6.5  # points on A4
UNKNOWN_STARS = "–"
BADGE_UNITS = 13.0
HALO_POINTS = 1.5
HATCH_POINTS = 0.5
BAND_PIXELS = 3.6  # on the screen 5: paper shows finer lines


@dataclass(frozen=True, slots=True)
class Pen:
    """
    Draws on a page, whose axes count millimetres.

    ``scale`` is the size of letters and lines beside A4.
    """

    axes: Axes
    scale: float
    black_and_white: bool

    def write(self, x: float, y: float, text: str, size: float, *, bold: bool = False, **looks: Any) -> None:  # noqa: ANN401
        """Write one line whose base line begins at a point, as it is and never as a formula."""
        order = looks.pop("zorder", PANEL)
        self.axes.text(x, y, text, zorder=order, **text_options(size, bold, **looks))

    def rule(self, points: Iterable[tuple[float, float]], width: float = 0.5, colour: str = "black") -> None:
        """Draw a line through points, so many points wide."""
        x, y = zip(*points, strict=True)
        self.axes.plot(x, y, color=colour, linewidth=width, solid_capstyle="butt", zorder=PANEL)

    def fill_box(
        self, box: Box, fill: Fill, edge: str = "none", width: float = 0.5, order: float = PANEL
    ) -> None:
        """Draw a rectangle."""
        from matplotlib.patches import Rectangle

        patch = Rectangle(
            (box.left, box.bottom), box.width, box.height,
            facecolor=fill.colour, edgecolor=edge, linewidth=width, zorder=order, **_hatched(fill),
        )  # fmt: skip
        self.axes.add_artist(patch)


def clip_box(axes: Axes, box: Box) -> Any:  # noqa: ANN401 -- a Bbox in the pixels of the canvas
    """Return what artists of a map are cut to."""
    from matplotlib.transforms import Bbox, TransformedBbox

    return TransformedBbox(Bbox([[box.left, box.bottom], [box.right, box.top]]), axes.transData)


def _hatched(fill: Fill) -> dict[str, Any]:
    """Return the hatch of an area as matplotlib wants it."""
    if not fill.hatch:
        return {}
    return {"hatch": fill.hatch, "hatchcolor": fill.hatch_colour, "hatch_linewidth": HATCH_POINTS}


def path_of(shapes: Iterable[BaseGeometry | None], frame: Frame) -> Path | None:
    """Return areas or lines on the page as one path, holes included; None where none is in the frame."""
    from matplotlib.path import Path

    land = frame.land()
    seen = [shape for shape in shapes if shape is not None and shape.intersects(land)]
    rings = [ring for shape in seen for ring in _rings(shape)]
    if not rings:
        return None
    points = frame.on_page(np.concatenate(rings))
    codes = np.full(len(points), Path.LINETO, dtype=np.uint8)
    codes[np.cumsum([0, *(len(ring) for ring in rings[:-1])])] = Path.MOVETO
    return Path(points, codes)


def _rings(shape: BaseGeometry) -> list[np.ndarray]:
    """Return the coordinates of the rings of an area, or of the lines that there are."""
    boundary = shape.boundary if shape.geom_type.endswith("Polygon") else shape
    return [shapely.get_coordinates(part) for part in shapely.get_parts(boundary)]


def draw_areas(
    pen: Pen,
    shapes: Iterable[BaseGeometry | None],
    frame: Frame,
    fill: Fill,
    line: Line,
    order: float = AREAS,
) -> None:
    """Draw areas of one look with their outlines."""
    path = path_of(shapes, frame)
    if path is None:
        return
    from matplotlib.patches import PathPatch

    patch = PathPatch(
        path, facecolor=fill.colour, edgecolor=line.colour, linewidth=_points(pen, line), joinstyle="round",
        zorder=order, label=AREA_LABEL, **_hatched(fill),
    )  # fmt: skip
    _add(pen, patch, frame)


def draw_lines(
    pen: Pen,
    shapes: Iterable[BaseGeometry | None],
    frame: Frame,
    line: Line,
    order: float = LINES,
    times: float = 1.0,
) -> None:
    """Draw outlines or lines of one look, ``times`` as wide as usual."""
    path = path_of(shapes, frame)
    if path is None:
        return
    from matplotlib.patches import PathPatch

    width = _points(pen, line) * times
    style: Any = (
        (0, [dash * POINTS_PER_PIXEL * pen.scale / width for dash in line.dashes]) if line.dashes else "-"
    )
    patch = PathPatch(
        path, fill=False, edgecolor=line.colour, linewidth=width, linestyle=style, joinstyle="round",
        capstyle="butt", zorder=order,
    )  # fmt: skip
    _add(pen, patch, frame)


def draw_veil(pen: Pen, outline_of: BaseGeometry, frame: Frame) -> None:
    """Fade what lies outside an area, and draw its outline."""
    from matplotlib.patches import PathPatch

    outside = shapely.difference(frame.land().buffer(frame.metres_per_mm), outline_of)
    path = path_of([outside], frame)
    if path is not None:
        _add(pen, PathPatch(path, facecolor="white", alpha=0.55, edgecolor="none", zorder=VEIL), frame)
    draw_lines(pen, [outline_of], frame, Line("#000000", 2.4), FOCUS)


def _points(pen: Pen, line: Line) -> float:
    """Return the width of a line in points."""
    return line.width * POINTS_PER_PIXEL * pen.scale * 0.8


def _add(pen: Pen, patch: Any, frame: Frame) -> None:  # noqa: ANN401 -- any patch
    """Put a patch on the page, cut at the edge of the map."""
    pen.axes.add_artist(patch)
    patch.set_clip_box(clip_box(pen.axes, frame.box))


def draw_blocks(pen: Pen, blocks: Sequence[Block], in_detail: bool) -> None:
    """Draw symbols, with a line to their spot where they had to stand beside it."""
    for block in blocks:
        middle = block.box.left + block.box.width / 2, block.box.bottom + block.box.height / 2
        if max(abs(middle[0] - block.x), abs(middle[1] - block.y)) > block.marks[0].size / 2:
            pen.axes.plot(
                [block.x, middle[0]],
                [block.y, middle[1]],
                color="black",
                linewidth=0.5 * pen.scale,
                zorder=MARKS - 0.1,
            )
            pen.axes.plot(
                block.x, block.y, marker="o", markersize=1.6 * pen.scale, color="black", zorder=MARKS - 0.1
            )
    draw_marks(pen, [mark for block in blocks for mark in block.marks], in_detail, MARKS)


def draw_marks(pen: Pen, marks: Sequence[Mark], in_detail: bool, order: float = PANEL) -> None:
    """Draw symbols as the screen does: white edge, shape in its colour, black outline, letter or stars."""
    if not marks:
        return
    from matplotlib.collections import PathCollection

    unit = [mark.size / VIEW_BOX / MM_PER_POINT for mark in marks]  # points
    paths = [_moved(symbol_path(mark.look.layer, mark.look.group), mark) for mark in marks]
    colours = [symbol_colour(mark.look.layer, mark.look.group, pen.black_and_white) for mark in marks]
    halo = PathCollection(
        paths, facecolors="none", edgecolors="white", linewidths=[5 * u for u in unit], zorder=order
    )
    products = [mark.look.layer == "products" for mark in marks]
    styles: list[Any] = [_dashes(mark.look.status) for mark in marks]
    shapes = PathCollection(
        paths, facecolors=colours,
        edgecolors=["black" if product else "white" for product in products],
        linewidths=[2 * u for u in unit], linestyles=styles, zorder=order,
    )  # fmt: skip
    for collection in (halo, shapes):
        pen.axes.add_collection(collection, autolim=False)
    for mark in marks:
        _write_in(pen, mark, in_detail, order)
        if mark.count > 1:
            _draw_badge(pen, mark, order)


def _dashes(status: str | None) -> Any:  # noqa: ANN401 -- a style of matplotlib
    """Return the dashes of an outline; matplotlib counts them in widths of the line, which is 2 units."""
    dashes = DASHES.get(status or "", ())
    return (0, tuple(dash / 2 for dash in dashes)) if dashes else "-"


def _moved(path: Path, mark: Mark) -> Path:
    """Return a shape at its place."""
    from matplotlib.path import Path

    return Path(np.asarray(path.vertices) * mark.size + np.array([mark.x, mark.y]), path.codes)


def _write_in(pen: Pen, mark: Mark, in_detail: bool, order: float) -> None:
    """Write the letter of a place or the stars of a product into its symbol."""
    look = mark.look
    if look.layer == "products" and not in_detail:
        return
    text = PLACE_LETTERS.get(look.layer) or (UNKNOWN_STARS if look.stars is None else str(look.stars))
    dark = look.layer != "products" or not pen.black_and_white
    low = 3.0 if look.group == "craft" else 0.0
    size = LETTER_UNITS * mark.size / VIEW_BOX / MM_PER_POINT
    room = extents(text, size, bold=True)
    y = mark.y - room.above / 2 - low * mark.size / VIEW_BOX
    if text == UNKNOWN_STARS:
        y = mark.y - extents("0", size, bold=True).above / 2
    pen.write(
        mark.x - room.width / 2,
        y,
        text,
        size,
        bold=True,
        color="white" if dark else "black",
        zorder=order + 0.1,
    )


def _draw_badge(pen: Pen, mark: Mark, order: float) -> None:
    """Write how many records a symbol stands for, at its upper right corner."""
    from matplotlib.patches import FancyBboxPatch

    unit = mark.size / VIEW_BOX
    size = BADGE_UNITS * unit / MM_PER_POINT
    text = f"×{mark.count}"
    room = extents(text, size, bold=True)
    x, y = mark.x + BADGE_UNITS * unit - room.width / 2, mark.y + 9 * unit - room.above / 2
    patch = FancyBboxPatch(
        (x, y), room.width, room.above, boxstyle=f"round,pad={1.2 * unit},rounding_size={2 * unit}",
        facecolor="white", edgecolor="black", linewidth=0.25 * pen.scale, zorder=order + 0.2,
    )  # fmt: skip
    pen.axes.add_artist(patch)
    pen.write(x, y, text, size, bold=True, zorder=order + 0.3)


def draw_labels(pen: Pen, labels: Sequence[Label]) -> None:
    """Write names, each with a white edge, which is drawn apart so that a text in a PDF stays a text."""
    if not labels:
        return
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path

    shapes = []
    for label in labels:
        shape = outline(label.text, label.size)
        shapes.append(Path(np.asarray(shape.vertices) + np.array([label.x, label.y]), shape.codes))
    halo = PathCollection(
        shapes,
        facecolors="white",
        edgecolors="white",
        linewidths=HALO_POINTS * pen.scale,
        alpha=0.85,
        zorder=NAMES,
    )
    pen.axes.add_collection(halo, autolim=False)
    for label in labels:
        pen.write(label.x, label.y, label.text, label.size, zorder=NAMES, label=NAME_LABEL)


def draw_districts(
    pen: Pen, spots: Sequence[tuple[float, float, int]], shapes: Iterable[BaseGeometry | None], frame: Frame
) -> None:
    """Mark the outlines of districts with products in no commune, and write how many at each spot."""
    draw_lines(pen, shapes, frame, band_line(pen), FOCUS)
    for x, y, count in spots:
        box = district_box(x, y, count, pen.scale)
        pen.fill_box(box, Fill("#ffffff"), band_line(pen).colour, 0.9 * pen.scale, MARKS)
        size, text = DISTRICT_SIZE * pen.scale, str(count)
        room = extents(text, size, bold=True)
        pen.write(x - room.width / 2, y - room.above / 2, text, size, bold=True, zorder=MARKS + 0.1)


def district_box(x: float, y: float, count: int, scale: float) -> Box:
    """Return the room that the number of a district takes."""
    room = extents(str(count), DISTRICT_SIZE * scale, bold=True)
    width, height = room.width + 2 * scale, room.above + 1.6 * scale
    return Box(x - width / 2, y - height / 2, width, height)


def band_line(pen: Pen) -> Line:
    """Return the band that marks a district."""
    return Line("#000000" if pen.black_and_white else DISTRICT_BAND, BAND_PIXELS, (1.5, 1.5))


def draw_band(pen: Pen, box: Box) -> None:
    """Draw the swatch of the band of a district."""
    y, line = box.bottom + box.height / 2, band_line(pen)
    width = _points(pen, line)
    dashes = [dash * POINTS_PER_PIXEL * pen.scale / width for dash in line.dashes]
    pen.axes.plot(
        [box.left, box.right], [y, y], color=line.colour, linewidth=width, linestyle=(0, dashes), zorder=PANEL
    )


def fills_of(communes: Content, looks: Mapping[str, Fill]) -> dict[Fill, list[BaseGeometry | None]]:
    """Return the outlines of communes by how they are filled; ``looks`` is by code."""
    groups: dict[Fill, list[BaseGeometry | None]] = {}
    for row, shape in zip(communes.rows, communes.shapes, strict=True):
        groups.setdefault(looks[row["code"]], []).append(shape)
    return groups
