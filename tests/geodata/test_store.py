"""The store: one writer at a time, snapshots for readers, a revision for every write."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from shapely.geometry import box

from geodata import tables
from geodata.errors import InvalidInput, StoreUnavailable
from geodata.store import Store, migrate
from tests.conftest import sqlite_url


def a_unit(code: str, **values: object) -> dict[str, object]:
    """Return a row of ``units``."""
    return {
        "unit_code": code,
        "valid_from": date(2020, 1, 1),
        "level": "commune",
        "kind": "commune",
        "name": "Bản Hồ",
        "has_records": True,
        "source": "made up",
        **values,
    }


def test_every_write_makes_a_new_revision(store):
    before = store.state()
    with store.write() as connection:
        connection.execute(tables.units.insert(), [a_unit("00001")])
    after = store.state()
    assert after.revision == store.revision() == before.revision + 1
    assert after.changed_at >= before.changed_at
    assert datetime.now(UTC) - after.changed_at < timedelta(minutes=1)


def test_a_failed_write_leaves_nothing_behind(store):
    before = store.state()

    def write_twice() -> None:
        with store.write() as connection:
            connection.execute(tables.units.insert(), [a_unit("00001")])
            connection.execute(tables.units.insert(), [a_unit("00001")])

    with pytest.raises(sa.exc.IntegrityError):
        write_twice()
    assert store.state() == before
    assert store.frame(sa.select(tables.units)).empty


def test_an_error_of_the_database_does_not_repeat_the_values_of_a_record(store):
    row = {"place_id": "pl-secret", "name": "Dân tộc Bố Y"}
    with pytest.raises(sa.exc.IntegrityError) as refused, store.write() as connection:
        connection.execute(tables.places.insert(), [row, row])
    assert "INSERT INTO places" in str(refused.value)
    assert "Bố Y" not in str(refused.value)


def test_a_reader_cannot_write(store):
    with pytest.raises(sa.exc.DBAPIError), store.read() as connection:
        connection.execute(tables.units.insert(), [a_unit("00001")])
    assert store.frame(sa.select(tables.units)).empty


def test_a_reader_keeps_its_snapshot_while_another_writes(store):
    count = sa.select(sa.func.count()).select_from(tables.units)
    with store.read() as reader:
        assert reader.scalar(count) == 0
        with store.write() as writer:
            writer.execute(tables.units.insert(), [a_unit("00001")])
        assert reader.scalar(count) == 0
    assert store.frame(count).iloc[0, 0] == 1


def test_writers_of_several_threads_wait_for_each_other(store):
    def write(worker: int) -> None:
        for turn in range(5):
            with store.write() as connection:
                connection.execute(tables.units.insert(), [a_unit(f"{worker}{turn}")])

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.revision() == 20
    assert len(store.frame(sa.select(tables.units.c.unit_code))) == 20


def test_a_record_of_an_unknown_unit_is_refused_by_the_database(store):
    row = {
        "sight_id": "s1",
        "name": "Thác",
        "kind": "thác",
        "placement": "commune",
        "unit_code": "99999",
        "unit_valid_from": date(2020, 1, 1),
        "confidence": "stated",
        "source_table": "made_up.csv",
        "source_row": 2,
    }
    with pytest.raises(sa.exc.IntegrityError), store.write() as connection:
        connection.execute(tables.sights.insert(), [row])


def test_a_frame_has_the_same_types_whether_or_not_values_are_missing(store):
    select = sa.select(tables.units)
    empty = store.frame(select)
    with store.write() as connection:
        connection.execute(
            tables.units.insert(), [a_unit("00001", area_km2=None), a_unit("00002", area_km2=3.5)]
        )
    filled = store.frame(select)
    assert empty.dtypes.astype(str).to_dict() == filled.dtypes.astype(str).to_dict()
    assert filled.dtypes.astype(str)[["unit_code", "valid_from", "has_records", "area_km2"]].tolist() == [
        "str",
        "object",
        "boolean",
        "float64",
    ]


def test_text_dates_lists_and_numbers_come_back_as_they_went_in(store):
    with store.write() as connection:
        connection.execute(
            tables.producers.insert(),
            [
                {
                    "producer_id": "p1",
                    "name": "Hợp tác xã Hoà Bình",
                    "placement": "unknown",
                    "confidence": "stated",
                    "inferred_fields": ["stars", "nhóm"],
                    "sources": None,
                    "source_table": "made_up.csv",
                    "source_row": 7,
                }
            ],
        )
        connection.execute(tables.units.insert(), [a_unit("00001", valid_to=date(2024, 11, 30))])
    producer = store.frame(sa.select(tables.producers)).iloc[0]
    unit = store.frame(sa.select(tables.units)).iloc[0]
    assert producer["name"] == "Hợp tác xã Hoà Bình"
    assert (producer["inferred_fields"], producer["sources"]) == (["stars", "nhóm"], [])
    assert producer["source_row"] == 7
    assert (unit["valid_from"], unit["valid_to"]) == (date(2020, 1, 1), date(2024, 11, 30))


def test_a_geometry_comes_back_bit_for_bit(store):
    shape = box(103.9, 22.1, 104.1, 22.3333333333)
    with store.write() as connection:
        connection.execute(tables.units.insert(), [a_unit("00001", shape=shape), a_unit("00002", shape=None)])
    frame = store.geo_frame(sa.select(tables.units).order_by(tables.units.c.unit_code))
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.iloc[0].wkb == shape.wkb
    assert frame.geometry.isna().tolist() == [False, True]


def test_a_frame_takes_parameters(store):
    with store.write() as connection:
        connection.execute(tables.units.insert(), [a_unit("00001"), a_unit("00002")])
    select = sa.select(tables.units.c.unit_code).where(tables.units.c.unit_code == sa.bindparam("code"))
    assert store.frame(select, {"code": "00002"})["unit_code"].tolist() == ["00002"]


def test_postgis_serves_a_geometry_column_with_an_index(postgis_store):
    shape = box(103.9, 22.1, 104.1, 22.3)
    with postgis_store.write() as connection:
        connection.execute(tables.units.insert(), [a_unit("00001", shape=shape)])
    with postgis_store.read() as connection:
        srid, area = connection.execute(sa.text("SELECT ST_SRID(geom), ST_Area(geom) FROM units")).one()
        index = connection.scalar(
            sa.text(
                "SELECT indexdef FROM pg_indexes"
                " WHERE indexname = 'units_geom' AND schemaname = current_schema()"
            )
        )
    assert (srid, area) == (4326, pytest.approx(0.04))
    assert "USING gist (geom)" in index


@pytest.mark.parametrize("url", ["mysql://host/db", "sqlite://", "sqlite:///:memory:", "no address", ""])
def test_another_kind_of_address_is_refused(url):
    with pytest.raises(InvalidInput):
        Store.open(url)


def test_a_missing_file_is_not_made_by_opening_it(tmp_path):
    path = tmp_path / "folder" / "ocop.db"
    with pytest.raises(StoreUnavailable, match="set it up first"):
        Store.open(sqlite_url(path))
    assert not path.exists()


def test_an_empty_database_is_not_a_store(empty_url):
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).touch()
    with pytest.raises(StoreUnavailable, match="is empty"):
        Store.open(empty_url)


def test_a_store_of_another_version_is_refused(store):
    with store.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    url = store._engine.url.render_as_string(hide_password=False)
    with pytest.raises(StoreUnavailable, match="version 9999"):
        Store.open(url)
    with pytest.raises(StoreUnavailable, match="cannot be brought"):
        migrate(url)


def test_a_server_that_does_not_answer_is_named_without_its_password():
    with pytest.raises(StoreUnavailable) as caught:
        Store.open("postgresql://office:secret-word@127.0.0.1:1/ocop")
    assert "127.0.0.1" in str(caught.value)
    assert "secret-word" not in str(caught.value)


def test_a_folder_is_made_for_a_new_database(tmp_path):
    url = sqlite_url(tmp_path / "a" / "b" / "ocop.db")
    migrate(url)
    with Store.open(url) as store:
        assert store.revision() == 0


def test_a_file_in_the_way_of_the_folder_is_reported(tmp_path):
    (tmp_path / "a").touch()
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        migrate(sqlite_url(tmp_path / "a" / "ocop.db"))


def test_a_file_that_is_no_database_is_reported(tmp_path):
    path = tmp_path / "ocop.db"
    path.write_text("this is a letter, not a database" * 50)
    with pytest.raises(StoreUnavailable, match="does not answer"):
        Store.open(sqlite_url(path))


LOOK = """
import sys
from geodata.store import Store
with Store.open(sys.argv[1]) as store:
    print(store.revision(), store.state().revision)
print(sorted({"pandas", "geopandas"} & set(sys.modules)))
"""


def test_a_look_at_the_revision_imports_no_frames(sqlite_store):
    done = subprocess.run(
        [sys.executable, "-c", LOOK, sqlite_store.url],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n")[:2] == ["0 0", "[]"]
