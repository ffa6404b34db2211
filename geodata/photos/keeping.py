"""
Photos added to a record, described, put into an order, removed and put back.

Each deed is one transaction with a line in the audit log. ``tag`` is the
version of the photos of a record that was seen; ``gate`` says who may change
which record. A photo that was removed is kept for thirty days and can be put
back; it is shown to editors of its record alone, and removed for good on request.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from geodata.errors import N_, Conflict, InvalidInput, NotFound, Stale
from geodata.names import nfc, unturned
from geodata.office import audit
from geodata.office.audit import Actor
from geodata.office.clock import utc_now
from geodata.photos.limits import (
    LONGEST_CAPTION,
    LONGEST_CREDIT,
    REMOVED_FOR,
    check_count,
    check_stored,
)
from geodata.photos.pictures import Encoded, encoded_photo
from geodata.photos.reading import DESCRIBED, Photo, as_photo
from geodata.records.current import Gate, anybody, present_state
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.redirects import merged_ids
from geodata.records.state import name_of
from geodata.records.tables import photos
from geodata.store import Store

HELD_ALREADY = N_("%(name)s has this very photo already")


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a photo; ``credit`` None: nobody knows who took it."""

    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True)
class RecordPhotos:
    """The photos of a record in their order, those that can be put back, and the tag of the former."""

    shown: tuple[Photo, ...]
    removed: tuple[Photo, ...]
    tag: str


@dataclass(frozen=True, slots=True)
class _Record:
    """A record that is in the registry, with every identifier under which its photos are kept."""

    kind: RecordKind
    record_id: str
    name: str
    ids: tuple[str, ...]


def described(caption: object, credit: object, *, is_credit_unknown: bool) -> Description:
    """
    Return what is said of a photo, cleaned.

    Raises
    ------
    InvalidInput
        A text is too long or none, or it is said neither who took the photo nor that nobody knows.
    """
    text, by = _text("caption", caption, LONGEST_CAPTION), _text("credit", credit, LONGEST_CREDIT)
    if (by is None) is not is_credit_unknown:
        raise InvalidInput(N_("Say who took the photo, or that nobody knows: one of the two"))
    return Description(text, by)


def record_photos(store: Store, kind: RecordKind, record_id: str, gate: Gate = anybody) -> RecordPhotos:
    """Return the photos of a record for who may change it; ``NotFound`` as ``current.present_state``."""
    with store.read() as connection:
        return _read(connection, _record(connection, kind, record_id, gate))


def add_photo(
    store: Store,
    actor: Actor,
    kind: RecordKind,
    record_id: str,
    content: bytes,
    description: Description,
    gate: Gate = anybody,
) -> str:
    """
    Add a photo behind those that a record has, and return its identifier.

    Raises
    ------
    NotFound
        There is no such record, or it is archived or merged into another one.
    TooLarge, InvalidInput
        See ``pictures.encoded_photo``; or all photos of the office together take too much.
    Conflict
        The record has as many as it may have, or this very one.
    """
    with store.read() as connection:
        record = _record(connection, kind, record_id, gate)
        check_count(record.name, len(_read(connection, record).shown))
    # Seconds, at the worst: before the transaction that others wait for.
    encoded = encoded_photo(content)
    photo_id = secrets.token_hex(8)
    with store.write() as connection:
        _throw_away_old(connection)
        record = _record(connection, kind, record_id, gate)
        held = _read(connection, record)
        check_count(record.name, len(held.shown))
        digest = hashlib.sha256(encoded.image).hexdigest()
        if digest in {photo.sha256 for photo in held.shown}:
            raise Conflict(HELD_ALREADY, name=record.name)
        check_stored(_stored_bytes(connection) + len(encoded.image) + len(encoded.thumbnail))
        values = _values(encoded) | {"sha256": digest, "added_at": utc_now(), "added_by": actor.name}
        values |= {"caption": description.caption, "credit": description.credit}
        owner = {"kind": kind.value, "record_id": record_id, "position": _last_position(connection, record)}
        connection.execute(photos.insert().values(photo_id=photo_id, **owner, **values))
        _note(connection, actor, "photo_added", record, None, _told(photo_id, description))
    return photo_id


