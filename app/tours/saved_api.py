"""/api/v1/saved-tours: keep, list, look at, change, copy, publish and remove tours."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import Forbidden

from app.accounts.current import must_be_signed_in, signed_in
from app.clock import today
from app.jobs.answers import private
from app.params import PAGE_NAMES, check_names, page_of
from app.planning.bodies import read_object, read_version
from app.planning.engine import engine_of
from app.planning.wording import with_texts
from app.state import current_settings, current_store
from app.tours.saved_answers import heading_answer, may_change, may_publish
from app.tours.tour_filters import FILTER_NAMES, filter_of, flag_of
from geodata.errors import N_, InvalidInput

if TYPE_CHECKING:
    from geodata.office.audit import Actor
    from geodata.tourism.saved import SavedTour, TimedTour, TourHeading

bp = Blueprint("saved_tours", __name__, url_prefix="/api/v1/saved-tours")


@bp.get("")
def list_tours() -> Response:
    """List the headings of published tours and of one's own drafts, the newest first."""
    check_names(request.args, (*FILTER_NAMES, *PAGE_NAMES))
    page = page_of(request.args)
    found = wanted_tours(request.args)
    items = [heading_answer(tour) for tour in found[page.offset : page.offset + page.limit]]
    return private({"items": items, "total": len(found), "limit": page.limit, "offset": page.offset})


@bp.post("")
def save_tour() -> Response:
    """Keep a tour as a draft of who asks; the server times it itself."""
    from geodata.tourism import saved

    check_names(request.args, ())
    body = read_object(("title", "note", "tour", "origin"))
    origin = None if body.get("origin") is None else visible_tour(str(body["origin"]))
    timed = _timed(body.get("tour"))
    found = saved.save_tour(
        current_store(), must_be_signed_in().actor, body.get("title"), body.get("note"), timed, origin
    )
    return _created(found)


@bp.get("/<tour_id>")
def show_tour(tour_id: str) -> Response:
    """Answer one tour with its wishes, its answer, and what has changed of its stops since."""
    check_names(request.args, ())
    return private(_described(visible_tour(tour_id)))


@bp.put("/<tour_id>")
def replace_tour(tour_id: str) -> Response:
    """Put another order in place of the old one, timed now; 412 where somebody else was quicker."""
    from geodata.tourism import saved

    check_names(request.args, ())
    _must_be(may_change(visible_tour(tour_id)))
    version = read_version()
    timed = _timed(read_object(("tour",)).get("tour"))
    found = saved.replace_tour(current_store(), must_be_signed_in().actor, tour_id, version, timed)
    return private(_described(found))


@bp.patch("/<tour_id>")
def change_tour(tour_id: str) -> Response:
    """
    Change title or note, publish or withdraw; 412 where somebody else was quicker.

    A tour that does not work is published only ``anyway``: else 409 says what is wrong with it.
    """
    from geodata.tourism import saved

    check_names(request.args, ())
    found, version = visible_tour(tour_id), read_version()
    changes = read_object(("title", "note", "published", "anyway"))
    words: dict[str, object] = {name: changes[name] for name in ("title", "note") if name in changes}
    published = _flag(changes, "published", usual=found.is_published)
    anyway = _flag(changes, "anyway", usual=False)
    _must_be(may_change(found) if words else may_publish(found))
    if words and published and not found.is_published and not anyway:
        saved.check_works(found)  # before the words are kept: either all of a change, or none of it
    store, actor = current_store(), must_be_signed_in().actor
    if words:
        found = saved.change_words(store, actor, tour_id, version, words)
        version = found.version
    if "published" in changes:
        found = saved.publish_tour(store, actor, tour_id, version, published=published, anyway=anyway)
    return private(_described(found))


@bp.delete("/<tour_id>")
def remove_tour(tour_id: str) -> Response:
    """Remove a tour; 412 where somebody else was quicker."""
    from geodata.tourism import saved

    check_names(request.args, ())
    _must_be(may_publish(visible_tour(tour_id)))
    saved.remove_tour(current_store(), must_be_signed_in().actor, tour_id, read_version())
    return Response(status=HTTPStatus.NO_CONTENT)


@bp.post("/<tour_id>/copy")
def copy_tour(tour_id: str) -> Response:
    """Keep a copy as a draft of who asks; it keeps its origin, and is as it was timed then."""
    from geodata.tourism import saved

    check_names(request.args, ())
    origin = visible_tour(tour_id)
    body = read_object(("title",))
    return _created(saved.copy_tour(current_store(), must_be_signed_in().actor, origin, body.get("title")))


def viewer() -> Actor | None:
    """Return who looks; None for a reader."""
    user = signed_in()
    return None if user is None else user.actor


def visible_tour(tour_id: str) -> SavedTour:
    """Return a tour that who asks may see: a published one, or a draft of their own; else ``NotFound``."""
    from geodata.tourism.saved import find_tour

    return find_tour(current_store(), tour_id, viewer())


def wanted_tours(args: MultiDict[str, str]) -> list[TourHeading]:
    """Return the headings that who asks may see and that pass the filter of a query string."""
    from geodata.tourism.saved import visible_headings
    from geodata.tourism.staleness import changed_stops

    chosen, mine, changed = filter_of(args), flag_of(args, "mine"), flag_of(args, "changed")
    store, day = current_store(), today()
    found = [tour for tour in visible_headings(store, viewer(), mine=bool(mine)) if chosen.passes(tour)]
    if changed is None:
        return found
    return [tour for tour in found if bool(changed_stops(store, tour, day)) is changed]


def visible_tours() -> list[TourHeading]:
    """Return every heading that who asks may see."""
    from geodata.tourism.saved import visible_headings

    return visible_headings(current_store(), viewer())


def _timed(tour: object) -> TimedTour:
    """Return a tour as the server times it now."""
    # The solver and the roads: only where somebody saves.
    from geodata.tourism.timed_tours import time_tour

    if not isinstance(tour, dict):
        raise InvalidInput(N_("%(name)s is missing"), name="tour")
    text = json.dumps(tour, ensure_ascii=False)
    return time_tour(current_store(), text, engine_of(current_settings()), today())


def _flag(changes: dict[str, Any], name: str, *, usual: bool) -> bool:
    """Return a yes or no of a body."""
    value = changes.get(name, usual)
    if not isinstance(value, bool):
        raise InvalidInput(
            N_("%(name)s cannot be %(value)s; allowed: %(allowed)s"),
            name=name,
            value=str(value)[:20],
            allowed="true, false",
        )
    return value


def _must_be(allowed: bool) -> None:
    """Refuse who may not."""
    if not allowed:
        raise Forbidden


def _created(found: SavedTour) -> Response:
    """Answer a tour that was made, with its address."""
    response = private(_described(found), HTTPStatus.CREATED)
    response.headers["Location"] = url_for("saved_tours.show_tour", tour_id=found.tour_id)
    return response


def _described(found: SavedTour) -> dict[str, Any]:
    """Return a tour for JSON, its texts in the language of the reader."""
    return {
        **heading_answer(found),
        "request": found.request,
        "answer": with_texts(found.answer),
        "revision": found.revision,
        "can_change": may_change(found),
        "can_publish": may_publish(found),
    }
