"""
The people of the office: who they are, what they may, in which units.

Nothing here is on a page that is kept ready, so no write makes a new revision.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, Conflict, InvalidInput, NotFound
from geodata.office import audit, passwords
from geodata.office.audit import Actor
from geodata.office.clock import as_utc, utc_now
from geodata.office.keys import new_id
from geodata.office.tables import api_tokens, invitations, sessions, user_units, users
from geodata.office.vocabulary import RoleName
from geodata.store import Store

UnitKey = tuple[str, date]  # code, valid_from

LOGIN = re.compile(r"[\w.@+-]{3,60}")
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class User:
    """A person; ``units`` are those that an editor may edit (empty: all of them)."""

    user_id: str
    login: str
    name: str
    role: RoleName
    active: bool
    version: int
    created_at: datetime
    locked_until: datetime | None
    units: tuple[UnitKey, ...]

    @property
    def actor(self) -> Actor:
        """The person as the audit log names them."""
        return Actor(self.user_id, self.name)

    def may(self, least: RoleName) -> bool:
        """Return whether the role of this person may all that ``least`` may."""
        order = tuple(RoleName)
        return order.index(self.role) >= order.index(least)

    def edits(self, keys: Iterable[UnitKey]) -> bool:
        """Return whether this person may edit a record that lies in ``keys``: its communes and districts."""
        return not self.units or self.may(RoleName.PLANNER) or bool(set(self.units) & set(keys))


def clean_login(text: str) -> str:
    """
    Return a login as it is kept: NFKC, small letters.

    Raises
    ------
    InvalidInput
        It has other signs than letters, digits and ``. _ - @ +``, or not 3 to 60 of them.
    """
    login = unicodedata.normalize("NFKC", text).strip().casefold()
    if not LOGIN.fullmatch(login):
        raise InvalidInput(N_("A login name has 3 to 60 letters, digits or one of . _ - @ +, and no spaces"))
    return login


def clean_name(text: str) -> str:
    """Return the name of a person in NFC with single spaces; ``InvalidInput`` where none can be made."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInput(N_("A name has 1 to %(high)s signs"), high=LONGEST_NAME)
    return name


def create_user(
    store: Store,
    actor: Actor,
    *,
    login: str,
    name: str,
    role: RoleName,
    password: str,
    units: Iterable[UnitKey] = (),
) -> User:
    """
    Add a person with a password.

    Raises
    ------
    InvalidInput
        The login, the name or the password is not allowed.
    Conflict
        The login is taken.
    """
    known_hash = passwords.hashed(passwords.checked(password, (clean_login(login), clean_name(name))))
    with store.write(revises=False) as connection:
        return add_user(
            connection, actor, login=login, name=name, role=role, units=units, password_hash=known_hash
        )


def add_user(
    connection: sa.Connection,
    actor: Actor | None,
    *,
    login: str,
    name: str,
    role: RoleName,
    units: Iterable[UnitKey],
    password_hash: str,
) -> User:
    """Add a person inside a transaction; without ``actor`` the person is the one who does it."""
    key = clean_login(login)
    if connection.scalar(sa.select(users.c.user_id).where(users.c.login == key)) is not None:
        raise Conflict(N_("The login name %(login)s is taken: choose another one"), login=key)
    user_id = new_id()
    connection.execute(
        users.insert().values(
            user_id=user_id,
            login=key,
            name=clean_name(name),
            password_hash=password_hash,
            role=role.value,
            active=True,
            session_epoch=0,
            failed_sign_ins=0,
            created_at=utc_now(),
            version=1,
        )
    )
    _write_units(connection, user_id, role, units)
    user = read_user(connection, user_id)
    audit.note(connection, actor or user.actor, "user_added", "user", user_id, None, described(user))
    return user


def read_user(connection: sa.Connection, user_id: str) -> User:
    """Return a person; ``NotFound`` where there is none."""
    row = connection.execute(users.select().where(users.c.user_id == user_id)).one_or_none()
    if row is None:
        raise NotFound(N_("There is no such person; the list of people has all of them"))
    return of_row(row, _units_by_user(connection, [user_id]).get(user_id, ()))


def find_user(store: Store, user_id: str) -> User:
    """Return a person; ``NotFound`` where there is none."""
    with store.read() as connection:
        return read_user(connection, user_id)


def list_users(store: Store) -> list[User]:
    """Return everybody: who is active first, then by login."""
    with store.read() as connection:
        rows = connection.execute(users.select().order_by(users.c.active.desc(), users.c.login)).all()
        units = _units_by_user(connection, [row.user_id for row in rows])
    return [of_row(row, units.get(row.user_id, ())) for row in rows]


def change_user(
    store: Store,
    actor: Actor,
    user_id: str,
    version: int,
    *,
    name: str,
    role: RoleName,
    units: Iterable[UnitKey],
) -> User:
    """
    Change name, role and units of a person.

    Raises
    ------
    Conflict
        Somebody else changed the person since ``version``, or no administrator would be left.
    """
    with store.write(revises=False) as connection:
        before = _for_change(connection, user_id, version)
        if role is not RoleName.ADMINISTRATOR:
            _keep_an_administrator(connection, before)
        connection.execute(
            users.update()
            .where(users.c.user_id == user_id)
            .values(name=clean_name(name), role=role.value, version=version + 1)
        )
        _write_units(connection, user_id, role, units)
        after = read_user(connection, user_id)
        if role is not RoleName.ADMINISTRATOR:
            _withdraw_invitations_by(connection, user_id)
        audit.note(connection, actor, "user_changed", "user", user_id, described(before), described(after))
    return after


