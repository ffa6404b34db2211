"""Saved plans: every input and the answer as it was found, with what they rest on."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from geodata.errors import N_, InvalidInput, NotFound, Stale
from geodata.names import unturned
from geodata.office import audit
from geodata.office.audit import Actor
from geodata.office.clock import as_utc, utc_now
from geodata.office.tables import scenarios
from geodata.store import Store

LONGEST_NAME = 120
LONGEST_NOTE = 2_000
# How long a removed scenario can be put back.
REMOVED_FOR = timedelta(days=30)
NO_NAME = N_("Give the scenario a name")
# The address of a shared scenario is all that a reader needs: nobody guesses 96 random bits.
ID_BYTES = 12
IS_THERE = scenarios.c.removed_at.is_(None)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One saved plan; times are UTC, ``request`` and ``answer`` are JSON objects."""

    scenario_id: str
    name: str
    note: str | None
    author_id: str | None
    author_name: str
    created_at: datetime
    changed_at: datetime
    version: int
    shared: bool
    request: dict[str, Any]
    answer: dict[str, Any]
    basis: dict[str, Any]
    revision: int


class Heading(NamedTuple):
    """What a list of scenarios shows of one."""

    scenario_id: str
    name: str
    note: str | None
    author_id: str | None
    author_name: str
    created_at: datetime
    version: int
    shared: bool
    request: str  # JSON
    basis: str  # JSON


def save_scenario(
    store: Store, actor: Actor, name: str, note: str | None, request: dict[str, Any], answer: dict[str, Any]
) -> Scenario:
    """
    Keep a plan under a name.

    ``answer`` is what ``plans.run_plan`` gave for ``request``; its ``basis`` says what it rests on.

    Raises
    ------
    InvalidInput
        The name is empty, or a text too long.
    """
    scenario_id, now = secrets.token_urlsafe(ID_BYTES), utc_now()
    values = {"name": clean_text(name, LONGEST_NAME, missing=NO_NAME), "note": clean_text(note, LONGEST_NOTE)}
    with store.write(revises=False) as connection:
        _throw_away_old(connection)
        connection.execute(
            scenarios.insert().values(
                scenario_id=scenario_id,
                author_id=actor.user_id,
                author_name=actor.name,
                created_at=now,
                changed_at=now,
                version=1,
                shared=False,
                request=json.dumps(request, ensure_ascii=False),
                answer=json.dumps(answer, ensure_ascii=False),
                basis=json.dumps(answer["basis"], ensure_ascii=False),
                revision=answer["basis"]["revision"],
                **values,
            )
        )
        audit.note(connection, actor, "scenario_saved", "scenario", scenario_id, None, values)
    return find_scenario(store, scenario_id)


def find_scenario(store: Store, scenario_id: str) -> Scenario:
    """Return one scenario, or raise ``NotFound``."""
    with store.read() as connection:
        return _find(connection, scenario_id)


def list_scenarios(store: Store, *, limit: int, offset: int = 0) -> tuple[list[Heading], int]:
    """Return the headings of all scenarios, newest first, and how many there are."""
    columns = [scenarios.c[name] for name in Heading._fields]
    newest = sa.select(*columns).where(IS_THERE)
    newest = newest.order_by(scenarios.c.created_at.desc(), scenarios.c.scenario_id)
    with store.read() as connection:
        total = connection.scalar(sa.select(sa.func.count()).select_from(scenarios).where(IS_THERE))
        rows = connection.execute(newest.limit(limit).offset(offset)).all()
    found = [Heading(*row)._replace(created_at=as_utc(row.created_at)) for row in rows]
    return found, int(total or 0)


def change_scenario(
    store: Store, actor: Actor, scenario_id: str, version: int, changes: dict[str, Any]
) -> Scenario:
    """
    Change name, note or whether readers may see it by its address.

    Raises
    ------
    Stale
        Somebody else changed it since ``version``.
    InvalidInput
        A value is not allowed.
    """
    values: dict[str, Any] = {}
    if "name" in changes:
        values["name"] = clean_text(changes["name"], LONGEST_NAME, missing=NO_NAME)
    if "note" in changes:
        values["note"] = clean_text(changes["note"], LONGEST_NOTE)
    if "shared" in changes:
        values["shared"] = _yes_or_no(changes["shared"])
    with store.write(revises=False) as connection:
        before = _for_change(connection, scenario_id, version)
        connection.execute(
            scenarios.update()
            .where(scenarios.c.scenario_id == scenario_id)
            .values(version=version + 1, changed_at=utc_now(), **values)
        )
        was = {name: getattr(before, name) for name in values}
        audit.note(connection, actor, "scenario_changed", "scenario", scenario_id, was, values)
        return _find(connection, scenario_id)


