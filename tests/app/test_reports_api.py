"""/api/v1/reports and its page: who may order what, what becomes a job, what the job makes."""

from __future__ import annotations

import html
import json
import re
import zipfile

import pytest

from app import Settings, create_app
from app.exports.reports_jobs import ReportInputs, make_report
from app.exports.reports_texts import REPORT_TEXTS
from app.exports.viewers import opened, sealed
from app.settings import ROOT
from geodata.errors import InvalidInput, NotFound
from geodata.office.audit import COMMAND_LINE, Actor
from geodata.office.settings import change_setting
from geodata.office.vocabulary import RoleName
from geodata.planning import scenarios
from geodata.planning.plans import Running, run_plan
from geodata.tourism.saved import publish_tour, save_tour
from geodata.tourism.timed_tours import time_tour
from layers.saved import Viewer
from tests.app.account_helpers import signed_in_as
from tests.app.conftest import closing, settings_for
from tests.app.test_exports_api import FakeTask
from tests.app.test_planning_api import PLAN
from tests.app.test_tour_files_api import BODY, TODAY, order  # noqa: F401 -- a fixture

API = "/api/v1/reports"
COMMUNE = {"kind": "commune", "code": "02839"}
SCRIPT = ROOT / "app" / "static" / "js" / "pages" / "reports.js"
AUTHOR = Actor("somebody-else", "Trần Thị Lan")


@pytest.fixture
def own_client(own_reference_store):
    """A reader of a site that may write jobs."""
    for app in closing(create_app(settings_for(own_reference_store))):
        yield app.test_client()


@pytest.fixture
def planner(own_reference_store):
    """A planner of that site."""
    for app in closing(create_app(settings_for(own_reference_store))):
        client = app.test_client()
        signed_in_as(client, own_reference_store, RoleName.PLANNER)
        yield client


@pytest.fixture
def scenario(own_reference_store):
    """A scenario that is not shared."""
    running = Running(engine=None, today=TODAY)
    answer = json.loads(json.dumps(run_plan(own_reference_store, json.dumps(PLAN), running)))
    found = scenarios.save_scenario(own_reference_store, AUTHOR, "Phương án =1+1", "nháp", PLAN, answer)
    return {"kind": "scenario", "id": found.scenario_id}


@pytest.fixture
def draft(own_reference_store, order):  # noqa: F811 -- the fixture
    """The draft of somebody else."""
    timed = time_tour(own_reference_store, json.dumps(BODY | {"order": [order]}), None, TODAY)
    return {"kind": "tour", "id": save_tour(own_reference_store, AUTHOR, "Tuyến =1+1", None, timed).tour_id}


def test_a_report_becomes_a_job_of_who_asks(own_client):
    answer = own_client.post(API, json={"subject": COMMUNE, "units": "2024", "language": "en"})
    assert (answer.status_code, answer.json["kind"]) == (202, "report")
    assert own_client.get(answer.headers["Location"]).json["state"] == "queued"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"subject": {"kind": "commune", "code": "99999"}}, 404),
        ({"subject": COMMUNE | {"valid_from": "2021-01-01"}}, 404),
        ({"subject": {"kind": "district", "code": "02839"}}, 404),
        ({"subject": {"kind": "scenario", "id": "nope"}}, 404),
        ({"subject": {"kind": "tour", "id": "nope"}}, 404),
        ({"subject": {"kind": "planet"}}, 400),
        ({"subject": COMMUNE, "units": "2030"}, 400),
        ({"subject": COMMUNE, "language": "fr"}, 400),
        ({"subject": COMMUNE, "on": "x"}, 400),
        ({"subject": COMMUNE, "x": "y" * 3000}, 413),
        ({"subject": COMMUNE, "stars": "9"}, 400),
        ({"subject": COMMUNE, "recognition": "evaluated"}, 400),
        ({"subject": COMMUNE, "district": "085"}, 400),
        ({"subject": COMMUNE, "commune": ["02839"]}, 400),
        ({"subject": COMMUNE, "stars": [4]}, 400),
        ({"subject": {"kind": "province", "code": "10"}}, 400),
        ({"subject": {"kind": "tour", "id": "nope"}, "stars": "4"}, 400),
        ([], 400),
    ],
)
def test_what_cannot_be_ordered_becomes_no_job(own_client, body, status):
    assert own_client.post(API, json=body).status_code == status
    assert own_client.get("/api/v1/jobs").json["total"] == 0


