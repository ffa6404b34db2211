"""The page /registry/upgrades: which products are how near to the next star, and what is missing."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for

from app.filters import base_date_text, current_wording, filter_text
from app.params import PAGE_NAMES, Page, check_names, page_of
from app.registry.upgrades_reading import UPGRADE_NAMES, WITHIN, asked, read_asked_upgrades
from app.state import current_store

USUAL_ROWS = 50
# How near a reader may ask for, in points.
NEAR = (2, 5, 10, 20)

bp = Blueprint("upgrades_pages", __name__)


@bp.get("/registry/upgrades")
def show_upgrades() -> Response:
    """Show the products with points, the nearest to a next star first."""
    check_names(request.args, (*UPGRADE_NAMES, *PAGE_NAMES))
    response = make_response(render_template("registry/upgrades.html", **_context(page_of(request.args))))
    response.headers["Cache-Control"] = "no-store"
    return response


def _context(page: Page) -> dict[str, Any]:
    """Return what the page shows."""
    from geodata.certificates.criteria import TABLE
    from geodata.joins import district_names

    if "limit" not in request.args:
        page = Page(limit=USUAL_ROWS, offset=page.offset)
    view, chosen, within = asked()
    upgrades, words = read_asked_upgrades(), current_wording()
    every = [(name, value) for name, value in request.args.items() if name not in PAGE_NAMES and value]
    later = page.offset + page.limit

    def at(offset: int) -> str:
        query: dict[str, Any] = {**dict(every), "offset": offset}
        return url_for("upgrades_pages.show_upgrades", **query)

    return {
        "rows": upgrades.found[page.offset : later],
        "total": len(upgrades.found),
        "upgrades": upgrades,
        "by_next": Counter(one.next_stars for one in upgrades.found),
        "table": TABLE,
        "near": NEAR,
        "within": within,
        "chosen": chosen,
        "districts": district_names(current_store()),
        "label": words.label,
        "view_words": words.view(view),
        "view": view,
        "filter_words": filter_text(chosen, view),
        "base_date": base_date_text(),
        "kept": [(name, value) for name, value in every if name not in ("district", "q", WITHIN)],
        "query": urlencode(every),
        "offset": page.offset,
        "earlier": at(max(0, page.offset - page.limit)) if page.offset else None,
        "later": at(later) if later < len(upgrades.found) else None,
    }
