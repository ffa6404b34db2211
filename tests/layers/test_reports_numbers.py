"""Reports never contradict themselves: maps, tables and sentences have one basis."""

from __future__ import annotations

import re
from datetime import date

import pytest

from geodata import quality
from geodata.crs import WGS84
from geodata.store import Store
from geodata.vocabulary import Recognition, UnitSystem
from layers.exports.content import read_content
from layers.reports.contents import Column
from layers.reports.orders import ReportOrder
from layers.reports.reading import read_report
from layers.reports.readme import ALL_SOURCES, write_report_readme
from layers.reports.subjects import Subject, SubjectKind
from layers.reports.territory import read_territory
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

LAO_CAI_WARD = Subject(SubjectKind.COMMUNE, "02647", date(2025, 7, 1))
OF_2019 = Subject(SubjectKind.COMMUNE, "02638", date(2019, 4, 1))
CITY = Subject(SubjectKind.DISTRICT, "080")
BEFORE = date(2023, 12, 31)


def told(content):
    """Return every sentence of a report as one text."""
    items = [getattr(block, "items", (block,)) for block in content.blocks()]
    return " ".join(text for found in items for text in found if isinstance(text, str))


@pytest.mark.parametrize("units", [UnitSystem.Y2024, UnitSystem.Y2025])
def test_the_map_of_recognised_products_holds_those_of_the_table_and_no_others(reference_store, units):
    content = report_of(reference_store, PROVINCE, units)
    (drawing,) = [one.drawing for one in content.figures() if one.name == "map_products"]
    choice = drawing.choice("products")
    rows = read_content(reference_store, choice, drawing.view, WGS84).rows
    assert len(rows) == len(table_of(content, "products").rows)
    assert set(choice.chosen.recognition) == {Recognition.RECOGNISED.value}


def test_each_step_of_the_crosswalk_has_its_own_date(reference_store):
    text = told(report_of(reference_store, LAO_CAI_WARD))
    steps = dict(re.findall(r"units of the list until (\S+): ([^.]+)\.", text))
    assert list(steps) == ["30/06/2025", "31/12/2019"]
    assert "02641" in steps["30/06/2025"]
    assert "02638" not in steps["30/06/2025"]
    assert "02638" in steps["31/12/2019"]


def test_a_unit_that_ended_is_told_as_one_that_was(reference_store):
    text = told(report_of(reference_store, Subject(SubjectKind.COMMUNE, "02872", date(2020, 1, 1))))
    assert "From 01/12/2024 to 30/06/2025 its land was in Bắc Hà township (02839)." in text
    assert "Since 01/07/2025 its land has been in Bắc Hà commune (02839)." in text


def test_a_report_of_a_day_counts_beside_published_totals_what_it_counts_everywhere(reference_store):
    territory = read_territory(reference_store, PROVINCE, UnitSystem.Y2024, BEFORE, TODAY)
    content = unit_report(reference_store, ENGLISH, territory)
    named = len(territory.records.lists["products"])
    rows = [row for row in table_of(content, "published").rows if row[0] == "Recognised products"]
    assert {row[4] for row in rows} == {named}
    everything = len(report_products(reference_store))
    assert named < everything
    totals = [
        one
        for one in quality.published_totals(reference_store)
        if one.as_of <= BEFORE and one.metric == "products_total"
    ]
    newest = max(totals, key=lambda one: one.as_of)
    assert f"published {newest.value} recognised products; the registry names {named}," in told(content)
    assert "2024" not in " ".join(str(row[2]) for row in table_of(content, "published").rows)


def report_products(store: Store):
    """Return the recognised products of all dates."""
    return territory_of(store, PROVINCE, UnitSystem.Y2024).records.lists["products"]


def test_a_published_total_of_which_the_registry_names_none_is_told(reference_store):
    text = told(report_of(reference_store, CITY))
    assert "published 7 recognised products; the registry names none here, which is not zero." in text


def test_where_there_is_no_product_none_is_said_to_be_placed(reference_store):
    content = report_of(reference_store, CITY)
    assert not territory_of(reference_store, CITY).records.lists["products"]
    assert "Every product named here" not in told(content)
    placed = [
        code
        for code in ("082", "083", "084", "086", "087", "088", "089")
        if "Every product named here" in told(report_of(reference_store, Subject(SubjectKind.DISTRICT, code)))
    ]
    assert placed


