"""
How far the cells of a workbook reach, told before a reader lays them out.

python-calamine lays every sheet out as a full rectangle: two cells in
opposite corners of a sheet would be 17 thousand million empty ones. Only cells
with content count, as they do there.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from geodata.intake.limits import check_table

# The place of a cell that is not empty: <c r="B7" …> without a slash at its end. A value may hold ">".
_XLSX_CELL = re.compile(
    rb"<(?:\w+:)?c\s+(?:(?!r\s*=)[\w:]+\s*=\s*(?:\"[^\"]*\"|'[^']*')\s*)*"
    rb"r\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"'](?:[^<>\"'/]|\"[^\"]*\"|'[^']*')*>"
)
_FORMULA_ALONE = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<v></v>)?\s*</")
_ERROR = re.compile(rb"<v>#[A-Z/0!?]+</v>")
# Groups of rows and columns begin alike and are neither rows nor tables.
_ODS = re.compile(
    rb"<table:table-row(?=[\s/>])([^>]*)>|<table:(?:covered-)?table-cell(?=[\s/>])([^>]*?)(/?)>|"
    rb"<table:table(?=[\s/>])"
)
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated\s*=\s*[\"'](\d{1,9})[\"']")
_ODS_VALUE = re.compile(rb"office:value-type\s*=")
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class Span:
    """How many rows and columns the cells of a sheet reach over, and what of them cannot be read."""

    rows: int
    columns: int
    formulas_without_value: int = 0
    errors: int = 0


def xlsx_span(xml: bytes) -> Span:
    """Return the span of a sheet of an .xlsx file; formulas are not computed, errors are no values."""
    places = _XLSX_CELL.findall(xml)
    return Span(
        min(max(map(int, {row for _, row in places}), default=0), _MAX_ROW),
        min(max(map(_column, {letters for letters, _ in places}), default=0), _MAX_COLUMN),
        sum(1 for _ in _FORMULA_ALONE.finditer(xml)) if b"<f" in xml else 0,
        len(_ERROR.findall(xml)) if b"<v>#" in xml else 0,
    )


def check_ods(xml: bytes) -> None:
    """Raise ``TooLarge`` where the cells of a sheet of an .ods file span too much, repeated ones included."""
    rows = width = column = repeat = 0
    deepest = 0
    for found in _ODS.finditer(xml):
        if found[1] is not None:  # a row begins
            rows += repeat
            repeat, column = times_repeated(found[1]), 0
        elif found[2] is not None:
            column += times_repeated(found[2])
            if not found[3] or _ODS_VALUE.search(found[2]):
                width = max(width, column)
                deepest = max(deepest, rows + repeat)
                check_table(deepest, width)
        else:
            rows = width = column = repeat = deepest = 0


def check_xls(stream: bytes) -> None:
    """Raise ``TooLarge`` where the cells of a sheet of an .xls file span too much."""
    rows = columns = 0
    for kind, data in _records(stream):
        if kind == _BOF:
            rows = columns = 0
        elif kind in _CELLS and len(data) >= 4:
            row, column = struct.unpack_from("<HH", data)
            if kind == _MULRK and len(data) >= 6:
                column = struct.unpack_from("<H", data, len(data) - 2)[0]
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            check_table(rows, columns)


# Records of BIFF that hold the content of cells. Source: [MS-XLS] 2.3.2, record enumeration.
_BOF, _MULRK = 0x0809, 0x00BD
_CELLS = frozenset({0x0006, 0x0203, 0x0204, 0x0205, 0x00FD, 0x027E, _MULRK, 0x00D6})


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the records of a stream of BIFF: type and data."""
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _column(letters: bytes) -> int:
    """Return the number of a column from its letters (A = 1)."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def times_repeated(attributes: bytes) -> int:
    """Return how often a row or cell is repeated."""
    found = _REPEATED.search(attributes)
    return min(int(found[1]), _MAX_ROW) if found else 1
