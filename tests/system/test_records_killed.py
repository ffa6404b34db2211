"""A merge and an undo that are killed leave the records as they were or as they were to be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from geodata.office.tables import audit_log
from geodata.records.tables import record_changes, record_redirects, record_versions
from geodata.store import Store, migrate
from tests.conftest import sqlite_url
from tests.factories import fill, product_row
from tests.geodata.records.world import everything, fill_registry
from tests.system.crash_harness import TRIES_OF, do_merge
from tests.system.test_crash import tries

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork, which Windows has not")

PRODUCTS = 80


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


def test_merges_and_undos_that_are_killed_on_postgresql_leave_whole_states(postgis_schema_url, tmp_path):
    url = filled(postgis_schema_url)
    apart = everything_of(url)
    results = []
    merged: object = None
    for one in tries("turns", url, tmp_path):
        results.append(one)
        registry, versions, redirects, (changed, logged), _ = found(url)
        merged = registry if merged is None else merged
        assert registry in (apart, merged)
        assert len(redirects) == (registry == merged)
        assert changed == logged
        # Each deed touches both producers and every product; the first one tells the state before it too.
        touched = PRODUCTS + 3
        assert len(versions) == touched * (changed + 1)
    assert merged != apart
    assert killed(results, "turns")


def everything_of(url: str) -> object:
    """Return the registry of a database."""
    with Store.open(url) as store:
        return everything(store)
