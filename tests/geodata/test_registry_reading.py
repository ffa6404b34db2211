"""Reading raw tables: every cell cleaned, nothing guessed."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.registry.reading import (
    Row,
    clean_text,
    decimal,
    number,
    number_range,
    read_rows,
    record_id,
    slug,
    whole,
    year,
)
from geodata.registry.report import ProblemLog


@pytest.mark.parametrize("raw", ["", "   ", "nan", "None", "NULL", "\u200b", None])
def test_an_empty_cell_is_unknown_and_never_a_word(raw):
    assert clean_text(raw)[0] is None


def test_the_fruit_na_is_not_an_empty_cell():
    assert clean_text("na") == ("na", False)


def test_text_is_composed_and_its_spaces_are_single():
    decomposed = unicodedata.normalize("NFD", "Bản  Liền\n(chè)")
    assert clean_text(decomposed) == ("Bản Liền (chè)", False)


def test_control_characters_are_removed_and_told():
    assert clean_text("Chợ\x00 Cốc\u202e Ly") == ("Chợ Cốc Ly", True)


def test_text_that_looks_like_code_is_text():
    hostile = "{{ 6*7 }}</script><script>`${x}`"
    assert clean_text(hostile) == (hostile, False)


@given(st.text())
def test_clean_text_is_clean(raw):
    text, _ = clean_text(raw)
    assert text is None or text == unicodedata.normalize("NFC", " ".join(text.split()))
    assert clean_text(text)[0] == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("870", 870.0), ("19.7", 19.7), ("19,7", 19.7), ("1.234.567", 1234567.0), ("1.234,5", 1234.5)],
)
def test_numbers_are_read_as_they_are_written_in_vietnamese_and_english(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["1.234", "12,500", "khoảng 5", "", "5 ha", "-3"])
def test_a_number_that_may_mean_two_things_is_not_read(text):
    assert number(text) is None


def test_a_program_writes_decimals_with_a_point():
    assert (decimal("22.542"), decimal("1,5"), decimal(None)) == (22.542, None, None)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("200-300", (200.0, 300.0)),
        ("70–80", (70.0, 80.0)),
        ("45.5", (45.5, 45.5)),
        ("5-3", None),
        ("-", None),
    ],
)
def test_a_span_has_two_ends(text, ends):
    assert number_range(text) == ends


def test_a_span_of_years_counts_as_its_last():
    log = ProblemLog("t.csv")
    assert year(Row(2, {"year": "2019-2021"}), "year", log) == 2021
    assert log.problems == []


@pytest.mark.parametrize(("reader", "rule"), [(year, "year_bad"), (whole, "number_bad")])
def test_what_cannot_be_read_is_told_with_row_column_and_value(reader, rule):
    log = ProblemLog("t.csv")
    assert reader(Row(7, {"x": "năm ngoái"}), "x", log) is None
    problem = log.problems[0]
    assert (problem.file, problem.row, problem.column, problem.value, problem.rule) == (
        "t.csv", 7, "x", "năm ngoái", rule,
    )  # fmt: skip


def test_a_row_knows_its_line_and_a_dirty_cell_is_told(tmp_path: Path):
    path = tmp_path / "t.csv"
    path.write_text("\ufeffname,x\nMột,1\nH\x01ai,2\n", encoding="utf-8")
    log = ProblemLog("t.csv")
    rows = read_rows(path, log)
    assert [(row.number, row.text("name")) for row in rows] == [(2, "Một"), (3, "Hai")]
    assert [(problem.row, problem.rule) for problem in log.problems] == [(3, "control_characters")]


def test_a_slug_is_short_plain_and_never_empty():
    assert slug("Đồi chè – Bản Liền!") == "doi-che-ban-lien"
    assert slug("…") == "x"
    assert len(slug("a b" * 99)) <= 60


@given(st.text(min_size=1), st.text(), st.text())
def test_an_identifier_depends_on_name_and_qualifier_alone(name, one, other):
    assert record_id(name, one) == record_id(name, one)
    assert record_id(name, one).isascii()


def test_two_producers_of_one_product_name_are_two_products():
    assert record_id("Gạo Séng Cù Mường Vi", "HTX Hảo Anh") != record_id(
        "Gạo Séng Cù Mường Vi", "HTX Tiên Phong"
    )
