"""Texts on paper: their size in millimetres, lines that fit, and never a formula."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from layers.fonts import FILES, font_folder, with_boxes
from layers.print_maps.orders import MM_PER_INCH
from layers.tour_files.document import plain_text

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path

POINTS_PER_INCH = 72
MM_PER_POINT = MM_PER_INCH / POINTS_PER_INCH
MEASURED_AT = 100.0  # points: widths grow evenly with the size
LINE = 1.28  # from line to line, in sizes of the letters: room for two marks above a capital
CUT = "…"


@dataclass(frozen=True, slots=True)
class Extents:
    """How far a text reaches from its first point on its line, in millimetres."""

    width: float
    above: float
    below: float

    @property
    def height(self) -> float:
        """Return the whole height."""
        return self.above + self.below


def printable(text: str) -> str:
    """Return a text on one line, with a box for each sign that the fonts lack."""
    return with_boxes(plain_text(text))


@cache
def font(size: float, bold: bool = False) -> FontProperties:
    """Return our font at a size in points."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(font_folder() / FILES[bold]), size=size)


def extents(text: str, size: float, bold: bool = False) -> Extents:
    """Return the room that a text of one line takes at a size in points."""
    width, height, descent = _measured(text, bold)
    part = size / MEASURED_AT * MM_PER_POINT
    return Extents(width * part, (height - descent) * part, descent * part)


@lru_cache(maxsize=20_000)
def _measured(text: str, bold: bool) -> tuple[float, float, float]:
    """Return width, height and descent in points at ``MEASURED_AT``."""
    from matplotlib.textpath import text_to_path

    if not text.strip():
        return 32.0 * len(text), 0.0, 0.0
    found = text_to_path.get_text_width_height_descent(text, font(MEASURED_AT, bold), ismath=False)
    return float(found[0]), float(found[1]), float(found[2])


def wrapped(text: str, width: float, size: float, bold: bool = False, most: int = 99) -> list[str]:
    """
    Return the lines of a text, each at most ``width`` millimetres long; more than ``most`` are cut.

    A word that is longer than a line is broken where the line ends.
    """
    lines = [""]
    for word in text.split():
        tried = f"{lines[-1]} {word}".strip()
        if extents(tried, size, bold).width <= width:
            lines[-1] = tried
            continue
        if lines[-1]:
            lines.append("")
        # A text of ten thousand signs has more lines than anybody wants.
        while len(lines) <= most and extents(word, size, bold).width > width:
            fitting = _fitting(word, width, size, bold)
            lines[-1:] = [word[:fitting], ""]
            word = word[fitting:]
        lines[-1] = word
        if len(lines) > most:
            break
    if len(lines) > most:
        return [*lines[: most - 1], shortened(f"{lines[most - 1]}{CUT}", width, size, bold)]
    return lines


def shortened(text: str, width: float, size: float, bold: bool = False) -> str:
    """Return a text of at most ``width`` millimetres, with a mark where it had to be cut."""
    if extents(text, size, bold).width <= width:
        return text
    return text[: _fitting(text, width, size, bold, CUT)].rstrip() + CUT


def _fitting(text: str, width: float, size: float, bold: bool, end: str = "") -> int:
    """Return how many signs of a text fit, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = extents(text[:middle] + end, size, bold).width <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def outline(text: str, size: float, bold: bool = False) -> Path:
    """Return the shape of a text whose line begins at 0, 0, in millimetres."""
    from matplotlib.path import Path
    from matplotlib.textpath import text_to_path

    verts, codes = text_to_path.get_text_path(font(size, bold), text, ismath=False)
    part = size / text_to_path.FONT_SCALE * MM_PER_POINT
    points: npt.NDArray[np.float64] = np.asarray(verts, dtype=np.float64).reshape(-1, 2) * part
    return Path(points, codes)


def text_options(size: float, bold: bool = False, **looks: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return how matplotlib is to write a text: in our font, as it is, on its base line."""
    return {"fontproperties": font(size, bold), "va": "baseline", "parse_math": False, **looks}
