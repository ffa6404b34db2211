"""/api/v1/maps and the page: what the API counts a map counts, and nothing stays behind."""

from __future__ import annotations

import hashlib
import html
import io
import json
import os
import re
import subprocess
import sys
import tempfile

import pytest
from PIL import Image

from app import create_app
from app.exports.hub import MAP_WAYS
from app.exports.maps_api import MOST_PIXELS_AT_ONCE
from app.exports.maps_jobs import MapInputs, draw_map
from app.exports.maps_texts import MAP_PAGE_TEXTS
from app.settings import ROOT
from geodata.errors import InvalidInput
from layers.catalogue import CATALOGUE
from layers.print_maps.orders import MAP_NAMES, MapForm
from tests.app.conftest import closing, settings_for
from tests.app.test_exports_api import FakeTask
from tests.layers.print_map_helpers import pdf_text

SMALL = "dpi=50&indicator=none"
SPOKEN = re.compile(r"\bt\(\"((?:maps)\.[a-z_]+)\"")


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder of temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def own_client(own_reference_store):
    """A reader of a site that may write jobs."""
    for app in closing(create_app(settings_for(own_reference_store))):
        yield app.test_client()


@pytest.mark.parametrize("form", list(MapForm))
def test_a_small_map_comes_at_once_and_leaves_nothing_behind(client, temporary, form):
    answer = client.get(f"/api/v1/maps.{form}?layers=communes&{SMALL}", buffered=False)
    assert answer.status_code == 200
    assert list(temporary.iterdir()) == []
    assert answer.headers["X-OCOP-File-SHA256"] == hashlib.sha256(answer.data).hexdigest()
    assert int(answer.headers["X-OCOP-Scale"]) >= 5_000
    (name,) = re.findall(r'filename="([a-z0-9_.-]+)"', answer.headers["Content-Disposition"])
    assert name.endswith(f".{form}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


@pytest.mark.parametrize("query", ["", "&units=2024&on=2025-01-01", "&q=che&inferred=exclude"])
def test_what_the_api_counts_the_legend_counts(client, tmp_path, query):
    client.set_cookie("lang", "en")
    # Products and the colours below them are of one basis: that of the colours.
    counted = client.get(f"/api/v1/layers/products.geojson?recognition=recognised{query}").json
    unplaced = sum(feature["geometry"] is None for feature in counted["features"])
    classes = client.get(f"/api/v1/choropleth?classes=4{query}").json["classes"]
    path = tmp_path / "map.pdf"
    path.write_bytes(client.get(f"/api/v1/maps.pdf?layers=communes,products&classes=4{query}").data)
    text = " ".join(pdf_text(path).split())
    number = counted["count"]
    assert f"{number} record{'' if number == 1 else 's'};" in text
    if unplaced:
        assert f"{unplaced} without a place, not on the map" in text
    for one in classes:
        limits = f"{one['to']:g}" if one["from"] == one["to"] else f"{one['from']:g} – {one['to']:g}"
        assert f"{limits} ({one['count']} communes)" in text


def test_a_map_speaks_the_language_of_the_reader(client, tmp_path):
    path = tmp_path / "map.pdf"
    path.write_bytes(client.get(f"/api/v1/maps.pdf?layers=communes&{SMALL}").data)
    vietnamese = pdf_text(path)
    assert "Chú giải" in vietnamese
    assert "Legend" not in vietnamese


def test_an_unchanged_map_is_not_sent_again(client):
    address = f"/api/v1/maps.png?layers=provinces&{SMALL}"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert (
        client.get(f"{address}&colours=bw", headers={"If-None-Match": first.headers["ETag"]}).status_code
        == 200
    )


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("maps.exe", 400, "png, pdf, svg"),
        ("maps.png?layers=nope", 404, "products"),
        ("maps.png?layers=", 400, "products"),
        ("maps.png?layers=products,products", 400, "products"),
        ("maps.png?paper=a0", 400, "a4, a3, a2, a1"),
        ("maps.png?orientation=flat", 400, "landscape, portrait"),
        ("maps.png?colours=pink", 400, "colour, bw"),
        ("maps.png?dpi=23", 400, "24 – 1200"),
        ("maps.png?dpi=1e9", 400, "24 – 1200"),
        ("maps.png?dpi=²", 400, "24 – 1200"),
        ("maps.png?paper=a1&dpi=322", 413, "321"),
        ("maps.png?paper=a4&dpi=1200", 413, "909"),
        ("maps.png?paper=a3&dpi=300", 413, "/api/v1/maps"),
        ("maps.png?classes=8", 400, "3 – 7"),
        ("maps.png?palette=nope", 400, "viridis"),
        ("maps.png?scheme=nope", 400, "quantiles"),
        ("maps.png?indicator=nope", 400, "zone_ha"),
        ("maps.png?units=2019", 400, "2025, 2024"),
        ("maps.png?unit=99999", 404, "99999"),
        ("maps.png?unit=02647&unit_from=2000-01-01", 404, "02647"),
        ("maps.png?unit=02647&bbox=103,22,104,23", 400, "bbox"),
        ("maps.png?bbox=103,22", 400, "west"),
        ("maps.png?bbox=0,0,1,1", 400, "0, 0, 1, 1"),
        ("maps.png?stars=9", 400, "3, 4, 5"),
        ("maps.png?nope=1", 400, "paper"),
        (f"maps.png?title={'x' * 101}", 400, "100"),
    ],
)
def test_a_map_that_cannot_be_is_refused_with_what_is_allowed(client, temporary, address, status, told):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status
    assert told in answer.json["message"]
    assert list(temporary.iterdir()) == []


