"""The abstract tests of OGC 17-069r3, annex A (core), each by its identifier."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import shapely
from openapi_spec_validator import OpenAPIV30SpecValidator
from shapely.geometry import shape

from app.settings import ROOT
from layers.ogc.names import CONFORMANCE, CRS84
from tests.app.ogc_helpers import (
    DOCUMENTS,
    GEOJSON,
    HOST,
    HTML,
    JSON,
    KEYS,
    NOTHING,
    OPENAPI,
    SHIPPED,
    YEARS,
    rels,
    schema_of,
    valid,
)

PART_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"


@pytest.mark.parametrize("path", DOCUMENTS)
def test_conf_core_http(ogc, path):
    assert ogc.ask(path).status_code == 200
    head = ogc.client.head(f"/ogc{path}")
    assert (head.status_code, head.data) == (200, b"")
    assert ogc.client.post(f"/ogc{path}", json={}).status_code == 405
    assert ogc.client.put(f"/ogc{path}", json={}).status_code == 405
    assert ogc.client.delete(f"/ogc{path}").status_code == 405


@pytest.mark.parametrize("path", ["", "/"])
def test_conf_core_root_op(ogc, path):
    assert ogc.ask(path).content_type == JSON


def test_conf_core_root_success(ogc, openapi):
    document = ogc.json("")
    valid(document, schema_of(openapi, "/"), openapi)
    found = rels(document)
    assert {("service-desc", OPENAPI), ("service-doc", HTML), ("conformance", JSON), ("data", JSON)} <= found
    assert {("self", JSON), ("alternate", HTML)} <= found
    for link in document["links"]:
        assert ogc.client.get(link["href"].removeprefix(HOST)).status_code == 200
        assert link["title"]


def test_conf_core_api_definition_op(ogc):
    for link in ogc.json("")["links"]:
        if link["rel"] in ("service-desc", "service-doc"):
            answer = ogc.ask(link["href"])
            assert answer.status_code == 200
            assert answer.content_type.partition("; charset")[0] == link["type"]


def test_conf_core_api_definition_success(openapi):
    OpenAPIV30SpecValidator(openapi).validate()


def test_conf_core_conformance_op(ogc):
    (link,) = [link for link in ogc.json("")["links"] if link["rel"] == "conformance"]
    assert ogc.ask(link["href"]).status_code == 200


def test_conf_core_conformance_success(ogc, openapi):
    document = ogc.json("/conformance")
    valid(document, schema_of(openapi, "/conformance"), openapi)
    assert {f"{PART_1}{name}" for name in ("core", "geojson", "html", "oas30")} <= {*document["conformsTo"]}
    assert document["conformsTo"] == list(CONFORMANCE)
    # What pygeoapi would have said, and nobody tries here.
    assert not [name for name in document["conformsTo"] if "features-4" in name or "records" in name]


def test_conf_core_fc_md_op_and_links(ogc):
    answer = ogc.ask("/collections")
    assert (answer.status_code, answer.content_type) == (200, JSON)
    assert {("self", JSON), ("alternate", HTML)} <= rels(answer.json)


def test_conf_core_fc_md_success(ogc, openapi):
    document = ogc.json("/collections")
    valid(document, schema_of(openapi, "/collections"), openapi)
    assert [collection["id"] for collection in document["collections"]] == KEYS


def test_conf_core_fc_md_items_and_items_links(ogc):
    for collection in ogc.json("/collections")["collections"]:
        items = {link["type"]: link["href"] for link in collection["links"] if link["rel"] == "items"}
        assert items.keys() == {GEOJSON, HTML}
        for kind, href in items.items():
            answer = ogc.ask(f"{href}&limit=1")
            assert answer.content_type.partition(";")[0] == kind


def test_conf_core_fc_md_extent(ogc):
    for collection in ogc.json("/collections")["collections"]:
        features = ogc.items(collection["id"])["features"]
        if collection["id"] == NOTHING:
            assert (features, collection["extent"]) == ([], {})
            continue
        west, south, east, north = collection["extent"]["spatial"]["bbox"][0]
        assert collection["extent"]["spatial"]["crs"] == CRS84
        box = shapely.box(west, south, east, north)
        placed = [shape(feature["geometry"]) for feature in features if feature["geometry"]]
        assert placed
        assert all(box.covers(one) for one in placed)
        interval = collection["extent"].get("temporal", {}).get("interval")
        timed = collection["id"] in YEARS or collection["id"] in ("communes", "districts", "provinces")
        assert (interval is not None) == timed


def test_conf_core_sfc_md_op_and_success(ogc, openapi):
    for collection in ogc.json("/collections")["collections"]:
        path = f"/collections/{collection['id']}"
        alone = ogc.json(path)
        valid(alone, schema_of(openapi, path), openapi)
        assert alone == collection


def test_conf_core_fc_op_and_response(ogc, openapi):
    for key in KEYS:
        answer = ogc.ask(f"/collections/{key}/items?limit=3")
        assert (answer.status_code, answer.content_type) == (200, GEOJSON)
        document = answer.get_json(force=True)
        valid(document, schema_of(openapi, f"/collections/{key}/items"), openapi)


def test_conf_core_fc_links(ogc):
    document = ogc.items("products", limit="10", offset="20", stars="3")
    links = {link["rel"]: link["href"] for link in document["links"]}
    assert {("self", GEOJSON), ("alternate", HTML)} <= rels(document)
    assert ogc.json(links["self"])["features"] == document["features"]
    assert (
        ogc.json(links["next"])["features"]
        == ogc.items("products", limit="10", offset="30", stars="3")["features"]
    )
    assert (
        ogc.json(links["prev"])["features"]
        == ogc.items("products", limit="10", offset="10", stars="3")["features"]
    )


def test_the_links_to_further_pages_lead_through_every_record_once_and_keep_every_parameter(ogc):
    asked = {
        "limit": "7",
        "units": "2024",
        "on": "2025-01-01",
        "lang": "en",
        "bbox": "103,22,105,23",
        "filter": "stars >= 3",
        "datetime": "../2025-12-31",
    }
    everything = ogc.ids("products", **(asked | {"limit": "1000"}))
    found, document = [], ogc.items("products", **asked)
    while True:
        found += [feature["id"] for feature in document["features"]]
        following = [link["href"] for link in document["links"] if link["rel"] == "next"]
        if not following:
            break
        document = ogc.json(following[0])
        assert document["metadata"]["units"] == "2024"
    assert found == everything
    assert len(everything) > 14


def test_a_last_page_that_is_full_names_no_further_one(ogc):
    document = ogc.items("districts", limit="9")
    assert document["numberMatched"] == document["numberReturned"] == 9
    assert "next" not in {link["rel"] for link in document["links"]}


def test_conf_core_fc_time_stamp(ogc):
    stamp = datetime.fromisoformat(ogc.items("provinces")["timeStamp"])
    assert abs((datetime.now(UTC) - stamp).total_seconds()) < 600


def test_conf_core_fc_number_matched_and_number_returned(ogc):
    for key in KEYS:
        whole = ogc.items(key)
        assert whole["numberMatched"] == whole["numberReturned"] == len(whole["features"])
        part = ogc.items(key, limit="2", offset="1")
        assert part["numberMatched"] == whole["numberMatched"]
        assert part["numberReturned"] == len(part["features"])
        assert part["features"] == whole["features"][1:3]


def test_conf_core_f_op_and_success_and_links(ogc, openapi):
    for key in SHIPPED:
        first = ogc.items(key, limit="1")["features"][0]
        answer = ogc.ask(f"/collections/{key}/items/{first['id']}")
        assert (answer.status_code, answer.content_type) == (200, GEOJSON)
        feature = answer.get_json(force=True)
        valid(feature, schema_of(openapi, f"/collections/{key}/items/{{featureId}}"), openapi)
        assert {("self", GEOJSON), ("alternate", HTML), ("collection", JSON)} <= rels(feature)
        assert {name: feature[name] for name in first} == first
        for link in feature["links"]:
            assert ogc.ask(link["href"]).status_code == 200


def test_a_feature_that_is_not_there_is_404(ogc):
    for path in ("/collections/nope", "/collections/nope/items", "/collections/products/items/nope", "/nope"):
        answer = ogc.ask(path)
        assert answer.status_code == 404
        assert answer.json["code"] == "not_found"


def test_conf_core_crs84(ogc):
    for key in KEYS:
        for feature in ogc.items(key)["features"]:
            if feature["geometry"]:
                x, y = shapely.get_coordinates(shape(feature["geometry"]))[0]
                assert 103 < x < 106
                assert 21 < y < 23


def test_every_conformance_class_is_tried_by_a_test_module():
    modules = "".join(
        (ROOT / "tests" / "app" / f"test_ogc_{name}.py").read_text(encoding="utf-8")
        for name in ("core", "crs", "filter", "forms", "parameters")
    )
    for name in CONFORMANCE:
        assert f"test_conf_{name.rpartition('/')[2].replace('-', '_')}" in modules
