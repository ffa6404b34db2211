"""Paper, full screen, where am I, the other language, and what fits a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.steps import assert_no_overflow, open_map, open_tab, until

LAO_CAI = {"latitude": 22.4856, "longitude": 103.9707, "accuracy": 25}
HA_NOI = {"latitude": 21.0285, "longitude": 105.8542, "accuracy": 25}
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["laptop", "phone"])


@SIZES
def test_paper_shows_the_map_with_all_that_a_number_needs_and_no_controls(
    new_page: Callable[..., Page], size
):
    page = new_page(size)
    open_map(page, "?units=2024&stars=4&on=2025-01-31")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for hidden in (
        ".panels",
        ".search",
        ".site-nav",
        ".language-link",
        ".leaflet-control-zoom",
        ".table-toggle",
    ):
        expect(page.locator(hidden).first).to_be_hidden()
    head = page.locator("#print-head")
    expect(head.get_by_role("heading")).to_have_text("Bản đồ OCOP tỉnh Lào Cai")
    # Base date, day, unit system, filter.
    for words in (re.compile(r"\d\d/\d\d/\d{4}"), "31/01/2025", "đến 30/6/2025", "4 sao"):
        expect(head).to_contain_text(words)
    notes = (".map-note", ".summary .more p", ".legend-body > p.muted")
    for shown in (".legend-list", ".leaflet-control-attribution", *notes):
        expect(page.locator(shown).first).to_be_visible()
    expect(page.locator("[data-number=total]")).to_be_visible()
    expect(page.locator(".leaflet-communes-pane path").first).to_be_visible()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".panels")).to_be_visible()


def test_full_screen_goes_on_and_off(page: Page):
    open_map(page)
    open_tab(page, "mouse", "tools")
    button = page.get_by_role("button", name="Toàn màn hình")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.fullscreenElement === document.documentElement")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def locate(page: Page) -> Locator:
    """Ask for the position; return what the page says."""
    open_tab(page, "mouse", "tools")
    page.locator("[data-action=locate]").click()
    said = page.locator("#announcer")
    expect(said).not_to_be_empty()
    return said


def test_a_reader_who_does_not_tell_the_position_is_told_how_to(page: Page):
    open_map(page)
    page.wait_for_url("**at=*")
    before = page.url
    expect(locate(page)).to_contain_text("chưa được phép")
    assert page.locator(".leaflet-overlay-pane path").count() == 0
    assert page.url == before


def test_a_reader_in_lao_cai_is_shown_where(page: Page):
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(LAO_CAI)
    open_map(page)
    expect(locate(page)).to_contain_text("25 m")
    expect(page.locator(".leaflet-overlay-pane path")).to_have_count(2)
    page.wait_for_url(re.compile(r",13$"))
    lat, lon, zoom = map(float, parse_qs(urlsplit(page.url).query)["at"][0].split(","))
    assert (lat, lon) == pytest.approx((LAO_CAI["latitude"], LAO_CAI["longitude"]), abs=1e-3)
    assert zoom == 13


def test_a_reader_elsewhere_is_told_and_the_map_stays(page: Page):
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HA_NOI)
    open_map(page)
    page.wait_for_url("**at=*")
    before = page.url
    expect(locate(page)).to_contain_text("ngoài")
    page.wait_for_timeout(300)
    assert page.url == before


def test_the_other_language_keeps_query_and_place(page: Page):
    open_map(page, "?units=2024&stars=4&table=markets#map-strip")
    page.locator("input[data-facet=group][data-value=food]").check()
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**#map-strip")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    query = parse_qs(urlsplit(page.url).query)
    assert "lang" not in query
    expected = {"units": ["2024"], "stars": ["4"], "table": ["markets"], "group": ["food"]}
    assert {name: query[name] for name in expected} == expected


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", ["/", "/help"])
def test_the_whole_menu_is_on_the_screen_of_a_telephone(
    new_page: Callable[..., Page], language: str, address: str
):
    page = new_page(PHONE, has_touch=True)
    page.goto(f"{address}?lang={language}")
    for box in [link.bounding_box() for link in page.locator(".site-header a").all()]:
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert box["height"] >= 24
    assert_no_overflow(page)


BOXES = """(selector) => [...document.querySelectorAll(selector)].map((one) => {
  const {left, right, top, bottom} = one.getBoundingClientRect();
  return {left, right, top, bottom, name: one.textContent};
})"""


def overlapping(page: Page) -> list[tuple[str, str]]:
    """Return every name that lies under a symbol or another name, with what lies on it."""
    names = page.evaluate(BOXES, ".map-label span")
    symbols = page.evaluate(BOXES, ".leaflet-marker-pane :is(.point, .cluster, .district-count span)")
    found = []
    for i, name in enumerate(names):
        for other in names[i + 1 :] + symbols:
            across = min(name["right"], other["right"]) - max(name["left"], other["left"])
            down = min(name["bottom"], other["bottom"]) - max(name["top"], other["top"])
            if min(across, down) > 1:
                found.append((name["name"], other["name"]))
    return found


@SIZES
@pytest.mark.parametrize("at", ["", "&at=22.4,103.9,11"])
def test_no_name_lies_under_a_symbol_or_another_name(new_page: Callable[..., Page], size, at: str):
    page = new_page(size)
    open_map(page, f"?units=2025{at}")
    until(page, lambda: page.locator(".map-label span").count())
    # Symbols may come after the names, which then make way.
    until(page, lambda: overlapping(page) == [])


def test_a_table_that_the_product_filter_leaves_alone_says_so_and_so_does_its_csv(page: Page):
    open_map(page, "?stars=4&table=markets")
    expect(page.locator("table caption")).to_contain_text("bộ lọc sản phẩm không áp dụng")
    href = page.locator("[data-action=csv]").get_attribute("href")
    assert "stars" not in href
    text = page.request.get(href).text()
    assert "Bộ lọc: không lọc, mọi bản ghi của lớp" in text
    rows = text.split("\r\n\r\n")[0].splitlines()[1:]
    expect(page.locator(".table-status")).to_contain_text(f"trong {len(rows)}")
