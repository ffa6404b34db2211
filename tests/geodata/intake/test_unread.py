"""Nothing of a file is left aside in silence: sheets that are not read, and warnings at the command line."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.intake.choices import Choices
from geodata.intake.making import preview_file
from geodata.intake.part_tables import PartTable
from geodata.intake.reading import KIND_SEVERAL, KIND_UNSURE, read_file
from geodata.intake.report import WARNINGS_SHOWN, render
from geodata.intake.templates import make_template, read_unit_lines
from geodata.records.kinds import RecordKind
from geodata.registry.reading import REFERENCE
from scripts.import_registry import REFUSED, TAKEN, exit_code
from tests.geodata.intake.intake_files import xlsx

TODAY = date(2026, 11, 22)
PRODUCTS = Choices(kind=RecordKind.PRODUCTS)
HEADINGS = ["Tên sản phẩm", "Chủ thể", "Hạng sao", "Xã", "Huyện"]
UNITS = ["Xã", "Tên", "Mã"]


def listed(name: str) -> list[list[object]]:
    return [HEADINGS, [name, "HTX Hai Tờ", 3, "Bản Liền", "Bắc Hà"]]


def test_a_second_sheet_of_the_same_kind_is_said_not_to_be_read(reference_store):
    book = xlsx(listed("Chè A"), listed("Chè B"), [UNITS, ["Bản Liền", "Bắc Hà", "02869"]], names="ABC")
    read, preview = preview_file(reference_store, book, PRODUCTS, TODAY)
    assert read.unread == ("B",)
    assert "sheets not read, which hold rows of the same kind: B." in render(read, preview)
    assert (preview.counts()["refused"], exit_code(read, preview)) == (0, REFUSED)


def test_sheets_without_rows_of_the_kind_are_no_matter(reference_store):
    book = xlsx(listed("Chè A"), [HEADINGS], [["Hướng dẫn"], ["Tên sản phẩm", "Hạng sao"]])
    read, preview = preview_file(reference_store, book, PRODUCTS, TODAY)
    assert (read.unread, exit_code(read, preview)) == ((), TAKEN)


def test_the_command_line_tells_warnings_with_their_number_and_the_first_of_each_kind(reference_store):
    rows = [[f"Chè {number}", "HTX Một", 3, "Bản Liền", "Bắc Hà"] for number in range(WARNINGS_SHOWN + 2)]
    lines = render(*preview_file(reference_store, xlsx([HEADINGS, *rows]), PRODUCTS, TODAY)).splitlines()
    assert any(line.startswith(f"{len(rows)} rows are taken with a warning") for line in lines)
    assert sum("entered as a new producer" in line for line in lines) == WARNINGS_SHOWN


def test_a_sheet_of_another_kind_is_said_not_to_be_read(reference_store):
    producers = [["Tên chủ thể", "Loại hình chủ thể", "Xã"], ["HTX Hai Tờ", "HTX", "Bản Liền"]]
    read, preview = preview_file(
        reference_store, xlsx(listed("Chè A"), producers, names="AB"), PRODUCTS, TODAY
    )
    assert "sheets not read, which hold rows of another kind: B." in render(read, preview)
    assert (read.unread, exit_code(read, preview)) == (("B",), REFUSED)


def test_what_is_beside_the_table_of_a_template_is_no_list_of_records(reference_store):
    units = read_unit_lines(reference_store, TODAY)
    for kind in (RecordKind.PRODUCTS, RecordKind.SALES_POINTS, PartTable.FACTS):
        assert read_file(make_template(kind, "en", str, units), Choices()).unread == ()


def test_headings_that_fit_several_kinds_alike_are_said_to():
    book = xlsx([["Tên", "Loại", "Xã", "Huyện"], ["Cửa hàng A", "Cửa hàng", "Bản Liền", "Bắc Hà"]])
    read = read_file(book, Choices())
    assert {RecordKind.SALES_POINTS, RecordKind.SIGHTS} <= set(read.alike)
    assert read.sheet.notes == ((KIND_SEVERAL, {}),)
    assert read_file(book, Choices(kind=RecordKind.SIGHTS)).alike == ()


@pytest.mark.parametrize(("file", "is_unsure"), [("market_days.csv", True), ("ocop_products.csv", False)])
def test_a_table_that_lacks_what_its_likeliest_kind_needs_says_that_nobody_knows_what_it_is(file, is_unsure):
    read = read_file((REFERENCE / file).read_bytes(), Choices())
    assert ((KIND_UNSURE, {}) in read.sheet.notes) is is_unsure
