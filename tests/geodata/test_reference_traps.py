"""One test for each trap that the collected tables hold, on the loaded store."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.names import tone_key
from geodata.registry.placing import gazetteer, read_aliases
from geodata.registry.reading import reference_rows
from geodata.registry.unit_tables import read_units
from geodata.store import Store

OLD, NEW = date(2020, 1, 1), date(2025, 7, 1)
PLACED = (tables.sights, tables.sales_points, tables.craft_villages, tables.producers, tables.products)
APPROXIMATE = {"02659", "02923", "03001", "03002", "03003", "03006", "03016", "03028"}


@pytest.fixture(scope="module")
def where():
    return gazetteer(read_units().units, read_aliases())


def frame(store: Store, table: sa.Table) -> pd.DataFrame:
    found = store.frame(sa.select(table))
    assert len(found), f"{table.name} is empty: nothing below would be tested"
    return found


def unit_name(store: Store, code: str, day: date) -> str:
    units = tables.units
    query = sa.select(units.c.name).where(
        units.c.unit_code == code,
        units.c.valid_from <= day,
        sa.or_(units.c.valid_to.is_(None), units.c.valid_to >= day),
        units.c.level == "commune",
    )
    return store.frame(query)["name"].item()


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("02647", "Kim Tân", "Lào Cai"),
        ("02671", "Nam Cường", "Cam Đường"),
        ("03082", "Khánh Yên Thượng", "Văn Bàn"),
    ],
)
def test_one_code_names_different_places_before_and_after_july_2025(reference_store, code, before, after):
    assert unit_name(reference_store, code, date(2025, 6, 30)) == before
    assert unit_name(reference_store, code, date(2025, 7, 1)) == after


def test_the_old_ward_of_lao_cai_has_lost_its_code(reference_store):
    assert unit_name(reference_store, "02641", date(2025, 6, 30)) == "Lào Cai"
    units = frame(reference_store, tables.units)
    assert "02641" not in set(units.loc[units["valid_from"] == NEW, "unit_code"])


def test_eleven_codes_of_the_former_province_changed_their_name(reference_store):
    units = frame(reference_store, tables.units).query("level == 'commune'")
    new = units[(units["valid_from"] == NEW) & units["has_records"]].set_index("unit_code")["name"]
    old = units[units["valid_to"] == date(2025, 6, 30)].set_index("unit_code")["name"]
    assert len(new) == 48
    differs = [code for code in new.index if tone_key(new[code]) != tone_key(old[code])]
    assert len(differs) == 11


def test_fifty_one_communes_of_the_former_yen_bai_have_no_data(reference_store):
    units = frame(reference_store, tables.units)
    bare = units[~units["has_records"]]
    assert len(bare) == 51
    assert set(bare["former_province"]) == {"Yên Bái"}


def test_the_two_thanh_binh_are_told_apart_by_district_only(where):
    assert where.commune("Thanh Bình").unit is None
    assert where.commune("Thanh Bình", "Mường Khương").unit.unit_code == "02779"
    assert where.commune("Thanh Bình", "Sa Pa").unit.unit_code == "03022"


@pytest.mark.parametrize(
    ("name", "code"),
    [("Sa Pa", "03001"), ("Sa Pả", "03002"), ("Nậm Chảy", "02770"), ("Nậm Chầy", "03076")],
)
def test_accents_decide_between_two_units(where, name, code):
    assert where.commune(name).unit.unit_code == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Nậm Dạng", "03073"),
        ("Nậm Rạng", "03073"),
        ("Nàn Xín", "02836"),
        ("Nàn Sín", "02836"),
        ("Hòa Mạc", "03097"),
        ("Hoà Mạc", "03097"),
        ("Tả Ngài Chồ", "02755"),
        ("Tả Ngải Chồ", "02755"),
        ("thị trấn N.T Phong Hải", "02902"),
        ("Phong Hải", "02902"),
    ],
)
def test_other_spellings_find_their_unit(where, written, code):
    assert where.commune(written).unit.unit_code == code


@pytest.mark.parametrize(("name", "code"), [("San Sả Hồ", "03019"), ("Lao Chải", "03028")])
def test_a_split_commune_of_2019_keeps_its_own_unit_and_only_parts_go_on(reference_store, where, name, code):
    unit = where.commune(name, "Sa Pa").unit
    assert (unit.unit_code, unit.valid_from) == (code, date(2019, 4, 1))
    links = frame(reference_store, tables.crosswalk)
    mine = links[(links["old_code"] == code) & (links["old_valid_from"] == date(2019, 4, 1))]
    assert len(mine) > 1
    assert not mine["whole"].any()


def test_ta_chai_ended_inside_the_old_system_and_became_a_part_of_bac_ha(reference_store, where):
    unit = where.commune("Tà Chải", "Bắc Hà").unit
    assert (unit.unit_code, unit.valid_from) == ("02872", OLD)
    units = frame(reference_store, tables.units)
    assert units.loc[
        (units["unit_code"] == "02872") & (units["valid_from"] == OLD), "valid_to"
    ].item() == date(2024, 11, 30)
    links = frame(reference_store, tables.crosswalk)
    mine = links[(links["old_code"] == "02872") & (links["old_valid_from"] == OLD)]
    assert set(zip(mine["new_code"], mine["new_valid_from"], mine["whole"], strict=True)) == {
        ("02839", date(2024, 12, 1), True),
        ("02839", NEW, True),
    }


def test_twenty_seven_recognised_products_are_known_by_district_only_and_two_by_neither(reference_store):
    products = frame(reference_store, tables.products)
    counts = Counter(products.loc[products["recognition"] == "recognised", "placement"])
    assert counts == {"commune": 83, "district": 27, "unknown": 2}


def test_every_product_is_there_and_twelve_are_only_evaluated(reference_store):
    products = frame(reference_store, tables.products)
    assert Counter(products["recognition"]) == {
        "recognised": 112,
        "evaluated_district": 10,
        "evaluated_province": 2,
    }


def test_candidates_are_told_in_one_line_and_loaded_nowhere(reference_store):
    names = {row.text("name_vi") for row in reference_rows("ocop_candidates_not_counted.csv")}
    assert not names & set(frame(reference_store, tables.products)["name"])
    reports = frame(reference_store, tables.import_reports).set_index("source_table")
    report = reports.loc["ocop_candidates_not_counted.csv"]
    assert (report["rows_read"], report["rows_written"]) == (43, 0)
    problems = frame(reference_store, tables.import_problems)
    mine = problems[problems["source_table"] == "ocop_candidates_not_counted.csv"]
    assert mine["rule"].tolist() == ["not_products"]


def test_fifty_four_products_rest_on_an_inference(reference_store):
    products = frame(reference_store, tables.products)
    inferred = products[products["confidence"] == "inferred"]
    assert len(inferred) == 54
    unclear = {row["source_row"] for row in inferred.to_dict("records") if not row["inferred_fields"]}
    problems = frame(reference_store, tables.import_problems)
    assert unclear == set(problems.loc[problems["rule"] == "inferred_field_unclear", "row"])


def test_an_inferred_field_always_has_a_value(reference_store):
    products = frame(reference_store, tables.products)
    certificates = frame(reference_store, tables.certificates).set_index("product_id")["certified_year"]
    looked_at = 0
    for product in products.to_dict("records"):
        for field in product["inferred_fields"]:
            value = certificates[product["product_id"]] if field == "certified_year" else product[field]
            assert not pd.isna(value), (product["name"], field)
            looked_at += 1
    assert looked_at > 54


def test_no_year_of_a_product_is_lost(reference_store):
    written = sum(row.text("year") is not None for row in reference_rows("ocop_products.csv"))
    products = frame(reference_store, tables.products)
    evaluated = products[products["recognition"] != "recognised"]
    assert evaluated["evaluated_year"].value_counts().to_dict() == {2024: 10, 2025: 2}
    assert products.loc[products["recognition"] == "recognised", "evaluated_year"].isna().all()
    dated = frame(reference_store, tables.certificates)["certified_year"].notna().sum()
    assert dated + evaluated["evaluated_year"].notna().sum() == written


@pytest.mark.parametrize(
    "table", [tables.craft_villages, tables.material_zones, tables.sales_points, tables.sights]
)
def test_confidence_is_unknown_where_the_raw_table_has_no_such_column(reference_store, table):
    assert frame(reference_store, table)["confidence"].isna().all()


def test_the_collectors_word_on_products_is_kept(reference_store):
    assert Counter(frame(reference_store, tables.products)["confidence"]) == {"stated": 70, "inferred": 54}


def test_addresses_that_a_note_cites_are_sources(reference_store):
    without, cited = 0, 0
    for table in (tables.sales_points, tables.sights, tables.craft_villages, tables.material_zones):
        for record in frame(reference_store, table).to_dict("records"):
            without += not record["sources"]
            if "http" in str(record["note"]):
                cited += 1
                assert any(source in record["note"] for source in record["sources"]), record["name"]
    assert (cited, without) == (10, 24)
    # road_checks.csv has no column for a source: what it lacks is no fault of a row.
    ways = frame(reference_store, tables.published_ways)
    without += (ways["source"].isna() & (ways["source_table"] == "distances.csv")).sum()
    problems = frame(reference_store, tables.import_problems)
    assert (problems["rule"] == "source_missing").sum() == without == 30


def test_stars_are_the_latest_rating_met(reference_store):
    stars = frame(reference_store, tables.products)["stars"]
    assert stars.value_counts().to_dict() == {3: 66, 4: 19, 5: 3}
    assert stars.isna().sum() == 36


def test_two_producers_may_make_a_product_of_one_name(reference_store):
    products = frame(reference_store, tables.products).query("name == 'Gạo Séng Cù Mường Vi'")
    assert len(products) == 2
    assert products["producer_id"].nunique() == 2


def test_a_line_that_moved_to_another_cooperative_stays_two_products(reference_store):
    products = frame(reference_store, tables.products)
    lines = products[products["name"].isin(["Tinh dầu đại bi", "Tinh dầu Đại Từ Bi"])]
    assert lines["producer_id"].nunique() == 2


def test_one_sight_lies_in_lai_chau(reference_store):
    sights = frame(reference_store, tables.sights)
    outside = sights[sights["outside"].notna()]
    assert outside["outside"].tolist() == ["Lai Châu"]
    assert outside["unit_code"].isna().all()


@pytest.mark.parametrize(("name", "code"), [("Đỉnh Fansipan", "03019"), ("Đèo Ô Quy Hồ", "03003")])
def test_a_sight_on_the_line_of_the_province_keeps_the_unit_its_source_names(reference_store, name, code):
    sights = frame(reference_store, tables.sights).set_index("name")
    assert sights.loc[name, "unit_code"] == code


def test_only_twenty_six_craft_rows_are_recognised_kinds_and_one_of_them_was_revoked(reference_store):
    crafts = frame(reference_store, tables.craft_villages)
    assert Counter(crafts["kind"].dropna()) == {
        "traditional_craft": 16,
        "traditional_craft_village": 3,
        "craft_village": 7,
    }
    standings = Counter(crafts["standing"])
    assert (standings["recognised"], standings["revoked"], standings["failed"]) == (25, 1, 1)
    assert standings["heritage"] == 4
    assert standings["club"] + standings["group"] + standings["not_stated"] == 21


def test_approximate_boundaries_are_eight_and_allow_no_rate(reference_store):
    units = frame(reference_store, tables.units)
    assert set(units.loc[units["inner_lines"] == "approximate", "unit_code"]) == APPROXIMATE
    people = frame(reference_store, tables.unit_population)
    mine = people[people["unit_code"].isin(APPROXIMATE) & (people["valid_from"] == OLD)]
    assert set(mine["unit_code"]) == APPROXIMATE
    assert not mine["rate_allowed"].any()


def test_a_rate_rests_on_the_census_alone_and_every_refusal_has_a_reason(reference_store):
    people = frame(reference_store, tables.unit_population)
    allowed = people[people["rate_allowed"]]
    assert set(allowed["basis"]) == {"census", "census_sum"}
    assert set(allowed["year"]) == {2019}
    assert people.loc[~people["rate_allowed"], "no_rate_reason"].notna().all()


def test_the_people_of_sa_pa_jump_between_the_bases_and_no_rate_shows_it(reference_store):
    people = frame(reference_store, tables.unit_population).set_index(["unit_code", "valid_from"])
    wards = ["03001", "03002", "03003", "03006", "03016", "03028"]
    assert sum(people.loc[(code, OLD), "residents"].item() for code in wards) == 38_122
    assert people.loc[("03006", NEW), "residents"].item() == 18_667
    assert not people.loc[("03006", NEW), "rate_allowed"].item()


def test_a_unit_with_two_figures_keeps_both_years(reference_store):
    people = frame(reference_store, tables.unit_population)
    mine = people[(people["unit_code"] == "03004") & (people["valid_from"] == OLD)]
    assert sorted(mine["year"]) == [2018, 2019]


def test_published_totals_contradict_each_other_and_all_stay(reference_store):
    totals = frame(reference_store, tables.published_totals)
    september = totals[(totals["metric"] == "products_total") & (totals["as_of"] == date(2022, 9, 30))]
    assert sorted(september["value"]) == [139, 142]
    assert len(totals) == 96
    assert set(totals["as_of_precision"]) == {"day", "month", "year"}


def test_figures_of_one_zone_are_several_observations(reference_store):
    zones = frame(reference_store, tables.material_zones)
    pineapple = zones[(zones["crop"] == "dứa") & (zones["raw_commune"] == "Bản Lầu")]
    figures = frame(reference_store, tables.zone_observations)
    mine = figures[figures["zone_id"] == pineapple["zone_id"].item()]
    assert sorted(mine["year"]) == [2013, 2022, 2023, 2025]


def test_plans_nurseries_and_factories_are_no_zones(reference_store):
    zones = frame(reference_store, tables.material_zones)
    assert Counter(zones["kind"]) == {"zone": 130, "plan": 3, "nursery": 2, "factory": 1}


def test_a_part_of_the_cinnamon_never_stands_for_the_whole(reference_store):
    query = sa.text(
        "SELECT z.crop, o.area_ha_max FROM zone_observations o JOIN material_zones z ON z.zone_id = o.zone_id"
        " WHERE z.raw_commune = 'Xuân Hoà' AND o.year = 2023 ORDER BY o.area_ha_max"
    )
    with reference_store.read() as connection:
        rows = connection.execute(query).all()
    assert rows == [("quế hữu cơ", 500.0), ("quế", 2500.0)]


def test_a_span_of_hectares_and_a_span_of_years_keep_both_ends(reference_store):
    figures = frame(reference_store, tables.zone_observations)
    assert ((figures["area_ha_min"] == 200) & (figures["area_ha_max"] == 300)).sum() == 1
    assert set(figures.loc[figures["year_text"] == "2019-2021", "year"]) == {2021}


def test_every_market_day_belongs_to_a_sales_point(reference_store):
    days = frame(reference_store, tables.market_days)
    assert (days["source_table"] == "market_days.csv").sum() == 17
    assert set(days["sales_point_id"]) <= set(frame(reference_store, tables.sales_points)["sales_point_id"])


def test_a_disputed_market_day_keeps_both_answers(reference_store):
    days = frame(reference_store, tables.market_days)
    mine = days[days["sales_point_id"].str.startswith("cho-lung-phinh")]
    assert sorted(mine["weekday"]) == ["fri", "sun"]
    assert mine["disputed"].all()


def test_the_market_of_bac_ha_is_one_place_in_three_roles(reference_store):
    roles = frame(reference_store, tables.place_roles)
    place = roles.loc[roles["record_id"].str.startswith("cho-phien-bac-ha-cho-van-hoa"), "place_id"].iloc[0]
    assert set(roles.loc[roles["place_id"] == place, "role"]) == {"market", "sales_point", "sight"}


def test_coordinates_of_openstreetmap_live_in_their_own_table_only(reference_store):
    assert len(frame(reference_store, tables.osm_places)) == 103
    for table in (
        tables.sights,
        tables.sales_points,
        tables.craft_villages,
        tables.producers,
        tables.products,
    ):
        assert frame(reference_store, table)["lon"].isna().all(), table.name


def test_every_point_that_a_sight_announces_is_there(reference_store):
    sights = frame(reference_store, tables.sights)
    used = set(frame(reference_store, tables.osm_places)["used_by"].dropna())
    with_point = sights[sights["point_source"].notna()]
    assert len(with_point) == 14
    assert {f"tourism_sites:{name}" for name in with_point["name"]} <= used
    assert set(frame(reference_store, tables.osm_places)["sight_id"].dropna()) == set(with_point["sight_id"])
    assert Counter(with_point["placement"]) == {"address": 12, "village": 2}


def test_nothing_was_surveyed(reference_store):
    for table in (
        tables.sights,
        tables.sales_points,
        tables.craft_villages,
        tables.producers,
        tables.products,
    ):
        assert "surveyed" not in set(frame(reference_store, table)["placement"])


def test_every_unit_of_june_2025_goes_whole_into_one_unit_of_july(reference_store):
    units = frame(reference_store, tables.units).query("level == 'commune'")
    june = set(units.loc[units["valid_to"] == date(2025, 6, 30), "unit_code"])
    links = frame(reference_store, tables.crosswalk)
    mine = links[(links["new_valid_from"] == NEW) & (links["old_valid_from"] != date(2019, 4, 1))]
    assert mine["whole"].all()
    assert set(mine["old_code"]) == june | {"02872"}
    assert mine.groupby(["old_code", "old_valid_from"]).size().eq(1).all()


def test_roads_are_links_of_a_schematic_graph_and_most_lengths_are_estimates(reference_store):
    links = frame(reference_store, tables.road_links)
    assert Counter(links["length_basis"]) == {"estimated": 150, "published": 10, "derived": 4}
