"""An import, a merge and an undo that are killed leave the records as they were or as they were to be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.office.tables import audit_log
from geodata.records.tables import record_changes, record_redirects, record_versions
from geodata.store import Store, migrate
from tests.conftest import sqlite_url
from tests.factories import fill, product_row
from tests.geodata.records.world import everything, fill_registry
from tests.system.crash_harness import TRIES_OF, do_merge
from tests.system.test_crash import tries

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork, which Windows has not")

PRODUCTS, IMPORTED = 80, 60


def filled(url: str) -> str:
    """Fill a database with the small registry and a producer of many products."""
    migrate(url)
    with Store.open(url) as store:
        fill_registry(store)
        rows = [product_row(f"x{n}", "90101", name=f"Chè {n}", producer_id="h2") for n in range(PRODUCTS)]
        fill(store, {"products": rows})
    return url


def found(url: str) -> tuple[object, ...]:
    """Return the registry and its history, without moments; and how many lines the log has."""
    v, r = record_versions.c, record_redirects.c
    with Store.open(url) as store, store.read() as connection:
        versions = connection.execute(
            sa.select(v.kind, v.record_id, v.number, v.change_id, v.state).order_by(v.version_id)
        ).all()
        redirects = connection.execute(sa.select(r.kind, r.old_id, r.new_id, r.change_id)).all()
        counted = [
            connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (record_changes, audit_log)
        ]
        return everything(store), versions, redirects, counted, store.revision()


def killed(results: list[dict[str, object]], task: str) -> bool:
    """Return whether every try ran, and many were killed."""
    count = sum(bool(one["killed"]) for one in results)
    return len(results) == TRIES_OF[task] + 1 and count >= TRIES_OF[task] * 2 // 5


@pytest.mark.parametrize("task", ["merge", "undo"])
def test_a_killed_deed_leaves_the_old_state_or_the_new(task, tmp_path: Path):
    url = filled(sqlite_url(tmp_path / "base.db"))
    if task == "undo":
        do_merge(url, "")
    old = found(url)
    new: tuple[object, ...] | None = None
    results, left = [], []
    for one in tries(task, url, tmp_path):
        results.append(one)
        after = found(str(one["url"]))
        new = after if new is None else new
        assert after in (old, new)
        left.append(after == new)
    assert new != old
    assert killed(results, task)
    assert left[0]
    assert not all(left)


def test_imports_merges_and_undos_that_are_killed_on_postgresql_leave_whole_states(
    postgis_schema_url, tmp_path
):
    url = filled(postgis_schema_url)
    file = tmp_path / "list.csv"
    file.write_text("\n".join(["Tên điểm,Loại điểm", *(f"Điểm {n},shop" for n in range(IMPORTED))]))
    apart = told(url)
    # What each deed makes of the registry, and how many records it touches.
    merged_records = PRODUCTS + 3
    results, states = [], {"import": apart, "merge": apart, "undo": apart}
    for one in tries("turns", url, tmp_path, file=str(file)):
        results.append(one)
        done, logged, versions, redirects = history(url)
        last = done[-1][0] if done else "undo"
        registry = told(url)
        if states[last] == apart:
            states[last] = registry
        assert registry == states[last]
        assert len(registry["sales_points"]) - len(apart["sales_points"]) == IMPORTED * (last == "import")
        assert redirects == (last == "merge")
        assert logged == len(done)
        # A record that is touched for the first time is told as it was before, too.
        first = IMPORTED * sum(action == "import" for action, _ in done)
        first += merged_records * any(action == "merge" for action, _ in done)
        assert versions == first + sum(records for _, records in done)
    assert len({repr(state) for state in states.values()}) == 3
    assert {records for _, records in done} == {IMPORTED, merged_records}
    assert killed(results, "turns")


def told(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Return the registry of a database; what is imported anew has other identifiers, and is told by name."""
    with Store.open(url) as store:
        registry = everything(store)
        with store.read() as connection:
            for table in (tables.sales_points, tables.places):
                names = sa.select(table.c.name).order_by(table.c.name)
                registry[table.name] = [tuple(row) for row in connection.execute(names)]
        roles = registry.pop("place_roles")
    return registry | {"place_roles": [(len(roles),)]}


def history(url: str) -> tuple[list[tuple[str, int]], int, int, int]:
    """Return every change (deed, records), and how long log, versions and redirects are."""
    t = record_changes.c
    with Store.open(url) as store, store.read() as connection:
        done = connection.execute(sa.select(t.action, t.records).order_by(t.change_id)).all()
        logged, versions, redirects = (
            connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (audit_log, record_versions, record_redirects)
        )
    return [(row.action, row.records) for row in done], logged, versions, redirects
