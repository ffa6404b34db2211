"""Photos over HTTP: handed in by editors of the record's commune, shown to readers, refused with a reason."""

from __future__ import annotations

import re
import threading
from datetime import date, timedelta
from urllib.parse import quote

import pytest

from app import create_app
from app.jobs.consumer import Desk
from app.jobs.kinds import KINDS
from app.jobs.queue import make_huey
from app.registry.photo_texts import PHOTO_TEXTS
from app.registry.record_texts import TEXTS
from app.security import DATA_POLICY
from app.settings import ROOT
from geodata.office.audit import COMMAND_LINE
from geodata.office.clock import utc_now
from geodata.office.settings import change_setting
from geodata.office.vocabulary import RoleName
from geodata.photos import keeping, pictures
from geodata.photos.limits import REMOVED_FOR
from geodata.records.tables import photos
from tests.app.account_helpers import begin
from tests.app.conftest import closing, settings_for
from tests.geodata.photos.made import packed, plain, shown
from tests.geodata.records.world import fill_registry
from tests.office_factories import make_user

API = "/api/v1/registry"
PHOTOS = f"{API}/products/p1/photos"
OCTETS = "application/octet-stream"
HOSTILE = "<script>{{7*7}}</script>\" onerror='x"
SCRIPTS = ROOT / "app" / "static" / "js" / "photos"
ROUTES = ("photos.", "registry_photos.")


@pytest.fixture
def app(sqlite_store, tmp_path):
    fill_registry(sqlite_store)
    yield from closing(create_app(settings_for(sqlite_store, instance_dir=tmp_path / "instance")))


@pytest.fixture
def reader(app):
    client = app.test_client()
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def people(app, sqlite_store):
    """Sign people in, each with a client of their own, in English."""

    def sign_in(role=RoleName.EDITOR, login="may", units=()):
        client = app.test_client()
        client.set_cookie("lang", "en")
        begin(client, sqlite_store, make_user(sqlite_store, login, role, login.title(), units=units))
        mark = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/jobs").text)
        client.environ_base["HTTP_X_CSRFTOKEN"] = mark[1]
        return client

    return sign_in


@pytest.fixture
def editor(people):
    return people()


def hand_in(client, address=PHOTOS, shade=10, kind="PNG", **words):
    """Hand in a photo of one shade of grey."""
    content = packed(plain(400, 200, (shade,) * 3), kind)
    words = words or {"credit": "Lý Thị Mẩy"}
    return client.post(address, data=content, headers=said(**words), content_type=OCTETS)


def said(**words):
    """The headers that say something of a photo."""
    return {f"Photo-{name.title().replace('_', '-')}": quote(text) for name, text in words.items()}


def version(client, address=PHOTOS):
    return {"If-Match": client.get(address).headers["ETag"]}


def test_a_photo_is_on_the_page_of_its_record_and_in_its_answer(editor, reader):
    assert 'id="photos"' not in reader.get("/products/p1").text
    made = hand_in(editor, kind="WEBP", caption="Gạo Séng Cù", credit="Lý Thị Mẩy")
    assert made.status_code == 201
    assert (made.json["total"], made.json["items"][0]["added_by"]) == (1, "May")
    [photo] = reader.get("/api/v1/products/p1").json["photos"]
    assert (photo["width"], photo["height"]) == (400, 200)
    assert (photo["thumbnail_width"], photo["thumbnail_height"]) == (320, 160)
    assert (photo["alt"], photo["credit_text"]) == ("Gạo Séng Cù", "Photo: Lý Thị Mẩy")
    page = reader.get("/products/p1").text
    assert f'<img src="{photo["thumbnail"]}" width="320" height="160" alt="Gạo Séng Cù"' in page
    assert f'<a href="{photo["image"]}">' in page
    assert "May" not in page.partition('id="photos"')[2].partition("</section>")[0]
    assert "added_by" not in photo


