"""Pages of communes and districts: which unit a code means, and what is counted there."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from geodata.view import office_today
from tests.app.pages_helpers import read

OLD = "2025-06-30"


def date_text_of_today():
    """Today as pages write it."""
    return office_today().strftime("%d/%m/%Y")


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/communes/02641", "/communes/02641?units=2024"),
        ("/communes/02872", "/communes/02872?on=2024-11-30"),
        ("/communes/02638", "/communes/02638?units=2019"),
        ("/districts/088", "/districts/088?units=2024"),
    ],
)
def test_a_code_of_the_past_moves_for_good_to_its_last_version(client, address, target):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (308, target)
    assert client.get(target).status_code == 200


def test_a_code_that_lives_today_shows_todays_unit(client):
    page = read(client, "/communes/02647")
    assert "Lào Cai ward" in page.texts
    assert "It holds since 01/07/2025" in page.text


def test_a_code_that_changed_its_place_says_so_and_leads_to_both(client):
    page = read(client, "/communes/02647")
    notice = page.part("changed-place")
    assert "Kim Tân ward" in notice
    assert "until 30/06/2025" in notice
    assert "/communes/02647?units=2024" in page.hrefs()
    before = read(client, f"/communes/02647?on={OLD}")
    assert "This page is about Kim Tân ward" in before.part("changed-place")
    assert "/communes/02647" in before.hrefs()


def test_a_name_that_moved_to_another_code_is_pointed_at(client):
    page = read(client, f"/communes/02641?on={OLD}")
    assert "no longer exists: it held until 30/06/2025" in page.text
    assert "02647, since 01/07/2025" in page.part("alike")


def test_sa_pa_and_sa_pa_with_a_hook_are_two_wards(client):
    with_none = read(client, f"/communes/03001?on={OLD}")
    with_hook = read(client, f"/communes/03002?on={OLD}")
    assert "Sa Pa ward" in with_none.texts
    assert "Sa Pả ward" in with_hook.texts
    assert "Sa Pả ward (03002" in with_none.part("alike")
    assert "Sa Pa ward (03001" in with_hook.part("alike")


def test_nam_chay_and_nam_chay_are_told_apart(client):
    assert "Nậm Chầy" in read(client, f"/communes/02770?on={OLD}").part("alike")
    assert "Nậm Chảy" in read(client, f"/communes/03076?on={OLD}").part("alike")


def test_two_communes_called_thanh_binh_point_at_each_other(client):
    items = client.get("/api/v1/units?level=commune&units=2024&q=thanh binh&limit=10").json["items"]
    codes = [item["code"] for item in items if item["name"] == "Thanh Bình"]
    assert len(codes) == 2
    for code, other in (codes, codes[::-1]):
        assert f"({other}, until 30/06/2025)" in read(client, f"/communes/{code}?on={OLD}").part("alike")


def test_a_split_unit_of_2019_went_only_in_part(client):
    page = read(client, "/communes/03019?on=2019-12-31")
    assert "San Sả Hồ" in page.text
    assert "only a part of it" in page.part("newer") or "only a part of it" in page.text


@pytest.mark.parametrize("system", ["2025", "2024"])
def test_a_commune_page_counts_what_the_list_counts(client, system):
    units = client.get(f"/api/v1/units?level=commune&units={system}&limit=200").json["items"]
    products = client.get(f"/api/v1/products?units={system}&recognition=recognised&limit=1000").json["items"]
    counts = Counter(item["commune_code"] for item in products)
    counted = 0
    for item in sorted(units, key=lambda unit: -counts[unit["code"]])[:60:8]:
        code = item["code"]
        listed = counts[code]
        shown = read(client, f"/communes/{code}?units={system}").part("product-count")
        expected = str(listed) if listed else ("none recorded" if item["has_records"] else "")
        assert shown == expected, code
        counted += listed
    assert counted > 0


def test_the_page_of_a_former_yen_bai_commune_has_no_data_not_zero(client):
    items = client.get("/api/v1/units?level=commune&units=2025&limit=200").json["items"]
    code = next(item["code"] for item in items if not item["has_records"])
    page = read(client, f"/communes/{code}")
    assert "no data: no table here covers this commune of the former Yên Bái" in page.text.replace(" :", ":")
    assert page.part("product-count") == ""


def test_figures_name_base_date_unit_system_and_filter(client):
    base = read(client, f"/communes/03001?on={OLD}").part("base")
    assert "Data set put together on" in base
    assert "Records as of 30/06/2025 and status on that day" in base
    assert "Unit system 2024, only this unit" in base


def test_a_rate_is_shown_only_where_the_residents_allow_one(client):
    sa_pa = read(client, f"/communes/03001?on={OLD}").text
    assert "includes converted temporary residents; no rate is given" in sa_pa
    assert "none: the number of residents does not allow a rate" in sa_pa
    assert "does not allow a rate" not in read(client, "/communes/02647").text


def test_approximate_lines_are_named(client):
    assert "Approximate lines" in read(client, f"/communes/02659?on={OLD}").text


def test_neighbours_share_a_border_and_are_linked(client):
    page = read(client, "/communes/02647")
    names = page.part("neighbours")
    assert names == "Neighbours that share a border line"
    assert "/communes/02671" in page.hrefs()


def test_a_unit_that_ended_within_the_system_lists_what_names_it(client):
    page = read(client, "/communes/02872?on=2024-11-30")
    assert "in none of the unit systems" in page.part("base")
    assert "Bắc Hà" in page.part("newer") or "Bắc Hà" in page.text


def test_a_district_page_tells_what_is_known_only_by_it(client):
    page = read(client, f"/districts/088?on={OLD}")
    total = client.get("/api/v1/products?units=2024&district=088&recognition=recognised").json["total"]
    only = page.part("products-district-only")
    assert only == "beside it, known only by the district: 10"
    assert int(page.part("product-count")) + 10 == total
    assert "known only by the district, in none of them" in page.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/communes/99999", 404),
        ("/communes/088", 404),
        ("/districts/02647", 404),
        ("/communes/02647?on=1999-01-01", 404),
        ("/communes/02647?on=yesterday", 400),
        ("/communes/02638?units=2025", 404),
        ("/communes/02647?units=2020", 400),
        ("/communes/02647?day=2025-01-01", 400),
    ],
)
def test_what_is_no_unit_is_refused(client, address, status):
    assert client.get(address).status_code == status


def test_the_list_of_communes_tells_three_things_apart(client):
    page = read(client, "/communes")
    table = page.part("unit-table")
    assert "99 units" in table
    assert table.count("no data") == 51
    assert "none recorded" in table


def test_the_list_of_2019_has_names_and_no_areas(client):
    assert "164 units" in read(client, "/communes?units=2019").part("unit-table")


def test_a_card_counts_what_the_map_counts_and_the_list_says_its_rows(client):
    page = read(client, "/communes/03001?units=2024")
    listed = re.search(r"The list has (\d+) rows, of which (\d+) have", page.part("count-producers"))
    assert page.part("producers-count") == listed[2]
    assert int(listed[1]) >= int(listed[2])


def test_without_a_day_a_unit_that_ended_tells_the_status_of_today(client):
    today = date_text_of_today()
    assert f"status on {today}" in read(client, "/communes/03001?units=2024").part("base")
    on_map = client.get("/api/v1/products?units=2024&commune=03001&recognition=recognised&limit=1000")
    shown = read(client, "/communes/03001?units=2024").part("status-table")
    for status, text in (("in_force", "In force"), ("lapsed", "Lapsed"), ("undetermined", "Cannot be told")):
        count = sum(item["status"] == status for item in on_map.json["items"])
        assert f"{text} {count}" in shown


def test_with_a_day_a_unit_counts_the_records_of_that_day(client):
    day = "2021-01-01"
    for system, code in (("2024", "03001"), ("2025", "03006")):
        total = client.get(
            f"/api/v1/products?units={system}&commune={code}&recognition=recognised&on={day}"
        ).json["total"]
        page = read(client, f"/communes/{code}?units={system}&on={day}")
        assert page.part("product-count") == (str(total) if total else "none recorded")
        assert "Records as of 01/01/2021 and status on that day" in page.part("base")
    before = read(client, "/communes/03001?on=2021-01-01")
    assert "Records as of 01/01/2021" in before.part("base")


def test_the_unit_system_picks_the_version_of_a_code(client):
    assert "Kim Tân ward" in read(client, "/communes/02647?units=2024").texts
    assert "Lào Cai ward" in read(client, "/communes/02647?units=2025").texts


def test_older_units_stand_under_one_heading_for_each_list(client):
    items = client.get("/api/v1/units?level=commune&units=2025&limit=200").json["items"]
    for item in items[::25]:
        text = read(client, f"/communes/{item['code']}").text
        ends = re.findall(r"formed from these units of the list until (\d\d)/(\d\d)/(\d{4})", text)
        days = [day[::-1] for day in ends]
        assert days == sorted(set(days), reverse=True), item["code"]


def test_the_district_above_a_commune_of_today_is_a_former_one(client):
    def above(address):
        page = read(client, address)
        return [text for text in page.texts if text.startswith("Mường Khương district")]

    assert above("/communes/02761")[0] == "Mường Khương district (former)"
    assert above("/communes/02761?units=2024")[0] == "Mường Khương district"
