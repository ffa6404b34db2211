"""Short links: one for each place of this site, and none to any other site."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
import sqlalchemy as sa
from hypothesis import example, given
from hypothesis import strategies as st

from geodata.errors import Conflict, InvalidInput, NotFound
from geodata.office import short_links
from geodata.office.audit import NOBODY, Actor, LogFilter, read_log
from geodata.office.backup import make_backup
from geodata.office.backup_restore import restore
from geodata.office.short_links import (
    ALPHABET,
    LENGTH,
    MADE_WAY,
    REMOVED,
    find_link,
    list_links,
    make_link,
    remove_link,
)
from geodata.office.site_paths import LONGEST_PATH, site_path
from geodata.store import Store, migrate
from tests.conftest import sqlite_url

ADMINISTRATOR = Actor("u1", "Lò Thị Mai")


def test_a_link_leads_to_what_it_was_made_for(store):
    made = make_link(store, "/?units=2024&layers=communes,products&q=chè")
    assert re.fullmatch(f"[{ALPHABET}]{{{LENGTH}}}", made.code)
    assert find_link(store, made.code) == made
    assert made.target == "/?layers=communes,products&q=ch%C3%A8&units=2024"


def test_the_same_place_has_the_same_code_however_it_is_written(store):
    codes = {
        make_link(store, path).code
        for path in ("/?units=2024&q=chè", "/?q=ch%C3%A8&units=2024", "/?q=che\u0300&units=2024")
    }
    assert len(codes) == 1
    assert make_link(store, "/?units=2025&q=chè").code not in codes
    assert list_links(store, 10)[1] == 2


def test_two_at_once_give_one_code(store):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: make_link(store, "/?units=2024"), range(16)))
    assert len({link.code for link in made}) == 1
    assert list_links(store, 10)[1] == 1


def test_a_code_may_be_typed_in_capitals(store):
    made = make_link(store, "/help")
    assert find_link(store, made.code.upper()) == made


@pytest.mark.parametrize("code", ["", "bcdfghj", "x" * 200, "bcdfgh'", "ＢＣＤＦＧＨＪ", "bcdfgh\x00"])
def test_a_code_that_nobody_was_given_is_not_found(store, code):
    with pytest.raises(NotFound, match="seven letters"):
        find_link(store, code)


def test_a_taken_code_is_not_given_twice(store, monkeypatch):
    wanted = iter("bbbbbbb" + "bbbbbbb" + "ccccccc")
    monkeypatch.setattr(short_links.secrets, "choice", lambda _: next(wanted))
    assert make_link(store, "/a").code == "bbbbbbb"
    assert make_link(store, "/b").code == "ccccccc"


def test_there_is_an_end_to_the_rows(store, monkeypatch):
    monkeypatch.setattr(short_links, "MOST_LINKS", 2)
    make_link(store, "/a", ADMINISTRATOR)
    kept = make_link(store, "/b", ADMINISTRATOR)
    with pytest.raises(Conflict, match="2 short links"):
        make_link(store, "/c")
    assert make_link(store, "/b") == kept


def test_the_oldest_link_of_a_reader_makes_way_and_never_one_of_the_office(store, monkeypatch):
    monkeypatch.setattr(short_links, "MOST_LINKS", 3)
    moments = iter(datetime(2026, 11, 22, hour, tzinfo=UTC) for hour in range(24))
    monkeypatch.setattr(short_links, "utc_now", lambda: next(moments))
    office = make_link(store, "/office", ADMINISTRATOR)
    first, second = make_link(store, "/a"), make_link(store, "/b")
    third = make_link(store, "/c")
    with pytest.raises(NotFound):
        find_link(store, first.code)
    assert {link.code for link in list_links(store, 10)[0]} == {office.code, second.code, third.code}
    # Even somebody of the office takes a place that a reader had.
    fourth = make_link(store, "/d", ADMINISTRATOR)
    assert {link.code for link in list_links(store, 10)[0]} == {office.code, third.code, fourth.code}
    entries, _ = read_log(store, LogFilter(action=MADE_WAY), 10)
    told = [(one.actor_name, one.subject_id, one.before, one.after) for one in reversed(entries)]
    assert told == [
        (NOBODY.name, first.code, {"target": "/a"}, {"made_way_for": third.code}),
        ("Lò Thị Mai", second.code, {"target": "/b"}, {"made_way_for": fourth.code}),
    ]


def test_a_removed_link_is_gone_and_the_log_says_who_and_what(store):
    made = make_link(store, "/help", ADMINISTRATOR)
    remove_link(store, made.code, ADMINISTRATOR)
    with pytest.raises(NotFound):
        find_link(store, made.code)
    with pytest.raises(NotFound):
        remove_link(store, made.code, ADMINISTRATOR)
    (entry,), count = read_log(store, LogFilter(action=REMOVED), 10)
    assert count == 1
    assert (entry.actor_name, entry.subject_id, entry.before) == (
        "Lò Thị Mai",
        made.code,
        {"target": "/help"},
    )


def test_the_list_has_the_newest_first_in_parts(store):
    made = [make_link(store, f"/products/p{number}") for number in range(3)]
    first, total = list_links(store, 2)
    rest, _ = list_links(store, 2, 2)
    assert total == 3
    assert [link.code for link in (*first, *rest)] == [link.code for link in reversed(made)]


def test_a_link_makes_no_new_revision(store):
    before = store.revision()
    make_link(store, "/help")
    assert store.revision() == before


def test_a_backup_carries_the_links(store, tmp_path):
    made = make_link(store, "/?units=2024", ADMINISTRATOR)
    make_backup(store._engine.url.render_as_string(hide_password=False), tmp_path / "backup.zip")
    other_url = sqlite_url(tmp_path / "other.db")
    migrate(other_url)
    restore(other_url, tmp_path / "backup.zip")
    with Store.open(other_url) as other:
        assert find_link(other, made.code) == made


@pytest.mark.parametrize(
    "path",
    [
        "",
        "help",
        "//evil.example",
        "///evil.example",
        "/%2Fevil.example",
        "/%2f%2fevil.example",
        "/\\evil.example",
        "/%5Cevil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/../secret",
        "/a/%2e%2e/secret",
        "/a/./b",
        "/help\r\nSet-Cookie: a=b",
        "/help?q=%0d%0aLocation:%20//evil.example",
        "/help\x00",
        "/help%00",
        "/help?q=%ff",
        "/help#\u2028",
        "/\u202ehelp",
        "/?" + "&".join(f"p{number}=1" for number in range(101)),
        "/?q=" + "x" * LONGEST_PATH,
        "/?q=" + "ả" * (LONGEST_PATH // 9 + 1),
    ],
)
def test_what_is_no_place_of_this_site_is_refused(path):
    with pytest.raises(InvalidInput):
        site_path(path)


@given(st.text(max_size=60).map(lambda text: f"/{text}"))
@example("/?q=a+b&q=a%20b&recognition=#a b")
@example("/?a=1;b=2&c=&d")
def test_a_place_that_is_taken_is_ascii_stays_itself_and_stays_on_this_site(text):
    try:
        path = site_path(text)
    except InvalidInput:
        return
    assert path.isascii()
    assert path.isprintable()
    assert " " not in path
    assert path[0] == "/" != path[1:2] != "\\"
    assert urlsplit(path).netloc == ""
    assert site_path(path) == path


@given(
    st.dictionaries(st.sampled_from(["q", "units", "on", "at", "layers"]), st.text(max_size=8), max_size=4),
    st.randoms(),
)
def test_the_order_of_parameters_makes_no_other_place_and_their_values_stay(values, random):
    pairs = [f"{name}={quote(value, safe='')}" for name, value in values.items()]
    mixed = random.sample(pairs, len(pairs))
    try:
        path = site_path("/?" + "&".join(pairs))
    except InvalidInput:
        return
    assert site_path("/?" + "&".join(mixed)) == path
    found = dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
    assert found.keys() == values.keys()


def test_the_longest_place_fits_the_index_of_both_databases(store):
    path = "/?q=" + "".join(f"{number:05d}" for number in range((LONGEST_PATH - 4) // 5))
    assert find_link(store, make_link(store, path).code).target == path
    with store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(short_links.short_links)) == 1