def test_pictures_are_sent_as_what_they_are_and_kept_as_long_as_they_are_shown(editor, reader):
    hand_in(editor)
    [photo] = reader.get("/api/v1/products/p1").json["photos"]
    for address, side in ((photo["image"], 400), (photo["thumbnail"], 320)):
        sent = reader.get(address)
        assert max(shown(sent.data).size) == side
        assert sent.headers["Content-Type"] == "image/jpeg"
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        assert sent.headers["Content-Security-Policy"] == DATA_POLICY
        assert sent.headers["Cache-Control"] == "no-cache"
        again = reader.get(address, headers={"If-None-Match": sent.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert reader.get(photo["image"]).headers["ETag"] != reader.get(photo["thumbnail"]).headers["ETag"]


def test_what_is_said_of_a_photo_is_text_and_who_took_it_may_be_unknown(editor, reader):
    assert hand_in(editor, caption=HOSTILE, credit_unknown="true").status_code == 201
    page = reader.get("/products/p1").text
    assert "<script>{{7*7}}" not in page
    assert "&lt;script&gt;{{7*7}}&lt;/script&gt;&#34; onerror=&#39;x" in page
    assert "Photo: nobody knows who took it" in page
    hand_in(editor, f"{API}/producers/h1/photos", credit="Lan")
    assert 'alt="Photo of Hợp tác xã Sa Pa"' in reader.get("/producers/h1").text


def test_photos_are_described_ordered_removed_and_put_back(editor, reader):
    one = hand_in(editor).json["items"][0]["id"]
    two = hand_in(editor, shade=90).json["items"][1]["id"]
    told = {"caption": "Ruộng", "credit_unknown": True}
    changed = editor.patch(f"{PHOTOS}/{one}", json=told, headers=version(editor))
    assert [(p["caption"], p["credit"]) for p in changed.json["items"]] == [
        ("Ruộng", None),
        (None, "Lý Thị Mẩy"),
    ]
    ordered = editor.patch(PHOTOS, json={"order": [two, one]}, headers=version(editor))
    assert [photo["id"] for photo in ordered.json["items"]] == [two, one]
    removed = editor.delete(f"{PHOTOS}/{two}", headers=version(editor))
    assert [photo["id"] for photo in removed.json["removed"]] == [two]
    assert removed.headers["ETag"] == f'"{removed.json["tag"]}"'
    assert reader.get(f"/api/v1/photos/{two}/image.jpg").status_code == 404
    small = editor.get(removed.json["removed"][0]["thumbnail"])
    assert (small.status_code, small.headers["Cache-Control"]) == (200, "private, no-cache")
    back = editor.post(f"{PHOTOS}/{two}/restore", headers=version(editor))
    assert [photo["id"] for photo in back.json["items"]] == [one, two]
    for _ in range(2):
        gone = editor.delete(f"{PHOTOS}/{one}", headers=version(editor))
    assert (gone.json["total"], gone.json["removed"]) == (1, [])


def test_who_saw_older_photos_is_told_so_and_changes_nothing(editor, people):
    photo = hand_in(editor).json["items"][0]["id"]
    seen = version(editor)
    hand_in(people(login="pao"), shade=90)
    stale = editor.delete(f"{PHOTOS}/{photo}", headers=seen)
    assert stale.status_code == 412
    assert stale.json["details"]["tag"] == version(editor)["If-Match"].strip('"')
    assert editor.get(PHOTOS).json["total"] == 2
    assert editor.delete(f"{PHOTOS}/{photo}").status_code == 400


def test_editors_of_some_communes_keep_the_photos_of_those_alone(editor, people):
    local = people(login="pao", units=[("90201", date(2025, 7, 1))])
    at_home, elsewhere = (f"{API}/products/{key}/photos" for key in ("p10", "p9"))
    assert hand_in(local, at_home).status_code == 201
    assert hand_in(local, elsewhere).status_code == 403
    photo = hand_in(editor, elsewhere).json["items"][0]["id"]
    refused = local.delete(f"{elsewhere}/{photo}", headers=version(editor, elsewhere))
    assert refused.status_code == 403
    editor.delete(f"{elsewhere}/{photo}", headers=version(editor, elsewhere))
    # What was removed is for who may put it back.
    for path in ("", f"/{photo}/thumbnail.jpg"):
        assert editor.get(elsewhere + path).status_code == 200
        assert local.get(elsewhere + path).status_code == 403


def test_nobody_hands_a_photo_in_unasked(app, people, reader):
    assert hand_in(reader).status_code == 401
    signed_in = people()
    del signed_in.environ_base["HTTP_X_CSRFTOKEN"]
    assert hand_in(signed_in).status_code == 400


def test_where_the_office_is_not_public_photos_are_not_either(editor, reader, sqlite_store):
    hand_in(editor)
    address = reader.get("/api/v1/products/p1").json["photos"][0]["image"]
    change_setting(sqlite_store, "public", False, 0, COMMAND_LINE)
    assert reader.get(address, headers={"Accept": "application/json"}).status_code == 401
    seen = editor.get(address)
    assert (seen.status_code, seen.headers["Cache-Control"]) == (200, "private, no-cache")


def test_photos_of_an_archived_record_are_seen_and_removed_by_editors_alone(editor, reader):
    photo = hand_in(editor).json["items"][0]["id"]
    address = reader.get("/api/v1/products/p1").json["photos"][0]["image"]
    tag = {"If-Match": editor.get(f"{API}/products/p1").headers["ETag"]}
    assert editor.post(f"{API}/products/p1/archive", json={}, headers=tag).status_code == 200
    assert reader.get(address).status_code == 404
    page = editor.get("/registry/products/p1").text
    assert 'id="photo-list"' in page
    assert 'id="photo-upload"' not in page
    assert [one["id"] for one in editor.get(PHOTOS).json["items"]] == [photo]
    for _ in range(2):
        gone = editor.delete(f"{PHOTOS}/{photo}", headers=version(editor))
    assert (gone.json["items"], gone.json["removed"]) == ([], [])
    assert hand_in(editor).status_code == 404


def test_what_is_said_of_a_photo_stands_in_no_address_however_long_it_is(editor, reader):
    longest = {"caption": "ế" * 300, "credit": "Ữ" * 200}
    assert hand_in(editor, **longest).status_code == 201
    [photo] = reader.get("/api/v1/products/p1").json["photos"]
    assert (photo["caption"], photo["credit"]) == tuple(longest.values())
    assert editor.post(f"{PHOTOS}?credit=Lan", data=b"x", content_type=OCTETS).status_code == 400


def test_who_hands_in_while_a_photo_is_read_is_told_to_come_again(app, editor, monkeypatch):
    read, go_on = threading.Event(), threading.Event()

    def slow(content):
        read.set()
        assert go_on.wait(10)
        return pictures.encoded_photo(content)

    monkeypatch.setattr(keeping, "encoded_photo", slow)
    answers = []
    first = threading.Thread(target=lambda: answers.append(hand_in(editor)))
    first.start()
    assert read.wait(10)
    other = app.test_client()
    for cookie in editor._cookies.values():
        other.set_cookie(cookie.key, cookie.value, path=cookie.path)
    other.environ_base.update(editor.environ_base)
    busy = hand_in(other, shade=90)
    go_on.set()
    first.join()
    assert (busy.status_code, busy.headers["Retry-After"], busy.json["error"]) == (503, "5", "busy")
    assert answers[0].status_code == 201
    assert hand_in(other, shade=90).json["total"] == 2


def test_the_history_of_a_record_names_its_photos_and_nobody_reads_there_what_was_taken_away(editor):
    hand_in(editor, caption="Ruộng bậc thang", credit="Lan")
    photo = hand_in(editor, shade=90, caption="Bí mật", credit="Minh").json["items"][1]["id"]
    told = {"caption": "Kín", "credit": "Minh", "reason": "viết sai"}
    editor.patch(f"{PHOTOS}/{photo}", json=told, headers=version(editor))
    for reason in ("mờ", "có người"):
        editor.delete(f"{PHOTOS}/{photo}", json={"reason": reason}, headers=version(editor))
    history = editor.get(f"{API}/products/p1/versions")
    assert [(one["action_text"], one["caption"], one["fields"]) for one in history.json["photos"]] == [
        ("photo removed for good", None, []),
        ("photo removed", None, []),
        ("words of a photo changed", None, ["What the photo shows"]),
        ("photo added", None, []),
        ("photo added", "Ruộng bậc thang", []),
    ]
    assert {one["who"] for one in history.json["photos"]} == {"May"}
    reasons = [one["reason"] for one in history.json["photos"]]
    assert reasons == ["có người", "mờ", "viết sai", None, None]
    assert not {"Bí mật", "Kín", "Minh"} & set(re.findall(r"\w+(?: \w+)?", history.text))


def test_the_consumer_of_jobs_throws_photos_away_that_were_removed_long_ago(app, editor, sqlite_store):
    photo = hand_in(editor).json["items"][0]["id"]
    editor.delete(f"{PHOTOS}/{photo}", headers=version(editor))
    long_ago = utc_now() - REMOVED_FOR - timedelta(hours=1)
    with sqlite_store.write() as connection:
        connection.execute(photos.update().values(removed_at=long_ago))
    settings = app.extensions["ocop"].settings
    huey = make_huey(settings, listens=True)
    Desk(settings, sqlite_store, huey, kinds=KINDS, stale_s=30, sweep_s=0).tick()
    huey.storage.close()
    with sqlite_store.read() as connection:
        assert connection.execute(photos.select()).all() == []


GIF = b"GIF89a"
BY_LAN = {"credit": "Lan"}
# Endpoint → method, address, body, status.
REFUSED: dict[str, list[tuple[str, str, object, int]]] = {
    "photos.show_photo": [
        ("GET", "/api/v1/photos/nope/image.jpg", None, 404),
        ("GET", "/api/v1/photos/nope/huge.jpg", None, 404),
        ("GET", "/api/v1/photos/nope/image.png", None, 404),
        ("GET", "/api/v1/photos/nope/image.jpg?size=9", None, 400),
        ("GET", "/api/v1/photos/%00/image.jpg", None, 404),
    ],
    "registry_photos.list_photos": [
        ("GET", f"{API}/products/nope/photos", None, 404),
        ("GET", f"{API}/nope/p1/photos", None, 404),
        ("GET", f"{API}/published_totals/t1/photos", None, 400),
        ("GET", f"{PHOTOS}?size=9", None, 400),
    ],
    "registry_photos.add_photo": [
        ("POST", PHOTOS, (GIF, {}), 400),
        ("POST", PHOTOS, (GIF, said(**BY_LAN)), 400),
        ("POST", PHOTOS, (b"", said(**BY_LAN)), 400),
        ("POST", PHOTOS, (GIF, said(credit="Lan", credit_unknown="true")), 400),
        ("POST", PHOTOS, (GIF, said(credit_unknown="maybe")), 400),
        ("POST", PHOTOS, (GIF, said(credit="x" * 201)), 400),
        ("POST", PHOTOS, (GIF, said(credit="Lan", caption="x" * 301)), 400),
        ("POST", PHOTOS, (GIF, {"Photo-Credit": "%ff"}), 400),
        ("POST", f"{PHOTOS}?credit=Lan", (GIF, said(**BY_LAN)), 400),
        ("POST", PHOTOS, (bytes(8_000_001), said(**BY_LAN)), 413),
        ("POST", PHOTOS, (bytes(16_000_001), said(**BY_LAN)), 413),
        ("POST", PHOTOS, {"image": "x"}, 415),
        ("POST", f"{API}/products/nope/photos", (GIF, said(**BY_LAN)), 404),
    ],
    "registry_photos.order_photos": [
        ("PATCH", PHOTOS, {}, 400),
        ("PATCH", PHOTOS, {"order": "x"}, 400),
        ("PATCH", PHOTOS, {"order": [{}]}, 400),
        ("PATCH", PHOTOS, {"order": ["x"]}, 400),
        ("PATCH", PHOTOS, {"size": 9}, 400),
    ],
    "registry_photos.change_photo": [
        ("PATCH", f"{PHOTOS}/nope", {"credit": "Lan"}, 404),
        ("PATCH", f"{PHOTOS}/nope", {}, 400),
        ("PATCH", f"{PHOTOS}/nope", {"credit": 7}, 400),
        ("PATCH", f"{PHOTOS}/nope", {"credit_unknown": "yes"}, 400),
        ("PATCH", f"{PHOTOS}/nope", {"credit": "\u0000"}, 400),
    ],
    "registry_photos.remove_photo": [
        ("DELETE", f"{PHOTOS}/nope", None, 404),
        ("DELETE", f"{PHOTOS}/nope?size=9", None, 400),
        ("DELETE", f"{PHOTOS}/nope", {"reason": "x" * 1_001}, 400),
    ],
    "registry_photos.restore_photo": [("POST", f"{PHOTOS}/nope/restore", None, 404)],
    "registry_photos.show_thumbnail": [
        ("GET", f"{PHOTOS}/nope/thumbnail.jpg", None, 404),
        ("GET", f"{PHOTOS}/nope/thumbnail.jpg?size=9", None, 400),
    ],
}


def test_every_route_of_photos_has_a_case_of_bad_input(app):
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith(ROUTES)}
    assert routes == REFUSED.keys()


def test_bad_input_is_refused_and_nothing_is_written(editor, sqlite_store):
    revision, tag = sqlite_store.revision(), version(editor)
    for endpoint, cases in REFUSED.items():
        for method, path, body, status in cases:
            content, words = body if isinstance(body, tuple) else (None, {})
            sent = {"json": body} if content is None else {"data": content, "content_type": OCTETS}
            answer = editor.open(path, method=method, headers=tag | words, **sent)
            assert (endpoint, path[:90], answer.status_code) == (endpoint, path[:90], status), answer.text
            assert answer.json["message"]
    assert sqlite_store.revision() == revision


def test_the_scripts_of_photos_ask_for_texts_that_are_there_and_no_text_is_left_over():
    own = {
        key
        for path in SCRIPTS.glob("*.js")
        for key in re.findall(r'"((?:photo|error)\.[a-z_.]+)"', path.read_text(encoding="utf-8"))
    }
    assert {key for key in own if key.startswith("photo.")} == PHOTO_TEXTS.keys()
    assert own - PHOTO_TEXTS.keys() <= TEXTS.keys()
