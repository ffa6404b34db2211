"""/api/v1/maps: a small map at once, from memory, so that no file outlives a request; any map as a job."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from app.caching import app_version, not_modified, request_key, with_charset
from app.clock import today
from app.exports.api import REVALIDATE, VARY, site_address
from app.exports.maps_jobs import MapInputs
from app.exports.viewers import current_viewer, sealed
from app.filters import current_wording
from app.i18n import current_language
from app.jobs.api import current_kinds, submitted
from app.jobs.kinds import inputs_text
from app.params import check_names
from app.planning.bodies import read_body
from app.planning.engine import engine_of
from app.ready import matches, weak_etag
from app.state import current_ocop, current_settings, current_store
from geodata.errors import N_, TooLarge

if TYPE_CHECKING:
    from layers.print_maps.files import MadeMap
    from layers.print_maps.orders import MapForm, MapOrder

KIND = "print_map"
FOLDER_PREFIX = "ocop-map-"
# A sheet of A4 at 300 dpi: measured at about a second on one core; more has to be asked for as a job.
MOST_PIXELS_AT_ONCE = 9_000_000

bp = Blueprint("print_maps", __name__, url_prefix="/api/v1")


@bp.get("/maps.<form>")
def show_map(form: str) -> Response:
    """
    Answer a map: ``maps.png?layers=communes,products&paper=a4&dpi=150``.

    One of a scenario or tour is for those who may see that, and kept nowhere.
    """
    # GeoPandas and numpy: only where somebody asks for a map.
    from layers.print_maps.files import make_map
    from layers.print_maps.orders import MAP_NAMES, find_form, read_map_order
    from layers.saved import Around

    kind = find_form(form)
    check_names(request.args, MAP_NAMES)
    order = read_map_order(current_store(), request.args, kind, today(), current_viewer())
    _check_at_once(order, kind)
    # Asked before the data are read: a map may be newer than its tag says, never older.
    etag = weak_etag(app_version(), site_address(), *request_key(), *current_ocop().cache.moment())
    # What was saved may be shut again, and changes without a new revision.
    is_kept = order.made.is_empty
    if is_kept and matches(request.headers.get("If-None-Match", ""), etag):
        return not_modified(etag, REVALIDATE)
    with TemporaryDirectory(prefix=FOLDER_PREFIX) as folder, current_ocop().cache.making():
        target = Path(folder) / "map"
        around = Around(today=today(), engine=engine_of(current_settings()), address=site_address())
        made = make_map(
            current_store(), current_wording(), order, kind, target, site_address(), around=around
        )
        body = target.read_bytes()
    return _answer(made, body, etag if is_kept else None, kind)


@bp.post("/maps")
def order_map() -> Response:
    """Put a map, or an atlas of all communes with products, into the queue: 202 with the job."""
    from layers.print_maps.orders import read_map_body

    check_names(request.args, ())
    text = read_body().decode("utf-8", "replace")
    viewer = current_viewer()
    order, _, _ = read_map_body(current_store(), text, today(), viewer)
    seal = "" if order.made.is_empty else sealed(current_settings(), text, viewer)
    inputs = MapInputs(text, current_language(), site_address(), seal)
    return submitted(current_kinds().find(KIND), inputs_text(inputs))


def _check_at_once(order: MapOrder, form: MapForm) -> None:
    """Refuse a picture that takes longer than a reader waits; shapes and texts have no pixels."""
    from layers.print_maps.orders import MapForm, largest_dpi

    if form is MapForm.PNG and order.pixels > MOST_PIXELS_AT_ONCE:
        raise TooLarge(
            N_(
                "%(paper)s at %(dpi)s dpi takes too long to wait for: order it (POST /api/v1/maps),"
                " or ask for at most %(allowed)s dpi"
            ),
            paper=order.paper.upper(),
            dpi=order.dpi,
            allowed=largest_dpi(order.paper, MOST_PIXELS_AT_ONCE),
        )


def _answer(made: MadeMap, body: bytes, etag: str | None, form: MapForm) -> Response:
    """Return the file; a picture may be shown in a page. One without a tag is kept nowhere."""
    from layers.print_maps.orders import MapForm

    response = Response(body, HTTPStatus.OK, content_type=with_charset(made.media_type))
    disposition = "inline" if form is MapForm.PNG else "attachment"
    response.headers["Content-Disposition"] = f'{disposition}; filename="{made.name}"'
    if etag is not None:
        response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-store" if etag is None else REVALIDATE
    response.headers["Vary"] = VARY
    response.headers["X-OCOP-Scale"] = str(made.scale_denominator)
    response.headers["X-OCOP-Revision"] = str(made.facts[0].plain["revision"])
    response.headers["X-OCOP-File-SHA256"] = made.sha256
    return response
