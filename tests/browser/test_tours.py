"""What a tourism officer does on /tours, on the real application with the reference data."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Locator, Page, expect

from app.settings import ROOT
from geodata import tables
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from geodata.tourism.tours import run_tour_wishes
from scripts import worker
from tests.browser.conftest import DESKTOP, PHONE, serving
from tests.browser.steps import assert_no_overflow, tab_to
from tests.conftest import sqlite_url
from tests.hostile import PAYLOAD
from tests.office_factories import PASSWORD, make_user

LONG_MS = 30_000
SECRET = "key of the tests"
SUNDAY, MONDAY = "2026-12-06", "2026-12-07"
BAC_HA_TOWN = "Bắc Hà"
MARKET = "Chợ phiên Bắc Hà"
MARKET_KEY = "cho-phien-bac-ha-cho-van-hoa-bac-ha-d80321"
MODULES = "/static/js/tours"


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


@pytest.fixture(scope="module")
def made(reference_store: Store) -> dict[str, Any]:
    """A Sunday around Bắc Hà with its market, as a body with its order: few tests need the search."""
    wishes = {"start": "town:085", "dates": [SUNDAY], "must": [MARKET_KEY], "iterations": 300}
    answer = run_tour_wishes(reference_store, json.dumps(wishes), None, date(2026, 11, 22))
    order = [[each["stop"] for each in day["visits"]] for day in answer["days"]]
    del wishes["iterations"]
    return {**wishes, "order": order}


def open_made(page: Page, body: dict[str, Any]) -> list[str]:
    """Open a tour by its address; return the keys of its visits."""
    open_tours(page, address_of(body))
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    return visits(page)


@pytest.fixture
def refused_page(browser: Browser, site: str) -> Iterator[Page]:
    """A page on which the server may refuse something: the browser notes that on its console."""
    problems: list[str] = []
    context = browser.new_context(viewport=DESKTOP, base_url=site, reduced_motion="reduce")
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(error.message))
    yield page
    context.close()
    assert problems == []


@pytest.fixture(scope="module")
def office(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site of its own on the reference data, with an editor."""
    path = tmp_path_factory.mktemp("tours") / "office.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        make_user(store, "lan", RoleName.EDITOR)
        yield from serving(store)


@pytest.fixture
def working_office(_reference_file: Path, tmp_path: Path) -> Iterator[str]:
    """Address of a site with a consumer that does the jobs."""
    path, folder = tmp_path / "office.db", tmp_path / "instance"
    shutil.copy(_reference_file, path)
    env = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    env |= {
        "OCOP_TESTING": "1",
        "OCOP_DATABASE_URL": sqlite_url(path),
        "OCOP_INSTANCE_DIR": str(folder),
        "OCOP_SECRET_KEY": SECRET,
    }
    with Store.open(sqlite_url(path)) as store:
        command = [sys.executable, "-m", worker.CONSUMER, "--with-parent"]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE) as consumer:
            yield from serving(store, instance_dir=folder, secret_key=SECRET)
            assert consumer.stdin is not None
            consumer.stdin.close()


