"""
Cells that a list merges: a value that stands once for several rows, and lines across the whole table.

Programs of tables keep the value in the first cell and leave the others empty.
Read as they are, the second product of a producer would have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from geodata.intake.spans import times_repeated

# First and last cell, each as row and column (first = 0).
Merge = tuple[tuple[int, int], tuple[int, int]]

WIDE = 3  # columns that a line across a table spans at least
BEGINS_WITHIN = 2  # columns: what begins further right says something of its row
_ODS = re.compile(
    rb"<table:table-row(?=[\s/>])([^>]*)>|<table:(?:covered-)?table-cell(?=[\s/>])([^>]*?)/?>|"
    rb"<table:table(?=[\s/>])"
)
_SPANNED = re.compile(rb"number-(rows|columns)-spanned\s*=\s*[\"'](\d{1,7})[\"']")


def ods_merges(xml: bytes) -> list[list[Merge]]:
    """Return the merged cells of each sheet of an .ods file, of its ``content.xml``, in their order."""
    found: list[list[Merge]] = []
    row = column = repeat = 0
    for each in _ODS.finditer(xml):
        if each[1] is not None:  # a row begins
            row += repeat
            repeat, column = times_repeated(each[1]), 0
        elif each[2] is not None:
            span = {name: int(count) for name, count in _SPANNED.findall(each[2])}
            rows, columns = max(span.get(b"rows", 1), 1), max(span.get(b"columns", 1), 1)
            if found and (rows > 1 or columns > 1):
                found[-1].append(((row, column), (row + rows - 1, column + columns - 1)))
            column += times_repeated(each[2])
        else:
            found.append([])
            row = column = repeat = 0
    return found


def fill_down(grid: list[list[object]], merges: Iterable[Merge]) -> None:
    """
    Write the value of a cell that is merged over several rows into each of them, in its first column.

    Cells that hold something of their own stay. A file whose merges lie over
    each other again and again is not followed beyond the size of its table.
    """
    left = sum(map(len, grid))
    for (top, column), (bottom, _) in merges:
        last = min(bottom, len(grid) - 1)
        left -= max(0, last - top)
        if top >= last or left < 0 or column >= len(grid[top]):
            continue
        value = grid[top][column]
        for line in grid[top + 1 : last + 1]:
            if column < len(line) and line[column] in ("", None):
                line[column] = value


def lines_across(merges: Iterable[Merge]) -> Iterator[int]:
    """Give the rows (first = 0) whose beginning is one cell over several columns: headings between rows."""
    for (top, left), (bottom, right) in merges:
        if top == bottom and left < BEGINS_WITHIN and right - left + 1 >= WIDE:
            yield top
