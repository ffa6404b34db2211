"""Scenarios, tours and where tours pass in every format: counted as by the API, for who may see them."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import tempfile
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import fiona
import openpyxl
import pytest

from app import create_app
from geodata.office.vocabulary import RoleName
from geodata.planning.scenarios import find_scenario
from geodata.store import Store
from geodata.tourism.saved import publish_tour, save_tour
from geodata.tourism.timed_tours import time_tour
from layers.exports.formats import FORMATS
from layers.exports.made import scenario_origin
from layers.flow_layers import FLOW_LAYERS
from layers.scenario_layers import SCENARIO_LAYERS
from layers.tour_layers import TOUR_LAYERS
from tests.app.account_helpers import signed_in_as
from tests.app.conftest import closing, settings_for
from tests.app.test_planning_api import PLAN
from tests.app.test_scenarios_api import marked
from tests.app.test_tour_files_api import BODY, TITLE, TODAY
from tests.conftest import sqlite_url
from tests.layers.export_helpers import ENGLISH, files_in, records_in

API = "/api/v1"
NAME = "Phương án <b>“Bát Xát”</b> =1+1"


def pairs(specs):
    """Return each layer with each format that carries it."""
    return [
        pytest.param(key, form.extension, id=f"{key}.{form.extension}")
        for key, spec in specs.items()
        for form in FORMATS
        if form.takes(spec)
    ]


@pytest.fixture(scope="module")
def store(_reference_file, tmp_path_factory):
    """The reference data, a copy for these tests."""
    path = tmp_path_factory.mktemp("made") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(store, tmp_path_factory):
    """One application for all of these tests."""
    folder = tmp_path_factory.mktemp("instance")
    yield from closing(create_app(settings_for(store, instance_dir=folder)))


@pytest.fixture(scope="module")
def planner(app, store):
    """A planner who is signed in."""
    return marked(app, store, RoleName.PLANNER, "made-planner")


@pytest.fixture(scope="module")
def scenario(planner):
    """The address of a scenario that is not shared."""
    body = {"name": NAME, "note": "nháp", "plan": PLAN}
    saved = planner.post(f"{API}/scenarios", json=body)
    assert saved.status_code == 201
    return f"{API}/scenarios/{saved.json['id']}"


@pytest.fixture(scope="module")
def author(app, store):
    """An editor who is signed in, and who that is."""
    client = app.test_client()
    return client, signed_in_as(client, store, RoleName.EDITOR, "made-author").actor


@pytest.fixture(scope="module")
def draft(store, author):
    """A draft of the author: two crafts near Bắc Hà."""
    from geodata.tourism.kinds import StopKind
    from geodata.tourism.registry_places import tour_places
    from geodata.view import View
    from geodata.vocabulary import UnitSystem

    places = tour_places(store, View(units=UnitSystem.Y2024, today=TODAY)).items
    near = sorted(places, key=lambda place: abs(place.lon - 104.29) + abs(place.lat - 22.53))
    order = [place.place_id for place in near if place.kinds[0] is StopKind.CRAFT][:2]
    timed = time_tour(store, json.dumps(BODY | {"order": [order]}), None, TODAY)
    return save_tour(store, author[1], TITLE, "Ghi chú", timed)


@pytest.fixture(scope="module")
def published(store, author, draft):
    """A published copy of it; flows rest on it."""
    timed = time_tour(store, json.dumps(draft.request), None, TODAY)
    tour = save_tour(store, author[1], "Đã công bố", None, timed)
    return publish_tour(store, author[1], tour.tour_id, tour.version, published=True)


@pytest.fixture
def taken(tmp_path):
    """Ask for a file, and keep it under the name that the answer gives it."""

    def take(client, address):
        answer = client.get(address)
        assert answer.status_code == 200, answer.json
        (name,) = re.findall(r'filename="([a-z0-9_.-]+)"', answer.headers["Content-Disposition"])
        path = tmp_path / name
        path.write_bytes(answer.data)
        return answer, path

    return take


@pytest.mark.parametrize(("key", "extension"), pairs(SCENARIO_LAYERS))
def test_a_scenario_has_in_every_format_as_many_rows_as_the_api_says(
    planner, scenario, taken, key, extension
):
    counted = planner.get(f"{scenario}/{key}.geojson").json
    answer, path = taken(planner, f"{scenario}/exports/{key}.{extension}")
    assert records_in(path, extension) == counted["count"] > 0
    assert int(answer.headers["X-OCOP-Records"]) == counted["count"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("key", "extension"), pairs(TOUR_LAYERS))
def test_a_tour_has_in_every_format_as_many_rows_as_its_own_file(author, draft, taken, key, extension):
    own = author[0].get(f"{API}/saved-tours/{draft.tour_id}/tour.geojson").json["features"]
    counted = sum(feature["properties"]["kind"] == key.removesuffix("s") for feature in own)
    answer, path = taken(author[0], f"{API}/saved-tours/{draft.tour_id}/exports/{key}.{extension}")
    assert records_in(path, extension) == int(answer.headers["X-OCOP-Records"]) == counted > 0


@pytest.mark.parametrize(("key", "extension"), pairs(FLOW_LAYERS))
def test_where_tours_pass_has_in_every_format_as_many_rows_as_the_api_says(
    app, published, taken, key, extension
):
    assert published.is_published
    reader = app.test_client()
    query = "?units=2024&within_min=20"
    counted = reader.get(f"{API}/tour-flows/{key}.geojson{query}").json
    _, path = taken(reader, f"{API}/tour-flows/exports/{key}.{extension}{query}")
    assert records_in(path, extension) == counted["count"]
    # Crafts at the end of every road have no turn: a tour may see no sign at all.
    assert counted["count"] or key == "signs"


@pytest.mark.parametrize("key", SCENARIO_LAYERS)
def test_every_field_of_a_scenario_comes_back_as_the_api_gives_it(planner, scenario, taken, key):
    features = planner.get(f"{scenario}/{key}.geojson?").json["features"]
    _, path = taken(planner, f"{scenario}/exports/{key}.gpkg")
    with fiona.open(path) as collection:
        found = [record.properties for record in collection]
    for record, feature in zip(found, features, strict=True):
        for field in SCENARIO_LAYERS[key].fields:
            value = feature["properties"][field.name]
            told = "; ".join(value) if isinstance(value, list) else value
            assert record[field.name] == (pytest.approx(told) if isinstance(told, float) else told)


@pytest.mark.parametrize("key", ["passes", "communes", "spots"])
def test_every_field_of_where_tours_pass_comes_back_as_the_api_gives_it(app, published, taken, key):
    assert published.is_published
    reader = app.test_client()
    features = reader.get(f"{API}/tour-flows/{key}.geojson?units=2024").json["features"]
    _, path = taken(reader, f"{API}/tour-flows/exports/{key}.gpkg?units=2024")
    with fiona.open(path) as collection:
        found = [record.properties for record in collection]
    # Places are in the geometry of the file.
    fields = [field for field in FLOW_LAYERS[key].fields if field.name not in ("lon", "lat")]
    for record, feature in zip(found, features, strict=True):
        for field in fields:
            value = feature["properties"][field.name]
            told = "; ".join(value) if isinstance(value, list) else value
            assert record[field.name] == (pytest.approx(told) if isinstance(told, float) else told)


def test_one_geopackage_holds_all_layers_of_a_scenario_with_their_styles(planner, scenario, taken):
    _, path = taken(planner, f"{scenario}/exports/all.gpkg?crs=EPSG:9208&lang=en")
    assert path.name.startswith("scenario_phuong-an-b-bat-xat-b-1-1_")
    assert set(fiona.listlayers(path)) - {"layer_styles"} == set(SCENARIO_LAYERS)
    with sqlite3.connect(path) as connection:
        told = dict(connection.execute("SELECT table_name, description FROM gpkg_contents"))
        styles = dict(connection.execute("SELECT f_table_name, styleQML FROM layer_styles"))
    connection.close()
    assert set(styles) == set(SCENARIO_LAYERS)
    assert 'attr="state"' in styles["points"]
    for text in (NAME, "Made on: ", "Up to date?: ", "All minutes are estimates.", "EPSG:9208"):
        assert text in told["points"]


def test_points_have_the_colour_of_their_state(planner, scenario, taken):
    states = [
        feature["properties"]["state"]
        for feature in planner.get(f"{scenario}/points.geojson").json["features"]
    ]
    _, path = taken(planner, f"{scenario}/exports/points.kml")
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<styleUrl>#points-(\w+)</styleUrl>", text) == states
    assert set(states) <= set(re.findall(r'<Style id="points-(\w+)">', text))


def test_a_zip_of_all_layers_leaves_out_what_the_format_cannot_carry(planner, scenario, taken):
    _, path = taken(planner, f"{scenario}/exports/all.gpx")
    assert records_in(path, "gpx") == planner.get(f"{scenario}/points.geojson").json["count"]
    _, path = taken(planner, f"{scenario}/exports/all.shp.zip")
    assert {"points.shp", "communes.shp", "README.txt"} <= set(files_in(path))


def test_a_file_says_that_its_scenario_is_no_longer_up_to_date(planner, scenario, taken):
    # The last test that this module may write: the point stays.
    _, path = taken(planner, f"{scenario}/exports/points.geojson?lang=en")
    fresh = json.loads(path.read_text(encoding="utf-8"))["metadata"]
    assert (fresh["changed"], fresh["scenario"], fresh["estimate"]) == ([], NAME, True)
    point = {"name": "Điểm OCOP mới", "unit_code": "02683", "units": "2024", "opened_year": 2023}
    assert planner.post(f"{API}/ocop-points", json=point).status_code == 201
    _, path = taken(planner, f"{scenario}/exports/points.xlsx?lang=en")
    told = list(openpyxl.load_workbook(path).worksheets[1].iter_rows(values_only=True))
    (state,) = (text for heading, text in told if heading == "Up to date?")
    assert state.startswith("No longer up to date. Changed since: ")
    assert "existing points" in state


def test_a_scenario_of_the_small_hours_is_of_the_day_at_the_office(planner, scenario, store):
    found = find_scenario(store, scenario.rpartition("/")[2])
    late = replace(found, created_at=datetime(2026, 11, 21, 17, 30, tzinfo=UTC))
    answer = late.answer | {"status_day": "2026-11-22", "notes": []}
    origin = scenario_origin(late, answer, [], ENGLISH)
    assert dict(origin.lines)["Made on"] == "22/11/2026"
    assert origin.stem.endswith("_20261122")


def test_a_file_says_once_what_its_minutes_rest_on(planner, scenario, taken):
    _, path = taken(planner, f"{scenario}/exports/points.csv?lang=en")
    (line,) = (line for line in path.read_text(encoding="utf-8-sig").splitlines() if "Travel times" in line)
    assert line.count("Travel times") == 1


def test_a_name_that_is_saved_has_no_signs_that_turn_its_direction(planner, author, store, draft):
    body = {"name": "A\u202eB\u2069", "note": "\u2066C", "plan": PLAN}
    saved = planner.post(f"{API}/scenarios", json=body).json
    assert (saved["name"], saved["note"]) == ("AB", "C")
    timed = time_tour(store, json.dumps(draft.request), None, TODAY)
    tour = save_tour(store, author[1], "A\u202eB", "\u2066C", timed)
    assert (tour.title, tour.note) == ("AB", "C")


def test_hostile_names_stay_text_in_a_workbook(planner, scenario, taken):
    _, path = taken(planner, f"{scenario}/exports/points.xlsx")
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


def test_points_lead_to_the_page_of_their_scenario(planner, scenario, taken):
    _, path = taken(planner, f"{scenario}/exports/points.gpx")
    page = scenario.rpartition("/")[2]
    texts = [data.decode() for name, data in files_in(path).items() if name.endswith(".gpx")]
    assert f"http://localhost/planning/{page}" in texts[0]


def test_a_tour_says_where_its_lines_are_no_roads(author, draft, taken):
    client, _ = author
    _, path = taken(client, f"{API}/saved-tours/{draft.tour_id}/exports/legs.geojson?lang=en")
    answer = json.loads(path.read_text(encoding="utf-8"))
    assert not any(feature["properties"]["real"] for feature in answer["features"])
    _, path = taken(client, f"{API}/saved-tours/{draft.tour_id}/exports/legs.csv?lang=en")
    assert "No road is drawn where none is known" in path.read_text(encoding="utf-8-sig")


def test_who_may_not_see_it_may_not_take_it_away(app, planner, scenario, author, draft):
    reader = app.test_client()
    hidden = f"{API}/saved-tours/{draft.tour_id}/exports/stops.gpkg"
    assert reader.get(hidden).status_code == 404
    assert planner.get(hidden).status_code == 404
    assert author[0].get(hidden).status_code == 200
    assert reader.get(f"{scenario}/exports/points.gpkg").status_code == 404
    assert author[0].get(f"{scenario}/exports/points.gpkg").status_code == 404
    assert reader.get(f"{API}/tour-flows/exports/passes.gpkg?drafts=yes").status_code == 401


@pytest.mark.parametrize(
    ("file", "status", "told"),
    [
        ("nope.csv", 404, "points, communes, all"),
        ("points.nope", 400, "gpkg"),
        ("communes.gpx", 400, "gpkg"),
        ("points.csv?crs=EPSG:32648", 400, "EPSG:9208"),
        ("points.kml?crs=EPSG:9208", 400, "EPSG:4326"),
        ("points.csv?stars=4", 400, "crs"),
        ("points.csv?lang=fr", 400, "vi"),
    ],
)
def test_what_a_scenario_does_not_have_is_refused_with_what_it_has(planner, scenario, file, status, told):
    answer = planner.get(f"{scenario}/exports/{file}")
    assert answer.status_code == status
    assert told in answer.json["message"]


def test_nothing_is_left_behind(planner, scenario, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for file in ("all.gpkg", "points.shp.zip", "nope.csv"):
        planner.get(f"{scenario}/exports/{file}")
    assert list(folder.iterdir()) == []


def test_an_open_tour_names_its_day_in_its_files(app, published, taken):
    _, path = taken(app.test_client(), f"{API}/saved-tours/{published.tour_id}/exports/all.gpkg")
    assert path.name == f"tour_da-cong-bo_{date(2026, 12, 6):%Y%m%d}_all.gpkg"


def test_the_page_of_a_tour_offers_its_layers_in_every_format(app, published):
    client = app.test_client()
    page = client.get(f"/tours/{published.tour_id}").text
    links = re.findall(r'href="(/api/v1/saved-tours/[^"]+/exports/([a-z.]+))"', page)
    carried = sum(form.takes(spec) for form in FORMATS for spec in TOUR_LAYERS.values())
    assert len(links) == carried + len(FORMATS)
    assert client.get(links[0][0]).status_code == 200


@pytest.mark.parametrize("page", ["/planning", "/tours/flows"])
def test_the_desks_know_every_format(app, page):
    text = app.test_client().get(page).text
    state = json.loads(re.search(r'id="page-state">(.*?)</script>', text)[1])
    assert [form["extension"] for form in state["formats"]] == [form.extension for form in FORMATS]
