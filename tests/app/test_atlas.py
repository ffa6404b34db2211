"""/exports/atlas.html and its page: made by a job, found again by revision, refused in words."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from app import create_app
from app.accounts.limits import LIMITS
from app.exports.atlas_jobs import AtlasInputs, make_atlas_file
from app.exports.atlas_texts import ATLAS_TEXTS
from app.jobs import results
from app.jobs.kinds import read_inputs
from app.jobs.registry import KINDS
from app.map_texts import MAP_TEXTS
from app.settings import ROOT
from app.state import EXTENSION
from geodata.errors import InvalidInput
from geodata.office import jobs
from geodata.office.vocabulary import JobState
from geodata.store import Store
from layers.catalogue import CATALOGUE
from layers.standalone.packing import Shelf
from tests.app.conftest import closing, settings_for
from tests.app.test_exports_api import FakeTask

SCRIPTS = ROOT / "app" / "static" / "js" / "standalone"
SPOKEN = re.compile(r"\bt\(\s*(?:\w+(?:\.\w+)? \? )?\"(atlas\.[a-z_]+)\"(?: : \"(atlas\.[a-z_]+)\")?")
DATA = re.compile(r'<script type="application/json" id="atlas-data">(.*?)</script>', re.DOTALL)
ORDER = "/api/v1/exports/atlas"
KEEP = timedelta(hours=1)
SMALL = "?layers=products&units=2025&lang=en"
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


class Desk:
    """A reader of a site, and the jobs of the site, done here one after the other."""

    def __init__(self, store, folder):
        self.store = store
        self.app = create_app(settings_for(store, instance_dir=folder))
        self.client = self.app.test_client()

    def work(self):
        """Do the jobs that wait; return how many."""
        done = 0
        while (job := jobs.claim(self.store)) is not None:
            settings = self.app.extensions[EXTENSION].settings
            task = FakeTask(results.make_work_folder(settings, job.job_id))
            kind = KINDS.find(job.kind)
            kind.run(self.store, read_inputs(kind, json.loads(job.inputs)), task)
            kept = results.keep_result(settings, job.job_id)
            ending = jobs.Ending(JobState.DONE, jobs.DONE, KEEP, {}, kept, task.name)
            assert jobs.end(self.store, job.job_id, ending)
            results.remove_work(settings, job.job_id)
            done += 1
        return done

    def get(self, query="", **options):
        """Ask for a file."""
        return self.client.get(f"/exports/atlas.html{query}", **options)

    def take(self, query=""):
        """Ask for a file; order it where nobody has."""
        answer = self.get(query)
        if answer.status_code != 200:
            order = dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))
            several = [value for name, value in parse_qsl(query.removeprefix("?")) if name == "layers"]
            order |= {"layers": several} if several else {}
            assert self.client.post(ORDER, json=order).status_code == 202
            assert self.work() == 1
            answer = self.get(query)
        assert answer.status_code == 200
        return answer


@pytest.fixture(scope="module")
def desk(_reference_file, tmp_path_factory) -> Iterator[Desk]:
    """A site on the reference data that keeps its files for all tests of this module."""
    folder = tmp_path_factory.mktemp("atlas")
    (folder / "ocop.db").write_bytes(_reference_file.read_bytes())
    with Store.open(f"sqlite:///{folder / 'ocop.db'}") as store:
        made = Desk(store, folder / "instance")
        yield made
        made.app.extensions[EXTENSION].close()


@pytest.fixture(scope="module")
def reader(reference_store) -> Iterator:
    """A reader of a site on which no file is made."""
    for app in closing(create_app(settings_for(reference_store, revision_poll_s=60.0))):
        yield app.test_client()


def data_of(answer) -> dict:
    """Return what a file holds."""
    (text,) = DATA.findall(answer.get_data(as_text=True))
    found: dict = json.loads(text)
    return found


def test_a_file_that_was_made_is_given_at_once_to_everybody(desk):
    query = f"{SMALL}&on=2025-01-01"
    desk.take(query)
    answer = desk.app.test_client().get(f"/exports/atlas.html{query}")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    (name,) = re.findall(r'^attachment; filename="([a-z0-9_.-]+)"$', answer.headers["Content-Disposition"])
    assert name == "ocop_lao_cai_atlas_2025_on20250101_en.html"
    again = desk.get(query, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_file_that_nobody_made_leads_to_the_page_that_makes_it_with_its_choices(desk):
    query = "?layers=sights&units=2024&lang=en&on=2025-01-02&shown=sights:50&stars=4"
    answer = desk.get(query, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (303, "no-store")
    page = desk.client.get(answer.headers["Location"]).get_data(as_text=True)
    assert 'id="atlas-not-made"' in page
    boxes = re.findall(r'<input type="checkbox" name="(\w+)" id="[^"]*" value="([^"]*)" checked', page)
    assert {name: value for name, value in boxes if name == "units"} == {"units": "2024"}
    assert {value for name, value in boxes if name == "layers"} == {"products", "sights", "communes"}
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
    assert (hidden["shown"], hidden["stars"]) == ("sights:50", "4")
    assert re.search(r'<option value="en"[^>]* selected', page)
    assert 'value="2025-01-02"' in page


def test_a_program_is_told_how_to_order_and_asking_starts_nothing(desk):
    answer = desk.get(f"{SMALL}&on=2025-01-05", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["error"]) == (404, "not_found")
    assert ORDER in answer.json["message"]
    assert desk.work() == 0


def test_who_orders_a_file_has_a_job_and_the_next_one_has_the_file(desk):
    order = {"layers": ["products"], "units": "2025", "lang": "en", "on": "2025-01-03"}
    first = desk.client.post(ORDER, json=order)
    assert (first.status_code, first.json["kind"]) == (202, "atlas_file")
    assert desk.client.get(first.headers["Location"]).json["state"] == "queued"
    assert desk.work() == 1
    second = desk.app.test_client().post("/api/v1/exports/atlas", json=order)
    assert (second.status_code, second.json["state"]) == (200, "done")
    file = desk.client.get(second.json["result"]["href"])
    assert file.status_code == 200
    assert second.json["result"]["name"] in file.headers["Content-Disposition"]


def test_every_box_ticked_is_the_file_of_the_plain_address(desk):
    desk.take("?lang=vi")
    keys = [spec.key for spec in CATALOGUE]
    order = {"layers": [*reversed(keys)], "units": "2025,2024", "on": "", "lang": "vi"}
    assert desk.client.post(ORDER, json=order).status_code == 200
    other = desk.client.post(ORDER, json=order | {"units": "2024,2025"})
    assert other.status_code == 202
    jobs.cancel(desk.store, other.json["id"])


def test_data_that_changed_are_another_file(desk):
    desk.take(SMALL)
    with desk.store.write():
        pass
    assert desk.get(SMALL).status_code == 303
    desk.take(SMALL)


def test_nobody_orders_a_file_of_data_that_are_still_to_come(desk, tmp_path):
    moment = desk.app.extensions[EXTENSION].cache.moment()
    for revision, day in (
        (moment.revision + 1, moment.day),
        (moment.revision, moment.day + timedelta(days=1)),
    ):
        inputs = AtlasInputs("{}", "vi", revision=revision, day=day, version="")
        with pytest.raises(InvalidInput):
            make_atlas_file.run(desk.store, inputs, FakeTask(tmp_path))


def test_the_province_with_all_layers_and_both_systems_fits_into_three_megabytes(desk):
    answer = desk.take("?lang=vi")
    assert len(answer.data) < 3_000_000
    held = data_of(answer)
    assert {units: sorted(layers) for units, layers in held["layers"].items()} == {
        units: sorted(spec.key for spec in CATALOGUE) for units in ("2025", "2024")
    }
    assert {units: len(found["pages"]) for units, found in held["communes"].items()} == {
        "2025": 99,
        "2024": 151,
    }


def test_a_file_asks_nothing_of_anybody(desk):
    text = desk.take("?lang=vi").get_data(as_text=True)
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


def test_the_language_of_a_file_changes_nothing_else(desk):
    answer = desk.take("?lang=en&layers=products&units=2025")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert '<html lang="en">' in answer.get_data(as_text=True)
    assert "About this file" in answer.get_data(as_text=True)


def test_boxes_of_a_form_and_commas_of_a_link_ask_for_the_same(desk):
    boxes = desk.take("?layers=products&layers=sights&units=2025&lang=en")
    commas = desk.take("?layers=products,sights&units=2025&lang=en")
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
        answer = app.test_client().post(ORDER, json={})
        assert answer.status_code == 413
        assert "50" in answer.json["message"]


def test_a_first_view_of_somebodys_own_drives_no_other_answer_out_of_memory(desk):
    cache = desk.app.extensions[EXTENSION].cache
    query = f"{SMALL}&q=honey"
    desk.take(query)
    held = set(cache)
    answer = desk.get(query, headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert set(cache) == held


def test_one_address_takes_no_more_atlases_in_a_minute_than_the_limit_says(sqlite_store):
    most = int(LIMITS["atlas.take_atlas"].split()[0])
    for app in closing(create_app(settings_for(sqlite_store))):
        client = app.test_client()
        found = [client.get("/exports/atlas.html?units=2019").status_code for _ in range(most + 1)]
    assert found == [400] * most + [429]


@pytest.mark.parametrize("on", ["", "2022-06-30"])
def test_the_search_of_a_file_finds_what_is_inside_and_nothing_else(desk, on):
    held = data_of(desk.take(f"?units=2025&lang=en&on={on}"))
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


def test_outlines_are_unpacked_to_the_coordinates_of_the_api(desk):
    held = data_of(desk.take("?lang=vi"))
    place = held["layers"]["2025"]["communes"]["shapes"]["12"]
    packed = held["shapes"][place]
    features = desk.client.get("/api/v1/layers/communes.geojson?units=2025&zoom=12").json["features"]
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
