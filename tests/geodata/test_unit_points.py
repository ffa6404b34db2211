"""A record of which only the commune is known stands at one point, whatever list of units is shown."""

from __future__ import annotations

from datetime import date

import pandas as pd

from geodata.joins import craft_villages_in, producers_in, products_in
from geodata.tourism.registry_places import tour_places
from geodata.unit_points import unit_points
from geodata.units import find_unit_by_code
from geodata.value_chain.chain import read_chain
from geodata.value_chain.vocabulary import NodeKind
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.factories import fill_world

TODAY = date(2026, 11, 22)
VIEWS = [View(units=units, today=TODAY) for units in (UnitSystem.Y2024, UnitSystem.Y2025)]
TA_CHAI = "02872"


def test_records_of_ta_chai_stand_where_the_township_that_took_it_was_on_the_map_in_tours_and_in_the_chain(
    reference_store,
):
    # An interior point of Bắc Hà of December 2024: the smallest known commune that holds all of Tà Chải.
    took = find_unit_by_code(reference_store, "02839", date(2024, 12, 1))
    point = (took.label_lon, took.label_lat)
    for view in VIEWS:
        producers = producers_in(reference_store, view)
        mine = producers[producers["unit_code"] == TA_CHAI].drop_duplicates("place_id")
        assert len(mine) >= 3
        drawn = mine[["lon", "lat"]].itertuples(index=False, name=None)
        stops = {one.place_id: (one.lon, one.lat) for one in tour_places(reference_store, view).items}
        toured = [stops[key] for key in mine["place_id"] if key in stops]
        assert toured
        chain = read_chain(reference_store, view)
        nodes = [node for node in chain.of_kind(NodeKind.PRODUCERS) if node.row["unit_code"] == TA_CHAI]
        assert {*drawn, *toured, *(node.point for node in nodes)} == {point}


def test_no_record_of_one_commune_moves_with_the_list_of_units(reference_store):
    for read, column in (
        (products_in, "product_id"),
        (producers_in, "producer_id"),
        (craft_villages_in, "craft_village_id"),
    ):
        first, second = (
            read(reference_store, view).drop_duplicates(column).set_index(column)[["lon", "lat"]]
            for view in VIEWS
        )
        pd.testing.assert_frame_equal(first, second, check_like=True)


def test_a_commune_without_an_outline_has_the_point_of_the_smallest_that_took_it_whole(store):
    fill_world(store)
    points = unit_points(store, TODAY).set_index(["unit_code", "unit_valid_from"])
    ta_chai = points.loc[("90103", date(2020, 1, 1))]
    assert ta_chai.tolist() == points.loc[("90102", date(2024, 12, 1))].tolist()
    assert ta_chai.notna().all()
    # San Sả Hồ was split: no commune took all of it.
    assert points.xs("90203").isna().all(axis=None)
