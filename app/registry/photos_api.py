"""/api/v1/registry/<kind>/<id>/photos: handed in, described, put into an order, removed, put back."""

from __future__ import annotations

from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import unquote

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import UnsupportedMediaType

from app.accounts.current import must_be_signed_in
from app.caching import REVALIDATE
from app.jobs.answers import private
from app.params import check_names
from app.planning.bodies import read_object
from app.registry.gates import gate
from app.registry.photo_answers import record_photos_json
from app.registry.photo_files import answer_picture
from app.registry.records_api import read_tag, reason_of
from app.state import current_store
from geodata.errors import N_, Busy, InvalidInput, NotFound
from geodata.records.kinds import RecordKind, spec_of

if TYPE_CHECKING:
    from geodata.photos.describing import Description

OCTETS = "application/octet-stream"
# Unpacking one photo takes up to 400 MB: each process unpacks one at a time. Who waited for it would
# keep a thread from the readers; so nobody waits here.
ONE_AT_ONCE = "ocop_photo_lock"
TAKEN = N_("Another photo is being made smaller at this moment: send this one again in a few seconds")
YES_NO = {"true": True, "false": False}
# What is said of a photo, percent-encoded UTF-8. Not in the address: those stand in the logs of servers.
CAPTION, CREDIT, CREDIT_UNKNOWN = "Photo-Caption", "Photo-Credit", "Photo-Credit-Unknown"

bp = Blueprint("registry_photos", __name__, url_prefix="/api/v1/registry/<kind>/<record_id>/photos")


@bp.record_once
def _hold(state: BlueprintSetupState) -> None:
    """Hang the lock on the application."""
    state.app.extensions[ONE_AT_ONCE] = Lock()


@bp.get("")
def list_photos(kind: str, record_id: str) -> Response:
    """
    List the photos of a record, those that can be put back, and the tag that goes back as If-Match.

    For who may change the record, which may lie on the shelf of the archive.
    """
    check_names(request.args, ())
    return _answer(spec_of(kind).kind, record_id)


@bp.post("")
def add_photo(kind: str, record_id: str) -> Response:
    """Take a photo: its bytes are the body, what is said of it stands in headers."""
    from geodata.photos.keeping import add_photo
    from geodata.photos.limits import MOST_BYTES

    check_names(request.args, ())
    # Twice as much: who sends too much is told by how much, not cut off.
    request.max_content_length = 2 * MOST_BYTES
    if request.mimetype != OCTETS:
        raise UnsupportedMediaType
    unknown = request.headers.get(CREDIT_UNKNOWN, "false")
    told = _described(_header(CAPTION), _header(CREDIT), YES_NO.get(unknown, unknown))
    record_kind, actor = spec_of(kind).kind, must_be_signed_in().actor
    content, may = request.get_data(), gate()
    lock: Lock = current_app.extensions[ONE_AT_ONCE]
    if not lock.acquire(blocking=False):
        raise Busy(TAKEN)
    try:
        add_photo(current_store(), actor, record_kind, record_id, content, told, may)
    finally:
        lock.release()
    return _answer(record_kind, record_id, HTTPStatus.CREATED)


@bp.patch("")
def order_photos(kind: str, record_id: str) -> Response:
    """Put the photos into an order: ``order`` names each of them once."""
    from geodata.photos.keeping import order_photos

    check_names(request.args, ())
    record, body = (spec_of(kind).kind, record_id), read_object(("order", "reason"))
    order = body.get("order")
    if not isinstance(order, list) or not all(isinstance(one, str) for one in order):
        raise InvalidInput(N_("%(name)s is missing"), name="order")
    actor, reason = must_be_signed_in().actor, reason_of(body)
    order_photos(current_store(), actor, record, order, read_tag(), gate(), reason)
    return _answer(*record)


@bp.patch("/<photo_id>")
def change_photo(kind: str, record_id: str, photo_id: str) -> Response:
    """Say something else of a photo: ``caption``, and ``credit`` or ``credit_unknown``."""
    from geodata.photos.keeping import change_photo

    check_names(request.args, ())
    record, body = (
        (spec_of(kind).kind, record_id),
        read_object(("caption", "credit", "credit_unknown", "reason")),
    )
    told = _described(body.get("caption"), body.get("credit"), body.get("credit_unknown", False))
    actor, reason = must_be_signed_in().actor, reason_of(body)
    change_photo(current_store(), actor, record, photo_id, told, read_tag(), gate(), reason)
    return _answer(*record)


@bp.delete("/<photo_id>")
def remove_photo(kind: str, record_id: str, photo_id: str) -> Response:
    """Remove a photo, also of an archived record; one that was removed already goes for good."""
    from geodata.photos.keeping import remove_photo

    check_names(request.args, ())
    record = (spec_of(kind).kind, record_id)
    actor, reason = must_be_signed_in().actor, _reason()
    remove_photo(current_store(), actor, record, photo_id, read_tag(), gate(), reason)
    return _answer(*record)


@bp.post("/<photo_id>/restore")
def restore_photo(kind: str, record_id: str, photo_id: str) -> Response:
    """Put a photo back that was removed."""
    from geodata.photos.keeping import restore_photo

    check_names(request.args, ())
    record = (spec_of(kind).kind, record_id)
    actor, reason = must_be_signed_in().actor, _reason()
    restore_photo(current_store(), actor, record, photo_id, read_tag(), gate(), reason)
    return _answer(*record)


@bp.get("/<photo_id>/thumbnail.jpg")
def show_thumbnail(kind: str, record_id: str, photo_id: str) -> Response:
    """Answer the small picture of a photo of the record, also of one that was removed."""
    from geodata.photos.held import record_photos
    from geodata.photos.reading import PhotoSize

    check_names(request.args, ())
    held = record_photos(current_store(), spec_of(kind).kind, record_id, gate())
    for photo in (*held.shown, *held.removed):
        if photo.photo_id == photo_id:
            return answer_picture(photo, PhotoSize.THUMBNAIL, f"private, {REVALIDATE}")
    raise NotFound(N_("There is no photo %(id)s"), id=photo_id[:100])


def _described(caption: object, credit: object, is_unknown: object) -> Description:
    """Return what is said of a photo."""
    from geodata.photos.describing import described

    if not isinstance(is_unknown, bool):
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="credit_unknown",
            value=str(is_unknown)[:100],
            allowed=", ".join(YES_NO),
        )
    return described(caption, credit, is_credit_unknown=is_unknown)


def _reason() -> str | None:
    """Return why, of a request that may have a body."""
    return reason_of(read_object(("reason",))) if request.content_length else None


def _header(name: str) -> str | None:
    """Return the text of a header, None where it was not sent."""
    value = request.headers.get(name)
    try:
        return None if value is None else unquote(value, errors="strict")
    except UnicodeDecodeError as error:
        raise InvalidInput(N_("%(name)s is no percent-encoded UTF-8"), name=name) from error


def _answer(kind: RecordKind, record_id: str, status: int = HTTPStatus.OK) -> Response:
    """Answer the photos of a record as they are now, to who may change it."""
    from geodata.photos.held import record_photos

    held = record_photos(current_store(), kind, record_id, gate())
    response = private(record_photos_json(kind, record_id, held), status)
    response.headers["ETag"] = f'"{held.tag}"'
    return response
