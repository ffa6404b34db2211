"""What is shown, passed on: as a QR code, and in a frame of another site."""

from __future__ import annotations

import html
import io
import json
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import zxingcpp
from PIL import Image

from app import create_app
from app.sharing.embed import MODULES
from app.sharing.permalinks import EMBED_NAMES
from app.sharing.texts import SHARE_TEXTS
from geodata.office.audit import COMMAND_LINE
from geodata.office.settings import change_setting
from geodata.office.vocabulary import RoleName
from layers.qr import MOST_BYTES
from tests.app.account_helpers import signed_in_as
from tests.app.conftest import settings_for
from tests.app.sharing_helpers import MAP, SCRIPTS, value_of

IMPORT = re.compile(r'^import (?:[^;]*? from )?"([^"]+)";$', re.MULTILINE)


@pytest.fixture
def reader(client):
    """A reader of the reference data, in English."""
    client.set_cookie("lang", "en")
    return client


# QR codes


@pytest.mark.parametrize("form", ["svg", "png"])
def test_the_code_opens_the_page(client, form):
    answer = client.get(f"/api/v1/qr.{form}?path={quote('/?units=2024&q=chè')}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("private")
    wanted = "http://localhost/?q=ch%C3%A8&units=2024"
    if form == "svg":
        assert answer.mimetype == "image/svg+xml"
        import segno

        expected = io.BytesIO()
        segno.make(wanted, error="q", micro=False, boost_error=False).save(
            expected, kind="svg", border=4, light="#fff", omitsize=True
        )
        assert answer.data == expected.getvalue()
        return
    picture = Image.open(io.BytesIO(answer.data))
    assert picture.width >= 1000
    (found,) = zxingcpp.read_barcodes(picture.convert("L"))
    assert found.text == wanted


def test_the_longest_code_is_still_read(client):
    path = "/?q=" + "x" * (MOST_BYTES - len("http://localhost/?q="))
    (found,) = zxingcpp.read_barcodes(
        Image.open(io.BytesIO(client.get(f"/api/v1/qr.png?path={quote(path)}").data)).convert("L")
    )
    assert found.text == f"http://localhost{path}"
    assert client.get(f"/api/v1/qr.png?path={quote(path + 'x')}").status_code == 400


@pytest.mark.parametrize(
    "query", ["", "path=//evil.example", "path=/office", "path=/help&size=9", "path=%00"]
)
def test_no_code_of_another_place_is_made(client, query):
    assert client.get(f"/api/v1/qr.svg?{query}").status_code == 400


def test_a_short_link_has_a_code_too(client):
    assert client.get("/api/v1/qr.svg?path=/s/bcdfghj").status_code == 200


def test_a_long_link_gets_its_code_by_a_short_one(reader):
    codes = ",".join(f"{number:05d}" for number in range(99))
    page = reader.get(f"/share?units=2024&commune={codes}").text
    assert re.search(r'<img id="qr"[^>]* hidden', page)
    assert "too long for a QR code" in page


# The frame


def test_only_the_frame_may_be_framed(empty_client, sqlite_store):
    change_setting(sqlite_store, "embed_hosts", ["tin.example.vn", "*.gov.vn"], 0, COMMAND_LINE)
    for page in ("/", "/share", "/help", "/embed", "/embed?nope=1"):
        headers = empty_client.get(page).headers
        wanted = "'self' tin.example.vn *.gov.vn" if page.startswith("/embed") else "'none'"
        assert f"frame-ancestors {wanted}" in headers["Content-Security-Policy"]
        assert ("X-Frame-Options" in headers) is (wanted == "'none'")


def test_the_headers_of_a_frame_stay_when_its_bytes_are_kept(empty_client):
    first = empty_client.get("/embed?units=2025")
    kept = empty_client.get("/embed?units=2025")
    unchanged = empty_client.get("/embed?units=2025", headers={"If-None-Match": first.headers["ETag"]})
    assert unchanged.status_code == 304
    for answer in (kept, unchanged):
        assert "X-Frame-Options" not in answer.headers
    assert kept.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_another_list_of_hosts_is_seen_at_once(empty_client, sqlite_store):
    before = empty_client.get("/embed").headers["ETag"]
    change_setting(sqlite_store, "embed_hosts", ["a.vn"], 0, COMMAND_LINE)
    after = empty_client.get("/embed", headers={"If-None-Match": before})
    assert after.status_code == 200
    assert "frame-ancestors 'self' a.vn" in after.headers["Content-Security-Policy"]


def test_a_frame_says_its_language_in_its_address_and_keeps_nothing(client):
    for language, word in (("en", "Open the full map"), ("vi", "lang=vi")):
        answer = client.get(f"/embed?lang={language}")
        assert answer.status_code == 200
        assert word in answer.text
        assert f'<html lang="{language}">' in answer.text
        assert "Set-Cookie" not in answer.headers
    assert client.get("/embed?lang=xx").status_code == 400


def test_a_frame_in_one_language_is_not_given_to_a_reader_of_the_other(client):
    client.set_cookie("lang", "en")
    assert '<html lang="vi">' in client.get("/embed?lang=vi").text
    assert '<html lang="en">' in client.get("/embed?lang=en").text
    assert '<html lang="vi">' in client.get("/embed?lang=vi").text


def test_the_requests_of_a_frame_say_its_language_in_a_header(client):
    address = "/api/v1/choropleth?indicator=products"
    vietnamese = client.get(address).json["title"]
    english = client.get(address, headers={"X-OCOP-Language": "en"}).json["title"]
    assert english == "Products named" != vietnamese
    assert client.get(address).json["title"] == vietnamese
    assert client.get(address, headers={"X-OCOP-Language": "en"}).json["title"] == english
    assert client.get(address, headers={"X-OCOP-Language": "xx"}).json["title"] == vietnamese


def test_a_frame_of_an_office_that_is_not_public_says_so_and_asks_nobody_to_sign_in(
    empty_client, sqlite_store
):
    change_setting(sqlite_store, "public", False, 0, COMMAND_LINE)
    answer = empty_client.get("/embed?lang=en")
    assert answer.status_code == 200
    assert "people who are signed in" in answer.text
    assert 'id="catalogue"' not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    signed_in_as(empty_client, sqlite_store, RoleName.EDITOR)
    assert "cannot be embedded" in empty_client.get("/embed?lang=en").text
    empty_client.set_cookie("lang", "en")
    page = empty_client.get("/share").text
    assert "cannot be embedded" in page
    assert 'id="code"' not in page


def test_the_code_for_another_site_shows_the_same_map(reader):
    code = value_of(reader.get(f"/share?{MAP}&table=products").text, "code")
    source = html.unescape(re.search(r'src="([^"]+)"', code)[1])
    query = parse_qs(urlsplit(source).query)
    assert query == parse_qs(f"{MAP}&lang=en")
    page = reader.get(source.removeprefix("http://localhost"))
    assert page.status_code == 200
    (full,) = re.findall(r'id="full-map" href="([^"]+)"', page.text)
    assert parse_qs(urlsplit(html.unescape(full)).query) == query
    assert re.search(r'id="full-map"[^>]*target="_blank" rel="noopener"', page.text)


def test_a_frame_that_was_asked_for_under_another_name_is_not_given_to_others(reader):
    assert "evil.example" in reader.get("/embed?lang=en", headers={"Host": "evil.example"}).text
    assert "evil.example" not in reader.get("/embed?lang=en").text


def test_a_frame_stands_below_a_path_too(sqlite_store):
    app = create_app(settings_for(sqlite_store, url_prefix="/ocop"))
    answer = app.test_client().get("/ocop/embed?lang=en")
    assert answer.status_code == 200
    assert 'href="/ocop/?lang=en"' in answer.text
    app.extensions["ocop"].close()


def test_the_page_names_every_parameter_that_a_frame_takes(reader):
    page = html.unescape(reader.get("/share").text)
    assert f"no others: {', '.join((*EMBED_NAMES, 'lang'))}." in page


def test_a_frame_has_no_menu_and_asks_nothing_about_the_reader(reader):
    page = reader.get("/embed?lang=en").text
    assert "site-nav" not in page
    assert "account.js" not in page
    assert "no legal force" in page
    assert "21/11/2026" in page


def test_the_browser_is_told_of_every_module_of_the_frame():
    found, left = set(), ["pages/embed.js"]
    while left:
        path = SCRIPTS / left.pop()
        for target in IMPORT.findall(path.read_text(encoding="utf-8")):
            name = (path.parent / target).resolve().relative_to(SCRIPTS).as_posix()
            if f"js/{name}" not in found:
                found.add(f"js/{name}")
                left.append(name)
    assert set(MODULES) == found


def test_every_text_that_the_page_asks_for_is_there():
    script = (SCRIPTS / "pages" / "share.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bt\(\"(share\.[a-z_.]+)\"", script))
    assert asked == {key for key in SHARE_TEXTS if not key.startswith("error.")}


def test_the_script_and_the_server_agree_on_how_long_an_address_a_code_takes():
    script = (SCRIPTS / "pages" / "share.js").read_text(encoding="utf-8")
    assert int(re.search(r"MOST_BYTES = (\d+);", script)[1]) == MOST_BYTES


def test_the_page_hands_its_state_to_the_script(reader):
    state = json.loads(re.search(r'id="page-state">(.*?)</script>', reader.get(f"/share?{MAP}").text)[1])
    assert state["site"] == "http://localhost"
    assert parse_qs(urlsplit(state["path"]).query) == parse_qs(MAP)
