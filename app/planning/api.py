"""/api/v1: travel times, isochrones, siting plans. They answer a question and write nothing but a job."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from app.clock import today
from app.jobs.answers import private
from app.jobs.api import current_kinds, result_of, submitted
from app.jobs.kinds import inputs_text
from app.params import VIEW_NAMES, check_names, view_of
from app.planning.bodies import read_body, read_object
from app.planning.engine import engine_of
from app.planning.jobs import SitingInputs
from app.planning.tour_demand import with_made_tours
from app.planning.wording import with_texts
from app.state import current_settings, current_store
from geodata.view import View

# Longer than this, and a job does it.
QUICK_S = 1.5
KIND = "siting_plan"

bp = Blueprint("planning", __name__, url_prefix="/api/v1")


@bp.post("/travel-times")
def tell_travel_times() -> Response:
    """Answer minutes as a range and km between every two places."""
    # Frames and the solver: only where somebody asks.
    from geodata.network import answers
    from geodata.network.current import current_router

    check_names(request.args, ())
    body = read_object(("from", "to"))
    origins = answers.read_places(body.get("from"), "from")
    destinations = answers.read_places(body.get("to"), "to")
    router = current_router(current_store(), engine_of(current_settings()))
    return private(with_texts(answers.tell_travel_times(router, origins, destinations)))


@bp.post("/isochrones")
def draw_isochrones() -> Response:
    """Answer what is within so many minutes of any of the places, as areas and as what lies inside."""
    from geodata.network import answers
    from geodata.network.current import current_network
    from geodata.planning.catchments import tell_isochrones

    check_names(request.args, ())
    body = read_object(("from", "minutes", *VIEW_NAMES))
    places = answers.read_places(body.get("from"), "from", answers.MAX_STARTS)
    minutes = answers.read_minutes(body.get("minutes"))
    store = current_store()
    network = current_network(store, engine_of(current_settings()))
    return private(with_texts(tell_isochrones(store, network, _view(body), places, minutes)))


@bp.get("/siting-options")
def list_options() -> Response:
    """Answer what a plan may be made of, with counts, public targets and limits."""
    from geodata.planning.options import siting_options

    check_names(request.args, VIEW_NAMES)
    options = siting_options(current_store(), view_of(request.args), engine_of(current_settings()))
    return private(with_texts(options))


@bp.post("/siting-plans")
def make_plan() -> Response:
    """Answer a plan at once where that takes less than two seconds, else put it into the queue (202)."""
    check_names(request.args, ())
    return plan_or_job(with_made_tours(read_body().decode("utf-8", "replace")))


@bp.get("/siting-plans/<job_id>")
def show_plan(job_id: str) -> Response:
    """Answer the plan that a job of who asks has made, in the language of the reader."""
    check_names(request.args, ())
    return private(with_texts(result_of(job_id, KIND)))


def plan_or_job(text: str) -> Response:
    """Answer the plan that a JSON text asks for, or the job that makes it."""
    answer = quick_plan(text)
    if answer is not None:
        return private(with_texts(answer))
    return submitted(current_kinds().find(KIND), inputs_text(SitingInputs(text)))


def quick_plan(text: str) -> dict[str, Any] | None:
    """Return a plan that is made at once; None where it takes longer."""
    from geodata.planning.plans import Running, try_plan

    running = Running(engine=engine_of(current_settings()), today=today(), time_limit_s=QUICK_S)
    return try_plan(current_store(), text, running)


def _view(body: dict[str, Any]) -> View:
    """Return the view that a body names, as a query string would."""
    return view_of(MultiDict({name: str(body[name]) for name in VIEW_NAMES if body.get(name) is not None}))
