"""What lies beneath the communes: the office's own tiles, or a tile service that the reader picks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from geodata.store import Store
from layers.assets import tile_services
from tests.browser.conftest import serving
from tests.browser.steps import open_map, open_tab, until
from tests.tilefiles import Tiles, make, png

NAME = "Ảnh <b>2025</b> của Sở"
ATTRIBUTION = "© Sở NN&amp;MT &lt;img src=x onerror=alert(1)&gt;"


def around() -> Tiles:
    """Return tiles of the whole province at zoom 8 to 10, one of them missing."""
    tiles = {
        (8 + step, x, y): png(40, 120, 40)
        for step in range(3)
        for x in range(201 << step, 203 << step)
        for y in range(110 << step, 114 << step)
    }
    del tiles[8, 202, 113]
    return tiles


@pytest.fixture(scope="module", params=["mbtiles", "pmtiles"])
def office(
    request: pytest.FixtureRequest, reference_store: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a site with a base map of its own."""
    path: Path = tmp_path_factory.mktemp("base") / f"a.{request.param}"
    make(path, around(), name=NAME, attribution=ATTRIBUTION)
    yield from serving(reference_store, base_tiles=str(path))


def drawn_tiles(page: Page) -> list[int]:
    """Return the widths of the tile images that arrived."""
    found: list[int] = page.eval_on_selector_all(
        ".leaflet-tile-loaded", "tiles => tiles.map((tile) => tile.naturalWidth)"
    )
    return found


def test_the_own_base_comes_first_and_draws_its_tiles(new_page: Callable[..., Page], office: str):
    page = new_page(base_url=office)
    open_map(page)
    assert page.locator(".leaflet-tile").count() == 0
    open_tab(page, "mouse", "layers")
    labels = page.locator(".base-choice label").all_inner_texts()
    assert labels[0] == "Ảnh 2025 của Sở"
    page.locator("[data-base=file]").check()
    until(page, lambda: 256 in drawn_tiles(page))
    expect(page.locator(".leaflet-control-attribution")).to_contain_text(
        "© Sở NN&MT <img src=x onerror=alert(1)>"
    )
    assert page.locator(".leaflet-control-attribution img").count() == 0


def test_the_own_base_is_in_the_permalink(new_page: Callable[..., Page], office: str):
    page = new_page(base_url=office)
    open_map(page, "?base=file")
    page.wait_for_url("**at=*")
    assert parse_qs(urlsplit(page.url).query)["base"] == ["file"]
    open_tab(page, "mouse", "layers")
    expect(page.locator("[data-base=file]")).to_be_checked()
    until(page, lambda: 256 in drawn_tiles(page))


def test_a_permalink_to_a_base_that_is_not_there_shows_the_outlines(page: Page):
    open_map(page, "?base=file")
    assert page.locator(".leaflet-tile").count() == 0


PICTURE = png(200, 220, 240)


@pytest.mark.parametrize("service", tile_services(), ids=lambda service: service.key)
def test_a_tile_service_is_asked_only_when_picked_and_is_told_who_asks(browser: Browser, site: str, service):
    context = browser.new_context(base_url=site, locale="vi-VN")
    page = context.new_page()
    asked: list[tuple[str, str]] = []
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)

    def answer(route: Route) -> None:
        asked.append((urlsplit(route.request.url).netloc, route.request.all_headers().get("referer", "")))
        route.fulfill(body=PICTURE, content_type="image/png")

    own = urlsplit(site).netloc
    context.route(lambda url: urlsplit(url).netloc != own, answer)
    open_map(page)
    open_tab(page, "mouse", "layers")
    assert asked == []
    page.locator(f"[data-base={service.key}]").check()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    assert set(asked) == {(urlsplit(service.url).netloc, f"{site}/")}
    words = page.evaluate(
        "(html) => new DOMParser().parseFromString(html, 'text/html').body.innerText", service.attribution
    )
    expect(page.locator(".leaflet-control-attribution")).to_contain_text(words)
    page.locator("[data-base=none]").check()
    expect(page.locator(".leaflet-tile")).to_have_count(0)
    assert problems == []
    context.close()
