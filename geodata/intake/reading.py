"""From the bytes of a file and what its user chose to one table with matched columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from geodata.errors import N_
from geodata.intake import encodings
from geodata.intake.asides import without_asides
from geodata.intake.choices import Choices, check_columns
from geodata.intake.column_cells import with_measures, with_points_apart
from geodata.intake.containers import TEXTS, VECTORS, WORKBOOKS, Container, sniff
from geodata.intake.csv_tables import quoting_notes, read_grid
from geodata.intake.encodings import Candidate, Encoding
from geodata.intake.matching import (
    ColumnMatch,
    How,
    is_heading,
    is_told,
    kinds_alike,
    likely_kind,
    match_columns,
)
from geodata.intake.metres import located
from geodata.intake.own_exports import (
    board_columns,
    board_rows,
    is_board,
    refuse_own_headings,
    refuse_own_text,
)
from geodata.intake.part_tables import TABLE_KINDS, TableKind
from geodata.intake.sheets import Sheet, known_headings, table_of
from geodata.intake.unread import OTHERS, UNREAD, unread_lists, unread_sheets
from geodata.intake.vector_tables import LAT, LON, checked_crs, read_vector_table
from geodata.intake.workbooks import read_workbook
from geodata.records.kinds import RecordKind

Notes = tuple[tuple[str, dict[str, object]], ...]
KIND_UNSURE = N_(
    "No kind of record has all the headings that it needs in this table: say first what the rows are."
)
KIND_SEVERAL = N_("The headings of this table fit several kinds of records: say first what the rows are.")
SAMPLED_CELLS = 2_000  # by which it is told whether a workbook was typed in ABC fonts


@dataclass(frozen=True, slots=True)
class ReadFile:
    """
    A file as it was read.

    ``sheets`` are the names of its sheets or layers; ``candidates`` the ways
    to read a text, ``encoding`` the one that was taken (of a workbook only
    where its cells were typed in ABC fonts). ``needs_crs``: it has
    coordinates and says nothing about what they mean. ``problems`` are rows
    whose geometry is no use. ``unread`` are other sheets and layers with rows.
    ``alike`` are the kinds that fit as well, where nobody said which it is.
    """

    container: Container
    kind: TableKind
    sheets: tuple[str, ...]
    sheet: Sheet
    columns: tuple[ColumnMatch, ...]
    encoding: Encoding | None = None
    candidates: tuple[Candidate, ...] = ()
    crs: str | None = None
    needs_crs: bool = False
    problems: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    alike: tuple[TableKind, ...] = ()


Earlier = Mapping[TableKind, Mapping[str, str | None]]


def read_file(content: bytes, choices: Choices, earlier: Earlier | None = None) -> ReadFile:
    """
    Read one table of a file.

    Parameters
    ----------
    content
        The bytes of the file.
    choices
        What the user said about it.
    earlier
        What headings meant in earlier files, by kind of record.

    Raises
    ------
    InvalidInput, DataProblem, TooLarge
        It is none that is taken, was taken from this map, cannot be read as chosen, or is too large.
    """
    container = sniff(content)
    if container in VECTORS:
        if container in TEXTS:
            refuse_own_text(content)
        return _of_map(content, container, choices, earlier or {})
    kinds = list(TABLE_KINDS.values()) if choices.kind is None else [choices.kind]

    def known(text: str) -> bool:
        return is_heading(text, kinds)

    grid = _grid_of(content, container, choices, known)
    sheet = table_of(grid.name, grid.lines, known, header_row=choices.header_row, letters=grid.letters)
    from_board = is_board(sheet.headings)
    if container in TEXTS and not from_board:
        refuse_own_text(content)
    refuse_own_headings(sheet.headings)
    kind = choices.kind or likely_kind(sheet.headings)
    columns = match_columns(sheet.headings, kind, choices.columns, (earlier or {}).get(kind))
    unread, told = _unread(grid, kind, columns)
    alike, unsure = ((), ()) if choices.kind is not None or from_board else _unsure(sheet.headings, kind)
    noted = replace(sheet, notes=(*grid.notes, *unsure, *told))
    if from_board and kind is RecordKind.PRODUCTS:
        noted, columns = board_rows(noted), board_columns(columns)
    else:
        noted = without_asides(noted, kind, grid.across)
    noted, columns = with_points_apart(with_measures(noted, columns), columns, kind)
    found = located(noted, columns, kind, choices.crs)
    check_columns(choices, kind, [*sheet.headings, *(column.heading for column in found.columns)])
    return ReadFile(
        container,
        kind,
        grid.names,
        found.sheet,
        found.columns,
        grid.encoding,
        grid.candidates,
        found.crs,
        found.needs_crs,
        found.problems,
        unread,
        alike,
    )


def _unsure(headings: Sequence[str], kind: TableKind) -> tuple[tuple[TableKind, ...], Notes]:
    """Return the kinds that fit a table as well as ``kind``, and what is to be said of that."""
    alike = kinds_alike(headings, kind)
    if alike:
        return alike, ((KIND_SEVERAL, {}),)
    return (), () if is_told(headings, kind) else ((KIND_UNSURE, {}),)


def _unread(grid: _Grid, kind: TableKind, columns: Sequence[ColumnMatch]) -> tuple[tuple[str, ...], Notes]:
    """Return the sheets that hold rows and are not read, and what is to be said of them."""
    same = unread_sheets(grid.others, kind, columns)
    others = unread_lists({name: lines for name, lines in grid.others.items() if name not in same})
    told: Notes = ()
    for text, names in ((UNREAD, same), (OTHERS, others)):
        if names:
            told += ((text, {"sheet": grid.name, "others": ", ".join(names)}),)
    return same + others, told


class _Grid(NamedTuple):
    """The cells of a workbook or a text, and how its letters are to be read; ``others``: further sheets."""

    name: str
    names: tuple[str, ...]
    lines: list[list[object]]
    notes: tuple[tuple[str, dict[str, object]], ...]
    encoding: Encoding | None
    letters: Callable[[str], str]
    candidates: tuple[Candidate, ...] = ()
    across: frozenset[int] = frozenset()
    others: Mapping[str, list[list[object]]] = MappingProxyType({})


def _grid_of(content: bytes, container: Container, choices: Choices, known: Callable[[str], bool]) -> _Grid:
    """Return the cells of the chosen sheet of a workbook, or of a text in its encoding."""
    if choices.crs is not None:
        checked_crs(choices.crs)  # a wrong one is told, whether the table has coordinates or not
    if container in WORKBOOKS:
        book = read_workbook(content, container)
        name, lines = book.grid(choices.sheet, lambda lines: known_headings(lines, known))
        encoding = choices.encoding or (Encoding.TCVN3 if _was_typed_in_abc(lines) else None)
        letters = encodings.from_tcvn3 if encoding is Encoding.TCVN3 else str
        across = book.across[name]
        others = {each: grid for each, grid in book.grids.items() if each not in (name, *book.hidden)}
        return _Grid(
            name, tuple(book.grids), lines, book.notes, encoding, letters, across=across, others=others
        )
    candidates = encodings.candidates(content)
    encoding = choices.encoding or candidates[0].encoding
    text = encodings.decode(content, encoding)
    cells = [list[object](line) for line in read_grid(text)]
    return _Grid("", (), cells, quoting_notes(text), encoding, str, candidates)


def _of_map(content: bytes, container: Container, choices: Choices, earlier: Earlier) -> ReadFile:
    """Read a layer of a map file: its geometry fills longitude and latitude."""
    kinds = list(TABLE_KINDS.values()) if choices.kind is None else [choices.kind]
    table = read_vector_table(
        content, container, choices.sheet, choices.crs, lambda text: is_heading(text, kinds), choices.encoding
    )
    refuse_own_headings(table.sheet.headings)
    kind = choices.kind or likely_kind(table.sheet.headings)
    from_board = is_board(table.sheet.headings) and kind is RecordKind.PRODUCTS
    alike = kinds_alike(table.sheet.headings, kind) if choices.kind is None and not from_board else ()
    noted = replace(table.sheet, notes=(((KIND_SEVERAL, {}),) if alike else ()) + table.sheet.notes)
    own = {LON: "lon", LAT: "lat"}
    written = [heading for heading in table.sheet.headings if heading not in own]
    matched = match_columns(written, kind, choices.columns, earlier.get(kind))
    # The geometry itself is what the file says of a place, not a column beside it.
    columns = tuple(
        ColumnMatch(one.heading, None, How.NONE) if one.field in own.values() else one for one in matched
    )
    check_columns(choices, kind, table.sheet.headings)
    has_point = isinstance(kind, RecordKind)  # a part of a record lies nowhere
    columns = (
        *columns,
        *(
            ColumnMatch(heading, name, How.EXACT) if has_point else ColumnMatch(heading, None, How.NONE)
            for heading, name in own.items()
        ),
    )
    return ReadFile(
        container,
        kind,
        table.layers,
        board_rows(noted) if from_board else noted,
        board_columns(columns) if from_board else columns,
        None if table.letters is None else table.letters.encoding,
        () if table.letters is None else table.letters.candidates,
        crs=table.crs,
        needs_crs=has_point and table.crs is None,
        problems=table.problems if has_point else {},
        unread=tuple(name for name in table.layers if name != table.sheet.name),
        alike=alike,
    )


def _was_typed_in_abc(grid: Sequence[Sequence[object]]) -> bool:
    """Tell whether the texts of a sheet were typed in ABC fonts."""
    texts: list[str] = []
    for line in grid:
        texts += [cell for cell in line if isinstance(cell, str) and not cell.isascii()]
        if len(texts) > SAMPLED_CELLS:
            break
    return encodings.looks_like_tcvn3("\n".join(texts))
