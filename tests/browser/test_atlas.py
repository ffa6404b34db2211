"""The atlas in one file, opened from the disk with no network: the server's numbers, nothing asked."""

from __future__ import annotations

import random
import re
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from layers.catalogue import CATALOGUE
from layers.classes import Palette, Scheme, classify
from tests.browser.atlas_steps import DRAWN_MS, asked, take, told, wait_until_drawn
from tests.browser.steps import open_tab

LARGEST_BYTES = 3_000_000
# In the language of the file, and in English where nobody has translated it yet.
NOT_INSIDE = re.compile("không có trong tệp|not in this file")
KEYS = [spec.key for spec in CATALOGUE]


@pytest.mark.parametrize("units", ["2025", "2024"])
def test_every_layer_has_as_many_features_as_the_api_gives(open_file, whole_file, site, units):
    page = open_file(whole_file, f"#units={units}&layers={','.join(KEYS)}&recognition=")
    open_tab(page, "mouse", "layers")
    for key in KEYS:
        counted = asked(site, f"layers/{key}.geojson", units=units)["count"]
        state = page.locator(f"li[data-layer={key}] .layer-state")
        expect(state).to_contain_text(re.compile(rf"\b{counted}\b"))
    assert (
        page.locator(".leaflet-communes-pane path").count()
        == asked(site, "layers/communes.geojson", units=units)["count"]
    )


@pytest.mark.parametrize("query", [{}, {"stars": "4,5", "units": "2024"}, {"group": "food", "q": "chè"}])
def test_the_numbers_of_a_filter_are_those_of_the_api(open_file, whole_file, site, query):
    page = open_file(whole_file, f"#{urlencode(query)}" if query else "")
    found = asked(site, "summary", **query)
    assert told(page, "total") == found["total"]
    shown = {
        box.get_attribute("data-status"): box.locator("strong").inner_text()
        for box in page.locator(".figure-box").all()
    }
    assert shown == {status: str(count) for status, count in found["by_status"].items()}


@pytest.mark.parametrize(
    "query",
    [
        {"indicator": "products"},
        {"indicator": "products_per_10000", "scheme": "quantiles", "classes": "7", "palette": "viridis"},
        {"indicator": "products_lapsed", "units": "2024", "group": "food", "scheme": "equal_interval"},
        {"indicator": "sales_points", "units": "2024", "classes": "3", "palette": "ylgnbu"},
        {"indicator": "zone_ha", "units": "2024", "classes": "4"},
    ],
    ids=lambda query: query["indicator"],
)
def test_the_legend_and_the_colours_are_those_of_the_api(open_file, whole_file, site, query):
    page = open_file(whole_file, f"#{urlencode(query)}")
    answer = asked(site, "choropleth", **query)
    legend = page.locator(".legend").inner_text()
    assert answer["title"] in legend
    for one in answer["classes"]:
        limits = [
            f"{value:,.2f}".rstrip("0").rstrip(".").translate(str.maketrans(",.", ".,"))
            for value in (one["from"], one["to"])
        ]
        text = limits[0] if one["from"] == one["to"] else " – ".join(limits)
        assert re.search(rf"^{re.escape(text)} \({one['count']} ", legend, re.MULTILINE), (text, legend)
    fills = page.eval_on_selector_all(
        ".leaflet-communes-pane path", "paths => paths.map((path) => path.getAttribute('fill'))"
    )
    for one in answer["classes"]:
        assert fills.count(one["colour"]) == one["count"]


def test_classes_made_in_the_browser_are_the_servers_whatever_the_values(page: Page):
    chance = random.Random(9)
    cases = []
    for _ in range(150):
        size = chance.choice([1, 2, 3, 7, 20, 99, 151])
        value = chance.choice(
            [lambda: chance.randint(1, 9), lambda: chance.randint(1, 400), lambda: chance.expovariate(0.01)]
        )
        values = [float(value()) for _ in range(size)]
        cases.append((values, chance.choice(list(Scheme)), chance.randint(3, 7)))
    page.goto("/help")
    colours = {str(n): [str(i) for i in range(n)] for n in range(1, 8)}
    found = page.evaluate(
        """async ([cases, colours]) => {
            const { classify } = await import("/static/js/standalone/classes.js");
            return cases.map(([values, scheme, count]) =>
                classify(values, scheme, count, colours).map((one) => [one.from, one.to, one.count]));
        }""",
        [[(values, scheme.value, count) for values, scheme, count in cases], colours],
    )
    for (values, scheme, count), classes in zip(cases, found, strict=True):
        made = classify(np.array(values), scheme, count, Palette.BLUES)
        assert classes == [[one.lowest, one.highest, one.count] for one in made], (scheme, count, values)


