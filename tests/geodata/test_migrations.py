"""Every version goes up to the newest, and the newest is what the code declares."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from geodata import tables
from geodata.errors import StoreUnavailable
from geodata.migrations import HEAD
from geodata.store import MIGRATIONS, Store, migrate

VERSIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
# QGIS's column and index, and what the extension itself brings.
EXTRAS = {"geom", "units_geom", "spatial_ref_sys"}


def differences(url: str) -> list[object]:
    """Return what differs between the database and ``tables.metadata``, the PostGIS extras aside."""
    engine = sa.create_engine(url)

    def include(thing: object, name: str | None, *_: object) -> bool:
        return name not in EXTRAS

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": include, "compare_type": True, "compare_server_default": True}
        )
        found = compare_metadata(context, tables.metadata)
    engine.dispose()
    return found


def test_there_is_one_newest_version_and_the_code_needs_it():
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]
    assert VERSIONS[-1] == HEAD


@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry':sqlalchemy.exc.SAWarning")
@pytest.mark.parametrize("start", VERSIONS)
def test_each_version_goes_up_to_what_the_code_declares(empty_url, start):
    migrate(empty_url, to=start)
    migrate(empty_url)
    assert differences(empty_url) == []
    with Store.open(empty_url) as store:
        assert store.revision() == 0


def test_migrating_twice_changes_nothing(store):
    with store.write():
        pass
    before = store.state()
    migrate(store._engine.url.render_as_string(hide_password=False))
    assert store.state() == before


def test_two_set_ups_at_once_do_not_meet(empty_url):
    failures: list[BaseException] = []

    def run() -> None:
        try:
            migrate(empty_url)
        except BaseException as error:  # noqa: BLE001 -- handed to the assertion
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Store.open(empty_url) as store:
        assert store.revision() == 0


def test_a_version_nobody_knows_is_refused(empty_url):
    with pytest.raises(StoreUnavailable, match="cannot be brought"):
        migrate(empty_url, to="no-such-version")
    with pytest.raises(StoreUnavailable):
        Store.open(empty_url)


def test_a_version_file_says_what_it_does():
    files = sorted(Path(MIGRATIONS, "versions").glob("*.py"))
    assert [path.name.split("_")[0] for path in files] == [f"v{version}" for version in VERSIONS]
