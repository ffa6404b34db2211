"""What a supervisor is told."""

import pytest

from app import Settings, create_app


def test_health_names_the_revision_and_the_database(empty_client, sqlite_store):
    response = empty_client.get("/healthz")
    assert response.json == {"status": "ok", "revision": sqlite_store.revision(), "database": "sqlite"}
    assert response.headers["Cache-Control"] == "no-store"


def test_health_sees_a_write_at_once(empty_client, sqlite_store):
    before = empty_client.get("/healthz").json["revision"]
    with sqlite_store.write():
        pass
    assert empty_client.get("/healthz").json["revision"] == before + 1


@pytest.fixture
def broken_client(tmp_path):
    """A reader of an application whose database was never set up."""
    app = create_app(Settings(testing=True, database_url=f"sqlite:///{tmp_path}/none.db"))
    yield app.test_client()
    app.extensions["ocop"].close()


def test_without_a_database_health_is_a_503_in_the_envelope(broken_client):
    response = broken_client.get("/healthz", headers={"Accept": "application/json"})
    assert response.status_code == 503
    assert response.json["error"] == "store_unavailable"
    assert broken_client.get("/").status_code == 503


def test_a_database_that_comes_up_later_is_found_without_a_restart(broken_client, tmp_path):
    from geodata.store import migrate

    assert broken_client.get("/healthz").status_code == 503
    migrate(f"sqlite:///{tmp_path}/none.db")
    assert broken_client.get("/healthz").status_code == 200
