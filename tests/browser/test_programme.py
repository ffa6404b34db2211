"""The map filtered by what the programme follows: its numbers, words and address; the page on a telephone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from geodata import tables
from geodata.programme_tables import programme_facts
from geodata.store import Store
from tests.browser.conftest import PHONE, serving
from tests.browser.steps import assert_no_overflow
from tests.conftest import sqlite_url
from tests.geodata.programme.test_current import row
from tests.hostile import PAYLOAD

LONG_MS = 60_000


@pytest.fixture(scope="module")
def office(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site on which facts of a few products are known: three yes, one no."""
    path = tmp_path_factory.mktemp("programme") / "office.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        p = tables.products
        with store.write() as connection:
            recognised = sa.select(p.c.product_id).where(p.c.recognition == "recognised")
            keys = connection.scalars(recognised.order_by(p.c.product_id).limit(4)).all()
            facts = [
                row(f"f{n}", "digital_stall", "no" if n == 3 else "yes", subject=("products", key))
                for n, key in enumerate(keys)
            ]
            facts.append(row("f9", "fair_attended", PAYLOAD, subject=("products", keys[0])))
            connection.execute(programme_facts.insert(), facts)
        yield from serving(store)


def test_the_map_shows_those_that_pass_with_the_words_and_keeps_them_in_its_address(office, new_page):
    page = new_page(base_url=office)
    page.request.get("/help?lang=en")
    page.goto("/?units=2024")
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
    total = page.locator("[data-number=total]")
    expect(total).to_have_text("112")
    page.locator("details[data-facet=followed] > summary").click()
    box = page.get_by_role("checkbox", name="Digital stall – yes")
    box.check()
    expect(total).to_have_text("3")
    page.get_by_role("checkbox", name="Digital stall – no", exact=True).check()
    expect(total).to_have_text("4")
    expect(page.locator(".basis").first).to_contain_text("Digital stall – yes, Digital stall – no")
    expect(page).to_have_url(re.compile(r"units=2024.*&fact=digital_stall,digital_stall\.no"))
    # Somebody else opens the link; then everything is lifted chip by chip.
    page.reload()
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
    expect(total).to_have_text("4")
    expect(page.get_by_role("checkbox", name="Digital stall – yes")).to_be_checked()
    page.get_by_role("button", name="Digital stall – yes").click()
    expect(total).to_have_text("1")
    page.get_by_role("checkbox", name="Green value chain – yes").check()
    expect(total).to_have_text("0")
    page.locator("#side").get_by_role("button", name="Clear").first.click()
    expect(total).to_have_text("112")
    page.locator("#tab-view").click()
    page.get_by_label("Indicator").select_option("products_digital_stall")
    expect(page.locator("body")).to_have_attribute("data-coloured", "products_digital_stall 2024")
    expect(page.locator(".legend")).to_contain_text("which is not a no")


def test_the_page_of_what_is_followed_and_a_record_fit_a_telephone(office, new_page):
    page = new_page(PHONE, base_url=office)
    page.request.get("/help?lang=en")
    page.goto("/programme?level=commune&fact=digital_stall")
    expect(page.locator("#fact-table tr[data-fact=digital_stall] td").first).to_have_text("3")
    assert_no_overflow(page)
    page.locator("#fact-table tr[data-fact=fair_attended] a").first.click()
    page.locator("#record-table th a").first.click()
    expect(page.locator("#followed-facts tr[data-fact=fair_attended]")).to_contain_text(PAYLOAD[:20])
    assert_no_overflow(page)
