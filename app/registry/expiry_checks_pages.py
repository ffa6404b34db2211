"""The page /expiry/checks: what checks after recognition found, and of which products none is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext

from app.caching import cached
from app.filters import base_date_text, current_wording, filter_text
from app.i18n import current_language
from app.params import PAGE_NAMES, Page, check_names, page_of
from app.planning.pages import API
from app.registry.expiry_files import MOST_AT_ONCE
from app.registry.expiry_pages import USUAL_ROWS
from app.registry.expiry_reading import BOARD_NAMES, check_of, question_of
from app.registry.expiry_texts import FILE_TEXTS
from app.state import current_store
from geodata.standing import MONTHS

if TYPE_CHECKING:
    from geodata.certificates.checks import Checks
    from geodata.certificates.supervision import Supervision

HTML = "text/html"

bp = Blueprint("expiry_checks_pages", __name__)


@bp.get("/expiry/checks")
def show_checks() -> Response:
    """Show the products whose recognition holds or may hold by what is known of their checks."""
    check_names(request.args, (*BOARD_NAMES, "check", *PAGE_NAMES))
    question, check, page = question_of(MONTHS), check_of(), page_of(request.args)
    if "limit" not in request.args:
        page = Page(limit=USUAL_ROWS, offset=page.offset)

    def make() -> tuple[str, str]:
        from geodata.certificates.checks import read_checks

        checks = read_checks(current_store(), question)
        return render_template("registry/checks.html", **_context(checks, check, page)), HTML

    return cached(make)


def _context(checks: Checks, check: Supervision | None, page: Page) -> dict[str, Any]:
    """Return what the page shows."""
    from geodata.collation import vietnamese_key
    from geodata.joins import district_names, unit_names

    store, question, words = current_store(), checks.question, current_wording()
    found = checks.only(check)
    names = unit_names(store, question.view).items()
    return {
        "checks": checks,
        "question": question,
        "chosen": check,
        "counts": [(one.value, words.label("supervision", one.value), n) for one, n in checks.counts.items()],
        "found": found[page.offset : page.offset + page.limit],
        "total": len(found),
        "districts": district_names(store),
        "unit_names": sorted(names, key=lambda unit: vietnamese_key(unit[1])),
        "filter_words": filter_text(question.chosen, question.view),
        "view_words": words.view(question.view),
        "base_date": base_date_text(),
        "label": words.label,
        "most_at_once": MOST_AT_ONCE,
        "texts": {key: str(gettext(text)) for key, text in FILE_TEXTS.items()},
        "page_state": {
            "api": request.script_root + API,
            "prefix": request.script_root,
            "lang": current_language(),
        },
        "kept": _kept("check", "district", "commune", "q"),
        **_links(page, len(found)),
    }


def _kept(*left: str) -> list[tuple[str, str]]:
    """Return what the query says besides the fields of the form and a part of the list."""
    dropped = (*PAGE_NAMES, *left)
    return [(name, value) for name, value in request.args.items() if name not in dropped and value]


def _links(page: Page, total: int) -> dict[str, Any]:
    """Return the addresses around what is shown: other parts, other kinds, files."""
    every = dict(_kept())

    def at(**changes: str) -> str:
        query: dict[str, Any] = {name: value for name, value in (every | changes).items() if value}
        return url_for("expiry_checks_pages.show_checks", **query)

    later = page.offset + page.limit
    return {
        "at": at,
        "offset": page.offset,
        "earlier": at(offset=str(max(0, page.offset - page.limit))) if page.offset else None,
        "later": at(offset=str(later)) if later < total else None,
        "first_rows": at(),
        "file_query": urlencode(every),
    }
