"""Every format, read back by another reader, holds the layer field by field."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date, datetime
from xml.etree import ElementTree as Tree

import fiona
import gpxpy
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from shapely.geometry import Point, shape

from geodata.crs import to_output
from geodata.names import unturned
from geodata.view import View
from layers.exports.columns import has_words
from layers.exports.content import coordinates, name_of, read_content
from layers.exports.facts import facts_of
from layers.exports.formats import FORMATS
from layers.exports.orders import LayerChoice
from layers.wording import Wording
from tests.factories import fill_world, product_row
from tests.hostile import PAYLOAD
from tests.layers.export_helpers import ENGLISH, KML, content_of, csv_rows, exported, records_in, unpacked

VIEW = View(today=date(2026, 11, 22))
LONG = "Chè Shan tuyết hữu cơ ở bản xa, " * 13  # 416 letters, over 254 bytes


def plain(value):
    """Return a value of the layer as a table of GDAL would give it."""
    if isinstance(value, list):
        return "; ".join(value)
    return value.isoformat() if isinstance(value, date) else value


def same(found, expected):
    """Tell whether a value read is the one written."""
    if expected is None:
        return found is None
    if isinstance(expected, float):
        return found == pytest.approx(expected, rel=1e-12)
    if isinstance(expected, str) and isinstance(found, str) and expected.count("-") == 2:
        return found.removesuffix("T00:00:00") == expected
    return str(found) == str(expected) if isinstance(expected, str) else found == expected


def assert_same_shape(found, expected, tolerance):
    """Hold a geometry against another; outlines may have become multipolygons."""
    if expected is None:
        assert found is None
        return
    found, expected = shapely.get_coordinates(shape(found)), shapely.get_coordinates(expected)
    assert np.allclose(found, expected, atol=tolerance, rtol=0)


@pytest.mark.parametrize("key", ["products", "markets", "communes", "districts", "roads"])
@pytest.mark.parametrize("extension", ["gpkg", "fgb"])
@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:9208"])
def test_fiona_reads_every_field_of_what_gdal_wrote(reference_store, key, extension, crs):
    expected = content_of(reference_store, key, VIEW, crs)
    with (
        exported(reference_store, key, extension, VIEW, crs) as made,
        fiona.open(made.path) as collection,
    ):
        records = list(collection)
        assert collection.crs.to_epsg() == int(crs.removeprefix("EPSG:"))
    # FlatGeobuf with an index keeps an order of its own.
    order = {tuple(str(r.properties[n]) for n in ("id", "code") if n in r.properties): r for r in records}
    assert len(order) == len(expected.rows)
    for row, geometry in zip(expected.rows, expected.shapes, strict=True):
        record = order[tuple(str(row[n]) for n in ("id", "code") if n in row)]
        for field in expected.spec.fields:
            assert same(record.properties[field.name], plain(row[field.name])), field.name
            if has_words(field):
                told = ENGLISH.value(field, row[field.name]) or None
                assert record.properties[f"{field.name}_text"] == told
        assert_same_shape(record.geometry, geometry, 1e-9)


@pytest.mark.parametrize("key", ["products", "sights", "communes", "roads"])
def test_geojson_holds_every_field_as_the_layer_has_it(reference_store, key):
    expected = content_of(reference_store, key, VIEW)
    with exported(reference_store, key, "geojson", VIEW) as made:
        found = json.loads(made.path.read_bytes())
    assert "crs" not in found
    assert found["metadata"] == made.facts[0].plain
    for feature, row, geometry in zip(found["features"], expected.rows, expected.shapes, strict=True):
        told = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
        assert told.items() <= feature["properties"].items()
        assert_same_shape(feature["geometry"], geometry, 5.1e-7)


@pytest.mark.parametrize("key", ["products", "material_zones", "communes"])
@pytest.mark.parametrize("extension", ["kml", "kmz"])
def test_kml_tells_every_field_in_words(reference_store, key, extension):
    expected = content_of(reference_store, key, VIEW)
    with exported(reference_store, key, extension, VIEW) as made:
        data = made.path.read_bytes()
        if extension == "kmz":
            with zipfile.ZipFile(made.path) as archive:
                data = archive.read("doc.kml")
    marks = Tree.fromstring(data).findall(f".//{KML}Placemark")
    styles = {style.get("id") for style in Tree.fromstring(data).iter(f"{KML}Style")}
    for mark, row, geometry in zip(marks, expected.rows, expected.shapes, strict=True):
        assert (mark.findtext(f"{KML}name") or "") == name_of(row)
        assert mark.findtext(f"{KML}styleUrl").removeprefix("#") in styles
        told = {datum.get("name"): datum.text for datum in mark.iter(f"{KML}SimpleData")}
        for field in expected.spec.fields:
            if field.name == "name":
                continue
            value = row[field.name]
            number = field.kind in ("number", "year")
            wanted = "" if value is None else str(value) if number else ENGLISH.value(field, value)
            assert told.get(field.name, "") == wanted, field.name
        assert (mark.find(f".//{KML}coordinates") is None) == (geometry is None)


@pytest.mark.parametrize("key", ["products", "communes"])
def test_gdal_reads_the_kml_with_the_types_of_its_fields(reference_store, key):
    expected = content_of(reference_store, key, VIEW)
    with exported(reference_store, key, "kml", VIEW) as made:
        meta, _, shapes, columns = pyogrio.raw.read(made.path)
    found = dict(zip(meta["fields"], columns, strict=True))
    assert len(shapes) == len(expected.rows)
    for wkb, geometry in zip(shapes, expected.shapes, strict=True):
        assert (wkb is None) == (geometry is None)
        if geometry is not None:
            got = shapely.get_coordinates(shapely.from_wkb(wkb))
            assert np.allclose(got, shapely.get_coordinates(geometry), atol=5.1e-7, rtol=0)
    field = "stars" if key == "products" else "area_km2"
    assert np.issubdtype(found[field].dtype, np.number)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:9208", "EPSG:9205"])
def test_a_workbook_has_typed_columns_under_headings_and_a_sheet_of_sources(reference_store, crs):
    expected = content_of(reference_store, "products", VIEW, crs)
    with exported(reference_store, "products", "xlsx", VIEW, crs) as made:
        book = openpyxl.load_workbook(made.path)
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    fields = expected.spec.fields
    assert head[: len(fields)] == tuple(field.title for field in fields)
    for found, row, pair in zip(rows, expected.rows, coordinates(expected), strict=True):
        for cell, field in zip(found, fields, strict=False):
            value = row[field.name]
            told = value if field.kind in ("number", "year", "date") else ENGLISH.value(field, value)
            assert cell == (None if told == "" else told), field.name
            assert type(cell) is not int or field.kind in ("number", "year")
        assert found[len(fields) :] == (pair or (None, None))
    told = dict(book.worksheets[1].iter_rows(values_only=True))
    assert told["Checksum of the content (SHA-256)"] == expected.checksum
    assert told["Revision of the data"] == str(expected.revision)


def test_days_in_a_workbook_are_days_and_codes_are_text(reference_store):
    expected = content_of(reference_store, "communes", VIEW)
    with exported(reference_store, "communes", "xlsx", VIEW) as made:
        head, first, *_ = openpyxl.load_workbook(made.path).worksheets[0].iter_rows(values_only=True)
    cells = dict(zip(head, first, strict=True))
    assert cells["Code"] == expected.rows[0]["code"]
    assert cells["Code"].startswith("0")
    assert cells["Valid from"] == datetime.fromisoformat("2025-07-01")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_csv_holds_every_field_and_what_it_rests_on(reference_store, language):
    words = Wording(language, lambda text: text, lambda one, many, count: many)
    expected = content_of(reference_store, "material_zones", VIEW)
    with exported(reference_store, "material_zones", "csv", VIEW, words=words) as made:
        data = made.path.read_bytes()
    head, *rows = csv_rows(data)
    assert head[-2:] == ["Longitude", "Latitude"]
    for cells, row, pair in zip(rows, expected.rows, coordinates(expected), strict=True):
        for cell, field in zip(cells, expected.spec.fields, strict=False):
            value = row[field.name]
            if field.kind == "number" and value is not None:
                assert float(cell.replace(",", ".") if language == "vi" else cell) == round(value, 2)
            else:
                assert cell == ("" if value is None else words.value(field, value))
        mark = "," if language == "vi" else "."
        assert [cell.replace(mark, ".") for cell in cells[-2:]] == [str(part) for part in pair or ("", "")]
    assert f"Checksum of the content (SHA-256): {expected.checksum}" in data.decode()


@pytest.mark.parametrize("key", ["products", "communes", "material_zones", "roads"])
@pytest.mark.parametrize(("language", "mark"), [("vi", ","), ("en", ".")])
def test_a_csv_has_one_decimal_mark_and_no_more_digits_than_are_known(reference_store, key, language, mark):
    words = Wording(language, lambda text: text, lambda one, many, count: many)
    with exported(reference_store, key, "csv", VIEW, words=words) as made:
        head, *rows = csv_rows(made.path.read_bytes())
    degrees = {"Longitude", "Latitude", "Label longitude", "Label latitude"}
    spec = content_of(reference_store, key, VIEW).spec
    numbers = degrees | {field.title for field in spec.fields if field.kind == "number"}
    found = 0
    for cells in rows:
        for title, cell in zip(head, cells, strict=True):
            if title in numbers and cell:
                most = 6 if title in degrees else 2
                assert re.fullmatch(rf"\d+(\{mark}\d{{1,{most}}})?", cell), (title, cell)
                found += mark in cell
    assert found


def test_what_is_only_some_records_is_never_called_every_record(reference_store):
    everything = content_of(reference_store, "communes", VIEW)
    one = everything.rows[0]["code"]
    choices = {
        "every": LayerChoice(everything.spec),
        "ids": LayerChoice(everything.spec, ids=(one,)),
        "bbox": LayerChoice(everything.spec, bbox=(103.9, 22.3, 104.0, 22.4)),
    }
    told = {
        name: facts_of(reference_store, read_content(reference_store, choice, VIEW, "EPSG:4326"), ENGLISH)
        for name, choice in choices.items()
    }
    assert "Filter: none, every record of the layer" in told["every"].texts
    assert not any(text.startswith("Filter:") for name in ("ids", "bbox") for text in told[name].texts)
    assert f"Only these records: {one}" in told["ids"].texts
    assert any(text.endswith(": 103.9; 22.3; 104; 22.4") for text in told["bbox"].texts)


def test_gpx_has_name_description_and_link_of_every_place(reference_store):
    expected = content_of(reference_store, "sights", VIEW)
    with exported(reference_store, "sights", "gpx", VIEW, address="https://map.example.vn/x") as made:
        files = unpacked(made)
    (data,) = (data for name, data in files.items() if name.endswith(".gpx"))
    gpx = gpxpy.parse(data.decode())
    placed = [row for row, is_placed in zip(expected.rows, expected.placed, strict=True) if is_placed]
    assert [point.name for point in gpx.waypoints] == [row["name"] for row in placed]
    assert gpx.waypoints[0].link == f"https://map.example.vn/x/sights/{placed[0]['id']}"
    assert "Placed by: " in gpx.waypoints[0].description
    assert f"Records: {len(expected.rows)}" in gpx.description
    unplaced = {row["id"] for row in expected.rows} - {row["id"] for row in placed}
    assert {row[0] for row in csv_rows(files["sights_unplaced.csv"])[1:]} == unplaced


@pytest.mark.parametrize("key", ["products", "communes", "roads"])
def test_gdal_reads_shapes_layers_and_labels_of_a_dxf(reference_store, key, tmp_path):
    expected = content_of(reference_store, key, VIEW, "EPSG:9208")
    with exported(reference_store, key, "dxf", VIEW) as made:
        files = unpacked(made)
    (data,) = (data for name, data in files.items() if name.endswith(".dxf"))
    path = tmp_path / "a.dxf"
    path.write_bytes(data)
    meta, _, shapes, columns = pyogrio.raw.read(path)
    found = dict(zip(meta["fields"], columns, strict=True))
    labels = [text for text in found["Text"] if text]
    placed = [r for r, is_placed in zip(expected.rows, expected.placed, strict=True) if is_placed]
    assert labels == [" ".join(name_of(row).split()) for row in placed]
    assert set(found["Layer"]) == {key.upper()}
    drawn = [shapely.from_wkb(wkb) for wkb, layer in zip(shapes, found["Text"], strict=True) if not layer]
    bounds = shapely.total_bounds(np.array(drawn))
    assert np.allclose(bounds, expected.shapes.total_bounds, atol=0.001)


def test_a_shapefile_names_its_short_fields_and_lists_the_texts_it_cuts(sqlite_store):
    fill_world(sqlite_store, products=[product_row("p9", "90101", name=LONG)])
    expected = content_of(sqlite_store, "products", VIEW)
    with exported(sqlite_store, "products", "shp.zip", VIEW) as made:
        files = unpacked(made)
        with fiona.open(f"zip://{made.path}!products.shp") as collection:
            records = [record.properties for record in collection]
    assert files["products.cpg"] == b"UTF-8"
    names = {full: short for short, full, _ in csv_rows(files["products_fields.csv"])[1:]}
    assert all(len(short) <= 10 for short in names.values())
    assert len({short.lower() for short in names.values()}) == len(names)
    for record, row in zip(records, expected.rows, strict=True):
        for field in expected.spec.fields:
            found, value = record[names[field.name]], plain(row[field.name])
            if isinstance(value, str) and len(value.encode()) > 254:
                assert value.startswith(found)
                assert 250 < len(found.encode()) <= 254
            else:
                # A DBF table knows no difference between an empty text and none.
                assert same(found, value or None) or (found, value) == (None, 0)
    assert csv_rows(files["products_texts.csv"])[1:] == [["p9", "name", LONG]]
    assert "products_texts.csv" in files["README.txt"].decode("utf-8-sig")


@pytest.mark.parametrize("extension", ["gpkg", "fgb", "kml", "geojson", "xlsx", "csv"])
def test_a_text_of_400_letters_comes_back_whole(sqlite_store, extension):
    fill_world(sqlite_store, products=[product_row("p9", "90101", name=LONG)])
    with exported(sqlite_store, "products", extension, VIEW) as made:
        if extension == "xlsx":
            rows = openpyxl.load_workbook(made.path).worksheets[0].iter_rows(values_only=True)
            assert LONG in {row[1] for row in rows}
        elif extension in ("gpkg", "fgb"):
            with fiona.open(made.path) as collection:
                assert LONG in {record.properties["name"] for record in collection}
        else:
            assert LONG in made.path.read_text(encoding="utf-8-sig")


def test_hostile_texts_come_back_from_tables_of_gdal_as_they_were(hostile_store):
    for extension in ("gpkg", "fgb"):
        with exported(hostile_store, "products", extension, VIEW) as made, fiona.open(made.path) as found:
            assert all(record.properties["name"].startswith(unturned(PAYLOAD)) for record in found)


@pytest.mark.parametrize("extension", ["csv", "xlsx", "gpkg", "kml", "gpx", "dxf"])
def test_no_file_holds_signs_that_turn_the_direction_of_a_text(sqlite_store, extension):
    turned = "Chè \u202eevil\u2066 x"
    fill_world(sqlite_store, products=[product_row("p9", "90101", name=turned, lon=104.0, lat=22.3)])
    with exported(sqlite_store, "products", extension, VIEW) as made:
        data = made.path.read_bytes()
        if zipfile.is_zipfile(made.path):
            with zipfile.ZipFile(made.path) as archive:
                data = b"".join(map(archive.read, archive.namelist()))
    assert b"evil" in data
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", data.decode("utf-8", "ignore"))


def test_no_cell_of_a_hostile_workbook_is_a_formula(hostile_store):
    with exported(hostile_store, "products", "xlsx", VIEW) as made:
        book = openpyxl.load_workbook(made.path)
        with zipfile.ZipFile(made.path) as archive:
            sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    cells = [cell for row in book.worksheets[0].iter_rows(min_row=2) for cell in row]
    assert any(isinstance(cell.value, str) and cell.value.startswith("={{ 6*7 }}") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets)


def test_no_cell_of_a_hostile_csv_is_a_formula(hostile_store):
    for extension in ("csv", "gpx", "dxf"):
        with exported(hostile_store, "products", extension, VIEW) as made:
            files = unpacked(made)
        tables = [data for name, data in files.items() if name.endswith(".csv")]
        cells = [cell for data in tables for row in csv_rows(data) for cell in row]
        assert any("{{ 6*7 }}" in cell for cell in cells)
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("extension", ["kml", "gpx"])
def test_hostile_texts_are_texts_in_xml(hostile_store, extension):
    with exported(hostile_store, "products", extension, VIEW) as made:
        (data,) = (d for name, d in unpacked(made).items() if name.endswith(f".{extension}"))
    tree = Tree.fromstring(data)
    assert {element.tag.rpartition("}")[2] for element in tree.iter()}.isdisjoint({"script", "img"})
    assert any((element.text or "").startswith("={{ 6*7 }}") for element in tree.iter())


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.extension)
def test_signs_that_no_file_can_hold_do_not_break_one(sqlite_store, form):
    odd = "a\x0bb\x1fc\ufffed\r\ne]]>%%d\\U+0041"
    fill_world(sqlite_store, products=[product_row("p9", "90101", name=odd)])
    with exported(sqlite_store, "products", form.extension, VIEW) as made:
        assert records_in(made.path, form.extension) == 9


def test_coordinates_in_vn_2000_are_those_of_proj(reference_store):
    known = next(p for p in content_of(reference_store, "products", VIEW).shapes if p is not None)
    expected = content_of(reference_store, "products", VIEW, "EPSG:9208")
    first = next(pair for pair in coordinates(expected) if pair)
    again = to_output(
        content_of(reference_store, "products", VIEW).shapes.dropna().iloc[:1], "EPSG:9208"
    ).iloc[0]
    assert isinstance(known, Point)
    assert first == (round(again.x, 2), round(again.y, 2))