def change_photo(
    store: Store,
    actor: Actor,
    record: tuple[RecordKind, str],
    photo_id: str,
    description: Description,
    tag: str,
    gate: Gate = anybody,
) -> None:
    """
    Say something else of a photo; what changes nothing leaves no trace.

    Raises
    ------
    NotFound
        The record is not in the registry, or has no such photo.
    Stale
        Its photos were changed since ``tag``.
    """
    with _changing(store, record, tag, gate) as (connection, owner, held):
        before = _one_of(held.shown, photo_id)
        if (before.caption, before.credit) == (description.caption, description.credit):
            return
        _update(connection, photo_id, caption=description.caption, credit=description.credit)
        was = _told(photo_id, Description(before.caption, before.credit))
        _note(connection, actor, "photo_changed", owner, was, _told(photo_id, description))


def order_photos(
    store: Store,
    actor: Actor,
    record: tuple[RecordKind, str],
    order: Sequence[str],
    tag: str,
    gate: Gate = anybody,
) -> None:
    """
    Put the photos of a record into an order.

    Raises
    ------
    NotFound, Stale
        As ``change_photo``.
    InvalidInput
        ``order`` does not name each of them once.
    """
    with _changing(store, record, tag, gate) as (connection, owner, held):
        names = [photo.photo_id for photo in held.shown]
        if sorted(order) != sorted(names):
            raise InvalidInput(N_("Name every photo of the record once"))
        if list(order) == names:
            return
        for position, photo_id in enumerate(order):
            _update(connection, photo_id, position=position)
        _note(connection, actor, "photos_ordered", owner, {"photos": names}, {"photos": list(order)})


def remove_photo(
    store: Store,
    actor: Actor,
    record: tuple[RecordKind, str],
    photo_id: str,
    tag: str,
    gate: Gate = anybody,
) -> None:
    """
    Take a photo away, to be put back within thirty days; one that was taken away goes for good.

    Raises
    ------
    NotFound, Stale
        As ``change_photo``.
    """
    with _changing(store, record, tag, gate) as (connection, owner, held):
        photo = _one_of((*held.shown, *held.removed), photo_id)
        told = _told(photo_id, Description(photo.caption, photo.credit))
        if photo.removed_at is None:
            _update(connection, photo_id, removed_at=utc_now())
            _note(connection, actor, "photo_removed", owner, told, None)
        else:
            connection.execute(photos.delete().where(photos.c.photo_id == photo_id))
            _note(connection, actor, "photo_deleted", owner, told, None)


def restore_photo(
    store: Store,
    actor: Actor,
    record: tuple[RecordKind, str],
    photo_id: str,
    tag: str,
    gate: Gate = anybody,
) -> None:
    """
    Put a photo back that was taken away, behind the others.

    Raises
    ------
    NotFound, Stale
        As ``change_photo``.
    Conflict
        The record has as many as it may have, or this very one once more.
    """
    with _changing(store, record, tag, gate) as (connection, owner, held):
        photo = _one_of(held.removed, photo_id)
        check_count(owner.name, len(held.shown))
        if photo.sha256 in {other.sha256 for other in held.shown}:
            raise Conflict(HELD_ALREADY, name=owner.name)
        _update(connection, photo_id, removed_at=None, position=_last_position(connection, owner))
        told = _told(photo_id, Description(photo.caption, photo.credit))
        _note(connection, actor, "photo_restored", owner, None, told)


@contextmanager
def _changing(
    store: Store, key: tuple[RecordKind, str], tag: str, gate: Gate
) -> Iterator[tuple[sa.Connection, _Record, RecordPhotos]]:
    """Give a writing transaction, a record that may be changed, and its photos as ``tag`` saw them."""
    with store.write() as connection:
        record = _record(connection, *key, gate)
        held = _read(connection, record)
        if held.tag != tag:
            raise Stale(
                N_("Somebody else has changed the photos of %(name)s in the meantime: look again"),
                name=record.name,
                tag=held.tag,
            )
        yield connection, record, held


