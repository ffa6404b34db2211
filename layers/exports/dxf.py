"""
DXF: points, lines and outlines with the names of the records, for CAD programs.

GDAL's writer puts no label beside a point without style strings, which
pyogrio cannot hand over. The oldest form (AC1009, AutoCAD R12, ASCII) is read
by every program; letters beyond ASCII are written ``\\U+XXXX``, as AutoCAD
does. Source: Autodesk, DXF Reference, group codes of POINT, POLYLINE, VERTEX,
TEXT and LAYER.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.vector_writing import telling
from layers.exports.content import Content, name_of
from layers.exports.facts import Facts
from layers.exports.texts import on_one_line, storable
from layers.exports.vector import CutText, key_of

# What R12 has room for in one text, in signs as they are written.
LONGEST_TEXT = 255
LABELS = "_LABELS"
# How high letters are: two millimetres on a plan of 1 : 100,000.
LABEL_HEIGHT = {True: 200.0, False: 0.002}  # metres, degrees
DECIMALS = {True: 3, False: 7}
COLOUR, LABEL_COLOUR = 5, 7  # AutoCAD's colour numbers: blue, black or white


def make_dxf(path: Path, content: Content, facts: Facts) -> list[CutText]:
    """
    Write the records that have a place, in the CRS of ``content``; a comment names it.

    The shapes are on a layer named as the layer, in capitals; names are texts
    on another. Returns the names that were too long.
    """
    cut: list[CutText] = []
    with telling(path.name), path.open("w", encoding="ascii", newline="\r\n") as file:
        file.writelines(f"{code}\n{value}\n" for code, value in _file(content, facts, cut))
    return cut


Pair = tuple[int, object]


def _file(content: Content, facts: Facts, cut: list[CutText]) -> Iterator[Pair]:
    """Give the whole file as pairs of group code and value."""
    layer = content.spec.key.upper()
    for line in facts.texts:
        yield from ((999, part) for part in _pieces(encoded(line)))
    yield from ((0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1009"), (0, "ENDSEC"))
    yield from ((0, "SECTION"), (2, "TABLES"), (0, "TABLE"), (2, "LAYER"), (70, 2))
    for name, colour in ((layer, COLOUR), (layer + LABELS, LABEL_COLOUR)):
        yield from ((0, "LAYER"), (2, name), (70, 0), (62, colour), (6, "CONTINUOUS"))
    yield from ((0, "ENDTAB"), (0, "ENDSEC"), (0, "SECTION"), (2, "ENTITIES"))
    for row, shape in zip(content.rows, content.shapes.to_numpy(), strict=True):
        if shape is None:
            continue
        yield from _drawn(shape, layer, content.is_metric)
        name = name_of(row)
        label, is_whole = fitting(name)
        if not is_whole:
            cut.append(CutText(key_of(row), "name", name))
        if label:
            yield from _label(shape, label, layer + LABELS, content.is_metric)
    yield from ((0, "ENDSEC"), (0, "EOF"))


def encoded(text: str) -> str:
    """Return a text in ASCII, on one line; a sign beyond the first 65,536 is two, as in UTF-16."""
    plain = on_one_line(storable(text))
    units = plain.encode("utf-16-be", "replace")
    codes = (units[at] << 8 | units[at + 1] for at in range(0, len(units), 2))
    # A percent sign doubled begins a control code of AutoCAD, and a backslash a code like ours.
    return "".join(
        chr(code) if 0x20 <= code < 0x7F and chr(code) not in "\\%" else f"\\U+{code:04X}" for code in codes
    )


def fitting(text: str) -> tuple[str, bool]:
    """Return as much of a text as R12 holds, encoded and cut between signs, and whether that is all."""
    whole = encoded(text)
    if len(whole) <= LONGEST_TEXT:
        return whole, True
    kept = ""
    for sign in on_one_line(storable(text)):
        more = encoded(sign) if sign != " " else " "
        if len(kept) + len(more) > LONGEST_TEXT:
            break
        kept += more
    return kept.rstrip(), False


def _pieces(text: str) -> Iterator[str]:
    """Give a long comment in lines."""
    for start in range(0, len(text), LONGEST_TEXT):
        yield text[start : start + LONGEST_TEXT]


def _drawn(shape: BaseGeometry, layer: str, is_metric: bool) -> Iterator[Pair]:
    """Give the entities of a shape: a point, or a polyline for each line or ring."""
    if shape.geom_type == "Point":
        yield from ((0, "POINT"), (8, layer), *_place(shape.x, shape.y, is_metric))
    elif shape.geom_type == "LineString":
        yield from _polyline(shapely.get_coordinates(shape).tolist(), layer, 0, is_metric)
    elif shape.geom_type == "Polygon":
        for ring in (shape.exterior, *shape.interiors):
            # A closed polyline does not repeat its first point.
            yield from _polyline(shapely.get_coordinates(ring).tolist()[:-1], layer, 1, is_metric)
    else:
        for part in shape.geoms:
            yield from _drawn(part, layer, is_metric)


def _polyline(points: Iterable[list[float]], layer: str, closed: int, is_metric: bool) -> Iterator[Pair]:
    """Give a polyline with its corners."""
    yield from ((0, "POLYLINE"), (8, layer), (66, 1), (70, closed))
    for x, y in points:
        yield from ((0, "VERTEX"), (8, layer), *_place(x, y, is_metric))
    yield from ((0, "SEQEND"), (8, layer))


def _label(shape: BaseGeometry, text: str, layer: str, is_metric: bool) -> Iterator[Pair]:
    """Give the name of a record, at its point or inside its outline."""
    point = shape if shape.geom_type == "Point" else shape.representative_point()
    place = _place(point.x, point.y, is_metric)
    yield from ((0, "TEXT"), (8, layer), *place, (40, LABEL_HEIGHT[is_metric]), (1, text))


def _place(x: float, y: float, is_metric: bool) -> tuple[Pair, Pair, Pair]:
    """Return the codes of a position."""
    decimals = DECIMALS[is_metric]
    return (10, f"{x:.{decimals}f}"), (20, f"{y:.{decimals}f}"), (30, "0.0")
