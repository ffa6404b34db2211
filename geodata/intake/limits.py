"""How large a file that is handed in may be; each limit has an error that names it."""

from __future__ import annotations

from geodata.errors import N_, TooLarge

MOST_BYTES = 10_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 200
# Rows times columns of one table as a reader of workbooks lays it out, empty cells included.
MOST_CELLS = 3_000_000
MOST_SHEETS = 100
# Of an archive (.xlsx and .ods are archives too), unpacked.
MOST_UNPACKED = 100_000_000
MOST_ENTRIES = 2_000
# XML of tables shrinks to a tenth or a thirtieth; a bomb to a thousandth.
MOST_RATIO = 150
RATIO_FROM = 20_000_000  # bytes unpacked below which the ratio says nothing

FILE_LARGE = N_("The file has %(found)s MB; at most %(most)s MB are taken")
UNPACKED_LARGE = N_("The file unpacks to more than %(most)s MB")
RATIO_LARGE = N_(
    "The file unpacks to more than %(most)s times its size: that is no table, and it is not opened"
)
ENTRIES_MANY = N_("The file packs %(found)s files; at most %(most)s are taken")
ROWS_MANY = N_("The table has more than %(most)s rows: hand it in in parts")
COLUMNS_MANY = N_("The table has %(found)s columns; at most %(most)s are taken")
CELLS_MANY = N_(
    "The table spans %(found)s cells, empty ones included; at most %(most)s are taken:"
    " delete what lies far below or beside it"
)
SHEETS_MANY = N_("The workbook has %(found)s sheets; at most %(most)s are taken")


def check_bytes(size: int) -> None:
    """Raise ``TooLarge`` where a file has too many bytes."""
    if size > MOST_BYTES:
        raise TooLarge(FILE_LARGE, found=f"{size / 1e6:.1f}", most=MOST_BYTES // 1_000_000)


def check_unpacked(packed: int, unpacked: int) -> None:
    """Raise ``TooLarge`` where an archive unpacks to too much, or to too many times its size."""
    if unpacked > MOST_UNPACKED:
        raise TooLarge(UNPACKED_LARGE, most=MOST_UNPACKED // 1_000_000)
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1):
        raise TooLarge(RATIO_LARGE, most=MOST_RATIO)


def check_table(rows: int, columns: int) -> None:
    """Raise ``TooLarge`` where a table is too wide or spans too many cells."""
    if columns > MOST_COLUMNS:
        raise TooLarge(COLUMNS_MANY, found=columns, most=MOST_COLUMNS)
    if rows * columns > MOST_CELLS:
        raise TooLarge(CELLS_MANY, found=rows * columns, most=MOST_CELLS)


def check_rows(rows: int) -> None:
    """Raise ``TooLarge`` where a table has too many rows."""
    if rows > MOST_ROWS:
        raise TooLarge(ROWS_MANY, most=MOST_ROWS)


def check_sheets(sheets: int) -> None:
    """Raise ``TooLarge`` where a workbook has too many sheets."""
    if sheets > MOST_SHEETS:
        raise TooLarge(SHEETS_MANY, found=sheets, most=MOST_SHEETS)
