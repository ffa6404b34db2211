"""A real server on the reference data, a real browser, and pages that fail a test on any console error."""

from __future__ import annotations

import os
import shlex
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from app import Settings, create_app
from geodata.store import Store
from tests.browser.atlas_steps import open_file, whole_file  # noqa: F401 -- fixtures

# No GPU, no sandbox in a container, and nothing that a browser asks its maker by itself.
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# The suggestions under the address bar, which nobody sees here.
NOT_NEEDED = "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
DESKTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}
# A loaded machine is slow, not wrong; what is true at once is not waited for.
expect.set_options(timeout=15_000)


class QuietHandler(WSGIRequestHandler):
    """Logs nothing: forty lines a page would hide why a test failed."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def serving(store: Store, **changes: Any) -> Iterator[str]:
    """Serve the application over HTTP from ``store``, with other settings if given; give its address."""
    app = create_app(Settings(testing=True, database_url=store.url, **changes))
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["ocop"].close()


@pytest.fixture(scope="session")
def site(reference_store: Store) -> Iterator[str]:
    """Address of the application on the reference data."""
    yield from serving(reference_store)


def lighter(chromium: str, folder: Path) -> str:
    """
    Return a program that starts ``chromium`` without the pages of its address bar.

    Each window loads two of them, hidden, which costs a third of opening the map. A second
    ``--disable-features`` would replace Playwright's own: the names have to go into that one.
    """
    if os.name != "posix":
        return chromium
    program = folder / "chromium"
    program.write_text(
        "#!/bin/sh\n"
        "for given; do\n"
        '    shift; case "$given" in --disable-features=*) given="$given,' + NOT_NEEDED + '";; esac\n'
        '    set -- "$@" "$given"\n'
        "done\n"
        f'exec {shlex.quote(chromium)} "$@"\n'
    )
    program.chmod(0o700)
    return str(program)


@pytest.fixture(scope="session")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One Chromium for the whole run."""
    program = lighter(chromium, tmp_path_factory.mktemp("program"))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield started
        started.close()


def _watch(page: Page, site: str, problems: list[str]) -> None:
    """Note every console error, page error and request to a foreign host."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            problems.append(f"console {message.type}: {message.text}")

    def on_error(error: Error) -> None:
        problems.append(f"page error: {error.message}\n{error.stack}")

    def on_request(request) -> None:
        if request.url.startswith("http") and urlsplit(request.url).netloc != urlsplit(site).netloc:
            problems.append(f"foreign host: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", on_error)
    page.on("request", on_request)


@pytest.fixture
def new_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Make pages of any size; their problems fail the test when it ends."""
    problems: list[str] = []
    contexts = []

    def make(viewport: dict[str, int] = DESKTOP, **options) -> Page:
        context = browser.new_context(
            viewport=viewport,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            permissions=["clipboard-read", "clipboard-write"],
            reduced_motion="reduce",
            **{"base_url": site} | options,
        )
        contexts.append(context)
        page = context.new_page()
        _watch(page, options.get("base_url", site), problems)
        return page

    yield make
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page of a laptop's size."""
    return new_page()
