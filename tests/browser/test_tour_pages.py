"""What people do with tours that were kept, and with the table of assumptions, in a real browser."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from geodata.office.vocabulary import RoleName
from geodata.store import Store
from geodata.tourism import saved
from tests.browser.conftest import DESKTOP, PHONE, serving
from tests.browser.steps import assert_no_overflow, tab_to
from tests.conftest import sqlite_url
from tests.hostile import PAYLOAD
from tests.office_factories import PASSWORD, make_user
from tests.tour_factories import MONDAY, SUNDAY, make_day, make_leg, make_note, make_stop, make_timed

LONG_MS = 30_000
STOPS = {
    "place:1": make_stop("Chợ phiên Bắc Hà"),
    "place:2": make_stop("Bản Phố", lon=104.26, lat=22.55, own_point=False, kinds=["community"]),
}
TWO_DAYS = {
    "dates": [SUNDAY, MONDAY],
    "stops": STOPS,
    "days": [make_day(SUNDAY, "sun", ["place:1"]), make_day(MONDAY, "mon", ["place:2"])],
}


class Office:
    """A site of its own with two editors, and the store behind it."""

    def __init__(self, store: Store, address: str) -> None:
        """Make the people."""
        self.store, self.address = store, address
        self.lan = make_user(store, "lan", RoleName.EDITOR)
        make_user(store, "minh", RoleName.EDITOR, "Lý Văn Minh")

    def save(self, title: str, *, published: bool = True, **changes: object) -> str:
        """Keep a made-up tour; return its key."""
        actor = self.lan.actor
        tour = saved.save_tour(self.store, actor, title, None, make_timed(**changes))
        if published:
            saved.publish_tour(self.store, actor, tour.tour_id, 1, published=True)
        return tour.tour_id


@pytest.fixture(scope="module")
def office(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One site for these tests; each saves tours of its own."""
    path = tmp_path_factory.mktemp("tours") / "office.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        for address in serving(store, revision_poll_s=0.0):
            yield Office(store, address)


