"""What a reader does on the map page, by mouse, by finger or by keyboard alone."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

Mode = Literal["mouse", "keyboard"]
MOST_TABS = 400
# As long as expect() waits; nothing waits this long on a good day.
PATIENCE_S = 15.0


def open_map(page: Page, query: str = "") -> None:
    """Open the map and wait until products and colours are on it."""
    response = page.goto(f"/{query}")
    assert response is not None
    assert response.status == 200
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    """Wait for the products and the colours of the communes."""
    page.wait_for_selector("body[data-ready]", timeout=20_000)
    page.wait_for_selector("body[data-coloured]:not([data-coloured=''])", timeout=20_000)
    page.wait_for_selector(".leaflet-communes-pane path", state="attached", timeout=20_000)


def until(page: Page, true: Callable[[], object]) -> None:
    """Wait until a condition holds that no locator can tell; the browser goes on meanwhile."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "waited too long"
        page.wait_for_timeout(50)


def ask(page: Page, path: str, **query: str) -> dict[str, Any]:
    """Ask the API what the screen should say."""
    response = page.request.get(f"/api/v1/{path}?{urlencode(query)}")
    assert response.ok, response.text()
    answer: dict[str, Any] = json.loads(response.text())
    return answer


def fills(page: Page) -> list[str]:
    """Return the fill of every commune that is drawn."""
    found: list[str] = page.eval_on_selector_all(
        ".leaflet-communes-pane path", "paths => paths.map((path) => path.getAttribute('fill'))"
    )
    return found


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on ``selector``; fail where the keyboard cannot get there."""
    for _ in range(MOST_TABS):
        if page.evaluate("(wanted) => document.activeElement?.matches(wanted)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def press(page: Page, mode: Mode, selector: str) -> None:
    """Use a button, link or box."""
    if mode == "mouse":
        page.locator(selector).first.click()
        return
    tab_to(page, selector)
    is_box = page.evaluate("() => ['checkbox', 'radio'].includes(document.activeElement.type)")
    page.keyboard.press("Space" if is_box else "Enter")


def open_tab(page: Page, mode: Mode, name: str) -> None:
    """Open a panel; the keyboard walks along the tabs with arrows."""
    if mode == "mouse":
        page.locator(f"#tab-{name}").click()
    else:
        tab_to(page, "[role=tab][aria-selected=true]")
        for _ in range(4):
            if page.evaluate("(id) => document.activeElement.id === id", f"tab-{name}"):
                break
            page.keyboard.press("ArrowRight")
        # On a phone the sheet may be folded while its tab is the chosen one.
        page.keyboard.press("Enter")
    expect(page.locator(f"#panel-{name}")).to_be_visible()


def choose_radio(page: Page, mode: Mode, selector: str) -> None:
    """Choose a radio button; the keyboard enters the group and walks with arrows."""
    if mode == "mouse":
        page.locator(selector).check()
        return
    tab_to(page, "input[data-units]")
    for _ in range(3):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            break
        page.keyboard.press("ArrowDown")


def search(page: Page, mode: Mode, text: str, hit: str) -> None:
    """Search and take the hit named ``hit``."""
    if mode == "mouse":
        page.locator("#search").click()
    else:
        tab_to(page, "#search")
    page.keyboard.type(text)
    option = page.get_by_role("option").filter(has_text=hit).first
    option.wait_for()
    if mode == "mouse":
        option.click()
        return
    for _ in range(15):
        page.keyboard.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break
    page.keyboard.press("Enter")


def total(page: Page) -> int:
    """Return the total on the screen."""
    return int(page.locator("[data-number=total]").inner_text().replace(".", ""))


def names_in_table(page: Page) -> list[str]:
    """Return the names of the rows on screen, in their order."""
    return page.locator("tbody th button").all_inner_texts()


def assert_tables_fit(page: Page) -> None:
    """No table is wider than its box, and no text sticks out of its cell."""
    wider = """found => found.filter((one) => one.scrollWidth > one.clientWidth + 1)
        .map((one) => `${one.innerText.slice(0, 40)}: ${one.scrollWidth} > ${one.clientWidth}`)"""
    assert page.locator("main .table-scroll").count()
    found = page.locator("main").locator(".table-scroll, table, th, td").evaluate_all(wider)
    assert not found, found


def assert_no_overflow(page: Page) -> None:
    """Nothing sticks out to the right of the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
