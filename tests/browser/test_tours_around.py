"""What the desk of the tours does with a tour: other ones, checking, files, keeping, telephone, paper."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, Route, expect

from app.settings import ROOT
from geodata import tables
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from scripts import worker
from tests.browser.conftest import DESKTOP, PHONE, serving
from tests.browser.steps import assert_no_overflow
from tests.browser.tour_steps import (
    BAC_HA_TOWN,
    LONG_MS,
    MARKET,
    MARKET_KEY,
    MONDAY,
    SUNDAY,
    address_of,
    checked,
    find,
    ids,
    made_tour,
    make,
    open_made,
    open_tours,
    times,
    visit,
    visits,
    wish,
)
from tests.conftest import sqlite_url
from tests.hostile import PAYLOAD
from tests.office_factories import PASSWORD, make_user

SECRET = "key of the tests"


@pytest.fixture
def made(reference_store: Store) -> dict[str, Any]:
    """A Sunday around Bắc Hà with its market, as a body with its order."""
    return made_tour(reference_store)


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


def test_a_pasted_programme_begins_and_ends_in_the_towns_that_it_names(page):
    open_tours(page)
    wish(page, SUNDAY)
    page.locator("#tab-check").click()
    page.locator("[data-field=route]").fill("7h30 Lào Cai\nBản Cát Cát\nSa Pa")
    page.locator("[data-action=read]").click()
    expect(page.locator(".read-line")).to_have_count(3)
    assert page.locator(".read-line option[value^='town:']").count() == 0
    day = checked(page, page.locator("[data-action=time-route]").click)["days"][0]
    assert (day["start"]["id"], day["end"]["id"]) == ("town:080", "town:088")
    assert len(day["visits"]) == 1


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


def test_a_link_that_is_pasted_into_the_open_page_is_opened_there(page, made):
    open_tours(page)
    page.goto(address_of(made))
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    assert visits(page) == made["order"][0]


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


def test_any_week_shows_a_first_tour_and_then_the_best_with_every_first_day(new_page, working_office):
    page = new_page(DESKTOP, base_url=working_office)
    open_tours(page)
    find(page, "start", BAC_HA_TOWN, BAC_HA_TOWN)
    page.locator("[data-when=week]").check()
    page.locator("[data-field=days]").fill("2")
    page.locator("[data-action=make]").click()
    page.wait_for_selector("body[data-made=first]", timeout=LONG_MS)
    expect(page.locator(".day-card")).to_have_count(2)
    expect(page.locator("#panel-tour")).to_contain_text("Better days and nights are being searched")
    assert page.locator("[data-part=weeks]").count() == 0
    page.wait_for_selector("body[data-made=best]", timeout=3 * LONG_MS)
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
    expect(page.locator("#score caption")).not_to_have_text(before)
    shown = float(re.search(r"\d+\.\d", page.locator("#score caption").inner_text())[0])
    # Half of the last digit on screen, whichever way a five is rounded.
    assert shown == pytest.approx(found["score"]["total"], abs=0.05001)


def test_the_tour_on_screen_is_taken_away_as_a_file_without_saving_it(page, made):
    keys = open_made(page, made)
    page.locator(".take-away summary").click()
    with page.expect_download() as download:
        page.locator("[data-file=geojson]").click()
    found = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    assert download.value.suggested_filename.endswith(".geojson")
    assert len(found["features"]) >= len(keys)


def test_a_link_that_is_pasted_while_the_page_still_starts_is_opened(page, made):
    page.request.get("/help?lang=en")
    held: list[Route] = []
    page.route("**/api/v1/tour-options*", lambda route: held.append(route), times=1)
    with page.expect_request("**/api/v1/tour-options*"):
        page.goto("/tours")
    page.goto(address_of(made))
    held.pop().continue_()
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    assert visits(page) == made["order"][0]


def test_an_editor_keeps_a_tour_opens_it_again_and_keeps_a_change(new_page, office, made):
    page = new_page(DESKTOP, base_url=office)
    page.request.get("/help?lang=en")
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
