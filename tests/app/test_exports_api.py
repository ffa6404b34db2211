"""/api/v1/exports and the page: what the screen counts its export counts, and nothing stays behind."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile

import pytest

from app import create_app
from app.api.records import RECORDS
from app.exports.jobs import ExportInputs, take_layers
from app.exports.texts import EXPORT_TEXTS, MENU_TEXTS
from app.settings import ROOT
from geodata.errors import InvalidInput
from geodata.office import jobs
from geodata.office.audit import COMMAND_LINE
from geodata.office.settings import change_setting
from layers.catalogue import CATALOGUE, find_layer
from layers.exports.formats import FORMATS
from layers.exports.gpx import PAGES
from tests.app.conftest import closing, settings_for
from tests.contract import DOCUMENT
from tests.layers.export_helpers import records_in

FILTERS = [
    "",
    "?stars=4,5",
    "?units=2024&on=2025-01-01",
    "?inferred=exclude&q=che",
    "?bbox=103.8,22.2,104.2,22.6",
]
PAIRS = [
    pytest.param(spec.key, form.extension, id=f"{spec.key}.{form.extension}")
    for spec in CATALOGUE
    for form in FORMATS
    if form.takes(spec)
]
SCRIPTS = ROOT / "app" / "static" / "js"
SPOKEN = re.compile(r"\bt\(\"((?:export|takeaway)\.[a-z_.]+)\"")


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The folder of temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize(("key", "extension"), PAIRS)
def test_what_the_api_counts_every_format_counts(client, tmp_path, key, extension):
    filters = FILTERS if key == "products" and extension in ("csv", "gpkg") else FILTERS[:1]
    for query in filters:
        counted = client.get(f"/api/v1/layers/{key}.geojson{query}").json
        answer = client.get(f"/api/v1/exports/{key}.{extension}{query}")
        assert answer.status_code == 200
        assert int(answer.headers["X-OCOP-Records"]) == counted["count"]
        (name,) = re.findall(r'filename="([^"]+)"', answer.headers["Content-Disposition"])
        path = tmp_path / name
        path.write_bytes(answer.data)
        assert records_in(path, extension) == counted["count"]
        unplaced = sum(feature["geometry"] is None for feature in counted["features"])
        assert int(answer.headers["X-OCOP-Unplaced"]) == unplaced
        assert int(answer.headers["X-OCOP-Revision"]) == counted["revision"]


def test_the_headers_tell_the_checksum_of_the_bytes_and_a_safe_name(client):
    answer = client.get("/api/v1/exports/products.gpkg?stars=4&crs=EPSG:9208&units=2024")
    assert answer.headers["X-OCOP-File-SHA256"] == hashlib.sha256(answer.data).hexdigest()
    (name,) = re.findall(r'filename="([a-z0-9_.-]+)"', answer.headers["Content-Disposition"])
    assert re.fullmatch(r"products_2024_\d{8}_stars-4_epsg9208\.gpkg", name)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_speaks_the_language_of_the_reader(client):
    vietnamese = client.get("/api/v1/exports/products.csv").data.decode("utf-8-sig")
    client.set_cookie("lang", "en")
    english = client.get("/api/v1/exports/products.csv").data.decode("utf-8-sig")
    assert "Recognised" in english
    assert "Recognised" not in vietnamese
    assert next(csv.reader(io.StringIO(english)))[1] == "Product"


def test_an_unchanged_file_is_not_sent_again(client):
    first = client.get("/api/v1/exports/markets.csv")
    again = client.get("/api/v1/exports/markets.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(
        "/api/v1/exports/markets.csv?crs=EPSG:9208", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("file", "status", "told"),
    [
        ("nope.csv", 404, "products"),
        ("products.nope", 400, "gpkg"),
        ("products", 400, "gpkg"),
        ("products.", 400, "gpkg"),
        ("products.csv?crs=EPSG:32648", 400, "EPSG:9208"),
        ("products.kml?crs=EPSG:9208", 400, "EPSG:4326"),
        ("communes.gpx", 400, "gpkg"),
        ("roads.csv?stars=4", 400, "roads"),
        ("sights.csv?indicator=products", 400, "sights"),
        ("products.csv?stars=9", 400, "3, 4, 5"),
        ("products.csv?bbox=1,2", 400, "west"),
        ("products.csv?nope=1", 400, "crs"),
        ("products.csv?units=2030", 400, "2025"),
        ("products.csv?crs=EPSG:9208&crs=EPSG:4326", 400, "crs"),
        ("..%2f..%2fetc%2fpasswd.csv", 404, ""),
    ],
)
def test_what_cannot_be_taken_away_is_refused_with_what_is_allowed(client, file, status, told):
    answer = client.get(f"/api/v1/exports/{file}")
    assert answer.status_code == status
    assert told in answer.json["message"]


def test_no_temporary_file_is_left_when_a_reader_leaves_before_the_first_byte(client, temporary):
    for form in FORMATS:
        answer = client.get(f"/api/v1/exports/markets.{form.extension}", buffered=False)
        assert answer.status_code == 200
        assert list(temporary.iterdir()) == []
        answer.close()


def test_no_temporary_file_is_left_where_a_layer_is_refused(client, temporary):
    assert client.get("/api/v1/exports/communes.csv?stars=4").status_code == 400
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="only POSIX limits the size of files")
def test_a_full_disk_is_told_and_leaves_nothing_behind(reference_store, temporary):
    command = [sys.executable, "-m", "tests.app.full_disk", reference_store.url]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    assert answer["warm"] == 200
    assert answer["found"] == {form.extension: 507 for form in FORMATS}
    assert answer["made"] == 507
    assert answer["left"] == []


class FakeTask:
    """A task that remembers what it was told."""

    def __init__(self, folder):
        self.folder = folder
        self.told = []
        self.name = ""

    def progress(self, fraction, message, **values):
        """Remember the progress."""
        self.told.append((fraction, message % values))

    def result(self, name):
        """Return where the result goes."""
        self.name = name
        return self.folder / "result"


def test_the_job_packs_what_was_ordered_in_the_language_of_the_reader(reference_store, tmp_path):
    order = json.dumps({"layers": ["products", "communes"], "format": "kmz"})
    task = FakeTask(tmp_path)
    take_layers.run(reference_store, ExportInputs(order, "en"), task)
    with zipfile.ZipFile(tmp_path / "result") as archive:
        assert archive.testzip() is None
        assert "README.txt" in archive.namelist()
        assert sum(name.endswith(".kmz") for name in archive.namelist()) == 2
        assert "Records: " in archive.read("README.txt").decode("utf-8-sig")
    assert re.fullmatch(r"ocop_lao_cai_2025_\d{8}_kmz\.zip", task.name)
    fractions = [fraction for fraction, _ in task.told]
    assert fractions == sorted(fractions)
    assert task.told[0][1] == "Reading the layer products"


def test_a_job_that_was_put_there_by_hand_is_refused_like_any_order(reference_store, tmp_path):
    with pytest.raises(InvalidInput):
        take_layers.run(reference_store, ExportInputs("{", "en"), FakeTask(tmp_path))
    with pytest.raises(InvalidInput):
        ExportInputs("{}", "fr")


@pytest.fixture
def own_client(own_reference_store):
    """A reader of a site that may write jobs."""
    for app in closing(create_app(settings_for(own_reference_store))):
        yield app.test_client()


def test_several_layers_become_a_job_of_who_asks(own_client):
    answer = own_client.post("/api/v1/exports", json={"layers": ["products"], "format": "gpkg"})
    assert answer.status_code == 202
    assert answer.json["kind"] == "export"
    assert own_client.get(answer.headers["Location"]).json["state"] == "queued"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"layers": ["nope"], "format": "csv"}, 404),
        ({"layers": ["products"], "format": "exe"}, 400),
        ({"layers": ["products"] * (len(CATALOGUE) + 1), "format": "csv"}, 413),
        ([], 400),
    ],
)
def test_an_order_that_cannot_be_becomes_no_job(own_client, body, status):
    assert own_client.post("/api/v1/exports", json=body).status_code == status
    assert own_client.get("/api/v1/jobs").json["total"] == 0


def test_the_description_lets_as_many_layers_be_ordered_at_once_as_there_are():
    order = DOCUMENT["paths"]["/exports"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert order["properties"]["layers"]["maxItems"] == len(CATALOGUE)


@pytest.mark.parametrize(("language", "heading"), [("vi", "Kinh độ"), ("en", "Longitude")])
def test_a_file_is_in_the_language_that_its_address_names(client, language, heading):
    client.set_cookie("lang", "vi" if language == "en" else "en")
    answer = client.get(f"/api/v1/exports/markets.csv?lang={language}")
    assert heading in answer.get_data().decode("utf-8-sig").splitlines()[0].split(",")
    refused = client.get("/api/v1/exports/markets.csv?lang=fr")
    assert refused.status_code == 400
    assert "vi, en" in refused.json["message"]


def test_a_job_is_in_the_language_that_its_order_names(own_client, own_reference_store):
    order = {"layers": ["markets"], "format": "csv", "lang": "en"}
    answer = own_client.post("/api/v1/exports", json=order)
    assert answer.status_code == 202
    found = jobs.find(own_reference_store, answer.json["id"])
    assert json.loads(found.inputs)["language"] == "en"
    assert own_client.post("/api/v1/exports", json=order | {"lang": "fr"}).status_code == 400
    assert own_client.post("/api/v1/exports", json=order | {"lang": 7}).status_code == 400


def test_a_form_of_another_site_cannot_order(own_client):
    answer = own_client.post("/api/v1/exports", data='{"layers": ["products"], "format": "csv"}')
    assert answer.status_code == 415


def test_the_page_offers_every_layer_and_format_in_words(client):
    client.set_cookie("lang", "en")
    page = client.get("/exports").get_data(as_text=True)
    for spec in CATALOGUE:
        assert f'id="layer-{spec.key}"' in page
    for form in FORMATS:
        assert f'value="{form.extension}"' in page
        assert form.carries in page
    assert "EPSG:9208" in page


def test_the_page_names_the_filter_that_it_takes_along(client):
    client.set_cookie("lang", "en")
    page = client.get("/exports?layers=products,sights&stars=4&units=2024").get_data(as_text=True)
    assert "Stars (latest rating met): 4 stars" in page
    state = json.loads(re.search(r'id="page-state">(.*?)</script>', page)[1])
    assert state["filters"] == {"stars": "4"}
    assert re.search(r'id="layer-sights"[^>]* checked', page)
    assert not re.search(r'id="layer-roads"[^>]* checked', page)


@pytest.mark.parametrize("query", ["layers=nope", "stars=9", "nope=1", "filtered=roads&stars=4", "on=x"])
def test_the_page_refuses_what_it_does_not_know(client, query):
    assert client.get(f"/exports?{query}").status_code in (400, 404)


def test_a_list_offers_its_rows_in_every_format_with_its_filter(client):
    page = client.get("/markets?weekday=sun").get_data(as_text=True)
    for form in FORMATS:
        assert f'href="/api/v1/exports/markets.{form.extension}?weekday=sun"' in page
    assert 'href="/exports?layers=markets&amp;filtered=markets&amp;weekday=sun"' in page.replace(
        "&weekday", "&amp;weekday"
    )


@pytest.mark.parametrize("address", ["/communes?units=2024", "/districts"])
def test_a_list_of_units_offers_the_units_that_it_lists(client, address):
    page = client.get(address).get_data(as_text=True)
    key = address[1:].partition("?")[0]
    links = re.findall(rf'href="(/api/v1/exports/{key}\.[^"]+)"', page)
    assert len(links) == sum(form.takes(find_layer(key)) for form in FORMATS)
    listed = page.count('<th scope="row"')
    assert int(client.get(html.unescape(links[0])).headers["X-OCOP-Records"]) == listed
    (more,) = re.findall(r'href="(/exports\?[^"]+)"', page)
    assert client.get(html.unescape(more)).status_code == 200


@pytest.mark.parametrize(
    "form", [form for form in FORMATS if not form.points_only], ids=lambda f: f.extension
)
def test_units_of_2019_whose_outlines_nobody_knows_are_in_the_file(client, form):
    answer = client.get(f"/api/v1/exports/communes.{form.extension}?units=2019")
    assert answer.status_code == 200
    assert answer.headers["X-OCOP-Records"] == answer.headers["X-OCOP-Unplaced"] != "0"


def test_an_office_that_is_not_public_gives_nothing_away(empty_client, sqlite_store):
    change_setting(sqlite_store, "public", False, 0, COMMAND_LINE)
    assert empty_client.get("/api/v1/exports/products.csv").status_code == 401
    assert empty_client.get("/exports").status_code == 303


def test_an_empty_registry_gives_an_empty_table_and_the_page_says_so(empty_client):
    empty_client.set_cookie("lang", "en")
    assert empty_client.get("/api/v1/exports/products.csv").headers["X-OCOP-Records"] == "0"
    assert "no record in this view" in empty_client.get("/exports").get_data(as_text=True)


def test_the_links_of_way_points_lead_to_the_pages_of_the_records():
    # The layers of the value chain lead to the chain of the record.
    chain = dict.fromkeys(("chain_breaks", "chain_unknown"), "chain")
    assert {layer: word for word, layer in RECORDS.items()} | chain == PAGES


def test_every_text_that_the_scripts_ask_for_is_there():
    paths = (SCRIPTS / "pages" / "exports.js", SCRIPTS / "takeaway.js")
    asked = {key for path in paths for key in SPOKEN.findall(path.read_text(encoding="utf-8"))}
    known = {key for key in EXPORT_TEXTS | MENU_TEXTS if not key.startswith("error.")}
    assert asked == known


def links_of(page):
    """Return the addresses of the files that a page of a record or a unit offers, by layer."""
    section = page.partition('class="takeaway-lists')[2].partition("</section>")[0]
    rows = re.findall(r'<li data-take="(\w+)">(.*?)</li>', section, re.DOTALL)
    return {key: [html.unescape(link) for link in re.findall(r'href="([^"]+)"', row)] for key, row in rows}


# Of what is planned nothing is shipped.
@pytest.mark.parametrize("path", sorted(RECORDS.keys() - {"planned-sites"}))
def test_the_page_of_a_record_offers_the_record_in_every_format(client, path):
    item = client.get(f"/api/v1/{path}?limit=1").json["items"][0]
    ((key, links),) = links_of(client.get(f"/{path}/{item['id']}").text).items()
    assert len(links) == 1 + sum(form.takes(find_layer(key)) for form in FORMATS)
    # Of the other formats one is enough: every layer is read back from each of them above.
    assert client.get(links[0]).headers["X-OCOP-Records"] == "1"
    (feature,) = client.get(next(link for link in links if "geojson" in link)).json["features"]
    assert feature["properties"]["id"] == item["id"]
    page = client.get(links[-1]).text
    assert item["id"] in page
    assert json.loads(re.search(r'id="page-state">(.*?)</script>', page)[1])["filters"] == {"id": item["id"]}


@pytest.mark.parametrize(
    "address",
    [
        "/communes/02647",
        "/communes/02683?units=2024",
        "/communes/02683?units=2024&on=2024-06-01",
        "/communes/02728?units=2019",
        "/districts/085",
        "/districts/088",
    ],
)
def test_what_the_page_of_a_unit_lists_its_files_hold(client, address):
    client.set_cookie("lang", "en")
    page = client.get(address, follow_redirects=True).text
    links = links_of(page)
    counts = dict(re.findall(r'<li data-take="(\w+)">.*?\((\d+) records?\)', page))
    unit = "communes" if "communes" in address else "districts"
    assert unit in set(links) == set(counts)
    for key, addresses in links.items():
        (table,) = (link for link in addresses if f"/{key}.csv?" in link)
        answer = client.get(table)
        assert answer.headers["X-OCOP-Records"] == counts[key]
        assert client.get(addresses[-1]).status_code == 200
        if key not in ("products", "communes", "districts"):
            path = next(word for word, layer in RECORDS.items() if layer == key)
            listed = page.partition(f'aria-labelledby="list-{path}"')[2].partition("</section>")[0]
            assert listed.count("<li>") == int(counts[key])
    listed = page.partition('id="product-table"')[2].partition("</table>")[0]
    assert listed.count('<th scope="row">') == int(counts.get("products", 0))


def test_a_record_that_a_view_does_not_have_is_named_in_the_refusal(client):
    answer = client.get("/api/v1/exports/products.csv?id=nope")
    assert answer.status_code == 404
    assert "nope" in answer.json["message"]
    assert client.get(f"/api/v1/exports/products.csv?id={'x,' * 1001}x").status_code == 404
    many = ",".join(f"x{number}" for number in range(1001))
    assert client.get(f"/api/v1/exports/products.csv?id={many}").status_code == 413
