"""/exports/atlas.html and its page: kept by revision, refused in words; nothing is left on the disk."""

from __future__ import annotations

import html
import json
import re
import tempfile
from collections.abc import Iterator

import pytest

from app import create_app
from app.accounts.limits import LIMITS
from app.exports.atlas_texts import ATLAS_TEXTS
from app.map_texts import MAP_TEXTS
from app.settings import ROOT
from app.state import EXTENSION
from layers.catalogue import CATALOGUE
from layers.standalone.packing import Shelf
from tests.app.conftest import closing, settings_for

SCRIPTS = ROOT / "app" / "static" / "js" / "standalone"
SPOKEN = re.compile(r"\bt\(\s*(?:\w+(?:\.\w+)? \? )?\"(atlas\.[a-z_]+)\"(?: : \"(atlas\.[a-z_]+)\")?")
DATA = re.compile(r'<script type="application/json" id="atlas-data">(.*?)</script>', re.DOTALL)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


@pytest.fixture(scope="module")
def reader(reference_store) -> Iterator:
    """A reader of an application that keeps its answers for all tests of this module."""
    for app in closing(create_app(settings_for(reference_store, revision_poll_s=60.0))):
        yield app.test_client()


def data_of(answer) -> dict:
    """Return what a file holds."""
    (text,) = DATA.findall(answer.get_data(as_text=True))
    found: dict = json.loads(text)
    return found


