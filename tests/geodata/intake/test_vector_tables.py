"""Map files are tables with a point for each row, and one broken feature breaks no file."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import DataProblem, InvalidInput, TooLarge
from geodata.intake import vector_tables
from geodata.intake.choices import Choices
from geodata.intake.containers import Container, sniff
from geodata.intake.reading import read_file
from geodata.intake.vector_tables import NO_LINES, OTHER_LAYERS, read_vector_table
from geodata.records.kinds import RecordKind
from geodata.vector_writing import Column, VectorLayer, write_geopackage, write_shapefile
from tests.geodata.intake.intake_files import zipped

SA_PA = (103.8437, 22.3364)
KML_DATA = {"Xã": "Bản Liền", "Huyện": "Bắc Hà"}
POINT = {"type": "Point", "coordinates": list(SA_PA)}


def geojson(*features: object, **more: object) -> bytes:
    """Return a collection of features."""
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def feature(geometry: object, **fields: object) -> dict[str, object]:
    """Return one feature."""
    return {"type": "Feature", "properties": fields, "geometry": geometry}


def layer(crs: str, x: float, y: float) -> VectorLayer:
    """Return a layer of one point with a Vietnamese name."""
    names = Column("name", np.array(["Chợ Bắc Hà"], dtype=object))
    return VectorLayer("points", np.array([shapely.Point(x, y)]), "Point", crs, [names])


def shapefile(folder: Path, crs: str, x: float, y: float, *, without: str = "") -> bytes:
    """Return a zipped Shapefile of one point, maybe without one of its parts."""
    write_shapefile(folder / "points.shp", layer(crs, x, y))
    parts = [path for path in folder.iterdir() if path.suffix != without]
    return zipped({f"folder/{path.name}": path.read_bytes() for path in parts})


def only_point(content: bytes, crs: str | None = None) -> tuple[object, ...]:
    """Return the cells of the only row that the geometry fills."""
    table = read_vector_table(content, sniff(content), crs=crs)
    return table.sheet.rows[0].cells[-2:]


def test_a_geojson_has_a_row_for_each_feature():
    content = geojson(feature(POINT, name="Chợ Sa Pa", kind="market"), feature(None, name="Ở đâu đó"))
    table = read_vector_table(content, Container.GEOJSON)
    assert table.sheet.headings[:2] == ("name", "kind")
    assert [row.cells for row in table.sheet.rows] == [
        ("Chợ Sa Pa", "market", *SA_PA),
        ("Ở đâu đó", None, None, None),
    ]


def test_a_shapefile_in_vn2000_is_read_in_degrees(tmp_path):
    metres = gpd.GeoSeries([shapely.Point(SA_PA)], crs=4326).to_crs(9208).iloc[0]
    content = shapefile(tmp_path, "EPSG:9208", metres.x, metres.y)
    assert sniff(content) is Container.SHAPEFILE
    assert only_point(content) == pytest.approx(SA_PA, abs=1e-5)
    assert read_vector_table(content, Container.SHAPEFILE).crs == "EPSG:9208"


def test_a_shapefile_that_says_nothing_of_its_coordinates_is_asked_about(tmp_path):
    metres = gpd.GeoSeries([shapely.Point(SA_PA)], crs=4326).to_crs(9208).iloc[0]
    content = shapefile(tmp_path, "EPSG:9208", metres.x, metres.y, without=".prj")
    assert read_file(content, Choices()).needs_crs
    assert only_point(content) == (None, None)
    assert only_point(content, "EPSG:9208") == pytest.approx(SA_PA, abs=1e-5)
    with pytest.raises(InvalidInput):
        read_vector_table(content, Container.SHAPEFILE, crs="Sa Pa")


def test_a_geopackage_has_layers_to_choose_from(tmp_path):
    path = tmp_path / "x.gpkg"
    write_geopackage(path, [layer("EPSG:4326", *SA_PA), VectorLayer("b", **_second())], {})
    content = path.read_bytes()
    table = read_vector_table(content, sniff(content))
    assert set(table.layers) == {"b", "points"}
    assert read_vector_table(content, Container.GEOPACKAGE, layer="points").sheet.name == "points"
    with pytest.raises(InvalidInput):
        read_vector_table(content, Container.GEOPACKAGE, layer="c")


def _second() -> dict[str, object]:
    """Return the rest of a second layer."""
    return {
        "shapes": np.array([shapely.Point(104, 22)]),
        "geometry_type": "Point",
        "crs": "EPSG:4326",
        "columns": [],
    }


def test_the_way_points_of_a_gpx_are_rows():
    content = b"""<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">
    <wpt lat="22.3364" lon="103.8437"><name>Ch\xe1\xbb\xa3 Sa Pa</name><link href="https://x.vn"/></wpt>
    <wpt lat="abc" lon="103.8"><name>?</name></wpt></gpx>"""
    table = read_vector_table(content, sniff(content))
    assert table.sheet.rows[0].cells == ("Chợ Sa Pa", None, None, None, None, "https://x.vn", *SA_PA)
    assert table.problems[2][0] == "point_nowhere"


@pytest.mark.parametrize("archived", [False, True])
def test_a_kml_is_read_plain_or_packed(archived):
    kml = (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        "<name>Chợ Sa Pa</name><Point><coordinates>103.8437,22.3364</coordinates></Point></Placemark>"
        "</Document></kml>"
    )
    content = zipped({"doc.kml": kml}) if archived else kml.encode()
    assert only_point(content) == SA_PA


def test_a_broken_feature_is_a_problem_of_its_row():
    ring = {"type": "Polygon", "coordinates": [[[103, 22], [104, 22]]]}
    content = geojson(feature(ring, name="a"), feature(POINT, name="b"))
    table = read_vector_table(content, Container.GEOJSON)
    assert table.problems[1][0] in {"feature_broken", "not_a_point"}
    assert 2 not in table.problems


@pytest.mark.parametrize(
    "broken",
    [
        5,
        None,
        [],
        {},
        feature(5),
        feature({"type": "Point", "coordinates": ["a", 1]}),
        feature({"type": "Point", "coordinates": [103.84]}),
        feature({"type": "Point", "coordinates": []}),
        feature({"type": "Point", "coordinates": [True, 22.3]}),
        feature({"type": "Polygon", "coordinates": [[103.8, 22.3]]}),
        feature({"type": "GeometryCollection", "geometries": [5]}),
        {"type": "Feature", "properties": 5, "geometry": POINT},
        {"properties": {"name": "without a type"}, "geometry": POINT},
    ],
    ids=json.dumps,
)
def test_what_is_no_feature_or_has_no_geometry_that_can_be_read_is_a_row_with_a_problem(broken):
    read = read_file(geojson(feature(POINT, name="a"), broken, feature(POINT, name="b")), Choices())
    assert [row.number for row in read.sheet.rows] == [1, 2, 3]
    assert [row.cells[-2:] for row in read.sheet.rows] == [SA_PA, (None, None), SA_PA]
    assert {number: rule for number, (rule, _) in read.problems.items()} == {2: "feature_broken"}


def test_a_broken_feature_keeps_its_name_and_the_file_its_coordinates():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::9208"}}
    table = read_vector_table(geojson(feature(7, name="Chợ Sa Pa"), crs=crs), Container.GEOJSON)
    assert (table.sheet.rows[0].cells[0], table.crs) == ("Chợ Sa Pa", "EPSG:9208")
    assert table.problems[1] == ("feature_broken", "7")


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=3), st.lists, max_leaves=6))
def test_no_coordinates_make_the_reader_fall_over(coordinates):
    table = read_vector_table(
        geojson(feature({"type": "Point", "coordinates": coordinates})), Container.GEOJSON
    )
    assert len(table.sheet.rows) == 1
    assert table.problems or None not in table.sheet.rows[0].cells[-2:]


def test_where_a_geojson_breaks_off_is_said():
    with pytest.raises(DataProblem) as caught:
        read_vector_table(b'{"type": "FeatureCollection",\n "features": [', Container.GEOJSON)
    assert caught.value.values == {"line": 2, "column": 15}


def test_an_area_has_no_point_of_its_own_and_that_is_said():
    square = {"type": "Polygon", "coordinates": [[[103, 22], [104, 22], [104, 23], [103, 22]]]}
    table = read_vector_table(geojson(feature(square, name="a")), Container.GEOJSON)
    assert table.problems == {1: ("not_a_point", "Polygon")}
    assert table.sheet.rows[0].cells[-2:] == (None, None)


def test_coordinates_beyond_the_earth_are_a_problem_of_their_row():
    content = geojson(feature({"type": "Point", "coordinates": [445000, 2471000]}, name="a"))
    table = read_vector_table(content, Container.GEOJSON, crs="EPSG:4326")
    assert table.problems[1][0] == "point_nowhere"


def test_outlines_in_metres_that_name_no_system_are_asked_about_like_points():
    ring = shapely.box(409_000, 2_476_000, 410_000, 2_477_000)
    feature = {
        "type": "Feature",
        "properties": {"Cây trồng": "quế"},
        "geometry": shapely.geometry.mapping(ring),
    }
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    read = read_file(content, Choices(kind=RecordKind.MATERIAL_ZONES))
    assert (read.crs, read.needs_crs) == (None, True)


def test_a_geojson_in_metres_that_names_no_system_is_asked_about():
    content = geojson(feature({"type": "Point", "coordinates": [445000, 2471000]}, name="a"))
    read = read_file(content, Choices())
    assert (read.crs, read.needs_crs, read.problems[1][0]) == (None, True, "crs_missing")
    chosen = read_file(content, Choices(crs="EPSG:9208"))
    assert (chosen.crs, chosen.needs_crs, dict(chosen.problems)) == ("EPSG:9208", False, {})
    assert not read_file(geojson(feature(POINT)), Choices()).needs_crs


def test_the_geometry_counts_and_not_a_column_beside_it():
    content = geojson(feature(POINT, name_vi="Chợ", lon="1", lat="2", kind="market"))
    meant = {one.heading: one.field for one in read_file(content, Choices()).columns}
    assert (meant["lon"], meant["lon (geometry)"], meant["lat (geometry)"]) == (None, "lon", "lat")


def test_an_archive_with_two_map_files_is_refused(tmp_path):
    one = shapefile(tmp_path, "EPSG:4326", *SA_PA)
    parts = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    two = zipped(parts | {f"again{Path(name).suffix}": data for name, data in parts.items()})
    assert sniff(one) is sniff(two) is Container.SHAPEFILE
    with pytest.raises(InvalidInput, match="2"):
        read_vector_table(two, Container.SHAPEFILE)


def test_a_name_in_an_archive_leads_nowhere_else(tmp_path):
    write_shapefile(tmp_path / "points.shp", layer("EPSG:4326", *SA_PA))
    content = zipped({f"../../{path.name}": path.read_bytes() for path in tmp_path.iterdir()})
    assert only_point(content) == SA_PA
    assert not (tmp_path.parent.parent / "points.shp").exists()


def test_more_features_than_rows_are_taken_are_refused(monkeypatch):
    monkeypatch.setattr(vector_tables, "MOST_ROWS", 1)
    with pytest.raises(TooLarge):
        read_vector_table(geojson(feature(POINT), feature(POINT)), Container.GEOJSON)


@pytest.mark.parametrize(
    "content",
    [
        b'{"type": "FeatureCollection", "features": [',
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><gpx><wpt lat="1" lon="2"/></gpx>',
        b'<?xml version="1.0"?><kml><OGRVRTDataSource/></kml>',
        b"<kml><Document><Placemark>",
        b'{"type": "FeatureCollection", "features": 5}',
        b'{"type": ["Point"]}',
        b'{"type": "Feature", "geometry": ' + b'{"type": "GeometryCollection", "geometries": [' * 5_000,
        b"SQLite format 3\x00" + b"\x00" * 200,
    ],
    ids=["cut JSON", "entities", "VRT", "cut KML", "no list", "no type", "too deep", "no GeoPackage"],
)
def test_a_file_that_is_none_inside_cannot_be_read(content):
    with pytest.raises((DataProblem, InvalidInput)) as caught:
        read_vector_table(content, sniff(content))
    # Where the file was laid meanwhile, and what other parts of the product read, is no matter of its user.
    assert tempfile.gettempdir() not in str(caught.value)
    assert "MapInfo" not in str(caught.value)


def test_the_fields_of_a_kml_are_called_as_it_writes_them_and_what_is_drawn_is_left_out():
    data = "".join(f'<Data name="{name}"><value>{value}</value></Data>' for name, value in KML_DATA.items())
    place = f'<Placemark id="p1"><name>Thác A</name><ExtendedData>{data}</ExtendedData>'
    place += "<Point><coordinates>104.42,22.5</coordinates></Point></Placemark>"
    text = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{place}</Document></kml>'
    read = read_file(text.encode(), Choices(kind=RecordKind.SIGHTS))
    fields = {column.heading: column.field for column in read.columns}
    assert (fields["Xã"], fields["Huyện"], fields["Name"]) == ("commune", "district", "name")
    assert "id" not in fields


def test_the_layer_that_tells_most_is_read_and_the_others_are_said(tmp_path):
    path = tmp_path / "two.gpkg"
    lines = gpd.GeoDataFrame({"x": [1]}, geometry=[shapely.LineString([(104, 22), (104.1, 22.1)])], crs=4326)
    lines.to_file(path, layer="a lines", driver="GPKG")
    points = gpd.GeoDataFrame({"Tên điểm": ["A"], "Xã": ["B"]}, geometry=[shapely.Point(104, 22)], crs=4326)
    points.to_file(path, layer="points", driver="GPKG", mode="a")
    read = read_file(path.read_bytes(), Choices())
    assert read.sheet.name == "points"
    assert read.sheet.notes == ((OTHER_LAYERS, {"layer": "points", "others": "a lines"}),)


def test_tracks_of_a_gpx_are_said_to_be_left_out():
    name_space = 'xmlns="http://www.topografix.com/GPX/1/1"'
    text = f'<gpx version="1.1" {name_space}><wpt lat="22" lon="104"/><trk/><rte/></gpx>'
    table = read_vector_table(text.encode(), Container.GPX)
    assert (len(table.sheet.rows), table.sheet.notes) == (1, ((NO_LINES, {"count": 2}),))


def test_a_point_of_kml_that_is_no_number_is_shown_as_it_is_written():
    marks = "".join(
        f"<Placemark><name>{text}</name><Point><coordinates>{text}</coordinates></Point></Placemark>"
        for text in ("104.18,22.49,5", "abc,22", "104.18, 22.49", "104.1")
    )
    kml = (
        f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
    )
    table = read_vector_table(kml.encode(), Container.KML)
    assert table.problems == {2: ("feature_broken", "abc,22"), 4: ("feature_broken", "104.1")}
    assert [row.cells[-2:] for row in table.sheet.rows] == [
        (104.18, 22.49),
        (None, None),
        (104.18, 22.49),
        (None, None),
    ]
