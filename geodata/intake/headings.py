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
    last = header + 1 if header + 1 < len(lines) and _are_headings(lines[header + 1], known) else header
    lower = [clean(cell) for cell in lines[last]]
    if last == 0:
        return last, tuple(lower)
    upper = [clean(cell) for cell in lines[last - 1]]
    width = max(len(lower), len(upper) if last > header else len(lower))
    found: list[Cell] = []
    over: str | None = None
    for column in range(width):
        own, above = (cells[column] if column < len(cells) else None for cells in (lower, upper))
        over = above if isinstance(above, str) else over
        if own is None:
            # A title above a table is no heading of its first column.
            found.append(above if isinstance(above, str) and known(above) else None)
        elif isinstance(own, str) and over is not None:
            found.append(next((text for text in (f"{own} {over}", f"{over} {own}") if known(text)), own))
        else:
            found.append(own)
    return last, tuple(found)


def _are_headings(line: Line, known: Known) -> bool:
    """Tell whether most cells of a row are headings of fields."""
    filled = [cell for cell in map(clean, line) if cell is not None]
    count = sum(isinstance(cell, str) and known(cell) for cell in filled)
    return count >= FEWEST_BELOW and count * 2 > len(filled)
