"""The abstract tests of OGC 17-069r3, annex A (GeoJSON, HTML, OpenAPI 3.0), each by its identifier."""

from __future__ import annotations

import copy
import re
from datetime import datetime
from html.parser import HTMLParser

import pytest

from layers.exports.content import DEGREE_DECIMALS
from tests.app.ogc_helpers import (
    DOCUMENTS,
    GEOJSON,
    HOST,
    KEYS,
    parameters_of,
    valid,
)


class Tags(HTMLParser):
    """What a page loads, links to and says."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.loaded, self.links, self.texts = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag in ("script", "img", "iframe") and named.get("src"):
            self.loaded.append(named["src"])
        if tag == "link":
            self.loaded.append(named["href"])
        if tag == "a":
            self.links.append(named["href"])

    def handle_data(self, data):
        self.texts.append(data)


# GeoJSON


def test_conf_geojson_definition(ogc):
    for headers in ({}, {"Accept": GEOJSON}, {"Accept": "application/json"}, {"Accept": "*/*"}):
        for path in ("/ogc/collections/sights/items", "/ogc/collections/provinces/items/15"):
            assert ogc.client.get(path, headers=headers).content_type == GEOJSON


def test_conf_geojson_content_is_that_of_the_export(ogc):
    for key in KEYS:
        for query in ({}, {"units": "2024", "on": "2025-01-01", "lang": "en"}):
            if query:
                ogc.client.set_cookie("lang", "en")
            view = {name: value for name, value in query.items() if name != "lang"}
            exported = ogc.client.get(f"/api/v1/exports/{key}.geojson", query_string=view).get_json(
                force=True
            )
            ogc.client.delete_cookie("lang")
            served = ogc.items(key, **query)
            assert served["numberMatched"] == exported["count"]
            for ours, theirs in zip(served["features"], exported["features"], strict=True):
                assert ours["properties"] == theirs["properties"]
                assert ours["geometry"] == theirs["geometry"]
            told = served["metadata"]
            for name in (
                "content_sha256",
                "revision",
                "records",
                "unplaced",
                "inferred",
                "source",
                "licence",
            ):
                assert told[name] == exported["metadata"][name]


def test_every_coordinate_has_as_many_decimals_as_the_sources(ogc):
    for feature in ogc.items("products")["features"]:
        if feature["geometry"]:
            assert all(round(one, DEGREE_DECIMALS) == one for one in feature["geometry"]["coordinates"])


# HTML


@pytest.mark.parametrize("path", DOCUMENTS)
def test_conf_html_definition(ogc, path):
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for answer in (ogc.client.get(f"/ogc{path}", headers={"Accept": browser}), ogc.ask(f"{path}?f=html")):
        assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
        tags = Tags(answer.text)
        assert all(address.startswith(("/static/", "data:")) for address in tags.loaded)
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_conf_html_content(ogc):
    document = ogc.items("products", limit="5")
    page = Tags(ogc.ask("/collections/products/items?limit=5&f=html").text)
    told = " ".join(page.texts)
    for feature in document["features"]:
        assert feature["properties"]["name"] in told
    kept = [link["href"] for link in document["links"] if link["rel"] in ("self", "alternate", "collection")]
    assert {*kept} <= {*page.links}
    item = Tags(ogc.ask(f"/collections/products/items/{document['features'][0]['id']}?f=html").text)
    assert document["features"][0]["properties"]["name"] in " ".join(item.texts)
    listed = " ".join(Tags(ogc.ask("/collections?f=html").text).texts)
    for collection in ogc.json("/collections")["collections"]:
        assert collection["description"] in listed


def test_every_page_says_unit_system_day_base_date_and_what_was_chosen(ogc):
    query = "f=html&units=2024&on=2025-01-01&filter=stars = 4&bbox=103,22,105,23"
    told = " ".join(Tags(ogc.ask(f"/collections/products/items?{query}").text).texts)
    assert "2024" in told
    assert "01/01/2025" in told
    assert "filter = stars = 4; bbox = 103,22,105,23" in told
    edition = datetime.fromisoformat(ogc.items("products")["metadata"]["base_date"])
    for path in DOCUMENTS:
        assert f"{edition:%d/%m/%Y}" in ogc.ask(f"{path}?f=html").text


def test_every_link_of_every_page_leads_somewhere(ogc):
    seen = set()
    for path in DOCUMENTS:
        for href in Tags(ogc.ask(f"{path}?f=html").text).links:
            address = href.removeprefix(HOST)
            if address.startswith("/ogc") and address not in seen:
                seen.add(address)
                assert ogc.client.get(address).status_code == 200, address
    assert len(seen) > 40


# OpenAPI 3.0


def test_conf_oas30_completeness(ogc, openapi):
    answered = {
        rule.rule for rule in ogc.client.application.url_map.iter_rules() if rule.endpoint.startswith("ogc.")
    }
    written = set()
    for path in openapi["paths"]:
        generic = re.sub(r"^/collections/[a-z_]+", "/collections/<key>", path)
        written.add(f"/ogc{generic.replace('{featureId}', '<identifier>')}")
    assert written == answered - {"/ogc"}
    for path, item in openapi["paths"].items():
        assert item.keys() == {"get"}
        names = parameters_of(openapi, path)
        found = ogc.ids(path.split("/")[2]) if "{" in path else []
        concrete = path.replace("{featureId}", (found or ["nothing"])[0])
        refused = ogc.ask(f"{concrete}?nope=1").json["details"]["allowed"].split(", ")
        assert {*refused} == {name for name, told in names.items() if told["in"] == "query"}


def test_conf_oas30_exception_codes(ogc, openapi):
    for item in openapi["paths"].values():
        assert {"200", "400", "404", "500"} == item["get"]["responses"].keys()
    for path in ("/collections/nope", "?nope=1"):
        valid(ogc.ask(path).json, {"$ref": "#/components/schemas/exception"}, openapi)


def test_conf_oas30_definition_refers_to_nothing_outside_itself(openapi):
    references = []

    def collect(part):
        if isinstance(part, dict):
            references.extend(value for name, value in part.items() if name == "$ref")
            for value in part.values():
                collect(value)
        elif isinstance(part, list):
            for value in part:
                collect(value)

    collect(copy.deepcopy(openapi))
    assert references
    assert all(reference.startswith("#/components/") for reference in references)
    assert openapi["openapi"].startswith("3.0")


def test_conf_oas30_oas_impl(ogc, openapi):
    operations = [item["get"]["operationId"] for item in openapi["paths"].values()]
    assert len(set(operations)) == len(operations)
    assert openapi["servers"] == [{"url": f"{HOST}/ogc"}]


def test_conf_oas30_security(openapi):
    assert openapi["security"][0] == {}
    assert openapi["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}
