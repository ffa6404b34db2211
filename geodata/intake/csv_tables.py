"""Tables in text files: the separator is found out, the letters were chosen before."""

from __future__ import annotations

import csv
import io
from itertools import islice
from statistics import mode

from geodata.errors import N_, DataProblem
from geodata.intake.limits import MOST_ROWS, check_rows

SEPARATORS = (",", ";", "\t", "|")
LOOKED_AT = 20  # rows
END = "\x00"  # no text has it when it is read

NO_TEXT = N_("The text holds no table")
CELL_LONG = N_("Line %(line)s of the text opens a cell without an end: a quotation mark is missing")
LOOSE_QUOTE = N_(
    "Line %(line)s of the text has letters behind a quotation mark that ends a cell:"
    " look whether that row and those before it are read as they should be"
)


def read_grid(text: str) -> list[list[str]]:
    """
    Return the rows of a text as lists of cells, blank lines as empty rows.

    Raises
    ------
    DataProblem
        It holds no table, or a quotation mark never ends.
    TooLarge
        It has too many rows.
    """
    text = _plain(text)
    rows = _all_rows(text, separator(text))
    if not any(any(cells) for cells in rows):
        raise DataProblem(NO_TEXT)
    return rows


def quoting_notes(text: str) -> tuple[tuple[str, dict[str, object]], ...]:
    """Return a note of the first line where letters follow a quotation mark that ended a cell, if any."""
    # Most texts have no such sign: they are not read twice.
    if '"' not in text:
        return ()
    text = _plain(text)
    reader = csv.reader(io.StringIO(text), delimiter=separator(text), strict=True)
    try:
        for _ in reader:
            pass
    except csv.Error:
        return ((LOOSE_QUOTE, {"line": reader.line_num}),)
    return ()


def separator(text: str) -> str:
    """Return the sign between the cells: the one that gives most rows the same number of cells, and many."""
    said = text[:10].splitlines()[0] if text[:10].strip() else ""
    if said.startswith("sep=") and len(said) == len("sep=") + 1:  # Excel's own way to say it
        return said[-1]
    best = ","
    score = (0.0, 0)
    for sign in SEPARATORS:
        widths = [len(cells) for cells in _first_rows(text, sign) if any(cells)]
        usual = mode(widths) if widths else 1
        found = (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)
        if found > score:
            best, score = sign, found
    return best


def _plain(text: str) -> str:
    """Return a text with lines that end in one way, and without what programs of old put at its end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removesuffix("\x1a")


def _all_rows(text: str, sign: str) -> list[list[str]]:
    """Return all rows; a cell that takes in the end of the text is one without an end."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text.removesuffix("\n") + f"\n{END}"), delimiter=sign)
    first_line = 1  # of the row that is read
    try:
        for cells in reader:
            if cells == [END]:
                return rows
            rows.append(cells)
            if cells and cells[-1].endswith(END):
                break
            first_line = reader.line_num + 1
            if len(rows) > 2 * MOST_ROWS:
                check_rows(len(rows))
    except csv.Error as error:
        raise DataProblem(CELL_LONG, line=first_line) from error
    raise DataProblem(CELL_LONG, line=first_line)


def _first_rows(text: str, sign: str) -> list[list[str]]:
    """Return the first rows, by which the sign between cells is found out."""
    try:
        return list(islice(csv.reader(io.StringIO(text), delimiter=sign), LOOKED_AT))
    except csv.Error:
        # A cell has no end: reading all rows tells where.
        return []
