"""What areas and lines look like beside their meaning in the legend of a map."""

from __future__ import annotations

from typing import Any

from layers.print_maps.drawing import PANEL, Pen
from layers.print_maps.frames import Box
from layers.print_maps.looks import Fill, Line


def draw_area_swatch(fill: Fill, edge: str, pen: Pen, box: Box) -> None:
    """Draw the swatch of an area."""
    height = min(box.height, box.width * 0.6) * 0.84
    bottom = box.bottom + (box.height - height) / 2
    pen.fill_box(Box(box.left, bottom, box.width, height), fill, edge, 0.5 * pen.scale)


def draw_line_swatch(line: Line, pen: Pen, box: Box) -> None:
    """Draw the swatch of a line."""
    y = box.bottom + box.height / 2
    width = line.width * 0.6 * pen.scale
    style: Any = (0, [dash * 0.6 * pen.scale / width for dash in line.dashes]) if line.dashes else "-"
    looks = {"color": line.colour, "linewidth": width, "linestyle": style, "zorder": PANEL}
    pen.axes.plot([box.left, box.right], [y, y], **looks)
