"""Lists with long names, points among them, on screens and on paper: columns stay, numbers stay whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from geodata import tables
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from tests.browser.conftest import PHONE, serving
from tests.browser.staff import signed_in_page
from tests.browser.steps import assert_no_overflow, assert_tables_fit
from tests.conftest import sqlite_url

# A name without a place to break a line at.
UNBROKEN = "Hợp_tác_xã_" * 25
SCREEN = {"width": 1280, "height": 720}
# A4 upright within margins of a centimetre, in CSS pixels.
PAPER = {"width": 718, "height": 1047}
POINTS = {"points": 88.5, "points_a": 34.25, "points_b": 21.75, "points_c": 32.5, "criteria": "148/QĐ-TTg"}


@pytest.fixture
def office(_reference_file: Path, tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """A site of its own: three products with points, one of them and its producer with long names."""
    path = tmp_path / "office.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        t, p, made_by = tables.certificates, tables.products, tables.producers
        some = sa.select(t.c.certificate_id, t.c.product_id, p.c.producer_id)
        some = some.join(p, p.c.product_id == t.c.product_id).where(p.c.placement == "commune")
        with store.write() as connection:
            rows = connection.execute(some.order_by(t.c.certificate_id).limit(3)).all()
            for certificate, product, producer in rows:
                values = POINTS | {"certified_on": date(2024, 3, 1), "certified_year": 2024}
                connection.execute(t.update().where(t.c.certificate_id == certificate).values(values))
                if product == rows[0].product_id:
                    connection.execute(p.update().where(p.c.product_id == product).values(name=UNBROKEN))
                    named = made_by.update().where(made_by.c.producer_id == producer)
                    connection.execute(named.values(name=UNBROKEN))
        for site in serving(store):
            yield site, store


def lines_of_numbers(page):
    """Return in how many lines each number of points stands."""
    return page.locator("#upgrade-table tbody td.number").evaluate_all(
        """cells => cells.slice(0, 2).map((cell) => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return new Set([...range.getClientRects()].map((box) => Math.round(box.bottom))).size;
        })"""
    )


def test_every_column_of_the_points_is_seen_on_screens_and_on_paper(new_page, office):
    site, store = office
    page = signed_in_page(new_page, site, store, RoleName.EDITOR)
    for language in ("vi", "en"):
        page.request.get(f"/help?lang={language}")
        for screen, medium in ((SCREEN, "screen"), (PHONE, "screen"), (PAPER, "print")):
            page.set_viewport_size(screen)
            page.emulate_media(media=medium)
            page.goto("/registry/upgrades")
            expect(page.locator("#upgrade-table tbody tr")).to_have_count(3)
            assert_no_overflow(page)
            assert_tables_fit(page)
            assert set(lines_of_numbers(page)) == {1}, (screen, medium)


def test_every_column_of_the_board_is_on_paper(new_page, office):
    site, _ = office
    page = new_page(PAPER, base_url=site)
    page.emulate_media(media="print")
    page.goto("/expiry?months=24")
    page.wait_for_selector("body[data-ready]")
    expect(page.get_by_role("link", name=UNBROKEN).first).to_be_visible()
    assert_no_overflow(page)
    assert_tables_fit(page)


@pytest.mark.parametrize("screen", [SCREEN, PHONE], ids=["1280", "360"])
def test_a_name_without_a_break_pushes_no_column_off_the_records_behind_a_figure(new_page, office, screen):
    site, _ = office
    page = new_page(screen, base_url=site)
    page.goto("/reconciliation/products-total-2025-05-20-4944ea")
    expect(page.get_by_role("link", name=UNBROKEN).first).to_be_attached()
    assert_no_overflow(page)
    assert_tables_fit(page)
