"""What reports say: the numbers of the pages and the map, in whole sentences, with what they rest on."""

from __future__ import annotations

import re
from datetime import date

import pytest

from geodata import quality
from geodata.errors import InvalidInput, NotFound
from geodata.indicators import Indicator, indicator_by_commune
from geodata.office.audit import COMMAND_LINE
from geodata.office.setting_values import OfficeSettings
from geodata.records.editing import create_record
from geodata.records.kinds import RecordKind
from geodata.summaries import summarise
from geodata.unit_details import product_counts, unit_records
from geodata.vocabulary import UnitLevel, UnitSystem
from layers.reports.contents import numbered
from layers.reports.letterhead import TO_FILL, letterhead_of
from layers.reports.orders import read_report_order
from layers.reports.reading import check_subject, read_report
from layers.reports.sentences import Teller
from layers.reports.subjects import EXAMPLE, Subject, SubjectKind
from layers.reports.territory import read_territory
from layers.reports.unit_checks import placing_section
from layers.reports.unit_report import unit_report
from layers.saved import Around, Viewer
from tests.layers.report_helpers import (
    BAC_HA,
    BAC_HA_TOWN,
    ENGLISH,
    PROVINCE,
    TODAY,
    column_of,
    report_of,
    table_of,
    territory_of,
)

SUBJECTS = [
    pytest.param(PROVINCE, UnitSystem.Y2025, id="province"),
    pytest.param(PROVINCE, UnitSystem.Y2024, id="province-2024"),
    pytest.param(BAC_HA, None, id="district"),
    pytest.param(BAC_HA_TOWN, UnitSystem.Y2024, id="old-commune"),
    pytest.param(Subject(SubjectKind.COMMUNE, "02839"), UnitSystem.Y2025, id="commune"),
]
EMPTY = Subject(SubjectKind.COMMUNE, "02641", date(2020, 1, 1))
# A number and a word whose number does not fit it.
BROKEN = re.compile(
    r"\b1 (?:\w+ )?(?:products|producers|communes|residents|rows|zones|markets|points|places|crafts|stops)\b"
    r"|\b(?:[02-9]|\d\d+) (?:product|producer|commune|resident|row|zone|market|place|craft|stop) "
)


def sentences(content):
    """Return everything that a report says outside its tables."""
    return [block for block in content.blocks() if isinstance(block, str)]


@pytest.mark.parametrize(("subject", "units"), SUBJECTS)
def test_the_tables_of_products_count_what_the_summary_of_the_page_counts(reference_store, subject, units):
    territory = territory_of(reference_store, subject, units)
    summary = summarise(reference_store, territory.view, territory.chosen)
    content = report_of(reference_store, subject, units)
    for name, counts in (
        ("by_status", summary["by_status"]),
        ("by_stars", summary["by_stars"]),
        ("by_group", summary["by_group"]),
    ):
        assert column_of(table_of(content, name), "Products") == [count or None for count in counts.values()]
    assert len(table_of(content, "products").rows) == summary["total"]


@pytest.mark.parametrize(("subject", "units"), SUBJECTS)
def test_every_list_has_the_rows_of_the_page(reference_store, subject, units):
    territory = territory_of(reference_store, subject, units)
    content = report_of(reference_store, subject, units)
    rows = {table.name: len(table.rows) for table in content.tables()}
    names = {"craft-villages": "craft_villages", "sales-points": "sales_points"}
    for path, records in territory.records.lists.items():
        assert rows.get(names.get(path, path), 0) == len(records)
    if territory.detail is not None:
        assert territory.records == unit_records(reference_store, territory.detail)


@pytest.mark.parametrize("units", [UnitSystem.Y2024, UnitSystem.Y2025])
def test_the_communes_of_the_province_have_the_values_of_the_map(reference_store, units):
    territory = territory_of(reference_store, PROVINCE, units)
    table = table_of(report_of(reference_store, PROVINCE, units), "by_commune")
    values = indicator_by_commune(reference_store, territory.view, Indicator.PRODUCERS)["value"]
    assert sum(value or 0 for value in column_of(table, "Producers")) == values.sum()
    counts = product_counts(reference_store, territory.view, UnitLevel.COMMUNE)
    assert sum(value or 0 for value in column_of(table, "Products")) == sum(counts.values())


@pytest.mark.parametrize(("subject", "units"), SUBJECTS[:3])
def test_where_the_records_fall_closes_to_their_number(reference_store, subject, units):
    for row in table_of(report_of(reference_store, subject, units), "placing").rows:
        assert sum(value or 0 for value in row[2:]) == (row[1] or 0)


