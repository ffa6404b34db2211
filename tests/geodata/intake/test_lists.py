"""Lists as offices lay them out: merged cells, headings over two rows, totals, notes, hidden sheets."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from geodata.intake.asides import LEFT_OUT
from geodata.intake.choices import Choices
from geodata.intake.merges import fill_down
from geodata.intake.reading import ReadFile, read_file
from geodata.records.kinds import RecordKind
from tests.geodata.intake.intake_files import ods, ods_row, xlsx

HEADINGS = ["STT", "Tên sản phẩm", "Chủ thể", "Xã", "Hạng sao"]
CHE = [1, "Chè Shan", "HTX A", "Bản Liền", 4]
RUOU = [2, "Rượu ngô", "HTX B", "Bản Phố", 3]


def merged(rows: Sequence[Sequence[object]], *ranges: str) -> bytes:
    """Return a workbook of one sheet with merged cells."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for cells in ranges:
        book.active.merge_cells(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def names(read: ReadFile) -> list[object]:
    """Return the values of the column that means the name."""
    at = next(at for at, column in enumerate(read.columns) if column.field == "name")
    return [row.cells[at] for row in read.sheet.rows]


def test_a_value_that_is_merged_over_several_rows_is_that_of_each():
    second = [2, "Chè xanh", None, None, 3]
    read = read_file(merged([HEADINGS, CHE, second], "C2:C3", "D2:D3"), Choices())
    assert read.sheet.rows[1].cells == (2, "Chè xanh", "HTX A", "Bản Liền", 3)


def test_a_value_that_an_ods_merges_is_that_of_each_row():
    covered = '<table:table-row><table:table-cell office:value-type="string"><text:p>B</text:p>'
    covered += "</table:table-cell><table:covered-table-cell/></table:table-row>"
    spanned = ods_row("A", "Bản Phố").replace(
        '<table:table-cell office:value-type="string"><text:p>Bản Phố',
        '<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>Bản Phố',
    )
    read = read_file(ods(ods_row("Tên sản phẩm", "Xã") + spanned + covered), Choices())
    assert [row.cells for row in read.sheet.rows] == [("A", "Bản Phố"), ("B", "Bản Phố")]


@given(
    st.lists(
        st.tuples(
            st.tuples(st.integers(0, 6), st.integers(0, 4)), st.tuples(st.integers(0, 6), st.integers(0, 4))
        )
    )
)
def test_merges_of_any_kind_only_fill_empty_cells_with_what_stands_above(merges):
    grid: list[list[object]] = [["a", "", "b"], ["", "c", ""], ["", "", ""], ["d", "", ""]]
    before = [list(line) for line in grid]
    fill_down(grid, merges)
    for row, line in enumerate(grid):
        for column, value in enumerate(line):
            above = {before[r][column] for r in range(row)}
            assert value == before[row][column] or (before[row][column] == "" and value in above)


def test_headings_over_two_rows_are_read_together():
    upper = ["STT", "Tên sản phẩm", "Địa chỉ", None, "Quyết định", None]
    lower = [None, None, "Xã", "Huyện", "Số", "Ngày"]
    row = [1, "Chè Shan", "Bản Liền", "Bắc Hà", "12/QĐ-UBND", date(2024, 5, 6)]
    read = read_file(
        merged([["DANH SÁCH"], upper, lower, row], "A2:A3", "B2:B3", "C2:D2", "E2:F2"), Choices()
    )
    fields = [column.field for column in read.columns]
    assert fields == [None, "name", "commune", "district", "decision_number", "certified_on"]
    assert (read.sheet.header_row, len(read.sheet.rows)) == (3, 1)


@pytest.mark.parametrize("is_merged", [True, False])
def test_headings_between_rows_and_a_total_are_no_records_and_are_said(is_merged):
    rows = [HEADINGS, ["I", "HUYỆN BẮC HÀ"], CHE, RUOU, [None, "Tổng cộng: 2 sản phẩm"]]
    read = read_file(merged(rows, *(["B2:E2"] if is_merged else [])), Choices())
    assert names(read) == ["Chè Shan", "Rượu ngô"]
    listed = "2 (HUYỆN BẮC HÀ); 5 (Tổng cộng: 2 sản phẩm)"
    assert read.sheet.notes == ((LEFT_OUT, {"count": 2, "rows": listed}),)


def test_notes_and_signatures_below_a_table_are_no_records():
    below = [[], ["Ghi chú: theo báo cáo của huyện"], [None, "Người lập biểu", None, "Chủ tịch"]]
    assert names(read_file(xlsx([HEADINGS, CHE, RUOU, *below]), Choices())) == ["Chè Shan", "Rượu ngô"]


@pytest.mark.parametrize(
    "name", ["Tổng công ty chè", "Cộng đồng Tả Van", "Tổng hợp thảo dược 7 vị", "I", "* Chè"]
)
def test_what_could_be_a_record_is_a_record(name):
    rows = [HEADINGS, CHE, [2, name, None, None, 3], [3, "Rượu", "HTX B", None, None]]
    assert names(read_file(xlsx(rows), Choices())) == ["Chè Shan", name, "Rượu"]


def test_a_last_row_that_says_little_is_a_record_where_nothing_parts_it_from_the_others():
    assert (
        names(read_file(xlsx([HEADINGS, CHE, RUOU, [None, "Chè Bát Tiên"]]), Choices()))[-1] == "Chè Bát Tiên"
    )


def test_a_list_of_published_totals_consists_of_totals():
    rows = [
        ["Chỉ tiêu", "Mã", "Giá trị", "Ngày"],
        ["Tổng số", "x", 163, "31/12/2023"],
        ["Tổng số", "y", 5, 2024],
    ]
    read = read_file(xlsx(rows), Choices(kind=RecordKind.PUBLISHED_TOTALS))
    assert len(read.sheet.rows) == 2


def test_a_sheet_that_was_hidden_is_read_only_where_it_is_asked_for():
    book = Workbook()
    book.active.title = "Danh sách"
    for row in (["Tên sản phẩm", "Xã"], ["Chè", "Bản Liền"]):
        book.active.append(row)
    hidden = book.create_sheet("Ẩn")
    hidden.sheet_state = "hidden"
    for row in (HEADINGS, RUOU):
        hidden.append(row)
    made = io.BytesIO()
    book.save(made)
    assert read_file(made.getvalue(), Choices()).sheet.name == "Danh sách"
    assert names(read_file(made.getvalue(), Choices(sheet="Ẩn"))) == ["Rượu ngô"]
