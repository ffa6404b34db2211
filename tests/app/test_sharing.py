"""What is shown, passed on: in words and as a short link."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.exports.hub import MAP_WAYS
from app.sharing.permalinks import EMBED_NAMES, FACETS, PERMALINK_NAMES
from geodata.office.audit import COMMAND_LINE, Actor, LogFilter, read_log
from geodata.office.settings import change_setting
from geodata.office.short_links import list_links, make_link
from geodata.office.vocabulary import RoleName
from geodata.planning.plans import Running, run_plan
from geodata.planning.scenarios import change_scenario, save_scenario
from tests.app.account_helpers import csrf_of, signed_in_as
from tests.app.conftest import closing, settings_for
from tests.app.sharing_helpers import MAP, SCRIPTS, value_of
from tests.app.test_planning_api import PLAN

DAY = date(2026, 11, 22)


@pytest.fixture
def reader(client):
    """A reader of the reference data, in English."""
    client.set_cookie("lang", "en")
    return client


def lines_of(page: str) -> dict[str, str]:
    """Return what the page says that a link shows."""
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page)
    return {html.unescape(heading): html.unescape(text) for heading, text in pairs}


def mark_of(client: FlaskClient) -> dict[str, str]:
    """Return the header that shows that a request comes from a page of this site."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/share").text)
    return {"X-CSRFToken": found[1]}


# What a link shows


def test_a_link_to_the_map_is_told_in_words(reader):
    lines = lines_of(reader.get(f"/share?{MAP}").text)
    assert lines["Unit system"].startswith("2024")
    assert lines["Which records"] == "as of 01/01/2025"
    assert lines["Layers"] == "OCOP products; Communes (60 % opaque)"
    assert lines["Colour of communes"] == "Producers named"
    assert "4 stars" in lines["Filter of products"]
    assert lines["Part of the map"] == "around 22.3400° N, 104.0900° E, zoom 9.5"
    assert "21/11/2026" in lines["Base date"]


def test_what_is_sent_opens_what_was_shown(reader):
    page = reader.get(f"/share?{MAP}").text
    sent = parse_qs(urlsplit(value_of(page, "link")).query)
    assert sent == parse_qs(MAP)
    assert value_of(page, "mail").endswith(value_of(page, "link"))
    (mailto,) = re.findall(r'href="(mailto:[^"]+)"', page)
    body = parse_qs(urlsplit(html.unescape(mailto)).query)["body"][0]
    assert body == value_of(page, "mail")


def test_the_map_without_parameters_is_what_the_office_shows_first(empty_client, sqlite_store):
    change_setting(sqlite_store, "default_units", "2024", 0, COMMAND_LINE)
    change_setting(sqlite_store, "default_zoom", 11, 0, COMMAND_LINE)
    change_setting(sqlite_store, "default_layers", ["communes"], 0, COMMAND_LINE)
    empty_client.set_cookie("lang", "en")
    lines = lines_of(empty_client.get("/share").text)
    assert (lines["Unit system"][:4], lines["Layers"]) == ("2024", "Communes")
    assert lines["Part of the map"].endswith("zoom 11")


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("/communes/02647", "Lào Cai ward (02647)"),
        ("/communes/02647?units=2024", "Kim Tân ward (02647)"),
        ("/help", "Help"),
        ("/tours/nothing", "/tours/nothing"),
        ("/products/gone", "/products/gone"),
        ("/communes/02647?on=x&units=y", "Lào Cai ward (02647)"),
    ],
)
def test_any_page_for_readers_can_be_shared_by_its_name(reader, page, title):
    answer = reader.get(f"/share?page={quote(page)}").text
    assert lines_of(answer)["Page"] == title
    assert value_of(answer, "link").endswith(page)
    assert "<iframe" not in value_of(answer, "mail")
    assert 'id="code"' not in answer