def test_a_search_finds_what_the_api_finds_in_its_order(open_file, whole_file, site):
    page = open_file(whole_file)
    for text in ("che", "Chè", "sa pa", "Sả", "hop tac xa", "lao", "02647"):
        page.locator("#search").fill("")
        expect(page.locator("#search-hits")).to_be_hidden()
        page.locator("#search").fill(text)
        expect(page.locator("#search-hits")).to_be_visible()
        found = [hit["name"] for hit in asked(site, "search", q=text, units="2025", limit="12")["items"]]
        expect(page.locator("#search-hits .hit-name")).to_have_text(found)


def test_a_popup_says_what_the_site_says(open_file, new_page, whole_file):
    texts = []
    online = new_page()
    online.goto("/?table=sights")
    for page in (online, open_file(whole_file, "#table=sights")):
        wait_until_drawn(page)
        page.locator("tbody tr:not(:has(th .muted)) th button").first.click()
        popup = page.locator(".leaflet-popup .popup")
        expect(popup).to_be_visible()
        texts.append(popup.evaluate("node => node.textContent.replace(/\\s+/g, ' ').trim()"))
    online_text, file_text = texts
    assert file_text == online_text
    # The file holds no page of a single record: its link is not shown.
    expect(popup.locator(".popup-page")).to_be_hidden()


def sheet_of(page: Page) -> dict[str, Any]:
    """Return figures, tables and lists of the page of a commune in the file."""
    return page.evaluate(
        """() => {
            const sheet = document.getElementById("sheet");
            const texts = (nodes) => [...nodes].map((node) => node.textContent.replace(/\\s+/g, " ").trim());
            const numbers = (name) => texts(sheet.querySelectorAll(`[data-table=${name}] td`));
            return {
                title: sheet.querySelector("h2").textContent,
                figures: texts(sheet.querySelectorAll(".card .figure")),
                status: numbers("status"), stars: numbers("stars"),
                products: texts(sheet.querySelectorAll("[data-table=products] tbody th")),
                counts: texts(sheet.querySelectorAll("[data-list] > p:first-of-type:not(:last-child)")),
                lists: Object.fromEntries([...sheet.querySelectorAll("[data-list]")].map(
                    (node) => [node.dataset.list, texts(node.querySelectorAll("li"))])),
            };
        }"""
    )


def page_of_site(page: Page) -> dict[str, Any]:
    """Return the same of the page of the site."""
    return page.evaluate(
        """() => {
            const texts = (nodes) => [...nodes].map((node) => node.textContent.replace(/\\s+/g, " ").trim());
            const numbers = (name) => texts(document.querySelectorAll(`#${name}-table td`));
            const sections = [...document.querySelectorAll("section[aria-labelledby^=list-]")];
            return {
                title: document.querySelector("h1").textContent,
                figures: texts(document.querySelectorAll("#cards .figure")),
                status: numbers("status"), stars: numbers("stars"),
                products: texts(document.querySelectorAll("#product-table tbody th")),
                counts: texts(document.querySelectorAll("[id^=count-]")),
                lists: Object.fromEntries(sections.map((node) =>
                    [node.getAttribute("aria-labelledby").slice(5), texts(node.querySelectorAll("li"))])),
            };
        }"""
    )


# Three products and more; none; several zones; a name that is another's without its marks.
COMMUNES = (("2025", "03103"), ("2025", "02647"), ("2025", "03006"), ("2024", "02926"), ("2024", "03004"))


def test_the_page_of_a_commune_says_what_the_site_says(open_file, new_page, whole_file):
    online, page = new_page(), open_file(whole_file)
    for units, code in COMMUNES:
        online.goto(f"/communes/{code}?units={units}")
        title = online.locator("h1").inner_text()
        page.evaluate("place => { location.hash = place; }", f"sheet={units}-{code}")
        expect(page.locator("#sheet h2")).to_have_text(title)
        assert sheet_of(page) == page_of_site(online)


def test_a_commune_without_any_table_is_no_data_and_not_zero(open_file, whole_file):
    page = open_file(whole_file, "#sheet=2025-04252")
    expect(page.locator("#sheet")).to_contain_text("không có dữ liệu", ignore_case=True)
    expect(page.locator("#sheet .card")).to_have_count(0)


def test_popups_and_search_lead_to_the_page_of_a_commune_and_back(open_file, whole_file):
    page = open_file(whole_file)
    page.locator("#search").fill("Bản Liền")
    page.get_by_role("option").filter(has_text="Xã").first.click()
    expect(page.locator("#sheet h2")).to_have_text("Xã Bản Liền")
    assert "sheet=2025-" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    page.locator(".leaflet-popup .popup-page").click()
    expect(page.locator("#sheet h2")).to_have_text("Xã Bản Liền")
    page.go_back()
    expect(page.locator("#sheet")).to_be_hidden()


