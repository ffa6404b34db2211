"""Planned clusters and points over HTTP: list, page, layer, search, exports, OGC, page of a commune."""

from __future__ import annotations

import pytest

from app import create_app
from geodata.records.editing import create_record
from geodata.records.kinds import RecordKind
from tests.app.conftest import closing, settings_for
from tests.geodata.records.world import MAY, TODAY, fill_registry
from tests.hostile import LINK, PAYLOAD

CLUSTER = {"name": "Cụm làng nghề Sa Pa", "kind": "craft_cluster", "stage": "approved", "planned_year": 2027}
POINT = {"name": f"Điểm {PAYLOAD}", "kind": "planned_point", "source": LINK}


@pytest.fixture
def keys(sqlite_store):
    """The identifiers of a cluster of which much is known, and of a point of which its name alone is."""
    fill_registry(sqlite_store)
    here = {"unit_code": "90102", "units": "2025"}
    return [
        create_record(sqlite_store, MAY, RecordKind.PLANNED_SITES, fields, today=TODAY)
        for fields in (CLUSTER | here, POINT)
    ]


@pytest.fixture
def reader(keys, sqlite_store):
    for app in closing(create_app(settings_for(sqlite_store))):
        client = app.test_client()
        client.set_cookie("lang", "en")
        yield client


def test_lists_say_stage_and_year_and_what_is_unknown(reader, keys):
    items = {item["id"]: item for item in reader.get("/api/v1/planned-sites").json["items"]}
    assert {name: items[keys[0]][name] for name in CLUSTER} == CLUSTER
    assert (items[keys[1]]["stage"], items[keys[1]]["planned_year"]) == (None, None)
    page = reader.get("/planned-sites").text
    assert "Approved" in page
    assert page.count("unknown") >= 3
    assert "none of them is counted as a sales point" in page


def test_kind_and_stage_filter_lists_answers_and_exports(reader, keys):
    def found(query, address="/api/v1/planned-sites"):
        return [item["id"] for item in reader.get(f"{address}?{query}").json["items"]]

    assert found("planned_kind=craft_cluster") == found("planned_stage=approved,done") == [keys[0]]
    assert found("planned_stage=none") == [keys[1]]
    assert found("planned_kind=craft_cluster&planned_stage=none") == found("stage=none") == []
    assert found("planned_kind=planned_point", "/api/v1/sales-points") == []
    assert reader.get("/api/v1/planned-sites?planned_stage=soon").status_code == 400
    table = reader.get("/api/v1/layers/planned_sites.csv?planned_kind=craft_cluster").text
    assert (CLUSTER["name"] in table, "Điểm" in table) == (True, False)
    assert reader.get("/api/v1/exports/planned_sites.xlsx?planned_stage=approved").status_code == 200
    page = reader.get("/planned-sites?planned_stage=approved").text
    assert (keys[0] in page, keys[1] in page) == (True, False)
    assert '<option value="approved" selected>Approved</option>' in page
    assert "No record passes the filter." in reader.get("/planned-sites?planned_stage=proposed").text


def test_each_has_a_page_that_calls_it_a_plan(reader, keys):
    known, unknown = (reader.get(f"/planned-sites/{key}").text for key in keys)
    assert "Craft-village industrial cluster" in known
    assert "2027" in known
    for page in (known, unknown):
        assert 'id="planned"' in page
        assert "<script>window.pwned" not in page
    assert 'href="javascript' not in unknown
    assert reader.get(f"/api/v1/planned-sites/{keys[1]}").json["name"].startswith("Điểm ={{ 6*7 }}")
    assert reader.get("/planned-sites/nowhere").status_code == 404


def test_what_is_completed_is_called_a_plan_no_longer(reader, sqlite_store):
    here = {"unit_code": "90102", "units": "2025", "name": "Cụm đã xong", "kind": "craft_cluster"}
    key = create_record(sqlite_store, MAY, RecordKind.PLANNED_SITES, here | {"stage": "done"}, today=TODAY)
    page = reader.get(f"/planned-sites/{key}").text
    assert "Completed, as its source says." in page
    assert "This is a plan" not in page
    assert "Cụm đã xong</a> · Completed" in reader.get("/communes/90102").text


def test_the_map_offers_them_switched_off_and_fetches_them_when_asked(reader, keys):
    page = reader.get("/").text
    assert '"key": "planned_sites"' in page or '"key":"planned_sites"' in page
    features = reader.get("/api/v1/layers/planned_sites.geojson").json["features"]
    assert [bool(one["geometry"]) for one in sorted(features, key=lambda one: one["properties"]["name"])] == [
        True,
        False,
    ]
    assert reader.get("/api/v1/layers").json["items"]


def test_they_are_found_taken_away_and_served_like_other_places(reader, keys):
    (hit,) = reader.get("/api/v1/search?q=cum lang nghe").json["items"]
    assert hit["url"] == f"/planned-sites/{keys[0]}"
    for address in (
        "/api/v1/exports/planned_sites.gpkg", "/api/v1/exports/planned_sites.gpx",
        "/api/v1/exports/planned_sites.xlsx", "/api/v1/layers/planned_sites.csv",
        "/ogc/collections/planned_sites/items?f=json", "/api/v1/datapackage/planned_sites.csv",
    ):  # fmt: skip
        assert reader.get(address).status_code == 200, address


def test_the_page_of_a_commune_lists_them_apart_from_its_sales_points(reader, keys):
    page = reader.get("/communes/90102").text
    assert 'id="list-planned-sites"' in page
    assert "of what is planned or was: none of them is counted as a sales point" in page
    assert "Cụm làng nghề Sa Pa</a> · Approved" in page
    assert f"/planned-sites/{keys[0]}" in page
    assert "of what is planned or was" not in reader.get("/communes/90201").text
