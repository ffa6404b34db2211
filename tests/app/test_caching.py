"""Ready answers: what is kept, for how long, and what each reader gets."""

import gzip
from datetime import date
from threading import Thread

import brotli
import pytest

from app import Settings, create_app, ready
from app.accounts.rights import READER, decide
from app.caching import cached
from app.ready import Bodies, Key, Ready, ReadyCache, choose_encoding, matches, sorted_query
from geodata.errors import StoreUnavailable


@pytest.fixture
def counted(empty_app):
    """An application with one address that counts how often its answer is made."""
    made = []

    def make():
        made.append(1)
        return {"made": len(made), "text": "Sa Pả " * 500}, "application/json"

    empty_app.add_url_rule("/counted", endpoint="counted", view_func=lambda: cached(make))
    decide(empty_app, "counted", READER)
    return empty_app.test_client(), made


@pytest.fixture
def write(sqlite_store):
    """Make a new revision."""

    def change():
        with sqlite_store.write():
            pass

    return change


def test_an_answer_is_made_once(counted):
    client, made = counted
    first, second = client.get("/counted"), client.get("/counted")
    assert first.json == second.json
    assert len(made) == 1
    assert dict(first.headers) == dict(second.headers)


def test_a_write_makes_it_new(counted, write):
    client, _ = counted
    first = client.get("/counted")
    write()
    second = client.get("/counted")
    assert (first.json["made"], second.json["made"]) == (1, 2)
    assert first.headers["ETag"] != second.headers["ETag"]


def test_a_new_day_makes_it_new(counted, monkeypatch):
    client, _ = counted
    client.get("/counted")
    monkeypatch.setattr(ready, "today", lambda: date(2099, 1, 1))
    assert client.get("/counted").json["made"] == 2


def test_the_order_of_the_query_does_not_matter(counted):
    client, made = counted
    client.get("/counted?a=1&b=2")
    client.get("/counted?b=2&a=1")
    client.get("/counted?a=2&b=1")
    assert len(made) == 2


def test_each_language_has_its_own(counted):
    client, made = counted
    vietnamese = client.get("/counted")
    client.set_cookie("lang", "en")
    assert client.get("/counted").headers["ETag"] != vietnamese.headers["ETag"]
    assert len(made) == 2


@pytest.mark.parametrize("kept", [True, False])
def test_a_reader_who_has_it_gets_a_304_without_a_body(empty_app, counted, kept):
    client, made = counted
    etag = client.get("/counted").headers["ETag"]
    if not kept:
        empty_app.extensions["ocop"].cache.clear()
    response = client.get("/counted", headers={"If-None-Match": f'"other", {etag}'})
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["ETag"] == etag
    assert len(made) == 1


def test_a_reader_with_an_old_tag_gets_the_new_answer(counted, write):
    client, _ = counted
    etag = client.get("/counted").headers["ETag"]
    write()
    assert client.get("/counted", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("accept", "encoding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("", None, bytes),
        ("identity", None, bytes),
        ("*;q=0.1", "br", brotli.decompress),
    ],
)
def test_each_reader_gets_an_encoding_it_takes(counted, accept, encoding, unpack):
    client, _ = counted
    plain = client.get("/counted").data
    for _ in range(2):
        response = client.get("/counted", headers={"Accept-Encoding": accept})
        assert response.headers.get("Content-Encoding") == encoding
        assert unpack(response.data) == plain
        assert int(response.headers["Content-Length"]) == len(response.data)
        assert "Accept-Encoding" in response.headers["Vary"]


def test_the_first_reader_gets_compressed_bytes_too(counted):
    client, _ = counted
    assert client.get("/counted", headers={"Accept-Encoding": "br"}).headers["Content-Encoding"] == "br"


def test_head_has_the_headers_and_no_body(counted):
    client, _ = counted
    full = client.get("/counted")
    head = client.head("/counted")
    assert head.data == b""
    assert dict(head.headers) == dict(full.headers)


def test_other_methods_do_not_get_a_ready_answer(counted):
    client, _ = counted
    client.get("/counted")
    assert client.post("/counted").status_code == 405


def test_what_is_not_marked_is_not_kept(empty_app):
    client = empty_app.test_client()
    for address in ("/healthz", "/nowhere", "/api/v1/nowhere"):
        client.get(address)
    assert len(empty_app.extensions["ocop"].cache) == 0


def test_an_answer_with_a_cookie_is_not_kept(empty_app):
    def personal():
        response = cached(lambda: ("for you", "text/plain"))
        response.set_cookie("who", "you")
        return response

    empty_app.add_url_rule("/personal", endpoint="personal", view_func=personal)
    decide(empty_app, "personal", READER)
    empty_app.test_client().get("/personal")
    assert len(empty_app.extensions["ocop"].cache) == 0


def test_a_store_that_goes_away_is_said_even_where_the_answer_was_ready(counted, empty_app, monkeypatch):
    client, _ = counted
    client.get("/counted")

    def fail():
        raise StoreUnavailable("gone")

    monkeypatch.setattr(empty_app.extensions["ocop"].cache, "_ask", fail)
    assert client.get("/counted", headers={"Accept": "application/json"}).status_code == 503


def test_the_revision_is_asked_for_at_most_once_in_a_while():
    asked = []
    cache = ReadyCache(lambda: len(asked.append(1) or asked), poll_s=60, limit_bytes=1000)
    assert {cache.moment().revision for _ in range(5)} == {1}
    assert len(asked) == 1


