"""Records joined with the units of a system."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geodata import tables
from geodata.joins import (
    craft_villages_in,
    markets_in,
    producers_in,
    products_in,
    sales_points_in,
    select_records,
    sights_in,
    zones_in,
)
from geodata.plain import rows_of
from geodata.store import Store
from geodata.summaries import summarise
from geodata.view import NONE, ProductFilter, View
from geodata.vocabulary import InSystem, Recognition, Status, UnitSystem
from tests.conftest import sqlite_url
from tests.factories import FROM_2019, FROM_2020, fill_world, placed, product_row

SYSTEMS = list(UnitSystem)
TODAY = date(2026, 11, 21)
BUCKETS = [bucket.value for bucket in InSystem]


def view(system=UnitSystem.Y2025, on=None):
    return View(units=system, on=on, today=TODAY)


def certificate(product_id, **values):
    row = {"certificate_id": f"c-{product_id}-{values}", "product_id": product_id, "stars": 3}
    empty = dict.fromkeys(("certified_on", "certified_year", "decision_number", "source"))
    return {**row, **empty, **values}


def observation(number, zone_id, **values):
    empty = dict.fromkeys(
        (
            "year",
            "year_text",
            "area_ha_min",
            "area_ha_max",
            "production",
            "households",
            "linked_producer",
            "linked_product",
            "certification",
            "note",
        )
    )
    fixed = {"sources": [], "source_table": "made_up.csv", "source_row": number}
    return {"observation_id": f"o{number}", "zone_id": zone_id, **empty, **fixed, **values}


def zone(zone_id, code="90101", **values):
    return {"zone_id": zone_id, "name": zone_id, "crop": "chè", "kind": "zone", **placed(code), **values}


CROPS = [{"crop": "chè", "parent_crop": None}, {"crop": "chè Shan", "parent_crop": "chè"}]


@pytest.mark.parametrize("system", SYSTEMS)
def test_every_product_is_there_once_in_every_unit_system(store, system):
    fill_world(store)
    products = products_in(store, view(system))
    assert sorted(products["product_id"]) == [f"p{n}" for n in range(1, 9)]


def test_a_product_moves_to_the_commune_that_took_its_old_one(store):
    fill_world(store)
    new = products_in(store, view()).set_index("product_id")
    old = products_in(store, view(UnitSystem.Y2024)).set_index("product_id")
    assert (old.at["p1", "commune"], new.at["p1", "commune"]) == ("Sa Pa", "Sa Pa")
    assert (old.at["p1", "commune_code"], new.at["p1", "commune_code"]) == ("90101", "90102")
    assert old.at["p4", "commune"] == "Thanh Bình"


def test_a_product_known_only_by_district_is_in_no_commune_and_has_no_point(store):
    fill_world(store)
    found = products_in(store, view()).set_index("product_id").loc["p6"]
    assert (found["in_system"], found["district"]) == ("district_only", "Thượng")
    assert found[["commune_code", "lon", "lat"]].isna().all()


def test_a_product_of_a_split_commune_falls_back_to_its_district(store):
    fill_world(store)
    found = products_in(store, view(UnitSystem.Y2024)).set_index("product_id").loc["p7"]
    assert (found["in_system"], found["district_code"]) == ("district_only", "902")


def test_a_record_of_another_province_is_outside_and_not_unplaced(store):
    fill_world(store, products=[product_row("p9", None, outside="Lai Châu")])
    found = products_in(store, view()).set_index("product_id")
    assert found.at["p9", "in_system"] == "outside"
    assert found.at["p8", "in_system"] == "not_placed"


def test_products_of_one_commune_share_its_interior_point(store):
    fill_world(store)
    points = products_in(store, view()).set_index("product_id")[["lon", "lat"]]
    assert points.loc["p1"].tolist() == points.loc["p2"].tolist()
    assert points.loc["p1"].notna().all()


def test_a_point_of_openstreetmap_is_drawn_for_a_sight_that_says_it_stands_there(store):
    osm = {"osm_id": "node 1", "name": "Thác Bạc", "lon": 104.21, "lat": 22.37, "source": "node 1"}
    fill_world(store, osm_places=[osm | {"used_by": "tourism_sites:Thác Bạc", "sight_id": "s1"}])
    assert sights_in(store, view()).iloc[0]["lon"] != 104.21
    with store.write() as connection:
        connection.execute(tables.sights.update().values(point_source="OpenStreetMap"))
    found = sights_in(store, view()).iloc[0]
    assert (found["lon"], found["lat"]) == (104.21, 22.37)


def test_a_product_recognised_later_does_not_count_on_an_earlier_day(store):
    fill_world(store, certificates=[certificate("p1", certified_year=2024)])
    before = products_in(store, view(on=date(2023, 12, 31)))
    after = products_in(store, view(on=date(2024, 12, 31))).set_index("product_id")
    assert "p1" not in before["product_id"].tolist()
    assert after.at["p1", "status"] == Status.IN_FORCE


def test_a_product_that_was_only_evaluated_has_no_status(store):
    fill_world(store, products=[product_row("p9", "90101", recognition="evaluated_district")])
    assert products_in(store, view()).set_index("product_id").at["p9", "status"] is None


def test_the_newest_certificate_gives_year_and_decision(store):
    old = certificate("p1", certified_year=2019, decision_number="1/QĐ")
    new = certificate("p1", certified_year=2022, decision_number="2/QĐ")
    fill_world(store, certificates=[new, old])
    found = products_in(store, view()).set_index("product_id").loc["p1"]
    assert (found["year"], found["decision_number"]) == (2022, "2/QĐ")


def test_a_producer_counts_its_recognised_products_alone(store):
    evaluated = product_row("p9", "90101", producer_id="h1", recognition="evaluated_district")
    fill_world(store, products=[evaluated])
    assert producers_in(store, view())["product_count"].tolist() == [2]


def test_the_filter_for_unknown_values_finds_them(store):
    fill_world(store)
    chosen = ProductFilter(producer_kind=frozenset({NONE}))
    assert "p1" not in products_in(store, view(), chosen)["product_id"].tolist()
    assert len(products_in(store, view(), chosen)) == 6


def test_the_text_filter_does_not_see_accents(store):
    fill_world(store)
    found = products_in(store, view(), ProductFilter(text="ruou NGO"))
    assert found["product_id"].tolist() == ["p1"]


def test_the_text_filter_takes_no_pattern(store):
    fill_world(store)
    assert products_in(store, view(), ProductFilter(text=".*")).empty


def test_records_that_rest_on_inferred_values_can_be_left_out(store):
    guessed = product_row("p9", "90101", inferred_fields=["stars"], confidence="inferred")
    named = product_row("p10", "90101", inferred_fields=["name"], confidence="inferred")
    fill_world(store, products=[guessed, named])
    kept = products_in(store, view(), ProductFilter(without_inferred=True))["product_id"].tolist()
    assert "p9" not in kept
    assert "p10" in kept


def test_a_filter_on_a_column_that_records_lack_lets_none_through(store):
    fill_world(store)
    assert sights_in(store, view(), ProductFilter(stars=frozenset({"3"}))).empty


def test_the_newest_figure_of_a_zone_stands_and_none_are_added_up(store):
    seen = [
        observation(1, "z1", year=2018, area_ha_min=10.0, area_ha_max=10.0),
        observation(2, "z1", year=2023, area_ha_min=20.0, area_ha_max=30.0),
        observation(3, "z1", year=2025, production="5 tấn"),
    ]
    fill_world(store, crops=CROPS, material_zones=[zone("z1")], zone_observations=seen)
    found = zones_in(store, view()).iloc[0]
    assert (found["area_ha_min"], found["area_ha_max"], found["area_year"]) == (20.0, 30.0, 2023)
    assert found["observation_count"] == 3


def test_a_zone_shows_what_was_known_on_the_day(store):
    seen = [
        observation(1, "z1", year=2018, area_ha_min=10.0, area_ha_max=10.0),
        observation(2, "z1", year=2023, area_ha_min=20.0, area_ha_max=20.0),
    ]
    fill_world(store, crops=CROPS, material_zones=[zone("z1")], zone_observations=seen)
    found = zones_in(store, view(on=date(2020, 1, 1))).iloc[0]
    assert (found["area_ha_max"], found["observation_count"]) == (10.0, 1)


@pytest.mark.parametrize("kind", ["plan", "nursery", "factory"])
def test_plans_nurseries_and_factories_are_not_zones(store, kind):
    fill_world(
        store,
        crops=CROPS,
        material_zones=[zone("z1", kind=kind)],
        zone_observations=[observation(1, "z1", year=2020)],
    )
    assert zones_in(store, view()).empty


def test_a_market_lists_its_days_in_the_order_of_the_week(store):
    market = {"sales_point_id": "m1", "name": "Chợ", "kind": "market"}
    rest = {"operator": None, "opened_year": None, "market_day": None}
    day = {"evening": False, "disputed": True, "note": None, "source_table": "made_up.csv", "source_row": 2}
    fill_world(
        store,
        sales_points=[{**market, **rest, **placed("90101")}],
        market_days=[
            {"market_day_id": name, "sales_point_id": "m1", "weekday": name, **day} for name in ("sun", "fri")
        ],
    )
    found = markets_in(store, view()).iloc[0]
    assert found["weekdays"] == ["fri", "sun"]
    assert found["disputed"]


def test_the_roles_of_a_record_are_all_those_of_its_place_in_order(reference_store):
    roles = reference_store.frame(sa.select(tables.place_roles))
    for row in rows_of(sales_points_in(reference_store, view())):
        assert row["roles"] == sorted(set(roles[roles["place_id"] == row["place_id"]]["role"]))


def test_a_sales_point_that_opened_later_is_left_out(store):
    point = {"sales_point_id": "s1", "name": "Điểm", "kind": "ocop_point", "operator": None}
    fill_world(
        store,
        sales_points=[{**point, "opened_year": 2024, "market_day": None, **placed("90101")}],
    )
    assert sales_points_in(store, view(on=date(2023, 6, 1))).empty
    assert len(sales_points_in(store, view())) == 1


def craft_row(craft_id, **values):
    craft = {"craft_village_id": craft_id, "name": "Làng", "craft": None, "kind": "craft_village"}
    rest = {"standing": "recognised", "ethnic_group": None, "households": None, "recognised_year": None}
    return {**craft, **rest, **placed("90101"), **values}


def test_a_craft_recognised_later_is_left_out(store):
    fill_world(store, craft_villages=[craft_row("v1", recognised_year=2024)])
    assert craft_villages_in(store, view(on=date(2023, 6, 1))).empty


WHERE = st.sampled_from(
    [("90101", FROM_2020), ("90103", FROM_2020), ("901", FROM_2020), ("902", FROM_2020), (None, None)]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(WHERE, st.booleans(), st.integers(3, 5)), max_size=12),
    st.sampled_from(SYSTEMS),
    st.sampled_from([frozenset(), frozenset({"3"}), frozenset({"4", "5"})]),
)
def test_counts_close_in_every_unit_system_under_every_filter(migrated_file, found, system, stars):
    rows = [
        product_row(
            f"x{number}",
            code,
            unit_valid_from=since,
            stars=rating,
            outside="Lai Châu" if abroad and code is None else None,
        )
        for number, ((code, since), abroad, rating) in enumerate(found)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(migrated_file, Path(folder) / "world.db")
        with Store.open(sqlite_url(path)) as world:
            fill_world(world, products=rows)
            told = summarise(world, view(system), ProductFilter(stars=stars))
    expected = sum(not stars or str(row["stars"]) in stars for row in rows)
    # The small world brings six products of 3 stars, one of 4 and one of 5.
    expected += {0: 8, 1: 6, 2: 2}[len(stars)]
    assert told["total"] == expected
    assert sum(told[bucket] for bucket in BUCKETS) == told["total"]
    assert sum(told["by_stars"].values()) == told["total"]
    assert sum(told["by_status"].values()) == told["total"]


def test_selecting_with_an_empty_filter_keeps_every_record(store):
    fill_world(store)
    products = products_in(store, view())
    assert len(select_records(products, ProductFilter())) == len(products)


def test_the_default_total_is_of_recognised_products_and_names_the_others_beside_it(store):
    evaluated = product_row("p9", "90101", recognition=Recognition.EVALUATED_PROVINCE.value)
    fill_world(store, products=[evaluated])
    told = summarise(store, view())
    assert (told["total"], told["evaluated"], told["in_store"]) == (8, 1, 9)


SEEN_ZONE = {"crops": CROPS, "zone_observations": [observation(1, "z1", year=2020)]}


def zone_unit(code, since=FROM_2020, zone_id="z1"):
    return {"zone_id": zone_id, "unit_code": code, "unit_valid_from": since}


def the_zone(store, system, *codes, **values):
    """Return the zone z1 over the units ``codes``, as the registry writes one of several units."""
    fill_world(
        store,
        **SEEN_ZONE,
        material_zones=[zone("z1", None, **values)],
        zone_units=[zone_unit(*code) if isinstance(code, tuple) else zone_unit(code) for code in codes],
    )
    return zones_in(store, view(system)).iloc[0]


def test_a_zone_over_several_communes_is_in_communes_and_has_no_point(store):
    found = the_zone(store, UnitSystem.Y2024, "90101", "90201", placement="commune")
    assert (found["in_system"], found["commune_codes"]) == ("in_communes", ["90101", "90201"])
    assert found["district_codes"] == ["901", "902"]
    assert found[["commune_code", "district_code", "lon", "lat"]].isna().all()


def test_a_zone_whose_communes_became_one_is_in_that_one_and_is_drawn_there(store):
    found = the_zone(store, UnitSystem.Y2025, "90101", "90103", placement="commune")
    assert (found["commune_code"], found["commune_codes"]) == ("90102", ["90102"])
    assert found[["lon", "lat"]].notna().all()


def test_a_zone_with_a_part_that_is_known_nowhere_lies_in_no_single_commune(store):
    found = the_zone(store, UnitSystem.Y2024, "90101", ("90203", FROM_2019), placement="commune")
    assert (found["in_system"], found["commune_codes"]) == ("in_communes", ["90101"])
    assert found[["commune_code", "lon"]].isna().all()


def test_a_zone_over_districts_is_known_by_its_districts(store):
    found = the_zone(store, UnitSystem.Y2025, "901", "902", placement="district")
    assert (found["in_system"], found["district_codes"]) == ("district_only", ["901", "902"])
    assert found["commune_codes"] == []
    assert found[["district_code", "lon"]].isna().all()


def test_a_zone_over_the_whole_province_is_in_no_unit_and_says_so(store):
    found = the_zone(store, UnitSystem.Y2025, ("10", date(2004, 1, 1)), placement="province")
    assert (found["in_system"], found["placement"]) == ("not_placed", "province")
    assert found["commune_codes"] == found["district_codes"] == []


def test_a_zone_over_several_units_passes_the_filter_of_each(store):
    the_zone(store, UnitSystem.Y2024, "90101", "90201", placement="commune")
    for chosen, count in (
        ({"commune": "90201"}, 1),
        ({"commune": "90102"}, 0),
        ({"commune": NONE}, 0),
        ({"district": "902"}, 1),
        ({"district": NONE}, 0),
    ):
        sets = {name: frozenset({value}) for name, value in chosen.items()}
        assert len(zones_in(store, view(UnitSystem.Y2024), ProductFilter(**sets))) == count, chosen


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_zone_of_the_registry_whose_unit_is_known_counts_as_not_placed(reference_store, system):
    zones = zones_in(reference_store, view(system))
    assert len(zones) == 130
    lost = zones[zones["in_system"] == "not_placed"]
    assert set(lost["placement"]) == {"province"}
    assert len(lost) == 11


def market(market_id, name, **values):
    row = {"sales_point_id": market_id, "name": name, "kind": "market", "operator": None, "opened_year": None}
    return {**row, "market_day": None, **placed("90101"), **values}


def market_day(market_id, weekday, **values):
    row = {"market_day_id": f"{market_id} {weekday}", "sales_point_id": market_id, "weekday": weekday}
    told = {"evening": False, "disputed": False, "note": None, "source_table": "made_up.csv", "source_row": 2}
    return {**row, **told, **values}


def test_what_nobody_says_of_a_market_is_unknown_and_not_false(store):
    fill_world(
        store,
        sales_points=[
            market("m1", "Chợ"),
            market("m2", "Chợ Sa Pa", market_day="hằng ngày"),
            market("m3", "Chợ đêm Bắc Hà"),
            market("m4", "Chợ Cốc Ly"),
        ],
        market_days=[market_day("m4", "tue")],
    )
    found = markets_in(store, view()).set_index("sales_point_id")
    assert found["market_kind"].to_dict() == {"m1": "unknown", "m2": "daily", "m3": "unknown", "m4": "weekly"}
    assert found["evening"].to_dict() == {"m1": None, "m2": None, "m3": True, "m4": False}
    assert found["disputed"].to_dict() == {"m1": None, "m2": None, "m3": None, "m4": False}


def test_one_market_under_two_names_is_one_row_with_both(store):
    fill_world(
        store,
        places=[{"place_id": "p", "name": "Chợ phiên"}],
        sales_points=[
            market("m2", "Khu OCOP", place_id="p", source_row=32),
            market("m1", "Chợ phiên", place_id="p", source_row=8),
        ],
        market_days=[market_day("m2", "sun")],
    )
    (found,) = markets_in(store, view()).to_dict("records")
    assert (found["sales_point_id"], found["also"], found["weekdays"]) == ("m1", ["Khu OCOP"], ["sun"])
    assert len(markets_in(store, view(), ProductFilter(text="khu ocop"))) == 1


def test_markets_are_chosen_by_weekday(store):
    fill_world(
        store,
        sales_points=[market("m1", "Chợ A"), market("m2", "Chợ B")],
        market_days=[market_day("m1", "fri"), market_day("m1", "sun")],
    )
    for day, names in (("sun", ["Chợ A"]), ("mon", []), (NONE, ["Chợ B"])):
        chosen = ProductFilter(weekday=frozenset({day}))
        assert markets_in(store, view(), chosen)["name"].tolist() == names, day
    assert products_in(store, view(), ProductFilter(weekday=frozenset({"sun"}))).empty


def test_the_market_of_bac_ha_is_one_row_of_the_layer(reference_store):
    markets = markets_in(reference_store, view())
    assert markets["place_id"].is_unique
    found = markets[markets["name"].str.startswith("Chợ phiên Bắc Hà")]
    assert found["also"].tolist() == [["Khu OCOP chợ Bắc Hà (chợ 2,1 ha, 5 khu)"]]


def test_an_evaluation_counts_from_its_year_on(store):
    evaluated = {"recognition": "evaluated_province", "evaluated_year": 2024}
    undated = {"recognition": "evaluated_district"}
    fill_world(
        store, products=[product_row("p9", "90101", **evaluated), product_row("p10", "90101", **undated)]
    )
    early = products_in(store, view(on=date(2019, 6, 30)))["product_id"].tolist()
    assert "p9" not in early
    assert "p10" in early
    late = products_in(store, view(on=date(2024, 6, 30))).set_index("product_id")
    assert late.at["p9", "evaluated_year"] == 2024
    assert late["year"].isna().all()


def test_a_record_says_by_which_unit_of_which_list_it_was_placed(store):
    fill_world(store)
    found = products_in(store, view(UnitSystem.Y2024)).set_index("product_id")["unit_name"]
    assert found[["p1", "p4", "p6", "p7"]].tolist() == [
        "Sa Pa (2024)",
        "Tà Chải (2024)",
        "Thượng (2024)",
        "San Sả Hồ (2019)",
    ]
    assert found["p8"] is None


def test_unknown_confidence_is_found_as_none_and_stays_out_of_the_others(store):
    fill_world(store, craft_villages=[craft_row("v1", confidence=None), craft_row("v2")])
    for value, ids in ((NONE, ["v1"]), ("stated", ["v2"])):
        chosen = ProductFilter(confidence=frozenset({value}))
        assert craft_villages_in(store, view(), chosen)["craft_village_id"].tolist() == ids
