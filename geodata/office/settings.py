"""
The settings of the office in the store: read, changed by version, with their history in the audit log.

A change is a write of the store: it makes a new revision, and every worker
sees it as soon as it sees that revision.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from geodata.errors import N_, Conflict, InvalidInput, NotFound
from geodata.leaders.keeping import SETTING, forget_leaders, held_leaders
from geodata.office.audit import Actor, Entry, LogFilter, note, read_log
from geodata.office.clock import as_utc, utc_now
from geodata.office.logo import Picture
from geodata.office.setting_values import (
    TITLES,
    Choices,
    OfficeSettings,
    Value,
    checked,
    made_from,
    usual,
)
from geodata.office.tables import office_files, office_settings
from geodata.store import Store

__all__ = [
    "Actor",
    "OfficeSettings",
    "SettingChange",
    "StoredSetting",
    "add_logo",
    "change_setting",
    "change_settings",
    "read_logo",
    "read_settings",
    "setting_history",
    "shown",
    "stored_settings",
]

SUBJECT = "setting"
CHANGED = "setting_changed"
HISTORY_ROWS = 100


@dataclass(frozen=True, slots=True)
class StoredSetting:
    """A setting as it stands; version 0: nobody has set it yet."""

    name: str
    value: Value
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One change of one setting, from the audit log."""

    audit_id: int
    at: datetime
    actor: str
    name: str
    before: Value
    after: Value


def read_settings(store: Store) -> OfficeSettings:
    """Return the settings as they stand; one read of a table of a dozen rows."""
    with store.read() as connection:
        rows = connection.execute(sa.select(office_settings.c.name, office_settings.c.value)).all()
    return made_from({row.name: json.loads(row.value) for row in rows})


def stored_settings(store: Store) -> dict[str, StoredSetting]:
    """Return every setting by name, with its version and who changed it last."""
    with store.read() as connection:
        return _stored(connection)


def change_setting(
    store: Store, name: str, value: object, version: int, actor: Actor, choices: Choices | None = None
) -> OfficeSettings:
    """Change one setting; see ``change_settings``."""
    return change_settings(store, {name: value}, {name: version}, actor, choices)


def change_settings(
    store: Store,
    values: Mapping[str, object],
    versions: Mapping[str, int],
    actor: Actor,
    choices: Choices | None = None,
    confirmed: Collection[str] = (),
) -> OfficeSettings:
    """
    Change several settings in one step and note each change in the audit log.

    Turning off ``leaders_kept`` forgets what was kept, in the same transaction.

    Parameters
    ----------
    versions
        The version of each setting that the caller has seen; 0 for one that was never set.
    choices
        What keys there are, for settings whose keys lie above this folder.
    confirmed
        Settings whose change may delete what was kept under them.

    Raises
    ------
    InvalidInput
        A setting is unknown or does not take its value.
    Conflict
        A setting was changed since; the message says what it is now. Or the
        change would delete data and is not among ``confirmed``: ``confirm``
        in the error names the setting. Nothing is changed.
    """
    wanted = {name: checked(name, value, choices) for name, value in values.items()}
    if wanted.keys() - versions.keys():
        raise InvalidInput(N_("Each setting is changed from the version that was seen: none was given"))
    if _is_nothing_new(store, wanted, versions):
        return read_settings(store)
    with store.write() as connection:
        now = _stored(connection)
        for name, value in wanted.items():
            _refuse_stale(now[name], versions[name])
            if value != now[name].value:
                _require_logo(connection, name, value)
                _require_confirmed(connection, name, value, confirmed)
                _write(connection, now[name], value, actor)
                if name == SETTING and not value:
                    forget_leaders(connection, actor)
    return read_settings(store)


def _is_nothing_new(store: Store, wanted: Mapping[str, Value], versions: Mapping[str, int]) -> bool:
    """Return whether everything is as wanted already, so that no revision is needed."""
    now = stored_settings(store)
    return all((now[name].value, now[name].version) == (wanted[name], versions[name]) for name in wanted)


def _refuse_stale(now: StoredSetting, version: int) -> None:
    """Raise where somebody changed the setting since ``version``."""
    if now.version != version:
        raise Conflict(
            N_("%(title)s was changed meanwhile by %(who)s and is now: %(now)s"),
            title=TITLES[now.name],
            who=now.changed_by or "?",
            now=shown(now.value),
            name=now.name,
            version=now.version,
        )


