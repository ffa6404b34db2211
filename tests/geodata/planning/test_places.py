"""What is reached: told from the minutes of each place, with what is not known beside it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InvalidInput
from geodata.joins import products_in
from geodata.network.values import TravelTimes, Variant
from geodata.planning.figures import RECOGNISED
from geodata.planning.places import RECORDS, inside, inside_range, least_minutes, reachable_places
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.factories import fill_world

TODAY = date(2026, 11, 22)
OLD = View(units=UnitSystem.Y2024, today=TODAY)
NEW = View(units=UnitSystem.Y2025, today=TODAY)


@pytest.fixture(scope="module")
def places(reference_store):
    return reachable_places(reference_store, OLD)


def test_every_record_is_a_place_or_told_apart(places, reference_store):
    products = products_in(reference_store, OLD, RECOGNISED)
    left = places.left_over["products"]
    reached = int((places.rows["kind"] == "products").sum())
    assert reached + left.district_only + left.not_placed + left.outside == len(products) == 112


def test_each_point_is_asked_for_once(places):
    assert len(np.unique(places.points, axis=0)) == len(places.points) < len(places.rows)
    assert np.array_equal(places.points[places.at], places.rows[["lon", "lat"]].to_numpy())


def test_within_enough_time_everything_is_reached(places):
    found = inside(places, np.zeros(len(places.points)), 0)
    assert len(found.communes) == 151
    assert (found.residents, found.residents_missing) == (748_685, 0)
    assert found.counts == {kind: int((places.rows["kind"] == kind).sum()) for kind in RECORDS}


def test_communes_of_unknown_residents_are_counted_beside_the_sum(reference_store):
    new = reachable_places(reference_store, NEW)
    found = inside(new, np.zeros(len(new.points)), 30)
    assert len(found.communes) == 99
    assert (found.residents, found.residents_missing) == (730_420, 51)


@given(st.data())
def test_what_is_inside_is_what_is_not_later_than_the_minutes(places, data):
    time = st.one_of(st.integers(0, 100).map(float), st.just(np.inf), st.just(np.nan))
    few = data.draw(st.lists(time, min_size=len(places.points), max_size=len(places.points)))
    minutes, within = np.array(few), data.draw(st.integers(0, 100))
    found = inside(places, minutes, within)
    slow = {
        (row.kind, row.id)
        for row, at in zip(places.rows.itertuples(), places.at, strict=True)
        if minutes[at] <= within
    }
    told = {("communes", place.id) for place in found.communes}
    told |= {(kind, place.id) for kind, items in found.records.items() for place in items}
    assert told == slow
    assert all(place.minutes <= within for place in found.communes)


def test_lists_begin_with_the_nearest(places):
    found = inside(places, np.arange(len(places.points), dtype=float)[::-1], 1_000)
    for items in (found.communes, *found.records.values()):
        assert [item.minutes for item in items] == sorted(item.minutes for item in items)


def test_a_set_of_places_reaches_what_any_of_them_reaches():
    minutes = np.array([[10.0, np.inf, np.nan], [20.0, 5.0, np.inf]])
    assert least_minutes(minutes).tolist() == [10.0, 5.0, np.inf]
    assert least_minutes(np.empty((0, 2))).tolist() == [np.inf, np.inf]


def test_the_range_is_told_by_its_three_variants(places):
    count = len(places.points)
    times = TravelTimes(
        low=np.full((1, count), 20.0),
        likely=np.full((1, count), 30.0),
        high=np.full((1, count), 40.0),
        km=np.full((1, count), 10.0),
        off_network_m=(np.zeros(1), np.zeros(count)),
        engine="own",
        estimate=True,
        network="made up",
    )
    found = inside_range(places, times, 30)
    assert {variant: len(one.communes) for variant, one in found.items()} == {
        Variant.LOW: 151,
        Variant.LIKELY: 151,
        Variant.HIGH: 0,
    }


def test_a_small_world_is_read_on_both_databases(store):
    fill_world(store)
    found = reachable_places(store, NEW)
    kinds = found.rows["kind"].value_counts().to_dict()
    assert kinds == {"communes": 4, "products": 5, "producers": 1, "sights": 1}
    reached = inside(found, np.zeros(len(found.points)), 10)
    assert (reached.residents, reached.residents_missing) == (0, 4)


def test_the_system_of_2019_has_no_points(sqlite_store):
    with pytest.raises(InvalidInput, match="names only"):
        reachable_places(sqlite_store, View(units=UnitSystem.Y2019, today=TODAY))
