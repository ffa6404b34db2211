"""Signing in, inviting and reading the log in a browser: by mouse, by keyboard, on a telephone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geodata.store import Store
from tests.browser.conftest import DESKTOP, PHONE, serving
from tests.browser.steps import open_map, tab_to
from tests.conftest import sqlite_url
from tests.office_factories import PASSWORD, make_administrator

LONG = 20_000


@pytest.fixture
def office(_reference_file: Path, tmp_path: Path) -> Iterator[str]:
    """Address of a site of its own on the reference data, with one administrator."""
    path = tmp_path / "office.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        make_administrator(store)
        yield from serving(store)


def sign_in(page: Page) -> None:
    """Sign in with the keyboard alone."""
    page.goto("/help")
    tab_to(page, "#account")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in**")
    tab_to(page, "#login")
    page.keyboard.type("quan.tri")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/help", timeout=LONG)


def fits(page: Page) -> bool:
    """Return whether nothing sticks out of the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_by_keyboard_one_signs_in_comes_back_and_is_named_in_the_corner(new_page, office):
    page = new_page(base_url=office)
    sign_in(page)
    expect(page.locator("#account")).to_have_text("Nguyễn Văn Bình")
    open_map(page)
    expect(page.locator("#account")).to_have_text("Nguyễn Văn Bình")


def test_a_reader_asks_nobody_who_it_is(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/api/v1/me" in request.url else None)
    open_map(page)
    expect(page.locator("#account")).to_have_attribute("href", re.compile(r"/sign-in\?next=%2F$"))
    assert asked == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_an_invited_person_makes_an_account(new_page, office, viewport):
    page = new_page(viewport, base_url=office)
    sign_in(page)
    page.goto("/people")
    page.fill("#name", "Vàng A Páo")
    page.locator("summary").first.click()
    page.locator(".unit-choices input").first.check()
    page.locator("form", has=page.locator("#name")).locator("button[type=submit]").click()
    page.locator("[data-copies]").click()
    expect(page.locator("[data-copied]")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.input_value("#one-time-link")
    assert fits(page)

    guest = new_page(viewport, base_url=office)
    guest.goto(link)
    assert fits(guest)
    guest.fill("#login", "pao")
    guest.fill("#password", PASSWORD)
    guest.fill("#repeated", PASSWORD)
    guest.locator("main button[type=submit]").click()
    guest.wait_for_url("**/account", timeout=LONG)
    expect(guest.locator("#account")).to_have_text("Vàng A Páo")
    assert fits(guest)

    for address in ("/audit", "/people", "/account"):
        page.goto(address)
        assert fits(page), address


def test_signed_out_the_corner_is_a_readers_again(new_page, office):
    page = new_page(base_url=office)
    sign_in(page)
    page.goto("/account")
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in")
    page.goto("/help")
    expect(page.locator("#account")).to_have_attribute("href", re.compile(r"/sign-in\?next=%2Fhelp$"))
