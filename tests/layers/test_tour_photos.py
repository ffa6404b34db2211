"""Photos of stops in the files of a tour: one for each stop that has one, who took it, and room for all."""

from __future__ import annotations

import base64
import io
import subprocess
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from geodata.office.audit import Actor
from geodata.photos.describing import described
from geodata.photos.keeping import add_photo
from geodata.photos.stops import photos_of_stops
from geodata.records.kinds import RecordKind
from layers.tour_files import photos as tour_photos
from layers.tour_files.files import Around, tour_file
from layers.tour_files.photos import stop_pictures
from tests.geodata.photos.made import packed, plain
from tests.geodata.records.world import fill_registry
from tests.layers.test_tour_files_pdf import Pages, poppler
from tests.layers.tour_file_samples import ENGLISH, make_answer, make_document, make_long_day, make_stop

LAN = Actor("u1", "Lan")
HOSTILE = '"><script>{{7*7}}</script> #image("/etc/passwd")'


@pytest.fixture
def store(sqlite_store):
    fill_registry(sqlite_store)
    return sqlite_store


@pytest.fixture
def around(store):
    return Around(store, date(2026, 11, 22), Path("app/static"), str)


def keep(store, kind, key, shade, caption=None, credit="Lý Thị Mẩy", size=(300, 200)):
    content = packed(plain(*size, (shade, shade, 90)))
    told = described(caption, credit, is_credit_unknown=credit is None)
    return add_photo(store, LAN, RecordKind(kind), key, content, told)


def tour(**changes):
    """A document whose stop is the market s1, at which p1 is sold."""
    product = {
        "id": "p1",
        "name": "Rượu ngô",
        "group": None,
        "stars": 4,
        "recognised": True,
        "inferred": False,
    }
    record = {"role": "market", "id": "s1", "name": "Chợ Sa Pa"}
    stop = make_stop(records=[record], products=[product])
    return make_document(answer=make_answer(stops={"ban-pho": stop}) | changes)


def pictures_in(pdf, folder):
    """Return the pictures of a PDF that are no masks: width and height."""
    (folder / "tour.pdf").write_bytes(pdf)
    listed = subprocess.run(
        [poppler("pdfimages"), "-list", str(folder / "tour.pdf")], check=True, capture_output=True
    )
    rows = [line.split() for line in listed.stdout.decode().splitlines()[2:]]
    return [(int(row[3]), int(row[4])) for row in rows if row[2] == "image"]


def test_photos_of_the_place_come_before_those_of_what_is_sold_there(store):
    of_product, of_market = keep(store, "products", "p1", 10), keep(store, "sales_points", "s1", 90)
    [found] = photos_of_stops(store, tour().answer, 3).values()
    assert [(one.photo.photo_id, one.name) for one in found] == [
        (of_market, "Chợ Sa Pa"),
        (of_product, "Rượu ngô"),
    ]
    assert len(photos_of_stops(store, tour().answer, 1)["ban-pho"]) == 1
    assert photos_of_stops(store, make_answer(), 3) == {}


def test_the_page_without_network_holds_a_photo_of_each_stop_as_text_and_picture(store, around):
    keep(store, "sales_points", "s1", 90, HOSTILE, None)
    page = tour_file("html", tour(), ENGLISH, around).decode()
    figure = page.partition("<figure>")[2].partition("</figure>")[0]
    source = figure.partition('src="data:image/jpeg;base64,')[2].partition('"')[0]
    assert Image.open(io.BytesIO(base64.b64decode(source))).size == (300, 200)
    assert "Photo: nobody knows who took it" in figure
    assert "<script>{{7*7}}" not in page
    assert figure.count("script&gt;{{7*7}}") == 2  # what it shows, and for those who do not see it


def test_photos_beyond_the_most_of_a_file_are_left_out(store, monkeypatch):
    keep(store, "sales_points", "s1", 90)
    [picture] = stop_pictures(store, tour(), ENGLISH).values()
    monkeypatch.setattr(tour_photos, "MOST_BYTES", len(picture.content))
    assert len(stop_pictures(store, tour(), ENGLISH)) == 1
    monkeypatch.setattr(tour_photos, "MOST_BYTES", len(picture.content) - 1)
    assert stop_pictures(store, tour(), ENGLISH) == {}


def test_guests_see_a_small_photo_of_each_stop_and_who_took_it(store, around, tmp_path):
    keep(store, "sales_points", "s1", 90, HOSTILE, "Lý Thị Mẩy")
    pdf = tour_file("pdf", tour(), ENGLISH, around)
    assert pictures_in(pdf, tmp_path) == [(300, 200)]
    assert "Photo: Lý Thị Mẩy" in Pages(pdf, tmp_path).text(0)


def test_a_long_day_with_photos_of_every_shape_stays_on_its_paper(store, around, tmp_path):
    answer = make_long_day(12)
    shapes = [(300, 200), (60, 320), (320, 20), (8, 8)]
    for number, stop in enumerate(answer["stops"].values()):
        key = ("p1", "p2", "p9", "p10")[number % 4]
        stop["products"] = [{**make_stop()["products"][0], "id": key}]
    for number, key in enumerate(("p1", "p2", "p9", "p10")):
        keep(
            store,
            "products",
            key,
            10 + number,
            "Dài " * 70,
            "Ảnh của một người có tên rất dài " * 5,
            shapes[number],
        )
    pdf = tour_file("pdf", make_document(answer=answer), ENGLISH, around)
    found = Pages(pdf, tmp_path)
    assert found.overflowing() == []
    assert set(pictures_in(pdf, tmp_path)) == {(300, 200), (60, 320), (320, 20), (8, 8)}
