"""A workbook of plain tables: typed columns, headings in row 1, texts that stay texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from layers.encode import FORMULA_SIGNS

Value = str | int | float | bool | date | datetime | time | None
Row = Sequence[Value]
DATE, CLOCK = "dd/mm/yyyy", "hh:mm"
# The first kind that a value is of: a moment is a date too.
FORMATS: tuple[tuple[type, str], ...] = ((datetime, f"{DATE} {CLOCK}"), (date, DATE), (time, CLOCK))
WIDEST, NARROWEST = 60, 8


@dataclass(frozen=True, slots=True)
class TableSheet:
    """One sheet: a title, the name of its table, headings and rows; every column holds one type."""

    title: str
    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def write_table(book: Workbook, table: TableSheet) -> None:
    """Write one sheet: headings in row 1, a table over all rows, columns as wide as their texts."""
    page: Worksheet = book.create_sheet(table.title)
    for column, heading in enumerate(table.headings, start=1):
        _put(page.cell(1, column), heading)
        page.cell(1, column).font = Font(bold=True)
    for number, row in enumerate(table.rows, start=2):
        for column, value in enumerate(row, start=1):
            _put(page.cell(number, column), value)
    page.freeze_panes = "A2"
    for column in range(1, len(table.headings) + 1):
        texts = [str(page.cell(row, column).value or "") for row in range(1, len(table.rows) + 2)]
        width = max(len(line) for text in texts for line in text.split("\n")) + 2
        page.column_dimensions[get_column_letter(column)].width = min(max(width, NARROWEST), WIDEST)
    # Excel repairs a file whose table has no row under its headings.
    area = f"A1:{get_column_letter(len(table.headings))}{max(len(table.rows), 1) + 1}"
    shown = Table(displayName=table.name, ref=area)
    shown.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    page.add_table(shown)


def _put(cell: Cell, value: Value) -> None:
    """Write a value as what it is; a text is a text, also one that begins as a formula."""
    if value is None or value == "":
        return
    if not isinstance(value, str):
        cell.value = value
        formats = [pattern for kind, pattern in FORMATS if isinstance(value, kind)]
        if formats:
            cell.number_format = formats[0]
        return
    cell.value = value
    # openpyxl takes a text that begins with "=" for a formula.
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    # The mark with which Excel keeps it a text when somebody edits the cell.
    cell.quotePrefix = value.startswith(FORMULA_SIGNS)
