"""One table of a file: its headings, and its rows with their numbers as a person sees them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from geodata.errors import N_, DataProblem
from geodata.intake.cells import Cell, clean, shown
from geodata.intake.headings import read_headings
from geodata.intake.limits import check_rows, check_table
from geodata.names import nfc

Known = Callable[[str], bool]
HEADER_WITHIN = 30  # rows above which a list may have its title
COLUMN_NUMBER = re.compile(r"\(?\d{1,3}\)?")
NO_TABLE = N_("No row of headings was found in “%(sheet)s”")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number as a program of tables shows it (first = 1), and a cell for each heading."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One table.

    ``header_row`` is the number of the row of headings (0: the file has
    fields, not rows); headings are not empty and differ from each other.
    ``notes`` are texts for the translators, each with its values: what a
    reader should know of the file as a whole.
    """

    name: str
    header_row: int
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    notes: tuple[tuple[str, dict[str, object]], ...] = ()

    def samples(self, column: int, most: int = 3) -> list[str]:
        """Return the first different values of a column, as texts."""
        found: dict[str, None] = {}
        for row in self.rows:
            value = row.cells[column]
            if value is not None:
                found[shown(value)] = None
                if len(found) == most:
                    break
        return list(found)


def table_of(
    name: str,
    grid: Iterable[Sequence[object]],
    known: Known,
    *,
    header_row: int | None = None,
    letters: Callable[[str], str] = str,
) -> Sheet:
    """
    Find the headings of a grid and return what stands below them.

    Parameters
    ----------
    name
        What the sheet is called.
    grid
        Rows of cells from the first row of the sheet on.
    known
        Whether a text is the heading of some field.
    header_row
        The number of the row of headings, where a person said it.
    letters
        Turns every text into the letters that it stands for (``encodings.from_tcvn3``).

    Raises
    ------
    DataProblem
        There is no row that could be headings.
    TooLarge
        There are too many rows or columns.
    """
    lines = [tuple(line) for line in grid]
    if letters is not str:
        lines = [tuple(letters(cell) if isinstance(cell, str) else cell for cell in line) for line in lines]
    header = _header(lines, known) if header_row is None else header_row - 1
    if header is None or not 0 <= header < len(lines):
        raise DataProblem(NO_TABLE, sheet=name)
    header, named = read_headings(lines, header, known)
    below = [(number, tuple(map(clean, line))) for number, line in enumerate(lines[header + 1 :], header + 2)]
    below = [(number, cells) for number, cells in below if cells.count(None) < len(cells)]
    if below and _counts_columns(below[0][1]):
        del below[0]
    check_rows(len(below))
    used = _used([named, *(cells for _, cells in below)])
    check_table(len(below), len(used))
    headings = _headings([_at(named, column) for column in used], used)
    rows = tuple(SheetRow(number, _picked(cells, used)) for number, cells in below)
    return Sheet(name, header + 1, headings, rows)


def column_letters(index: int) -> str:
    """Return what a program of tables calls the column ``index`` (first = 0): A, B … Z, AA …"""
    text = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _at(cells: Sequence[Cell], column: int) -> Cell:
    """Return a cell; None beyond the end of the row."""
    return cells[column] if column < len(cells) else None


def _used(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return the columns in which any row has something; a few rows mostly tell all of them."""
    width = max(map(len, rows))
    used: set[int] = set()
    for cells in rows:
        if len(used) == width:
            break
        used.update(column for column, cell in enumerate(cells) if cell is not None)
    return sorted(used)


def _picked(cells: tuple[Cell, ...], columns: Sequence[int]) -> tuple[Cell, ...]:
    """Return some cells of a row, which may be shorter than others."""
    if len(columns) == len(cells) == columns[-1] + 1:
        return cells
    return tuple([_at(cells, column) for column in columns])


def known_headings(lines: Sequence[Sequence[object]], known: Known) -> int:
    """Return how many headings of fields the best row of headings of a grid has."""
    return max(
        (sum(map(known, _texts(line))) for line in lines[:HEADER_WITHIN]),
        default=0,
    )


def _texts(line: Sequence[object]) -> list[str]:
    """Return the cells of a row that are texts."""
    return [text for text in map(clean, line) if isinstance(text, str)]


def _header(lines: Sequence[Sequence[object]], known: Known) -> int | None:
    """Return the row with the most headings that are known, else the first with the most texts."""
    best: tuple[int, int, int] | None = None
    for index, line in enumerate(lines[:HEADER_WITHIN]):
        texts = _texts(line)
        if not texts:
            continue
        score = (sum(map(known, texts)), len(texts), -index)
        best = score if best is None else max(best, score)
    return None if best is None else -best[2]


def _counts_columns(cells: Sequence[Cell]) -> bool:
    """Tell whether a row below the headings only numbers the columns: (1), (2), (3) …"""
    filled = [shown(cell) for cell in cells if cell is not None]
    numbers = [int(text.strip("()")) for text in filled if COLUMN_NUMBER.fullmatch(text)]
    return (
        len(filled) >= 3
        and len(numbers) == len(filled)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


def _headings(cells: Sequence[Cell], columns: Sequence[int]) -> tuple[str, ...]:
    """Return headings that are not empty and differ; a column without one is called by its letters."""
    taken: dict[str, int] = {}
    found = []
    for cell, column in zip(cells, columns, strict=True):
        text = nfc(shown(cell)) or column_letters(column)
        taken[text] = taken.get(text, 0) + 1
        found.append(text if taken[text] == 1 else f"{text} ({taken[text]})")
    return tuple(found)
