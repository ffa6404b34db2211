"""A tour is made and changed by hand on /tours, on the real application with the reference data."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from geodata.store import Store
from tests.browser.steps import tab_to
from tests.browser.tour_steps import (
    LONG_MS,
    MARKET,
    MARKET_KEY,
    MONDAY,
    SUNDAY,
    checked,
    find,
    ids,
    made_tour,
    open_made,
    sunday_with_the_market,
    times,
    visit,
    visits,
)


@pytest.fixture
def made(reference_store: Store) -> dict[str, Any]:
    """A Sunday around Bắc Hà with its market, as a body with its order."""
    return made_tour(reference_store)


def test_the_tour_on_screen_is_shared_with_its_order(page, made):
    stops = open_made(page, made)
    page.locator("#tab-saved").click()
    page.locator("[data-action=share-page]").click()
    page.wait_for_url("**/share?**")
    page.wait_for_selector("body[data-ready]")
    page.goto(page.locator("#link").input_value())
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    assert visits(page) == stops


def test_a_sunday_tour_takes_in_the_market_and_shows_the_times_of_the_answer(page):
    answer = sunday_with_the_market(page)
    keys = ids(answer)
    assert any(answer["stops"][key]["name"].startswith(MARKET) for key in keys)
    assert visits(page) == keys
    shown = [
        f"{each['arrive'][11:16]}–{each['leave'][11:16]}" for day in answer["days"] for each in day["visits"]
    ]
    assert [text.split(" ")[0] for text in times(page)] == shown
    expect(page.locator(".tour-visit")).to_have_count(len(keys))
    expect(page.locator(".day-card h3")).to_have_text("Day 1 – Sunday, 06/12/2026")
    expect(page.locator(".day-bar .bar-visit")).to_have_count(len(keys))
    expect(page.locator("[data-part=basis]")).to_contain_text("estimates")
    assert all(item.inner_text() for item in page.locator(".leg p").all())


def test_what_was_left_out_is_searched_without_marks_and_says_why(page):
    answer = sunday_with_the_market(page)
    page.locator(".skipped summary").click()
    page.locator("[data-field=skipped]").fill("thac bac")
    found = next(each for each in answer["skipped"] if "Thác Bạc" in each["name"])
    row = page.locator(".skipped-list li").filter(has_text=found["name"]).first
    expect(row).to_contain_text(found["why"]["text"])


def test_arrow_keys_on_a_handle_move_a_stop_change_the_times_and_keep_the_focus(page, made):
    # The market is the second stop, whichever order the search found.
    others = [key for key in made["order"][0] if key != MARKET_KEY]
    open_made(page, {**made, "order": [[others[0], MARKET_KEY, *others[1:]]]})
    before, first = times(page), visits(page)
    # The market takes longer than the stop before it: whatever comes behind begins at another time.
    place = first.index(MARKET_KEY)
    tab_to(page, f'.visit-item[data-stop="{MARKET_KEY}"] .handle')
    answer = checked(page, lambda: page.keyboard.press("ArrowUp"))
    moved = [*first[: place - 1], MARKET_KEY, first[place - 1], *first[place + 1 :]]
    assert ids(answer) == visits(page) == moved
    assert times(page) != before
    focused = page.evaluate("document.activeElement.closest('[data-stop]')?.dataset.stop")
    assert focused == MARKET_KEY
    page.keyboard.press("Control+z")
    expect(page.locator(".visit-item").nth(place)).to_have_attribute("data-stop", MARKET_KEY)
    assert times(page) == before
    page.keyboard.press("Control+y")
    expect(page.locator(".visit-item").nth(place - 1)).to_have_attribute("data-stop", MARKET_KEY)


def test_a_stop_is_dragged_by_its_handle_behind_the_next_one(page, made):
    open_made(page, made)
    first = visits(page)
    handle, target = visit(page, first[0]).locator(".handle"), visit(page, first[1])
    handle.scroll_into_view_if_needed()
    box, goal = handle.bounding_box(), target.bounding_box()
    assert box is not None
    assert goal is not None

    def drag() -> None:
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(goal["x"] + 20, goal["y"] + goal["height"] - 4, steps=6)
        page.mouse.up()

    answer = checked(page, drag)
    assert ids(answer)[:2] == [first[1], first[0]]
    assert visits(page) == ids(answer)


def test_a_locked_stop_keeps_its_time_when_the_rest_is_improved(page, made):
    open_made(page, made)
    market = MARKET_KEY
    checked(page, visit(page, market).locator("[data-action=lock]").click)
    expect(visit(page, market).locator("[data-action=lock]")).to_have_attribute("aria-pressed", "true")
    begins = visit(page, market).locator("[data-part=times]").inner_text()[:5]
    later = f"{datetime.fromisoformat(f'{SUNDAY}T{begins}') + timedelta(minutes=10):%H:%M}"

    def set_time() -> None:
        visit(page, market).locator("[data-action=lock-at]").fill(later)
        visit(page, market).locator("[data-action=lock-at]").blur()

    checked(page, set_time)
    expect(visit(page, market).locator("[data-part=times]")).to_contain_text(f"{later}–")
    with page.expect_response("**/api/v1/tours") as answered:
        page.locator("[data-action=improve]").click()
    sent = json.loads(answered.value.request.post_data or "{}")
    assert sent["fixed"] == {market: {"date": SUNDAY, "at": later}}
    found = [
        each for each in json.loads(answered.value.text())["days"][0]["visits"] if each["stop"] == market
    ]
    assert [each["arrive"] for each in found] == [f"{SUNDAY}T{later}"]
    expect(visit(page, market).locator("[data-part=times]")).to_contain_text(f"{later}–")


def test_the_length_of_a_visit_is_changed_and_the_day_follows(page, made):
    open_made(page, made)
    key = visits(page)[0]
    visit(page, key).locator(".visit-change summary").click()
    minutes = visit(page, key).locator("[data-action=minutes]")
    longer = int(minutes.input_value()) + 25

    def change() -> None:
        minutes.fill(str(longer))
        minutes.blur()

    answer = checked(page, change)
    first = answer["days"][0]["visits"][0]
    hours = [int(first[name][11:13]) * 60 + int(first[name][14:16]) for name in ("arrive", "leave")]
    assert hours[1] - hours[0] == longer
    expect(visit(page, key).locator("[data-action=minutes]")).to_have_value(str(longer))


def test_a_market_that_is_closed_that_day_is_added_by_a_name_without_marks_and_warned_of(page, made):
    before = open_made(page, {**made, "dates": [MONDAY], "must": [], "order": [[]]})
    found = checked(page, lambda: find(page, "add", "cho phien bac ha", MARKET))
    assert found["keeps"] is False
    fault = next(each for each in found["findings"] if each["fault"] == "closed")
    expect(page.locator("[data-part=findings]")).to_contain_text(fault["text"])
    expect(page.locator("#tour-status")).to_contain_text("does not work")
    expect(visit(page, MARKET_KEY)).to_contain_text("closed on this day")
    page.locator("[data-action=undo]").click()
    expect(page.locator("[data-part=findings]")).to_have_count(0)
    assert visits(page) == before


def test_a_click_on_an_empty_place_of_the_map_adds_a_stop_of_ones_own(page, made):
    open_made(page, made)
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 120, box["y"] + box["height"] - 120)
    page.locator("[data-field=own-name]").fill("Quán <b>Mẹ</b> {{ 6*7 }}")
    page.locator("[data-field=own-minutes]").fill("20")
    answer = checked(page, page.locator("[data-action=add-own]").click)
    assert "own:1" in ids(answer)
    expect(visit(page, "own:1").locator("[data-action=reveal]")).to_have_text("Quán <b>Mẹ</b> {{ 6*7 }}")


def test_a_stop_that_is_clicked_on_the_map_goes_where_it_is_the_least_detour(page, made):
    open_made(page, {**made, "order": [[MARKET_KEY]]})
    page.locator(".tour-stop[title='Bản Tả Van']").dispatch_event("click")
    expect(page.locator(".popup h3")).to_have_text("Bản Tả Van")
    answer = checked(page, page.locator("[data-action=add]").click)
    assert len(ids(answer)) == 2
    assert visits(page) == ids(answer)
    expect(page.locator(".tour-stop[title='Bản Tả Van']")).to_have_count(0)


def test_the_middle_of_the_map_is_taken_by_keyboard(page, made):
    open_made(page, made)
    page.locator(".folium-map").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=own-name]")).to_be_visible()