@pytest.fixture(scope="module")
def modules(browser: Browser, site: str) -> Iterator[Page]:
    """One page for all that modules do without a map."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/tours")
    yield page
    context.close()


def in_module(page: Page, module: str, script: str) -> Any:
    """Return what ``script``, a function of the module's members, returns in the browser."""
    return page.evaluate(f"import('{MODULES}/{module}.js').then({script})")


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
    open_made(page, made)
    before, first = times(page), visits(page)
    tab_to(page, f'.visit-item[data-stop="{first[0]}"] .handle')
    answer = checked(page, lambda: page.keyboard.press("ArrowDown"))
    assert ids(answer) == visits(page) == [first[1], first[0], *first[2:]]
    assert times(page) != before
    focused = page.evaluate("document.activeElement.closest('[data-stop]')?.dataset.stop")
    assert focused == first[0]
    page.keyboard.press("Control+z")
    expect(page.locator(".visit-item").first).to_have_attribute("data-stop", first[0])
    assert times(page) == before
    page.keyboard.press("Control+y")
    expect(page.locator(".visit-item").first).to_have_attribute("data-stop", first[1])


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

    def set_time() -> None:
        visit(page, market).locator("[data-action=lock-at]").fill("09:15")
        visit(page, market).locator("[data-action=lock-at]").blur()

    checked(page, set_time)
    expect(visit(page, market).locator("[data-part=times]")).to_contain_text("09:15–")
    with page.expect_response("**/api/v1/tours") as answered:
        page.locator("[data-action=improve]").click()
    sent = json.loads(answered.value.request.post_data or "{}")
    assert sent["fixed"] == {market: {"date": SUNDAY, "at": "09:15"}}
    found = [
        each for each in json.loads(answered.value.text())["days"][0]["visits"] if each["stop"] == market
    ]
    assert [each["arrive"] for each in found] == [f"{SUNDAY}T09:15"]
    expect(visit(page, market).locator("[data-part=times]")).to_contain_text("09:15–")


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


def test_three_differing_tours_stand_side_by_side_and_one_is_taken(page, made):
    open_made(page, made)
    page.locator("#tab-others").click()
    with page.expect_response("**/api/v1/tours", timeout=LONG_MS) as answered:
        page.locator("[data-action=alternatives]").click()
    others = json.loads(answered.value.text())["alternatives"]
    expect(page.locator("#alternatives thead th")).to_have_count(len(others) + 2, timeout=LONG_MS)
    assert others
    page.locator("[data-action=take]").nth(1).click()
    expect(page.locator("#panel-tour")).to_be_visible()
    assert visits(page) == ids(others[0])
    expect(page.locator("[data-action=undo]")).to_be_enabled()


def test_the_same_tour_on_each_weekday_names_what_is_closed_then(page, made):
    open_made(page, made)
    page.locator("#tab-others").click()
    expect(page.locator("[data-field=shift-first]")).to_have_value(SUNDAY)
    page.locator("[data-field=shift-way]").select_option("week")
    page.locator("[data-action=shift]").click()
    rows = page.locator("#other-dates tbody tr")
    expect(rows).to_have_count(7, timeout=LONG_MS)
    expect(rows.nth(0)).to_contain_text("Nothing more than now")
    expect(rows.nth(1)).to_contain_text("Monday, 07/12/2026")
    expect(rows.nth(1)).to_contain_text(MARKET)
    rows.nth(1).locator("[data-action=take-date]").click()
    expect(page.locator(".day-card h3")).to_have_text("Day 1 – Monday, 07/12/2026")
    expect(page.locator("[data-part=findings]")).to_contain_text(MARKET)


def test_a_pasted_programme_is_read_place_by_place_chosen_from_and_timed(page):
    open_tours(page)
    wish(page, SUNDAY)
    page.locator("#tab-check").click()
    page.locator("[data-field=route]").fill("Ngày 1: Bản Phố – chợ phiên Bắc Hà\nkhông có nơi này")
    page.locator("[data-action=read]").click()
    lines = page.locator(".read-line")
    expect(lines).to_have_count(3)
    market = lines.nth(1).locator("select")
    value = market.locator("option").filter(has_text=MARKET).first.get_attribute("value")
    market.select_option(value)
    expect(lines.nth(2).locator("select")).to_have_value("")
    answer = checked(page, page.locator("[data-action=time-route]").click)
    assert len(ids(answer)) == 2
    assert ids(answer)[1] == value
    assert visits(page) == ids(answer)


def test_the_address_holds_the_tour_with_its_changes_and_shows_it_again(page, made):
    open_made(page, made)
    first = visits(page)
    checked(page, visit(page, first[1]).locator("[data-action=up]").click)
    checked(page, visit(page, first[2]).locator("[data-action=remove]").click)
    keys, shown, address = visits(page), times(page), page.url
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    assert visits(page) == keys
    assert times(page) == shown
    page.locator("#tab-wishes").click()
    expect(page.locator("[data-field=first]")).to_have_value(SUNDAY)
    expect(page.locator("[data-list=must] li")).to_have_count(1)


