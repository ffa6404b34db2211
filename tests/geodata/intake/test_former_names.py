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
from geodata.records.undo import undo_change
from geodata.store import Store
from tests.geodata.intake.test_preview import HEADINGS, TODAY, keep, outcomes, preview, rules

PRODUCTS, PRODUCERS = RecordKind.PRODUCTS, RecordKind.PRODUCERS
LIST = [
    HEADINGS,
    ["Chè thử", "HTX Một", 3, "Bản Liền", "Bắc Hà"],
    ["Rượu thử", "HTX Hai", 4, "Bản Liền", "Bắc Hà"],
]


@pytest.fixture
def office(own_reference_store) -> Store:
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


def test_a_product_is_found_by_the_name_that_it_had(office):
    key = named(office, "Chè thử")
    rename(office, key, "Chè Shan")
    found = preview(office, LIST)
    assert (outcomes(found), found.rows[0].record_id) == (["same", "same"], key)
    assert found.rows[0].warnings[-1].rule == "name_former"
    bare = preview(office, [["Tên sản phẩm", "Hạng sao"], ["Chè thử", 3]])
    assert (outcomes(bare), bare.rows[0].record_id) == (["same"], key)


def test_a_new_record_of_a_name_comes_before_one_that_had_it(office):
    rename(office, named(office, "Chè thử"), "Chè Shan")
    editing.create_record(
        office, COMMAND_LINE, PRODUCTS, {"name": "Chè thử", "producer": "HTX Một", "stars": 5}, today=TODAY
    )
    found = preview(office, LIST)
    assert found.rows[0].record_id == named(office, "Chè thử")


def test_a_producer_is_found_by_the_name_that_it_had(office):
    rename(office, named(office, "HTX Một", PRODUCERS), "HTX Mới", PRODUCERS)
    found = preview(office, LIST)
    assert (outcomes(found), found.new_producers) == (["same", "same"], ())


def test_a_producer_that_was_merged_is_found_with_its_products(office):
    gone, kept = named(office, "HTX Một", PRODUCERS), named(office, "HTX Hai", PRODUCERS)
    tags = {key: tag(office, key, PRODUCERS) for key in (gone, kept)}
    merge_records(office, COMMAND_LINE, PRODUCERS, kept, gone, {}, tags, today=TODAY)
    found = preview(office, LIST)
    assert (outcomes(found), found.new_producers) == (["same", "same"], ())


def test_a_product_that_was_merged_is_taken_for_the_one_that_stayed(office):
    gone, kept = named(office, "Chè thử"), named(office, "Rượu thử")
    merge_records(
        office,
        COMMAND_LINE,
        PRODUCTS,
        kept,
        gone,
        {},
        {key: tag(office, key) for key in (gone, kept)},
        today=TODAY,
    )
    found = preview(office, [[*HEADINGS, "Ghi chú"], [*LIST[1][:2], None, *LIST[1][3:], "mới"]])
    (row,) = found.rows
    assert (row.outcome, row.record_id) == ("changed", kept)
    assert {change.field for change in row.changes} == {"note"}


def test_what_lies_in_the_archive_is_refused_and_not_made_again(office):
    key = named(office, "Chè thử")
    editing.archive_record(office, COMMAND_LINE, PRODUCTS, key, tag(office, key))
    found = preview(office, LIST)
    assert (outcomes(found), rules(found)) == (["refused", "same"], ["record_archived"])
    producer = named(office, "HTX Một", PRODUCERS)
    editing.archive_record(office, COMMAND_LINE, PRODUCERS, producer, tag(office, producer, PRODUCERS))
    found = preview(office, LIST)
    assert (outcomes(found), rules(found)) == (["refused", "same"], ["record_archived"])
    bare = preview(office, [["Tên sản phẩm", "Hạng sao"], ["Chè thử", 3]])
    assert rules(bare) == ["record_archived"]


def test_an_import_that_was_taken_back_can_be_made_again(own_reference_store):
    store = own_reference_store
    undo_change(store, COMMAND_LINE, keep(store, preview(store, LIST)))
    assert outcomes(preview(store, LIST)) == ["new", "new"]


def test_former_names_are_known_on_both_databases(store):
    editing.create_record(store, COMMAND_LINE, PRODUCERS, {"name": "HTX Cũ"}, today=TODAY)
    key = named(store, "HTX Cũ", PRODUCERS)
    rename(store, key, "HTX Mới", PRODUCERS)
    rows = [["Tên chủ thể", "Ghi chú"], ["HTX Cũ", "mới"]]
    found = preview(store, rows, kind=PRODUCERS)
    assert (outcomes(found), found.rows[0].record_id) == (["changed"], key)
    editing.archive_record(store, COMMAND_LINE, PRODUCERS, key, tag(store, key, PRODUCERS))
    assert rules(preview(store, rows, kind=PRODUCERS)) == ["record_archived"]
