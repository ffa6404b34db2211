"""The page /expiry, which recognitions end, and the calendar feed /expiry.ics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import force_locale, gettext

from app.caching import cached
from app.exports.api import site_address
from app.files import asset_url
from app.filters import base_date_text, current_wording, filter_text
from app.i18n import current_language
from app.mapdata import modules_of, page_state
from app.pages.known_texts import known_text
from app.params import PAGE_NAMES, Page, check_names, page_of
from app.planning.pages import API, OUTLINES
from app.registry.expiry_files import MOST_AT_ONCE
from app.registry.expiry_reading import BOARD_NAMES, LONGEST, month_of, question_of, read_asked
from app.registry.expiry_texts import EXPIRY_TEXTS, FILE_TEXTS
from app.state import current_store
from app.texts import browser_texts, tile_choices
from app.tours.files_api import asked_language
from geodata.standing import AHEAD

if TYPE_CHECKING:
    from datetime import date

    from geodata.certificates.expiry import Board, Group
    from layers.page import MapParts

MAIN = "js/expiry/main.js"
HTML, CALENDAR = "text/html", "text/calendar"
# More would make the page long; the workbook has all of them.
MOST_GROUPS, MOST_ON_SALE = 40, 100
USUAL_ROWS = 50

bp = Blueprint("expiry_pages", __name__)


@bp.app_template_global("certificate_word")
def certificate_word(vocabulary: str, code: str | None) -> str:
    """Return what a value of a certificate is called; empty where it is unknown."""
    return current_wording().label(vocabulary, code)


@bp.get("/expiry")
def show_expiry() -> Response:
    """Show what ends by month, commune and producer, and what lapsed and is still sold."""
    check_names(request.args, (*BOARD_NAMES, "months", "month", *PAGE_NAMES))
    question, month, page = question_of(), month_of(), page_of(request.args)
    if "limit" not in request.args:
        page = Page(limit=USUAL_ROWS, offset=page.offset)

    def make() -> tuple[str, str]:
        return render_template("registry/expiry.html", **_context(read_asked(question), month, page)), HTML

    return cached(make)


def _context(board: Board, month: date | None, page: Page) -> dict[str, Any]:
    """Return what the page shows."""
    from geodata.certificates.on_sale import still_sold
    from geodata.joins import district_names, unit_names
    from geodata.standing import Standing
    from layers.expiry_calendar import MOST_EVENTS

    store, question = current_store(), board.question
    lapses = board.in_month(month)
    producers = sorted(board.by_producer(month), key=lambda group: -group.total)
    communes = board.by_commune(month)
    on_sale = still_sold(store, board)
    words = current_wording()
    return {
        "board": board,
        "question": question,
        "standings": [
            (one.value, words.label("standing", one.value), board.standings[one]) for one in Standing
        ],
        "month": month,
        "lapses": lapses[page.offset : page.offset + page.limit],
        "total": len(lapses),
        "communes": communes,
        "producers": producers[:MOST_GROUPS],
        "producers_left": max(0, len(producers) - MOST_GROUPS),
        "on_sale": on_sale[:MOST_ON_SALE],
        "on_sale_total": len(on_sale),
        "ahead": AHEAD,
        "districts": district_names(store),
        "unit_names": sorted(unit_names(store, question.view).items(), key=_by_name),
        "filter_words": filter_text(question.chosen, question.view),
        "view_words": words.view(question.view),
        "base_date": base_date_text(),
        "known_text": known_text,
        "label": words.label,
        "as_of": _as_of,
        "kept": _kept("months", "district", "commune", "q"),
        "most_at_once": MOST_AT_ONCE,
        "most_events": MOST_EVENTS,
        "feed_is_cut": _in_force(board) > MOST_EVENTS,
        **_links(page, len(lapses)),
        **_map(communes, month),
    }


def _in_force(board: Board) -> int:
    """Return how many recognitions end within 36 months, or may: at least so many are in the feed."""
    from geodata.standing import Standing

    ending = (Standing.CERTAIN, Standing.POSSIBLE, Standing.IF_IN_FORCE, Standing.HOLDS)
    return sum(board.standings[standing] for standing in ending)


def _by_name(unit: tuple[str, str]) -> Any:  # noqa: ANN401 -- a key to put in order by
    """Return what the choices of communes are put in order by."""
    from geodata.collation import vietnamese_key

    return vietnamese_key(unit[1])


def _as_of(evidence: Any) -> str:  # noqa: ANN401 -- geodata.certificates.on_sale.Evidence
    """Return the date of what says that a product is sold."""
    from layers.certificate_layers import as_of_text

    return as_of_text(evidence, current_wording())


def _kept(*left: str) -> list[tuple[str, str]]:
    """Return what the query says besides the fields of the form, a month and a part of the list."""
    dropped = ("month", *PAGE_NAMES, *left)
    return [(name, value) for name, value in request.args.items() if name not in dropped and value]


def _links(page: Page, total: int) -> dict[str, Any]:
    """Return the addresses around what is shown: other parts, other choices, files."""
    every = dict(_kept())
    chosen = every | ({"month": request.args["month"]} if request.args.get("month") else {})

    def at(anchor: str = "list", **changes: str) -> str:
        query: dict[str, Any] = {name: value for name, value in (every | changes).items() if value}
        return f"{url_for('expiry_pages.show_expiry', **query)}#{anchor}"

    later = page.offset + page.limit
    part = {name: value for name, value in chosen.items() if name != "offset"}
    return {
        "at": at,
        "offset": page.offset,
        "earlier": at(**part, offset=str(max(0, page.offset - page.limit))) if page.offset else None,
        "later": at(**part, offset=str(later)) if later < total else None,
        "first_rows": at(**part, offset=""),
        "file_query": urlencode(chosen),
        "book_query": urlencode(every),
        "checks_query": urlencode({name: value for name, value in every.items() if name != "months"}),
        "feed": f"{site_address()}/expiry.ics?{urlencode(_feed_query(every))}",
    }


def _feed_query(every: dict[str, str]) -> dict[str, str]:
    """Return the query of the feed: it always tells of today, all that is known, in one language."""
    kept = {name: value for name, value in every.items() if name not in ("months", "on")}
    return kept | {"lang": current_language()}


def _map(communes: list[Group], month: date | None) -> dict[str, Any]:
    """Return what the map is made of: Folium's shell, texts, and the counts of the communes."""
    # Folium takes over half a second to import: only where a map is drawn.
    from layers.catalogue import CATALOGUE
    from layers.page import MapOptions, render_map

    options = MapOptions(
        asset_url=asset_url, api=request.script_root + API, language=current_language(), translate=gettext
    )
    parts: MapParts = render_map(options, [spec for spec in CATALOGUE if spec.key in OUTLINES])
    counts = {
        group.key: {"total": group.total, **{key.value: count for key, count in group.counts.items()}}
        for group in communes
        if group.key is not None
    }
    state = page_state(API)
    return {
        "parts": parts,
        "texts": browser_texts()
        | {key: str(gettext(text)) for key, text in (EXPIRY_TEXTS | FILE_TEXTS).items()},
        "tiles": tile_choices(),
        "page_state": state
        | {
            "units": request.args.get("units", state["units"]),
            "communes": counts,
            "page": f"{request.script_root}/expiry",
            "query": dict(_kept("commune")) | ({"month": f"{month:%Y-%m}"} if month else {}),
        },
        "modules": [path for path in modules_of("expiry") if path != MAIN],
        "script": MAIN,
        "off_map": sum(group.total for group in communes if group.key is None),
    }


@bp.get("/expiry.ics")
def show_calendar() -> Response:
    """Answer the feed: the end of every recognition that is known, with alarms before it."""
    check_names(request.args, (*(name for name in BOARD_NAMES if name != "on"), "lang"))
    question, language, site = question_of(LONGEST), asked_language(), site_address()

    def make() -> tuple[bytes, str]:
        from layers.expiry_calendar import calendar_of_lapses

        with force_locale(language):
            state, words = current_store().state(), current_wording()
            title = words.translate("Recognitions that end")
            filtered = words.filter(current_store(), question.chosen, question.view)
            return calendar_of_lapses(
                read_asked(question).lapses,
                words,
                title=f"OCOP: {title}" + (f" ({filtered})" if filtered else ""),
                changed_at=state.changed_at,
                revision=state.revision,
                page_of=lambda product_id: f"{site}/products/{product_id}",
            ), CALENDAR

    # Addresses in it name the host, by which a site may be reached under several names.
    return cached(make, variant=site)
