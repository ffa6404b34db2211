"""The registry in a browser: editing, two people at once, taking back, merging, moving by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from app import Settings, create_app
from geodata import tables
from geodata.office.audit import COMMAND_LINE
from geodata.office.vocabulary import RoleName
from geodata.records.editing import create_record
from geodata.records.kinds import RecordKind
from geodata.store import Store
from tests.app.account_helpers import begin
from tests.browser.conftest import DESKTOP, PHONE, serving
from tests.browser.steps import assert_no_overflow, assert_tables_fit
from tests.office_factories import make_user

HOSTILE = '<img src=x onerror="alert(1)"> {{ 7*7 }} ${7*7} "’'
SHOP = {"kind": "shop", "commune": "Bản Liền", "district": "Bắc Hà", "lon": 104.42, "lat": 22.5}


@pytest.fixture
def site(own_reference_store: Store) -> Iterator[str]:
    """Address of a site on reference data of its own."""
    yield from serving(own_reference_store)


@pytest.fixture
def sign_in(
    new_page: Callable[..., Page], browser: Browser, site: str, own_reference_store: Store
) -> Iterator[Callable[..., Page]]:
    """Open pages of people of the office; a browser notes on its console what a server refuses."""
    contexts = []

    def fresh(viewport: dict[str, int]) -> Page:
        contexts.append(browser.new_context(base_url=site, viewport=viewport, locale="vi-VN"))
        return contexts[-1].new_page()

    def page_of(
        login: str = "lan",
        name: str = "Trần Thị Lan",
        viewport: dict[str, int] = DESKTOP,
        refused: bool = False,
    ) -> Page:
        app = create_app(Settings(testing=True, database_url=own_reference_store.url))
        client = app.test_client()
        begin(client, own_reference_store, make_user(own_reference_store, login, RoleName.PLANNER, name))
        (cookie,) = client._cookies.values()
        app.extensions["ocop"].close()
        page = fresh(viewport) if refused else new_page(base_url=site, viewport=viewport)
        hint = {"name": "signed_in", "value": "1", "url": site}
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}, hint])
        return page

    yield page_of
    for context in contexts:
        context.close()


@pytest.fixture
def enter(own_reference_store: Store) -> Callable[..., str]:
    """Enter shops; give their keys."""

    def make(name: str, **fields: object) -> str:
        raw = SHOP | {"name": name} | fields
        return create_record(own_reference_store, COMMAND_LINE, RecordKind.SALES_POINTS, raw)

    return make


def opened(page: Page, path: str) -> Page:
    page.goto(path)
    page.wait_for_selector("body[data-ready]")
    return page


def control(page: Page, name: str):
    return page.locator(f".record-form [data-field={name}]")


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("[data-action=save]").click()
    page.wait_for_selector("body[data-ready]")


def test_what_an_editor_changes_is_on_the_readers_page_in_the_list_and_on_the_map(sign_in, enter):
    page = sign_in()
    key = enter("Cửa hàng thử")
    page.goto(f"/sales-points/{key}")
    page.locator("a.for-staff").click()
    page.wait_for_selector("body[data-ready]")
    assert page.url.endswith(f"/registry/sales_points/{key}")
    control(page, "name").fill("Cửa hàng đã đổi tên")
    page.locator("[data-field=reason]").fill("theo biển hiệu mới")
    save(page)
    expect(page.locator("h1")).to_have_text("Cửa hàng đã đổi tên")
    first = page.locator(".versions > li").first
    expect(first).to_contain_text("theo biển hiệu mới")
    expect(first).to_contain_text("Cửa hàng thử")
    page.goto("/sales-points?limit=100")
    expect(page.get_by_text("Cửa hàng đã đổi tên")).to_be_visible()
    layer = page.request.get("/api/v1/layers/sales_points.geojson").json()
    assert "Cửa hàng đã đổi tên" in [each["properties"].get("name") for each in layer["features"]]


def test_the_second_of_two_people_sees_what_the_first_saved_and_keeps_a_field_of_each(sign_in, enter):
    key = enter("Cửa hàng thử")
    pages = [sign_in("lan", "Trần Thị Lan"), sign_in("minh", "Lê Văn Minh", refused=True)]
    for page in pages:
        opened(page, f"/registry/sales_points/{key}")
    control(pages[0], "name").fill("Tên của Lan")
    control(pages[0], "operator").fill("Đơn vị của Lan")
    save(pages[0])
    control(pages[1], "name").fill("Tên của Minh")
    control(pages[1], "address").fill("Địa chỉ của Minh")
    pages[1].locator("[data-action=save]").click()
    stale = pages[1].locator(".stale")
    expect(stale).to_contain_text("Trần Thị Lan")
    row = stale.locator("tr[data-difference=name]")
    expect(row).to_contain_text("Tên của Lan")
    row.locator("input[value=mine]").check()
    with pages[1].expect_navigation():
        stale.locator("[data-action=save-stale]").click()
    pages[1].wait_for_selector("body[data-ready]")
    expect(control(pages[1], "name")).to_have_value("Tên của Minh")
    expect(control(pages[1], "operator")).to_have_value("Đơn vị của Lan")
    expect(control(pages[1], "address")).to_have_value("Địa chỉ của Minh")


def test_a_change_is_taken_back_and_a_version_brought_back(sign_in, enter):
    page = sign_in()
    key = enter("Cửa hàng thử")
    opened(page, f"/registry/sales_points/{key}")
    control(page, "operator").fill("Hợp tác xã")
    save(page)
    opened(page, "/registry/changes")
    undo = page.locator("[data-undo]").first
    text = undo.inner_text()
    undo.press("Enter")
    undo.press("Escape")
    expect(undo).to_have_text(text)
    undo.click()
    with page.expect_navigation():
        undo.click()
    opened(page, f"/registry/sales_points/{key}")
    expect(control(page, "operator")).to_have_value("")
    back = page.locator("[data-back='2']")
    back.click()
    with page.expect_navigation():
        back.click()
    page.wait_for_selector("body[data-ready]")
    expect(control(page, "operator")).to_have_value("Hợp tác xã")


def test_two_records_become_one_with_the_values_that_were_chosen(sign_in, enter, own_reference_store):
    page = sign_in()
    kept, gone = enter("Cửa hàng Hoa Ban"), enter("Cửa hàng Hoa Ban 2", operator="Hợp tác xã Hoa Ban")
    opened(page, f"/registry/sales_points/{kept}/merge/{gone}")
    expect(page.locator("tr[data-merge=operator] input[value=gone]")).to_be_checked()
    button = page.locator("[data-action=merge]")
    button.click()
    with page.expect_navigation():
        button.click()
    page.wait_for_selector("body[data-ready]")
    expect(control(page, "name")).to_have_value("Cửa hàng Hoa Ban")
    expect(control(page, "operator")).to_have_value("Hợp tác xã Hoa Ban")
    page.goto(f"/sales-points/{gone}")
    assert page.url.endswith(kept)


def test_a_point_is_moved_by_keyboard(sign_in, enter, own_reference_store):
    page = sign_in()
    key = enter("Cửa hàng thử")
    opened(page, f"/registry/sales_points/{key}")
    page.wait_for_selector(".point-map[data-ready]")
    page.locator("[data-move=north]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(control(page, "lat")).to_have_value("22.501796")
    control(page, "lat").press("Enter")
    page.wait_for_selector(".versions > li[data-version='2']")
    t = tables.sales_points
    with own_reference_store.read() as connection:
        lat = connection.scalar(sa.select(t.c.lat).where(t.c.sales_point_id == key))
    assert lat == pytest.approx(22.501796)


def test_a_record_keeps_its_unit_that_has_ended_when_something_else_is_changed(sign_in, own_reference_store):
    t = tables.products
    with own_reference_store.read() as connection:
        key = connection.scalar(sa.select(t.c.product_id).where(t.c.raw_commune == "Tà Chải"))
    page = opened(sign_in(), f"/registry/products/{key}")
    expect(control(page, "unit_code")).not_to_have_value("")
    control(page, "website").fill("https://example.vn")
    save(page)
    with own_reference_store.read() as connection:
        row = connection.execute(sa.select(t).where(t.c.product_id == key)).one()
    assert (row.unit_code, row.raw_commune, row.website) == ("02872", "Tà Chải", "https://example.vn")


def test_a_point_outside_its_commune_is_refused_and_a_click_on_the_suggestion_takes_the_right_one(
    sign_in, enter
):
    page = sign_in(refused=True)
    key = enter("Cửa hàng thử")
    opened(page, f"/registry/sales_points/{key}")
    control(page, "lon").fill("103.84")
    control(page, "lat").fill("22,336")
    page.locator("[data-action=save]").click()
    suggestion = page.locator(".field-problem .chip").first
    expect(suggestion).to_contain_text("Sa Pa")
    suggestion.click()
    save(page)
    expect(control(page, "lat")).to_have_value("22.336")


def test_a_product_is_entered_and_gets_a_certificate(sign_in):
    page = sign_in()
    opened(page, "/registry/products/new")
    control(page, "name").fill("Chè thử nghiệm")
    control(page, "recognition").select_option("recognised")
    control(page, "unit_code").select_option(label="Bản Liền")
    save(page)
    page.locator("[data-add=certificates]").click()
    form = page.locator(".part-form form")
    form.locator("[data-field=stars]").select_option("4")
    form.locator("[data-field=certified_on]").fill("2024-05-06")
    form.locator("button[type=submit]").click()
    table = page.locator("section[data-table=certificates] table")
    expect(table).to_contain_text("06/05/2024")
    expect(page.locator(".versions > li").first).to_contain_text("4")
    page.locator("[data-add=programme_facts]").click()
    form.locator("[data-field=fact]").select_option("sales_channel")
    form.locator("[data-field=value]").select_option("shopee")
    form.locator("[data-field=link]").fill("https://other.example/x")
    form.locator("[data-field=as_of]").fill("11/2025")
    form.locator("button[type=submit]").click()
    facts = page.locator("section[data-table=programme_facts]")
    expect(facts.locator("td[data-label]", has_text=re.compile("^11/2025$"))).to_be_visible()
    expect(facts.locator(".part-form")).to_contain_text("shopee.vn")
    facts.locator(".row-actions button").first.click()
    expect(form.locator("[data-field=as_of]")).to_have_value("11/2025")


def test_an_inferred_value_is_confirmed_by_a_tick_and_a_source_that_is_new(sign_in, own_reference_store):
    t = tables.products
    with own_reference_store.read() as connection:
        rows = connection.execute(sa.select(t.c.product_id, t.c.inferred_fields, t.c.sources)).all()
    key, held, sources = next(tuple(row) for row in rows if "product_group" in row.inferred_fields)
    page = opened(sign_in(), f"/registry/products/{key}")
    page.locator("[data-confirms=product_group]").check()
    control(page, "source").fill(sources[0])
    page.locator("[data-action=save]").click()
    expect(page.locator(".save-out .error")).to_be_visible()
    expect(control(page, "source")).to_be_focused()
    control(page, "source").fill("QĐ 77/QĐ-UBND")
    save(page)
    expect(page.locator("[data-confirms=product_group]")).to_have_count(0)
    expect(page.locator("[data-confirms]")).to_have_count(len(held) - 1)


def test_the_part_of_a_figure_is_chosen_from_the_list_of_its_metric(sign_in):
    page = opened(sign_in(), "/registry/published_totals/new")
    control(page, "metric").select_option("products_by_district")
    control(page, "key").select_option(label="Bắc Hà")
    control(page, "metric").select_option("products_by_group")
    expect(control(page, "key")).to_have_value("")
    control(page, "key").select_option("food")
    fields = {"value": "7", "as_of": "2024-12-31", "source": "Báo cáo số 9"}
    for name, value in fields.items():
        control(page, name).fill(value)
    control(page, "as_of_precision").select_option("day")
    control(page, "province_code").select_option("10")
    save(page)
    expect(control(page, "key")).to_have_value("food")


def test_an_archived_record_comes_back(sign_in, enter):
    page = sign_in()
    key = enter("Cửa hàng thử")
    opened(page, f"/registry/sales_points/{key}")
    archive = page.locator("[data-action=archive]")
    archive.click()
    with page.expect_navigation():
        archive.click()
    page.wait_for_selector("body[data-ready]")
    assert page.locator(".record-form").count() == 0
    opened(page, "/registry/archived")
    with page.expect_navigation():
        page.locator("[data-restore]").click()
    opened(page, f"/registry/sales_points/{key}")
    expect(control(page, "name")).to_have_value("Cửa hàng thử")


def test_hostile_names_are_text_on_a_telephone(sign_in, enter):
    page = sign_in(viewport=PHONE)
    key = enter(HOSTILE, operator=HOSTILE)
    for path in ("registry", "registry/sales_points?q=img", "registry/changes", "quality"):
        page.goto(f"/{path}")
        assert_no_overflow(page)
        assert_tables_fit(page)
        assert page.locator("main img[src=x]").count() == 0
    opened(page, f"/registry/sales_points/{key}")
    expect(control(page, "name")).to_have_value(HOSTILE)
    assert_no_overflow(page)
    assert_tables_fit(page)


def test_what_has_the_focus_never_lies_under_the_bar_of_the_form(sign_in):
    page = opened(sign_in(viewport=PHONE), "/registry/sales_points/new")
    covered = """() => {
        const focused = document.activeElement.getBoundingClientRect();
        const bar = document.querySelector(".save-bar").getBoundingClientRect();
        const inBar = document.activeElement.closest(".save-bar") !== null;
        const fits = focused.height < bar.top;
        return [inBar, !inBar && fits && focused.bottom > bar.top ? document.activeElement.id : null];
    }"""
    control(page, "name").focus()
    seen = []
    for _ in range(40):
        is_at_bar, hidden = page.evaluate(covered)
        assert hidden is None, hidden
        seen.append(is_at_bar)
        if is_at_bar:
            break
        page.keyboard.press("Tab")
    assert seen[-1]
    assert len(seen) > 10


def test_who_is_signed_in_finds_the_registry_in_the_menu_and_readers_do_not(sign_in, new_page, site):
    page = sign_in()
    page.goto("/help")
    expect(page.locator(".site-nav a[href='/registry']")).to_be_visible()
    reader = new_page(base_url=site)
    reader.goto("/help")
    assert reader.locator(".site-nav a[href='/registry']").count() == 0