def _record(connection: sa.Connection, kind: RecordKind, record_id: str, gate: Gate) -> _Record:
    """Return a record that is in the registry and may be changed; published totals have no photos."""
    if not spec_of(kind).placed:
        raise InvalidInput(N_("Only products and places have photos"))
    state = present_state(connection, kind, record_id)
    gate(kind, state)
    return _Record(
        kind, record_id, name_of(kind, state), tuple(sorted(merged_ids(connection, kind, record_id)))
    )


def _read(connection: sa.Connection, record: _Record) -> RecordPhotos:
    """Return the photos of a record."""
    t = photos.c
    merged = t.record_id != record.record_id  # false comes first
    select = sa.select(*DESCRIBED).where(t.kind == record.kind.value, t.record_id.in_(record.ids))
    rows = connection.execute(select.order_by(t.position, merged, t.record_id, t.photo_id)).all()
    found = [as_photo(row) for row in rows]
    shown = tuple(photo for photo in found if photo.removed_at is None)
    text = json.dumps([[photo.photo_id, photo.caption, photo.credit] for photo in shown])
    tag = hashlib.sha256(text.encode()).hexdigest()[:16]
    return RecordPhotos(shown, tuple(photo for photo in found if photo.removed_at is not None), tag)


def _one_of(held: Sequence[Photo], photo_id: str) -> Photo:
    """Return one of some photos; ``NotFound`` where it is none of them."""
    for photo in held:
        if photo.photo_id == photo_id:
            return photo
    raise NotFound(N_("There is no photo %(id)s"), id=photo_id[:100])


def _last_position(connection: sa.Connection, record: _Record) -> int:
    """Return the position behind all photos of a record, removed ones too."""
    t = photos.c
    last = sa.select(sa.func.max(t.position)).where(t.kind == record.kind.value, t.record_id.in_(record.ids))
    found = connection.scalar(last)
    return 0 if found is None else int(found) + 1


def _stored_bytes(connection: sa.Connection) -> int:
    """Return how much all photos take; neither database reads a picture for its length."""
    size = sa.func.length(photos.c.image) + sa.func.length(photos.c.thumbnail)
    return int(connection.scalar(sa.select(sa.func.sum(size))) or 0)


def _throw_away_old(connection: sa.Connection) -> None:
    """Delete what was removed long ago."""
    connection.execute(photos.delete().where(photos.c.removed_at < utc_now() - REMOVED_FOR))


def _update(connection: sa.Connection, photo_id: str, **values: object) -> None:
    """Change columns of a photo."""
    connection.execute(photos.update().where(photos.c.photo_id == photo_id).values(**values))


def _values(encoded: Encoded) -> dict[str, object]:
    """Return the columns of the pictures."""
    return {
        "image": encoded.image,
        "thumbnail": encoded.thumbnail,
        "width": encoded.width,
        "height": encoded.height,
    }


def _told(photo_id: str, description: Description) -> dict[str, object]:
    """Return a photo as the audit log tells of it."""
    return {"photo": photo_id, "caption": description.caption, "credit": description.credit}


def _note(
    connection: sa.Connection,
    actor: Actor,
    action: str,
    record: _Record,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
) -> None:
    """Write a line into the audit log."""
    audit.note(connection, actor, action, record.kind.value, record.record_id, before, after)


def _text(name: str, value: object, longest: int) -> str | None:
    """Return a text on one line, None where it says nothing."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidInput(N_("A text of at most %(longest)s characters is needed here"), longest=longest)
    text = nfc("".join(sign for sign in unturned(value) if sign.isprintable() or sign.isspace()))
    if len(text) > longest:
        raise InvalidInput(
            N_("%(name)s has %(found)s characters; at most %(longest)s are kept"),
            name=name,
            found=len(text),
            longest=longest,
        )
    return text or None
