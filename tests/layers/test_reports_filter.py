"""A report with a filter of products: it counts what passes everywhere, says so everywhere, and no more."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.jobs.wording import wording_of
from geodata.crs import WGS84
from geodata.errors import InvalidInput
from geodata.office.setting_values import OfficeSettings
from geodata.view import ProductFilter
from geodata.vocabulary import UnitSystem
from layers.exports.content import read_content
from layers.reports.letterhead import letterhead_of
from layers.reports.narrowing import CONTRADICTING, narrowed
from layers.reports.orders import read_report_order
from layers.reports.reading import read_report
from layers.reports.readme import write_report_readme
from layers.reports.unit_report import unit_report
from layers.saved import Around, Viewer
from tests.layers.report_helpers import (
    BAC_HA,
    BAC_HA_TOWN,
    ENGLISH,
    MOMENT,
    PROVINCE,
    TODAY,
    column_of,
    report_of,
    table_of,
    territory_of,
)

FOUR = ProductFilter(stars=frozenset({"4"}))
FILTERS = [FOUR, ProductFilter(group=frozenset({"food"}), status=frozenset({"lapsed", "undetermined"}))]
SUBJECTS = [(PROVINCE, UnitSystem.Y2025), (PROVINCE, UnitSystem.Y2024), (BAC_HA, None), (BAC_HA_TOWN, None)]


def filtered_report(store, subject, units, wanted):
    """Return the report of a unit with a filter."""
    return unit_report(store, ENGLISH, narrowed(store, territory_of(store, subject, units), wanted))


def tables(content, name):
    """Return the rows of a table; none where there is no such table."""
    return [row for table in content.tables() if table.name == name for row in table.rows]


def passes(row, wanted):
    """Tell whether a row of the list that is not filtered passes, by what it says itself."""
    return (
        (not wanted.stars or str(row["stars"]) in wanted.stars)
        and (not wanted.group or row["product_group"] in wanted.group)
        and (not wanted.status or row["status"] in wanted.status)
    )


@pytest.mark.parametrize("wanted", FILTERS, ids=["stars", "group and status"])
@pytest.mark.parametrize(("subject", "units"), SUBJECTS)
def test_list_tables_map_and_layer_hold_the_same_products(reference_store, subject, units, wanted):
    records = territory_of(reference_store, subject, units).records
    expected = sorted(row["name"] for row in records.lists["products"] if passes(row, wanted))
    content = filtered_report(reference_store, subject, units, wanted)
    listed = tables(content, "products")
    assert sorted(row[1] for row in listed) == expected
    for name in ("by_status", "by_stars", "by_group"):
        assert sum(row[1] or 0 for row in tables(content, name)) == len(expected)
    figures = {row[0]: row for row in tables(content, "figures")}
    _, inside, beside = next(row for title, row in figures.items() if title.startswith("Products"))
    assert (inside or 0) + (beside or 0) == len(expected)
    (drawing,) = [one.drawing for one in content.figures() if one.name == "map_products"]
    rows = read_content(reference_store, drawing.choice("products"), drawing.view, WGS84).rows
    own = {row["id"] for row in rows} & {row["product_id"] for row in records.lists["products"]}
    assert len(own) == len(expected)


@pytest.mark.parametrize(("subject", "units"), SUBJECTS[:3])
def test_the_communes_count_what_passes_and_their_producers_all(reference_store, subject, units):
    whole = table_of(report_of(reference_store, subject, units), "by_commune")
    part = table_of(filtered_report(reference_store, subject, units, FOUR), "by_commune")
    assert column_of(part, "Products") == column_of(whole, "4 stars")
    assert column_of(part, "Producers") == column_of(whole, "Producers")


def test_every_table_of_products_and_the_abstract_say_the_filter(reference_store):
    content = filtered_report(reference_store, PROVINCE, UnitSystem.Y2025, FOUR)
    assert content.abstract.endswith("filter of products: Stars (latest rating met): 4 stars")
    named = {
        table.name
        for table in content.tables()
        if "Filter of products: Stars (latest rating met): 4 stars." in table.source
    }
    assert {"figures", "by_status", "by_stars", "by_group", "by_commune", "products", "placing"} <= named
    assert "producers" not in named


def test_a_part_of_the_products_is_not_held_against_totals_of_all(reference_store):
    content = filtered_report(reference_store, PROVINCE, UnitSystem.Y2025, FOUR)
    assert "published" not in {table.name for table in content.tables()}
    texts = [block for section in content.sections for block in section.blocks if isinstance(block, str)]
    assert any("not held against published totals" in text for text in texts)
    assert not any("holds it against the published totals" in str(block) for block in content.blocks())


def test_no_filter_changes_nothing(reference_store):
    whole = territory_of(reference_store, BAC_HA)
    assert narrowed(reference_store, whole, ProductFilter()) is whole


def test_the_readme_and_the_layer_of_products_say_the_filter(reference_store, tmp_path):
    order = read_report_order('{"subject": {"kind": "district", "code": "085"}, "stars": "3"}', TODAY)
    report = read_report(reference_store, ENGLISH, order, Viewer(), Around(today=TODAY))
    (products,) = [layer for layer in report.layers if layer.spec.key == "products"]
    assert {row["stars"] for row in products.rows} == {3}
    # Two reports of one day and unit are two files.
    assert report.kind == "district_085_stars-3"
    write_report_readme(tmp_path, report.content, (), ENGLISH, MOMENT)
    assert "Filter of products: Stars (latest rating met): 3 stars" in (tmp_path / "README.txt").read_text(
        "utf-8-sig"
    )


@pytest.mark.parametrize("name", CONTRADICTING)
def test_a_filter_that_contradicts_what_a_report_rests_on_is_refused_with_the_reason(name):
    body = {"subject": {"kind": "province"}, name: "evaluated_district" if name == "recognition" else "085"}
    with pytest.raises(InvalidInput) as refused:
        read_report_order(json.dumps(body), TODAY)
    assert refused.value.message == CONTRADICTING[name]


def test_vietnamese_writes_the_kind_of_a_unit_in_small_letters_within_a_sentence():
    assert wording_of("vi").in_sentence("Tỉnh Lào Cai") == "tỉnh Lào Cai"
    assert ENGLISH.in_sentence("Lào Cai province") == "Lào Cai province"


def test_the_place_of_a_document_is_the_one_of_the_office():
    usual = letterhead_of(OfficeSettings(), ENGLISH, TODAY, "About").place_and_date
    assert usual.startswith("Lào Cai, ")
    moved = replace(OfficeSettings(), issue_place="Sa Pa")
    assert letterhead_of(moved, ENGLISH, TODAY, "About").place_and_date.startswith("Sa Pa, ")
