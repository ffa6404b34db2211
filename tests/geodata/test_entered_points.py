"""Points that the office enters: rows like any other, kept when the reference data are loaded anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.details import KINDS, list_records, read_record
from geodata.errors import Conflict, InvalidInput, NotFound
from geodata.indicators import Indicator, indicator_by_commune
from geodata.joins import sales_points_in
from geodata.office.audit import Actor, LogFilter, read_log
from geodata.office.backup import make_backup
from geodata.office.backup_restore import restore
from geodata.planning.existing import existing_points
from geodata.records import replaying
from geodata.registry import reference
from geodata.registry.entered import (
    ENTERED,
    add_point,
    change_point,
    entered_points,
    find_point,
    remove_point,
    units_of_entry,
)
from geodata.registry.entries import PointEntry
from geodata.schemas import failures
from geodata.store import Store
from geodata.view import View
from geodata.vocabulary import UnitSystem
from tests.factories import FROM_2019, FROM_2020, FROM_2025, fill_world

TODAY = date(2026, 11, 22)
ACTOR = Actor("u1", "Lý Thị Mẩy")
VIEW_2024 = View(units=UnitSystem.Y2024, today=TODAY)
ENTRY = PointEntry(
    name="Điểm OCOP chợ Nậm Chảy",
    unit_code="90201",
    unit_valid_from=FROM_2020,
    address="tổ 1",
    lon=104.25,
    lat=22.35,
    opened_year=2024,
    operator="UBND xã",
    source="Văn bản số 12/UBND ngày 3/1/2026",
)


@pytest.fixture
def world(store: Store) -> Store:
    fill_world(store)
    return store


@pytest.fixture
def small_world(sqlite_store: Store) -> Store:
    fill_world(sqlite_store)
    return sqlite_store


def entered(store: Store) -> list[dict]:
    with store.read() as connection:
        rows = connection.execute(sa.select(tables.sales_points)).mappings().all()
    return [dict(row) for row in rows]


def test_an_entered_point_is_a_sales_point_like_any_other(world):
    point_id = add_point(world, ACTOR, ENTRY, TODAY)
    (row,) = sales_points_in(world, View(units=UnitSystem.Y2025, today=TODAY)).to_dict("records")
    assert (row["sales_point_id"], row["kind"], row["commune_code"]) == (point_id, "ocop_point", "90201")
    assert (row["lon"], row["lat"], row["roles"]) == (104.25, 22.35, ["sales_point"])
    assert failures(tables.sales_points, entered(world)) == []


def test_an_entered_point_says_who_entered_it_and_when(world):
    point_id = add_point(world, ACTOR, ENTRY, TODAY)
    record = read_record(world, KINDS["sales-points"], point_id, TODAY).record
    assert record["note"] == "Văn phòng nhập ngày 22/11/2026"
    assert record["sources"] == ["Văn bản số 12/UBND ngày 3/1/2026"]
    assert record["source_table"] == ENTERED


def test_entering_makes_a_new_revision_and_a_line_in_the_log(world):
    revision = world.revision()
    point_id = add_point(world, ACTOR, ENTRY, TODAY)
    assert world.revision() == revision + 1
    (line,), total = read_log(world, LogFilter(), 10)
    assert (total, line.action, line.subject_id, line.actor_name) == (
        1,
        "record_create",
        point_id,
        "Lý Thị Mẩy",
    )
    assert line.after["name"] == "Điểm OCOP chợ Nậm Chảy"


def test_the_map_counts_an_entered_point(small_world):
    view = View(units=UnitSystem.Y2024, today=TODAY)
    before = indicator_by_commune(small_world, view, Indicator.OCOP_POINTS).loc["90201", "state"]
    add_point(small_world, ACTOR, ENTRY, TODAY)
    after = indicator_by_commune(small_world, view, Indicator.OCOP_POINTS).loc["90201", "value"]
    assert (before, after) == ("none_recorded", 1.0)


def test_a_changed_point_keeps_its_key_and_names_both_people(world):
    point_id = add_point(world, ACTOR, ENTRY, TODAY)
    other = Actor("u2", "Giàng A Páo")
    moved = replace(ENTRY, name="Điểm OCOP Sa Pả", unit_code="90202", lon=None, lat=None)
    change_point(world, other, point_id, moved, find_point(world, point_id).tag, TODAY)
    change_point(world, other, point_id, moved, find_point(world, point_id).tag, TODAY)
    found = find_point(world, point_id)
    assert found.entry == moved
    assert found.note == "Văn phòng nhập ngày 22/11/2026; sửa ngày 22/11/2026"
    (row,) = entered(world)
    assert (row["placement"], row["point_source"]) == ("commune", None)
    with world.read() as connection:
        assert connection.scalar(sa.select(tables.places.c.name).where(tables.places.c.name == moved.name))


def test_a_stale_form_is_a_conflict_and_changes_nothing(small_world):
    point_id = add_point(small_world, ACTOR, ENTRY, TODAY)
    tag = find_point(small_world, point_id).tag
    change_point(small_world, ACTOR, point_id, replace(ENTRY, operator="HTX"), tag, TODAY)
    with pytest.raises(Conflict):
        change_point(small_world, ACTOR, point_id, replace(ENTRY, operator="khác"), tag, TODAY)
    with pytest.raises(Conflict):
        remove_point(small_world, ACTOR, point_id, tag)
    assert find_point(small_world, point_id).entry.operator == "HTX"


def test_a_removed_point_leaves_no_row_and_no_place(world):
    point_id = add_point(world, ACTOR, ENTRY, TODAY)
    remove_point(world, ACTOR, point_id, find_point(world, point_id).tag)
    with world.read() as connection:
        for table in (tables.sales_points, tables.places, tables.place_roles):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0, table.name
    assert read_log(world, LogFilter(), 10)[0][0].action == "record_archive"


def test_rows_of_the_reference_data_cannot_be_changed_or_removed_here(own_reference_store):
    with own_reference_store.read() as connection:
        row = connection.execute(sa.select(tables.sales_points)).first()
    for attempt in (
        lambda: find_point(own_reference_store, row.sales_point_id),
        lambda: remove_point(own_reference_store, ACTOR, row.sales_point_id, ""),
        lambda: change_point(own_reference_store, ACTOR, row.sales_point_id, ENTRY, "", TODAY),
    ):
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " \u200b "}, "needs a name"),
        ({"name": "x" * 201}, "too long: at most 200 signs"),
        ({"address": "x" * 301}, "too long: at most 300 signs"),
        ({"opened_year": 2027}, "not 2027"),
        ({"opened_year": 1889}, "not 1889"),
        ({"unit_code": "99999"}, "no unit 99999"),
        ({"unit_code": "15", "unit_valid_from": FROM_2025}, "no unit 15"),
        ({"lat": None}, "a longitude and a latitude"),
        ({"lon": float("nan")}, "a longitude and a latitude"),
        ({"lon": 1042.5}, "a longitude and a latitude"),
        ({"lon": 104.05}, "does not lie in Nậm Chảy"),
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_is_written(small_world, wrong, says):
    revision = small_world.revision()
    with pytest.raises(InvalidInput, match=says):
        add_point(small_world, ACTOR, replace(ENTRY, **wrong), TODAY)
    assert entered(small_world) == []
    assert small_world.revision() == revision


def test_a_point_may_lie_as_far_beyond_its_line_as_lines_are_inexact(small_world):
    add_point(small_world, ACTOR, replace(ENTRY, lon=104.305), TODAY)
    with pytest.raises(InvalidInput, match="does not lie in"):
        add_point(small_world, ACTOR, replace(ENTRY, name="khác", lon=104.32), TODAY)


def test_one_unit_has_no_two_points_of_one_name(small_world):
    add_point(small_world, ACTOR, ENTRY, TODAY)
    with pytest.raises(Conflict, match="already has"):
        add_point(small_world, ACTOR, replace(ENTRY, name="ĐIỂM OCOP CHỢ NẬM CHẢY (mới)"), TODAY)
    assert add_point(small_world, ACTOR, replace(ENTRY, unit_code="90202", lon=104.35), TODAY)


def test_a_name_that_was_left_may_be_entered_again(small_world):
    first = add_point(small_world, ACTOR, ENTRY, TODAY)
    other = replace(ENTRY, name="Điểm khác")
    change_point(small_world, ACTOR, first, other, find_point(small_world, first).tag, TODAY)
    second = add_point(small_world, ACTOR, ENTRY, TODAY)
    assert {point.point_id: point.name for point in entered_points(small_world)} == {
        first: "Điểm khác",
        second: ENTRY.name,
    }


def test_a_point_of_a_district_has_no_point_on_the_map(small_world):
    entry = replace(ENTRY, unit_code="902", lon=None, lat=None)
    point_id = add_point(small_world, ACTOR, entry, TODAY)
    (row,) = list_records(small_world, KINDS["sales-points"], View(units=UnitSystem.Y2025, today=TODAY))
    assert (row["sales_point_id"], row["placement"], row["lon"]) == (point_id, "district", None)


@pytest.mark.parametrize(
    ("unit", "keys"),
    [
        (("90201", FROM_2020), {("90201", FROM_2020), ("90201", FROM_2025), ("902", FROM_2020)}),
        (("90201", FROM_2025), {("90201", FROM_2020), ("90201", FROM_2025), ("902", FROM_2020)}),
        (("902", FROM_2020), {("902", FROM_2020)}),
        # Split in 2020: its commune is not certain, its district is.
        (("90203", FROM_2019), {("90203", FROM_2019), ("902", FROM_2020)}),
        (("99999", FROM_2025), {("99999", FROM_2025)}),
    ],
)
def test_an_editor_of_any_unit_that_a_point_lies_in_may_edit_it(small_world, unit, keys):
    assert set(units_of_entry(small_world, unit, TODAY)) == keys


def point_in_y_ty(store: Store) -> PointEntry:
    """A point in the commune Y Tý of the reference data."""
    with store.read() as connection:
        unit = connection.execute(
            sa.select(tables.units.c.unit_code, tables.units.c.valid_from).where(
                tables.units.c.unit_code == "02701", tables.units.c.valid_to == date(2025, 6, 30)
            )
        ).one()
    return PointEntry(name="Điểm OCOP Y Tý", unit_code=unit.unit_code, unit_valid_from=unit.valid_from)


def test_loading_the_reference_data_keeps_what_was_entered(own_reference_store):
    point_id = add_point(own_reference_store, ACTOR, point_in_y_ty(own_reference_store), TODAY)
    before = find_point(own_reference_store, point_id)
    reports = reference.load_reference(own_reference_store, progress=lambda _: None)
    assert find_point(own_reference_store, point_id) == before
    assert ENTERED not in {report.file for report in reports}
    assert existing_points(own_reference_store, View(units=UnitSystem.Y2024, today=TODAY)).known == 4
    remove_point(own_reference_store, ACTOR, point_id, before.tag)


def test_what_was_entered_does_not_stop_newer_reference_data(own_reference_store, monkeypatch):
    add_point(own_reference_store, ACTOR, point_in_y_ty(own_reference_store), TODAY)
    lose_units(monkeypatch)
    reference.load_reference(own_reference_store, progress=lambda _: None)
    assert reference.office_imports(own_reference_store) == []


def lose_units(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next load bring data that no longer have the unit of an entered point."""
    gone = {("02701", date(2020, 1, 1))}
    monkeypatch.setattr(replaying, "missing_units", lambda _connection, _changes: gone)


