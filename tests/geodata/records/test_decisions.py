"""The day of a decision beside its number, and the province of a target that names none."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.intake.choices import Choices
from geodata.intake.making import preview_file
from geodata.records.checking import Checker
from geodata.records.kinds import RecordKind
from geodata.records.state import read_state
from geodata.registry.reading import REFERENCE
from tests.geodata.records.world import fill_registry

TODAY = date(2026, 11, 22)
PRODUCT = {"name": "Chè có số", "commune": "Bản Liền", "district": "Bắc Hà", "stars": 3}


def checked(store, **values):
    with store.read() as connection:
        return Checker(connection, TODAY).check(RecordKind.PRODUCTS, PRODUCT | values)


@pytest.mark.parametrize(
    "text",
    [
        "123/QĐ-UBND ngày 12/5/2024",
        "123/QĐ-UBND (ngày 12/05/2024)",
        "123/QĐ-UBND, ký ngày 12 tháng 5 năm 2024",
        "123/QĐ-UBND, 12/5/2024",
    ],
)
def test_a_day_inside_the_number_of_a_decision_is_its_day_and_that_is_said(reference_store, text):
    found = checked(reference_store, decision_number=text)
    assert found.state is not None
    [certificate] = found.state["certificates"]
    assert (certificate["decision_number"], certificate["certified_on"]) == ("123/QĐ-UBND", "2024-05-12")
    assert [one.rule for one in found.warnings] == ["decision_dated"]


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [("certified_year", 2023, "year_differs"), ("certified_on", "13/5/2024", "decision_day_differs")],
)
def test_a_day_inside_a_number_that_contradicts_another_column_is_a_problem(
    reference_store, field, value, rule
):
    found = checked(reference_store, decision_number="123/QĐ-UBND ngày 12/5/2024", **{field: value})
    assert (found.state, [one.rule for one in found.problems]) == (None, [rule])


@pytest.mark.parametrize(
    ("part", "more", "rules", "day"),
    [
        (None, {}, ["decision_dated"], "2024-05-12"),
        (None, {"certified_on": "12/5/2024", "certified_year": 2024}, ["decision_dated"], "2024-05-12"),
        (None, {"certified_on": "13/5/2024"}, ["decision_day_differs"], None),
        (None, {"certified_year": 2023}, ["year_differs"], None),
        # Of 2023, as it is stored.
        ("c1", {}, ["year_differs"], None),
        ("c1", {"certified_year": 2024}, ["decision_dated"], "2024-05-12"),
    ],
)
def test_the_form_of_a_certificate_treats_a_day_inside_a_number_alike(sqlite_store, part, more, rules, day):
    fill_registry(sqlite_store)
    raw = {"decision_number": "123/QĐ-UBND ngày 12/5/2024"} | more
    with sqlite_store.read() as connection:
        state = read_state(connection, RecordKind.PRODUCTS, "p1")
        found = Checker(connection, TODAY).check_part(RecordKind.PRODUCTS, "certificates", part, raw, state)
    assert [one.rule for one in (*found.problems, *found.warnings)] == rules
    certificates = [] if found.state is None else found.state["certificates"]
    stored = [row["certified_on"] for row in certificates if row["decision_number"] == "123/QĐ-UBND"]
    assert stored == ([] if day is None else [day])


def test_a_number_without_a_readable_day_stays_as_it_is_written(reference_store):
    found = checked(reference_store, decision_number="123/QĐ-UBND ngày 31/2/2024", certified_year=2024)
    assert found.state is not None
    assert found.state["certificates"][0]["decision_number"] == "123/QĐ-UBND ngày 31/2/2024"


def test_the_targets_that_are_shipped_come_back_as_the_same(reference_store):
    content = (REFERENCE / "targets.csv").read_bytes()
    rows = preview_file(reference_store, content, Choices(kind=RecordKind.PUBLISHED_TARGETS), TODAY)[1].rows
    assert {row.outcome.value for row in rows} == {"same"}


def test_a_new_target_of_a_year_before_the_merger_is_said_to_be_of_the_former_province(reference_store):
    values = {"metric": "products_total", "year": 2024, "value": 700, "unit": "products", "source": "KH 2"}
    with reference_store.read() as connection:
        found = Checker(connection, TODAY).check(RecordKind.PUBLISHED_TARGETS, values)
    assert found.state is not None
    assert found.state["published_targets"][0]["province_code"] == "10"
    assert [one.rule for one in found.warnings] == ["province_before"]


def test_a_target_of_the_merged_province_has_to_name_it(reference_store):
    values = {"metric": "products_total", "year": 2027, "value": 700, "unit": "products", "source": "KH 2"}
    with reference_store.read() as connection:
        found = Checker(connection, TODAY).check(RecordKind.PUBLISHED_TARGETS, values)
    assert [(one.field, one.rule) for one in found.problems] == [("province_code", "required")]