def test_the_resolution_that_is_named_as_the_largest_is_one(client):
    message = client.get("/api/v1/maps.png?paper=a3&dpi=300").json["message"]
    (dpi,) = re.findall(r"(\d+) dpi\D*$", message)
    answer = client.get(f"/api/v1/maps.png?paper=a3&layers=provinces&dpi={dpi}")
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.size[0] * picture.size[1] <= MOST_PIXELS_AT_ONCE


@pytest.mark.skipif(os.name != "posix", reason="only POSIX limits the size of files")
def test_a_full_disk_is_told_and_leaves_nothing_behind(reference_store, temporary):
    command = [sys.executable, "-m", "tests.app.full_disk_maps", reference_store.url]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer == {"warm": 200, "found": {form.value: 507 for form in MapForm}, "left": []}


def test_a_large_map_becomes_a_job_and_the_job_draws_it(own_client, own_reference_store, tmp_path):
    order = {"layers": ["communes"], "paper": "a3", "dpi": 100, "format": "png", "indicator": "none"}
    answer = own_client.post("/api/v1/maps", json=order)
    assert (answer.status_code, answer.json["kind"]) == (202, "print_map")
    assert own_client.get(answer.headers["Location"]).json["state"] == "queued"
    task = FakeTask(tmp_path)
    draw_map.run(own_reference_store, MapInputs(json.dumps(order), "en"), task)
    with Image.open(tmp_path / "result") as picture:
        assert picture.size == (1653, 1169)
    assert re.fullmatch(r"map_province_a3_communes_2025_\d{8}\.png", task.name)


def test_the_job_draws_an_atlas_and_tells_how_far_it_is(reference_store, tmp_path):
    order = {"layers": ["products"], "atlas": True, "group": "craft", "format": "pdf"}
    task = FakeTask(tmp_path)
    draw_map.run(reference_store, MapInputs(json.dumps(order), "en"), task)
    assert task.name.startswith("atlas_")
    assert (tmp_path / "result").read_bytes().startswith(b"%PDF")
    fractions = [fraction for fraction, _ in task.told]
    assert len(fractions) >= 3
    assert fractions == sorted(fractions)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"format": "exe"}, 400),
        ({"atlas": "yes"}, 400),
        ({"atlas": True, "format": "png"}, 400),
        ({"atlas": True, "unit": "02647"}, 400),
        ({"layers": [["x"]]}, 404),
        ({"layers": {"a": 1}}, 400),
        ({"dpi": True}, 400),
        ({"paper": "a1", "dpi": 600, "format": "png"}, 413),
        ({"nope": 1}, 400),
        ([], 400),
    ],
)
def test_an_order_that_cannot_be_becomes_no_job(own_client, body, status):
    assert own_client.post("/api/v1/maps", json=body).status_code == status
    assert own_client.get("/api/v1/jobs").json["total"] == 0


@pytest.mark.parametrize("dpi", [150.5, True, "150.5", 1e9])
def test_a_resolution_that_is_no_whole_number_is_told_what_may_be(own_client, dpi):
    answer = own_client.post("/api/v1/maps", json={"dpi": dpi})
    assert answer.status_code == 400
    assert "24 – 1200" in answer.json["message"]
    assert "“" not in answer.json["message"]