def test_a_stop_that_is_none_any_more_is_named_and_the_rest_is_timed(page, made):
    keys = made["order"][0]
    order = [[keys[0], "gone-1", *keys[1:]]]
    shown = open_made(page, {**made, "order": order, "must": [MARKET_KEY, "gone-2"]})
    assert shown == keys
    expect(page.locator("#panel-tour [role=alert]")).to_contain_text("gone-1, gone-2")


def test_an_address_that_holds_no_tour_is_said_to_hold_none(page):
    open_tours(page, "/tours#tour=%7Bx")
    expect(page.locator("#panel-wishes [role=alert]")).to_contain_text("could not be read")


def test_wishes_that_no_tour_grants_name_the_stop_and_say_what_to_do(refused_page):
    open_tours(refused_page)
    wish(refused_page, MONDAY)
    find(refused_page, "must", "cho phien bac ha", MARKET)
    refused_page.locator("[data-action=make]").click()
    alert = refused_page.locator("#panel-wishes [role=alert]")
    expect(alert).to_contain_text(MARKET, timeout=LONG_MS)
    expect(alert.locator("li")).not_to_have_count(0)


def test_any_week_is_tried_by_a_job_that_is_followed_and_tells_every_first_day(new_page, working_office):
    page = new_page(DESKTOP, base_url=working_office)
    open_tours(page)
    find(page, "start", BAC_HA_TOWN, BAC_HA_TOWN)
    page.locator("[data-when=week]").check()
    page.locator("[data-field=days]").fill("2")
    page.locator("[data-action=make]").click()
    page.wait_for_selector("body[data-answer]", timeout=2 * LONG_MS)
    expect(page.locator(".day-card")).to_have_count(2)
    page.locator("[data-part=weeks] summary").click()
    expect(page.locator("[data-part=weeks] li")).to_have_count(7)
    expect(page.locator("[data-part=weeks] li", has_text="(chosen)")).to_have_count(1)


def test_another_weight_changes_the_score(page, made):
    open_made(page, made)
    before = page.locator("#score caption").inner_text()
    weight = page.locator("[data-action=weight-driving]")

    def weigh() -> None:
        weight.fill("10")
        weight.blur()

    found = checked(page, weigh)
    assert found["score"]["weights"]["driving"] == 10
    assert page.locator("#score caption").inner_text() != before
    expect(page.locator("#score caption")).to_contain_text(f"{found['score']['total']:.1f}")


def test_the_tour_on_screen_is_taken_away_as_a_file_without_saving_it(page, made):
    keys = open_made(page, made)
    page.locator(".take-away summary").click()
    with page.expect_download() as download:
        page.locator("[data-file=geojson]").click()
    found = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    assert download.value.suggested_filename.endswith(".geojson")
    assert len(found["features"]) >= len(keys)


