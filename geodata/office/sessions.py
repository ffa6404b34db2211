"""
Signing in and out.

Nobody learns from an answer, or from how long it takes, whether an account
exists or rests: the password is checked in every case, against a dummy where
there is none, and every refusal writes one line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from geodata.errors import N_, Conflict, InvalidInput
from geodata.office import audit, passwords
from geodata.office.audit import NOBODY, Actor
from geodata.office.clock import LONGEST_SESSION, as_utc
from geodata.office.keys import new_token, token_hash
from geodata.office.tables import sessions, users
from geodata.office.users import User, clean_login, end_sessions, read_user, set_password
from geodata.store import Store

# The first wrong passwords cost nothing but time; then the account rests, twice as long after each.
FREE_FAILURES = 5
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session that has just begun; ``token`` goes into the cookie and nowhere else."""

    user: User
    token: str


def rest_after(failures: int) -> timedelta:
    """Return how long an account rests after so many wrong passwords in a row."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    return min(LONGEST_REST, FIRST_REST * 2 ** min(failures - FREE_FAILURES, 20))


def sign_in(store: Store, login: str, password: str, at: datetime) -> SignIn | None:
    """
    Begin a session at the moment ``at`` (UTC) if login and password fit and the account does not rest.

    None says nothing about why: no such account, a wrong password, an account
    that rests or was shut out.
    """
    key = _key(login)
    with store.read() as connection:
        row = connection.execute(
            sa.select(users.c.user_id, users.c.password_hash).where(users.c.login == key)
        ).one_or_none()
    fits = passwords.verify(row.password_hash if row else None, password)
    fresh = passwords.hashed(password) if row and fits and passwords.is_outdated(row.password_hash) else None
    with store.write(revises=False) as connection:
        # Read again: many guesses at once may have been checked since, and one lock counts them all.
        allowed = row is not None and _may_try(connection, row.user_id, row.password_hash, at)
        if row is None or not (fits and allowed):
            _note_failure(connection, row.user_id if row else None, at, counts=allowed)
            return None
        connection.execute(
            users.update()
            .where(users.c.user_id == row.user_id)
            .values(failed_sign_ins=0, locked_until=None, password_hash=fresh or row.password_hash)
        )
        user = read_user(connection, row.user_id)
        token = _begin(connection, user.user_id, at)
        audit.note(connection, user.actor, "signed_in", "user", user.user_id)
    return SignIn(user, token)


def begin(store: Store, user_id: str, at: datetime) -> SignIn:
    """Begin a session for somebody who has just shown who they are in another way (a one-time link)."""
    with store.write(revises=False) as connection:
        user = read_user(connection, user_id)
        token = _begin(connection, user_id, at)
        audit.note(connection, user.actor, "signed_in", "user", user_id)
    return SignIn(user, token)


def find_session(store: Store, token: str, at: datetime) -> User | None:
    """Return whose session ``token`` is; None where it has ended or the person was shut out."""
    query = (
        sa.select(sessions.c.user_id, sessions.c.begun_at)
        .join(users, users.c.user_id == sessions.c.user_id)
        .where(
            sessions.c.token_hash == token_hash(token),
            sessions.c.epoch == users.c.session_epoch,
            users.c.active.is_(True),
        )
    )
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
        if row is None or as_utc(row.begun_at) + LONGEST_SESSION <= at:
            return None
        return read_user(connection, row.user_id)


def sign_out(store: Store, user: User, token: str) -> None:
    """End one session."""
    with store.write(revises=False) as connection:
        connection.execute(sessions.delete().where(sessions.c.token_hash == token_hash(token)))
        audit.note(connection, user.actor, "signed_out", "user", user.user_id)


def sign_out_everywhere(store: Store, actor: Actor, user_id: str) -> None:
    """End every session of a person."""
    with store.write(revises=False) as connection:
        end_sessions(connection, user_id)
        audit.note(connection, actor, "signed_out_everywhere", "user", user_id)


def confirm(store: Store, user: User, password: str, at: datetime) -> None:
    """
    Check the password of somebody who is signed in, before something that a stolen session should not do.

    Raises
    ------
    InvalidInput
        It is wrong; it counts as a failed sign-in.
    Conflict
        The account rests after too many wrong ones.
    """
    with store.read() as connection:
        known_hash = connection.scalar(
            sa.select(users.c.password_hash).where(users.c.user_id == user.user_id)
        )
    fits = passwords.verify(known_hash, password)
    with store.write(revises=False) as connection:
        allowed = _may_try(connection, user.user_id, str(known_hash), at)
        if not (allowed and fits):
            _note_failure(connection, user.user_id, at, counts=allowed)
    if not allowed:
        raise Conflict(N_("Too many wrong passwords: wait a few minutes, then try again"))
    if not fits:
        raise InvalidInput(N_("This is not your present password: type it again"))


def change_password(store: Store, user: User, present: str, new: str, at: datetime) -> SignIn:
    """
    Change one's own password: every session ends, and a new one begins here.

    Raises
    ------
    InvalidInput
        The present password is wrong, or the new one is not allowed.
    Conflict
        The account rests after too many wrong ones.
    """
    confirm(store, user, present, at)
    known_hash = passwords.hashed(passwords.checked(new, (user.login, user.name)))
    with store.write(revises=False) as connection:
        set_password(connection, user.user_id, known_hash)
        token = _begin(connection, user.user_id, at)
        audit.note(connection, user.actor, "password_changed", "user", user.user_id)
    return SignIn(user, token)


def _key(login: str) -> str:
    """Return the login to look for; one that nobody can have is looked for all the same."""
    try:
        return clean_login(login)
    except InvalidInput:
        return ""


def _may_try(connection: sa.Connection, user_id: str, known_hash: str, at: datetime) -> bool:
    """Return whether an account is open, does not rest, and still has the password that was checked."""
    row = connection.execute(
        sa.select(users.c.active, users.c.locked_until, users.c.password_hash).where(
            users.c.user_id == user_id
        )
    ).one()
    rests = row.locked_until is not None and as_utc(row.locked_until) > at
    return row.active and not rests and row.password_hash == known_hash


def _note_failure(connection: sa.Connection, user_id: str | None, at: datetime, *, counts: bool) -> None:
    """Count a refusal and write it down; what was typed as a login is not: it may be a password."""
    failures = 0
    if counts:
        failures = 1 + int(
            connection.scalar(sa.select(users.c.failed_sign_ins).where(users.c.user_id == user_id)) or 0
        )
        rest = rest_after(failures)
        connection.execute(
            users.update()
            .where(users.c.user_id == user_id)
            .values(failed_sign_ins=failures, locked_until=at + rest if rest else None)
        )
    values = {"failures": failures} if counts else None
    audit.note(connection, NOBODY, "sign_in_refused", "user", user_id or "", None, values)


def _begin(connection: sa.Connection, user_id: str, at: datetime) -> str:
    """Write a session and forget those of everybody that are over; return its token."""
    connection.execute(sessions.delete().where(sessions.c.begun_at <= at - LONGEST_SESSION))
    token = new_token()
    epoch = connection.scalar(sa.select(users.c.session_epoch).where(users.c.user_id == user_id))
    connection.execute(
        sessions.insert().values(token_hash=token_hash(token), user_id=user_id, epoch=epoch, begun_at=at)
    )
    return token
