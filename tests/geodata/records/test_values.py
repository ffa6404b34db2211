"""What a cell says for a field: Vietnamese ways of writing, and what is open stays open."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.names import search_key
from geodata.records.fields import Field, FieldType, field_of, fields_of, fields_of_part
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.part_fields import PART_FIELDS
from geodata.records.values import read_value, written

ALL_FIELDS = [
    *(field for kind in RecordKind for field in fields_of(kind)),
    *(field for kind in RecordKind for part in spec_of(kind).owned if part.table in PART_FIELDS
      for field in fields_of_part(kind, part.table)),
]  # fmt: skip


def field(kind: str, name: str) -> Field:
    found = field_of(kind, name)
    assert found is not None
    return found


STARS = field("products", "stars")
DAY = field("products", "certified_on")
POINTS = field("products", "points")
GROUP = field("products", "product_group")
HOUSEHOLDS = field("material_zones", "households")
AREA = field("material_zones", "area_ha")
FEE = field("sights", "entry_fee_vnd")
MONEY = Field("amount_vnd", FieldType.MONEY, "", least=0, most=1e12)
FLAG = Field("evening", FieldType.FLAG, "")
FREE = Field("any", FieldType.DECIMAL, "")


@pytest.mark.parametrize(
    ("known", "raw", "value"),
    [
        (STARS, "3 sao", 3),
        (STARS, "OCOP 4 sao", 4),
        (STARS, "★★★★★", 5),
        (STARS, 4.0, 4),
        (DAY, "31/12/2024", "2024-12-31"),
        (DAY, "1-2-2023", "2023-02-01"),
        (DAY, "2024-12-31", "2024-12-31"),
        (DAY, "2024-12-31 00:00:00", "2024-12-31"),
        (DAY, "ngày 5 tháng 3 năm 2022", "2022-03-05"),
        (DAY, datetime(2024, 5, 6, tzinfo=UTC), "2024-05-06"),
        (GROUP, "ĐỒ UỐNG", "beverage"),
        (GROUP, "do uong", "beverage"),
        (GROUP, "Beverages", "beverage"),
        (HOUSEHOLDS, "1.800", 1800),
        (HOUSEHOLDS, "2000 hộ", 2000),
        (AREA, "200-300", [200.0, 300.0]),
        (AREA, "1.234,5", [1234.5, 1234.5]),
        (FEE, "20.000 – 30.000 đ", [20_000, 30_000]),
        (MONEY, "30 triệu đồng", 30_000_000),
        (MONEY, "1,5 tỷ", 1_500_000_000),
        (MONEY, "30.000.000 đ", 30_000_000),
        (FLAG, "Có", True),
        (FLAG, "khong", False),
        (FLAG, 1.0, True),
        (field("products", "unit_code"), 2776, "02776"),
        (field("products", "unit_code"), "080", "080"),
        (field("products", "lon"), "103,975", 103.975),
        (field("products", "lat"), "22°30'00\"B", 22.5),
        (field("sales_points", "opened_year"), "2019-2021", 2021),
        (field("products", "certified_year"), 2022.0, 2022),
        (field("products", "decision_number"), 123.0, "123"),
        (field("products", "source"), "một ; hai", ["một", "hai"]),
        (field("products", "website"), "postmart.vn/p/x.html", "postmart.vn/p/x.html"),
    ],
)
def test_vietnamese_ways_of_writing_are_read(known, raw, value):
    assert read_value(known, raw) == (value, None)


@pytest.mark.parametrize(
    ("known", "raw", "rule"),
    [
        (STARS, "6 sao", "out_of_range"),
        (STARS, True, "number_bad"),
        (DAY, "31/02/2024", "date_bad"),
        (DAY, "05/2023", "date_year_only"),
        (GROUP, "khoáng sản", "choice_unknown"),
        (POINTS, "tám mươi", "number_bad"),
        (POINTS, 101, "out_of_range"),
        (POINTS, float("inf"), "number_bad"),
        (HOUSEHOLDS, "12,5", "whole_bad"),
        (AREA, "300-200", "range_bad"),
        (AREA, "5-", "range_bad"),
        (AREA, "-5", "out_of_range"),
        (AREA, "- 5", "out_of_range"),
        (AREA, "-5 – -3", "out_of_range"),
        (FLAG, "có lẽ", "flag_bad"),
        (field("products", "website"), "javascript:alert(1)", "link_bad"),
        (field("products", "unit_code"), "xã", "unit_code_bad"),
        (field("products", "name"), "x" * 301, "too_long"),
        (field("products", "name"), {"a": 1}, "not_a_text"),
    ],
)
def test_what_is_not_allowed_says_why(known, raw, rule):
    value, wrong = read_value(known, raw)
    assert value is None
    assert wrong is not None
    assert (wrong.field, wrong.rule) == (known.name, rule)
    assert "“”" not in wrong.text()


@pytest.mark.parametrize("raw", [None, "", "  ", "nan", "-", "chưa rõ", float("nan")])
@pytest.mark.parametrize("known", [STARS, DAY, GROUP, HOUSEHOLDS, AREA, FLAG])
def test_words_for_unknown_are_empty_and_no_problem(known, raw):
    assert read_value(known, raw) == (None, None)


def test_a_number_that_may_be_two_stays_open_with_both_as_suggestions():
    value, wrong = read_value(FREE, "1.234")
    assert value is None
    assert wrong is not None
    assert [each.value for each in wrong.suggestions] == [1.234, 1234.0]


def test_a_number_that_may_be_two_is_the_one_that_the_field_may_have():
    assert read_value(POINTS, "85.125") == (85.125, None)


def test_a_day_with_two_digits_of_the_year_is_asked_for_again():
    _, wrong = read_value(DAY, "12/05/23")
    assert wrong is not None
    assert [each.value for each in wrong.suggestions] == ["12/05/2023"]


def test_a_misspelt_choice_gets_the_likeliest_values_to_pick_from():
    _, wrong = read_value(GROUP, "dược lịu")
    assert wrong is not None
    assert wrong.suggestions[0].value == "herbal"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y"]))
def test_a_day_that_was_written_is_read_back(day, form):
    assert read_value(DAY, day.strftime(form)) == (day.isoformat(), None)


@given(st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 6)))
def test_a_number_that_was_written_is_read_back(value):
    assert read_value(FREE, written(value)) == (value + 0.0, None)


@given(st.integers(0, 10_000_000))
def test_a_whole_number_with_its_thousands_parted_is_read_back(value):
    assert read_value(HOUSEHOLDS, f"{value:,}".replace(",", ".")) == (value, None)


@given(st.lists(st.floats(0, 1e6).map(lambda value: round(value, 3)), min_size=2, max_size=2).map(sorted))
def test_a_range_that_was_written_is_read_back(ends):
    assert read_value(AREA, " - ".join(map(written, ends))) == ([end + 0.0 for end in ends], None)


@pytest.mark.parametrize("known", [each for each in ALL_FIELDS if each.choices], ids=lambda f: f.name)
def test_every_value_and_word_of_a_choice_means_one_value(known):
    for value in known.choices:
        assert read_value(known, value) == (value, None)
    for word, value in known.words.items():
        if value in known.choices:
            assert read_value(known, word) == (value, None)
            assert read_value(known, search_key(word).upper()) == (value, None)


@given(
    st.sampled_from(ALL_FIELDS), st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.dates())
)
def test_anything_is_read_or_said_to_be_wrong_and_never_both(known, raw):
    value, wrong = read_value(known, raw)
    assert wrong is None or (value is None and wrong.message)


@pytest.mark.parametrize("kind", list(RecordKind))
def test_no_two_fields_of_a_kind_share_a_heading(kind):
    headings = [key for each in fields_of(kind) for key in {search_key(heading) for heading in each.headings}]
    assert sorted(headings) == sorted(set(headings))


@pytest.mark.parametrize("name", ["certified_year", "evaluated_year"])
def test_a_span_of_years_of_a_recognition_is_asked_about(name):
    value, wrong = read_value(field("products", name), "2021-2024")
    assert value is None
    assert wrong is not None
    assert (wrong.rule, [one.value for one in wrong.suggestions]) == ("year_span", [2021, 2024])


@pytest.mark.parametrize(("text", "wanted"), [("idea registered 2021", []), ("Đã công nhân", ["recognised"])])
def test_that_a_product_is_recognised_is_suggested_only_for_a_slip_of_the_pen(text, wanted):
    wrong = read_value(field("products", "recognition"), f"{text}?")[1]
    assert wrong is not None
    assert [one.value for one in wrong.suggestions] == wanted


@pytest.mark.parametrize(
    ("written", "stars"),
    [("ba sao", 3), ("Ba", 3), ("Bốn sao", 4), ("03", 3), ("3/5", 3), ("4/5 sao", 4), ("ba mươi", None)],
)
def test_stars_in_words_are_read(written, stars):
    assert read_value(field_of(RecordKind.PRODUCTS, "stars"), written)[0] == stars


@pytest.mark.parametrize(
    ("written", "rule", "value", "fields"),
    [
        ("45631", "date_serial", "05/12/2024", {}),
        (45631, "date_serial", "05/12/2024", {}),
        ("12/2024", "date_year_only", None, {"certified_year": 2024}),
        (2024, "date_year_only", None, {"certified_year": 2024}),
        ("5/12/2024 (cấp lại)", "date_more", "05/12/2024", {}),
    ],
)
def test_what_is_nearly_a_day_is_suggested_and_never_taken(written, rule, value, fields):
    found, wrong = read_value(field_of(RecordKind.PRODUCTS, "certified_on"), written)
    assert (found, wrong.rule) == (None, rule)
    assert [(one.value, one.fields) for one in wrong.suggestions] == [(value, fields)]


def test_the_mark_of_a_text_is_no_part_of_a_day():
    assert read_value(field_of(RecordKind.PRODUCTS, "certified_on"), "'05/12/2024") == ("2024-12-05", None)


@pytest.mark.parametrize(
    ("kind", "name", "word", "value"),
    [
        (RecordKind.PRODUCERS, "kind", "DN", "enterprise"),
        (RecordKind.PRODUCERS, "kind", "Hộ KD", "household"),
        (RecordKind.PRODUCERS, "kind", "Cơ sở SX", "household"),
        (RecordKind.PRODUCERS, "kind", "Cá nhân", None),
        (RecordKind.PRODUCTS, "product_group", "Thủ công mỹ nghệ, trang trí", "craft"),
        (RecordKind.PUBLISHED_TOTALS, "metric", "Tổng số sản phẩm OCOP", "products_total"),
    ],
)
def test_words_of_lists_mean_a_choice_where_that_is_certain(kind, name, word, value):
    assert read_value(field_of(kind, name), word)[0] == value
