"""
Workbooks to be filled in: headings that are understood, drop-down lists, and a sheet that explains.

Whatever a drop-down offers is read back as what it means; a test fills in
every one of them. No cell is a formula.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from geodata.intake import template_texts as texts
from geodata.intake.matching import ID, ID_HEADINGS
from geodata.intake.part_tables import PartTable, TableKind, table_fields, table_label
from geodata.names import search_key
from geodata.records.fields import Field, FieldType
from geodata.records.values import words_of
from geodata.store import Store
from geodata.tables import units
from geodata.vocabulary import SYSTEM_DAY, UnitLevel, UnitSystem

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Translate = Callable[[str], str]
Values = Mapping[str, Any]

FILLED_ROWS = 5_000  # for which the drop-downs are there
LONGEST_TITLE = 31
WIDTHS = {FieldType.LONG_TEXT: 40, FieldType.TEXT: 28, FieldType.RECORD: 28, FieldType.LIST: 40}
# Numbers that a program of tables must not round, sort or take zeros from.
AS_TEXT = frozenset({FieldType.TEXT, FieldType.LONG_TEXT, FieldType.UNIT, FieldType.LINK, FieldType.LIST})
STARS = ("3", "4", "5")
FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as the sheet of units lists it; ``units`` is the list that it is from."""

    name: str
    code: str
    district: str | None
    units: UnitSystem


def make_template(
    kind: TableKind,
    language: str,
    translate: Translate,
    unit_lines: Sequence[UnitLine] = (),
    rows: Iterable[Values] = (),
) -> bytes:
    """
    Return a workbook (.xlsx) for records of one kind, or for parts of records.

    Parameters
    ----------
    kind
        What the rows are.
    language
        ``vi`` or ``en``: of the headings and the drop-downs.
    translate
        Turns texts for the translators into that language.
    unit_lines
        Units whose names the column of communes offers.
    rows
        Records to be written into it: field → plain value, and ``id``.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = _title(translate(table_label(kind)))
    guide = book.create_sheet(_title(translate(texts.INSTRUCTIONS)))
    lists = book.create_sheet(_title(translate(texts.LISTS)))
    lists.sheet_state = "hidden"
    fields = [field for field in table_fields(kind) if field.in_form]
    _write_rows(sheet, fields, language, translate, rows)
    _write_lists(sheet, lists, fields, language, translate, unit_lines)
    _write_guide(guide, fields, language, translate, is_of_parts=isinstance(kind, PartTable))
    if unit_lines:
        _write_units(book.create_sheet(_title(translate(texts.UNITS))), translate, unit_lines)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def read_unit_lines(store: Store, today: date) -> list[UnitLine]:
    """Return the communes of today and of 30 June 2025, by name."""
    t, parent = units.c, units.alias()
    found: dict[tuple[str, str | None, str], UnitLine] = {}
    for system, day in ((UnitSystem.Y2025, today), (UnitSystem.Y2024, SYSTEM_DAY[UnitSystem.Y2024])):
        holds = sa.and_(t.valid_from <= day, sa.or_(t.valid_to.is_(None), t.valid_to >= day))
        is_district = sa.and_(
            parent.c.unit_code == t.parent_code,
            parent.c.valid_from == t.parent_valid_from,
            parent.c.level == UnitLevel.DISTRICT.value,
        )
        select = (
            sa.select(t.unit_code, t.name, parent.c.name.label("district"))
            .select_from(units.outerjoin(parent, is_district))
            .where(t.level == UnitLevel.COMMUNE.value, holds)
        )
        with store.read() as connection:
            for row in connection.execute(select):
                line = UnitLine(row.name, row.unit_code, row.district, system)
                found[row.unit_code, row.district, system.value] = line
    return sorted(found.values(), key=lambda line: (line.units != UnitSystem.Y2025, search_key(line.name)))


def heading_of(field: Field, language: str, translate: Translate) -> str:
    """Return the heading of a field: in Vietnamese the first that offices write, else its label."""
    return field.headings[0] if language == "vi" and field.headings else translate(field.label)


def offered(field: Field, translate: Translate) -> dict[str, str]:
    """Return value → the word that a drop-down offers for it: one that is read back as that value."""
    words = words_of(field)
    found = {}
    for value, label in (field.choices or {}).items():
        own = [word for word, meant in field.words.items() if meant == value]
        known = [word for word in (translate(label), *own, label) if words.get(search_key(word)) == value]
        found[value] = known[0] if known else value
    return found


def _write_rows(
    sheet: Worksheet, fields: Sequence[Field], language: str, translate: Translate, rows: Iterable[Values]
) -> None:
    """Write the headings, and a row for each record."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    headings = [ID_HEADINGS[1] if language == "vi" else translate(texts.ID_HEADING)]
    headings += [heading_of(field, language, translate) for field in fields]
    for column, heading in enumerate(headings, start=1):
        cell = sheet.cell(1, column, heading)
        cell.font = Font(bold=True)
        field = fields[column - 2] if column > 1 else None
        if field is not None and field.required:
            cell.fill = PatternFill("solid", fgColor="FFE9A8")
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width = WIDTHS.get(field.type, 16) if field is not None else 16
        dimension.number_format = _format(field)
    sheet.freeze_panes = "A2"
    for number, values in enumerate(rows, start=2):
        _put(sheet.cell(number, 1), values.get(ID))
        for column, field in enumerate(fields, start=2):
            value = values.get(field.name)
            if value is not None and field.choices:
                value = offered(field, translate).get(str(value), value)
            _put(sheet.cell(number, column), value, field)


