"""Every version goes up to the newest, and the newest is what the code declares."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from geodata import programme_tables, tables
from geodata.errors import StoreUnavailable
from geodata.migrations import HEAD
from geodata.office import tables as office_tables
from geodata.records import tables as record_tables
from geodata.store import MIGRATIONS, Store, migrate

VERSIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
# QGIS's column and index, and what the extension itself brings.
EXTRAS = {"geom", "units_geom", "spatial_ref_sys"}


def differences(url: str) -> list[object]:
    """Return what differs between the database and the tables of the code, the PostGIS extras aside."""
    engine = sa.create_engine(url)

    def include(thing: object, name: str | None, *_: object) -> bool:
        return name not in EXTRAS

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": include, "compare_type": True, "compare_server_default": True}
        )
        found = compare_metadata(
            context, [programme_tables.metadata, office_tables.metadata, record_tables.metadata]
        )
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


OLD_SIGHT = {
    "sight_id": "s1",
    "name": "Thác Bạc",
    "kind": "thác",
    "placement": "unknown",
    "confidence": "stated",
    "inferred_fields": "[]",
    "sources": "[]",
    "source_table": "tourism_sites.csv",
    "source_row": 2,
}
OLD_PRODUCER = {
    "producer_id": "h1",
    "name": "HTX",
    "placement": "unknown",
    "confidence": "inferred",
    "inferred_fields": "[]",
    "sources": "[]",
    "source_table": "ocop_products.csv",
    "source_row": 2,
}
OLD_PRODUCT = {k: v for k, v in OLD_PRODUCER.items() if k != "name"} | {
    "product_id": "p1",
    "name": "Chè",
    "recognition": "recognised",
    "confidence": "stated",
}


def old_row(connection: sa.Connection, table: str, row: dict[str, object]) -> None:
    names = [f'"{name}"' for name in row]
    values = ", ".join(f":{name}" for name in row)
    connection.execute(sa.text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})"), row)


def test_what_a_store_holds_survives_the_change_of_confidence(empty_url):
    migrate(empty_url, to="0003")
    engine = sa.create_engine(empty_url)
    problem = {"problem_id": 1, "row": 1, "message": "m", "severity": "refused"}
    with engine.begin() as connection:
        old_row(connection, "producers", OLD_PRODUCER)
        old_row(connection, "products", OLD_PRODUCT)
        old_row(connection, "sights", OLD_SIGHT)
        report = {"source_table": "distances.csv", "rows_read": 162, "rows_written": 0}
        old_row(connection, "import_reports", report)
        old_row(
            connection, "import_problems", problem | {"source_table": "distances.csv", "rule": "not_loaded"}
        )
    migrate(empty_url)
    with engine.connect() as connection:
        rows = {
            name: connection.execute(sa.select(tables.metadata.tables[name])).mappings().one()
            for name in ("producers", "products", "sights", "import_reports", "import_problems")
        }
    engine.dispose()
    assert (rows["producers"]["confidence"], rows["products"]["confidence"]) == ("inferred", "stated")
    assert (rows["products"]["producer_id"], rows["products"]["evaluated_year"]) == ("h1", None)
    assert rows["sights"]["confidence"] is None
    assert rows["import_reports"]["rows_set_aside"] == 162
    assert rows["import_problems"]["severity"] == "set_aside"


def test_pictures_of_photos_go_into_a_table_of_their_own(empty_url):
    migrate(empty_url, to="0010")
    engine = sa.create_engine(empty_url)
    row = {"photo_id": "f1", "kind": "products", "record_id": "p1", "position": 0, "sha256": "0"}
    row |= {"width": 4, "height": 3, "image": b"large", "thumbnail": b"small", "added_by": "May"}
    with engine.begin() as connection:
        old_row(connection, "photos", row | {"added_at": "2026-01-02 03:04:05", "caption": "Chè"})
    migrate(empty_url)
    with engine.connect() as connection:
        [told] = connection.execute(sa.select(record_tables.photos)).mappings()
        [drawn] = connection.execute(sa.select(record_tables.photo_pictures)).mappings()
    engine.dispose()
    assert (told["photo_id"], told["caption"], told["width"]) == ("f1", "Chè", 4)
    assert (drawn["photo_id"], bytes(drawn["image"]), bytes(drawn["thumbnail"])) == ("f1", b"large", b"small")


def test_points_of_openstreetmap_find_the_sights_that_were_called_so_when_they_were_shipped(empty_url):
    migrate(empty_url, to="0013")
    engine = sa.create_engine(empty_url)
    change = {
        "change_id": 1,
        "at": "2026-01-02 03:04:05",
        "actor_name": "May",
        "action": "edit",
        "records": 1,
    }
    version = {
        "kind": "sights",
        "record_id": "s2",
        "change_id": 1,
        "state": '{"source_table":"tourism_sites.csv"}',
    }
    osm = {"lon": 104.0, "lat": 22.3, "source": "OpenStreetMap"}
    with engine.begin() as connection:
        old_row(connection, "record_changes", change)
        old_row(connection, "sights", OLD_SIGHT)
        # What is called Núi Hàm Rồng now is another one than was shipped as that.
        for key, name in (("s2", "Khu du lịch"), ("s3", "Núi Hàm Rồng")):
            old_row(connection, "sights", OLD_SIGHT | {"sight_id": key, "name": name})
        for number, name in enumerate(("Núi Hàm Rồng", "Khu du lịch")):
            old_row(
                connection,
                "record_versions",
                version | {"version_id": number + 1, "number": number, "name": name},
            )
        for name in ("Thác Bạc", "Núi Hàm Rồng", "Hang"):
            old_row(connection, "osm_places", osm | {"osm_id": name, "used_by": f"tourism_sites:{name}"})
        old_row(connection, "osm_places", osm | {"osm_id": "Ga"})
    migrate(empty_url)
    with engine.connect() as connection:
        t = tables.osm_places.c
        found = dict(connection.execute(sa.select(t.osm_id, t.sight_id)).all())
    engine.dispose()
    assert found == {"Thác Bạc": "s1", "Núi Hàm Rồng": "s2", "Hang": None, "Ga": None}


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


def test_the_extension_is_brought_into_a_database_that_lacks_it(bare_database):
    url = bare_database.render_as_string(hide_password=False)
    migrate(url)
    with Store.open(url) as store, store.read() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'postgis'")) == 1


@pytest.fixture
def plain_role_url(bare_database: sa.URL) -> Iterator[str]:
    """The address of a database without the extension, for a role that may not create it."""
    role = f"plain_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(bare_database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE ROLE {role} LOGIN PASSWORD 'plain'"))
        # What PostgreSQL 15 and later do by themselves.
        connection.execute(sa.text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    yield bare_database.set(username=role, password="plain").render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP OWNED BY {role}"))
        connection.execute(sa.text(f"DROP ROLE {role}"))
    engine.dispose()


def allow_tables(url: str, admin: sa.URL) -> None:
    """Let the role of ``url`` make tables."""
    engine = sa.create_engine(admin)
    with engine.begin() as connection:
        connection.execute(sa.text(f"GRANT CREATE ON SCHEMA public TO {sa.make_url(url).username}"))
    engine.dispose()


def test_a_missing_extension_is_told_with_what_to_do(plain_role_url, bare_database):
    allow_tables(plain_role_url, bare_database)
    with pytest.raises(StoreUnavailable, match="CREATE EXTENSION postgis"):
        migrate(plain_role_url)


def test_a_role_that_may_not_make_tables_is_told(plain_role_url):
    with pytest.raises(StoreUnavailable, match="permission denied for schema public"):
        migrate(plain_role_url)


def test_a_version_file_says_what_it_does():
    files = sorted(Path(MIGRATIONS, "versions").glob("*.py"))
    assert [path.name.split("_")[0] for path in files] == [f"v{version}" for version in VERSIONS]
