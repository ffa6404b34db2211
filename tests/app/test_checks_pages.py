"""Checks after recognition as readers get them: product page, board, a page of their own, files."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa

from app import create_app
from app.clock import today
from geodata import tables
from geodata.office.audit import COMMAND_LINE
from geodata.programme_tables import inspections
from geodata.records.editing import change_part
from geodata.records.kinds import RecordKind
from geodata.records.state import read_state, tag_of
from geodata.store import Store
from tests.app.conftest import closing, settings_for
from tests.conftest import sqlite_url
from tests.hostile import PAYLOAD

CHECKS, BOARD = "/api/v1/expiry/checks", "/api/v1/expiry"
FOUND = today() - timedelta(days=30)


@pytest.fixture(scope="module")
def store(_reference_file, tmp_path_factory) -> Iterator[Store]:
    """The reference data with a check that a product failed, entered as an office does."""
    path = tmp_path_factory.mktemp("checks") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def failed(store) -> str:
    """The product of which a check found a failure."""
    t = tables.certificates
    given = today() - timedelta(days=900)
    with store.write() as connection:
        row = connection.execute(sa.select(t).where(t.c.stars == 4).order_by(t.c.certificate_id)).first()
        days = {"certified_on": given, "certified_year": given.year}
        connection.execute(t.update().where(t.c.certificate_id == row.certificate_id).values(days))
    with store.read() as connection:
        state = read_state(connection, RecordKind.PRODUCTS, row.product_id)
    fields = {
        "certificate_id": row.certificate_id,
        "inspected_on": FOUND.isoformat(),
        "result": "failed",
        "source": "Biên bản 07/BB",
        "note": PAYLOAD,
    }
    change_part(
        store,
        COMMAND_LINE,
        RecordKind.PRODUCTS,
        row.product_id,
        ("inspections", None),
        fields,
        tag_of(state),
        today=today(),
    )
    return str(row.product_id)


@pytest.fixture(scope="module")
def client(store, failed):
    for app in closing(create_app(settings_for(store))):
        english = app.test_client()
        english.get("/expiry?lang=en")
        yield english


def test_the_page_of_the_product_warns_and_shows_result_day_and_source(client, failed):
    page = client.get(f"/products/{failed}").text
    assert "found that the requirements are not met" in page[page.index('id="inspection-fault"') :]
    told = page[page.index('id="inspections"') :]
    for text in ("Did not meet the requirements", f"{FOUND:%d/%m/%Y}", "Biên bản 07/BB", "changes no status"):
        assert text in told
    assert "window.pwned=1" in unescape(told)
    assert "<img src=x" not in page
    assert "badge-in_force" in page


def test_the_list_of_products_points_the_failure_out(client, failed):
    page = client.get("/products?limit=500").text
    assert page.count("inspection-fault") == 1
    row = page[: page.index("inspection-fault")].rpartition("<tr>")[2]
    assert f"/products/{failed}" in row


def test_a_product_of_which_no_check_is_known_says_so_without_a_warning(client, failed):
    items = client.get(f"{CHECKS}?check=none&limit=500").json["items"]
    other = next(one["id"] for one in items if one["certified_year"])
    page = client.get(f"/products/{other}").text
    assert "No check is known since recognition" in page
    assert 'id="inspection-fault"' not in page


def test_the_counts_close_and_the_failed_one_comes_first(client, failed):
    answer = client.get(CHECKS).json
    assert sum(answer["counts"].values()) == answer["products"] == answer["total"]
    assert answer["products"] + answer["others"] == client.get(BOARD).json["products"]
    assert (answer["counts"]["failed"], answer["items"][0]["id"]) == (1, failed)
    (check,) = answer["items"][0]["checks"]
    assert (check["result"], check["source"]) == ("failed", "Biên bản 07/BB")


def test_a_commune_that_the_collector_inferred_is_marked(client, store):
    p = tables.products
    with store.read() as connection:
        rows = connection.execute(sa.select(p.c.product_id, p.c.inferred_fields)).all()
    inferred = {row.product_id for row in rows if "unit_code" in row.inferred_fields}
    page = client.get("/expiry/checks").text
    shown = dict(re.findall(r'<tr data-product="([^"]+)">(.*?)</tr>', page, re.DOTALL))
    marked = {key for key, text in shown.items() if "(inferred)" in text}
    assert marked == inferred & set(shown) != set()


def test_what_the_page_counts_its_file_counts(client, failed):
    page = client.get("/expiry/checks?check=failed").text
    assert page.count("data-product=") == 1
    assert f'data-product="{failed}"' in page
    for check, count in client.get(CHECKS).json["counts"].items():
        body = client.get(f"/api/v1/expiry/exports/checks.csv?check={check}&lang=en").data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(body)))
        below = next((at for at, row in enumerate(rows) if not any(row)), len(rows))
        assert below - 1 == count


def test_the_board_its_rows_and_the_calendar_point_the_failure_out(client, failed):
    (row,) = [one for one in client.get(f"{BOARD}?months=24&limit=500").json["items"] if one["id"] == failed]
    assert row["check"] == "failed"
    page = client.get("/expiry?months=24&limit=500").text
    assert page.count("inspection-fault") == 1
    assert 'href="/expiry/checks"' in page
    feed = client.get("/expiry.ics?lang=en").text.replace("\r\n ", "")
    assert feed.count("found that the requirements are not met") == 1


def test_the_status_is_the_same_without_the_check(client, store, failed):
    before = client.get(f"{BOARD}?months=24").json["standings"]
    with store.write() as connection:
        kept = connection.execute(sa.select(inspections)).mappings().all()
        connection.execute(inspections.delete())
    assert client.get(f"{BOARD}?months=24").json["standings"] == before
    with store.write() as connection:
        connection.execute(inspections.insert(), [dict(row) for row in kept])
