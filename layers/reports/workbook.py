"""The tables of a report as a workbook: typed columns, texts that stay texts, a sheet of sources."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from geodata.errors import N_
from geodata.vector_writing import telling
from layers.exports.texts import cut_to_length, storable
from layers.exports.workbook import LONGEST_CELL, SOURCES, sheet_title
from layers.reports.contents import Cell, ReportContent, Table
from layers.tour_files.tables import TableSheet, write_table
from layers.wording import Wording

WHAT, TEXT = N_("Item"), N_("Text")


def make_report_workbook(path: Path, content: ReportContent, words: Wording, made_at: datetime) -> None:
    """
    Write every table on a sheet of its own, in the order of the pages, then a sheet of sources.

    Raises
    ------
    NotWritten
        The disk is full or refuses.
    """
    book = Workbook()
    book.remove(book.active)
    book.properties.title = storable(content.abstract)
    book.properties.created = made_at.replace(tzinfo=None, microsecond=0)
    for number, table in enumerate(content.tables(), start=1):
        write_table(book, _sheet(number, table))
    write_table(book, _sources(content, words))
    with telling(path.name):
        book.save(path)


def _sheet(number: int, table: Table) -> TableSheet:
    """Return a table; its sheet bears its number and the begin of its caption."""
    headings: list[str] = []
    for column in table.columns:
        # Excel repairs a table in which two headings are alike.
        title, again = _text(column.title), 2
        while title.casefold() in {other.casefold() for other in headings}:
            title, again = f"{_text(column.title)} {again}", again + 1
        headings.append(title)
    rows = tuple(tuple(_cell(value) for value in row) for row in table.rows)
    return TableSheet(sheet_title(f"{number} {table.caption}").strip(), table.name, tuple(headings), rows)


def _sources(content: ReportContent, words: Wording) -> TableSheet:
    """Return captions, notes and sources of every table, and what the whole rests on."""
    rows = [(heading, _text(text)) for heading, text in content.basis]
    for number, table in enumerate(content.tables(), start=1):
        caption = f"{number}. {table.caption}"
        rows += [(_text(caption), _text(line)) for line in (*table.notes, table.source)]
    headings = (words.translate(WHAT), words.translate(TEXT))
    return TableSheet(sheet_title(words.translate(SOURCES)), "sources", headings, tuple(rows))


def _cell(value: Cell) -> Cell:
    """Return a value that a cell can hold."""
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    """Return a text that a cell can hold."""
    return cut_to_length(storable(text), LONGEST_CELL)
