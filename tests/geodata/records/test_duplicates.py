"""Records that may be one: names that are alike at one place; what somebody told apart is not shown again."""

from __future__ import annotations

import pytest

from geodata.errors import InvalidInput, NotFound
from geodata.records.duplicates import likely_duplicates, mark_distinct, name_key
from geodata.records.editing import create_record
from geodata.store import Store
from tests.geodata.records.world import MAY, POINTS, PRODUCERS, PRODUCTS, TODAY, fill_registry


@pytest.fixture
def world(sqlite_store: Store) -> Store:
    fill_registry(sqlite_store)
    return sqlite_store


def add(store, kind, /, **raw):
    return create_record(store, MAY, kind, raw, None, TODAY)


def pairs(store, kind):
    return [(p.first.name, p.second.name) for p in likely_duplicates(store, kind, TODAY)]


def test_a_legal_form_does_not_make_two_producers(world):
    assert pairs(world, PRODUCERS) == [("Hợp tác xã Sa Pa", "HTX Sa Pa")]
    (pair,) = likely_duplicates(world, PRODUCERS, TODAY)
    assert pair.why == ("the names are the same", "same commune")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Hợp tác xã Đại Bi", "dai bi"),
        ("Công ty TNHH MTV Đại Bi", "dai bi"),
        ("Cơ sở sản xuất Vàng A Páo", "vang a pao"),
        ("HTX", "htx"),
    ],
)
def test_names_are_compared_without_accents_and_legal_forms(name, key):
    assert name_key(name) == key


def test_points_of_two_numbers_are_two(world):
    for number in (1, 2):
        add(world, POINTS, name=f"Điểm OCOP số {number}", kind="ocop_point", unit_code="90201", units="2025")
    assert pairs(world, POINTS) == []


def test_a_name_in_another_commune_is_another_record(world):
    raw = {"kind": "shop", "units": "2025"}
    add(world, POINTS, name="Cửa hàng Hoa Ban", unit_code="90201", **raw)
    add(world, POINTS, name="Cửa hàng Hoa Ban", unit_code="90202", **raw)
    assert pairs(world, POINTS) == []


def test_communes_of_both_lists_are_one_place(world):
    add(world, POINTS, name="Cửa hàng Hoa Ban", kind="shop", unit_code="90201", units="2025")
    add(world, POINTS, name="Cửa hàng Hoa ban", kind="shop", unit_code="90201", units="2024")
    (pair,) = likely_duplicates(world, POINTS, TODAY)
    assert pair.why == ("the names are the same", "same commune")


def test_two_producers_may_make_a_product_of_one_name(world):
    add(world, PRODUCTS, name="Rượu ngô", producer="h3", recognition="recognised")
    assert ("Rượu ngô", "Rượu ngô") not in pairs(world, PRODUCTS)


def test_what_was_told_apart_is_not_shown_again(world):
    mark_distinct(world, MAY, PRODUCERS, "h2", "h1")
    mark_distinct(world, MAY, PRODUCERS, "h1", "h2")
    assert pairs(world, PRODUCERS) == []
    with pytest.raises(InvalidInput):
        mark_distinct(world, MAY, PRODUCERS, "h1", "h1")
    with pytest.raises(NotFound):
        mark_distinct(world, MAY, PRODUCERS, "h1", "nobody")


def test_the_reference_data_hold_few_likely_pairs(reference_store):
    for kind in (PRODUCTS, PRODUCERS, POINTS):
        assert len(likely_duplicates(reference_store, kind, TODAY)) <= 3, kind
