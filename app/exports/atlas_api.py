"""
/exports/atlas.html: the map in one file, made by a job.

An address that is asked for once more after the job has ended gives the file,
to everybody, until the data, the day or the program are others. Who asks
before that is told how far the job is (202).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from app.caching import app_version, cached
from app.clock import today
from app.exports.atlas_jobs import AtlasInputs
from app.i18n import check_language, current_language
from app.jobs import queue, results
from app.jobs.answers import job_answer, message_text, private
from app.jobs.api import current_kinds, submitted
from app.jobs.kinds import inputs_text
from app.params import check_names
from app.planning.bodies import read_body
from app.state import current_ocop, current_settings, current_store
from geodata.errors import N_, Conflict
from geodata.office.vocabulary import ANONYMOUS, JobState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geodata.office.jobs import Job

KIND = "atlas_file"
# Making one takes some seconds; a program asks again after these.
RETRY_AFTER_S = 3
# A job that failed is tried again by who asks after this time, and not by each that asks.
TRIED_AGAIN_S = 60
# Jobs that an address starts belong to nobody who could look at them: all of them share these places.
STARTED_BY_ADDRESS = f"{ANONYMOUS}atlas"

bp = Blueprint("atlas", __name__)


@bp.get("/exports/atlas.html")
def take_atlas() -> Response:
    """
    Answer the atlas as a file where it is ready; else 202, and a job makes it.

    Parameters are those of a link to the map, and what is to be inside.
    """
    # GeoPandas and Folium: only where somebody takes an atlas away.
    from layers.standalone.built import check_sizes
    from layers.standalone.files import MEDIA_TYPE, atlas_name
    from layers.standalone.orders import ATLAS_NAMES, LANGUAGE, read_atlas

    # A form sends each box that is ticked under one name; a link separates them by commas.
    given = MultiDict({name: ",".join(values) for name, values in request.args.lists()})
    check_names(given, (*ATLAS_NAMES, LANGUAGE))
    inputs = _inputs(given)
    order = read_atlas(given, today())
    job = _newest(inputs)
    body = _file_of(job)
    if body is None:
        check_sizes(current_store(), order, current_settings().max_features)
        return _not_yet(_started(job, inputs))
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
    inputs = _inputs(given)
    if _file_of(_newest(inputs)) is not None:
        result = {"name": atlas_name(order, inputs.language), "href": _address(given, inputs.language)}
        return private({"kind": KIND, "state": JobState.DONE.value, "result": result})
    check_sizes(current_store(), order, current_settings().max_features)
    return submitted(current_kinds().find(KIND), inputs_text(inputs))


def _inputs(given: Mapping[str, str]) -> AtlasInputs:
    """Return the inputs of the job that makes what an address or a body asks for, as things are now."""
    from layers.standalone.orders import LANGUAGE

    language = check_language(given[LANGUAGE]) if LANGUAGE in given else current_language()
    # Empty, only the day says what it would say by not being there; "table=" is a table that is closed.
    order = {name: value for name, value in given.items() if name != LANGUAGE and (value or name != "on")}
    moment = current_ocop().cache.moment()
    return AtlasInputs(
        json.dumps(order, ensure_ascii=False, sort_keys=True),
        language,
        revision=moment.revision,
        day=moment.day,
        version=app_version(),
    )


def _address(given: Mapping[str, str], language: str) -> str:
    """Return the address of the file of an order."""
    from layers.standalone.orders import LANGUAGE

    return f"{url_for('atlas.take_atlas')}?{urlencode({**given, LANGUAGE: language})}"


def _newest(inputs: AtlasInputs) -> Job | None:
    """Return the newest job for the same file; None where there is none."""
    from geodata.office import jobs  # SQLAlchemy: not while the program starts

    return jobs.find_newest(current_store(), KIND, inputs_text(inputs))


def _file_of(job: Job | None) -> bytes | None:
    """Return what a job has made; None: it is not done, or its file has expired."""
    if job is None or job.state is not JobState.DONE or not job.result_path:
        return None
    try:
        return results.result_file(current_settings(), job.job_id).read_bytes()
    except FileNotFoundError:
        return None


def _started(job: Job | None, inputs: AtlasInputs) -> Job:
    """Return the job that makes the file, started if nobody has; Conflict where it has just failed."""
    from geodata.office import jobs

    if job is not None and job.state in (JobState.QUEUED, JobState.RUNNING):
        return job
    if job is not None and _has_just_failed(job):
        raise Conflict(N_("The file could not be made: %(reason)s"), reason=message_text(job))
    kind = current_kinds().find(KIND)
    text = inputs_text(inputs)
    started = jobs.submit(current_store(), KIND, STARTED_BY_ADDRESS, text, of_this_kind=kind.limit_per_user)
    queue.ring(current_settings())
    return started


def _has_just_failed(job: Job) -> bool:
    """Tell whether a job failed within ``TRIED_AGAIN_S``."""
    if job.state is not JobState.FAILED or job.finished_at is None:
        return False
    return (datetime.now(UTC) - job.finished_at).total_seconds() < TRIED_AGAIN_S


def _not_yet(job: Job) -> Response:
    """Say how far the job is: to a browser as a page that asks again, to a program as JSON."""
    told = job_answer(job, current_kinds())
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html":
        page = render_template("atlas_making.html", job=told, retry_after_s=RETRY_AFTER_S)
        response = make_response(page)
    else:
        names = ("kind", "title", "state", "state_text", "progress", "message", "time_left_s")
        response = jsonify({name: told[name] for name in names})
    response.status_code = HTTPStatus.ACCEPTED
    response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response
