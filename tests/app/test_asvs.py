"""What the ASVS asks for and no test of a part shows; docs/asvs.md names each of these."""

from __future__ import annotations

import logging
import pickle
import re
import sys
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import request

from app.accounts.rights import ASKING
from app.jobs import queue
from geodata.errors import OcopError, StoreUnavailable
from geodata.office import audit, invitations, sessions, tables, users
from geodata.office.audit import COMMAND_LINE, LogFilter
from geodata.office.clock import utc_now
from geodata.office.vocabulary import RoleName
from geodata.vectors import open_layer
from tests.app.account_helpers import NEW_PASSWORD, begin, post
from tests.app.conftest import settings_for
from tests.app.test_asvs_source import scripts
from tests.app.test_rights import routes
from tests.app.test_security import rules
from tests.office_factories import NOON, PASSWORD, make_administrator, make_user

HTTPS = "https://localhost"
PUBLIC_ADDRESSES = ["/", "/communes", "/help", "/about", "/nowhere", "/sign-in", "/api/v1/layers", "/healthz"]


# --- answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", [*PUBLIC_ADDRESSES, "/static/js/main.js", "/api/v1/me", "/api/v1/nowhere"]
)
def test_every_answer_says_what_it_is_and_a_text_its_charset(empty_client, address):
    said = empty_client.get(address).content_type
    assert said == "application/json" or re.fullmatch(r"text/\w+; charset=utf-8", said)


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES)
def test_nothing_is_embedded_and_no_base_is_set(empty_client, address):
    policy = rules(empty_client.get(address))
    assert policy.get("object-src", policy["default-src"]) == ["'none'"]
    if "script-src" in policy:
        assert policy["base-uri"] == ["'none'"]


@pytest.mark.parametrize("address", [*PUBLIC_ADDRESSES, "/api/v1/me"])
def test_no_answer_lets_another_origin_read_it(empty_client, address):
    answers = [
        empty_client.get(address, headers={"Origin": "https://elsewhere.example"}),
        empty_client.options(
            address,
            headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"},
        ),
    ]
    named = [name for answer in answers for name, _ in answer.headers]
    assert [name for name in named if name.lower().startswith("access-control-")] == []


@pytest.mark.parametrize("address", ["/", "/sign-in", "/api/v1/layers", "/static/js/main.js"])
def test_trace_is_not_answered(empty_client, address):
    response = empty_client.open(address, method="TRACE", headers={"X-Secret": "swordfish"})
    assert response.status_code == 405
    assert "swordfish" not in response.text


@pytest.mark.parametrize(
    "address",
    [
        "/.git/config",
        "/static/../../.git/config",
        "/instance/secret_key",
        "/static/%2e%2e/%2e%2e/instance/secret_key",
        "/requirements.txt",
        "/app/settings.py",
        "/docs/openapi.yaml",
        "/console",
    ],
)
def test_nothing_of_the_program_but_its_static_files_is_served(empty_client, address):
    assert empty_client.get(address).status_code == 404


def test_a_download_has_a_name_of_ours(client, sqlite_store):
    addresses = ["/api/v1/layers/products.csv", "/quality/problems.csv"]
    found = [client.get(address).headers.get("Content-Disposition", "") for address in addresses]
    assert [text for text in found if not re.fullmatch(r'attachment; filename="?[\w.-]+"?', text)] == []


def test_a_line_of_the_log_is_one_line(empty_app, caplog):
    with caplog.at_level(logging.INFO), empty_app.test_request_context("/x%0d%0aFAKE%20ERROR%20line"):
        assert "\n" in request.path
        empty_app.log_exception((None, None, None))
        empty_app.handle_user_exception(StoreUnavailable("gone"))
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 2
    assert [line for line in lines if re.search("[\r\n]", line) or "FAKE" not in line] == []


# --- what comes in ---------------------------------------------------------------------------------------


def test_a_parameter_is_decoded_once(empty_client):
    answer = empty_client.get("/api/v1/layers/products.geojson?units=%2532025")
    assert answer.status_code == 400
    assert answer.json["details"]["value"] == "%32025"


@pytest.mark.parametrize("text", ["' OR '1'='1", "x'; DROP TABLE users; --", '" OR 1=1 --', "%", "_"])
def test_text_that_looks_like_sql_is_text(client, sqlite_store, text):
    make_user(sqlite_store)
    assert sessions.sign_in(sqlite_store, text, text, NOON) is None
    assert audit.read_log(sqlite_store, LogFilter(actor=text), 10) == ([], 0)
    assert client.get(f"/api/v1/search?q={quote(text)}").json["items"] == []
    assert len(users.list_users(sqlite_store)) == 1


@pytest.mark.parametrize("text", ["%(value)s %n %s", "{0.__class__} {value!r}", "100 %"])
def test_text_that_looks_like_a_format_is_text(empty_client, text):
    answer = empty_client.get(f"/api/v1/layers/products.geojson?units={quote(text)}")
    assert answer.status_code == 400
    assert text in answer.json["message"]


def test_no_entity_of_an_xml_file_is_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("swordfish")
    file = tmp_path / "xa.kml"
    file.write_text(
        f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>a&x;b</name>'
        "<Point><coordinates>104,22</coordinates></Point></Placemark></Document></kml>"
    )
    try:
        with open_layer(file) as opened:
            read = repr(list(opened.features))
    except OcopError:
        read = ""
    assert "swordfish" not in read


