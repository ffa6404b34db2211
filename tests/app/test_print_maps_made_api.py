"""Maps for printing of scenarios and tours over HTTP: for who may see them, kept nowhere, offered."""

from __future__ import annotations

import html
import json
import re
import shutil

import pytest
from PIL import Image

from app import create_app
from app.exports.maps_jobs import MapInputs, draw_map
from app.exports.viewers import sealed
from app.settings import Settings
from geodata.errors import NotFound
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from geodata.tourism.saved import publish_tour, save_tour
from geodata.tourism.timed_tours import time_tour
from layers.saved import Viewer
from tests.app.account_helpers import signed_in_as
from tests.app.conftest import closing, settings_for
from tests.app.test_exports_api import FakeTask
from tests.app.test_planning_api import PLAN
from tests.app.test_scenarios_api import marked
from tests.app.test_tour_files_api import BAC_HA, TODAY
from tests.conftest import sqlite_url
from tests.layers.print_map_helpers import pdf_text

API = "/api/v1"
NAME = "Phương án <b>“Bát Xát”</b> {{ 7*7 }}"
TITLE = "Chợ phiên <script>alert(1)</script>"


@pytest.fixture(scope="module")
def store(_reference_file, tmp_path_factory):
    """The reference data, a copy for these tests."""
    path = tmp_path_factory.mktemp("made_maps") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(store, tmp_path_factory):
    """One application for all of these tests."""
    yield from closing(create_app(settings_for(store, instance_dir=tmp_path_factory.mktemp("instance"))))


@pytest.fixture(scope="module")
def reader(app):
    """Somebody who has not signed in."""
    return app.test_client()


@pytest.fixture(scope="module")
def planner(app, store):
    """A planner who is signed in."""
    return marked(app, store, RoleName.PLANNER, "maps-planner")


@pytest.fixture(scope="module")
def author(app, store):
    """An editor who is signed in, and who that is."""
    client = app.test_client()
    return client, signed_in_as(client, store, RoleName.EDITOR, "maps-author").actor


@pytest.fixture(scope="module")
def scenario(planner):
    """The identifier of a scenario that is not shared."""
    return planner.post(f"{API}/scenarios", json={"name": NAME, "note": None, "plan": PLAN}).json["id"]


@pytest.fixture(scope="module")
def draft(store, author):
    """A draft of the author: two crafts near Bắc Hà."""
    from geodata.tourism.kinds import StopKind
    from geodata.tourism.registry_places import tour_places
    from geodata.view import View
    from geodata.vocabulary import UnitSystem

    places = tour_places(store, View(units=UnitSystem.Y2024, today=TODAY)).items
    near = sorted(places, key=lambda place: abs(place.lon - BAC_HA[0]) + abs(place.lat - BAC_HA[1]))
    order = [place.place_id for place in near if place.kinds[0] is StopKind.CRAFT][:2]
    body = {"start": BAC_HA, "dates": ["2026-12-06"], "units": "2024", "order": [order]}
    return save_tour(store, author[1], TITLE, None, time_tour(store, json.dumps(body), None, TODAY))


def ask(client, form="png", **values):
    """Ask for a small map."""
    return client.get(f"{API}/maps.{form}", query_string={"dpi": "40", **values})


def test_a_scenario_is_drawn_for_planners_and_for_readers_once_it_is_shared(planner, reader, scenario):
    shown = ask(planner, scenario=scenario)
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    assert "ETag" not in shown.headers
    hidden = ask(reader, scenario=scenario)
    assert (hidden.status_code, hidden.headers["Cache-Control"]) == (404, "no-store")
    found = planner.get(f"{API}/scenarios/{scenario}").json
    address = f"{API}/scenarios/{scenario}"
    headers = {"If-Match": f'"{found["version"]}"'}
    shared = planner.patch(address, json={"shared": True}, headers=headers).json
    assert ask(reader, scenario=scenario).status_code == 200
    headers = {"If-Match": f'"{shared["version"]}"'}
    assert planner.patch(address, json={"shared": False}, headers=headers).status_code == 200
    # Shut again at once: nobody kept the map.
    assert ask(reader, scenario=scenario).status_code == 404


def test_a_draft_of_a_tour_is_drawn_for_its_author_alone(author, planner, reader, draft):
    answer = ask(author[0], tour=draft.tour_id)
    assert answer.status_code == 200
    assert int(answer.headers["X-OCOP-Scale"]) >= 5_000
    assert ask(planner, tour=draft.tour_id).status_code == 404
    assert ask(reader, tour=draft.tour_id).status_code == 404


def test_nothing_is_kept_that_a_tag_would_bring_back(author, draft):
    first = ask(author[0], tour=draft.tour_id)
    again = author[0].get(
        f"{API}/maps.png",
        query_string={"dpi": "40", "tour": draft.tour_id},
        headers={"If-None-Match": first.headers.get("ETag", "*")},
    )
    assert again.status_code == 200


