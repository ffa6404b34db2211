"""What the ASVS asks for and no test of a part shows; docs/asvs.md names each of these."""

from __future__ import annotations

import ast
import io
import logging
import pickle
import re
import sys
import zipfile
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import request
from itsdangerous import URLSafeTimedSerializer

from app import create_app
from app.accounts.limits import LIMITS
from app.accounts.rights import ASKING, PUBLIC, READER, RIGHTS
from app.jobs import queue
from app.settings import ROOT
from geodata.errors import OcopError, StoreUnavailable
from geodata.office import audit, invitations, keys, passwords, sessions, tables, users
from geodata.office.audit import COMMAND_LINE, LogFilter
from geodata.office.clock import utc_now
from geodata.office.vocabulary import RoleName
from geodata.vectors import open_layer
from tests.app.account_helpers import NEW_PASSWORD, begin, post
from tests.app.conftest import closing, settings_for
from tests.app.test_rights import is_refused, routes
from tests.app.test_security import rules
from tests.office_factories import NOON, PASSWORD, make_administrator, make_user

HTTPS = "https://localhost"
SERVING = ("app", "geodata", "layers")
PUBLIC_ADDRESSES = ["/", "/communes", "/help", "/about", "/nowhere", "/sign-in", "/api/v1/layers", "/healthz"]


# --- what the source does not do -------------------------------------------------------------------------


