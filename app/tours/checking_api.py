"""/api/v1/tours/check and /read: time an order, read a tour that somebody hands in. Nothing is written."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from app.clock import today
from app.jobs.answers import private
from app.params import check_names
from app.planning.bodies import read_body
from app.planning.engine import engine_of
from app.planning.wording import with_texts
from app.state import current_settings, current_store
from app.tours.checking_texts import with_finding_texts
from app.tours.texts import finding_text

bp = Blueprint("tour_checks", __name__, url_prefix="/api/v1/tours")


@bp.post("/check")
def check_tour() -> Response:
    """Answer the times of a given order, and every fault of it in words."""
    # numpy and the network: only where somebody asks.
    from geodata.tourism.orders import check_tour_order
    from geodata.tourism.wishes import is_about_the_registry

    check_names(request.args, ())
    text = read_body().decode("utf-8", "replace")
    if not is_about_the_registry(text):
        return private(_explicit(text))
    answer = check_tour_order(current_store(), text, engine_of(current_settings()), today())
    return private(with_finding_texts(with_texts(answer)))


def _explicit(text: str) -> dict[str, Any]:
    """Return the check of an instance that needs no data of ours: its stops are numbers."""
    from geodata.tourism.explicit import check_tour

    answer = check_tour(text)
    return {**answer, "findings": [{**each, "text": finding_text(each)} for each in answer["findings"]]}


@bp.post("/read")
def read_tour() -> Response:
    """Answer the places that a pasted text or a GPX file names, day by day."""
    # Reads the stops of the registry.
    from geodata.tourism.handed_in import read_handed_in

    check_names(request.args, ())
    text = read_body().decode("utf-8", "replace")
    return private(with_texts(read_handed_in(current_store(), text, today())))
