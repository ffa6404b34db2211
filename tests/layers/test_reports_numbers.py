"""Reports never contradict themselves: maps, tables and sentences have one basis."""

from __future__ import annotations

import re
from datetime import date

import pytest

from geodata.crs import WGS84
from geodata.reconciliation.figures import Chosen, reconciled
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


@pytest.mark.parametrize(
    ("subject", "units", "on"),
    [
        (PROVINCE, UnitSystem.Y2024, None),
        (PROVINCE, UnitSystem.Y2025, None),
        (PROVINCE, UnitSystem.Y2024, BEFORE),
        (BAC_HA, None, None),
    ],
)
def test_a_report_holds_against_published_totals_what_the_page_of_reconciliation_does(
    reference_store, subject, units, on
):
    territory = read_territory(reference_store, subject, units, on, TODAY)
    table = table_of(unit_report(reference_store, ENGLISH, territory), "published")
    district = subject.key if subject.kind is SubjectKind.DISTRICT else None
    province = "15" if units is UnitSystem.Y2025 else "10"
    page = [
        one
        for one in reconciled(reference_store, Chosen(district=district), TODAY)
        if one.published.province_code == province and (on is None or one.published.as_of <= on)
    ]
    named = [one if one.tally and one.tally.high else None for one in page]
    assert len(page) > 0
    assert column_of(table, "Published") == [one.published.value for one in page]
    assert column_of(table, "Registry: certainly") == [one and one.tally.low for one in named]
    assert column_of(table, "Registry: at most") == [one and one.tally.high for one in named]
    assert column_of(table, "Difference: from") == [one and one.difference[0] for one in named]
    assert column_of(table, "Difference: to") == [one and one.difference[1] for one in named]


def test_a_published_total_of_which_the_registry_names_none_for_certain_is_a_range_from_nothing(
    reference_store,
):
    text = told(report_of(reference_store, CITY))
    assert re.search(r"published 7 recognised products; as of then the registry counts 0 – \d+, a diff", text)


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
