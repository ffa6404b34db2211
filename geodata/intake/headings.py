"""Headings of a table that stand over one row or over two, one for several columns and others below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from geodata.intake.cells import Cell, clean

Known = Callable[[str], bool]
Line = Sequence[object]

FEWEST_BELOW = 2  # headings in the second row


def read_headings(lines: Sequence[Line], header: int, known: Known) -> tuple[int, tuple[Cell, ...]]:
    """
    Return the last row of headings (first = 0) and what each column is called.

    Parameters
    ----------
    lines
        The rows of the sheet.
    header
        The row that was found to hold the headings, or that a person named.
    known
        Whether a text is the heading of some field.

    A row below it that mostly holds headings of fields is the second row. A
    column that the second row leaves empty is called as in the first; one that
    only both together name (``Quyết định`` over ``Số``) is called by both.
    """
    first = [clean(cell) for cell in lines[header]]
    if header + 1 < len(lines):
        second = [clean(cell) for cell in lines[header + 1]]
        named = _called(first, second, known, max(len(first), len(second)))
        if _are_headings(second, named, known):
            return header + 1, named
    upper = [clean(cell) for cell in lines[header - 1]] if header else []
    return header, _called(upper, first, known, len(first))


def _called(upper: Sequence[Cell], lower: Sequence[Cell], known: Known, width: int) -> tuple[Cell, ...]:
    """Return what each column of two rows of headings is called."""
    found: list[Cell] = []
    over: str | None = None
    for column in range(width):
        own, above = (cells[column] if column < len(cells) else None for cells in (lower, upper))
        over = above if isinstance(above, str) else over
        if own is None:
            # A title above a table is no heading of its first column.
            found.append(above if isinstance(above, str) and known(above) else None)
        elif isinstance(own, str) and over is not None and own[0] not in "([":  # (2) numbers a column
            found.append(next((text for text in (f"{own} {over}", f"{over} {own}") if known(text)), own))
        else:
            found.append(own)
    return tuple(found)


def _are_headings(line: Sequence[Cell], named: Sequence[Cell], known: Known) -> bool:
    """Tell whether most cells of a row are headings of fields, alone or with those above (``named``)."""
    filled = [(cell, name) for cell, name in zip(line, named, strict=False) if cell is not None]
    count = sum(isinstance(cell, str) and isinstance(name, str) and known(name) for cell, name in filled)
    return count >= FEWEST_BELOW and count * 2 > len(filled)
