"""Workbooks are read as stored values, under limits, and without anything that is no table."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.errors import DataProblem, InvalidInput, TooLarge
from geodata.intake import limits, workbooks
from geodata.intake.containers import Container, sniff, unpack
from geodata.intake.workbooks import ERRORS_LOST, FORMULAS_LOST, read_workbook
from tests.geodata.intake.intake_files import DATA, ods, ods_row, with_member, xlsx, zipped

ROWS = [["Tên sản phẩm", "Ngày"], ["Chè", date(2023, 5, 6)], ["Rượu", None]]


def only_grid(content: bytes) -> list[list[object]]:
    """Return the rows of a workbook with one sheet."""
    return read_workbook(content, sniff(content)).grid(None)[1]


def test_an_xlsx_is_read_with_its_types():
    assert only_grid(xlsx(ROWS))[1] == ["Chè", date(2023, 5, 6)]


def test_an_xls_is_read_with_its_types():
    grid = only_grid((DATA / "list.xls").read_bytes())
    assert grid[0][0] == "DANH SÁCH SẢN PHẨM OCOP"
    assert grid[4] == [1.0, "Chè Shan", date(2023, 5, 6), "Bản Liền"]


def test_an_ods_is_read():
    assert only_grid(ods(ods_row("Tên", "Xã") + ods_row("Chè", "Bản Liền"))) == [
        ["Tên", "Xã"],
        ["Chè", "Bản Liền"],
    ]


def test_a_formula_without_a_stored_value_is_empty_and_said():
    content = xlsx([["Tên", "Số"], ["Chè", "=1+1"]])
    book = read_workbook(content, Container.XLSX)
    assert book.grid(None)[1][1] == ["Chè", ""]
    assert book.notes == ((FORMULAS_LOST, {"count": 1}),)


def test_a_formula_is_the_value_that_was_stored_with_it():
    sheet = b"""<?xml version="1.0"?><worksheet
    xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
    <row r="1"><c r="A1"><f>1+1</f><v>7</v></c><c r="B1" t="e"><v>#REF!</v></c></row>
    </sheetData></worksheet>"""
    book = read_workbook(with_member(xlsx(ROWS), "xl/worksheets/sheet1.xml", sheet), Container.XLSX)
    assert book.grid(None)[1] == [[7.0, ""]]
    assert book.notes == ((ERRORS_LOST, {"count": 1}),)


def test_macros_and_links_to_other_files_never_reach_the_reader(monkeypatch):
    content = with_member(xlsx(ROWS), "xl/vbaProject.bin", b"macro")
    content = with_member(content, "xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    seen: list[str] = []
    real = workbooks.repack
    monkeypatch.setattr(workbooks, "repack", lambda files: seen.extend(files) or real(files))
    assert only_grid(content)[1][0] == "Chè"
    assert "xl/worksheets/sheet1.xml" in seen
    assert not [name for name in seen if "vba" in name or "external" in name]


def test_an_archive_that_unpacks_to_too_much_is_refused_by_its_size_and_its_ratio(monkeypatch):
    bomb = with_member(xlsx(ROWS), "xl/worksheets/sheet1.xml", b" " * (limits.RATIO_FROM + 1))
    with pytest.raises(TooLarge, match="times its size"):
        read_workbook(bomb, Container.XLSX)
    monkeypatch.setattr(limits, "MOST_UNPACKED", 100)
    with pytest.raises(TooLarge, match="unpacks to more than"):
        read_workbook(xlsx(ROWS), Container.XLSX)


def test_an_archive_that_lies_about_a_size_is_broken():
    content = bytearray(zipped({"xl/workbook.xml": b"x" * 1_000}))
    # The size of the file in the list at the end of the archive: 22 bytes behind its mark.
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(DataProblem):
        unpack(bytes(content))


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c>',
        '<c s=">" r=\'AZZ9\' t="inlineStr"><is><t>x</t></is></c>',
    ],
)
def test_two_cells_in_far_corners_of_an_xlsx_are_refused(cell):
    sheet = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{cell}</row></sheetData>'
        "</worksheet>"
    )
    with pytest.raises(TooLarge):
        read_workbook(with_member(xlsx(ROWS), "xl/worksheets/sheet1.xml", sheet.encode()), Container.XLSX)


def test_two_cells_in_far_corners_of_an_xls_are_refused():
    with pytest.raises(TooLarge):
        read_workbook((DATA / "corners.xls").read_bytes(), Container.XLS)


def test_a_cell_of_an_ods_that_is_repeated_a_million_times_is_refused():
    row = (
        '<table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="100"/>'
        "</table:table-row>"
    )
    with pytest.raises(TooLarge):
        read_workbook(ods(ods_row("Tên") + row), Container.ODS)


def test_empty_rows_that_an_ods_repeats_to_its_end_are_no_rows():
    rest = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    assert only_grid(ods(ods_row("Tên") + rest)) == [["Tên"]]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", InvalidInput),
        (b"%PDF-1.7 \n", InvalidInput),
        (b"\x89PNG\r\n\x1a\n\x00\x01", InvalidInput),
        (b"PK\x03\x04broken", DataProblem),
        (zipped({"word/document.xml": "<x/>"}), InvalidInput),
        (zipped({"xl/workbook.bin": b"x"}), InvalidInput),
        (b"<html><body>x</body></html>", InvalidInput),
        (b"x" * (limits.MOST_BYTES + 1), TooLarge),
    ],
    ids=["empty", "pdf", "png", "broken zip", "word", "xlsb", "html", "too many bytes"],
)
def test_what_is_no_table_is_refused(content, error):
    with pytest.raises(error):
        sniff(content)


@pytest.mark.parametrize("cut", [600, 1_200, 3_000])
def test_an_xls_that_was_cut_off_is_broken(cut):
    content = (DATA / "list.xls").read_bytes()[:cut]
    with pytest.raises(DataProblem, match="damaged, or protected with a password"):
        read_workbook(content, Container.XLS)


def test_the_sheet_that_is_named_is_read_and_another_is_an_error():
    book = read_workbook(xlsx(ROWS, [["Tên"], ["Mật"]], names=("Một", "Hai")), Container.XLSX)
    assert book.grid("Hai")[1][1] == ["Mật"]
    with pytest.raises(InvalidInput, match="Một, Hai"):
        book.grid("Ba")
