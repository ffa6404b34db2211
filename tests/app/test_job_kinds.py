"""Kinds of jobs: what they take, to whom they are open, and what the check of the records finds."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.jobs.checks import CheckData, check_data, write_findings
from app.jobs.kinds import inputs_text, read_inputs
from app.jobs.registry import KINDS
from geodata import tables
from geodata.errors import InvalidInput, NotFound
from geodata.office.vocabulary import RoleName
from geodata.rechecking import CONTRACT, Checked, Finding, check_store
from tests import jobkinds


@given(
    st.builds(
        jobkinds.Mixed,
        name=st.text(max_size=20),
        day=st.none() | st.dates(),
        role=st.none() | st.sampled_from(list(RoleName)),
        share=st.floats(allow_nan=False, allow_infinity=False),
        deep=st.booleans(),
        codes=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    )
)
def test_inputs_come_back_from_json_as_they_went(inputs):
    kind = jobkinds.KINDS.find("mixed")
    assert read_inputs(kind, json.loads(inputs_text(inputs))) == inputs


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"name": 1},
        {"name": "a", "day": "2026-02-30"},
        {"name": "a", "role": "king"},
        {"name": "a", "share": "0.5"},
        {"name": "a", "deep": 1},
        {"name": "a", "codes": ["1", 2]},
        {"name": "a", "codes": "12"},
        {"name": None},
    ],
)
def test_inputs_of_another_type_are_refused(given):
    with pytest.raises(InvalidInput):
        read_inputs(jobkinds.KINDS.find("mixed"), given)


@pytest.mark.parametrize("role", [None, *RoleName])
def test_a_kind_is_open_to_its_least_role_and_those_above(role):
    assert jobkinds.KINDS.find("slow").open_to(role)
    assert jobkinds.KINDS.find("count").open_to(role) is (role is RoleName.ADMINISTRATOR)


def test_a_kind_that_nobody_knows_is_not_found():
    with pytest.raises(NotFound):
        KINDS.find("nope")


# --- checking the records ---------------------------------------------------------------------------------


class Heard:
    """A task that notes what a job says, and gives it a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fractions: list[float] = []

    def progress(self, fraction: float, message: str, **values: object) -> None:
        assert message % values
        self.fractions.append(fraction)

    def result(self, name: str) -> Path:
        return self.folder / name


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_the_check_of_the_reference_data_finds_only_sums_that_the_sources_break(reference_store, tmp_path):
    heard = Heard(tmp_path)
    check_data.run(reference_store, CheckData(language="en"), heard)
    assert heard.fractions == sorted(heard.fractions)
    assert heard.fractions[-1] == 1.0
    heading, *rows = rows_of(tmp_path / "data_check.csv")
    assert heading == ["Table", "Record", "Rule", "Problem"]
    assert {row[2] for row in rows} <= {"sum_broken"}


def test_the_check_finds_a_value_that_no_load_would_have_written(own_reference_store):
    with own_reference_store.write() as connection:
        first = connection.scalar(sa.select(tables.products.c.product_id).limit(1))
        row = tables.products.c.product_id == first
        connection.execute(tables.products.update().where(row).values(stars=9))
    found = check_store(own_reference_store, date(2026, 1, 1), Heard(Path()).progress).findings
    broken = [finding for finding in found if finding.rule == "contract"]
    assert [(finding.table, finding.record) for finding in broken] == [("products", first)]
    assert broken[0].values == {"column": "stars", "value": "9"}


def test_the_table_of_problems_holds_no_formula_and_is_in_the_language_asked_for(tmp_path):
    finding = Finding("products", "=1+1", "contract", CONTRACT, {"column": "name", "value": "%(x)s"})
    write_findings(tmp_path / "a.csv", Checked((finding,), 1), "en")
    _, row = rows_of(tmp_path / "a.csv")
    assert row == ["products", "'=1+1", "contract", "“%(x)s” in column name breaks a rule of the table."]


def test_the_check_takes_no_other_language():
    with pytest.raises(InvalidInput):
        CheckData(language="fr")
