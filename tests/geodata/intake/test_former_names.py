"""A list that is older than a rename, a merge or the archive makes nothing a second time."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.office.audit import COMMAND_LINE
from geodata.records import editing
from geodata.records.current import present_state
from geodata.records.kinds import RecordKind
from geodata.records.merging import merge_records
from geodata.records.state import tag_of
from geodata.store import Store
from tests.geodata.intake.test_preview import HEADINGS, TODAY, keep, outcomes, preview, rules

PRODUCTS, PRODUCERS = RecordKind.PRODUCTS, RecordKind.PRODUCERS
LIST = [
    HEADINGS,
    ["Chè thử", "HTX Một", 3, "Bản Liền", "Bắc Hà"],
    ["Rượu thử", "HTX Hai", 4, "Bản Liền", "Bắc Hà"],
]


@pytest.fixture
def store(own_reference_store) -> Store:
    """The reference data and two products of two producers."""
    keep(own_reference_store, preview(own_reference_store, LIST))
    return own_reference_store


def named(store: Store, name: str, kind: RecordKind = PRODUCTS) -> str:
    """Return the identifier of the record of a name."""
    t = tables.metadata.tables[kind.value].c
    key = t.product_id if kind is PRODUCTS else t.producer_id
    with store.read() as connection:
        return str(connection.scalars(sa.select(key).where(t.name == name)).one())


def tag(store: Store, key: str, kind: RecordKind = PRODUCTS) -> str:
    """Return the version of a record."""
    with store.read() as connection:
        return tag_of(present_state(connection, kind, key))


def rename(store: Store, key: str, name: str, kind: RecordKind = PRODUCTS) -> None:
    """Give a record another name."""
    editing.change_record(store, COMMAND_LINE, kind, key, {"name": name}, tag(store, key, kind), today=TODAY)


def test_a_product_is_found_by_the_name_that_it_had(store):
    key = named(store, "Chè thử")
    rename(store, key, "Chè Shan")
    found = preview(store, LIST)
    assert (outcomes(found), found.rows[0].record_id) == (["same", "same"], key)
    assert found.rows[0].warnings[-1].rule == "name_former"
    bare = preview(store, [["Tên sản phẩm", "Hạng sao"], ["Chè thử", 3]])
    assert (outcomes(bare), bare.rows[0].record_id) == (["same"], key)


def test_a_new_record_of_a_name_comes_before_one_that_had_it(store):
    rename(store, named(store, "Chè thử"), "Chè Shan")
    editing.create_record(
        store, COMMAND_LINE, PRODUCTS, {"name": "Chè thử", "producer": "HTX Một", "stars": 5}, today=TODAY
    )
    found = preview(store, LIST)
    assert found.rows[0].record_id == named(store, "Chè thử")


def test_a_producer_is_found_by_the_name_that_it_had(store):
    rename(store, named(store, "HTX Một", PRODUCERS), "HTX Mới", PRODUCERS)
    found = preview(store, LIST)
    assert (outcomes(found), found.new_producers) == (["same", "same"], ())


def test_a_producer_that_was_merged_is_found_with_its_products(store):
    gone, kept = named(store, "HTX Một", PRODUCERS), named(store, "HTX Hai", PRODUCERS)
    tags = {key: tag(store, key, PRODUCERS) for key in (gone, kept)}
    merge_records(store, COMMAND_LINE, PRODUCERS, kept, gone, {}, tags, today=TODAY)
    found = preview(store, LIST)
    assert (outcomes(found), found.new_producers) == (["same", "same"], ())


def test_a_product_that_was_merged_is_taken_for_the_one_that_stayed(store):
    gone, kept = named(store, "Chè thử"), named(store, "Rượu thử")
    merge_records(
        store,
        COMMAND_LINE,
        PRODUCTS,
        kept,
        gone,
        {},
        {key: tag(store, key) for key in (gone, kept)},
        today=TODAY,
    )
    found = preview(store, [[*HEADINGS, "Ghi chú"], [*LIST[1][:2], None, *LIST[1][3:], "mới"]])
    (row,) = found.rows
    assert (row.outcome, row.record_id) == ("changed", kept)
    assert {change.field for change in row.changes} == {"note"}


def test_what_lies_in_the_archive_is_refused_and_not_made_again(store):
    key = named(store, "Chè thử")
    editing.archive_record(store, COMMAND_LINE, PRODUCTS, key, tag(store, key))
    found = preview(store, LIST)
    assert (outcomes(found), rules(found)) == (["refused", "same"], ["record_archived"])
    producer = named(store, "HTX Một", PRODUCERS)
    editing.archive_record(store, COMMAND_LINE, PRODUCERS, producer, tag(store, producer, PRODUCERS))
    found = preview(store, LIST)
    assert (outcomes(found), rules(found)) == (["refused", "same"], ["record_archived"])
    bare = preview(store, [["Tên sản phẩm", "Hạng sao"], ["Chè thử", 3]])
    assert rules(bare) == ["record_archived"]


def test_an_import_that_was_taken_back_can_be_made_again(own_reference_store):
    from geodata.records.undo import undo_change

    store = own_reference_store
    undo_change(store, COMMAND_LINE, keep(store, preview(store, LIST)))
    assert outcomes(preview(store, LIST)) == ["new", "new"]
