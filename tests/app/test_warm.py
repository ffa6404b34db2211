"""The first view is ready before somebody asks: after a start and after a write."""

import logging
import sys

import pytest

from app import Settings, create_app, warm
from app.errors import MapServer
from app.state import EXTENSION
from geodata.store import Store
from geodata.tables import products
from geodata.view import View
from scripts._bench import firstview
from tests.app.conftest import settings_for


@pytest.fixture
def own_app(own_reference_store: Store):
    """The application on a copy of the reference data, which the test may write."""
    app = create_app(settings_for(own_reference_store))
    yield app
    app.extensions[EXTENSION].close()


def ready_paths(app: MapServer) -> set[str]:
    """Return the addresses whose answers are kept."""
    cache = app.extensions[EXTENSION].cache
    return {key.path + (f"?{key.query}" if key.query else "") for key in cache}


def test_the_whole_first_view_becomes_ready_once(own_app):
    thread = warm.WarmUp(own_app, 0.1)

    assert thread.look()
    assert not thread.look()
    assert ready_paths(own_app) == {firstview.sorted_address(path) for path in warm.FIRST_VIEW}


def test_a_write_makes_it_ready_anew_after_a_moment(own_app, own_reference_store, monkeypatch):
    thread = warm.WarmUp(own_app, 0.1)
    thread.look()
    with own_reference_store.write() as connection:
        connection.execute(products.update().values(note="written"))

    assert not thread.look()
    monkeypatch.setattr(warm, "QUIET_S", -1.0)
    assert thread.look()
    summary = own_app.test_client().get("/api/v1/summary").get_json()
    assert summary["revision"] == own_reference_store.revision()


def test_a_reader_gets_what_was_made_ready(own_app):
    warm.WarmUp(own_app, 0.1).look()
    held = own_app.extensions[EXTENSION]
    before = len(held.cache)

    for address in warm.FIRST_VIEW:
        assert own_app.test_client().get(address).status_code == 200
    assert len(held.cache) == before


def test_while_a_reader_waits_nothing_is_made(own_app, monkeypatch):
    thread = warm.WarmUp(own_app, 0.1)
    assert own_app.test_client().get("/api/v1/units").status_code == 200
    assert not thread.look()
    assert ready_paths(own_app) == {"/api/v1/units"}

    monkeypatch.setattr(warm, "QUIET_S", -1.0)
    with own_app.extensions[EXTENSION].cache.making():
        assert not thread.look()
    assert thread.look()


def test_under_a_prefix_the_answers_of_that_prefix_become_ready(own_reference_store):
    app = create_app(settings_for(own_reference_store, url_prefix="/ocop"))
    warm.WarmUp(app, 0.1).look()

    assert {key.root for key in app.extensions[EXTENSION].cache} == {"/ocop"}
    app.extensions[EXTENSION].close()


def test_the_first_view_is_the_one_that_the_bench_measures_and_the_view_of_today():
    assert warm.FIRST_VIEW == firstview.PATHS
    assert all(f"units={View().units}" in path for path in warm.FIRST_VIEW if "/layers/" in path)


def test_the_thread_imports_what_is_heavy_and_ends_when_it_is_told(own_app):
    thread = warm.WarmUp(own_app, 0.1)
    thread.start()
    thread.stop()
    thread.join(60)

    assert not thread.is_alive()
    assert all(name in sys.modules for name in warm.HEAVY)


def test_a_store_that_does_not_answer_is_told_once_and_asked_again(tmp_path, caplog):
    app = create_app(Settings(testing=True, database_url=f"sqlite:///{tmp_path / 'none.db'}"))
    thread = warm.WarmUp(app, 0.1)
    looks = []
    look = thread.look

    def counted():
        looks.append(None)
        if len(looks) == 3:
            thread.stop()
        return look()

    thread.look = counted
    with caplog.at_level(logging.WARNING):
        thread.run()

    assert len(looks) == 3
    assert [record.message for record in caplog.records].count("The first view could not be made ready") == 1


def test_tests_and_offices_that_do_not_want_it_start_nothing(own_app):
    assert warm.init_app(own_app, Settings(testing=True)) is None
    assert warm.init_app(own_app, Settings(secret_key="x", warm_up=False)) is None
