"""What the programme follows, as readers get it: on records, in filters, figures, files and pages."""

from __future__ import annotations

import html
import io
import re
import shutil
from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from app import create_app
from geodata import tables
from geodata.indicator_names import Indicator
from geodata.intake.choices import Choices
from geodata.intake.making import preview_file
from geodata.office.audit import Actor
from geodata.office.settings import change_setting
from geodata.programme_tables import product_zones, programme_facts
from geodata.store import Store
from tests.app.conftest import closing, settings_for
from tests.app.pages_helpers import read
from tests.conftest import sqlite_url
from tests.contract import DOCUMENT
from tests.geodata.certificate_rows import certificate_row
from tests.hostile import PAYLOAD

RULE = "01/01/2020; 31/12/2030; 15000000; 30000000; 80000000; Nghị quyết thử"
KNOWN = date(2026, 3, 1)
TODAY = date(2026, 11, 22)


def row(number, kind, subject, fact, value, as_of=KNOWN, **values):
    """A row of ``programme_facts``."""
    usual = {"link": None, "amount_vnd": None, "source": "Báo cáo 12", "note": None}
    return {
        "fact_id": f"f{number}",
        "subject_kind": kind,
        "subject_id": subject,
        "fact": fact,
        "value": value,
        "as_of": as_of,
        "as_of_precision": None if as_of is None else "day",
        **usual,
        **values,
    }


class Ids:
    """Who the facts are about."""

    stalled: list[str]
    denied: str
    whole: str
    producer: str
    zone: str


@pytest.fixture(scope="module")
def world(_reference_file, tmp_path_factory) -> Iterator[tuple[Store, Ids]]:
    """The reference data with facts of some products and producers."""
    path = tmp_path_factory.mktemp("programme") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        yield store, fill(store)


def fill(store: Store) -> Ids:
    """Enter facts: three yes, one no, one of two minds, and one product with everything."""
    p, h, z, c = tables.products, tables.producers, tables.material_zones, tables.certificates
    with store.write() as connection:
        recognised = sa.select(p.c.product_id).where(
            p.c.recognition == "recognised", p.c.unit_code.is_not(None)
        )
        keys = connection.scalars(recognised.order_by(p.c.product_id)).all()
        ids = Ids()
        ids.stalled, ids.denied, ids.whole, torn = keys[:3], keys[3], keys[4], keys[5]
        made = sa.select(p.c.producer_id).where(p.c.product_id == ids.whole)
        ids.producer = connection.scalar(made) or connection.scalars(sa.select(h.c.producer_id)).first()
        sure = {"producer_id": ids.producer, "inferred_fields": []}
        connection.execute(p.update().where(p.c.product_id == ids.whole).values(**sure))
        inferred = {"producer_id": ids.producer, "inferred_fields": ["producer_id"]}
        connection.execute(p.update().where(p.c.product_id == ids.denied).values(**inferred))
        ids.zone = connection.scalars(sa.select(z.c.zone_id).order_by(z.c.zone_id)).first()
        connection.execute(c.delete().where(c.c.product_id == ids.whole))
        connection.execute(c.insert(), [certificate_row(ids.whole, date(2025, 2, 3), stars=4)])
        facts = [row(n, "products", key, "digital_stall", "yes") for n, key in enumerate(ids.stalled)]
        facts += [
            row(10, "products", ids.denied, "digital_stall", "no"),
            row(11, "products", torn, "digital_stall", "yes"),
            row(12, "products", torn, "digital_stall", "no", None),
            row(20, "products", ids.whole, "sales_channel", "postmart", link="https://postmart.vn/p/1"),
            row(21, "products", ids.whole, "sales_channel", "own_website", link="https://so.laocai.gov.vn/a"),
            row(22, "products", ids.whole, "support", None, None, amount_vnd=15_000_000),
            row(23, "products", ids.whole, "fair_attended", PAYLOAD, note=PAYLOAD, source=PAYLOAD),
            row(24, "products", ids.whole, "stage", "recognised", date(2025, 1, 1), as_of_precision="year"),
            row(25, "products", ids.whole, "ocop_logo", "yes", date(2024, 1, 1)),
            row(26, "products", ids.whole, "ocop_logo", "no"),
            row(30, "producers", ids.producer, "e_payment", "yes"),
        ]
        connection.execute(programme_facts.insert(), facts)
        linked = {"hectares": 12.5, "households": None, "as_of": KNOWN, "source": "Báo cáo 9"}
        connection.execute(product_zones.insert(), [{"product_id": ids.whole, "zone_id": ids.zone, **linked}])
    return ids


