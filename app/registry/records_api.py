"""/api/v1/registry: records as an office keeps them; entered, changed, archived, put back, merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.current import must_be_signed_in
from app.clock import today
from app.jobs.answers import private
from app.params import check_names
from app.planning.bodies import read_object
from app.registry import record_errors
from app.registry.gates import gate
from app.registry.leader_gate import parts_not_kept
from app.registry.photo_answers import photo_history
from app.registry.record_answers import field_json, record_json, version_json
from app.state import current_store
from geodata.errors import N_, InvalidInput, NotFound
from geodata.records.kinds import RecordKind, spec_of

if TYPE_CHECKING:
    from geodata.office.audit import Actor
    from geodata.records.problems import FieldProblem

PERMANENT = 308
LONGEST_REASON = 1_000
LONGEST_NUMBER = 9

bp = Blueprint("registry_records", __name__, url_prefix="/api/v1/registry")
record_errors.register(bp)


@bp.get("/fields/<kind>")
def list_fields(kind: str) -> Response:
    """List the fields of a kind of record and of its parts, as a form shows them."""
    from geodata.records.fields import PART_LABELS, fields_of, fields_of_part

    check_names(request.args, ())
    spec = spec_of(kind)
    tables = [owned.table for owned in spec.owned if owned.table in PART_LABELS.keys() - parts_not_kept()]
    parts = {
        table: {
            "label": record_errors.in_words(PART_LABELS[table]),
            "fields": [field_json(field) for field in fields_of_part(spec.kind, table)],
        }
        for table in tables
    }
    fields = [field_json(field) for field in fields_of(spec.kind)]
    return private({"kind": spec.kind.value, "fields": fields, "parts": parts})


@bp.post("/<kind>")
def create_record(kind: str) -> Response:
    """Enter a record."""
    from geodata.records.editing import create_record

    check_names(request.args, ())
    record_kind, body = spec_of(kind).kind, read_object(("fields", "reason"))
    raw, reason = _fields(body), reason_of(body)
    record_id = create_record(current_store(), _actor(), record_kind, raw, reason, today(), gate())
    response = _record(record_kind, record_id, HTTPStatus.CREATED)
    response.headers["Location"] = url_for(".show_record", kind=kind, record_id=record_id)
    return response


@bp.get("/<kind>/<record_id>")
def show_record(kind: str, record_id: str) -> AnyResponse:
    """Answer a record with its parts and its tag; an archived one as it last was, 308 for a merged one."""
    from geodata.records.redirects import redirect_of

    check_names(request.args, ())
    record_kind = spec_of(kind).kind
    into = redirect_of(current_store(), record_kind, record_id)
    if into is not None:
        return redirect(url_for(".show_record", kind=kind, record_id=into), PERMANENT)
    return _record(record_kind, record_id)


@bp.patch("/<kind>/<record_id>")
def change_record(kind: str, record_id: str) -> Response:
    """Change the fields that are named; 412 with the difference where somebody else was quicker."""
    from geodata.records.editing import change_record

    check_names(request.args, ())
    record_kind, body = spec_of(kind).kind, read_object(("fields", "reason"))
    raw, tag, reason = _fields(body), read_tag(), reason_of(body)
    warnings = change_record(
        current_store(), _actor(), record_kind, record_id, raw, tag, reason, today(), gate()
    )
    return _record(record_kind, record_id, warnings=_in_words(warnings))


@bp.post("/<kind>/<record_id>/archive")
def archive_record(kind: str, record_id: str) -> Response:
    """Take a record out of the registry, onto the shelf of the archive."""
    from geodata.records.editing import archive_record

    check_names(request.args, ())
    record_kind, reason = spec_of(kind).kind, reason_of(read_object(("reason",)))
    archive_record(current_store(), _actor(), record_kind, record_id, read_tag(), reason, gate())
    return _record(record_kind, record_id)


@bp.post("/<kind>/<record_id>/restore")
def restore_record(kind: str, record_id: str) -> Response:
    """Bring an archived record back."""
    from geodata.records.editing import restore_record

    check_names(request.args, ())
    record_kind, reason = spec_of(kind).kind, reason_of(read_object(("reason",)))
    restore_record(current_store(), _actor(), record_kind, record_id, reason, gate())
    return _record(record_kind, record_id)


@bp.post("/<kind>/<record_id>/revert")
def revert_record(kind: str, record_id: str) -> Response:
    """Put a record back to what it was at a version."""
    from geodata.records.editing import revert_record

    check_names(request.args, ())
    record_kind, body = spec_of(kind).kind, read_object(("version", "reason"))
    number = body.get("version")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 10**LONGEST_NUMBER:
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name="version",
            value=str(number)[:20],
            allowed="0 …",
        )
    tag, reason = read_tag(), reason_of(body)
    revert_record(current_store(), _actor(), record_kind, record_id, number, tag, reason, gate())
    return _record(record_kind, record_id)


@bp.post("/<kind>/<record_id>/merge")
def merge_record(kind: str, record_id: str) -> Response:
    """
    Merge another record into this one: ``with`` names it, ``with_tag`` is its version that was seen.

    ``left_out`` are the links with zones that fell away for a newer one.
    """
    from geodata.records.merging import merge_records

    check_names(request.args, ())
    record_kind = spec_of(kind).kind
    body = read_object(("with", "with_tag", "fields", "reason"))
    gone, gone_tag = (_text(body, name) for name in ("with", "with_tag"))
    tags = {record_id: read_tag(), gone: gone_tag}
    chosen = _fields(body) if "fields" in body else {}
    left = merge_records(
        current_store(),
        _actor(),
        record_kind,
        record_id,
        gone,
        chosen,
        tags,
        reason_of(body),
        today(),
        gate(),
    )
    return _record(record_kind, record_id, left_out=left)


@bp.post("/<kind>/<record_id>/parts/<table>")
def add_part(kind: str, record_id: str, table: str) -> Response:
    """Add a part: a certificate, a check, a fact, a linked zone."""
    body = read_object(("fields", "reason"))
    return _part(kind, record_id, (table, None), _fields(body), body, HTTPStatus.CREATED)


@bp.patch("/<kind>/<record_id>/parts/<table>/<part_id>")
def change_part(kind: str, record_id: str, table: str, part_id: str) -> Response:
    """Change the fields of a part that are named."""
    body = read_object(("fields", "reason"))
    return _part(kind, record_id, (table, part_id), _fields(body), body)


@bp.delete("/<kind>/<record_id>/parts/<table>/<part_id>")
def remove_part(kind: str, record_id: str, table: str, part_id: str) -> Response:
    """Remove a part; the history keeps it."""
    body = read_object(("reason",)) if request.content_length else {}
    return _part(kind, record_id, (table, part_id), None, body)


@bp.get("/<kind>/<record_id>/versions")
def list_versions(kind: str, record_id: str) -> Response:
    """
    List the versions of a record, each with what it changed, and what was done with its photos.

    Of a merge also what of both records fell away for the other's.
    """
    from geodata.records.fallen import fallen_of
    from geodata.records.history import versions_of

    check_names(request.args, ())
    record_kind = spec_of(kind).kind
    found = versions_of(current_store(), record_kind, record_id)
    fallen, hidden = fallen_of(current_store(), record_kind, record_id), parts_not_kept()
    items = [
        version_json(
            version,
            found[place - 1] if place else None,
            [one for one in fallen.get(version.change.change_id, ()) if place and one.table not in hidden],
        )
        for place, version in enumerate(found)
    ]
    photos = photo_history(record_kind, record_id)
    return private({"items": items[::-1], "total": len(items), "photos": photos})


def _part(
    kind: str,
    record_id: str,
    part: tuple[str, str | None],
    raw: Mapping[str, Any] | None,
    body: Mapping[str, Any],
    status: int = HTTPStatus.OK,
) -> Response:
    """Write a part, and answer the record with the warnings about what was entered."""
    from geodata.records.editing import change_part

    check_names(request.args, ())
    record_kind = spec_of(kind).kind
    if part[0] in parts_not_kept():
        raise NotFound(N_("There is no part %(part)s of %(kind)s"), part=part[0], kind=kind)
    tag, reason = read_tag(), reason_of(body)
    warnings = change_part(
        current_store(), _actor(), record_kind, record_id, part, raw, tag, reason, today(), gate()
    )
    return _record(record_kind, record_id, status, warnings=_in_words(warnings))


def _in_words(warnings: Iterable[FieldProblem]) -> list[dict[str, Any]]:
    """Return what is worth saying about an entry, in words."""
    from geodata.records.editing import shown_problem

    return [record_errors.problem_in_words(shown_problem(warning)) for warning in warnings]


def _record(
    kind: RecordKind, record_id: str, status: int = HTTPStatus.OK, **more: list[dict[str, Any]]
) -> Response:
    """Answer a record as it is now, or as it last was, with what ``more`` is to be told of a change."""
    from geodata.records.history import read_versions
    from geodata.records.state import read_state, tag_of

    with current_store().read() as connection:
        state = read_state(connection, kind, record_id)
        versions = read_versions(connection, kind, record_id)
    is_there = state is not None
    state = state or next((v.state for v in reversed(versions) if v.state is not None), None)
    if state is None:
        raise NotFound(N_("There is no record %(id)s here"), id=record_id)
    count = max(len(versions) - 1, 0)
    response = private(record_json(kind, record_id, state, count, not is_there) | more, status)
    response.headers["ETag"] = f'"{tag_of(state)}"'
    return response


def _actor() -> Actor:
    """Return who asks."""
    return must_be_signed_in().actor


def _fields(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fields of a body."""
    fields = body.get("fields")
    if not isinstance(fields, dict):
        raise InvalidInput(N_("%(name)s is missing"), name="fields")
    return fields


def _text(body: Mapping[str, Any], name: str) -> str:
    """Return a text that a body must hold."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidInput(N_("%(name)s is missing"), name=name)
    return value


def reason_of(body: Mapping[str, Any]) -> str | None:
    """Return why something is changed, None where nobody says."""
    reason = body.get("reason")
    if reason is None or reason == "":
        return None
    if not isinstance(reason, str) or len(reason) > LONGEST_REASON:
        raise InvalidInput(N_("A reason is a text of at most %(most)s signs"), most=LONGEST_REASON)
    return reason.strip() or None


def read_tag() -> str:
    """Return the version that the change rests on, from ``If-Match``."""
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not tag:
        raise InvalidInput(N_("Send the version that you saw, as If-Match"))
    return tag
