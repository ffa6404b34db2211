"""Files of three kinds hold the same roads; what is no such file, or is damaged, changes nothing."""

from __future__ import annotations

import gzip
import random
import shutil

import numpy as np
import pytest

from geodata.errors import DataProblem, InvalidInput, OcopError, TooLarge
from geodata.network import osm, osm_file
from geodata.network.imported import active_network, import_network, list_networks
from geodata.network.osm_file import check_file
from geodata.store import Store
from scripts._bench.pbf import Relation, blobs, header_blob, nodes_blob, ways_blob, write_pbf
from tests.conftest import sqlite_url
from tests.geodata.network.osm_files import ban, node, nodes, way, write, xml

POINTS = [*nodes({1: (0, 0), 2: (1, 0.3), 3: (2, 0)}), node(4, 2, 1, barrier="bollard"), node(5, 2, 2)]
WAYS = [way(1, [1, 2, 3, 4, 5], name="Đường <1> & “2”"), way(2, [1, 5], highway="path")]
BANS = [ban(1, 1, 2)]
NAMES = ("roads.osm", "roads.osm.gz", "roads.osm.pbf")


def held(store: Store):
    """Return what the store has of networks."""
    return list_networks(store)


@pytest.fixture(scope="module")
def used_store(migrated_file, tmp_path_factory):
    """A store with a network in use, which no refused file may change."""
    folder = tmp_path_factory.mktemp("used")
    shutil.copy(migrated_file, folder / "ocop.db")
    with Store.open(sqlite_url(folder / "ocop.db")) as store:
        import_network(store, write(folder / "old.osm", POINTS, WAYS))
        yield store


@pytest.mark.parametrize("name", NAMES)
def test_all_three_kinds_of_file_give_the_same_graph(sqlite_store, tmp_path, name):
    report = import_network(sqlite_store, write(tmp_path / name, POINTS, WAYS, BANS))
    network = active_network(sqlite_store)
    assert (report.ways_read, report.ways_kept, report.barriers, report.restrictions) == (2, 1, 1, 1)
    assert sorted(network.node_lon.tolist()) == [104.0, 104.02]
    out, back = ([22.3, 22.303, 22.3, 22.31], [22.31, 22.3, 22.303, 22.3])
    assert network.shape_lat.tolist() in (out + back, back + out)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_named_after_itself_unless_somebody_names_it(sqlite_store, tmp_path, name):
    path = write(tmp_path / name, POINTS, WAYS)
    assert import_network(sqlite_store, path).name == "roads"
    assert import_network(sqlite_store, path, name="Lào Cai 2026").name == "Lào Cai 2026"


def test_a_name_in_capitals_is_no_hindrance(sqlite_store, tmp_path):
    write(tmp_path / "a.osm.pbf", POINTS, WAYS).rename(tmp_path / "A.OSM.PBF")
    assert import_network(sqlite_store, tmp_path / "A.OSM.PBF").arcs == 2


