"""What a planner does on /planning, on the real application with the reference data."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.settings import ROOT
from geodata import tables
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from scripts import worker
from tests.browser.conftest import DESKTOP, PHONE, serving
from tests.browser.steps import assert_no_overflow, tab_to
from tests.conftest import sqlite_url
from tests.hostile import PAYLOAD
from tests.office_factories import PASSWORD, make_user

LONG_MS = 30_000
SECRET = "key of the tests"
MODULES = "/static/js/planning"


@pytest.fixture(scope="module")
def office(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site of its own on the reference data, with a planner."""
    path = tmp_path_factory.mktemp("planning") / "office.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        make_user(store, "lan", RoleName.PLANNER)
        yield from serving(store)


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


@pytest.fixture
def working_office(_reference_file: Path, tmp_path: Path) -> Iterator[str]:
    """Address of a site with a planner and with a consumer that does the jobs."""
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
        make_user(store, "lan", RoleName.PLANNER)
        command = [sys.executable, "-m", worker.CONSUMER, "--with-parent"]
        with subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE) as consumer:
            yield from serving(store, instance_dir=folder, secret_key=SECRET)
            assert consumer.stdin is not None
            consumer.stdin.close()


def open_planning(page: Page, path: str = "/planning") -> None:
    """Open the page, in English, and wait until a plan can be set up."""
    page.request.get("/help?lang=en")
    page.goto(path)
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)


def sign_in(page: Page) -> None:
    page.goto("/sign-in?next=/planning")
    page.fill("#login", "lan")
    page.fill("#password", PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/planning", timeout=LONG_MS)


def run(page: Page, sites: int = 3, *, curve: bool = False) -> dict[str, Any]:
    """Run the plan; return the answer that the server gave."""
    page.locator("[data-field=sites]").fill(str(sites))
    page.locator(".more-conditions").evaluate("(details) => { details.open = true; }")
    page.locator("[data-field=curve]").set_checked(curve)
    with page.expect_response("**/api/v1/siting-plans") as answered:
        page.locator("[data-action=run]").click()
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    found: dict[str, Any] = json.loads(answered.value.text())
    return found


def sent(page: Page, action: Callable[[], None]) -> dict[str, Any]:
    """Return the plan that the page sends when ``action`` is done."""
    with page.expect_request("**/api/v1/siting-plans") as asked:
        action()
    body: dict[str, Any] = json.loads(asked.value.post_data or "{}")
    return body


def set_up(page: Page) -> dict[str, Any]:
    """Return the plan that the panel would run now."""
    return sent(page, lambda: page.locator("[data-action=run]").click())


def drag(page: Page, number: int, right: int, down: int) -> None:
    """Drag the new point of a number."""
    point = page.locator(".plan-new").nth(number - 1)
    point.hover()  # waits until it has come to rest
    box = point.bounding_box()
    assert box is not None
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2 + down, steps=4)
    page.mouse.up()


@pytest.fixture(scope="module")
def modules(browser: Browser, site: str) -> Iterator[Page]:
    """One page for all that modules do without a map."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/planning")
    yield page
    context.close()


def in_module(page: Page, module: str, script: str) -> Any:
    """Return what ``script``, a function of the module's members, returns in the browser."""
    return page.evaluate(f"import('{MODULES}/{module}.js').then({script})")


def test_a_reader_sets_a_plan_up_runs_it_and_sees_it_on_the_map_and_in_words(page):
    open_planning(page)
    answer = run(page, 4)
    expect(page.locator(".plan-new")).to_have_count(4)
    expect(page.locator(".plan-existing")).to_have_count(
        sum(point["lat"] is not None for point in answer["existing"]["points"])
    )
    expect(page.locator(".plan-point")).to_have_count(4)
    expect(page.locator("[data-part=proof]")).to_contain_text("Proved best")
    expect(page.locator("[data-part=basis]")).to_contain_text("estimates")
    expect(page.locator("[data-part=notes] li")).to_have_text([note["text"] for note in answer["notes"]])
    expect(page.locator("#by-district tbody tr")).to_have_count(len(answer["by_district"]))


