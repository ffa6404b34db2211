"""Vector files: sniffed before GDAL sees them, read by Fiona or, where it is missing, by pyogrio."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path

import pyogrio
import pytest
from shapely.geometry import mapping

from geodata import vectors
from geodata.boundaries.report import Severity
from geodata.errors import DataProblem, InvalidInput, TooLarge
from geodata.registry.boundaries import stream
from geodata.registry.report import ProblemLog
from geodata.store import Store
from geodata.vectors import DRIVERS, RawFeature, Reader, list_layers, open_layer, sniff
from tests.factories import fill_world, square
from tests.geodata.boundary_helpers import HELD, frame, geojson, rules, run

NAMES = ["xa.geojson", "xa.gpkg", "xa.shp", "xa.fgb", "xa.tab", "xa.mif", "xa.kml"]
RING_OF_TWO = {"type": "Polygon", "coordinates": [[[104.2, 22.3], [104.3, 22.3]]]}
NOT_A_NUMBER = {"type": "Polygon", "coordinates": [[["x", 22.3]]]}


@pytest.fixture
def without_fiona(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python for which there is no Fiona."""
    for name in [name for name in sys.modules if name == "fiona" or name.startswith("fiona.")]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "fiona", None)


@pytest.fixture(params=[Reader.FIONA, Reader.PYOGRIO])
def reader(request: pytest.FixtureRequest) -> Reader:
    """Each of the two readers of everything but KML."""
    if request.param is Reader.PYOGRIO:
        request.getfixturevalue("without_fiona")
    else:
        pytest.importorskip("fiona")
    return request.param


def written(path: Path) -> Path:
    """Write the four communes to ``path``, in the format that its name says."""
    if path.suffix == ".geojson":
        return geojson(path, HELD)
    driver = "KML" if path.suffix == ".kml" else None
    pyogrio.write_dataframe(frame(HELD), path, driver=driver or DRIVERS[path.suffix], encoding="UTF-8")
    return path


def features(path: Path) -> list[RawFeature]:
    """Read the only layer of ``path``."""
    with open_layer(path) as opened:
        return list(opened.features)


@pytest.mark.parametrize("name", NAMES)
def test_both_readers_read_every_format_alike(tmp_path, reader, name):
    path = written(tmp_path / name)
    with open_layer(path) as opened:
        found = list(opened.features)
    assert opened.reader is (Reader.PYOGRIO if path.suffix == ".kml" else reader)
    assert [one.row for one in found] == [1, 2, 3, 4]
    units = {one.fields["MA_XA"]: (one.fields["TEN_XA"], one.shape) for one in found}
    assert {code: name for code, (name, _) in units.items()} == {
        code: name for code, (name, _) in HELD.items()
    }
    assert all(units[code][1].symmetric_difference(shape).area < 1e-9 for code, (_, shape) in HELD.items())


def test_layers_are_listed_without_reading_them(tmp_path, reader):
    path = tmp_path / "all.gpkg"
    frame(HELD).to_file(path, layer="xa", driver="GPKG")
    frame(HELD).to_file(path, layer="cu", driver="GPKG")
    assert [(layer.name, layer.driver, layer.count) for layer in list_layers(path)] == [
        ("cu", "GPKG", 4),
        ("xa", "GPKG", 4),
    ]
    with pytest.raises(InvalidInput, match="cu, xa"), open_layer(path):
        pass
    (only,) = list_layers(geojson(tmp_path / "xa.geojson", HELD))
    assert (only.driver, only.fields, only.count) == ("GeoJSON", ("MA_XA", "TEN_XA"), 4)


def test_a_layer_that_is_not_there_is_named(tmp_path, reader):
    with pytest.raises(InvalidInput, match="--layer"), open_layer(written(tmp_path / "xa.gpkg"), "no such"):
        pass


@pytest.mark.parametrize("broken", [RING_OF_TWO, NOT_A_NUMBER])
def test_a_broken_feature_is_the_same_problem_to_both_readers(sqlite_store, tmp_path, reader, broken):
    fill_world(sqlite_store)
    path = geojson(tmp_path / "xa.geojson", HELD)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["features"][1]["geometry"] = broken
    path.write_text(json.dumps(data), encoding="utf-8")
    report = run(sqlite_store, path)
    assert report.reader is reader
    assert not report.stored
    refused = [one for one in report.findings if one.rule in {"feature_broken", "no_polygon"}]
    assert [one.values["row"] for one in refused] == [2]
    log = ProblemLog(path.name)
    assert [one.number for one in stream(path, log)] == [1, 3, 4]
    assert [(one.row, one.rule) for one in log.problems] == [(2, "feature_broken")]


