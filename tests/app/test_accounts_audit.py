"""The audit log as a page and as a table."""

from __future__ import annotations

import csv
import io

import pytest

from geodata.office.audit import Actor, note
from geodata.office.vocabulary import RoleName
from tests.app.account_helpers import signed_in_as
from tests.app.pages_helpers import read


@pytest.fixture
def boss(empty_app, sqlite_store):
    """A client in which an administrator is signed in."""
    client = empty_app.test_client()
    signed_in_as(client, sqlite_store, RoleName.ADMINISTRATOR)
    return client


def add(store, *subjects, action="setting_changed", actor="Lan"):
    """Add a line for each subject."""
    with store.write(revises=False) as connection:
        for subject in subjects:
            note(connection, Actor("u1", actor), action, "setting", subject, {"value": 1}, {"value": "hai"})


def table_of(client, query=""):
    """Return the rows of the export."""
    text = client.get(f"/audit.csv{query}").get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_a_line_says_who_what_and_from_what_to_what(boss, sqlite_store):
    add(sqlite_store, "office_name")
    page = read(boss, "/audit").text
    assert "Lan" in page
    assert "office_name" in page
    assert "value: 1" in page
    assert "value: hai" in page


def test_the_log_comes_in_parts_with_the_filter_kept(boss, sqlite_store):
    add(sqlite_store, *(f"s{number}" for number in range(60)))
    page = read(boss, "/audit?action=setting_changed")
    assert "1 – 50 of 60" in page.text
    later = next(href for href in page.hrefs() if "offset=50" in href)
    assert "action=setting_changed" in later
    assert "51 – 60 of 60" in read(boss, later).text


def test_the_filter_finds_by_person_kind_and_day(boss, sqlite_store):
    add(sqlite_store, "one")
    add(sqlite_store, "two", actor="Bình")
    assert len(table_of(boss, "?actor=bình")) == 2
    assert len(table_of(boss, "?subject_kind=setting")) == 3
    assert len(table_of(boss, "?subject_kind=setting&until=2020-01-01")) == 1
    assert len(table_of(boss, "?subject_id=one&since=2020-01-01")) == 2


@pytest.mark.parametrize("query", ["?nobody=1", "?since=yesterday", "?offset=-1", f"?actor={'x' * 101}"])
def test_a_filter_that_cannot_be_is_refused(boss, query):
    assert boss.get(f"/audit{query}").status_code == 400


def test_the_export_holds_what_the_page_shows_and_no_formula(boss, sqlite_store):
    add(sqlite_store, "=HYPERLINK(1)", actor="@SUM(A1)")
    head, row = table_of(boss, "?subject_kind=setting")
    assert len(head) == len(row) == 8
    assert not any(cell.startswith(("=", "@", "+", "-")) for cell in row)


def test_signing_in_is_in_the_log_in_words(boss, sqlite_store):
    assert "account made" in read(boss, "/audit").text
    assert "command line" in read(boss, "/audit").text
