"""Exports of one layer for tests, and readers that are not the writers."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as Tree

import fiona
import gpxpy
import openpyxl

from layers.catalogue import find_layer
from layers.exports.content import read_content
from layers.exports.files import Maker, make_file
from layers.exports.formats import find_crs, find_format
from layers.exports.orders import read_choice
from layers.wording import Wording

KML = "{http://www.opengis.net/kml/2.2}"
ENGLISH = Wording("en", lambda text: text, lambda one, many, count: one if count == 1 else many)


@contextmanager
def exported(store, key, extension, view, crs=None, words=ENGLISH, address=None, **given):
    """Make a file in a folder of its own; give what was made."""
    form = find_format(extension)
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(store=store, words=words, folder=Path(folder), address=address)
        yield make_file(maker, read_choice(find_layer(key), given), view, form, find_crs(form, crs))


def content_of(store, key, view, crs="EPSG:4326", **given):
    """Return what a file of a layer is made from."""
    return read_content(store, read_choice(find_layer(key), given), view, crs)


def unpacked(made):
    """Return the files of a zip by name; of a plain file the one."""
    return files_in(made.path)


def files_in(path):
    """Return the files of a zip by name; of a plain file, a workbook or a KMZ the one."""
    with path.open("rb") as file:
        is_zip = zipfile.is_zipfile(file)
    if not is_zip or path.suffix in (".xlsx", ".kmz"):
        return {path.name: path.read_bytes()}
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def csv_rows(data):
    """Return the rows of a CSV up to the first empty line."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    return rows[: rows.index([])] if [] in rows else rows


def records_in(path, extension):
    """Return how many records the files hold, each in its own way of counting, unplaced ones included."""
    files = files_in(path)
    beside = sum(len(csv_rows(data)) - 1 for name, data in files.items() if name.endswith("_unplaced.csv"))
    (data,) = (d for name, d in files.items() if name.endswith(f".{extension.removesuffix('.zip')}"))
    match extension:
        case "xlsx":
            return openpyxl.load_workbook(path).worksheets[0].max_row - 1
        case "csv":
            return len(csv_rows(data)) - 1
        case "geojson":
            return len(json.loads(data)["features"])
        case "gpkg" | "fgb":
            with fiona.open(path) as collection:
                return sum(1 for _ in collection)  # a FlatGeobuf of nothing does not tell its length
        case "shp.zip":
            (name,) = (name for name in files if name.endswith(".shp"))
            with fiona.open(f"zip://{path}!{name}") as collection:
                return len(collection)
        case "kml":
            return len(Tree.fromstring(data).findall(f".//{KML}Placemark"))
        case "kmz":
            with zipfile.ZipFile(path) as archive:
                return len(Tree.fromstring(archive.read("doc.kml")).findall(f".//{KML}Placemark"))
        case "gpx":
            return len(gpxpy.parse(data.decode()).waypoints) + beside
    # A label for each record that has a place.
    return data.count(b"\r\nMTEXT\r\n") + beside
