"""The page of the API in a browser: search, links to one operation, a telephone; what a page gives away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.steps import assert_no_overflow

SHOWN = ".api-group .api-operation:visible"


def test_the_search_leaves_the_operations_that_hold_every_word(page: Page):
    page.goto("/exports/api")
    page.wait_for_selector("body[data-ready]")
    every = page.locator(SHOWN).count()
    page.fill("#api-search", "choropleth crop")
    shown = page.locator(SHOWN)
    assert 0 < shown.count() < every
    expect(page.locator("#show_choropleth")).to_be_visible()
    expect(page.locator("#api-found")).to_contain_text(str(shown.count()))
    assert page.locator(".api-toc li:visible").count() == shown.count()
    page.fill("#api-search", "")
    assert page.locator(SHOWN).count() == every


def test_a_link_shows_an_operation_that_the_search_has_hidden(page: Page):
    page.goto("/exports/api")
    page.wait_for_selector("body[data-ready]")
    page.fill("#api-search", "choropleth")
    page.evaluate("location.hash = 'tell_travel_times'")
    expect(page.locator("#tell_travel_times")).to_be_visible()
    expect(page.locator("#api-search")).to_have_value("")


def test_an_address_that_names_no_operation_changes_nothing(page: Page):
    page.goto("/exports/api")
    page.wait_for_selector("body[data-ready]")
    page.fill("#api-search", "choropleth")
    shown = page.locator(SHOWN).count()
    page.evaluate("location.hash = '%E0'")
    page.evaluate("new Promise((heard) => setTimeout(heard, 0))")  # hashchange is a task of its own
    assert page.locator(SHOWN).count() == shown


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", ["/exports/api", "/districts/085"])
def test_a_phone_shows_the_pages_without_overflow(new_page, address, language):
    page = new_page(PHONE)
    page.request.get(f"/help?lang={language}")
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert_no_overflow(page)


def test_the_page_of_a_unit_gives_away_what_it_lists(page: Page):
    page.goto("/districts/085")
    row = page.locator("[data-take=products]")
    with page.expect_download() as started:
        row.get_by_text("GeoJSON", exact=True).click()
    features = json.loads(Path(started.value.path()).read_text(encoding="utf-8"))["features"]
    assert len(features) == page.locator("#product-table tbody tr").count() > 0
