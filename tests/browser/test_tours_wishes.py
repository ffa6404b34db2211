"""Rare wishes on /tours: vehicles, towns for the nights, units, day, seed; a finger; a job that is ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from geodata.store import Store
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_tours_around import working_office  # noqa: F401 -- a fixture
from tests.browser.tour_steps import (
    BAC_HA_TOWN,
    LONG_MS,
    SUNDAY,
    address_of,
    checked,
    find,
    ids,
    made_tour,
    open_made,
    open_tours,
    visit,
    visits,
    wish,
)

OFFERED = "**/api/v1/tour-options**"


@pytest.fixture
def made(reference_store: Store) -> dict[str, Any]:
    """A Sunday around Bắc Hà with its market, as a body with its order."""
    return made_tour(reference_store)


def unfold(page: Page, title: str) -> None:
    """Open a folded part of the form."""
    page.locator("summary").filter(has_text=title).click()


def test_the_form_says_how_many_vehicles_a_party_needs(page):
    open_tours(page)
    unfold(page, "Pace, vehicle, party")
    seats = page.locator("[data-part=seats]")
    expect(seats).to_have_text(
        "Up to 7 people in one, who drives among them: a party of 2 needs 1", use_inner_text=True
    )
    page.locator("[data-field=adults]").fill("13")
    page.locator("[data-field=children]").fill("2")
    expect(seats).to_contain_text("a party of 15 needs 3")
    page.locator("[data-field=vehicle]").select_option("minibus")
    expect(seats).to_contain_text("Up to 16 people in one")
    expect(seats).to_contain_text("a party of 15 needs 1")


def test_units_day_and_seed_are_asked_for_and_the_stops_are_those_of_that_view(page):
    open_tours(page)
    wish(page, SUNDAY)
    unfold(page, "Data that count, and the search")
    with page.expect_response(
        lambda each: "units=2024" in each.url and "tour-options" in each.url
    ) as offered:
        page.locator("[data-field=units]").select_option("2024")
    assert json.loads(offered.value.text())["stops"]
    with page.expect_response(
        lambda each: "on=2020-06-01" in each.url and "tour-options" in each.url
    ) as early:
        page.locator("[data-field=on]").fill("2020-06-01")
    offers = [json.loads(each.value.text()) for each in (offered, early)]
    products = [sum(stop["products"] for stop in offer["stops"]) for offer in offers]
    assert products[1] < products[0]
    page.locator("[data-field=seed]").fill("7")
    with page.expect_response("**/api/v1/tours", timeout=LONG_MS) as answered:
        page.locator("[data-action=make]").click()
    sent = json.loads(answered.value.request.post_data or "{}")
    assert (sent["units"], sent["on"], sent["seed"]) == ("2024", "2020-06-01", 7)
    expect(page.locator("[data-part=basis]")).to_contain_text("units until 30 June 2025", timeout=LONG_MS)


def test_an_address_with_other_units_opens_with_their_stops(page, made):
    with page.expect_response(lambda each: "units=2024" in each.url and "tour-options" in each.url):
        found = open_made(page, {**made, "units": "2024"})
    assert found == made["order"][0]
    page.locator("#tab-wishes").click()
    expect(page.locator("[data-field=units]")).to_have_value("2024")
    # Stops of the units of today were never taken for the ones of this tour.
    expect(page.locator("#panel-tour")).not_to_contain_text("No stops any more")


def test_the_towns_that_nights_are_suggested_among_are_sent(page):
    body = {
        "start": "town:085",
        "dates": [SUNDAY, "2026-12-07"],
        "nights": "suggest",
        "night_towns": ["town:088"],
    }
    open_tours(page, address_of(body))
    unfold(page, "Only among these towns")
    expect(page.locator("[data-night-town='town:088']")).to_be_checked()
    page.locator("[data-night-town='town:085']").check()
    with page.expect_request(lambda each: "night_towns" in (each.post_data or ""), timeout=LONG_MS) as sent:
        page.locator("[data-action=make]").click()
    assert json.loads(sent.value.post_data or "{}")["night_towns"] == ["town:088", "town:085"]
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    page.locator("#tab-wishes").click()
    page.locator("[data-nights=same]").check()
    expect(page.locator("[data-night-town='town:085']")).to_be_hidden()


@pytest.fixture
def finger(new_page, made) -> Iterator[tuple[Page, Any]]:
    """A telephone with a tour on it, and a finger: what the screen itself would tell the browser."""
    page = new_page(PHONE, has_touch=True, is_mobile=True)
    open_made(page, made)
    hand = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    yield page, touch
    hand.detach()


def test_a_stop_is_dragged_by_a_finger_behind_the_next_one(finger):
    page, touch = finger
    first = visits(page)
    handle, target = visit(page, first[0]).locator(".handle"), visit(page, first[1])
    target.scroll_into_view_if_needed()
    handle.scroll_into_view_if_needed()
    box, goal = handle.bounding_box(), target.bounding_box()
    assert box is not None
    assert goal is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    end = goal["y"] + goal["height"] - 4

    def drag() -> None:
        touch("touchStart", (x, y))
        for step in range(1, 9):
            touch("touchMove", (x, y + (end - y) * step / 8))
        touch("touchEnd")

    answer = checked(page, drag)
    assert ids(answer)[:2] == [first[1], first[0]]
    assert visits(page) == ids(answer)


def test_a_finger_beside_the_handle_scrolls_and_moves_no_stop(finger):
    page, touch = finger
    first = visits(page)
    box = visit(page, first[0]).locator("[data-part=times]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touch("touchStart", (x, y))
    for step in range(1, 9):
        touch("touchMove", (x, y - 20 * step))
    touch("touchEnd")
    expect(page.locator(".dragged, .drop-line")).to_have_count(0)
    assert visits(page) == first


def test_a_search_that_is_ended_by_hand_leaves_the_first_tour_on_screen(new_page, working_office):  # noqa: F811
    page = new_page(DESKTOP, base_url=working_office)
    open_tours(page)
    find(page, "start", BAC_HA_TOWN, BAC_HA_TOWN)
    page.locator("[data-when=week]").check()
    page.locator("[data-field=days]").fill("5")
    page.locator("[data-nights=suggest]").check()
    with page.expect_response(
        lambda each: each.url.endswith("/tours") and each.status == 202, timeout=LONG_MS
    ) as job:
        page.locator("[data-action=make]").click()
    shown = visits(page)
    page.locator("#panel-tour [data-action=cancel]").click()
    expect(page.locator("#panel-tour [role=alert]")).to_contain_text(
        "The run was cancelled.", timeout=LONG_MS
    )
    assert page.request.get(json.loads(job.value.text())["href"]).json()["state"] == "cancelled"
    assert page.locator("body").get_attribute("data-made") == "first"
    assert visits(page) == shown
    expect(page.locator("[data-action=make]")).to_be_enabled()
