"""/api/v1/tours: make a tour, check an order. They answer a question and write nothing but a job."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.jobs.answers import private
from app.jobs.api import current_kinds, submitted
from app.jobs.kinds import inputs_text
from app.params import check_names
from app.planning.bodies import read_body
from app.tours.jobs import TourInputs
from app.tours.texts import finding_text

bp = Blueprint("tours", __name__, url_prefix="/api/v1/tours")


@bp.post("")
def make_tour() -> Response:
    """Answer a tour at once where that takes at most two seconds, else put it into the queue (202)."""
    # The solver: only where somebody asks.
    from geodata.tourism.explicit import try_tour

    check_names(request.args, ())
    text = read_body().decode("utf-8", "replace")
    answer = try_tour(text)
    if answer is not None:
        return private(answer)
    return submitted(current_kinds().find("tour"), inputs_text(TourInputs(text)))


@bp.post("/check")
def check_tour() -> Response:
    """Answer the times of a given order, and every fault of it in words."""
    from geodata.tourism.explicit import check_tour

    check_names(request.args, ())
    answer: dict[str, Any] = check_tour(read_body())
    findings = [{**finding, "text": finding_text(finding)} for finding in answer["findings"]]
    return private({**answer, "findings": findings})
