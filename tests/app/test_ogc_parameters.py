"""The abstract tests of OGC 17-069r3, annex A (parameters of a request), each by its identifier."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import shape

from tests.app.ogc_helpers import (
    DOCUMENTS,
    JSON,
    KEYS,
    NOTHING,
    YEARS,
    parameters_of,
)


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


def test_a_layer_of_nothing_takes_every_filter(ogc):
    for asked in (
        {"bbox": "103,22,105,23"}, {"datetime": "2023-06-01"}, {"kind": "planned_point"},
        {"filter": "planned_year > 2020 AND name LIKE 'A%'"},
    ):  # fmt: skip
        assert ogc.ids(NOTHING, **asked) == []


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
