"""GeoJSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Point

from geodata.crs import WGS84, to_metric
from geodata.view import View
from geodata.vocabulary import UnitSystem
from layers.build import Layer, build
from layers.catalogue import CATALOGUE, Field, LayerGroup, LayerSpec, find_layer
from layers.encode import generalise, neutral_cell, to_csv, to_geojson, to_items

TODAY = date(2026, 11, 21)
SPEC = LayerSpec("made_up", "Made up", LayerGroup.REGISTRY, "point", (Field("name", "Name"), Field("n", "N")))


def layer(names, points):
    frame = gpd.GeoDataFrame({"name": names, "n": range(len(names))}, geometry=points, crs=WGS84)
    return Layer(SPEC, frame)


@pytest.mark.parametrize("system", [UnitSystem.Y2024, UnitSystem.Y2025])
@pytest.mark.parametrize("zoom", [5, 8, 9, 10, 11])
def test_generalising_leaves_no_gap_and_no_overlap_between_communes(reference_store, system, zoom):
    communes = build(find_layer("communes"), reference_store, View(units=system, today=TODAY)).frame
    drawn = generalise(communes.geometry, zoom)
    metric = to_metric(drawn).to_numpy()
    assert shapely.coverage_is_valid(metric)
    assert abs(shapely.union_all(metric).area - shapely.area(metric).sum()) < 1  # m²


@pytest.mark.parametrize("zoom", [8, 9, 10, 11, None])
def test_what_is_sent_is_still_a_coverage_after_rounding(reference_store, zoom):
    layer_of_communes = build(find_layer("communes"), reference_store, View(today=TODAY))
    sent = json.loads(to_geojson(layer_of_communes, {}, zoom))
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in sent["features"]]
    assert shapely.coverage_is_valid(np.array(shapes))
    assert all(shape.is_valid and not shape.is_empty for shape in shapes)


def test_a_lower_zoom_carries_fewer_points(reference_store):
    communes = build(find_layer("communes"), reference_store, View(today=TODAY)).frame.geometry
    counts = [
        shapely.get_num_coordinates(generalise(communes, zoom).to_numpy()).sum() for zoom in (7, 9, 11, 12)
    ]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] / 4


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.key)
@pytest.mark.parametrize("system", [UnitSystem.Y2024, UnitSystem.Y2025])
def test_every_layer_is_geojson_as_rfc_7946_wants_it(reference_store, spec, system):
    found = json.loads(
        to_geojson(build(spec, reference_store, View(units=system, today=TODAY)), {"units": "x"}, 9)
    )
    assert "crs" not in found
    assert found["count"] == len(found["features"])
    # Of what is planned nothing is shipped.
    assert bool(found["features"]) == (spec.key != "planned_sites")
    assert all(set(f["properties"]) == {field.name for field in spec.fields} for f in found["features"])
    shapes = [shapely.geometry.shape(f["geometry"]) for f in found["features"] if f["geometry"]]
    assert all(shape.bounds[0] > 103 and shape.bounds[3] < 23.3 for shape in shapes)
    rings = [
        ring.exterior
        for shape in shapes
        for ring in getattr(shape, "geoms", [shape])
        if spec.geometry == "polygon"
    ]
    assert all(ring.is_ccw for ring in rings)


def test_a_record_without_a_point_has_a_null_geometry_and_is_still_there():
    found = json.loads(to_geojson(layer(["a", "b"], [Point(104, 22), None]), {}))
    assert [feature["geometry"] is None for feature in found["features"]] == [False, True]
    assert to_items(layer(["b"], [None])) == [{"name": "b", "n": 0, "lon": None, "lat": None}]


@given(st.text(max_size=40))
def test_any_text_comes_back_from_geojson_as_it_was_and_closes_no_script(text):
    body = to_geojson(layer([text], [Point(104, 22)]), {})
    assert json.loads(body)["features"][0]["properties"]["name"] == text
    assert b"</" not in body
    assert "\u2028".encode() not in body


@settings(max_examples=200)
@given(st.text(max_size=40))
def test_no_cell_of_a_csv_is_a_formula_and_any_text_comes_back(text):
    body = to_csv(
        layer([text], [None]), lambda field: field.title, lambda _field, value, _mark: str(value), []
    )
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Name", "N"]
    assert rows[1][0] in (text, f"'{text}")
    assert not rows[1][0].startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize(
    "text", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋84", "－2", "＠SUM(A1)"]
)
def test_what_a_spreadsheet_takes_for_a_formula_is_put_behind_an_apostrophe(text):
    assert neutral_cell(text) == f"'{text}"


def test_the_notes_of_a_table_stand_below_it_and_the_headings_in_the_first_row():
    body = to_csv(
        layer(["a"], [None]), lambda field: field.title, lambda _f, value, _mark: str(value), ["=Nguồn"]
    )
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert rows == [["Name", "N"], ["a", "0"], [], ["'=Nguồn"]]


def test_coordinates_have_five_decimals():
    found = json.loads(to_geojson(layer(["a"], [Point(104.123456789, 22.987654321)]), {}))
    assert found["features"][0]["geometry"]["coordinates"] == [104.12346, 22.98765]


def test_a_bbox_keeps_the_features_that_touch_it(reference_store):
    whole = build(find_layer("communes"), reference_store, View(today=TODAY)).frame
    part = build(
        find_layer("communes"), reference_store, View(today=TODAY), bbox=(103.9, 22.4, 104.0, 22.5)
    ).frame
    box = shapely.box(103.9, 22.4, 104.0, 22.5)
    assert set(part["code"]) == set(whole[whole.intersects(box)]["code"])
    assert 0 < len(part) < len(whole)


def test_numbers_of_a_frame_become_plain_numbers():
    frame = gpd.GeoDataFrame({"name": ["a"], "n": np.array([3], dtype="int64")}, geometry=[None], crs=WGS84)
    assert json.loads(to_geojson(Layer(SPEC, frame), {}))["features"][0]["properties"] == {
        "name": "a",
        "n": 3,
    }
