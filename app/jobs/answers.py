"""A job as the browser and other programs see it."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Response, jsonify, url_for
from flask_babel import gettext

from app.clock import TIME_ZONE
from app.i18n import number
from app.jobs.kinds import JobKind, JobKinds
from app.planning.wording import in_words
from geodata.errors import N_
from geodata.office.vocabulary import JobState

# SQLAlchemy comes with it: not while the program starts.
if TYPE_CHECKING:
    from geodata.office.jobs import Job

STATE_TEXTS: dict[JobState, str] = {
    JobState.QUEUED: N_("waiting"),
    JobState.RUNNING: N_("running"),
    JobState.DONE: N_("done"),
    JobState.FAILED: N_("failed"),
    JobState.CANCELLED: N_("cancelled"),
}


def job_answer(job: Job, kinds: JobKinds) -> dict[str, Any]:
    """Return one job for JSON, its texts in the reader's language."""
    from geodata.office.jobs import time_left_s

    running = job.state is JobState.RUNNING
    left_s = time_left_s(job.progress, job.started_at, datetime.now(UTC)) if running else None
    return {
        "id": job.job_id,
        "kind": job.kind,
        "title": _title(job.kind, kinds),
        "state": job.state.value,
        "state_text": gettext(STATE_TEXTS[job.state]),
        "progress": round(job.progress, 4),
        "message": message_text(job),
        "cancel_requested": job.cancel_requested,
        "time_left_s": None if left_s is None else round(left_s),
        "created_at": _moment(job.created_at),
        "started_at": _moment(job.started_at),
        "finished_at": _moment(job.finished_at),
        "expires_at": _moment(job.expires_at),
        "href": url_for("jobs.show_job", job_id=job.job_id),
        "result": _result(job),
    }


def _title(name: str, kinds: JobKinds) -> str:
    """Return the title of a kind; its bare name where this program no longer knows it."""
    return next((gettext(kind.title) for kind in kinds if kind.name == name), name)


def kind_answer(kind: JobKind) -> dict[str, Any]:
    """Return one kind that the reader may start, with the names of its inputs."""
    names = [field.name for field in fields(kind.inputs)]
    return {"kind": kind.name, "title": gettext(kind.title), "inputs": names, "needed": sorted(kind.needed)}


def message_text(job: Job) -> str:
    """Return what the job says: translated first, filled in afterwards."""
    text = str(gettext(job.message)) if job.message else ""
    values = {
        name: number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        for name, value in job.message_values.items()
    }
    return text % in_words(values) if values else text


def private(body: dict[str, Any], status: int = 200) -> Response:
    """Answer JSON that is one person's, and kept nowhere."""
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _result(job: Job) -> dict[str, str] | None:
    """Return name and address of the result of a job that is done."""
    if job.state is not JobState.DONE or not job.result_path:
        return None
    return {"name": job.result_name or job.job_id, "href": url_for("jobs.show_result", job_id=job.job_id)}


def _moment(moment: datetime | None) -> str | None:
    """Return a moment in the time of Việt Nam, with its offset."""
    return None if moment is None else moment.astimezone(TIME_ZONE).isoformat(timespec="seconds")
