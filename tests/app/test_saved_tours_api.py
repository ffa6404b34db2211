"""Saved tours over HTTP: timed by the server, drafts of their author, published for all who may look."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from secrets import token_hex

import pytest
import sqlalchemy as sa

from app import create_app
from app.errors import MapServer
from geodata import tables
from geodata.names import unturned
from geodata.office.audit import LogFilter, read_log
from geodata.office.tables import tours
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from geodata.tourism.registry_places import tour_places
from geodata.view import View
from tests.app.conftest import closing, settings_for
from tests.app.test_scenarios_api import marked
from tests.conftest import sqlite_url
from tests.hostile import PAYLOAD

API = "/api/v1/saved-tours"
SUNDAY, MONDAY = "2026-12-06", "2026-12-07"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def store(_reference_file, tmp_path_factory) -> Iterator[Store]:
    """The reference data, a copy for these tests: each takes away the tours that it saved."""
    path = tmp_path_factory.mktemp("tours") / "ocop.db"
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
    """The application without a saved tour."""
    yield office
    with store.write(revises=False) as connection:
        connection.execute(sa.delete(tours))


@pytest.fixture
def person(app, store):
    """Make clients of new people of a role."""
    return lambda role: marked(app, store, role, f"p{token_hex(4)}")


@pytest.fixture
def editor(person):
    """A client of an editor who writes from our own pages."""
    return person(RoleName.EDITOR)


@pytest.fixture
def other(person):
    """A client of another editor."""
    return person(RoleName.EDITOR)


@pytest.fixture
def administrator(person):
    """A client of an administrator."""
    return person(RoleName.ADMINISTRATOR)


@pytest.fixture(scope="module")
def market(store):
    """The weekly market of Bắc Hà."""
    places = tour_places(store, View(today=TODAY)).items
    return next(place for place in places if "Chợ phiên Bắc Hà" in (place.name, *place.also))


def body(market, **changes):
    """Return a tour of one Sunday to the market."""
    tour = {"start": [104.2, 22.5], "dates": [SUNDAY], "order": [[market.place_id]]} | changes
    return {"title": "Bắc Hà ngày chợ phiên", "note": "Đón ở ga", "tour": tour}


def save(client, market, **changes):
    found = client.post(API, json=body(market, **changes))
    assert found.status_code == 201, found.text
    return found.json


def send(client, method, path, version, **sent):
    return client.open(f"{API}/{path}", method=method, headers={"If-Match": f'"{version}"'}, **sent)


def publish(client, tour, published=True):
    return send(client, "PATCH", tour["id"], tour["version"], json={"published": published})


def test_the_server_times_a_tour_itself_and_keeps_what_it_rests_on(editor, market):
    answered = editor.post(API, json=body(market))
    found = editor.get(answered.headers["Location"]).json
    assert found == answered.json
    (day,) = found["answer"]["days"]
    assert day["visits"][0]["arrive"].startswith(f"{SUNDAY}T")
    assert found["request"]["order"] == [[market.place_id]]
    assert (found["changes"], found["published"], found["version"]) == ([], False, 1)
    assert found["summary"]["stops"] == [market.name]


def test_an_answer_that_a_client_sends_is_refused(editor, market):
    sent = body(market) | {"answer": {"prize": 9}}
    assert editor.post(API, json=sent).status_code == 400


def test_a_tour_that_cannot_be_kept_is_saved_with_what_is_wrong(editor, market):
    found = save(editor, market, dates=[MONDAY])
    assert [finding["fault"] for finding in found["answer"]["findings"]] == ["closed"]
    assert found["answer"]["keeps"] is False


def test_a_tour_that_does_not_work_is_published_only_by_who_says_so_and_lists_tell(editor, client, market):
    tour = save(editor, market, dates=[MONDAY])
    refused = send(editor, "PATCH", tour["id"], 1, json={"published": True, "title": "Tên khác"})
    assert refused.status_code == 409
    kept = editor.get(f"{API}/{tour['id']}").json
    assert (kept["published"], kept["version"], kept["title"]) == (False, 1, tour["title"])
    done = send(editor, "PATCH", tour["id"], 1, json={"published": True, "anyway": True})
    assert done.json["published"] is True
    (listed,) = client.get(API).json["items"]
    assert listed["summary"]["keeps"] is False
    assert "badge-broken" in client.get("/tours/gallery").text
    assert "badge-broken" in client.get(f"/tours/{tour['id']}").text


def test_the_refusal_says_what_is_wrong(editor, market):
    tour = save(editor, market, dates=[MONDAY])
    refused = publish(editor, tour)
    assert tour["answer"]["findings"][0]["note"]["text"] in refused.json["message"]


def test_a_tour_that_works_is_published_without_a_word(editor, client, market):
    assert publish(editor, save(editor, market)).json["published"] is True
    assert client.get(API).json["items"][0]["summary"]["keeps"] is True
    assert "badge-broken" not in client.get("/tours/gallery").text


def test_a_tour_without_an_order_or_with_minutes_of_its_own_is_refused(editor, market):
    without = body(market)
    del without["tour"]["order"]
    assert editor.post(API, json=without).status_code == 400
    assert editor.post(API, json={"title": "x", "tour": {"minutes": [[0]]}}).status_code == 400
    assert editor.post(API, json={"title": "x"}).json["details"]["name"] == "tour"
    assert editor.get(API).json["total"] == 0


def test_a_draft_is_found_by_its_author_alone(editor, other, administrator, client, market):
    tour = save(editor, market)
    for stranger in (other, administrator, client):
        assert stranger.get(f"{API}/{tour['id']}").status_code == 404
        assert stranger.get(API).json["items"] == []
    assert other.post(f"{API}/{tour['id']}/copy", json={}).status_code == 404
    assert other.post(API, json=body(market) | {"origin": tour["id"]}).status_code == 404
    assert send(administrator, "PATCH", tour["id"], 1, json={"published": True}).status_code == 404


def test_a_published_tour_is_for_readers_and_only_its_author_changes_it(editor, other, client, market):
    tour = publish(editor, save(editor, market)).json
    assert client.get(f"{API}/{tour['id']}").json["can_change"] is False
    assert [item["id"] for item in client.get(API).json["items"]] == [tour["id"]]
    for method, sent in (("PATCH", {"title": "x"}), ("PATCH", {"published": False}), ("PUT", body(market))):
        assert send(other, method, tour["id"], 2, json=sent).status_code == 403
    assert send(other, "DELETE", tour["id"], 2).status_code == 403


def test_an_administrator_withdraws_and_removes_what_is_published_but_does_not_rewrite_it(
    editor, administrator, market
):
    tour = publish(editor, save(editor, market)).json
    assert send(administrator, "PATCH", tour["id"], 2, json={"title": "x"}).status_code == 403
    withdrawn = publish(administrator, tour, published=False)
    assert (withdrawn.status_code, withdrawn.json["published"]) == (200, False)
    assert administrator.get(f"{API}/{tour['id']}").status_code == 404
    shown = publish(editor, withdrawn.json).json
    assert send(administrator, "DELETE", tour["id"], shown["version"]).status_code == 204


@pytest.mark.parametrize(
    ("method", "sent"),
    [("PUT", True), ("PATCH", {"title": "Mới"}), ("PATCH", {"published": True}), ("DELETE", None)],
)
def test_a_stale_version_is_412_and_changes_nothing(editor, market, method, sent):
    tour = save(editor, market)
    send(editor, "PATCH", tour["id"], 1, json={"title": "Tên khác"})
    sent = {"tour": body(market)["tour"]} if sent is True else sent
    refused = send(editor, method, tour["id"], 1, json=sent)
    assert (refused.status_code, refused.json["details"]["version"]) == (412, 2)
    assert editor.get(f"{API}/{tour['id']}").json["title"] == "Tên khác"


def test_a_change_without_the_version_that_was_seen_is_refused(editor, market):
    tour = save(editor, market)
    assert editor.delete(f"{API}/{tour['id']}").status_code == 400
    assert send(editor, "DELETE", tour["id"], "9" * 30).status_code == 400


def test_another_order_is_timed_anew(editor, market):
    tour = save(editor, market)
    changed = body(market, dates=[MONDAY], order=[[]])["tour"]
    found = send(editor, "PUT", tour["id"], 1, json={"tour": changed}).json
    assert (found["version"], found["first_day"], found["weekday"]) == (2, MONDAY, "mon")
    assert found["answer"]["days"][0]["visits"] == []


def test_a_copy_is_a_draft_that_names_its_origin(editor, other, market):
    tour = publish(editor, save(editor, market)).json
    copied = other.post(f"{API}/{tour['id']}/copy", json={"title": "Của Minh"})
    assert copied.status_code == 201
    assert copied.json["origin"] == {"id": tour["id"], "title": tour["title"]}
    assert (copied.json["published"], copied.json["mine"], copied.json["title"]) == (False, True, "Của Minh")
    saved = other.post(API, json=body(market) | {"origin": tour["id"]}).json
    assert saved["origin"]["id"] == tour["id"]


def test_a_tour_says_what_has_changed_of_its_stops_in_the_list_too(editor, store, market):
    tour = save(editor, market)
    points = tables.sales_points
    own = points.c.sales_point_id.in_([record.record_id for record in market.records])
    with store.write() as connection:
        names = dict(connection.execute(sa.select(points.c.sales_point_id, points.c.name).where(own)).all())
        connection.execute(sa.update(points).where(own).values(name="Chợ mới"))
    found = editor.get(f"{API}/{tour['id']}").json
    (item,) = editor.get(f"{API}?changed=true").json["items"]
    unchanged = editor.get(f"{API}?changed=false").json["total"]
    again = send(editor, "PUT", tour["id"], 1, json={"tour": found["request"]}).json
    with store.write() as connection:
        for key, name in names.items():
            connection.execute(sa.update(points).where(points.c.sales_point_id == key).values(name=name))
    assert {change["stop"] for change in found["changes"]} == {market.place_id}
    assert any("Chợ mới" in change["text"] for change in found["changes"])
    assert (item["changes"], unchanged) == (found["changes"], 0)
    # Timed again, it rests on the new name: the old one is the change now.
    assert again["changes"] == []
    told = editor.get(f"{API}/{tour['id']}").json["changes"]
    assert {change["key"] for change in told} >= {"renamed"}


def test_a_place_of_ones_own_is_kept_and_rests_on_nothing(editor, market):
    own = {"id": "own:1", "name": "Nhà bà Mai", "lon": 104.3, "lat": 22.5, "visit_min": 30}
    found = save(editor, market, own_stops=[own], order=[["own:1", market.place_id]])
    assert found["summary"]["stops"] == ["Nhà bà Mai", market.name]
    assert found["changes"] == []


def test_a_list_is_filtered(editor, market):
    save(editor, market)
    totals = {
        "": 1,
        "mine=true": 1,
        "days=1&kind=market&weekday=sun": 1,
        "q=cho+phien": 1,
        "q=ga+lao+cai": 0,
        "days=2": 0,
        "kind=hike": 0,
        "weekday=mon": 0,
        "commune=99999": 0,
        "days=&kind=&weekday=&commune=&q=&mine=&changed=": 1,
    }
    assert {query: editor.get(f"{API}?{query}").json["total"] for query in totals} == totals


@pytest.mark.parametrize(
    "query", ["days=0", "kind=castle", "weekday=monday", "commune=x", "mine=maybe", "changed=2", "stars=5"]
)
def test_a_filter_that_is_not_allowed_is_refused(client, query):
    assert client.get(f"{API}?{query}").status_code == 400


def test_readers_cannot_save(client, market):
    assert client.post(API, json=body(market)).status_code == 401


def test_a_hostile_title_comes_back_as_it_was_sent_but_for_signs_that_turn_text_and_is_in_the_log(
    editor, store, market
):
    sent = body(market) | {"title": PAYLOAD[:120], "note": PAYLOAD}
    found = editor.post(API, json=sent).json
    kept = unturned(PAYLOAD.strip())
    assert (found["title"], found["note"]) == (unturned(PAYLOAD[:120].strip()), kept)
    (entry,), _ = read_log(store, LogFilter(action="tour_saved"), 1)
    assert entry.after["note"] == kept
