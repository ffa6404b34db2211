"""One small photo for each stop that has one, for the files that show pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.photos.reading import PhotoSize, read_picture
from geodata.photos.stops import photos_of_stops
from geodata.store import Store
from layers.photo_words import CREDIT, NO_CAPTION, NO_CREDIT
from layers.tour_files.document import Document, plain_text
from layers.tour_files.words import Words

# Of all photos of a file together. A small one has 20 kB, so that fifty stops and more have theirs.
MOST_BYTES = 1_500_000


@dataclass(frozen=True, slots=True)
class StopPicture:
    """
    A small JPEG (at most 320 pixels on the longer side), what it shows and who took it, in words.

    ``caption`` is empty where nobody wrote one; ``alt`` then names what it is of.
    """

    content: bytes
    caption: str
    alt: str
    credit: str


StopPictures = Mapping[str, StopPicture]


def stop_pictures(store: Store, document: Document, words: Words) -> dict[str, StopPicture]:
    """Return the key of each stop that has a photo with its first one, in the order of the tour."""
    first = photos_of_stops(store, document.answer, 1)
    found: dict[str, StopPicture] = {}
    size = 0
    for key in dict.fromkeys(visit["stop"] for day in document.answer["days"] for visit in day["visits"]):
        for one in first.get(key, ()):
            content = read_picture(store, one.photo.photo_id, PhotoSize.THUMBNAIL)
            size += len(content)
            if size > MOST_BYTES:
                return found
            caption, credit = (plain_text(text or "") for text in (one.photo.caption, one.photo.credit))
            found[key] = StopPicture(
                content,
                caption,
                caption or words.text(NO_CAPTION, name=plain_text(one.name)),
                words.text(CREDIT, credit=credit) if credit else words.text(NO_CREDIT),
            )
    return found