@pytest.fixture(scope="module")
def reader(world):
    """A reader of that world, in English."""
    store, _ = world
    for app in closing(create_app(settings_for(store))):
        client = app.test_client()
        client.set_cookie("lang", "en")
        yield client


def names(reader, query, kind="products"):
    """The identifiers of a list."""
    return {item["id"] for item in reader.get(f"/api/v1/{kind}?{query}&limit=1000").json["items"]}


def test_a_filter_by_facts_takes_a_yes_a_no_and_what_is_not_known_apart(reader, world):
    _, ids = world
    everything = names(reader, "")
    stalls = [names(reader, f"fact=digital_stall{mark}") for mark in ("", ".no", ".none")]
    assert stalls[0] == set(ids.stalled)
    assert stalls[1] == {ids.denied}
    # Of the one of two minds nothing is known, as of all others.
    assert len(stalls[2]) == len(everything) - 4
    assert set.union(*stalls) == everything
    assert names(reader, "fact=digital_stall,digital_stall.no") == stalls[0] | stalls[1]
    assert names(reader, "fact=digital_stall,ocop_logo.no") == set()
    assert names(reader, "channel=postmart&stage=recognised&fact=ocop_logo.no") == {ids.whole}
    # Before the newer no the logo was there.
    assert names(reader, "fact=ocop_logo&on=2025-06-01") == {ids.whole}
    assert names(reader, "fact=e_payment", "producers") == {ids.producer}
    assert names(reader, "fact=e_payment", "sights") == set()


def test_layers_lists_and_files_pass_the_same_filter(reader, world):
    _, ids = world
    query = "fact=digital_stall&units=2024"
    features = reader.get(f"/api/v1/layers/products.geojson?{query}").json["features"]
    assert {one["properties"]["id"] for one in features} == set(ids.stalled)
    table = reader.get(f"/api/v1/layers/products.csv?{query}").text
    assert "What the programme follows: Digital stall – yes" in table
    assert len(reader.get(f"/api/v1/exports/products.geojson?{query}").json["features"]) == 3
    page = reader.get(f"/products?{query}").text
    assert page.count('<th scope="row">') == 3
    assert reader.get(f"/share?{query}").status_code == 200
    # A file without a server knows no facts, and says so.
    assert 'id="atlas-left-out"' in reader.get("/exports/atlas?fact=digital_stall").text


def test_the_lists_behind_the_numbers_of_producers_hold_as_many(reader):
    page = reader.get("/programme?kind=producers").text
    links = re.findall(r'<a href="/producers\?([^"]+)">([\d.,]+)</a>', page)
    assert links
    for query, number in links:
        assert len(names(reader, html.unescape(query), "producers")) == int(number), query


def test_a_stage_chooses_among_products_and_not_among_producers(reader, world):
    _, ids = world
    assert names(reader, "stage=recognised&fact=e_payment", "producers") == {ids.producer}
    assert names(reader, "stage=accepted", "producers") == names(reader, "", "producers")


def test_an_indicator_keeps_a_yes_apart_from_what_nobody_knows(reader, world):
    answer = reader.get("/api/v1/choropleth?indicator=products_digital_stall&units=2024").json
    counted = reader.get("/api/v1/choropleth?indicator=products&units=2024").json["total"]
    beside = {name: sum(values.values()) for name, values in answer["beside"].items()}
    assert (answer["total"], beside["no"]) == (3, 1)
    assert answer["total"] + beside["no"] + beside["unknown"] == counted
    assert f"of {beside['unknown']} nothing is known, which is not a no" in answer["notes"][0]
    assert answer["filtered"]
    assert not reader.get("/api/v1/choropleth?indicator=producers_e_payment").json["filtered"]
    table = reader.get("/api/v1/layers/communes.csv?indicator=products_e_commerce&units=2025").text
    assert "Products known to be sold online,A source says no,Nothing known" in table


