"""
Photos added to a record, described, put into an order, removed and put back.

Each deed is one transaction with a line in the audit log, which names photos
and never repeats what is said of them: what is gone for good is gone there too.
``tag`` is the version of the photos of a record that was seen; ``gate`` says who
may change which record. A photo that was removed is kept for thirty days and can
be put back; it is shown to editors of its record alone, and removed for good on
request. A dozen of them wait for each record: the oldest go when there are more.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from geodata.errors import N_, Conflict, InvalidInput, NotFound, Stale
from geodata.office import audit
from geodata.office.audit import Actor
from geodata.office.clock import utc_now
from geodata.photos import events
from geodata.photos.describing import Description
from geodata.photos.held import PhotoOwner, RecordPhotos, read_held, read_owner
from geodata.photos.limits import check_count, check_stored
from geodata.photos.pictures import encoded_photo
from geodata.photos.reading import Photo
from geodata.photos.tidying import throw_away_old, too_many
from geodata.records.current import ANY_TAG, Gate, anybody
from geodata.records.kinds import RecordKind
from geodata.records.tables import photo_pictures, photos
from geodata.store import Store

HELD_ALREADY = N_("%(name)s has this very photo already")


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
        record = read_owner(connection, kind, record_id, gate)
        check_count(record.name, len(read_held(connection, record).shown))
    # Seconds, at the worst: before the transaction that others wait for.
    encoded = encoded_photo(content)
    photo_id = secrets.token_hex(8)
    with store.write() as connection:
        throw_away_old(connection)
        record = read_owner(connection, kind, record_id, gate)
        held = read_held(connection, record)
        check_count(record.name, len(held.shown))
        digest = hashlib.sha256(encoded.image).hexdigest()
        if digest in {photo.sha256 for photo in held.shown}:
            raise Conflict(HELD_ALREADY, name=record.name)
        check_stored(_stored_bytes(connection) + len(encoded.image) + len(encoded.thumbnail))
        connection.execute(
            photos.insert().values(
                photo_id=photo_id,
                kind=kind.value,
                record_id=record_id,
                position=_last_position(connection, record),
                caption=description.caption,
                credit=description.credit,
                width=encoded.width,
                height=encoded.height,
                sha256=digest,
                added_at=utc_now(),
                added_by=actor.name,
            )
        )
        pictures = {"image": encoded.image, "thumbnail": encoded.thumbnail}
        connection.execute(photo_pictures.insert().values(photo_id=photo_id, **pictures))
        _note(connection, actor, events.ADDED, record, after={"photo": photo_id})
    return photo_id


def change_photo(
    store: Store,
    actor: Actor,
    record: tuple[RecordKind, str],
    photo_id: str,
    description: Description,
    tag: str,
    gate: Gate = anybody,
    reason: str | None = None,
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
        told = {"caption": description.caption, "credit": description.credit}
        fields = [name for name, text in told.items() if text != getattr(before, name)]
        if not fields:
            return
        _update(connection, photo_id, **told)
        _note(
            connection,
            actor,
            events.CHANGED,
            owner,
            after={"photo": photo_id, "fields": fields},
            reason=reason,
        )


def order_photos(
    store: Store,
    actor: Actor,
    record: tuple[RecordKind, str],
    order: Sequence[str],
    tag: str,
    gate: Gate = anybody,
    reason: str | None = None,
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
        _note(
            connection,
            actor,
            events.ORDERED,
            owner,
            {"photos": names},
            {"photos": list(order)},
            reason=reason,
        )


def remove_photo(
    store: Store,
    actor: Actor,
    record: tuple[RecordKind, str],
    photo_id: str,
    tag: str,
    gate: Gate = anybody,
    reason: str | None = None,
) -> None:
    """
    Take a photo away, to be put back within thirty days; one that was taken away goes for good.

    Photos of an archived record, too. Where too many removed ones of the record
    wait, those that were removed first go for good.

    Raises
    ------
    NotFound, Stale
        As ``change_photo``.
    """
    with _changing(store, record, tag, gate, is_shelf_open=True) as (connection, owner, held):
        photo = _one_of((*held.shown, *held.removed), photo_id)
        if photo.removed_at is not None:
            _delete(connection, actor, owner, photo_id, reason)
            return
        for old in too_many(held.removed):
            _delete(connection, actor, owner, old.photo_id)
        _update(connection, photo_id, removed_at=utc_now())
        _note(connection, actor, events.REMOVED, owner, {"photo": photo_id}, reason=reason)


def restore_photo(
    store: Store,
    actor: Actor,
    record: tuple[RecordKind, str],
    photo_id: str,
    tag: str,
    gate: Gate = anybody,
    reason: str | None = None,
) -> None:
    """
    Put a photo back that was taken away, behind the others; a record may then have more than it may be given.

    Raises
    ------
    NotFound, Stale
        As ``change_photo``.
    Conflict
        The record shows this very photo once more.
    """
    with _changing(store, record, tag, gate, is_shelf_open=True) as (connection, owner, held):
        photo = _one_of(held.removed, photo_id)
        if photo.sha256 in {other.sha256 for other in held.shown}:
            raise Conflict(HELD_ALREADY, name=owner.name)
        _update(connection, photo_id, removed_at=None, position=_last_position(connection, owner))
        _note(connection, actor, events.RESTORED, owner, after={"photo": photo_id}, reason=reason)


@contextmanager
def _changing(
    store: Store, key: tuple[RecordKind, str], tag: str, gate: Gate, *, is_shelf_open: bool = False
) -> Iterator[tuple[sa.Connection, PhotoOwner, RecordPhotos]]:
    """Give a writing transaction, a record that may be changed, and its photos as ``tag`` saw them."""
    with store.write() as connection:
        throw_away_old(connection)
        record = read_owner(connection, *key, gate, is_shelf_open=is_shelf_open)
        held = read_held(connection, record)
        if tag not in (ANY_TAG, held.tag):
            raise Stale(
                N_("Somebody else has changed the photos of %(name)s in the meantime: look again"),
                name=record.name,
                tag=held.tag,
            )
        yield connection, record, held


def _one_of(held: Sequence[Photo], photo_id: str) -> Photo:
    """Return one of some photos; ``NotFound`` where it is none of them."""
    for photo in held:
        if photo.photo_id == photo_id:
            return photo
    raise NotFound(N_("There is no photo %(id)s"), id=photo_id[:100])


def _last_position(connection: sa.Connection, record: PhotoOwner) -> int:
    """Return the position behind all photos of a record, removed ones too."""
    t = photos.c
    last = sa.select(sa.func.max(t.position)).where(t.kind == record.kind.value, t.record_id.in_(record.ids))
    found = connection.scalar(last)
    return 0 if found is None else int(found) + 1


def _stored_bytes(connection: sa.Connection) -> int:
    """Return how much all photos take; neither database reads a picture for its length."""
    size = sa.func.length(photo_pictures.c.image) + sa.func.length(photo_pictures.c.thumbnail)
    return int(connection.scalar(sa.select(sa.func.sum(size))) or 0)


def _update(connection: sa.Connection, photo_id: str, **values: object) -> None:
    """Change columns of a photo."""
    connection.execute(photos.update().where(photos.c.photo_id == photo_id).values(**values))


def _delete(
    connection: sa.Connection, actor: Actor, owner: PhotoOwner, photo_id: str, reason: str | None = None
) -> None:
    """Delete a photo with its pictures (the database does that); the log keeps its identifier."""
    connection.execute(photos.delete().where(photos.c.photo_id == photo_id))
    _note(connection, actor, events.DELETED, owner, {"photo": photo_id}, reason=reason)


def _note(
    connection: sa.Connection,
    actor: Actor,
    action: str,
    record: PhotoOwner,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str | None = None,
) -> None:
    """Write a line into the audit log."""
    audit.note(connection, actor, action, record.kind.value, record.record_id, before, after, reason)
