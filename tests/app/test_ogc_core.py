"""The abstract tests of OGC 17-069r3, annex A (core, GeoJSON, HTML, OpenAPI 3.0), each by its identifier."""

from __future__ import annotations

import copy
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
import shapely
from openapi_spec_validator import OpenAPIV30SpecValidator
from shapely.geometry import shape

from app.settings import ROOT
from layers.exports.content import DEGREE_DECIMALS
from layers.ogc.names import CONFORMANCE, CRS84
from tests.app.ogc_helpers import HOST, KEYS, reading, rels, valid

PART_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
DOCUMENTS = (
    "",
    "/openapi",
    "/conformance",
    "/collections",
    "/collections/products",
    "/collections/products/schema",
    "/collections/products/queryables",
    "/collections/products/items",
    "/collections/provinces/items/15",
)


@pytest.fixture(scope="module")
def ogc(reference_store):
    """A reader of the service on the shared reference data."""
    with reading(reference_store) as reader:
        yield reader


@pytest.fixture(scope="module")
def openapi(ogc):
    """The description of the service."""
    return ogc.json("/openapi")


def parameters_of(openapi, path):
    """Return the parameters of a path by their names."""
    listed = openapi["paths"][path]["get"]["parameters"]
    found = [openapi["components"]["parameters"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one
             for one in listed]  # fmt: skip
    return {parameter["name"]: parameter for parameter in found}


def schema_of(openapi, path):
    """Return the schema of the JSON answer of a path."""
    content = openapi["paths"][path]["get"]["responses"]["200"]["content"]
    return next(body["schema"] for kind, body in content.items() if kind != HTML)


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


# Core


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


def test_conf_core_fc_limit_definition(openapi):
    for key in KEYS:
        limit = parameters_of(openapi, f"/collections/{key}/items")["limit"]
        assert (limit["in"], limit["required"], limit["style"], limit["explode"]) == (
            "query",
            False,
            "form",
            False,
        )
        assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}


@pytest.mark.parametrize(("limit", "returned"), [("1", 1), ("100", 100), (None, 100), ("100000", 124)])
def test_conf_core_fc_limit_response(ogc, limit, returned):
    query = {} if limit is None else {"limit": limit}
    assert ogc.json("/collections/products/items", **query)["numberReturned"] == returned


def test_conf_core_fc_bbox_definition(openapi):
    for key in KEYS:
        bbox = parameters_of(openapi, f"/collections/{key}/items")["bbox"]
        assert (bbox["in"], bbox["required"], bbox["style"], bbox["explode"]) == (
            "query",
            False,
            "form",
            False,
        )
        assert bbox["schema"]["type"] == "array"
        assert bbox["schema"]["oneOf"] == [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}]


@pytest.mark.parametrize(
    "bbox", ["103.8,22.2,104.0,22.5", "103.8,22.2,0,104.0,22.5,9", "103.8,22.2,-170,22.5"]
)
def test_conf_core_fc_bbox_response(ogc, bbox):
    numbers = [float(part) for part in bbox.split(",")]
    half = len(numbers) // 2
    west, south, east, north = *numbers[:2], *numbers[half : half + 2]
    area = shapely.box(west, south, east if east > west else 180, north)
    for key in KEYS:
        expected = [
            feature["id"]
            for feature in ogc.items(key)["features"]
            # What has no place is matched by every box: /req/core/fc-bbox-response.
            if feature["geometry"] is None or shape(feature["geometry"]).intersects(area)
        ]
        assert ogc.ids(key, bbox=bbox) == expected
    assert 0 < len(ogc.ids("communes", bbox=bbox)) < 99


def test_conf_core_fc_time_definition(openapi):
    for key in KEYS:
        time = parameters_of(openapi, f"/collections/{key}/items")["datetime"]
        assert (time["in"], time["required"], time["style"], time["explode"]) == (
            "query",
            False,
            "form",
            False,
        )
        assert time["schema"] == {"type": "string"}


