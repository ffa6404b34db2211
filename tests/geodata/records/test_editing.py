"""Records entered, changed, archived, put back: one transaction each, with history and a line in the log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.errors import Conflict, InvalidInput, NotFound, Stale
from geodata.office.audit import LogFilter, read_log
from geodata.programme_tables import programme_facts
from geodata.records.editing import (
    archive_record,
    change_part,
    change_record,
    create_record,
    restore_record,
    revert_record,
)
from geodata.records.history import ChangeFilter, changes, last_changed_on, versions_of
from geodata.records.shelf import archived
from geodata.records.state import read_state, read_states, record_of, tag_of
from geodata.records.vocabulary import Action
from geodata.store import Store
from tests.geodata.records.world import (
    MAY,
    PAO,
    POINTS,
    PRODUCERS,
    PRODUCTS,
    SIGHTS,
    TODAY,
    ZONES,
    everything,
    fill_registry,
    tag,
)


@pytest.fixture
def world(store: Store) -> Store:
    fill_registry(store)
    return store


@pytest.fixture
def small(sqlite_store: Store) -> Store:
    fill_registry(sqlite_store)
    return sqlite_store


def edit(store, kind, key, raw, who=MAY, seen=None, reason=None):
    """Change a record from what it is, or from a tag that was seen."""
    change_record(store, who, kind, key, raw, seen or tag(store, kind, key), reason, TODAY)


def row(store, kind, key):
    """Return the row of a record."""
    with store.read() as connection:
        return record_of(kind, read_state(connection, kind, key))


def test_an_edit_is_a_revision_a_version_and_a_line_in_the_log(world):
    revision = world.revision()
    edit(world, PRODUCTS, "p1", {"website": "ruoungo.vn"}, reason="trang mới")
    assert world.revision() == revision + 1
    first, second = versions_of(world, PRODUCTS, "p1")
    assert (first.number, second.number) == (0, 1)
    assert record_of(PRODUCTS, first.state)["website"] is None
    assert record_of(PRODUCTS, second.state)["website"] == "ruoungo.vn"
    assert (second.change.actor_name, second.change.reason) == ("Lý Thị Mẩy", "trang mới")
    (line,), total = read_log(world, LogFilter(), 10)
    assert (total, line.action, line.subject_kind, line.subject_id) == (1, "record_edit", "products", "p1")
    assert (line.before["website"], line.after["website"]) == (None, "ruoungo.vn")


def test_only_the_named_fields_change(world):
    before = row(world, PRODUCTS, "p1")
    edit(world, PRODUCTS, "p1", {"website": "ruoungo.vn"})
    after = row(world, PRODUCTS, "p1")
    assert {name for name in before if before[name] != after[name]} == {"website", "sources"}


def test_what_changes_nothing_leaves_no_trace(small):
    revision = small.revision()
    edit(small, PRODUCTS, "p1", {"name": "Rượu ngô"})
    assert versions_of(small, PRODUCTS, "p1") == []
    assert read_log(small, LogFilter(), 10)[1] == 0
    assert small.revision() >= revision


def test_a_stale_save_tells_what_differs_and_who_changed_it(world):
    seen = tag(world, PRODUCTS, "p1")
    edit(world, PRODUCTS, "p1", {"note": "của Mẩy"})
    edit(world, PRODUCTS, "p1", {"website": "pao.vn"}, who=PAO)
    with pytest.raises(Stale) as error:
        edit(world, PRODUCTS, "p1", {"note": "khác"}, seen=seen)
    told = {each["field"]: each for each in error.value.values["difference"]}
    assert (told["note"]["started"], told["note"]["now"], told["note"]["who"]) == (
        None,
        "của Mẩy",
        "Lý Thị Mẩy",
    )
    assert (told["website"]["now"], told["website"]["who"]) == ("pao.vn", "Giàng A Páo")
    assert error.value.values["tag"] == tag(world, PRODUCTS, "p1")
    assert row(world, PRODUCTS, "p1")["note"] == "của Mẩy"


def test_a_tag_that_nobody_ever_had_is_stale_without_a_start(small):
    with pytest.raises(Stale) as error:
        edit(small, PRODUCTS, "p1", {"note": "x"}, seen="0123456789abcdef")
    assert (error.value.values["known"], error.value.values["difference"]) == (False, [])


def test_a_new_record_has_no_state_before_it(world):
    raw = {
        "name": "Mật ong Sa Pả",
        "producer": "h3",
        "stars": 3,
        "certified_year": 2025,
        "unit_code": "90202",
    }
    key = create_record(world, MAY, PRODUCTS, raw, None, TODAY)
    zero, one = versions_of(world, PRODUCTS, key)
    assert (zero.state, one.change.action) == (None, Action.CREATE)
    assert [c["stars"] for c in one.state["certificates"]] == [3]
    with pytest.raises(InvalidInput) as error:
        create_record(world, MAY, PRODUCTS, raw, None, TODAY)
    assert [problem["rule"] for problem in error.value.values["problems"]] == ["duplicate"]


def test_every_problem_is_told_at_once_and_nothing_is_written(small):
    before = everything(small)
    with pytest.raises(InvalidInput) as error:
        edit(small, PRODUCTS, "p1", {"stars": "9 sao", "certified_on": "31/02/2024", "name": ""})
    fields = {problem["field"] for problem in error.value.values["problems"]}
    assert fields == {"stars", "certified_on", "name"}
    assert everything(small) == before


def test_a_new_record_stands_at_a_place_of_its_own(world):
    raw = {"name": "Điểm OCOP Nậm Chảy", "kind": "ocop_point", "unit_code": "90201", "units": "2025"}
    key = create_record(world, MAY, POINTS, raw, None, TODAY)
    with world.read() as connection:
        state = read_state(connection, POINTS, key)
    assert [place["name"] for place in state["places"]] == ["Điểm OCOP Nậm Chảy"]
    assert [role["role"] for role in state["place_roles"]] == ["sales_point"]


def test_a_renamed_record_renames_its_place_unless_others_stand_there(world):
    edit(world, PRODUCERS, "h2", {"name": "HTX Mường Hoa"})
    edit(world, POINTS, "s1", {"name": "Chợ phiên Sa Pa"})
    with world.read() as connection:
        names = dict(connection.execute(sa.select(tables.places)).all())
    assert names == {"pl1": "Chợ Sa Pa", "pl2": "HTX Mường Hoa"}


def test_an_archived_record_is_in_no_table_and_on_the_shelf(world):
    archive_record(world, MAY, PRODUCTS, "p9", tag(world, PRODUCTS, "p9"), "ngừng sản xuất")
    with world.read() as connection:
        held = {
            table.name: connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (tables.certificates, programme_facts)
        }
        assert read_states(connection, PRODUCTS, ["p9"]) == {}
    assert held == {"certificates": 1, "programme_facts": 1}
    (record,) = archived(world)
    assert (record.record_id, record.name, record.reason) == ("p9", "Rượu ngô men lá", "ngừng sản xuất")


def test_a_restored_record_is_what_it_was(world):
    before = everything(world)
    archive_record(world, MAY, PRODUCTS, "p9", tag(world, PRODUCTS, "p9"))
    restore_record(world, PAO, PRODUCTS, "p9")
    assert everything(world) == before
    assert archived(world) == []


def test_what_products_need_is_not_archived(world):
    before = everything(world)
    with pytest.raises(Conflict) as error:
        archive_record(world, MAY, PRODUCERS, "h2", tag(world, PRODUCERS, "h2"))
    assert [record["id"] for record in error.value.values["records"]] == ["p9"]
    with pytest.raises(Conflict):
        archive_record(world, MAY, ZONES, "z1", tag(world, ZONES, "z1"))
    assert everything(world) == before


def test_a_product_is_not_restored_without_its_producer(world):
    archive_record(world, MAY, PRODUCTS, "p9", tag(world, PRODUCTS, "p9"))
    archive_record(world, MAY, PRODUCERS, "h2", tag(world, PRODUCERS, "h2"))
    with pytest.raises(Conflict, match="HTX Sa Pa"):
        restore_record(world, MAY, PRODUCTS, "p9")
    restore_record(world, MAY, PRODUCERS, "h2")
    restore_record(world, MAY, PRODUCTS, "p9")
    assert row(world, PRODUCTS, "p9")["producer_id"] == "h2"


def test_what_is_not_archived_is_not_restored(small):
    with pytest.raises(Conflict):
        restore_record(small, MAY, PRODUCTS, "p1")
    with pytest.raises(NotFound):
        restore_record(small, MAY, PRODUCTS, "nobody")


def test_an_archived_record_says_so_to_whoever_edits_it(small):
    seen = tag(small, PRODUCTS, "p9")
    archive_record(small, MAY, PRODUCTS, "p9", seen)
    with pytest.raises(NotFound, match="archived"):
        edit(small, PRODUCTS, "p9", {"note": "x"}, seen=seen)


def test_a_record_goes_back_to_any_version_with_its_parts(world):
    start = everything(world)
    edit(world, PRODUCTS, "p1", {"note": "một"})
    change_part(
        world,
        MAY,
        PRODUCTS,
        "p1",
        ("certificates", None),
        {"stars": 5, "certified_on": "1/2/2026", "decision_number": "12/QĐ-UBND"},
        tag(world, PRODUCTS, "p1"),
        today=TODAY,
    )
    middle = everything(world)
    edit(world, PRODUCTS, "p1", {"name": "Rượu ngô Bắc Hà"})
    revert_record(world, MAY, PRODUCTS, "p1", 2, tag(world, PRODUCTS, "p1"))
    assert everything(world) == middle
    revert_record(world, MAY, PRODUCTS, "p1", 0, tag(world, PRODUCTS, "p1"))
    assert everything(world) == start
    assert [version.number for version in versions_of(world, PRODUCTS, "p1")] == [0, 1, 2, 3, 4, 5]


def test_a_version_that_was_not_there_is_no_version_to_go_back_to(small):
    key = create_record(small, MAY, SIGHTS, {"name": "Thác Tình Yêu", "unit_code": "90101"}, None, TODAY)
    with pytest.raises(InvalidInput, match="archive it instead"):
        revert_record(small, MAY, SIGHTS, key, 0, tag(small, SIGHTS, key))
    with pytest.raises(NotFound):
        revert_record(small, MAY, SIGHTS, key, 7, tag(small, SIGHTS, key))


def test_the_stars_follow_the_newest_certificate(world):
    raw = {"stars": 5, "certified_on": "1/2/2026", "decision_number": "12/QĐ-UBND"}
    change_part(
        world, MAY, PRODUCTS, "p1", ("certificates", None), raw, tag(world, PRODUCTS, "p1"), today=TODAY
    )
    assert row(world, PRODUCTS, "p1")["stars"] == 5


def test_a_part_is_changed_and_removed(world):
    seen = tag(world, PRODUCTS, "p9")
    change_part(world, MAY, PRODUCTS, "p9", ("inspections", "i9"), {"result": "failed"}, seen, today=TODAY)
    with world.read() as connection:
        assert read_state(connection, PRODUCTS, "p9")["inspections"][0]["result"] == "failed"
    seen = tag(world, PRODUCTS, "p9")
    change_part(world, MAY, PRODUCTS, "p9", ("programme_facts", "f1"), None, seen, today=TODAY)
    with world.read() as connection:
        assert read_state(connection, PRODUCTS, "p9")["programme_facts"] == []
    with pytest.raises(NotFound):
        change_part(world, MAY, PRODUCTS, "p9", ("programme_facts", "f1"), None, tag(world, PRODUCTS, "p9"))


def test_an_edit_of_the_place_alone_is_a_move(world):
    edit(world, PRODUCTS, "p1", {"unit_code": "90201", "units": "2025"})
    (change,), _ = changes(world, ChangeFilter(), 10)
    assert change.action is Action.MOVE


def test_the_gate_sees_the_record_before_and_after_and_nothing_is_written_where_it_refuses(small):
    seen = []

    def gate(_kind, state):
        seen.append(record_of(PRODUCTS, state)["unit_code"])
        if seen[-1] == "90201":
            raise PermissionError

    before = everything(small)
    with pytest.raises(PermissionError):
        change_record(
            small,
            MAY,
            PRODUCTS,
            "p1",
            {"unit_code": "90201", "units": "2025"},
            tag(small, PRODUCTS, "p1"),
            None,
            TODAY,
            gate,
        )
    assert seen == ["90101", "90201"]
    assert everything(small) == before
    assert read_log(small, LogFilter(), 10)[1] == 0


def test_people_at_once_lose_no_edit(world):
    def work(name):
        saved = 0
        while saved < 2:
            with world.read() as connection:
                state = read_state(connection, PRODUCTS, "p2")
            note = record_of(PRODUCTS, state)["note"] or ""
            try:
                edit(world, PRODUCTS, "p2", {"note": f"{note}{name};"}, seen=tag_of(state))
            except Stale:
                continue
            saved += 1

    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(work, f"người {number}") for number in range(6)]:
            done.result()
    note = row(world, PRODUCTS, "p2")["note"]
    assert [note.count(f"người {number};") for number in range(6)] == [2] * 6
    assert [version.number for version in versions_of(world, PRODUCTS, "p2")] == list(range(13))


def test_the_day_of_the_last_change_is_known(small):
    assert last_changed_on(small, PRODUCTS, "p1") is None
    edit(small, PRODUCTS, "p1", {"note": "x"})
    assert last_changed_on(small, PRODUCTS, "p1") is not None


def test_changes_are_found_by_person_kind_and_record(small):
    edit(small, PRODUCTS, "p1", {"note": "x"})
    edit(small, PRODUCERS, "h1", {"note": "y"}, who=PAO)
    assert [c.title for c in changes(small, ChangeFilter(actor="páo"), 10)[0]] == ["Hợp tác xã Sa Pa"]
    assert [c.title for c in changes(small, ChangeFilter(kind=PRODUCTS), 10)[0]] == ["Rượu ngô"]
    assert changes(small, ChangeFilter(kind=PRODUCTS, record_id="h1"), 10) == ([], 0)
    assert changes(small, ChangeFilter(action=Action.EDIT), 1, 1)[1] == 2
