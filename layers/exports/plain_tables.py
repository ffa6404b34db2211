"""Plain tables that are no layer: a workbook with a sheet for each, or one as CSV, with what they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from openpyxl import Workbook

from geodata.errors import N_
from geodata.names import unturned
from geodata.vector_writing import telling
from geodata.writing import day_text, decimal_text
from layers.encode import neutral_cell
from layers.exports.tables import USUAL_DECIMALS, write_cells
from layers.exports.texts import cut_to_length, storable
from layers.exports.workbook import LONGEST_CELL, SOURCES, sheet_title
from layers.tour_files.tables import TableSheet, Value, write_table
from layers.wording import Wording

ITEM, TEXT = N_("Item"), N_("Text")
Lines = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PlainTable:
    """One table in one language: ``name`` is its key (letters of ASCII), ``rows`` hold typed values."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def make_tables_workbook(
    path: Path, title: str, tables: Sequence[PlainTable], lines: Lines, words: Wording, made_at: datetime
) -> None:
    """
    Write each table on a sheet of its own, the first one first, then a sheet of what they rest on.

    Numbers and days have their types, texts stay texts: no cell is a formula.

    Raises
    ------
    NotWritten
        The disk is full or refuses.
    """
    book = Workbook()
    book.remove(book.active)
    book.properties.title = storable(title)
    book.properties.created = made_at.replace(tzinfo=None, microsecond=0)
    for table in tables:
        rows = tuple(tuple(_held(value) for value in row) for row in table.rows)
        write_table(book, TableSheet(sheet_title(table.title), table.name, table.headings, rows))
    rests = tuple((_held(heading), _held(text)) for heading, text in lines)
    headings = (words.translate(ITEM), words.translate(TEXT))
    write_table(book, TableSheet(sheet_title(words.translate(SOURCES)), "sources", headings, rests))
    with telling(path.name):
        book.save(path)


def make_table_csv(path: Path, table: PlainTable, lines: Lines, words: Wording) -> None:
    """
    Write one table in UTF-8 with BOM; what it rests on follows after an empty line.

    Raises
    ------
    NotWritten
        The disk is full or refuses.
    """
    rows = ([_cell_text(value, words) for value in row] for row in table.rows)
    notes = ([_plain(f"{heading}: {text}")] for heading, text in lines)
    write_cells(path, chain([list(table.headings)], rows, [[]], notes))


def _held(value: Value) -> Value:
    """Return a value that a cell can hold."""
    return cut_to_length(storable(value), LONGEST_CELL) if isinstance(value, str) else value


def _cell_text(value: Value, words: Wording) -> str:
    """Return a cell in words: decimal mark of the language, days as dd/mm/yyyy, truths as yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return words.label("flag", str(value).lower())
    if isinstance(value, int | float):
        return decimal_text(value, words.language, USUAL_DECIMALS)
    return day_text(value) if isinstance(value, date) else _plain(str(value))


def _plain(text: str) -> str:
    """Return a text that is no formula and turns no direction."""
    return neutral_cell(unturned(text))
