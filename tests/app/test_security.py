"""Headers on every answer, and a policy that lets nothing in but what we wrote."""

import re
from html.parser import HTMLParser

import pytest

from app import Settings, create_app
from app.security import DATA_POLICY, HEADERS, PAGE_HEADERS, inline_script, page_policy, source_hash
from layers.assets import tile_hosts

PAGES = ["/", "/?units=2024", "/nowhere"]


class Inline(HTMLParser):
    """Collects what a browser would run: inline scripts, styles, and attributes that hold code."""

    def __init__(self):
        super().__init__()
        self.scripts, self.styles, self.attributes, self.addresses = [], [], [], []
        self._into = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.attributes += [name for name in given if name.startswith("on") or name == "style"]
        self.addresses += [value for name, value in given.items() if name in {"src", "href", "action"}]
        runs = given.get("type", "text/javascript") in {"text/javascript", "module"}
        if tag == "script" and "src" not in given and runs:
            self._into = self.scripts
        elif tag == "style":
            self._into = self.styles
        if self._into is not None:
            self._into.append("")

    def handle_data(self, data):
        if self._into is not None:
            self._into[-1] += data

    def handle_endtag(self, tag):
        self._into = None


def parsed(text):
    """Return what a browser would run in the page ``text``."""
    reader = Inline()
    reader.feed(text)
    return reader


def rules(response):
    """Return the policy of an answer as a dict."""
    parts = (rule.split() for rule in response.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("address", [*PAGES, "/healthz", "/api/v1/nowhere", "/static/js/ocopmap.js"])
def test_every_answer_carries_the_headers(empty_client, address):
    for response in (empty_client.get(address), empty_client.get(address)):
        assert {name: response.headers.get(name) for name, _ in HEADERS} == dict(HEADERS)
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_says_what_a_document_may_do(empty_client, address):
    for response in (empty_client.get(address), empty_client.get(address)):
        assert {name: response.headers.get(name) for name, _ in PAGE_HEADERS} == dict(PAGE_HEADERS)


@pytest.mark.parametrize("address", PAGES)
def test_every_inline_script_and_style_is_allowed_by_its_hash_and_nothing_else_is(empty_client, address):
    response = empty_client.get(address)
    page, policy = parsed(response.text), rules(response)
    assert policy["script-src"] == ["'self'", *dict.fromkeys(source_hash(text) for text in page.scripts)]
    assert policy["style-src"] == ["'self'", *dict.fromkeys(source_hash(text) for text in page.styles)]
    assert page.attributes == []
    assert policy["default-src"] == ["'none'"]


def test_the_map_has_one_inline_script(empty_client):
    assert len(parsed(empty_client.get("/").text).scripts) == 1


@pytest.mark.parametrize("address", PAGES)
def test_nothing_unsafe_is_allowed(empty_client, address):
    policy = empty_client.get(address).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert " * " not in policy
    assert "http:" not in policy


@pytest.mark.parametrize("address", PAGES)
def test_no_page_names_a_foreign_host_but_as_a_choice_of_tiles(empty_client, address):
    text = empty_client.get(address).text
    assert [found for found in parsed(text).addresses if re.match(r"(https?:)?//", found)] == []
    without_tiles = re.sub(r'<script type="application/json" id="tile-services">.*?</script>', "", text)
    assert re.findall(r"https?://", without_tiles) == []


def test_images_may_come_from_the_tile_services_only(empty_client):
    assert rules(empty_client.get("/"))["img-src"] == ["'self'", "data:", "blob:", *tile_hosts()]
    assert rules(empty_client.get("/"))["connect-src"] == ["'self'"]


def test_an_office_can_close_the_tile_services(sqlite_store):
    app = create_app(Settings(testing=True, database_url=sqlite_store.url, allow_tiles=False))
    response = app.test_client().get("/")
    app.extensions["ocop"].close()
    assert "https://" not in response.text
    assert "https:" not in response.headers["Content-Security-Policy"]


def test_data_may_do_nothing_at_all(empty_client):
    assert empty_client.get("/healthz").headers["Content-Security-Policy"] == DATA_POLICY


def test_a_304_leaves_the_policy_of_the_page_alone(empty_app):
    first = empty_app.test_client().get("/")
    empty_app.extensions["ocop"].cache.clear()
    again = empty_app.test_client().get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers.get("Content-Security-Policy") in (None, first.headers["Content-Security-Policy"])


@pytest.mark.parametrize("text", ["let a = '</script><script>alert(1)'", "x </SCRIPT >"])
def test_a_script_that_would_end_itself_is_refused(empty_app, text):
    with empty_app.test_request_context(), pytest.raises(ValueError, match="end tag"):
        inline_script(text)


def test_a_hash_is_what_browsers_compute():
    # The example of the Content-Security-Policy specification.
    assert source_hash("alert('Hello, world.');") == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert "'sha256-x'" in page_policy(["'sha256-x'"], [], [])


@pytest.mark.parametrize(
    "address",
    [
        "/static/../settings.py",
        "/static/%2e%2e/settings.py",
        "/static/..%2fsettings.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/..\\settings.py",
        "/static/C:/Windows/win.ini",
        "/static/js",
        "/static/",
        "/static/nothing.js",
    ],
)
def test_nothing_outside_the_static_folder_is_served(empty_client, address):
    response = empty_client.get(address)
    assert response.status_code in (404, 308)
    assert "Settings" not in response.text


def test_a_title_that_templates_would_run_does_not_get_into_a_page(empty_client):
    response = empty_client.get("/nowhere/{{ 6*7 }}?q=<script>alert(1)</script>")
    assert "42" not in re.sub(r"\?v=\w+", "", response.text)
    assert "<script>alert(1)" not in response.text
