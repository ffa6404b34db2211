"""Undo: whatever was done is taken back exactly; what a later change touched is not."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geodata.errors import Conflict, InvalidInput, NotFound
from geodata.office.audit import LogFilter, read_log
from geodata.records.editing import (
    archive_record,
    change_part,
    change_record,
    create_record,
    restore_record,
    revert_record,
)
from geodata.records.history import ChangeFilter, begin_change, change_of, changes, put_all
from geodata.records.kinds import RecordKind
from geodata.records.merging import merge_records
from geodata.records.shelf import archived
from geodata.records.state import dumped, read_dumped, read_states
from geodata.records.undo import undo_change
from geodata.records.vocabulary import Action
from geodata.store import Store
from tests.conftest import sqlite_url
from tests.factories import placed, product_row
from tests.geodata.records.world import (
    MAY,
    PAO,
    POINTS,
    PRODUCERS,
    PRODUCTS,
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


@pytest.fixture(scope="module")
def filled_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "ocop.db"
    shutil.copy(migrated_file, path)
    with Store.open(sqlite_url(path)) as store:
        fill_registry(store)
    return path


def import_rows(store: Store) -> int:
    """Bring in a producer and two of its products, and change a third product: one change."""
    with store.write() as connection:
        held = read_states(connection, PRODUCTS, ["p3"])
        if "p3" not in held or read_states(connection, PRODUCERS, ["n1"]):
            raise NotFound("there is nothing to import")
        change_id = begin_change(connection, MAY, Action.IMPORT, "danh-sach.xlsx", None, 4, file_sha256="ab")
        changed = {**held["p3"], "products": [held["p3"]["products"][0] | {"note": "nhập"}]}
        maker = {"producer_id": "n1", "name": "HTX Mới", **placed("90202")}
        put_all(
            connection,
            change_id,
            {
                PRODUCERS: {"n1": (None, {"producers": [maker]})},
                PRODUCTS: {
                    "p3": (held["p3"], changed),
                    "n2": (None, {"products": [product_row("n2", name="Sản phẩm 1", producer_id="n1")]}),
                    "n3": (None, {"products": [product_row("n3", name="Sản phẩm 2", producer_id="n1")]}),
                },
            },
        )
    return change_id


def test_one_undo_takes_back_a_whole_import(world):
    before = everything(world)
    change_id = import_rows(world)
    new_id = undo_change(world, PAO, change_id, "nhầm tệp")
    assert everything(world) == before
    undone, touched = change_of(world, new_id)
    assert (undone.action, undone.undoes, undone.records) == (Action.UNDO, change_id, 4)
    assert {record.record_id: record.is_there for record in touched} == {
        "n1": False,
        "n2": False,
        "n3": False,
        "p3": True,
    }
    assert archived(world) == []


def test_an_undo_is_undone(world):
    change_id = import_rows(world)
    after = everything(world)
    undo_change(world, MAY, undo_change(world, MAY, change_id))
    assert everything(world) == after


def test_a_change_is_taken_back_once(world):
    change_id = import_rows(world)
    undo_change(world, MAY, change_id)
    with pytest.raises(Conflict, match="already"):
        undo_change(world, MAY, change_id)
    with pytest.raises(NotFound):
        undo_change(world, MAY, 999)


def test_what_a_later_change_touched_is_listed_and_nothing_happens(world):
    change_id = import_rows(world)
    change_record(world, PAO, PRODUCTS, "n2", {"note": "sau"}, tag(world, PRODUCTS, "n2"), None, TODAY)
    before = everything(world)
    with pytest.raises(Conflict) as error:
        undo_change(world, MAY, change_id)
    assert [record["id"] for record in error.value.values["records"]] == ["n2"]
    assert everything(world) == before


def test_an_import_whose_producer_got_another_product_stays(world):
    change_id = import_rows(world)
    raw = {"name": "Sản phẩm 3", "producer": "n1", "recognition": "recognised"}
    create_record(world, PAO, PRODUCTS, raw, None, TODAY)
    with pytest.raises(Conflict, match="Sản phẩm 3"):
        undo_change(world, MAY, change_id)


def test_a_later_change_that_was_taken_back_hinders_nothing(world):
    before = everything(world)
    change_id = import_rows(world)
    change_record(world, PAO, PRODUCTS, "n2", {"note": "sau"}, tag(world, PRODUCTS, "n2"), None, TODAY)
    (last, *_), _ = changes(world, ChangeFilter(), 5)
    undo_change(world, PAO, last.change_id)
    undo_change(world, MAY, change_id)
    assert everything(world) == before


def test_an_undo_is_one_line_in_the_log_with_its_count(world):
    undo_change(world, MAY, import_rows(world))
    (line, *_), total = read_log(world, LogFilter(), 10)
    assert (total, line.action, line.after["records"]) == (2, "record_undo", 4)


STEPS = (
    "edit",
    "rename",
    "move",
    "part",
    "unpart",
    "archive",
    "restore",
    "revert",
    "merge",
    "create",
    "import",
)
WHICH = {
    PRODUCTS: ("p1", "p2", "p3", "p9", "p10"),
    PRODUCERS: ("h1", "h2", "h3"),
    POINTS: ("s1", "s2"),
    RecordKind.CRAFT_VILLAGES: ("v1",),
    ZONES: ("z1", "z2"),
    RecordKind.SIGHTS: ("s1",),
}
EVERY = [(kind, key) for kind, keys in WHICH.items() for key in keys]
NAMES = ("Tên mới", "Rượu ngô", "HTX Sa Pa", "Chợ Sa Pa")


def do(store: Store, step: str, kind: RecordKind, key: str, other: str, name: str) -> None:
    """Do one thing to a record, if that is possible."""
    seen = tag(store, kind, key) if step not in ("restore", "create", "import") else ""
    zone = kind is ZONES
    raws = {
        "edit": {"note": name},
        "rename": {"crop": name.lower()} if zone else {"name": name},
        "move": {"commune": "Nậm Chảy", "units": "2024"} if zone else {"unit_code": "90202", "units": "2025"},
    }
    if step in raws:
        change_record(store, MAY, kind, key, raws[step], seen, None, TODAY)
    elif step == "part":
        raw = {"fact": "e_payment", "value": "yes"}
        change_part(store, MAY, kind, key, ("programme_facts", None), raw, seen, today=TODAY)
    elif step == "unpart":
        change_part(store, MAY, kind, key, ("certificates", "c1"), None, seen, today=TODAY)
    elif step == "archive":
        archive_record(store, MAY, kind, key, seen)
    elif step == "restore":
        restore_record(store, MAY, kind, key)
    elif step == "revert":
        revert_record(store, MAY, kind, key, 0, seen)
    elif step == "merge":
        merge_records(store, MAY, kind, key, other, {}, {key: seen, other: tag(store, kind, other)})
    elif step == "import":
        import_rows(store)
    else:
        raw = {"name": name, "recognition": "recognised", "kind": "shop"}
        fields = {PRODUCTS: ("name", "recognition"), POINTS: ("name", "kind")}.get(kind, ("name",))
        create_record(store, MAY, kind, {field: raw[field] for field in fields}, None, TODAY)


ACT = st.tuples(
    st.sampled_from(STEPS),
    st.sampled_from(EVERY),
    st.integers(min_value=0, max_value=4),
    st.sampled_from(NAMES),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([("rename", (PRODUCTS, "p1"), 0, "Rượu ngô")])
@given(st.lists(ACT, min_size=1, max_size=8))
def test_whatever_was_done_undone_in_reverse_leaves_every_table_as_it_was(filled_file, tmp_path, acts):
    path = tmp_path / "one.db"
    for left in tmp_path.glob("one.db*"):
        left.unlink()
    shutil.copy(filled_file, path)
    with Store.open(sqlite_url(path)) as store:
        states = [everything(store)]
        done: list[int] = []
        for step, (kind, key), number, name in acts:
            other = WHICH[kind][number % len(WHICH[kind])]
            try:
                do(store, step, kind, key, other, name)
            except (Conflict, InvalidInput, NotFound, AssertionError):
                assert everything(store) == states[-1]
                continue
            newest = [change.change_id for change in changes(store, ChangeFilter(), 1)[0]]
            if newest == done[-1:]:  # a name that it had already: no change
                assert everything(store) == states[-1]
                continue
            done += newest
            states.append(everything(store))
        for change_id, before in zip(reversed(done), reversed(states[:-1]), strict=True):
            undo_change(store, MAY, change_id)
            assert everything(store) == before


VALUES = st.dictionaries(
    st.sampled_from(["name", "note", "history", "address"]), st.text(min_size=1, max_size=20), min_size=1
)


@given(VALUES, st.floats(allow_nan=False, allow_infinity=False), st.dates())
def test_a_state_is_read_back_as_it_was_kept(texts, number, day):
    from geodata.records.state import normal

    row = product_row("p1", "90101", **texts)
    certificate = {"certificate_id": "c", "product_id": "p1", "points": number, "certified_on": day}
    state = normal(PRODUCTS, {"products": [row], "certificates": [certificate]})
    assert read_dumped(PRODUCTS, dumped(state)) == state
    assert state["certificates"][0]["certified_on"] == date.isoformat(day)


def test_a_change_whose_undoing_was_undone_is_in_force_and_is_taken_back_again(world):
    start = everything(world)
    first = import_rows(world)
    done = everything(world)
    ids = [first]
    for expected in (start, done, start):
        # The change itself, then what took it back, then the change again.
        ids.append(undo_change(world, MAY, ids[-1] if len(ids) < 3 else first))
        assert everything(world) == expected
        found, _ = change_of(world, first)
        assert found.undone_by == (ids[-1] if expected == start else None)
    with pytest.raises(Conflict):
        undo_change(world, MAY, first)
    undo_change(world, MAY, ids[1])  # in force again too
    assert everything(world) == done
    by_id = {change.change_id: change.undone_by for change in changes(world, ChangeFilter(), 9)[0]}
    assert (by_id[first], by_id[ids[1]] is None) == (None, False)


def test_a_plan_that_was_made_for_a_small_table_is_not_kept_for_a_large_one(postgis_store: Store):
    with postgis_store.read() as connection:
        for _ in range(12):
            read_states(connection, PRODUCTS, ["p1", "p2"])
        old_plans = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE generic_plans > 0")
        kept = connection.scalar(old_plans)
    assert kept == 0
