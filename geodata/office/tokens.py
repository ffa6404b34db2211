"""API tokens: a person's own key for programs, with that person's rights, until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from geodata.errors import N_, InvalidInput, NotFound
from geodata.office import audit
from geodata.office.clock import as_utc
from geodata.office.keys import new_id, new_token, token_hash
from geodata.office.tables import api_tokens, users
from geodata.office.users import User, clean_name, read_user
from geodata.store import Store

PREFIX = "ocop_"  # a scanner for leaked secrets can find it
MOST_DAYS = 366
MOST_TOKENS = 20


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as its owner sees it: never the token itself. Moments are in UTC."""

    token_id: str
    name: str
    created_at: datetime
    expires_at: datetime


def create_token(store: Store, user: User, name: str, days: int, at: datetime) -> str:
    """
    Return a new token of ``user``, which is shown this once.

    Raises
    ------
    InvalidInput
        The name is empty, the days are not 1 to 366, or the person has too many tokens.
    """
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(N_("A token lasts 1 to %(high)s days"), high=MOST_DAYS)
    token, token_id = new_token(PREFIX), new_id()
    with store.write(revises=False) as connection:
        if len(connection.execute(_open(user.user_id, at)).all()) >= MOST_TOKENS:
            raise InvalidInput(
                N_("You have %(count)s tokens already: withdraw one that is no longer used"),
                count=MOST_TOKENS,
            )
        values = {"name": clean_name(name), "expires_at": at + timedelta(days=days)}
        connection.execute(
            api_tokens.insert().values(
                token_id=token_id,
                token_hash=token_hash(token),
                user_id=user.user_id,
                created_at=at,
                **values,
            )
        )
        after = {"name": values["name"], "days": days}
        audit.note(connection, user.actor, "api_token_made", "api_token", token_id, None, after)
    return token


def find_token(store: Store, token: str, at: datetime) -> User | None:
    """Return whose token it is; None where it is unknown, over or withdrawn, or the person was shut out."""
    t = api_tokens.c
    query = (
        sa.select(t.user_id)
        .join(users, users.c.user_id == t.user_id)
        .where(
            t.token_hash == token_hash(token),
            t.revoked_at.is_(None),
            t.expires_at > at,
            users.c.active.is_(True),
        )
    )
    with store.read() as connection:
        user_id = connection.scalar(query)
        return None if user_id is None else read_user(connection, user_id)


def list_tokens(store: Store, user_id: str, at: datetime) -> list[ApiToken]:
    """Return the tokens of a person that can be used, the newest first."""
    with store.read() as connection:
        rows = connection.execute(_open(user_id, at)).all()
    return [ApiToken(row.token_id, row.name, as_utc(row.created_at), as_utc(row.expires_at)) for row in rows]


def revoke_token(store: Store, user: User, token_id: str, at: datetime) -> None:
    """Withdraw one of a person's own tokens; ``NotFound`` where there is none."""
    t = api_tokens.c
    with store.write(revises=False) as connection:
        done = connection.execute(
            api_tokens.update()
            .where(t.token_id == token_id, t.user_id == user.user_id, t.revoked_at.is_(None))
            .values(revoked_at=at)
        )
        if done.rowcount != 1:
            raise NotFound(N_("There is no such token any more"))
        audit.note(connection, user.actor, "api_token_withdrawn", "api_token", token_id)


def _open(user_id: str, at: datetime) -> sa.Select:
    """Return the query for the tokens of a person that can be used."""
    t = api_tokens.c
    return (
        api_tokens.select()
        .where(t.user_id == user_id, t.revoked_at.is_(None), t.expires_at > at)
        .order_by(t.created_at.desc())
    )
