"""Stores for tests: empty or loaded, on SQLite and on PostGIS, each thrown away afterwards."""

from __future__ import annotations

import gc
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings

from geodata.store import Store, migrate
from tests._needs import needs_postgis
from tests.hostile import make_hostile
from tests.made_once import share_all
from tests.schemas import SchemaPool, schema_url
from tests.unsynced import wait_for_no_disk

# A property says what is true, not how fast the machine is.
settings.register_profile("ocop", deadline=None)
settings.load_profile("ocop")
share_all()
wait_for_no_disk()


def sqlite_url(path: Path) -> str:
    """Return the address of a SQLite file."""
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty migrated SQLite file, closed, for copying."""
    path = tmp_path_factory.mktemp("empty") / "ocop.db"
    migrate(sqlite_url(path))
    return path


@pytest.fixture(scope="session")
def _reference_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the committed reference data, closed, for copying."""
    from geodata.registry.reference import load_reference  # only the tests that ask for it pay for it

    path = tmp_path_factory.mktemp("reference") / "ocop.db"
    shutil.copy(migrated_file, path)
    with Store.open(sqlite_url(path)) as store:
        load_reference(store)
    return path


@pytest.fixture(scope="session")
def reference_store(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The reference data on SQLite, shared by the whole run: read it, never write it."""
    path = tmp_path_factory.mktemp("shared") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        yield store


@pytest.fixture
def own_reference_store(_reference_file: Path, tmp_path: Path) -> Iterator[Store]:
    """The reference data on SQLite, a copy for one test, which may write it."""
    path = tmp_path / "reference.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        yield store


@pytest.fixture(scope="session")
def hostile_store(_reference_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The reference data with hostile text in every cell, on SQLite: read it, never write it."""
    path = tmp_path_factory.mktemp("hostile") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as store:
        assert make_hostile(store) > 3_000
        yield store


@pytest.fixture
def sqlite_store(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store on SQLite."""
    path = tmp_path / "ocop.db"
    shutil.copy(migrated_file, path)
    with Store.open(sqlite_url(path)) as store:
        yield store


@contextmanager
def new_database() -> Iterator[sa.URL]:
    """Give a new database without the extension; the server must allow CREATE DATABASE."""
    server = sa.make_url(needs_postgis())
    name = f"ocop_test_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield server.set(database=name)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def _postgis_database() -> Iterator[sa.URL]:
    """A database of this run alone, dropped at its end."""
    with new_database() as url:
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE EXTENSION postgis"))
        engine.dispose()
        yield url


@pytest.fixture
def bare_database() -> Iterator[sa.URL]:
    """A PostgreSQL database of one test, without the PostGIS extension."""
    with new_database() as url:
        yield url


@pytest.fixture
def postgis_schema_url(_postgis_database: sa.URL) -> Iterator[str]:
    """The address of an empty schema of one test, dropped at its end."""
    schema = f"test_{uuid.uuid4().hex}"
    engine = sa.create_engine(_postgis_database)
    with engine.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    yield schema_url(_postgis_database, schema)
    with engine.begin() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
    engine.dispose()


@pytest.fixture(scope="session")
def schemas(_postgis_database: sa.URL) -> Iterator[SchemaPool]:
    """Migrated schemas for one test after another."""
    pool = SchemaPool(_postgis_database)
    yield pool
    pool.close()


@pytest.fixture
def postgis_store(schemas: SchemaPool) -> Iterator[Store]:
    """An empty store on PostGIS."""
    with schemas.lend() as url, Store.open(url) as store:
        yield store


@pytest.fixture(params=["sqlite", "postgis"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it, on each of the two databases."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "empty.db")
    return request.getfixturevalue("postgis_schema_url")


@pytest.fixture(params=["sqlite", "postgis"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty migrated store, on each of the two databases."""
    return request.getfixturevalue(f"{request.param}_store")


def waits(item: pytest.Item) -> bool:
    """Tell whether a test waits for a browser or for another process."""
    return not {"browser", "system"}.isdisjoint(item.path.parts)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Give what waits for a browser or another process two more tries, and let it begin.

    On two loaded processors Chromium may wait for longer than a test does; whatever fails three times fails,
    and every further try is counted in the last line. Files are not divided among processes: a long one at
    the end would leave the others without work.
    """
    for item in items:
        if waits(item):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))
    items.sort(key=waits, reverse=True)


def pytest_collection_finish() -> None:
    """Look for garbage more seldom, and never among the hundred thousand objects of the tests themselves."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
