"""Files wait with their choices until they are stored, thrown away or too old."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.errors import Conflict, InvalidInput, NotFound, Stale
from geodata.intake import keeping, uploads
from geodata.intake.choices import Choices, changed, loaded
from geodata.intake.making import find_preview, make_preview, store_upload
from geodata.intake.uploads import (
    add_upload,
    change_choices,
    clean_file_name,
    content_of,
    earlier_columns,
    find_upload,
    remove_upload,
    uploads_of,
)
from geodata.office.clock import utc_now
from geodata.office.vocabulary import RoleName
from geodata.records.kinds import RecordKind
from tests.geodata.intake.intake_files import xlsx
from tests.office_factories import make_user

TODAY = date(2026, 11, 22)
HEADINGS = ["metric", "key", "value", "as_of", "as_of_precision", "province_code", "source"]
TOTALS = [
    HEADINGS,
    *(["products_by_star", star, 10 + star, "2026-06-30", "day", "15", "BC"] for star in (3, 4, 5)),
]


@pytest.fixture
def user(store):
    """A planner."""
    return make_user(store, role=RoleName.PLANNER)


@pytest.fixture
def upload_id(store, user) -> str:
    """A list of published totals that was handed in."""
    return add_upload(store, user.actor, "totals.xlsx", xlsx(TOTALS))


def test_a_file_is_kept_as_it_is_and_changes_no_revision(store, user):
    before = store.revision()
    upload_id = add_upload(store, user.actor, "list.xlsx", xlsx(TOTALS))
    assert content_of(store, upload_id) == xlsx(TOTALS) or find_upload(store, upload_id).size > 0
    assert store.revision() == before
    assert [one.upload_id for one in uploads_of(store, user.user_id)] == [upload_id]


def test_every_change_of_the_choices_raises_the_version_and_a_stale_one_is_refused(store, upload_id):
    first = change_choices(store, upload_id, {"takes_new": False}, 1)
    assert (first.version, first.choices.takes_new) == (2, False)
    with pytest.raises(Stale):
        change_choices(store, upload_id, {"takes_new": True}, 1)
    with pytest.raises(Stale):
        remove_upload(store, upload_id, 1)
    remove_upload(store, upload_id, 2)
    with pytest.raises(NotFound):
        find_upload(store, upload_id)


def test_a_file_that_is_too_old_is_gone(store, user, upload_id, monkeypatch):
    later = utc_now() + uploads.KEPT_FOR + timedelta(minutes=1)
    monkeypatch.setattr(uploads, "utc_now", lambda: later)
    with pytest.raises(NotFound):
        find_upload(store, upload_id)
    assert uploads_of(store, user.user_id) == []
    add_upload(store, user.actor, "b.xlsx", xlsx(TOTALS))
    with store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(uploads.uploads)) == 1


def test_the_worker_deletes_what_is_too_old_and_nothing_else(store, user, upload_id, monkeypatch):
    assert uploads.drop_expired(store) == 0
    assert find_upload(store, upload_id).size > 0
    monkeypatch.setattr(uploads, "utc_now", lambda: utc_now() + uploads.KEPT_FOR + timedelta(minutes=1))
    assert uploads.drop_expired(store) == 1
    with store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(uploads.uploads)) == 0


def test_nobody_keeps_too_many_files(store, user, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_PER_USER", 1)
    add_upload(store, user.actor, "a.xlsx", xlsx(TOTALS))
    with pytest.raises(Conflict):
        add_upload(store, user.actor, "b.xlsx", xlsx(TOTALS))


def test_what_is_previewed_is_stored_in_one_change_with_history_and_log(store, user, upload_id):
    make_preview(store, find_upload(store, upload_id), user, TODAY)
    before = store.revision()
    change_id = store_upload(store, upload_id, 1, user, TODAY, "báo cáo")
    assert store.revision() == before + 1
    with store.read() as connection:
        values = set(connection.scalars(sa.select(tables.published_totals.c.value)))
    assert values == {13, 14, 15}
    after = find_upload(store, upload_id)
    assert (after.change_id, after.size, after.preview_of) == (change_id, 0, None)
    with pytest.raises(Conflict):
        store_upload(store, upload_id, 1, user, TODAY)


def test_nothing_is_stored_without_a_preview_of_the_same_choices(store, user, upload_id):
    with pytest.raises(Stale):
        store_upload(store, upload_id, 1, user, TODAY)
    make_preview(store, find_upload(store, upload_id), user, TODAY)
    change_choices(store, upload_id, {"takes_changed": False}, 1)
    with pytest.raises(Stale):
        store_upload(store, upload_id, 1, user, TODAY)
    with pytest.raises(Stale):
        store_upload(store, upload_id, 2, user, TODAY)


def test_a_preview_is_of_its_registry_its_day_and_the_rights_of_its_user(store, user, upload_id):
    make_preview(store, find_upload(store, upload_id), user, TODAY)
    now = find_upload(store, upload_id)
    assert find_preview(store, now, user, TODAY) is not None
    assert find_preview(store, now, user, TODAY + timedelta(days=1)) is None
    assert find_preview(store, now, make_user(store, "other"), TODAY) is None
    with store.write():
        pass
    assert find_preview(store, now, user, TODAY) is None


def test_one_page_of_the_rows_is_read_by_outcome():
    rows = [{"row": n, "outcome": "new" if n % 3 else "same"} for n in range(1, 1_001)]
    told = {"kind": "products", "rows": rows, "tags": {}, "states": {}, "counts": {}}
    kept = keeping.packed(told)
    page, total = keeping.rows_of(kept, "same", 10, 300)
    wanted = [row for row in rows if row["outcome"] == "same"]
    assert (page, total) == (wanted[300:310], len(wanted))
    assert keeping.rows_of(kept, None, 2, 998)[0] == rows[998:]
    assert keeping.summary_of(kept) == {"kind": "products", "counts": {}}


def test_a_column_that_was_matched_is_remembered_by_the_key_of_its_heading(store, upload_id):
    change_choices(store, upload_id, {"kind": "published_totals", "columns": {"Số LIỆU lạ": "value"}}, 1)
    assert earlier_columns(store, RecordKind.PUBLISHED_TOTALS) == {"so lieu la": "value"}
    change_choices(store, upload_id, {"columns": {"số liệu lạ": None}}, 2)
    assert earlier_columns(store, RecordKind.PUBLISHED_TOTALS) == {"so lieu la": None}


def test_that_the_heading_of_a_field_was_not_read_is_remembered_for_no_other_file(store, upload_id):
    given = {"kind": "published_totals", "columns": {"Nguồn": "note"}}
    change_choices(store, upload_id, given, 1)
    assert earlier_columns(store, RecordKind.PUBLISHED_TOTALS) == {"nguon": "note"}
    change_choices(store, upload_id, {"columns": {"Nguồn": None}}, 2)
    assert earlier_columns(store, RecordKind.PUBLISHED_TOTALS) == {}


def test_choices_survive_being_kept():
    given = {"kind": "products", "columns": {"A": "name", "B": None}, "left_out": [3, 2], "source": "QĐ"}
    assert loaded(changed(Choices(), given).dumped()) == changed(Choices(), given)


def test_another_kind_forgets_columns_and_values():
    first = changed(Choices(), {"kind": "products", "columns": {"A": "stars"}, "left_out": [3]})
    assert changed(first, {"kind": "sights"}).columns == {}
    assert changed(first, {"source": "x"}).columns == {"A": "stars"}


@pytest.mark.parametrize(
    "given",
    [
        {"size": 9},
        {"kind": "communes"},
        {"encoding": "latin-1"},
        {"header_row": 0},
        {"header_row": True},
        {"columns": ["a"]},
        {"kind": "products", "columns": {"A": "nobody"}},
        {"columns": {"A": "nobody"}},
        {"kind": "products", "columns": {"A": "name", "B": "name"}},
        {"picks": {"a": 1}},
        {"kind": "products", "picks": {"commune": {"a": {"commune": [1]}}}},
        {"left_out": "1"},
        {"takes_new": 1},
        {"sheet": 1},
        {"source": "x" * 501},
    ],
)
def test_choices_that_cannot_be_are_refused(given):
    with pytest.raises(InvalidInput):
        changed(Choices(), given)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\list.xlsx", "list.xlsx"),
        ("\u202e\n", "file"),
        ("x" * 300, "x" * 200),
    ],
)
def test_the_name_of_a_file_leads_nowhere(name, kept):
    assert clean_file_name(name) == kept
