"""
One-time links: a new person makes an account, or a known one chooses a new password.

There is no mail server: the administrator copies the link and hands it over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, Conflict, NotFound
from geodata.office import audit, passwords
from geodata.office.audit import Actor
from geodata.office.clock import as_utc
from geodata.office.keys import new_id, new_token, token_hash
from geodata.office.tables import invitations, users
from geodata.office.users import (
    UnitKey,
    User,
    add_user,
    clean_name,
    end_access,
    read_user,
    set_password,
    unit_texts,
    units_of_texts,
)
from geodata.office.vocabulary import RoleName
from geodata.store import Store

LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open one-time link; ``login`` is set where it is for a new password of that person."""

    invitation_id: str
    name: str
    role: RoleName
    units: tuple[UnitKey, ...]
    user_id: str | None
    login: str | None
    created_at: datetime
    expires_at: datetime


def invite(
    store: Store, actor: Actor, *, name: str, role: RoleName, units: Iterable[UnitKey], at: datetime
) -> str:
    """Return the token of a link with which one new person makes an account until ``at`` + 7 days (UTC)."""
    held = unit_texts(sorted(set(units))) if role is RoleName.EDITOR else []
    with store.write(revises=False) as connection:
        invitation_id, token = _add(
            connection, actor, at, name=clean_name(name), role=role.value, units=held, user_id=None
        )
        after = {"name": clean_name(name), "role": role.value, "units": held}
        audit.note(connection, actor, "user_invited", "invitation", invitation_id, None, after)
    return token


def invite_reset(store: Store, actor: Actor, user_id: str, at: datetime) -> str:
    """
    Return the token of a link with which one person chooses a new password; an earlier link ends.

    Raises
    ------
    Conflict
        The person is shut out.
    """
    with store.write(revises=False) as connection:
        user = read_user(connection, user_id)
        if not user.active:
            raise Conflict(N_("%(name)s is deactivated: activate the account first"), name=user.name)
        connection.execute(
            invitations.delete().where(invitations.c.user_id == user_id, invitations.c.used_at.is_(None))
        )
        _, token = _add(
            connection, actor, at, name=user.name, role=user.role.value, units=[], user_id=user_id
        )
        audit.note(connection, actor, "password_link_made", "user", user_id)
    return token


def find_invitation(store: Store, token: str, at: datetime) -> Invitation:
    """Return what an open link is for; ``NotFound`` where it was used, has expired or never was."""
    with store.read() as connection:
        row = connection.execute(_open(at).where(invitations.c.token_hash == token_hash(token))).one_or_none()
    if row is None:
        raise _over()
    return _of_row(row)


def list_invitations(store: Store, at: datetime) -> list[Invitation]:
    """Return the links that are open, the newest first."""
    with store.read() as connection:
        rows = connection.execute(_open(at).order_by(invitations.c.created_at.desc())).all()
    return [_of_row(row) for row in rows]


def withdraw(store: Store, actor: Actor, invitation_id: str) -> None:
    """End an open link; ``NotFound`` where there is none."""
    t = invitations.c
    with store.write(revises=False) as connection:
        gone = connection.execute(
            invitations.delete().where(t.invitation_id == invitation_id, t.used_at.is_(None))
        )
        if gone.rowcount != 1:
            raise _over()
        audit.note(connection, actor, "invitation_withdrawn", "invitation", invitation_id)


def accept_new(store: Store, token: str, *, login: str, password: str, at: datetime) -> User:
    """
    Make the account that a link is for; of two people with one link, one does.

    Raises
    ------
    NotFound
        The link was used, has expired or is for something else.
    InvalidInput
        The login or the password is not allowed; the link stays open.
    Conflict
        The login is taken; the link stays open.
    """
    invitation = find_invitation(store, token, at)
    known_hash = passwords.hashed(passwords.checked(password, (login, invitation.name)))
    with store.write(revises=False) as connection:
        row = _use(connection, token, at)
        if row.user_id is not None:
            raise _over()
        return add_user(
            connection,
            None,
            login=login,
            name=row.name,
            role=RoleName(row.role),
            units=units_of_texts(row.units),
            password_hash=known_hash,
        )


def accept_reset(store: Store, token: str, *, password: str, at: datetime) -> User:
    """
    Choose a new password by a link: every session ends and every API token is withdrawn.

    Raises
    ------
    NotFound
        The link was used, has expired or is for something else.
    InvalidInput
        The password is not allowed; the link stays open.
    """
    invitation = find_invitation(store, token, at)
    personal = (invitation.login or "", invitation.name)
    known_hash = passwords.hashed(passwords.checked(password, personal))
    with store.write(revises=False) as connection:
        row = _use(connection, token, at)
        user = read_user(connection, row.user_id) if row.user_id else None
        if user is None or not user.active:
            raise _over()
        end_access(connection, user.user_id)
        set_password(connection, user.user_id, known_hash)
        audit.note(connection, user.actor, "password_reset", "user", user.user_id)
        return user


def _add(connection: sa.Connection, actor: Actor, at: datetime, **values: object) -> tuple[str, str]:
    """Write a link; return its identifier and its token."""
    invitation_id, token = new_id(), new_token()
    connection.execute(
        invitations.insert().values(
            invitation_id=invitation_id,
            token_hash=token_hash(token),
            invited_by=actor.user_id,
            created_at=at,
            expires_at=at + LASTS,
            **values,
        )
    )
    return invitation_id, token


def _open(at: datetime) -> sa.Select[Any]:
    """Return the query for links that may still be used."""
    t = invitations.c
    return (
        sa.select(invitations, users.c.login)
        .join_from(invitations, users, users.c.user_id == t.user_id, isouter=True)
        .where(t.used_at.is_(None), t.expires_at > at)
    )


def _use(connection: sa.Connection, token: str, at: datetime) -> sa.Row[Any]:
    """Mark a link as used and return it; the second of two finds nothing to mark."""
    t = invitations.c
    marked = connection.execute(
        invitations.update()
        .where(t.token_hash == token_hash(token), t.used_at.is_(None), t.expires_at > at)
        .values(used_at=at)
    )
    if marked.rowcount != 1:
        raise _over()
    return connection.execute(invitations.select().where(t.token_hash == token_hash(token))).one()


def _of_row(row: sa.Row[Any]) -> Invitation:
    """Return a row as a value."""
    return Invitation(
        invitation_id=row.invitation_id,
        name=row.name,
        role=RoleName(row.role),
        units=units_of_texts(row.units),
        user_id=row.user_id,
        login=row.login,
        created_at=as_utc(row.created_at),
        expires_at=as_utc(row.expires_at),
    )


def _over() -> NotFound:
    """Return the error for a link that cannot be used."""
    return NotFound(
        N_("This link was used already, has expired or was withdrawn: ask an administrator for a new one")
    )
