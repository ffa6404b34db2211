"""A file for the registry in a browser: handed in, corrected, stored, taken back; by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from geodata import tables
from geodata.store import Store
from tests.browser.conftest import PHONE
from tests.browser.test_registry import opened, sign_in, site  # noqa: F401 -- fixtures
from tests.geodata.intake.intake_files import as_tcvn3, xlsx

HOSTILE = '<img src=x onerror="alert(1)"> {{ 7*7 }}'
HEADINGS = ["Tên sản phẩm", "Chủ thể", "Hạng sao", "Xã", "Huyện", "Cột lạ", "Năm công nhận"]
ROWS = [
    HEADINGS,
    ["Chocolate Detox", None, 3, None, "Sa Pa", "a", 2026],
    [HOSTILE, "HTX Thử", 3, "Bản Liền", "Bắc Hà", "b"],
    ["Rượu thử", "HTX Thử", 4, "Bản Liên", "Bắc Hà", "c"],
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def page(sign_in: Callable[..., Page]) -> Page:  # noqa: F811 -- the fixture
    """A page of somebody of the office."""
    return sign_in()


def hand_in(page: Page, content: bytes, name: str = "list.xlsx") -> None:
    """Hand a file in and wait until its rows are there."""
    opened(page, "/registry/import")
    page.locator("#file").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    page.locator("#upload").click()
    page.wait_for_url("**/registry/import/*")
    page.wait_for_selector("body[data-ready]")


def count_of(page: Page, outcome: str):
    """Return the button that counts the rows of an outcome."""
    return page.locator(f"#outcomes [data-outcome={outcome}]")


def names(store: Store) -> set[str]:
    """Return the names of the products."""
    with store.read() as connection:
        return set(connection.scalars(sa.select(tables.products.c.name)))


def test_a_list_is_corrected_stored_and_taken_back(page, own_reference_store):
    before = names(own_reference_store)
    hand_in(page, xlsx(ROWS))
    expect(count_of(page, "refused")).to_contain_text("1")
    refused = page.locator(".import-row.is-refused")
    expect(refused).to_contain_text("Bản Liên")
    refused.locator(".picks button").first.click()
    expect(count_of(page, "new")).to_contain_text("2")
    count_of(page, "new").click()
    expect(page.locator(".import-row.is-new").first).to_contain_text(HOSTILE)
    expect(page.locator(".import-row.is-new dd", has_text="HTX Thử")).to_have_count(2)
    assert names(own_reference_store) == before
    page.locator("#store").click()
    expect(page.locator("#undo")).to_be_visible()
    assert names(own_reference_store) - before == {HOSTILE, "Rượu thử"}
    page.locator("#undo").click()
    expect(page.locator("#undo")).to_have_count(0)
    assert names(own_reference_store) == before


def test_a_column_is_matched_and_a_row_left_out_by_keyboard(page, own_reference_store):
    before = names(own_reference_store)
    hand_in(page, xlsx(ROWS))
    control = page.locator("#column-rows tr", has_text="Cột lạ").locator("select")
    control.focus()
    control.select_option("note")
    expect(page.locator("#column-rows tr", has_text="Cột lạ").locator("td").last).to_have_class(
        "small how-chosen"
    )
    expect(control, "The rows were drawn anew, and the keyboard is where it was").to_be_focused()
    count_of(page, "new").focus()
    page.keyboard.press("Enter")
    box = page.locator(".import-row.is-new input[type=checkbox]").first
    box.focus()
    page.keyboard.press("Space")
    again = page.locator("#again")
    expect(again).to_be_visible()
    again.focus()
    page.keyboard.press("Enter")
    expect(again).to_be_hidden()
    expect(page.locator("#import-body:not([inert])")).to_be_visible()
    page.locator("#store").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#undo")).to_be_visible()
    assert names(own_reference_store) == before


def test_old_letters_are_shown_with_samples_and_may_be_chosen(page):
    hand_in(page, as_tcvn3("Tên sản phẩm,Huyện,Hạng sao\nChè thử,Bắc Hà,3\n"), "cu.csv")
    expect(page.locator("#encoding-tcvn3")).to_be_checked()
    expect(page.locator(".sample").first).to_contain_text("Chè thử,Bắc Hà,3")
    expect(page.locator(".import-row").first).to_contain_text("Chè thử")
    page.locator("#encoding-cp1258").check()
    expect(page.locator(".import-row").first).not_to_contain_text("Chè thử")


def test_a_file_that_is_none_is_told_on_the_page(page):
    opened(page, "/registry/import")
    page.locator("#kind").select_option("products")
    page.locator("#file").set_input_files({"name": "x.xlsx", "mimeType": XLSX, "buffer": xlsx([["a"]])})
    page.locator("#upload").click()
    page.wait_for_url("**/registry/import/*")
    page.wait_for_selector("body[data-ready]")
    expect(count_of(page, "refused")).to_contain_text("0")
    expect(page.locator("#store")).to_be_disabled()


def test_the_page_fits_a_phone(sign_in):  # noqa: F811 -- the fixture
    page = sign_in(viewport=PHONE)
    hand_in(page, xlsx(ROWS))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.locator("#column-rows select").first).to_be_visible()


def test_a_template_with_records_is_downloaded_and_handed_in_again(page, tmp_path):
    opened(page, "/registry/import")
    with page.expect_download() as download:
        page.locator("a[href*='templates/craft_villages.xlsx?rows=all']").click()
    path = tmp_path / "template.xlsx"
    download.value.save_as(path)
    hand_in(page, path.read_bytes())
    expect(count_of(page, "same")).to_contain_text("52")
    expect(page.locator("#store")).to_be_disabled()


def test_metres_of_a_table_are_given_their_zone(page):
    headings = ["Tên", "Loại hình", "Xã", "Huyện", "X", "Y"]
    hand_in(page, xlsx([headings, ["HTX Thử", "Hợp tác xã", None, "Sa Pa", 2471000, 406000]]))
    expect(count_of(page, "refused")).to_contain_text("1")
    page.locator("#crs").select_option("EPSG:9208")
    expect(count_of(page, "refused")).to_contain_text("0")
    expect(page.locator("#file-notes")).to_contain_text("EPSG:9208")
    expect(page.locator("#crs")).to_be_visible()
