"""
Short links: seven letters that stand for a place of this site.

They guard nothing: who guesses one sees what any reader may see. What they lead
to was checked when they were made (``site_paths``) and is a path, so that no
link ever leads to another site.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from geodata.errors import N_, Conflict, NotFound
from geodata.office.audit import NOBODY, Actor, note
from geodata.office.clock import as_utc, utc_now
from geodata.office.site_paths import site_path
from geodata.office.tables import short_links
from geodata.store import Store

# No letter that is taken for another one or for a digit on paper, and no vowel, so that no word comes about.
ALPHABET = "bcdfghjkmnpqrstvwxz"
LENGTH = 7
# 40 MB at their longest. 900 million codes: a new one is hardly ever taken.
MOST_LINKS = 20_000

SUBJECT = "short_link"
REMOVED = "short_link_removed"
MADE_WAY = "short_link_made_way"


@dataclass(frozen=True, slots=True)
class ShortLink:
    """A code and the place that it stands for; ``created_at`` in UTC, ``created_by`` None: a reader."""

    code: str
    target: str
    created_at: datetime
    created_by: str | None


def make_link(store: Store, path: str, maker: Actor | None = None) -> ShortLink:
    """
    Return the short link to a place of this site; the same place has one link.

    Where there are as many as the office keeps, the oldest that a reader
    without an account made makes way, and the audit log says so.

    Parameters
    ----------
    path
        As ``site_path`` takes it.
    maker
        Who makes it; None: a reader.

    Raises
    ------
    InvalidInput
        The path is no place of this site.
    Conflict
        There are as many links as the office keeps, and people of the office made them all.
    """
    target = site_path(path)
    with store.read() as connection:
        if (known := _find(connection, short_links.c.target == target)) is not None:
            return known
    # Nothing that is kept ready shows links: no new revision.
    with store.write(revises=False) as connection:
        if (known := _find(connection, short_links.c.target == target)) is not None:
            return known
        count = connection.scalar(sa.select(sa.func.count()).select_from(short_links)) or 0
        gone = _make_room(connection) if count >= MOST_LINKS else None
        if count >= MOST_LINKS and gone is None:
            raise Conflict(
                N_("There are %(count)s short links already: an administrator has to remove some first"),
                count=count,
            )
        link = ShortLink(_free_code(connection), target, utc_now(), maker.name if maker else None)
        connection.execute(
            short_links.insert().values(
                code=link.code, target=target, created_at=link.created_at, created_by=link.created_by
            )
        )
        if gone is not None:
            before, after = {"target": gone.target}, {"made_way_for": link.code}
            note(connection, maker or NOBODY, MADE_WAY, SUBJECT, gone.code, before, after)
        return link


def find_link(store: Store, code: str) -> ShortLink:
    """
    Return the link of a code, written in small letters or in capitals.

    Raises
    ------
    NotFound
        There is none.
    """
    with store.read() as connection:
        found = _find(connection, short_links.c.code == code.lower()) if _can_be(code) else None
    if found is None:
        raise NotFound(
            N_(
                "There is no short link of this name: it is misspelt, or the office has removed it."
                " A short link has seven letters, and none of them is a vowel."
            )
        )
    return found


def list_links(store: Store, limit: int, offset: int = 0) -> tuple[list[ShortLink], int]:
    """Return links, the newest first, and how many there are in all."""
    select = short_links.select().order_by(short_links.c.created_at.desc(), short_links.c.code)
    with store.read() as connection:
        rows = connection.execute(select.limit(limit).offset(offset)).all()
        total = connection.scalar(sa.select(sa.func.count()).select_from(short_links)) or 0
    return [_link(row) for row in rows], total


def remove_link(store: Store, code: str, actor: Actor) -> ShortLink:
    """
    Take a link away and note it in the audit log; return what it was.

    Raises
    ------
    NotFound
        There is none.
    """
    found = find_link(store, code)
    with store.write(revises=False) as connection:
        removed = connection.execute(short_links.delete().where(short_links.c.code == found.code))
        # Somebody else may have been faster: then there is nothing to note.
        if removed.rowcount:
            note(connection, actor, REMOVED, SUBJECT, found.code, before={"target": found.target})
    return found


def _make_room(connection: sa.Connection) -> ShortLink | None:
    """Take away the oldest link that a reader made and return it; None where there is none."""
    oldest = (
        short_links.select()
        .where(short_links.c.created_by.is_(None))
        .order_by(short_links.c.created_at, short_links.c.code)
        .limit(1)
    )
    row = connection.execute(oldest).first()
    if row is None:
        return None
    connection.execute(short_links.delete().where(short_links.c.code == row.code))
    return _link(row)


def _find(connection: sa.Connection, condition: sa.ColumnElement[bool]) -> ShortLink | None:
    """Return the one link of which ``condition`` holds."""
    row = connection.execute(short_links.select().where(condition)).first()
    return None if row is None else _link(row)


def _link(row: sa.Row) -> ShortLink:
    """Return a row as a link."""
    return ShortLink(row.code, row.target, as_utc(row.created_at), row.created_by)


def _free_code(connection: sa.Connection) -> str:
    """Return a code that no link has; the caller holds the one writing transaction."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if _find(connection, short_links.c.code == code) is None:
            return code


def _can_be(code: str) -> bool:
    """Return whether a text looks like a code: nothing else is asked of the database."""
    return len(code) == LENGTH and set(code.lower()) <= set(ALPHABET)
