"""Imported networks in the store: one in use, the one before kept, all in a backup; both databases."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import sqlalchemy as sa

from geodata.errors import DataProblem, NotFound
from geodata.network import imported
from geodata.network.import_report import render
from geodata.network.imported import (
    activate,
    active_network,
    deactivate,
    import_network,
    list_networks,
    report_of,
)
from geodata.office.audit import Actor, LogFilter, read_log
from geodata.office.backup import make_backup
from geodata.office.backup_restore import restore
from geodata.office.tables import road_networks
from geodata.store import Store
from tests.geodata.network.osm_files import ban, node, nodes, way, write

POINTS = nodes({1: (0, 0), 2: (1, 0.4), 3: (2, 0)})


@pytest.fixture
def file(tmp_path):
    """A file with one road and a footpath."""
    return write(tmp_path / "roads.osm.pbf", POINTS, [way(1, [1, 2, 3]), way(2, [1, 3], highway="path")])


def address(store: Store) -> str:
    """Return the address of a store, with its password."""
    return store._engine.url.render_as_string(hide_password=False)


def named(store: Store) -> list[tuple[str, bool]]:
    """Return the names of the networks held, newest first, and which is in use."""
    return [(entry.name, entry.active) for entry in list_networks(store)]


def test_without_an_import_there_is_no_network(store):
    assert active_network(store) is None
    assert list_networks(store) == []


def test_an_imported_network_is_in_use_and_listed_with_its_extent(store, file):
    report = import_network(store, file, name="Đường Lào Cai", actor=Actor("u1", "Trần Thị Lan"))
    (entry,) = list_networks(store)
    network = active_network(store)
    assert network.network_id == entry.network_id == report.network_id
    assert (entry.name, entry.imported_by, entry.active) == ("Đường Lào Cai", "u1", True)
    assert (entry.nodes, entry.arcs) == (len(network.node_lon), len(network.tail)) == (2, 2)
    assert (entry.min_lon, entry.min_lat, entry.max_lon, entry.max_lat) == report.bbox
    assert entry.imported_at.tzinfo is not None


def test_an_import_is_a_line_of_the_audit_log_and_a_check_is_none(store, file):
    import_network(store, file, check_only=True)
    report = import_network(store, file)
    (entry,), count = read_log(store, LogFilter(), 10)
    assert (count, entry.action, entry.subject_id) == (1, "road_network_imported", report.network_id)
    assert entry.actor_name == "command line"
    assert (entry.after["file"], entry.after["arcs"]) == ("roads.osm.pbf", 2)


def test_the_report_of_an_import_stays_to_be_read(store, file):
    report = import_network(store, file)
    assert report_of(store, report.network_id) == report


def test_a_check_stores_nothing(store, file):
    revision = store.revision()
    report = import_network(store, file, check_only=True)
    assert (report.network_id, report.arcs) == (None, 2)
    assert list_networks(store) == []
    assert store.revision() == revision


def test_the_network_in_use_before_is_kept_and_older_ones_are_removed(store, file):
    for name in ("first", "second", "third"):
        import_network(store, file, name=name)
    assert named(store) == [("third", True), ("second", False)]


def test_the_one_in_use_is_kept_even_if_another_one_is_newer(store, file):
    first = import_network(store, file, name="first").network_id
    import_network(store, file, name="second")
    activate(store, first)
    import_network(store, file, name="third")
    assert named(store) == [("third", True), ("first", False)]


def test_the_embedded_graph_can_be_used_again_and_the_imported_one_after_it(store, file):
    network_id = import_network(store, file).network_id
    deactivate(store)
    assert active_network(store) is None
    assert named(store) == [("roads", False)]
    activate(store, network_id)
    assert active_network(store).network_id == network_id


def test_a_network_that_is_not_there_cannot_be_used(store, file):
    import_network(store, file)
    with pytest.raises(NotFound):
        activate(store, "nothing")
    with pytest.raises(NotFound):
        report_of(store, "nothing")
    assert named(store) == [("roads", True)]


def test_an_import_makes_a_new_revision(store, file):
    revision = store.revision()
    import_network(store, file)
    assert store.revision() == revision + 1


def test_an_import_that_fails_while_storing_leaves_the_old_network_in_use(store, file, monkeypatch):
    held = import_network(store, file, name="old").network_id
    revision = store.revision()
    # A second row of this number is refused after the older ones were touched.
    monkeypatch.setattr(imported, "new_id", lambda: held)
    with pytest.raises(sa.exc.IntegrityError):
        import_network(store, file, name="new")
    assert named(store) == [("old", True)]
    assert store.revision() == revision


def test_a_network_in_use_is_read_once_for_all_revisions(store, file):
    import_network(store, file)
    first = active_network(store)
    with store.write():
        pass
    assert active_network(store) is first


def test_another_store_reads_for_itself(store, file):
    import_network(store, file)
    with Store.open(address(store)) as other:
        assert active_network(other) is not active_network(store)
        assert active_network(other).network_id == active_network(store).network_id


def test_what_another_process_imports_is_used_at_the_next_question(store, file):
    import_network(store, file, name="old")
    assert active_network(store).name == "old"
    with Store.open(address(store)) as other:
        import_network(other, file, name="new")
    assert active_network(store).name == "new"


def test_damaged_content_is_told_and_not_used(store, file):
    import_network(store, file)
    with store.write() as connection:
        connection.execute(sa.update(road_networks).values(content=b"nothing", network_id="x"))
    with pytest.raises(DataProblem, match="damaged"):
        active_network(store)


def test_a_backup_brings_the_same_network_back(store, file, tmp_path):
    import_network(store, file, name="saved")
    before = active_network(store)
    make_backup(address(store), tmp_path / "backup.zip")
    import_network(store, file, name="later")
    restore(address(store), tmp_path / "backup.zip")
    with Store.open(address(store)) as fresh:
        after = active_network(fresh)
    assert named(store) == [("saved", True)]
    for field in dataclasses.fields(before):
        assert np.array_equal(getattr(after, field.name), getattr(before, field.name))


def test_progress_only_grows_and_is_told_in_texts(store, file):
    told = []
    import_network(
        store, file, progress=lambda fraction, text, **values: told.append((fraction, text % values))
    )
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] <= fractions[-1] <= 1


def test_the_report_says_what_was_kept_what_was_lost_and_where_it_lies(sqlite_store, file):
    lines = render(import_network(sqlite_store, file), lambda text: text).splitlines()
    assert lines[0] == "roads.osm.pbf: 2 ways with highway or route read, 1 of them kept"
    assert lines[1].startswith("The graph: 2 junctions and ends, 2 directed arcs, 2 km")
    assert lines[2] == "Extent: 104.0000–104.0200° E, 22.3000–22.3040° N (WGS 84)"
    assert "Left out: 1 – not for cars (footways, paths, roads being built, …)" in lines
    assert "The file holds no turn restrictions" in lines
    assert lines[-1].startswith("This network is now in use")


def test_the_report_warns_of_turn_restrictions_gaps_barriers_and_what_it_dropped(sqlite_store, tmp_path):
    places = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (10, 0), 5: (1, 1), 6: (1, 2)}
    points = [*nodes(places)[:5], node(6, 1, 2, barrier="bollard"), node(7, 1, 3)]
    ways = [way(1, [1, 2, 3, 4]), way(2, [2, 5, 6, 7]), way(3, [1, 2])]
    file = write(tmp_path / "roads.osm.pbf", points, ways, [ban(1, 1, 2)])
    text = render(import_network(sqlite_store, file, check_only=True), lambda text: text)
    assert "1 turn restrictions are not kept" in text
    assert "1 steps of more than 5 km between two points were cut out" in text
    assert "Roads end at 1 barriers that stop cars" in text
    assert "2 pieces of road lay on others" in text
    assert "dropped: 1.1 km of road (20." in text
    assert text.endswith("Only checked: nothing was stored")
