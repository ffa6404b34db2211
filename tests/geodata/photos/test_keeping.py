"""Photos stay with their record: through merges, archive, backup and a reload; nobody overwrites another."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from geodata.errors import Conflict, InvalidInput, NotFound, Stale, TooLarge
from geodata.office.audit import LogFilter, read_log
from geodata.office.backup import make_backup
from geodata.office.backup_restore import restore
from geodata.office.clock import utc_now
from geodata.photos import keeping, limits, tidying
from geodata.photos.describing import described
from geodata.photos.events import photo_events
from geodata.photos.held import record_photos
from geodata.photos.keeping import add_photo, change_photo, order_photos, remove_photo, restore_photo
from geodata.photos.reading import PhotoSize, find_photo, photos_of, read_picture, shown_photos
from geodata.photos.tidying import tidy_photos
from geodata.records.editing import archive_record, create_record, restore_record
from geodata.records.history import ChangeFilter, changes
from geodata.records.kinds import RecordKind
from geodata.records.merging import merge_records
from geodata.records.tables import photo_pictures, photos
from geodata.records.undo import undo_change
from geodata.store import Store
from tests.geodata.photos.made import packed, plain
from tests.geodata.records.test_replaying import data_of, load
from tests.geodata.records.world import MAY, PAO, POINTS, PRODUCTS, TODAY, fill_registry, tag

P1 = (PRODUCTS, "p1")


@pytest.fixture
def world(store: Store) -> Store:
    fill_registry(store)
    return store


@pytest.fixture
def small(sqlite_store: Store) -> Store:
    fill_registry(sqlite_store)
    return sqlite_store


def words(caption=None, credit="Ban quản lý"):
    return described(caption, credit, is_credit_unknown=credit is None)


def add(store, key="p1", shade=10, kind=PRODUCTS, caption=None):
    """Add a photo of one shade of grey and return its identifier."""
    return add_photo(store, MAY, kind, key, packed(plain(8, 8, (shade,) * 3)), words(caption))


def names(store, key="p1", kind=PRODUCTS):
    return [photo.photo_id for photo in photos_of(store, kind, key)]


def version(store, key="p1"):
    return record_photos(store, PRODUCTS, key).tag


def merge(store, keep, gone):
    tags = {key: tag(store, PRODUCTS, key) for key in (keep, gone)}
    merge_records(store, MAY, PRODUCTS, keep, gone, {}, tags, None, TODAY)


def last_change(store):
    return changes(store, ChangeFilter(), 1)[0][0].change_id


def age(store, photo_id):
    """Let a photo have been removed just over thirty days ago."""
    long_ago = utc_now() - limits.REMOVED_FOR - timedelta(hours=1)
    with store.write() as connection:
        connection.execute(photos.update().where(photos.c.photo_id == photo_id).values(removed_at=long_ago))


def kept(store):
    """Return which photos the database holds, of which it holds pictures, too."""
    with store.read() as connection:
        told, drawn = (connection.scalars(sa.select(t.c.photo_id)).all() for t in (photos, photo_pictures))
    assert sorted(told) == sorted(drawn)
    return sorted(told)


def log(store):
    return [
        (line.action, line.before, line.after)
        for line in read_log(store, LogFilter(subject_id="p1"), 20)[0]
        if line.action.startswith("photo")
    ]


def test_a_photo_is_kept_with_what_is_said_of_it_and_found_by_readers(world):
    key = add(world, caption="  Gạo  Séng Cù ")
    [photo] = photos_of(world, *P1)
    assert (photo.photo_id, photo.caption, photo.credit) == (key, "Gạo Séng Cù", "Ban quản lý")
    assert (photo.width, photo.height, photo.added_by) == (8, 8, MAY.name)
    assert find_photo(world, key) == photo
    assert read_picture(world, key, PhotoSize.IMAGE).startswith(b"\xff\xd8\xff")
    # What is gone for good is to be gone: no text of a photo is in the log, which nobody can shorten.
    assert log(world) == [("photo_added", None, {"photo": key})]


def test_who_took_it_is_said_or_that_nobody_knows(small):
    assert described(None, None, is_credit_unknown=True).credit is None
    for credit, unknown in ((None, False), ("  ", False), ("Lan", True)):
        with pytest.raises(InvalidInput, match="who took the photo"):
            described(None, credit, is_credit_unknown=unknown)
    with pytest.raises(InvalidInput, match="caption has 301 characters"):
        described("a" * 301, "Lan", is_credit_unknown=False)
    assert described("chè\x00\u202eShan\n Tuyết", "L", is_credit_unknown=False).caption == "chèShan Tuyết"


def test_the_thirteenth_photo_and_the_same_one_again_are_refused(small, monkeypatch):
    add(small)
    with pytest.raises(Conflict, match="this very photo"):
        add(small)
    monkeypatch.setattr(limits, "MOST_OF_RECORD", 2)
    add(small, shade=20)
    with pytest.raises(Conflict, match="2 photos; at most 2"):
        add(small, shade=30)
    assert len(names(small)) == 2


def test_all_photos_together_have_a_limit(world, monkeypatch):
    add(world)
    with world.read() as connection:
        size = sum(
            len(row.image) + len(row.thumbnail) for row in connection.execute(sa.select(photo_pictures))
        )
    monkeypatch.setattr(limits, "MOST_STORED_BYTES", size + 10)
    with pytest.raises(TooLarge, match="All photos of the office"):
        add(world, "p2", shade=20)
    assert names(world, "p2") == []


def test_only_records_that_are_there_and_have_a_place_have_photos(small):
    with pytest.raises(NotFound):
        add(small, "nowhere")
    with pytest.raises(InvalidInput, match="Only products and places"):
        add(small, "t1", kind=RecordKind.PUBLISHED_TOTALS)


def test_photos_are_put_into_an_order_that_names_each_of_them_once(world):
    one, two, three = (add(world, shade=shade) for shade in (10, 90, 170))
    order_photos(world, MAY, P1, [three, one, two], version(world))
    assert names(world) == [three, one, two]
    assert log(world)[0] == ("photos_ordered", {"photos": [one, two, three]}, {"photos": [three, one, two]})
    for wrong in ([one, two], [one, two, two], [one, two, "x"]):
        with pytest.raises(InvalidInput, match="every photo"):
            order_photos(world, MAY, P1, wrong, version(world))


def test_who_saw_an_older_version_changes_nothing(world):
    key = add(world)
    seen = version(world)
    change_photo(world, PAO, P1, key, words("Mới"), seen)
    deeds = (
        lambda: change_photo(world, MAY, P1, key, words("Cũ"), seen),
        lambda: remove_photo(world, MAY, P1, key, seen),
        lambda: order_photos(world, MAY, P1, [key], seen),
    )
    for deed in deeds:
        with pytest.raises(Stale) as refused:
            deed()
        assert refused.value.values["tag"] == version(world)
    assert photos_of(world, *P1)[0].caption == "Mới"
    assert log(world)[0] == ("photo_changed", None, {"photo": key, "fields": ["caption"]})


def test_what_changes_nothing_leaves_no_trace(small):
    key = add(small)
    change_photo(small, PAO, P1, key, words(), version(small))
    order_photos(small, PAO, P1, [key], version(small))
    assert [line[0] for line in log(small)] == ["photo_added"]


def test_a_removed_photo_is_shown_nowhere_and_can_be_put_back(world):
    one, two = add(world), add(world, shade=90)
    remove_photo(world, MAY, P1, one, version(world))
    assert names(world) == [two]
    with pytest.raises(NotFound):
        find_photo(world, one)
    assert [photo.photo_id for photo in record_photos(world, *P1).removed] == [one]
    restore_photo(world, MAY, P1, one, version(world))
    assert names(world) == [two, one]
    assert [line[0] for line in log(world)] == ["photo_restored", "photo_removed", *["photo_added"] * 2]


def test_a_photo_that_was_removed_twice_or_long_ago_is_gone(world):
    one, two = add(world), add(world, shade=90)
    for _ in range(2):
        remove_photo(world, MAY, P1, one, version(world))
    assert log(world)[0][0] == "photo_deleted"
    remove_photo(world, MAY, P1, two, version(world))
    age(world, two)
    assert record_photos(world, *P1).removed == ()
    with pytest.raises(NotFound):
        restore_photo(world, MAY, P1, two, version(world))
    add(world, "p2", shade=170)
    assert kept(world) == names(world, "p2")


def test_the_consumer_throws_old_removed_photos_away_with_their_pictures(world):
    old, young, shown = (add(world, shade=shade) for shade in (10, 90, 170))
    for key in (old, young):
        remove_photo(world, MAY, P1, key, version(world))
    age(world, old)
    revision = world.revision()
    tidy_photos(world)
    assert kept(world) == sorted([young, shown])
    assert world.revision() == revision


def test_of_removed_photos_the_oldest_go_for_good_when_too_many_wait(world, monkeypatch):
    monkeypatch.setattr(tidying, "MOST_REMOVED_OF_RECORD", 2)
    keys = [add(world, shade=shade) for shade in (10, 90, 170)]
    for key in keys:
        remove_photo(world, MAY, P1, key, version(world))
    assert {photo.photo_id for photo in record_photos(world, *P1).removed} == set(keys[1:])
    assert kept(world) == sorted(keys[1:])
    assert ("photo_deleted", {"photo": keys[0]}, None) in log(world)


def test_a_record_of_many_photos_takes_a_removed_one_back(small, monkeypatch):
    mine, other, third = add(small), add(small, "p9", shade=90), add(small, "p9", shade=170)
    remove_photo(small, MAY, P1, mine, version(small))
    merge(small, "p1", "p9")
    monkeypatch.setattr(limits, "MOST_OF_RECORD", 2)
    restore_photo(small, MAY, P1, mine, version(small))
    assert set(names(small)) == {mine, other, third}


def test_the_history_of_a_record_tells_what_was_done_with_its_photos(world):
    key, other = add(world), add(world, "p9", shade=90)
    change_photo(world, PAO, P1, key, words("Mới", None), version(world))
    merge(world, "p1", "p9")
    order_photos(world, MAY, P1, [other, key], version(world))
    remove_photo(world, MAY, P1, key, version(world))
    found = photo_events(world, *P1)
    assert [(event.deed, event.actor_name, event.photo_id) for event in found] == [
        ("photo_removed", MAY.name, key),
        ("photos_ordered", MAY.name, None),
        ("photo_changed", PAO.name, key),
        ("photo_added", MAY.name, other),
        ("photo_added", MAY.name, key),
    ]
    assert found[2].fields == ("caption", "credit")


def test_a_merge_brings_the_photos_along_and_its_undo_takes_them_back(world):
    kept, gone = add(world, "p1"), add(world, "p9", shade=90)
    merge(world, "p1", "p9")
    assert (names(world, "p1"), names(world, "p9")) == ([kept, gone], [])
    order_photos(world, MAY, P1, [gone, kept], version(world))
    later = add(world, "p1", shade=170)
    assert names(world, "p1") == [gone, kept, later]
    undo_change(world, MAY, last_change(world))
    assert (names(world, "p1"), names(world, "p9")) == ([kept, later], [gone])


def test_photos_follow_a_record_through_two_merges_and_back(small):
    first, second, third = add(small, "p9"), add(small, "p10", shade=90), add(small, "p1", shade=170)
    merge(small, "p10", "p9")
    middle = last_change(small)
    merge(small, "p1", "p10")
    assert set(names(small, "p1")) == {first, second, third}
    undo_change(small, MAY, last_change(small))
    assert (set(names(small, "p10")), names(small, "p1")) == ({first, second}, [third])
    undo_change(small, MAY, middle)
    assert (names(small, "p9"), names(small, "p10")) == ([first], [second])


def test_an_archived_record_shows_its_photos_nowhere_until_it_is_back(world):
    key = add(world)
    archive_record(world, MAY, PRODUCTS, "p1", tag(world, PRODUCTS, "p1"))
    undone = last_change(world)
    assert shown_photos(world).by_id == {}
    assert [photo.photo_id for photo in record_photos(world, *P1).shown] == [key]
    with pytest.raises(NotFound, match="archived"):
        add(world, shade=90)
    undo_change(world, MAY, undone)
    assert names(world) == [key]
    archive_record(world, MAY, PRODUCTS, "p1", tag(world, PRODUCTS, "p1"))
    restore_record(world, MAY, PRODUCTS, "p1")
    assert names(world) == [key]


@pytest.mark.parametrize("way", ["archived", "making taken back"])
def test_photos_on_the_shelf_are_removed_for_good_by_who_may_change_the_record(small, way):
    raw = {"name": "Mật ong", "producer": "h1", "recognition": "recognised"}
    record = (PRODUCTS, create_record(small, MAY, PRODUCTS, raw, None, TODAY))
    made = last_change(small)
    key = add(small, record[1])
    if way == "archived":
        archive_record(small, MAY, *record, tag(small, *record))
    else:
        undo_change(small, MAY, made)

    def refuse(_kind, _state):
        raise PermissionError

    with pytest.raises(PermissionError):
        record_photos(small, *record, refuse)
    with pytest.raises(PermissionError):
        remove_photo(small, MAY, record, key, record_photos(small, *record).tag, refuse)
    for _ in range(2):
        remove_photo(small, MAY, record, key, record_photos(small, *record).tag)
    assert kept(small) == []


def test_the_gate_is_asked_before_the_photo_is_read_and_again_before_it_is_kept(small, monkeypatch):
    asked = []

    def gate(kind, state):
        asked.append((kind, state["products"][0]["product_id"]))
        if len(asked) > 1:
            raise PermissionError

    monkeypatch.setattr(keeping, "encoded_photo", lambda _: pytest.fail("read") if not asked else None)
    with pytest.raises(PermissionError):
        add_photo(small, MAY, PRODUCTS, "p1", b"", words(), gate)
    assert asked == [(PRODUCTS, "p1")] * 2


def test_a_backup_carries_every_photo(world, tmp_path: Path):
    key = add(world, caption="Chè")
    file = tmp_path / "a.zip"
    with world.read() as connection:
        before = [connection.execute(sa.select(table)).all() for table in (photos, photo_pictures)]
        url = connection.engine.url.render_as_string(hide_password=False)
    make_backup(url, file)
    with world.write() as connection:
        connection.execute(photos.delete())
    restore(url, file, force_running=True)
    with world.read() as connection:
        assert [connection.execute(sa.select(table)).all() for table in (photos, photo_pictures)] == before
    assert names(world) == [key]


def test_loading_the_shipped_data_anew_leaves_the_photos(small):
    key = add(small, "s2", kind=POINTS)
    load(small, data_of(small))
    assert names(small, "s2", POINTS) == [key]
