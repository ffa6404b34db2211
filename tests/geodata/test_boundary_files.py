"""Files of boundaries in all their forms: format, columns, codes, coordinate reference system."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from shapely.affinity import translate

from geodata.boundaries.formats import read_features
from geodata.boundaries.reading import Columns
from geodata.boundaries.report import Severity
from geodata.crs import VN2000_DEGREES, WGS84, to_metric
from geodata.errors import DataProblem, InvalidInput, TooLarge
from geodata.names import bare_name
from geodata.store import Store
from geodata.units import units_on
from geodata.vectors import DRIVERS
from geodata.vocabulary import UnitLevel
from tests.factories import fill_world, square
from tests.geodata.boundary_helpers import (
    HELD,
    NEW_DAY,
    frame,
    geojson,
    rules,
    run,
)


@pytest.fixture
def world(sqlite_store: Store) -> Store:
    """The made-up world on SQLite."""
    fill_world(sqlite_store)
    return sqlite_store


def test_a_file_without_a_crs_is_refused_with_advice(world, tmp_path):
    path = tmp_path / "xa.shp"
    pyogrio.write_dataframe(frame(HELD), path)
    path.with_suffix(".prj").unlink()
    with pytest.raises(InvalidInput, match="--crs"):
        run(world, path)
    assert run(world, path, crs=WGS84).stored


def test_metres_that_are_named_degrees_are_told(world, tmp_path):
    metres = to_metric(frame(HELD))
    units = {
        code: (name, shape) for (code, (name, _)), shape in zip(HELD.items(), metres.geometry, strict=True)
    }
    report = run(world, geojson(tmp_path / "xa.geojson", units))
    assert rules(report) == ["not_degrees"]
    assert "EPSG:9208" in str(report.findings[0])


def test_a_file_in_another_crs_is_brought_to_wgs84(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    to_metric(frame(HELD)).to_file(path, driver="GPKG")
    report = run(world, path)
    assert report.stored
    assert units_on(world, NEW_DAY, UnitLevel.COMMUNE).total_bounds.tolist() == pytest.approx(
        [104.0, 22.3, 104.5, 22.4], abs=1e-7
    )


def test_vn2000_read_as_wgs84_is_recognised(world, tmp_path):
    vn2000 = frame(HELD).to_crs(VN2000_DEGREES)
    path = geojson(
        tmp_path / "xa.geojson",
        {code: (name, shape) for (code, (name, _)), shape in zip(HELD.items(), vn2000.geometry, strict=True)},
    )
    report = run(world, path)
    assert rules(report) == ["shifted_vn2000"]
    assert report.findings[0].values["distance_m"] == pytest.approx(223, abs=5)
    assert run(world, path, crs=VN2000_DEGREES).stored


def test_a_central_meridian_of_the_next_zone_is_recognised(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    # Metres of 104°45′, named as metres of 105°00′.
    to_metric(frame(HELD)).set_crs("EPSG:5897", allow_override=True).to_file(path, driver="GPKG")
    report = run(world, path)
    assert rules(report) == ["shifted_zone"]
    assert report.findings[0].values["distance_km"] == pytest.approx(25.7, abs=0.3)


def test_a_shift_of_one_kilometre_is_told_without_a_guess(world, tmp_path):
    moved = {code: (name, translate(shape, 0.01, 0)) for code, (name, shape) in HELD.items()}
    assert rules(run(world, geojson(tmp_path / "xa.geojson", moved))) == ["shifted"]


def test_another_part_of_the_country_is_told(world, tmp_path):
    south = {code: (name, translate(shape, 2, -11)) for code, (name, shape) in list(HELD.items())[:2]}
    report = run(world, geojson(tmp_path / "xa.geojson", south))
    assert rules(report) == ["elsewhere"]


def test_a_duplicate_code_is_refused(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    twice = frame(HELD)
    twice.loc[3, "MA_XA"] = "90202"
    twice.to_file(path, driver="GPKG")
    report = run(world, path)
    assert rules(report) == ["duplicate_code"]
    assert report.findings[0].values["rows"] == "3, 4"


def test_a_missing_code_and_one_of_another_form_are_named(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    wrong = frame(HELD)
    wrong.loc[1, "MA_XA"], wrong.loc[2, "MA_XA"] = None, "9020"
    wrong.to_file(path, driver="GPKG")
    report = run(world, path)
    assert {"no_code", "code_form"} <= set(rules(report, Severity.REFUSED))


def test_a_number_column_gets_its_zeros_back(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    gpd.GeoDataFrame({"ma": [2635]}, geometry=[square(4, 0)], crs=WGS84).to_file(path, driver="GPKG")
    report = run(world, path)
    assert rules(report)[0] == "code_padded"
    assert next(one for one in report.findings if one.rule == "unknown_code").values["code"] == "02635"


def test_a_broken_feature_is_a_problem_of_its_row(world, tmp_path):
    path = geojson(tmp_path / "xa.geojson", HELD)
    data = json.loads(path.read_text(encoding="utf-8"))
    data["features"][1]["geometry"] = {"type": "Polygon", "coordinates": [[[104.2, 22.3], [104.3, 22.3]]]}
    data["features"][2]["geometry"] = {"type": "Polygon", "coordinates": [[["x", 22.3]]]}
    path.write_text(json.dumps(data), encoding="utf-8")
    report = run(world, path)
    assert [one.values["row"] for one in report.findings if one.rule in {"feature_broken", "no_polygon"}] == [
        2,
        3,
    ]
    assert not report.stored


@pytest.mark.parametrize(
    "name", ["xa.geojson", "xa.gpkg", "xa.shp", "xa.fgb", "xa.tab", "xa.mif", "xa.kml", "xa.kmz"]
)
def test_every_format_is_imported(world, tmp_path, name):
    path = tmp_path / name
    driver = {".kml": "KML", ".kmz": "LIBKML"}.get(path.suffix) or DRIVERS[path.suffix]
    # KML has a name of its own for names.
    units = frame(HELD).rename(columns={"TEN_XA": "Name"} if "KML" in driver else {})
    pyogrio.write_dataframe(units, path, driver=driver, encoding="UTF-8")
    report = run(world, path)
    assert (report.stored, rules(report, Severity.REFUSED)) == (True, [])
    held = units_on(world, NEW_DAY, UnitLevel.COMMUNE).set_index("unit_code")
    assert sorted(held.index[held["valid_from"] == NEW_DAY]) == sorted(HELD)
    assert held["name"].to_dict() == {code: bare_name(name) for code, (name, _) in HELD.items()}
    assert all(
        held.at[code, "shape"].equals_exact(shape, 1e-6, normalize=True) for code, (_, shape) in HELD.items()
    )


@pytest.mark.parametrize("kind", ["tab", "shp"])
def test_a_file_of_several_parts_is_imported_from_an_archive(world, tmp_path, kind):
    pyogrio.write_dataframe(
        frame(HELD), tmp_path / f"xa.{kind}", driver=DRIVERS[f".{kind}"], encoding="UTF-8"
    )
    path = tmp_path / "xa.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("xa.*"):
            if part != path:
                archive.write(part, f"folder/{part.name}")
    report = run(world, path)
    assert (report.stored, rules(report)) == (True, [])


def test_metres_in_a_mapinfo_table_are_brought_to_wgs84(world, tmp_path):
    path = tmp_path / "xa.tab"
    pyogrio.write_dataframe(to_metric(frame(HELD)), path, driver="MapInfo File", encoding="UTF-8")
    report = run(world, path, crs="EPSG:9208")
    assert report.stored
    assert units_on(world, NEW_DAY, UnitLevel.COMMUNE).total_bounds.tolist() == pytest.approx(
        [104.0, 22.3, 104.5, 22.4], abs=1e-6
    )


def test_points_of_a_gps_are_no_boundaries(tmp_path):
    path = tmp_path / "xa.gpx"
    points = gpd.GeoDataFrame({"name": ["90102"]}, geometry=[square(0, 0).centroid], crs=WGS84)
    pyogrio.write_dataframe(points, path, driver="GPX")
    with pytest.raises(DataProblem, match="KMZ"):
        read_features(path)


def test_an_archive_cannot_write_outside_or_grow_without_end(tmp_path, monkeypatch):
    path = tmp_path / "xa.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(geojson(tmp_path / "inner.geojson", HELD), "../../escaped.geojson")
    assert len(read_features(path).features) == 4
    assert not (tmp_path.parent.parent / "escaped.geojson").exists()
    monkeypatch.setattr("geodata.boundaries.formats.MAX_UNPACKED_BYTES", 10)
    with pytest.raises(TooLarge):
        read_features(path)


@pytest.mark.parametrize("name", ["xa.geojson", "xa.kml", "xa.vrt", "xa.gpkg", "xa.shp"])
def test_a_file_that_points_elsewhere_is_not_followed(tmp_path, name):
    target = geojson(tmp_path / "secret.geojson", HELD)
    path = tmp_path / name
    path.write_text(
        "<OGRVRTDataSource><OGRVRTLayer name='secret'><SrcDataSource>"
        f"{target}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(DataProblem):
        read_features(path)


@pytest.mark.parametrize(
    "name",
    ["/vsicurl/http://127.0.0.1:1/xa.geojson", "http://127.0.0.1:1/xa.geojson", "no-such-file.geojson"],
)
def test_only_plain_files_are_read(name):
    with pytest.raises(InvalidInput, match="no file"):
        read_features(Path(name))


def test_a_file_of_several_layers_must_say_which(world, tmp_path):
    path = tmp_path / "all.gpkg"
    frame(HELD).to_file(path, layer="xa", driver="GPKG")
    frame(HELD).to_file(path, layer="cu", driver="GPKG")
    with pytest.raises(InvalidInput, match="--layer"):
        read_features(path)
    assert run(world, path, layer="xa").stored


def test_columns_can_be_named_and_a_missing_one_lists_what_there_is(world, tmp_path):
    path = tmp_path / "xa.gpkg"
    odd = (
        frame(HELD).rename(columns={"MA_XA": "so", "TEN_XA": "goi"}).assign(cap=["Phường", "Xã", "xã", "Xã"])
    )
    odd.to_file(path, driver="GPKG")
    with pytest.raises(InvalidInput, match="so, goi, cap"):
        run(world, path)
    with pytest.raises(InvalidInput, match="no column khac"):
        run(world, path, columns=Columns(code="khac"))
    report = run(world, path, columns=Columns(code="so", name="goi", kind="cap"))
    assert (report.stored, rules(report)) == (True, [])
