"""Candidates: by the kinds of places of Decision 950, drawn or uploaded; one for each point."""

from __future__ import annotations

from datetime import date

import pytest

from geodata.errors import InvalidInput
from geodata.planning.candidates import CandidatePlacement, Candidates, candidates
from geodata.planning.decision950 import BY_KEY, PLACE_KINDS, find_place_kinds, has_ended
from geodata.planning.requests import GivenPoint
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.factories import FROM_2025, fill_world, placed

TODAY = date(2026, 11, 22)
OLD = View(units=UnitSystem.Y2024, today=TODAY)
NEW = View(units=UnitSystem.Y2025, today=TODAY)
BOTH = pytest.mark.parametrize("view", [OLD, NEW], ids=["2024", "2025"])
# Degrees of latitude in 100 m.
STEP = 100 / 110_750


def market(key: str, code: str | None = "90201", place: str | None = None, **values) -> dict:
    return {
        "sales_point_id": key,
        "name": f"Chợ {key}",
        "kind": "market",
        "operator": None,
        "opened_year": None,
        "market_day": None,
        **placed(code),
        "place_id": place or f"place-{key}",
        **values,
    }


def village(key: str, kind: str | None, standing: str = "recognised", code: str = "90201", **values) -> dict:
    return {
        "craft_village_id": key,
        "name": f"Làng {key}",
        "craft": "thêu",
        "kind": kind,
        "standing": standing,
        "ethnic_group": None,
        "households": None,
        "recognised_year": None,
        **placed(code),
        "place_id": f"place-{key}",
        **values,
    }


def own(lon: float, lat: float) -> dict:
    return {"lon": lon, "lat": lat, "point_source": "made up", "placement": "address"}


def osm(key: str, code: str, lon: float, lat: float, name: str | None = None, used_by=None) -> dict:
    return {
        "osm_id": key,
        "name": name,
        "lon": lon,
        "lat": lat,
        "feature_code": code,
        "source": "made up",
        "used_by": used_by,
    }


def told(found: Candidates) -> dict[str, tuple[str, ...]]:
    return {item.candidate_id: item.kinds for item in found.items}


def texts(found: Candidates) -> str:
    return " | ".join(note.text() for note in found.notes)


# --- by rule ---------------------------------------------------------------------------------------------


def test_places_known_by_commune_share_one_candidate_with_several_clauses(store):
    fill_world(
        store, sales_points=[market("m1"), market("m2")], craft_villages=[village("v", "craft_village")]
    )
    found = candidates(store, OLD, ["craft_villages", "markets", "commune_centres"])
    here = next(item for item in found.items if item.candidate_id == "commune:90201")
    assert here.kinds == ("markets", "craft_villages", "commune_centres")
    assert here.placement is CandidatePlacement.COMMUNE
    assert [member.name for member in here.members] == ["Chợ m1", "Chợ m2", "Làng v", "Nậm Chảy"]
    assert (here.lon, here.lat) == pytest.approx((104.25, 22.35))
    assert "4 candidates stand at an interior point" in texts(found)


def test_a_record_of_an_older_commune_stands_at_the_point_of_that_commune(sqlite_store):
    fill_world(sqlite_store, sales_points=[market("m1", "90101"), market("m2", "90201")])
    found = candidates(sqlite_store, NEW, ["markets"])
    assert found.ids == ("commune:90101@2020-01-01", "commune:90201")
    old = found.items[0]
    assert (old.name, old.unit_code, old.unit_name) == ("Sa Pa (2024)", "90102", "Sa Pa")
    assert (old.lon, old.lat) == pytest.approx((104.05, 22.35))


def test_places_of_one_key_are_one_candidate_at_the_point_that_is_known(sqlite_store):
    craft = village("v", "craft_village", place_id="place-m1", **own(104.21, 22.31))
    fill_world(sqlite_store, sales_points=[market("m1")], craft_villages=[craft])
    found = candidates(sqlite_store, OLD, ["markets", "craft_villages"])
    assert told(found) == {"place:place-m1": ("markets", "craft_villages")}
    assert (found.items[0].lon, found.items[0].lat) == (104.21, 22.31)
    assert found.items[0].placement is CandidatePlacement.OWN_POINT


@pytest.mark.parametrize(("steps", "count"), [(1, 1), (2, 2)])
def test_own_points_nearer_than_150_metres_are_one_candidate(sqlite_store, steps, count):
    points = [market("a", **own(104.25, 22.35)), market("b", **own(104.25, 22.35 + steps * STEP))]
    fill_world(sqlite_store, sales_points=points)
    found = candidates(sqlite_store, OLD, ["markets"])
    assert len(found.items) == count
    assert (found.items[0].candidate_id, found.items[0].lat) == ("place:place-a", 22.35)