@pytest.mark.parametrize("page", ["/communes/02647", "/communes/02647?units=2024", "/markets"])
def test_pages_of_units_and_records_lead_to_sharing_them(reader, page):
    answer = reader.get(page).text
    if page == "/markets":
        page = re.search(r'href="(/markets/[^"?]+)"', answer)[1]
        answer = reader.get(page).text
    (address,) = re.findall(r'<a href="([^"]+)"[^>]*data-share', answer)
    assert value_of(reader.get(html.unescape(address)).text, "link") == f"http://localhost{page}"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("nope=1", "indicator"),
        ("units=2019", "2025, 2024"),
        ("units=2025&units=2024", "units"),
        ("layers=nope", "products"),
        ("layers=communes:101", "communes:60"),
        ("layers=communes:x", "communes:60"),
        ("indicator=nope", "producers"),
        ("classes=9", "3, 4, 5, 6, 7"),
        ("palette=rainbow", "viridis"),
        ("scheme=nope", "quantiles"),
        ("at=1,2", "22.34,104.09,9"),
        ("at=1,2,nan", "22.34,104.09,9"),
        ("at=1,2,99", "22.34,104.09,9"),
        ("base=<b>", "base map"),
        ("stars=9", "3, 4, 5"),
        ("on=yesterday", "YYYY-MM-DD"),
        ("q=" + "x" * 101, "100"),
        ("table=nope", "products"),
    ],
)
@pytest.mark.parametrize("page", ["/share", "/embed"])
def test_what_no_link_can_show_is_refused_with_what_is_allowed(reader, page, query, told):
    answer = reader.get(f"{page}?{query}{'&lang=en' if page == '/embed' else ''}")
    assert answer.status_code in (400, 404)
    if (page, query[:5]) != ("/embed", "table"):
        assert told in html.unescape(answer.text)


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example", "/sign-in", "/office", "/nowhere", "/static/x.js", ""]
)
def test_only_pages_for_readers_are_shared(reader, page):
    assert reader.get(f"/share?page={quote(page)}").status_code == 400


def test_a_saved_plan_and_a_saved_tour_are_shared_by_name_to_who_sees_them(own_reference_store):
    author = Actor("somebody", "Trần Thị Lan")
    answer = json.loads(json.dumps(run_plan(own_reference_store, json.dumps(PLAN), Running(None, DAY))))
    plan = save_scenario(own_reference_store, author, "Ba điểm <b>mới</b>", None, PLAN, answer)
    place = f"/planning/{plan.scenario_id}"
    for app in closing(create_app(settings_for(own_reference_store))):
        guest, planner = app.test_client(), app.test_client()
        for client in (guest, planner):
            client.set_cookie("lang", "en")
        signed_in_as(planner, own_reference_store, RoleName.PLANNER)
        # Its name is told to nobody who may not see it.
        hidden = lines_of(guest.get(f"/share?page={place}").text)
        assert hidden == {"Page": place, "Who may open it": "not you: it is gone, or not shared with you"}
        told = lines_of(planner.get(f"/share?page={place}").text)
        assert told["Page"] == "Scenario: Ba điểm <b>mới</b>"
        assert told["Who may open it"].startswith("planners of the office alone")
        change_scenario(own_reference_store, author, plan.scenario_id, 1, {"shared": True})
        assert lines_of(guest.get(f"/share?page={place}").text) == {"Page": "Scenario: Ba điểm <b>mới</b>"}


def test_what_stands_behind_the_hash_of_a_tour_is_shared_with_it(reader):
    page = reader.get(f"/share?page={quote('/tours#tour=eyJhIjoxfQ')}").text
    assert lines_of(page) == {"Page": "Tours"}
    assert value_of(page, "link").endswith("/tours#tour=eyJhIjoxfQ")


def test_the_names_of_a_link_are_those_that_the_map_writes():
    script = (SCRIPTS / "permalink.js").read_text(encoding="utf-8")
    usual = re.search(r"const DEFAULTS = \{(.*?)\};", script, re.DOTALL)[1]
    written = {*re.findall(r"^  (\w+):", usual, re.MULTILINE), "units", "layers", "at", "q", "inferred"}
    facets = re.search(r"const FACETS = \{(.*?)\};", (SCRIPTS / "filterindex.js").read_text(), re.DOTALL)[1]
    written |= set(re.findall(r"^  (\w+):", facets, re.MULTILINE))
    followed = re.search(r"export const FOLLOWED = \[(.*?)\];", (SCRIPTS / "state.js").read_text())[1]
    written |= set(re.findall(r'"(\w+)"', followed))
    assert set(PERMALINK_NAMES) == written
    assert set(FACETS) <= set(EMBED_NAMES) == written - {"table", "sort"}


def test_every_page_that_the_menu_of_the_map_leads_to_takes_what_the_map_writes(reader):
    every = f"{MAP}&recognition=&q=chè&inferred=exclude&palette=greens&table=products&sort=-name&base=none"
    every += "&fact=digital_stall,e_payment.none&channel=postmart&stage=accepted&trademark=none"
    found = {path: reader.get(f"{path}?{every}").status_code for path, _ in MAP_WAYS}
    assert found == {path: 200 for path, _ in MAP_WAYS}


def test_hostile_texts_stay_texts(reader, empty_client, sqlite_store):
    hostile = '"><script>alert(1)</script>'
    change_setting(sqlite_store, "name", hostile, 0, COMMAND_LINE)
    for page in ("/share?q=", "/embed?q="):
        answer = empty_client.get(page + quote(hostile))
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


# Short links


