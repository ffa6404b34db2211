"""
Take the pictures of the help page from a running server: ``python scripts/help_pictures.py URL``.

The pages are shown in Vietnamese. A picture that weighs more than the limit is taken again at a
smaller scale, so that the help page stays light.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    # Run as a file, Python looks for modules beside it; the product's folders are one up.
    sys.path[0] = str(ROOT)

from scripts._setup import tools  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TARGET = ROOT / "app" / "static" / "help"
LIMIT_BYTES = 150_000
WIDE = (1040, 650)
PHONE = (360, 640)
SCALES = (1.0, 0.85, 0.72, 0.6)
READY = "body[data-ready]"
WAIT_MS = 20_000


def _nothing(_page: Page) -> None:
    """Show the page as it opens."""


def _search(page: Page) -> None:
    """Search without accents."""
    page.locator("#search").fill("ruou")
    page.get_by_role("option").first.wait_for()


def _filter(page: Page) -> None:
    """Open the filters."""
    page.locator("#tab-filter").click()


def _first_product(page: Page) -> None:
    """Go from the list to the page of a product whose status is told from a year."""
    page.locator("#record-table tbody th a").first.click()
    page.wait_for_selector("[data-small-map][data-ready]", timeout=WAIT_MS)


def _small_map(page: Page) -> None:
    """Wait until the small map is drawn."""
    page.wait_for_selector("[data-small-map][data-ready]", timeout=WAIT_MS)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file name, the address, the window, what is done before and what of it is shown."""

    name: str
    path: str
    window: tuple[int, int] = WIDE
    act: Callable[[Page], None] = _nothing
    part: str = ""  # the element that is shown; empty: the window

    @property
    def is_map(self) -> bool:
        """Whether the picture shows the map page."""
        return self.path.partition("?")[0] == "/"


PICTURES = (
    Picture("map", "/"),
    Picture("search", "/", act=_search, part="#side"),
    Picture("filter", "/", window=(1040, 900), act=_filter, part="#side"),
    Picture("table", "/?table=products"),
    Picture("phone", "/", window=PHONE),
    Picture("product", "/products?status=in_force", act=_first_product),
    Picture("commune", "/communes/02647", act=_small_map),
)


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("url", help="address of the running server, for example http://127.0.0.1:8000")
    options.add_argument("--only", nargs="*", metavar="NAME", help="take these pictures alone")
    return options


def take(browser: Browser, site: str, picture: Picture, target: Path) -> int:
    """Take one picture, at smaller scales until it is light enough; return its bytes."""
    data = b""
    for scale in SCALES:
        data = _shot(browser, site, picture, scale)
        if len(data) <= LIMIT_BYTES:
            break
    target.write_bytes(data)
    return len(data)


def _shot(browser: Browser, site: str, picture: Picture, scale: float) -> bytes:
    """Return the picture at a scale."""
    width, height = picture.window
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale, locale="vi-VN"
    )
    try:
        page = context.new_page()
        page.goto(site.rstrip("/") + picture.path)
        if picture.is_map:
            page.wait_for_selector(READY, timeout=WAIT_MS)
            page.wait_for_selector("body[data-coloured]:not([data-coloured=''])", timeout=WAIT_MS)
        picture.act(page)
        page.wait_for_load_state("networkidle")
        shown = page.locator(picture.part) if picture.part else page
        return shown.screenshot(animations="disabled")
    finally:
        context.close()


def main(argv: Sequence[str] | None = None) -> int:
    """Take the pictures; 1 if one is too heavy."""
    args = parser().parse_args(argv)
    chromium = tools.find_chromium()
    if chromium is None:
        print(tools.HOW_TO_GET["Chromium"], file=sys.stderr)
        return 2
    # Only this command needs a browser.
    from playwright.sync_api import sync_playwright

    TARGET.mkdir(parents=True, exist_ok=True)
    heavy = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for picture in PICTURES:
            if args.only and picture.name not in args.only:
                continue
            size = take(browser, args.url, picture, TARGET / f"{picture.name}.png")
            heavy += size > LIMIT_BYTES
            print(f"{picture.name}.png: {size / 1000:.0f} kB")
        browser.close()
    return 1 if heavy else 0


if __name__ == "__main__":
    raise SystemExit(main())
