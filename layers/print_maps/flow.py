"""Texts, rows and drawings one below the other in columns of a page, in letters as large as fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from layers.print_maps.drawing import Pen
from layers.print_maps.frames import Box
from layers.print_maps.writing import LINE, MM_PER_POINT, extents, wrapped

Draw = Callable[[Pen, Box], None]

SIZE = 6.2  # points on A4
SMALLEST = 0.55  # of that: below, nobody reads it, and what does not fit is cut
SHRINK = 0.95
SWATCH_WIDTH, SWATCH_HEIGHT = 6.6, 4.0  # millimetres on A4


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph: ``size`` beside the usual letters, ``before`` the gap above it in lines."""

    text: str
    size: float = 1.0
    bold: bool = False
    before: float = 0.0
    most: int = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A swatch and what it means."""

    draw: Draw
    text: str
    high: float = 1.0  # of the usual swatch
    most: int = 3


@dataclass(frozen=True, slots=True)
class Drawing:
    """Something drawn over the whole width, so many millimetres high on A4."""

    draw: Draw
    height: float


Item: TypeAlias = Words | Row | Drawing


@dataclass(frozen=True, slots=True)
class _Set:
    """An item at its place: its box, its lines, the size of its letters in points."""

    item: Item
    box: Box
    lines: tuple[str, ...]
    size: float


def fill_columns(pen: Pen, items: Sequence[Item], columns: Sequence[Box], rest: Item | None = None) -> float:
    """
    Draw items into columns of the page, one after the other; return the size of the letters beside the usual.

    Where they do not fit at the smallest size, the last ones are left off, and ``rest`` says so.
    """
    part = 1.0
    found, fits = _set(pen, items, columns, part)
    while not fits and part * SHRINK >= SMALLEST:
        part *= SHRINK
        found, fits = _set(pen, items, columns, part)
    kept = len(found)
    while rest is not None and not fits and kept:
        kept -= 1
        found, fits = _set(pen, [*items[:kept], rest], columns, part)
    for one in found:
        _draw(pen, one, part)
    return part


def _set(pen: Pen, items: Sequence[Item], columns: Sequence[Box], part: float) -> tuple[list[_Set], bool]:
    """Return the items at their places, and whether all have one."""
    found: list[_Set] = []
    places = iter(columns)
    column = next(places)
    top = column.top
    sized = list(_sized(pen, items, column.width, part))
    for at, (item, lines, size, before, height) in enumerate(sized):
        # A heading alone at the foot of a column says nothing.
        follower = sized[at + 1][4] if isinstance(item, Words) and item.bold and at + 1 < len(sized) else 0.0
        gap = before if top < column.top else 0.0
        if top - gap - height - follower < column.bottom:
            try:
                column = next(places)
            except StopIteration:
                return found, False
            top, gap = column.top, 0.0
            if height > column.height:
                return found, False
        top -= gap + height
        found.append(_Set(item, Box(column.left, top, column.width, height), lines, size))
    return found, True


def _sized(
    pen: Pen, items: Sequence[Item], width: float, part: float
) -> Iterator[tuple[Item, tuple[str, ...], float, float, float]]:
    """Give each item with its lines, the size of its letters, the gap above it and its height."""
    for item in items:
        if isinstance(item, Drawing):
            yield item, (), 0.0, 1.0 * pen.scale, item.height * pen.scale * max(part, 0.8)
            continue
        if isinstance(item, Row):
            size = SIZE * pen.scale * part
            indent = (SWATCH_WIDTH + 1) * pen.scale * part
            lines = tuple(wrapped(item.text, width - indent, size, most=item.most))
            high = SWATCH_HEIGHT * item.high * pen.scale * part
            yield item, lines, size, 0.0, max(high, _height(lines, size))
            continue
        size = SIZE * pen.scale * part * item.size
        lines = tuple(wrapped(item.text, width, size, item.bold, item.most))
        yield item, lines, size, item.before * size * LINE * MM_PER_POINT, _height(lines, size)


def _height(lines: Sequence[str], size: float) -> float:
    """Return the height of lines in millimetres."""
    return len(lines) * size * LINE * MM_PER_POINT


def _draw(pen: Pen, one: _Set, part: float) -> None:
    """Draw one item."""
    item, box = one.item, one.box
    if isinstance(item, Drawing):
        item.draw(pen, box)
        return
    left, bold = box.left, isinstance(item, Words) and item.bold
    if isinstance(item, Row):
        swatch = Box(left, box.bottom, SWATCH_WIDTH * pen.scale * part, box.height)
        item.draw(pen, swatch)
        left += (SWATCH_WIDTH + 1) * pen.scale * part
    step = one.size * LINE * MM_PER_POINT
    first = box.top - (box.height - step * len(one.lines)) / 2 - step * 0.78
    for at, line in enumerate(one.lines):
        pen.write(left, first - at * step, line, one.size, bold=bold)


def draw_line(
    pen: Pen, text: str, box: Box, size: float, *, bold: bool = False, centred: bool = True
) -> None:
    """Write one line in the middle of a box, or at its left edge."""
    room = extents(text, size, bold)
    x = box.left + (box.width - room.width) / 2 if centred else box.left
    pen.write(x, box.bottom + (box.height - room.above) / 2, text, size, bold=bold)
