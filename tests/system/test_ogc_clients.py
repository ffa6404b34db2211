"""
/ogc read over HTTP by the two clients of others: GDAL's OAPIF driver (which QGIS has too) and OWSLib.

What they get is compared with the export of the same layer. The server is a
process of its own: GDAL holds Python's lock while it waits for an answer.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pyogrio
import pytest
import shapely
from owslib.ogcapi.features import Features
from shapely.geometry import shape

from app.settings import ROOT
from geodata.store import Store
from layers.catalogue import CATALOGUE
from layers.ogc.names import CRS84, CRS_OF_URI
from tests.app.ogc_helpers import Reader, reading

SERVER = """
import sys
from werkzeug.serving import make_server
from app import Settings, create_app
app = create_app(Settings(testing=True, database_url=sys.argv[1], warm_up=False))
server = make_server("127.0.0.1", 0, app, threaded=True)
print(server.port, flush=True)
server.serve_forever()
"""
KEYS = [spec.key for spec in CATALOGUE]


@pytest.fixture(scope="module")
def address(reference_store: Store) -> Iterator[str]:
    """The address of the service on a server on the shared reference data."""
    arguments = [sys.executable, "-c", SERVER, reference_store.url]
    with subprocess.Popen(
        arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/ogc"
        finally:
            process.kill()


@pytest.fixture(scope="module")
def site(reference_store: Store) -> Iterator[Reader]:
    """A reader of the export of the same data."""
    with reading(reference_store) as reader:
        yield reader


def exported(site, key, query=""):
    """Return the features of the export."""
    return site.client.get(f"/api/v1/exports/{key}.geojson{query}").get_json(force=True)["features"]


def same(ours, theirs):
    """Tell whether a value of GDAL's frame is the one of the export; dates and lists look otherwise."""
    if theirs is None:
        return ours is None or ours != ours
    if isinstance(theirs, list):
        # GDAL gives an empty list as nothing.
        return list(ours) == theirs if ours is not None else theirs == []
    if hasattr(ours, "isoformat"):
        return ours.isoformat()[: len(theirs)] == theirs
    if isinstance(ours, str) and isinstance(theirs, int | float):
        # GDAL takes a column for text where the first page that it reads holds no value of it.
        return float(ours) == theirs
    return ours == theirs


def test_gdal_lists_every_collection(address):
    assert [name for name, _ in pyogrio.list_layers(f"OAPIF:{address}")] == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_gdal_reads_the_features_of_the_export(address, site, key):
    frame = pyogrio.read_dataframe(f"OAPIF:{address}", layer=key)
    expected = exported(site, key)
    assert len(frame) == len(expected)
    assert frame.crs.to_string() == "OGC:CRS84"
    # Of what is planned nothing is shipped.
    names = expected[0]["properties"].keys() if key != "planned_sites" else ()
    for (_, row), feature in zip(frame.iterrows(), expected, strict=True):
        for name in names:
            value = row[name] if name in frame else None
            assert same(value, feature["properties"][name]), (name, value, feature["properties"][name])
        if feature["geometry"] is None:
            assert row.geometry is None
        else:
            assert shapely.equals_exact(row.geometry, shape(feature["geometry"]), 1e-9)


def test_gdal_reads_every_page(address, site):
    frame = pyogrio.read_dataframe(f"OAPIF:{address}", layer="products", PAGE_SIZE="25")
    assert frame["id"].tolist() == [feature["properties"]["id"] for feature in exported(site, "products")]


def test_gdal_reads_vn_2000_in_the_order_of_its_axes(address, site):
    frame = pyogrio.read_dataframe(f"OAPIF:{address}", layer="communes", CRS="EPSG:9208")
    assert frame.crs.to_string() == "EPSG:9208"
    plain = pyogrio.read_dataframe(f"OAPIF:{address}", layer="communes").to_crs("EPSG:9208")
    assert np.allclose(
        shapely.get_coordinates(frame.geometry), shapely.get_coordinates(plain.geometry), rtol=0, atol=0.1
    )
    turned = pyogrio.read_dataframe(f"OAPIF:{address}", layer="provinces", CRS="EPSG:4326")
    west, south, *_ = turned.total_bounds
    assert (103 < west < 105, 21 < south < 23) == (True, True)


def test_gdal_asks_for_another_unit_system_by_the_address_of_the_service(address, site):
    frame = pyogrio.read_dataframe(f"OAPIF:{address}?units=2024", layer="communes")
    expected = exported(site, "communes", "?units=2024")
    assert frame["code"].tolist() == [feature["properties"]["code"] for feature in expected]
    assert len(frame) == 151


def test_gdal_filters_and_cuts_out(address, site):
    stars = pyogrio.read_dataframe(f"OAPIF:{address}", layer="products", where="stars = 4")
    features = exported(site, "products")
    fours = [feature["properties"]["id"] for feature in features if feature["properties"]["stars"] == 4]
    assert stars["id"].tolist() == fours
    box = (103.8, 22.2, 104.0, 22.5)
    inside = pyogrio.read_dataframe(f"OAPIF:{address}", layer="products", bbox=box)
    placed = [feature for feature in features if feature["geometry"]]
    touching = [one for one in placed if shape(one["geometry"]).intersects(shapely.box(*box))]
    assert inside["id"].tolist() == [feature["properties"]["id"] for feature in touching]
    assert touching


@pytest.mark.parametrize("key", KEYS)
def test_owslib_reads_the_features_of_the_export(address, site, key):
    service = Features(address)
    assert key in service.feature_collections()
    collection = service.collection(key)
    assert (collection["storageCrs"], collection["crs"]) == (CRS84, list(CRS_OF_URI))
    document = service.collection_items(key, limit=1000)
    expected = exported(site, key)
    assert document["numberMatched"] == len(expected)
    for ours, theirs in zip(document["features"], expected, strict=True):
        assert ours["properties"] == theirs["properties"]
        assert ours["geometry"] == theirs["geometry"]
    for first in document["features"][:1]:
        assert service.collection_item(key, first["id"])["properties"] == first["properties"]


def test_owslib_reads_what_the_service_says_of_itself(address):
    service = Features(address)
    assert (
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in service.conformance()["conformsTo"]
    )
    assert service.api()["openapi"].startswith("3.0")
    assert "stars" in service.collection_queryables("products")["properties"]


def test_owslib_filters_in_cql2(address, site):
    found = Features(address).collection_items(
        "products", limit=1000, filter="stars = 4 AND name LIKE 'Chè%'"
    )
    expected = [
        feature["properties"]["id"]
        for feature in exported(site, "products")
        if feature["properties"]["stars"] == 4 and feature["properties"]["name"].startswith("Chè")
    ]
    assert [feature["id"] for feature in found["features"]] == expected
