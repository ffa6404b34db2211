"""Eight people edit records at once on both databases; thousands of records are written and taken back."""

from __future__ import annotations

import http.client
import json
import shutil
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from geodata import tables
from geodata.office.audit import COMMAND_LINE, LogFilter, read_log
from geodata.office.clock import utc_now
from geodata.office.tokens import create_token
from geodata.office.users import create_user
from geodata.office.vocabulary import RoleName
from geodata.records.history import begin_change, put_all, versions_of
from geodata.records.kinds import RecordKind
from geodata.records.state import record_of
from geodata.records.undo import undo_change
from geodata.records.vocabulary import Action
from geodata.registry.reference import load_reference
from geodata.store import Store, migrate
from scripts._bench.data import url_of
from scripts._bench.figures import Figure, median, percentile
from scripts._bench.office import MOST_TRIES, PASSWORD, PEOPLE, Unexpected, new_postgis
from scripts._bench.servers import HOST, START_TIMEOUT_S, our_server

PART = "registry"
ROUNDS = 6
MANY = 20_000
KIND = RecordKind.PRODUCTS


@dataclass(slots=True)
class Seen:
    """What one person saw: accepted notes of each record, times, and what went wrong."""

    accepted: list[tuple[str, str]] = field(default_factory=list)
    change_ms: list[float] = field(default_factory=list)
    requests: int = 0
    stale: int = 0
    problems: list[str] = field(default_factory=list)


