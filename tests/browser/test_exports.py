"""Taking layers away in a browser: from the map, its table, a list and the page of exports."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from playwright.sync_api import Download, Page, expect
from werkzeug.serving import make_server

from app import Settings, create_app
from app.settings import ROOT
from geodata.store import Store
from scripts import worker
from tests.browser.conftest import PHONE, QuietHandler
from tests.browser.steps import ask, assert_no_overflow, open_map, open_tab, total
from tests.layers.export_helpers import csv_rows, records_in

SECRET = "key of the tests"
LONG_MS = 60_000


@pytest.fixture
def office(own_reference_store: Store, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A server on the reference data with a consumer that really works."""
    folder = tmp_path / "instance"
    settings = Settings(
        testing=True, database_url=own_reference_store.url, instance_dir=folder, secret_key=SECRET
    )
    app = create_app(settings)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    env = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    env |= {
        "OCOP_TESTING": "1",
        "OCOP_DATABASE_URL": own_reference_store.url,
        "OCOP_INSTANCE_DIR": str(folder),
        "OCOP_SECRET_KEY": SECRET,
    }
    command = [sys.executable, "-m", worker.CONSUMER, "--with-parent"]
    consumer = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE)
    yield SimpleNamespace(address=f"http://127.0.0.1:{server.server_port}", store=own_reference_store)
    assert consumer.stdin is not None
    consumer.stdin.close()
    consumer.wait()
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["ocop"].close()


def kept(download: Download, folder: Path) -> Path:
    """Keep what was downloaded under the name that the server gave it."""
    path = folder / download.suggested_filename
    download.save_as(path)
    return path


def test_the_map_gives_away_what_it_counts(page: Page, tmp_path: Path):
    open_map(page, "?units=2025&stars=4")
    shown = total(page)
    assert 0 < shown < ask(page, "summary")["total"]
    open_tab(page, "mouse", "tools")
    page.locator("#panel-tools [data-action=take-away] summary").click()
    with page.expect_download() as started:
        page.locator("#panel-tools [data-format=xlsx]").click()
    path = kept(started.value, tmp_path)
    assert "stars-4" in path.name
    rows = openpyxl.load_workbook(path).worksheets[0].max_row - 1
    assert rows == shown


def test_the_table_gives_away_its_layer_by_keyboard(page: Page, tmp_path: Path):
    open_map(page, "?units=2025&table=sights")
    page.locator(".table-bar .takeaway summary").focus()
    page.keyboard.press("Enter")
    page.locator(".table-bar [data-format=gpx]").focus()
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    path = kept(started.value, tmp_path)
    assert records_in(path, "gpx") == ask(page, "sights", limit="1")["total"]
    page.keyboard.press("Escape")
    expect(page.locator(".table-bar .takeaway")).not_to_have_attribute("open", "")


def test_the_menu_of_communes_offers_no_gpx_and_carries_the_indicator(page: Page, tmp_path: Path):
    open_map(page, "?units=2025&table=communes")
    page.locator(".table-bar .takeaway summary").click()
    expect(page.locator(".table-bar [data-format=gpx]")).to_have_count(0)
    with page.expect_download() as started:
        page.locator(".table-bar [data-format=csv]").click()
    head, *rows = csv_rows(kept(started.value, tmp_path).read_bytes())
    assert len(rows) == 99
    assert len(head) > 12


def test_the_menu_leads_to_the_page_with_the_filter(page: Page):
    open_map(page, "?units=2024&stars=4")
    open_tab(page, "mouse", "tools")
    page.locator("#panel-tools [data-action=take-away] summary").click()
    page.locator("#panel-tools [data-action=exports]").click()
    page.wait_for_url("**/exports?*")
    expect(page.locator("#layer-products")).to_be_checked()
    expect(page.locator("#units-2024")).to_be_checked()
    expect(page.locator("#export-filter")).to_contain_text("4 sao")


def test_a_list_gives_away_its_rows(page: Page, tmp_path: Path):
    page.goto("/markets?weekday=sun")
    page.locator(".takeaway summary").click()
    with page.expect_download() as started:
        page.locator(".takeaway a[href*='markets.csv']").click()
    rows = list(csv.reader(io.StringIO(kept(started.value, tmp_path).read_text(encoding="utf-8-sig"))))
    shown = ask(page, "markets", weekday="sun", limit="1")["total"]
    assert len(rows[: rows.index([])]) - 1 == shown > 0


def test_one_layer_comes_at_once_and_is_counted(page: Page, tmp_path: Path):
    page.goto("/exports?layers=products")
    page.wait_for_selector("body[data-ready]")
    page.locator("[id='format-dxf']").check()
    expect(page.locator("#crs")).to_have_value("EPSG:9208")
    with page.expect_download() as started:
        page.locator("#export-take").click()
    path = kept(started.value, tmp_path)
    answer = ask(page, "products", limit="1")
    assert records_in(path, "dxf") == answer["total"]
    expect(page.locator("#export-status")).to_contain_text(f"{path.name}: {answer['total']}")


def test_the_page_offers_only_what_a_format_can_carry(page: Page):
    page.goto("/exports?layers=products,communes")
    page.wait_for_selector("body[data-ready]")
    page.locator("#format-gpx").check()
    expect(page.locator("#layer-communes")).to_be_disabled()
    expect(page.locator("#layer-sights")).to_be_enabled()
    expect(page.locator("#crs option[value='EPSG:9208']")).to_be_disabled()
    page.locator("#format-gpkg").check()
    expect(page.locator("#layer-communes")).to_be_enabled()
    expect(page.locator("#crs option[value='EPSG:9208']")).to_be_enabled()


def test_nothing_chosen_is_told(page: Page):
    page.goto("/exports?layers=products")
    page.wait_for_selector("body[data-ready]")
    page.locator("#layer-products").uncheck()
    page.locator("#export-take").click()
    expect(page.locator("#export-error")).to_be_visible()


def test_a_phone_shows_the_page_without_overflow(new_page):
    page = new_page(PHONE)
    page.goto("/exports")
    page.wait_for_selector("body[data-ready]")
    assert_no_overflow(page)


def test_several_layers_come_as_one_zip(office, new_page, tmp_path: Path):
    page = new_page(base_url=office.address)
    page.goto("/exports?layers=products,communes&stars=4")
    page.wait_for_selector("body[data-ready]")
    page.locator("#format-gpkg").check()
    page.locator("#export-take").click()
    link = page.locator("#export-status [data-made]")
    link.wait_for(timeout=LONG_MS)
    with page.expect_download() as started:
        link.click()
    with zipfile.ZipFile(kept(started.value, tmp_path)) as archive:
        assert archive.testzip() is None
        assert "ocop_lao_cai.gpkg" in archive.namelist()
        readme = archive.read("README.txt").decode("utf-8-sig")
    shown = ask(page, "products", stars="4", limit="1")["total"]
    assert f": {shown}\n" in readme.replace("\r\n", "\n")
    assert ": 99\n" in readme.replace("\r\n", "\n")
