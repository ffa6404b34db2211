"""Tables in text files: the separator is found out, the letters were chosen before."""

from __future__ import annotations

import csv
import io
from statistics import mode

from geodata.errors import N_, DataProblem
from geodata.intake.limits import MOST_ROWS, check_rows

SEPARATORS = (",", ";", "\t", "|")
LOOKED_AT = 20  # rows

NO_TEXT = N_("The text holds no table")
CELL_LONG = N_("Row %(row)s of the text has a cell without an end: a quotation mark is missing")


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
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").removesuffix("\x1a")
    rows = _rows(text, separator(text), None)
    if not any(any(cells) for cells in rows):
        raise DataProblem(NO_TEXT)
    return rows


def separator(text: str) -> str:
    """Return the sign between the cells: the one that gives most rows the same number of cells, and many."""
    said = text[:10].splitlines()[0] if text[:10].strip() else ""
    if said.startswith("sep=") and len(said) == len("sep=") + 1:  # Excel's own way to say it
        return said[-1]
    best = ","
    score = (0.0, 0)
    for sign in SEPARATORS:
        widths = [len(cells) for cells in _rows(text, sign, LOOKED_AT) if any(cells)]
        usual = mode(widths) if widths else 1
        found = (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)
        if found > score:
            best, score = sign, found
    return best


def _rows(text: str, sign: str, most: int | None) -> list[list[str]]:
    """Return the first ``most`` rows, or all of them."""
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text), delimiter=sign)
    try:
        for cells in reader:
            rows.append(cells)
            if most is not None and len(rows) >= most:
                break
            if len(rows) > 2 * MOST_ROWS:
                check_rows(len(rows))
    except csv.Error as error:
        raise DataProblem(CELL_LONG, row=len(rows) + 1) from error
    return rows
