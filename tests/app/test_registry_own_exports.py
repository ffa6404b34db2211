"""What this map gives away is not taken back as records: it tells what is shown, not what was entered."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from app.settings import LANGUAGES
from geodata.errors import InvalidInput
from geodata.intake.choices import Choices
from geodata.intake.making import preview_file
from geodata.intake.own_exports import OWN_EXPORT, refuse_own_text
from geodata.intake.reading import read_file
from geodata.intake.templates import make_template
from geodata.records.kinds import RecordKind
from layers.catalogue import CATALOGUE, LayerGroup

RECORD_LAYERS = [spec.key for spec in CATALOGUE if spec.group in (LayerGroup.REGISTRY, LayerGroup.PLACES)]
# Of those that are taken at all: a zip with a GPX file, DXF and FlatGeobuf are not.
BOARD_READ = ("id", "stars", "decision_number", "certified_on", "certified_year")
FORMATS = ("xlsx", "csv", "gpkg", "shp.zip", "geojson", "kml", "kmz")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("extension", FORMATS)
def test_a_layer_that_was_taken_away_is_refused_as_a_list(client, extension, language):
    for key in RECORD_LAYERS if extension in ("xlsx", "csv") else RECORD_LAYERS[:1]:
        content = client.get(f"/api/v1/exports/{key}.{extension}?lang={language}").data
        with pytest.raises(InvalidInput) as raised:
            read_file(content, Choices())
        assert raised.value.message == OWN_EXPORT


def test_a_table_that_lost_its_facts_is_known_by_its_headings(client):
    text = client.get("/api/v1/exports/products.csv").data.decode("utf-8-sig").partition("\r\n\r\n")[0]
    refuse_own_text(text.encode())
    with pytest.raises(InvalidInput, match="taken from this map"):
        read_file(text.encode(), Choices())


def test_way_points_of_ours_are_refused(client):
    # Only places that are placed: the file comes alone.
    text = '<gpx version="1.1" creator="OCOP Lào Cai" xmlns="http://www.topografix.com/GPX/1/1"></gpx>'
    with pytest.raises(InvalidInput) as raised:
        read_file(text.encode(), Choices())
    assert raised.value.message == OWN_EXPORT


@pytest.mark.parametrize("kind", RecordKind)
def test_a_template_is_read(kind):
    assert read_file(make_template(kind, "vi", str, rows=[{"name": "Thử"}]), Choices(kind=kind)).columns


@pytest.mark.parametrize(
    "file", ["workbook.xlsx?lang=vi", "workbook.xlsx?lang=en&by=producer", "exports/lapses.csv"]
)
def test_a_table_of_the_expiry_board_comes_back_with_what_was_missing_of_a_certificate(
    client, reference_store, file
):
    content = client.get(f"/api/v1/expiry/{file}").data
    today = date(2026, 11, 22)
    read, plain = preview_file(reference_store, content, Choices(), today)
    assert {column.field for column in read.columns} == {None, *BOARD_READ}
    assert plain.counts() == {"new": 0, "changed": 0, "same": len(plain.rows), "refused": 0, "taken": 0}
    if file.startswith("workbook"):
        book = load_workbook(io.BytesIO(content))
        headings = [cell.value for cell in book.worksheets[0][1]]
        at = next(read.columns.index(one) for one in read.columns if one.field == "certified_on")
        moved = next(headings.index(each) for each in ("Commune", "Xã, phường, thị trấn") if each in headings)
        book.worksheets[0].cell(2, at + 1).value = "05/06/2024"
        book.worksheets[0].cell(3, moved + 1).value = "Somewhere else"
        changed = io.BytesIO()
        book.save(changed)
        counts = preview_file(reference_store, changed.getvalue(), Choices(), today)[1].counts()
        assert (counts["changed"], counts["refused"], counts["new"]) == (1, 0, 0)
