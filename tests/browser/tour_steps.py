"""What a tourism officer does on /tours: the steps of the browser tests."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from playwright.sync_api import Locator, Page, expect

from geodata.store import Store
from geodata.tourism.tours import run_tour_wishes

LONG_MS = 30_000
SUNDAY, MONDAY = "2026-12-06", "2026-12-07"
BAC_HA_TOWN = "Bắc Hà"
MARKET = "Chợ phiên Bắc Hà"
MARKET_KEY = "cho-phien-bac-ha-cho-van-hoa-bac-ha-d80321"


def open_tours(page: Page, path: str = "/tours") -> None:
    """Open the page, in English, and wait until wishes can be made."""
    page.request.get("/help?lang=en")
    page.goto(path)
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)


def find(page: Page, name: str, text: str, hit: str) -> None:
    """Search a place in the box of a name and take a hit, by keyboard."""
    box = page.locator(f"[data-search={name}]")
    box.fill(text)
    options = page.locator(f"[data-search={name}] ~ [role=listbox] [role=option]")
    wanted = options.filter(has_text=hit).first
    wanted.wait_for()
    for _ in range(12):
        box.press("ArrowDown")
        if wanted.get_attribute("aria-selected") == "true":
            break
    box.press("Enter")


def wish(page: Page, day: str, days: int = 1, *, start: str = BAC_HA_TOWN) -> None:
    """Say where and when."""
    find(page, "start", start, start)
    page.locator("[data-field=first]").fill(day)
    page.locator("[data-field=days]").fill(str(days))


def make(page: Page) -> dict[str, Any]:
    """Make the tour; return the answer of the server."""
    with page.expect_response("**/api/v1/tours") as answered:
        page.locator("[data-action=make]").click()
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    answer: dict[str, Any] = json.loads(answered.value.text())
    return answer


def checked(page: Page, action: Callable[[], None]) -> dict[str, Any]:
    """Return what the server says of the order that ``action`` makes, once it is on screen."""
    before = int(page.locator("body").get_attribute("data-shown") or "0")
    with page.expect_response("**/api/v1/tours/check") as answered:
        action()
    answer: dict[str, Any] = json.loads(answered.value.text())
    expect(page.locator("body")).not_to_have_attribute("data-shown", str(before), timeout=LONG_MS)
    return answer


def visits(page: Page) -> list[str]:
    """Return the keys of the visits on screen, in their order."""
    return [str(item.get_attribute("data-stop")) for item in page.locator(".visit-item").all()]


def times(page: Page) -> list[str]:
    """Return begin and end of each visit on screen."""
    return page.locator(".visit-item [data-part=times]").all_inner_texts()


def visit(page: Page, key: str) -> Locator:
    """Return the item of one visit."""
    return page.locator(f'.visit-item[data-stop="{key}"]')


def ids(answer: dict[str, Any]) -> list[str]:
    """Return the keys of all visits of an answer."""
    return [each["stop"] for day in answer["days"] for each in day["visits"]]


def sunday_with_the_market(page: Page) -> dict[str, Any]:
    """Make the tour of a Sunday around Bắc Hà that must see its market."""
    open_tours(page)
    wish(page, SUNDAY)
    find(page, "must", "cho phien bac ha", MARKET)
    return make(page)


def address_of(body: dict[str, Any]) -> str:
    """Return the address that holds a body, as the page writes it."""
    text = base64.urlsafe_b64encode(json.dumps(body).encode()).decode().rstrip("=")
    return f"/tours#tour={text}"


@cache
def made_tour(store: Store) -> dict[str, Any]:
    """Return a Sunday around Bắc Hà with its market, as a body with its order: few tests need the search."""
    wishes = {"start": "town:085", "dates": [SUNDAY], "must": [MARKET_KEY], "iterations": 300}
    answer = run_tour_wishes(store, json.dumps(wishes), None, date(2026, 11, 22))
    order = [[each["stop"] for each in day["visits"]] for day in answer["days"]]
    del wishes["iterations"]
    return {**wishes, "order": order}


def open_made(page: Page, body: dict[str, Any]) -> list[str]:
    """Open a tour by its address; return the keys of its visits."""
    open_tours(page, address_of(body))
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    return visits(page)
