"""What an official comes for, by keyboard alone and on a telephone of 360 pixels."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geodata.collation import vietnamese_key
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.steps import (
    Mode,
    ask,
    assert_no_overflow,
    choose_radio,
    names_in_table,
    open_map,
    open_tab,
    press,
    search,
    tab_to,
    total,
)

# The names of products that have a point on the map.
PLACED_ROW = "tbody tr:not(:has(th .muted)) th button"


@pytest.fixture(params=["keyboard", "phone"])
def way(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> tuple[Page, Mode]:
    """A laptop without a mouse, and a telephone."""
    if request.param == "keyboard":
        return new_page(DESKTOP), "keyboard"
    return new_page(PHONE, has_touch=True), "mouse"


def test_find_a_product_and_read_its_popup(way: tuple[Page, Mode]):
    page, mode = way
    open_map(page)
    search(page, mode, "seng cu muong vi", "Gạo Séng Cù Mường Vi")
    popup = page.locator(".leaflet-popup .popup")
    expect(popup.locator("h3")).to_contain_text("Gạo Séng Cù Mường Vi")
    expect(popup.locator("a.popup-page")).to_have_attribute("href", re.compile(r"^/products/[^?]+$"))
    assert popup.locator("dt").count() >= 5
    assert_no_overflow(page)


def test_filter_by_stars(way: tuple[Page, Mode]):
    page, mode = way
    open_map(page)
    open_tab(page, mode, "filter")
    press(page, mode, "input[data-facet=stars][data-value='4']")
    expect(page.locator("[data-number=total]")).to_have_text(str(ask(page, "summary", stars="4")["total"]))
    assert_no_overflow(page)


def test_switch_the_unit_system(way: tuple[Page, Mode]):
    page, mode = way
    open_map(page)
    open_tab(page, mode, "view")
    choose_radio(page, mode, "input[data-units='2024']")
    expect(page.locator(".leaflet-communes-pane path")).to_have_count(151)
    assert total(page) == 112
    assert_no_overflow(page)


def test_open_a_commune(way: tuple[Page, Mode]):
    page, mode = way
    open_map(page)
    search(page, mode, "bao ha", "Bảo Hà")
    popup = page.locator(".leaflet-popup .popup")
    expect(popup.locator("h3")).to_have_text("Bảo Hà")
    expect(popup.locator(".product-list li")).to_have_count(9)
    # A link on a map that still moves is tapped beside.
    expect(page.locator(".leaflet-pan-anim, .leaflet-zoom-anim")).to_have_count(0)
    press(page, mode, ".popup-page")
    page.wait_for_url("**/communes/*")
    assert_no_overflow(page)


def test_sort_the_table_in_vietnamese_order(way: tuple[Page, Mode]):
    page, mode = way
    open_map(page)
    press(page, mode, "[data-action=table]")
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    names = names_in_table(page)
    assert len(names) == 50
    assert names == sorted(names, key=vietnamese_key)
    press(page, mode, "[data-sort=name]")
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    down = names_in_table(page)
    assert down == sorted(down, key=vietnamese_key, reverse=True)
    assert_no_overflow(page)


def test_download_the_csv_of_what_is_filtered(way: tuple[Page, Mode]):
    page, mode = way
    open_map(page, "?stars=4&table=products")
    with page.expect_download() as download:
        press(page, mode, "[data-action=csv]")
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    table = rows[1 : rows.index([])]
    assert len(table) == total(page) == ask(page, "summary", stars="4")["total"]


def test_copy_the_permalink(way: tuple[Page, Mode]):
    page, mode = way
    open_map(page, "?units=2024&stars=4")
    open_tab(page, mode, "tools")
    page.wait_for_timeout(400)
    press(page, mode, "[data-action=copy-link]")
    expect(page.locator("#announcer")).not_to_be_empty()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "units=2024" in copied
    assert "stars=4" in copied


def test_a_row_opens_the_popup_and_the_popup_marks_its_row(page: Page):
    open_map(page, "?table=products")
    page.locator("tbody th button").nth(2).click()
    popup = page.locator(".leaflet-popup .popup h3")
    expect(popup).to_be_visible()
    expect(page.locator("tr.chosen th button")).to_have_text(popup.inner_text())


def test_one_popup_after_another_shows_each_product_and_marks_its_row(page: Page):
    open_map(page, "?table=products")
    for place in (2, 5, 2, 9):
        row = page.locator(PLACED_ROW).nth(place)
        row.click()
        expect(page.locator(".leaflet-popup .popup h3").last).to_have_text(row.inner_text())
        expect(page.locator("tr.chosen th button")).to_have_text(row.inner_text())


def test_a_symbol_opens_and_closes_its_popup_by_mouse(page: Page):
    open_map(page)
    symbol = page.locator(".leaflet-marker-pane .point").first
    symbol.click()
    name = page.locator(".leaflet-popup .popup h3").inner_text()
    assert (symbol.get_attribute("title") or "").startswith(name)
    symbol.click()
    expect(page.locator(".leaflet-popup")).to_have_count(0)


def test_a_symbol_opens_its_popup_by_key_and_takes_the_focus_back(page: Page):
    open_map(page)
    # A window that lies behind another one has no focus to give.
    page.bring_to_front()
    tab_to(page, ".leaflet-marker-pane .point")
    title = page.evaluate("document.activeElement.title")
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup-close-button")).to_be_visible()
    page.bring_to_front()
    expect(page.locator(".leaflet-popup-close-button")).to_be_focused()
    assert title.startswith(page.locator(".leaflet-popup .popup h3").inner_text())
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    assert page.evaluate("document.activeElement.title") == title


def test_the_popup_of_a_product_leaves_with_it(page: Page):
    open_map(page, "?table=products")
    page.locator(PLACED_ROW).first.click()
    expect(page.locator(".leaflet-popup")).to_have_count(1)
    page.locator("#panel-filter input[type=search]").fill("khong co san pham nao")
    expect(page.locator(".leaflet-popup")).to_have_count(0)


def test_a_row_without_a_point_says_why(page: Page):
    open_map(page, "?table=products&placement=unknown")
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody th .muted").first).to_be_visible()


def test_escape_closes_a_popup(page: Page):
    open_map(page)
    search(page, "keyboard", "bao ha", "Bảo Hà")
    expect(page.locator(".leaflet-popup")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)


def test_zoom_buttons_are_large_enough_for_a_finger(new_page: Callable[..., Page]):
    page = new_page(PHONE, has_touch=True)
    open_map(page)
    for name in ("in", "out"):
        box = page.locator(f".leaflet-control-zoom-{name}").bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24


def test_dark_colours_can_be_switched_on_and_stay(page: Page):
    open_map(page)
    open_tab(page, "mouse", "tools")
    page.locator("[data-action=theme]").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_every_text_of_the_page_has_words(page: Page):
    open_map(page)
    shown = page.locator("body").inner_text()
    for mark in ("filter.", "summary.", "legend.", "tree.", "table.", "panel.", "units.", "%("):
        assert mark not in shown
