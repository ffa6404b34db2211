"""The factors that bring the schematic links near what is published, and the error that is left."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.network.calibration import CalibrationError, ComparedPair, calibration, factors_of
from geodata.network.speeds import class_speeds
from tests.geodata.network.road_rows import codes, fill_roads, link_row, model_rows, way_row

COUNT = 8
CHAIN = codes(COUNT)
LINKS = [link_row(one, other, 10) for one, other in pairwise(CHAIN)]
KMH = 60  # the likely speed on main roads in the made-up model


def ways_by(detour, time):
    """Ways from the first commune to each other one, published as the two factors would have them."""
    return [
        way_row(place, CHAIN[0], CHAIN[place], 10 * place * detour, 10 * place * detour / KMH * 60 * time)
        for place in range(1, COUNT)
    ]


@pytest.fixture(scope="module")
def real(reference_store):
    """The calibration of the shipped tables."""
    return calibration(reference_store)


def test_factors_that_made_the_published_figures_are_found(store):
    fill_roads(store, LINKS, ways_by(0.9, 1.3))
    factors = factors_of(store)
    assert factors.detour == pytest.approx(0.9)
    assert (factors.time.low, factors.time.middle, factors.time.high) == pytest.approx((1.3, 1.3, 1.3))


def test_what_fits_by_the_factors_has_no_error_seen_or_unseen(sqlite_store):
    fill_roads(sqlite_store, LINKS, ways_by(0.9, 1.3))
    found = calibration(sqlite_store)
    for error in (found.km_fitted, found.km_unseen, found.minutes_fitted, found.minutes_unseen):
        assert (error.pairs, error.typical, error.worst_ratio) == pytest.approx((COUNT - 1, 1, 1))


def test_one_absurd_figure_moves_no_factor_and_is_the_worst_way(sqlite_store):
    absurd = way_row(99, CHAIN[1], CHAIN[3], 20 * 0.9 * 7, 20 * 0.9 * 1.3 / 5)
    fill_roads(sqlite_store, LINKS, [*ways_by(0.9, 1.3), absurd])
    found = calibration(sqlite_store)
    assert found.factors.detour == pytest.approx(0.9)
    assert found.factors.time.middle == pytest.approx(1.3)
    assert found.km_unseen.worst_ratio == pytest.approx(7)
    assert found.minutes_unseen.worst_ratio == pytest.approx(1 / 5)
    assert found.km_unseen.worst.to_place == f"place {CHAIN[3]}"


def test_a_pair_speaks_once_however_many_sources_repeat_it(sqlite_store):
    echo = [way_row(100 + n, CHAIN[5], CHAIN[0], 500, 5000) for n in range(40)]
    fill_roads(sqlite_store, LINKS, [*ways_by(0.9, 1.3), *echo])
    found = calibration(sqlite_store)
    assert found.pairs == COUNT - 1
    assert found.factors.detour == pytest.approx(0.9)


def test_what_a_pair_says_does_not_reach_its_own_unseen_figure(sqlite_store):
    far = way_row(99, CHAIN[1], CHAIN[7], 200, 900)
    fill_roads(sqlite_store, LINKS, [*ways_by(0.9, 1.3), far])
    worst = calibration(sqlite_store).km_unseen.worst
    assert worst.published == 200
    # Six links of 10 km by the factor of the others alone.
    assert worst.computed == pytest.approx(60 * 0.9)


def test_too_few_pairs_fit_nothing(sqlite_store):
    fill_roads(sqlite_store, LINKS, ways_by(0.9, 1.3)[:4])
    factors = factors_of(sqlite_store)
    assert (factors.detour, factors.time.middle) == (1, 1)
    # The widest range of the model's speeds: 40 to 90 around 60.
    assert (factors.time.low, factors.time.high) == pytest.approx((60 / 90, 60 / 40))


def test_no_road_gets_shorter_than_the_straight_line(sqlite_store):
    fill_roads(sqlite_store, LINKS, ways_by(0.1, 1))
    assert factors_of(sqlite_store).detour == pytest.approx(1 / 1.5)


def test_a_published_length_is_not_held_against_itself(sqlite_store):
    known = [{**link, "length_basis": "published"} for link in LINKS]
    fill_roads(sqlite_store, known, ways_by(2, 1))
    found = calibration(sqlite_store)
    assert found.factors.detour == 1
    assert found.km_unseen is None
    assert found.given == COUNT - 1


def test_ways_that_are_not_used_are_counted_by_reason_and_fit_nothing(sqlite_store):
    left = [way_row(200 + n, CHAIN[0], CHAIN[2], 900, 9, not_used="boat") for n in range(30)]
    fill_roads(sqlite_store, LINKS, [*ways_by(0.9, 1.3), *left])
    found = calibration(sqlite_store)
    assert found.ways_left_out == {"boat": 30}
    assert found.factors.detour == pytest.approx(0.9)


def test_the_range_holds_the_figures_that_lie_between_its_quantiles(sqlite_store):
    ways = ways_by(1, 1)
    for way, share in zip(ways, (1.0, 1.0, 1.2, 0.9, 1.0, 1.1, 4.0), strict=True):
        way["minutes_min"] *= share
        way["minutes_max"] *= share
    fill_roads(sqlite_store, LINKS, ways)
    found = calibration(sqlite_store)
    assert found.factors.time.low < 1 == found.factors.time.middle < found.factors.time.high < 4
    assert 4 <= found.within_range < 7


def test_a_pair_that_no_links_join_is_counted_and_in_no_figure(sqlite_store):
    far = codes(COUNT + 2)[COUNT:]
    apart = way_row(99, CHAIN[0], far[0], 500, 5000)
    fill_roads(sqlite_store, [*LINKS, link_row(*far, 10)], [*ways_by(0.9, 1.3), apart])
    found = calibration(sqlite_store)
    assert (found.pairs, found.not_joined, found.km_unseen.pairs) == (COUNT - 1, 1, COUNT - 1)


def test_an_empty_comparison_has_no_error():
    assert CalibrationError.of([]) is None


@given(st.lists(st.tuples(st.floats(1, 500), st.floats(1, 500)), min_size=1, max_size=20))
def test_the_worst_pair_is_furthest_off_to_either_side(figures):
    pairs = [ComparedPair("a", "b", published, computed) for published, computed in figures]
    error = CalibrationError.of(pairs)
    assert max(error.worst_ratio, 1 / error.worst_ratio) == pytest.approx(max(p.times_off for p in pairs))
    assert 1 <= error.typical <= max(p.times_off for p in pairs)
    assert min(p.ratio for p in pairs) <= error.median_ratio <= max(p.ratio for p in pairs)


def test_it_is_made_once_for_a_revision_and_anew_after_a_write(sqlite_store):
    fill_roads(sqlite_store, LINKS, ways_by(0.9, 1.3))
    first = calibration(sqlite_store)
    assert calibration(sqlite_store) is first
    with sqlite_store.write():
        pass
    assert calibration(sqlite_store) is not first


def test_roads_of_the_shipped_tables_are_a_third_longer_than_the_straight_line(real):
    assert 1.2 < 1.5 * real.factors.detour < 1.5


def test_half_of_the_shipped_ways_are_met_within_a_quarter(real):
    assert 1 < real.km_unseen.typical < 1.25
    assert 1 < real.minutes_unseen.typical < 1.25
    assert 0.9 < real.km_unseen.median_ratio < 1.1
    assert 0.9 < real.minutes_unseen.median_ratio < 1.1


def test_the_worst_shipped_ways_are_named_and_not_hidden(real):
    km, minutes = real.km_unseen.worst, real.minutes_unseen.worst
    assert (km.from_place, km.to_place, km.published) == ("Dền Sáng", "Mường Hum", 42)
    assert real.km_unseen.worst_ratio > 3
    assert (minutes.to_place, minutes.published) == ("Mường Hum", 180)
    assert real.minutes_unseen.worst_ratio > 2


def test_every_shipped_way_is_used_or_left_out_with_a_reason(real):
    assert real.ways_used + sum(real.ways_left_out.values()) == 175
    assert real.pairs == real.km_unseen.pairs + real.given + 2  # two pairs have minutes alone


def test_the_made_up_model_drives_main_roads_at_60():
    assert class_speeds(model_rows())["national"].likely_kmh == pytest.approx(KMH)
