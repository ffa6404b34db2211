"""Eight people sign in and change the settings of the office at once, on both databases."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa

from geodata.office.audit import COMMAND_LINE, LogFilter, read_log
from geodata.office.settings import CHANGED, SUBJECT, stored_settings
from geodata.office.users import create_user
from geodata.office.vocabulary import RoleName
from geodata.registry.reference import load_reference
from geodata.store import Store, migrate
from scripts._bench.data import url_of
from scripts._bench.figures import Figure, median, percentile
from scripts._bench.servers import HOST, START_TIMEOUT_S, our_server
from scripts._setup import postgis

PART = "office"
PEOPLE = 8
# Sixteen sign-ins in all: one address may try twenty times a minute.
SESSIONS = 2
ROUNDS = 3
MOST_TRIES = 100
PASSWORD = "lives as long as one measurement"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
VERSION = re.compile(r'name="version\.([a-z_]+)" value="(\d+)"')
GROUPS: Mapping[str, tuple[str, ...]] = {
    "identity": ("name",),
    "signing": ("signatory_name", "signatory_position", "issue_place", "document_number"),
}
NAMES = tuple(name for names in GROUPS.values() for name in names)
MOST_LINES = 100_000


class Unexpected(RuntimeError):
    """An answer that ends what a person does."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A change that the server said is saved: from which version, to what."""

    name: str
    version: int
    value: object


@dataclass(frozen=True, slots=True)
class Step:
    """One change as the audit log has it."""

    before: object
    after: object


@dataclass(slots=True)
class Seen:
    """What one person saw."""

    accepted: list[Accepted] = field(default_factory=list)
    sign_in_ms: list[float] = field(default_factory=list)
    change_ms: list[float] = field(default_factory=list)
    requests: int = 0
    stale: int = 0
    problems: list[str] = field(default_factory=list)


