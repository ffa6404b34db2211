"""
Take the pictures of the help page from a running server: ``python scripts/help_pictures.py URL``.

The pages are shown in Vietnamese. A picture that weighs more than the limit is taken again at a
smaller scale, so that the help page stays light. Pages of the office are taken with ``--login`` of
an editor, whose password is asked for; nothing is stored on the server.
"""

from __future__ import annotations

import argparse
import getpass
import io
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


def _drawn(page: Page) -> None:
    """Wait until the map of the page is drawn."""
    page.wait_for_selector(READY, timeout=WAIT_MS)


def _editor(page: Page) -> None:
    """Go from the list of the registry to the form of a product."""
    page.locator("#record-list tbody th a").first.click()
    page.wait_for_selector(".point-map[data-ready]", timeout=WAIT_MS)


def _preview(page: Page) -> None:
    """Hand in the first markets of the registry, one of their communes without its last letter."""
    page.wait_for_selector(READY, timeout=WAIT_MS)
    content = _misspelt_list(page)
    page.locator("#file").set_input_files({"name": "diem-ban.xlsx", "mimeType": WORKBOOK, "buffer": content})
    page.locator("#kind").select_option("sales_points")
    page.locator("#upload").click()
    page.wait_for_selector(".import-row.is-refused", timeout=WAIT_MS)


def _misspelt_list(page: Page) -> bytes:
    """Return a workbook of six markets as the registry has them, the first commune misspelt."""
    from openpyxl import Workbook

    answer = page.request.get("/api/v1/sales-points?units=2024&limit=100").json()
    items = [one for one in answer["items"] if one["kind"] == "market" and one["commune"]][:6]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Tên", "Loại hình", "Xã", "Huyện"])
    for place, item in enumerate(items):
        commune = item["commune"]
        sheet.append([item["name"], "chợ", commune if place else commune[:-1], item["district"]])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _throw_away(page: Page) -> None:
    """Throw the file that was handed in away."""
    page.locator("#remove").click()
    page.wait_for_url("**/registry/import", timeout=WAIT_MS)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file name, the address, the window, what is done before and after, what is shown."""

    name: str
    path: str
    window: tuple[int, int] = WIDE
    act: Callable[[Page], None] = _nothing
    part: str = ""  # the element that is shown; empty: the window
    of_office: bool = False  # whether only who is signed in sees it
    after: Callable[[Page], None] = _nothing

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
    Picture("expiry", "/expiry", window=(1040, 900), act=_drawn),
    Picture("reconciliation", "/reconciliation", window=(1040, 900)),
    Picture("record", "/registry/products", window=(1040, 900), act=_editor, of_office=True),
    Picture(
        "import",
        "/registry/import",
        window=(1040, 1100),
        act=_preview,
        part="#import-body",
        of_office=True,
        after=_throw_away,
    ),
)


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("url", help="address of the running server, for example http://127.0.0.1:8000")
    options.add_argument("--login", help="who is signed in for the pages of the office; without it they stay")
    options.add_argument("--only", nargs="*", metavar="NAME", help="take these pictures alone")
    return options


def sign_in(browser: Browser, site: str, login: str, password: str) -> list[Any]:
    """Return the cookies of somebody who signed in; ``SystemExit`` where that is refused."""
    context = browser.new_context(base_url=site)
    try:
        page = context.new_page()
        page.goto("/sign-in")
        page.locator("#login").fill(login)
        page.locator("#password").fill(password)
        page.locator("main button[type=submit]").click()
        page.wait_for_load_state("networkidle")
        if "/sign-in" in page.url:
            raise SystemExit("The site does not let this person in.")
        return list(context.cookies())
    finally:
        context.close()


def take(browser: Browser, site: str, picture: Picture, target: Path, cookies: list[Any]) -> int:
    """Take one picture, at smaller scales until it is light enough; return its bytes."""
    data = b""
    for scale in SCALES:
        data = _shot(browser, site, picture, scale, cookies)
        if len(data) <= LIMIT_BYTES:
            break
    target.write_bytes(data)
    return len(data)


def _shot(browser: Browser, site: str, picture: Picture, scale: float, cookies: list[Any]) -> bytes:
    """Return the picture at a scale."""
    width, height = picture.window
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=scale, locale="vi-VN", base_url=site
    )
    try:
        context.add_cookies(cookies if picture.of_office else [])
        page = context.new_page()
        page.goto(picture.path)
        if picture.is_map:
            page.wait_for_selector(READY, timeout=WAIT_MS)
            page.wait_for_selector("body[data-coloured]:not([data-coloured=''])", timeout=WAIT_MS)
        picture.act(page)
        page.wait_for_load_state("networkidle")
        shown = page.locator(picture.part) if picture.part else page
        data = shown.screenshot(animations="disabled")
        picture.after(page)
        return data
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

    password = getpass.getpass(f"Password of {args.login}: ") if args.login else ""
    TARGET.mkdir(parents=True, exist_ok=True)
    heavy = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        cookies = sign_in(browser, args.url, args.login, password) if args.login else []
        for picture in PICTURES:
            if (args.only and picture.name not in args.only) or (picture.of_office and not cookies):
                continue
            size = take(browser, args.url, picture, TARGET / f"{picture.name}.png", cookies)
            heavy += size > LIMIT_BYTES
            print(f"{picture.name}.png: {size / 1000:.0f} kB")
        browser.close()
    return 1 if heavy else 0


if __name__ == "__main__":
    raise SystemExit(main())
