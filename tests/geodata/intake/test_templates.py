"""Templates come back without a single problem, with whatever their drop-downs offer."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from geodata.intake.choices import Choices
from geodata.intake.preview import Outcome, preview_rows
from geodata.intake.reading import read_file
from geodata.intake.template_rows import template_rows
from geodata.intake.templates import heading_of, make_template, offered, read_unit_lines
from geodata.records.fields import fields_of
from geodata.records.kinds import RecordKind
from geodata.records.values import read_value
from scripts._language import translator

TODAY = date(2026, 11, 22)
LANGUAGES = ("vi", "en")


def template(kind: RecordKind, language: str, store=None, rows=()) -> bytes:
    """Return a template."""
    units = read_unit_lines(store, TODAY) if store is not None else ()
    return make_template(kind, language, translator(language), units, rows)


@pytest.mark.parametrize("kind", list(RecordKind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_is_read_as_its_kind_with_every_column_matched(kind, language):
    read = read_file(template(kind, language), Choices())
    assert read.kind is kind
    fields = [field.name for field in fields_of(kind) if field.in_form]
    assert [column.field for column in read.columns] == ["id", *fields]
    assert read.sheet.rows == ()


@pytest.mark.parametrize("kind", list(RecordKind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_drop_down_is_read_as_its_value(kind, language):
    for field in fields_of(kind):
        for value, word in offered(field, translator(language)).items():
            assert read_value(field, word) == (value, None)


def test_a_template_that_is_filled_in_with_its_drop_downs_has_no_problem(reference_store):
    content = template(RecordKind.SALES_POINTS, "vi", reference_store)
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    fields = {field.name: field for field in fields_of(RecordKind.SALES_POINTS)}

    def put(row: int, name: str, value: object) -> None:
        sheet.cell(row, columns[heading_of(fields[name], "vi", translator("vi"))], value)

    for row, (kind, word) in enumerate(offered(fields["kind"], translator("vi")).items(), start=2):
        put(row, "name", f"Điểm {kind}")
        put(row, "kind", word)
        put(row, "commune", "Bản Liền")
        put(row, "district", "Bắc Hà")
        put(row, "opened_year", 2024)
    made = io.BytesIO()
    book.save(made)
    with reference_store.read() as connection:
        found = preview_rows(connection, read_file(made.getvalue(), Choices()), Choices(), TODAY)
    assert {row.outcome for row in found.rows} == {Outcome.NEW}
    assert len(found.rows) == len(fields["kind"].choices)


def test_no_cell_of_a_template_with_records_is_a_formula(hostile_store):
    rows = template_rows(hostile_store, RecordKind.PRODUCTS)
    book = load_workbook(io.BytesIO(template(RecordKind.PRODUCTS, "vi", hostile_store, rows)))
    kinds = {cell.data_type for sheet in book.worksheets for line in sheet.iter_rows() for cell in line}
    assert "f" not in kinds


def test_the_sheet_of_units_lists_both_lists_with_codes(reference_store):
    lines = read_unit_lines(reference_store, TODAY)
    names = {(line.name, line.district, line.units.value) for line in lines}
    assert ("Bản Liền", "Bắc Hà", "2024") in names
    assert any(units == "2025" for _, _, units in names)
    assert all(len(line.code) == 5 for line in lines)
