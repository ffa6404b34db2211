"""``/base``: tiles of the office's own file, which the page offers first."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator

import pytest

from app import create_app
from app.base_tiles import EMPTY
from app.errors import MapServer
from geodata.errors import InvalidInput
from layers.tiles import SUFFIXES
from tests.app.conftest import settings_for
from tests.tilefiles import TILES, make, make_mbtiles

PLACE, PICTURE = next(iter(TILES.items()))
ADDRESS = "/base/8/201/111"


@pytest.fixture
def start(sqlite_store, tmp_path) -> Iterator[Callable[..., MapServer]]:
    """Start applications whose instance folder is ``tmp_path``."""
    started = []

    def make_app(**changes: object) -> MapServer:
        app = create_app(settings_for(sqlite_store, instance_dir=tmp_path, **changes))
        started.append(app)
        return app

    yield make_app
    for app in started:
        app.extensions["ocop"].close()


def offered(app: MapServer) -> list[dict]:
    """Return the bases that the map page offers."""
    page = app.test_client().get("/").text
    return json.loads(re.search(r'id="tile-services">(.*?)</script>', page)[1])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_tile_comes_with_its_type_a_tag_and_no_policy_but_that_of_data(start, tmp_path, suffix):
    app = start(base_tiles=str(make(tmp_path / f"a{suffix}")))
    response = app.test_client().get(ADDRESS)
    assert (response.status_code, response.data, response.mimetype) == (200, PICTURE, "image/png")
    assert response.headers["Cache-Control"] == "no-cache"
    again = app.test_client().get(ADDRESS, headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_address_that_the_page_gives_may_be_kept_for_good(start, tmp_path):
    app = start(base_tiles=str(make(tmp_path / "a.mbtiles")))
    address = offered(app)[0]["url"].format(z=8, x=201, y=111)
    assert "immutable" in app.test_client().get(address).headers["Cache-Control"]


def test_a_place_without_a_tile_is_a_transparent_pixel(start, tmp_path):
    client = start(base_tiles=str(make(tmp_path / "a.mbtiles"))).test_client()
    for address in ("/base/8/0/0", "/base/30/0/0", f"/base/8/{1 << 70}/0"):
        response = client.get(address)
        assert (response.status_code, response.data, response.mimetype) == (200, EMPTY, "image/png")


def test_the_page_offers_the_file_first_by_its_name_under_the_path_of_the_site(start, tmp_path):
    path = make(tmp_path / "a.mbtiles", name="Ảnh 2025", attribution="<b>© Sở</b>")
    choices = offered(start(base_tiles=str(path)))
    assert [one["key"] for one in choices] == ["file", "osm", "topo", "satellite"]
    assert (choices[0]["title"], choices[0]["attribution_text"]) == ("Ảnh 2025", "© Sở")
    mounted = start(base_tiles=str(path), url_prefix="/ocop").test_client().get("/ocop/").text
    assert '"/ocop/base/{z}/{x}/{y}?v=' in mounted.replace("\\u0026", "&")


def test_without_tile_services_the_own_file_is_still_offered(start, tmp_path):
    app = start(base_tiles=str(make(tmp_path / "a.mbtiles")), allow_tiles=False)
    assert [one["key"] for one in offered(app)] == ["file"]


def test_the_first_usable_file_of_the_folder_is_taken(start, tmp_path, caplog):
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "a.mbtiles").write_bytes(b"broken")
    make_mbtiles(folder / "b.mbtiles", {(1, 0, 0): b"\x1a"}, format="pbf")
    (folder / "c.txt").write_text("notes")
    make(folder / "d.pmtiles", name="D")
    make(folder / "e.mbtiles", name="E")
    with caplog.at_level(logging.WARNING):
        app = start()
    assert offered(app)[0]["title"] == "D"
    assert "a.mbtiles cannot be read" in caplog.text
    assert "b.mbtiles holds vector tiles" in caplog.text


def test_a_broken_file_leaves_a_map_without_it_and_a_line_in_the_log(start, tmp_path, caplog):
    path = tmp_path / "a.pmtiles"
    path.write_bytes(b"broken")
    app = start(base_tiles=str(path))
    assert [one["key"] for one in offered(app)] == ["osm", "topo", "satellite"]
    assert app.test_client().get(ADDRESS).status_code == 404
    assert "a.pmtiles cannot be read" in caplog.text


@pytest.mark.parametrize("name", ["a.zip", "missing.mbtiles", "vector.mbtiles"])
def test_a_setting_that_cannot_be_meant_stops_the_start(start, tmp_path, name):
    make_mbtiles(tmp_path / "vector.mbtiles", {(1, 0, 0): b"\x1a"}, format="pbf")
    with pytest.raises(InvalidInput, match=name):
        start(base_tiles=str(tmp_path / name))


def test_another_file_is_another_page(start, tmp_path):
    first = start(base_tiles=str(make(tmp_path / "a.mbtiles"))).test_client().get("/").headers["ETag"]
    second = start(base_tiles=str(make(tmp_path / "b.mbtiles"))).test_client().get("/").headers["ETag"]
    without = start().test_client().get("/").headers["ETag"]
    assert len({first, second, without}) == 3


def test_a_file_that_breaks_while_the_server_runs_is_logged_and_not_kept(start, tmp_path, caplog):
    path = make(tmp_path / "a.mbtiles")
    client = start(base_tiles=str(path)).test_client()
    path.write_bytes(b"broken")
    response = client.get(ADDRESS)
    assert (response.data, response.headers["Cache-Control"]) == (EMPTY, "no-store")
    assert "Tile 8/201/111" in caplog.text
