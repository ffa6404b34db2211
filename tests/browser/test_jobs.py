"""The page of the jobs in a browser, with a consumer that really works."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from app import Settings, create_app
from app.jobs import api
from app.settings import ROOT
from geodata.office import jobs
from geodata.store import Store
from scripts import worker
from tests import jobkinds
from tests.browser.conftest import PHONE, QuietHandler

LONG_MS = 30_000
SECRET = "key of the tests"


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A server with the kinds of the tests, on a store of its own; ``start`` starts a consumer."""
    folder = tmp_path / "instance"
    settings = Settings(testing=True, database_url=sqlite_store.url, instance_dir=folder, secret_key=SECRET)
    app = create_app(settings)
    app.extensions[api.EXTENSION] = jobkinds.KINDS
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    consumers: list[subprocess.Popen] = []

    def start() -> None:
        env = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
        env |= {
            "OCOP_TESTING": "1",
            "OCOP_DATABASE_URL": sqlite_store.url,
            "OCOP_INSTANCE_DIR": str(folder),
            "OCOP_SECRET_KEY": SECRET,
        }
        command = [sys.executable, "-m", worker.CONSUMER, "--with-parent", "--kinds", jobkinds.WHERE]
        consumers.append(subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE))

    yield SimpleNamespace(address=f"http://127.0.0.1:{server.server_port}", start=start, store=sqlite_store)
    for consumer in consumers:
        consumer.stdin.close()
        consumer.wait()
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["ocop"].close()


@pytest.fixture
def page(office, new_page) -> Page:
    """The page of the jobs."""
    page = new_page(base_url=office.address)
    page.goto("/jobs")
    page.wait_for_selector("body[data-ready]")
    return page


def start(page: Page, kind: str) -> None:
    page.locator(f"[data-kind={kind}]").click()


def test_a_job_is_started_followed_to_its_end_and_its_result_fetched(page, office):
    expect(page.locator("#no-jobs")).to_be_visible()
    office.start()
    start(page, "slow")
    expect(page.locator(".job-done")).to_have_count(1, timeout=LONG_MS)
    expect(page.locator("#no-jobs")).to_be_hidden()
    expect(page.locator(".job progress")).to_be_hidden()
    with page.expect_download() as download:
        page.locator(".job a[download]").click()
    assert download.value.suggested_filename == "slow.txt"
    assert Path(download.value.path()).read_text() == "3 steps\n"


def test_a_running_job_shows_how_far_it_is_and_ends_when_it_is_cancelled(page, office):
    start(page, "slow")
    expect(page.locator(".job-queued")).to_have_count(1)
    job_id = page.locator(".job").get_attribute("data-id")
    with office.store.write(revises=False) as connection:
        longer = jobs.jobs.update().values(inputs='{"steps": 1000, "seconds": 0.05}')
        connection.execute(longer)
    office.start()
    expect(page.locator(".job-running")).to_have_count(1, timeout=LONG_MS)
    expect(page.locator(".job-numbers")).to_contain_text("%")
    expect(page.locator(".job progress")).not_to_have_js_property("value", 0, timeout=LONG_MS)
    expect(page.locator(".job-message")).to_contain_text("Step")
    page.locator(".job button").click()
    expect(page.locator(".job-cancelled")).to_have_count(1, timeout=LONG_MS)
    expect(page.locator(".job button")).to_have_count(0)
    assert page.locator(".job").get_attribute("data-id") == job_id


def test_by_keyboard_alone_a_waiting_job_is_cancelled(page):
    start(page, "slow")
    cancel = page.locator(".job button")
    cancel.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".job-cancelled")).to_have_count(1)


def test_what_a_job_says_is_text(page, office):
    start(page, "slow")
    expect(page.locator(".job")).to_have_count(1)
    with office.store.write(revises=False) as connection:
        connection.execute(jobs.jobs.update().values(message="<b>x</b> 50 %", message_values=None))
    page.reload()
    expect(page.locator(".job-message")).to_have_text("<b>x</b> 50 %")


def test_nothing_of_a_long_list_sticks_out_on_a_telephone(office, new_page):
    page = new_page(PHONE, base_url=office.address)
    page.goto("/jobs")
    page.wait_for_selector("body[data-ready]")
    for _ in range(3):
        start(page, "slow")
    expect(page.locator(".job")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