def test_a_filter_of_products_is_taken_as_text_or_list(own_client):
    for stars in ("4,5", ["4", "5"]):
        body = {"subject": COMMUNE, "stars": stars, "recognition": "recognised", "group": "food"}
        assert own_client.post(API, json=body).status_code == 202


def test_the_page_of_reports_takes_the_filter_of_the_map_and_takes_it_off(own_client):
    own_client.set_cookie("lang", "en")
    page = own_client.get("/exports/reports?stars=4,5&units=2024&recognition=recognised&district=085").text
    assert re.search(
        r'id="report-filter">Filter of products: Stars \(latest rating met\): 4 stars, 5 stars <a', page
    )
    (state,) = re.findall(r'id="page-state">(.*?)</script>', page)
    assert json.loads(state)["filters"] == {"stars": "4,5"}
    (address,) = re.findall(r'<a href="(/exports/reports\?[^"]*)">Take it off', page)
    assert "stars" not in address
    assert "report-filter" not in own_client.get(html.unescape(address)).text


def test_a_form_of_another_site_cannot_order(own_client):
    assert own_client.post(API, data='{"subject": {"kind": "province"}}').status_code == 415


def test_a_scenario_is_for_planners_until_it_is_shared(own_client, planner, own_reference_store, scenario):
    assert own_client.post(API, json={"subject": scenario}).status_code == 404
    assert planner.post(API, json={"subject": scenario}).status_code == 202
    scenarios.change_scenario(own_reference_store, AUTHOR, scenario["id"], 1, {"shared": True})
    assert own_client.post(API, json={"subject": scenario}).status_code == 202


def test_the_draft_of_another_is_not_found_until_it_is_published(
    own_client, planner, own_reference_store, draft
):
    for client in (own_client, planner):
        assert client.post(API, json={"subject": draft}).status_code == 404
        assert client.get("/exports/reports", query_string=draft).status_code == 404
    publish_tour(own_reference_store, AUTHOR, draft["id"], 1, published=True)
    assert own_client.post(API, json={"subject": draft}).status_code == 202


def test_a_job_that_was_put_there_by_hand_sees_what_readers_see(own_reference_store, tmp_path, draft):
    text = json.dumps({"subject": draft})
    forged = sealed(Settings(secret_key="another site's key"), text, Viewer(AUTHOR, is_planner=True))
    for seal in ("", "nonsense", forged):
        with pytest.raises(NotFound):
            make_report.run(own_reference_store, ReportInputs(text, "en", "", seal), FakeTask(tmp_path))
    with pytest.raises(InvalidInput):
        ReportInputs(text, "fr")


def test_a_seal_is_good_for_its_own_order_alone():
    settings, viewer = Settings(secret_key="k" * 40), Viewer(AUTHOR, is_planner=True)
    seal = sealed(settings, "one", viewer)
    assert opened(settings, ReportInputs("one", "en", "", seal)) == viewer
    assert opened(settings, ReportInputs("two", "en", "", seal)) == Viewer()
    assert opened(settings, ReportInputs("one", "en", "", "")) == Viewer()


def made(store, folder, subject, viewer, **changes):
    """Run the job; return the zip's texts by name and its metadata."""
    text = json.dumps({"subject": subject, **changes})
    task = FakeTask(folder)
    inputs = ReportInputs(text, "en", "https://ocop.example", sealed(Settings(), text, viewer))
    make_report.run(store, inputs, task)
    with zipfile.ZipFile(folder / "result") as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        return task.name, names, json.loads(archive.read("metadata.json"))


