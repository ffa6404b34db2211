"""The atlas in one file on screens: hostile texts, telephones, keyboards, paper; the page that makes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geodata.store import Store
from layers.catalogue import CATALOGUE
from tests.browser.atlas_steps import DRAWN_MS, asked, take, told
from tests.browser.conftest import PHONE
from tests.browser.steps import assert_no_overflow, tab_to
from tests.browser.test_exports import kept, office  # noqa: F401 -- a fixture
from tests.hostile import make_hostile

SHOWN = "={{ 6*7 }}{% if 1 %}x{% endif %}{# c #}</script><script>window.pwned=1;alert(1)</script>"
KEYS = [spec.key for spec in CATALOGUE]


@pytest.fixture(scope="session")
def hostile_file(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The atlas of a registry in which every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile_atlas")
    (folder / "ocop.db").write_bytes(_reference_file.read_bytes())
    with Store.open(f"sqlite:///{folder / 'ocop.db'}") as store:
        make_hostile(store)
        yield take(store, folder / "atlas.html", lang="vi")


def test_hostile_texts_are_texts_wherever_they_show(open_file, hostile_file):
    page = open_file(hostile_file, f"#layers={','.join(KEYS)}&table=products")
    expect(page.locator("tbody th button").first).to_contain_text(SHOWN)
    page.locator("tbody tr:not(:has(th .muted)) th button").first.click()
    expect(page.locator(".leaflet-popup").first).to_contain_text(SHOWN)
    page.locator("#search").fill("{{ 6*7")
    expect(page.get_by_role("option").first).to_contain_text(SHOWN)
    page.evaluate("location.hash = '#sheet=2025-02926'")
    expect(page.locator("#sheet h2")).to_contain_text("{{ 6*7 }}")
    expect(page.locator("#sheet [data-table=products] th a").first).to_contain_text(SHOWN)
    page.evaluate("location.hash = '#sheet=about'")
    expect(page.locator("#sheet .about-layer").first).to_be_visible()
    assert page.evaluate("window.pwned") is None
    assert page.locator("img[src=x]").count() == 0


def test_nothing_that_gets_in_from_outside_could_run(open_file, whole_file):
    # The browser tells of what it blocks on its console.
    page = open_file(whole_file, watched=False)
    blocked = page.evaluate(
        """async () => {
            const seen = [];
            const note = (event) => seen.push(event.effectiveDirective);
            document.addEventListener("securitypolicyviolation", note);
            for (const text of ["window.pwned = 1", ""]) {
                const script = document.createElement("script");
                if (text) script.textContent = text; else script.src = "data:text/javascript,window.pwned=1";
                document.body.append(script);
            }
            await fetch("data:,x").catch(() => {});
            await new Promise((resolve) => setTimeout(resolve, 200));
            return [seen.sort(), window.pwned ?? null];
        }"""
    )
    assert blocked == [["connect-src", "script-src-elem", "script-src-elem"], None]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_on_a_telephone(open_file, whole_file, scheme):
    page = open_file(whole_file, viewport=PHONE, color_scheme=scheme)
    assert_no_overflow(page)
    page.locator(".about-link").click()
    assert_no_overflow(page)
    page.locator(".sheet-close").click()
    page.evaluate("location.hash = '#sheet=2025-02926'")
    expect(page.locator("#sheet [data-table=products]")).to_be_visible()
    assert_no_overflow(page)
    close = page.locator(".sheet-close").bounding_box()
    assert close is not None
    assert min(close["width"], close["height"]) >= 44


def test_the_keyboard_opens_and_leaves_a_sheet(open_file, whole_file):
    page = open_file(whole_file)
    tab_to(page, ".about-link")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    expect(page.locator(".about-link")).to_be_focused()


def test_a_sheet_is_printed_without_the_map_behind_it(open_file, whole_file):
    page = open_file(whole_file, "#sheet=2025-02926")
    page.emulate_media(media="print")
    expect(page.locator(".map-layout")).to_be_hidden()
    expect(page.locator("#sheet h2")).to_be_visible()
    assert page.pdf().startswith(b"%PDF")


def test_the_page_makes_the_file_and_gives_it(office, new_page, open_file, tmp_path):  # noqa: F811 -- the fixture
    page = new_page(base_url=office.address)
    page.goto("/exports/atlas?units=2024&stars=4")
    page.wait_for_selector("body[data-ready]")
    page.locator("#atlas-take").click()
    link = page.locator("#atlas-status [data-made]")
    link.wait_for(timeout=DRAWN_MS)
    with page.expect_download() as started:
        link.click()
    file = kept(started.value, tmp_path)
    assert file.name.startswith("ocop_lao_cai_atlas_2024-2025_")
    shown = told(open_file(file), "total")
    assert shown == asked(office.address, "summary", units="2024", stars="4")["total"]


def test_the_address_of_a_file_that_nobody_made_shows_its_choices_on_a_telephone(site, new_page):
    page = new_page(PHONE)
    page.goto("/exports/atlas.html?layers=products&units=2025")
    expect(page.locator("#atlas-not-made")).to_be_visible()
    expect(page.locator("#layer-sights")).not_to_be_checked()
    assert_no_overflow(page)
