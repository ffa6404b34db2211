"""The API of where tours pass: layers, tables, whose tours count, generated ones, a plan that weighs them."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from datetime import date
from secrets import token_hex

import pytest

from app import create_app
from app.jobs import results
from geodata.office import jobs
from geodata.office.jobs import Ending
from geodata.office.vocabulary import JobState, RoleName
from geodata.store import Store
from geodata.tourism.generated import FlowPlan, make_tours
from tests.app.conftest import closing, settings_for
from tests.app.test_jobs import DAY
from tests.app.test_planning_api import PLAN
from tests.app.test_saved_tours_api import SUNDAY
from tests.app.test_scenarios_api import marked
from tests.conftest import sqlite_url

API = "/api/v1"
FLOWS = f"{API}/tour-flows"
TODAY = date(2026, 11, 22)
COUNT = 3


@pytest.fixture(scope="module")
def store(_reference_file, tmp_path_factory):
    """The reference data, a copy for these tests."""
    path = tmp_path_factory.mktemp("flows") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def app(store, tmp_path_factory):
    """One application for all of these tests."""
    folder = tmp_path_factory.mktemp("instance")
    yield from closing(create_app(settings_for(store, instance_dir=folder)))


@pytest.fixture(scope="module")
def made(store):
    """What the job of three generated tours makes."""
    return make_tours(store, None, FlowPlan(count=COUNT, seed=1, after=TODAY), TODAY, lambda *_, **__: None)


@pytest.fixture
def reader(app):
    """A reader."""
    return app.test_client()


def finish(app, store, client, made) -> str:
    """Order generated tours, and let the job be done; return its id."""
    job = client.post(FLOWS, json={"count": COUNT, "seed": 1})
    assert job.status_code == 202
    file = results.result_file(app.extensions["ocop"].settings, job.json["id"])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(made), encoding="utf-8")
    jobs.claim(store)
    job_id = job.json["id"]
    jobs.end(store, job_id, Ending(JobState.DONE, jobs.DONE, DAY, {}, job_id, "tour_flows.json"))
    return job_id


@pytest.fixture
def flows(app, store, reader, made):
    """Ask as a reader for a layer of the generated tours."""
    job = finish(app, store, reader, made)

    def ask(name: str, **query: str):
        return reader.get(f"{FLOWS}/{name}", query_string={"job": job} | query)

    ask.job, ask.client = job, reader
    return ask


def layer(answer):
    """Return the collection of a GeoJSON answer."""
    assert answer.status_code == 200, answer.text
    return json.loads(answer.data)


def test_without_tours_every_layer_is_empty_but_the_communes(reader):
    for name in ("passes", "signs", "spots"):
        found = layer(reader.get(f"{FLOWS}/{name}.geojson"))
        assert (found["features"], found["tours"]) == ([], {"published": 0, "draft": 0, "generated": 0})
    communes = layer(reader.get(f"{FLOWS}/communes.geojson"))
    assert (communes["count"], communes["classes"]) == (99, [])
    assert communes["states"] == {"missed": 48, "no_records": 51}


def test_every_layer_says_on_what_it_rests(flows):
    flows.client.set_cookie("lang", "en")
    for name in ("passes", "communes", "signs", "spots"):
        found = layer(flows(f"{name}.geojson"))
        assert found["tours"]["generated"] == COUNT
        assert found["plan"] == {"count": COUNT, "seed": 1, "after": TODAY.isoformat()}
        assert all(found[name] for name in ("base_date", "revision", "units", "status_day"))
        assert any("schematic" in note for note in found["notes"])


def test_the_counts_of_the_communes_are_those_of_the_unit_system_on_screen(flows):
    for units, count in (("2024", 151), ("2025", 99)):
        found = layer(flows("communes.geojson", units=units))
        rows = [feature["properties"] for feature in found["features"]]
        assert (found["count"], sum(found["states"].values())) == (count, count)
        assert all((row["visiting"] is None) == (row["state"] == "no_records") for row in rows)
        assert all((row["why"] is not None) == (row["state"] in ("passed", "missed")) for row in rows)


def test_a_stretch_is_in_the_class_of_its_count(flows):
    found = layer(flows("passes.geojson"))
    counts = [feature["properties"]["tours"] for feature in found["features"]]
    assert counts == sorted(counts)  # the most driven ones are drawn last
    assert sum(one["count"] for one in found["classes"]) == len(counts)
    assert all(any(one["from"] <= count <= one["to"] for one in found["classes"]) for count in counts)


def test_what_a_layer_counts_its_table_counts(flows):
    for name in ("passes", "communes", "signs", "spots"):
        answer = flows(f"{name}.csv")
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="tour_{name}_2025_')
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
        table = rows[: rows.index([])]
        assert len(table) - 1 == layer(flows(f"{name}.geojson"))["count"]
        assert len({len(row) for row in table}) == 1


def test_the_table_of_signs_tells_place_direction_and_how_exact_the_spot_is(flows):
    flows.client.get("/help?lang=en")
    text = flows("signs.csv").data.decode("utf-8-sig")
    head, first = list(csv.reader(io.StringIO(text)))[:2]
    row = dict(zip(head, first, strict=True))
    assert row["Exactness of the spot"] == "schematic: the spot is to be looked for on site"
    assert re.fullmatch(r"10\d\.\d{5}", row["Longitude (WGS 84)"])
    assert "no outline of their own" in text
    assert "Data set put together on" in text


def test_generated_tours_are_told_by_kind_and_are_nobody_elses(flows, app):
    told = flows.client.get(f"{FLOWS}/{flows.job}").json
    assert (told["made"], told["job"]) == (COUNT, flows.job)
    assert sum(told["interests"].values()) == COUNT
    other = app.test_client()
    assert other.get(f"{FLOWS}/{flows.job}").status_code == 404
    assert other.get(f"{FLOWS}/passes.geojson", query_string={"job": flows.job}).status_code == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"published": "maybe"}, 400),
        ({"drafts": "yes"}, 401),
        ({"job": "0" * 32}, 404),
        ({"units": "2019"}, 400),
        ({"within_km": "2", "within_min": "10"}, 400),
        ({"within_km": "far"}, 400),
        ({"within_min": "0"}, 400),
        ({"colour": "red"}, 400),
    ],
)
def test_what_is_not_allowed_is_refused(reader, query, status):
    assert reader.get(f"{FLOWS}/spots.geojson", query_string=query).status_code == status


def test_a_layer_that_there_is_not_is_a_404(reader):
    assert reader.get(f"{FLOWS}/heat.geojson").status_code == 404


@pytest.mark.parametrize("body", [{"count": 0}, {"count": 1000}, {"count": "many"}, {"tours": 1}, []])
def test_a_plan_that_makes_nothing_or_never_ends_is_refused_before_it_is_a_job(reader, body):
    assert reader.post(FLOWS, json=body).status_code == 400


# Published tours and drafts


@pytest.fixture
def editor(app, store):
    """A client of an editor."""
    return marked(app, store, RoleName.EDITOR, f"e{token_hex(4)}")


@pytest.fixture
def draft(editor):
    """A draft of the editor, taken away afterwards: its id and version."""
    stop = json.loads(editor.get(f"{API}/markets?limit=1").data)["items"][0]["place_id"]
    body = {"start": [103.97, 22.48], "dates": [SUNDAY], "order": [[stop]]}
    saved = editor.post(f"{API}/saved-tours", json={"title": "Chợ", "tour": body})
    assert saved.status_code == 201, saved.text
    yield saved.json
    now = editor.get(f"{API}/saved-tours/{saved.json['id']}").json
    editor.delete(f"{API}/saved-tours/{now['id']}", headers={"If-Match": f'"{now["version"]}"'})


def counted(client, **query) -> dict[str, int]:
    """Return how many tours of each kind are counted."""
    return layer(client.get(f"{FLOWS}/passes.geojson", query_string=query))["tours"]


def test_drafts_count_for_their_author_alone_and_only_on_request(editor, reader, draft):
    assert counted(editor, drafts="yes") == {"published": 0, "draft": 1, "generated": 0}
    assert counted(editor) == counted(reader) == {"published": 0, "draft": 0, "generated": 0}


def test_a_published_tour_counts_for_everybody_and_its_stretches_name_it(editor, reader, draft):
    address = f"{API}/saved-tours/{draft['id']}"
    changed = editor.patch(address, json={"published": True}, headers={"If-Match": f'"{draft["version"]}"'})
    assert changed.status_code == 200, changed.text
    found = layer(reader.get(f"{FLOWS}/passes.geojson"))
    assert found["tours"]["published"] == 1
    assert {name for feature in found["features"] for name in feature["properties"]["names"]} == {"Chợ"}
    assert counted(reader, published="no")["published"] == 0


# A plan that weighs tours


def test_a_plan_weighs_the_tours_that_a_job_has_made_and_says_so(flows):
    demand = {"tours": {"weight": 1, "job": flows.job}}
    answer = flows.client.post(f"{API}/siting-plans", json=PLAN | {"demand": demand})
    assert answer.status_code == 200, answer.text
    assert answer.json["basis"]["tours"] == {"published": 0, "generated": COUNT, "job": flows.job}
    communes = layer(flows("communes.geojson", units="2024"))["features"]
    rows = {feature["properties"]["code"]: feature["properties"] for feature in communes}
    assert {row["id"]: row["weight"] for row in answer.json["rows"]} == {
        code: row["visiting"] + row["passing"] for code, row in rows.items()
    }


def test_a_plan_names_no_job_of_somebody_else(flows, app):
    demand = {"tours": {"weight": 1, "job": flows.job}}
    answer = app.test_client().post(f"{API}/siting-plans", json=PLAN | {"demand": demand})
    assert answer.status_code == 404


def test_a_saved_scenario_still_weighs_the_tours_when_their_job_has_gone(app, store, made):
    planner = marked(app, store, RoleName.PLANNER)
    job = finish(app, store, planner, made)
    plan = PLAN | {"demand": {"tours": {"weight": 1, "job": job}}}
    saved = planner.post(f"{API}/scenarios", json={"name": "A", "plan": plan})
    assert saved.status_code == 201, saved.text
    results.result_file(app.extensions["ocop"].settings, job).unlink()
    again = planner.post(f"{API}/scenarios/{saved.json['id']}/again").json
    assert (again["recomputed"], again["same"]) == (True, True)
    assert saved.json["stale"] == []


def test_the_page_knows_whether_who_asks_can_have_drafts(reader, editor):
    state = re.compile(r'id="page-state">(.*?)</script>', re.S)
    for client, drafts in ((reader, False), (editor, True)):
        page = client.get("/tours/flows")
        assert page.status_code == 200
        assert json.loads(state.search(page.text)[1])["drafts"] is drafts
    assert reader.get("/tours/flows?colour=red").status_code == 400


@pytest.mark.parametrize(("language", "head"), [("vi", "Mã,Tên,"), ("en", "Code,Name,")])
def test_a_table_and_a_layer_are_answered_in_the_language_that_is_asked_for(reader, language, head):
    table = reader.get(f"{FLOWS}/communes.csv?lang={language}")
    assert table.data.decode("utf-8-sig").startswith(head)
    notes = [
        reader.get(f"{FLOWS}/communes.geojson?lang={code}").json["notes"] for code in (language, "vi", "en")
    ]
    assert notes[0] == notes[1 if language == "vi" else 2]
    assert notes[1] != notes[2]


def test_a_language_that_is_not_spoken_here_is_refused_by_name(reader):
    answer = reader.get(f"{FLOWS}/communes.csv?lang=fr")
    assert (answer.status_code, answer.json["details"]["value"]) == (400, "fr")