def test_a_point_whose_unit_is_gone_stays_without_one_and_is_reported(own_reference_store, monkeypatch):
    point_id = add_point(own_reference_store, ACTOR, point_in_y_ty(own_reference_store), TODAY)
    lose_units(monkeypatch)
    reports = reference.load_reference(own_reference_store, progress=lambda _: None)
    (report,) = [report for report in reports if report.file == ENTERED]
    assert report.rows_read == report.rows_written == 1
    assert "Điểm OCOP Y Tý" in report.problems[0].text()
    found = find_point(own_reference_store, point_id)
    assert found.entry is None
    (row,) = [row for row in entered(own_reference_store) if row["sales_point_id"] == point_id]
    assert (row["unit_code"], row["placement"]) == (None, "unknown")


def test_entered_points_survive_a_reload_on_both_databases(world):
    point_id = add_point(world, ACTOR, ENTRY, TODAY)
    before = find_point(world, point_id)
    with world.read() as connection:
        units = [dict(row) for row in connection.execute(sa.select(tables.units)).mappings()]
    with world.write() as connection:
        reference.replace_all(connection, reference.ReferenceData({"units": units}, ()))
    assert find_point(world, point_id) == before
    with world.read() as connection:
        assert connection.scalar(sa.select(tables.place_roles.c.record_id)) == point_id


