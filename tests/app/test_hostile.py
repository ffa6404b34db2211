"""Hostile text in every cell of the registry: it is shown as it stands, and nothing runs it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from app import create_app
from layers.catalogue import CATALOGUE
from tests.app.conftest import closing, settings_for
from tests.hostile import PAYLOAD

KINDS = (
    "products",
    "producers",
    "craft-villages",
    "zones",
    "sales-points",
    "markets",
    "sights",
    "planned-sites",
)


class Reader(HTMLParser):
    """What a browser would make of a page: its scripts, its handlers, its links and its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.handlers: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text: list[str] = []
        self.in_script = False
        self.scripts: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.in_script = tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_endtag(self, tag):
        if tag == "script":
            self.in_script = False

    def handle_data(self, data):
        (self.scripts if self.in_script else self.text).append(data)


@pytest.fixture(scope="module")
def hostile_client(hostile_store) -> Iterator:
    """A reader of a site whose registry is hostile."""
    for app in closing(create_app(settings_for(hostile_store))):
        yield app.test_client()


def pages_of(client):
    """Addresses of the map, the lists and some records of every kind."""
    yield from ("/", "/quality", "/help", "/about", "/communes")
    yield from ("/communes/02647", "/communes/02641?on=2025-06-30")
    for kind in KINDS:
        yield f"/{kind}"
        for item in client.get(f"/api/v1/{kind}?limit=2").json["items"]:
            yield f"/{kind}/{item['id']}"


def test_no_page_lets_hostile_text_out_of_its_place(hostile_client):
    for address in pages_of(hostile_client):
        answer = hostile_client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        page = Reader()
        page.feed(answer.get_data(as_text=True))
        assert page.handlers == [], address
        assert "img" not in page.tags or address == "/help", address
        assert not [link for link in page.links if link.strip().lower().startswith("javascript")], address
        assert not [text for text in page.scripts if "pwned" in text and "\\u003c" not in text], address
        assert "42" not in "".join(page.text).split("6*7")[0][-3:], address


def test_a_page_shows_the_text_as_it_stands(hostile_client):
    item = hostile_client.get("/api/v1/products?limit=1").json["items"][0]
    page = Reader()
    page.feed(hostile_client.get(f"/products/{item['id']}").get_data(as_text=True))
    assert any(PAYLOAD.split("\u2028")[0] in text for text in page.text)


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.key)
def test_no_layer_can_end_a_script_block(hostile_client, spec):
    body = hostile_client.get(f"/api/v1/layers/{spec.key}.geojson").data
    assert b"</script" not in body
    assert "\u2028".encode() not in body
    assert json.loads(body)["count"] > 0


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.key)
def test_no_cell_of_a_hostile_table_is_a_formula(hostile_client, spec):
    text = hostile_client.get(f"/api/v1/layers/{spec.key}.csv").data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert any("{{ 6*7 }}" in cell for cell in cells) or spec.key == "roads"
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_search_finds_hostile_text_and_answers_it_as_json(hostile_client):
    answer = hostile_client.get("/api/v1/search?q=%7B%7B%206*7")
    assert answer.mimetype == "application/json"
    assert answer.json["items"][0]["name"].startswith("={{ 6*7 }}")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_hostile_parameter_comes_back_as_text(hostile_client):
    answer = hostile_client.get("/communes/%3Cscript%3Ealert(1)%3C%2Fscript%3E?on={{6*7}}")
    assert answer.status_code in (400, 404)
    assert b"<script>alert" not in answer.data
