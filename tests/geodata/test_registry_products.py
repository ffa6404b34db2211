"""Products, crafts, zones and market days: what a row becomes, and that no row is lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import tables
from geodata.registry.checking import kept
from geodata.registry.crafts import read_crafts, standing
from geodata.registry.inference import inferred_fields, inferred_of_producer
from geodata.registry.markets import read_market_days, weekdays
from geodata.registry.placing import gazetteer
from geodata.registry.products import certificates, read_producers, read_products
from geodata.registry.reading import Row
from geodata.registry.report import ProblemLog
from geodata.registry.unit_tables import unit
from geodata.registry.zones import read_zones
from geodata.vocabulary import CraftKind

OLD, END = date(2020, 1, 1), date(2025, 6, 30)
UNITS = [
    unit("085", OLD, END, "district", "rural_district", "Bắc Hà"),
    *(
        unit(code, OLD, END, "commune", "commune", name, parent_code="085", parent_valid_from=OLD)
        for code, name in (("02869", "Bản Liền"), ("02884", "Nậm Đét"))
    ),
]
WHERE = gazetteer(UNITS, [])
PRODUCT = {
    "name_vi": "Chè",
    "producer": "HTX A",
    "producer_type": "HTX",
    "commune": "Bản Liền",
    "district": "Bắc Hà",
    "ocop_group": "thực phẩm",
    "stars": "3",
    "year": "2024",
    "status": "công nhận",
    "confidence": "stated",
    "source_url": "https://example.org/a",
}


def row(number: int = 2, **changes: str | None) -> Row:
    return Row(number, PRODUCT | changes)


def products(*rows: Row) -> tuple[list[dict], ProblemLog]:
    log = ProblemLog("p.csv")
    return read_products(rows, WHERE, log), log


def test_a_clean_row_becomes_a_product_without_a_problem():
    (product,), log = products(row())
    assert log.problems == []
    assert (product["product_group"], product["stars"], product["recognition"]) == ("food", 3, "recognised")
    assert (product["unit_code"], product["group_criteria"]) == ("02869", "148/QĐ-TTg")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"stars": "6"}, "value_unknown"),
        ({"stars": "ba"}, "number_bad"),
        ({"year": "năm 2024"}, "year_bad"),
        ({"ocop_group": "đồ chơi"}, "value_unknown"),
        ({"ocop_group": None}, "group_missing"),
        ({"status": "?"}, "value_unknown"),
        ({"commune_code_old": "02884"}, "commune_code_differs"),
        ({"confidence": "inferred", "inferred_note": "không rõ"}, "inferred_field_unclear"),
        ({"source_url": None}, "source_missing"),
    ],
)
def test_a_doubtful_cell_is_told_and_the_product_stays(changes, rule):
    made, log = products(row(**changes))
    assert len(made) == 1
    assert [(problem.rule, problem.severity) for problem in log.problems] == [(rule, "kept")]


def test_a_row_without_a_name_and_one_said_twice_are_refused():
    made, log = products(row(2), row(3), row(4, name_vi=None))
    assert len(made) == 1
    assert [(p.row, p.rule) for p in log.problems] == [(3, "duplicate_record"), (4, "name_missing")]


def test_the_criteria_of_a_group_are_known_only_since_2023():
    (old,), _ = products(row(year="2021"))
    (bare,), _ = products(row(year=None))
    assert (old["group_criteria"], bare["group_criteria"]) == (None, None)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Chè", "Gạo", None]),
            st.sampled_from(["HTX A", None]),
            st.sampled_from(["Bản Liền", "Lạ", None]),
            st.sampled_from(["3", "9", "x", None]),
        )
    )
)
def test_every_row_is_written_or_refused(cells):
    rows = [
        row(number, name_vi=name, producer=producer, commune=commune, stars=stars)
        for number, (name, producer, commune, stars) in enumerate(cells, start=2)
    ]
    made, log = products(*rows)
    assert len(made) + log.report(0, 0).rows_refused == len(rows)


def test_a_row_that_breaks_the_contract_is_refused_with_its_line():
    made, log = products(row(2), row(7, name_vi="Gạo"))
    broken = [made[0], made[1] | {"stars": 9}]
    assert len(kept(tables.products, broken, log)) == 1
    assert [(p.row, p.column, p.rule) for p in log.problems] == [(7, "stars", "contract")]


@pytest.mark.parametrize(
    ("note", "fields"),
    [
        ("group", ["product_group"]),
        ("commune from producer name; group", ["product_group", "unit_code"]),
        ("VN name translated; group from source (dược liệu/TPCN)", ["name"]),
        ("group from central advisory group (đồ uống)", []),
        ("group; stars not stated", ["product_group"]),
        ("stars; group", ["product_group", "stars"]),
        ("group; commune not stated; by 2024", ["product_group"]),
        ("producer not stated", []),
        ("same inference as Tranh thổ cẩm", ["producer_id", "unit_code"]),
        ("Vietnamese name translated from English source (x); year = by 03/2023", ["name", "certified_year"]),
        (None, []),
    ],
)
def test_a_note_says_which_fields_are_inferred(note, fields):
    assert inferred_fields(note) == fields


def test_a_note_may_speak_of_the_producer_itself():
    assert inferred_of_producer("producer type inferred; by 11/2025") == ["kind"]


def made_by(*rows: Row) -> dict:
    log = ProblemLog("p.csv")
    made = read_products(rows, WHERE, log)
    return read_producers(rows, made, WHERE, log)[0]


def test_a_producer_is_where_all_its_products_are():
    producer = made_by(row(2), row(3, name_vi="Gạo"))
    assert (producer["placement"], producer["unit_code"]) == ("commune", "02869")
    assert (producer["confidence"], producer["inferred_fields"]) == ("inferred", ["unit_code"])


def test_a_producer_in_several_communes_of_one_district_is_known_by_district():
    both = made_by(row(2), row(3, name_vi="Gạo", commune="Nậm Đét"))
    assert (both["placement"], both["unit_code"]) == ("district", "085")


def test_a_producer_whose_products_disagree_is_not_placed_by_a_guess():
    producer = made_by(row(2), row(3, name_vi="Gạo", commune=None, district=None))
    assert (producer["placement"], producer["unit_code"]) == ("unknown", None)


def test_one_producer_in_two_spellings_of_the_tone_is_one():
    made, _ = products(row(2, producer="HTX Hoà"), row(3, name_vi="Gạo", producer="HTX Hòa"))
    assert made[0]["producer_id"] == made[1]["producer_id"]


def test_only_recognised_products_of_which_something_is_known_have_a_certificate():
    made, _ = products(
        row(2),
        row(3, name_vi="B", status="đánh giá cấp huyện"),
        row(4, name_vi="C", stars=None, year=None),
    )
    (certificate,) = certificates(made)
    assert (certificate["product_id"], certificate["certified_year"]) == (made[0]["product_id"], 2024)
    assert certificate["certified_on"] is None


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Làng nghề A (công nhận 2010, thu hồi 12/2024)", CraftKind.CRAFT_VILLAGE, "revoked"),
        ("Nghề B (chưa đạt tiêu chí công nhận)", None, "failed"),
        ("Câu lạc bộ C", CraftKind.TRADITIONAL_CRAFT, "recognised"),
        ("Câu lạc bộ C", None, "club"),
        ("Nghề D (di sản phi vật thể)", None, "heritage"),
        ("Tổ/nhóm thêu", None, "group"),
        ("HTX thổ cẩm", None, "group"),
        ("Hội/HTX bảo tồn", None, "group"),
        ("Nghề thêu", None, "not_stated"),
    ],
)
def test_a_craft_row_is_what_its_source_makes_of_it(name, kind, expected):
    assert standing(name, kind) == expected


def test_a_table_without_the_column_says_nothing_about_confidence():
    (craft,) = read_crafts([Row(2, {"name_vi": "Nghề thêu", "source_url": "x"})], WHERE, ProblemLog("c.csv"))
    assert craft["confidence"] is None


@pytest.mark.parametrize(
    ("note", "sources"),
    [
        ("https://a.vn/b", ["https://a.vn/b"]),
        ("giá vé: https://a.vn/b?x=1&y=2; nguồn khác ghi", ["https://a.vn/b?x=1&y=2"]),
        ("(xem https://a.vn/b).", ["https://a.vn/b"]),
        ("https://a.vn/1 ; http://b.vn/2", ["https://a.vn/1", "http://b.vn/2"]),
    ],
)
def test_an_address_in_a_note_is_a_source_and_the_note_stays(note, sources):
    log = ProblemLog("c.csv")
    (craft,) = read_crafts(
        [Row(2, {"name_vi": "Nghề thêu", "commune": "Bản Liền", "note": note})], WHERE, log
    )
    assert (craft["sources"], craft["note"]) == (sources, note)
    assert log.problems == []


def test_a_note_without_an_address_is_no_source():
    log = ProblemLog("c.csv")
    read_crafts([Row(2, {"name_vi": "A", "commune": "Bản Liền", "note": "theo người dân"})], WHERE, log)
    assert [problem.rule for problem in log.problems] == ["source_missing"]


def test_the_year_of_an_evaluation_is_no_year_of_a_recognition():
    cells = {"status": "đánh giá cấp tỉnh", "inferred_note": "year = by 03/2024"}
    (evaluated,), _ = products(row(**cells))
    assert (evaluated["evaluated_year"], evaluated["inferred_fields"]) == (2024, ["evaluated_year"])
    assert certificates([evaluated]) == []
    (recognised,), _ = products(row())
    assert recognised["evaluated_year"] is None


def test_a_craft_row_without_a_name_is_refused():
    log = ProblemLog("c.csv")
    assert read_crafts([Row(2, {"name_vi": None})], WHERE, log) == []
    assert [problem.rule for problem in log.problems] == ["name_missing"]


def zone(number: int, **cells: str) -> Row:
    return Row(number, {"crop": "quế", "district": "Bắc Hà", "source_url": "x", **cells})


def test_figures_of_one_crop_and_place_in_any_order_are_one_zone():
    rows = [
        zone(2, commune="Bản Liền;Nậm Đét", area_ha="10", year="2020"),
        zone(3, commune="Nậm Đét;Bản Liền", area_ha="20-30", year="2023"),
    ]
    made = read_zones(rows, WHERE, ProblemLog("z.csv"))
    assert (len(made.zones), len(made.units), len(made.observations)) == (1, 2, 2)
    assert made.zones[0]["unit_code"] is None
    assert (made.observations[1]["area_ha_min"], made.observations[1]["area_ha_max"]) == (20, 30)


def test_a_plan_is_another_thing_than_the_zone_of_its_crop():
    made = read_zones([zone(2), zone(3, crop="quế (mục tiêu cuối 2022)")], WHERE, ProblemLog("z.csv"))
    assert [(z["crop"], z["kind"]) for z in made.zones] == [("quế", "zone"), ("quế", "plan")]


def test_an_unreviewed_crop_is_told_and_kept():
    log = ProblemLog("z.csv")
    made = read_zones([zone(2, crop="sầu riêng")], WHERE, log)
    assert [problem.rule for problem in log.problems] == ["crop_unknown"]
    assert {"crop": "sầu riêng", "parent_crop": None} in made.crops


@pytest.mark.parametrize(
    ("text", "days"),
    [("Chủ nhật", ["sun"]), ("thứ sáu, thứ bảy", ["fri", "sat"]), ("hằng ngày", []), (None, [])],
)
def test_market_days_are_read_from_vietnamese(text, days):
    assert weekdays(text) == days


def market(name: str, text: str | None) -> dict:
    return {
        "sales_point_id": "m",
        "name": name,
        "kind": "market",
        "raw_commune": "thị trấn Bắc Hà",
        "market_day": text,
        "note": None,
        "source_row": 5,
    }


def test_a_market_is_found_by_name_and_commune_brackets_and_prefix_aside():
    rows = [Row(2, {"market": "Chợ phiên", "commune": "Bắc Hà", "weekday": "sun"})]
    days = read_market_days(
        rows, [market("Chợ phiên (văn hóa)", "Chủ nhật")], ProblemLog("d"), ProblemLog("s")
    )
    assert [(day["weekday"], day["disputed"]) for day in days] == [("sun", False)]


def test_two_tables_that_differ_keep_both_days_as_disputed():
    log = ProblemLog("d.csv")
    rows = [Row(2, {"market": "Chợ", "commune": "Bắc Hà", "weekday": "sun"})]
    days = read_market_days(rows, [market("Chợ", "thứ sáu")], log, ProblemLog("s.csv"))
    assert sorted((day["weekday"], day["disputed"]) for day in days) == [("fri", True), ("sun", True)]
    assert [(p.rule, p.severity) for p in log.problems] == [("market_day_disputed", "noted")]


def test_a_market_day_of_nobody_is_refused():
    log = ProblemLog("d.csv")
    rows = [Row(2, {"market": "Chợ Lạ", "commune": "X", "weekday": "sun"})]
    assert read_market_days(rows, [], log, ProblemLog("s.csv")) == []
    assert [(p.rule, p.severity) for p in log.problems] == [("market_unmatched", "refused")]
