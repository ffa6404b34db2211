"""The table of rights: every route is decided about, and each is tried from both sides."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from app.accounts.rights import AUTOMATIC, LEVELS, PUBLIC, READER, RIGHTS, Least, rights_table
from app.settings import ROOT
from geodata.office.audit import COMMAND_LINE
from geodata.office.settings import change_setting
from geodata.office.vocabulary import RoleName
from tests.app.account_helpers import signed_in_as

ROLES = {level: role for role, level in LEVELS.items()}
ARGUMENTS = {"int": "1", "float": "1.0", "default": "x", "path": "x", "uuid": "0" * 32}


def close_to_readers(store):
    """Let nobody look who is not signed in."""
    change_setting(store, "public", False, 0, COMMAND_LINE)


def routes(app):
    """Return every route: endpoint, method, an address that leads there."""
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        values = {}
        for name, converter in rule._converters.items():
            items = getattr(converter, "items", None)
            kind = {"IntegerConverter": "1", "FloatConverter": "1.0"}.get(type(converter).__name__, "x")
            values[name] = sorted(items)[0] if items else int(kind) if kind == "1" else kind
        address = adapter.build(rule.endpoint, values)
        found += [(rule.endpoint, method, address) for method in sorted(rule.methods - AUTOMATIC)]
    return found


def is_refused(response):
    """Return whether an answer says: not you."""
    to_sign_in = response.status_code == 303 and urlsplit(response.location).path.endswith("/sign-in")
    return response.status_code in (401, 403) or to_sign_in


def test_somebody_decided_about_every_route_and_about_none_that_is_gone(empty_app):
    endpoints = {rule.endpoint for rule in empty_app.url_map.iter_rules()}
    assert endpoints - RIGHTS.keys() == set()
    assert RIGHTS.keys() - endpoints == set()


def test_a_route_that_nobody_decided_about_is_answered_by_nobody(empty_app):
    empty_app.add_url_rule("/forgotten", endpoint="forgotten", view_func=lambda: "secret")
    with pytest.raises(RuntimeError, match="nobody decided"):
        empty_app.test_client().get("/forgotten")


@pytest.fixture
def clients(empty_app, sqlite_store):
    """A client for nobody (None) and for each role."""
    made = {None: empty_app.test_client()}
    for role in RoleName:
        made[role] = empty_app.test_client()
        signed_in_as(made[role], sqlite_store, role)
    return made


def tried(clients, who, method, address):
    """Return the answer to a request that carries no CSRF mark: the rights come first."""
    return clients[who].open(address, method=method)


def test_each_route_is_open_to_its_least_role_and_closed_below_it(clients, empty_app):
    wrong = []
    for endpoint, method, address in routes(empty_app):
        least = RIGHTS[endpoint]
        may = None if least <= READER else ROLES[least]
        if is_refused(tried(clients, may, method, address)):
            wrong.append(f"{method} {address} is closed to {may}")
        below = {Least.EDITOR: None, Least.PLANNER: RoleName.EDITOR, Least.ADMINISTRATOR: RoleName.PLANNER}
        if least in below and not is_refused(tried(clients, below[least], method, address)):
            wrong.append(f"{method} {address} is open to {below[least]}")
    assert wrong == []


def test_where_the_office_is_not_public_readers_get_what_is_public_alone(clients, empty_app, sqlite_store):
    close_to_readers(sqlite_store)
    wrong = []
    for endpoint, method, address in routes(empty_app):
        for who in (None, RoleName.EDITOR):
            least = RIGHTS[endpoint]
            wanted = least is not PUBLIC if who is None else least > Least.EDITOR
            if is_refused(tried(clients, who, method, address)) is not wanted:
                wrong.append(f"{method} {address} as {who}")
    assert wrong == []


def test_an_address_that_leads_nowhere_tells_a_reader_so_only_where_readers_may_look(clients, sqlite_store):
    assert clients[None].get("/nowhere").status_code == 404
    close_to_readers(sqlite_store)
    assert is_refused(clients[None].get("/nowhere"))
    assert clients[RoleName.EDITOR].get("/nowhere").status_code == 404


def test_security_md_shows_the_table(empty_app):
    assert rights_table(empty_app) in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