@pytest.mark.parametrize("units", ["2024", "2025"])
@pytest.mark.parametrize("kind", ["products", "producers"])
def test_the_units_of_each_level_add_up_to_the_province(reader, units, kind):
    def asked(level):
        return reader.get(f"/api/v1/programme?kind={kind}&level={level}&units={units}").json["items"]

    (province,) = asked("province")
    for level in ("district", "commune"):
        items = asked(level)
        assert [one["code"] for one in items].count(None) <= 1
        for fact, told in province["facts"].items():
            assert sum(told.values()) == province["count"]
            for answer, number in told.items():
                assert sum(one["facts"][fact][answer] for one in items) == number


def test_the_page_and_its_files_say_the_same_numbers(reader):
    page = reader.get("/programme?level=commune&fact=digital_stall").text
    assert 'fact=digital_stall.no&amp;units=2025">1</a>' in page
    assert "“Not known” is no “no”" in page
    # Editors are told of the workbooks that can be handed in.
    assert 'href="/registry/import#templates"' in page
    book = load_workbook(io.BytesIO(reader.get("/api/v1/programme.xlsx").data))
    rows = {tuple(cells[3:8]) for cells in book.worksheets[0].iter_rows(values_only=True)}
    assert ("Digital stall", None, 3, 1, 108) in rows
    assert ("Sales channel", "postmart.vn", 1, None, None) in rows
    offered = reader.get("/api/v1/programme/filters").json["filters"]
    values = {one["value"]: one for part in offered for line in part["rows"] for one in line["values"]}
    assert values["digital_stall.none"]["count"] == 108
    assert values["postmart"]["count"] == 1