# Of this layer nothing is shipped.
NOTHING = "planned_sites"
YEARS = {
    "products": "year",
    "craft_villages": "recognised_year",
    "material_zones": "area_year",
    "sales_points": "opened_year",
}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023-06-01", 2023, 2023),
        ("2023-06-01T12:00:00Z", 2023, 2023),
        # In Lào Cai it is the new year already.
        ("2022-12-31T17:00:00Z", 2023, 2023),
        ("2021-01-01T00:00:00+07:00/2023-12-31T23:59:59+07:00", 2021, 2023),
        ("../2020-05-05", 0, 2020),
        ("/2020-05-05", 0, 2020),
        ("2024-01-01T00:00:00Z/..", 2024, 9999),
        ("2024-01-01/", 2024, 9999),
    ],
)
def test_conf_core_fc_time_response(ogc, text, first, last):
    for key in KEYS:
        features = ogc.items(key)["features"]
        if key in ("communes", "districts", "provinces"):
            continue
        years = [feature["properties"].get(YEARS.get(key, "")) for feature in features]
        expected = [
            feature["id"]
            for feature, year in zip(features, years, strict=True)
            if year is None or first <= year <= last
        ]
        assert ogc.ids(key, datetime=text) == expected


def test_the_time_of_a_unit_is_that_of_its_list(ogc):
    assert len(ogc.ids("communes", units="2024", datetime="2025-06-30")) == 151
    assert ogc.ids("communes", units="2024", datetime="2025-07-01/..") == []
    assert ogc.ids("communes", datetime="2025-06-30") == []
    assert len(ogc.ids("communes", datetime="2025-07-01")) == 99
    assert ogc.ids("provinces", datetime="2025-07-01") == ["15"]
    assert ogc.ids("districts", datetime="2025-06-30T17:00:00Z") == []


def test_conf_core_f_op_and_success_and_links(ogc, openapi):
    for key in sorted({*KEYS} - {NOTHING}):
        first = ogc.items(key, limit="1")["features"][0]
        answer = ogc.ask(f"/collections/{key}/items/{first['id']}")
        assert (answer.status_code, answer.content_type) == (200, GEOJSON)
        feature = answer.get_json(force=True)
        valid(feature, schema_of(openapi, f"/collections/{key}/items/{{featureId}}"), openapi)
        assert {("self", GEOJSON), ("alternate", HTML), ("collection", JSON)} <= rels(feature)
        assert {name: feature[name] for name in first} == first
        for link in feature["links"]:
            assert ogc.ask(link["href"]).status_code == 200


def test_a_layer_of_nothing_takes_every_filter(ogc):
    for asked in (
        {"bbox": "103,22,105,23"}, {"datetime": "2023-06-01"}, {"kind": "planned_point"},
        {"filter": "planned_year > 2020 AND name LIKE 'A%'"},
    ):  # fmt: skip
        assert ogc.ids(NOTHING, **asked) == []


def test_a_feature_that_is_not_there_is_404(ogc):
    for path in ("/collections/nope", "/collections/nope/items", "/collections/products/items/nope", "/nope"):
        answer = ogc.ask(path)
        assert answer.status_code == 404
        assert answer.json["code"] == "not_found"


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=x",
        "limit=1.5",
        "offset=-1",
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=1,2,3,4,5",
        "bbox=0,3,1,2",
        "bbox=-181,0,1,2",
        "bbox=nan,0,1,2",
        "datetime=yesterday",
        "datetime=2024-13-01",
        "datetime=2024-01-01/2023-01-01",
        "datetime=../..",
        "datetime=2024-01-01/2024-02-01/2024-03-01",
        "datetime=",
        "f=xml",
        "lang=fr",
        "units=2020",
        "on=today",
        "stars=many",
    ],
)
def test_conf_core_query_param_invalid(ogc, query):
    answer = ogc.ask(f"/collections/products/items?{query}")
    assert (answer.status_code, answer.content_type) == (400, JSON)
    assert answer.json["code"] == "invalid_input"
    assert query.partition("=")[0] in answer.json["description"] or query.startswith("lang")


@pytest.mark.parametrize("path", DOCUMENTS)
def test_conf_core_query_param_unknown(ogc, path):
    answer = ogc.ask(f"{path}?nope=1")
    assert answer.status_code == 400
    assert "nope" in answer.json["description"]
    assert ogc.ask(f"{path}?f=json&f=html").status_code == 400


def test_conf_core_crs84(ogc):
    for key in KEYS:
        for feature in ogc.items(key)["features"]:
            if feature["geometry"]:
                x, y = shapely.get_coordinates(shape(feature["geometry"]))[0]
                assert 103 < x < 106
                assert 21 < y < 23


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


def test_every_conformance_class_is_tried_by_a_test_module():
    modules = "".join(
        (ROOT / "tests" / "app" / f"test_ogc_{name}.py").read_text(encoding="utf-8")
        for name in ("core", "crs", "filter")
    )
    for name in CONFORMANCE:
        assert f"test_conf_{name.rpartition('/')[2].replace('-', '_')}" in modules