def test_a_file_has_a_safe_name_and_is_not_sent_twice(reader):
    query = "?layers=products&units=2025&lang=en&on=2025-01-01"
    answer = reader.get(f"/exports/atlas.html{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    (name,) = re.findall(r'^attachment; filename="([a-z0-9_.-]+)"$', answer.headers["Content-Disposition"])
    assert name == "ocop_lao_cai_atlas_2025_on20250101_en.html"
    again = reader.get(f"/exports/atlas.html{query}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_province_with_all_layers_and_both_systems_fits_into_three_megabytes(reader):
    answer = reader.get("/exports/atlas.html?lang=vi")
    assert len(answer.data) < 3_000_000
    held = data_of(answer)
    assert {units: sorted(layers) for units, layers in held["layers"].items()} == {
        units: sorted(spec.key for spec in CATALOGUE) for units in ("2025", "2024")
    }
    assert {units: len(found["pages"]) for units, found in held["communes"].items()} == {
        "2025": 99,
        "2024": 151,
    }


def test_a_file_asks_nothing_of_anybody(reader):
    text = reader.get("/exports/atlas.html?lang=vi").get_data(as_text=True)
    (policy,) = POLICY.findall(text)
    rules = dict(rule.split(" ", 1) for rule in html.unescape(policy).split("; "))
    assert rules["default-src"] == "'none'"
    assert set(rules) == {"default-src", "script-src", "style-src", "img-src", "base-uri", "form-action"}
    assert all(
        part.startswith("'sha256-") for part in (rules["script-src"] + " " + rules["style-src"]).split()
    )
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="(?!#|data:,)[^"]*"', markup) == []
    assert "url(images" not in text
    assert "sourceMappingURL" not in text


def test_the_language_of_a_file_changes_nothing_else(reader):
    answer = reader.get("/exports/atlas.html?lang=en&layers=products&units=2025")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert '<html lang="en">' in answer.get_data(as_text=True)
    assert "About this file" in answer.get_data(as_text=True)


def test_boxes_of_a_form_and_commas_of_a_link_ask_for_the_same(reader):
    boxes = reader.get("/exports/atlas.html?layers=products&layers=sights&units=2025&lang=en")
    commas = reader.get("/exports/atlas.html?layers=products,sights&units=2025&lang=en")
    assert data_of(boxes)["layers"] == data_of(commas)["layers"]
    # Every number is counted from products and communes: they are always inside.
    assert list(data_of(boxes)["layers"]["2025"]) == ["products", "sights", "communes"]


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ("layers=rivers", 404, "products"),
        ("units=2019", 400, "2025, 2024"),
        ("on=tomorrow", 400, "YYYY-MM-DD"),
        ("lang=fr", 400, "vi, en"),
        ("indicator=wealth", 400, "products_per_10000"),
        ("scheme=mine", 400, "natural_breaks"),
        ("classes=12", 400, "3 – 7"),
        ("palette=rainbow", 400, "viridis"),
        ("stars=9", 400, "3, 4, 5"),
        ("table=rivers", 404, "communes"),
        ("sort=name;drop", 400, "-name"),
        ("at=north", 400, "22.35"),
        ("shown=%3Cscript%3E", 400, "products,communes:60"),
        ("colour=red", 400, "layers"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(reader, query, status, says):
    answer = reader.get(f"/exports/atlas.html?{query}", headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert says in answer.json["message"]


def test_more_records_than_a_page_may_hold_are_refused(reference_store):
    for app in closing(create_app(settings_for(reference_store, max_features=50))):
        answer = app.test_client().get("/exports/atlas.html", headers={"Accept": "application/json"})
        assert answer.status_code == 413
        assert "50" in answer.json["message"]


def test_another_first_view_makes_the_data_of_a_file_not_again(reader, monkeypatch):
    first = data_of(reader.get("/exports/atlas.html?layers=products&units=2025&lang=en"))

    def fail(*_given):
        raise AssertionError("the layers are built again")

    monkeypatch.setattr("layers.standalone.files.build_layers", fail)
    query = "layers=products&units=2025&lang=en&q=tea&stars=4&at=22.3,104.2,9.5"
    second = data_of(reader.get(f"/exports/atlas.html?{query}"))
    assert second["about"] != first["about"]
    del first["about"], second["about"]
    assert second == first


def test_a_first_view_of_somebodys_own_drives_no_other_answer_out_of_memory(reader):
    cache = reader.application.extensions[EXTENSION].cache
    assert reader.get("/exports/atlas.html?layers=products&units=2025&lang=en").status_code == 200
    held = set(cache)
    query = "layers=products&units=2025&lang=en&q=honey"
    answer = reader.get(f"/exports/atlas.html?{query}", headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert {key for key in set(cache) - held if "atlas" in key.path} == set()


def test_one_atlas_is_made_at_a_time_and_who_waits_too_long_is_told_when_to_come_again(reader, monkeypatch):
    monkeypatch.setattr("app.exports.atlas_api.LONGEST_WAIT_S", 0.01)
    query = "/exports/atlas.html?layers=products&units=2025&lang=en&q=rice"
    with reader.application.extensions[EXTENSION].atlas_lock:
        answer = reader.get(query, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["error"]) == (429, "too_many_requests")
    assert int(answer.headers["Retry-After"]) > 0
    assert reader.get(query).status_code == 200


def test_one_address_takes_no_more_atlases_in_a_minute_than_the_limit_says(sqlite_store):
    most = int(LIMITS["atlas.take_atlas"].split()[0])
    for app in closing(create_app(settings_for(sqlite_store))):
        client = app.test_client()
        found = [client.get("/exports/atlas.html?units=2019").status_code for _ in range(most + 1)]
    assert found == [400] * most + [429]


@pytest.mark.parametrize("on", ["", "2022-06-30"])
def test_the_search_of_a_file_finds_what_is_inside_and_nothing_else(reader, on):
    held = data_of(reader.get(f"/exports/atlas.html?units=2025&lang=en&on={on}"))
    inside = set()
    for key, place in held["layers"]["2025"].items():
        table = held["tables"][place["table"]]
        name = "id" if "id" in table["fields"] else "code"
        inside |= {(key, row[table["fields"].index(name)]) for row in table["rows"]}
    layers = {"commune": "communes", "district": "districts"}
    hits = {(layers.get(hit[0], hit[0]), hit[1]) for hit in held["search"]["2025"]}
    assert hits <= inside
    searched = {key for key, _ in hits}
    assert {"products", "communes"} <= searched
    # A market is found as the sales point that it is, where both layers hold it.
    assert {one for one in inside if one[0] in searched} == hits


def test_nothing_is_written_to_the_disk(reader, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "there is no such folder"))
    assert reader.get("/exports/atlas.html?layers=products&units=2025&lang=en").status_code == 200


def test_the_page_brings_along_the_view_that_the_reader_came_from(reader):
    page = reader.get(
        "/exports/atlas?units=2024&layers=products,sights:50&stars=4&at=22.3,104.2,9.5&base=none"
    )
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))
    assert {"shown": "products,sights:50", "stars": "4", "at": "22.3,104.2,9.5"}.items() <= hidden.items()
    assert len(re.findall(r'name="layers"[^>]* checked', text)) == len(CATALOGUE)
    assert re.findall(r'name="units" id="units-(\d+)"', text) == ["2024", "2025"]


def test_the_page_is_one_of_the_ways_to_take_away(reader):
    assert 'href="/exports/atlas"' in reader.get("/exports").get_data(as_text=True)


def test_every_text_of_the_file_is_there():
    spoken = {
        key
        for path in SCRIPTS.glob("*.js")
        for found in SPOKEN.findall(path.read_text(encoding="utf-8"))
        for key in found
        if key
    }
    assert spoken == set(ATLAS_TEXTS)
    assert not set(ATLAS_TEXTS) & set(MAP_TEXTS)


def test_outlines_are_unpacked_to_the_coordinates_of_the_api(reader):
    held = data_of(reader.get("/exports/atlas.html?lang=vi"))
    place = held["layers"]["2025"]["communes"]["shapes"]["12"]
    packed = held["shapes"][place]
    features = reader.get("/api/v1/layers/communes.geojson?units=2025&zoom=12").json["features"]
    for feature, polygons in zip(features, packed["outlines"], strict=True):
        shape = feature["geometry"]
        expected = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        assert [[points_of(steps, packed["scale"]) for steps in rings] for rings in polygons] == expected


def points_of(steps: list[int], scale: int) -> list[list[float]]:
    """Return the points that steps lead through, as static/js/standalone/inside.js adds them up."""
    points, x, y = [], 0, 0
    for step_x, step_y in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + step_x, y + step_y
        points.append([x / scale, y / scale])
    return points


def test_what_two_systems_share_is_held_once():
    shelf = Shelf()
    same = [{"properties": {"name": "<b>"}, "geometry": {"type": "Point", "coordinates": [1.0, 2.0]}}]
    assert shelf.put_table(same) == shelf.put_table(same) == 0
    assert shelf.put_shapes(same, 5) == shelf.put_shapes([*same], 5) == 0
    assert "<" not in shelf.tables[0]
