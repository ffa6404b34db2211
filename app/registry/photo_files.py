"""/api/v1/photos: the pictures that readers see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from app.caching import REVALIDATE, not_modified
from app.params import check_names
from app.ready import matches
from app.registry.photo_answers import Json, shown_photos
from app.state import current_store
from geodata.records.kinds import RecordKind

if TYPE_CHECKING:
    from geodata.photos.reading import Photo, PhotoSize

JPEG = "image/jpeg"

bp = Blueprint("photos", __name__, url_prefix="/api/v1/photos")


@bp.app_template_global("photos_of_record")
def photos_of_record(kind: str, record_id: str, name: str) -> list[Json]:
    """Return the photos of a record as its page shows them; ``kind`` is its table."""
    return shown_photos(RecordKind(kind), record_id, name)


@bp.get("/<photo_id>/<any(image, thumbnail):size>.jpg")
def show_photo(photo_id: str, size: str) -> Response:
    """Answer a photo of a record that is in the registry; browsers keep it and ask whether it still is."""
    from geodata.photos.reading import PhotoSize, find_photo

    check_names(request.args, ())
    return answer_picture(find_photo(current_store(), photo_id), PhotoSize(size))


def answer_picture(photo: Photo, size: PhotoSize, keeping: str = REVALIDATE) -> Response:
    """Answer a picture under the checksum of its photo, whose pictures never change."""
    from geodata.photos.reading import read_picture

    etag = f'"{photo.sha256[:32]}-{size.value}"'
    if matches(request.headers.get("If-None-Match", ""), etag):
        return not_modified(etag, keeping)
    response = Response(read_picture(current_store(), photo.photo_id, size), content_type=JPEG)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = keeping
    response.headers["Content-Disposition"] = f'inline; filename="{photo.photo_id}.jpg"'
    return response
