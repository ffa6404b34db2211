"""Several layers in one zip, what lies beside a file, names, styles, and what is refused."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from datetime import date
from xml.etree import ElementTree as Tree

import fiona
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings import ROOT
from geodata.errors import InvalidInput, NotFound, NotWritten, TooLarge
from geodata.view import ProductFilter, View
from geodata.view_reading import VIEW_NAMES
from layers.catalogue import CATALOGUE, find_layer
from layers.exports import content, files
from layers.exports.columns import has_words
from layers.exports.dxf import pieces
from layers.exports.files import Maker, make_archive
from layers.exports.formats import ANY_CRS, FORMATS, find_crs, find_format
from layers.exports.looks import GROUP_COLOURS, LAYER_COLOURS
from layers.exports.names import stem_of
from layers.exports.orders import LAYER_NAMES, LayerChoice, read_choice, read_order
from layers.exports.texts import cut_to_bytes, cut_to_length
from layers.exports.vector import short_names
from tests.factories import fill_world
from tests.layers.export_helpers import ENGLISH, content_of, csv_rows, exported, unpacked

TODAY = date(2026, 11, 22)
VIEW = View(today=TODAY)
KEYS = [spec.key for spec in CATALOGUE]


def silent(_fraction, _message, **_values):
    """Hear nothing."""


def archive(store, folder, order):
    """Make a zip of several layers."""
    folder.mkdir(exist_ok=True)
    maker = Maker(store=store, words=ENGLISH, folder=folder)
    return make_archive(maker, read_order(json.dumps(order), TODAY), silent)


def test_one_geopackage_holds_every_layer_with_a_style_and_its_facts(reference_store, tmp_path):
    made = archive(reference_store, tmp_path / "work", {"layers": KEYS, "format": "gpkg"})
    path = tmp_path / "all.gpkg"
    path.write_bytes(unpacked(made)["ocop_lao_cai.gpkg"])
    assert set(fiona.listlayers(path)) - {"layer_styles"} == set(KEYS)
    for key in KEYS:
        expected = content_of(reference_store, key, VIEW)
        with fiona.open(path, layer=key) as collection:
            assert len(collection) == len(expected.rows)
            # fid and geom stand before and behind; every field and every name of a code is there.
            named = sum(1 + has_words(field) for field in expected.spec.fields)
            assert len(collection.schema["properties"]) == named
    with sqlite3.connect(path) as connection:
        told = dict(connection.execute("SELECT table_name, description FROM gpkg_contents"))
        styles = dict(connection.execute("SELECT f_table_name, styleQML FROM layer_styles"))
        metadata = connection.execute("SELECT count(*) FROM gpkg_metadata").fetchone()[0]
    connection.close()
    assert set(styles) == set(KEYS)
    assert metadata == len(KEYS)
    for key in KEYS:
        assert f"Records: {len(content_of(reference_store, key, VIEW).rows)}\n" in told[key]
        qml = Tree.fromstring(styles[key])
        aliases = {alias.get("field"): alias.get("name") for alias in qml.iter("alias")}
        assert aliases.items() >= {field.name: field.title for field in find_layer(key).fields}.items()


@pytest.mark.parametrize("extension", ["csv", "dxf", "shp.zip"])
def test_a_zip_says_what_it_holds_and_its_checksums_agree(reference_store, tmp_path, extension):
    order = {
        "layers": [{"key": "products", "filters": {"stars": ["4", "5"]}}, "communes"],
        "format": extension,
        "crs": "EPSG:9208",
        "units": "2024",
        "on": "2025-01-01",
    }
    made = archive(reference_store, tmp_path / "work", order)
    held = unpacked(made)
    sums = dict(reversed(line.split("  ")) for line in held["checksums.sha256"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(data).hexdigest() for name, data in held.items() if name != "checksums.sha256"
    }
    readme = held["README.txt"].decode("utf-8-sig")
    for text in ("unit system 2024, as of 01/01/2025", "Stars (latest rating met): 4 stars, 5 stars"):
        assert text in readme
    for text in ("Base date: ", "Source: ", "Licence: ", "Revision of the data: ", "no legal force"):
        assert text in readme
    layers = json.loads(held["metadata.json"])["layers"]
    view = View(units=layers[0]["units"], on=date(2025, 1, 1), today=TODAY)
    expected = content_of(reference_store, "products", view, stars="4,5")
    assert layers[0]["records"] == len(expected.rows) > 0
    assert layers[0]["unplaced"] == expected.unplaced
    assert (layers[1]["layer"], layers[1]["crs"]) == ("communes", "EPSG:9208")
    if extension == "dxf":
        assert len(csv_rows(held["products_unplaced.csv"])) - 1 == expected.unplaced


def test_two_files_of_the_same_records_have_one_content_checksum_and_others_another(reference_store):
    sums = {content_of(reference_store, "products", VIEW, crs).checksum for crs in ANY_CRS}
    assert len(sums) == 1
    assert content_of(reference_store, "products", VIEW, stars="4").checksum not in sums


def test_the_number_of_inferred_records_is_the_one_on_the_map(reference_store):
    from geodata.summaries import summarise

    shown = summarise(reference_store, VIEW)["inferred"]["records"]
    assert content_of(reference_store, "products", VIEW, recognition="recognised").inferred == shown > 0


def test_communes_carry_the_indicator_that_they_are_coloured_by(reference_store):
    with exported(reference_store, "communes", "gpkg", VIEW, indicator="products", stars="4") as made:
        with fiona.open(made.path) as collection:
            values = {r.properties["code"]: r.properties["indicator"] for r in collection}
        assert "stars-4-products" in made.name
    products = content_of(reference_store, "products", VIEW, stars="4", recognition="recognised")
    found = [row["commune_code"] for row in products.rows if row["commune_code"]]
    assert {code: value for code, value in values.items() if value} == {
        code: found.count(code) for code in set(found)
    }


def test_a_bbox_keeps_what_touches_it(reference_store):
    whole = content_of(reference_store, "communes", VIEW)
    part = content_of(reference_store, "communes", VIEW, bbox="103.9,22.4,104,22.5")
    assert 0 < len(part.rows) < len(whole.rows)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.extension)
def test_a_layer_without_records_is_a_file_without_records(sqlite_store, form):
    fill_world(sqlite_store)
    with exported(sqlite_store, "sales_points", form.extension, VIEW) as made:
        assert made.facts[0].plain["records"] == 0
        assert made.path.stat().st_size > 0


def test_what_is_exported_is_the_same_on_both_databases(store):
    fill_world(store)
    expected = content_of(store, "products", VIEW)
    assert len(expected.rows) == 8
    # Made once on SQLite: any database must give the same.
    assert [row["name"] for row in expected.rows] == [
        "Cá hồi",
        "Chè Shan tuyết",
        "Gạo Séng cù",
        "Mật ong",
        "Rượu ngô",
        "Thảo quả",
        "Thổ cẩm",
        "Tương ớt",
    ]
    with exported(store, "products", "gpkg", VIEW) as made, fiona.open(made.path) as collection:
        assert [record.properties["name"] for record in collection] == [row["name"] for row in expected.rows]


@pytest.mark.parametrize(
    ("order", "error"),
    [
        ("[]", InvalidInput),
        ("{", InvalidInput),
        ({"layers": ["products"]}, InvalidInput),
        ({"layers": ["products"], "format": "exe"}, InvalidInput),
        ({"layers": [], "format": "csv"}, InvalidInput),
        ({"layers": "products", "format": "csv"}, InvalidInput),
        ({"layers": ["nope"], "format": "csv"}, NotFound),
        ({"layers": ["products", "products"], "format": "csv"}, InvalidInput),
        ({"layers": [7], "format": "csv"}, InvalidInput),
        ({"layers": ["products"] * (len(CATALOGUE) + 1), "format": "csv"}, TooLarge),
        ({"layers": ["communes"], "format": "gpx"}, InvalidInput),
        ({"layers": ["products"], "format": "kml", "crs": "EPSG:9208"}, InvalidInput),
        ({"layers": ["products"], "format": "csv", "crs": "EPSG:32648"}, InvalidInput),
        ({"layers": ["products"], "format": "csv", "crs": 9208}, InvalidInput),
        ({"layers": ["products"], "format": "csv", "units": "2030"}, InvalidInput),
        ({"layers": ["products"], "format": "csv", "on": "yesterday"}, InvalidInput),
        ({"layers": ["products"], "format": "csv", "nope": 1}, InvalidInput),
        ({"layers": [{"key": "products", "filters": {"nope": "1"}}], "format": "csv"}, InvalidInput),
        ({"layers": [{"key": "products", "filters": {"stars": "9"}}], "format": "csv"}, InvalidInput),
        ({"layers": [{"key": "products", "filters": {"stars": {}}}], "format": "csv"}, InvalidInput),
        ({"layers": [{"key": "products", "filters": []}], "format": "csv"}, None),
        ({"layers": [{"key": "products", "filters": {"stars": [9]}}], "format": "csv"}, InvalidInput),
        (
            {"layers": [{"key": "sights", "filters": {"indicator": "products"}}], "format": "csv"},
            InvalidInput,
        ),
        ('{"layers": ["products"], "format": "csv"' + " " * 70_000 + "}", TooLarge),
    ],
)
def test_an_order_that_cannot_be_is_refused_with_what_is_allowed(order, error):
    text = order if isinstance(order, str) else json.dumps(order)
    if error is None:
        assert read_order(text, TODAY).layers[0].chosen.is_empty()
        return
    with pytest.raises(error) as caught:
        read_order(text, TODAY)
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"layers": ["products"]}, "format cannot be null; allowed: xlsx, csv, gpkg"),
        ({"layers": ["products"], "format": 7}, "format cannot be 7; allowed: xlsx, csv, gpkg"),
        ({"layers": ["products"], "format": "csv", "crs": 9208}, "crs cannot be 9208; allowed: EPSG:4326"),
        ({"format": "csv"}, "layers cannot be null; allowed: products, producers"),
        ({"layers": [7], "format": "csv"}, "layers cannot be 7; allowed: products, producers"),
        ({"layers": [{"filters": {}}], "format": "csv"}, "key cannot be null; allowed: products, "),
        (
            {"layers": ["products"], "format": "csv", "units": True},
            "units cannot be true; allowed: 2019, 2024, 2025",
        ),
    ],
)
def test_a_missing_or_mistyped_part_of_an_order_is_told_what_is_allowed(order, said):
    with pytest.raises(InvalidInput) as caught:
        read_order(json.dumps(order), TODAY)
    assert said in str(caught.value)


@pytest.mark.parametrize("name", [*LAYER_NAMES, *VIEW_NAMES])
def test_every_part_of_an_order_knows_what_it_allows(name):
    filters = {"layers": [{"key": "communes", "filters": {name: [{}]}}], "format": "csv"}
    order = {"layers": ["products"], "format": "csv", name: [{}]} if name in VIEW_NAMES else filters
    with pytest.raises(InvalidInput, match=f"{name} cannot be {{}}; allowed: ."):
        read_order(json.dumps(order), TODAY)


@pytest.mark.parametrize(
    ("filters", "same"),
    [
        ({"bbox": [103.9, 22, 104.0, 22.4]}, {"bbox": "103.9,22,104.0,22.4"}),
        ({"stars": [4, "5"]}, {"stars": "4,5"}),
        ({"stars": 4}, {"stars": "4"}),
    ],
)
def test_numbers_of_an_order_stand_for_the_texts_of_an_address(filters, same):
    order = json.dumps({"layers": [{"key": "products", "filters": filters}], "format": "csv"})
    assert read_order(order, TODAY).layers == (read_choice(find_layer("products"), same),)


def test_the_value_of_a_list_that_is_wrong_is_the_one_that_is_named():
    order = {"layers": [{"key": "products", "filters": {"stars": [4, None]}}], "format": "csv"}
    with pytest.raises(InvalidInput, match="stars cannot be null; allowed: 3, 4, 5, none"):
        read_order(json.dumps(order), TODAY)


@pytest.mark.parametrize("key", ["communes", "districts"])
def test_labels_are_as_exact_as_the_sources_in_files_for_programs(reference_store, key):
    rows = content_of(reference_store, key, VIEW).rows
    degrees = [row[name] for row in rows for name in ("label_lon", "label_lat")]
    assert degrees == [round(value, 6) for value in degrees]


def test_more_records_than_a_file_holds_are_refused(reference_store, monkeypatch):
    monkeypatch.setattr(content, "MOST_RECORDS", 123)
    with pytest.raises(TooLarge, match="124 records; at most 123"):
        content_of(reference_store, "products", VIEW)


def test_the_usual_crs_is_the_first_and_a_format_of_wgs_84_refuses_others():
    assert find_crs(find_format("dxf"), None) == "EPSG:9208"
    assert find_crs(find_format("gpkg"), None) == "EPSG:4326"
    with pytest.raises(InvalidInput, match="GeoJSON is WGS 84"):
        find_crs(find_format("geojson"), "EPSG:3405")


def test_a_folder_that_cannot_be_written_is_told(reference_store, tmp_path):
    maker = Maker(store=reference_store, words=ENGLISH, folder=tmp_path / "nowhere")
    choice = read_choice(find_layer("products"), {})
    with pytest.raises(NotWritten, match="could not be written"):
        files.make_file(maker, choice, VIEW, find_format("csv"), "EPSG:4326")


TEXTS = st.text(max_size=60)


@given(TEXTS, st.integers(0, 40))
def test_a_text_is_cut_between_signs_and_never_longer_than_it_may_be(text, most):
    found = cut_to_bytes(text, most)
    assert text.startswith(found)
    assert len(found.encode()) <= most
    rest = text[len(found) :]
    assert not rest or len((found + rest[0]).encode()) > most


@given(TEXTS, st.integers(0, 40))
def test_a_cell_is_cut_by_utf_16_units(text, most):
    found = cut_to_length(text, most)
    assert text.startswith(found)
    assert len(found.encode("utf-16-le")) <= most * 2


@given(st.lists(st.text("abcdefghijklmnop_", min_size=1, max_size=24), unique=True, max_size=40))
def test_short_names_are_at_most_ten_letters_and_none_stands_for_two(names):
    found = short_names(names)
    assert list(found) == names
    assert len(set(found.values())) == len(names)
    assert all(len(short) <= 10 for short in found.values())


@given(st.text(max_size=400))
def test_a_label_of_a_drawing_is_ascii_in_pieces_that_a_group_holds(text):
    found = list(pieces(text))
    assert all(piece.isascii() and len(piece) <= 250 for piece in found)
    assert not any(sign in "".join(found).replace("\\U+", "") for sign in "\\{}%^\r\n")


@given(TEXTS, st.sets(st.sampled_from(["4", "5", "none"])))
def test_the_name_of_a_file_is_safe_on_every_system(text, stars):
    choice = LayerChoice(find_layer("products"), ProductFilter(stars=frozenset(stars), text=text))
    stem = stem_of(choice, VIEW, "EPSG:9208")
    assert re.fullmatch(r"[a-z0-9_-]{1,120}", stem)
    assert stem.startswith("products_2025_20261122")


def test_another_filter_is_another_name():
    texts = ("chè", "чай", "茶", "rượu " * 19)
    names = {
        stem_of(LayerChoice(find_layer("products"), ProductFilter(text=text)), VIEW, "EPSG:4326")
        for text in texts
    }
    assert len(names) == len(texts)


def test_files_have_the_colours_of_the_map():
    script = (ROOT / "app" / "static" / "js" / "symbols.js").read_text(encoding="utf-8")
    drawn = dict(re.findall(r"^  (\w+): \{ colour: \"(#[0-9a-f]{6})\"", script, re.MULTILINE))
    assert drawn == {**GROUP_COLOURS, **LAYER_COLOURS}


def test_every_crs_on_offer_lies_over_lao_cai():
    from pyproj import CRS

    for code in ANY_CRS:
        west, south, east, north = CRS.from_user_input(code).area_of_use.bounds
        assert south < 22.9
        assert north > 21.3
        # Zones of neighbours begin at most a degree and a half from the province.
        assert west - 1.5 < 105
        assert east + 1.5 > 103.5