def test_each_fact_is_a_row_with_its_day_and_source_and_linked_zones_are_a_sheet_of_their_own(reader, world):
    store, ids = world
    with store.read() as connection:
        on_record = connection.scalar(sa.select(sa.func.count()).select_from(programme_facts))
    book = load_workbook(io.BytesIO(reader.get("/api/v1/programme/facts.xlsx").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    names = [None if cell is None else str(cell) for cell in rows[0]]
    facts = [dict(zip(names, cells, strict=True)) for cells in rows[1:]]
    assert len(facts) == on_record
    mine = [one for one in facts if one["Identifier"] == ids.whole]
    (support,) = [one for one in mine if one["What is followed"] == "Support or reward received"]
    assert (support["Amount (đồng)"], support["As of"], support["Value"]) == (15_000_000, None, None)
    (stage,) = [one for one in mine if one["What is followed"] == "Stage in the yearly cycle"]
    assert (stage["As of"], stage["How much of the date is known"]) == ("2025", "to the year")
    logos = {(one["Value"], one["How it stands"]) for one in mine if "logo" in one["What is followed"]}
    assert logos == {("No", "current"), ("Yes", "superseded, ended or of a later day")}
    linked = [cells for cells in book.worksheets[1].iter_rows(values_only=True) if cells[1] == ids.whole]
    assert [cells[5:7] for cells in linked] == [(12.5, None)]
    csv = reader.get("/api/v1/programme/facts.csv?kind=products&fact=digital_stall").text
    assert csv.count("Digital stall") == 6
    assert "Electronic payment" not in csv
    code = reader.get(f"/api/v1/products/{ids.denied}?units=2024").json["commune_code"]
    assert f",{ids.denied}," in reader.get(f"/api/v1/programme/facts.csv?units=2024&unit={code}").text
    zones = reader.get("/api/v1/programme/facts.csv?table=linked_zones").text
    assert ids.whole in zones.splitlines()[1]
    page = reader.get("/programme").text
    assert "/api/v1/programme/facts.xlsx?units=2025" in page


def test_linked_zones_are_in_filters_colours_counts_files_and_on_the_page_of_the_producer(reader, world):
    _, ids = world
    assert names(reader, "fact=linked_zone") == {ids.whole}
    assert names(reader, "fact=linked_zone", "producers") == {ids.producer}
    assert names(reader, "fact=linked_zone.no") == set()
    for address in ("exports/products.csv", "layers/products.geojson", "summary", "choropleth"):
        assert reader.get(f"/api/v1/{address}?fact=linked_zone").status_code == 200
    assert "Linked raw-material zone – yes" in reader.get("/share?fact=linked_zone").text
    answer = reader.get("/api/v1/choropleth?indicator=linked_zone_ha&units=2024").json
    code = reader.get(f"/api/v1/products/{ids.whole}?units=2024").json["commune_code"]
    assert answer["values"][code] == 12.5
    assert answer["beside"] == {"zones": {code: 1}, "without": {code: 0}}
    assert answer["total"] is None
    households = reader.get("/api/v1/choropleth?indicator=linked_zone_households&units=2024").json
    assert households["state"][code] == "no_own_figure"
    table = reader.get("/api/v1/layers/communes.csv?indicator=linked_zone_ha&units=2024").text
    assert "Linked zones,Linked zones without this figure" in table
    (province,) = reader.get("/api/v1/programme").json["items"]
    assert province["facts"]["linked_zone"] == {"yes": 1, "no": 0, "unknown": province["count"] - 1}
    assert province["linked_zones"]["hectares"]["value"] == 12.5
    page = reader.get("/programme?level=district&fact=linked_zone").text
    assert page.count("12.5") == 2  # the district and the province
    assert "1 zone without a figure" in page
    book = load_workbook(io.BytesIO(reader.get("/api/v1/programme.xlsx?units=2024").data))
    (row,) = list(book.worksheets[1].iter_rows(min_row=2, values_only=True))
    assert row == ("The whole province", None, 1, 12.5, 0, None, 1, str(KNOWN.year))
    producer = reader.get(f"/producers/{ids.producer}").text
    assert "Raw-material zones linked with its products" in producer
    assert f"/products/{ids.whole}" in producer


def test_on_a_past_day_a_fact_of_unknown_day_is_shown_as_open(reader, world):
    _, ids = world
    told = reader.get(f"/api/v1/products/{ids.whole}?on=2026-06-01").json["followed"]
    assert [one["fact"] for one in told["facts"] if one["is_open"]] == ["support"]
    assert told["support_received"] == {"known_vnd": 0, "known": 0, "unknown": 0, "denied": 0}
    assert (
        "whether this was so on that day cannot be told"
        in reader.get(f"/products/{ids.whole}?on=2026-06-01").text
    )


def test_on_a_past_day_a_link_of_unknown_day_is_shown_as_open_and_today_it_is_a_link(reader, world):
    store, ids = world
    row = {"product_id": ids.denied, "zone_id": ids.zone}
    with store.write() as connection:
        connection.execute(product_zones.insert(), [row])
    try:
        for day, is_open in (("2026-06-01", True), ("2999-01-01", False)):
            for path, record in (("products", ids.denied), ("zones", ids.zone)):
                told = reader.get(f"/api/v1/{path}/{record}?on={day}").json["followed"]["zones"]
                (link,) = [one for one in told if one["product_id"] == ids.denied]
                assert link["is_open"] is is_open
            page = reader.get(f"/products/{ids.denied}?on={day}").text
            table = page[page.index('id="linked-zone-table"') :].split("</table>")[0]
            assert ("whether this was so on that day cannot be told" in table) is is_open
            listed = reader.get(f"/api/v1/programme/facts.csv?table=linked_zones&on={day}").text
            (line,) = [one for one in listed.splitlines() if f",{ids.denied}," in one]
            assert ("whether this was so on that day cannot be told" in line) is is_open
    finally:
        with store.write() as connection:
            connection.execute(product_zones.delete().where(product_zones.c.product_id == ids.denied))


def test_the_description_of_the_api_names_every_indicator():
    asked = DOCUMENT["paths"]["/choropleth"]["get"]["parameters"]
    (indicator,) = [one for one in asked if one.get("name") == "indicator"]
    assert indicator["schema"]["enum"] == [one.value for one in Indicator]


def test_a_record_says_what_is_known_with_its_day_and_source(reader, world):
    _, ids = world
    told = reader.get(f"/api/v1/products/{ids.whole}").json["followed"]
    facts = {(one["fact"], one["value"]): one for one in told["facts"]}
    assert facts["sales_channel", "postmart"]["link_trusted"] is False
    assert facts["sales_channel", "own_website"]["link_trusted"] is True
    assert facts["stage", "recognised"]["precision"] == "year"
    assert ("ocop_logo", "no") in facts
    assert [one["fact_id"] for one in told["superseded_or_later"]] == ["f25"]
    assert told["facts_of_producer"][0]["fact"] == "e_payment"
    # Beside what is not known of products it is told of how many their producer has it.
    (province,) = reader.get("/api/v1/programme").json["items"]
    assert province["said_of_producer"]["e_payment"] >= 1
    assert "of which it is not known, but said of" in reader.get("/programme").text
    assert told["zones"][0]["hectares"] == 12.5
    assert told["support_received"] == {"known_vnd": 15_000_000, "known": 1, "unknown": 0, "denied": 0}
    page = reader.get(f"/products/{ids.whole}").text
    assert 'href="https://so.laocai.gov.vn/a"' in page
    assert 'href="https://postmart.vn' not in page
    assert PAYLOAD not in page
    zone = reader.get(f"/zones/{ids.zone}").text
    assert f"/products/{ids.whole}" in zone
    assert "That is not a “no”" not in zone
    assert "followed" not in reader.get("/api/v1/sights").json["items"][0]


def test_what_is_said_of_a_producer_that_is_only_inferred_is_marked_on_the_page_of_the_product(reader, world):
    _, ids = world
    mark, why = "Of its producer (inferred)", "That this producer makes it was inferred; no source says it."
    page = read(reader, f"/products/{ids.denied}").text
    assert (mark in page, why in page) == (True, True)
    page = read(reader, f"/products/{ids.whole}").text
    assert ("Of its producer" in page, mark in page, why in page) == (True, False, False)


def test_support_is_told_from_the_policy_of_the_day_once_its_days_are_entered(reader, world):
    store, ids = world

    def expected():
        return reader.get(f"/api/v1/products/{ids.whole}").json["followed"]["support_expected"]

    assert [(one["told"], one["amount_vnd"]) for one in expected()] == [("no_days", None)]
    change_setting(store, "support_rules", [RULE], 0, Actor("u1", "Lý Thị Mẩy"))
    assert [(one["amount_vnd"], one["source"]) for one in expected()] == [(30_000_000, "Nghị quyết thử")]
    page = reader.get(f"/products/{ids.whole}").text
    assert "30,000,000 đồng" in page
    assert "15,000,000 đồng" in page


def test_a_unit_tells_its_facts_and_an_empty_store_nothing(reader, world, empty_client):
    _, ids = world
    code = reader.get(f"/api/v1/products/{ids.stalled[0]}?units=2024").json["commune_code"]
    assert 'id="followed-table"' in reader.get(f"/communes/{code}?units=2024").text
    assert 'id="nothing-counted"' in empty_client.get("/programme").text
    assert empty_client.get("/api/v1/programme").json["items"] == []
    assert (
        empty_client.get("/api/v1/programme/filters").json["filters"][0]["rows"][0]["values"][0]["count"] == 0
    )


@pytest.mark.parametrize(
    ("extension", "table", "lang"),
    [("xlsx", "facts", "vi"), ("csv", "facts", "en"), ("csv", "linked_zones", "vi")],
)
def test_the_lists_that_are_taken_away_come_back_in_and_change_nothing(reader, world, extension, table, lang):
    store, _ = world
    content = reader.get(f"/api/v1/programme/facts.{extension}?table={table}&lang={lang}").data
    read, found = preview_file(store, content, Choices(), TODAY)
    assert found.kind == table
    assert [one for row in found.rows for one in (*row.problems, *row.warnings)] == []
    # Put into the store past every reader: signs that nobody sees, and a year not kept by its last day.
    strange = {change.field for row in found.rows for change in row.changes}
    assert strange == ({"value", "note", "source", "as_of"} if table == "facts" else set())
    assert sum(row.outcome.value != "same" for row in found.rows) == (2 if table == "facts" else 0)
    counted = programme_facts if table == "facts" else product_zones
    with store.read() as connection:
        assert len(found.rows) == connection.scalar(sa.select(sa.func.count()).select_from(counted))
    assert len(read.unread) == (1 if extension == "xlsx" else 0)
