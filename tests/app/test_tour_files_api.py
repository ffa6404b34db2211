"""Tours over HTTP as files: saved and not, in both languages, drafts for their author alone."""

from __future__ import annotations

import io
import json
import re
import subprocess
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest
from openpyxl import load_workbook

from app import create_app
from geodata import tables
from geodata.office.audit import COMMAND_LINE
from geodata.office.logo import checked_logo
from geodata.office.settings import add_logo
from geodata.office.vocabulary import RoleName
from geodata.tourism.orders import check_tour_order
from geodata.tourism.saved import publish_tour, save_tour
from geodata.tourism.timed_tours import time_tour
from layers.tour_files.kinds import MEDIA_TYPES
from tests._needs import needs_pdftoppm
from tests.app.account_helpers import signed_in_as
from tests.app.conftest import closing, settings_for
from tests.tilefiles import png

API = "/api/v1"
TODAY = date(2026, 11, 22)
BAC_HA = [104.29, 22.53]
BODY = {"start": BAC_HA, "dates": ["2026-12-06"], "units": "2024"}
TITLE = "Chợ phiên Bắc Hà"
GPX = {"g": "http://www.topografix.com/GPX/1/1"}


@pytest.fixture(scope="module")
def order(reference_store):
    """Keys of two crafts near Bắc Hà."""
    from geodata.tourism.kinds import StopKind
    from geodata.tourism.registry_places import tour_places
    from geodata.view import View
    from geodata.vocabulary import UnitSystem

    places = tour_places(reference_store, View(units=UnitSystem.Y2024, today=TODAY)).items
    near = sorted(places, key=lambda place: abs(place.lon - BAC_HA[0]) + abs(place.lat - BAC_HA[1]))
    # A weekly market would be closed on most days.
    return [place.place_id for place in near if place.kinds[0] is StopKind.CRAFT][:2]


@pytest.fixture
def office(own_reference_store):
    """An application on reference data of its own."""
    yield from closing(create_app(settings_for(own_reference_store)))


@pytest.fixture
def saved(office, own_reference_store, order):
    """A saved tour of an editor: its id, its author's client."""
    author = office.test_client()
    user = signed_in_as(author, own_reference_store, RoleName.EDITOR)
    body = BODY | {"order": [order]}
    timed = time_tour(own_reference_store, json.dumps(body), None, TODAY)
    tour = save_tour(own_reference_store, user.actor, TITLE, None, timed)
    return tour.tour_id, author


def file_of(client, tour_id, extension, query=""):
    """Return the answer to a request for a file."""
    return client.get(f"{API}/saved-tours/{tour_id}/bat-ky.{extension}{query}")


def publish(store, tour_id):
    """Show a tour to everybody."""
    publish_tour(store, COMMAND_LINE, tour_id, 1, published=True)


@pytest.fixture(scope="module")
def reader(reference_store):
    """A reader of the reference data, the same for every test: what is prepared once stays."""
    for app in closing(create_app(settings_for(reference_store))):
        yield app.test_client()


@pytest.mark.parametrize("extension", MEDIA_TYPES)
def test_a_tour_that_nobody_saved_is_answered_as_every_kind_of_file(reader, order, extension):
    body = {"title": "Đi chợ: Bắc Hà?", "tour": BODY | {"order": [order]}}
    answer = reader.post(f"{API}/tours/file.{extension}", json=body)
    assert answer.status_code == 200
    assert answer.content_type == MEDIA_TYPES[extension]
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="di-cho-bac-ha-2026-12-06.{extension}"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert len(answer.data) > 500


def test_a_draft_is_a_file_for_its_author_alone_and_kept_nowhere(saved, office):
    tour_id, author = saved
    mine = file_of(author, tour_id, "gpx")
    assert (mine.status_code, mine.headers["Cache-Control"]) == (200, "no-store")
    assert file_of(office.test_client(), tour_id, "gpx").status_code == 404
    assert office.test_client().get(f"{API}/saved-tours/{tour_id}/qr.svg").status_code == 404


