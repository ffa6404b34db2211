"""XLSX: typed columns with headings in row 1 of the first sheet, and a sheet of sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from geodata.errors import N_
from geodata.vector_writing import telling
from layers.catalogue import Field
from layers.exports.content import Content, coordinate_fields, coordinates
from layers.exports.facts import Facts
from layers.exports.tables import cell_text
from layers.exports.texts import cut_to_length, is_longer, storable
from layers.exports.vector import CutText, key_of
from layers.wording import Wording

SOURCES = N_("Sources")
# What a sheet may be called: Excel refuses some signs, more than 31, and the name of its own list of changes.
FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")
LONGEST_TITLE = 31
RESERVED = "history"
# What a cell holds at most; Excel takes a file with more for broken.
LONGEST_CELL = 32_767
WIDTHS = {"text": 28, "list": 28, "number": 14, "year": 10, "date": 12, "flag": 10, "coordinate": 14}
# Kinds of fields whose values a cell holds as they are.
TYPED = frozenset({"number", "year", "date"})
# A text that Excel or openpyxl would read as something else: a formula or an error.
ODD = ("=", "#")


def make_workbook(
    path: Path, content: Content, facts: Facts, words: Wording, groups: Sequence[tuple[str, Content]] = ()
) -> list[CutText]:
    """
    Write the workbook of a layer.

    Numbers, dates and truths have their types, codes are text; coordinates are
    two more columns of a layer of points. No cell is a formula. Each of
    ``groups``, a title and some of the records, is a sheet of its own behind
    all of them, with the facts below, so that it can be sent alone. Returns
    the texts that were too long for a cell.
    """
    book = Workbook(write_only=True)
    try:
        with telling(path.name):
            return _fill(book, path, content, facts, words, groups)
    finally:
        _drop_leftovers(book)


def _fill(
    book: Workbook,
    path: Path,
    content: Content,
    facts: Facts,
    words: Wording,
    groups: Sequence[tuple[str, Content]],
) -> list[CutText]:
    """Write every sheet and save."""
    book.properties.title = facts.title
    book.properties.description = storable("\n".join(facts.texts))
    wished = [facts.title, *(title for title, _ in groups), words.translate(SOURCES)]
    titles = unique_titles([sheet_title(title) or sheet_title(facts.title) for title in wished])
    cut = _write_records(book.create_sheet(titles[0]), content, words)
    for (_, part), title in zip(groups, titles[1:-1], strict=True):
        sheet = book.create_sheet(title)
        _write_records(sheet, part, words)
        for text in ("", *facts.texts):
            sheet.append([_text(sheet, text)] if text else [])
    _write_sources(book.create_sheet(titles[-1]), facts)
    book.save(path)
    return cut


def _drop_leftovers(book: Workbook) -> None:
    """Remove what openpyxl leaves in the system's folder of temporary files where it could not save."""
    for sheet in book.worksheets:
        writer = getattr(sheet, "_writer", None)
        if writer is not None and Path(writer.out).exists():
            writer.cleanup()


def sheet_title(text: str) -> str:
    """Return a title that Excel takes for a sheet."""
    return cut_to_length(storable(text).translate(FORBIDDEN), LONGEST_TITLE)


def unique_titles(titles: Sequence[str]) -> list[str]:
    """
    Return titles of sheets of one workbook, in the order given: those that are there already get a number.

    Excel compares them without case; a number takes the place of the last signs where there is no room.
    """
    taken, found = {RESERVED}, list[str]()
    for title in titles:
        free, number = title, 1
        while free.casefold() in taken:
            number += 1
            ending = f" {number}"
            free = cut_to_length(title, LONGEST_TITLE - len(ending)) + ending
        taken.add(free.casefold())
        found.append(free)
    return found


def _write_records(sheet: WriteOnlyWorksheet, content: Content, words: Wording) -> list[CutText]:
    """Write the headings and a row for each record; return the texts that were cut."""
    places = coordinate_fields(content)
    columns = (*content.spec.fields, *places)
    sheet.freeze_panes = "A2"
    for number, field in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(field.kind, WIDTHS["text"])
    sheet.append([_heading(sheet, words.translate(field.title)) for field in columns])
    pairs = coordinates(content) if places else []
    known: dict[Any, object] = {}
    for at, row in enumerate(content.rows):
        cells = [_cell(sheet, field, row, words, known) for field in content.spec.fields]
        sheet.append(cells + list(pairs[at] or (None, None)) if places else cells)
    return [
        CutText(key_of(row), field.name, row[field.name])
        for field in content.spec.fields
        if field.kind == "text"
        for row in content.rows
        if is_longer(row[field.name] or "", LONGEST_CELL)
    ]


def _write_sources(sheet: WriteOnlyWorksheet, facts: Facts) -> None:
    """Write what the records rest on."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 100
    for heading, text in facts.lines:
        sheet.append([_heading(sheet, heading), _text(sheet, text)])


def _heading(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    """Return a heading."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _cell(
    sheet: WriteOnlyWorksheet, field: Field, row: dict[str, Any], words: Wording, known: dict[Any, object]
) -> object:
    """
    Return a value of the type of its field; nothing where it is unknown.

    ``known`` remembers the cells of codes, truths and lists: twenty thousand rows share few.
    """
    value = row[field.name]
    if value is None or field.kind in TYPED:
        return value
    if field.kind == "text":
        return _text(sheet, str(value)) if value else None
    key = (field.name, tuple(value) if isinstance(value, list) else value)
    if key not in known:
        text = cell_text(field, row, words, {})
        known[key] = _text(sheet, text) if text else None
    return known[key]


def _text(sheet: WriteOnlyWorksheet, text: str) -> object:
    """Return a text that stays one."""
    plain = cut_to_length(storable(text), LONGEST_CELL)
    if not plain.startswith(ODD):
        return plain
    cell = WriteOnlyCell(sheet, value=plain)
    cell.data_type = "s"
    return cell
