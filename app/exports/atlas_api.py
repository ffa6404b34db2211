"""
/exports/atlas.html: the map in one file, made by a job that somebody orders.

Once made it is given to everybody who asks for the same by its address, until
the data, the day or the program are others. Asking changes nothing: before
that, the address leads to the page that makes the file.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.caching import app_version, cached
from app.clock import today
from app.errors import wants_json
from app.exports.atlas_jobs import AtlasInputs
from app.i18n import check_language, current_language
from app.jobs import results
from app.jobs.answers import private
from app.jobs.api import current_kinds, submitted
from app.jobs.kinds import inputs_text
from app.office import current_office
from app.params import check_names
from app.planning.bodies import read_body
from app.state import current_ocop, current_settings, current_store
from geodata.errors import N_, NotFound
from geodata.office.vocabulary import JobState
from layers.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.standalone.orders import AtlasOrder

KIND = "atlas_file"
# How the page names what the address of a file says: of the page, "layers" and "units" are those of the map.
PAGE_NAMES = {"layers": "inside", "units": "systems", "shown": "layers", "lang": "file_lang"}

bp = Blueprint("atlas", __name__)


@bp.get("/exports/atlas.html")
def take_atlas() -> AnyResponse:
    """
    Answer the atlas as a file where it is ready; else 303 to the page that makes it, a program 404.

    Parameters are those of a link to the map, and what is to be inside.
    """
    # GeoPandas and Folium: only where somebody takes an atlas away.
    from layers.standalone.files import MEDIA_TYPE, atlas_name
    from layers.standalone.orders import ATLAS_NAMES, LANGUAGE, read_atlas

    # A form sends each box that is ticked under one name; a link separates them by commas.
    given = MultiDict({name: ",".join(values) for name, values in request.args.lists()})
    check_names(given, (*ATLAS_NAMES, LANGUAGE))
    order = read_atlas(given, today())
    inputs = _inputs(given, order)
    body = _file_of(inputs)
    if body is None:
        return _not_made(given, inputs.language)
    # A first view of somebody's own is asked for once.
    response = cached(lambda: (body, MEDIA_TYPE), keep=not order.start)
    name = atlas_name(order, inputs.language)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.post("/api/v1/exports/atlas")
def order_atlas() -> Response:
    """Put an atlas into the queue: 202 with the job of who asks; 200 with the file where it is ready."""
    from layers.standalone.built import check_sizes
    from layers.standalone.files import atlas_name
    from layers.standalone.orders import read_atlas_body

    check_names(request.args, ())
    given, order = read_atlas_body(read_body().decode("utf-8", "replace"), today())
    inputs = _inputs(given, order)
    if _file_of(inputs) is not None:
        result = {"name": atlas_name(order, inputs.language), "href": _address(given, inputs.language)}
        return private({"kind": KIND, "state": JobState.DONE.value, "result": result})
    check_sizes(current_store(), order, current_settings().max_features)
    return submitted(current_kinds().find(KIND), inputs_text(inputs))


def _inputs(given: Mapping[str, str], order: AtlasOrder) -> AtlasInputs:
    """Return the inputs of the job that makes what an address or a body asks for, as things are now."""
    from layers.standalone.orders import LANGUAGE, SYSTEMS

    language = check_language(given[LANGUAGE]) if LANGUAGE in given else current_language()
    asked = {name: value for name, value in given.items() if name != LANGUAGE}
    # What is asked for in other words, or by a box for each part, is the same file.
    asked["layers"] = "" if order.layers == CATALOGUE else ",".join(spec.key for spec in order.layers)
    if order.systems == SYSTEMS and current_office().default_units == SYSTEMS[0]:
        asked["units"] = ""
    # Empty, these say what they would say by not being there; "table=" is a table that is closed.
    text = json.dumps(
        {name: value for name, value in asked.items() if value or name not in ("layers", "units", "on")},
        ensure_ascii=False,
        sort_keys=True,
    )
    moment = current_ocop().cache.moment()
    return AtlasInputs(text, language, revision=moment.revision, day=moment.day, version=app_version())


def _address(given: Mapping[str, str], language: str) -> str:
    """Return the address of the file of an order."""
    from layers.standalone.orders import LANGUAGE

    return f"{url_for('atlas.take_atlas')}?{urlencode({**given, LANGUAGE: language})}"


def _file_of(inputs: AtlasInputs) -> bytes | None:
    """Return what the newest job for the same file has made; None: nobody has, or it has expired."""
    from geodata.office import jobs  # SQLAlchemy: not while the program starts

    job = jobs.find_newest(current_store(), KIND, inputs_text(inputs))
    if job is None or job.state is not JobState.DONE or not job.result_path:
        return None
    try:
        return results.result_file(current_settings(), job.job_id).read_bytes()
    except FileNotFoundError:
        return None


def _not_made(given: Mapping[str, str], language: str) -> AnyResponse:
    """Lead a browser to the page that makes the file, choices filled in; tell a program how to order it."""
    if wants_json():
        raise NotFound(
            N_("This file has not been made yet of the data of now: order it (POST /api/v1/exports/atlas)")
        )
    query = {PAGE_NAMES.get(name, name): value for name, value in given.items()}
    address = f"{url_for('atlas_pages.show_atlas')}?{urlencode({**query, PAGE_NAMES['lang']: language})}"
    response = redirect(address, HTTPStatus.SEE_OTHER)
    response.headers["Cache-Control"] = "no-store"
    return response