def test_every_minute_of_the_schematic_network_is_a_range_and_an_estimate(page):
    open_planning(page)
    mean = run(page)["figures"]["after"]["mean"]
    low, high = int(mean["low"] // 1), -int(-mean["high"] // 1)
    row = page.locator("#figures tbody tr").first
    expect(row.locator("td").nth(1)).to_have_text(f"about {low}–{high} min (estimate)")
    cells = page.locator("#fairness td:nth-child(3)").all_inner_texts()
    assert cells
    assert all(re.fullmatch(r"\d+–\d+ min", cell) for cell in cells)


def test_by_keyboard_alone_a_plan_is_run_and_the_line_between_before_and_after_is_moved(page):
    open_planning(page)
    tab_to(page, "[data-field=sites]")
    page.keyboard.press("Control+a")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    expect(page.locator(".plan-new")).to_have_count(2)
    tab_to(page, "[data-show=swipe]")
    page.keyboard.press("Space")
    handle = page.locator(".swipe-handle")
    handle.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    expect(handle).to_have_attribute("aria-valuenow", "40")
    pane = page.locator(".leaflet-plan-before-pane")
    assert pane.evaluate("(pane) => pane.style.clipPath").startswith("polygon(")
    page.keyboard.press("End")
    expect(handle).to_have_attribute("aria-valuenow", "100")


def test_a_dragged_point_shows_its_price_and_undo_and_the_optimum_take_it_back(page):
    open_planning(page)
    found = run(page)["objective"]
    with page.expect_response("**/api/v1/siting-plans") as answered:
        drag(page, 2, 40, 45)
    moved = json.loads(answered.value.text())
    assert moved["stopped_by"] == "given"
    assert moved["objective"] > found
    price = page.locator("[data-part=price]")
    expect(price).to_contain_text("worse")
    expect(page.locator(".plan-point").nth(1)).to_have_attribute("data-point", "point:moved-2")
    page.locator("[data-action=undo]").click()
    expect(price).not_to_contain_text("worse")
    page.locator("[data-action=redo]").click()
    expect(price).to_contain_text("worse")
    page.locator("[data-action=optimum]").click()
    expect(price).not_to_contain_text("worse")
    expect(page.locator("[data-part=proof]")).to_contain_text("Proved best")


def test_arrow_keys_move_the_point_that_is_in_focus_and_keep_it_there(page):
    open_planning(page)
    run(page)
    page.locator(".plan-new").first.focus()

    def press() -> None:
        for _ in range(4):
            page.keyboard.press("ArrowDown")

    body = sent(page, press)
    assert [point["id"] for point in body["candidates"]["points"]] == ["moved-1"]
    assert "point:moved-1" in body["opened"]
    expect(page.locator("body[data-answer=given]")).to_be_attached(timeout=LONG_MS)
    expect(page.locator(".plan-new").first).to_be_focused()


def test_a_locked_and_a_forbidden_place_go_into_the_next_run(page):
    open_planning(page)
    answer = run(page)
    first, second = answer["points"][0]["id"], answer["points"][1]["id"]
    for number, action in ((0, "locked"), (1, "forbidden")):
        page.locator(".plan-point .row-button").nth(number).click()
        page.locator(f".popup [data-action={action}]").click()
        expect(page.locator(f".popup [data-action={action}]")).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("Escape")
        expect(page.locator(".popup")).to_have_count(0)
    page.locator("#tab-setup").click()
    body = set_up(page)
    assert (body["locked"], body["forbidden"]) == ([first], [second])
    expect(page.locator(".plan-locked")).to_have_count(1, timeout=LONG_MS)
    expect(page.locator(".plan-forbidden")).to_have_count(1)
    expect(page.locator("[data-part=forced]")).to_be_visible()


def test_points_and_areas_are_drawn_on_the_map_over_communes(page):
    open_planning(page)
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.locator("[data-action=draw-points]").click()
    page.mouse.click(x, y)
    page.mouse.click(x + 30, y + 20)
    page.locator(".drawing-bar button").first.click()
    expect(page.locator("[data-list=points] li")).to_have_count(2)
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    page.locator("[data-action=draw-area]").click()
    for right, down in ((0, 0), (40, 0), (40, 40)):
        page.mouse.click(x + right, y + down)
    page.locator(".drawing-bar button").first.click()
    expect(page.locator("[data-list=areas] li")).to_have_count(1)
    body = set_up(page)
    assert [set(point) for point in body["candidates"]["points"]] == [{"id", "name", "lon", "lat"}] * 2
    ring = body["excluded"][0]["coordinates"][0]
    assert len(ring) == 4
    assert ring[0] == ring[-1]


def test_by_keyboard_a_point_is_drawn_at_the_middle_of_the_map(page):
    open_planning(page)
    page.locator("[data-action=draw-points]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".folium-map")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("[data-list=points] li")).to_have_count(1)


def test_cells_of_a_spreadsheet_become_a_demand_and_rows_without_a_commune_are_listed(page):
    open_planning(page)
    page.locator("summary", has_text="table of my own").click()
    page.fill(
        "[data-field=own-table]", "Xã\tHộ nghèo\nBắc Hà\t1.234\nMường Khương\t300\nKhông Có\t5\nBát Xát\tx\n"
    )
    page.locator("[data-action=read-table]").click()
    expect(page.get_by_text("2 communes have a figure")).to_be_visible()
    expect(page.get_by_text("Không Có")).to_be_visible()
    expect(page.get_by_text("Bát Xát: x")).to_be_visible()
    table = set_up(page)["demand"]["table"]
    assert table["name"] == "Hộ nghèo"
    assert sorted(table["values"].values()) == [300, 1234]


def test_limits_that_contradict_are_told_with_what_to_do(refused_page):
    page = refused_page
    open_planning(page)
    page.locator(".more-conditions").evaluate("(details) => { details.open = true; }")
    page.locator("summary", has_text="Limits of districts").click()
    page.locator("[data-limit=min-088]").fill("9")
    page.locator("[data-field=sites]").fill("2")
    page.locator("[data-action=run]").click()
    alert = page.locator(".run-state [role=alert]")
    expect(alert).to_contain_text("at least 9 points in “Sa Pa”", timeout=LONG_MS)
    expect(alert).to_contain_text("Loosen one of the limits")


def test_a_click_asks_how_far_one_gets_and_what_lies_inside(page):
    open_planning(page)
    page.locator("#tab-tools").click()
    page.locator("[data-action=reach]").click()
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    with page.expect_response("**/api/v1/isochrones") as answered:
        page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.4)
    features = json.loads(answered.value.text())["features"]
    assert len(features) == 6
    rows = page.locator("#reach tbody tr")
    expect(rows).to_have_count(7)
    drawn = sum(feature["geometry"] is not None for feature in features)
    expect(page.locator(".leaflet-plan-areas-pane path")).to_have_count(drawn + 1)


def test_the_catchment_of_all_points_of_a_plan_is_told_for_chosen_minutes(page):
    open_planning(page)
    run(page, 2)
    page.locator("#tab-tools").click()
    with page.expect_response("**/api/v1/isochrones") as first:
        page.locator("[data-action=reach-plan]").click()
    assert len(json.loads(first.value.request.post_data)["from"]) == 4
    with page.expect_response("**/api/v1/isochrones") as again:
        page.locator("[data-field=reach-0]").fill("45")
    features = json.loads(again.value.text())["features"]
    assert {feature["properties"]["minutes"] for feature in features} == {45, 60}


def test_a_plan_is_saved_opened_shared_compared_and_removed(new_page, office):
    page = new_page(DESKTOP, base_url=office)
    sign_in(page)
    open_planning(page)
    for name in ("Three {{7*7}}", "<img src=x onerror=alert(1)>"):
        page.locator("#tab-setup").click()
        run(page, 3)
        page.locator(".save-form summary").click()
        page.fill("[data-field=scenario-name]", name)
        page.locator("[data-action=save]").click()
        expect(page.locator("[data-part=scenario-name]")).to_have_text(name)
    assert page.locator("img[src=x]").count() == 0
    address = page.url
    page.goto(address)
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    page.locator("#tab-scenarios").click()
    expect(page.locator("[data-part=fresh]")).to_be_visible()
    page.locator("[data-action=again]").click()
    expect(page.locator("[data-part=again]")).to_contain_text("same answer", timeout=LONG_MS)

    guest = new_page(DESKTOP, base_url=office)
    guest.request.get("/help?lang=en")
    page.locator("[data-action=share]").click()
    expect(page.locator("[data-action=share]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-action=copy-link]").click()
    assert page.evaluate("navigator.clipboard.readText()") == address
    guest.goto(address)
    guest.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    expect(guest.locator(".plan-new")).to_have_count(3)
    guest.locator("#tab-scenarios").click()
    expect(guest.locator("[data-action=remove]")).to_have_count(0)
    guest.locator("[data-action=share-page]").click()
    guest.wait_for_selector("body[data-ready]")
    expect(guest.locator("#link")).to_have_value(address)
    guest.goto(address)
    guest.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    guest.locator("#tab-scenarios").click()
    with guest.expect_download() as download:
        guest.locator("[data-part=exports] a").first.click()
    assert json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["type"] == "FeatureCollection"
    guest.locator("[data-part=formats] summary").click()
    with guest.expect_download() as download:
        guest.locator("[data-take='all.gpkg']").click()
    assert download.value.suggested_filename.endswith("_all.gpkg")
    assert guest.locator("[data-take='communes.gpx']").count() == 0

    for box in page.locator("[data-compare]").all():
        box.check()
    page.locator("[data-action=compare]").click()
    expect(page.locator("#comparison thead th")).to_have_count(3, timeout=LONG_MS)
    expect(page.locator("#comparison thead")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(page.locator(".compare-mark")).to_have_count(3)

    page.goto(address)
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    page.locator("#tab-scenarios").click()
    page.locator("[data-action=remove]").click()
    expect(page.locator("[data-list=scenarios] li")).to_have_count(1)
    page.wait_for_url("**/planning")
    page.locator("[data-action=undo-removal]").press("Enter")
    expect(page.locator("[data-list=scenarios] li")).to_have_count(2)
    page.wait_for_url(address)
    page.locator("[data-action=remove]").click()
    expect(page.locator("[data-action=undo-removal]")).to_be_focused()
    expect(page.locator("[data-list=scenarios] li")).to_have_count(1)


def test_the_curve_comes_from_a_job_after_the_plan_and_is_saved_with_it(new_page, working_office):
    page = new_page(DESKTOP, base_url=working_office)
    sign_in(page)
    open_planning(page)
    run(page, 2, curve=True)
    rows = page.locator("#curve tbody tr")
    expect(rows).to_have_count(11, timeout=LONG_MS)
    expect(page.locator(".plan-chart canvas")).to_be_visible()
    page.locator(".save-form summary").click()
    page.fill("[data-field=scenario-name]", "Hai điểm")
    page.locator("[data-action=save]").click()
    expect(page.locator("[data-part=scenario-name]")).to_have_text("Hai điểm")
    page.reload()
    page.wait_for_selector("body[data-answer]", timeout=LONG_MS)
    expect(rows).to_have_count(11)


def test_a_published_point_is_entered_with_a_click_for_its_place_and_taken_back(new_page, office):
    page = new_page(DESKTOP, base_url=office)
    sign_in(page)
    open_planning(page)
    warning = page.locator("[data-part=missing]")
    expect(warning).to_contain_text("3 of the 8")
    warning.locator("summary").click()
    page.fill("[data-entry=name]", "Chợ Cốc Lếu {{7*7}}")
    page.locator("[data-action=pick-place]").click()
    box = page.locator(".folium-map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.4)
    expect(page.locator("[data-entry=commune]")).not_to_have_value("")
    page.fill("[data-entry=source]", "Báo cáo của Sở Công Thương, 2025")
    page.fill("[data-entry=year]", "2023")
    page.locator("[data-action=enter-point]").click()
    expect(warning).to_contain_text("4 of the 8", timeout=LONG_MS)
    page.get_by_role("button", name="Take it back").click()
    expect(warning).to_contain_text("3 of the 8", timeout=LONG_MS)


def test_a_scenario_that_nobody_shared_is_refused_in_words_and_the_page_is_still_of_use(refused_page):
    open_planning(refused_page, "/planning/nobody")
    expect(refused_page.locator("#plan-status")).to_contain_text("no such scenario")
    run(refused_page, 2)


def test_nothing_sticks_out_on_a_telephone(new_page):
    page = new_page(PHONE)
    open_planning(page)
    assert_no_overflow(page)
    run(page, 2)
    assert_no_overflow(page)
    expect(page.locator("[data-part=proof]")).to_be_in_viewport()
    page.locator(".fold").click()
    assert_no_overflow(page)
    expect(page.locator(".plan-new").first).to_be_in_viewport()


def test_paper_shows_map_figures_notes_and_what_they_rest_on(page):
    open_planning(page)
    run(page, 3)
    page.locator("#tab-tools").click()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for part in ("#print-head", ".folium-map", "#figures", "#fairness", "[data-part=notes]"):
        expect(page.locator(part)).to_be_visible()
    for part in (".panel-bar", "[data-action=run]", "[data-action=undo]"):
        expect(page.locator(part)).to_be_hidden()
    assert page.pdf(format="A4").count(b"/Type /Page\n") <= 2


def leave(page: Page) -> None:
    """Let a page finish what it asks for before its server ends."""
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")


def test_an_empty_store_says_what_to_load(refused_page, sqlite_store):
    for address in serving(sqlite_store):
        refused_page.request.get(f"{address}/help?lang=en")
        refused_page.goto(f"{address}/planning")
        expect(refused_page.locator("#panel-setup [role=alert]")).to_contain_text("load the reference data")
        leave(refused_page)


@pytest.fixture
def hostile_site(_reference_file: Path, tmp_path: Path) -> Iterator[str]:
    """Address of a site on which every name that a plan shows is hostile."""
    path = tmp_path / "hostile.db"
    shutil.copy(_reference_file, path)
    named = (tables.units, tables.sights, tables.sales_points, tables.craft_villages)
    with Store.open(sqlite_url(path)) as store:
        with store.write() as connection:
            for table in named:
                connection.execute(table.update().values(name=PAYLOAD))
        yield from serving(store)


def test_hostile_names_are_text_on_the_map_and_in_every_panel(new_page, hostile_site):
    page = new_page(base_url=hostile_site)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_planning(page)
    run(page, 2)
    page.locator(".plan-point .row-button").first.click()
    expect(page.locator(".popup")).to_contain_text("{{ 6*7 }}")
    expect(page.locator(".plan-point").first).to_contain_text("<script>")
    assert page.evaluate("window.pwned") is None
    assert page.locator("main img[src=x]").count() == 0
    assert dialogs == []
    leave(page)


CELLS = {
    "1.234": 1234,
    "1.234,5": 1234.5,
    "1,234.5": 1234.5,
    "12,5": 12.5,
    "0.125": 0.125,
    "1 234": 1234,
    "-3": -3,
    "x": None,
    "": None,
    "1.2.3": None,
    "=1+1": None,
}


def test_a_cell_is_read_as_vietnamese_and_english_tables_write_numbers(modules):
    cells = json.dumps(list(CELLS))
    assert in_module(modules, "tabletext", f"(m) => {cells}.map(m.numberOf)") == list(CELLS.values())


def test_a_table_keeps_quotes_separators_and_line_ends_inside_cells(modules):
    text = '\ufeffXã;Ghi chú\r\n"Bắc; Hà";"nói ""có"""\r\n\r\nSi Ma Cai;"hai\ndòng"'
    rows = in_module(modules, "tabletext", f"(m) => m.parseRows({json.dumps(text)})")
    assert rows == [["Xã", "Ghi chú"], ["Bắc; Hà", 'nói "có"'], ["Si Ma Cai", "hai\ndòng"]]


def test_a_commune_is_known_by_code_or_by_its_name_with_every_mark_and_never_by_half(modules):
    units = [
        {"code": "03001", "name": "Sa Pa"},
        {"code": "03002", "name": "Sa Pả"},
        {"code": "1", "name": "Thanh Bình"},
        {"code": "2", "name": "Thanh Bình"},
    ]
    rows = [
        ["Phường Sa Pả", "1"],
        ["3001", "2"],
        ["03001", "3"],
        ["Sapa", "4"],
        ["Thanh Bình", "5"],
        ["2", "6"],
    ]
    found = in_module(
        modules, "tabletext", f"(m) => m.matchUnits({json.dumps(rows)}, 0, 1, {json.dumps(units)})"
    )
    assert found == {
        "values": {"03002": 1, "03001": 5, "2": 6},
        "unmatched": ["Sapa", "Thanh Bình"],
        "notNumbers": [],
    }


def test_a_request_that_was_saved_fills_the_panel_with_the_same_request(modules):
    request = {
        "model": "max_cover",
        "sites": 4,
        "minutes": 45,
        "demand": {"residents": 2, "table": {"name": "t", "values": {"02647": 3}, "weight": 1}},
        "candidates": {
            "kinds": ["markets"],
            "points": [{"id": "drawn-1", "name": "x", "lon": 104.1, "lat": 22.3}],
        },
        "existing": "ignore",
        "units": "2024",
        "on": "2024-05-01",
        "excluded": [{"type": "Polygon", "coordinates": [[[104, 22], [104.1, 22], [104, 22.1], [104, 22]]]}],
        "least_distance_km": 5,
        "locked": ["point:drawn-1"],
        "forbidden": ["commune:02647"],
        "limits": [{"name": "Sa Pa", "group": ["088"], "min": 1, "max": 2}],
        "capacity": 1000,
        "prices": {"*": 2, "point:drawn-1": 3},
        "budget": 9,
        "time_limit_s": 30,
        "curve": True,
        "robustness": {"samples": 100, "seed": 1},
    }
    again = in_module(modules, "plan", f"(m) => m.toRequest(m.fromRequest({json.dumps(request)}))")
    assert again == request
