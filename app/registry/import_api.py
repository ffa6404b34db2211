"""/api/v1/registry/uploads: files for the registry; handed in, matched, previewed, stored."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import UnsupportedMediaType

from app.accounts.current import must_be_signed_in
from app.clock import today
from app.exports.viewers import current_viewer, sealed
from app.jobs.answers import private
from app.jobs.api import current_kinds, submitted
from app.jobs.kinds import inputs_text
from app.params import PAGE_NAMES, check_names, page_of
from app.planning.bodies import read_object, read_version
from app.registry.import_answers import row_json, summary_json, upload_json
from app.registry.import_jobs import PREVIEW, STORE, ImportInputs, order_text
from app.state import current_settings, current_store
from geodata.errors import N_, Conflict, InvalidInput, NotFound

if TYPE_CHECKING:
    from geodata.intake.uploads import Upload

# Smaller files are read while the browser waits; a larger one takes over two seconds, in a job.
AT_ONCE_BYTES = 60_000
AT_ONCE_RECORDS = 300
LONGEST_REASON = 500
OCTETS = "application/octet-stream"
OUTCOMES = ("new", "changed", "same", "refused")
CHOICES = (
    "kind",
    "sheet",
    "encoding",
    "crs",
    "header_row",
    "columns",
    "picks",
    "left_out",
    "takes_new",
    "takes_changed",
    "clears_empty",
    "source",
)
NO_PREVIEW = N_("There is no preview of this file as it is chosen now: make it first")

bp = Blueprint("registry_uploads", __name__, url_prefix="/api/v1/registry/uploads")


@bp.get("")
def list_uploads() -> Response:
    """List the files that who asks handed in and that are not stored yet, the newest first."""
    from geodata.intake.uploads import uploads_of

    check_names(request.args, ())
    found = uploads_of(current_store(), must_be_signed_in().user_id)
    return private({"items": [upload_json(upload) for upload in found], "total": len(found)})


@bp.post("")
def add_upload() -> Response:
    """Take a file: its bytes are the body, ``name`` is what it is called, ``kind`` what its rows are."""
    from geodata.intake.choices import Choices, changed
    from geodata.intake.limits import MOST_BYTES
    from geodata.intake.uploads import add_upload

    check_names(request.args, ("name", "kind"))
    # One byte more: who sends too much is told by how much, not cut off.
    request.max_content_length = 2 * MOST_BYTES
    if request.mimetype != OCTETS:
        raise UnsupportedMediaType
    choices = changed(Choices(), {"kind": request.args.get("kind") or None})
    user, store = must_be_signed_in(), current_store()
    upload_id = add_upload(store, user.actor, request.args.get("name", ""), request.get_data(), choices)
    response = _answer(_own(upload_id), HTTPStatus.CREATED)
    response.headers["Location"] = url_for(".show_upload", upload_id=upload_id)
    return response


@bp.get("/<upload_id>")
def show_upload(upload_id: str) -> Response:
    """Answer a file with what was chosen and, where it was made, what its rows come to."""
    check_names(request.args, ())
    return _answer(_own(upload_id))


@bp.patch("/<upload_id>")
def change_upload(upload_id: str) -> Response:
    """Choose: kind, sheet, letters, columns, values, rows. The preview is made anew afterwards."""
    from geodata.intake.uploads import change_choices

    check_names(request.args, ())
    _own(upload_id)
    return _answer(change_choices(current_store(), upload_id, read_object(CHOICES), read_version()))


@bp.delete("/<upload_id>")
def remove_upload(upload_id: str) -> Response:
    """Throw a file away."""
    from geodata.intake.uploads import remove_upload

    check_names(request.args, ())
    _own(upload_id)
    remove_upload(current_store(), upload_id, read_version())
    return Response(status=HTTPStatus.NO_CONTENT)


@bp.post("/<upload_id>/preview")
def make_preview(upload_id: str) -> Response:
    """Tell what the rows come to: 200 where that is known or quick, 202 with a job otherwise."""
    from geodata.intake.making import find_preview, make_preview

    check_names(request.args, ())
    upload, user, store = _own(upload_id), must_be_signed_in(), current_store()
    if upload.change_id is not None or find_preview(store, upload, user, today()) is not None:
        return _answer(upload)
    if upload.size <= AT_ONCE_BYTES:
        make_preview(store, upload, user, today())
        return _answer(_own(upload_id))
    return _job(PREVIEW, order_text(upload_id, upload.version))


@bp.get("/<upload_id>/rows")
def list_rows(upload_id: str) -> Response:
    """List rows of the preview, a page of them; those of one outcome where it is named."""
    from geodata.intake.keeping import rows_of, summary_of

    check_names(request.args, ("outcome", *PAGE_NAMES))
    page, outcome = page_of(request.args), request.args.get("outcome")
    if outcome is not None and outcome not in OUTCOMES:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="outcome",
            value=outcome[:100],
            allowed=", ".join(OUTCOMES),
        )
    upload = _own(upload_id)
    kept = _kept(upload)
    if kept is None:
        raise Conflict(NO_PREVIEW)
    summary = summary_of(kept)
    rows, total = rows_of(kept, outcome, page.limit, page.offset)
    return private(
        {
            "items": [row_json(row, summary) for row in rows],
            "total": total,
            "limit": page.limit,
            "offset": page.offset,
        }
    )


@bp.post("/<upload_id>/store")
def store_upload(upload_id: str) -> Response:
    """Store the accepted rows as the preview showed them, all in one change: 200, or 202 with a job."""
    from geodata.intake.keeping import summary_of
    from geodata.intake.making import find_storable, store_upload

    check_names(request.args, ())
    upload, body, version = _own(upload_id), read_object(("reason",)), read_version()
    reason = body.get("reason") or None
    if reason is not None and (not isinstance(reason, str) or len(reason) > LONGEST_REASON):
        raise InvalidInput(N_("The reason is too long: at most %(most)s signs"), most=LONGEST_REASON)
    kept = find_storable(current_store(), upload)
    if kept is None and upload.change_id is None:
        raise Conflict(NO_PREVIEW)
    if kept is not None and summary_of(kept)["records"] > AT_ONCE_RECORDS:
        return _job(STORE, order_text(upload_id, version, reason))
    store_upload(current_store(), upload_id, version, must_be_signed_in(), today(), reason)
    return _answer(_own(upload_id))


def _own(upload_id: str) -> Upload:
    """Return a file of who asks; nobody sees another's."""
    from geodata.intake.uploads import find_upload

    upload = find_upload(current_store(), upload_id)
    if upload.actor_id != must_be_signed_in().user_id:
        raise NotFound(N_("There is no file %(id)s that was handed in, or it has expired"), id=upload_id[:40])
    return upload


def _kept(upload: Upload) -> bytes | None:
    """Return the preview of a file as it is chosen now, None where it has to be made."""
    from geodata.intake.making import find_preview

    return find_preview(current_store(), upload, must_be_signed_in(), today())


def _answer(upload: Upload, status: int = HTTPStatus.OK) -> Response:
    """Answer a file with its preview, without the rows."""
    from geodata.intake.keeping import summary_of

    kept = None if upload.change_id is not None else _kept(upload)
    preview = None if kept is None else summary_json(summary_of(kept))
    response = private(upload_json(upload) | {"preview": preview}, status)
    response.headers["ETag"] = f'"{upload.version}"'
    return response


def _job(kind: str, order: str) -> Response:
    """Put an order of who asks into the queue."""
    inputs = ImportInputs(order, sealed(current_settings(), order, current_viewer()))
    return submitted(current_kinds().find(kind), inputs_text(inputs))
