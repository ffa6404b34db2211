"""What sources say about roads: places, figures, and why a published way is not used."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.registry import roads
from geodata.registry.placing import gazetteer, read_aliases
from geodata.registry.reference import read_reference
from geodata.registry.road_places import PlaceKind, RoadPlaces


@pytest.fixture(scope="module")
def data():
    """Everything that the loader reads."""
    return read_reference()


@pytest.fixture(scope="module")
def places(data):
    """What the names of places mean."""
    named = [*data.rows["sights"], *data.rows["sales_points"]]
    return RoadPlaces.of(gazetteer(data.rows["units"], read_aliases()), named)


@pytest.fixture(scope="module")
def ways(data):
    """The published ways by their ends."""
    found: dict[tuple[str, str], list[dict]] = {}
    for way in data.rows["published_ways"]:
        found.setdefault((way["from_place"], way["to_place"]), []).append(way)
    return found


@pytest.fixture(scope="module")
def speeds():
    """The speed assumptions by their subject."""
    return {row["subject"]: row for row in roads.read_speeds()[0]}


def test_every_row_of_the_three_tables_is_written(data):
    files = ("distances.csv", "road_checks.csv", "speed_assumptions.csv")
    reports = {report.file: report for report in data.reports}
    assert [reports[name].rows_read for name in files] == [162, 13, 14]
    assert all(reports[name].rows_read == reports[name].rows_written for name in files)
    assert len(data.rows["published_ways"]) == 175


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sa Pa", "03001"),
        ("Sa Pả", "03002"),
        ("Nậm Chảy", "02770"),
        ("Nậm Chầy", "03076"),
        ("Bắc Hà (trung tâm thị trấn)", "02839"),
        ("Lào Cai (ga)", "02641"),
        ("Ga Bảo Hà", "02989"),
        ("Chợ Cán Cấu", "02821"),
        ("Phố Ràng (Bảo Yên)", "02947"),
        ("Bảo Yên (Phố Ràng)", "02947"),
        ("Thanh Bình (Sa Pa)", "03022"),
    ],
)
def test_the_name_of_a_commune_or_of_a_district_means_a_centre(places, text, code):
    found = places.find(text)
    assert (found.kind, found.code) == (PlaceKind.CENTRE, code)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Cột cờ Lũng Pô", "02686"),
        ("Thác Bạc", "03003"),
        ("Choản Thèn (Y Tý)", "02701"),
        ("Ải Nam (Phong Hải)", "02902"),
        ("Cát Cát", "03019"),
    ],
)
def test_a_village_or_a_sight_lies_in_its_commune_and_is_not_its_centre(places, text, code):
    found = places.find(text)
    assert (found.kind, found.code) == (PlaceKind.WITHIN, code)


@pytest.mark.parametrize(
    "text", ["Thanh Bình", "Sà Pa", "Lử Thẩn", "Lao Chải–Tả Van", "Biên giới Việt–Trung"]
)
def test_a_name_that_no_unit_of_2024_or_two_of_them_bear_is_not_guessed(places, text):
    found = places.find(text)
    assert (found.kind, found.code) == (PlaceKind.UNKNOWN, None)


@pytest.mark.parametrize("text", ["Hà Nội", "Hà Nội (Nội Bài)", "Lai Châu", "Xín Mần (Hà Giang)"])
def test_a_place_of_another_province_has_no_commune(places, text):
    found = places.find(text)
    assert (found.kind, found.code) == (PlaceKind.OUTSIDE, None)


@pytest.mark.parametrize(
    ("ends", "reason"),
    [
        (("Bảo Nhai", "Cốc Ly (đường sông Chảy)"), "boat"),
        (("Nút giao IC16 cao tốc Nội Bài–Lào Cai", "Khánh Yên (Văn Bàn)"), "road_works"),
        (("Sa Pa", "Tam Đường (đèo Ô Quy Hồ)"), "road_works"),
        (("Hà Nội", "Sa Pa"), "outside"),
        (("Bắc Hà", "Lử Thẩn"), "place_unknown"),
        (("Ga Bảo Hà", "Đền Bảo Hà"), "same_unit"),
        (("Lào Cai", "Cột cờ Lũng Pô"), "not_centre"),
        (("Bắc Hà", "Bản Phố"), "too_near"),
        (("Lào Cai", "Bắc Hà"), None),
    ],
)
def test_a_way_says_why_it_is_not_used(ways, ends, reason):
    assert {way["not_used"] for way in ways[ends]} == {reason}


def test_a_used_way_joins_two_communes_and_has_a_figure(data):
    used = [way for way in data.rows["published_ways"] if way["not_used"] is None]
    assert len(used) == 86
    assert all(way["from_code"] and way["to_code"] and way["from_code"] != way["to_code"] for way in used)
    assert all(way["km_min"] or way["minutes_min"] for way in used)


def test_every_reason_is_one_of_the_known_keys(data):
    reasons = {way["not_used"] for way in data.rows["published_ways"]} - {None}
    assert reasons <= set(roads.NOT_USED)


def test_a_range_of_minutes_keeps_both_ends(ways):
    checked = [way for way in ways["Lào Cai", "Cán Cấu"] if way["source_table"] == "road_checks.csv"]
    assert [(way["km_min"], way["km_max"], way["minutes_min"], way["minutes_max"]) for way in checked] == [
        (80, 100, 120, 165)
    ]


def test_a_row_that_lists_several_classes_becomes_one_record_for_each(speeds):
    listed = [
        (speeds[f"flat terrain: {name}"][end])
        for name in ("national", "other")
        for end in ("kmh_low", "kmh_high")
    ]
    assert listed == [80, 100, 20, 40]


def test_same_means_the_source_of_the_row_above(speeds):
    sources = {row["source"] for row in speeds.values() if row["kind"] == "model"}
    assert len(sources) == 1
    assert "vietnam-transport" in sources.pop()


def test_a_figure_that_cannot_be_read_is_noted_and_left_out():
    from geodata.registry.reading import Row
    from geodata.registry.report import ProblemLog

    log = ProblemLog("distances.csv")
    assert roads.read_range(Row(7, {}), "km", "about 30", log) == (None, None)
    assert [(problem.row, problem.rule, problem.value) for problem in log.problems] == [
        (7, "number_bad", "about 30")
    ]


def test_the_store_holds_the_ways_with_their_reasons(reference_store):
    t = tables.published_ways
    with reference_store.read() as connection:
        used = connection.scalar(sa.select(sa.func.count()).where(t.c.not_used.is_(None)))
        boats = connection.scalar(sa.select(sa.func.count()).where(t.c.not_used == "boat"))
    assert (used, boats) == (86, 4)
