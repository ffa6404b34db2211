"""/api/v1/tour-options: what a tour may be made of, the same for everybody."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, request

from app.jobs.answers import private
from app.params import VIEW_NAMES, check_names, view_of
from app.planning.wording import with_texts
from app.state import current_store
from geodata.json_reading import read_day

bp = Blueprint("tour_options", __name__, url_prefix="/api/v1")


@bp.get("/tour-options")
def list_options() -> Response:
    """Answer stops with their hours on ``dates``, towns, interests, kinds, paces, vehicles and limits."""
    # Frames: only where somebody asks.
    from geodata.tourism.options import tour_options

    check_names(request.args, (*VIEW_NAMES, "dates"))
    options = tour_options(current_store(), view_of(request.args), _dates(request.args.get("dates", "")))
    return private(with_texts(options))


def _dates(text: str) -> list[date]:
    """Return days that are listed with commas; none where nothing is said."""
    return [read_day("dates", each.strip()) for each in text.split(",")] if text.strip() else []
