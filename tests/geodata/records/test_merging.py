"""Two records that are one: what belongs to one goes over, the old address leads on, and it can be undone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.errors import Conflict, InvalidInput, NotFound, Stale
from geodata.office.audit import LogFilter, read_log
from geodata.records.editing import (
    archive_record,
    change_part,
    change_record,
    create_record,
    restore_record,
    revert_record,
)
from geodata.records.fallen import fallen_of
from geodata.records.history import ChangeFilter, change_of, changes
from geodata.records.kinds import RecordKind
from geodata.records.labels import record_names
from geodata.records.merging import merge_records
from geodata.records.redirects import merged_ids, redirect_of
from geodata.records.shelf import archived
from geodata.records.state import read_state, record_of
from geodata.records.undo import undo_change
from geodata.store import Store
from tests.geodata.records.world import (
    MAY,
    POINTS,
    PRODUCERS,
    PRODUCTS,
    TODAY,
    ZONES,
    everything,
    fill_registry,
    tag,
)


@pytest.fixture
def world(store: Store) -> Store:
    fill_registry(store)
    return store


@pytest.fixture
def small(sqlite_store: Store) -> Store:
    fill_registry(sqlite_store)
    return sqlite_store


def merge(store, kind, keep, gone, **chosen):
    """Merge two records as they are."""
    tags = {key: tag(store, kind, key) for key in {keep, gone}}
    merge_records(store, MAY, kind, keep, gone, chosen, tags, "là một", TODAY)


def state(store, kind, key):
    with store.read() as connection:
        return read_state(connection, kind, key)


def last_change(store):
    return changes(store, ChangeFilter(), 1)[0][0]


def test_certificates_checks_and_facts_go_over(world):
    merge(world, PRODUCTS, "p1", "p9")
    kept = state(world, PRODUCTS, "p1")
    assert [c["certificate_id"] for c in kept["certificates"]] == ["c1", "c9"]
    assert [i["inspection_id"] for i in kept["inspections"]] == ["i9"]
    assert [f["fact_id"] for f in kept["programme_facts"]] == ["f1"]
    assert record_of(PRODUCTS, kept)["stars"] == 3  # of the certificate of 2024, the newest
    assert state(world, PRODUCTS, "p9") is None


def test_the_old_address_leads_on_through_several_merges(world):
    merge(world, PRODUCTS, "p1", "p9")
    merge(world, PRODUCTS, "p3", "p1")
    assert redirect_of(world, PRODUCTS, "p9") == "p3"
    assert redirect_of(world, PRODUCTS, "p3") is None
    with world.read() as connection:
        assert merged_ids(connection, PRODUCTS, "p3") == ["p3", "p1", "p9"]


def test_a_merged_record_keeps_the_last_name_that_it_had_and_others_the_one_they_have(world):
    raw = {"name": "HTX Sa Pa mới"}
    change_record(world, MAY, PRODUCERS, "h2", raw, tag(world, PRODUCERS, "h2"), None, TODAY)
    merge(world, PRODUCERS, "h1", "h2", name="HTX chung")
    names = record_names(world, PRODUCERS)
    assert (names["h2"], names["h1"], names["h3"]) == ("HTX Sa Pa mới", "HTX chung", "Hộ Vàng Seo")


def test_the_products_of_a_producer_go_over(world):
    merge(world, PRODUCERS, "h1", "h2", name="HTX Sa Pa")
    with world.read() as connection:
        makers = connection.scalars(sa.select(tables.products.c.producer_id).distinct()).all()
        held = connection.scalars(sa.select(tables.producers.c.producer_id)).all()
    assert set(makers) == {"h1", "h3", None}
    assert set(held) == {"h1", "h3"}
    kept = state(world, PRODUCERS, "h1")
    assert record_of(PRODUCERS, kept)["name"] == "HTX Sa Pa"
    assert [fact["fact_id"] for fact in kept["programme_facts"]] == ["f2"]


def test_a_kept_record_may_take_the_name_of_the_other_one(world):
    create_record(
        world,
        MAY,
        PRODUCTS,
        {"name": "Rượu ngô mới", "producer": "h2", "recognition": "recognised"},
        None,
        TODAY,
    )
    key = next(k for k in _ids(world) if k.startswith("ruou-ngo-moi"))
    merge(world, PRODUCTS, key, "p9", name="Rượu ngô men lá")
    assert record_of(PRODUCTS, state(world, PRODUCTS, key))["name"] == "Rượu ngô men lá"


def _ids(store):
    with store.read() as connection:
        return connection.scalars(sa.select(tables.products.c.product_id)).all()


def test_producers_with_products_of_one_name_are_not_merged_before_those(world):
    merge(world, PRODUCTS, "p1", "p9")
    raw = {"name": "Rượu ngô", "producer": "h2", "recognition": "recognised"}
    create_record(world, MAY, PRODUCTS, raw, None, TODAY)
    before = everything(world)
    with pytest.raises(Conflict, match="Rượu ngô"):
        merge(world, PRODUCERS, "h1", "h2")
    assert everything(world) == before


def test_links_to_a_zone_go_over_once(world):
    raw = {"zone_id": "z2", "hectares": 3}
    change_part(
        world, MAY, PRODUCTS, "p2", ("product_zones", None), raw, tag(world, PRODUCTS, "p2"), today=TODAY
    )
    merge(world, ZONES, "z2", "z1")
    (link,) = state(world, PRODUCTS, "p2")["product_zones"]
    assert (link["zone_id"], link["hectares"]) == ("z2", 3.0)
    assert [row["zone_id"] for row in state(world, ZONES, "z2")["zone_units"]] == ["z2"]


@pytest.mark.parametrize(
    ("own_day", "other_day", "hectares", "fallen", "why"),
    [
        ("2024-01-01", "2025-01-01", 9.0, 2.0, "newer"),
        ("2025-01-01", "2024-01-01", 2.0, 9.0, "newer"),
        (None, "2024-01-01", 9.0, 2.0, "dated"),
        ("2024-01-01", None, 2.0, 9.0, "dated"),
        (None, None, 2.0, 9.0, "kept"),
    ],
)
def test_of_two_links_with_one_zone_the_newer_stays_and_the_other_is_told(
    small, own_day, other_day, hectares, fallen, why
):
    for key, area, day in (("p1", 2, own_day), ("p9", 9, other_day)):
        raw = {"zone_id": "z2", "hectares": area, "as_of": day}
        change_part(
            small, MAY, PRODUCTS, key, ("product_zones", None), raw, tag(small, PRODUCTS, key), today=TODAY
        )
    tags = {key: tag(small, PRODUCTS, key) for key in ("p1", "p9")}
    left = merge_records(small, MAY, PRODUCTS, "p1", "p9", {}, tags)
    (link,) = state(small, PRODUCTS, "p1")["product_zones"]
    assert (link["hectares"], link["product_id"]) == (hectares, "p1")
    assert [row["hectares"] for row in left] == [fallen]
    assert read_log(small, LogFilter(), 1)[0][0].after["left_out"] == left
    (told,) = fallen_of(small, PRODUCTS, "p1")[last_change(small).change_id]
    whose = "p9" if fallen == 9.0 else "p1"
    assert (told.record_id, told.row["hectares"], told.kept["hectares"]) == (whose, fallen, hectares)
    assert told.why == why


def test_of_two_links_of_one_product_with_zones_that_become_one_the_newer_stays(world):
    raw = {"zone_id": "z2", "hectares": 3, "as_of": "2025-01-01"}
    change_part(
        world, MAY, PRODUCTS, "p2", ("product_zones", None), raw, tag(world, PRODUCTS, "p2"), today=TODAY
    )
    tags = {key: tag(world, ZONES, key) for key in ("z1", "z2")}
    left = merge_records(world, MAY, ZONES, "z1", "z2", {}, tags)
    (link,) = state(world, PRODUCTS, "p2")["product_zones"]
    assert (link["zone_id"], link["hectares"]) == ("z1", 3.0)
    assert [(row["zone_id"], row["hectares"]) for row in left] == [("z1", 12.5)]
    merged = last_change(world).change_id
    (told,) = fallen_of(world, ZONES, "z1")[merged]
    assert (told.kind, told.record_id, told.row["hectares"], told.why) == (PRODUCTS, "p2", 12.5, "dated")
    undo_change(world, MAY, merged)
    assert fallen_of(world, ZONES, "z1") == {}
    assert [row["hectares"] for row in state(world, PRODUCTS, "p2")["product_zones"]] == [12.5, 3.0]


def test_whoever_stands_at_the_place_of_the_other_stands_at_the_place_of_the_kept_one(world):
    raw = {"name": "Chợ phiên Sa Pa", "kind": "market", "unit_code": "90101", "units": "2024"}
    key = create_record(world, MAY, POINTS, raw, None, TODAY)
    merge(world, POINTS, key, "s1")
    village = state(world, RecordKind.CRAFT_VILLAGES, "v1")
    kept = state(world, POINTS, key)
    assert village["places"] == kept["places"]
    assert record_of(RecordKind.CRAFT_VILLAGES, village)["place_id"] == kept["places"][0]["place_id"]
    assert [day["weekday"] for day in kept["market_days"]] == ["sun"]
    assert change_of(world, last_change(world).change_id)[0].records == 3


def test_sources_of_both_stay(small):
    merge(small, PRODUCTS, "p1", "p9")
    assert record_of(PRODUCTS, state(small, PRODUCTS, "p1"))["sources"] == ["https://laocai.gov.vn/made-up"]


def test_undoing_a_merge_brings_back_both_and_ends_the_redirect(world):
    before = everything(world)
    merge(world, PRODUCERS, "h1", "h2", name="HTX Sa Pa")
    merge(world, PRODUCTS, "p1", "p9")
    for _ in range(2):
        done = [c for c in changes(world, ChangeFilter(), 10)[0] if not c.undone_by and not c.undoes]
        undo_change(world, MAY, done[0].change_id)
    assert everything(world) == before
    assert redirect_of(world, PRODUCTS, "p9") is None


def test_a_parted_pair_is_merged_anew_not_by_undoing(small):
    merge(small, PRODUCTS, "p1", "p9")
    undone = undo_change(small, MAY, last_change(small).change_id)
    with pytest.raises(Conflict, match="merge them"):
        undo_change(small, MAY, undone)
    merge(small, PRODUCTS, "p9", "p1")
    assert redirect_of(small, PRODUCTS, "p1") == "p9"


def test_a_merged_record_is_not_on_the_shelf_and_not_restored(small):
    merge(small, PRODUCTS, "p1", "p9")
    assert archived(small) == []
    with pytest.raises(NotFound, match="merged into p1"):
        restore_record(small, MAY, PRODUCTS, "p9")
    with pytest.raises(NotFound, match="merged into p1"):
        archive_record(small, MAY, PRODUCTS, "p9", "x")


def test_a_merge_is_one_line_in_the_log(small):
    merge(small, PRODUCERS, "h1", "h2")
    (line,), total = read_log(small, LogFilter(), 10)
    assert (total, line.action, line.subject_id) == (1, "record_merge", "h1")
    assert (line.after["merged"], line.after["records"]) == ("h2", 3)


def test_a_merge_rests_on_both_versions_that_were_seen(small):
    tags = {"p1": tag(small, PRODUCTS, "p1"), "p9": "0000000000000000"}
    with pytest.raises(Stale):
        merge_records(small, MAY, PRODUCTS, "p1", "p9", {}, tags)
    with pytest.raises(InvalidInput):
        merge(small, PRODUCTS, "p1", "p1")


def test_a_version_from_before_a_merge_comes_back_only_once_the_merge_is_taken_back(small):
    before = state(small, PRODUCTS, "p1")
    merge(small, PRODUCTS, "p1", "p9")
    with pytest.raises(Conflict, match=f"change {last_change(small).change_id}"):
        revert_record(small, MAY, PRODUCTS, "p1", 0, tag(small, PRODUCTS, "p1"))
    undo_change(small, MAY, last_change(small).change_id)
    revert_record(small, MAY, PRODUCTS, "p1", 0, tag(small, PRODUCTS, "p1"))
    assert state(small, PRODUCTS, "p1") == before
