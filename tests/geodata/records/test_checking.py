"""What an entry makes of a record: places exactly, certificates over time, nothing guessed."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from geodata.records.checking import Checker
from geodata.records.fields import fields_of
from geodata.records.flat import values_of
from geodata.records.kinds import RecordKind
from geodata.records.state import read_states
from geodata.records.writing import write_state
from geodata.registry.reading import REFERENCE

TODAY = date(2026, 3, 1)
PRODUCTS, POINTS, ZONES = RecordKind.PRODUCTS, RecordKind.SALES_POINTS, RecordKind.MATERIAL_ZONES
TEA = {"name": "Chè thử", "recognition": "công nhận"}


@pytest.fixture
def checker(reference_store):
    with reference_store.read() as connection:
        yield Checker(connection, TODAY)


@pytest.fixture
def states(reference_store):
    def of(kind):
        with reference_store.read() as connection:
            return read_states(connection, kind)

    return of


def rules(checked):
    return [(each.field, each.rule) for each in checked.problems]


def row(checked, table="products"):
    assert checked.problems == ()
    return checked.state[table][0]


def suggested(checked):
    return [each.label for each in checked.problems[0].suggestions]


def test_a_commune_with_its_district_is_one_of_before_july_2025(checker):
    made = row(checker.check(PRODUCTS, TEA | {"commune": "Xã Bản Liền", "district": "huyện Bắc Hà"}))
    assert (made["unit_code"], made["unit_valid_from"] < "2025-07-01") == ("02869", True)


def test_a_name_of_both_lists_that_is_not_one_place_asks_which_is_meant(checker):
    checked = checker.check(PRODUCTS, TEA | {"commune": "Bản Liền"})
    assert rules(checked) == [("commune", "unit_ambiguous")]
    picked = checked.problems[0].suggestions
    assert sorted(each.fields["units"] for each in picked) == ["2024", "2025"]


@pytest.mark.parametrize("which", [0, 1])
def test_each_suggestion_for_a_commune_settles_it(checker, which):
    raw = TEA | {"commune": "Bản Liền"}
    picked = checker.check(PRODUCTS, raw).problems[0].suggestions[which]
    made = row(checker.check(PRODUCTS, raw | {"commune": picked.value} | picked.fields))
    assert made["unit_code"] == picked.fields["unit_code"]


@pytest.mark.parametrize(("units", "is_new"), [("2025", True), ("2024", False)])
def test_the_list_of_units_decides_between_communes_of_one_name(checker, units, is_new):
    made = row(checker.check(PRODUCTS, TEA | {"commune": "Bản Liền", "units": units}))
    assert (made["unit_valid_from"] >= "2025-07-01") is is_new


def test_a_code_of_both_lists_asks_which_is_meant(checker):
    assert rules(checker.check(PRODUCTS, TEA | {"unit_code": "02647"})) == [("unit_code", "unit_ambiguous")]


@pytest.mark.parametrize("names", [{}, {"commune": "Kim Tân", "district": "Lào Cai"}])
def test_the_same_code_of_the_other_list_is_another_unit(checker, names):
    code = {"unit_code": "02647"}
    before = checker.check(PRODUCTS, TEA | names | code | {"units": "2024"}).state
    made = row(checker.check(PRODUCTS, code | {"units": "2025"}, before))
    assert (made["unit_code"], made["unit_valid_from"]) == ("02647", "2025-07-01")
    assert made["raw_commune"] != "Kim Tân"


def test_a_code_whose_commune_is_called_otherwise_is_refused_with_both(checker):
    checked = checker.check(
        PRODUCTS, TEA | {"unit_code": "02647", "commune": "Bản Liền", "district": "Bắc Hà"}
    )
    assert rules(checked) == [("unit_code", "unit_code_differs")]
    assert len(checked.problems[0].suggestions) == 2


def test_accents_decide_between_sa_pa_and_sa_pa_with_a_hook(checker):
    found = [
        row(checker.check(PRODUCTS, TEA | {"commune": name, "district": "Sa Pa"}))["unit_code"]
        for name in ("Sa Pa", "Sa Pả")
    ]
    assert found == ["03001", "03002"]


def test_a_misspelt_commune_gets_candidates(checker):
    checked = checker.check(PRODUCTS, TEA | {"commune": "Bản Liên", "district": "Bắc Hà"})
    assert rules(checked) == [("commune", "unit_unknown")]
    assert "Bản Liền (Bắc Hà – 2024)" in suggested(checked)


def test_a_misspelt_district_gets_candidates(checker):
    checked = checker.check(PRODUCTS, TEA | {"commune": "Bản Liền", "district": "Bắc Hạ"})
    assert rules(checked) == [("district", "unit_unknown")]
    assert suggested(checked) == ["Bắc Hà"]


@pytest.mark.parametrize("where", [{"units": "2025"}, {"district": "Mù Cang Chải (Yên Bái)"}])
def test_a_commune_of_today_is_taken_whatever_province_it_was_in(checker, where):
    checked = checker.check(PRODUCTS, TEA | {"commune": "Mù Cang Chải"} | where)
    made = row(checked)
    assert (made["placement"], made["unit_valid_from"], made["outside"]) == (
        "commune",
        "2025-07-01",
        None,
    )


def test_a_record_without_a_place_is_taken_and_said_to_have_none(checker):
    checked = checker.check(PRODUCTS, TEA)
    assert row(checked)["placement"] == "unknown"
    assert [each.rule for each in checked.warnings] == ["place_missing"]


def test_all_that_is_wrong_with_an_entry_is_told_at_once(checker):
    checked = checker.check(PRODUCTS, TEA | {"commune": "Không Có Xã Này", "stars": "6 sao"})
    assert [field for field, _ in rules(checked)] == ["stars", "commune"]
    half = checker.check(POINTS, {"name": "Chợ A", "kind": "market", "lon": "abc", "lat": "22.4"})
    assert rules(half) == [("lon", "number_bad")]


def test_a_point_outside_the_province_is_said_to_be_there(checker):
    shop = {"name": "Cửa hàng Hà Nội", "kind": "shop", "lon": 105.8, "lat": 21.0}
    checked = checker.check(RecordKind.SALES_POINTS, shop)
    assert [each.rule for each in checked.warnings] == ["point_outside_province"]
    assert [
        each.rule
        for each in checker.check(RecordKind.SALES_POINTS, shop | {"lon": 104.0, "lat": 22.4}).warnings
    ] == []


def test_a_point_in_vn2000_is_kept_in_wgs84(checker):
    where = {"commune": "Bản Liền", "district": "Bắc Hà", "units": "2024"}
    metres = {"easting": "466.000", "northing": "2.489.000", "epsg": "EPSG:9208"}
    made = row(checker.check(PRODUCTS, TEA | where | metres), "products")
    assert made["placement"] == "office"
    assert (made["lon"], made["lat"]) == pytest.approx((104.42, 22.5), abs=0.02)


IN_SA_PA = {"lon": "103.84", "lat": "22.336"}
PLACES = ("unit_code", "unit_valid_from", "raw_commune", "placement", "inferred_fields", "confidence")


def test_a_point_claims_no_address_and_no_survey_that_nobody_states(checker):
    first = checker.check(PRODUCTS, TEA | IN_SA_PA | {"placement": "surveyed"})
    assert row(first)["placement"] == "surveyed"
    moved = {"lon": "103.841"}
    assert row(checker.check(PRODUCTS, {"note": "x"}, first.state))["placement"] == "surveyed"
    assert row(checker.check(PRODUCTS, moved, first.state))["placement"] == "office"
    said = checker.check(PRODUCTS, moved | {"placement": "surveyed"}, first.state)
    assert row(said)["placement"] == "surveyed"


def test_a_point_without_a_commune_lies_in_the_one_of_both_lists_which_is_called_inferred(checker):
    checked = checker.check(PRODUCTS, TEA | IN_SA_PA)
    made = row(checked)
    assert [made[name] for name in PLACES[2:]] == [None, "office", ["unit_code"], "inferred"]
    # The ward of before, which became part of the ward of today as a whole.
    assert made["unit_valid_from"] < "2025-07-01"
    assert (
        checker.units.by_key[made["unit_code"], date.fromisoformat(made["unit_valid_from"])]["level"]
        == "commune"
    )
    assert checked.warnings == ()


def test_an_inferred_commune_follows_its_point_until_somebody_names_it(checker):
    first = checker.check(PRODUCTS, TEA | IN_SA_PA)
    moved = checker.check(PRODUCTS, {"lon": "104.29", "lat": "22.53"}, first.state)
    assert row(moved)["unit_code"] != row(first)["unit_code"]
    assert row(moved)["inferred_fields"] == ["unit_code"]
    gone = row(checker.check(PRODUCTS, {"lon": None, "lat": None}, first.state))
    assert [gone[name] for name in ("unit_code", "placement", "inferred_fields")] == [None, "unknown", []]
    named = row(checker.check(PRODUCTS, {"commune": "Sa Pa", "units": "2025"}, first.state))
    assert (named["unit_valid_from"], named["raw_commune"], named["inferred_fields"]) == (
        "2025-07-01", "Sa Pa", [],
    )  # fmt: skip
    beyond = checker.check(PRODUCTS, TEA | {"lon": "105.84", "lat": "21.03"})
    assert (row(beyond)["unit_code"], row(beyond)["inferred_fields"]) == (None, [])


def test_a_point_outside_its_unit_is_refused_with_the_unit_that_it_lies_in(checker):
    where = {"commune": "Bản Liền", "district": "Bắc Hà", "lon": "103.84", "lat": "22.336"}
    checked = checker.check(PRODUCTS, TEA | where)
    assert rules(checked) == [("unit_code", "point_outside_unit")]
    assert any("Sa Pa" in label for label in suggested(checked))


def test_half_a_point_is_refused(checker):
    assert rules(checker.check(PRODUCTS, TEA | {"lon": "103.84"})) == [("lat", "point_half")]


def test_an_entry_that_tells_a_certificate_needs_no_recognition(checker):
    made = checker.check(PRODUCTS, {"name": "Chè thử", "stars": "4", "certified_on": "1/3/2024"})
    assert row(made)["recognition"] == "recognised"
    assert (row(made)["stars"], row(made, "certificates")["certified_year"]) == (4, 2024)


def test_an_entry_that_tells_neither_is_asked(checker):
    assert rules(checker.check(PRODUCTS, {"name": "Chè thử"})) == [("recognition", "recognition_missing")]


def test_a_later_decision_is_a_second_certificate_and_leaves_the_first(checker):
    first = checker.check(PRODUCTS, {"name": "Chè thử", "stars": 3, "certified_on": "1/3/2020"}).state
    checked = checker.check(PRODUCTS, {"stars": 4, "certified_on": "1/3/2024"}, first)
    kept = sorted((c["certified_on"], c["stars"]) for c in checked.state["certificates"])
    assert kept == [("2020-03-01", 3), ("2024-03-01", 4)]
    assert row(checked)["stars"] == 4


def test_a_day_within_the_known_year_completes_the_certificate(checker):
    first = checker.check(PRODUCTS, {"name": "Chè thử", "stars": 3, "certified_year": 2020}).state
    checked = checker.check(PRODUCTS, {"certified_on": "1/3/2020"}, first)
    assert [c["certified_on"] for c in checked.state["certificates"]] == ["2020-03-01"]


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ({"stars": 3}, {"stars": 4, "certified_year": 2025}),
        ({"stars": 3}, {"stars": 3, "certified_year": 2025}),
        (
            {"stars": 3, "certified_year": 2024},
            {"stars": 4, "decision_number": "12/QĐ", "certified_year": 2024},
        ),
    ],
)
def test_other_stars_or_a_first_year_are_a_second_certificate_with_a_source_of_its_own(checker, stored, told):
    first = checker.check(PRODUCTS, {"name": "Chè thử", "source": "QĐ cũ"} | stored).state
    checked = checker.check(PRODUCTS, told, first)
    assert checked.problems == ()
    assert first["certificates"][0] in checked.state["certificates"]
    (new,) = [each for each in checked.state["certificates"] if each not in first["certificates"]]
    assert {name: new[name] for name in told} == told
    assert (first["certificates"][0]["source"], new["source"]) == (
        "QĐ cũ",
        f"Văn phòng nhập ngày {checker.today:%d/%m/%Y}",
    )


@pytest.mark.parametrize("stars", [5, None])
@pytest.mark.parametrize(
    ("stored", "rule"),
    [({"certified_year": 2019}, "certificate_other"), ({}, "certificate_other_undated")],
)
def test_stars_alone_never_overwrite_a_recognition(checker, stored, rule, stars):
    first = checker.check(PRODUCTS, {"name": "Chè thử", "stars": 3} | stored).state
    checked = checker.check(PRODUCTS, {"stars": stars}, first)
    assert rules(checked) == [("stars", rule)]
    assert "3 stars" in checked.problems[0].text()
    assert checker.check(PRODUCTS, {"stars": 3} | stored, first).changes == ()


@pytest.mark.parametrize("year", [2020, 2025])
def test_a_further_certificate_is_told_as_one_change_and_erases_nothing(checker, year):
    raw = {"name": "Chè thử", "stars": 3, "certified_year": 2023, "decision_number": "12/QĐ"}
    first = checker.check(PRODUCTS, raw).state
    checked = checker.check(PRODUCTS, {"stars": 4, "certified_year": year}, first)
    (change,) = [one for one in checked.changes if one.field != "source"]
    assert (change.field, change.before) == ("certificates", None)
    assert (change.after["stars"], change.after["certified_year"]) == (4, year)
    assert "certificate_id" not in change.after  # a key of ours
    assert len(checked.state["certificates"]) == 2


def test_other_stars_of_the_year_that_is_there_are_asked_about(checker):
    first = checker.check(PRODUCTS, {"name": "Chè thử", "stars": 3, "certified_year": 2024}).state
    checked = checker.check(PRODUCTS, {"stars": 4, "certified_year": 2024}, first)
    assert rules(checked) == [("stars", "certificate_other")]


def test_the_year_of_a_decision_that_is_there_completes_its_certificate(checker):
    first = checker.check(PRODUCTS, {"name": "Chè thử", "stars": 3, "decision_number": "12/QĐ"}).state
    checked = checker.check(PRODUCTS, {"decision_number": "12/QĐ", "certified_on": "1/3/2020"}, first)
    assert [c["certified_on"] for c in checked.state["certificates"]] == ["2020-03-01"]


def test_a_certificate_of_tomorrow_is_refused(checker):
    checked = checker.check(PRODUCTS, {"name": "Chè thử", "certified_on": "2/3/2026"})
    assert rules(checked) == [("certified_on", "date_future")]


def test_points_that_do_not_add_up_are_refused(checker):
    given = {"points": 80, "points_a": 30, "points_b": 20, "points_c": 20}
    assert rules(checker.check(PRODUCTS, TEA | given)) == [("points", "points_sum")]


def test_a_group_belongs_to_its_decision(checker):
    given = TEA | {"product_group": "ornamental", "group_criteria": "1048"}
    assert rules(checker.check(PRODUCTS, given)) == [("product_group", "criteria_of_group")]


@pytest.mark.parametrize(("word", "group"), [("Vải, may mặc", "garment"), ("Lưu niệm", "souvenir")])
def test_a_group_of_2019_names_its_decision_by_itself_and_fits_no_other(checker, word, group):
    checked = checker.check(PRODUCTS, TEA | {"product_group": word})
    row = checked.state["products"][0]
    assert (row["product_group"], row["group_criteria"]) == (group, "1048/QĐ-TTg")
    later = checker.check(PRODUCTS, TEA | {"name": "Khác", "product_group": word, "group_criteria": "148"})
    assert rules(later) == [("product_group", "criteria_of_group")]


def test_a_record_that_is_there_already_is_named(checker, states):
    held = next(state for state in states(PRODUCTS).values() if state["products"][0]["producer_id"])
    product = held["products"][0]
    checked = checker.check(PRODUCTS, TEA | {"name": product["name"], "producer": product["producer_id"]})
    assert rules(checked) == [("name", "duplicate")]
    assert [each.value for each in checked.problems[0].suggestions] == [product["product_id"]]


def test_a_misspelt_producer_gets_candidates(checker, states):
    name = next(iter(states(RecordKind.PRODUCERS).values()))["producers"][0]["name"]
    checked = checker.check(PRODUCTS, TEA | {"producer": f"{name}x"})
    assert rules(checked) == [("producer", "record_unknown")]
    assert name in suggested(checked)


def test_an_import_may_bring_a_producer_and_two_products_share_it(reference_store):
    with reference_store.read() as connection:
        checker = Checker(connection, TODAY, makes_producers=True)
        where = {"producer": "HTX Thử nghiệm", "producer_kind": "HTX", "district": "Bắc Hà"}
        made = [
            checker.check(PRODUCTS, TEA | where | {"name": "Một", "commune": "Bản Liền"}).state,
            checker.check(PRODUCTS, TEA | where | {"name": "Hai", "commune": "Nậm Đét"}).state,
        ]
        (producer,) = checker.new_producers(made).values()
    told = producer["producers"][0]
    assert {state["products"][0]["producer_id"] for state in made} == {told["producer_id"]}
    assert (told["kind"], told["placement"], told["raw_district"]) == ("cooperative", "district", "Bắc Hà")


def test_a_field_that_a_person_states_is_inferred_no_longer(checker, states):
    held = next(
        s for s in states(PRODUCTS).values() if s["products"][0]["inferred_fields"] == ["product_group"]
    )
    other = "craft" if held["products"][0]["product_group"] == "food" else "food"
    made = row(checker.check(PRODUCTS, {"product_group": other}, held))
    assert (made["inferred_fields"], made["confidence"]) == ([], "stated")
    assert made["sources"][-1] == "Văn phòng nhập ngày 01/03/2026"


def test_a_named_source_is_added_in_place_of_the_day(checker, states):
    held = next(iter(states(PRODUCTS).values()))
    made = row(checker.check(PRODUCTS, {"website": "vidu.vn", "source": "Báo cáo 12/BC-UBND"}, held))
    assert made["sources"] == [*held["products"][0]["sources"], "Báo cáo 12/BC-UBND"]


def test_an_unknown_field_is_said(checker):
    assert rules(checker.check(PRODUCTS, TEA | {"colour": "x"})) == [("colour", "unknown_field")]


def test_a_market_has_the_days_that_its_words_name(checker):
    raw = {"name": "Chợ thử", "kind": "chợ", "market_day": "thứ ba và Chủ nhật"}
    checked = checker.check(POINTS, raw | {"commune": "Bản Liền", "district": "Bắc Hà"})
    assert sorted(day["weekday"] for day in checked.state["market_days"]) == ["sun", "tue"]


def test_a_record_of_a_known_name_and_unit_stands_at_the_place_of_the_other(checker, states):
    craft = next(
        s
        for s in states(RecordKind.CRAFT_VILLAGES).values()
        if s["craft_villages"][0]["placement"] == "commune"
    )["craft_villages"][0]
    raw = {"name": craft["name"], "kind": "shop", "commune": craft["raw_commune"]}
    made = row(checker.check(POINTS, raw | {"district": craft["raw_district"]}), "sales_points")
    assert made["place_id"] == craft["place_id"]


@pytest.mark.parametrize("kind", list(RecordKind))
def test_the_values_of_a_record_change_nothing_in_it(reference_store, kind):
    with reference_store.read() as connection:
        checker = Checker(connection, TODAY)
        for state in read_states(connection, kind).values():
            raw = {name: value for name, value in values_of(kind, state).items() if value is not None}
            checked = checker.check(kind, raw, state)
            assert (checked.problems, checked.changes) == ((), ())
            assert checked.state == state


FILES = {
    PRODUCTS: "ocop_products.csv",
    RecordKind.CRAFT_VILLAGES: "craft_villages.csv",
    POINTS: "sales_points.csv",
    RecordKind.SIGHTS: "tourism_sites.csv",
    ZONES: "raw_material_zones.csv",
    RecordKind.PUBLISHED_TOTALS: "control_totals.csv",
}


@pytest.mark.parametrize(("kind", "file"), FILES.items())
def test_every_row_of_the_reference_tables_is_the_record_that_was_made_of_it(reference_store, kind, file):
    with (REFERENCE / file).open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    names = {heading: f.name for f in fields_of(kind) for heading in f.headings if heading in rows[0]}
    with reference_store.read() as connection:
        checker, states = Checker(connection, TODAY), read_states(connection, kind)
        for line in rows:
            raw = {names[heading]: cell for heading, cell in line.items() if heading in names and cell}
            state = states[checker.match(kind, raw)]
            assert checker.check(kind, raw, state).changes == ()


@pytest.mark.parametrize("database", ["sqlite_store", "postgis_store"])
def test_an_entry_is_checked_alike_on_both_databases(request, database):
    store = request.getfixturevalue(database)
    raw = {
        "metric": "products_total",
        "value": "1.234",
        "as_of": "31/12/2025",
        "as_of_precision": "tháng",
        "province_code": "15",
        "source": "Báo cáo năm 2025",
    }
    checked = Checker(store, TODAY).check(RecordKind.PUBLISHED_TOTALS, raw)
    assert row(checked, "published_totals")["value"] == 1234
    with store.write() as connection:
        write_state(connection, RecordKind.PUBLISHED_TOTALS, checked.record_id, checked.state)
    again = Checker(store, TODAY)
    assert rules(again.check(RecordKind.PUBLISHED_TOTALS, raw)) == [("metric", "duplicate")]
    assert again.match(RecordKind.PUBLISHED_TOTALS, raw) == checked.record_id


@pytest.mark.parametrize(
    ("province", "as_of", "doubts"),
    [
        ("15", "01/03/2025", ["province_not_yet"]),
        ("15", "2025", []),
        ("10", "2026", ["province_ended"]),
        ("10", "30/06/2025", []),
        ("15", "01/07/2025", []),
    ],
)
def test_a_figure_of_a_province_that_was_not_there_at_its_time_is_pointed_out(
    checker, province, as_of, doubts
):
    raw = {"metric": "products_total", "value": 3, "source": "Báo cáo", "province_code": province}
    checked = checker.check(RecordKind.PUBLISHED_TOTALS, raw | {"as_of": as_of}, None)
    assert [problem.rule for problem in checked.warnings] == doubts
