"""The value chain in a browser: lines and marks say what the API says; by keyboard; on a telephone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geodata import tables
from geodata.store import Store
from tests.browser.conftest import DESKTOP, PHONE, serving
from tests.browser.steps import ask, assert_no_overflow, assert_tables_fit, open_map
from tests.conftest import sqlite_url
from tests.hostile import PAYLOAD

LONG_MS = 60_000
# Where motion is reduced, what is moved is there one frame later.
BOXES = """async () => {
  for (let at = 0; at < 2; at += 1) await new Promise(requestAnimationFrame);
  return [...document.querySelectorAll("#map-frame, .leaflet-breaks-pane .chain-mark")]
    .map((one) => one.getBoundingClientRect().toJSON());
}"""
SHEET_PX = (680, 321)  # 18 × 8.5 cm
NOTICE_PX = 36  # two lines of whose boundaries they are, over the lower edge of the map
UNBROKEN = "Hợp_tác_xã_" * 25


@pytest.fixture(scope="module")
def office(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site of its own, in which a producer and a zone have unwieldy names."""
    path = tmp_path_factory.mktemp("chain") / "office.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        producers, zones = tables.producers, tables.material_zones
        with store.write() as connection:
            named = producers.c.name == "Hà Thị Dung"
            connection.execute(producers.update().where(named).values(name=UNBROKEN))
            named = zones.c.name.like("chuối: Sơn Hải%")
            connection.execute(zones.update().where(named).values(name=PAYLOAD))
        yield from serving(store)


def open_chain(page: Page, query: str = "", language: str = "en") -> None:
    """Open the page and wait for its map."""
    page.request.get(f"/help?lang={language}")
    page.goto(f"/chain{query}")
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)


def test_lines_and_marks_are_those_of_the_api_and_open_by_keyboard(new_page, office):
    page = new_page(DESKTOP, base_url=office)
    open_chain(page, "?list=producers")
    links, breaks = ask(page, "chain/links.geojson"), ask(page, "chain/breaks.geojson", list="producers")
    lines = [one for one in links["features"] if one["geometry"]["type"] == "LineString"]
    expect(page.locator("path.chain-line")).to_have_count(len(lines))
    for certainty in ("recorded", "inferred", "matched"):
        wanted = sum(bool(one["properties"]["certainty"][certainty]) for one in lines)
        expect(page.locator(f"path.chain-line.{certainty}")).to_have_count(wanted)
    titles = page.locator(".leaflet-breaks-pane .chain-mark").evaluate_all(
        "found => found.map((one) => one.title)"
    )
    counted = [int(found[1]) for title in titles if (found := re.match(r"(\d+) records", title))]
    assert sorted(counted) == sorted(one["properties"]["count"] for one in breaks["features"])
    page.get_by_role("link", name="Skip the map").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(".leaflet-container :focus, .leaflet-container:focus").count() == 0
    page.locator("path.chain-hit").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup a").first).to_have_attribute("href", re.compile(r"^/[\w-]+/"))
    page.keyboard.press("Escape")
    page.get_by_label("Show the records of the list").uncheck()
    expect(page.locator(".leaflet-breaks-pane")).to_be_hidden()


def test_the_printed_map_shares_its_sheet_and_shows_every_mark_that_was_seen(new_page, office):
    page = new_page(DESKTOP, base_url=office)
    open_chain(page)
    zoom = "window.ocopmap.attached.then(({ map }) => [map.getZoom(), map.options.zoomSnap])"
    before = page.evaluate(zoom)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    frame, *marks = page.evaluate(BOXES)
    assert (round(frame["width"]), round(frame["height"])) == SHEET_PX
    assert marks
    for mark in marks:
        assert frame["left"] <= mark["left"] < mark["right"] <= frame["right"]
        middle = (mark["top"] + mark["bottom"]) / 2
        assert frame["top"] <= mark["top"] < middle <= frame["bottom"] - NOTICE_PX
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(zoom) == before


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("screen", [{"width": 1280, "height": 720}, PHONE], ids=["1280", "360"])
def test_no_part_of_the_chain_has_to_be_scrolled_sideways(new_page, office, screen, language):
    page = new_page(screen, base_url=office)
    for query in ("?list=producers&state=all", "?list=zones&state=likely"):
        open_chain(page, query, language)
        expect(page.locator("#counts-table, #record-table, #links-table")).to_have_count(3)
        assert_no_overflow(page)
        assert_tables_fit(page)
    expect(page.get_by_role("link", name=PAYLOAD).first).to_be_visible()
    page.get_by_role("row").filter(has=page.get_by_role("link", name=PAYLOAD)).first.locator(
        "a[href^='/chain?record=']"
    ).click()
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
    expect(page.locator("#chain-steps [data-step=zones]")).to_contain_text(PAYLOAD[:30])
    assert_no_overflow(page)


def test_the_main_map_says_why_the_chain_breaks_there_and_leads_to_it_and_back(new_page, office):
    page = new_page(DESKTOP, base_url=office)
    page.request.get("/help?lang=en")
    open_map(page, "?units=2024&layers=chain_breaks,communes&table=chain_breaks")
    (first, *_) = ask(page, "layers/chain_breaks.geojson", units="2024")["features"]
    # Records of these layers are no places, and products among them are not of the layer of products.
    told = re.compile(r"^0 from the layer of products, \d+ from other layers")
    expect(page.locator(".leaflet-marker-pane .cluster").first).to_have_attribute("title", told)
    page.locator("tbody th button", has_text=first["properties"]["name"]).first.click()
    popup = page.locator(".popup")
    # The words came with the features: the page itself has none of them.
    expect(popup).to_contain_text("Too far even where the way is quick")
    expect(popup).to_contain_text("within 30 minutes")
    # One row, whole minutes, named an estimate.
    expect(popup.locator("dt", has_text="Minutes")).to_have_text(
        ["Minutes by car to the nearest, estimate: from–to (likely)"]
    )
    expect(popup.locator("dt:has-text('Minutes') + dd")).to_have_text(re.compile(r"^\d+–\d+ \(\d+\)$"))
    legend = page.locator(".legend")
    expect(legend.get_by_role("link", name="Where the value chain breaks")).to_have_attribute(
        "href", "/chain?units=2024"
    )
    # What is chosen by place holds for these layers too, on the map, in the table and in the link.
    count = page.locator("[data-layer=chain_breaks] .layer-state")
    district = first["properties"]["district_code"]
    here = ask(page, "layers/chain_breaks.geojson", units="2024", district=district)["count"]
    assert 0 < here < ask(page, "layers/chain_breaks.geojson", units="2024")["count"]
    open_map(page, f"?units=2024&layers=chain_breaks,communes&table=chain_breaks&district={district}")
    expect(count).to_have_text(f"({here})")
    expect(page.locator("#results tbody tr")).to_have_count(here)
    expect(page.locator("#results caption")).to_contain_text("District (until 30 June 2025): ")
    href = f"/chain?units=2024&district={district}"
    expect(legend.get_by_role("link", name="Where the value chain breaks")).to_have_attribute("href", href)
    page.locator(".chips button", has_text="District").click()
    expect(count).not_to_have_text(f"({here})")
    page.locator("tbody th button", has_text=first["properties"]["name"]).first.click()
    popup.locator(".popup-page").click()
    expect(page.locator("#standing")).to_have_attribute("data-state", "none")
    expect(page.locator("#on-map")).to_have_attribute(
        "href", re.compile("^/[?]units=2024&layers=.*chain_breaks")
    )
