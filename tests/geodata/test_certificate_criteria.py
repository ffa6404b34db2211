"""Which decision's criteria a certificate was given under, and the bands of stars."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from geodata import tables
from geodata.certificates.criteria import TABLE, band_above, band_of, criteria_of, criteria_when
from geodata.plain import rows_of
from geodata.status import CertificateDate


@pytest.mark.parametrize(
    ("year", "version"),
    [
        (2018, None),
        (2019, None),
        (2020, "1048/QĐ-TTg"),
        (2022, "1048/QĐ-TTg"),
        (2023, None),
        (2024, "148/QĐ-TTg"),
        (2025, None),
        (2026, "1489/QĐ-TTg"),
    ],
)
def test_a_year_in_which_the_decision_changed_does_not_tell_the_criteria(year, version):
    assert criteria_when(CertificateDate(None, year)) == version


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("2019-08-20", None),
        ("2019-08-21", "1048/QĐ-TTg"),
        ("2023-02-23", "1048/QĐ-TTg"),
        ("2023-02-24", "148/QĐ-TTg"),
        ("2025-07-05", "148/QĐ-TTg"),
        ("2025-07-06", "1489/QĐ-TTg"),
    ],
)
def test_a_day_belongs_to_the_decision_of_that_day(day, version):
    assert criteria_when(CertificateDate(date.fromisoformat(day), None)) == version


@given(st.integers(2015, 2030))
def test_a_year_has_a_version_only_where_each_of_its_days_has_it(year):
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(365)] + [date(year, 12, 31)]
    each = {criteria_when(CertificateDate(day, None)) for day in days}
    assert criteria_when(CertificateDate(None, year)) == (each.pop() if len(each) == 1 else None)


def test_the_parts_of_every_version_make_a_hundred_points():
    for one in TABLE:
        assert sum(one.most.values()) == 100
        assert criteria_of(one.version) is one
    assert criteria_of(None) is None


@pytest.mark.parametrize(
    ("points", "stars", "above"),
    [
        (0, 1, 2),
        (29.9, 1, 2),
        (30, 2, 3),
        (49, 2, 3),
        (50, 3, 4),
        (69.5, 3, 4),
        (70, 4, 5),
        (90, 5, None),
        (100, 5, None),
    ],
)
def test_points_fall_into_a_band_and_have_one_above(points, stars, above):
    assert band_of(points).stars == stars
    found = band_above(points)
    assert (found.stars if found else None) == above


def test_a_certificate_of_the_reference_data_names_criteria_where_its_stated_year_tells_them(reference_store):
    t, p = tables.certificates, tables.products
    query = sa.select(t.c.certified_year, t.c.criteria, p.c.inferred_fields).join(
        p, p.c.product_id == t.c.product_id
    )
    rows = rows_of(reference_store.frame(query))
    by_year = {2020: "1048/QĐ-TTg", 2021: "1048/QĐ-TTg", 2022: "1048/QĐ-TTg", 2024: "148/QĐ-TTg"}
    for row in rows:
        is_stated = "certified_year" not in row["inferred_fields"]
        assert row["criteria"] == (by_year.get(row["certified_year"]) if is_stated else None)
    assert {row["criteria"] for row in rows} == {None, "1048/QĐ-TTg", "148/QĐ-TTg"}