def test_the_bell_of_the_jobs_reads_nothing_that_we_did_not_sign(sqlite_store, tmp_path):
    def serializer(key):
        settings = settings_for(sqlite_store, instance_dir=tmp_path, secret_key=key)
        huey = queue.make_huey(settings)
        huey.storage.close()
        return huey.serializer

    ours, foreign = serializer("a" * 40), serializer("b" * 40)
    assert ours.deserialize(ours.serialize("x")) == "x"
    for message in (pickle.dumps("x"), foreign.serialize("x")):
        with pytest.raises(ValueError, match=r"ignature|eparator"):
            ours.deserialize(message)


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")
def test_a_message_with_two_lengths_is_refused():
    from gunicorn.config import Config
    from gunicorn.http.errors import InvalidHeader
    from gunicorn.http.parser import RequestParser

    both = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    twice = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"
    for message in (both, twice):
        with pytest.raises(InvalidHeader):
            next(RequestParser(Config(), iter([message]), ("127.0.0.1", 1)))


# --- cookies and forms -----------------------------------------------------------------------------------


def cookies(response):
    """Return the cookies that an answer sets: name → attributes in small letters."""
    lines = [line.split("; ") for line in response.headers.getlist("Set-Cookie")]
    return {name.partition("=")[0]: {part.lower() for part in rest} for name, *rest in lines}


def sign_in(client, base, **headers):
    """Sign in as a browser does."""
    page = client.get("/sign-in", base_url=base)
    mark = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    form = {"csrf_token": mark, "login": "lan", "password": PASSWORD}
    return client.post(
        "/sign-in", base_url=base, data=form, headers={"Referer": f"{base}/sign-in", **headers}
    )


def test_every_cookie_is_of_the_same_site_and_the_session_is_kept_from_scripts(empty_client, sqlite_store):
    make_user(sqlite_store)
    found = cookies(sign_in(empty_client, HTTPS)) | cookies(empty_client.get("/?lang=en", base_url=HTTPS))
    assert {"__Host-ocop_session", "lang"} <= found.keys()
    for attributes in found.values():
        assert {"secure", "samesite=lax", "path=/"} <= attributes
        assert not any(part.startswith("domain") for part in attributes)
    assert "httponly" in found["__Host-ocop_session"]


def test_the_token_of_the_session_is_in_no_page(empty_client, sqlite_store):
    token = begin(empty_client, sqlite_store, make_administrator(sqlite_store))
    for address in ("/account", "/people", "/audit", "/api/v1/me", "/"):
        assert token not in empty_client.get(address).text


def test_every_write_without_the_mark_of_our_forms_is_refused(empty_app, empty_client, sqlite_store):
    begin(empty_client, sqlite_store, make_administrator(sqlite_store))
    writes = [
        (method, address)
        for endpoint, method, address in routes(empty_app)
        if method != "GET" and endpoint not in ASKING
    ]
    assert len(writes) > 10
    accepted = []
    for method, address in writes:
        answers = [
            empty_client.open(address, method=method, headers=headers)
            for headers in ({}, {"Origin": "https://elsewhere.example"}, {"X-CSRFToken": "x"})
        ]
        accepted += [(method, address) for answer in answers if answer.status_code not in (400, 403)]
    assert accepted == []


def test_a_question_with_a_body_is_read_as_json_alone(empty_app, empty_client):
    asked = [
        address for endpoint, method, address in routes(empty_app) if endpoint in ASKING and method == "POST"
    ]
    assert len(asked) == len(ASKING)
    forms = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
    answers = [
        empty_client.post(address, data="{}", content_type=form) for address in asked for form in forms
    ]
    assert {answer.status_code for answer in answers} == {415}


def test_no_get_changes_anything(empty_app, empty_client, sqlite_store):
    begin(empty_client, sqlite_store, make_administrator(sqlite_store))

    def everything():
        with sqlite_store.read() as connection:
            held = tables.metadata.sorted_tables
            return [connection.execute(sa.select(table)).all() for table in held], sqlite_store.revision()

    before = everything()
    for endpoint, method, address in routes(empty_app):
        if method == "GET":
            assert empty_client.get(address).status_code < 500, endpoint
    assert everything() == before


def test_passwords_are_hidden_while_typed_and_may_be_pasted_and_kept(empty_client, sqlite_store):
    link = invitations.invite(
        sqlite_store, COMMAND_LINE, name="Lan", role=RoleName.EDITOR, units=(), at=utc_now()
    )
    pages = [empty_client.get(address).text for address in ("/sign-in", f"/invitations/{link}")]
    begin(empty_client, sqlite_store, make_user(sqlite_store))
    pages.append(empty_client.get("/account").text)
    fields = [field for page in pages for field in re.findall(r"<input[^>]*>", page) if "assword" in field]
    fields = [field for field in fields if 'name="password"' in field or 'name="repeated"' in field]
    assert len(fields) == 5
    for field in fields:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert not re.search(r"readonly|onpaste", field)
    assert [name for name, text in scripts() if re.search(r"[\"']paste[\"']", text)] == []


def test_a_form_takes_no_field_that_it_does_not_have(empty_client, sqlite_store):
    link = invitations.invite(
        sqlite_store, COMMAND_LINE, name="Lan", role=RoleName.EDITOR, units=(), at=utc_now()
    )
    more = {"role": "administrator", "active": "1", "user_id": "x", "units": "", "name": "Somebody"}
    post(
        empty_client,
        f"/invitations/{link}",
        login="lan",
        password=NEW_PASSWORD,
        repeated=NEW_PASSWORD,
        **more,
    )
    made = users.list_users(sqlite_store)
    assert [(user.login, user.name, user.role) for user in made] == [("lan", "Lan", RoleName.EDITOR)]
    assert made[0].user_id != "x"
