"""The headings of a list are found below its title, and every row keeps its number."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import DataProblem, InvalidInput, TooLarge
from geodata.intake import limits
from geodata.intake.cells import clean
from geodata.intake.choices import Choices
from geodata.intake.csv_tables import quoting_notes, read_grid, separator
from geodata.intake.matching import How, field_of_heading, heading_key, is_heading, likely_kind, match_columns
from geodata.intake.reading import read_file
from geodata.intake.sheets import column_letters, table_of
from geodata.records.fields import fields_of
from geodata.records.kinds import RecordKind
from layers.encode import neutral_cell


def known(text: str) -> bool:
    """Tell whether a text is the heading of a field of products."""
    return is_heading(text, [RecordKind.PRODUCTS])


TITLED = [
    ["DANH SÁCH SẢN PHẨM OCOP", None, None],
    [],
    ["STT", "Tên sản phẩm", "Chủ thể"],
    ["(1)", "(2)", "(3)"],
    [1, "Chè", "HTX Bản Liền"],
    [None, None, None],
    [2, "Rượu", None],
]


def test_headings_stand_below_a_title_and_rows_keep_their_numbers():
    sheet = table_of("Danh sách", TITLED, known)
    assert (sheet.header_row, sheet.headings) == (3, ("STT", "Tên sản phẩm", "Chủ thể"))
    assert [(row.number, row.cells[1]) for row in sheet.rows] == [(5, "Chè"), (7, "Rượu")]


def test_a_row_of_headings_that_a_person_names_is_taken():
    sheet = table_of("x", [["Tên sản phẩm"], ["Chè"], ["Rượu"]], known, header_row=2)
    assert (sheet.headings, [row.number for row in sheet.rows]) == (("Chè",), [3])


def test_columns_without_a_heading_are_called_by_their_letters_and_equal_ones_are_told_apart():
    sheet = table_of("x", [["Tên", None, "Tên"], ["a", "b", "c"]], known)
    assert sheet.headings == ("Tên", "B", "Tên (2)")


def test_a_table_without_any_text_has_no_headings():
    with pytest.raises(DataProblem):
        table_of("x", [[1, 2], [3, 4]], known)


def test_too_many_rows_or_columns_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    with pytest.raises(TooLarge, match="rows"):
        table_of("x", [["Tên"], ["a"], ["b"], ["c"]], known)
    monkeypatch.setattr(limits, "MOST_COLUMNS", 2)
    with pytest.raises(TooLarge, match="columns"):
        table_of("x", [["Tên", "b", "c"]], known)


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("  Chè  \n Shan ", "Chè Shan"),
        ("N/A", None),
        ("a\u200bb", "ab"),
        (3.0, 3),
        (3.5, 3.5),
        (float("nan"), None),
        (datetime(2023, 5, 6), date(2023, 5, 6)),  # noqa: DTZ001 -- cells have no zone
        (None, None),
        (True, True),
        ("", None),
    ],
)
def test_cells_lose_what_no_reader_sees(value, cleaned):
    assert clean(value) == cleaned


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_the_letters_of_a_program_of_tables(index, letters):
    assert column_letters(index) == letters


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_cells_is_found_out(sign):
    text = "\n".join(
        sign.join(row) for row in (["Tên", "Xã", "Giá"], ["Chè", "Sa Pa", "1"], ["Mật", "Y Tý", "2"])
    )
    assert separator(text) == sign
    assert read_grid(text)[1] == ["Chè", "Sa Pa", "1"]


def test_decimal_commas_do_not_part_cells_where_semicolons_do():
    assert read_grid("Tên;Điểm\nChè;85,5\nMật;90,25\n")[2] == ["Mật", "90,25"]


def test_a_quoted_cell_may_hold_lines_and_the_row_behind_it_keeps_its_number():
    sheet = table_of("x", [list(row) for row in read_grid('Tên,Xã\n"Chè\nShan",a\nMật,b\n')], known)
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(2, "Chè Shan"), (3, "Mật")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('Tên,Xã\nChè,"Sa Pa\nMật,Y Tý\nRượu,Bản Phố\n', 2),
        ('"Tên,Xã\nChè,Sa Pa', 1),
        ('Tên,Xã\n"Chè\nShan",Sa Pa\nMật,"Y Tý', 4),
        ('Tên;Xã\nChè;Sa Pa\n"', 3),
    ],
)
def test_a_quotation_mark_that_never_ends_is_said_with_its_line(text, line):
    with pytest.raises(DataProblem) as caught:
        read_grid(text)
    assert caught.value.values == {"line": line}


def test_letters_behind_a_quotation_mark_are_noted_with_their_line():
    (note,) = read_file(
        'Tên,Xã\nChè,"Sa Pa\nMật,"Y Tý"\n'.encode(), Choices(kind=RecordKind.SIGHTS)
    ).sheet.notes
    assert note[1] == {"line": 3}
    assert (
        read_file(
            'Tên,Xã\n"Chè ""Shan""\ncổ thụ",Sa Pa\n'.encode(), Choices(kind=RecordKind.SIGHTS)
        ).sheet.notes
        == ()
    )


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@x", "=HYPERLINK(1)", "＝1+1", "＠x"])
def test_the_apostrophe_that_our_own_tables_put_before_a_formula_is_no_part_of_a_text(text):
    assert clean(neutral_cell(text)) == text
    assert clean("'Khâu Nhục'") == "'Khâu Nhục'"


@given(st.lists(st.lists(st.text(alphabet='abc,;"\n|é', max_size=5), min_size=2, max_size=4), min_size=1))
def test_a_table_that_a_program_wrote_is_read_cell_by_cell_without_a_note(rows):
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([["Tên", "Xã", "Huyện"]] * 21 + rows)
    assert read_grid(written.getvalue())[21:] == rows
    assert quoting_notes(written.getvalue()) == ()


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n,,"])
def test_a_text_without_a_cell_is_no_table(text):
    with pytest.raises(DataProblem):
        read_grid(text)


@given(st.lists(st.lists(st.text(alphabet='abc,;"\n|\té', max_size=5), min_size=2, max_size=4), max_size=5))
def test_no_text_makes_the_reader_fall_over(rows):
    text = "\n".join(",".join(row) for row in rows)
    try:
        grid = read_grid(text)
    except DataProblem:
        return
    assert any(any(row) for row in grid)


# Matching


@pytest.mark.parametrize("kind", list(RecordKind))
def test_every_heading_of_a_field_means_that_field_alone(kind):
    for field in fields_of(kind):
        for heading in field.headings:
            (match,) = match_columns([heading.upper()], kind)
            meant = next(f for f in fields_of(kind) if heading_key(heading) in map(heading_key, f.headings))
            assert (match.field, match.how) == (meant.name, How.EXACT)


def test_a_heading_that_is_nearly_right_is_matched_and_said():
    (match,) = match_columns(["Ten san phâm"], RecordKind.PRODUCTS)
    assert (match.field, match.how) == ("name", How.EXACT)
    (match,) = match_columns(["Số quyết địnhh"], RecordKind.PRODUCTS)
    assert (match.field, match.how) == ("decision_number", How.NEAR)


def test_no_two_columns_mean_one_field_and_what_was_chosen_comes_first():
    matches = match_columns(["Tên sản phẩm", "Sản phẩm", "Lạ"], RecordKind.PRODUCTS, chosen={"Lạ": "name"})
    assert [match.field for match in matches] == [None, None, "name"]


def test_a_column_that_was_said_not_to_be_read_stays_unread():
    (match,) = match_columns(["Ghi chú"], RecordKind.PRODUCTS, chosen={"Ghi chú": None})
    assert (match.field, match.how) == (None, How.CHOSEN)
    (match,) = match_columns(["Cột lạ"], RecordKind.PRODUCTS, earlier={"cot la": None})
    assert (match.field, match.how) == (None, How.EARLIER)


def test_the_heading_of_a_field_is_read_though_somebody_left_it_unread_earlier():
    (match,) = match_columns(["Ghi chú"], RecordKind.PRODUCTS, earlier={"ghi chu": None})
    assert (match.field, match.how) == ("note", How.EXACT)


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (["STT", "Tên sản phẩm", "Chủ thể", "Hạng sao", "Xã"], RecordKind.PRODUCTS),
        (["Tên chủ thể", "Loại hình chủ thể", "Địa chỉ"], RecordKind.PRODUCERS),
        (["Cây trồng", "Diện tích (ha)", "Xã"], RecordKind.MATERIAL_ZONES),
        (
            ["as_of", "as_of_precision", "province_code", "metric", "key", "value", "source"],
            RecordKind.PUBLISHED_TOTALS,
        ),
    ],
)
def test_what_a_list_is_of_is_told_from_its_headings(headings, kind):
    assert likely_kind(headings) is kind


def test_a_heading_over_several_columns_and_those_below_it_name_number_and_day_of_the_decision():
    top = ["STT", "Tên sản phẩm", "Quyết định công nhận", None, "Ghi chú"]
    for lower in (("Số", "Ngày"), ("Số hiệu", "Ngày, tháng, năm")):
        sheet = table_of("x", [top, [None, None, *lower, None], [1, "Chè", "12/QĐ", "1/2/2024", None]], known)
        found = {one.field for one in match_columns(sheet.headings, RecordKind.PRODUCTS)}
        assert found >= {"name", "decision_number", "certified_on", "note"}, lower
        assert [row.number for row in sheet.rows] == [3]


@pytest.mark.parametrize(
    ("heading", "kind", "field"),
    [
        ("Tên chủ thể (HTX, DN, hộ SXKD)", RecordKind.PRODUCTS, "producer"),
        ("Địa chỉ (thôn, xã, huyện)", RecordKind.PRODUCTS, "address"),
        ("Xếp hạng sao", RecordKind.PRODUCTS, "stars"),
        ("Số QĐ, ngày tháng năm", RecordKind.PRODUCTS, "decision_number"),
        ("Số quyết định phê duyệt kết quả", RecordKind.PRODUCTS, "decision_number"),
        ("Ngày cấp", RecordKind.PRODUCTS, "certified_on"),
        ("Tên cơ sở", RecordKind.PRODUCERS, "name"),
        ("Sản lượng (tấn)", RecordKind.MATERIAL_ZONES, "production"),
        ("Tính đến", RecordKind.PUBLISHED_TOTALS, "as_of"),
        ("Kinh tuyến trục", RecordKind.SALES_POINTS, "epsg"),
        # Another measure, year, system or decision is another column.
        ("Diện tích (m2)", RecordKind.MATERIAL_ZONES, None),
        ("Sản lượng (triệu lít)", RecordKind.MATERIAL_ZONES, None),
        ("Hạng sao (2019)", RecordKind.PRODUCTS, None),
        ("Kinh độ (VN-2000)", RecordKind.SALES_POINTS, None),
        ("Số quyết định thành lập", RecordKind.PRODUCTS, None),
    ],
)
def test_an_explanation_in_brackets_says_nothing_else_unless_it_names_a_measure_or_a_year(
    heading, kind, field
):
    assert field_of_heading(heading, kind) == field


def test_numbers_below_a_measure_in_a_heading_are_told_with_it():
    text = "Cây trồng;Xã;Sản lượng (tấn)\nChè;Bản Liền;12,3\nQuế;Nậm Đét;5 tạ vỏ\n"
    read = read_file(text.encode(), Choices(kind=RecordKind.MATERIAL_ZONES))
    assert [row.cells[2] for row in read.sheet.rows] == ["12,3 tấn", "5 tạ vỏ"]


def test_two_coordinates_in_one_cell_are_latitude_and_longitude_whichever_comes_first():
    cells = ("22.52, 104.36", "104,36; 22,52", "22°31'12\"N 104°21'36\"E", "gần chợ")
    text = "\n".join(["Tên\tLoại\tTọa độ", *(f"A{at}\tchợ\t{cell}" for at, cell in enumerate(cells))])
    read = read_file(text.replace('"', "”").encode(), Choices(kind=RecordKind.SALES_POINTS))
    assert [one.field for one in read.columns[-2:]] == ["lat", "lon"]
    assert [row.cells[-2:] for row in read.sheet.rows] == [
        ("22.52", "104.36"),
        ("22,52", "104,36"),
        ("22°31'12”N", "104°21'36”E"),
        ("gần chợ", None),
    ]


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"columns": {"Xã": "stars"}}, "field cannot be stars"),
        ({"columns": {"Nope": "name"}}, "no column “Nope”; it has: Tên, Xã"),
        ({"crs": "EPSG:999999"}, "no coordinate reference system"),
    ],
)
def test_a_choice_that_means_nothing_in_a_file_is_refused(chosen, says):
    with pytest.raises(InvalidInput, match=says):
        read_file("Tên,Xã\nChợ A,Sa Pa\n".encode(), Choices(kind=RecordKind.SIGHTS, **chosen))
