"""/api/v1/registry: what people did to the records, taking it back, the shelf of the archive, duplicates."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from flask_babel import gettext
from werkzeug.exceptions import Forbidden

from app.accounts.current import must_be_signed_in
from app.accounts.texts import actor_text
from app.clock import today
from app.jobs.answers import private
from app.params import PAGE_NAMES, check_names, page_of, text_of
from app.planning.bodies import read_object
from app.registry import record_errors
from app.registry.gates import gate
from app.registry.record_answers import change_json, moment, touched_json
from app.registry.records_api import reason_of
from app.state import current_store
from geodata.errors import InvalidInput, NotFound
from geodata.office.vocabulary import RoleName
from geodata.records.kinds import RecordKind, spec_of
from geodata.records.vocabulary import Action
from geodata.view_reading import not_allowed

if TYPE_CHECKING:
    from geodata.records.duplicates import Named
    from geodata.records.history import ChangeFilter

# What a column for whole numbers holds on every database.
LARGEST_ID = 2**31 - 1
FILTER_NAMES = ("actor", "action", "kind", "record")

bp = Blueprint("registry_changes", __name__, url_prefix="/api/v1/registry")
record_errors.register(bp)


@bp.get("/changes")
def list_changes() -> Response:
    """List what people did to the records, the newest first."""
    from geodata.records.history import changes

    check_names(request.args, (*FILTER_NAMES, *PAGE_NAMES))
    page = page_of(request.args)
    found, total = changes(current_store(), _filter(), page.limit, page.offset)
    items = [change_json(change) for change in found]
    return private({"items": items, "total": total, "limit": page.limit, "offset": page.offset})


@bp.get("/changes/<int:change_id>")
def show_change(change_id: int) -> Response:
    """Answer one change with the records that it touched."""
    from geodata.records.history import change_of

    check_names(request.args, PAGE_NAMES)
    page = page_of(request.args)
    change, touched = change_of(current_store(), _known(change_id))
    shown = touched[page.offset : page.offset + page.limit]
    return private(
        {
            **change_json(change),
            "touched": [touched_json(record) for record in shown],
            "total": len(touched),
            "limit": page.limit,
            "offset": page.offset,
        }
    )


@bp.post("/changes/<int:change_id>/undo")
def undo_change(change_id: int) -> Response:
    """Take back a change: one's own, or as a planner anybody's."""
    from geodata.records.history import change_of
    from geodata.records.undo import undo_change

    check_names(request.args, ())
    reason = reason_of(read_object(("reason",)))
    user = must_be_signed_in()
    change, _ = change_of(current_store(), _known(change_id))
    if change.actor_id != user.user_id and not user.may(RoleName.PLANNER):
        raise Forbidden
    new_id = undo_change(current_store(), user.actor, change_id, reason, gate())
    done, _ = change_of(current_store(), new_id)
    return private(change_json(done), HTTPStatus.CREATED)


@bp.get("/archived")
def list_archived() -> Response:
    """List the records on the shelf of the archive, the last one archived first."""
    from geodata.records.shelf import archived

    check_names(request.args, ("kind", *PAGE_NAMES))
    page = page_of(request.args)
    found = archived(current_store(), _kind())
    items = [
        {
            "kind": record.kind.value,
            "id": record.record_id,
            "name": record.name,
            "at": moment(record.at),
            "who": actor_text(record.actor_id, record.actor_name),
            "reason": record.reason,
        }
        for record in found[page.offset : page.offset + page.limit]
    ]
    return private({"items": items, "total": len(found), "limit": page.limit, "offset": page.offset})


@bp.get("/<kind>/duplicates")
def list_duplicates(kind: str) -> Response:
    """List pairs of records that may be one, the likeliest first."""
    from geodata.records.duplicates import likely_duplicates

    check_names(request.args, PAGE_NAMES)
    page = page_of(request.args)
    found = likely_duplicates(current_store(), spec_of(kind).kind, today())
    items = [
        {
            "score": pair.score,
            "why": [gettext(text) for text in pair.why],
            "first": _named(pair.first),
            "second": _named(pair.second),
        }
        for pair in found.pairs[page.offset : page.offset + page.limit]
    ]
    # Of very many alike names not all were compared: there may be more pairs.
    return private(
        {
            "items": items,
            "total": len(found.pairs),
            "complete": found.is_complete,
            "limit": page.limit,
            "offset": page.offset,
        }
    )


@bp.post("/<kind>/duplicates/distinct")
def mark_distinct(kind: str) -> Response:
    """Note that two records that look alike are two."""
    from geodata.records.current import present_state
    from geodata.records.duplicates import mark_distinct

    check_names(request.args, ())
    record_kind, body = spec_of(kind).kind, read_object(("first", "second"))
    ids = [body.get(name) for name in ("first", "second")]
    if not all(isinstance(key, str) and key for key in ids):
        raise InvalidInput(record_errors.MISSING, name="first, second")
    store, refuse = current_store(), gate()
    with store.read() as connection:
        for key in ids:
            refuse(record_kind, present_state(connection, record_kind, str(key)))
    mark_distinct(store, must_be_signed_in().actor, record_kind, str(ids[0]), str(ids[1]))
    return Response(status=HTTPStatus.NO_CONTENT)


def _named(record: Named) -> dict[str, Any]:
    """Return a record of a pair."""
    return {"id": record.record_id, "name": record.name, "producer": record.producer}


def _known(change_id: int) -> int:
    """Return a number that a change may have."""
    if change_id > LARGEST_ID:
        raise NotFound(record_errors.NO_CHANGE, number=change_id)
    return change_id


def _kind() -> RecordKind | None:
    """Return the kind of record that is asked for, None for all."""
    return spec_of(request.args["kind"]).kind if request.args.get("kind") else None


def _filter() -> ChangeFilter:
    """Return which changes are asked for."""
    from geodata.records.history import ChangeFilter

    action = request.args.get("action", "")
    if action and action not in tuple(Action):
        raise not_allowed("action", action, ", ".join(Action))
    return ChangeFilter(
        actor=text_of(request.args, "actor"),
        action=Action(action) if action else None,
        kind=_kind(),
        record_id=text_of(request.args, "record"),
    )