def test_a_row_of_near_points_does_not_become_one_long_candidate(sqlite_store):
    points = [market(f"m{n}", **own(104.25, 22.35 + n * STEP)) for n in range(4)]
    fill_world(sqlite_store, sales_points=points)
    found = candidates(sqlite_store, OLD, ["markets"])
    assert [[member.record_id for member in item.members] for item in found.items] == [
        ["m0", "m1"],
        ["m2", "m3"],
    ]


def test_what_is_known_only_by_district_or_not_at_all_is_no_candidate_and_counted(sqlite_store):
    points = [market("m1"), market("m2", "902"), market("m3", None), market("m4", outside="Lai Châu")]
    fill_world(sqlite_store, sales_points=points)
    found = candidates(sqlite_store, OLD, ["markets"])
    (count,) = found.by_kind
    assert (count.records, count.taken, count.district_only, count.elsewhere) == (4, 1, 1, 2)


def test_only_recognised_villages_are_craft_villages(sqlite_store):
    villages = [
        village("yes", "traditional_craft_village"),
        village("craft", "traditional_craft", code="90202"),
        village("revoked", "craft_village", "revoked", code="90202"),
        village("club", None, "club", code="90202"),
    ]
    fill_world(sqlite_store, craft_villages=villages)
    assert candidates(sqlite_store, OLD, ["craft_villages"]).ids == ("commune:90201",)


def test_stations_and_post_offices_come_from_openstreetmap_and_lie_in_their_commune(store):
    rows = [
        osm("node 7", "RSTN", 104.26, 22.36, "Ga Nậm Chảy"),
        osm("node 8", "amenity=post_office", 104.05, 22.35),
        osm("node 9", "RSTN", 104.35, 22.35, "stands for a sight", used_by="tourism_sites:Thác Bạc"),
        osm("node 10", "RSTN", 106.0, 21.0, "Hà Nội"),
    ]
    fill_world(store, osm_places=rows)
    found = candidates(store, OLD, ["stations", "post_offices"])
    assert told(found) == {"osm:node-7": ("stations",), "osm:node-8": ("post_offices",)}
    station, post = found.items
    assert (station.name, station.unit_code, station.district_code) == ("Ga Nậm Chảy", "90201", "902")
    # It has no name of its own: the one of its commune.
    assert (post.name, post.members[0].name, post.point_source) == ("Sa Pa", None, "OpenStreetMap")
    assert found.by_kind[0].elsewhere == 1


def test_a_kind_without_records_makes_no_candidate_and_says_so(sqlite_store):
    fill_world(sqlite_store)
    found = candidates(sqlite_store, OLD, ["rest_stops", "post_offices", "fairs"])
    assert found.items == ()
    assert [(count.kind, count.records) for count in found.by_kind] == [
        ("rest_stops", 0),
        ("fairs", 0),
        ("post_offices", 0),
    ]


def test_communes_without_records_are_no_candidates(sqlite_store):
    fill_world(sqlite_store)
    assert candidates(sqlite_store, NEW, ["commune_centres"]).ids == (
        "commune:90102",
        "commune:90201",
        "commune:90202",
    )


# --- drawn, excluded, spaced -----------------------------------------------------------------------------


def test_a_drawn_point_is_told_its_commune_and_its_old_district(sqlite_store):
    fill_world(sqlite_store)
    points = [GivenPoint("b", "Ngã ba", 104.25, 22.35), GivenPoint("a", "Xa", 104.6, 22.35)]
    away, here = candidates(sqlite_store, NEW, [], points).items
    assert (here.candidate_id, here.name, here.unit_code, here.district_code) == (
        "point:b",
        "Ngã ba",
        "90201",
        "902",
    )
    # 10 km east of the last commune.
    assert (away.candidate_id, away.unit_code, away.district_code) == ("point:a", None, None)
    assert here.placement is CandidatePlacement.GIVEN


def test_a_point_far_from_the_province_is_refused_by_its_name(sqlite_store):
    fill_world(sqlite_store)
    with pytest.raises(InvalidInput, match=r"Hà Nội \(105.85, 21.03\) lies more than 20 km outside"):
        candidates(sqlite_store, OLD, [], [GivenPoint("h", "Hà Nội", 105.85, 21.03)])


def test_two_points_of_one_id_are_refused(sqlite_store):
    fill_world(sqlite_store)
    twice = [GivenPoint("a", "Một", 104.25, 22.35), GivenPoint("a", "Hai", 104.05, 22.35)]
    with pytest.raises(InvalidInput, match="the id a"):
        candidates(sqlite_store, OLD, [], twice)


