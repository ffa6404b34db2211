"""A load that is killed leaves the store as it was, or as it would have become: never half of it."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from geodata import tables
from geodata.store import Store

ROOT = Path(__file__).parents[2]
DICE = random.Random("killed")
MOMENTS = [DICE.randrange(low, low + 20) for low in range(0, 100, 20)]  # percent of the time of a step
KILLED = {-9, 1}  # POSIX, Windows
COMMAND = [sys.executable, "-m", "scripts.load_reference", "--force", "--lang", "en"]
LAST_STEP = "Writing every table in one step"

Content = dict[str, int]


def content(store: Store) -> Content:
    """Return the number of rows of every table and the revision."""
    with store.read() as connection:
        counts = {
            table.name: int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)
            for table in tables.metadata.sorted_tables
        }
    return {**counts, "revision": store.revision()}


def spoil(store: Store) -> Content:
    """Take something out of the reference data, so that old and new content differ; return the old."""
    with store.write() as connection:
        for table in (tables.market_days, tables.certificates, tables.road_links, tables.import_problems):
            connection.execute(table.delete())
    return content(store)


def killed_load(url: str, after_s: float, *, in_the_last_step: bool) -> int:
    """Start a load, kill it and return how it ended (0: it was faster)."""
    load = subprocess.Popen([*COMMAND, "--database", url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert load.stdout is not None
    with load.stdout as lines:
        if in_the_last_step:
            next(line for line in lines if line.startswith(LAST_STEP))
        time.sleep(after_s)
        load.kill()
        return load.wait(60)


def timed_load(url: str) -> tuple[float, float]:
    """Load without a kill and return the seconds before and in the last step."""
    began = time.monotonic()
    load = subprocess.Popen([*COMMAND, "--database", url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert load.stdout is not None
    with load.stdout as lines:
        next(line for line in lines if line.startswith(LAST_STEP))
        before = time.monotonic() - began
        lines.read()
    assert load.wait(60) == 0
    return before, time.monotonic() - began - before


@pytest.fixture(scope="module")
def seconds(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[float, float]:
    """How long a load takes here, before and in its last step."""
    path = tmp_path_factory.mktemp("timed") / "ocop.db"
    path.write_bytes(_reference_file.read_bytes())
    return timed_load(f"sqlite:///{path}")


# Nothing is written before the last step: most of the kills go there.
@pytest.mark.parametrize(("moment", "in_the_last_step"), [(m, i > 0) for i, m in enumerate(MOMENTS)])
def test_a_killed_load_leaves_the_old_data_or_the_new(own_reference_store, seconds, moment, in_the_last_step):
    store = own_reference_store
    new = content(store)
    old = spoil(store)
    new["revision"] = old["revision"] + 1
    assert old != new
    whole_s = seconds[1] if in_the_last_step else seconds[0]
    ended = killed_load(store.url, whole_s * moment / 100, in_the_last_step=in_the_last_step)
    assert ended in {*KILLED, 0}
    found = content(store)
    assert found in (old, new)
    with sqlite3.connect(store.url.removeprefix("sqlite:///")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    with store.write():
        pass  # the lock of the dead is gone
    assert store.revision() == found["revision"] + 1
