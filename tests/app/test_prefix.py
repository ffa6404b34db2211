"""The site under a sub-path and behind a proxy."""

import re

import pytest

from app import Settings, create_app


@pytest.fixture
def reader(sqlite_store):
    """Make a reader of an application with the given settings."""
    apps = []

    def make(**settings):
        app = create_app(
            Settings(testing=True, database_url=sqlite_store.url, revision_poll_s=0.0, **settings)
        )
        apps.append(app)
        return app.test_client()

    yield make
    for app in apps:
        app.extensions["ocop"].close()


def addresses(text):
    """Return the addresses on this site that a page names."""
    return re.findall(r'(?:href|src|"url"|"api")(?:=|: )"(/[^"]*)"', text)


@pytest.mark.parametrize("path", ["/ocop/", "/ocop", "/"])
def test_every_address_of_a_page_is_under_the_prefix_whether_the_proxy_strips_it_or_not(reader, path):
    client = reader(url_prefix="/ocop")
    for _ in range(2):  # made, then ready
        found = addresses(client.get(path).text)
        assert len(found) > 10
        assert all(address.startswith("/ocop/") for address in found)


@pytest.mark.parametrize("path", ["/ocop/healthz", "/healthz"])
def test_what_lies_below_the_prefix_is_found(reader, path):
    assert reader(url_prefix="/ocop").get(path).status_code == 200


def test_a_name_that_only_begins_like_the_prefix_is_not_found(reader):
    assert reader(url_prefix="/ocop").get("/ocopmap").status_code == 404


def test_a_trusted_proxy_announces_the_prefix(reader):
    client = reader(trusted_proxies=1)
    page = client.get("/", headers={"X-Forwarded-Prefix": "/map"}).text
    assert all(address.startswith("/map/") for address in addresses(page))
    assert all(not address.startswith("/map/") for address in addresses(client.get("/").text))


def test_nobody_else_does(reader):
    page = reader().get("/", headers={"X-Forwarded-Prefix": "/map"}).text
    assert "/map/" not in page


@pytest.mark.parametrize("prefix", ["//evil.example", "/a b", "/><script>", "/{{ 6*7 }}", "javascript:x"])
def test_a_prefix_that_is_no_path_is_refused(reader, prefix):
    response = reader(trusted_proxies=1).get("/", headers={"X-Forwarded-Prefix": prefix})
    assert response.status_code == 400
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_language_switch_stays_under_the_prefix(reader):
    response = reader(url_prefix="/ocop").get("/ocop/?lang=en&units=2024")
    assert response.headers["Location"] == "/ocop/?units=2024"
    assert "Path=/ocop" in response.headers["Set-Cookie"]


def test_behind_https_the_cookie_is_secure(reader):
    client = reader(trusted_proxies=1)
    assert "Secure" in client.get("/?lang=en", headers={"X-Forwarded-Proto": "https"}).headers["Set-Cookie"]
    assert "Secure" not in client.get("/?lang=en").headers["Set-Cookie"]


def test_static_files_are_the_same_under_every_prefix(reader):
    client = reader(url_prefix="/ocop")
    assert client.get("/ocop/static/js/ocopmap.js").data == client.get("/static/js/ocopmap.js").data


@pytest.mark.parametrize("host", ["a b", "[::1", "evil.com:99999", "evil.com:0", "a/b", "", "<script>"])
def test_a_host_that_no_link_can_be_made_of_is_refused(client, host):
    # A page that holds links with the host; what is kept ready for everybody holds none.
    answer = client.get("/exports/services", headers={"Host": host, "Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json["details"]["name"] == "Host"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "Map.example.vn:65535"])
def test_a_host_that_links_can_be_made_of_is_taken(client, host):
    assert client.get("/exports/services", headers={"Host": host}).status_code == 200
