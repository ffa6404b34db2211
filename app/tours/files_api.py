"""/api/v1/saved-tours/<id>/<name>.<extension> and /tours/file.<extension>: tours to take away."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from flask_babel import force_locale, gettext

from app.accounts.current import signed_in
from app.clock import TIME_ZONE, today
from app.i18n import current_language, date_text, number
from app.office import current_office
from app.params import check_names
from app.planning.bodies import read_object
from app.planning.engine import engine_of
from app.planning.wording import filled, with_texts
from app.security import DATA_POLICY, source_hash
from app.settings import LANGUAGES, ROOT
from app.state import current_settings, current_store
from geodata.errors import N_, InvalidInput
from layers.tour_files.kinds import MEDIA_TYPES

if TYPE_CHECKING:
    from geodata.tourism.saved import SavedTour
    from layers.tour_files.document import Document, Office
    from layers.tour_files.words import Words

KINDS = f"any({', '.join(MEDIA_TYPES)})"
PRIVATE, NOWHERE = "private, no-cache", "no-store"
# Whoever opens the page at this address instead of keeping it runs nothing of it among our own pages.
SANDBOX = f"{DATA_POLICY}; sandbox"

bp = Blueprint("tour_files", __name__, url_prefix="/api/v1")


@bp.get(f"/saved-tours/<tour_id>/<name>.<{KINDS}:extension>")
def show_file(tour_id: str, name: str, extension: str) -> Response:
    """Answer a saved tour that who asks may see as a file; a draft is kept nowhere."""
    check_names(request.args, ("lang",))
    found = _visible(tour_id)
    with force_locale(asked_language()):
        return _answer(saved_document(found), extension, PRIVATE if found.is_published else NOWHERE)


@bp.get("/saved-tours/<tour_id>/qr.svg")
def show_qr(tour_id: str) -> Response:
    """Answer the QR code that leads to the page of a saved tour."""
    from layers.qr import qr_svg

    check_names(request.args, ())
    found = _visible(tour_id)
    response = Response(qr_svg(_address(found)), content_type="image/svg+xml; charset=utf-8")
    response.headers["Cache-Control"] = PRIVATE if found.is_published else NOWHERE
    return response


@bp.post(f"/tours/file.<{KINDS}:extension>")
def make_file(extension: str) -> Response:
    """Answer a tour that is not saved as a file: its order is timed as ``/tours/check`` does it."""
    # numpy and the network: only where somebody asks.
    from geodata.tourism.orders import check_tour_order

    check_names(request.args, ("lang",))
    body = read_object(("title", "tour"))
    tour = body.get("tour")
    if not isinstance(tour, dict) or "order" not in tour:
        raise InvalidInput(N_("%(name)s is missing"), name="tour.order")
    text = json.dumps(tour, ensure_ascii=False)
    answer = check_tour_order(current_store(), text, engine_of(current_settings()), today())
    with force_locale(asked_language()):
        return _answer(_unsaved(body.get("title"), answer), extension, NOWHERE)


def asked_language() -> str:
    """Return the language of the file: the one that is asked for, else the reader's."""
    language = request.args.get("lang", current_language())
    if language not in LANGUAGES:
        raise InvalidInput(
            N_("There is no language %(value)s; there are %(allowed)s"),
            value=language,
            allowed=", ".join(LANGUAGES),
        )
    return language


def _visible(tour_id: str) -> SavedTour:
    """Return a tour that who asks may see."""
    from geodata.tourism.saved import find_tour

    user = signed_in()
    return find_tour(current_store(), tour_id, None if user is None else user.actor)


def _address(found: SavedTour) -> str:
    """Return the absolute address of the page of a tour, as a telephone has to open it."""
    return f"{request.url_root}tours/{found.tour_id}"


def saved_document(found: SavedTour) -> Document:
    """Return a saved tour as it is given away."""
    from layers.tour_files.document import Document

    return Document(
        key=found.tour_id,
        title=found.title,
        note=found.note,
        address=_address(found),
        author=found.author_name,
        is_draft=not found.is_published,
        made_at=found.changed_at.astimezone(TIME_ZONE),
        version=found.version,
        language=current_language(),
        answer=with_texts(found.answer),
        office=_office(),
        alerts=(*_changes(found), *_faults(found.answer)),
    )


def _changes(found: SavedTour) -> list[str]:
    """Return what has changed since a tour was timed."""
    from geodata.network.current import current_network
    from geodata.tourism.staleness import changed_stops, have_roads_changed

    store = current_store()
    changes = [
        gettext(
            "Changed since this tour was timed: %(change)s",
            change=filled(change.note.message, change.note.values),
        )
        for change in changed_stops(store, found, today())
    ]
    if have_roads_changed(found, current_network(store, engine_of(current_settings())).checksum):
        changes.append(gettext("Travel times come from other roads now than when this tour was timed."))
    return changes


def _faults(answer: dict[str, Any]) -> list[str]:
    """Return why a tour does not work as it stands."""
    return [
        gettext("This tour does not work as it stands: %(reason)s", reason=finding["note"]["text"])
        for finding in with_texts(answer["findings"])
    ]


def _unsaved(title: object, answer: dict[str, Any]) -> Document:
    """Return a tour that nobody has saved: it has no page and no author."""
    from geodata.planning.scenarios import LONGEST_NAME, clean_text
    from layers.tour_files.document import Document

    named = clean_text(title, LONGEST_NAME) or gettext(
        "Tour of %(day)s", day=date_text(answer["days"][0]["date"])
    )
    return Document(
        key=f"unsaved/{named}",
        title=named,
        note=None,
        address=None,
        author=None,
        is_draft=True,
        made_at=datetime.now(TIME_ZONE),
        version=0,
        language=current_language(),
        answer=with_texts(answer),
        office=_office(),
        alerts=tuple(_faults(answer)),
    )


def _office() -> Office:
    """Return name and logo of the office."""
    from geodata.office.settings import read_logo
    from layers.tour_files.document import Office

    office = current_office()
    return Office(office.name, read_logo(current_store(), office.logo) if office.logo else None)


def _answer(document: Document, extension: str, keeping: str) -> Response:
    """Answer a document as a file that a browser saves under a name."""
    from layers.tour_files.files import Around, tour_file
    from layers.tour_files.names import file_name

    words = words_of(document)
    around = Around(current_store(), today(), ROOT / "app" / "static", source_hash)
    response = Response(tour_file(extension, document, words, around), content_type=MEDIA_TYPES[extension])
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(document, extension)}"'
    response.headers["Cache-Control"] = keeping
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def words_of(document: Document) -> Words:
    """Return how the files of a document, and its page, write numbers, days and times."""
    from layers.tour_files.words import Words

    return Words(language=document.language, translate=_translated, number=number)


def _translated(text: str) -> str:
    """Return a text of ours in the language of the file."""
    return str(gettext(text))
