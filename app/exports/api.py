"""/api/v1/exports: one layer as a file, from memory, so that none outlives a request; several as a job."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from flask_babel import force_locale

from app.caching import app_version, not_modified, request_key, with_charset
from app.clock import today
from app.exports.jobs import ExportInputs
from app.filters import current_wording
from app.i18n import check_language, current_language
from app.jobs.api import current_kinds, submitted
from app.jobs.kinds import inputs_text
from app.params import VIEW_NAMES, check_names, view_of
from app.planning.bodies import read_body
from app.ready import matches, weak_etag
from app.state import current_ocop, current_store
from layers.catalogue import find_layer

if TYPE_CHECKING:
    from layers.exports.files import Made

KIND = "export"
FOLDER_PREFIX = "ocop-export-"
# How to ask again: by the same address, which differs by language.
VARY = "Accept-Encoding, Cookie"
REVALIDATE = "no-cache"

bp = Blueprint("exports", __name__, url_prefix="/api/v1/exports")


@bp.get("/<file>")
def take_layer(file: str) -> Response:
    """
    Answer one layer as a file: ``products.gpkg``; a zip where something has to lie beside it.

    A format may have a point in its name (shp.zip), a key has none.
    """
    # GeoPandas: only where somebody takes a layer away.
    from layers.exports.files import Maker, make_file
    from layers.exports.formats import check_geometry, find_crs, find_format
    from layers.exports.orders import LANGUAGE, LAYER_NAMES, read_choice

    key, _, extension = file.partition(".")
    spec, form = find_layer(key), find_format(extension)
    check_names(request.args, (*VIEW_NAMES, *LAYER_NAMES, "crs", LANGUAGE))
    language = check_language(request.args.get(LANGUAGE, current_language()))
    check_geometry(form, spec)
    crs, view = find_crs(form, request.args.get("crs")), view_of(request.args)
    choice = read_choice(spec, request.args)
    # Asked before the data are read: a file may be newer than its tag says, never older.
    etag = weak_etag(app_version(), site_address(), *request_key(), *current_ocop().cache.moment())
    if matches(request.headers.get("If-None-Match", ""), etag):
        return not_modified(etag, REVALIDATE)
    with (
        TemporaryDirectory(prefix=FOLDER_PREFIX) as folder,
        current_ocop().cache.making(),
        force_locale(language),
    ):
        maker = Maker(
            store=current_store(), words=current_wording(), folder=Path(folder), address=site_address()
        )
        made = make_file(maker, choice, view, form, crs)
        body = made.path.read_bytes()
    response = file_answer(made, body)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = REVALIDATE
    response.headers["Vary"] = VARY
    return response


@bp.post("")
def take_layers() -> Response:
    """Put a zip of several layers into the queue: 202 with the job."""
    from layers.exports.orders import read_order

    check_names(request.args, ())
    text = read_body().decode("utf-8", "replace")
    language = read_order(text, today()).language or current_language()
    inputs = ExportInputs(text, language, site_address())
    return submitted(current_kinds().find(KIND), inputs_text(inputs))


def site_address() -> str:
    """Return where the reader finds the site."""
    return request.url_root.rstrip("/")


def file_answer(made: Made, body: bytes) -> Response:
    """Return a file to be kept under its name; its headers count what is in it, of all of its layers."""
    facts = made.facts[0].plain
    counted = {
        name: sum(one.plain[name] for one in made.facts) for name in ("records", "unplaced", "inferred")
    }
    response = Response(body, HTTPStatus.OK, content_type=with_charset(made.media_type))
    response.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    for name, count in counted.items():
        response.headers[f"X-OCOP-{name.title()}"] = str(count)
    response.headers["X-OCOP-Revision"] = str(facts["revision"])
    if len(made.facts) == 1:
        response.headers["X-OCOP-Content-SHA256"] = facts["content_sha256"]
    response.headers["X-OCOP-File-SHA256"] = made.sha256
    return response
