"""Places to stop at, read from the registry: one for each place, and nothing lost."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.errors import InvalidInput
from geodata.joins import craft_villages_in, producers_in, products_in, sales_points_in, sights_in
from geodata.tourism.kinds import StopKind, is_no_stop, kinds_of_sight
from geodata.tourism.places import PURCHASE, NoStop
from geodata.tourism.registry_places import tour_places
from geodata.view import View
from geodata.vocabulary import MarketKind, Role, UnitSystem
from tests.factories import fill_world, placed

TODAY = date(2026, 11, 22)
VIEW = View(today=TODAY)


@pytest.fixture(scope="module")
def found(reference_store):
    return tour_places(reference_store, VIEW)


def named(found, name):
    (place,) = [item for item in found.items if item.name.startswith(name)]
    return place


def test_every_place_of_the_registry_is_a_stop_or_left_out(found, reference_store):
    readers = (producers_in, craft_villages_in, sales_points_in, sights_in)
    places = {key for read in readers for key in read(reference_store, VIEW)["place_id"]}
    stops = [item.place_id for item in found.items]
    left = [item.place_id for item in found.left_out]
    assert len(stops) == len(set(stops))
    assert sorted(stops + left) == sorted(places)
    assert (len(stops), len(left)) == (204, 36)


def test_left_out_places_are_counted_by_reason(found):
    assert found.reasons == {
        NoStop.DISTRICT_ONLY: 30,
        NoStop.NOT_A_CRAFT: 2,
        NoStop.OUTSIDE: 1,
        NoStop.NOT_PLACED: 1,
        NoStop.NOT_SURE_OPEN: 1,
        NoStop.NOT_TO_VISIT: 1,
    }


def test_every_product_is_at_a_stop_or_counted_beside(found, reference_store):
    at_stops = sum(len(item.products) for item in found.items)
    assert at_stops + found.products_elsewhere == len(products_in(reference_store, VIEW)) == 124
    assert found.products_elsewhere == 41


def test_a_place_with_several_roles_is_one_stop(found):
    market = named(found, "Chợ phiên Bắc Hà")
    assert set(market.roles) == {Role.MARKET, Role.SALES_POINT, Role.SIGHT}
    assert market.also == ("Khu OCOP chợ Bắc Hà (chợ 2,1 ha, 5 khu)", "Chợ phiên Bắc Hà")
    assert len(market.records) == 3


def test_a_craft_village_that_is_a_sight_has_the_crafts_of_both(found):
    village = named(found, "Bản Cát Cát")
    assert village.kinds == (StopKind.COMMUNITY, StopKind.CRAFT)
    assert len(village.crafts) == 2
    assert village.own_point
    assert village.entry_fee_vnd == (90_000, 90_000)


def test_the_point_of_a_place_is_its_own_where_any_source_gives_one(found):
    assert sum(item.own_point for item in found.items) == 13
    somewhere = [item for item in found.items if not item.own_point]
    assert all(any(note.key == "somewhere" for note in item.notes) for item in somewhere)


def test_a_point_that_is_only_about_right_is_said_to_be_so(found):
    about = [item.name for item in found.items if any(note.key == "near_the_spot" for note in item.notes)]
    assert about == ["Bản Hồ (suối nước nóng; vị trí gần đúng)", "Moana Sapa (vị trí gần đúng)"]


def test_the_length_of_a_visit_is_the_stated_one_where_a_source_gives_it(found):
    assert {item.name: item.visit_min for item in found.items if item.visit_min is not None} == {
        "Sun World Fansipan Legend (ga cáp treo)": 240
    }


def test_all_stops_lie_in_a_commune_of_the_system(found):
    assert all(item.commune_code and item.commune for item in found.items)
    assert all(103 < item.lon < 105 and 21.8 < item.lat < 23 for item in found.items)


def test_the_glass_bridge_of_lai_chau_is_outside(found):
    (bridge,) = [item for item in found.left_out if item.reason is NoStop.OUTSIDE]
    assert bridge.name.startswith("Cầu kính Rồng Mây")


def test_a_surveyed_site_that_may_never_have_opened_is_no_stop(found):
    (site,) = [item for item in found.left_out if item.reason is NoStop.NOT_SURE_OPEN]
    assert "Văn Bàn" in site.name


def test_revoked_and_failed_crafts_are_no_stops(found):
    crafts = [item.name for item in found.left_out if item.reason is NoStop.NOT_A_CRAFT]
    assert len(crafts) == 2
    assert any("thu hồi" in name for name in crafts)
    assert any("chưa đạt" in name for name in crafts)


def test_producers_bring_their_products_with_the_latest_stars(found):
    company = named(found, "Công ty TNHH TMTH Lan Rừng")
    assert len(company.products) == 5
    assert {product.stars for product in company.products} <= {3, 4}
    assert company.is_purchase


def test_markets_and_producers_are_purchase_stops_and_temples_are_not(found):
    assert PURCHASE in named(found, "Chợ Y Tý").groups
    assert PURCHASE not in named(found, "Đền Thượng").groups


def test_no_kind_of_sight_is_a_landmark_for_want_of_a_word(reference_store):
    kinds = set(sights_in(reference_store, VIEW)["kind"])
    said = {"border gate", "border landmark", "check-in", "town square"}
    unknown = {kind for kind in kinds - said if kinds_of_sight(kind) == {StopKind.LANDMARK}}
    assert {kind for kind in unknown if not is_no_stop(kind)} == {"market / cultural"}


def test_a_market_is_no_landmark_because_its_sight_says_market(found):
    assert named(found, "Chợ Mường Hum").kinds == (StopKind.MARKET,)


def test_a_peak_is_a_hike_and_no_stop_by_the_road(found):
    assert named(found, "Đỉnh Fansipan").kind is StopKind.HIKE


def test_a_stall_has_the_days_that_its_row_names(found):
    stall = named(found, "Gian thổ cẩm Hà Thị Dung")
    assert stall.market is not None
    assert stall.market.kind is MarketKind.WEEKLY
    assert stall.kinds == (StopKind.SHOP, StopKind.PRODUCER)


def test_the_units_of_2019_have_names_only(reference_store):
    with pytest.raises(InvalidInput):
        tour_places(reference_store, View(units=UnitSystem.Y2019, today=TODAY))


def test_the_same_places_are_stops_on_the_units_of_2024(found, reference_store):
    older = tour_places(reference_store, View(units=UnitSystem.Y2024, today=TODAY))
    assert {item.place_id for item in older.items} == {item.place_id for item in found.items}


def market_rows():
    point = {
        "sales_point_id": "m1",
        "name": "Chợ Sa Pa",
        "kind": "market",
        "operator": None,
        "opened_year": None,
        "market_day": "Chủ nhật",
        **placed("90101", place_id="cho"),
    }
    days = [
        {
            "market_day_id": f"d{number}",
            "sales_point_id": "m1",
            "weekday": weekday,
            "evening": False,
            "disputed": True,
            "note": None,
            "source_table": table,
            "source_row": number,
        }
        for number, (weekday, table) in enumerate(
            [("sun", "market_days.csv"), ("fri", "sales_points.csv")], 2
        )
    ]
    return {"sales_points": [point], "market_days": days}


def test_stops_are_the_same_on_both_databases(store):
    fill_world(store, **market_rows())
    found = tour_places(store, VIEW)
    assert [(item.place_id, item.kind) for item in found.items] == [
        ("cho", StopKind.MARKET),
        ("h1", StopKind.PRODUCER),
        ("s1", StopKind.LANDMARK),
    ]
    market, producer, sight = found.items
    assert (set(market.market.first), set(market.market.other)) == ({"sun"}, {"fri"})
    assert [product.stars for product in producer.products] == [4, 3]
    assert sight.visit_min == 60
    assert (found.left_out, found.products_elsewhere) == ((), 6)


def test_the_point_of_a_sight_wins_over_the_commune_of_its_market(sqlite_store):
    own = {"lon": 104.05, "lat": 22.35, "point_source": "OpenStreetMap", "placement": "address"}
    sight = {
        "sight_id": "s2",
        "name": "Chợ Sa Pa",
        "kind": "market / cultural",
        "visit_minutes": None,
        "entry_fee_min_vnd": None,
        "entry_fee_max_vnd": None,
        **placed("90101", place_id="cho", **own),
    }
    fill_world(sqlite_store, sights=[sight], **market_rows())
    market = tour_places(sqlite_store, VIEW).by_id["cho"]
    assert (market.lon, market.lat, market.own_point) == (104.05, 22.35, True)
    assert (market.name, market.also) == ("Chợ Sa Pa", ())


def test_a_producer_without_a_product_is_no_stop(sqlite_store):
    lone = {"producer_id": "h2", "name": "Lone", "kind": None, "website": None, **placed("90201")}
    fill_world(sqlite_store, producers=[lone])
    assert [(item.place_id, item.reason) for item in tour_places(sqlite_store, VIEW).left_out] == [
        ("h2", NoStop.NO_PRODUCT)
    ]
