"""Rows of raw-material zones: one zone however it is spelt, and figures that stand beside each other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from geodata.intake.choices import Choices
from geodata.intake.making import preview_file
from geodata.intake.preview import RowResult
from geodata.intake.storing import store_wanted, wanted_of
from geodata.office.audit import COMMAND_LINE
from geodata.records.kinds import RecordKind
from geodata.records.state import read_state
from geodata.store import Store
from tests.geodata.intake.intake_files import xlsx

TODAY = date(2026, 11, 22)
HEADINGS = ["Cây trồng", "Xã", "Huyện", "Diện tích (ha)", "Năm", "Số hộ", "Nguồn"]
PINEAPPLE = ["dứa", "Bản Lầu", "Mường Khương"]


def rows_of(store: Store, *rows: list[Any]) -> list[RowResult]:
    found = preview_file(store, xlsx([HEADINGS, *rows]), Choices(kind=RecordKind.MATERIAL_ZONES), TODAY)[1]
    return list(found.rows)


@pytest.mark.parametrize(
    ("crop", "commune", "district"),
    [
        ("Dứa", "Bản Lầu", "Mường Khương"),
        ("DỨA", "BẢN LẦU", "Mường Khương"),
        ("dứa", "xã Bản Lầu", "huyện Mường Khương"),
        ("dứa", "Bản Lầu", None),
    ],
)
def test_a_zone_is_one_however_its_crop_and_its_commune_are_spelt(reference_store, crop, commune, district):
    [kept] = rows_of(reference_store, [*PINEAPPLE, 1500, 2025])
    [row] = rows_of(reference_store, [crop, commune, district, 1500, 2025])
    assert (row.record_id, row.outcome, row.changes) == (kept.record_id, "same", ())


def test_accents_tell_crops_apart(reference_store):
    [pineapple, coconut] = rows_of(reference_store, PINEAPPLE, ["dừa", *PINEAPPLE[1:]])
    assert (pineapple.outcome, coconut.outcome) == ("same", "new")


def test_a_new_crop_that_two_rows_spell_otherwise_is_one(reference_store):
    first, other = rows_of(reference_store, ["Sa nhân", "Bản Lầu", None], ["sa Nhân", "Lùng Vai", None])
    assert {row.name.split(":")[0] for row in (first, other)} == {"Sa nhân"}


def test_a_figure_of_a_known_zone_is_told_as_added_and_takes_nothing_away(own_reference_store):
    store = own_reference_store
    read = preview_file(
        store,
        xlsx([HEADINGS, [*PINEAPPLE, 1311, 2025, 77, "BC 7"], [*PINEAPPLE, 1411, 2026, 88, "BC 8"]]),
        Choices(kind=RecordKind.MATERIAL_ZONES),
        TODAY,
    )[1]
    changes = [change for row in read.rows for change in row.changes]
    assert [(one.field, one.before, one.after["area_ha"], one.after["source"]) for one in changes] == [
        ("zone_observations", None, [1311.0, 1311.0], ["BC 7"]),
        ("zone_observations", None, [1411.0, 1411.0], ["BC 8"]),
    ]
    key = str(read.rows[0].record_id)
    with store.write() as connection:
        before = read_state(connection, RecordKind.MATERIAL_ZONES, key)
        store_wanted(connection, COMMAND_LINE, wanted_of(read), "list.xlsx")
        after = read_state(connection, RecordKind.MATERIAL_ZONES, key)
    assert before is not None
    assert after is not None
    kept = [row for row in after["zone_observations"] if row in before["zone_observations"]]
    assert (kept, len(after["zone_observations"])) == (before["zone_observations"], len(kept) + 2)
