"""
The photos that hang on a record, those that can be put back too, for who may change the record.

A record on the shelf of the archive, or one whose making was taken back, still
has its photos: readers see none of them, its editors can look and remove.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import sqlalchemy as sa

from geodata.errors import N_, InvalidInput
from geodata.office.clock import utc_now
from geodata.photos.limits import REMOVED_FOR
from geodata.photos.reading import Photo, as_photo
from geodata.records.current import Gate, anybody, present_state
from geodata.records.history import read_versions
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.redirects import merged_ids, read_redirect
from geodata.records.state import State, name_of, read_state
from geodata.records.tables import photos
from geodata.store import Store


@dataclass(frozen=True, slots=True)
class RecordPhotos:
    """The photos of a record in their order, those that can be put back, and the tag of the former."""

    shown: tuple[Photo, ...]
    removed: tuple[Photo, ...]
    tag: str


@dataclass(frozen=True, slots=True)
class PhotoOwner:
    """A record that may be changed, with every identifier under which its photos are kept."""

    kind: RecordKind
    record_id: str
    name: str
    ids: tuple[str, ...]


def record_photos(store: Store, kind: RecordKind, record_id: str, gate: Gate = anybody) -> RecordPhotos:
    """Return the photos of a record, also of an archived one, for who may change it."""
    with store.read() as connection:
        return read_held(connection, read_owner(connection, kind, record_id, gate, is_shelf_open=True))


def read_owner(
    connection: sa.Connection, kind: RecordKind, record_id: str, gate: Gate, *, is_shelf_open: bool = False
) -> PhotoOwner:
    """
    Return a record whose photos may be seen and changed.

    Parameters
    ----------
    is_shelf_open
        Whether an archived record will do; its gate is asked about its last state.

    Raises
    ------
    NotFound
        There is no such record, or it was merged into another one, or is archived.
    InvalidInput
        Its kind has no photos: published figures.
    """
    if not spec_of(kind).placed:
        raise InvalidInput(N_("Only products and places have photos"))
    state = _last_state(connection, kind, record_id) if is_shelf_open else None
    if state is None:
        state = present_state(connection, kind, record_id)
    gate(kind, state)
    return PhotoOwner(
        kind, record_id, name_of(kind, state), tuple(sorted(merged_ids(connection, kind, record_id)))
    )


def read_held(connection: sa.Connection, owner: PhotoOwner) -> RecordPhotos:
    """Return the photos of a record; what was removed too long ago is not there any more."""
    t = photos.c
    merged = t.record_id != owner.record_id  # false comes first
    is_kept = sa.or_(t.removed_at.is_(None), t.removed_at >= utc_now() - REMOVED_FOR)
    select = sa.select(photos).where(t.kind == owner.kind.value, t.record_id.in_(owner.ids), is_kept)
    rows = connection.execute(select.order_by(t.position, merged, t.record_id, t.photo_id)).all()
    found = [as_photo(row) for row in rows]
    shown = tuple(photo for photo in found if photo.removed_at is None)
    text = json.dumps([[photo.photo_id, photo.caption, photo.credit] for photo in shown])
    tag = hashlib.sha256(text.encode()).hexdigest()[:16]
    return RecordPhotos(shown, tuple(photo for photo in found if photo.removed_at is not None), tag)


def _last_state(connection: sa.Connection, kind: RecordKind, record_id: str) -> State | None:
    """Return a record as it is or as it last was; None where it was merged into another or never there."""
    state = read_state(connection, kind, record_id)
    if state is not None or read_redirect(connection, kind, record_id) is not None:
        return state
    versions = read_versions(connection, kind, record_id)
    return next((one.state for one in reversed(versions) if one.state is not None), None)
