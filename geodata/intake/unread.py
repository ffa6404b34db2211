"""The sheets of a workbook beside the one that is read, where they hold rows that could be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from geodata.errors import N_
from geodata.intake.cells import clean
from geodata.intake.matching import ID, ColumnMatch, heading_key, match_columns, needed_fields
from geodata.intake.own_exports import is_board
from geodata.intake.part_tables import TABLE_KINDS, TableKind
from geodata.intake.sheets import HEADER_WITHIN
from geodata.records.kinds import RecordKind
from geodata.records.place_entry import TEXT_FIELDS, UNIT_FIELDS

Line = Sequence[object]
FEWEST = 2  # headings of fields, and cells of a row below them
# A list of units has names and these; a list of records says what its rows are, or more of them.
PLAIN_NAMES = frozenset({"ten", "name"})
PLAIN_FIELDS = frozenset({ID, "name", "note", *UNIT_FIELDS, *TEXT_FIELDS})

UNREAD = N_(
    "Only “%(sheet)s” is read; sheets not read, which hold rows of the same kind: %(others)s. Choose them one"
    " after the other."
)
OTHERS = N_(
    "Only “%(sheet)s” is read; sheets not read, which hold rows of another kind: %(others)s. Choose them"
    " afterwards."
)


def unread_sheets(
    grids: Mapping[str, Sequence[Line]], kind: TableKind, columns: Sequence[ColumnMatch]
) -> tuple[str, ...]:
    """
    Return which of some sheets hold rows of a kind below headings of its fields.

    ``columns`` are those of the sheet that is read: one that has not half as
    many, such as the list of units in a template, is another table.
    """
    fewest = max(FEWEST, sum(column.field is not None for column in columns) / 2)
    return tuple(name for name, lines in grids.items() if _holds_rows(lines, kind, fewest))


def unread_lists(grids: Mapping[str, Sequence[Line]]) -> tuple[str, ...]:
    """Return which of some sheets hold rows below headings of any kind; lists of units are none."""
    return tuple(
        name
        for name, lines in grids.items()
        if any(_holds_rows(lines, kind, FEWEST, telling=True) for kind in TABLE_KINDS.values())
    )


def _holds_rows(lines: Sequence[Line], kind: TableKind, fewest: float, *, telling: bool = False) -> bool:
    """Return whether a sheet has a row of headings that the kind can be read by, and a row below it."""
    for at, line in enumerate(lines[:HEADER_WITHIN]):
        if _are_headings(_texts(line), kind, fewest, telling):
            return any(_is_row(below) for below in lines[at + 1 :])
    return False


def _are_headings(texts: Sequence[str], kind: TableKind, fewest: float, telling: bool) -> bool:
    """Return whether texts name every field that a record of a kind needs, and enough of them."""
    if len(texts) < fewest:
        return False
    if is_board(texts):
        return kind is RecordKind.PRODUCTS
    columns = [column for column in match_columns(texts, kind) if column.field is not None]
    if len(columns) < fewest or not needed_fields(kind) <= {column.field for column in columns}:
        return False
    return not telling or any(map(_is_telling, columns))


def _is_telling(column: ColumnMatch) -> bool:
    """Return whether a column says of what its table is a list, or more than names and units."""
    if column.field == "name":
        return heading_key(column.heading) not in PLAIN_NAMES
    return column.field not in PLAIN_FIELDS


def _texts(line: Line) -> list[str]:
    """Return the cells of a row that are texts."""
    return [text for text in map(clean, line) if isinstance(text, str)]


def _is_row(line: Iterable[object]) -> bool:
    """Return whether a row has several cells."""
    return sum(clean(cell) is not None for cell in line) >= FEWEST
