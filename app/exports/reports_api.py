"""/api/v1/reports: a report of a unit, a scenario or a tour, made by a job."""

from __future__ import annotations

from flask import Blueprint, Response, request

from app.clock import today
from app.exports.api import site_address
from app.exports.reports_jobs import ReportInputs
from app.exports.viewers import current_viewer, sealed
from app.i18n import current_language
from app.jobs.api import current_kinds, submitted
from app.jobs.kinds import inputs_text
from app.params import check_names
from app.planning.bodies import read_body
from app.state import current_settings, current_store

KIND = "report"

bp = Blueprint("reports", __name__, url_prefix="/api/v1/reports")


@bp.post("")
def make_report() -> Response:
    """Put a report into the queue: 202 with the job; 404 for a subject that who asks does not see."""
    from layers.reports.orders import read_report_order
    from layers.reports.reading import check_subject

    check_names(request.args, ())
    text = read_body().decode("utf-8", "replace")
    order = read_report_order(text, today())
    viewer = current_viewer()
    check_subject(current_store(), order, viewer, today())
    inputs = ReportInputs(
        text,
        order.language or current_language(),
        site_address(),
        sealed(current_settings(), text, viewer),
    )
    return submitted(current_kinds().find(KIND), inputs_text(inputs))
