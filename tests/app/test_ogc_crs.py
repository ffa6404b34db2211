"""The abstract tests of OGC 18-058r1, annex A (coordinate systems by reference), each by its identifier."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import shape

from layers.ogc.names import CRS84, CRS_OF_URI, EPSG
from tests.app.ogc_helpers import LATITUDE_FIRST, SHIPPED, VN2000

URI = re.compile(r"http://www\.opengis\.net/def/crs/(OGC/1\.3/CRS84|EPSG/0/\d{4,5})")
OTHERS = [uri for uri in CRS_OF_URI if uri != CRS84]
METRES, DEGREES = 0.1, 1e-9


@cache
def from_crs84(uri):
    """Return PROJ's own way from CRS84 to a system, in the order of its axes."""
    return Transformer.from_crs("OGC:CRS84", CRS_OF_URI[uri]).transform


def transformed(geometry, uri):
    """Return a geometry (CRS84) in another system."""
    moved = from_crs84(uri)
    return shapely.transform(geometry, lambda points: [*zip(*moved(*zip(*points, strict=True)), strict=True)])


def corners(bounds, uri):
    """Return a box (west, south, east, north) as a parameter in another system, around all of it."""
    outline = shapely.segmentize(shapely.box(*bounds), 0.01)
    return ",".join(map(repr, transformed(outline, uri).bounds))


def test_conf_crs_crs_uri(ogc):
    document = ogc.json("/collections")
    for collection in [*document["collections"], ogc.json("/collections/communes")]:
        assert all(URI.fullmatch(uri) for uri in [*collection["crs"], collection["storageCrs"]])


def test_conf_crs_default_crs(ogc):
    for collection in ogc.json("/collections")["collections"]:
        assert collection["crs"][0] == CRS84
        assert VN2000 in collection["crs"]


def test_conf_crs_storage_crs(ogc):
    for collection in ogc.json("/collections")["collections"]:
        assert collection["storageCrs"] in collection["crs"]


@pytest.mark.parametrize("uri", CRS_OF_URI)
def test_conf_crs_crs_parameter(ogc, uri):
    for key in SHIPPED:
        identifier = ogc.ids(key, limit="1")[0]
        for path in (f"/collections/{key}/items?limit=1", f"/collections/{key}/items/{identifier}?f=json"):
            answer = ogc.ask(f"{path}&crs={uri}")
            assert answer.status_code == 200
            assert answer.headers["Content-Crs"] == f"<{uri}>"


def test_conf_crs_crs_parameter_default(ogc):
    for path in ("/collections/provinces/items", "/collections/provinces/items/15"):
        assert ogc.ask(path).headers["Content-Crs"] == f"<{CRS84}>"
        assert ogc.ask(f"{path}?crs={CRS84}").json["type"] == ogc.json(path)["type"]


@pytest.mark.parametrize("name", ["crs", "bbox-crs", "filter-crs"])
@pytest.mark.parametrize("uri", ["EPSG:9208", f"{EPSG}32648", "", "http://example.org/crs"])
def test_conf_crs_crs_parameter_invalid_and_bbox_crs_parameter_invalid(ogc, name, uri):
    answer = ogc.ask("/collections/products/items", **{name: uri, "bbox": "1,2,3,4"})
    assert answer.status_code == 400
    assert answer.json["description"].startswith(name)


@pytest.mark.parametrize("uri", OTHERS)
def test_conf_crs_crs_parameter_transform(ogc, uri):
    tolerance = DEGREES if uri == LATITUDE_FIRST else METRES
    for key in ("products", "districts", "roads"):
        plain, moved = ogc.items(key), ogc.items(key, crs=uri)
        for one, other in zip(plain["features"], moved["features"], strict=True):
            assert one["properties"] == other["properties"]
            if one["geometry"] is None:
                assert other["geometry"] is None
                continue
            # Degrees are rounded to a tenth of a metre, metres to a centimetre.
            expected = shapely.get_coordinates(transformed(shape(one["geometry"]), uri))
            got = shapely.get_coordinates(shape(other["geometry"]))
            assert np.allclose(got, expected, rtol=0, atol=tolerance)
    feature = ogc.json("/collections/provinces/items/15", crs=uri)
    assert feature["geometry"] == ogc.items("provinces", crs=uri)["features"][0]["geometry"]


def test_the_order_of_axes_is_that_of_the_system(ogc):
    (west, south), *_ = shapely.get_coordinates(shape(ogc.items("provinces")["features"][0]["geometry"]))
    turned = shapely.get_coordinates(
        shape(ogc.items("provinces", crs=LATITUDE_FIRST)["features"][0]["geometry"])
    )
    assert (turned[0] == [south, west]).all()
    east, north = shapely.get_coordinates(
        shape(ogc.items("provinces", crs=VN2000)["features"][0]["geometry"])
    )[0]
    assert 300_000 < east < 700_000
    assert 2_300_000 < north < 2_600_000


@pytest.mark.parametrize("uri", OTHERS)
def test_conf_crs_bbox_crs_parameter(ogc, uri):
    whole = ogc.json("/collections/products")["extent"]["spatial"]["bbox"][0]
    for bounds in (whole, (103.8, 22.2, 104.0, 22.5)):
        plain = ",".join(map(repr, bounds))
        # Around the box of degrees: its sides are bent in metres.
        inside = {*ogc.ids("products", bbox=plain)}
        found = {*ogc.ids("products", bbox=corners(bounds, uri), **{"bbox-crs": uri})}
        assert inside <= found
        wider = ",".join(map(repr, (bounds[0] - 0.05, bounds[1] - 0.05, bounds[2] + 0.05, bounds[3] + 0.05)))
        assert found <= {*ogc.ids("products", bbox=wider)}
    assert len(ogc.ids("products", bbox=corners((103.8, 22.2, 104.0, 22.5), uri), **{"bbox-crs": uri})) < 100


def test_conf_crs_bbox_crs_parameter_default(ogc):
    asked = {"bbox": "103.8,22.2,104.0,22.5"}
    assert ogc.ids("products", **asked) == ogc.ids("products", **asked, **{"bbox-crs": CRS84})


@pytest.mark.parametrize(
    "bbox", ["500000,2400000,400000,2500000", "1,2,inf,4", "x,1,2,3", "1e300,1e300,2e300,2e300"]
)
def test_a_box_of_metres_that_is_none_is_refused(ogc, bbox):
    assert ogc.ask("/collections/products/items", bbox=bbox, **{"bbox-crs": VN2000}).status_code == 400


def test_a_system_of_the_box_without_a_box_is_refused(ogc):
    answer = ogc.ask("/collections/products/items", **{"bbox-crs": VN2000})
    assert answer.status_code == 400
    assert "bbox-crs" in answer.json["description"]