class Person:
    """A browser of one person: cookies, and the page that is open."""

    def __init__(self, port: int, login: str) -> None:
        """Open nothing yet."""
        self.seen = Seen()
        self._port, self._login = port, login
        self._cookies: dict[str, str] = {}

    def work(self) -> Seen:
        """Sign in, change settings, sign out, again; stop at the first answer that is an error."""
        try:
            for session in range(SESSIONS):
                self._sign_in()
                for turn in range(ROUNDS):
                    for group in GROUPS:
                        self._change(group, f"{self._login}-{session}-{turn}")
                self._sign_out()
        except (Unexpected, OSError, http.client.HTTPException) as error:
            self.seen.problems.append(f"{type(error).__name__}: {error}")
        return self.seen

    def _sign_in(self) -> None:
        """Fill in the form."""
        _, page, _ = self._ask("GET", "/sign-in", HTTPStatus.OK)
        fields = {"login": self._login, "password": PASSWORD, "next": "", "csrf_token": token_of(page)}
        _, _, took_ms = self._ask("POST", "/sign-in", HTTPStatus.SEE_OTHER, fields=fields)
        self.seen.sign_in_ms.append(took_ms)

    def _sign_out(self) -> None:
        """End the session."""
        _, page, _ = self._ask("GET", "/office", HTTPStatus.OK)
        self._ask("POST", "/sign-out", HTTPStatus.SEE_OTHER, fields={"csrf_token": token_of(page)})

    def _change(self, group: str, text: str) -> None:
        """Change one form; where somebody was quicker, once more from the page that says so."""
        _, page, _ = self._ask("GET", "/office", HTTPStatus.OK)
        values = values_of(group, text)
        for _ in range(MOST_TRIES):
            versions = versions_of(page)
            fields = {**values, **{f"version.{name}": str(versions[name]) for name in values}}
            fields["csrf_token"] = token_of(page)
            status, page, took_ms = self._ask(
                "POST", f"/office/{group}", HTTPStatus.SEE_OTHER, HTTPStatus.CONFLICT, fields=fields
            )
            self.seen.change_ms.append(took_ms)
            if status == HTTPStatus.SEE_OTHER:
                self.seen.accepted += [
                    Accepted(name, versions[name], value) for name, value in values.items()
                ]
                return
            self.seen.stale += 1
        raise Unexpected(f"{group}: {MOST_TRIES} times somebody else was quicker")

    def _ask(
        self, method: str, path: str, *wanted: int, fields: Mapping[str, str] | None = None
    ) -> tuple[int, str, float]:
        """Send one request; return status, body and milliseconds."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection(HOST, self._port, timeout=START_TIMEOUT_S)
        self.seen.requests += 1
        begun = time.perf_counter()
        try:
            connection.request(method, path, urlencode(fields) if fields else None, headers)
            response = connection.getresponse()
            body = response.read().decode("utf-8", "replace")
        finally:
            connection.close()
        took_ms = (time.perf_counter() - begun) * 1000
        for header in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        if response.status not in wanted:
            raise Unexpected(f"{method} {path}: status {response.status}")
        return response.status, body, took_ms


def token_of(page: str) -> str:
    """Return the CSRF token of a page."""
    found = TOKEN.search(page)
    if found is None:
        raise Unexpected("a page without a CSRF token")
    return found.group(1)


def versions_of(page: str) -> dict[str, int]:
    """Return the version of each setting that a page was made from."""
    return {name: int(version) for name, version in VERSION.findall(page)}


def values_of(group: str, text: str) -> dict[str, str]:
    """Return values that nobody else sets."""
    return {
        name: f"{{number}}/{{year}}/{text}" if name == "document_number" else f"{name} {text}"
        for name in GROUPS[group]
    }


def lost_updates(accepted: Sequence[Accepted], history: Sequence[Step], version: int, value: object) -> int:
    """
    Count what went wrong with one setting.

    Each accepted change must be the step of its version, each step must begin
    where the one before it ended, and the setting must stand at the last one.
    """
    lost = sum(
        change.version >= len(history) or history[change.version].after != change.value for change in accepted
    )
    broken = sum(step.before != earlier.after for earlier, step in pairwise(history))
    gaps = abs(len(history) - len(accepted)) + abs(version - len(history))
    last = bool(history) and history[-1].after != value
    return lost + broken + gaps + last


def measure(reference: Path, folder: Path) -> list[Figure]:
    """Measure on SQLite and, where there is one, on PostgreSQL."""
    database = folder / "office.db"
    shutil.copy(reference, database)
    found = _on("SQLite", url_of(database), database, folder)
    with new_postgis() as url:
        if url is None:
            note = "not measured: no PostgreSQL with PostGIS here"
            return [*found, Figure(PART, "PostgreSQL: errors", None, "", at_most=0, note=note)]
        migrate(url)
        with Store.open(url) as store:
            load_reference(store)
        return [*found, *_on("PostgreSQL", url, database, folder)]


@contextmanager
def new_postgis() -> Iterator[str | None]:
    """Give a new database of the server that the tests use, else of one that is thrown away; or None."""
    given = os.environ.get("OCOP_TEST_POSTGIS_URL")
    if not given:
        with postgis.throw_away() as url:
            yield url
        return
    name = f"ocop_bench_{uuid.uuid4().hex[:12]}"
    admin = sa.create_engine(given, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        made = sa.make_url(given).set(database=name)
        engine = sa.create_engine(made)
        with engine.begin() as connection:
            connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS postgis"))
        engine.dispose()
        yield made.render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def _on(name: str, url: str, database: Path, folder: Path) -> list[Figure]:
    """Let everybody work on one database; return its lines."""
    logins = [f"person.{number}" for number in range(1, PEOPLE + 1)]
    with Store.open(url) as store:
        for login in logins:
            create_user(
                store,
                COMMAND_LINE,
                login=login,
                name=login,
                role=RoleName.ADMINISTRATOR,
                password=PASSWORD,
            )
        with (
            our_server(database, folder, OCOP_DATABASE_URL=url) as server,
            ThreadPoolExecutor(PEOPLE) as pool,
        ):
            seen = list(pool.map(lambda login: Person(server.port, login).work(), logins))
        lost = _lost(store, [change for one in seen for change in one.accepted])
    return figures_of(name, seen, lost)


def _lost(store: Store, accepted: Sequence[Accepted]) -> int:
    """Compare what was accepted with the audit log and with the settings as they stand."""
    now = stored_settings(store)
    lost = 0
    for name in NAMES:
        chosen = LogFilter(action=CHANGED, subject_kind=SUBJECT, subject_id=name)
        entries, _ = read_log(store, chosen, MOST_LINES)
        history = [
            Step((entry.before or {}).get("value"), (entry.after or {}).get("value"))
            for entry in reversed(entries)
        ]
        mine = [change for change in accepted if change.name == name]
        lost += lost_updates(mine, history, now[name].version, now[name].value)
    return lost


def figures_of(name: str, seen: Sequence[Seen], lost: int) -> list[Figure]:
    """Return the lines of one database."""
    problems = [problem for one in seen for problem in one.problems]
    sign_ins = [value for one in seen for value in one.sign_in_ms]
    changes = [value for one in seen for value in one.change_ms]
    accepted, stale = sum(len(one.accepted) for one in seen), sum(one.stale for one in seen)
    requests = sum(one.requests for one in seen)
    note = f"{len(seen)} people at once, {len(sign_ins)} sign-ins from one address"
    found = [
        Figure(PART, f"{name}: requests", requests, "", note=note),
        Figure(PART, f"{name}: errors", len(problems), "", at_most=0, note="; ".join(problems[:1])),
        Figure(PART, f"{name}: lost updates", lost, "", at_most=0, note=f"of {accepted:,} accepted changes"),
        Figure(PART, f"{name}: stale forms refused and sent again", stale, ""),
    ]
    for what, times in (("sign in", sign_ins), ("a change, saved or refused as stale", changes)):
        if times:
            found += [
                Figure(PART, f"{name}: {what}, p50", median(times), "ms"),
                Figure(PART, f"{name}: {what}, p95", percentile(times, 95), "ms"),
            ]
    return found
