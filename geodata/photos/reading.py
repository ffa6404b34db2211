"""
The photos that are shown: of records that are in the registry, each under the record that readers find.

Photos stay with the record that they were added to; one that was merged into
another shows under that one (``redirects``), and comes back when the merge is
taken back. Of an archived record nothing is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from geodata.errors import N_, NotFound
from geodata.office.clock import as_utc
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.state import TABLES
from geodata.records.tables import photo_pictures, photos, record_redirects
from geodata.store import Store

Owner = tuple[RecordKind, str]


class PhotoSize(StrEnum):
    """Which of the two pictures of a photo: at most 1600 or 320 pixels on the longer side."""

    IMAGE = "image"
    THUMBNAIL = "thumbnail"


@dataclass(frozen=True, slots=True)
class Photo:
    """
    One photo without its pictures; times in UTC, sizes in pixels.

    ``credit`` is who took it, None where the office said that nobody knows.
    ``added_by`` is for editors alone.
    """

    photo_id: str
    caption: str | None
    credit: str | None
    width: int
    height: int
    sha256: str  # of the picture
    added_at: datetime
    added_by: str
    removed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownPhotos:
    """All photos that readers see: by record, in their order, and each by its identifier."""

    by_record: Mapping[Owner, tuple[Photo, ...]]
    by_id: Mapping[str, Photo]


def shown_photos(store: Store) -> ShownPhotos:
    """Return all photos that readers see; one revision of the store reads them once."""
    return store.remembered("shown_photos", lambda: _read_shown(store))


def photos_of(store: Store, kind: RecordKind, record_id: str) -> tuple[Photo, ...]:
    """Return the photos of a record in their order; none where it is not in the registry."""
    return shown_photos(store).by_record.get((kind, record_id), ())


def find_photo(store: Store, photo_id: str) -> Photo:
    """Return a photo that readers see; ``NotFound`` where there is none of that identifier."""
    found = shown_photos(store).by_id.get(photo_id)
    if found is None:
        raise NotFound(N_("There is no photo %(id)s"), id=photo_id[:100])
    return found


def read_picture(store: Store, photo_id: str, size: PhotoSize) -> bytes:
    """Return a picture as JPEG, also of a photo that was removed; ``NotFound`` where there is none."""
    t = photo_pictures.c
    with store.read() as connection:
        found = connection.scalar(sa.select(t[size.value]).where(t.photo_id == photo_id))
    if found is None:
        raise NotFound(N_("There is no photo %(id)s"), id=photo_id[:100])
    return bytes(found)


def as_photo(row: sa.Row[Any]) -> Photo:
    """Return a row of ``photos`` as a value."""
    return Photo(
        row.photo_id,
        row.caption,
        row.credit,
        row.width,
        row.height,
        row.sha256,
        as_utc(row.added_at),
        row.added_by,
        None if row.removed_at is None else as_utc(row.removed_at),
    )


def _read_shown(store: Store) -> ShownPhotos:
    """Read the photos of all records that are in the registry."""
    select = sa.select(photos).where(photos.c.removed_at.is_(None))
    by_record: dict[Owner, list[tuple[tuple[Any, ...], Photo]]] = defaultdict(list)
    with store.read() as connection:
        rows = connection.execute(select).all()
        there = {kind: _present(connection, kind) for kind in sorted({row.kind for row in rows})}
        leads = _leads(connection)
    for row in rows:
        owner = _led((row.kind, row.record_id), leads)
        if owner[1] in there[row.kind]:
            # Of one position after a merge: the one of the record itself comes first.
            order = (row.position, owner[1] != row.record_id, row.record_id, row.photo_id)
            by_record[(RecordKind(row.kind), owner[1])].append((order, as_photo(row)))
    shown = {
        owner: tuple(photo for _, photo in sorted(found, key=lambda one: one[0]))
        for owner, found in by_record.items()
    }
    return ShownPhotos(shown, {photo.photo_id: photo for found in shown.values() for photo in found})


def _present(connection: sa.Connection, kind: str) -> frozenset[str]:
    """Return the identifiers of all records of a kind that are in the registry."""
    table = TABLES[kind]
    return frozenset(connection.scalars(sa.select(table.c[spec_of(kind).id_column])))


def _leads(connection: sa.Connection) -> dict[tuple[str, str], str]:
    """Return kind and identifier of every merged record with the one that it went into."""
    t = record_redirects
    return {(row.kind, row.old_id): row.new_id for row in connection.execute(sa.select(t))}


def _led(owner: tuple[str, str], leads: Mapping[tuple[str, str], str]) -> tuple[str, str]:
    """Return the record that one was merged into at last, itself where it was not."""
    seen = {owner}
    while owner in leads:
        following = (owner[0], leads[owner])
        if following in seen:
            break
        seen.add(following)
        owner = following
    return owner
