"""Old links to a commune that was merged later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app import create_app
from geodata.store import Store
from tests.app.conftest import closing, settings_for
from tests.factories import fill_world, square
from tests.geodata.boundary_helpers import HELD, crosswalk_file, geojson, run


@pytest.fixture
def client(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A reader on 1 May 2026, the day after Sa Pả (90202) became a part of Nậm Chảy (90201)."""
    fill_world(sqlite_store)
    units = {"90201": ("Xã Nậm Chảy", square(2, 0, 2)), "90901": HELD["90901"]}
    rows = crosswalk_file(tmp_path / "xa.csv", ("90201", "90201", "whole"), ("90202", "90201", "whole"))
    assert run(sqlite_store, geojson(tmp_path / "xa.geojson", units), crosswalk=rows).stored
    for module in ("app.pages.records", "app.params"):
        monkeypatch.setattr(f"{module}.today", lambda: date(2026, 5, 1))
    for app in closing(create_app(settings_for(sqlite_store))):
        yield app.test_client()


def test_the_page_of_a_code_that_ended_moves_to_its_last_version(client):
    moved = client.get("/communes/90202")
    assert (moved.status_code, moved.location) == (308, "/communes/90202?on=2026-04-29")
    page = client.get(moved.location)
    assert page.status_code == 200
    assert "Sa Pả" in page.text
    assert 'href="/communes/90201"' in page.text


def test_the_page_of_a_code_that_goes_on_stays(client):
    page = client.get("/communes/90201")
    assert page.status_code == 200
    assert "30/04/2026" in page.text


def test_the_layer_and_the_list_have_the_communes_of_today(client):
    layer = client.get("/api/v1/layers/communes.geojson?units=2025").get_json()
    listed = client.get("/api/v1/units?units=2025&level=commune").get_json()
    expected = ["90102", "90201", "90901"]
    assert sorted(feature["properties"]["code"] for feature in layer["features"]) == expected
    assert sorted(item["code"] for item in listed["items"]) == expected


def test_the_data_quality_page_tells_what_the_import_did(client):
    client.set_cookie("lang", "en")
    page = client.get("/quality?table=xa.geojson")
    assert page.status_code == 200
    assert "Boundaries valid from 30/04/2026: 2 new versions" in page.text
    assert "2 new versions" in client.get("/quality/problems.csv?table=xa.geojson").text