def test_a_map_counts_what_the_scenario_counts(planner, scenario, tmp_path):
    planner.set_cookie("lang", "en")
    found = planner.get(f"{API}/scenarios/{scenario}").json["answer"]
    path = tmp_path / "map.pdf"
    path.write_bytes(
        ask(planner, "pdf", scenario=scenario, scenario_colours="minutes", paper="a3", extent="province").data
    )
    text = " ".join(pdf_text(path).split())
    assert f"new point: {len(found['new'])}" in text
    counted = sum(map(int, re.findall(r"\((\d+) communes\)", text)))
    assert counted == len(found["rows"])
    assert NAME in text
    assert "49" not in re.findall(r"Bát Xát”</b> (\S+)", text)


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"scenario": "nope"}, 404),
        ({"tour": "nope"}, 404),
        ({"tour": "a\x00b"}, 404),
        ({"scenario_colours": "served"}, 400),
        ({"extent": "made"}, 400),
        ({"extent": "province", "bbox": "103,22,104,23"}, 400),
    ],
)
def test_what_cannot_be_is_refused(planner, values, status):
    assert ask(planner, **values).status_code == status


def test_a_scenario_in_another_unit_system_is_refused_with_its_own(planner, scenario):
    planner.set_cookie("lang", "en")
    refused = ask(planner, scenario=scenario, units="2025")
    assert refused.status_code == 400
    assert "units=2024" in refused.json["message"]


def test_the_job_shows_what_who_ordered_it_may_see(author, reader, store, draft, tmp_path):
    order = {"tour": draft.tour_id, "format": "png", "dpi": 40, "paper": "a3"}
    answer = author[0].post(f"{API}/maps", json=order)
    assert (answer.status_code, answer.json["kind"]) == (202, "print_map")
    assert reader.post(f"{API}/maps", json=order).status_code == 404
    text = json.dumps(order)
    seal = sealed(Settings(), text, Viewer(author[1]))
    task = FakeTask(tmp_path)
    draw_map.run(store, MapInputs(text, "en", "", seal), task)
    with Image.open(tmp_path / "result") as picture:
        assert picture.size == (661, 467)
    assert task.name.startswith("map_a3_tour_cho-phien")


@pytest.mark.parametrize("forged", ["", "nonsense", "other order", "other key"])
def test_a_job_without_a_good_seal_shows_no_draft(author, store, draft, tmp_path, forged):
    text = json.dumps({"tour": draft.tour_id, "format": "png", "dpi": 40})
    viewer = Viewer(author[1], is_planner=True)
    seals = {
        "other order": sealed(Settings(), "another order", viewer),
        "other key": sealed(Settings(secret_key="another site's key"), text, viewer),
    }
    with pytest.raises(NotFound):
        draw_map.run(store, MapInputs(text, "en", "", seals.get(forged, forged)), FakeTask(tmp_path))


def test_an_atlas_takes_no_scenario(planner, scenario):
    body = {"scenario": scenario, "atlas": True, "format": "pdf"}
    assert planner.post(f"{API}/maps", json=body).status_code == 400


# The page


def options_of(page, name):
    """Return values and texts of a list of a page."""
    found = re.search(rf'<select id="{name}".*?</select>', page, re.DOTALL)
    pairs = re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', found[0]) if found else []
    return {value: html.unescape(text) for value, text in pairs if value}


def test_the_page_offers_what_who_asks_may_see(planner, author, reader, scenario, draft):
    pages = {
        who: client.get("/exports/maps").get_data(as_text=True)
        for who, client in (("planner", planner), ("author", author[0]), ("reader", reader))
    }
    assert options_of(pages["planner"], "scenario") == {scenario: NAME}
    assert options_of(pages["author"], "tour") == {draft.tour_id: TITLE}
    for who in ("author", "reader"):
        assert options_of(pages[who], "scenario") == {}
    for who in ("planner", "reader"):
        assert options_of(pages[who], "tour") == {}
    assert not any(TITLE in page for page in pages.values())


def test_an_address_of_the_page_chooses_a_scenario_beforehand(planner, reader, scenario):
    answer = planner.get(f"/exports/maps?scenario={scenario}&scenario_colours=minutes")
    page = answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.search(rf'<option value="{scenario}" data-units="2024" selected>', page)
    assert re.search(r'<option value="minutes" selected>', page)
    assert re.search(r'id="units-2024"[^>]* checked', page)
    assert re.search(r'id="extent-made"[^>]* checked', page)
    assert re.search(r'id="layer-communes"[^>]* checked', page)
    assert not re.search(r'id="layer-products"[^>]* checked', page)
    assert reader.get(f"/exports/maps?scenario={scenario}").status_code == 404
    assert planner.get("/exports/maps?scenario_colours=pink").status_code == 400


def test_the_page_of_a_tour_leads_to_its_map(author, draft):
    page = author[0].get(f"/tours/{draft.tour_id}").get_data(as_text=True)
    (link,) = re.findall(r'id="tour-print-map" href="([^"]+)"', page)
    chosen = author[0].get(html.unescape(link)).get_data(as_text=True)
    assert re.search(rf'<option value="{draft.tour_id}" selected>', chosen)


def test_a_published_tour_is_offered_to_everybody(author, store, reader, draft):
    timed = time_tour(store, json.dumps(draft.request), None, TODAY)
    tour = save_tour(store, author[1], "Đã công bố", None, timed)
    publish_tour(store, author[1], tour.tour_id, tour.version, published=True, anyway=True)
    page = reader.get("/exports/maps").get_data(as_text=True)
    assert options_of(page, "tour") == {tour.tour_id: "Đã công bố"}
    assert ask(reader, tour=tour.tour_id).status_code == 200
