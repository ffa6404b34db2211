"""/ogc as a part of this site: rights, prefix, proxies, languages, hostile texts, ready answers, start-up."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from app.exports.services_page import SERVICES
from app.settings import ROOT
from geodata.office import tokens
from geodata.office.audit import COMMAND_LINE
from geodata.office.clock import utc_now
from geodata.office.settings import change_setting
from tests.app.ogc_helpers import KEYS, VN2000, reading
from tests.hostile import PAYLOAD, make_hostile
from tests.office_factories import make_user

PAGES = (
    "?f=html",
    "/openapi?f=html",
    "/conformance?f=html",
    "/collections?f=html",
    *(f"/collections/{key}?f=html" for key in KEYS),
    *(f"/collections/{key}/items?f=html&limit=1000" for key in KEYS),
)


class Reader(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.handlers, self.links, self.texts = set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        self.texts.append(data)


def test_hostile_texts_stay_texts_on_every_page_and_in_every_answer(own_reference_store):
    make_hostile(own_reference_store)
    seen = ""
    with reading(own_reference_store) as ogc:
        identifier = ogc.ids("products", limit="1")[0]
        for path in (*PAGES, f"/collections/products/items/{identifier}?f=html"):
            answer = ogc.ask(path)
            assert answer.status_code == 200
            page = Reader(answer.text)
            assert "img" not in page.tags
            assert not page.handlers
            assert not [link for link in page.links if link.startswith("javascript:")]
            seen += "".join(page.texts)
        served = ogc.items("products")["features"]
        assert all(feature["properties"]["name"].startswith(PAYLOAD) for feature in served)
    # Nothing has worked the template out, and the texts are there.
    assert "={{ 6*7 }}{% if 1 %}x{% endif %}{# c #}</script>" in seen


def test_the_page_of_a_commune_of_several_old_districts_says_that_districts_ended(reference_store):
    with reading(reference_store) as ogc:
        ogc.client.set_cookie("lang", "en")
        features = ogc.items("communes", units="2025")["features"]
        feature = next(one for one in features if one["properties"]["district"] is None)
        page = ogc.ask(f"/collections/communes/items/{feature['id']}", units="2025", f="html")
    facts = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", page.text))
    ended = "no single one is certain (districts ended on 1 July 2025)"
    assert [text for title, text in facts.items() if "istrict" in title] == [ended, ended]
    assert facts["Boundary lines"] == "unknown"
    places = [feature["properties"][name] for name in ("label_lon", "label_lat")]
    assert [facts["Label longitude"], facts["Label latitude"]] == [str(degrees) for degrees in places]


@pytest.mark.parametrize(
    ("settings", "headers", "base"),
    [
        ({}, {"Host": "map.example.vn"}, "http://map.example.vn/ogc"),
        ({"url_prefix": "/ocop"}, {}, "http://localhost/ocop/ogc"),
        (
            {"trusted_proxies": 1},
            {
                "X-Forwarded-Host": "ocop.example.vn",
                "X-Forwarded-Proto": "https",
                "X-Forwarded-Prefix": "/map",
            },
            "https://ocop.example.vn/map/ogc",
        ),
        ({}, {"X-Forwarded-Host": "evil.example"}, "http://localhost/ogc"),
    ],
)
def test_links_are_those_by_which_the_reader_came(reference_store, settings, headers, base):
    with reading(reference_store, **settings) as ogc:
        for path in (
            "/ogc",
            "/ogc/collections/provinces",
            "/ogc/collections/provinces/items",
            "/ogc/conformance",
        ):
            for _ in range(2):  # made, then ready
                document = ogc.client.get(path, headers=headers).get_json(force=True)
                for link in document["links"]:
                    assert link["href"].startswith(base) or link["rel"] in ("about", "license")
                    assert link["href"].startswith(base.removesuffix("/ogc"))
        assert ogc.client.get("/ogc/openapi", headers=headers).get_json(force=True)["servers"] == [
            {"url": base}
        ]


def test_two_hosts_do_not_get_each_other_s_links(ogc):
    for host in ("a.example", "b.example", "a.example"):
        document = ogc.client.get("/ogc/collections/roads", headers={"Host": host}).json
        assert all(f"//{host}/" in link["href"] for link in document["links"])


def test_a_ready_answer_is_sent_again_only_where_it_changed(ogc):
    first = ogc.ask("/collections/markets/items")
    assert first.headers["Cache-Control"] == "no-cache"
    assert {"Accept", "Cookie"} <= {*first.headers["Vary"].split(", ")}
    again = ogc.client.get("/ogc/collections/markets/items", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for other in ({"Accept": "text/html"}, {"Host": "b.example"}):
        headers = {"If-None-Match": first.headers["ETag"], **other}
        assert ogc.client.get("/ogc/collections/markets/items", headers=headers).status_code == 200
    packed = ogc.client.get("/ogc/collections/markets/items", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"


def test_a_write_shows_in_the_next_answer(own_reference_store):
    with reading(own_reference_store) as ogc:
        before = ogc.ask("/collections/products/items")
        make_hostile(own_reference_store)
        after = ogc.ask("/collections/products/items")
        assert after.headers["ETag"] != before.headers["ETag"]
        assert PAYLOAD[:20] in after.text


def test_a_site_that_is_not_public_tells_programs_401_and_lets_no_cache_keep_it(own_reference_store):
    change_setting(own_reference_store, "public", False, 0, COMMAND_LINE)
    with reading(own_reference_store) as ogc:
        for path in ("", "/collections", "/collections/products/items"):
            answer = ogc.ask(path)
            assert (answer.status_code, answer.content_type) == (401, "application/json")
            assert answer.json["code"] == "sign_in_needed"
            assert "products" not in answer.text
        assert ogc.ask("?f=html").status_code == 303


def test_an_api_token_opens_a_site_that_is_not_public(own_reference_store):
    user = make_user(own_reference_store)
    made = tokens.create_token(own_reference_store, user, "QGIS", 30, utc_now())
    change_setting(own_reference_store, "public", False, 0, COMMAND_LINE)
    with reading(own_reference_store) as ogc:
        headers = {"Authorization": f"Bearer {made}"}
        answer = ogc.client.get("/ogc/collections", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith("private")
        assert ogc.client.get("/ogc/collections").status_code == 401


def test_a_program_says_its_language_in_the_address_and_links_keep_it(ogc):
    for language, title in (("en", "OCOP products"), ("vi", "Sản phẩm OCOP")):
        answer = ogc.ask(f"/collections/products?lang={language}")
        assert answer.headers["Content-Language"] == language
        assert "Set-Cookie" not in answer.headers
        assert answer.json["title"] == title
        inside = [link["href"] for link in answer.json["links"] if link["rel"] not in ("license", "about")]
        assert all(f"lang={language}" in href for href in inside)
    assert ogc.items("products", lang="en")["features"][0]["properties"]["group_text"] in (
        "Food",
        "Beverages",
    )


def test_a_page_keeps_its_language_in_a_cookie_as_every_other(ogc):
    answer = ogc.ask("/collections?f=html&lang=en")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/ogc/collections?f=html"


def test_unit_system_and_day_go_from_the_service_into_everything_below_it(ogc):
    root = ogc.json("?units=2024&on=2025-01-01")
    (data,) = [link["href"] for link in root["links"] if link["rel"] == "data"]
    communes = next(one for one in ogc.json(data)["collections"] if one["id"] == "communes")
    items = [
        link["href"] for link in communes["links"] if link["rel"] == "items" and "geo+json" in link["type"]
    ]
    document = ogc.json(f"{items[0]}&limit=1000")
    assert document["numberMatched"] == 151
    assert (document["metadata"]["units"], document["metadata"]["on"]) == ("2024", "2025-01-01")


@pytest.mark.parametrize(
    "path",
    [
        "/processes",
        "/jobs",
        "/TileMatrixSets",
        "/stac",
        "/admin/config",
        "/collections/products/tiles",
        "/collections/products/coverage",
        "/collections/products/map",
        "/collections/products/position",
    ],
)
def test_what_pygeoapi_could_also_do_is_not_there(ogc, path):
    assert ogc.ask(path).status_code == 404


def test_an_empty_store_has_collections_of_nothing(sqlite_store):
    with reading(sqlite_store) as ogc:
        for collection in ogc.json("/collections")["collections"]:
            assert "spatial" not in collection["extent"]
            assert ogc.items(collection["id"])["features"] == []
        assert ogc.ask("/collections?f=html").status_code == 200


def test_a_start_imports_no_pygeoapi_and_the_first_request_changes_no_logging():
    program = (
        "import sys, logging\n"
        "from app import create_app, Settings\n"
        "app = create_app(Settings(testing=True, database_url='sqlite://'))\n"
        "assert 'pygeoapi' not in sys.modules and 'lark' not in sys.modules\n"
        "from layers.ogc.service import Service\n"
        "Service()._made('http://x/ogc')\n"
        "assert 'pygeoapi.flask_app' not in sys.modules\n"
        "assert logging.getLogger().handlers == [] and logging.getLogger().level == logging.WARNING\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_nothing_is_logged_for_a_reader_s_mistake(ogc, caplog):
    with caplog.at_level(logging.WARNING):
        for path in (
            "/collections/nope",
            "/collections/products/items?limit=0",
            "/collections/products/items?bbox=1",
        ):
            ogc.ask(path)
        ogc.ask("/collections/sights/items")
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


# /exports/services


def test_the_page_of_services_names_addresses_that_answer(ogc):
    answer = ogc.client.get("/exports/services")
    assert answer.status_code == 200
    for service in SERVICES:
        assert f'value="http://localhost{service.path}"' in answer.text


@pytest.mark.parametrize("path", [service.path for service in SERVICES if service.key in ("ogc", "package")])
def test_a_service_of_the_page_is_there(ogc, path):
    assert ogc.client.get(path).status_code == 200


def test_vn_2000_is_asked_for_as_the_page_says(ogc):
    assert VN2000 in ogc.json("/collections/products")["crs"]
