"""
DXF: points, lines and outlines with the names of the records, for CAD programs.

GDAL writes the drawing; labels it would write from style strings alone, which
pyogrio cannot hand over, so they are put behind its entities as MTEXT, in the
form that GDAL gives them. Letters beyond ASCII are ``\\U+XXXX``. Source:
Autodesk, DXF Reference, MTEXT and header variables.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.vector_writing import telling, write_drawing
from layers.exports.content import Content, name_of
from layers.exports.facts import Facts
from layers.exports.texts import on_one_line, storable

# What one group of a text holds; a longer text goes on in the next.
LONGEST_PIECE = 250
# How high letters are: two millimetres on a plan of 1 : 100,000.
LABEL_HEIGHT = {True: 200.0, False: 0.002}  # metres, degrees
DECIMALS = {True: 3, False: 7}
BELOW_LEFT = 7  # where the point is, seen from its label
ENTITIES, ENDED = "  2\nENTITIES\n", "  0\nENDSEC\n"
SEED = "$HANDSEED\n  5\n"
HANDLE_DIGITS = 8
COMMENT = "999\n"
# Beyond what four hexadecimal digits name.
FIRST_UNNAMED, REPLACEMENT = 0x10000, 0xFFFD


def make_dxf(path: Path, content: Content, facts: Facts) -> None:
    """
    Write the records that have a place, in the CRS of ``content``; a comment names it.

    Shapes and names are on a layer named as the layer, in capitals.
    """
    layer = content.spec.key.upper()
    placed = [
        (name_of(row), shape)
        for row, shape in zip(content.rows, content.shapes.to_numpy(), strict=True)
        if shape is not None
    ]
    shapes = np.array([shape for _, shape in placed], dtype=object)
    # Outlines as lines: GDAL would fill polygons.
    drawn = shapely.boundary(shapes) if content.spec.geometry == "polygon" else shapes
    write_drawing(path, shapely.get_parts(drawn), layer, content.crs)
    with telling(path.name):
        drawing = path.read_text(encoding="ascii")
        head, _, rest = drawing.partition(ENTITIES)
        entities, _, tail = rest.partition(ENDED)
        before, _, after = head.partition(SEED)
        first = int(after[:HANDLE_DIGITS], 16)
        seed = f"{SEED}{first + len(placed):0{HANDLE_DIGITS}X}{after[HANDLE_DIGITS:]}"
        with path.open("w", encoding="ascii", newline="\r\n") as file:
            file.writelines(f"{COMMENT}{piece}\n" for line in facts.texts for piece in pieces(line))
            file.write(f"{before}{seed}{ENTITIES}{entities}")
            for handle, (name, shape) in enumerate(placed, start=first):
                file.writelines(_label(name, shape, f"{handle:X}", layer, content.is_metric))
            file.write(f"{ENDED}{tail}")


def pieces(text: str) -> Iterator[str]:
    """Give a text in ASCII, in pieces that a group holds, cut between signs."""
    piece = ""
    for sign in on_one_line(storable(text)):
        written = _written(sign)
        if len(piece) + len(written) > LONGEST_PIECE:
            yield piece
            piece = ""
        piece += written
    yield piece


def _written(sign: str) -> str:
    """Return a sign as itself, or as its number where it is beyond ASCII or would begin a code."""
    if " " <= sign <= "~" and sign not in "\\{}%^":
        return sign
    code = ord(sign)
    return f"\\U+{code if code < FIRST_UNNAMED else REPLACEMENT:04X}"


def _label(name: str, shape: BaseGeometry, handle: str, layer: str, is_metric: bool) -> Iterator[str]:
    """Give the name of a record, at its point or inside its outline."""
    point = shape if shape.geom_type == "Point" else shape.representative_point()
    decimals = DECIMALS[is_metric]
    *begun, last = pieces(name)
    groups: list[tuple[int, object]] = [
        (0, "MTEXT"),
        (5, handle),
        (100, "AcDbEntity"),
        (8, layer),
        (100, "AcDbMText"),
        (10, f"{point.x:.{decimals}f}"),
        (20, f"{point.y:.{decimals}f}"),
        (40, LABEL_HEIGHT[is_metric]),
        (71, BELOW_LEFT),
        *((3, piece) for piece in begun),
        (1, last),
    ]
    return (f"{code:3d}\n{value}\n" for code, value in groups)
