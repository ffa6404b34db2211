"""Signing in for tests of pages: with a real session, without the tenth of a second of a real password."""

from __future__ import annotations

import re
from datetime import datetime

from flask.testing import FlaskClient

from geodata.office import sessions
from geodata.office.clock import utc_now
from geodata.office.users import User
from geodata.office.vocabulary import RoleName
from geodata.store import Store
from tests.office_factories import make_user

MARK = re.compile(r'name="csrf_token" value="([^"]+)"')
NEW_PASSWORD = "chợ phiên Bắc Hà chủ nhật"


def begin(client: FlaskClient, store: Store, user: User, at: datetime | None = None) -> str:
    """Put a session of ``user`` into the client; return its token."""
    now = at or utc_now()
    begun = sessions.begin(store, user.user_id, now)
    with client.session_transaction() as session:
        session.clear()
        session.update({"_user_id": begun.token, "_fresh": True, "seen": now.timestamp()})
    return begun.token


def signed_in_as(client: FlaskClient, store: Store, role: RoleName, login: str | None = None) -> User:
    """Make a person of a role, and sign the client in as this person."""
    user = make_user(store, login or f"the-{role.value}", role, f"The {role.value}")
    begin(client, store, user)
    return user


def csrf_of(client: FlaskClient, address: str) -> str:
    """Return the mark that the forms of a page carry; from here on the client reads English."""
    client.set_cookie("lang", "en")
    found = MARK.search(client.get(address).text)
    assert found, f"no form at {address}"
    return found[1]


def post(client: FlaskClient, address: str, page: str | None = None, **values: object):
    """Send a form of ``page`` (or of the address itself) as a browser does."""
    return client.post(address, data={"csrf_token": csrf_of(client, page or address), **values})