def test_a_published_tour_is_a_file_for_readers(saved, office, own_reference_store):
    tour_id, _ = saved
    publish(own_reference_store, tour_id)
    answer = file_of(office.test_client(), tour_id, "pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "private, no-cache"


def test_a_file_is_in_the_language_that_is_asked_for_else_in_that_of_the_reader(saved):
    tour_id, author = saved
    notes = {
        query: json.loads(file_of(author, tour_id, "geojson", query).data)["basis"]
        for query in ("", "?lang=vi", "?lang=en")
    }
    assert notes[""] == notes["?lang=vi"]
    assert "Boundaries are for reference and have no legal force." in notes["?lang=en"]
    assert "Boundaries are for reference and have no legal force." not in notes["?lang=vi"]
    author.set_cookie("lang", "en")
    assert json.loads(file_of(author, tour_id, "geojson").data)["basis"] == notes["?lang=en"]
    assert file_of(author, tour_id, "geojson", "?lang=fr").status_code == 400


def test_a_file_leads_to_the_page_of_its_tour_under_the_address_that_was_asked(
    saved, office, own_reference_store
):
    tour_id, _ = saved
    publish(own_reference_store, tour_id)
    address = f"{API}/saved-tours/{tour_id}/x.gpx"
    answer = office.test_client().get(address, base_url="https://ban-do.example.vn/ocop")
    links = {link.get("href") for link in Tree.fromstring(answer.data).iterfind(".//g:link", GPX)}
    assert links == {f"https://ban-do.example.vn/ocop/tours/{tour_id}"}


def test_the_times_of_a_file_are_those_of_the_answer(saved, own_reference_store, order):
    tour_id, author = saved
    visits = check_tour_order(own_reference_store, json.dumps(BODY | {"order": [order]}), None, TODAY)
    book = load_workbook(io.BytesIO(file_of(author, tour_id, "xlsx").data))
    shown = [row[3].strftime("%H:%M") for row in list(book.worksheets[0].values)[1:]]
    assert shown == [visit["arrive"][11:] for visit in visits["days"][0]["visits"]]


def test_a_qr_code_is_an_svg_that_no_page_runs(saved):
    tour_id, author = saved
    answer = author.get(f"{API}/saved-tours/{tour_id}/qr.svg")
    assert answer.content_type.startswith("image/svg+xml")
    assert b"<script" not in answer.data
    assert Tree.fromstring(answer.data).tag == "{http://www.w3.org/2000/svg}svg"


def test_the_pdf_carries_the_logo_of_the_office(saved, own_reference_store):
    tour_id, author = saved
    before = file_of(author, tour_id, "pdf").data
    add_logo(own_reference_store, checked_logo(png(0, 128, 0)), 0, COMMAND_LINE)
    after = file_of(author, tour_id, "pdf").data
    assert after.count(b"/Subtype/Image") == before.count(b"/Subtype/Image") + 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"tour": BODY}, 400),  # no order
        ({"tour": "x"}, 400),
        ({"tour": BODY | {"order": [["nowhere"]]}}, 400),
        ({"tour": BODY | {"order": [[]]}, "title": "x" * 121}, 400),
        ({"tour": BODY | {"order": [[]]}, "colour": 1}, 400),
        ({"tour": BODY | {"order": [[]]}}, 200),
    ],
)
def test_a_body_that_is_not_right_is_refused(reader, body, status):
    assert reader.post(f"{API}/tours/file.geojson", json=body).status_code == status


def test_a_sign_that_no_font_has_refuses_no_file(client):
    body = {"title": "Hà Khẩu 河口", "tour": BODY | {"order": [[]]}}
    answer = client.post(f"{API}/tours/file.pdf", json=body)
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")


def test_other_kinds_of_files_are_not_found(saved):
    tour_id, author = saved
    assert file_of(author, tour_id, "docx").status_code == 404
    assert file_of(author, "nothing", "gpx").status_code == 404


def alerts(client, tour_id):
    """Return what the file of a tour warns of before all else."""
    return json.loads(file_of(client, tour_id, "geojson", "?lang=en").data)["alerts"]


def test_a_file_says_what_has_changed_since_the_tour_was_timed(saved, own_reference_store, order):
    tour_id, author = saved
    assert alerts(author, tour_id) == []
    for table in (tables.craft_villages, tables.sales_points, tables.sights):
        with own_reference_store.write() as connection:
            connection.execute(table.update().values(name="Tên khác"))
    found = alerts(author, tour_id)
    assert found
    assert all(text.startswith("Changed since this tour was timed: ") for text in found)
    assert any("Tên khác" in text for text in found)


def test_a_file_says_why_its_tour_does_not_work(reader, order):
    tour = BODY | {"order": [[*order, order[0]]]}
    reader.set_cookie("lang", "en")
    answer = reader.post(f"{API}/tours/file.geojson", json={"tour": tour})
    (text,) = [text for text in answer.json["alerts"] if "second time" in text]
    assert text.startswith("This tour does not work as it stands: ")


def dates_from(first: str, count: int) -> list[str]:
    """Return so many days, one after the other."""
    begin = date.fromisoformat(first)
    return [(begin + timedelta(days=number)).isoformat() for number in range(count)]


def pages_of(content: bytes, folder: Path) -> int:
    """Return how many pages a PDF has."""
    (folder / "tour.pdf").write_bytes(content)
    command = [str(Path(needs_pdftoppm()).with_name("pdfinfo")), str(folder / "tour.pdf")]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return int(re.search(r"Pages: +(\d+)", told).group(1))


@pytest.mark.parametrize(("start", "days"), [(BAC_HA, 1), (BAC_HA, 2), ([103.97, 22.48], 5)])
def test_a_tour_of_the_registry_is_printed_on_a_page_for_each_day_and_one_of_its_basis(
    reader, tmp_path, start, days
):
    wishes = {"start": start, "dates": dates_from("2026-12-05", days), "units": "2025"}
    made = reader.post(f"{API}/tours", json=wishes | {"iterations": 100}).get_json()
    order = [[visit["stop"] for visit in day["visits"]] for day in made["days"]]
    assert 4 <= max(map(len, order)) <= 8
    for language in ("vi", "en"):
        body = {"title": TITLE, "tour": wishes | {"order": order}}
        answer = reader.post(f"{API}/tours/file.pdf?lang={language}", json=body)
        assert pages_of(answer.data, tmp_path) == days + 1