def shown(value: Value) -> str:
    """Return a value for a message."""
    return ", ".join(value) if isinstance(value, list) else "–" if value in (None, "") else str(value)


def _require_logo(connection: sa.Connection, name: str, value: Value) -> None:
    """Raise where a logo is to be shown that nobody has uploaded."""
    if name != "logo" or not value:
        return
    held = connection.execute(sa.select(office_files.c.name).where(office_files.c.name == value))
    if held.first() is None:
        raise NotFound(N_("There is no such logo: upload it again"))


def _require_confirmed(
    connection: sa.Connection, name: str, value: Value, confirmed: Collection[str]
) -> None:
    """Raise where a change would delete data and nobody said that it may."""
    if name != SETTING or value or name in confirmed:
        return
    held = held_leaders(connection)
    if held:
        raise Conflict(
            N_(
                "Turning this off deletes what is kept of %(leaders)s leaders, what %(versions)s earlier"
                " versions of records say of leaders, and %(files)s files of producers that wait to be"
                " stored. It cannot be undone: confirm it"
            ),
            leaders=held.leaders,
            versions=held.versions,
            files=held.files,
            confirm=name,
        )


def _write(connection: sa.Connection, now: StoredSetting, value: Value, actor: Actor) -> None:
    """Write one setting and note it."""
    row = {
        "value": json.dumps(value, ensure_ascii=False),
        "version": now.version + 1,
        "changed_at": utc_now(),
        "changed_by": actor.name,
    }
    if now.version:
        connection.execute(office_settings.update().where(office_settings.c.name == now.name).values(**row))
    else:
        connection.execute(office_settings.insert().values(name=now.name, **row))
    note(connection, actor, CHANGED, SUBJECT, now.name, {"value": now.value}, {"value": value})


def _stored(connection: sa.Connection) -> dict[str, StoredSetting]:
    """Return every setting that this program knows."""
    rows = {row.name: row for row in connection.execute(sa.select(office_settings))}
    found: dict[str, StoredSetting] = {}
    for name in TITLES:
        row = rows.get(name)
        found[name] = (
            StoredSetting(name, usual(name))
            if row is None
            else StoredSetting(
                name, json.loads(row.value), row.version, as_utc(row.changed_at), row.changed_by
            )
        )
    return found


def setting_history(store: Store, limit: int = HISTORY_ROWS) -> list[SettingChange]:
    """Return the last changes, the newest first."""
    entries, _ = read_log(store, LogFilter(action=CHANGED, subject_kind=SUBJECT), limit)
    return [_change(entry) for entry in entries if entry.subject_id in TITLES]


def _change(entry: Entry) -> SettingChange:
    """Return a line of the audit log as a change."""
    before, after = ((values or {}).get("value") for values in (entry.before, entry.after))
    return SettingChange(entry.audit_id, entry.at, entry.actor_name, entry.subject_id, before, after)


def add_logo(store: Store, picture: Picture, version: int, actor: Actor) -> OfficeSettings:
    """Keep a picture that was checked, and show it as the logo; earlier ones stay, to go back to."""
    name = f"logo-{picture.checksum}"
    with store.write() as connection:
        now = _stored(connection)["logo"]
        _refuse_stale(now, version)
        held = connection.execute(sa.select(office_files.c.name).where(office_files.c.name == name))
        if held.first() is None:
            connection.execute(
                office_files.insert().values(
                    name=name,
                    media_type=picture.media_type,
                    content=picture.content,
                    checksum=picture.checksum,
                )
            )
        if now.value != name:
            _write(connection, now, name, actor)
    return read_settings(store)


def read_logo(store: Store, name: str) -> Picture:
    """
    Return a logo by the name that ``OfficeSettings.logo`` gives.

    Raises
    ------
    NotFound
        There is none of that name.
    """
    select = sa.select(office_files).where(office_files.c.name == name)
    with store.read() as connection:
        row = connection.execute(select).first()
    if row is None:
        raise NotFound(N_("There is no such logo: upload it again"))
    return Picture(bytes(row.content), row.media_type, row.checksum)