def _format(field: Field | None) -> str:
    """Return the number format of a column."""
    if field is not None and field.type is FieldType.DATE:
        return "dd/mm/yyyy"
    return "@" if field is None or field.type in AS_TEXT else "General"


def _put(cell: Cell, value: object, field: Field | None = None) -> None:
    """Write a value into a cell; a text stays one, whatever it begins with."""
    if value is None or value == []:
        return
    if field is not None and field.type is FieldType.DATE:
        cell.value = date.fromisoformat(str(value))
        cell.number_format = "dd/mm/yyyy"
        return
    if field is not None and field.type is FieldType.RANGE and isinstance(value, list):
        ends = [f"{end:g}".replace(".", ",") for end in value]
        value = ends[0] if ends[0] == ends[-1] else "-".join(ends)
    elif isinstance(value, list):
        value = " ; ".join(map(str, value))
    if isinstance(value, bool):
        value = texts.YES if value else texts.NO
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"


def _write_lists(
    sheet: Worksheet,
    lists: Worksheet,
    fields: Sequence[Field],
    language: str,
    translate: Translate,
    unit_lines: Sequence[UnitLine],
) -> None:
    """Write what the drop-downs offer, and hang them on their columns."""
    from openpyxl.utils import get_column_letter, quote_sheetname
    from openpyxl.worksheet.datavalidation import DataValidation

    used = 0
    for column, field in enumerate(fields, start=2):
        words = _words(field, translate, unit_lines)
        if not words:
            continue
        used += 1
        letter = get_column_letter(used)
        _put(lists.cell(1, used), heading_of(field, language, translate))
        for row, word in enumerate(words, start=2):
            _put(lists.cell(row, used), word)
        # A commune may be one of a list that is not here, and lists of words are long enough to mistype.
        strict = field.choices is not None
        listed = f"{quote_sheetname(lists.title)}!${letter}$2:${letter}${len(words) + 1}"
        rule = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=strict)
        own = get_column_letter(column)
        rule.add(f"{own}2:{own}{FILLED_ROWS + 1}")
        sheet.add_data_validation(rule)


def _words(field: Field, translate: Translate, unit_lines: Sequence[UnitLine]) -> list[str]:
    """Return what the drop-down of a field offers; nothing where it has none."""
    if field.choices:
        return list(offered(field, translate).values())
    if field.words and field.type is FieldType.TEXT:
        return list(dict.fromkeys(map(translate, field.words)))
    if field.type is FieldType.STARS:
        return list(STARS)
    if field.type is FieldType.FLAG:
        return [translate(texts.YES), translate(texts.NO)]
    if field.name == "commune":
        return list(dict.fromkeys(line.name for line in unit_lines))
    if field.name == "district":
        return sorted({line.district for line in unit_lines if line.district}, key=search_key)
    return []


def _write_guide(
    guide: Worksheet, fields: Sequence[Field], language: str, translate: Translate, *, is_of_parts: bool
) -> None:
    """Write how the sheet is filled in."""
    from openpyxl.styles import Alignment, Font

    general = texts.GENERAL_OF_PARTS if is_of_parts else texts.GENERAL
    for line in general:
        guide.append([translate(line)])
    guide.append([])
    guide.append([translate(text) for text in texts.HEADINGS])
    for cell in guide[guide.max_row]:
        cell.font = Font(bold=True)
    own = ID_HEADINGS[1] if language == "vi" else translate(texts.ID_HEADING)
    own_help = texts.ID_OF_OWNER if is_of_parts else texts.ID_HELP
    guide.append([own, "", translate(texts.TYPES[FieldType.TEXT]), "", translate(own_help)])
    for field in fields:
        guide.append(
            [
                heading_of(field, language, translate),
                translate(texts.NEEDED) if field.required else "",
                translate(texts.TYPES[field.type]),
                "; ".join(_words(field, translate, ())),
                translate(field.help) if field.help else "",
            ]
        )
    for letter, width in zip("ABCDE", (34, 10, 30, 60, 70), strict=True):
        guide.column_dimensions[letter].width = width
        for cell in guide[letter]:
            cell.alignment = Alignment(wrap_text=len(general) < cell.row, vertical="top")
            if isinstance(cell.value, str):
                cell.data_type = "s"


def _write_units(sheet: Worksheet, translate: Translate, unit_lines: Sequence[UnitLine]) -> None:
    """Write the units with their codes."""
    for column, text in enumerate(texts.UNIT_HEADINGS, start=1):
        _put(sheet.cell(1, column), translate(text))
    for row, line in enumerate(unit_lines, start=2):
        for column, value in enumerate((line.name, line.code, line.district, line.units.value), start=1):
            _put(sheet.cell(row, column), value)
    sheet.column_dimensions["A"].width = sheet.column_dimensions["C"].width = 24


def _title(text: str) -> str:
    """Return a title that Excel takes for a sheet."""
    return text.translate(FORBIDDEN)[:LONGEST_TITLE]
