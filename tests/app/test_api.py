"""The API: its document is the contract, and the numbers agree with each other."""

from __future__ import annotations

import csv
import io
import re

import pytest
from openapi_spec_validator import validate

from app.params import FILTER_NAMES
from layers.catalogue import CATALOGUE
from tests.contract import DOCUMENT

RECORDS = DOCUMENT["components"]["parameters"]["records"]["schema"]["enum"]
KEYS = [spec.key for spec in CATALOGUE]


def parameters_of(path):
    """Names of the query parameters that the document gives a path."""
    found = [
        DOCUMENT["components"]["parameters"][p["$ref"].rsplit("/", 1)[1]] if "$ref" in p else p
        for p in DOCUMENT["paths"][path]["get"].get("parameters", [])
    ]
    return {p["name"]: p for p in found if p["in"] == "query"}


def rules_of(app):
    """Paths of the API's routes, written as the document writes them."""
    rules = [str(rule) for rule in app.url_map.iter_rules() if str(rule).startswith("/api/v1")]
    names = {"record_id": "id"}
    return {
        re.sub(
            r"<(?:[^:<>]*:)?(\w+)>", lambda m: "{" + names.get(m[1], m[1]) + "}", rule.removeprefix("/api/v1")
        )
        for rule in rules
    }


def test_the_document_is_valid_openapi():
    validate(DOCUMENT)


def test_the_document_names_exactly_the_routes_of_the_api(app):
    assert rules_of(app) == set(DOCUMENT["paths"])


EXAMPLES = {
    "/units": "/units",
    "/units/{code}": "/units/02647",
    "/{records}": "/products",
    "/layers": "/layers",
    "/layers/{key}.geojson": "/layers/products.geojson",
    "/layers/{key}.csv": "/layers/products.csv",
    "/choropleth": "/choropleth",
    "/summary": "/summary",
    "/quality": "/quality",
    "/search": "/search?q=sa+pa",
    "/me": "/me",
}
VALUES = {
    "units": "2024",
    "on": "2025-01-01",
    "bbox": "103.5,22,104.5,23",
    "zoom": "9",
    "group": "food",
    "stars": "3,none",
    "status": "lapsed",
    "recognition": "recognised",
    "producer_kind": "cooperative",
    "district": "088",
    "commune": "none",
    "placement": "commune",
    "confidence": "stated",
    "weekday": "sun,none",
    "expiring": "3,12",
    "fact": "digital_stall,e_payment.none",
    "channel": "postmart,none",
    "stage": "accepted",
    "trademark": "none",
    "planned_kind": "craft_cluster",
    "planned_stage": "approved,none",
    "inferred": "exclude",
    "q": "chè",
    "limit": "1",
    "offset": "1",
    "level": "district",
    "parent": "10",
    "indicator": "producers",
    "crop": "chè",
    "scheme": "quantiles",
    "classes": "3",
    "palette": "viridis",
}


@pytest.mark.parametrize("path", EXAMPLES)
def test_every_documented_parameter_is_taken_and_any_other_is_a_400(client, path):
    for name in parameters_of(path):
        joined = "&" if "?" in EXAMPLES[path] else "?"
        address = (
            EXAMPLES[path]
            if name == "q" and "q=" in EXAMPLES[path]
            else f"{EXAMPLES[path]}{joined}{name}={VALUES[name]}"
        )
        if path == "/layers/{key}.csv" and name in ("indicator", "crop"):
            address = address.replace("products.csv", "communes.csv")
        assert client.get("/api/v1" + address).status_code == 200, name
    joined = "&" if "?" in EXAMPLES[path] else "?"
    refused = client.get(f"/api/v1{EXAMPLES[path]}{joined}nope=1")
    assert refused.status_code == 400
    assert set(refused.json) == {"error", "message", "details"}


def test_the_document_and_the_program_know_the_same_filters():
    assert set(FILTER_NAMES) < set(parameters_of("/layers/{key}.geojson"))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/layers/nope.geojson", 404),
        ("/layers/nope.csv", 404),
        ("/nope", 404),
        ("/products/nope", 404),
        ("/units/99999", 404),
        ("/units/x", 404),
        ("/units/02872?on=2025-07-01", 404),
        ("/search", 400),
        ("/search?q=", 400),
        ("/products?limit=0", 400),
        ("/products?limit=1001", 400),
        ("/layers/communes.geojson?stars=4", 400),
        ("/layers/communes.geojson?zoom=19", 400),
        ("/choropleth?classes=8", 400),
        ("/choropleth?units=2019", 400),
        ("/choropleth?indicator=zone_ha&crop=nope", 400),
    ],
)
def test_what_is_wrong_is_answered_in_the_one_envelope(client, address, status):
    answer = client.get(f"/api/v1{address}")
    assert answer.status_code == status
    assert set(answer.json) == {"error", "message", "details"}
    assert "%(" not in answer.json["message"]


@pytest.mark.parametrize("records", RECORDS)
def test_every_record_of_a_list_has_a_page_of_its_own_in_the_api(client, records):
    listed = client.get(f"/api/v1/{records}?limit=1000").json
    assert listed["total"] == len(listed["items"])
    # Of what is planned nothing is shipped.
    assert bool(listed["items"]) == (records != "planned-sites")
    for item in listed["items"][:5]:
        assert client.get(f"/api/v1/{records}/{item['id']}").json["name"] == item["name"]


