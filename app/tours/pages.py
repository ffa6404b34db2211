"""Pages of tours that were kept: the gallery, one tour, and what is assumed of stops."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request

from app.accounts.current import current_account
from app.accounts.rights import EDITOR
from app.clock import today
from app.i18n import current_language
from app.pages.labels import label
from app.params import PAGE_NAMES, check_names, page_of
from app.planning.engine import engine_of
from app.planning.wording import filled, translated
from app.registry.photo_answers import stop_photos
from app.state import current_settings, current_store
from app.tours.page_texts import assumption_texts, page_texts
from app.tours.saved_answers import heading_answer, may_change, may_publish
from app.tours.tour_filters import FILTER_NAMES
from geodata.errors import N_, NotFound

if TYPE_CHECKING:
    from geodata.tourism.saved import SavedTour, TourHeading
    from layers.exports.formats import Format

TOUR_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
SHOWN = 30
# What a tour is taken away as: extension and what it is for.
FILES: tuple[tuple[str, str], ...] = (
    ("pdf", N_("PDF for guests")),
    ("html", N_("Page that works without network")),
    ("gpx", N_("GPX for navigation")),
    ("ics", N_("Calendar")),
    ("kml", N_("KML")),
    ("kmz", N_("KMZ")),
    ("xlsx", N_("Workbook")),
    ("geojson", N_("GeoJSON")),
)
ALL_LAYERS = N_("All layers")

bp = Blueprint("tour_pages", __name__)


@bp.app_template_filter("weekday")
def weekday(day: date | str) -> str:
    """Return the name of the weekday of a day, in the language of the reader."""
    from geodata.tourism.calendars import DAY_TITLES, weekday_of

    return translated(DAY_TITLES[weekday_of(date.fromisoformat(day) if isinstance(day, str) else day)])


@bp.get("/tours/gallery")
def show_gallery() -> Response:
    """Show the tours that who asks may see and that pass the filter of the address."""
    from app.tours.saved_api import visible_tours, wanted_tours

    check_names(request.args, (*FILTER_NAMES, *PAGE_NAMES))
    offset = page_of(request.args).offset
    every = visible_tours()
    found = wanted_tours(request.args)
    return _page(
        "tours_gallery.html",
        tours=[_listed(tour) for tour in found[offset : offset + SHOWN]],
        total=len(found),
        any_tours=bool(every),
        choices=_choices(every),
        chosen={name: request.args.get(name, "") for name in FILTER_NAMES},
        is_filtered=any(request.args.get(name) for name in FILTER_NAMES),
        offset=offset,
        earlier=_part(max(0, offset - SHOWN)) if offset else None,
        later=_part(offset + SHOWN) if offset + SHOWN < len(found) else None,
        is_editor=_is_editor(),
        today=today(),
    )


@bp.get("/tours/<tour_id>")
def show_tour(tour_id: str) -> Response:
    """Show one tour that who asks may see."""
    from app.tours.saved_api import visible_tour

    check_names(request.args, ())
    if not TOUR_ID.fullmatch(tour_id):
        raise NotFound(N_("There is no tour %(id)s"), id=tour_id[:64])
    return _page("tour.html", **_tour_context(visible_tour(tour_id)))


@bp.get("/tours/assumptions")
def show_assumptions() -> Response:
    """Show what is assumed of stops and the festivals; editors may change them."""
    from app.tours.assumptions_api import row_answer
    from app.tours.festivals_api import festival_answers, festival_communes
    from geodata.tourism.assumption_rows import assumption_rows

    check_names(request.args, ())
    rows = [row_answer(row) for row in assumption_rows(current_store())]
    state = _state() | {"rows": {row["key"]: row for row in rows}}
    festivals = festival_answers()
    return _page(
        "tour_assumptions.html",
        groups=[
            (group, [row for row in rows if row["group"] == group])
            for group in ("kind", "season", "harvest", "pace", "vehicle")
        ],
        festivals=festivals,
        communes=festival_communes() if _is_editor() else [],
        is_editor=_is_editor(),
        texts=assumption_texts(),
        page_state=state | {"festivals": {one["id"]: one for one in festivals}},
    )


@bp.app_template_global("open_text")
def open_text(hours: list[tuple[datetime, datetime]]) -> str:
    """Return opening hours as ``08:00–11:30``."""
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours)


@bp.app_template_global("words_of_role")
def words_of_role(role: str) -> str:
    """Return the word for a role of a place."""
    return label("role", role)


def _tour_context(tour: SavedTour) -> dict[str, Any]:
    """Return what the page of a tour shows."""
    from app.tours.day_cards import day_cards
    from app.tours.files_api import saved_document, words_of
    from app.tours.tour_map import map_state
    from geodata.network.current import current_network
    from geodata.tourism.staleness import GONE_KEY, changed_stops, have_roads_changed
    from layers.tour_files.reading import sheet_of
    from layers.tour_files.visit_texts import fee_text

    document = saved_document(tour)
    words = words_of(document)
    sheet = sheet_of(document, words)
    changes = changed_stops(current_store(), tour, today())
    gone = frozenset(change.place_id for change in changes if change.note.key == GONE_KEY)
    network = current_network(current_store(), engine_of(current_settings()))
    return {
        "tour": _listed(tour),
        "answer": document.answer,
        "sheet": sheet,
        "words": words,
        "fee_text": fee_text,
        "cards": day_cards(document.answer, sheet, gone),
        "photos": stop_photos(document.answer),
        "changes": [filled(change.note.message, change.note.values) for change in changes],
        "other_roads": have_roads_changed(tour, network.checksum),
        "files": FILES,
        "layers": _layers(),
        "may": {
            "change": may_change(tour),
            "publish": may_publish(tour),
            "keep": _is_editor(),
        },
        "revision": tour.revision,
        "skipped": _skipped(document.answer),
        "left_out": _left_out(document.answer),
        "map": map_state(sheet),
        "texts": page_texts(),
        "page_state": _state() | {"tour": tour.tour_id, "version": tour.version, "mine": may_change(tour)},
    }


def _layers() -> list[tuple[str, str, list[Format]]]:
    """Return the layers of a tour with title and formats; first all of them at once."""
    from layers.exports.formats import FORMATS
    from layers.exports.made import ALL
    from layers.tour_layers import TOUR_LAYERS

    own = [(key, spec.title, [f for f in FORMATS if f.takes(spec)]) for key, spec in TOUR_LAYERS.items()]
    return [(ALL, ALL_LAYERS, list(FORMATS)), *own]


def _skipped(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stops that were left out with their reasons, and how many more nobody put in."""
    told = [one for one in answer["skipped"] if one["reason"] != "not_ordered"]
    return {"items": told, "others": len(answer["skipped"]) - len(told)}