def test_an_excluded_area_drops_what_stands_in_it_and_names_it(sqlite_store):
    fill_world(sqlite_store)
    ring = [[104.2, 22.3], [104.3, 22.3], [104.3, 22.4], [104.2, 22.4], [104.2, 22.3]]
    area = {"type": "Polygon", "coordinates": [ring]}
    found = candidates(sqlite_store, OLD, ["commune_centres"], excluded=[area])
    assert "commune:90201" not in found.ids
    assert [item.candidate_id for item in found.dropped] == ["commune:90201"]
    assert found.by_kind[0].taken == 3
    assert "1 candidates lie in an excluded area and were left out: Nậm Chảy" in texts(found)


def test_candidates_nearer_than_the_least_distance_are_told_as_pairs(sqlite_store):
    fill_world(sqlite_store)
    points = [GivenPoint("a", "Một", 104.25, 22.351), GivenPoint("b", "Hai", 104.251, 22.35)]
    found = candidates(sqlite_store, OLD, ["commune_centres"], points, least_distance_km=1.0)
    pairs = {frozenset(found.ids[number] for number in pair) for pair in found.too_near}
    assert pairs == {
        frozenset({"commune:90201", "point:a"}),
        frozenset({"commune:90201", "point:b"}),
        frozenset({"point:a", "point:b"}),
    }


def test_an_unknown_kind_names_those_that_exist(sqlite_store):
    with pytest.raises(InvalidInput, match="no kind of places pubs; there are stations, rest_stops, markets"):
        candidates(sqlite_store, OLD, ["pubs"])


def test_the_system_of_2019_has_no_points(sqlite_store):
    with pytest.raises(InvalidInput, match="names only"):
        candidates(sqlite_store, View(units=UnitSystem.Y2019, today=TODAY), ["markets"])


# --- the real data ---------------------------------------------------------------------------------------


@BOTH
def test_every_record_is_in_a_candidate_or_counted(reference_store, view):
    found = candidates(reference_store, view, list(BY_KEY))
    for count in found.by_kind:
        assert count.records == count.taken + count.district_only + count.elsewhere, count.kind


@BOTH
def test_candidates_are_in_the_order_of_their_keys_and_no_two_share_a_point(reference_store, view):
    found = candidates(reference_store, view, list(BY_KEY))
    assert list(found.ids) == sorted(set(found.ids))
    assert len({(item.lon, item.lat) for item in found.items}) == len(found.items)
    assert {item.candidate_id.split(":")[0] for item in found.items} == {"commune", "osm", "place"}


@BOTH
def test_the_keys_are_the_same_whatever_else_is_asked_for(reference_store, view):
    every = candidates(reference_store, view, list(BY_KEY))
    markets = candidates(reference_store, view, ["markets"])
    assert set(markets.ids) <= set(every.ids)


def test_the_stop_that_is_known_only_by_district_is_no_candidate(reference_store):
    found = candidates(reference_store, OLD, ["rest_stops"])
    assert found.items == ()
    assert (found.by_kind[0].records, found.by_kind[0].district_only) == (1, 1)


# --- the Decision ----------------------------------------------------------------------------------------


def test_the_period_of_the_decision_is_shown_with_whether_it_has_ended(sqlite_store):
    fill_world(sqlite_store)
    assert "950/QĐ-BCT for 2023–2025: that period has ended" in texts(
        candidates(sqlite_store, OLD, ["markets"])
    )
    then = View(units=UnitSystem.Y2024, today=date(2025, 12, 31))
    assert (
        texts(candidates(sqlite_store, then, ["markets"]))
        == "Kinds of places of Decision 950/QĐ-BCT for 2023–2025"
    )
    assert texts(candidates(sqlite_store, OLD, [], [GivenPoint("a", "Một", 104.25, 22.35)])) == ""
    assert (has_ended(date(2025, 12, 31)), has_ended(date(2026, 1, 1))) == (False, True)


def test_kinds_come_in_the_order_of_the_decision():
    assert find_place_kinds(["post_offices", "markets", "markets"]) == (
        BY_KEY["markets"],
        BY_KEY["post_offices"],
    )
    assert len(PLACE_KINDS) == len(BY_KEY) == 8


def test_a_unit_that_changed_later_is_found_under_its_own_day(sqlite_store):
    fill_world(sqlite_store, sales_points=[market("m1", "90201", unit_valid_from=FROM_2025)])
    (item,) = candidates(sqlite_store, OLD, ["markets"]).items
    assert (item.unit_code, item.candidate_id) == ("90201", "commune:90201")
