"""Sharing in a browser: the page, the short link, the frame in a page of another site."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from geodata.office.audit import COMMAND_LINE
from geodata.office.settings import change_setting
from geodata.store import Store
from tests.browser.conftest import PHONE, serving
from tests.browser.steps import ask, assert_no_overflow, open_map, open_tab, total, until

MAP = "?units=2024&stars=4&layers=communes,products&indicator=producers"


class Pages(BaseHTTPRequestHandler):
    """A site that is not ours: every page of it holds one frame."""

    frame = ""

    def do_GET(self) -> None:
        """Answer the page."""
        body = f'<!doctype html><link rel="icon" href="data:,"><p>Báo</p>{self.frame}'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def office(own_reference_store: Store) -> Iterator[SimpleNamespace]:
    """Our site, and another one that is reached under two names, one of which the office allows."""
    other = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    thread = threading.Thread(target=other.serve_forever, daemon=True)
    thread.start()
    change_setting(own_reference_store, "embed_hosts", [f"localhost:{other.server_port}"], 0, COMMAND_LINE)
    site = serving(own_reference_store)
    yield SimpleNamespace(
        address=next(site),
        store=own_reference_store,
        allowed=f"http://localhost:{other.server_port}/",
        refused=f"http://127.0.0.1:{other.server_port}/",
    )
    next(site, None)
    other.shutdown()
    thread.join()
    other.server_close()


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """A reader of the other site whose browser blocks the cookies of everybody else."""
    context = browser.new_context(viewport={"width": 900, "height": 800}, locale="vi-VN")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def frame_of(page: Page) -> FrameLocator:
    """Return the frame with the map, drawn."""
    frame = page.frame_locator("iframe")
    frame.locator("body[data-ready]").wait_for()
    return frame


def shown(frame: FrameLocator | Page) -> int:
    """Return the total that the frame shows."""
    return int(frame.locator("[data-number=total]").inner_text().replace(".", "").replace(",", ""))


def test_the_code_of_the_page_shows_the_same_numbers_on_an_allowed_site(
    office: SimpleNamespace, new_page, stranger: Page
):
    page = new_page(base_url=office.address)
    page.goto(f"/share{MAP}")
    page.wait_for_selector("body[data-ready]")
    page.locator("#size").select_option("640 480")
    Pages.frame = page.locator("#code").input_value()
    stranger.goto(office.allowed)
    frame = frame_of(stranger)
    counted = ask(page, "products", units="2024", stars="4", recognition="recognised", limit="1")["total"]
    assert shown(frame) == counted > 0
    expect(frame.locator("body")).to_have_attribute("data-coloured", "producers 2024", timeout=20_000)
    assert stranger.locator("iframe").bounding_box()["width"] == 640
    assert stranger.context.cookies() == []


def test_the_browser_refuses_the_frame_to_a_site_that_the_office_did_not_name(
    office: SimpleNamespace, stranger: Page
):
    told: list[str] = []
    stranger.on("console", lambda message: told.append(message.text))
    Pages.frame = f'<iframe src="{office.address}/embed{MAP}"></iframe>'
    stranger.goto(office.refused)
    until(stranger, lambda: stranger.frames[1].url.startswith("chrome-error:"))
    until(stranger, lambda: any("frame-ancestors" in text for text in told))


def test_no_other_page_is_shown_in_a_frame_of_an_allowed_site(office: SimpleNamespace, stranger: Page):
    Pages.frame = f'<iframe src="{office.address}/"></iframe>'
    stranger.goto(office.allowed)
    until(stranger, lambda: stranger.frames[1].url.startswith("chrome-error:"))


def test_a_frame_speaks_its_own_language_and_opens_the_full_map_beside_itself(
    office: SimpleNamespace, stranger: Page
):
    Pages.frame = f'<iframe src="{office.address}/embed{MAP}&lang=en" width="800" height="600"></iframe>'
    stranger.goto(office.allowed)
    frame = frame_of(stranger)
    expect(frame.locator(".legend")).to_contain_text("Producers named")
    expect(frame.locator(".basis")).to_contain_text("4 stars")
    expect(frame.locator(".embed-foot")).to_contain_text("no legal force")
    with stranger.context.expect_page() as opened:
        frame.locator("#full-map").click()
    full = opened.value
    full.wait_for_selector("body[data-ready]")
    assert full.evaluate("window.opener") is None
    expect(full.locator("html")).to_have_attribute("lang", "en")
    assert "stars=4" in full.url
    assert total(full) == shown(frame)


def test_a_link_in_a_frame_opens_beside_it(office: SimpleNamespace, stranger: Page):
    address = f"{office.address}/embed?layers=communes&at=22.4,104,11&lang=en"
    Pages.frame = f'<iframe src="{address}" width="800" height="600"></iframe>'
    stranger.goto(office.allowed)
    frame = frame_of(stranger)
    frame.locator(".leaflet-communes-pane path").first.wait_for(state="attached")
    frame.locator(".folium-map").click()
    with stranger.context.expect_page() as opened:
        frame.locator(".popup a.popup-page").click()
    assert "/communes/" in opened.value.url
    expect(opened.value.locator("html")).to_have_attribute("lang", "en")
    assert frame.locator("#summary").is_visible()


def test_a_wrong_parameter_is_told_inside_the_frame(office: SimpleNamespace, stranger: Page):
    Pages.frame = f'<iframe src="{office.address}/embed?units=1999&lang=en"></iframe>'
    stranger.goto(office.allowed)
    expect(stranger.frame_locator("iframe").locator(".error-message")).to_contain_text("2025")


@pytest.mark.parametrize("size", [{"width": 360, "height": 240}, {"width": 320, "height": 480}])
def test_a_small_frame_has_room_for_the_map(new_page, size):
    page = new_page(size)
    page.goto("/embed?lang=vi")
    page.wait_for_selector("body[data-ready]")
    assert_no_overflow(page)
    assert page.locator("#map-frame").bounding_box()["height"] >= 80
    expect(page.locator("#full-map")).to_be_in_viewport()


def test_the_frame_shows_what_the_map_shows(page: Page):
    open_map(page, "?units=2025&layers=communes,products,sights")
    wanted = total(page)
    colours = "els => els.map(el => el.getAttribute('fill')).sort().join()"
    drawn = page.locator(".leaflet-communes-pane path").evaluate_all(colours)
    page.goto("/embed?units=2025&layers=communes,products,sights&lang=vi")
    page.wait_for_selector("body[data-ready][data-coloured]")
    assert shown(page) == wanted
    expect(page.locator(".legend")).to_be_visible()
    assert page.locator(".leaflet-communes-pane path").evaluate_all(colours) == drawn


def test_the_page_is_used_by_keyboard(office: SimpleNamespace, new_page):
    page = new_page(base_url=office.address)
    page.goto(f"/share{MAP}")
    page.wait_for_selector("body[data-ready]")
    long = page.locator("#link").input_value()
    page.locator("[data-copy=link]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == long
    page.locator("#shorten").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#shorten")).to_have_attribute("aria-pressed", "true")
    short = page.locator("#link").input_value()
    assert re.fullmatch(rf"{office.address}/s/[a-z]{{7}}", short)
    assert page.locator("#mail").input_value().endswith(short)
    expect(page.locator("#qr-address")).to_have_text(short)
    expect(page.locator("#qr")).to_have_js_property("complete", value=True)
    expect(page.locator("#qr")).not_to_have_js_property("naturalWidth", 0)
    page.goto(short)
    page.wait_for_selector("body[data-ready]")
    assert "stars=4" in page.url


def test_the_language_that_was_chosen_goes_along(office: SimpleNamespace, new_page):
    page = new_page(base_url=office.address)
    page.goto(f"/share{MAP}")
    page.wait_for_selector("body[data-ready]")
    page.locator("#language").select_option("en")
    assert "lang=en" in page.locator("#code").input_value()
    page.goto(page.locator("#link").input_value())
    page.wait_for_selector("body[data-ready]")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_menu_of_the_map_leads_to_sharing_what_is_on_screen(page: Page):
    open_map(page, MAP)
    open_tab(page, "mouse", "tools")
    page.locator("#panel-tools [data-action=take-away] summary").click()
    page.locator("#panel-tools [data-way='/share']").click()
    page.wait_for_url("**/share?*")
    expect(page.locator("#share-lines")).to_contain_text("4 sao")


def test_a_telephone_shows_the_page_without_overflow_and_paper_the_code_alone(new_page):
    page = new_page(PHONE)
    page.goto(f"/share{MAP}")
    page.wait_for_selector("body[data-ready]")
    assert_no_overflow(page)
    page.emulate_media(media="print")
    expect(page.locator("#qr")).to_be_visible()
    expect(page.locator("#qr-address")).to_be_visible()
    expect(page.locator("#share-lines")).to_be_visible()
    for hidden in ("#link", "#mail", "#code", "#shorten"):
        expect(page.locator(hidden)).to_be_hidden()
