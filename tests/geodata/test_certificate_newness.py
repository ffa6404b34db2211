"""Which certificate of a product is the newest: one rule, and it says where it cannot be told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.certificates.newness import is_newest_told, newest, newest_first
from geodata.certificates.upgrades import upgrade_of
from geodata.lapsing import ending
from geodata.records.product_building import settled_product
from tests.geodata.certificate_rows import certificate_row

DAY, YEAR, NONE = date(2024, 1, 31), 2024, None
certificates = st.one_of(
    st.builds(lambda on: certificate_row("p", on), st.dates(date(2023, 11, 1), date(2025, 2, 1))),
    st.builds(lambda year: certificate_row("p", year=year), st.integers(2022, 2026)),
    st.just(certificate_row("p")),
)


def days_of(row):
    """Return every day on which a certificate can have been given, the slow way; None: nothing is known."""
    if row["certified_on"]:
        return [row["certified_on"]]
    return (
        [date(row["certified_year"], month, 1) for month in range(1, 13)]
        + [date(row["certified_year"], 12, 31)]
        if row["certified_year"]
        else None
    )


@given(st.lists(certificates, min_size=1, max_size=4, unique_by=lambda row: row["certificate_id"]))
def test_the_newest_is_told_where_every_day_that_it_can_have_is_after_those_of_all_others(rows):
    chosen = newest(rows)
    assert chosen is newest_first(rows)[0]
    others = [row for row in rows if row is not chosen]
    after = all(
        days_of(chosen) and days_of(other) and min(days_of(chosen)) > max(days_of(other)) for other in others
    )
    assert is_newest_told(rows) == after
    assert all(
        not days_of(o) or (days_of(chosen) and max(days_of(chosen)) >= max(days_of(o))) for o in others
    )


@given(st.permutations([certificate_row("p", DAY), certificate_row("p", year=YEAR), certificate_row("p")]))
def test_the_order_of_the_rows_plays_no_part(rows):
    assert [row["certificate_id"] for row in newest_first(rows)] == ["p-2024", "p-2024-01-31", "p-undated"]


@pytest.mark.parametrize("on", ["2024-01-31", "2024-12-31"])
def test_stars_page_lapse_and_points_take_the_same_certificate_for_the_newest(on):
    day = date.fromisoformat(on)
    dated = certificate_row("p", day, stars=3, points=55)
    year = certificate_row("p", year=2024, stars=4, points=72)
    chosen = newest([dated, year])
    product = {"product_id": "p", "name": "Chè", "recognition": "recognised", "stars": None}
    stored = [
        row | {"certified_on": row["certified_on"] and str(row["certified_on"])} for row in (dated, year)
    ]
    settled = settled_product({"products": [product], "certificates": stored})
    assert settled["products"][0]["stars"] == chosen["stars"]
    assert upgrade_of(product, [dated, year]).certificate is chosen
    assert ending([dated, year], date(2025, 6, 1)).certificate is chosen
