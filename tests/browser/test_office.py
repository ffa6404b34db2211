"""What the office has set, in a browser: its page, and the first view of the map."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from app import Settings, create_app
from geodata.office.audit import Actor
from geodata.office.settings import change_settings, read_settings
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from tests.app.account_helpers import begin
from tests.browser.conftest import PHONE, serving
from tests.office_factories import make_user

LAN = Actor(None, "Lan")
START = {
    "name": "Chi cục Phát triển nông thôn tỉnh Lào Cai",
    "default_units": "2024",
    "default_indicator": "producers",
    "default_layers": ["products", "communes"],
    "default_zoom": 10,
    "tile_services": ["osm"],
}


@pytest.fixture
def office_site(own_reference_store: Store) -> Iterator[str]:
    """Address of a site on reference data of its own, whose office has set something."""
    change_settings(own_reference_store, START, dict.fromkeys(START, 0), LAN)
    yield from serving(own_reference_store)


@pytest.fixture
def admin_page(new_page: Callable[..., Page], office_site: str, own_reference_store: Store) -> Page:
    """A page of an administrator."""
    app = create_app(Settings(testing=True, database_url=own_reference_store.url))
    client = app.test_client()
    begin(client, own_reference_store, make_user(own_reference_store, "minh", RoleName.ADMINISTRATOR, "Minh"))
    (cookie,) = client._cookies.values()
    app.extensions["ocop"].close()
    page = new_page(base_url=office_site)
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": office_site}])
    return page


def test_the_map_begins_as_the_office_has_set_and_a_link_keeps_what_it_says(new_page, office_site):
    page = new_page(base_url=office_site)
    page.goto("/")
    page.wait_for_selector("body[data-coloured='producers 2024']")
    page.wait_for_url("**/*layers=*")
    assert "indicator=producers" in page.url
    assert "layers=products,communes" in page.url
    assert page.url.endswith(",10")
    page.goto("/?units=2025")
    page.wait_for_selector("body[data-coloured='products 2025']")
    assert page.locator("[data-base]").count() == 2


def test_an_administrator_saves_a_setting_and_goes_back(admin_page, own_reference_store):
    admin_page.goto("/office")
    form = admin_page.locator("#signing form")
    form.locator("#signatory-name").fill("Nguyễn Thị Lan")
    form.locator("button").click()
    expect(admin_page.locator(".note[role=status]")).to_be_visible()
    assert read_settings(own_reference_store).signatory_name == "Nguyễn Thị Lan"
    admin_page.locator("#history tbody tr").first.locator("button").click()
    admin_page.wait_for_url("**/office#history")
    expect(admin_page.locator("#signatory-name")).to_have_value("")


def test_the_page_fits_a_telephone(admin_page):
    admin_page.set_viewport_size(PHONE)
    admin_page.goto("/office")
    assert admin_page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert admin_page.locator("[id=name]").count() == 1