def set_active(store: Store, actor: Actor, user_id: str, version: int, *, active: bool) -> User:
    """
    Let a person in again, or shut them out: their sessions end and their API tokens are withdrawn at once.

    Raises
    ------
    Conflict
        Somebody else changed the person since ``version``, or no administrator would be left.
    """
    with store.write(revises=False) as connection:
        before = _for_change(connection, user_id, version)
        if not active:
            _keep_an_administrator(connection, before)
            end_access(connection, user_id)
            _withdraw_invitations_by(connection, user_id)
        connection.execute(
            users.update()
            .where(users.c.user_id == user_id)
            .values(active=active, failed_sign_ins=0, locked_until=None, version=version + 1)
        )
        action = "user_activated" if active else "user_deactivated"
        audit.note(connection, actor, action, "user", user_id, {"active": before.active}, {"active": active})
        return read_user(connection, user_id)


def set_password(connection: sa.Connection, user_id: str, password_hash: str) -> None:
    """Write a new password inside a transaction: every session ends, and nobody is locked out any more."""
    end_sessions(connection, user_id)
    connection.execute(
        users.update()
        .where(users.c.user_id == user_id)
        .values(password_hash=password_hash, failed_sign_ins=0, locked_until=None)
    )


def end_sessions(connection: sa.Connection, user_id: str) -> None:
    """Sign a person out everywhere."""
    connection.execute(
        users.update().where(users.c.user_id == user_id).values(session_epoch=users.c.session_epoch + 1)
    )
    connection.execute(sessions.delete().where(sessions.c.user_id == user_id))


def end_access(connection: sa.Connection, user_id: str) -> None:
    """Sign a person out everywhere, withdraw every API token, and every link for a new password."""
    end_sessions(connection, user_id)
    connection.execute(
        api_tokens.update()
        .where(api_tokens.c.user_id == user_id, api_tokens.c.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )
    connection.execute(
        invitations.delete().where(invitations.c.user_id == user_id, invitations.c.used_at.is_(None))
    )


def described(user: User) -> dict[str, object]:
    """Return a person as the audit log keeps them."""
    return {
        "login": user.login,
        "name": user.name,
        "role": user.role.value,
        "units": unit_texts(user.units),
    }


def unit_texts(units: Iterable[UnitKey]) -> list[str]:
    """Return units as texts: code and first day."""
    return [f"{code} {valid_from.isoformat()}" for code, valid_from in units]


def units_of_texts(texts: Iterable[str]) -> tuple[UnitKey, ...]:
    """Return units that were written by ``unit_texts``; ``InvalidInput`` where a text is of another form."""
    found = []
    for text in texts:
        code, _, day = text.partition(" ")
        try:
            found.append((code, date.fromisoformat(day)))
        except ValueError:
            raise InvalidInput(N_("There is no unit %(unit)s: choose from the list"), unit=text) from None
    return tuple(found)


def of_row(row: sa.Row[Any], units: tuple[UnitKey, ...]) -> User:
    """Return a row of ``users`` as a value."""
    return User(
        user_id=row.user_id,
        login=row.login,
        name=row.name,
        role=RoleName(row.role),
        active=row.active,
        version=row.version,
        created_at=as_utc(row.created_at),
        locked_until=None if row.locked_until is None else as_utc(row.locked_until),
        units=units,
    )


def _units_by_user(connection: sa.Connection, user_ids: list[str]) -> dict[str, tuple[UnitKey, ...]]:
    """Return the units of each person that has any."""
    t = user_units.c
    rows = connection.execute(
        sa.select(t.user_id, t.unit_code, t.unit_valid_from)
        .where(t.user_id.in_(user_ids))
        .order_by(t.user_id, t.unit_code, t.unit_valid_from)
    )
    found: dict[str, tuple[UnitKey, ...]] = {}
    for user_id, code, valid_from in rows:
        found[user_id] = (*found.get(user_id, ()), (code, valid_from))
    return found


def _write_units(connection: sa.Connection, user_id: str, role: RoleName, units: Iterable[UnitKey]) -> None:
    """Write the units of a person; only an editor is held to any."""
    connection.execute(user_units.delete().where(user_units.c.user_id == user_id))
    chosen = sorted(set(units)) if role is RoleName.EDITOR else []
    if chosen:
        connection.execute(
            user_units.insert(),
            [
                {"user_id": user_id, "unit_code": code, "unit_valid_from": valid_from}
                for code, valid_from in chosen
            ],
        )


def _for_change(connection: sa.Connection, user_id: str, version: int) -> User:
    """Return a person as the caller last saw them, or ``Conflict``."""
    user = read_user(connection, user_id)
    if user.version != version:
        raise Conflict(
            N_("Somebody else has changed %(name)s in the meantime: look at the page again, then change it"),
            name=user.name,
        )
    return user


def _keep_an_administrator(connection: sa.Connection, user: User) -> None:
    """Raise ``Conflict`` if ``user`` is the last administrator who can sign in."""
    if not user.active or user.role is not RoleName.ADMINISTRATOR:
        return
    others = connection.scalar(
        sa.select(sa.func.count())
        .select_from(users)
        .where(
            users.c.active.is_(True),
            users.c.role == RoleName.ADMINISTRATOR.value,
            users.c.user_id != user.user_id,
        )
    )
    if not others:
        raise Conflict(
            N_("%(name)s is the only administrator: make another person administrator first"), name=user.name
        )


def _withdraw_invitations_by(connection: sa.Connection, user_id: str) -> None:
    """Withdraw the open links that a person gave out."""
    connection.execute(
        invitations.delete().where(invitations.c.invited_by == user_id, invitations.c.used_at.is_(None))
    )
