"""What a heading says of all cells below it: a measure in brackets, or two coordinates in one cell."""

from __future__ import annotations

import re
from dataclasses import replace

from geodata.intake.cells import Cell, shown
from geodata.intake.matching import ColumnMatch, How, heading_key
from geodata.intake.metres import LOOKED_AT
from geodata.intake.part_tables import TableKind, table_fields
from geodata.intake.sheets import Sheet, SheetRow
from geodata.records.field_types import Field
from geodata.records.values import read_value

Columns = tuple[ColumnMatch, ...]

POINT_KEYS = frozenset(
    {"toa do", "toa do gps", "toa do diem", "toa do dia ly", "vi tri gps", "gps", "lat lon", "lat long"}
)
LAT, LON = "lat", "lon"
_SIXTIES = r"\d{1,3}\s*[°º][^,;NSEWBĐ]*[NSEWBĐ]?"
_PAIR = re.compile(
    rf"\(?\s*(\d{{1,3}}[.,]\d+|{_SIXTIES})[°º]?\s*[,;/\s]\s*(\d{{1,3}}[.,]\d+|{_SIXTIES})[°º]?\s*\)?",
    re.IGNORECASE,
)
MEASURED = "production"
_MEASURE = re.compile(r"\(([^()\d]+)\)\s*$")
_NUMBER = re.compile(r"\d[\d.,  ]*")


def with_measures(sheet: Sheet, columns: Columns) -> Sheet:
    """Return a sheet whose numbers of production have the measure of their heading: ``Sản lượng (tấn)``."""
    at = next((index for index, one in enumerate(columns) if one.field == MEASURED), None)
    measure = None if at is None else _MEASURE.search(columns[at].heading)
    if at is None or measure is None:
        return sheet

    def measured(cell: Cell) -> Cell:
        text = None if cell is None else shown(cell)
        return cell if text is None or not _NUMBER.fullmatch(text) else f"{text} {measure[1].strip()}"

    rows = (
        SheetRow(row.number, (*row.cells[:at], measured(row.cells[at]), *row.cells[at + 1 :]))
        for row in sheet.rows
    )
    return replace(sheet, rows=tuple(rows))


def with_points_apart(sheet: Sheet, columns: Columns, kind: TableKind) -> tuple[Sheet, Columns]:
    """
    Return a sheet with latitude and longitude (degrees) in columns of their own where one cell holds both.

    Such a column is found by its heading and by its cells. Which number is
    which is told by the numbers: in the country the two never overlap.
    """
    fields = {field.name: field for field in table_fields(kind) if field.name in (LAT, LON)}
    taken = {column.field for column in columns}
    if len(fields) < 2 or taken & {LAT, LON, "easting", "northing"}:
        return sheet, columns
    at = next(
        (
            index
            for index, one in enumerate(columns)
            if one.how is How.NONE and heading_key(one.heading) in POINT_KEYS
        ),
        None,
    )
    if at is None:
        return sheet, columns
    looked = [row.cells[at] for row in sheet.rows if row.cells[at] is not None][:LOOKED_AT]
    told = sum(_apart(cell, fields) is not None for cell in looked)
    if not told or 2 * told < len(looked):
        return sheet, columns
    heading = columns[at].heading
    names = tuple(f"{heading} ({name})" for name in (LAT, LON))
    rows = (
        # What is no pair stands as a latitude that cannot be read: the row says so.
        SheetRow(row.number, (*row.cells, *(_apart(row.cells[at], fields) or (row.cells[at], None))))
        for row in sheet.rows
    )
    both = (ColumnMatch(names[0], LAT, How.NEAR), ColumnMatch(names[1], LON, How.NEAR))
    return replace(sheet, headings=(*sheet.headings, *names), rows=tuple(rows)), (*columns, *both)


def _apart(cell: Cell, fields: dict[str, Field]) -> tuple[str, str] | None:
    """Return the texts of latitude and longitude that a cell holds; None where it holds no such two."""
    found = _PAIR.fullmatch(cell) if isinstance(cell, str) else None
    if found is None:
        return None
    for lat, lon in ((found[1], found[2]), (found[2], found[1])):
        read = [read_value(fields[name], text.strip()) for name, text in ((LAT, lat), (LON, lon))]
        if all(value is not None and wrong is None for value, wrong in read):
            return lat.strip(), lon.strip()
    return None