def test_a_product_on_the_page_of_a_commune_is_shown_on_the_map(open_file, whole_file):
    page = open_file(whole_file, "#sheet=2025-02926")
    link = page.locator("#sheet [data-table=products] tbody th a").first
    name = link.inner_text()
    link.click()
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page.locator(".leaflet-popup .popup h3")).to_contain_text(name)


def test_the_address_behind_the_hash_brings_the_view_back(open_file, whole_file):
    page = open_file(whole_file)
    open_tab(page, "mouse", "filter")
    page.locator("input[data-facet=stars][data-value='4']").check()
    open_tab(page, "mouse", "view")
    page.locator("input[data-units='2024']").check()
    page.wait_for_url("**#*stars=4*")
    page.wait_for_selector("body[data-coloured='products 2024']")
    total, place = told(page, "total"), page.url.split("#")[1]
    again = open_file(whole_file)
    assert told(again, "total") != total
    # As somebody does who puts an address that he was sent into the line of the browser.
    again.evaluate("place => { location.hash = place; }", place)
    expect(again.locator("[data-number=total]")).to_have_text(str(total), timeout=DRAWN_MS)
    assert again.locator("input[data-units='2024']").is_checked()


def test_what_is_not_inside_is_said_in_words(open_file, reference_store, site, tmp_path):
    small = take(
        reference_store, tmp_path / "small.html", lang="en", layers="products", units="2025", on="2025-01-01"
    )
    page = open_file(small, "#units=2024&layers=sights,products&on=2024-01-01&sheet=2024-02647")
    expect(page.locator("#sheet .warning")).to_contain_text("not in this file")
    page.keyboard.press("Escape")
    assert told(page, "total") == asked(site, "summary", units="2025", on="2025-01-01")["total"]
    open_tab(page, "mouse", "view")
    expect(page.locator("#panel-view")).to_contain_text("records as of 01/01/2025")
    expect(page.locator("input[data-units]")).to_have_count(1)
    open_tab(page, "mouse", "layers")
    expect(page.locator("li[data-layer]")).to_have_count(2)


@pytest.mark.parametrize(
    "place", ["sheet=__proto__-x", "sheet=2025-constructor", "sheet=x", "show=products/none", "show=rivers/1"]
)
def test_an_address_of_nothing_is_answered_in_words(open_file, whole_file, place):
    page = open_file(whole_file, f"#{place}")
    said = page.locator("#sheet .warning" if place.startswith("sheet") else "#announcer")
    expect(said).to_contain_text(NOT_INSIDE)


@pytest.mark.parametrize(
    "colour", ["indicator=constructor", "indicator=producers&palette=mine", "indicator=products&classes=x"]
)
def test_a_colour_that_there_is_not_is_told_in_the_legend(open_file, whole_file, colour):
    page = open_file(whole_file)
    page.evaluate("place => { location.hash = place; }", f"units=2025&{colour}")
    expect(page.locator(".legend .error")).to_contain_text(NOT_INSIDE, timeout=DRAWN_MS)


def test_the_first_view_is_the_one_that_the_reader_came_from(open_file, reference_store, site, tmp_path):
    query = {
        "lang": "vi",
        "layers": "products,sights,roads",
        "shown": "products,sights:50,communes",
        "stars": "4",
        "units": "2024,2025",
    }
    page = open_file(
        take(reference_store, tmp_path / "view.html", **query, indicator="producers", at="22.35,104.2,10")
    )
    assert told(page, "total") == asked(site, "summary", units="2024", stars="4")["total"]
    assert page.locator("body").get_attribute("data-coloured") == "producers 2024"
    open_tab(page, "mouse", "layers")
    ticked = page.eval_on_selector_all(
        "input[data-layer]:checked", "boxes => boxes.map((box) => box.dataset.layer)"
    )
    assert ticked == ["products", "sights", "communes"]


def test_the_file_says_what_it_is(open_file, whole_file, site):
    page = open_file(whole_file)
    page.locator(".about-link").click()
    sheet = page.locator("#sheet")
    for text in (
        "21/11/2026",
        "giá trị pháp lý",
        "Copyright (c) 2021 Thang Le Quoc",
        "OpenStreetMap",
        "Redistribution and use in source",
    ):
        expect(sheet).to_contain_text(text)
    expect(sheet.locator(".about-layer")).to_have_count(2 * len(KEYS))
    assert whole_file.stat().st_size < LARGEST_BYTES