def test_the_report_of_a_scenario_holds_its_points_and_communes(own_reference_store, tmp_path, scenario):
    name, names, told = made(own_reference_store, tmp_path, scenario, Viewer(None, is_planner=True))
    answer = scenarios.find_scenario(own_reference_store, scenario["id"]).answer
    open_points = sum(item["state"] != "free" for item in answer["candidates"])
    assert (told["tables"]["points"], told["tables"]["communes_served"]) == (open_points, len(answer["rows"]))
    assert [layer["layer"] for layer in told["layers"]] == ["points", "communes"]
    # The map for printing of the scenario, as picture and as sheet.
    assert {"map_points.png", "map_points.pdf"} <= set(names)
    assert re.fullmatch(r"scenario_phuong-an-1-1_\d{8}_en\.zip", name)


def test_the_report_of_a_tour_holds_its_stops_and_legs(own_reference_store, tmp_path, draft):
    _, names, told = made(own_reference_store, tmp_path, draft, Viewer(AUTHOR))
    assert (told["tables"]["stops"], told["tables"]["legs"], told["tables"]["days"]) == (2, 3, 1)
    assert [layer["records"] for layer in told["layers"]] == [2, 3]
    assert {"map_day_1.png", "layers.gpkg", "README.txt"} <= set(names)


def test_the_page_offers_the_subject_and_view_of_its_address(client):
    client.set_cookie("lang", "en")
    page = client.get("/exports/reports?kind=commune&code=02839&units=2024&on=2025-01-01").text
    assert re.search(r'id="units-2024"[^>]* checked', page)
    assert 'value="2025-01-01"' in page
    state = json.loads(re.search(r'id="page-state">(.*?)</script>', page)[1])
    assert state["subject"] == COMMUNE | {"title": "Bắc Hà township (02839)"}


def test_the_page_takes_the_address_of_the_map(client):
    link = (
        "/exports/reports?units=2024&layers=products,communes:50&stars=4&at=22.4,104.1,10&indicator=producers"
    )
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("query", ["kind=planet", "kind=commune", "code=02839", "nope=1", "kind=tour&id=x"])
def test_the_page_refuses_what_it_does_not_know(client, query):
    assert client.get(f"/exports/reports?{query}").status_code in (400, 404)


@pytest.mark.parametrize(
    "address", ["/communes/02839", "/communes/02839?units=2024&on=2025-01-01", "/districts/085?units=2024"]
)
def test_a_unit_leads_to_its_report(client, address):
    (link,) = re.findall(r'id="unit-report" href="([^"]+)"', client.get(address).text)
    state = re.search(r'id="page-state">(.*?)</script>', client.get(link.replace("&amp;", "&")).text)[1]
    subject = json.loads(state)["subject"]
    assert (subject["kind"], subject["code"]) == (
        ("district", "085") if "districts" in address else ("commune", "02839")
    )


def test_a_published_tour_leads_to_its_report(own_client, own_reference_store, draft):
    publish_tour(own_reference_store, AUTHOR, draft["id"], 1, published=True)
    (link,) = re.findall(r'id="tour-report" href="([^"]+)"', own_client.get(f"/tours/{draft['id']}").text)
    assert "Tuyến =1+1" in own_client.get(link.replace("&amp;", "&")).text


def test_an_office_that_is_not_public_reports_nothing_to_readers(own_client, own_reference_store):
    change_setting(own_reference_store, "public", False, 0, COMMAND_LINE)
    assert own_client.post(API, json={"subject": COMMUNE}).status_code == 401
    assert own_client.get("/exports/reports").status_code == 303


def test_every_text_that_the_script_asks_for_is_there():
    asked = set(re.findall(r"\bt\(\"(report\.[a-z_]+)\"", SCRIPT.read_text(encoding="utf-8")))
    assert asked == {key for key in REPORT_TEXTS if not key.startswith("error.")}
