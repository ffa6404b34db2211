"""Removed photos go for good: thirty days later, or when too many of one record wait."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from geodata.office.clock import utc_now
from geodata.photos.limits import MOST_REMOVED_OF_RECORD, REMOVED_FOR
from geodata.photos.reading import Photo
from geodata.records.tables import photos
from geodata.store import Store


def tidy_photos(store: Store) -> None:
    """Delete what was removed too long ago; the consumer of jobs asks every few seconds."""
    with store.read() as connection:
        if connection.scalar(sa.select(photos.c.photo_id).where(_is_old()).limit(1)) is None:
            return
    # No page shows any of them.
    with store.write(revises=False) as connection:
        throw_away_old(connection)


def throw_away_old(connection: sa.Connection) -> None:
    """Delete what was removed too long ago, inside a writing transaction of the caller."""
    connection.execute(photos.delete().where(_is_old()))


def too_many(removed: Sequence[Photo]) -> list[Photo]:
    """Return which photos of a record go for good when one more is removed: those removed first."""
    by_age = sorted(removed, key=lambda photo: (photo.removed_at or photo.added_at, photo.photo_id))
    return by_age[: max(0, len(by_age) + 1 - MOST_REMOVED_OF_RECORD)]


def _is_old() -> sa.ColumnElement[bool]:
    """Return the condition for what was removed too long ago."""
    return photos.c.removed_at < utc_now() - REMOVED_FOR
