"""Photos of the stops of a tour: those of the records of its place, then those of the products sold there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from geodata.photos.reading import Owner, Photo, shown_photos
from geodata.records.kinds import RecordKind
from geodata.records.state import ROLES
from geodata.store import Store

KIND_OF_ROLE = {str(role): kind for kind, roles in ROLES.items() for role in roles}


@dataclass(frozen=True, slots=True)
class StopPhoto:
    """A photo at a stop, and the name of the record that it is of."""

    photo: Photo
    name: str


def photos_of_stops(store: Store, answer: Mapping[str, Any], most: int) -> dict[str, tuple[StopPhoto, ...]]:
    """
    Return the key of each stop that has photos with at most ``most`` of them.

    ``answer`` is that of a tour, also of one that was saved long ago: what is
    shown are the photos of now, of records that are still there.
    """
    shown = shown_photos(store).by_record
    found: dict[str, tuple[StopPhoto, ...]] = {}
    for key, stop in answer["stops"].items():
        # A producer that sells what it makes stands among both.
        photos = {
            photo.photo_id: StopPhoto(photo, name)
            for owner, name in _owners(stop)
            for photo in shown.get(owner, ())
        }
        if photos:
            found[key] = tuple(photos.values())[:most]
    return found


def _owners(stop: Mapping[str, Any]) -> Iterator[tuple[Owner, str]]:
    """Give the records of a stop, then its products, each with its name."""
    # A place of the author is in no registry.
    for record in stop.get("records", ()):
        yield (KIND_OF_ROLE[record["role"]], record["id"]), record["name"]
    for product in stop["products"]:
        yield (RecordKind.PRODUCTS, product["id"]), product["name"]
