"""The pages in a browser: their small maps, the chart, and a telephone's width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

# A4 across between margins of a centimetre, in pixels of a browser.
ACROSS = {"width": 1047, "height": 718}
OLD = "?on=2025-06-30"


def first_of(page: Page, kind: str) -> str:
    """Return the address of the first record of a kind."""
    item = page.request.get(f"/api/v1/{kind}?limit=1").json()["items"][0]
    return f"/{kind}/{item['id']}"


@pytest.mark.parametrize("address", ["/communes/02647", f"/communes/02647{OLD}", f"/districts/088{OLD}"])
def test_the_small_map_draws_the_unit_and_its_neighbours(page: Page, address: str):
    page.goto(address)
    page.wait_for_selector("[data-small-map][data-ready]")
    assert page.locator(".small-map path").count() > 3
    assert page.locator(".small-map path[stroke-width='3']").count() == 1
    assert page.locator(".small-map path:not([tabindex='-1'])").count() == 0, "The keyboard stops at none"


def test_a_printed_list_is_no_wider_than_its_sheet(page: Page):
    page.goto("/products")
    page.set_viewport_size(ACROSS)
    page.emulate_media(media="print")
    table = page.locator("#record-table").bounding_box()
    assert table["x"] >= 0
    assert table["x"] + table["width"] <= ACROSS["width"]


def test_a_point_from_a_source_is_drawn_in_its_commune(page: Page):
    items = page.request.get("/api/v1/sights?limit=1000").json()["items"]
    sight = next(i for i in items if i["placement"] == "address" and i["in_system"] == "in_communes")
    page.goto(f"/sights/{sight['id']}")
    page.wait_for_selector("[data-small-map][data-ready]")
    assert page.locator(".small-map path[stroke-width='3']").count() == 2


def test_a_record_known_only_by_district_is_drawn_by_a_dashed_outline(page: Page):
    items = page.request.get("/api/v1/products?placement=district&limit=1").json()["items"]
    page.goto(f"/products/{items[0]['id']}")
    page.wait_for_selector("[data-small-map][data-ready]")
    assert page.locator(".small-map path[stroke-dasharray='6 5']").count() == 1


def test_the_chart_is_drawn(page: Page):
    page.goto("/quality")
    canvas = page.locator("#quality-chart")
    expect(canvas).to_be_visible()
    expect(page.locator("#quality-chart[data-drawn]")).to_be_attached()
    series = page.evaluate("window.Chart.getChart('quality-chart').data.datasets.map((d) => d.data.length)")
    assert len(series) == 4
    assert min(series) > 0


@pytest.mark.parametrize(
    "address",
    ["/communes/03006", f"/districts/088{OLD}", "/quality", "/help", "/about", "/products", "/communes"],
)
def test_nothing_sticks_out_on_a_telephone(new_page, address: str):
    page = new_page(PHONE)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(
    "kind", ["products", "producers", "craft-villages", "zones", "sales-points", "markets", "sights"]
)
def test_a_record_page_has_no_error_and_fits_a_telephone(new_page, kind: str):
    page = new_page(PHONE)
    page.goto(first_of(page, kind))
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_wide_table_is_reached_and_scrolled_by_keyboard(new_page):
    page = new_page(PHONE)
    page.goto("/products")
    region = page.locator(".table-scroll")
    region.focus()
    page.keyboard.press("ArrowRight")
    expect(region).not_to_have_js_property("scrollLeft", 0)