def test_a_short_link_leads_where_it_was_made(empty_client, sqlite_store):
    answer = empty_client.post(
        "/api/v1/short-links", json={"path": f"/?{MAP}"}, headers=mark_of(empty_client)
    )
    assert answer.status_code == 200
    assert answer.json["url"] == f"http://localhost/s/{answer.json['code']}"
    followed = empty_client.get(f"/s/{answer.json['code'].upper()}")
    assert followed.status_code == 302
    assert followed.headers["Cache-Control"] == "no-store"
    assert urlsplit(followed.location).netloc in ("", "localhost")
    assert parse_qs(urlsplit(followed.location).query) == parse_qs(MAP)
    again = empty_client.post("/api/v1/short-links", json={"path": f"/?{MAP}"}, headers=mark_of(empty_client))
    assert again.json == answer.json
    assert list_links(sqlite_store, 10)[1] == 1


def test_a_site_below_a_path_is_followed_below_it(sqlite_store):
    app = create_app(settings_for(sqlite_store, url_prefix="/ocop"))
    client = app.test_client()
    code = make_link(sqlite_store, "/help").code
    assert client.get(f"/ocop/s/{code}").location == "/ocop/help"
    mark = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/ocop/share").text)[1]
    answer = client.post("/ocop/api/v1/short-links", json={"path": "/help"}, headers={"X-CSRFToken": mark})
    assert answer.json["url"] == f"http://localhost/ocop/s/{code}"
    assert answer.location == f"/ocop/s/{code}"
    app.extensions["ocop"].close()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"path": "//evil.example"}, 400),
        ({"path": "https://evil.example"}, 400),
        ({"path": "/sign-in?next=/"}, 400),
        ({"path": "/invitations/secret"}, 400),
        ({"path": "/s/bcdfghj"}, 400),
        ({"path": "/embed"}, 400),
        ({"path": 7}, 400),
        ({}, 400),
        ({"path": "/help", "nope": 1}, 400),
        ([], 400),
    ],
)
def test_what_leads_elsewhere_gets_no_short_link(empty_client, sqlite_store, body, status):
    answer = empty_client.post("/api/v1/short-links", json=body, headers=mark_of(empty_client))
    assert answer.status_code == status
    assert list_links(sqlite_store, 10)[1] == 0


def test_a_page_of_another_site_makes_no_short_link(empty_client, sqlite_store):
    assert empty_client.post("/api/v1/short-links", json={"path": "/help"}).status_code == 400
    assert list_links(sqlite_store, 10)[1] == 0


def test_one_address_makes_thirty_in_a_minute(empty_client):
    mark = mark_of(empty_client)
    found = [
        empty_client.post("/api/v1/short-links", json={"path": "/help"}, headers=mark).status_code
        for _ in range(31)
    ]
    assert found == [200] * 30 + [429]


def test_an_unknown_short_link_is_told_with_help(empty_client):
    empty_client.set_cookie("lang", "en")
    answer = empty_client.get("/s/bcdfghj")
    assert answer.status_code == 404
    assert "seven letters" in answer.text


def test_a_row_that_somebody_wrote_into_the_store_still_leads_nowhere_else(empty_client, sqlite_store):
    from geodata.office.tables import short_links

    code = make_link(sqlite_store, "/help").code
    with sqlite_store.write(revises=False) as connection:
        connection.execute(short_links.update().values(target="//evil.example"))
    assert empty_client.get(f"/s/{code}").status_code == 400


def test_an_administrator_sees_the_links_and_removes_one(empty_client, sqlite_store):
    for number in range(52):
        link = make_link(sqlite_store, f"/products/p{number}")
    user = signed_in_as(empty_client, sqlite_store, RoleName.ADMINISTRATOR)
    page = empty_client.get("/office/short-links").text
    assert page.count("/remove") == 50
    assert link.code in page
    assert empty_client.get("/office/short-links?offset=50").text.count("/remove") == 2
    mark = csrf_of(empty_client, "/office/short-links")
    answer = empty_client.post(f"/office/short-links/{link.code}/remove", data={"csrf_token": mark})
    assert answer.status_code == 303
    assert link.code in empty_client.get("/office/short-links").text  # the note that says so
    assert empty_client.get(f"/s/{link.code}").status_code == 404
    (entry,), _ = read_log(sqlite_store, LogFilter(action="short_link_removed"), 10)
    assert (entry.actor_name, entry.subject_id) == (user.name, link.code)
    log = empty_client.get("/audit").text
    assert "short link removed" in log


def test_where_the_office_is_not_public_a_short_link_asks_to_sign_in(empty_client, sqlite_store):
    code = make_link(sqlite_store, "/help").code
    change_setting(sqlite_store, "public", False, 0, COMMAND_LINE)
    assert empty_client.get(f"/s/{code}").status_code == 303