def remove_scenario(store: Store, actor: Actor, scenario_id: str, version: int) -> None:
    """
    Remove a scenario, which can be put back for thirty days.

    Raises
    ------
    Stale
        Somebody else changed it since ``version``.
    """
    with store.write(revises=False) as connection:
        _throw_away_old(connection)
        before = _for_change(connection, scenario_id, version)
        _set_removed(connection, scenario_id, utc_now())
        was = {"name": before.name, "note": before.note}
        audit.note(connection, actor, "scenario_removed", "scenario", scenario_id, was, None)


def restore_scenario(store: Store, actor: Actor, scenario_id: str) -> Scenario:
    """
    Put a removed scenario back as it was, under its old address; one that is there stays as it is.

    Raises
    ------
    NotFound
        There is none, or it was removed too long ago.
    """
    with store.write(revises=False) as connection:
        _throw_away_old(connection)
        found = _find(connection, scenario_id, even_removed=True)
        t = scenarios.c
        if connection.scalar(sa.select(t.removed_at).where(t.scenario_id == scenario_id)) is not None:
            _set_removed(connection, scenario_id, None)
            now = {"name": found.name, "note": found.note}
            audit.note(connection, actor, "scenario_restored", "scenario", scenario_id, None, now)
    return found


def _set_removed(connection: sa.Connection, scenario_id: str, at: datetime | None) -> None:
    """Note when a scenario was removed; None: it is there again."""
    only = scenarios.c.scenario_id == scenario_id
    connection.execute(scenarios.update().where(only).values(removed_at=at))


def _throw_away_old(connection: sa.Connection) -> None:
    """Delete what was removed too long ago."""
    connection.execute(scenarios.delete().where(scenarios.c.removed_at < utc_now() - REMOVED_FOR))


def clean_text(value: object, longest: int, *, missing: str | None = None) -> str | None:
    """
    Return a text without spaces around it and signs that turn its direction.

    None where it is empty, or the error ``missing``.
    """
    text = unturned(value).strip() if isinstance(value, str) else value
    if text is None or text == "":
        if missing is not None:
            raise InvalidInput(missing)
        return None
    if not isinstance(text, str) or len(text) > longest:
        raise InvalidInput(N_("A text of at most %(longest)s characters is needed here"), longest=longest)
    return text


def _yes_or_no(value: object) -> bool:
    """Return a truth value."""
    if not isinstance(value, bool):
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="shared",
            value=value,
            allowed="true, false",
        )
    return value


def _find(connection: sa.Connection, scenario_id: str, *, even_removed: bool = False) -> Scenario:
    """Return one scenario inside a transaction."""
    select = sa.select(scenarios).where(scenarios.c.scenario_id == scenario_id)
    row = connection.execute(select if even_removed else select.where(IS_THERE)).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such scenario; it may have been removed"))
    return Scenario(
        scenario_id=row.scenario_id,
        name=row.name,
        note=row.note,
        author_id=row.author_id,
        author_name=row.author_name,
        created_at=as_utc(row.created_at),
        changed_at=as_utc(row.changed_at),
        version=row.version,
        shared=row.shared,
        request=json.loads(row.request),
        answer=json.loads(row.answer),
        basis=json.loads(row.basis),
        revision=row.revision,
    )


def _for_change(connection: sa.Connection, scenario_id: str, version: int) -> Scenario:
    """Return a scenario as the caller last saw it, or raise ``Stale``."""
    found = _find(connection, scenario_id)
    if found.version != version:
        raise Stale(
            N_("Somebody else has changed %(name)s in the meantime: look at the page again, then change it"),
            name=found.name,
        )
    return found
