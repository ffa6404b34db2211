"""``scripts/export.py``: what it writes, what it says in both languages, and how it ends."""

from __future__ import annotations

import json
import zipfile

import pytest

from layers.catalogue import CATALOGUE
from layers.exports import command_texts as texts
from scripts import export
from scripts.export import NO_DATABASE, REFUSED, WRITTEN, main
from tests.layers.export_helpers import csv_rows


def run(store, *words, language="en"):
    """Run the command on the database of ``store``."""
    return main([*map(str, words), "--database", store.url, "--lang", language])


def told(path):
    """Return what the zip in a folder says about its layers."""
    (file,) = path.iterdir()
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return json.loads(archive.read("metadata.json"))


def test_layers_are_written_with_filter_crs_units_and_day(reference_store, tmp_path, capsys):
    words = ("products", "communes", "--format", "csv", "--crs", "EPSG:9208", "--units", "2024")
    more = ("--on", "2025-01-01", "--filter", "stars=4,5", "--out", tmp_path)
    assert run(reference_store, *words, *more) == WRITTEN
    products, communes = told(tmp_path)["layers"]
    assert (products["units"], products["on"], products["crs"]) == ("2024", "2025-01-01", "EPSG:9208")
    assert 0 < products["records"] < 124
    assert communes["records"] == 151
    out = capsys.readouterr().out
    assert f"{products['records'] + 151} records, SHA-256 " in out


def test_without_layers_it_is_every_layer_that_the_format_carries(reference_store, tmp_path):
    assert run(reference_store, "--format", "gpx", "--out", tmp_path) == WRITTEN
    keys = [layer["layer"] for layer in told(tmp_path)["layers"]]
    assert keys == [spec.key for spec in CATALOGUE if spec.geometry == "point"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("nope",), "No layer nope"),
        (("products", "--format", "exe"), "There is no format exe"),
        (("products", "--format", "kml", "--crs", "EPSG:9208"), "WGS 84"),
        (("products", "--filter", "stars"), "name=value"),
        (("products", "--filter", "stars=9"), "3, 4, 5"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(reference_store, tmp_path, capsys, words, reason):
    assert run(reference_store, *words, "--out", tmp_path) == REFUSED
    assert reason in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_is_told(reference_store, tmp_path, capsys):
    (tmp_path / "file").write_text("no folder")
    assert run(reference_store, "roads", "--out", tmp_path / "file") == REFUSED
    assert "could not be written" in capsys.readouterr().err


def test_a_database_that_is_not_there_is_told(tmp_path, capsys):
    address = f"sqlite:///{tmp_path / 'nothing.db'}"
    assert main(["products", "--database", address, "--lang", "en"]) == NO_DATABASE
    assert capsys.readouterr().err


def test_the_help_is_in_the_language_asked_for(monkeypatch, capsys):
    monkeypatch.setattr(export, "translator", lambda language: lambda text: f"{language}:{text}")
    for language in ("vi", "en"):
        with pytest.raises(SystemExit):
            main(["--help", "--lang", language])
        out = " ".join(capsys.readouterr().out.split())
        assert f"{language}:{texts.ABOUT}" in out
        assert f"{language}:{texts.UNITS}" in out
    assert export.language_of(["--lang", "xx"]) == export.language_of([]) == "vi"


def test_a_table_in_vietnamese_has_decimal_commas(reference_store, tmp_path):
    assert run(reference_store, "roads", "--format", "csv", "--out", tmp_path, language="vi") == WRITTEN
    (file,) = tmp_path.iterdir()
    with zipfile.ZipFile(file) as archive:
        (name,) = (name for name in archive.namelist() if name.startswith("roads"))
        rows = csv_rows(archive.read(name))
    assert any("," in cell and cell.replace(",", "").isdigit() for row in rows[1:] for cell in row)
