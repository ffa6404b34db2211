"""The data-quality page, help and about."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest

from tests.app.conftest import closing
from tests.app.pages_helpers import read
from tests.factories import fill_world, product_row


@pytest.fixture
def quality(client):
    """The page in English."""
    return read(client, "/quality")


def test_every_number_of_the_table_leads_to_a_list_of_that_length(client, quality):
    lists = [href for href in quality.hrefs() if href.startswith("/quality/records?")]
    assert len(lists) > 20
    for href in lists:
        answer = client.get("/api/v1" + href + "&limit=1000").json
        page = read(client, href + "&limit=1000")
        told = re.search(r"1 – (\d+) of (\d+)", page.part("lacking-table"))
        assert int(told[1]) == int(told[2]) == answer["total"] == len(answer["items"])


def test_each_record_of_a_list_leads_to_its_page_and_for_staff_to_its_repair(client):
    page = read(client, "/quality/records?measure=without_source&kind=sights")
    records = [href for href in page.hrefs() if href.startswith("/sights/")]
    repairs = [(href, values) for href, values in page.links if href.startswith("/registry/sights/")]
    assert len(records) == len(repairs) == 22
    assert client.get(records[0]).status_code == 200
    assert all(href.endswith("#source") and "hidden" in values for href, values in repairs)


def test_a_list_tells_how_its_records_leave_it(client):
    split = read(client, "/quality/records?measure=unit_doubtful&kind=craft_villages")
    assert "once it names a unit that came out of it" in split.text
    page = read(client, "/quality/records?measure=disputed&kind=sales_points")
    rows = client.get("/api/v1/quality/records?measure=disputed&kind=sales_points").json["items"]
    repairs = [href for href, _ in page.links if href.startswith("/registry/sales_points/")]
    assert [href.partition("#")[2] for href in repairs] == [row["part"] for row in rows]
    assert {row["field"] for row in rows} == {"market_days"}


def test_a_list_is_given_in_parts(client):
    first = read(client, "/quality/records?measure=without_year&kind=products&limit=20")
    assert "1 – 20 of 50" in first.part("lacking-table")
    last = read(client, "/quality/records?measure=without_year&kind=products&limit=20&offset=40")
    assert "41 – 50 of 50" in last.part("lacking-table")


def test_the_files_of_a_list_hold_its_records(client):
    address = "/api/v1/quality/records.csv?measure=without_commune&kind=products"
    answer = client.get(address)
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    kept = rows[1 : rows.index([])]
    items = client.get(address.replace(".csv", "") + "&limit=1000").json["items"]
    assert [row[2] for row in kept] == [item["id"] for item in items]
    assert len(items) == 32


def test_pairs_that_may_be_one_are_shown_to_be_looked_at(client, quality):
    assert "May be duplicates" in quality.part("measure-table")
    page = read(client, "/quality/duplicates?kind=material_zones")
    links = [href for href in page.hrefs() if href.startswith("/zones/")]
    assert len(links) == 2 * int(re.search(r"(\d+) pairs?", page.part("pair-table"))[1])


def test_where_too_many_names_are_alike_the_pages_say_that_there_may_be_more(sqlite_store):
    from app import create_app
    from geodata.office.vocabulary import RoleName
    from tests.app.account_helpers import signed_in_as
    from tests.app.conftest import settings_for

    names = (f"Mật ong {first}{second}" for first in "abcdefghik" for second in "abcdefghik")
    rows = [product_row(f"q{number}", "90101", name=name) for number, name in enumerate(names)]
    rows += [product_row(f"r{number}", "90101", name="Mật ong hoa rừng") for number in range(150)]
    fill_world(sqlite_store, products=rows)
    for app in closing(create_app(settings_for(sqlite_store))):
        client = app.test_client()
        told = re.search(r"at least ([\d,]+)", read(client, "/quality").part("measure-table"))
        assert 5000 <= int(told[1].replace(",", "")) < 11175  # of as many pairs of one name
        assert "there may be more pairs" in read(client, "/quality/duplicates?kind=products").text
        assert "there may be more" not in read(client, "/quality/duplicates?kind=sights").text
        signed_in_as(client, sqlite_store, RoleName.EDITOR)
        assert "there may be more pairs" in read(client, "/registry/duplicates?kind=products").text
        assert client.get("/api/v1/registry/products/duplicates").json["complete"] is False
        assert client.get("/api/v1/registry/sights/duplicates").json["complete"] is True


def test_the_numbers_of_earlier_days_stand_beside_those_of_today(own_reference_store):
    from app import create_app
    from geodata.records.tables import quality_days
    from tests.app.conftest import settings_for

    with own_reference_store.write() as connection:
        connection.execute(
            quality_days.insert(),
            [
                {"day": date(2026, 1, 5), "measure": key, "value": value}
                for key, value in (("without_source", 300), ("records", 500))
            ],
        )
    app = create_app(settings_for(own_reference_store))
    client = app.test_client()
    page = read(client, "/quality")
    days = client.get("/api/v1/quality").json["days"]
    app.extensions["ocop"].close()
    assert "Source missing 300 05/01/2026 24 −276" in page.part("move-table")
    assert "05/01/2026" in page.part("day-table")
    assert days[0] == {"day": "2026-01-05", "values": {"without_source": 300, "records": 500}}
    assert days[-1]["values"]["without_source"] == 24
    assert {"facts_disputed", "figures_contradicting"} <= days[-1]["values"].keys()
    assert "Contradictions among published figures" in page.part("move-table")


def test_the_counts_of_the_page_close(client, quality):
    numbers = re.search(
        r"In communes (\d+) \+ known only by district (\d+) \+ not placed (\d+) \+ outside the unit system"
        r" (\d+) = (\d+)",
        quality.text,
    )
    parts = [int(part) for part in numbers.groups()]
    assert sum(parts[:4]) == parts[4] == client.get("/api/v1/summary").json["total"]


def test_crafts_are_told_by_kind_beside_what_was_published(quality):
    assert "Traditional crafts: 17 (2023); Craft villages: 10 (2023)" in quality.part("published-crafts")
    assert "Traditional craft villages: 20 (2023)" in quality.part("published-crafts")
    assert "Recognition revoked" in quality.part("craft-table")


def test_every_row_that_was_read_is_reported(quality, reference_store):
    from geodata.quality import import_reports

    table = quality.part("report-table")
    reports = import_reports(reference_store)
    assert reports
    for report in reports:
        assert report.source_table in table
        assert report.rows_read == report.rows_written + report.refused + report.set_aside
    everything = [int(text) for text in re.findall(r"\d+", quality.part("report-sum").replace(",", ""))]
    assert everything[0] == sum(everything[1:4])
    assert "ocop_candidates_not_counted.csv: 43 rows" in quality.part("set-aside")


def test_published_crafts_come_from_the_store(own_reference_store):
    from app import create_app
    from geodata.tables import published_totals as t
    from tests.app.conftest import settings_for

    with own_reference_store.write() as connection:
        connection.execute(t.update().where(t.c.metric == "craft_villages").values(value=4321))
    app = create_app(settings_for(own_reference_store))
    text = read(app.test_client(), "/quality").part("published-crafts")
    app.extensions["ocop"].close()
    assert "Craft villages: 4,321 (2023)" in text


def test_nothing_on_the_vietnamese_page_is_left_in_english(client):
    text = read(client, "/quality", "vi").part("main")
    for english in ("provincial press", "the same event", "provincial plan", "source_missing", "of 99"):
        assert english not in text


@pytest.mark.parametrize(
    "address",
    [
        "/quality",
        "/quality/records?measure=without_commune&kind=products",
        "/quality/duplicates?kind=products",
        "/help",
        "/about",
        "/communes",
        "/districts",
        "/products",
        "/sights",
        "/markets",
    ],
)
def test_a_page_of_an_empty_store_says_that_nothing_is_loaded(empty_app, address):
    page = read(empty_app.test_client(), address)
    assert "No data yet. Load the reference data" in page.part("nothing-loaded")
    assert "revision 0" not in page.text
    assert ".." not in page.part("main").replace("...", "")


def test_one_wording_names_the_merged_province(quality):
    assert "Lào Cai after the merger, since 1 July 2025" in quality.text


def test_problems_can_be_filtered_and_taken_away(client):
    every = client.get("/api/v1/quality").json["import_problems"]
    wanted = [row for row in every if row["rule"] == "source_missing"]
    assert f"{len(wanted)} of {len(every)} problems" in read(client, "/quality?rule=source_missing").part(
        "problem-list"
    )
    answer = client.get("/quality/problems.csv?rule=source_missing")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == len(wanted) + 1


def test_no_cell_of_the_problems_is_a_formula(own_reference_store):
    from app import create_app
    from geodata.tables import import_problems
    from tests.app.conftest import settings_for

    with own_reference_store.write() as connection:
        connection.execute(import_problems.update().values(value="=cmd|' /C calc'!A0"))
    app = create_app(settings_for(own_reference_store))
    text = app.test_client().get("/quality/problems.csv").data.decode("utf-8-sig")
    app.extensions["ocop"].close()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_chart_and_the_table_hold_the_same_numbers(client, quality):
    client.set_cookie("lang", "en")
    html = client.get("/quality").get_data(as_text=True)
    block = re.search(r'<script type="application/json" id="chart-data">(.*?)</script>', html, re.DOTALL)
    chart = json.loads(block.group(1))
    points = [point for series in chart["series"] for point in series["points"]]
    table = quality.part("chart-table")
    assert [series["key"] for series in chart["series"]] == ["before", "merged", "targets", "registry"]
    assert all(f"{int(point['y'])}" in table for point in points)
    assert len(points) > 15


def test_the_openstreetmap_notice_and_the_three_licences_are_there(client, quality):
    about = read(client, "/about").text
    for text in ("Thang Le Quoc", "Marc Choisy", "dvhcvn", "ODbL 1.0"):
        assert text in about
        assert text in quality.text


def test_the_error_of_travel_times_is_published(client, quality):
    told = client.get("/api/v1/quality").json["travel_times"]
    assert told["km_unseen"]["worst_ratio"] > told["km_unseen"]["typical"] > 1
    table = quality.part("travel-table")
    for measure in ("km_unseen", "km_fitted", "minutes_unseen", "minutes_fitted"):
        error = told[measure]
        for figure in (error["median_ratio"], error["typical"], error["worst_ratio"]):
            assert f"{figure:.2f}" in table
    worst = told["km_unseen"]["worst"]
    assert f"{worst['from_place']} – {worst['to_place']}: published {worst['published']:.0f}" in table


def test_the_page_says_what_the_error_of_travel_times_means(client, quality):
    told = client.get("/api/v1/quality").json["travel_times"]
    meaning = quality.part("travel-meaning")
    assert f"a factor of {told['km_unseen']['typical']:.2f} or more" in meaning
    assert f"Of {told['minutes_unseen']['pairs']} published times, {told['within_range']} lie" in meaning
    assert f"{told['factors']['detour']:.2f}" in quality.part("travel-factors")


def test_every_published_way_is_used_or_left_out_with_a_reason_in_words(client, quality):
    from geodata.registry.roads import NOT_USED

    told = client.get("/api/v1/quality").json["travel_times"]
    assert told["ways_used"] + sum(told["ways_left_out"].values()) == 175
    shown = quality.part("travel-left-out")
    assert f"by boat: {told['ways_left_out']['boat']}" in shown
    assert not [reason for reason in NOT_USED if "_" in reason and reason in shown]


def test_a_store_without_links_tells_no_error(empty_app):
    assert empty_app.test_client().get("/api/v1/quality").json["travel_times"] is None


@pytest.mark.parametrize("address", ["/quality?x=1", "/help?x=1", "/quality/problems.csv?row=1"])
def test_an_unknown_parameter_is_refused(client, address):
    assert client.get(address).status_code == 400


def test_help_is_in_vietnamese_and_english(client):
    assert "chưa ghi nhận" in read(client, "/help", "vi").text
    assert "none recorded" in read(client, "/help", "en").text


def test_help_tells_the_three_values_of_the_status_apart(client):
    text = read(client, "/help", "vi").part("main")
    for status in ("Còn hiệu lực", "Hết hiệu lực", "Chưa xác định"):
        assert status in text