@pytest.mark.parametrize(("subject", "units"), [*SUBJECTS, pytest.param(EMPTY, None, id="empty")])
def test_no_sentence_has_a_word_in_the_wrong_number(reference_store, subject, units):
    for text in sentences(report_of(reference_store, subject, units)):
        assert not BROKEN.search(text), text
        assert "%(" not in text
        assert text.endswith((".", ")"))


def test_a_number_that_rests_on_inferred_values_says_so(reference_store):
    told = " ".join(sentences(report_of(reference_store, PROVINCE, UnitSystem.Y2025)))
    inferred = summarise(reference_store, territory_of(reference_store, PROVINCE).view)["inferred"]
    assert f"{inferred['records']} of them rest on inferred values (stars: {inferred['stars']};" in told


def test_a_total_that_does_not_close_is_told_with_difference_day_and_source(reference_store):
    content = report_of(reference_store, PROVINCE, UnitSystem.Y2025)
    told = " ".join(sentences(content))
    assert re.search(r"For 12/12/2025, vneconomy.vn published 605 .* a difference of −\d+ to −\d+", told)
    table = table_of(content, "published")
    for end, difference in (("certainly", "from"), ("at most", "to")):
        names = ("Published", f"Registry: {end}", f"Difference: {difference}")
        rows = zip(*(column_of(table, name) for name in names), strict=True)
        assert all(gap is None or gap == registry - published for published, registry, gap in rows)
    assert all(column_of(table, "Source"))


def test_hectares_of_zones_are_in_no_sum(reference_store):
    content = report_of(reference_store, PROVINCE, UnitSystem.Y2025)
    table = table_of(content, "zones")
    assert all(isinstance(year, int | None) for year in column_of(table, "Year of the figure"))
    total = round(sum(value or 0 for value in column_of(table, "Hectares, to")))
    assert not any(ENGLISH.number(total) in text for text in sentences(content))


def test_an_empty_commune_says_that_nothing_recorded_is_not_zero(reference_store):
    content = report_of(reference_store, EMPTY)
    told = " ".join(sentences(content))
    assert "names no recognised product of Lào Cai ward; that is not zero" in told
    assert not any(table.name == "products" for table in content.tables())


def test_a_commune_that_no_table_covers_says_no_data(reference_store):
    with_none = next(
        row
        for row in territory_of(reference_store, PROVINCE, UnitSystem.Y2025).communes
        if not row["has_records"]
    )
    content = report_of(reference_store, Subject(SubjectKind.COMMUNE, with_none["unit_code"]))
    assert any("there are no data, which is not zero" in text for text in sentences(content))
    assert content.tables() == [] == content.figures()


def test_a_code_with_a_first_day_is_the_unit_of_that_day(reference_store):
    old = territory_of(reference_store, EMPTY)
    new = territory_of(reference_store, Subject(SubjectKind.COMMUNE, "02647"), UnitSystem.Y2025)
    assert (old.unit["valid_from"], old.system) == (date(2020, 1, 1), UnitSystem.Y2024)
    assert new.unit["name"] == "Lào Cai"
    with pytest.raises(NotFound):
        territory_of(reference_store, Subject(SubjectKind.COMMUNE, "02641", date(2021, 5, 5)))


@pytest.mark.parametrize(("subject", "units"), SUBJECTS)
def test_the_layers_of_a_report_hold_the_records_that_it_lists(reference_store, subject, units):
    from layers.reports.orders import ReportOrder

    order = ReportOrder(subject, units, None, None)
    report = read_report(reference_store, ENGLISH, order, Viewer(), Around(today=TODAY))
    held = {content.spec.key: len(content.rows) for content in report.layers}
    lists = territory_of(reference_store, subject, units).records
    evaluated = len(lists.evaluated)
    assert held["products"] == len(lists.lists["products"]) + evaluated
    for key, path in (("producers", "producers"), ("material_zones", "zones"), ("markets", "markets")):
        assert held[key] == len(lists.lists[path])


def test_what_the_office_has_not_set_is_left_to_be_filled():
    head = letterhead_of(OfficeSettings(), ENGLISH, TODAY, "About")
    assert (head.office, head.position, head.signatory) == (TO_FILL, TO_FILL, "")
    assert head.number == "No.: …/BC-…"
    assert head.courtesy


def test_the_number_follows_the_pattern_of_the_office_and_is_never_made_up():
    settings = OfficeSettings(name="Chi cục Phát triển nông thôn", document_number="{number}/{year}/BC-PTNT")
    head = letterhead_of(settings, ENGLISH, date(2026, 2, 3), "About")
    assert head.number == "No.: …/2026/BC-PTNT"
    assert head.office == "CHI CỤC PHÁT TRIỂN NÔNG THÔN"
    # Days below ten and months below three have a zero before them.
    assert "03/02/2026" in head.place_and_date
    assert "09/3/2026" in letterhead_of(settings, ENGLISH, date(2026, 3, 9), "About").place_and_date


