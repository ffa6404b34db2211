"""A row that may tell of a record of its name is asked about, and makes no second one by itself."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.intake.choices import Choices
from geodata.intake.making import preview_file
from geodata.intake.namesakes import Grounds
from geodata.intake.preview import Preview
from geodata.intake.storing import store_wanted, wanted_of
from geodata.office.audit import COMMAND_LINE
from geodata.records.kinds import RecordKind
from geodata.records.unit_finding import UnitFinder
from geodata.store import Store
from tests.geodata.intake.intake_files import xlsx

TODAY = date(2026, 11, 22)
PRODUCT = ["Tên sản phẩm", "Chủ thể", "Hạng sao", "Xã", "Huyện"]
VILLAGE = ["Tên làng nghề", "Mã xã", "units", "Nghề"]


def preview(store: Store, rows: list[list[Any]], kind: RecordKind, **choices: Any) -> Preview:
    return preview_file(store, xlsx(rows), Choices(kind=kind, **choices), TODAY)[1]


def keep(store: Store, rows: list[list[Any]], kind: RecordKind) -> None:
    with store.write() as connection:
        store_wanted(connection, COMMAND_LINE, wanted_of(preview(store, rows, kind)), "list.xlsx")


def told(found: Preview) -> list[str]:
    """What each row comes to: its outcome, or the rule that it broke."""
    return [row.problems[0].rule if row.problems else row.outcome.value for row in found.rows]


@pytest.fixture
def office(own_reference_store: Store) -> Store:
    keep(own_reference_store, [PRODUCT, ["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà"]], RecordKind.PRODUCTS)
    return own_reference_store


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (["chè thử", None, 4, "Bản Liền", "Bắc Hà"], "name_there"),
        (["Chè thử", None, 4, None, "Bắc Hà"], "name_there"),
        (["Chè thử", None, 4, "Tả Phìn", "Sa Pa"], "new"),
        (["Chè thử", "HTX Khác", 4, "Bản Liền", "Bắc Hà"], "new"),
        (["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà"], "same"),
    ],
)
def test_a_row_without_a_producer_is_asked_about_where_a_record_of_its_name_is_there(office, row, wanted):
    assert told(preview(office, [PRODUCT, row], RecordKind.PRODUCTS)) == [wanted]


def test_the_record_that_is_there_and_a_new_one_can_be_picked(office):
    rows = [PRODUCT, ["Chè thử", None, 3, "Bản Liền", "Bắc Hà"]]
    known, new = preview(office, rows, RecordKind.PRODUCTS).rows[0].problems[0].suggestions
    assert (known.label, new.label) == ("Chè thử – HTX Thử", "a new record")
    for meant, outcome in ((known, "same"), (new, "new")):
        picks = {"name": {"Chè thử": {"name": meant.value, **meant.fields}}}
        found = preview(office, rows, RecordKind.PRODUCTS, picks=picks)
        assert told(found) == [outcome]
        assert (found.rows[0].record_id == known.fields["id"]) == (meant is known)


def test_rows_of_one_file_are_asked_about_like_records(reference_store):
    rows = [PRODUCT, *(["Chè thử", name, 3, "Bản Liền", "Bắc Hà"] for name in ("HTX Thử", None, "HTX Khác"))]
    assert told(preview(reference_store, rows, RecordKind.PRODUCTS)) == ["new", "name_in_file", "new"]


def test_a_record_of_a_former_commune_is_meant_by_a_row_of_the_new_one_that_it_became_part_of(office):
    with office.read() as connection:
        t, u = tables.crosswalk.c, tables.units
        link = sa.and_(u.c.unit_code == t.new_code, u.c.valid_from == t.new_valid_from, u.c.has_records)
        first = date(2025, 7, 1)
        select = sa.select(t.old_code, t.new_code).join(u, link).where(t.new_valid_from == first)
        parts: dict[str, list[str]] = {}
        for old, new in connection.execute(select.order_by(t.old_code)):
            parts.setdefault(new, []).append(old)
    (new, (old, *_)), (elsewhere, _) = [(new, olds) for new, olds in sorted(parts.items()) if len(olds) > 2][
        :2
    ]
    keep(office, [VILLAGE, ["Làng thử", old, "2024", "dệt"]], RecordKind.CRAFT_VILLAGES)
    rows = [VILLAGE, ["Làng thử", new, "2025", "dệt"], ["Làng thử", elsewhere, "2025", "dệt"]]
    assert told(preview(office, rows, RecordKind.CRAFT_VILLAGES)) == ["name_there", "new"]


def test_two_units_may_be_one_place_whichever_is_asked_about_first(reference_store):
    with reference_store.read() as connection:
        units = UnitFinder(connection, TODAY)
        grounds = Grounds(connection, units)
    keys = [*units.by_key][::7]
    for one, other in product(keys, keys):
        assert grounds.may_be_one(one, other) == grounds.may_be_one(other, one)
    assert all(grounds.may_be_one(key, key) and grounds.may_be_one(key, None) for key in keys)


TWO_OF_ONE_FILE = (
    ["Chè đôi", "HTX Đôi", 3, "Bản Liền", "Bắc Hà"],
    ["Chè đôi", None, 3, "Bản Liền", "Bắc Hà"],
)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("which", [0, 1])
def test_a_pick_between_two_rows_of_one_file_settles_the_row_that_asked(reference_store, order, which):
    rows = [PRODUCT, *TWO_OF_ONE_FILE[::order]]
    asked = preview(reference_store, rows, RecordKind.PRODUCTS).rows[1].problems[0]
    assert (asked.rule, asked.values["row"]) == ("name_in_file", 2)
    meant = asked.suggestions[which]
    picks = {"name": {"Chè đôi": {"name": meant.value, **meant.fields}}}
    found = preview(reference_store, rows, RecordKind.PRODUCTS, picks=picks)
    assert [row.problems for row in found.rows] == [(), ()]
    assert len({row.record_id for row in found.rows}) == 1 + which


def test_a_row_that_names_its_record_is_not_touched_by_what_was_picked_for_another(office):
    rows = [PRODUCT, ["Chè thử", "HTX Thử", 3, "Bản Liền", "Bắc Hà"], ["Chè thử", None, 3, None, "Bắc Hà"]]
    picks = {"name": {"Chè thử": {"name": "Chè thử", "id": "new"}}}
    assert told(preview(office, rows, RecordKind.PRODUCTS, picks=picks)) == ["same", "new"]


def test_a_name_in_capitals_renames_nothing(office):
    [row] = preview(
        office, [PRODUCT, ["CHÈ THỬ", "htx thử", 3, "BẢN LIỀN", "BẮC HÀ"]], RecordKind.PRODUCTS
    ).rows
    assert (row.outcome, row.name) == ("same", "Chè thử")
