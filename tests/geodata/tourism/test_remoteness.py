"""How far places lie from the towns that were seats of districts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import DataProblem
from geodata.network.current import current_network
from geodata.tourism.registry_places import tour_places
from geodata.tourism.remoteness import SEATS, minutes_to_towns, remoteness, seat_points
from geodata.units import units_in
from geodata.view import View
from geodata.vocabulary import UnitLevel, UnitSystem


@pytest.fixture(scope="module")
def router(reference_store):
    return current_network(reference_store, None).router


@pytest.fixture(scope="module")
def places(reference_store):
    return tour_places(reference_store, View(today=date(2026, 11, 22))).items


def test_every_district_has_its_seat_in_one_of_its_own_communes(reference_store):
    districts = units_in(reference_store, UnitSystem.Y2024, UnitLevel.DISTRICT)
    communes = units_in(reference_store, UnitSystem.Y2024, UnitLevel.COMMUNE).set_index("unit_code")
    assert set(SEATS) == set(districts["unit_code"])
    assert {code: communes.loc[seat, "parent_code"] for code, seat in SEATS.items()} == dict(
        zip(SEATS, SEATS, strict=True)
    )
    assert list(communes.loc[list(SEATS.values()), "name"]) == [
        *("Lào Cai", "Bát Xát", "Mường Khương", "Si Ma Cai", "Bắc Hà"),
        *("Phố Lu", "Phố Ràng", "Sa Pa", "Khánh Yên"),
    ]


def test_minutes_are_the_least_from_any_seat(reference_store, router, places):
    few = places[::20]
    found = minutes_to_towns(reference_store, router, few)
    for place in few:
        times = router.travel_times(seat_points(reference_store), np.array([[place.lon, place.lat]])).likely
        assert found[place.place_id] == pytest.approx(times.min())


def test_a_market_in_a_seat_is_not_remote_and_y_ty_is(reference_store, router, places):
    minutes = minutes_to_towns(reference_store, router, places)
    by_name = {place.name: minutes[place.place_id] for place in places}
    assert by_name["Chợ Sa Pa"] == pytest.approx(0, abs=1)
    assert remoteness(by_name["Chợ Y Tý"]) == 1


def test_no_places_need_no_router(reference_store, router):
    assert minutes_to_towns(reference_store, router, []) == {}


def test_a_store_without_the_seats_is_a_data_problem(sqlite_store):
    with pytest.raises(DataProblem):
        seat_points(sqlite_store)


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_remoteness_is_a_share_that_grows_with_the_minutes(one, other):
    near, far = sorted((one, other))
    assert 0 <= remoteness(near) <= remoteness(far) <= 1


def test_where_no_road_leads_nobody_knows_how_remote_it_is():
    assert remoteness(None) == 0
