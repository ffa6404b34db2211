"""Pages of communes and districts: which unit a code means, and what is counted there."""

from __future__ import annotations

import pytest

from tests.app.pages_helpers import read

OLD = "2025-06-30"


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/communes/02641", f"/communes/02641?on={OLD}"),
        ("/communes/02872", "/communes/02872?on=2024-11-30"),
        ("/communes/02638", "/communes/02638?on=2019-12-31"),
        ("/districts/088", f"/districts/088?on={OLD}"),
    ],
)
def test_a_code_of_the_past_moves_for_good_to_its_last_day(client, address, target):
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
    assert f"/communes/02647?on={OLD}" in page.hrefs()
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


@pytest.mark.parametrize(("system", "on"), [("2025", ""), ("2024", f"?on={OLD}")])
def test_a_commune_page_counts_what_the_list_counts(client, system, on):
    counted = 0
    for item in client.get(f"/api/v1/units?level=commune&units={system}&limit=200").json["items"][::9]:
        code = item["code"]
        listed = client.get(
            f"/api/v1/products?units={system}&commune={code}&recognition=recognised&limit=1000"
        ).json["total"]
        shown = read(client, f"/communes/{code}{on}").part("product-count")
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
    assert "Registry of" in base
    assert "status on 30/06/2025" in base
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
    assert page.part("product-count") == str(total)
    assert "are known only by the district" in page.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/communes/99999", 404),
        ("/communes/088", 404),
        ("/districts/02647", 404),
        ("/communes/02647?on=1999-01-01", 404),
        ("/communes/02647?on=yesterday", 400),
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
