"""Photos as readers and editors see them: what is said of each, and where its two pictures are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext

from app.accounts.texts import ACTIONS, actor_text
from app.registry.record_answers import moment
from app.state import current_store
from geodata.errors import N_
from geodata.records.kinds import RecordKind
from layers.photo_words import CREDIT, NO_CAPTION, NO_CREDIT

# SQLAlchemy comes with them: not while the program starts.
if TYPE_CHECKING:
    from geodata.photos.events import PhotoEvent
    from geodata.photos.held import RecordPhotos
    from geodata.photos.reading import Photo

Json = dict[str, Any]
MOST_OF_STOP = 3
# Which text of a photo was changed, in the words of the form.
FIELDS = {"caption": N_("What the photo shows"), "credit": N_("Who took it")}


def shown_photos(kind: RecordKind, record_id: str, name: str) -> list[Json]:
    """Return the photos of a record as readers see them, in their order."""
    from geodata.photos.reading import photos_of

    return [photo_json(photo, name) for photo in photos_of(current_store(), kind, record_id)]


def stop_photos(answer: Mapping[str, Any]) -> dict[str, list[Json]]:
    """Return the first photos of each stop of a tour that has any, by its key."""
    from geodata.photos.stops import photos_of_stops

    found = photos_of_stops(current_store(), answer, MOST_OF_STOP)
    return {key: [photo_json(one.photo, one.name) for one in photos] for key, photos in found.items()}


def photo_json(photo: Photo, name: str) -> Json:
    """Return one photo of a record of that name; ``alt`` and ``credit_text`` are in the reader's language."""
    addresses = {
        size: url_for("photos.show_photo", photo_id=photo.photo_id, size=size)
        for size in ("image", "thumbnail")
    }
    small = thumbnail_size(photo)
    return {
        "id": photo.photo_id,
        **addresses,
        "width": photo.width,
        "height": photo.height,
        "thumbnail_width": small[0],
        "thumbnail_height": small[1],
        "caption": photo.caption,
        "credit": photo.credit,
        "alt": photo.caption or gettext(NO_CAPTION, name=name),
        "credit_text": credit_text(photo.credit),
        "added_on": moment(photo.added_at)[:10],
    }


def thumbnail_size(photo: Photo) -> tuple[int, int]:
    """Return width and height of the small picture, in pixels, so that a page keeps its room."""
    from geodata.photos.limits import THUMBNAIL_SIDE

    share = min(1.0, THUMBNAIL_SIDE / max(photo.width, photo.height))
    return max(1, round(photo.width * share)), max(1, round(photo.height * share))


def credit_text(credit: str | None) -> str:
    """Return who took a photo, or that nobody knows."""
    return gettext(NO_CREDIT) if credit is None else gettext(CREDIT, credit=credit)


def record_photos_json(kind: RecordKind, record_id: str, held: RecordPhotos) -> Json:
    """Return the photos of a record for its editors: those that are shown and those that can be put back."""
    return {
        "items": [_edited(kind, record_id, photo) for photo in held.shown],
        "removed": [_edited(kind, record_id, photo) for photo in held.removed],
        "total": len(held.shown),
        "tag": held.tag,
    }


def photo_history(kind: RecordKind, record_id: str) -> list[Json]:
    """
    Return what was done with the photos of a record, the newest first, for those who see its history.

    Of a photo that readers do not see, no text is told.
    """
    from geodata.photos.events import photo_events
    from geodata.photos.reading import shown_photos

    store = current_store()
    known = shown_photos(store).by_id
    return [_event_json(event, known) for event in photo_events(store, kind, record_id)]


def _event_json(event: PhotoEvent, known: Mapping[str, Photo]) -> Json:
    """Return one deed: who, when, what, and why where that was said."""
    photo = None if event.photo_id is None else known.get(event.photo_id)
    return {
        "at": moment(event.at),
        "who": actor_text(event.actor_id, event.actor_name),
        "action": event.deed,
        "action_text": gettext(ACTIONS[event.deed]),
        "photo": event.photo_id,
        "caption": None if photo is None else photo.caption,
        "fields": [gettext(FIELDS[name]) for name in event.fields],
        "reason": event.reason,
    }


def _edited(kind: RecordKind, record_id: str, photo: Photo) -> Json:
    """Return one photo for those who edit it; its thumbnail is there after it was removed, too."""
    return {
        "id": photo.photo_id,
        "thumbnail": url_for(
            "registry_photos.show_thumbnail", kind=kind.value, record_id=record_id, photo_id=photo.photo_id
        ),
        "width": photo.width,
        "height": photo.height,
        "caption": photo.caption,
        "credit": photo.credit,
        "added_at": moment(photo.added_at),
        "added_by": photo.added_by,
        "removed_at": None if photo.removed_at is None else moment(photo.removed_at),
    }
