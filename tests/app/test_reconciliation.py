"""Reconciliation and targets over HTTP: what the screen counts its files count; every record is led to."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from functools import partial

import pytest
from openpyxl import load_workbook

from app import create_app
from geodata import tables
from geodata.office.vocabulary import RoleName
from tests.app.conftest import closing, settings_for
from tests.app.pages_helpers import read
from tests.app.test_scenarios_api import marked
from tests.hostile import make_hostile

API = "/api/v1/reconciliation"


def cells_of(client, address):
    """The rows of a CSV, and below them what it rests on."""
    answer = client.get(address)
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    return rows[: rows.index([])], rows[rows.index([]) + 1 :]


@pytest.fixture
def english(client):
    """A reader of the reference data, in English."""
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def total_of_2023(english):
    """The figure of all products of 2023."""
    (one,) = english.get(f"{API}?metric=products_total&year=2023").json["items"]
    return one


def test_every_published_figure_is_on_the_page_with_its_source(client):
    page = read(client, "/reconciliation")
    assert "96 published figures." in page.part("figure-count")
    for text in ("163", "267", "605", "Vietnam press, August 2025", "laocaitv.vn"):
        assert text in page.text


def test_a_date_is_shown_as_far_as_it_is_real(client):
    text = read(client, "/reconciliation").text
    for shown in (" 2023 ", " 09/2022 ", " 20/05/2025 "):
        assert shown in text
    assert "30/06/2023" not in text


@pytest.mark.parametrize(
    "query",
    ["", "?year=2023", "?metric=products_by_star&basis=ever", "?district=089", "?year=2025&basis=ever"],
)
def test_page_api_workbook_and_csv_count_the_same(english, query):
    items = english.get(API + query).json["items"]
    page = read(english, "/reconciliation" + query)
    assert re.match(rf"{len(items)} published figure", page.part("figure-count"))
    rows, _ = cells_of(english, f"{API}.csv{query}")
    book = load_workbook(io.BytesIO(english.get(f"{API}.xlsx{query}").data))
    sheet = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert len(rows) - 1 == len(sheet) == len(items)
    for item, row, cells in zip(items, rows[1:], sheet, strict=True):
        told = [item["published"]]
        told += list((item["registry"] or {"a": None, "b": None, "c": None}).values())
        told += list((item["difference"] or {"a": None, "b": None}).values())
        assert [int(cell) if cell else None for cell in row[3:9]] == told
        assert list(cells[3:9]) == told


def test_the_page_shows_range_and_difference_of_each_figure(english, total_of_2023):
    assert total_of_2023["registry"] == {"certain": 31, "at_most": 88, "inferred": 3}
    assert total_of_2023["difference"] == {"from": -132, "to": -75}
    text = read(english, "/reconciliation?year=2023&metric=products_total").text
    assert "2023 163 31 – 88 3 inferred −132 to −75" in text


def test_sources_that_contradict_themselves_and_each_other_stand_side_by_side(english):
    text = read(english, "/reconciliation").text
    assert "144 + 26 = 170 ≠ 163" in text
    assert "139 ≠ 142" in text
    assert "21 ≠ 33" in text
    groups = english.get(f"{API}?metric=products_total").json["contradictions"]
    assert [[f["published"] for f in group["figures"]] for group in groups] == [[163, 144, 26], [139, 142]]


def test_a_filter_keeps_the_contradictions_that_touch_it(english):
    assert english.get(f"{API}?year=2019").json["contradictions"] == []
    assert len(english.get(f"{API}?district=089").json["contradictions"]) == 1


@pytest.mark.parametrize("basis", ["in_force", "ever"])
def test_the_records_behind_a_figure_close_and_each_leads_to_its_page(english, total_of_2023, basis):
    detail = english.get(f"{API}/{total_of_2023['id']}?basis={basis}").json
    page = read(english, f"/reconciliation/{total_of_2023['id']}?basis={basis}")
    certain = [record for record in detail["records"] if record["counts"] == "certain"]
    assert len(certain) == detail["registry"]["certain"]
    assert len(detail["records"]) == detail["registry"]["at_most"]
    assert len(detail["records"]) + sum(detail["left_out"].values()) == 112
    assert f"{len(certain)} certainly + {len(detail['records']) - len(certain)} that may count" in page.part(
        "closing"
    )
    assert "= 112 products" in page.part("closing")
    hrefs = set(page.hrefs())
    for record in detail["records"]:
        assert f"/products/{record['id']}" in hrefs
    assert english.get(f"/products/{detail['records'][0]['id']}").status_code == 200


def test_whatever_only_may_count_says_why(english, total_of_2023):
    records = english.get(f"{API}/{total_of_2023['id']}").json["records"]
    assert all(bool(record["why"]) == (record["counts"] == "may") for record in records)
    assert {why for record in records for why in record["why"]} == {"no_date", "year_only"}


def test_parts_of_the_same_source_say_where_records_are_missing(english, total_of_2023):
    detail = english.get(f"{API}/{total_of_2023['id']}").json
    districts = [part for part in detail["parts"] if part["metric"] == "products_by_district"]
    assert sum(part["published"] for part in districts) == 163
    assert len(detail["communes_with_none"]) > 50
    assert detail["communes_without_records"] == {}


def test_about_the_former_yen_bai_there_is_no_data_which_is_not_zero(english):
    (one,) = english.get(f"{API}?metric=products_total&year=2025").json["items"][-1:]
    assert (one["province_code"], one["communes_without_data"]) == ("15", 51)
    page = read(english, f"/reconciliation/{one['id']}")
    assert "About 51 communes there is no data at all" in page.text
    assert "no data about 51 communes of the former Yên Bái" in page.part("figure-facts")


def test_figures_of_every_metric_have_a_page_and_a_file(english):
    for one in {item["metric"]: item for item in english.get(API).json["items"]}.values():
        assert english.get(f"/reconciliation/{one['id']}").status_code == 200
    rows, below = cells_of(english, f"{API}/{one['id']}.csv")
    assert len(rows) - 1 == len(english.get(f"{API}/{one['id']}").json["records"])
    assert any("recognitions in force" in cell for row in below for cell in row)


def test_a_negative_difference_is_a_number_and_a_text_is_no_formula(own_reference_store):
    totals = tables.published_totals
    with own_reference_store.write() as connection:
        connection.execute(totals.update().values(source="=cmd|' /C calc'!A0", note="@SUM(1)"))
    for app in closing(create_app(settings_for(own_reference_store))):
        rows, _ = cells_of(app.test_client(), f"{API}.csv")
        assert {row[11] for row in rows[1:]} == {"'=cmd|' /C calc'!A0"}
        assert {row[12] for row in rows[1:]} == {"'@SUM(1)"}
        assert int(rows[1][7]) < 0
        book = load_workbook(io.BytesIO(app.test_client().get(f"{API}.xlsx").data))
        assert {cell.data_type for cell in book.worksheets[0]["L"][1:]} == {"s"}


def test_hostile_texts_stay_texts(own_reference_store):
    make_hostile(own_reference_store)
    for app in closing(create_app(settings_for(own_reference_store))):
        client = app.test_client()
        for address in ("/reconciliation", "/targets", "/quality"):
            answer = client.get(address)
            assert answer.status_code == 200
            assert "<script>alert" not in answer.text
        items = client.get(API).json["items"]
        assert items
        assert {client.get(f"/reconciliation/{item['id']}").status_code for item in items[:2]} == {200}


def test_every_target_is_on_the_page_with_what_is_known_and_why_not(english):
    items = english.get("/api/v1/targets").json["items"]
    page = read(english, "/targets")
    assert len(items) == 21
    assert page.part("target-count").startswith("21 targets: 1 reached: the registry alone shows it;")
    for item in items:
        assert bool(item["why"]) == (item["verdict"] == "unknown")
        assert item["verdict_text"] in page.text
        assert not item["why_text"] or item["why_text"] in page.text
    (logo,) = [item["may_answers"] for item in items if item["may_answers"]]
    asked = f"yes: 0, no: 0, not known: {logo['unknown']} of {logo['unknown']}"
    assert (
        f"certainly new: yes: 0, no: 0, not known: 0 of 0 of those that only may be new: {asked}" in page.text
    )
    (shares,) = [item["shares"] for item in items if item["shares"]]
    assert [f"{share['part']} of {share['whole']} (" in page.text for share in shares] == [True] * 3
    rows, _ = cells_of(english, "/api/v1/targets.csv")
    assert [row[10] for row in rows[1:] if row[10]] == [asked]
    assert [(row[0], row[12]) for row in rows[1:]] == [(str(i["year"]), i["verdict_text"]) for i in items]
    assert re.search(r"\d\s?%", page.part("main")) is None


def test_targets_of_one_year(english):
    assert {item["year"] for item in english.get("/api/v1/targets?year=2022").json["items"]} == {2022}
    assert "4 targets" in read(english, "/targets?year=2022").part("target-count")
    assert "No target passes the filter." in read(english, "/targets?year=2019").text


@pytest.mark.parametrize(
    ("address", "english"),
    [
        ("/reconciliation", ("provincial press", "day not stated", "of 99", "products_total")),
        ("/targets", ("Plan 182", "percent", "products_added", "unknown")),
        ("/quality", ("source_missing", "without_year")),
        ("/quality/records?measure=without_year&kind=products", ("without_year",)),
    ],
)
def test_nothing_on_a_vietnamese_page_is_left_in_english(client, address, english):
    text = read(client, address, "vi").part("main")
    assert [word for word in english if word in text] == []


@pytest.mark.parametrize("address", ["/reconciliation", "/targets", "/quality", API, "/api/v1/targets"])
def test_an_empty_store_has_pages_without_figures(empty_client, address):
    answer = empty_client.get(address)
    assert answer.status_code == 200
    if answer.is_json:
        assert answer.json["items"] == []
    else:
        page = read(empty_client, address)
        assert "No data yet. Load the reference data" in page.part("nothing-loaded")


def test_an_empty_store_gives_files_with_headings_alone(empty_client):
    rows, _ = cells_of(empty_client, f"{API}.csv")
    assert len(rows) == 1
    assert empty_client.get(f"{API}.xlsx").status_code == 200


FIGURE = {
    "metric": "products_total",
    "value": 120,
    "as_of": "2024-12-31",
    "as_of_precision": "year",
    "province_code": "10",
    "source": "Báo cáo số 9/BC-UBND",
}


@pytest.fixture
def person(own_reference_store):
    """Sign a client in on a store of its own: ``person(role)``."""
    for app in closing(create_app(settings_for(own_reference_store))):
        yield partial(marked, app, own_reference_store)


def test_a_planner_enters_a_figure_with_its_source_and_sees_it_reconciled(person):
    planner = person(RoleName.PLANNER)
    before = planner.get(f"{API}?year=2024&metric=products_total").json["total"]
    entered = planner.post("/api/v1/registry/published_totals", json={"fields": FIGURE, "reason": "báo cáo"})
    assert entered.status_code == 201
    answer = planner.get(f"{API}?year=2024&metric=products_total").json
    assert answer["total"] == before + 1
    (one,) = [item for item in answer["items"] if item["source"] == FIGURE["source"]]
    assert one["id"] == entered.json["id"]
    assert (one["published"], one["period"], one["precision"]) == (120, "2024", "year")
    assert one["registry"]["certain"] <= one["registry"]["at_most"]
    differing = [
        group for group in answer["contradictions"] if one["id"] in {f["id"] for f in group["figures"]}
    ]
    assert len(differing) == 1  # the year may be the day of the others


def test_a_figure_without_a_source_is_not_entered_nor_one_by_an_editor(person):
    without = {name: value for name, value in FIGURE.items() if name != "source"}
    planner, editor = person(RoleName.PLANNER), person(RoleName.EDITOR)
    assert planner.post("/api/v1/registry/published_totals", json={"fields": without}).status_code == 400
    assert editor.post("/api/v1/registry/published_totals", json={"fields": FIGURE}).status_code == 403


def test_a_figure_of_something_that_there_is_not_is_shown_and_compared_with_nothing(
    person, own_reference_store
):
    planner = person(RoleName.PLANNER)
    odd = FIGURE | {"metric": "products_by_star", "key": "7"}
    assert planner.post("/api/v1/registry/published_totals", json={"fields": odd}).status_code == 400
    # One that was stored before keys were read is still there.
    with own_reference_store.write() as connection:
        stored = odd | {"total_id": "cũ", "as_of": date(2024, 12, 31)}
        connection.execute(tables.published_totals.insert().values(stored))
    one = planner.get(f"{API}/cũ").json
    assert (one["registry"], one["not_counted"]) == (None, "key_unknown")
    assert planner.get("/reconciliation/cũ").status_code == 200
