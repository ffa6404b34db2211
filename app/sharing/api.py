"""/api/v1/short-links and /api/v1/qr.<svg|png>: a place of this site in seven letters, or for a telephone."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request, url_for

from app.accounts.current import signed_in
from app.exports.api import site_address
from app.params import check_names
from app.planning.bodies import read_object
from app.sharing.targets import shared_place
from app.state import current_store
from geodata.errors import N_, InvalidInput

PRIVATE = "private, no-cache"

bp = Blueprint("short_links", __name__, url_prefix="/api/v1")


@bp.post("/short-links")
def make_link() -> Response:
    """Answer the short link to a page of this site; the same page has one, whoever asks."""
    from geodata.office import short_links  # SQLAlchemy: not while the program starts

    check_names(request.args, ())
    path = read_object(("path",)).get("path")
    if not isinstance(path, str):
        raise InvalidInput(N_("%(name)s is missing"), name="path")
    place, _, _ = shared_place(path)
    user = signed_in()
    link = short_links.make_link(current_store(), place, None if user is None else user.actor)
    followed = url_for("sharing.follow", code=link.code)
    answer = jsonify(
        code=link.code,
        path=link.target,
        url=site_address() + followed.removeprefix(request.script_root),
        created_at=link.created_at.isoformat(),
    )
    answer.headers["Location"] = followed
    answer.headers["Cache-Control"] = "no-store"
    answer.status_code = HTTPStatus.OK
    return answer


@bp.get("/qr.<any(svg, png):form>")
def show_qr(form: str) -> Response:
    """Answer the QR code that opens a page of this site, or a short link."""
    from layers.qr import qr_png, qr_svg

    check_names(request.args, ("path",))
    place, _, _ = shared_place(request.args.get("path", ""), or_code=True)
    address = site_address() + place
    # Never kept for others: the address holds the name under which this reader knows the site.
    if form == "png":
        response = Response(qr_png(address), content_type="image/png")
    else:
        response = Response(qr_svg(address), content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="ocop_qr.{form}"'
    response.headers["Cache-Control"] = PRIVATE
    return response
