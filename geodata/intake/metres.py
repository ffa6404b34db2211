"""
Coordinates in the columns of a table: columns called X and Y, and metres that name no zone.

Surveyors print the northing as X and programs the easting: the heading alone
tells nothing, the numbers do. Metres without a zone may be those of several
provinces: the user is asked, nothing is guessed. Degrees are those of WGS 84
unless the user says that they are of VN-2000.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geodata.crs_names import VN2000_DEGREES, WGS84
from geodata.intake.cells import Cell
from geodata.intake.matching import ColumnMatch, How, heading_key
from geodata.intake.part_tables import TableKind, table_fields
from geodata.intake.sheets import Sheet, SheetRow
from geodata.records.fields import Field
from geodata.records.values import readings

X_KEYS = frozenset({"x", "toa do x", "x m"})
Y_KEYS = frozenset({"y", "toa do y", "y m"})
PAIRS = (("lon", "lat"), ("easting", "northing"))
EASTING, LON, ZONE = "easting", "lon", "epsg"
DEGREES = (WGS84, VN2000_DEGREES)
CHOSEN_ZONE = "EPSG (file)"  # the heading of the column that a choice for the file fills
LOOKED_AT = 200  # rows
CRS_MISSING = ("crs_missing", "")


@dataclass(frozen=True, slots=True)
class Located:
    """A table whose metres have a zone, or the rows that lack one (``problems``)."""

    sheet: Sheet
    columns: tuple[ColumnMatch, ...]
    crs: str | None
    needs_crs: bool
    problems: Mapping[int, tuple[str, str]]


def located(sheet: Sheet, columns: tuple[ColumnMatch, ...], kind: TableKind, crs: str | None) -> Located:
    """
    Return a table with its columns X and Y matched, and its coordinates in the system chosen for it.

    ``crs`` is the choice for the file; a zone in a row of its own comes before it.
    """
    columns = _xy_matched(sheet, columns, kind)
    places = {column.field: index for index, column in enumerate(columns) if column.field is not None}
    if EASTING not in places and (LON not in places or crs not in DEGREES):
        return Located(sheet, columns, None, False, {})
    zone, metres = places.get(ZONE), places.get(EASTING, places.get(LON, 0))
    lacking = {
        row.number
        for row in sheet.rows
        if row.cells[metres] is not None and (zone is None or row.cells[zone] is None)
    }
    if crs is None or not lacking:
        return Located(sheet, columns, None, bool(lacking), dict.fromkeys(lacking, CRS_MISSING))
    if zone is None:
        zone = len(columns)
        columns = (*columns, ColumnMatch(CHOSEN_ZONE, ZONE, How.CHOSEN))
        sheet = replace(
            sheet,
            headings=(*sheet.headings, CHOSEN_ZONE),
            rows=tuple(SheetRow(row.number, (*row.cells, None)) for row in sheet.rows),
        )
    rows = tuple(
        SheetRow(row.number, (*row.cells[:zone], crs, *row.cells[zone + 1 :]))
        if row.number in lacking
        else row
        for row in sheet.rows
    )
    return Located(replace(sheet, rows=rows), columns, crs, False, {})


def _xy_matched(sheet: Sheet, columns: tuple[ColumnMatch, ...], kind: TableKind) -> tuple[ColumnMatch, ...]:
    """Return the columns with X and Y matched where their numbers can be only one pair of coordinates."""
    open_ones = {
        heading_key(column.heading): index
        for index, column in enumerate(columns)
        if column.field is None and column.how is How.NONE
    }
    x = next((open_ones[key] for key in sorted(X_KEYS & open_ones.keys())), None)
    y = next((open_ones[key] for key in sorted(Y_KEYS & open_ones.keys())), None)
    known = {field.name: field for field in table_fields(kind)}
    taken = {column.field for column in columns}
    if x is None or y is None:
        return columns
    for pair in PAIRS:
        if taken & set(pair) or not known.keys() >= set(pair):
            continue
        for names in (pair, pair[::-1]):
            if all(_fits(sheet, at, known[name]) for at, name in zip((x, y), names, strict=True)):
                meant = {x: names[0], y: names[1]}
                return tuple(
                    ColumnMatch(column.heading, meant[index], How.NEAR) if index in meant else column
                    for index, column in enumerate(columns)
                )
    return columns


def _fits(sheet: Sheet, column: int, field: Field) -> bool:
    """Tell whether the first numbers of a column all lie where those of a field do, and there are any."""
    cells = [row.cells[column] for row in sheet.rows if row.cells[column] is not None][:LOOKED_AT]
    least, most = field.least, field.most
    if not cells or least is None or most is None:
        return False
    return all(any(least <= value <= most for value in _numbers(cell)) for cell in cells)


def _numbers(cell: Cell) -> Sequence[float]:
    """Return the numbers that a cell may be."""
    if isinstance(cell, str):
        return readings(cell)
    return [float(cell)] if isinstance(cell, int | float) and not isinstance(cell, bool) else []
