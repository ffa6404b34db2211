"""Hostile text in every cell, in a real browser: no dialog opens, nothing runs, the text shows as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from geodata.store import Store
from tests.browser.conftest import serving
from tests.browser.steps import ask, open_map, open_tab

# The part of the payload that no font, direction mark or white space changes.
SHOWN = "={{ 6*7 }}{% if 1 %}x{% endif %}{# c #}</script><script>window.pwned=1;alert(1)</script>"
LAYERS = (
    "producers",
    "craft_villages",
    "material_zones",
    "sales_points",
    "markets",
    "sights",
    "planned_sites",
    "roads",
)


@pytest.fixture(scope="module")
def hostile_site(hostile_store: Store) -> Iterator[str]:
    """Address of a site whose registry is hostile."""
    yield from serving(hostile_store)


@pytest.fixture
def hostile_page(new_page: Callable[..., Page], hostile_site: str) -> Iterator[Page]:
    """A page of that site; a dialog or a script that ran fails the test."""
    page = new_page(base_url=hostile_site)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    yield page
    assert dialogs == []
    assert page.evaluate("() => window.pwned") is None


def test_every_layer_at_once_runs_nothing(hostile_page: Page):
    open_map(hostile_page)
    open_tab(hostile_page, "mouse", "layers")
    for key in LAYERS:
        hostile_page.locator(f"input[data-layer={key}]").check()
    for key in LAYERS:
        expect(hostile_page.locator(f"[data-layer={key}] .layer-state")).to_contain_text("(")
    assert hostile_page.locator("img[src='x']").count() == 0


@pytest.mark.parametrize(
    "key", ["products", "producers", "craft_villages", "sales_points", "sights", "planned_sites"]
)
def test_a_popup_shows_hostile_text_as_it_stands(hostile_page: Page, key: str):
    open_map(hostile_page, f"?table={key}")
    hostile_page.locator("tbody tr:not(:has(th .muted)) th button").first.click()
    expect(hostile_page.locator(".leaflet-popup").first).to_contain_text(SHOWN)


def test_the_table_shows_hostile_text_as_it_stands(hostile_page: Page):
    open_map(hostile_page, "?table=products")
    row = hostile_page.locator("tbody th button").first
    expect(row).to_contain_text(SHOWN)
    row.click()
    hostile_page.wait_for_timeout(300)


def test_the_search_shows_hostile_text_as_it_stands(hostile_page: Page):
    open_map(hostile_page)
    hostile_page.locator("#search").fill("{{ 6*7")
    option = hostile_page.get_by_role("option").first
    expect(option).to_contain_text(SHOWN)
    option.click()


@pytest.mark.parametrize(
    "kind",
    [
        "products",
        "producers",
        "craft-villages",
        "zones",
        "sales-points",
        "markets",
        "sights",
        "planned-sites",
    ],
)
def test_a_page_of_each_kind_shows_hostile_text_as_it_stands(hostile_page: Page, kind: str):
    hostile_page.goto("/help")
    item = ask(hostile_page, kind, limit="1")["items"][0]
    hostile_page.goto(f"/{kind}/{item['id']}")
    expect(hostile_page.get_by_role("heading", level=1)).to_contain_text("{{ 6*7 }}")
    hostile_page.goto(f"/{kind}")
    expect(hostile_page.locator("main")).to_contain_text("{{ 6*7 }}")


def test_the_pages_of_a_commune_and_of_data_quality_run_nothing(hostile_page: Page):
    for address in ("/communes/02647", "/quality"):
        hostile_page.goto(address)
        hostile_page.wait_for_load_state("networkidle")
        expect(hostile_page.locator("main")).to_contain_text("{{ 6*7 }}")


def test_print_shows_hostile_text_as_text(hostile_page: Page):
    open_map(hostile_page, "?table=products")
    hostile_page.emulate_media(media="print")
    pdf = hostile_page.pdf()
    assert pdf.startswith(b"%PDF")
