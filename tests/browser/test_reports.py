"""Ordering a report in a browser: a commune is looked for, a job makes the zip, its button gives it."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.steps import ask, assert_no_overflow
from tests.browser.test_exports import kept, office  # noqa: F401 -- a fixture

LONG_MS = 120_000


def open_reports(page: Page, query: str = "") -> None:
    """Open the page and wait for its script."""
    page.goto(f"/exports/reports{query}")
    page.wait_for_selector("body[data-ready]")


def test_a_commune_is_found_without_accents_and_chosen_by_keyboard(page: Page):
    open_reports(page, "?units=2024")
    page.locator("#kind-unit").check()
    page.locator("#unit-name").fill("bac ha")
    page.locator("#unit-results button", has_text="02839").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#report-subject")).to_contain_text("02839")
    expect(page.locator("#unit-results button")).to_have_count(0)


def test_another_unit_system_forgets_a_code_that_may_mean_another_place(page: Page):
    open_reports(page, "?kind=commune&code=02839&units=2024")
    expect(page.locator("#report-subject")).to_contain_text("02839")
    page.locator("#units-2025").check()
    expect(page.locator("#report-subject")).to_be_hidden()
    page.locator("#report-make").click()
    expect(page.locator("#report-error")).to_be_visible()


def test_a_phone_shows_the_page_without_overflow(new_page):
    page = new_page(PHONE)
    open_reports(page, "?kind=commune&code=02839")
    assert_no_overflow(page)


def test_the_report_of_a_commune_comes_as_a_zip_that_counts_what_the_map_counts(
    office,  # noqa: F811 -- the fixture
    new_page,
    tmp_path: Path,
):
    page = new_page(base_url=office.address)
    page.goto("/communes/02839?units=2024")
    page.locator("#unit-report").click()
    page.wait_for_selector("body[data-ready]")
    page.locator("#language-en").check()
    page.locator("#report-make").click()
    link = page.locator("#report-status [data-made]")
    link.wait_for(timeout=LONG_MS)
    with page.expect_download() as started:
        link.click()
    with zipfile.ZipFile(kept(started.value, tmp_path)) as archive:
        assert archive.testzip() is None
        told = json.loads(archive.read("metadata.json"))
    shown = ask(page, "summary", units="2024", commune="02839")["total"]
    assert told["tables"]["products"] == shown > 0
    assert told["language"] == "en"