class Person:
    """A program of one person: it reads a record, changes its note, and begins anew where it was too late."""

    def __init__(self, port: int, name: str, token: str, shared: str, own: str) -> None:
        """Take the record that everybody edits and the one that only this person does."""
        self.seen = Seen()
        self._port, self._name, self._token = port, name, token
        self._records = (shared, own)

    def work(self) -> Seen:
        """Edit both records again and again; stop at the first answer that is an error."""
        try:
            for turn in range(ROUNDS):
                for record_id in self._records:
                    self._change(record_id, f"{self._name}, lần {turn}")
        except (Unexpected, OSError, http.client.HTTPException) as error:
            self.seen.problems.append(f"{type(error).__name__}: {error}")
        return self.seen

    def _change(self, record_id: str, note: str) -> None:
        """Save a note; where somebody was quicker, read again and save again."""
        path = f"/api/v1/registry/{KIND.value}/{record_id}"
        for _ in range(MOST_TRIES):
            _, record, _ = self._ask("GET", path, HTTPStatus.OK)
            status, _, took_ms = self._ask(
                "PATCH",
                path,
                HTTPStatus.OK,
                HTTPStatus.PRECONDITION_FAILED,
                body={"fields": {"note": note}},
                tag=record["tag"],
            )
            self.seen.change_ms.append(took_ms)
            if status == HTTPStatus.OK:
                self.seen.accepted.append((record_id, note))
                return
            self.seen.stale += 1
        raise Unexpected(f"{record_id}: {MOST_TRIES} times somebody else was quicker")

    def _ask(
        self,
        method: str,
        path: str,
        *wanted: int,
        body: Mapping[str, object] | None = None,
        tag: str | None = None,
    ) -> tuple[int, Any, float]:
        """Send one request; return status, JSON and milliseconds."""
        headers = {"Authorization": f"Bearer {self._token}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if tag is not None:
            headers["If-Match"] = tag
        connection = http.client.HTTPConnection(HOST, self._port, timeout=START_TIMEOUT_S)
        self.seen.requests += 1
        begun = time.perf_counter()
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            response = connection.getresponse()
            told = response.read()
        finally:
            connection.close()
        took_ms = (time.perf_counter() - begun) * 1000
        if response.status not in wanted:
            raise Unexpected(f"{method} {path}: status {response.status}")
        return response.status, json.loads(told), took_ms


def measure(reference: Path, folder: Path) -> list[Figure]:
    """Measure on SQLite and, where there is one, on PostgreSQL."""
    database = folder / "registry.db"
    shutil.copy(reference, database)
    found = _on("SQLite", url_of(database), database, folder)
    found += _many("SQLite", url_of(database))
    with new_postgis() as url:
        if url is None:
            note = "not measured: no PostgreSQL with PostGIS here"
            return [*found, Figure(PART, "PostgreSQL: errors", None, "", at_most=0, note=note)]
        migrate(url)
        with Store.open(url) as store:
            load_reference(store)
        return [*found, *_on("PostgreSQL", url, database, folder), *_many("PostgreSQL", url)]


def _on(name: str, url: str, database: Path, folder: Path) -> list[Figure]:
    """Let everybody work on one database; return its lines."""
    with Store.open(url) as store:
        tokens = [_token(store, f"editor.{number}") for number in range(1, PEOPLE + 1)]
        with store.read() as connection:
            column = tables.products.c.product_id
            shared, *own = connection.scalars(sa.select(column).order_by(column).limit(PEOPLE + 1)).all()
        with (
            our_server(database, folder, OCOP_DATABASE_URL=url) as server,
            ThreadPoolExecutor(PEOPLE) as pool,
        ):
            people = [
                Person(server.port, f"người {number}", token, shared, own[number])
                for number, token in enumerate(tokens)
            ]
            seen = list(pool.map(Person.work, people))
        lost = sum(
            lost_edits(
                store, record_id, [note for one in seen for key, note in one.accepted if key == record_id]
            )
            for record_id in (shared, *own)
        )
    return _figures(name, seen, lost)


def _token(store: Store, login: str) -> str:
    """Make an editor with a token of the API."""
    user = create_user(store, COMMAND_LINE, login=login, name=login, role=RoleName.EDITOR, password=PASSWORD)
    return create_token(store, user, "bench", 1, utc_now())


def lost_edits(store: Store, record_id: str, accepted: Sequence[str]) -> int:
    """
    Count what went wrong with one record.

    Each accepted note must be one version and no other note may be, versions
    must follow each other without a gap, and the log must have a line for each.
    """
    versions = versions_of(store, KIND, record_id)
    notes = [record_of(KIND, v.state)["note"] for v in versions[1:] if v.state is not None]
    gaps = sum(later.number != earlier.number + 1 for earlier, later in pairwise(versions))
    _, lines = read_log(store, LogFilter(subject_kind=KIND.value, subject_id=record_id), 1)
    wrong = len(set(accepted) ^ set(notes)) + abs(len(accepted) - len(notes))
    return wrong + gaps + abs(lines - len(accepted))


def _figures(name: str, seen: Sequence[Seen], lost: int) -> list[Figure]:
    """Return the lines of one database."""
    problems = [problem for one in seen for problem in one.problems]
    times = [value for one in seen for value in one.change_ms]
    accepted, stale = sum(len(one.accepted) for one in seen), sum(one.stale for one in seen)
    note = f"{len(seen)} people at once on one record that all share and on one each"
    found = [
        Figure(PART, f"{name}: requests", sum(one.requests for one in seen), "", note=note),
        Figure(PART, f"{name}: errors", len(problems), "", at_most=0, note="; ".join(problems[:1])),
        Figure(PART, f"{name}: lost updates", lost, "", at_most=0, note=f"of {accepted:,} accepted edits"),
        Figure(PART, f"{name}: stale edits told and sent again", stale, ""),
    ]
    if times:
        found += [
            Figure(PART, f"{name}: an edit, p50", median(times), "ms"),
            Figure(PART, f"{name}: an edit, p95", percentile(times, 95), "ms"),
        ]
    return found


def _many(name: str, url: str) -> list[Figure]:
    """Write thousands of products with their history in one change, and take it back."""
    with Store.open(url) as store:
        states = {f"bench-{number}": (None, _product(number)) for number in range(MANY)}
        begun = time.perf_counter()
        with store.write() as connection:
            change_id = begin_change(connection, COMMAND_LINE, Action.IMPORT, "bench", None, MANY)
            put_all(connection, change_id, {KIND: states})
        written = time.perf_counter()
        undo_change(store, COMMAND_LINE, change_id)
        undone = time.perf_counter()
    note = "products with one certificate each, with version and log, in one transaction"
    limit = 3.0 if name == "SQLite" else None
    return [
        Figure(PART, f"{name}: {MANY:,} records written", written - begun, "s", at_most=limit, note=note),
        Figure(PART, f"{name}: taken back again", undone - written, "s"),
    ]


def _product(number: int) -> dict[str, list[dict[str, Any]]]:
    """Return a made-up product with a certificate."""
    key = f"bench-{number}"
    product = {
        "product_id": key,
        "name": f"Sản phẩm {number}",
        "recognition": "recognised",
        "placement": "unknown",
        "source_table": "entered",
        "source_row": number,
    }
    return {"products": [product], "certificates": [{"certificate_id": key, "product_id": key, "stars": 3}]}