def _left_out(answer: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return why places of the registry are no stop at all, and how many."""
    from geodata.tourism.places import NO_STOP_TEXTS, NoStop

    return [
        (translated(NO_STOP_TEXTS[NoStop(reason)]), count) for reason, count in answer["left_out"].items()
    ]


def _listed(tour: TourHeading) -> dict[str, Any]:
    """Return what a list shows of a tour, in words."""
    from geodata.tourism.kinds import KIND_TITLES, StopKind

    found = heading_answer(tour)
    kinds = [translated(KIND_TITLES[StopKind(kind)]) for kind in tour.summary["kinds"]]
    return found | {"kind_titles": kinds, "communes": list(tour.summary["communes"].values())}


def _choices(tours: list[TourHeading]) -> dict[str, list[tuple[str, str]]]:
    """Return what the filter offers: what the tours that may be seen have."""
    from geodata.collation import vietnamese_key
    from geodata.tourism.calendars import DAY_TITLES, weekday_of
    from geodata.tourism.kinds import KIND_TITLES, StopKind
    from geodata.vocabulary import Weekday

    kinds = {kind for tour in tours for kind in tour.summary["kinds"]}
    communes = {code: name for tour in tours for code, name in tour.summary["communes"].items()}
    weekdays = {weekday_of(tour.first_day) for tour in tours}
    return {
        "days": [(str(days), str(days)) for days in sorted({tour.days for tour in tours})],
        "kind": [(kind.value, translated(KIND_TITLES[kind])) for kind in StopKind if kind.value in kinds],
        "commune": sorted(communes.items(), key=lambda item: vietnamese_key(item[1])),
        "weekday": [(day.value, translated(DAY_TITLES[day])) for day in Weekday if day in weekdays],
    }


def _part(offset: int) -> str:
    """Return the address of another part of the gallery."""
    kept = [(name, value) for name, value in request.args.items() if name in FILTER_NAMES and value]
    query = urlencode([*kept, *([("offset", str(offset))] if offset else [])])
    path = f"{request.script_root}{request.path}"
    return f"{path}?{query}" if query else path


def _is_editor() -> bool:
    """Tell whether who asks may keep tours and change assumptions."""
    account = current_account()
    return account is not None and account.level >= EDITOR


def _state() -> dict[str, Any]:
    """Return what the scripts of every page here need."""
    return {
        "api": f"{request.script_root}/api/v1",
        "lang": current_language(),
        "prefix": request.script_root,
        "may": {"edit": _is_editor()},
    }


def _page(template: str, **context: Any) -> Response:  # noqa: ANN401 -- whatever a template shows
    """Answer a page; it differs by who asks, so nobody keeps it."""
    response = make_response(render_template(template, **context))
    response.headers["Cache-Control"] = "no-store"
    return response