def sources(*folders):
    """Return path and tree of every Python file of the folders."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))) for path in found]


@cache
def described(folder):
    """Return path, imports and calls of every Python file of a folder."""
    return [(path, imported(tree), list(called(tree))) for path, tree in sources(folder)]


def imports_of(*folders):
    """Return path and module of every import of the folders."""
    return [(path, name) for folder in folders for path, names, _ in described(folder) for name in names]


def calls_of(*folders):
    """Return path, imports of the file, name and keywords of every call of the folders."""
    return [
        (path, names, *call)
        for folder in folders
        for path, names, calls in described(folder)
        for call in calls
    ]


def imported(tree):
    """Return the modules that a tree imports, with every name taken from them."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def called(tree):
    """Return every call of a tree: its dotted name and its keywords."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), {word.arg: ast.unparse(word.value) for word in node.keywords}


def test_no_text_is_run_as_a_program_a_shell_command_or_a_pickle():
    runs = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
    loads = {"pickle.load", "pickle.loads", "marshal.loads", "yaml.load", "shelve.open"}
    wrong = [
        (path, name)
        for path, _, name, words in calls_of(*SERVING, "scripts")
        if name in runs | loads or words.get("shell", "False") != "False"
    ]
    assert wrong == []


def test_the_server_has_no_client_for_other_hosts_and_no_weak_chance():
    clients = ("urllib.request", "http.client", "requests", "httpx", "aiohttp", "socket", "ftplib", "smtplib")
    others = ("ldap", "ldap3", "lxml", "random", "memcache", "pymemcache", "tests")
    # The name of what a full disk is called; nothing is read by it.
    harmless = {"lxml.etree", "lxml.etree.SerialisationError"}
    wrong = [
        (path, name)
        for path, name in imports_of(*SERVING)
        if name not in harmless
        and any(name == taken or name.startswith(f"{taken}.") for taken in clients + others)
    ]
    assert wrong == []


def test_xml_that_is_handed_in_is_read_by_defusedxml_alone():
    written_with = {"xml.sax.saxutils", "xml.etree", "xml.etree.ElementTree"}
    taken = {"escape", "quoteattr", "ElementTree", "Element", "SubElement"}
    found = imports_of(*SERVING)
    wrong = [
        (path, name)
        for path, name in found
        if name.split(".")[0] == "xml"
        and name not in written_with
        and not (name.rpartition(".")[0] in written_with and name.rpartition(".")[2] in taken)
    ]
    reading = {"fromstring", "fromstringlist", "iterparse", "XML", "XMLID", "XMLParser", "XMLPullParser"}
    wrong += [
        (path, name)
        for path, names, name, _ in calls_of(*SERVING)
        if name in {"gpxpy.parse", "gpxpy.parser.GPXParser"}
        or (name.rpartition(".")[2] in reading and "defusedxml.ElementTree" not in names)
        or name.endswith(("Tree.parse", "ElementTree.parse"))
    ]
    assert wrong == []


def scripts():
    """Return our own scripts of the browser, without their comments."""
    for path in sorted((ROOT / "app" / "static" / "js").rglob("*.js")):
        yield path.name, re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text("utf-8"), flags=re.DOTALL)


def test_no_script_writes_markup_runs_text_or_listens_to_other_windows():
    taken = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage"
    assert [name for name, text in scripts() if re.search(taken, text)] == []
    assert [name for name, text in scripts() if re.search(r"addEventListener\(\s*[\"']message", text)] == []


def test_a_browser_keeps_the_colours_of_the_page_and_nothing_else():
    stored = {key for _, text in scripts() for key in re.findall(r"localStorage\.setItem\(\s*(\S+?),", text)}
    assert stored == {'"theme"'}
    assert [name for name, text in scripts() if re.search("sessionStorage|indexedDB|caches\\.", text)] == []
    assert [name for name, text in scripts() if re.search(r"document\.cookie\s*=", text)] == []


def test_a_session_begins_in_three_places_and_nowhere_else():
    begins = set()
    for path, tree in sources("app"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name != "begin_session":
                names = {name for name, _ in called(node)}
                begins |= {(path, node.name)} if names & {"begin_session", "login_user"} else set()
    views = "app/accounts/views"
    assert begins == {
        (f"{views}/account.py", "change_password"),
        (f"{views}/signing.py", "sign_in"),
        (f"{views}/signing.py", "accept_invitation"),
    }


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


# --- people, passwords, sessions -------------------------------------------------------------------------


def test_at_first_there_is_no_account(sqlite_store):
    assert users.list_users(sqlite_store) == []


def test_an_account_holds_no_hint_and_no_question():
    assert {column.name for column in tables.users.columns} == {
        *("user_id", "login", "name", "password_hash", "role", "active", "session_epoch"),
        *("failed_sign_ins", "locked_until", "created_at", "version"),
    }


def test_a_password_is_good_until_it_is_changed(sqlite_store):
    make_user(sqlite_store)
    assert sessions.sign_in(sqlite_store, "lan", PASSWORD, NOON + timedelta(days=3650)) is not None


def test_a_password_may_have_128_signs():
    long = "".join(f"mùa thứ {number} ruộng bậc thang " for number in range(9))[:128]
    assert passwords.checked(long) == long


def test_capitals_and_the_end_of_a_long_password_count():
    known = passwords.hashed(long := "Ruộng bậc thang " * 7 + "nước đổ")
    assert passwords.verify(known, long)
    assert not passwords.verify(known, long.lower())
    assert not passwords.verify(known, long[:-1])


def test_tokens_are_long_and_never_the_same():
    made = {keys.new_token() for _ in range(1000)}
    assert len(made) == 1000
    assert keys.TOKEN_BYTES * 8 >= 128
    assert {len(token) for token in made} == {43}  # 32 bytes in base64


def tries(client, count, headers=lambda number: {}):
    """Send forms without a password, which cost no hash; return the status of each."""
    page = client.get("/sign-in").text
    mark = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"csrf_token": mark, "login": "lan"}
    return [
        client.post("/sign-in", data=form, headers=headers(number)).status_code for number in range(count)
    ]


def test_an_address_that_is_made_up_gives_nobody_more_tries(sqlite_store):
    most = int(LIMITS["accounts.sign_in"].split()[0])
    # With one proxy in front: what the client wrote stands before what the proxy added.
    for settings, forged in ({}, "10.0.0.{}"), ({"trusted_proxies": 1}, "10.0.0.{}, 192.0.2.1"):
        for app in closing(create_app(settings_for(sqlite_store, **settings))):
            made_up = [
                *tries(
                    app.test_client(), most + 1, lambda n, text=forged: {"X-Forwarded-For": text.format(n)}
                )
            ]
            assert made_up[-1] == 429


def test_a_cookie_that_we_did_not_sign_for_this_is_worth_nothing(empty_app, sqlite_store):
    user = make_user(sqlite_store)
    client = empty_app.test_client()
    token = begin(client, sqlite_store, user)
    good = client.get_cookie("ocop_session").value
    content = {"_user_id": token, "_fresh": True, "seen": utc_now().timestamp()}
    signing = empty_app.session_interface.get_signing_serializer(empty_app)
    other_key = URLSafeTimedSerializer(
        "another key",
        salt="cookie-session",
        serializer=signing.serializer,
        signer_kwargs=signing.signer_kwargs,
    )
    other_use = URLSafeTimedSerializer(
        empty_app.secret_key,
        salt="wtf-csrf-token",
        serializer=signing.serializer,
        signer_kwargs=signing.signer_kwargs,
    )
    payload = good.split(".")[0]
    changed = [good[:-2] + ("AA" if good[-2:] != "AA" else "BB"), payload, f"{payload}..", token]
    for cookie in [*changed, other_key.dumps(content), other_use.dumps(content)]:
        client.set_cookie("ocop_session", cookie)
        assert is_refused(client.get("/account"))
    client.set_cookie("ocop_session", signing.dumps(content))
    assert client.get("/account").status_code == 200


def test_every_page_of_a_person_leads_to_signing_out(empty_client, sqlite_store):
    begin(empty_client, sqlite_store, make_administrator(sqlite_store))
    for address in ("/account", "/people", "/audit", "/office"):
        assert 'href="/account"' in empty_client.get(address).text
    assert 'action="/sign-out"' in empty_client.get("/account").text


def everything_in(body: bytes) -> str:
    """Return a body as text, a workbook or another zip as all that it holds."""
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    return body.decode("utf-8", "replace")


def test_readers_learn_nothing_about_people(empty_app, empty_client, sqlite_store):
    user = make_user(sqlite_store, "swordfish.login", name="Swordfish Name")
    sessions.sign_in(sqlite_store, user.login, "wrong", utc_now())
    for endpoint, method, address in routes(empty_app):
        if method == "GET" and RIGHTS[endpoint] in (PUBLIC, READER):
            text = everything_in(empty_client.get(address).data).lower()
            assert "swordfish" not in text, endpoint
            assert user.user_id not in text, endpoint
            assert "argon2" not in text or endpoint == "help.show_about", endpoint


def test_who_is_signed_in_learns_four_things_about_themselves_in_the_api(empty_client, sqlite_store):
    begin(empty_client, sqlite_store, make_user(sqlite_store))
    answer = empty_client.get("/api/v1/me").json
    assert answer.keys() == {"user", "links"}
    assert answer["user"].keys() == {"login", "name", "role"}


def test_what_is_of_a_person_is_kept_by_no_browser_and_no_proxy(empty_app, empty_client, sqlite_store):
    begin(empty_client, sqlite_store, make_administrator(sqlite_store))
    for endpoint, method, address in routes(empty_app):
        if (method == "GET" and RIGHTS[endpoint] > READER) or endpoint.startswith(("accounts.", "jobs.")):
            assert "no-store" in empty_client.open(address, method=method).headers["Cache-Control"], endpoint


def test_no_file_of_the_program_holds_a_secret_key():
    given = re.compile(r"""(?:secret_key|SECRET_KEY|password)\s*[:=]\s*["'][^"'\s]{20,}["']""")
    files = [path for folder in (*SERVING, "scripts") for path in Path(ROOT, folder).rglob("*.py")]
    assert [path.name for path in files if given.search(path.read_text("utf-8"))] == []


def test_a_request_larger_than_any_form_is_refused_unread(client):
    answer = client.post("/sign-in", data=b"x" * 2_000_000, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert client.post("/sign-in", data={"login": "x"}).status_code != 413
