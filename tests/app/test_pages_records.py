"""Pages of records: what is known, how well, from whom, and what stands beside it."""

from __future__ import annotations

import pytest

from app import create_app
from tests.app.conftest import settings_for
from tests.app.pages_helpers import id_of, read

KINDS = ("products", "producers", "craft-villages", "zones", "sales-points", "markets", "sights")


def product(client, name):
    """The page of a product."""
    return read(client, f"/products/{id_of(client, 'products', name)}")


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_has_a_page_that_says_how_it_is_placed(client, kind):
    for item in client.get(f"/api/v1/{kind}?limit=1000").json["items"][::25]:
        page = read(client, f"/{kind}/{item['id']}")
        assert item["name"] in page.text
        assert "Placement" in page.text
        assert page.part("sources") == "Sources"


def test_marks_of_direction_in_a_name_turn_nothing_of_the_sentence_around_it(client):
    item = client.get("/api/v1/products?limit=1").json["items"][0]
    page = client.get(f"/products/{item['id']}").text
    assert f"\u2068{item['name']}\u2069" in page.partition("<figcaption")[2].partition("</figcaption>")[0]


def test_stars_are_the_latest_rating_found_not_the_one_in_force(client):
    page = product(client, "Chè hữu cơ Bản Liền (chè Shan hữu cơ)")
    assert "the latest rating found, not the rating in force" in page.text
    assert page.part("stars") == "5 stars"


def test_a_status_that_cannot_be_told_says_why(client):
    identifier = id_of(client, "products", "Cao mềm actiso Sa Pa")
    inside = read(client, f"/products/{identifier}?on=2027-06-01").part("status")
    assert "Cannot be told" in inside
    assert "from 01/01/2027 to 31/12/2027" in inside
    assert "In force" in read(client, f"/products/{identifier}?on=2026-06-01").part("status")
    assert "Lapsed" in read(client, f"/products/{identifier}?on=2028-01-01").part("status")
    assert "came later than this day" in read(client, f"/products/{identifier}?on=2020-01-01").part("status")


def test_a_product_without_any_date_cannot_be_told(client):
    status = product(client, "Chocolate Detox").part("status")
    assert "Cannot be told" in status
    assert "no source gives the day or the year" in status


def test_a_product_that_was_only_evaluated_has_no_status(client):
    page = product(client, "Bánh chưng cốm Thẳm Dương")
    assert "it is in no count of products" in page.part("not-recognised")
    assert "In force" not in page.part("status")


def test_an_unknown_producer_and_place_stay_unknown(client):
    page = product(client, "Chocolate Detox")
    assert "unknown: no source names one" in page.text
    assert "known only by district: in no commune" in page.text


def test_inferred_values_are_marked_where_they_stand(client):
    page = product(client, "Tranh thổ cẩm")
    assert "(inferred)" in page.text
    assert "Note of the collector, as written" in page.text
    assert "(suy ra)" in read(client, f"/products/{id_of(client, 'products', 'Tranh thổ cẩm')}", "vi").text


def test_placed_by_commune_is_never_an_exact_position(client):
    page = product(client, "Quả su su Sa Pa")
    assert "placed by commune, not an exact position" in page.text
    assert "/communes/03003?units=2024" in page.hrefs()
    assert "/communes/03006" in page.hrefs()


def test_two_products_of_one_name_lead_to_each_other(client):
    items = client.get("/api/v1/products?limit=1000").json["items"]
    twins = [item["id"] for item in items if item["name"] == "Gạo Séng Cù Mường Vi"]
    assert len(twins) == 2
    assert f"/products/{twins[1]}" in read(client, f"/products/{twins[0]}").hrefs()


def test_a_producer_leads_to_its_products_and_back(client):
    producer = id_of(client, "producers", "Cơ sở sản xuất Lèo Thị Thúy")
    page = read(client, f"/producers/{producer}")
    theirs = [
        item
        for item in client.get("/api/v1/products?limit=1000").json["items"]
        if item["producer_id"] == producer
    ]
    assert {f"/products/{item['id']}" for item in theirs} <= set(page.hrefs())
    assert f"/producers/{producer}" in read(client, f"/products/{theirs[0]['id']}").hrefs()


