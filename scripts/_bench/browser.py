"""The first map in Chromium: when it is complete, what it weighs, how fast products are filtered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scripts._bench import firstview
from scripts._bench.figures import Figure, median
from scripts._bench.servers import HOST, Server, our_server
from scripts._setup import tools

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIRST, FILTER = "first map", "filter"
ROUNDS = 5
SLOW = 4
FIRST_S, SLOW_S, FILTER_MS = 1.0, 2.5, 100.0
OWN_KB, ALL_KB = 150.0, 450.0
KILOBYTE = 1000
TIMEOUT_S = 60
WARM_REQUESTS = 8

WATCH = Path(__file__).with_name("firstmap.js")

FILTERS = Path(__file__).with_name("filter.js")


@dataclass
class Traffic:
    """What one page load brought: bytes by address, as sent."""

    addresses: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, float] = field(default_factory=dict)

    def kb(self, *, libraries: bool) -> float:
        """Return the kilobytes, with or without the libraries of others."""
        kept = [
            size
            for key, size in self.sizes.items()
            if libraries or not is_library(self.addresses.get(key, ""))
        ]
        return sum(kept) / KILOBYTE

    def api(self) -> set[str]:
        """Return the addresses of the API and of the page, queries in order."""
        return {
            firstview.sorted_address(path)
            for path in self.addresses.values()
            if path == "/" or path.startswith(firstview.API)
        }


def is_library(path: str) -> bool:
    """Tell whether an address is a file of somebody else's library."""
    return "/static/vendor/" in path


@contextmanager
def chromium() -> Iterator[Browser | None]:
    """Give a headless Chromium, or None where there is none."""
    path = tools.find_chromium()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        path = None
    if not path:
        yield None
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        try:
            yield browser
        finally:
            browser.close()


def measure_first_map(reference: Path, folder: Path) -> list[Figure]:
    """Return the time to the first complete map, at full speed and slowed, and what it weighs."""
    with chromium() as browser, our_server(reference, folder) as server:
        if browser is None:
            return [Figure(FIRST, "complete", None, "s", FIRST_S, note="no Chromium")]
        for _ in range(WARM_REQUESTS):
            for path in firstview.PATHS:
                server.get(path)
        loads = [_load(browser, server, 1) for _ in range(ROUNDS)]
        slowed = [_load(browser, server, SLOW)[0] for _ in range(ROUNDS)]
    fast = [seconds for seconds, _ in loads]
    traffic = loads[-1][1]
    asked = {firstview.sorted_address(path) for path in firstview.PATHS}
    unknown = traffic.api() - asked
    note = f"asked for more than the list of a first view: {', '.join(sorted(unknown))}" if unknown else ""
    return [
        Figure(FIRST, "complete, median", median(fast), "s", FIRST_S, note=note),
        Figure(FIRST, "complete, slowest", max(fast), "s"),
        Figure(FIRST, f"complete, processor slowed {SLOW} times, median", median(slowed), "s", SLOW_S),
        Figure(FIRST, "page and data without libraries", traffic.kb(libraries=False), "kB", OWN_KB),
        Figure(FIRST, "page and data with libraries", traffic.kb(libraries=True), "kB", ALL_KB),
    ]


def _load(browser: Browser, server: Server, slower: int) -> tuple[float, Traffic]:
    """Open the map with an empty cache; return seconds and traffic."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN")
    try:
        page = context.new_page()
        page.add_init_script(path=WATCH)
        traffic = _listen(page, slower)
        page.goto(f"http://{HOST}:{server.port}/")
        milliseconds = _first_map_ms(page)
        page.wait_for_load_state("networkidle")
        return milliseconds / 1000, traffic
    finally:
        context.close()


def _first_map_ms(page: Page) -> float:
    """Return when the map was complete; asked for by hand, because the page's policy forbids ``eval``."""
    ends_at = time.monotonic() + TIMEOUT_S
    while time.monotonic() < ends_at:
        found = page.evaluate("window.benchFirstMap")
        if found:
            return float(found)
        page.wait_for_timeout(100)
    raise TimeoutError(f"no complete map in {TIMEOUT_S} s")


def _listen(page: Page, slower: int) -> Traffic:
    """Slow the processor and note what goes over the wire."""
    traffic = Traffic()
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Emulation.setCPUThrottlingRate", {"rate": slower})

    def asked(event: dict[str, Any]) -> None:
        parts = urlsplit(event["request"]["url"])
        traffic.addresses[event["requestId"]] = parts.path + (f"?{parts.query}" if parts.query else "")

    def finished(event: dict[str, Any]) -> None:
        traffic.sizes[event["requestId"]] = float(event["encodedDataLength"])

    client.on("Network.requestWillBeSent", asked)
    client.on("Network.loadingFinished", finished)
    return traffic


def measure_filter(many: Path, folder: Path) -> list[Figure]:
    """Return how long the front end takes to filter 20,000 products and to count what passes."""
    with chromium() as browser, our_server(many, folder) as server:
        if browser is None:
            return [Figure(FILTER, "20,000 products", None, "ms", FILTER_MS, note="no Chromium")]
        context = browser.new_context()
        page = context.new_page()
        # A light page of the same site: the map itself would measure with us.
        page.goto(f"http://{HOST}:{server.port}/help")
        base = f"http://{HOST}:{server.port}"
        features = "/api/v1/layers/products.geojson?units=2025"
        found = page.evaluate(FILTERS.read_text(encoding="utf-8"), [base, features])
        context.close()
    what = f"{found['count']:,} products in the browser"
    times = [float(value) for value in found["times"]]
    return [
        Figure(FILTER, f"{what}: filter and count, median of {len(times)}", median(times), "ms", FILTER_MS),
        Figure(FILTER, f"{what}: filter and count, slowest", max(times), "ms", FILTER_MS),
        Figure(FILTER, f"{what}: index, once a load", float(found["index"]), "ms"),
    ]
