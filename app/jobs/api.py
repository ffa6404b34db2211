"""/api/v1/jobs: look, submit, cancel, fetch the result. Web processes only read rows and ring."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, request, send_file
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, Unauthorized

from app.jobs import ownership, queue, results
from app.jobs.answers import job_answer, kind_answer, private
from app.jobs.kinds import JobKind, JobKinds, inputs_text, read_inputs
from app.jobs.registry import KINDS
from app.params import PAGE_NAMES, check_names, page_of
from app.state import current_settings, current_store
from geodata.errors import N_, Conflict, InvalidInput, NotFound
from geodata.office.vocabulary import FINISHED, JobState

if TYPE_CHECKING:
    from geodata.office.jobs import Job

EXTENSION = "ocop_jobs"
MAX_BODY = 64 * 1024

bp = Blueprint("jobs", __name__, url_prefix="/api/v1/jobs")


@bp.record_once
def _hold(state: BlueprintSetupState) -> None:
    """Hang the registry on the application; a test puts its own there."""
    state.app.extensions[EXTENSION] = KINDS


def current_kinds() -> JobKinds:
    """Return the kinds that this application knows."""
    found: JobKinds = current_app.extensions[EXTENSION]
    return found


def open_kinds() -> list[JobKind]:
    """Return the kinds that who asks may start."""
    role = ownership.current_role()
    return [kind for kind in current_kinds() if kind.open_to(role)]


@bp.get("")
def list_jobs() -> Response:
    """List the jobs of who asks, newest first; an administrator sees everyone's."""
    from geodata.office import jobs  # SQLAlchemy: not while the program starts

    check_names(request.args, PAGE_NAMES)
    page = page_of(request.args)
    found = jobs.list_jobs(
        current_store(),
        ownership.current_user_id(),
        everyone=ownership.sees_all(),
        limit=page.limit,
        offset=page.offset,
    )
    kinds = current_kinds()
    return private(
        {
            "items": [job_answer(job, kinds) for job in found.items],
            "total": found.total,
            "limit": page.limit,
            "offset": page.offset,
            "kinds": [kind_answer(kind) for kind in open_kinds()],
        }
    )


@bp.post("")
def submit_job() -> Response:
    """Put a job into the queue: ``{"kind": …, "inputs": {…}}`` → 202 with its address."""
    check_names(request.args, ())
    return submitted(*_order())


def submitted(kind: JobKind, inputs: str) -> Response:
    """Put a job of who asks into the queue and answer 202 with its address."""
    from geodata.office import jobs

    job = jobs.submit(
        current_store(),
        kind.name,
        ownership.current_user_id(make=True),
        inputs,
        of_this_kind=kind.limit_per_user,
    )
    queue.ring(current_settings())
    answer = job_answer(job, current_kinds())
    response = private(answer, HTTPStatus.ACCEPTED)
    response.headers["Location"] = answer["href"]
    return response


@bp.get("/<job_id>")
def show_job(job_id: str) -> Response:
    """Say where a job stands."""
    check_names(request.args, ())
    return private(job_answer(own_job(job_id), current_kinds()))


@bp.delete("/<job_id>")
def cancel_job(job_id: str) -> Response:
    """Cancel: 200 where the job had not begun, 202 where its end was asked for, 409 where it has ended."""
    from geodata.office import jobs

    check_names(request.args, ())
    found = own_job(job_id)
    if found.state is JobState.RUNNING:
        # First the bell: the row can only be written when nobody, the job included, holds the store.
        queue.ring_to_cancel(current_settings(), job_id)
    try:
        job = jobs.cancel(current_store(), job_id)
    except Conflict:
        job = jobs.find(current_store(), job_id)
        # The bell was quicker than the row.
        if found.state is not JobState.RUNNING or job.state is not JobState.CANCELLED:
            raise
    status = HTTPStatus.OK if job.state in FINISHED else HTTPStatus.ACCEPTED
    return private(job_answer(job, current_kinds()), status)


@bp.get("/<job_id>/result")
def show_result(job_id: str) -> ResponseReturnValue:
    """Give the file that the job made, under the name that the kind chose."""
    check_names(request.args, ())
    job = own_job(job_id)
    if job.state is not JobState.DONE:
        raise Conflict(N_("The job has no result: it is not done"))
    file = results.result_file(current_settings(), job_id)
    if not job.result_path or not file.is_file():
        raise NotFound(N_("The job has no result, or it has expired"))
    response = send_file(file, as_attachment=True, download_name=job.result_name, max_age=0)
    response.headers["Cache-Control"] = "no-store"
    return response


def _order() -> tuple[JobKind, str]:
    """Return the kind and the checked inputs that the body names."""
    request.max_content_length = MAX_BODY
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("kind"), str):
        raise InvalidInput(N_('Send an object as JSON: {"kind": name, "inputs": {…}}'))
    if unknown := body.keys() - {"kind", "inputs"}:
        raise InvalidInput(
            N_("Unknown parameter %(name)s; allowed: %(allowed)s"),
            name=sorted(unknown)[0],
            allowed="kind, inputs",
        )
    given = body.get("inputs", {})
    if not isinstance(given, dict):
        raise InvalidInput(N_('Send an object as JSON: {"kind": name, "inputs": {…}}'))
    kind = current_kinds().find(body["kind"])
    role = ownership.current_role()
    if not kind.open_to(role):
        raise Unauthorized if role is None else Forbidden
    return kind, inputs_text(read_inputs(kind, given))


def result_of(job_id: str, kind: str) -> dict[str, Any]:
    """Return the JSON object that a job of who asks and of this kind has made."""
    job = own_job(job_id)
    if job.kind != kind or job.state is not JobState.DONE:
        raise Conflict(N_("The job has no result: it is not done"))
    file = results.result_file(current_settings(), job.job_id)
    if not file.is_file():
        raise NotFound(N_("The job has no result, or it has expired"))
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def own_job(job_id: str) -> Job:
    """Return a job of who asks; anybody else's is not there."""
    from geodata.office import jobs

    job = jobs.find(current_store(), job_id)
    if not ownership.is_mine(job):
        raise NotFound(N_("There is no such job, or it has expired"))
    return job
