"""The made-up roads of the benchmark: always the same, all connected, and as many as their side says."""

from __future__ import annotations

from geodata.network.imported import import_network
from scripts._bench.osm import SIDE, edges, made_up_file


def test_the_file_is_the_same_every_time(tmp_path):
    first, again = (made_up_file(tmp_path / name, 4).read_bytes() for name in ("a.osm.pbf", "b.osm.pbf"))
    assert first == again


def test_a_made_up_grid_is_imported_whole(sqlite_store, tmp_path):
    report = import_network(sqlite_store, made_up_file(tmp_path / "grid.osm.pbf", 12))
    assert report.ways_read == report.ways_kept == 2 * 12 * 11
    assert report.restrictions == 3
    assert report.km_dropped < report.km / 10


def test_the_benchmark_measures_a_quarter_of_a_million_ways():
    assert sum(1 for _ in edges(SIDE)) == 2 * SIDE * (SIDE - 1) >= 250_000
