"""/api/v1/tours: make a tour; it answers a question and writes nothing but a job."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.clock import today
from app.jobs.answers import private
from app.jobs.api import current_kinds, result_of, submitted
from app.jobs.kinds import inputs_text
from app.params import check_names
from app.planning.bodies import read_body
from app.planning.engine import engine_of
from app.planning.wording import with_texts
from app.state import current_settings, current_store
from app.tours.jobs import TourInputs

KIND = "tour"

bp = Blueprint("tours", __name__, url_prefix="/api/v1/tours")


@bp.post("")
def make_tour() -> Response:
    """Answer a tour at once where that takes at most two seconds, else put it into the queue (202)."""
    check_names(request.args, ())
    text = read_body().decode("utf-8", "replace")
    answer = _quick_tour(text)
    if answer is not None:
        return private(with_texts(answer))
    return submitted(current_kinds().find(KIND), inputs_text(TourInputs(text)))


def _quick_tour(text: str) -> dict[str, Any] | None:
    """Return a tour that is made at once; None where it takes longer."""
    # The solver: only where somebody asks.
    from geodata.tourism.explicit import try_tour
    from geodata.tourism.tours import try_tour_wishes
    from geodata.tourism.wishes import is_about_the_registry

    if not is_about_the_registry(text):
        return try_tour(text)
    return try_tour_wishes(current_store(), text, engine_of(current_settings()), today())


@bp.get("/<job_id>")
def show_tour(job_id: str) -> Response:
    """Answer the tour that a job of who asks has made, in the language of the reader."""
    check_names(request.args, ())
    return private(with_texts(result_of(job_id, KIND)))
