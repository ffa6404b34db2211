"""
Files that this map gives away, handed in again: they are recognised and not read.

A layer that is taken away tells what the map shows: commune and codes are those
of a view, longitude and latitude a drawn point, which may only lie somewhere in
the commune. Read as a list of records, it would move records and invent points.

The tables of the expiry board are sent out so that they come back with what is
missing of a certificate: of them the identifier and the certificate are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from geodata.errors import N_, InvalidInput
from geodata.intake.matching import ID, ID_HEADINGS, ColumnMatch, How, heading_key
from geodata.intake.sheets import Sheet

# Headings that only layers have: of tables in both languages, of map files (in Shapefiles ten letters).
SIGNS = tuple(
    frozenset(map(heading_key, signs))
    for signs in (
        ("In the unit system", "Trong hệ đơn vị", "in_system"),
        (
            "Unit it is placed by (year of its list)",
            "Đơn vị dùng để đặt vị trí (năm của danh mục)",
            "unit_name",
        ),
        ("Placed by", "Mức định vị", "placement"),
    )
)
# What text files say of themselves, wherever their headings went: GPX, KML, GeoJSON, the end of a CSV.
TEXTS = re.compile(
    rb"creator=\"OCOP L\xc3\xa0o Cai\"|\(SHA-256\): [0-9a-f]{64}|\"content_sha256\": ?\"[0-9a-f]{64}"
)

OWN_EXPORT = N_(
    "This file was taken from this map: its communes, codes and coordinates are those that the map shows,"
    " not what the records say. To correct records, use the template with records (page “Take in a file”)."
)

# Headings that only tables of certificates have: in both languages, and as fields of map files.
_BOARD_SIGNS = frozenset(
    map(heading_key, ("Stars of the certificate", "Hạng sao trên giấy chứng nhận", "ends_first", "room_a"))
)
_BOARD_FIELDS: Mapping[str, str] = {
    heading_key(heading): field
    for field, headings in {
        ID: ID_HEADINGS,
        "stars": ("Stars of the certificate", "Hạng sao trên giấy chứng nhận", "stars"),
        "decision_number": ("Decision", "Quyết định", "decision_number", "decision_n"),
        "certified_on": ("Date of the certificate", "Ngày của giấy chứng nhận", "certified_on", "certified_"),
        "certified_year": (
            "Year of the certificate",
            "Năm của giấy chứng nhận",
            "certified_year",
            "certified1",  # what a Shapefile makes of a second field with the same ten letters
        ),
    }.items()
    for heading in headings
}
FEWEST_CELLS = 3  # of a row of such a table; what it rests on is written below in one or two
BOARD = N_(
    "This table was taken from this map: its identifiers and what it says of certificates are read;"
    " everything else in it is what the map shows, and changes no record."
)


def is_board(headings: Iterable[str]) -> bool:
    """Tell whether a table is one of certificates that this map gave away (the expiry board)."""
    return bool(_BOARD_SIGNS & set(map(heading_key, headings)))


def board_columns(columns: Sequence[ColumnMatch]) -> tuple[ColumnMatch, ...]:
    """Return what the columns of a table of the expiry board mean; what a person chose stays."""
    chosen = {column.field for column in columns if column.how is How.CHOSEN}
    found = []
    for column in columns:
        name = _BOARD_FIELDS.get(heading_key(column.heading))
        if column.how is not How.CHOSEN:
            is_read = name is not None and name not in chosen
            column = ColumnMatch(
                column.heading, name if is_read else None, How.EXACT if is_read else How.NONE
            )
        found.append(column)
    return tuple(found)


def board_rows(sheet: Sheet) -> Sheet:
    """Return a table of the expiry board without the lines below it that say what it rests on."""
    rows = tuple(row for row in sheet.rows if len(row.cells) - row.cells.count(None) >= FEWEST_CELLS)
    return replace(sheet, rows=rows, notes=(*sheet.notes, (BOARD, {})))


def refuse_own_text(content: bytes) -> None:
    """Raise ``InvalidInput`` where a text file says that this map made it."""
    if TEXTS.search(content):
        raise InvalidInput(OWN_EXPORT)


def refuse_own_headings(headings: Iterable[str]) -> None:
    """Raise ``InvalidInput`` where a table has the headings of a layer that was taken away."""
    keys = set(map(heading_key, headings))
    if all(signs & keys for signs in SIGNS):
        raise InvalidInput(OWN_EXPORT)