def test_a_good_file_is_taken_by_both_readers(sqlite_store: Store, tmp_path, reader):
    fill_world(sqlite_store)
    report = run(sqlite_store, written(tmp_path / "xa.gpkg"))
    assert (report.stored, report.reader, rules(report, Severity.REFUSED)) == (True, reader, [])


def test_whole_numbers_and_nothing_come_alike_from_both_readers(tmp_path, reader):
    path = tmp_path / "xa.gpkg"
    units = frame(HELD).assign(so=[1, None, 3, 4], do_dai=[1.5, None, 2.0, 3.0])
    units["so"] = units["so"].astype("Int64")
    units.to_file(path, driver="GPKG")
    first, second = features(path)[:2]
    assert (first.fields["so"], first.fields["do_dai"]) == (1, 1.5)
    assert isinstance(first.fields["so"], int)
    assert (second.fields["so"], second.fields["do_dai"]) == (None, None)


def test_one_feature_that_stops_a_whole_read_is_found_by_reading_one_by_one(
    tmp_path, without_fiona, monkeypatch
):
    honest = vectors._read

    def faulty(path: Path, info: vectors.LayerInfo, start: int, count: int) -> list[RawFeature]:
        if start <= 2 < start + count:
            raise pyogrio.errors.FeatureError("cannot read feature 3")
        return honest(path, info, start, count)

    monkeypatch.setattr(vectors, "_read", faulty)
    found = features(written(tmp_path / "xa.gpkg"))
    assert [(one.row, one.problem) for one in found] == [
        (1, None),
        (2, None),
        (3, "cannot read feature 3"),
        (4, None),
    ]


def test_too_many_features_are_refused(tmp_path, reader, monkeypatch):
    monkeypatch.setattr(vectors, "MAX_FEATURES", 3)
    with pytest.raises(TooLarge, match="3"):
        features(written(tmp_path / "xa.gpkg"))


@pytest.mark.parametrize(
    "content",
    [
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read SECRET"}',
        '{"type": "FeatureCollection", "features": [], "x": {"type": "gdal_streamed_alg"}}',
        '["FeatureCollection"]',
        '{"type": "Topology", "objects": {}, "arcs": []}',
        "not a map",
    ],
)
def test_json_that_gdal_would_run_or_take_for_something_else_is_not_opened(tmp_path, without_fiona, content):
    secret = geojson(tmp_path / "secret.geojson", HELD)
    path = tmp_path / "xa.geojson"
    path.write_text(content.replace("SECRET", str(secret)), encoding="utf-8")
    with pytest.raises(DataProblem, match=r"xa\.geojson"):
        list_layers(path)


@pytest.mark.parametrize("name", [*NAMES, "xa.vrt", "xa.gpx"])
def test_a_virtual_source_is_followed_under_no_name(tmp_path, reader, name):
    secret = geojson(tmp_path / "secret.geojson", HELD)
    path = tmp_path / name
    path.write_text(
        f"<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>{secret}</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(DataProblem):
        list_layers(path)


def test_a_table_of_mapinfo_that_names_other_tables_is_not_opened(tmp_path):
    path = written(tmp_path / "xa.tab")
    assert sniff(path) == "MapInfo File"
    path.write_text(path.read_text() + 'begin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n')
    with pytest.raises(DataProblem):
        sniff(path)


def test_a_database_that_is_no_geopackage_is_not_opened(tmp_path, reader):
    path = tmp_path / "xa.gpkg"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)")
    connection.close()
    with pytest.raises(DataProblem):
        list_layers(path)


@pytest.mark.parametrize("name", ["/vsizip/xa.zip/xa.shp", "/vsimem/xa.geojson", "no-such-file.geojson"])
def test_only_plain_files_are_opened(name):
    with pytest.raises(InvalidInput, match="no file"):
        list_layers(Path(name))


def test_the_drivers_asked_of_fiona_are_there():
    fiona = pytest.importorskip("fiona")
    assert set(DRIVERS.values()) - {vectors.KML} <= set(fiona.supported_drivers)


def test_the_reference_boundaries_are_read_alike_by_both_readers(tmp_path, reader):
    path = tmp_path / "b.geojson"
    units = [{"type": "Feature", "properties": {"code": "1"}, "geometry": mapping(square(0, 0))}]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": units}), encoding="utf-8")
    log = ProblemLog(path.name)
    (feature,) = stream(path, log)
    assert (feature.number, feature.text("code"), log.problems) == (1, "1", [])