def test_parts_are_numbered_with_roman_figures(reference_store):
    content = report_of(reference_store, BAC_HA)
    assert [number for number, _ in numbered(content.sections)][:4] == ["I.", "II.", "III.", "IV."]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "subject"),
        ("{}", "subject"),
        ('{"subject": {"kind": "planet"}}', "province"),
        ('{"subject": {"kind": "commune"}}', "subject.code"),
        ('{"subject": {"kind": "commune", "code": "x"}}', EXAMPLE),
        ('{"subject": {"kind": "province", "code": "10"}}', "takes no subject.code"),
        (
            '{"subject": {"kind": "tour", "id": "x", "valid_from": "2025-07-01"}}',
            "takes no subject.valid_from",
        ),
        ('{"subject": {"kind": "tour", "id": "x"}, "units": "2025"}', "takes no units"),
        ('{"subject": {"kind": "commune", "code": "02641", "valid_from": "2025"}}', "YYYY-MM-DD"),
        ('{"subject": {"kind": "tour", "id": "../x"}}', "subject.id"),
        ('{"subject": {"kind": "province"}, "units": "2030"}', "2025"),
        ('{"subject": {"kind": "province"}, "on": 3}', "on"),
        ('{"subject": {"kind": "province"}, "nope": 1}', "language"),
    ],
)
def test_an_order_that_cannot_be_says_what_can(text, told):
    with pytest.raises(InvalidInput) as caught:
        read_report_order(text, TODAY)
    assert told in str(caught.value)


def test_the_example_of_the_messages_can_be_ordered(reference_store):
    order = read_report_order(f'{{"subject": {EXAMPLE}}}', TODAY)
    check_subject(reference_store, order, Viewer(), TODAY)


def test_a_first_day_and_another_unit_system_contradict_each_other(reference_store):
    text = '{"subject": {"kind": "commune", "code": "02839", "valid_from": "2025-07-01"}, "units": "2024"}'
    with pytest.raises(InvalidInput, match="not in the unit system 2024"):
        check_subject(reference_store, read_report_order(text, TODAY), Viewer(), TODAY)


@pytest.mark.parametrize(
    "subject", ['{"kind": "district", "code": "999"}', '{"kind": "scenario", "id": "x"}']
)
def test_a_subject_that_is_not_there_is_not_found(reference_store, subject):
    order = read_report_order(f'{{"subject": {subject}}}', TODAY)
    with pytest.raises(NotFound):
        check_subject(reference_store, order, Viewer(), TODAY)


def test_what_is_planned_in_a_commune_is_listed_with_its_stage_and_in_no_count_of_sales_points(
    own_reference_store,
):
    site = {"name": "Cụm làng nghề", "kind": "craft_cluster", "unit_code": "02839", "units": "2025"}
    before = read_territory(own_reference_store, BAC_HA_TOWN, None, None, TODAY)
    create_record(own_reference_store, COMMAND_LINE, RecordKind.PLANNED_SITES, site, today=TODAY)
    after = read_territory(own_reference_store, BAC_HA_TOWN, None, None, TODAY)
    content = unit_report(own_reference_store, ENGLISH, after)
    row = (1, "Cụm làng nghề", "Craft-village industrial cluster", "unknown", None, None, "")
    assert table_of(content, "planned_sites").rows == (row,)
    assert after.records.lists["sales-points"] == before.records.lists["sales-points"]
    (places,) = [one for one in content.sections if one.title == "Sales points and markets"]
    assert "1 planned cluster or point is on record, in no count of sales points." in places.blocks[0]
    without = unit_report(own_reference_store, ENGLISH, before)
    assert "planned_sites" not in {table.name for table in without.tables()}
    maps = [
        {choice.spec.key for choice in figure.drawing.layers}
        for figure in content.figures()
        if figure.name == "map_places"
    ]
    assert ["planned_sites" in keys for keys in maps] == [True]


def test_what_is_planned_in_a_district_is_told_with_how_it_is_placed(own_reference_store):
    site = {"name": "Cụm làng nghề", "kind": "craft_cluster", "unit_code": "02839", "units": "2025"}
    create_record(own_reference_store, COMMAND_LINE, RecordKind.PLANNED_SITES, site, today=TODAY)
    told = read_territory(own_reference_store, BAC_HA, None, None, TODAY)
    (table,) = placing_section(Teller(ENGLISH, "nguồn"), told).blocks[-1:]
    (row,) = [row for row in table.rows if row[0] == "Planned clusters and points"]
    # Of a commune of 2025 made of several: in the district, in none of its communes.
    assert (row[1], [cell for cell in row[2:] if cell]) == (1, [1])
    counts = quality.placement_counts(own_reference_store)["planned_sites"]
    assert sum(counts.values()) == 1
