"""A point that the office entered: on its page, in the lists and in the file like any other."""

from __future__ import annotations

import csv
import io
import shutil
from datetime import date

import pytest

from app import create_app
from geodata import quality
from geodata.office.audit import Actor
from geodata.registry.entered import add_point
from geodata.registry.entries import PointEntry
from geodata.store import Store
from tests.app.conftest import closing, settings_for
from tests.app.pages_helpers import read
from tests.conftest import sqlite_url

ENTRY = PointEntry(
    name="Điểm OCOP {{ 6*7 }} <b>Y Tý</b>",
    unit_code="02701",
    unit_valid_from=date(2025, 7, 1),
    lon=103.61,
    lat=22.66,
    source="Văn bản số 12/UBND",
)


@pytest.fixture(scope="module")
def own_store(_reference_file, tmp_path_factory):
    """The reference data with one entered point, for this module alone."""
    path = tmp_path_factory.mktemp("entered") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        yield store


@pytest.fixture(scope="module")
def point_id(own_store):
    return add_point(own_store, Actor("u1", "Lý Thị Mẩy"), ENTRY, date(2026, 1, 3))


@pytest.fixture(scope="module")
def own_client(own_store, point_id):
    for app in closing(create_app(settings_for(own_store))):
        yield app.test_client()


def test_its_page_says_that_the_office_entered_it(own_client, point_id):
    page = read(own_client, f"/sales-points/{point_id}")
    assert ENTRY.name in page.text
    assert "entered by the office, row 1" in page.text
    assert "Văn phòng nhập ngày 03/01/2026" in page.text
    assert "Văn bản số 12/UBND" in page.text


def test_it_is_in_the_list_the_layer_and_the_file(own_client, point_id):
    items = own_client.get("/api/v1/sales-points?limit=1000").json["items"]
    assert point_id in {item["id"] for item in items}
    layer = own_client.get("/api/v1/layers/sales_points.geojson?zoom=10").json
    (feature,) = [one for one in layer["features"] if one["properties"]["id"] == point_id]
    assert feature["geometry"]["coordinates"] == pytest.approx([103.61, 22.66], abs=1e-4)
    text = own_client.get("/api/v1/layers/sales_points.csv").get_data(as_text=True)
    assert any(ENTRY.name in row for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))))


def test_the_quality_page_counts_it_among_the_known_points(own_client, own_store):
    found = [one for one in quality.comparisons(own_store) if one.published.metric == "ocop_sales_points"]
    assert {one.registry for one in found} == {4}
    assert own_client.get("/quality").status_code == 200
