"""Where a record is: the most exact unit that its source names, and no guess beyond it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.names import Alias
from geodata.registry.places import TABLES, read_places
from geodata.registry.placing import area_of, gazetteer, placed
from geodata.registry.reading import Row
from geodata.registry.report import ProblemLog
from geodata.registry.unit_tables import kind_of, unit

OLD, END = date(2020, 1, 1), date(2025, 6, 30)
PARENT = {"parent_code": "088", "parent_valid_from": OLD}
UNITS = [
    unit("088", OLD, END, "district", "town", "Sa Pa"),
    unit("089", OLD, END, "district", "rural_district", "Văn Bàn"),
    unit("03001", OLD, END, "commune", "ward", "Sa Pa", **PARENT),
    unit("03002", OLD, END, "commune", "ward", "Sa Pả", **PARENT),
    unit("03022", OLD, END, "commune", "commune", "Thanh Bình", **PARENT),
    unit("03073", OLD, END, "commune", "commune", "Nậm Rạng", parent_code="089", parent_valid_from=OLD),
    unit("03019", date(2019, 4, 1), date(2019, 12, 31), "commune", "commune", "San Sả Hồ", **PARENT),
]
WHERE = gazetteer(UNITS, [Alias("Nậm Dạng", "Nậm Rạng")])


def put(commune: str | None, district: str | None, **more: str) -> tuple[dict, list[str]]:
    log = ProblemLog("t.csv")
    columns = placed(Row(2, {"commune": commune, "district": district, **more}), WHERE, log)
    return columns, [problem.rule for problem in log.problems]


@pytest.mark.parametrize(
    ("commune", "district", "placement", "code", "rules"),
    [
        ("Sa Pả", "Sa Pa", "commune", "03002", []),
        ("Nậm Dạng", "Văn Bàn", "commune", "03073", []),
        (None, "Sa Pa", "district", "088", ["commune_missing"]),
        ("Sa Pà", "Sa Pa", "district", "088", ["unit_unknown"]),
        ("Thanh Bình", "Văn Bàn", "district", "089", ["unit_unknown"]),
        (None, None, "unknown", None, ["place_missing"]),
        (None, "Huyện Lạ", "unknown", None, ["commune_missing", "unit_unknown", "place_missing"]),
        ("Sơn Bình", "Tam Đường (Lai Châu)", "unknown", None, ["place_outside"]),
    ],
)
def test_the_most_exact_unit_that_is_known_places_a_record(commune, district, placement, code, rules):
    columns, told = put(commune, district)
    assert (columns["placement"], columns["unit_code"], told) == (placement, code, rules)


def test_a_commune_of_an_older_list_keeps_the_unit_of_that_list():
    columns, told = put("San Sả Hồ", "Sa Pa")
    assert (columns["unit_code"], columns["unit_valid_from"], told) == ("03019", date(2019, 4, 1), [])


def test_a_village_or_an_address_without_a_point_is_text_only():
    columns, _ = put("Sa Pả", "Sa Pa", village="Má Tra", address="số 1")
    assert (columns["placement"], columns["village"], columns["address"]) == ("commune", "Má Tra", "số 1")


def test_the_problem_names_the_candidates():
    log = ProblemLog("t.csv")
    placed(Row(5, {"commune": "Sa Pà", "district": "Sa Pa"}), WHERE, log)
    assert log.problems[0].value == "Sa Pà ≈ Sa Pa (Sa Pa) | Sa Pả (Sa Pa)"


@pytest.mark.parametrize(
    ("commune", "district", "placement", "codes"),
    [
        ("Sa Pa;Sa Pả", "Sa Pa", "commune", ["03001", "03002"]),
        ("Nậm Rạng;Sa Pả", "Văn Bàn;Sa Pa", "commune", ["03073", "03002"]),
        (None, "Sa Pa;Văn Bàn", "district", ["088", "089"]),
        (None, "toàn tỉnh", "province", ["10"]),
        (None, "toàn tỉnh (chủ yếu Sa Pa)", "province", ["10"]),
        (None, "Sa Pa;Văn Bàn (toàn tỉnh)", "province", ["10"]),
        (None, "toàn tỉnh (mới, sau sáp nhập)", "province", ["15"]),
        ("Xã Lạ", "Sa Pa", "district", ["088"]),
    ],
)
def test_an_area_is_every_unit_that_a_row_names(commune, district, placement, codes):
    area = area_of(Row(2, {"commune": commune, "district": district}), WHERE, ProblemLog("t.csv"))
    assert (area.placement, [code for code, _ in area.units]) == (placement, codes)


def test_a_commune_of_an_area_that_is_unknown_is_told_and_the_others_stay():
    log = ProblemLog("t.csv")
    area = area_of(Row(2, {"commune": "Sa Pả;Xã Lạ", "district": "Sa Pa"}), WHERE, log)
    assert [code for code, _ in area.units] == ["03002"]
    assert [problem.rule for problem in log.problems] == ["unit_unknown"]


@pytest.mark.parametrize(
    ("name", "kind"), [("Thị trấn Bắc Hà", "township"), ("Thị xã Sa Pa", "town"), ("Xã Thị Trấn", "commune")]
)
def test_the_prefix_says_the_kind(name, kind):
    assert kind_of(name) == kind


def record(table: str, name: str, code: str | None) -> dict:
    return {
        TABLES[table][0]: f"{table}-{name}-{code}",
        "name": name,
        "kind": "market" if table == "sales_points" else "x",
        "unit_code": code,
        "unit_valid_from": OLD,
    }


def link(place: str, table: str, name: str) -> Row:
    return Row(2, {"place": place, "table": table, "record_name": name})


def test_one_name_in_one_unit_is_one_place_brackets_aside():
    records = {
        "sales_points": [record("sales_points", "Chợ Mường Hum", "1")],
        "sights": [record("sights", "Chợ Mường Hum (điểm du lịch 2011)", "1")],
    }
    places = read_places(records, [], ProblemLog("l.csv"))
    assert len(places.places) == 1
    assert {role["role"] for role in places.roles} == {"market", "sales_point", "sight"}


def test_one_name_in_two_units_is_two_places_and_without_a_unit_it_is_nobodys():
    records = {"sights": [record("sights", "Đền", code) for code in ("1", "2", None)]}
    assert len(read_places(records, [], ProblemLog("l.csv")).places) == 3


def test_the_reviewed_list_joins_what_names_cannot():
    records = {
        "producers": [record("producers", "HTX Tả Phìn Xanh", "1")],
        "sights": [record("sights", "Vườn đá", "2")],
    }
    links = [link("v", "producers", "HTX Tả Phìn Xanh"), link("v", "sights", "Vườn đá")]
    assert len(read_places(records, links, ProblemLog("l.csv")).places) == 1


def test_a_reviewed_link_to_nothing_is_told():
    log = ProblemLog("l.csv")
    read_places({}, [link("v", "sights", "Không có")], log)
    assert [problem.rule for problem in log.problems] == ["link_unmatched"]


@given(
    st.lists(
        st.tuples(st.sampled_from(list(TABLES)), st.sampled_from("ABC"), st.sampled_from(["1", "2", None])),
        unique=True,
    )
)
def test_every_record_has_exactly_one_place(members):
    records = {table: [record(t, n, c) for t, n, c in members if t == table] for table in TABLES}
    places = read_places(records, [], ProblemLog("l.csv"))
    known = {place["place_id"] for place in places.places}
    given_places = {r[TABLES[t][0]]: r["place_id"] for t, rows in places.records.items() for r in rows}
    assert len(given_places) == len(members)
    assert set(given_places.values()) == known
    assert {role["record_id"] for role in places.roles} == set(given_places)