def test_a_backup_brings_entered_points_back(world, tmp_path):
    url = world._engine.url.render_as_string(hide_password=False)
    point_id = add_point(world, ACTOR, ENTRY, TODAY)
    before = find_point(world, point_id)
    make_backup(url, tmp_path / "backup.zip")
    remove_point(world, ACTOR, point_id, before.tag)
    restore(url, tmp_path / "backup.zip")
    assert find_point(world, point_id) == before
    with world.read() as connection:
        assert connection.scalar(sa.select(tables.place_roles.c.record_id)) == point_id


# A point that the reference data name, entered again with more


def known_point(store):
    """Return the OCOP point that the reference data know by its district alone."""
    (point,) = [item for item in existing_points(store, VIEW_2024).items if item.lon is None]
    return point


def entered_as(store, point_id):
    """Enter a point in the centre of Sa Pa that is the same as another one."""
    sa_pa = PointEntry(
        name="Điểm OCOP Sa Pa", unit_code="03001", unit_valid_from=date(2020, 1, 1), same_as=point_id
    )
    return add_point(store, ACTOR, sa_pa, TODAY)


def test_an_entry_that_is_the_same_as_a_known_point_counts_once(own_reference_store):
    before = existing_points(own_reference_store, VIEW_2024)
    entered = entered_as(own_reference_store, known_point(own_reference_store).point_id)
    after = existing_points(own_reference_store, VIEW_2024)
    assert (after.known, len(after.placed)) == (before.known, len(before.placed) + 1)
    assert entered in [item.point_id for item in after.items]


def test_removing_such_an_entry_brings_the_known_point_back(own_reference_store):
    before = known_point(own_reference_store)
    point_id = entered_as(own_reference_store, before.point_id)
    remove_point(own_reference_store, ACTOR, point_id, find_point(own_reference_store, point_id).tag)
    assert known_point(own_reference_store) == before


def test_such_an_entry_stays_at_its_place_when_the_reference_data_are_loaded_anew(own_reference_store):
    entered_as(own_reference_store, known_point(own_reference_store).point_id)
    before = existing_points(own_reference_store, VIEW_2024)
    reference.load_reference(own_reference_store, lambda _text: None)
    assert existing_points(own_reference_store, VIEW_2024).items == before.items


def test_an_entry_cannot_be_the_same_as_what_is_no_known_ocop_point(own_reference_store):
    with pytest.raises(InvalidInput):
        entered_as(own_reference_store, "cho-coc-ly")
