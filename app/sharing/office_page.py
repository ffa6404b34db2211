"""``/office/short-links``: every short link that there is, for administrators, who may take one away."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from app.accounts.current import must_be_signed_in, touch
from app.accounts.links import office_links
from app.params import check_names, whole_number
from app.state import current_store

LINES = 50

bp = Blueprint("link_office", __name__, url_prefix="/office/short-links")


@bp.get("")
def show_links() -> Response:
    """Show the links, the newest first, fifty on a page."""
    from geodata.office.short_links import MOST_LINKS, list_links  # SQLAlchemy

    touch()
    check_names(request.args, ("offset",))
    offset = whole_number(request.args, "offset", 0, MOST_LINKS, 0)
    links, total = list_links(current_store(), LINES, offset)
    page = render_template(
        "short_links.html",
        office_links=office_links(),
        links=links,
        total=total,
        most=MOST_LINKS,
        offset=offset,
        lines=LINES,
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/<code>/remove")
def remove_link(code: str) -> AnyResponse:
    """Take a link away; whoever has it on paper is told so."""
    from geodata.office.short_links import remove_link as take_away

    removed = take_away(current_store(), code, must_be_signed_in().actor)
    flash(gettext("The short link %(code)s is removed.", code=removed.code))
    return redirect(url_for("link_office.show_links"), HTTPStatus.SEE_OTHER)
