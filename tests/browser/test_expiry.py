"""The expiry board in a browser: months, map and list say the same; by keyboard; on a telephone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from app.clock import today
from geodata import tables
from geodata.store import Store
from tests.browser.conftest import DESKTOP, PHONE, serving
from tests.browser.steps import assert_no_overflow, assert_tables_fit, tab_to
from tests.conftest import sqlite_url
from tests.hostile import PAYLOAD

LONG_MS = 60_000
# A name without a place to break a line at.
UNBROKEN = "Hợp_tác_xã_" * 25


@pytest.fixture(scope="module")
def office(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site of its own, on which the days of a few certificates are known."""
    path = tmp_path_factory.mktemp("expiry") / "office.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        t, p = tables.certificates, tables.products
        placed = sa.select(t.c.certificate_id, t.c.product_id, p.c.producer_id).join(
            p, p.c.product_id == t.c.product_id
        )
        placed = placed.where(p.c.placement == "commune").order_by(t.c.certificate_id).limit(5)
        with store.write() as connection:
            rows = connection.execute(placed).all()
            for number, (certificate, product, producer) in enumerate(rows):
                day = today() - timedelta(days=1000 - 30 * number)
                values = {"certified_on": day, "certified_year": day.year}
                connection.execute(t.update().where(t.c.certificate_id == certificate).values(values))
                if number == 0:
                    connection.execute(p.update().where(p.c.product_id == product).values(name=PAYLOAD))
                    made_by = tables.producers.c.producer_id == producer
                    connection.execute(tables.producers.update().where(made_by).values(name=UNBROKEN))
        yield from serving(store)


def open_board(page: Page, query: str = "") -> dict[str, Any]:
    """Open the board in English, wait for its map; return what the API says of the same."""
    page.request.get("/help?lang=en")
    page.goto(f"/expiry{query}")
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
    found: dict[str, Any] = json.loads(page.request.get(f"/api/v1/expiry{query}").text())
    return found


def marks(page: Page) -> dict[str, tuple[int, int]]:
    """Return what the marks of the map say by commune: in all, and for certain."""
    titles = page.locator(".expiry-mark").evaluate_all("found => found.map((mark) => mark.title)")
    told = [re.fullmatch(r"(.*): (\d+), of them for certain: (\d+)", title) for title in titles]
    return {one[1]: (int(one[2]), int(one[3])) for one in told if one}


def test_the_marks_of_the_map_count_what_the_table_and_the_api_count(new_page, office):
    page = new_page(DESKTOP, base_url=office)
    told = open_board(page, "?months=24")
    expected = {one["name"]: (one["total"], one["certain"]) for one in told["communes"] if one["key"]}
    assert expected
    assert marks(page) == expected
    rows = page.locator("section[aria-labelledby=by-commune] tbody tr")
    expect(rows).to_have_count(len(told["communes"]))


def test_a_mark_leads_by_keyboard_to_the_list_of_its_commune(new_page, office):
    page = new_page(DESKTOP, base_url=office)
    told = open_board(page, "?months=12")
    one = next(group for group in told["communes"] if group["key"])
    page.locator(f'.expiry-mark[title^="{one["name"]}:"]').focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Show these in the list").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**commune={one['key']}**")
    expect(page.locator("#record-table tbody tr")).to_have_count(one["total"])


def test_a_month_of_the_strip_leaves_its_own_in_the_list(new_page, office):
    page = new_page(DESKTOP, base_url=office)
    told = open_board(page, "?months=12")
    month = next(cell for cell in told["strip"] if cell["certain"])
    tab_to(page, f"[data-month='{month['month']}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**month={month['month']}**")
    expect(page.locator("#record-table tbody tr")).to_have_count(month["certain"] + month["may"])
    expect(page.locator(f"[data-month='{month['month']}']")).to_have_attribute("aria-current", "true")
    day = date.fromisoformat(f"{month['month']}-01")
    expect(page.locator("#list")).to_contain_text(f"{day:%m/%Y}")


def test_the_board_fits_a_telephone(new_page, office):
    page = new_page(PHONE, base_url=office)
    told = open_board(page, "?months=12")
    assert_no_overflow(page)
    expect(page.locator("#standings-total")).to_have_text(str(told["products"]))
    expect(page.locator("#strip li")).to_have_count(13)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("screen", [{"width": 1280, "height": 720}, PHONE], ids=["1280", "360"])
def test_no_list_of_the_board_has_to_be_scrolled_sideways(new_page, office, screen, language):
    page = new_page(screen, base_url=office)
    page.request.get(f"/help?lang={language}")
    page.goto("/expiry?months=24")
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
    expect(page.locator("#record-table, #on-sale-table")).to_have_count(2)
    expect(page.get_by_role("link", name=UNBROKEN)).to_be_visible()
    assert_no_overflow(page)
    assert_tables_fit(page)


@pytest.mark.parametrize("screen", [{"width": 1280, "height": 720}, PHONE], ids=["1280", "360"])
def test_the_page_of_checks_fits_the_screen(new_page, office, screen):
    page = new_page(screen, base_url=office)
    page.goto("/expiry/checks?lang=vi")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#check-counts tbody tr")).to_have_count(5)
    assert_no_overflow(page)
    assert_tables_fit(page)


def test_a_long_list_is_made_in_the_background_and_handed_over_on_the_page(new_page, office, monkeypatch):
    monkeypatch.setattr("app.registry.expiry_pages.MOST_AT_ONCE", 0)
    page = new_page(DESKTOP, base_url=office)
    # An address of its own: pages are kept, and another test may have asked for the plain one.
    open_board(page, "?months=24&q=a")
    ordered = []

    def finish(route):
        # No worker runs here: the job is answered as one that a worker has done.
        job = route.fetch().json()
        result = {"name": "list.xlsx", "href": f"{job['href']}/result"}
        route.fulfill(json=job | {"state": "done", "result": result})

    page.on("request", lambda sent: ordered.append(sent.post_data_json) if sent.method == "POST" else None)
    page.route("**/api/v1/jobs/*", finish)
    row = page.locator("[data-take=lapses]")
    row.get_by_role("link", name="Excel (XLSX)").click()
    expect(row.locator("[data-made]")).to_have_text("list.xlsx")
    assert ordered == [{"file": "lapses.xlsx", "query": {"months": "24", "q": "a"}}]
