"""Loading the reference data anew keeps the office's work, and tells where the shipped row is another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.joins import products_in
from geodata.records.duplicates import likely_duplicates
from geodata.records.editing import archive_record, change_record, create_record
from geodata.records.history import ChangeFilter, changes
from geodata.records.merging import merge_records
from geodata.records.redirects import redirect_of
from geodata.records.state import read_state, read_states, record_of
from geodata.records.undo import undo_change
from geodata.registry import reference
from geodata.store import Store
from geodata.view import View
from tests.geodata.records.world import (
    MAY,
    POINTS,
    PRODUCERS,
    PRODUCTS,
    SIGHTS,
    TODAY,
    ZONES,
    everything,
    fill_registry,
    tag,
)

REPORTS = ("import_reports", "import_problems")


@pytest.fixture(scope="session")
def shipped() -> reference.ReferenceData:
    """What ``geodata/reference`` holds, read once."""
    return reference.read_reference()


def load(store: Store, data: reference.ReferenceData) -> list[Any]:
    """Load reference data, and return what the report says of the office's work."""
    with store.write() as connection:
        reports = reference.replace_all(connection, data)
    return [problem for report in reports if report.file == "entered" for problem in report.problems]


def without_reports(held: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """The registry without the reports of the load."""
    return {table: rows for table, rows in held.items() if table not in REPORTS}


def first(store, kind, where=lambda row: True):
    """Return the first record of a kind that fits."""
    with store.read() as connection:
        states = read_states(connection, kind)
    return next((key, state) for key, state in states.items() if where(record_of(kind, state)))


def work(store: Store) -> tuple[str, str]:
    """Edit, rename, archive, merge and enter; return the producer that was merged and the kept one."""
    key, _ = first(store, PRODUCTS)
    raw = {"website": "xuquang.vn", "note": "văn phòng sửa"}
    change_record(store, MAY, PRODUCTS, key, raw, tag(store, PRODUCTS, key), None, TODAY)
    point, _ = first(store, POINTS, lambda row: row["kind"] == "market")
    change_record(store, MAY, POINTS, point, {"name": "Chợ đổi tên"}, tag(store, POINTS, point), None, TODAY)
    sight, _ = first(store, SIGHTS)
    archive_record(store, MAY, SIGHTS, sight, tag(store, SIGHTS, sight))
    zone = next(pair for pair in likely_duplicates(store, ZONES, TODAY).pairs)
    ids = (zone.first.record_id, zone.second.record_id)
    merge_records(store, MAY, ZONES, *ids, {}, {each: tag(store, ZONES, each) for each in ids})
    some = [first(store, PRODUCERS)[0], first(store, PRODUCERS, lambda row: row["kind"] == "cooperative")[0]]
    gone, keep = some if some[0] != some[1] else (some[0], last_producer(store))
    tags = {each: tag(store, PRODUCERS, each) for each in (gone, keep)}
    merge_records(store, MAY, PRODUCERS, keep, gone, {}, tags)
    raw = {"name": "Sản phẩm mới của văn phòng", "producer": keep, "recognition": "recognised"}
    create_record(store, MAY, PRODUCTS, raw, None, TODAY)
    return gone, keep


def last_producer(store):
    with store.read() as connection:
        return connection.scalar(sa.select(sa.func.max(tables.producers.c.producer_id)))


def test_a_reload_keeps_edits_merges_archives_and_new_records(own_reference_store, shipped):
    gone, keep = work(own_reference_store)
    before = without_reports(everything(own_reference_store))
    view = View(today=TODAY)
    counted = len(products_in(own_reference_store, view))
    assert load(own_reference_store, shipped) == []
    assert without_reports(everything(own_reference_store)) == before
    assert len(products_in(own_reference_store, view)) == counted
    assert redirect_of(own_reference_store, PRODUCERS, gone) == keep
    assert load(own_reference_store, shipped) == []
    assert without_reports(everything(own_reference_store)) == before


def test_after_a_reload_everything_can_still_be_taken_back(own_reference_store, shipped):
    start = without_reports(everything(own_reference_store))
    work(own_reference_store)
    load(own_reference_store, shipped)
    for change in changes(own_reference_store, ChangeFilter(), 20)[0]:
        undo_change(own_reference_store, MAY, change.change_id)
    assert without_reports(everything(own_reference_store)) == start


def test_a_reload_on_both_databases(store):
    fill_registry(store)
    data = data_of(store)
    change_record(store, MAY, PRODUCTS, "p1", {"note": "sửa"}, tag(store, PRODUCTS, "p1"), None, TODAY)
    merge_records(
        store, MAY, PRODUCERS, "h1", "h2", {}, {key: tag(store, PRODUCERS, key) for key in ("h1", "h2")}
    )
    archive_record(store, MAY, PRODUCTS, "p10", tag(store, PRODUCTS, "p10"))
    before = without_reports(everything(store))
    assert load(store, data) == []
    assert without_reports(everything(store)) == before


@pytest.fixture
def small(sqlite_store: Store) -> Store:
    fill_registry(sqlite_store)
    return sqlite_store


def data_of(store: Store) -> reference.ReferenceData:
    """What a store holds, as if it were shipped."""
    with store.read() as connection:
        rows = {
            table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in tables.metadata.sorted_tables
            if table.name not in (*REPORTS, "store_state")
        }
    return reference.ReferenceData(rows, ())


def shipped_with(data, table, key, **values):
    """Reference data in which one row of a table is another one."""
    column = next(iter(tables.metadata.tables[table].primary_key)).name
    rows = [row | values if row[column] == key else row for row in data.rows[table]]
    return replace(data, rows={**data.rows, table: rows})


def shipped_without(data, table, key):
    """Reference data without one row of a table."""
    column = next(iter(tables.metadata.tables[table].primary_key)).name
    return replace(data, rows={**data.rows, table: [row for row in data.rows[table] if row[column] != key]})


def note(store, kind, key):
    with store.read() as connection:
        return record_of(kind, read_state(connection, kind, key))["note"]


def test_a_shipped_row_that_changed_is_told_and_the_version_of_the_office_stays(small):
    data = data_of(small)
    change_record(small, MAY, PRODUCTS, "p1", {"note": "sửa"}, tag(small, PRODUCTS, "p1"), None, TODAY)
    (told,) = load(small, shipped_with(data, "products", "p1", website="moi.vn", source_row=77))
    assert (told.rule, told.row, told.column) == ("office_version_kept", 77, "website")
    assert "Rượu ngô" in told.text()
    assert note(small, PRODUCTS, "p1") == "sửa"


def test_a_line_that_only_moved_in_its_file_is_not_told(small):
    data = data_of(small)
    change_record(small, MAY, PRODUCTS, "p1", {"note": "sửa"}, tag(small, PRODUCTS, "p1"), None, TODAY)
    assert load(small, shipped_with(data, "products", "p1", source_row=77)) == []


def test_a_record_that_is_shipped_no_longer_stays_with_its_producer(small):
    data = data_of(small)
    change_record(small, MAY, PRODUCTS, "p10", {"note": "sửa"}, tag(small, PRODUCTS, "p10"), None, TODAY)
    less = shipped_without(shipped_without(data, "products", "p10"), "producers", "h3")
    (told,) = load(small, less)
    assert told.rule == "office_record_not_shipped"
    assert note(small, PRODUCTS, "p10") == "sửa"
    with small.read() as connection:
        assert read_state(connection, PRODUCERS, "h3") is not None


def test_a_newly_shipped_product_of_a_merged_producer_is_one_of_the_kept_producer(small):
    data = data_of(small)
    tags = {key: tag(small, PRODUCERS, key) for key in ("h1", "h2")}
    merge_records(small, MAY, PRODUCERS, "h1", "h2", {}, tags)
    new = next(row for row in data.rows["products"] if row["product_id"] == "p9")
    more = [
        new | {"product_id": "p20", "name": "Rượu thóc"},
        new | {"product_id": "p21", "name": "Chè Shan tuyết"},
    ]
    rows = {**data.rows, "products": [*data.rows["products"], *more]}
    (told,) = load(small, replace(data, rows=rows))
    assert (told.rule, told.value) == ("duplicate_record", "Chè Shan tuyết")
    with small.read() as connection:
        held = read_states(connection, PRODUCTS, ["p20", "p21"])
    assert {key: record_of(PRODUCTS, state)["producer_id"] for key, state in held.items()} == {"p20": "h1"}


def test_an_archived_producer_of_a_newly_shipped_product_is_back(small):
    data = data_of(small)
    archive_record(small, MAY, PRODUCTS, "p10", tag(small, PRODUCTS, "p10"))
    archive_record(small, MAY, PRODUCERS, "h3", tag(small, PRODUCERS, "h3"))
    new = next(row for row in data.rows["products"] if row["product_id"] == "p10")
    rows = {**data.rows, "products": [*data.rows["products"], new | {"product_id": "p20", "name": "Khác"}]}
    (told,) = load(small, replace(data, rows=rows))
    assert told.rule == "office_archived_needed"
    with small.read() as connection:
        assert read_state(connection, PRODUCERS, "h3") is not None
        assert read_state(connection, PRODUCTS, "p10") is None


@pytest.mark.parametrize("renames", [True, False])
def test_a_shipped_product_of_a_name_that_the_office_gave_stays_out_and_all_else_is_loaded(small, renames):
    data = data_of(small)
    if renames:
        change_record(
            small, MAY, PRODUCTS, "p9", {"name": "Rượu mới"}, tag(small, PRODUCTS, "p9"), None, TODAY
        )
        own = "p9"
    else:
        raw = {"name": "Rượu mới", "producer": "h2", "recognition": "recognised"}
        own = create_record(small, MAY, PRODUCTS, raw, None, TODAY)
    new = next(row for row in data.rows["products"] if row["product_id"] == "p9")
    more = [new | {"product_id": "p20", "name": "Rượu mới"}, new | {"product_id": "p21", "name": "Rượu khác"}]
    told = load(small, replace(data, rows={**data.rows, "products": [*data.rows["products"], *more]}))
    assert [(one.rule, one.value) for one in told] == [("office_name_kept", "Rượu mới")]
    with small.read() as connection:
        held = read_states(connection, PRODUCTS, [own, "p20", "p21"])
    assert sorted(held) == sorted([own, "p21"])
    assert record_of(PRODUCTS, held[own])["name"] == "Rượu mới"