def test_a_person_who_is_a_producer_is_shown_as_that_and_no_more(client):
    page = read(client, f"/producers/{id_of(client, 'producers', 'Cơ sở sản xuất Lèo Thị Thúy')}")
    assert "thnic" not in page.part("main")
    assert "sex" not in page.part("main").lower().split()


def test_figures_of_a_zone_stand_side_by_side_and_are_never_summed(client):
    zones = client.get("/api/v1/zones?limit=1000").json["items"]
    zone = max(zones, key=lambda item: item["observation_count"] or 0)
    assert zone["observation_count"] > 1
    page = read(client, f"/zones/{zone['id']}")
    assert "never added up" in page.part("never-summed")
    table = page.part("observation-table")
    assert f"{zone['observation_count']} figures" in table
    assert "Total" not in table


def test_what_is_no_zone_says_what_it_is(client, reference_store):
    import sqlalchemy as sa

    from geodata.tables import material_zones as t

    with reference_store.read() as connection:
        rows = connection.execute(sa.select(t.c.zone_id, t.c.kind).where(t.c.kind != "zone")).all()
    assert {row.kind for row in rows} == {"plan", "nursery", "factory"}
    for row in rows:
        assert f"a {row.kind}, not a raw-material zone" in read(client, f"/zones/{row.zone_id}").part(
            "no-zone"
        )


def test_kind_and_standing_of_a_craft_are_told_apart(client):
    items = client.get("/api/v1/craft-villages?limit=1000").json["items"]
    revoked = next(item for item in items if item["standing"] == "revoked")
    page = read(client, f"/craft-villages/{revoked['id']}")
    assert "Traditional craft village" in page.text
    assert "Its recognition was revoked" in page.part("standing-note")
    club = next(item for item in items if item["standing"] == "club")
    assert "It is a club" in read(client, f"/craft-villages/{club['id']}").part("standing-note")


def test_a_disputed_market_day_shows_both_days(client):
    page = read(client, f"/markets/{id_of(client, 'markets', 'Chợ Lùng Phình')}")
    assert "Sources differ on the day" in page.part("disputed")
    assert "Sunday" in page.part("day-table")
    assert "Friday" in page.text or "thứ sáu" in page.text


def test_a_market_that_another_source_holds_every_night_says_so_beside_its_days(client):
    page = read(client, f"/markets/{id_of(client, 'markets', 'Chợ đêm Sa Pa')}")
    assert "Friday (another source: every night)" in page.part("day-table")
    assert "Another source says: every night" in page.part("disputed")
    assert "every night" not in read(client, f"/markets/{id_of(client, 'markets', 'Chợ Lùng Phình')}").text


def test_a_unit_is_named_with_its_kind(client):
    page = product(client, "Quả su su Sa Pa")
    assert "lies in Sa Pa ward, outlined here" in page.text
    assert "Sa Pa town" in page.text


def test_a_list_of_products_says_what_was_only_evaluated(client):
    page = read(client, "/products")
    assert "1 – 100 of 124: 112 recognised + 12 only evaluated" in page.part("record-table")
    base = page.part("list-base")
    for text in ("Data set put together on", "unit system 2025", "Filter: none"):
        assert text in base


def test_kinds_of_sights_are_in_the_language_of_the_reader(client):
    sights = client.get("/api/v1/sights?limit=1000").json["items"]
    gliding = next(item for item in sights if item["kind"] == "adventure (paragliding)")
    assert "paragliding" not in read(client, f"/sights/{gliding['id']}", "vi").part("main")
    assert "paragliding" not in read(client, "/sights?limit=1000", "vi").part("record-table")


def test_an_evening_market_says_so(client):
    items = client.get("/api/v1/markets?limit=100").json["items"]
    evening = next(item for item in items if item["evening"])
    assert "evening" in read(client, f"/markets/{evening['id']}").part("market-kind")


