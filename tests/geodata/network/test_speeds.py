"""Speeds by class, and on the roads of OpenStreetMap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import DataProblem
from geodata.network import speeds as module
from geodata.network.speeds import CLASSES, class_of, class_speeds, shipped_speeds, speed_for, speed_limit_kmh
from tests.geodata.network.road_rows import MAIN, fill_roads, link_row, model_rows, speed_row

HIGHWAYS = [*module.OSM_CLASSES, *module.SLOWEST, "residential", "unclassified", "nobody knows"]
SURFACES = [None, "asphalt", "nobody knows", *sorted(module.UNPAVED)]


def test_the_ratios_of_low_likely_and_high_are_one_for_every_class():
    ranges = shipped_speeds().values()
    assert len({round(each.low_kmh / each.likely_kmh, 9) for each in ranges}) == 1
    assert len({round(each.high_kmh / each.likely_kmh, 9) for each in ranges}) == 1


def test_the_likely_speed_of_main_roads_is_what_travellers_observed():
    # The middle one of the nine observed ways runs at 36 km/h.
    assert shipped_speeds()["national"].likely_kmh == pytest.approx(36)


def test_the_store_gives_the_speeds_of_the_shipped_table(reference_store):
    assert module.speeds_by_class(reference_store) == shipped_speeds()


def test_speeds_are_read_from_both_databases(store):
    fill_roads(store, [link_row("09000", "09001", 10)])
    assert module.speeds_by_class(store)["commune"].likely_kmh == pytest.approx(30)


def test_without_observed_ways_the_model_stands_by_itself():
    national = class_speeds(model_rows())["national"]
    assert (national.low_kmh, national.likely_kmh, national.high_kmh) == (40, 60, 90)


def test_without_the_model_there_are_no_speeds():
    with pytest.raises(DataProblem, match="class commune"):
        class_speeds([row for row in model_rows() if "other roads" not in row["subject"]])


@given(st.floats(0.2, 2))
def test_ways_observed_at_one_share_of_the_model_scale_every_class_by_it(share):
    observed = [speed_row(f"A - {n}", 60 * share, 60 * share, "observed") for n in range(3)]
    found, model = class_speeds([*model_rows(), *observed]), class_speeds(model_rows())
    for name in CLASSES:
        assert found[name].likely_kmh == pytest.approx(model[name].likely_kmh * share)
        assert found[name].low_kmh == pytest.approx(found[name].high_kmh)


def test_one_absurd_observation_moves_no_speed():
    observed = [speed_row(f"A - {n}", 30, 30, "observed") for n in range(8)]
    absurd = speed_row("B", 300, 300, "observed")
    assert class_speeds([*model_rows(), *observed, absurd])["national"].likely_kmh == pytest.approx(30)


def test_an_expressway_is_held_against_the_expressway_of_the_model():
    observed = [speed_row("A - B (CT.05)", 50, 50, "observed")]
    assert class_speeds([*model_rows(), *observed])["national"].likely_kmh == pytest.approx(30)


def test_a_row_without_speeds_says_nothing():
    assert class_speeds([*model_rows(), speed_row(MAIN, None, None, "observed")]) == class_speeds(
        model_rows()
    )


@given(
    st.sampled_from(HIGHWAYS),
    st.sampled_from(SURFACES),
    st.one_of(st.none(), st.sampled_from(["none", "walk", "VN:urban", "0"]), st.integers(5, 200).map(str)),
)
def test_any_road_has_speeds_in_order_and_within_its_limit(highway, surface, maxspeed):
    found, limit = speed_for(highway, surface, maxspeed), speed_limit_kmh(maxspeed)
    assert 0 < found.low_kmh <= found.likely_kmh <= found.high_kmh
    assert limit is None or found.high_kmh <= limit


@pytest.mark.parametrize(
    ("highway", "name"),
    [
        ("motorway", "expressway"),
        ("motorway_link", "national"),
        ("trunk", "national"),
        ("primary", "national"),
        ("secondary_link", "provincial"),
        ("tertiary", "district"),
        ("unclassified", "commune"),
        ("residential", "commune"),
    ],
)
def test_a_highway_has_the_class_of_our_links(highway, name):
    assert class_of(highway) == name
    assert speed_for(highway) == shipped_speeds()[name]


def test_a_main_road_without_pavement_is_driven_like_the_unpaved_roads_of_the_model():
    assert speed_for("primary", "gravel") == speed_for("unclassified")
    assert speed_for("primary", "asphalt") == speed_for("primary")


def test_a_track_is_slower_than_any_road():
    assert speed_for("track").likely_kmh == pytest.approx(speed_for("residential").low_kmh)


def test_speeds_of_the_caller_are_used_instead_of_the_shipped_ones():
    assert speed_for("primary", speeds=class_speeds(model_rows())).likely_kmh == pytest.approx(60)


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("40kph", 40),
        ("30 mph", 48.28032),
        ("60; 50", 50),
        ("80|60", 60),
        ("none", None),
        ("VN:urban", None),
        ("signals; 40", 40),
        ("0", None),
        ("fast 50", None),
        ("", None),
        (None, None),
    ],
)
def test_a_limit_is_the_lowest_figure_that_maxspeed_names(text, kmh):
    assert speed_limit_kmh(text) == (None if kmh is None else pytest.approx(kmh))
