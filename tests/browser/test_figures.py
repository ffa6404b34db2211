"""Reconciliation, targets and the way from a number of data quality to the field that puts it right."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from geodata.office.vocabulary import RoleName
from tests.browser.conftest import PHONE, serving
from tests.browser.staff import signed_in_page
from tests.browser.steps import assert_no_overflow, assert_tables_fit

# The smallest screen of a desk on which every column has its place.
SMALL_DESKTOP = {"width": 1280, "height": 720}
FIGURE = "/reconciliation/products-total-2023-06-30-e6ade0"


@pytest.mark.parametrize(
    "address",
    [
        "/reconciliation",
        f"{FIGURE}?basis=ever",
        "/targets",
        "/quality/records?measure=inferred&kind=products",
        "/quality/duplicates?kind=material_zones",
    ],
)
def test_a_page_of_figures_has_no_error_and_fits_a_telephone(new_page, address):
    page = new_page(PHONE)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("screen", [SMALL_DESKTOP, PHONE], ids=["1280", "360"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", ["/reconciliation", FIGURE, "/targets"])
def test_no_table_of_figures_has_to_be_scrolled_sideways(new_page, address, language, screen):
    page = new_page(screen)
    page.goto(f"{address}?lang={language}")
    page.wait_for_load_state("networkidle")
    assert_no_overflow(page)
    assert_tables_fit(page)


@pytest.mark.parametrize("address", ["/reconciliation?year=2023", f"{FIGURE}?basis=ever", "/targets"])
def test_a_value_of_a_card_has_at_least_a_third_of_the_telephone(new_page, address):
    page = new_page(PHONE)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    widths = page.locator(".row-cards td").evaluate_all("found => found.map((cell) => cell.clientWidth)")
    assert min(widths) >= PHONE["width"] / 3


def test_all_figures_are_a_few_screens_of_a_telephone_until_a_line_is_opened(new_page):
    page = new_page(PHONE)
    page.goto("/reconciliation?lang=en")
    assert page.evaluate("document.documentElement.scrollHeight") < 9 * PHONE["height"]
    groups = page.locator("details.figure-group")
    line = groups.filter(has=page.locator("h2", has_text="Recognised products")).first
    expect(line.locator("table")).to_be_hidden()
    expect(line.locator("summary")).to_contain_text("published 605, registry")
    line.locator("summary").click()
    expect(line.locator("table")).to_be_visible()
    closed = groups.filter(has_not=page.locator(":scope[open]")).last
    expect(closed.locator("table")).to_be_hidden()
    page.emulate_media(media="print")
    assert closed.locator("tbody tr").first.bounding_box()["height"] > 0


def test_a_row_is_a_card_with_named_values_on_a_telephone_and_a_row_of_columns_on_paper(new_page):
    page = new_page(PHONE)
    page.goto("/reconciliation?metric=products_total&lang=en")
    table = page.locator("table.figures").last
    row = table.locator("tbody tr").first
    expect(table.locator("thead")).to_be_hidden()
    named = row.locator("td").evaluate_all(
        "cells => cells.map((cell) => getComputedStyle(cell, '::before').content)"
    )
    page.emulate_media(media="print")
    expect(table.locator("thead")).to_be_visible()
    headings = [text.strip() for text in table.locator("thead th").all_inner_texts()]
    assert named == [f'"{heading}"' for heading in headings[1:]]  # the date is the title of the card
    tops = row.locator("th, td").evaluate_all("cells => cells.map((cell) => cell.offsetTop)")
    assert len(set(tops)) == 1


def test_a_reader_finds_the_records_behind_a_figure(page):
    page.goto("/reconciliation?lang=en")
    page.get_by_label("Year", exact=True).select_option("2023")
    page.get_by_label("What is counted").select_option("products_total")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("#figure-count")).to_contain_text("1 published figure")
    page.get_by_role("link", name="Records behind: Recognised products, 2023").last.click()
    expect(page.locator("#closing")).to_contain_text("= 112 products")
    name = page.locator("table.items a").first.inner_text()
    page.locator("table.items a").first.click()
    expect(page.locator("h1")).to_contain_text(name)


def test_the_bars_are_as_long_as_the_counts(page):
    page.goto("/reconciliation?metric=products_total")
    bars = page.locator(".strip li")
    expect(bars).to_have_count(12)
    for at, published, certain, most in ((0, 46, 9, 66), (11, 605, 7, 67)):
        bar = bars.nth(at)
        whole = bar.locator(".strip-bar").bounding_box()

        def share(part, bar=bar, whole=whole):
            box = bar.locator(part).bounding_box()
            return (box["x"] - whole["x"]) / whole["width"], box["width"] / whole["width"]

        top = 605 * 1.01
        assert share(".strip-certain")[1] == pytest.approx(certain / top, abs=0.01)
        assert share(".strip-may")[1] == pytest.approx((most - certain) / top, abs=0.01)
        assert share(".strip-published")[0] == pytest.approx(published / top, abs=0.01)


def test_readers_see_no_way_to_edit(page):
    page.goto("/quality/records?measure=without_source&kind=sights")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".for-staff").first).to_be_hidden()


def test_an_editor_comes_from_a_number_to_the_field_that_is_lacking(new_page, own_reference_store):
    for site in serving(own_reference_store):
        page = signed_in_page(new_page, site, own_reference_store, RoleName.EDITOR)
        page.goto("/quality")
        page.locator("#measure-table a[href*='without_source'][href*='sights']").click()
        page.locator("#lacking-table .for-staff").first.click()
        page.wait_for_selector("body[data-ready]")
        expect(page.locator(".record-form [data-field=source]")).to_be_focused()
        page.goto("/quality/records?measure=disputed&kind=sales_points")
        page.locator("#lacking-table .for-staff").first.click()
        page.wait_for_selector("body[data-ready]")
        expect(page.locator("section[data-table=market_days] tr[data-part] button:focus")).to_have_count(1)
        page.goto("/reconciliation")
        page.wait_for_load_state("networkidle")
        expect(page.locator(".for-staff")).to_be_hidden()  # entering figures is for planners
        page.goto(f"/registry/published_totals/{FIGURE.rpartition('/')[2]}")
        page.wait_for_selector("body[data-ready]")
        expect(page.locator("#locked")).to_be_visible()
        expect(page.locator("form.record-form, [data-action]")).to_have_count(0)


def test_a_planner_is_led_to_enter_a_published_figure(new_page, own_reference_store):
    for site in serving(own_reference_store):
        page = signed_in_page(new_page, site, own_reference_store, RoleName.PLANNER)
        page.goto("/reconciliation")
        page.locator(".for-staff").click()
        page.wait_for_selector("body[data-ready]")
        expect(page.locator(".record-form [data-field=metric]")).to_be_visible()
