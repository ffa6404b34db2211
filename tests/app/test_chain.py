"""The value chain as readers get it: page, answers and files count the same, hostile names stay names."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from app import create_app
from app.clock import today
from app.errors import MapServer
from geodata import tables
from geodata.programme_tables import product_zones, programme_facts
from geodata.records.tables import record_changes, record_redirects
from geodata.store import Store
from tests.app.conftest import closing, settings_for
from tests.conftest import sqlite_url
from tests.geodata.certificate_rows import channel_row
from tests.hostile import PAYLOAD

API, PAGE = "/api/v1/chain", "/chain"
POMELO = "qua-buoi-muc-4cda9b"
HOSTILE = f"={PAYLOAD}"
MERGED = "merged-into-another"


@pytest.fixture(scope="module")
def office(_reference_file, tmp_path_factory) -> Iterator[MapServer]:
    """The reference data with one zone linked by the office, whose name and source are hostile."""
    path = tmp_path_factory.mktemp("chain") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        zones = tables.material_zones
        with store.write() as connection:
            zone = connection.scalar(zones.select().where(zones.c.name.like("bưởi Múc%")))
            channel = channel_row(
                "products", POMELO, "postmart", today(), source=HOSTILE, link="javascript:1"
            )
            connection.execute(programme_facts.insert(), [channel])
            row = {"product_id": POMELO, "zone_id": zone, "hectares": 3.5, "source": HOSTILE}
            connection.execute(product_zones.insert(), [row])
            connection.execute(zones.update().where(zones.c.zone_id == zone).values(name=HOSTILE))
            change = {"change_id": 1, "at": datetime.now(UTC), "actor_name": "May", "action": "merge"}
            connection.execute(record_changes.insert(), [{**change, "records": 2}])
            moved = {"kind": "products", "old_id": MERGED, "new_id": POMELO, "change_id": 1}
            connection.execute(record_redirects.insert(), [moved])
        settings = settings_for(store, instance_dir=tmp_path_factory.mktemp("instance"))
        yield from closing(create_app(settings))


@pytest.fixture
def reader(office):
    """Somebody who reads English."""
    client = office.test_client()
    client.set_cookie("lang", "en")
    return client


@pytest.mark.parametrize(
    "query",
    ["", "?units=2024", "?units=2024&district=085", "?district=none", "?q=san", "?markets=no&minutes=60"],
)
def test_the_page_counts_what_the_api_counts_and_each_line_adds_up(reader, query):
    told, page = reader.get(API + query).json, reader.get(PAGE + query).text
    lists = {one["list"]: one for one in told["lists"]}
    assert set(lists) == {"products", "zones", "producers", "craft-villages"}
    rows = re.findall(r'<tr data-list="([\w-]+)".*?</tr>', page)
    assert rows == list(lists)
    for key, one in lists.items():
        line = re.search(rf'<tr data-list="{key}".*?</tr>', page)[0]
        shown = dict(re.findall(r'data-state="(\w+)"><(?:a[^>]*|strong)>(\d+)<', line))
        assert {name: int(count) for name, count in shown.items()} == {**one["states"], "all": one["total"]}
        assert sum(one["states"].values()) == one["total"] == sum(row["count"] for row in one["reasons"])


@pytest.mark.parametrize("key", ["products", "zones", "producers", "craft-villages"])
def test_a_list_has_the_same_records_in_the_answer_on_the_page_on_the_map_and_in_the_files(reader, key):
    query = f"?list={key}&units=2024&limit=1000"
    items = reader.get(API + query).json["items"]
    ids = [item["id"] for item in items]
    page = reader.get(PAGE + query).text
    assert re.findall(r'<tr data-record="([^"]+)"', page) == ids
    layer = reader.get(f"{API}/breaks.geojson?list={key}&units=2024").json
    assert sum(one["properties"]["count"] for one in layer["features"]) + layer["not_placed"] == len(ids)
    text = reader.get(f"{API}/breaks.csv?list={key}&units=2024&lang=en").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    place = rows[0].index("Identifier")
    assert [row[place] for row in rows[1 : rows.index([])]] == ids
    book = load_workbook(io.BytesIO(reader.get(f"{API}/breaks.xlsx?list={key}&units=2024").data))
    first, counts = book.worksheets[:2]
    assert first.max_row == len(ids) + 1
    assert [row[3].value for row in counts.iter_rows(min_row=2) if row[2].value is None] == [
        one["total"] for one in reader.get(f"{API}?units=2024").json["lists"]
    ]


def test_all_states_of_a_list_are_all_of_its_records_once(reader):
    states = ("linked", "likely", "none", "unknown")
    parts = [reader.get(f"{API}?list=producers&state={state}&limit=1000").json for state in states]
    every = reader.get(f"{API}?list=producers&state=all&limit=1000").json
    found = [item["id"] for part in parts for item in part["items"]]
    assert len(found) == len(set(found)) == every["total"]
    assert set(found) == {item["id"] for item in every["items"]}


def test_every_link_is_drawn_counted_as_not_drawn_or_left_out(reader):
    layer = reader.get(f"{API}/links.geojson").json
    links = reader.get(f"{API}/links?limit=1000").json
    assert layer["total"] == layer["drawn"] + layer["not_drawn"] + layer["left_out"] == links["total"]
    assert sum(one["properties"]["count"] for one in layer["features"]) == layer["drawn"]
    assert sum(layer["certainty"].values()) == sum(layer["kinds"].values()) == layer["total"]
    for one in layer["features"]:
        assert sum(one["properties"]["certainty"].values()) == one["properties"]["count"]


def test_the_chain_of_a_record_is_its_own_and_says_what_says_so(reader):
    links = reader.get(f"{API}/links?record=products/{POMELO}").json
    assert {(one["kind"], one["certainty"]) for one in links["items"]} == {
        ("zone_product", "recorded"),
        ("zone_producer", "matched"),
        ("producer_product", "recorded"),
    }
    (recorded,) = (one for one in links["items"] if one["kind"] == "zone_product")
    assert recorded["said"][0]["hectares"] == 3.5
    assert recorded["said"][0]["sources"] == [HOSTILE]
    page = reader.get(f"{PAGE}?record=products/{POMELO}").text
    assert re.findall(r'data-step="([\w-]+)"', page) == ["zones", "producers", "products"]
    assert re.findall(r'id="standing" data-state="(\w+)"', page) == ["linked"]
    assert "HTX Bưởi Múc Thái Niên" in page
    assert PAYLOAD not in page


def test_the_sales_channels_of_a_chain_are_told_with_their_date_and_lead_nowhere_unsafe(reader):
    (channel,) = reader.get(f"{API}/links?record=products/{POMELO}").json["channels"]
    assert (channel["of"]["id"], channel["channel"], channel["as_of"]) == (POMELO, "postmart", str(today()))
    producer = reader.get(f"/api/v1/products/{POMELO}").json["producer_id"]
    page = reader.get(f"{PAGE}?record=producers/{producer}").text
    assert f"{today():%d/%m/%Y}" in page.split('id="channels"')[1].split("</section>")[0]
    assert 'href="javascript:' not in page


@pytest.mark.parametrize(
    "query", [f"?record=products/{POMELO}&", "?", "?district=none&", "?certainty=matched&"]
)
def test_sales_channels_stand_in_the_files_behind_the_links_and_are_no_links(reader, query):
    total = reader.get(f"{API}/links{query}limit=1").json["total"]
    text = reader.get(f"{API}/links.csv{query}lang=en").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    rows = rows[1 : rows.index([])]
    assert all("sales channel" not in row[0] for row in rows[:total])
    channels = [row for row in rows[total:] if row[6] == POMELO]
    # The product stands in Bảo Thắng district: a filter that leaves it out leaves its channels out.
    assert len(channels) == (query in (f"?record=products/{POMELO}&", "?"))
    for row in channels:
        assert row[0] == "Product → sales channel"
        assert row[2:4] == ["postmart.vn", "On record"]
        assert row[4].startswith(f"{today():%d/%m/%Y}; ")
        assert row[5].startswith("'=")
        assert row[6:] == [POMELO, ""]
    book = load_workbook(io.BytesIO(reader.get(f"{API}/links.xlsx{query}lang=en").data))
    assert book.worksheets[0].max_row == len(rows) + 1


@pytest.mark.parametrize("path", [PAGE, f"{API}/links", f"{API}/links.geojson", f"{API}/links.csv"])
def test_the_chain_of_a_merged_record_leads_to_the_one_that_it_went_into(reader, path):
    moved = reader.get(f"{path}?units=2024&record=products/{MERGED}")
    assert (moved.status_code, moved.headers["Cache-Control"]) == (308, "no-cache")
    assert moved.headers["Location"] == f"{path}?units=2024&record=products/{POMELO}"
    assert reader.get(moved.headers["Location"]).status_code == 200
    assert reader.get(f"{path}?record=products/never-there").status_code == 404


def test_a_formula_stays_a_text_in_the_files(reader):
    text = reader.get(f"{API}/links.csv?record=products/{POMELO}&lang=en").data.decode("utf-8-sig")
    assert any(cell.startswith("'=") for row in csv.reader(io.StringIO(text)) for cell in row)
    assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(text)) for cell in row)
    book = load_workbook(io.BytesIO(reader.get(f"{API}/links.xlsx?record=products/{POMELO}").data))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize(
    ("path", "least"),
    [
        ("products", 1),
        ("producers", 1),
        ("zones", 1),
        ("sales-points", 1),
        ("markets", 1),
        ("craft-villages", 1),
    ],
)
def test_every_page_of_a_record_leads_to_its_chain(reader, path, least):
    record = reader.get(f"/api/v1/{path}?limit=1").json["items"][0]["id"]
    page = reader.get(f"/{path}/{record}").text
    assert page.count(f'href="/chain?record={path}/{record}"') >= least
    assert reader.get(f"/chain?record={path}/{record}").status_code == 200


def test_a_workbook_of_too_many_rows_is_refused_and_csv_is_not(reader, monkeypatch):
    monkeypatch.setattr("app.registry.chain_api.MOST_SHEET_ROWS", 10)
    assert reader.get(f"{API}/links.xlsx?record=products/{POMELO}").status_code == 200
    refused = reader.get(f"{API}/links.xlsx?district=088")
    assert (refused.status_code, refused.json["error"]) == (413, "too_large")
    assert "CSV" in refused.json["message"]
    assert reader.get(f"{API}/links.csv?district=088").status_code == 200


def test_what_is_no_zone_leads_to_no_chain(reader, reference_store):
    zones = tables.material_zones
    with reference_store.read() as connection:
        plan = connection.scalar(zones.select().where(zones.c.kind == "plan"))
    assert 'href="/chain?' not in reader.get(f"/zones/{plan}").text
    assert reader.get(f"/chain?record=zones/{plan}").status_code == 404


def test_an_empty_office_is_told_what_to_enter_and_where(sqlite_store, tmp_path):
    for app in closing(create_app(settings_for(sqlite_store, instance_dir=tmp_path))):
        client = app.test_client()
        client.set_cookie("lang", "en")
        page = client.get(PAGE).text
        assert 'id="no-zone-links"' in page
        assert "in the form of the product" in page
        assert client.get(API).json["links"]["total"] == 0


def test_the_layers_of_the_main_map_hold_what_the_api_lists_in_each_state(reader):
    for state, key in (("none", "chain_breaks"), ("unknown", "chain_unknown")):
        listed = {
            f"{kind}:{item['id']}"
            for kind in ("products", "zones", "producers", "craft-villages")
            for item in reader.get(f"{API}?list={kind}&state={state}&limit=1000").json["items"]
        }
        layer = reader.get(f"/api/v1/layers/{key}.geojson").json
        assert {one["properties"]["id"] for one in layer["features"]} == listed
        # The reasons come with the features, in the reader's language: the first map carries none.
        reasons = dict(layer["labels"]["chain_reason"])
        assert {one["properties"]["reason"] for one in layer["features"]} <= reasons.keys()
    assert reasons["nothing"] == "Nothing is on record"
    assert "Nothing is on record" not in reader.get("/").text


@pytest.mark.parametrize("key", ["chain_breaks", "chain_unknown"])
def test_the_layers_are_taken_away_and_served_in_every_way_that_layers_are(reader, key):
    count = len(reader.get(f"/api/v1/layers/{key}.geojson").json["features"])
    for form in ("xlsx", "csv", "gpkg", "shp.zip", "geojson", "kml", "kmz", "fgb", "gpx", "dxf"):
        answer = reader.get(f"/api/v1/exports/{key}.{form}")
        assert (answer.status_code, answer.headers["X-OCOP-Records"]) == (200, str(count)), form
    items = reader.get(f"/ogc/collections/{key}/items?f=json&limit=1000").json
    assert items["numberMatched"] == count
    one = items["features"][0]
    assert reader.get(f"/ogc/collections/{key}/items/{one['id']}?f=json").json["properties"]["reason_text"]
    far = reader.get(f"/ogc/collections/{key}/items?f=json&break=producers&limit=1000").json
    assert {row["properties"]["within"] for row in far["features"]} == {30}
    assert reader.get(f"/api/v1/datapackage/{key}.csv").text.count("\n") == count + 1
    table = reader.get(f"/api/v1/exports/{key}.csv").text
    assert "within 30 minutes" in table
    assert "Made out by this map" in table


def test_the_map_and_the_page_lead_to_each_other_with_what_is_chosen(reader):
    layer = reader.get("/api/v1/layers/chain_unknown.geojson?units=2024").json
    key = layer["features"][0]["properties"]["id"]
    answer = reader.get(f"/chain/{key}?units=2024")
    assert answer.headers["Location"] == f"/chain?units=2024&record={key.replace(':', '/')}"
    assert 'id="standing" data-state="unknown"' in reader.get(answer.headers["Location"]).text
    page = reader.get("/chain?units=2024&district=085&q=san&minutes=60").text
    layers = "products,chain_breaks,chain_unknown,communes,districts,provinces"
    assert f'id="on-map" href="/?units=2024&amp;layers={layers}&amp;district=085&amp;q=san"' in page
    # The layers always ask the usual question; a page that asks another one says so beside the link.
    assert "There near is always within 30 minutes, to sales points and markets" in page
    asks = [
        'id="map-asks"' in reader.get(f"/chain{query}").text for query in ("", "?minutes=30", "?markets=no")
    ]
    assert asks == [False, False, True]
    point = next(one["geometry"] for one in layer["features"] if one["geometry"])
    lon, lat = point["coordinates"]
    key = next(one["properties"]["id"] for one in layer["features"] if one["geometry"])
    page = reader.get(f"/chain?units=2024&record={key.replace(':', '/')}").text
    assert f"at={lat:.5f},{lon:.5f},12" in re.search('id="on-map" href="([^"]+)"', page)[1]
