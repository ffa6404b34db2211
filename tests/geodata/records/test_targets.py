"""Published targets are records like others: their history is kept, also through a reload of shipped data."""

from __future__ import annotations

import sqlalchemy as sa

from geodata.quality import published_targets
from geodata.records.editing import archive_record, change_record, create_record, restore_record
from geodata.records.history import versions_of
from geodata.records.kinds import RecordKind
from geodata.records.state import read_state, tag_of
from geodata.registry.reference import load_reference
from geodata.tables import published_targets as table
from tests.geodata.records.world import MAY, TODAY

TARGETS = RecordKind.PUBLISHED_TARGETS
TARGET = {
    "metric": "products_4_star_total",
    "year": "2027",
    "value": "1.250,5",
    "unit": "products at least",
    "province_code": "15",
    "source": "Kế hoạch số 12/KH-UBND",
}


def tag(store, key):
    """Return the tag of a target as it is."""
    with store.read() as connection:
        return tag_of(read_state(connection, TARGETS, key))


def test_a_target_is_entered_changed_archived_and_restored_with_every_version(store):
    key = create_record(store, MAY, TARGETS, TARGET, today=TODAY)
    (one,) = published_targets(store)
    assert (one.target_id, one.value, one.province_code) == (key, 1250.5, "15")
    change_record(store, MAY, TARGETS, key, {"value": 20}, tag(store, key), today=TODAY)
    archive_record(store, MAY, TARGETS, key, tag(store, key))
    assert published_targets(store) == []
    restore_record(store, MAY, TARGETS, key)
    assert [one.value for one in published_targets(store)] == [20]
    assert [version.state is not None for version in versions_of(store, TARGETS, key)] == [
        False,
        True,
        True,
        False,
        True,
    ]


def test_a_reload_of_shipped_data_keeps_a_target_that_the_office_corrected(own_reference_store):
    store = own_reference_store
    with store.read() as connection:
        key = connection.scalar(sa.select(table.c.target_id).where(table.c.year == 2025))
    change_record(store, MAY, TARGETS, key, {"value": 241}, tag(store, key), today=TODAY)
    load_reference(store)
    assert [one.value for one in published_targets(store) if one.target_id == key] == [241]
    assert len(published_targets(store)) == 21