def test_an_editor_keeps_a_tour_opens_it_again_and_keeps_a_change(new_page, office, made):
    page = new_page(DESKTOP, base_url=office)
    page.goto("/sign-in?next=/tours")
    page.fill("#login", "lan")
    page.fill("#password", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/tours", timeout=LONG_MS)
    open_made(page, made)
    page.locator("#tab-saved").click()
    page.locator("[data-field=title]").fill("Chợ <i>phiên</i>")
    page.locator("[data-action=save]").click()
    saved = page.locator("[data-list=saved] li")
    expect(saved).to_have_count(1)
    expect(saved).to_contain_text("Chợ <i>phiên</i>")
    address = saved.get_by_role("link", name="Open here").get_attribute("href")
    page.goto(str(address))
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    gone = visits(page)[-1]
    checked(page, visit(page, gone).locator("[data-action=remove]").click)
    kept = visits(page)
    page.locator("#tab-saved").click()
    page.locator("[data-action=keep-change]").click()
    expect(page.locator("#panel-saved [role=status]").first).to_contain_text("Saved.")
    expect(page).to_have_url(f"{office}{address}")
    page.reload()
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    assert visits(page) == kept
    expect(page.locator("[data-list=saved] li")).to_have_count(1)


def test_nothing_sticks_out_on_a_telephone(new_page, made):
    page = new_page(PHONE, has_touch=True)
    open_made(page, made)
    assert_no_overflow(page)
    expect(page.locator("[data-part=summary]")).to_be_in_viewport()
    for name in ("others", "check", "saved", "wishes"):
        page.locator(f"#tab-{name}").click()
        assert_no_overflow(page)
    page.locator(".fold").click()
    assert_no_overflow(page)
    expect(page.locator(".tour-visit").first).to_be_in_viewport()


def test_paper_has_a_page_for_each_day_and_no_buttons(page, made):
    open_made(page, {**made, "dates": [SUNDAY, MONDAY], "order": [*made["order"], []]})
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for part in ("#print-head", ".folium-map", ".day-bar >> nth=0", "[data-part=notes]"):
        expect(page.locator(part)).to_be_visible()
    for part in (".panel-bar", "[data-action=undo]", ".visit-actions >> nth=0", ".handle >> nth=0"):
        expect(page.locator(part)).to_be_hidden()
    assert page.pdf(format="A4").count(b"/Type /Page\n") >= 3


@pytest.fixture(scope="module")
def hostile_site(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site on which every name that a tour shows is hostile."""
    path = tmp_path_factory.mktemp("hostile-tours") / "ocop.db"
    shutil.copy(_reference_file, path)
    named = (
        tables.units,
        tables.sights,
        tables.sales_points,
        tables.craft_villages,
        tables.producers,
    )
    with Store.open(sqlite_url(path)) as store:
        with store.write() as connection:
            for table in named:
                connection.execute(table.update().values(name=PAYLOAD))
            # Its key tells a product from the others of its producer.
            named_by_key = sa.literal(PAYLOAD) + tables.products.c.product_id
            connection.execute(tables.products.update().values(name=named_by_key))
        yield from serving(store)


def test_hostile_names_are_text_in_every_panel_and_on_the_map(new_page, hostile_site):
    page = new_page(base_url=hostile_site)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_tours(page)
    page.locator("[data-field=first]").fill(SUNDAY)
    page.locator("[data-field=days]").fill("1")
    make(page)
    page.locator(".visit-item [data-action=reveal]").first.click()
    expect(page.locator(".popup")).to_contain_text("{{ 6*7 }}")
    page.locator(".visit-facts summary").first.click()
    page.locator(".skipped summary").click()
    expect(page.locator(".skipped-list li").first).to_contain_text("<script>")
    page.locator("#tab-wishes").click()
    page.locator("[data-search=must]").fill("6*7")
    expect(page.locator("[data-search=must] ~ [role=listbox] [role=option]").first).to_contain_text(
        "<script>"
    )
    assert page.locator("main img[src=x]").count() == 0
    assert page.evaluate("window.pwned") is None
    assert dialogs == []
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")


def test_an_empty_store_says_that_there_is_nowhere_to_stop(refused_page, sqlite_store):
    for address in serving(sqlite_store):
        refused_page.request.get(f"{address}/help?lang=en")
        refused_page.goto(f"{address}/tours")
        refused_page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
        expect(refused_page.locator("#tour-status")).to_contain_text("no registry has been loaded")
        refused_page.wait_for_load_state("networkidle")
        refused_page.goto("about:blank")


WISHES = {
    "start": "town:085",
    "end": [104.1, 22.3],
    "dates": ["2026-12-05", "2026-12-06"],
    "nights": ["town:088"],
    "days": [
        {"start": None, "end": [104.0, 22.4], "day_start": "08:00", "day_end": None},
        {"start": None, "end": None, "day_start": None, "day_end": None},
    ],
    "day_start": "06:30",
    "day_end": "19:00",
    "lunch": None,
    "interests": {"craft": 2, "nature": 0.5},
    "must": ["a"],
    "avoid": ["b"],
    "limits": [
        {"group": "market", "max": 1, "each_day": False},
        {"group": "purchase", "min": 1, "each_day": True},
    ],
    "max_drive_min_per_day": 200,
    "pace": "calm",
    "vehicle": "coach",
    "party": {"adults": 20, "children": 3},
    "break_after_min": 90,
    "plan_with": "likely",
    "own_stops": [{"id": "own:1", "name": "x", "lon": 104.0, "lat": 22.3, "visit_min": 30}],
    "choices": {"c": {"visit_min": 20}},
    "fixed": {"a": {"date": "2026-12-05", "at": "09:30"}},
}
ANY_WEEK = {
    **{name: value for name, value in WISHES.items() if name not in ("dates", "days", "nights", "fixed")},
    "any_week": {"days": 3, "after": "2026-12-01"},
    "nights": "suggest",
    "lunch": {"from": "11:30", "to": "13:00", "minutes": 45},
}


@pytest.mark.parametrize("wishes", [WISHES, ANY_WEEK])
def test_wishes_that_were_sent_fill_the_form_with_the_same_wishes(modules, wishes):
    again = in_module(
        modules, "wishes", f"(m) => m.toRequest(m.fromRequest({json.dumps(wishes)}, '2026-01-03'))"
    )
    assert again == wishes


@pytest.mark.parametrize(
    "body", [{"interests": [1], "must": "x", "dates": [3], "days": {}, "limits": [None]}, {"any_week": 5}]
)
def test_an_address_of_a_stranger_never_breaks_the_form(modules, body):
    made = in_module(modules, "wishes", f"(m) => m.fromRequest({json.dumps(body)}, '2026-01-03')")
    assert made["must"] == []
    assert made["first"] == "2026-01-03"


STATE = {
    "base": {"dates": ["2026-12-05", "2026-12-06"], "must": ["z"]},
    "order": [["a", "b"], ["c"]],
    "locks": {"b": "09:30"},
    "choices": {},
    "own": [],
}


@pytest.mark.parametrize(
    ("move", "order"),
    [
        ("m.stepStop(s, 'b', 1)", [["a"], ["b", "c"]]),
        ("m.stepStop(s, 'c', -1)", [["a", "b", "c"], []]),
        ("m.moveStop(s, 'a', 1, 9)", [["b"], ["c", "a"]]),
        ("m.moveStop(s, 'a', 0, 1)", [["b", "a"], ["c"]]),
        ("m.removeStop(s, 'b')", [["a"], ["c"]]),
    ],
)
def test_a_move_by_hand_puts_the_stop_where_it_is_meant(modules, move, order):
    assert (
        in_module(modules, "hand", f"(m) => {{ const s = {json.dumps(STATE)}; return {move}.order; }}")
        == order
    )


def test_the_first_stop_of_a_tour_goes_no_further_up(modules):
    assert in_module(modules, "hand", f"(m) => m.stepStop({json.dumps(STATE)}, 'a', -1)") is None


def test_a_lock_follows_its_stop_to_another_day_and_ends_when_it_is_taken_out(modules):
    made = "[m.moveStop(s, 'b', 1, 0), m.removeStop(s, 'b')].map(m.handBody)"
    moved, removed = in_module(modules, "hand", f"(m) => {{ const s = {json.dumps(STATE)}; return {made}; }}")
    assert moved["fixed"] == {"b": {"date": "2026-12-06", "at": "09:30"}}
    assert "fixed" not in removed


def test_the_same_tour_on_another_day_moves_every_date_by_the_same_days(modules):
    state = in_module(modules, "hand", f"(m) => m.shifted({json.dumps(STATE)}, '2026-12-31')")
    assert state["base"]["dates"] == ["2026-12-31", "2027-01-01"]


def test_improving_the_rest_keeps_what_was_put_on_the_map_by_hand(modules):
    script = (
        f"(m) => {{ const place = {{name: 'x', lon: 104, lat: 22, visit_min: 5}};"
        f" const [s, id] = m.withOwn({json.dumps(STATE)}, place);"
        " return m.improveBody(m.moveStop(s, id, 0, 0)); }"
    )
    body = in_module(modules, "hand", script)
    assert body["must"] == ["z", "own:1"]
    assert body["own_stops"] == [{"id": "own:1", "name": "x", "lon": 104, "lat": 22, "visit_min": 5}]
    assert "order" not in body


def test_only_what_is_new_on_another_day_is_a_difference_whatever_its_times_say(modules):
    def told(warnings: list[tuple[str, int, str]]) -> dict[str, Any]:
        listed = [
            {"leg": None, "visit": visit, "severity": "warning", "note": {"key": key, "text": text}}
            for key, visit, text in warnings
        ]
        return {"days": [{"visits": [{"stop": "a"}, {"stop": "b"}], "warnings": listed}], "stops": {}}

    before = told([("dark", 0, "dark from 17:43")])
    after = told([("dark", 0, "dark from 17:51"), ("closed", 1, "b is closed")])
    script = f"(m) => m.differences({json.dumps(before)}, {json.dumps(after)})"
    assert in_module(modules, "otherdates", script) == ["b is closed"]


def test_a_stop_is_added_where_it_is_the_least_detour_among_the_days_it_is_open_on(modules):
    script = (
        "(m) => { const flat = (a, b) => Math.hypot(a.lon - b.lon, a.lat - b.lat);"
        " const at = (lon, lat) => ({lon, lat});"
        " const days = [[at(0, 0), at(4, 0), at(8, 0)], [at(0, 5), at(8, 5)]];"
        " return [m.leastDetour(days, at(6, 1), flat, [0, 1]), m.leastDetour(days, at(6, 1), flat, [1])]; }"
    )
    assert in_module(modules, "hand", script) == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("call", "day"),
    [
        ("m.addDays('2026-12-31', 1)", "2027-01-01"),
        ("m.addMonths('2026-01-31', 1)", "2026-02-28"),
        ("m.nextSaturday('2026-11-28')", "2026-12-05"),
        ("m.sameWeekday('2026-12-06', '2027-01-06')", "2027-01-03"),
        ("m.clock('2026-12-07T01:30', '2026-12-06')", "01:30 (07/12/2026)"),
    ],
)
def test_days_and_times_are_counted_without_a_time_zone(modules, call, day):
    assert in_module(modules, "dates", f"(m) => {call}") == day


def test_a_body_goes_through_an_address_and_back_with_every_letter(modules):
    body = {"start": "Chợ Bắc Hà 🌾", "order": [["own:1"], []]}
    text = in_module(modules, "address", f"(m) => m.encodeBody({json.dumps(body)})")
    assert text.isascii()
    assert set("+/=&#").isdisjoint(text)
    assert in_module(modules, "address", f"(m) => m.decodeBody('#tour={text}')") == body


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("cho bac ha", "Chợ phiên Bắc Hà"),
        ("sa pả", "Sa Pả"),
        ("sa pa", "Sa Pa"),
        ("ban pho bac ha", "Bản Phố"),
        ("dinh", "Dinh Hoàng A Tưởng"),
    ],
)
def test_a_name_is_found_with_and_without_marks_the_one_that_is_meant_first(modules, q, first):
    names = ["Gian chè, chợ Bắc Hà", "Chợ phiên Bắc Hà", "Sa Pả", "Sa Pa", "Bản Phố", "Dinh Hoàng A Tưởng"]
    places = [{"name": name, "commune": "Bắc Hà"} for name in names]
    script = (
        "async (m) => { const { fold } = await import('/static/js/fold.js');"
        f" const at = (p) => m.rank(p, {json.dumps(q)}, fold({json.dumps(q)}));"
        f" return {json.dumps(places)}.map((p) => [p.name, at(p)]).filter(([, n]) => n !== null); }}"
    )
    found = sorted(in_module(modules, "places", script), key=lambda pair: pair[1])
    assert found[0][0] == first


@pytest.mark.parametrize("text", ["", "#tour=", "#tour=%%%", "#tour=W10", "#tour=bnVsbA", "#other=e30"])
def test_an_address_without_a_body_gives_none(modules, text):
    assert in_module(modules, "address", f"(m) => m.decodeBody({json.dumps(text)})") is None