def test_reading_leaves_nothing_beside_the_file(sqlite_store, tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    import_network(sqlite_store, write(folder / "roads.osm.gz", POINTS, WAYS))
    assert [path.name for path in folder.iterdir()] == ["roads.osm.gz"]


def large(seed: int):
    """Return points that deflate badly and ways through them, so that a file has several blocks."""
    chance = random.Random(seed)
    points = [node(number, chance.random(), chance.random()) for number in range(1, 400)]
    return points, [way(number, [number, number + 1], name=str(chance.random())) for number in range(1, 300)]


def test_a_pbf_cut_anywhere_inside_a_block_is_refused_and_the_old_network_stays(used_store, tmp_path):
    path, before = tmp_path / "roads.osm.pbf", held(used_store)
    parts = list(blobs(*large(1), BANS))
    whole, borders = b"".join(parts), set(np.cumsum([len(part) for part in parts]).tolist())
    chance = random.Random(2)
    near = {border + shift for border in borders for shift in (-1, 1, 2, 3, 4, 5, 17)}
    cuts = sorted((near | {chance.randrange(len(whole)) for _ in range(15)}) - borders)
    for cut in (cut for cut in cuts if cut < len(whole)):
        path.write_bytes(whole[:cut])
        with pytest.raises(DataProblem):
            import_network(used_store, path)
    assert held(used_store) == before


def test_a_pbf_with_a_changed_byte_in_a_deflated_block_is_refused(used_store, tmp_path):
    path, before = tmp_path / "roads.osm.pbf", held(used_store)
    parts = list(blobs(*large(1)))
    start = len(parts[0])
    for place in range(start + 40, start + len(parts[1]), 211):
        whole = bytearray(b"".join(parts))
        whole[place] ^= 0x5A
        path.write_bytes(whole)
        with pytest.raises(DataProblem, match=r"damaged or was cut short"):
            import_network(used_store, path)
    assert held(used_store) == before


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_an_xml_file_cut_short_is_refused_and_the_old_network_stays(used_store, tmp_path, share):
    before, whole = held(used_store), xml(*large(3)).rstrip().encode()
    path = tmp_path / "roads.osm"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(DataProblem, match=r"damaged or was cut short"):
        import_network(used_store, path)
    assert held(used_store) == before


def test_an_xml_file_without_its_last_tag_is_refused(used_store, tmp_path):
    path = tmp_path / "roads.osm"
    path.write_text(xml(POINTS, WAYS).replace("</osm>", ""), encoding="utf-8")
    with pytest.raises(DataProblem, match=r"damaged or was cut short"):
        import_network(used_store, path)


@pytest.mark.parametrize("kept", [-1, -8, -9, 0.5, 25])
def test_a_gzip_cut_short_is_refused_even_in_its_trailer(used_store, tmp_path, kept):
    before, whole = held(used_store), gzip.compress(xml(*large(4)).encode())
    path = tmp_path / "roads.osm.gz"
    path.write_bytes(whole[: kept if isinstance(kept, int) else int(len(whole) * kept)])
    with pytest.raises(DataProblem):
        import_network(used_store, path)
    assert held(used_store) == before


def test_a_gzip_with_a_wrong_checksum_is_refused(used_store, tmp_path):
    whole = bytearray(gzip.compress(xml(*large(4)).encode()))
    whole[-6] ^= 1
    path = tmp_path / "roads.osm.gz"
    path.write_bytes(whole)
    with pytest.raises(DataProblem, match=r"damaged or was cut short"):
        import_network(used_store, path)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        b"<html><head><title>404</title></head></html>",
        b"<!DOCTYPE osm [<!ENTITY a 'b'>]><osm></osm>",
        b"<gpx version='1.1'></gpx>",
        b"<osmChange version='0.6'></osmChange>",
        b"PK\x03\x04",
        b"SQLite format 3\x00",
        b"\x1f\x8b\x08\x00",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03",
        b"\x00\x00\x00\x0e\x0a\x09OSMHeader\x18\x7f",
    ],
)
def test_what_is_no_file_of_openstreetmap_is_refused(used_store, tmp_path, name, content):
    before, path = held(used_store), tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataProblem):
        import_network(used_store, path)
    assert held(used_store) == before


def test_html_in_a_gzip_is_refused(used_store, tmp_path):
    path = tmp_path / "roads.osm.gz"
    path.write_bytes(gzip.compress(b"<html></html>"))
    with pytest.raises(DataProblem, match="not what its name says"):
        import_network(used_store, path)


@pytest.mark.parametrize("name", ["roads.geojson", "roads.osc", "roads.osm.bz2", "roads.osm.zip", "osm"])
def test_another_kind_of_file_is_refused_by_its_name(used_store, tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"")
    with pytest.raises(InvalidInput, match=r"\.osm\.pbf, \.osm and \.osm\.gz"):
        import_network(used_store, path)


@pytest.mark.parametrize(
    "path", ["nothing.osm", ".", "/vsicurl/http://127.0.0.1/roads.osm.pbf", "/vsizip/roads.zip/roads.osm"]
)
def test_what_is_no_plain_file_is_refused(used_store, tmp_path, path):
    with pytest.raises(InvalidInput, match="There is no file"):
        import_network(used_store, tmp_path / path)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_without_a_road_for_cars_is_refused(used_store, tmp_path, name):
    before, paths = held(used_store), [way(1, [1, 2], highway="path"), way(2, [2, 3], route="hiking")]
    for ways in ([], paths):
        with pytest.raises(DataProblem, match="holds no road for cars"):
            import_network(used_store, write(tmp_path / name, POINTS, ways))
    assert held(used_store) == before


def test_a_pbf_of_points_alone_has_no_roads(used_store, tmp_path):
    path = tmp_path / "roads.osm.pbf"
    path.write_bytes(header_blob() + nodes_blob(POINTS))
    with pytest.raises(DataProblem, match="holds no road for cars"):
        import_network(used_store, path)


def test_more_roads_than_are_taken_at_once_are_refused(used_store, tmp_path, monkeypatch):
    monkeypatch.setattr(osm, "MAX_WAYS", 1)
    with pytest.raises(TooLarge, match="more than 1 roads"):
        import_network(used_store, write(tmp_path / "roads.osm", POINTS, WAYS))


@pytest.mark.parametrize("kind", NAMES)
def test_a_file_larger_than_is_taken_is_refused_unread(used_store, tmp_path, monkeypatch, kind):
    path = write(tmp_path / kind, POINTS, WAYS)
    monkeypatch.setitem(osm_file.MAX_BYTES, kind.removeprefix("roads"), path.stat().st_size - 1)
    with pytest.raises(TooLarge, match="is larger than"):
        import_network(used_store, path)


