"""An office's own tiles: the same picture comes out of the file that went in, and nothing else."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pmtiles.tile import TileType

from geodata.errors import DataProblem, InvalidInput
from layers.tiles import SUFFIXES, open_tiles, plain_text
from tests.tilefiles import BOUNDS, TILES, make, make_mbtiles, make_pmtiles


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_tile_of_a_file_is_where_it_was_put(tmp_path, suffix):
    file = open_tiles(make(tmp_path / f"nền{suffix}"))
    assert {place: file.tile(*place) for place in TILES} == TILES
    assert (file.min_zoom, file.max_zoom, file.bounds) == (8, 9, BOUNDS)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "place", [(8, 200, 111), (7, 100, 55), (10, 0, 0), (8, 256, 0), (8, 0, 1 << 70), (99, 0, 0)]
)
def test_a_place_without_a_tile_has_none(tmp_path, suffix, place):
    assert open_tiles(make(tmp_path / f"a{suffix}")).tile(*place) is None


@given(places=st.sets(st.tuples(st.integers(0, 63), st.integers(0, 63)), min_size=1, max_size=60))
def test_both_kinds_of_file_give_the_same_tiles(tmp_path_factory, places):
    folder = tmp_path_factory.mktemp("same")
    tiles = {(6, x, y): TILES[8, 201, 111] + bytes((x, y)) for x, y in places}
    files = [open_tiles(make(folder / f"a{suffix}", tiles)) for suffix in SUFFIXES]
    others = {(6, x, y) for x in range(0, 64, 7) for y in range(0, 64, 5)}
    for place in others | set(tiles):
        assert {file.tile(*place) for file in files} == {tiles.get(place)}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_many_tiles_are_found_through_leaf_directories(tmp_path, suffix):
    tiles = {(8, x, y): TILES[8, 201, 111] + bytes((x, y)) for x in range(160) for y in range(0, 256, 2)}
    file = open_tiles(make(tmp_path / f"a{suffix}", tiles))
    for place in list(tiles)[::977]:
        assert file.tile(*place) == tiles[place]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_name_and_attribution_are_plain_text(tmp_path, suffix):
    attribution = '<a href="https://e.example" onclick="x()">© Sở NN&amp;MT</a><script>x</script>'
    file = open_tiles(make(tmp_path / f"a{suffix}", name=" Ảnh\n<b>2025</b> ", attribution=attribution))
    assert file.name == "Ảnh 2025"
    assert file.attribution == "© Sở NN&MTx"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_without_a_name_is_called_after_itself(tmp_path, suffix):
    assert open_tiles(make(tmp_path / f"anh_ve_tinh{suffix}")).name == "anh_ve_tinh"


def test_a_long_text_is_cut():
    assert plain_text("a" * 100, 10) == "a" * 9 + "…"


def test_vector_tiles_in_mbtiles_are_refused_by_their_format_or_their_bytes(tmp_path):
    packed = {(8, 201, 111): gzip.compress(b"\x1a\x05layer")}
    for name, metadata in [("a", {"format": "pbf"}), ("b", {}), ("c", {"format": "png"})]:
        with pytest.raises(InvalidInput, match="vector"):
            open_tiles(make_mbtiles(tmp_path / f"{name}.mbtiles", packed, **metadata))


def test_vector_tiles_in_pmtiles_are_refused(tmp_path):
    with pytest.raises(InvalidInput, match="vector"):
        open_tiles(make_pmtiles(tmp_path / "a.pmtiles", TILES, TileType.MVT))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "damage", [lambda b: b"", lambda b: b[:100], lambda b: b"not tiles" * 50, lambda b: b[:130]]
)
def test_a_broken_file_is_a_problem_of_its_data(tmp_path, suffix, damage):
    path = make(tmp_path / f"a{suffix}")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(DataProblem, match="cannot be read"):
        open_tiles(path)


def test_an_image_of_another_kind_is_no_tile(tmp_path):
    with pytest.raises(DataProblem):
        open_tiles(make_mbtiles(tmp_path / "a.mbtiles", {(1, 0, 0): b"<svg onload='x()'>"}, format="svg"))
    tiles = {(1, 0, 0): TILES[8, 201, 111], (1, 0, 1): b"<html>"}
    assert open_tiles(make_mbtiles(tmp_path / "b.mbtiles", tiles)).tile(1, 0, 1) is None


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_cut_short_while_the_server_runs_is_a_problem_and_no_crash(tmp_path, suffix):
    file = open_tiles(make(tmp_path / f"a{suffix}"))
    file.path.write_bytes(b"")
    with pytest.raises(DataProblem):
        file.tile(8, 201, 111)


@pytest.mark.parametrize("name", ["missing.mbtiles", "missing.pmtiles", "a.zip"])
def test_a_file_that_cannot_be_meant_is_refused(tmp_path, name):
    with pytest.raises(InvalidInput):
        open_tiles(tmp_path / name)


@pytest.mark.parametrize("bounds", ["", "1,2,3", "a,b,c,d", "5,5,1,1", "nan,0,1,1", "-200,0,1,1"])
def test_bounds_that_say_nothing_are_left_out(tmp_path, bounds):
    assert open_tiles(make_mbtiles(tmp_path / "a.mbtiles", TILES, bounds=bounds)).bounds is None


def test_the_file_is_opened_without_writing_beside_it(tmp_path):
    path = make(tmp_path / "a.mbtiles")
    before = path.read_bytes()
    open_tiles(path).tile(8, 201, 111)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.mbtiles"]
