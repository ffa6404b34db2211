"""
Rows of a list that are no records: totals, headings between rows, notes and signatures below the table.

They are left out with a note that names them. What could be a record is one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from statistics import median_low

from geodata.errors import N_
from geodata.intake.cells import shown
from geodata.intake.matching import IGNORED, heading_key
from geodata.intake.part_tables import TableKind
from geodata.intake.sheets import Sheet, SheetRow
from geodata.records.kinds import RecordKind

# With their accents: a company (tổng công ty) is no total (tổng cộng), and neighbours (cộng đồng) neither.
TOTAL = re.compile(
    r"(?:tổng cộng|tổng số|tổng|cộng|grand total|total|subtotal)"
    r"(?:\s*[:.]?|\s*:?\s*[\d.,]+\b.*|[^:]*:\s*[\d.,]+\b.*)",
    re.IGNORECASE,
)
NOTE = re.compile(r"(?:ghi chú|chú thích|lưu ý|nguồn|notes?|sources?)\s*[:.]|\(?\*", re.IGNORECASE)
SECTION_NUMBER = re.compile(r"[IVXLC]+|[A-ZĐ]")
THIN = 2  # cells at most of a note or a signature
LISTED, LONGEST_LISTED = 8, 60

LEFT_OUT = N_(
    "%(count)s rows are no records and are not read (totals, headings between rows, notes below the table):"
    " %(rows)s"
)


def without_asides(sheet: Sheet, kind: TableKind, across: Collection[int] = ()) -> Sheet:
    """
    Return a sheet without the rows that are no records, with a note of which they were.

    Parameters
    ----------
    sheet
        A table of a workbook or a text.
    kind
        What its rows are: a list of published totals consists of totals.
    across
        The rows (first of the sheet = 0) that are one cell over several columns.
    """
    numbering = [at for at, heading in enumerate(sheet.headings) if heading_key(heading) in IGNORED]
    filled = {
        row.number: [
            shown(cell) for at, cell in enumerate(row.cells) if cell is not None and at not in numbering
        ]
        for row in sheet.rows
    }
    wide = [len(texts) for texts in filled.values() if len(texts) > THIN]
    if not wide:
        return sheet  # in so narrow a table nothing tells a note from a record
    asides = set(_sections(sheet.rows, filled, numbering, across))
    if kind is not RecordKind.PUBLISHED_TOTALS:
        asides |= set(_totals(sheet.rows))
    asides |= set(_below(sheet.rows, filled, asides, median_low(wide)))
    if not asides:
        return sheet
    left = [row for row in sheet.rows if row.number in asides]
    listed = "; ".join(f"{row.number} ({_first(row)[:LONGEST_LISTED]})" for row in left[:LISTED])
    note = (LEFT_OUT, {"count": len(left), "rows": listed + ("; …" if len(left) > LISTED else "")})
    kept = tuple(row for row in sheet.rows if row.number not in asides)
    return replace(sheet, rows=kept, notes=(*sheet.notes, note))


def _first(row: SheetRow) -> str:
    """Return the first text of a row that says more than a number; else its first cell."""
    texts = [shown(cell) for cell in row.cells if cell is not None]
    return next((text for text in texts if len(text) > THIN and not text.isdecimal()), texts[0])


def _totals(rows: Sequence[SheetRow]) -> Iterator[int]:
    """Give the rows that begin with a total."""
    for row in rows:
        begins = next((cell for cell in row.cells if cell is not None), None)
        if isinstance(begins, str) and TOTAL.fullmatch(begins):
            yield row.number


def _sections(
    rows: Sequence[SheetRow],
    filled: dict[int, list[str]],
    numbering: Sequence[int],
    across: Collection[int],
) -> Iterator[int]:
    """Give the rows that say one thing across the table, or count by letters among numbers."""
    counts = any(isinstance(row.cells[at], int) for row in rows for at in numbering)
    for row in rows:
        if len(filled[row.number]) > 1:
            continue
        letters = (row.cells[at] for at in numbering if counts)
        is_lettered = any(isinstance(cell, str) and SECTION_NUMBER.fullmatch(cell) for cell in letters)
        if is_lettered or row.number - 1 in across:
            yield row.number


def _below(
    rows: Sequence[SheetRow], filled: dict[int, list[str]], asides: Collection[int], usual: int
) -> Iterator[int]:
    """Give the rows at the end that are parted from the table by an empty row, or begin as a note does."""

    def is_thin(row: SheetRow) -> bool:
        count = len(filled[row.number])
        return row.number in asides or (count <= THIN and 2 * count <= usual)

    end = max((at for at, row in enumerate(rows) if not is_thin(row)), default=-1)
    is_below = False
    for before, row in zip(rows[max(end, 0) :], rows[max(end, 0) + 1 :], strict=False):
        is_note = len(filled[row.number]) == 1 and NOTE.match(_first(row)) is not None
        is_below = is_below or row.number > before.number + 1 or is_note
        if is_below:
            yield row.number
