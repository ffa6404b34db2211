"""Maps for printing in a browser: a preview that follows the form, files, an atlas by a worker."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from app import Settings, create_app
from app.settings import ROOT
from geodata.office.audit import COMMAND_LINE
from geodata.planning.plans import Running, run_plan
from geodata.planning.scenarios import change_scenario, save_scenario
from geodata.store import Store
from geodata.tourism.kinds import StopKind
from geodata.tourism.registry_places import tour_places
from geodata.tourism.saved import publish_tour, save_tour
from geodata.tourism.timed_tours import time_tour
from geodata.view import View
from geodata.vocabulary import UnitSystem
from scripts import worker
from tests.browser.conftest import PHONE, QuietHandler
from tests.browser.steps import ask, assert_no_overflow, open_map, open_tab, tab_to
from tests.layers.print_map_helpers import pdf_text

SECRET = "key of the tests"
LONG_MS = 90_000
# One layer without classes is drawn in the time of a blink.
QUICK = "layers=provinces,products&indicator=none"


@pytest.fixture
def office(own_reference_store: Store, tmp_path: Path) -> Iterator[str]:
    """The address of a server on the reference data with a consumer that really works."""
    folder = tmp_path / "instance"
    url = own_reference_store.url
    app = create_app(Settings(testing=True, database_url=url, instance_dir=folder, secret_key=SECRET))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    env = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    env |= {
        "OCOP_TESTING": "1",
        "OCOP_DATABASE_URL": url,
        "OCOP_INSTANCE_DIR": str(folder),
        "OCOP_SECRET_KEY": SECRET,
    }
    command = [sys.executable, "-m", worker.CONSUMER, "--with-parent"]
    consumer = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE)
    yield f"http://127.0.0.1:{server.server_port}"
    assert consumer.stdin is not None
    consumer.stdin.close()
    consumer.wait()
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["ocop"].close()


def open_page(page: Page, query: str = QUICK) -> None:
    """Open the page and wait for its first preview."""
    page.goto(f"/exports/maps?{query}")
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
    wait_for_preview(page)


def wait_for_preview(page: Page) -> None:
    """Wait until the preview is the one of the form."""
    page.wait_for_selector(".maps-preview[aria-busy=false]", timeout=LONG_MS)


def scale_of(page: Page) -> int:
    """Return the denominator that the page tells."""
    text = page.locator("#preview-note").inner_text()
    return int(re.search(r"1:([\d.]+)", text)[1].replace(".", ""))


def test_the_map_leads_to_the_page_with_what_it_shows(page: Page):
    open_map(page, "?units=2024&stars=4&layers=communes,products,provinces&at=22.35,104.1,10")
    open_tab(page, "mouse", "tools")
    page.locator("#panel-tools [data-action=take-away] summary").click()
    page.locator("#panel-tools a[href*='/exports/maps?']").click()
    page.wait_for_url("**/exports/maps?*")
    expect(page.locator("#units-2024")).to_be_checked()
    expect(page.locator("#extent-bbox")).to_be_checked()
    expect(page.locator("#layer-districts")).not_to_be_checked()
    expect(page.locator("#maps-filter")).to_contain_text("4 sao")
    wait_for_preview(page)


def test_the_preview_follows_the_form_by_keyboard(page: Page):
    open_page(page)
    province, told = scale_of(page), page.locator("#preview-note").inner_text()
    tab_to(page, "[data-search=unit]")
    page.keyboard.type("sa pa")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#unit-chosen")).to_contain_text("Sa Pa")
    expect(page.locator("#extent-unit")).to_be_checked()
    expect(page.locator("#preview-note")).not_to_have_text(told, timeout=LONG_MS)
    assert scale_of(page) < province / 4
    # A4 with 1000 pixels on its long side.
    expect(page.locator("#preview")).to_have_js_property("naturalWidth", 1005, timeout=LONG_MS)
    page.locator("#orientation").select_option("portrait")
    expect(page.locator("#preview")).to_have_js_property("naturalHeight", 1005, timeout=LONG_MS)


def test_a_pdf_counts_what_the_page_of_products_counts(page: Page, tmp_path: Path):
    open_page(page, f"{QUICK}&stars=4&units=2025")
    with page.expect_download(timeout=LONG_MS) as started:
        page.locator("[data-make=pdf]").click()
    path = tmp_path / started.value.suggested_filename
    started.value.save_as(path)
    shown = ask(page, "products", stars="4", recognition="recognised", limit="1")["total"]
    assert shown > 0
    assert f"{shown} " in pdf_text(path)
    assert re.search(rf"\b{shown} (bản ghi|records)", pdf_text(path))
    expect(page.locator("#maps-status [data-made]")).to_contain_text(path.name)


def test_what_cannot_be_is_said_at_the_form(page: Page):
    open_page(page)
    page.locator("#layer-provinces").uncheck()
    page.locator("#layer-products").uncheck()
    expect(page.locator("#maps-error")).to_be_visible(timeout=LONG_MS)
    page.locator("#layer-provinces").check()
    expect(page.locator("#maps-error")).to_be_hidden(timeout=LONG_MS)
    page.locator("#paper").select_option("a1")
    expect(page.locator("#dpi option[value='600']")).to_be_disabled()
    expect(page.locator("#dpi-note")).to_contain_text("300")


def test_a_phone_shows_the_page_without_overflow(new_page):
    page = new_page(PHONE)
    open_page(page)
    assert_no_overflow(page)


def test_a_large_picture_and_an_atlas_are_made_by_the_worker(office: str, new_page, tmp_path: Path):
    page = new_page(base_url=office)
    open_page(page, f"{QUICK}&group=craft")
    page.locator("#paper").select_option("a3")
    page.locator("#dpi").select_option("300")
    page.locator("[data-make=png]").click()
    link = page.locator("#maps-status a[data-made$='.png']")
    link.wait_for(timeout=LONG_MS)
    with page.expect_download() as started:
        link.click()
    started.value.save_as(tmp_path / "map.png")
    with Image.open(tmp_path / "map.png") as picture:
        assert picture.size == (4960, 3507)
    page.locator("[data-make=atlas]").click()
    link = page.locator("#maps-status a[data-made^='atlas_']")
    link.wait_for(timeout=LONG_MS)
    with page.expect_download() as started:
        link.click()
    started.value.save_as(tmp_path / "atlas.pdf")
    assert "Sa Pa" in pdf_text(tmp_path / "atlas.pdf")


TODAY = date(2026, 11, 22)
HOSTILE = "<img src=x onerror=document.title=1> {{ 7*7 }}"


def shared_scenario(store: Store) -> str:
    """Return the identifier of a shared scenario of the communes until 30 June 2025."""
    plan = {"model": "p_median", "sites": 2, "units": "2024", "candidates": {"kinds": ["markets"]}}
    answer = run_plan(store, json.dumps(plan), Running(engine=None, today=TODAY))
    saved = save_scenario(store, COMMAND_LINE, HOSTILE, None, plan, answer)
    change_scenario(store, COMMAND_LINE, saved.scenario_id, saved.version, {"shared": True})
    return saved.scenario_id


def published_tour(store: Store) -> str:
    """Return the identifier of a published tour of two crafts near Bắc Hà."""
    places = tour_places(store, View(units=UnitSystem.Y2025, today=TODAY)).items
    near = sorted(places, key=lambda place: abs(place.lon - 104.29) + abs(place.lat - 22.53))
    order = [place.place_id for place in near if place.kinds[0] is StopKind.CRAFT][:2]
    body = {"start": [104.29, 22.53], "dates": ["2026-12-05"], "units": "2025", "order": [order]}
    saved = save_tour(store, COMMAND_LINE, HOSTILE, None, time_tour(store, json.dumps(body), None, TODAY))
    publish_tour(store, COMMAND_LINE, saved.tour_id, saved.version, published=True, anyway=True)
    return saved.tour_id


def test_scenarios_and_tours_are_printed_from_their_pages(office: str, own_reference_store: Store, new_page):
    scenario, tour = shared_scenario(own_reference_store), published_tour(own_reference_store)
    page = new_page(base_url=office)
    page.goto(f"/planning/{scenario}")
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
    page.locator("#tab-scenarios").click()
    page.locator("[data-part=print-map]").click(timeout=LONG_MS)
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
    wait_for_preview(page)
    expect(page.locator("#maps-error")).to_be_hidden()
    expect(page.locator("#scenario option:checked")).to_have_text(HOSTILE)
    expect(page.locator("#units-2024")).to_be_checked()
    expect(page.locator("#extent-made")).to_be_checked()
    expect(page.locator("#indicator")).to_be_disabled()
    expect(page.locator("[data-make=atlas]")).to_be_disabled()
    page.locator("#scenario_colours").select_option("none")
    expect(page.locator("#indicator")).to_be_enabled()
    # Without it the map is one of layers again, and an atlas may be made.
    page.locator("#scenario").select_option("")
    expect(page.locator("#extent-province")).to_be_checked()
    expect(page.locator("[data-make=atlas]")).to_be_enabled()
    wait_for_preview(page)
    province = scale_of(page)
    page.goto(f"/tours/{tour}")
    page.locator("#tour-print-map").click()
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
    wait_for_preview(page)
    expect(page.locator("#tour option:checked")).to_have_text(HOSTILE)
    assert scale_of(page) < province / 3
    with page.expect_download(timeout=LONG_MS) as started:
        page.locator("[data-make=pdf]").click()
    text = " ".join(pdf_text(started.value.path()).split())
    assert HOSTILE in text
    assert page.title() != "1"