def test_a_write_by_another_worker_shows_within_a_moment(sqlite_store, write):
    settings = Settings(testing=True, database_url=sqlite_store.url, revision_poll_s=0.05)
    app = create_app(settings)
    client = app.test_client()
    before = client.get("/").headers["ETag"]
    write()
    etags = {before}
    for _ in range(200):
        etags.add(client.get("/").headers["ETag"])
        if len(etags) > 1:
            break
        ready.time.sleep(0.005)
    app.extensions["ocop"].close()
    assert len(etags) == 2


def entry(size, moment=None):
    """Return an answer of ``size`` bytes."""
    return Ready(Bodies(b"x" * size), [], "tag", moment)


def test_memory_is_bounded_and_the_least_used_goes_first(tmp_path):
    cache = ReadyCache(lambda: 1, poll_s=60, limit_bytes=20_000)
    moment = cache.moment()
    keys = [Key("", f"/{number}", "", "vi") for number in range(10)]
    for key in keys:
        cache.put(key, entry(2000, moment))
        cache.get(keys[0])
    assert cache.bytes_held <= 20_000
    assert cache.get(keys[0]) is not None
    assert cache.get(keys[1]) is None
    assert cache.get(keys[-1]) is not None


def test_an_answer_that_would_push_out_the_others_is_not_kept():
    cache = ReadyCache(lambda: 1, poll_s=60, limit_bytes=20_000)
    cache.put(Key("", "/", "", "vi"), entry(6000, cache.moment()))
    assert len(cache) == 0


def test_many_threads_keep_the_books_right():
    cache = ReadyCache(lambda: 1, poll_s=0, limit_bytes=50_000)

    def work(seed):
        for number in range(300):
            key = Key("", f"/{(seed * 7 + number) % 40}", "", "vi")
            cache.put(key, entry(1000 + number, cache.moment()))
            cache.get(key)

    threads = [Thread(target=work, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.bytes_held == sum(item.size for item in cache._entries.values()) <= 50_000


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("br, gzip", "br"),
        ("gzip;q=1.0, br;q=0.1", "br"),
        ("br;q=0", "identity"),
        ("*", "br"),
        ("*;q=0", None),
        ("identity;q=0, gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip;q=x", "identity"),
        (",;,", "identity"),
    ],
)
def test_encodings_are_chosen_as_the_reader_allows(accept, chosen):
    assert choose_encoding(accept, ("identity", "gzip", "br")) == chosen


def test_small_answers_and_pictures_are_not_compressed():
    assert Bodies(b"x" * 100, "text/html").encodings == ("identity",)
    assert Bodies(b"x" * 9000, "image/png").encodings == ("identity",)
    assert Bodies(b"x" * 9000, "application/geo+json").encodings == ("br", "gzip", "identity")


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_compressing_twice_gives_the_same_bytes(encoding):
    assert Bodies(b"x" * 9000, "text/css")[encoding] == Bodies(b"x" * 9000, "text/css")[encoding]


def test_an_encoding_is_made_once_and_only_when_it_is_asked_for(monkeypatch):
    made: list[str] = []
    compress = ready._compress
    monkeypatch.setattr(ready, "_compress", lambda body, name: made.append(name) or compress(body, name))
    bodies = Bodies(b"x" * 9000, "text/css")
    assert bodies["identity"] == b"x" * 9000
    assert made == []
    assert bodies["br"] is bodies["br"]
    assert made == ["br"]


def test_tags_are_compared_weakly():
    assert matches('"a"', 'W/"a"')
    assert matches("*", 'W/"a"')
    assert not matches("", 'W/"a"')
    assert not matches('"ab"', 'W/"a"')


def test_a_query_is_sorted_by_its_parts():
    assert sorted_query("b=2&a=1&b=1") == "a=1&b=1&b=2"


def test_a_static_file_with_its_version_is_kept_for_good(empty_app):
    client = empty_app.test_client()
    version = empty_app.extensions["ocop"].assets.version("js/ocopmap.js")
    lasting = client.get(f"/static/js/ocopmap.js?v={version}")
    assert "immutable" in lasting.headers["Cache-Control"]
    assert lasting.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert client.get("/static/js/ocopmap.js?v=other").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/js/ocopmap.js").headers["Cache-Control"] == "no-cache"


def test_a_static_file_is_read_again_when_it_changes(empty_app, tmp_path):
    file = tmp_path / "a.js"
    file.write_text("let a = 1;")
    empty_app.static_folder = str(tmp_path)
    client = empty_app.test_client()
    assert client.get("/static/a.js").text == client.get("/static/a.js").text == "let a = 1;"
    file.write_text("let a = 22;")
    assert client.get("/static/a.js").text == "let a = 22;"
    file.unlink()
    assert client.get("/static/a.js").status_code == 404


def test_a_part_of_a_static_file_can_be_asked_for(empty_client):
    with empty_client.get("/static/js/ocopmap.js", headers={"Range": "bytes=0-3"}) as response:
        assert response.status_code == 206
        assert len(response.data) == 4


def test_a_large_body_is_compressed_in_every_encoding_too():
    body = b"".join(b'{"name":"San pham %d"},' % number for number in range(60_000))
    assert len(body) > ready.LARGE_BYTES
    bodies = Bodies(body, "application/geo+json")

    assert gzip.decompress(bodies["gzip"]) == brotli.decompress(bodies["br"]) == bodies["identity"] == body
    assert len(bodies["br"]) < len(bodies["gzip"]) < len(body) / 5