@pytest.mark.parametrize(("subject", "has"), [(BAC_HA, True), (BAC_HA_TOWN, False)])
def test_published_totals_are_promised_only_where_they_follow(reference_store, subject, has):
    content = report_of(reference_store, subject)
    assert ("holds it against the published totals" in told(content)) is has
    assert any(table.name == "published" for table in content.tables()) is has


def test_an_approximate_outline_is_told(reference_store):
    subject = Subject(SubjectKind.COMMUNE, "03001", date(2020, 1, 1))
    assert "Lines of the outline: approximate lines" in told(report_of(reference_store, subject))


def test_a_market_with_several_rows_is_explained(reference_store):
    content = report_of(reference_store, PROVINCE, UnitSystem.Y2025)
    kinds = table_of(content, "sales_points_by_kind")
    rows = dict(zip(column_of(kinds, "Kind"), column_of(kinds, "Sales points"), strict=True))["Market"]
    assert rows > len(table_of(content, "markets").rows)
    assert f"{rows} rows are of the kind market" in told(content)


def test_a_difference_has_its_sign_in_tables_and_in_sentences():
    column = Column("Difference", "signed")
    assert [column.shown(value, ENGLISH) for value in (-493, 0, 12)] == ["−493", "0", "+12"]


def test_a_report_without_maps_and_layers_says_why(reference_store):
    uncovered = next(
        row for row in territory_of(reference_store, PROVINCE).communes if not row["has_records"]
    )
    for subject, reason in (
        (Subject(SubjectKind.COMMUNE, uncovered["unit_code"]), "no table of the registry covers this unit"),
        (OF_2019, "in no unit system that has outlines"),
    ):
        order = ReportOrder(subject, None, None, None)
        report = read_report(reference_store, ENGLISH, order, Viewer(), Around(today=TODAY))
        assert not report.layers
        assert reason in dict(report.content.basis)["Maps and layers"]
    assert "Maps and layers" not in dict(report_of(reference_store, BAC_HA).basis)


def test_a_unit_that_no_map_draws_has_no_figures_of_the_map(reference_store):
    captions = [table.caption for table in report_of(reference_store, OF_2019).tables()]
    assert not any("as the map counts" in caption for caption in captions)


def test_the_filter_of_the_basis_says_what_the_tables_hold(reference_store):
    for subject in (PROVINCE, BAC_HA):
        told_filter = dict(report_of(reference_store, subject).basis)["Filter"]
        assert "tables and maps of products hold those named as recognised" in told_filter


def test_a_city_is_not_called_a_district(reference_store):
    assert "Lào Cai city had 1" in told(report_of(reference_store, CITY))


def test_the_map_of_a_commune_is_not_one_of_its_communes(reference_store):
    captions = [figure.caption for figure in report_of(reference_store, BAC_HA_TOWN).figures()]
    assert captions[0] == "Products named as recognised in Bắc Hà commune"


def test_what_is_counted_begins_with_a_capital(reference_store):
    cells = column_of(table_of(report_of(reference_store, PROVINCE), "figures"), "What is counted")
    assert all(cell[:1].isupper() for cell in cells)


def test_a_readme_has_no_heading_with_nothing_below_it(reference_store, tmp_path):
    communes = territory_of(reference_store, PROVINCE).communes
    code = next(row["unit_code"] for row in communes if not row["has_records"])
    content = report_of(reference_store, Subject(SubjectKind.COMMUNE, code))
    write_report_readme(tmp_path, content, (), ENGLISH, MOMENT)
    readme = (tmp_path / "README.txt").read_text(encoding="utf-8-sig")
    assert ALL_SOURCES not in readme
    assert "Maps and layers: none: no table of the registry covers this unit" in readme
    assert "the PDF in Libertinus Serif" in readme


def test_a_day_before_every_published_total_says_so(reference_store):
    territory = read_territory(reference_store, PROVINCE, UnitSystem.Y2025, BEFORE, TODAY)
    content = unit_report(reference_store, ENGLISH, territory)
    assert "No total published for this unit up to 31/12/2023 is known" in told(content)
