"""``scripts/import_osm.py``: what it prints, and how it ends."""

from __future__ import annotations

import pytest

from geodata.network.imported import active_network, list_networks
from scripts.import_osm import NO_DATABASE, REFUSED, TAKEN, main
from tests.geodata.network.osm_files import nodes, way, write


@pytest.fixture
def file(tmp_path):
    """A file with one road."""
    return write(tmp_path / "roads.osm.gz", nodes({1: (0, 0), 2: (1, 0)}), [way(1, [1, 2])])


def run(store, *words):
    """Run the command on the database of ``store``, in English."""
    return main([*map(str, words), "--database", store.url, "--lang", "en"])


def test_a_file_is_imported_and_told(sqlite_store, file, capsys):
    assert run(sqlite_store, file, "--name", "Lào Cai") == TAKEN
    assert active_network(sqlite_store).name == "Lào Cai"
    out = capsys.readouterr().out
    assert "1 ways with highway or route read, 1 of them kept" in out
    assert "The file holds no turn restrictions" in out


def test_a_check_says_the_same_and_stores_nothing(sqlite_store, file, capsys):
    assert run(sqlite_store, file, "--check") == TAKEN
    assert list_networks(sqlite_store) == []
    assert "Only checked: nothing was stored" in capsys.readouterr().out


def test_a_refused_file_is_told_and_the_old_network_stays(sqlite_store, file, capsys):
    run(sqlite_store, file)
    file.write_bytes(file.read_bytes()[:-5])
    assert run(sqlite_store, file) == REFUSED
    assert "damaged or was cut short" in capsys.readouterr().err
    assert len(list_networks(sqlite_store)) == 1


def test_a_database_that_is_not_there_is_told(tmp_path, file, capsys):
    address = f"sqlite:///{tmp_path / 'nothing.db'}"
    assert main([str(file), "--database", address, "--lang", "en"]) == NO_DATABASE
    assert capsys.readouterr().err
