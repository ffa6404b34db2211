"""What the ASVS asks of accounts, passwords and sessions; docs/asvs.md names each of these."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

from itsdangerous import URLSafeTimedSerializer

from app import create_app
from app.accounts.limits import LIMITS
from app.accounts.rights import PUBLIC, READER, RIGHTS
from geodata.office import keys, passwords, sessions, tables, users
from geodata.office.clock import utc_now
from tests.app.account_helpers import begin
from tests.app.conftest import closing, settings_for
from tests.app.test_rights import is_refused, routes
from tests.office_factories import NOON, PASSWORD, make_administrator, make_user


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


def test_a_request_larger_than_any_form_is_refused_unread(client):
    answer = client.post("/sign-in", data=b"x" * 2_000_000, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert client.post("/sign-in", data={"login": "x"}).status_code != 413
