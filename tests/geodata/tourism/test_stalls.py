"""Stalls in a market are beside it: by their addresses alone, and only where these name one market."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from geodata.network.current import current_network
from geodata.network.values import Variant
from geodata.tourism.kinds import StopKind
from geodata.tourism.market_readings import read_stall
from geodata.tourism.preparing import prepare_tour
from geodata.tourism.registry_places import tour_places
from geodata.tourism.stalls import with_stalls
from geodata.tourism.wishes import read_wishes
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.geodata.tourism.given_factories import place
from tests.geodata.tourism.registry_tours import SUNDAY, TODAY, WISHES, asked, visited

MARKET = "cho-phien-bac-ha-cho-van-hoa-bac-ha-d80321"
STALLS = [
    "gian-tho-cam-ha-thi-dung-ocop-3-sao-cho-bac-ha-c14b6b",
    "gian-banh-chung-den-vang-thi-nguyet-ocop-3-sao-12-2024-cho-b-64ded3",
]
ADDRESS = {"stall": ["chợ Bắc Hà"]}


def held(key: str, name: str, days: str, **changes):
    """Return a market that is held on some days."""
    market = place(key, name, kinds=(StopKind.MARKET,), own_point=False)
    return replace(market, market=read_stall(days), **changes)


def stall(days: str | None = "Chủ nhật", **changes):
    """Return a stall."""
    return replace(place("stall", "Gian hàng", own_point=False), market=read_stall(days), **changes)


def ground_of(found) -> str:
    """Return where the stall stands."""
    return next(each for each in found if each.place_id == "stall").ground


def test_the_stalls_of_the_reference_data_stand_in_the_market_that_their_address_names(reference_store):
    found = tour_places(reference_store, View(units=UnitSystem.Y2024, today=TODAY))
    standing = {each.place_id: each.stands_in for each in found.items if each.stands_in}
    night = next(each for each in found.items if each.name == "Chợ đêm Bắc Hà")
    assert standing == dict.fromkeys([*STALLS, night.place_id], MARKET)


def test_no_minute_is_counted_between_a_market_and_its_stalls(reference_store):
    # A day may also begin at the market.
    wishes = read_wishes(json.dumps(WISHES | {"start": MARKET}))
    prepared = prepare_tour(reference_store, wishes, current_network(reference_store, None), TODAY)
    rows = [0, *(prepared.row_of(prepared.number_of[key]) for key in (MARKET, *STALLS))]
    for variant in Variant:
        assert [prepared.minutes[variant][a, b] for a in rows for b in rows] == [0] * 16


def test_a_tour_through_the_market_and_its_stalls_drives_once(reference_store):
    found = asked(reference_store, dates=[SUNDAY], must=[MARKET, *STALLS])
    assert {MARKET, *STALLS} <= set(visited(found))
    inner = [
        leg for day in found["days"] for leg in day["legs"] if {leg["from"], leg["to"]} <= {MARKET, *STALLS}
    ]
    assert [(leg["minutes"], leg["km"]) for leg in inner] == [(0, 0)] * 2
    notes = [note["key"] for key in STALLS for note in found["stops"][key]["notes"]]
    assert notes.count("stands_in") == 2


def test_a_stall_stands_at_the_point_of_its_market():
    market = held("market", "Chợ Bắc Hà", "Chủ nhật", lon=104.3, lat=22.5, own_point=True)
    found = with_stalls([market, stall()], ADDRESS)[1]
    assert (found.lon, found.lat, found.own_point) == (104.3, 22.5, True)


def test_a_stall_with_a_point_of_its_own_keeps_it():
    market = held("market", "Chợ Bắc Hà", "Chủ nhật", lon=104.3, lat=22.5, own_point=True)
    own = stall(own_point=True, lon=104.31, lat=22.51)
    found = with_stalls([market, own], ADDRESS)[1]
    assert (found.lon, found.lat, found.stands_in) == (104.31, 22.51, "market")


def test_of_two_markets_of_one_name_the_stall_stands_in_the_one_of_its_days():
    markets = [held("sunday", "Chợ phiên Bắc Hà", "Chủ nhật"), held("night", "Chợ đêm Bắc Hà", "thứ bảy")]
    assert ground_of(with_stalls([*markets, stall()], ADDRESS)) == "sunday"
    assert ground_of(with_stalls([*markets, stall(days=None)], ADDRESS)) == "stall"


@pytest.mark.parametrize(
    ("address", "changes"),
    [
        ("khu vực chợ Bắc Hà", {}),  # somewhere around it
        ("chợ Cốc Ly", {}),
        ("thị trấn Bắc Hà", {}),
        ("chợ Bắc Hà", {"commune_code": "99999"}),
    ],
)
def test_a_stall_stands_in_no_market_that_its_address_does_not_name(address, changes):
    market = held("market", "Chợ Bắc Hà", "Chủ nhật")
    found = with_stalls([market, stall(**changes)], {"stall": [address]})
    assert ground_of(found) == "stall"


def test_a_market_does_not_stand_in_itself():
    market = held("market", "Chợ Bắc Hà", "Chủ nhật")
    assert with_stalls([market], {"market": ["chợ Bắc Hà"]}) == (market,)
