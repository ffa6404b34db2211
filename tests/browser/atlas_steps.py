"""Atlases in one file: made as their job makes them, and opened from the disk with no network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from app.clock import today
from app.exports.atlas_jobs import AtlasInputs, make_atlas_file
from geodata.store import Store
from tests.app.test_exports_api import FakeTask

DRAWN_MS = 60_000
BAD = ("error", "warning")


def take(store: Store, path: Path, **query: str) -> Path:
    """Make an atlas as its job does, and put it on the disk."""
    language = query.pop("lang")
    moment = {"revision": store.revision(), "day": today(), "version": ""}
    inputs = AtlasInputs(json.dumps(query), language, **moment)
    task = FakeTask(path.parent)
    make_atlas_file.run(store, inputs, task)
    return (path.parent / "result").rename(path)


def asked(site: str, path: str, **query: str) -> dict[str, Any]:
    """Ask the API what the file should say."""
    with urlopen(f"{site}/api/v1/{path}?{urlencode(query)}") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


@pytest.fixture(scope="session")
def whole_file(reference_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The atlas of everything, in Vietnamese."""
    return take(reference_store, tmp_path_factory.mktemp("atlas") / "atlas.html", lang="vi")


@pytest.fixture
def open_file(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open files from the disk with the network off; whatever is asked of it and any error fails the test."""
    problems: list[str] = []
    contexts = []

    def opened(
        path: Path,
        place: str = "",
        viewport: dict[str, int] | None = None,
        watched: bool = True,
        **options: Any,
    ) -> Page:
        from tests.browser.conftest import DESKTOP  # it takes these fixtures from here

        size = viewport or DESKTOP
        context = browser.new_context(viewport=size, offline=True, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        if watched:
            page.on("console", lambda said: said.type in BAD and problems.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: problems.append(f"{error.message}\n{error.stack}"))
        page.on("dialog", lambda dialog: (problems.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: request.url == path.as_uri() or problems.append(request.url))
        page.goto(path.as_uri() + place)
        wait_until_drawn(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


def wait_until_drawn(page: Page) -> None:
    """Wait for the products and the colours of the communes."""
    page.wait_for_selector("body[data-ready]", timeout=DRAWN_MS)
    page.wait_for_selector("body[data-coloured]:not([data-coloured=''])", timeout=DRAWN_MS)


def told(page: Page, name: str) -> int:
    """Return a number of the summary."""
    return int(page.locator(f"[data-number={name}]").inner_text().replace(".", ""))