@pytest.fixture
def visit(office: Office, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open a page of the site, in English; ``login`` signs in first."""

    def go(path: str, login: str | None = None, viewport: dict[str, int] = DESKTOP) -> Page:
        page = new_page(viewport, base_url=office.address)
        return opened(page, path, login)

    return go


@pytest.fixture
def refused_page(browser: Browser, office: Office) -> Iterator[Page]:
    """A page on which the server may refuse something: the browser notes that on its console."""
    problems: list[str] = []
    context = browser.new_context(viewport=DESKTOP, base_url=office.address, reduced_motion="reduce")
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(error.message))
    yield page
    context.close()
    assert problems == []


def opened(page: Page, path: str, login: str | None = None) -> Page:
    """Open a page in English."""
    page.request.get("/help?lang=en")
    if login is not None:
        page.goto("/sign-in?next=/help")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.locator("main button[type=submit]").click()
        page.wait_for_url("**/help", timeout=LONG_MS)
    page.goto(path)
    return page


def ready(page: Page) -> Page:
    page.wait_for_selector("body[data-ready]", timeout=LONG_MS)
    return page


def test_the_map_numbers_the_stops_and_dashes_what_is_no_road(office, visit):
    legs = [make_leg("a", "place:1", real=True), make_leg("place:1", "a")]
    days = [make_day(SUNDAY, "sun", ["place:1"], legs=legs), TWO_DAYS["days"][1]]
    page = ready(visit(f"/tours/{office.save('Bản đồ', **TWO_DAYS | {'days': days})}"))
    expect(page.locator("#tour-map .stop-mark")).to_have_text(["1.1", "2.1"])
    expect(page.locator("#tour-map .stop-mark.somewhere")).to_have_text(["2.1"])
    dashes = page.eval_on_selector_all(
        "#tour-map path.leg-real, #tour-map path.leg-schematic",
        "(paths) => paths.map((path) => `${path.classList[0]} ${path.hasAttribute('stroke-dasharray')}`)",
    )
    assert dashes == ["leg-real false", *["leg-schematic true"] * 3]
    page.locator("#tour-map .stop-icon").first.hover()
    expect(page.locator(".leaflet-tooltip")).to_have_text("Stop 1.1: Chợ phiên Bắc Hà")


def test_an_author_publishes_by_keyboard_and_everybody_finds_the_tour(office, visit):
    key = office.save("Sắp công bố", published=False)
    page = ready(visit(f"/tours/{key}", "lan"))
    tab_to(page, "[data-action=publish]")
    page.keyboard.press("Enter")
    expect(page.locator("#announcer")).to_have_text("The tour is published.", timeout=LONG_MS)
    expect(page.locator("h1 .badge-draft")).to_have_count(0)
    expect(page.locator(".tour-qr img")).to_be_visible()
    reader = visit("/tours/gallery?q=sap+cong+bo")
    expect(reader.locator(".tour-card h2 a")).to_have_text("Sắp công bố")


def test_a_tour_that_does_not_work_is_published_only_after_a_second_press(office, refused_page):
    note = make_note("closed", "Day %(day)s: the market is closed", day=1)
    finding = {"fault": "closed", "day": 0, "stop": "place:1", "values": {}, "note": note}
    key = office.save("Chợ đóng cửa", published=False, keeps=False, findings=[finding])
    page = ready(opened(refused_page, f"/tours/{key}", "lan"))
    publish = page.locator("[data-action=publish]")
    publish.click()
    expect(page.locator("#tour-error")).to_contain_text("Day 1: the market is closed", timeout=LONG_MS)
    expect(publish).to_have_text("Publish it all the same? Press again to do it.")
    publish.click()
    expect(page.locator("#announcer")).to_have_text("The tour is published.", timeout=LONG_MS)
    expect(page.locator("h1 .badge-broken")).to_be_visible()


def test_another_editor_copies_a_tour_and_changes_the_title_of_the_copy(office, visit):
    page = ready(visit(f"/tours/{office.save('Tuyến gốc')}", "minh"))
    page.locator("[data-action=copy]").click()
    expect(page.locator("#announcer")).to_have_text("The copy is your draft.", timeout=LONG_MS)
    expect(page.locator(".tour-title")).to_contain_text("copy of “Tuyến gốc”")
    ready(page).locator("[data-action=words]").click()
    page.fill("#words-title", "Tuyến của Minh")
    page.locator("#tour-words button[type=submit]").click()
    expect(page.locator("#announcer")).to_have_text("Title and note are kept.", timeout=LONG_MS)
    expect(page.locator("h1")).to_contain_text("Tuyến của Minh")


def test_a_tour_is_removed_only_after_a_second_press(office, visit):
    key = office.save("Bỏ đi")
    page = ready(visit(f"/tours/{key}", "lan"))
    remove = page.locator("[data-action=remove]")
    remove.click()
    expect(remove).to_have_text("Remove for good? Press again to do it.")
    assert saved.find_tour(office.store, key, None).title == "Bỏ đi"
    remove.click()
    page.wait_for_url("**/tours/gallery", timeout=LONG_MS)
    expect(page.locator(f'[data-tour="{key}"]')).to_have_count(0)


def test_a_change_from_an_old_page_is_refused_and_says_how_to_go_on(office, refused_page):
    key = office.save("Hai người sửa")
    page = ready(opened(refused_page, f"/tours/{key}", "lan"))
    saved.change_words(office.store, office.lan.actor, key, 2, {"note": "Sửa ở nơi khác"})
    page.locator("[data-action=publish]").click()
    expect(page.locator("#tour-error")).to_contain_text("Somebody else was quicker", timeout=LONG_MS)
    page.locator("#tour-error a").click()
    expect(ready(page).locator("#tour-note")).to_have_text("Sửa ở nơi khác")


def test_the_gallery_is_filtered_by_keyboard(office, visit):
    office.save("Một ngày chợ", **TWO_DAYS)
    page = visit("/tours/gallery")
    tab_to(page, "#q")
    page.keyboard.type("mot ngay cho ban pho")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=mot+ngay+cho+ban+pho**", timeout=LONG_MS)
    expect(page.locator(".tour-card h2")).to_have_text(["Một ngày chợ"])
    page.get_by_text("Show all").click()
    page.wait_for_url(re.compile("/tours/gallery$"), timeout=LONG_MS)


def test_an_editor_changes_an_assumption_and_readers_see_it(office, visit):
    page = ready(visit("/tours/assumptions", "lan"))
    page.locator("tr[data-row='kind:bath'] button").click()
    page.fill("[data-field=visit_min]", "120")
    page.get_by_text("More hours").click()
    page.locator(".hours-row").last.locator("[data-field=from]").fill("19:00")
    page.locator(".hours-row").last.locator("[data-field=to]").fill("24:00")
    page.fill("[data-field=reason]", "Hỏi khu suối khoáng, 3/2026")
    page.locator(".row-form button[type=submit]").click()
    expect(page.locator("#announcer")).to_contain_text("Kept", timeout=LONG_MS)
    row = visit("/tours/assumptions").locator("tr[data-row='kind:bath']")
    expect(row).to_contain_text("120")
    expect(row).to_contain_text("08:00–18:00, 19:00–24:00")
    expect(row).to_contain_text("Usual: 90 min; 08:00–18:00")


def test_an_editor_changes_a_vehicle_and_a_pace_and_readers_see_them(office, visit):
    page = ready(visit("/tours/assumptions", "lan"))
    page.locator("tr[data-row='vehicle:coach'] button").click()
    page.fill("[data-field=time_factor]", "1.4")
    page.fill("[data-field=seats]", "29")
    page.fill("[data-field=co2_g_km]", "700")
    page.fill("[data-field=co2_source]", "Sổ nhiên liệu 2026")
    page.fill("[data-field=reason]", "Đo trên đường Bắc Hà – Si Ma Cai")
    page.locator(".row-form button[type=submit]").click()
    expect(page.locator("#announcer")).to_contain_text("Kept", timeout=LONG_MS)
    ready(page).locator("tr[data-row='pace:calm'] button").click()
    expect(page.locator("[data-field=visit_factor]")).to_have_value("1.25")
    page.fill("[data-field=max_drive_min]", "200")
    page.fill("[data-field=reason]", "Hỏi ba hướng dẫn viên")
    page.locator(".row-form button[type=submit]").click()
    expect(page.locator("tr[data-row='pace:calm']")).to_contain_text("Hỏi ba hướng dẫn viên", timeout=LONG_MS)
    seen = visit("/tours/assumptions")
    coach = seen.locator("tr[data-row='vehicle:coach']")
    expect(coach).to_contain_text("Sổ nhiên liệu 2026")
    expect(coach).to_contain_text("Usual: × 1.25; 45 seats; 627 g CO₂ a km")
    expect(seen.locator("tr[data-row='pace:calm']")).to_contain_text("Usual: × 1.25; 240 min")


def test_a_refused_assumption_says_why_at_its_field(office, refused_page):
    page = ready(opened(refused_page, "/tours/assumptions", "lan"))
    page.locator("tr[data-row='harvest:plum'] button").click()
    page.get_by_label("May").uncheck()
    page.fill("[data-field=reason]", "Hỏi ở Bắc Hà")
    page.locator(".row-form button[type=submit]").click()
    field = page.locator("[data-field=title]")
    expect(field).to_have_attribute("aria-invalid", "true", timeout=LONG_MS)
    expect(field).to_be_focused()
    expect(page.locator(".row-form [role=alert]")).to_contain_text("which months")


def test_whoever_comes_second_is_told_what_the_row_is_now(office, browser, refused_page):
    first = ready(opened(refused_page, "/tours/assumptions", "lan"))
    context = browser.new_context(base_url=office.address)
    second = ready(opened(context.new_page(), "/tours/assumptions", "minh"))
    for page, minutes in ((second, "35"), (first, "50")):
        page.locator("tr[data-row='kind:shop'] button").click()
        page.fill("[data-field=visit_min]", minutes)
        page.fill("[data-field=reason]", f"Hỏi {minutes} cửa hàng")
        page.locator(".row-form button[type=submit]").click()
        if page is second:
            expect(page.locator("#announcer")).to_contain_text("Kept", timeout=LONG_MS)
    expect(first.locator(".row-form")).to_contain_text("Lý Văn Minh has changed this row", timeout=LONG_MS)
    expect(first.locator(".row-form")).to_contain_text("It is now: 35 min; 08:00–18:00; Hỏi 35 cửa hàng")
    context.close()


def test_a_festival_is_entered_at_a_place_that_is_found_by_name_and_removed(office, visit):
    page = ready(visit("/tours/assumptions", "lan"))
    page.locator("[data-action=add-festival]").click()
    page.fill("#festival-form [data-field=name]", "Hội đền Thượng")
    page.fill("#festival-form [data-field=day]", "15")
    page.fill("#festival-form [data-field=month]", "1")
    with page.expect_response("**/api/v1/tour-options*"):
        page.get_by_label("Where it is held").select_option("place")
    page.locator("#festival-form [data-field=place_id]").press_sequentially("den thuong")
    page.locator("#festival-form [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#festival-form")).to_contain_text("Chosen: Đền Thượng")
    page.fill("#festival-form [data-field=source]", "Sở Văn hóa, Thể thao và Du lịch")
    page.locator("#festival-form button[type=submit]").click()
    row = page.locator("tr[data-festival]", has_text="Hội đền Thượng")
    expect(row).to_contain_text("day 15 of lunar month 1", timeout=LONG_MS)
    expect(row).to_contain_text("lunar 15/1")
    ready(page)
    remove = row.locator("button").last
    remove.click()
    expect(remove).to_have_text("Remove Hội đền Thượng? Press again to do it.")
    remove.click()
    expect(page.locator("#no-festivals")).to_be_visible(timeout=LONG_MS)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_nothing_is_wider_than_a_telephone_and_hostile_texts_do_nothing(office, visit, lang):
    stops = {"place:1": make_stop(PAYLOAD, commune=PAYLOAD)}
    key = office.save(PAYLOAD[:120], stops=stops)
    page = visit("/tours/gallery", "lan", PHONE)
    page.request.get(f"/help?lang={lang}")
    for address in ("/tours/gallery", f"/tours/{key}", "/tours/assumptions"):
        page.goto(address)
        if address != "/tours/gallery":
            ready(page)
        assert_no_overflow(page)
        assert page.evaluate("() => window.pwned === undefined")


def test_paper_has_one_page_for_each_day_and_no_buttons(office, visit):
    page = ready(visit(f"/tours/{office.save('Để in', **TWO_DAYS)}"))
    printed = page.pdf(format="A4")
    # The tour as a whole, its two days, and what it rests on.
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 4
    page.emulate_media(media="print")
    expect(page.locator("[data-action=print]")).to_be_hidden()
    expect(page.locator(".take-away")).to_be_hidden()
    expect(page.locator(".day-card").first).to_be_visible()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["laptop", "telephone"])
def test_a_scanner_reads_the_address_of_the_page_from_its_code(office, visit, viewport):
    page = visit(f"/tours/{office.save('Mã QR', **TWO_DAYS)}", viewport=viewport)
    code = page.locator(".tour-qr img")
    code.scroll_into_view_if_needed()
    expect(code).to_have_js_property("complete", value=True)
    with Image.open(io.BytesIO(code.screenshot())) as picture:
        (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert found.text == page.url