@pytest.mark.parametrize("form", ["svg", "pdf"])
def test_shapes_have_no_pixels_and_no_limit_of_them(own_client, form):
    order = {"layers": ["provinces"], "paper": "a1", "dpi": 1200, "indicator": "none"}
    answer = own_client.get(f"/api/v1/maps.{form}?layers=provinces&paper=a1&dpi=1200&indicator=none")
    assert answer.status_code == 200
    assert own_client.post("/api/v1/maps", json={**order, "format": form}).status_code == 202
    assert own_client.post("/api/v1/maps", json={**order, "format": "png"}).status_code == 413


def test_an_order_is_refused_that_is_no_json_or_too_long_or_of_another_site(
    own_client, reference_store, tmp_path
):
    assert own_client.post("/api/v1/maps", data='{"format": "pdf"}').status_code == 415
    assert own_client.post("/api/v1/maps", json={"title": "x" * 70_000}).status_code == 413
    with pytest.raises(InvalidInput):
        draw_map.run(reference_store, MapInputs("{", "en"), FakeTask(tmp_path))


def test_the_page_offers_every_layer_and_takes_what_the_address_says(client):
    client.set_cookie("lang", "en")
    page = client.get(
        "/exports/maps?units=2024&layers=products,sights:40&stars=4&indicator=craft_villages"
    ).get_data(as_text=True)
    for spec in CATALOGUE:
        assert f'id="layer-{spec.key}"' in page
    assert re.search(r'id="layer-sights"[^>]* checked', page)
    assert not re.search(r'id="layer-roads"[^>]* checked', page)
    assert re.search(r'value="craft_villages" selected', page)
    assert re.search(r'id="units-2024"[^>]* checked', page)
    state = json.loads(re.search(r'id="page-state">(.*?)</script>', page)[1])
    # What the map counts until somebody says otherwise.
    assert state["filters"] == {"stars": "4", "recognition": "recognised"}
    assert "4 stars" in page


def test_the_page_lifts_the_filter(client):
    page = client.get("/exports/maps?stars=4").get_data(as_text=True)
    (link,) = re.findall(r'href="(/exports/maps\?[^"]+)"', page)
    lifted = client.get(html.unescape(link)).get_data(as_text=True)
    state = json.loads(re.search(r'id="page-state">(.*?)</script>', lifted)[1])
    assert "stars" not in state["filters"]
    assert state["filters"]["recognition"] == "recognised,evaluated_province,evaluated_district"


def test_the_part_of_the_screen_is_offered_where_the_address_names_it(client):
    page = client.get("/exports/maps?at=22.35,104.1,10").get_data(as_text=True)
    state = json.loads(re.search(r'id="page-state">(.*?)</script>', page)[1])
    west, south, east, north = map(float, state["bbox"].split(","))
    assert (west + east) / 2 == pytest.approx(104.1, abs=1e-4)
    assert (south + north) / 2 == pytest.approx(22.35, abs=1e-4)
    assert client.get(f"/api/v1/maps.png?layers=provinces&{SMALL}&bbox={state['bbox']}").status_code == 200
    assert 'id="extent-bbox"' not in client.get("/exports/maps?units=2025").get_data(as_text=True)


@pytest.mark.parametrize("query", ["layers=nope", "stars=9", "nope=1", "unit=99999", "units=2019", "at=x"])
def test_the_page_refuses_what_it_does_not_know(client, query):
    assert client.get(f"/exports/maps?{query}").status_code in (400, 404)


def test_the_menu_of_the_map_leads_to_the_page():
    assert "/exports/maps" in dict(MAP_WAYS)


def test_every_text_that_the_script_asks_for_is_there():
    script = (ROOT / "app" / "static" / "js" / "pages" / "print_maps.js").read_text(encoding="utf-8")
    asked = {*SPOKEN.findall(script), "maps.as_job", "maps.at_once"}
    assert asked == {key for key in MAP_PAGE_TEXTS if key.startswith("maps.")}


def test_the_parameters_of_the_address_are_those_of_the_description():
    described = (ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8")
    part = described[described.index("  /maps.{form}:") : described.index("  /maps:\n")]
    named = {*re.findall(r"parameters/(\w+)\"", part), *re.findall(r"\{name: (\w+), in: query", part)}
    assert named == set(MAP_NAMES)
