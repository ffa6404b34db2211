"""The table of assumptions and the festivals over HTTP: readers read, editors edit from what they saw."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from secrets import token_hex

import pytest
import sqlalchemy as sa

from app import create_app
from app.errors import MapServer
from geodata.office.tables import festivals, tour_assumptions
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from geodata.tourism.registry_places import tour_places
from geodata.view import View
from tests.app.account_helpers import begin
from tests.app.conftest import closing, settings_for
from tests.app.test_scenarios_api import marked
from tests.conftest import sqlite_url
from tests.hostile import PAYLOAD
from tests.office_factories import make_user

ROWS, FESTIVALS, PAGE = "/api/v1/tour-assumptions", "/api/v1/festivals", "/tours/assumptions"
SHOP = {"visit_min": 40, "hours": [["08:00", "24:00"]], "reason": "Hỏi các cửa hàng, tháng 3/2026"}
COACH = {
    "time_factor": 1.4,
    "seats": 29,
    "co2_g_km": 700,
    "co2_source": "Sổ nhiên liệu của đội xe, 2026",
    "reason": "Đo trên đường Bắc Hà – Si Ma Cai",
}
SPRING = {
    "name": "Hội xuân",
    "calendar": "lunar",
    "month": 1,
    "day": 15,
    "unit_code": "02839",
    "source": "Sở Du lịch",
}


@pytest.fixture(scope="module")
def store(_reference_file, tmp_path_factory) -> Iterator[Store]:
    """The reference data, a copy for these tests: each takes away what it entered."""
    path = tmp_path_factory.mktemp("assumptions") / "ocop.db"
    shutil.copy(_reference_file, path)
    with Store.open(sqlite_url(path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def office(store, tmp_path_factory) -> Iterator[MapServer]:
    """One application, which remembers the registry from test to test."""
    folder = tmp_path_factory.mktemp("instance")
    yield from closing(create_app(settings_for(store, instance_dir=folder)))


@pytest.fixture
def app(office, store) -> Iterator[MapServer]:
    """The application as it came."""
    yield office
    tables = (tour_assumptions, festivals)
    with store.read() as connection:
        written = [
            table for table in tables if connection.scalar(sa.select(sa.func.count()).select_from(table))
        ]
    # Nothing was written: what was read of the registry is still good.
    if written:
        with store.write() as connection:
            for table in written:
                connection.execute(sa.delete(table))


@pytest.fixture
def editor(app, store):
    """A client of an editor who writes from our own pages."""
    return marked(app, store, RoleName.EDITOR, f"p{token_hex(4)}")


def change(client, key, value, version=0):
    return client.patch(ROWS, json={"key": key, "value": value}, headers={"If-Match": f'"{version}"'})


def row_of(client, key):
    return next(row for row in client.get(ROWS).json["items"] if row["key"] == key)


def add(client, **changes):
    found = client.post(FESTIVALS, json=SPRING | changes)
    assert found.status_code == 201, found.text
    return found.json


def on_page(client, lang="en"):
    client.set_cookie("lang", lang)
    return client.get(PAGE).text


# Assumptions


def test_readers_see_every_row_with_its_usual_value_and_its_reason_and_cannot_change_one(client):
    client.set_cookie("lang", "en")
    found = client.get(ROWS).json
    assert found["note"].startswith("Assumed, not a fact")
    assert {row["group"] for row in found["items"]} == {"kind", "season", "harvest", "pace", "vehicle"}
    assert all(row["value"] == row["usual"] and row["value"]["reason"] for row in found["items"])
    assert change(client, "kind:shop", SHOP).status_code == 401


def test_an_editor_changes_a_row_and_everybody_sees_who_did_and_what_is_usual(editor, client):
    changed = change(editor, "kind:shop", SHOP)
    assert changed.status_code == 200
    row = row_of(client, "kind:shop")
    assert row == changed.json | {"title": row["title"]}
    assert (row["value"]["hours"], row["value"]["visit_min"], row["version"]) == ([["08:00", "24:00"]], 40, 1)
    assert (row["changed"], row["changed_by"], row["usual"]["visit_min"]) == (True, "The editor", 30)
    page = on_page(client)
    assert "Hỏi các cửa hàng, tháng 3/2026" in page
    assert "Usual: 30 min; 08:00–18:00" in page


def test_a_row_goes_back_to_the_usual_value(editor):
    change(editor, "kind:shop", SHOP)
    back = change(editor, "kind:shop", None, 1).json
    assert (back["changed"], back["version"], back["value"]) == (False, 2, back["usual"])


def test_an_edit_from_an_old_version_is_412_and_tells_what_the_row_is_now(editor):
    change(editor, "kind:shop", SHOP)
    refused = change(editor, "kind:shop", SHOP | {"visit_min": 20})
    assert refused.status_code == 412
    assert refused.json["details"]["now"]["visit_min"] == 40
    assert row_of(editor, "kind:shop")["value"]["visit_min"] == 40


def test_a_refusal_names_the_field(editor):
    refused = change(editor, "kind:shop", SHOP | {"hours": [["09:00", "09:10"]]})
    assert (refused.status_code, refused.json["details"]["name"]) == (400, "hours")
    assert (
        editor.patch(ROWS, json={"key": "kind:shop"}, headers={"If-Match": "0"}).json["details"]["name"]
        == "value"
    )


def test_an_editor_changes_a_vehicle_and_readers_see_what_is_usual(editor, client):
    found = change(editor, "vehicle:coach", COACH)
    assert (found.status_code, found.json["value"]["seats"]) == (200, 29)
    page = on_page(client)
    assert COACH["co2_source"] in page
    assert "Usual: × 1.25; 45 seats; 627 g CO₂ a km" in page
    refused = change(editor, "vehicle:coach", COACH | {"co2_g_km": 1, "co2_source": None}, 1)
    assert (refused.status_code, refused.json["details"]["name"]) == (400, "co2_source")


def test_a_tour_rests_on_the_changed_row(editor, store):
    change(editor, "kind:shop", SHOP)
    places = tour_places(store, View(today=date(2026, 11, 22))).items
    shop = next(place for place in places if place.kinds == ("shop",))
    body = {"start": [104.2, 22.5], "dates": ["2026-12-06"], "order": [[shop.place_id]]}
    found = editor.post("/api/v1/tours/check", json=body).json
    assert found["stops"][shop.place_id]["visit_min"] == 40


# Festivals


def test_a_festival_tells_when_it_is_held_next_in_both_calendars_and_where(editor, client):
    kept = add(editor, days=3)
    (found,) = client.get(FESTIVALS).json["items"]
    assert found == kept
    assert (found["commune"], found["place"], found["days"]) == ("Bắc Hà", None, 3)
    assert (found["next"]["lunar"]["day"], found["next"]["lunar"]["month"]) == (15, 1)
    assert date.fromisoformat(found["next"]["solar"]) > date(2026, 1, 1)
    assert "Hội xuân" in on_page(client)


def test_a_festival_at_a_place_moves_to_a_commune_and_is_removed(editor, store):
    place = tour_places(store, View()).items[0]
    kept = add(editor, unit_code=None, place_id=place.place_id)
    assert (kept["place"], kept["commune"]) == (place.name, place.commune)
    address = f"{FESTIVALS}/{kept['id']}"
    moved = editor.patch(address, json={"place_id": None, "unit_code": "02839"}, headers={"If-Match": '"1"'})
    assert (moved.status_code, moved.json["place"], moved.json["commune"]) == (200, None, "Bắc Hà")
    stale = editor.delete(address, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json["details"]["version"]) == (412, 2)
    assert editor.delete(address, headers={"If-Match": '"2"'}).status_code == 204
    assert editor.get(FESTIVALS).json["total"] == 0


def test_a_festival_without_a_source_or_with_a_day_that_is_none_is_refused(editor):
    for changes, field in (
        ({"source": ""}, "source"),
        ({"day": 31}, "day"),
        ({"unit_code": "1"}, "unit_code"),
    ):
        refused = editor.post(FESTIVALS, json=SPRING | changes)
        assert (refused.status_code, refused.json["details"]["name"]) == (400, field)


def test_an_editor_of_other_communes_enters_no_festival_here(app, store):
    user = make_user(store, f"p{token_hex(4)}", units=[("02680", date(2025, 7, 1))])
    client = marked(app, store, RoleName.EDITOR, f"p{token_hex(4)}")
    begin(client, store, user)
    with client.session_transaction() as session:
        session.pop("csrf_token", None)
    page = client.get(PAGE).text
    client.environ_base["HTTP_X_CSRFTOKEN"] = page.split('csrf-token" content="')[1].split('"')[0]
    assert client.post(FESTIVALS, json=SPRING).status_code == 403


def test_readers_enter_nothing(client):
    assert client.post(FESTIVALS, json=SPRING).status_code == 401


# The page


def test_the_page_says_that_no_festival_is_entered_and_gives_readers_no_form(client):
    page = on_page(client)
    assert 'id="no-festivals"' in page
    assert "tour_assumptions.js" not in page


def test_hostile_names_and_reasons_stand_on_the_page_as_text(editor, client):
    add(editor, name=PAYLOAD, source=PAYLOAD)
    change(editor, "kind:shop", SHOP | {"reason": PAYLOAD})
    for page in (on_page(client), on_page(editor, "vi")):
        assert "<script>window.pwned" not in page
        assert "<img src=x" not in page
        assert "={{ 6*7 }}{% if 1 %}x" in page
