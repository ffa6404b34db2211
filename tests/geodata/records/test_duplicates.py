"""Records that may be one: names that are alike at one place; what somebody told apart is not shown again."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geodata.errors import InvalidInput, NotFound
from geodata.records.duplicates import Named, _candidates, _likely, likely_duplicates, mark_distinct, name_key
from geodata.records.editing import create_record
from geodata.records.likeness import MOST_PAIRS, Work, alike
from geodata.store import Store
from tests.geodata.records.world import MAY, POINTS, PRODUCERS, PRODUCTS, TODAY, fill_registry


@pytest.fixture
def world(sqlite_store: Store) -> Store:
    fill_registry(sqlite_store)
    return sqlite_store


def add(store, kind, /, **raw):
    return create_record(store, MAY, kind, raw, None, TODAY)


def pairs(store, kind):
    return [(p.first.name, p.second.name) for p in likely_duplicates(store, kind, TODAY).pairs]


def test_a_legal_form_does_not_make_two_producers(world):
    assert pairs(world, PRODUCERS) == [("Hợp tác xã Sa Pa", "HTX Sa Pa")]
    (pair,) = likely_duplicates(world, PRODUCERS, TODAY).pairs
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
    (pair,) = likely_duplicates(world, POINTS, TODAY).pairs
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
        assert len(likely_duplicates(reference_store, kind, TODAY).pairs) <= 3, kind


def named(number, name, commune="90201", producer=None):
    """A record that is compared."""
    return Named(f"r{number:05}", name, producer, commune, "90001", name_key(name))


def slowly(records):
    """Return every two records that may be one, each compared with each."""
    return {
        (one.record_id, other.record_id)
        for one, other in combinations(records, 2)
        if (one.commune_code == other.commune_code or None in (one.commune_code, other.commune_code))
        and _likely(one, other) is not None
    }


@given(
    st.lists(
        st.tuples(
            st.lists(
                st.sampled_from(["mật", "mat", "ong", "Bạc", "Hà", "rừng", "số 1", "số 2", "HTX"]), min_size=1
            ),
            st.sampled_from(["90201", "90202", None]),
            st.sampled_from([None, "HTX Sa Pa", "Hợp tác xã Sa Pa"]),
        ),
        max_size=14,
    )
)
@example(
    [
        (["mật", "mật", "ong", "ong", "Hà", "Hà", *["rừng"] * 3, "HTX"], "90201", None),
        (["mật", "ong", "ong", "Hà", "Hà", *["rừng"] * 4, "HTX"], "90201", None),
    ]
)
def test_what_is_found_in_blocks_is_what_comparing_each_with_each_finds(rows):
    records = [named(at, " ".join(words), *rest) for at, (words, *rest) in enumerate(rows)]
    work = Work()
    found = {
        tuple(sorted((one.record_id, other.record_id)))
        for one, other in _candidates(records, work)
        if _likely(*sorted((one, other), key=lambda record: record.record_id)) is not None
    }
    assert found == slowly(records)
    assert not work.is_cut


def test_thousands_of_numbered_names_of_one_commune_are_told_apart_without_comparing_them():
    work = Work()
    assert list(_candidates([named(number, f"Sản phẩm {number}") for number in range(6000)], work)) == []
    assert (work.compared, work.is_cut) == (Work().compared, False)


def test_thousands_of_alike_names_end_the_search_which_says_so_and_hide_no_pair_of_another_commune():
    crowd = [named(number, f"Sản phẩm {'abcdefghij'[number % 10]}", "90202") for number in range(3000)]
    two = [named(9000, "Rượu ngô men lá"), named(9001, "Rượu ngô men la")]
    work = Work()
    found = list(_candidates([*crowd, *two], work))
    assert work.is_cut
    assert (two[0], two[1]) in found
    assert len(found) <= MOST_PAIRS


def test_no_more_names_are_compared_than_the_bound_says():
    work = Work(compared=10)
    keys = [f"ten {sign}" for sign in "abcdefgh"]
    assert list(alike(keys, range(8), None, work)) == []
    assert (work.is_cut, work.compared) == (True, 10)