def test_a_place_with_several_roles_links_them(client):
    market = id_of(client, "markets", "Chợ Cốc Ly")
    page = read(client, f"/markets/{market}")
    assert page.part("roles") == "The same place is also"
    roles = [href for href in page.hrefs() if href.startswith("/sights/")]
    assert f"/markets/{market}" not in page.hrefs()
    assert roles
    assert f"/markets/{market}" in read(client, roles[0]).hrefs()


def test_a_sight_in_another_province_is_in_no_count_of_this_one(client):
    items = client.get("/api/v1/sights?limit=1000").json["items"]
    outside = [item for item in items if item["in_system"] == "outside"]
    assert len(outside) == 1
    assert "lies in Lai Châu" in read(client, f"/sights/{outside[0]['id']}").part("outside")


def test_a_point_from_openstreetmap_carries_its_notice(client):
    items = client.get("/api/v1/sights?limit=1000").json["items"]
    exact = next(item for item in items if item["placement"] == "address" and item["in_system"] != "outside")
    assert "© OpenStreetMap contributors, ODbL 1.0" in read(client, f"/sights/{exact['id']}").text


def test_a_source_is_a_host_name_and_a_link_only_where_it_is_trusted(client):
    page = product(client, "Cao mềm actiso Sa Pa")
    assert "m.viettimes.vn" in page.text
    outside = [values for href, values in page.links if href.startswith("http")]
    assert outside
    assert {values["rel"] for values in outside} == {"noopener noreferrer nofollow"}
    assert all(values["href"].startswith("https://baolaocai.vn/") for values in outside)


def test_no_host_is_a_link_where_the_office_trusts_none(reference_store):
    app = create_app(settings_for(reference_store, trusted_link_hosts=()))
    page = product(app.test_client(), "Cao mềm actiso Sa Pa")
    app.extensions["ocop"].close()
    assert not [href for href in page.hrefs() if href.startswith("http")]


@pytest.mark.parametrize("host", ["evil-gov.vn", "gov.vn.evil.com", "xgov.vn"])
def test_a_host_that_only_looks_trusted_is_no_link(app, host):
    from app.pages.records import shown_sources

    with app.test_request_context("/"):
        assert [link.href for link in shown_sources([f"https://{host}/", "https://a.gov.vn/"])] == [
            None,
            "https://a.gov.vn/",
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_says_all_that_its_layer_says(client, kind):
    total = client.get(f"/api/v1/{kind}?limit=1").json["total"]
    page = read(client, f"/{kind}?limit=1000")
    assert f"of {total}" in page.part("record-table")
    assert "Data set put together on" in page.part("list-base")


def test_a_list_is_filtered_without_accents_and_turned_page_by_page(client):
    page = read(client, "/products?q=ruou&limit=2")
    assert "1 – 2 of" in page.part("record-table")
    assert "/products?q=ruou&limit=2&offset=2" in page.hrefs()
    assert "/api/v1/layers/products.csv?q=ruou&limit=2" not in page.hrefs()
    assert "/api/v1/layers/products.csv?q=ruou" in page.hrefs()


@pytest.mark.parametrize(
    "address", ["/products/none", "/markets/none", "/products?bad=1", "/zones/x?on=2025-01-01"]
)
def test_unknown_records_and_parameters_are_refused(client, address):
    assert client.get(address).status_code in (400, 404)


def test_a_page_is_answered_from_the_cache_with_an_etag(client):
    address = "/communes/02647"
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_pages_carry_no_inline_script(client):
    html = client.get("/communes/02647").get_data(as_text=True)
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick" not in html
    assert all("src=" in part.split(">")[0] for part in html.split("<script")[1:])


def test_an_empty_list_says_whether_a_filter_makes_it_so(empty_client):
    assert "Chưa có bản ghi nào thuộc loại này" in empty_client.get("/planned-sites").text
    assert "Chưa có bản ghi nào thuộc loại này" not in empty_client.get("/planned-sites?q=lua").text