@pytest.mark.parametrize(
    ("head", "day"),
    [
        (' timestamp="2026-03-04T00:00:00Z"', "2026-03-04"),
        (' generator="Overpass"><meta osm_base="2026-05-06T07:08:09Z"/', "2026-05-06"),
        (' timestamp="2026-13-40T00:00:00Z"', "None"),
        ("", "None"),
    ],
)
def test_the_day_of_an_xml_file_is_the_one_in_its_head(sqlite_store, tmp_path, head, day):
    path = tmp_path / "roads.osm"
    path.write_text(xml(POINTS, WAYS, head=head), encoding="utf-8")
    assert str(import_network(sqlite_store, path).as_of) == day


def test_the_day_of_a_pbf_is_the_one_in_its_first_block(sqlite_store, tmp_path):
    path = write_pbf(tmp_path / "roads.osm.pbf", POINTS, WAYS, timestamp=1_772_600_000)
    assert str(import_network(sqlite_store, path).as_of) == "2026-03-04"


def test_a_declaration_a_mark_and_comments_may_stand_before_the_root(sqlite_store, tmp_path):
    path = tmp_path / "roads.osm"
    text = xml(POINTS, WAYS).replace("<osm", "<!-- a > b -->\n<!-- c -->\n<osm", 1)
    path.write_text("\ufeff" + text, encoding="utf-8")
    assert import_network(sqlite_store, path).arcs == 2


def test_relations_of_other_kinds_are_no_turn_restrictions(sqlite_store, tmp_path):
    route = Relation(2, [("way", 1, "")], {"type": "route", "route": "bus"})
    report = import_network(sqlite_store, write(tmp_path / "roads.osm.pbf", POINTS, WAYS, [*BANS, route]))
    assert report.restrictions == 1


def test_every_refusal_is_an_error_of_ours_whatever_the_bytes(used_store, tmp_path):
    chance, path = random.Random(5), tmp_path / "roads.osm.pbf"
    head = header_blob()
    for length in (1, 40, 400, 4000):
        path.write_bytes(head + chance.randbytes(length))
        with pytest.raises(OcopError):
            import_network(used_store, path)


def test_the_checksum_is_that_of_the_file(tmp_path):
    path = tmp_path / "roads.osm"
    path.write_bytes(b"<osm version='0.6'></osm>")
    assert check_file(path).checksum == "28aba0db537a82a348c0493eae678779caedfe8cce9ca2d0a04fffdf91edc0d8"


def reordered(text: str) -> str:
    """Return a file with its ways before its points, as some services write it."""
    nodes, ways, end = text.index("<node"), text.index("<way"), text.index("</osm>")
    return text[:nodes] + text[ways:end] + text[nodes:ways] + text[end:]


@pytest.mark.parametrize("name", NAMES[:2])
@pytest.mark.parametrize("chunk", [7, 64, 1 << 20])
def test_points_after_ways_are_refused_because_gdal_loses_such_ways(
    used_store, tmp_path, monkeypatch, name, chunk
):
    monkeypatch.setattr(osm_file, "CHUNK_BYTES", chunk)
    text = reordered(xml(POINTS, WAYS)).encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    with pytest.raises(DataProblem, match="points stand after roads"):
        import_network(used_store, path)


@pytest.mark.parametrize("chunk", [7, 64])
def test_a_file_in_order_is_taken_however_it_falls_into_chunks(sqlite_store, tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(osm_file, "CHUNK_BYTES", chunk)
    assert import_network(sqlite_store, write(tmp_path / "roads.osm", POINTS, WAYS)).arcs == 2


def test_a_pbf_with_points_after_ways_is_refused(used_store, tmp_path):
    path = tmp_path / "roads.osm.pbf"
    path.write_bytes(header_blob() + nodes_blob(POINTS) + ways_blob(WAYS) + nodes_blob([node(9, 9, 9)]))
    with pytest.raises(DataProblem, match="points stand after roads"):
        import_network(used_store, path)


def test_points_in_any_order_of_their_numbers_are_taken(sqlite_store, tmp_path):
    assert import_network(sqlite_store, write(tmp_path / "roads.osm", POINTS[::-1], WAYS)).arcs == 2


def test_numbers_below_zero_are_taken_as_editors_write_what_is_new(sqlite_store, tmp_path):
    text = xml(POINTS, WAYS).replace('id="', 'id="-').replace('ref="', 'ref="-')
    (tmp_path / "roads.osm").write_text(text, encoding="utf-8")
    assert import_network(sqlite_store, tmp_path / "roads.osm").arcs == 2


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_of_roads_are_kept_and_a_road_without_one_has_none(sqlite_store, tmp_path, name):
    points = nodes({1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (3, 0)})
    ways = [way(1, [1, 2], ref="QL.4D;QL.279"), way(2, [2, 3]), way(3, [3, 4], ref="ĐT.153")]
    import_network(sqlite_store, write(tmp_path / name, points, ways))
    network = active_network(sqlite_store)
    assert network.roads == ("QL.4D/QL.279", "ĐT.153")
    assert sorted(network.road.tolist()) == [-1, -1, 0, 0, 1, 1]
