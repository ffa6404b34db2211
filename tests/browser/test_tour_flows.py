"""What the office sees on /tours/flows: where tours pass, on the real application with the reference data."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from app.settings import ROOT
from geodata.store import Store
from scripts import worker
from tests.browser.conftest import PHONE, serving
from tests.browser.steps import assert_no_overflow, tab_to
from tests.conftest import sqlite_url

LONG_MS = 60_000
SECRET = "key of the tests"


@pytest.fixture(scope="module")
def office(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site on reference data of its own, with a consumer that does the jobs."""
    folder = tmp_path_factory.mktemp("flows")
    path = folder / "office.db"
    shutil.copy(_reference_file, path)
    env = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    env |= {
        "OCOP_TESTING": "1",
        "OCOP_DATABASE_URL": sqlite_url(path),
        "OCOP_INSTANCE_DIR": str(folder / "instance"),
        "OCOP_SECRET_KEY": SECRET,
    }
    with Store.open(sqlite_url(path)) as store:
        command = [sys.executable, "-m", worker.CONSUMER, "--with-parent"]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE) as consumer:
            yield from serving(store, instance_dir=folder / "instance", secret_key=SECRET)
            assert consumer.stdin is not None
            consumer.stdin.close()


def open_flows(page: Page, query: str = "") -> None:
    """Open the page in English, and wait until its figures are there."""
    page.request.get("/help?lang=en")
    page.goto(f"/tours/flows{query}")
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)


def generate(page: Page, count: int = 7) -> None:
    """Generate tours and wait for them to be on the map."""
    page.locator("[data-field=count]").fill(str(count))
    page.locator("[data-action=generate]").click()
    page.wait_for_selector(f"body[data-tours='{count}']", timeout=LONG_MS)


def layer(page: Page, name: str) -> dict[str, Any]:
    """Ask the API what the screen should say, through the download link on it."""
    href = page.locator(f"a[data-file='{name}.geojson']").get_attribute("href")
    found: dict[str, Any] = json.loads(page.request.get(str(href)).text())
    return found


def test_without_published_tours_the_page_says_so_and_offers_to_generate_some(page: Page):
    open_flows(page)
    expect(page.locator("#flow-status")).to_contain_text("none is published")
    expect(page.locator("[data-action=generate]")).to_be_visible()
    assert page.locator(".flow-line").count() == 0


@pytest.fixture(scope="module")
def generated(browser: Browser, office: str) -> tuple[Any, str]:
    """Cookies of who has generated seven tours, one for each weekday, and the query that shows them."""
    context = browser.new_context(base_url=office)
    page = context.new_page()
    open_flows(page)
    generate(page)
    found = context.storage_state(), f"?{urlsplit(page.url).query}"
    context.close()
    return found


@pytest.fixture
def flows(new_page, office: str, generated: tuple[Any, str]) -> Page:
    """The page with seven generated tours."""
    return open_generated(new_page, office, generated)


def open_generated(new_page, office: str, generated: tuple[Any, str], **options: Any) -> Page:
    """Open the page with the tours that were generated."""
    cookies, query = generated
    page = new_page(base_url=office, storage_state=cookies, **options)
    page.goto(f"/tours/flows{query}")
    page.wait_for_selector("body[data-ready][data-tours='7']", timeout=LONG_MS)
    return page


def test_every_stretch_is_drawn_as_wide_as_its_class_says_and_not_only_coloured(flows: Page):
    passes = layer(flows, "passes")
    drawn = flows.eval_on_selector_all(
        ".flow-line",
        "lines => lines.map((line) => [line.getAttribute('stroke'), line.getAttribute('stroke-width')])",
    )
    assert len(drawn) == passes["count"]
    widths = dict(drawn)
    assert len(widths) == len(passes["classes"]) == len(set(widths.values()))


def test_communes_left_out_are_listed_with_the_reason_and_their_products(flows: Page):
    flows.locator("#tab-left").click()
    communes = layer(flows, "communes")
    left = [row["properties"] for row in communes["features"] if row["properties"]["why"]]
    if len(left) > 20:
        flows.get_by_role("button", name="Show all").click()
    items = flows.locator("[data-list=left] li")
    assert items.count() == len(left)
    for row in left:
        item = flows.locator(f"[data-commune='{row['code']}']")
        assert item.get_attribute("data-why") == row["why"]
        assert all(product in item.inner_text() for product in row["products"])


def test_a_sign_in_the_list_opens_what_stands_on_it_on_the_map_by_keyboard(flows: Page):
    flows.locator("#tab-signs").click()
    first = flows.locator("[data-list=signs] .row-button").first
    text = first.inner_text()
    tab_to(flows, "[data-list=signs] .row-button")
    flows.keyboard.press("Enter")
    expect(flows.locator(".leaflet-popup h3")).to_have_text(text)
    expect(flows.locator(".leaflet-popup")).to_contain_text("to be looked for on site")


def test_the_page_says_how_many_tours_of_which_kind_it_rests_on(flows: Page):
    expect(flows.locator("#flow-status")).to_contain_text("Tours on the map: 7")
    expect(flows.locator("#flow-status")).to_contain_text("0 published, 0 own drafts, 7 generated")
    made = flows.locator("[data-part=made]")
    made.locator("summary").click()
    expect(made.locator("table").nth(1)).to_contain_text("Sunday")


def test_the_spots_lead_to_the_planning_page_with_these_tours_as_demand(flows: Page):
    flows.locator("#tab-spots").click()
    job = flows.url.partition("job=")[2]
    flows.locator("[data-action=to-planning]").click()
    flows.wait_for_selector("body[data-ready]", timeout=LONG_MS)
    with flows.expect_request("**/api/v1/siting-plans") as asked:
        flows.locator("[data-action=run]").click()
    demand = json.loads(asked.value.post_data or "{}")["demand"]
    assert demand == {"tours": {"job": job, "weight": 1}}
    flows.wait_for_selector("body[data-answer]", timeout=LONG_MS)


def test_on_a_phone_nothing_sticks_out_and_the_lists_are_there(new_page, office: str, generated):
    page = open_generated(new_page, office, generated, viewport=PHONE)
    assert_no_overflow(page)
    page.locator("#tab-left").click()
    expect(page.locator("[data-list=left]")).to_be_visible()


def test_in_vietnamese_no_text_is_only_a_key(new_page, office: str, generated):
    cookies, query = generated
    page = new_page(base_url=office, storage_state=cookies)
    page.request.get("/help?lang=vi")
    page.goto(f"/tours/flows{query}")
    page.wait_for_selector("body[data-ready][data-tours='7']", timeout=LONG_MS)
    words = " ".join(page.locator("#side, .legend, #flow-status").all_text_contents())
    assert page.locator("html").get_attribute("lang") == "vi"
    assert not re.search(r"\b(flows|flow_state|flow_why|sign_kind|compass|panel)\.\w", words)


def test_paper_holds_the_map_and_every_list(flows: Page):
    flows.emulate_media(media="print")
    for name in ("left", "signs", "spots"):
        expect(flows.locator(f"#panel-{name}")).to_be_visible()
    expect(flows.locator("[data-action=generate]")).to_be_hidden()