def test_paging_gives_every_record_once(client):
    whole = [item["id"] for item in client.get("/api/v1/products?limit=1000").json["items"]]
    parts = [
        item["id"]
        for offset in range(0, len(whole), 17)
        for item in client.get(f"/api/v1/products?limit=17&offset={offset}").json["items"]
    ]
    assert parts == whole


def test_products_without_parameters_are_all_products_of_the_store(client):
    answer = client.get("/api/v1/layers/products.geojson").json
    assert answer["count"] == len(answer["features"]) == 124
    unplaced = [f for f in answer["features"] if f["properties"]["in_system"] != "in_communes"]
    assert all(feature["geometry"] is None for feature in unplaced)


@pytest.mark.parametrize("units", ["2024", "2025"])
@pytest.mark.parametrize(
    "query", ["", "&stars=4", "&group=food,herbal&status=lapsed", "&inferred=exclude", "&q=che"]
)
def test_what_the_summary_counts_the_layer_and_its_table_hold(client, units, query):
    total = client.get(f"/api/v1/summary?units={units}{query}").json["total"]
    chosen = f"units={units}&recognition=recognised{query}"
    assert client.get(f"/api/v1/layers/products.geojson?{chosen}").json["count"] == total
    text = client.get(f"/api/v1/layers/products.csv?{chosen}").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows.index([]) - 1 == total


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_layer_has_a_table_with_headings_in_the_language_of_the_reader(client, key, language):
    client.set_cookie("lang", language)
    answer = client.get(f"/api/v1/layers/{key}.csv")
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    heading = answer.data.decode("utf-8-sig").splitlines()[0]
    assert ("Name" in heading or "Product" in heading) <= (language == "en")


def test_the_parts_of_the_summary_close(client):
    for units in ("2019", "2024", "2025"):
        told = client.get(f"/api/v1/summary?units={units}").json
        parts = ("in_communes", "district_only", "not_placed", "outside")
        assert sum(told[part] for part in parts) == told["total"] == 112


def test_an_answer_is_not_sent_again_while_nothing_changed(client):
    first = client.get("/api/v1/layers/communes.geojson?zoom=9")
    again = client.get(
        "/api/v1/layers/communes.geojson?zoom=9", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    assert again.data == b""


def test_the_search_does_not_see_accents_but_prefers_them(client):
    found = client.get("/api/v1/search?q=Sa+Pả&units=2024&limit=3").json["items"]
    blind = client.get("/api/v1/search?q=sa+pa&units=2024&limit=50").json["items"]
    assert found[0]["name"] == "Sa Pả"
    assert {"Sa Pa", "Sa Pả"} <= {item["name"] for item in blind}


def test_hits_of_the_search_of_every_kind_lead_to_a_page(client):
    for text in ("sa pa", "che", "tho cam", "bac ha", "que"):
        hits = client.get(f"/api/v1/search?q={text}").json["items"]
        # The last of each kind: a page of every hit takes longer than all other tests here together.
        for hit in {hit["url"].split("/")[-2]: hit for hit in hits}.values():
            assert client.get(hit["url"], follow_redirects=True).status_code == 200, hit["url"]


def test_a_filter_by_unit_is_told_by_name_and_not_by_code(client):
    told = client.get("/api/v1/summary?district=088,none").json["filter_text"]
    assert "Sa Pa" in told
    assert "088" not in told


def test_the_table_of_communes_carries_what_they_are_coloured_by(client):
    chosen = "units=2024&indicator=craft_villages"
    values = client.get(f"/api/v1/choropleth?{chosen}").json["values"]
    text = client.get(f"/api/v1/layers/communes.csv?{chosen}").get_data().decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text, newline="")))
    rows = rows[: rows.index([])]
    code, shown = head.index("Mã"), head.index("Nghề, làng nghề được công nhận")
    assert {row[code]: row[shown] for row in rows} == {
        unit: "" if value is None else str(int(value)) for unit, value in values.items()
    }


def test_an_inferred_value_carries_its_mark_in_the_table(client):
    items = client.get("/api/v1/products?limit=1000").json["items"]
    guessed = {item["name"] for item in items if "stars" in item["inferred"] and item["stars"]}
    text = client.get("/api/v1/layers/products.csv").get_data().decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text, newline="")))
    stars = next(i for i, title in enumerate(head) if title.startswith("Hạng sao"))
    marked = {row[0].removesuffix(" (suy ra)") for row in rows[: rows.index([])] if "(suy ra)" in row[stars]}
    assert marked == guessed


def test_hectares_come_with_both_ends_and_their_year(client):
    found = client.get("/api/v1/choropleth?units=2024&indicator=zone_ha&crop=quế").json
    known = [code for code, value in found["values"].items() if value is not None]
    assert known
    assert all(found["lows"][code] <= found["values"][code] for code in known)
    assert all(2000 < found["years"][code] <= 2026 for code in known if found["years"][code])
    assert "no_own_figure" in found["state"].values()
